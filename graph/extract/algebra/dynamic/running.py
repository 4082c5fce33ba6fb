"""Stage 4, core: one text being run: its holes get numbers, its parameters values, and its rows a place to go."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec.structs import replace

from graph.extract.algebra.block import Block
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.dynamic.assigning import typed_names
from graph.extract.algebra.dynamic.builder import REASON, DynamicBuilder
from graph.extract.algebra.dynamic.forms import Execution
from graph.extract.algebra.dynamic.text import MARK, MAX_TEXT, Hole, Text, World, plain
from graph.extract.algebra.dynamic.unknown_names import NO_DATA, NOTHING_KNOWN
from graph.extract.algebra.projection import item
from graph.extract.algebra.query import select_of
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.variables import NOTHING, loop_row
from graph.extract.algebra.words import first_words
from graph.extract.dialects import Dialect
from graph.extract.lexer import lexicon
from graph.extract.request import LimitExceeded
from graph.facts import Assign, Call, Define, Drop, Op, Out, Query, Read, Return, Touch, Write, cursor_name
from graph.names import Name

if TYPE_CHECKING:
    from graph.extract.algebra.dynamic.following import Dynamic, Following

_ROUTINE = re.compile(
    r"(?:\s++|--[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)*+(?i:(?:CREATE|ALTER)\s+(?:OR\s+ALTER\s+)?(?:PROC|FUNCTION|TRIGGER))"
)

Item: TypeAlias = "Placed | str"
"""A statement, or marks that stand before the next one."""


class Run:
    """One text being run: its holes, its parameters, and what becomes of its rows."""

    def __init__(
        self, builder: StatementBuilder, dynamic: "Dynamic", outer: "Following", found: Execution, world: World
    ) -> None:
        self._builder = builder
        self._dynamic = dynamic
        self._outer = outer
        self._found = found
        self._world = world
        self._holes: list[Hole] = []
        self._numbers: dict[Hole, int] = {}
        self._before: list[Op] = []  # what gives values to the text's parameters
        self._number = dynamic.number()

    def items(self, text: Text, whole: tuple[int, int], depth: int) -> list[Item]:
        """The statements of the text with the lines of the statement that runs it, or lines of their own where they
        stand in one literal."""
        sql = self._composed(text)
        self._dynamic.to_read -= len(sql)
        if self._dynamic.to_read <= 0 or len(sql) > MAX_TEXT:
            return [Placed(refused(self._found), whole)]
        inner = DynamicBuilder(self._builder, self._holes, self._value, self._found.server, self._number)
        inner.follow(self._dynamic, depth + 1)
        inner.is_routine = _ROUTINE.match(sql) is not None
        self._give(inner, sql)
        try:
            placed = self._dynamic.place(inner, sql)
        except LimitExceeded:
            return [Placed(refused(self._found), whole)]
        own = [one for one in placed if not one.routine and not one.defines]
        routines = [one for one in placed if one.routine or one.defines]
        line = self._found.line if plain(text) is not None else -1
        found: list[Item] = [self._settled(one, line, whole) for one in own]
        found = self._with_parameters(found, whole)
        found += [inner.take_marks()]
        found += [replace(one, lines=_lines(one.lines, line, whole)) for one in inner.known_routines(routines)]
        if not placed:
            return [Placed(Built(self._found.kind), whole)]
        local = self._local_drops(own)
        if local:
            found.append(Placed(Built("drop", ops=local), whole))
        return found

    # --- the text ---

    def _composed(self, text: Text) -> str:
        pieces = []
        for piece in text:
            if isinstance(piece, str):
                pieces.append(piece.replace(MARK, ""))
            else:
                pieces.append(self._mark(piece))
        sql = "".join(pieces)
        return self._with_placeholders(sql) if self._found.arguments and not self._found.parameters else sql

    def _mark(self, hole: Hole) -> str:
        number = self._numbers.setdefault(hole, len(self._holes))
        if number == len(self._holes):
            self._holes.append(hole)
        return f"{MARK}{number}{MARK}"

    def _with_placeholders(self, sql: str) -> str:
        """`$1`, `:x` and `?` are the values of USING, by position or name."""
        arguments = self._found.arguments
        names = {one.name: at for at, one in enumerate(arguments) if one.name}
        positions = iter(range(len(arguments)))
        block = first_words(sql, 1) in (["BEGIN"], ["DECLARE"])  # there a name is one value wherever it stands

        def put(match: re.Match[str]) -> str:
            word = match["placeholder"]
            if not word:
                return match[0]
            named = names.get(word[1:].lower())
            if named is None:
                named = int(word[1:]) - 1 if word[0] == "$" else next(positions, -1)
                if block and word != "?":
                    names[word[1:].lower()] = named
            if not 0 <= named < len(arguments) or arguments[named].node is None:
                return match[0]
            node = arguments[named].node
            hole = Hole(node, True, self._outer.texts.evaluator.read(node, self._world))
            return f" {self._mark(hole)} "

        return _placeholders(self._builder.ctx.dialect).sub(put, sql)

    def _value(self, number: int) -> Name:
        """The reference that a hole's value has; `NO_DATA` for one that holds no table's data, `NOTHING_KNOWN` where
        the variable has another value by now."""
        hole = self._holes[number] if number < len(self._holes) else None
        if hole is None or hole.node is None:
            return NO_DATA
        for name, stamp in hole.read:
            held = self._world.held.get(name)
            if (held.stamp if held is not None else 0) != stamp:
                return NOTHING_KNOWN
        name = self._outer.texts.evaluator.variable(hole.node)
        if name:
            return self._builder.outward(tuple(name.split(".")))
        query = _query_of(self._builder, hole.node)
        if query is None:
            return NO_DATA
        target = (f"@dynamic {self._dynamic.number()}",)
        self._before += self._assigned(target, query)
        return target

    def _assigned(self, target: Name, query: Query) -> list[Op]:
        return list(self._builder.closed((Assign((target,), query),)))

    # --- parameters ---

    def _give(self, inner: DynamicBuilder, sql: str) -> None:
        """sp_executesql: the text's parameters, by name or position."""
        if self._found.parameters is None or not self._builder.ctx.dialect.go_batches:
            return
        known = self._outer.texts.evaluator.texts(self._found.parameters, self._world)
        declared = "".join(piece for piece in known[0][0] if isinstance(piece, str))
        typed = dict(typed_names(declared))
        names = [match.lower() for match in re.findall(r"(?<![\w@])@\w[\w$#@]*", declared)]
        for at, argument in enumerate(self._found.arguments):
            name = argument.name or (names[at] if at < len(names) else "")
            if name:
                self._give_one(inner, name, argument.node, argument.out or self._only_read(name, sql))
        for name in names:
            inner.texts_of.declare(name, typed.get(name, False))

    def _only_read(self, name: str, sql: str) -> bool:
        return re.search(rf"(?i){re.escape(name)}\s*[-+*/]?=", sql) is None

    def _give_one(self, inner: DynamicBuilder, name: str, node: Any, same: bool) -> None:
        outer = self._outer.texts.evaluator.variable(node)
        if outer and same:
            inner.renamed[name] = self._builder.outward((outer,))
        elif (query := _query_of(self._builder, node)) is not None:
            self._before += self._assigned(inner.variable(name), query)
        found = self._outer.texts.evaluator.texts(node, self._world)
        if len(found) == 1 and plain(found[0][0]) is not None:
            inner.texts_of.assign_text(name, found[0][0])

    def _with_parameters(self, items: list[Item], whole: tuple[int, int]) -> list[Item]:
        if not self._before:
            return items
        first = items[0] if len(items) == 1 else None
        if isinstance(first, Placed) and not first.marks and not first.guards:
            built = replace(first.built, ops=(*self._before, *first.built.ops))
            return [replace(first, built=built)]
        return [Placed(Built("exec", ops=tuple(self._before)), whole), *items]

    # --- what comes out ---

    def _settled(self, one: Placed, line: int, whole: tuple[int, int]) -> Placed:
        built = self._used(one.built)
        return replace(one, built=built, lines=_lines(one.lines, line, whole))

    def _used(self, built: Built) -> Built:
        """The statement with its rows where the outer one puts them."""
        found = self._found
        targets = tuple(self._builder.outward(tuple(self._outer.target(name).split("."))) for name in found.into)
        if built.status == "refused":
            unread = refused(found)
            return replace(unread, kind=unread.kind if found.insert else built.kind, reason=built.reason)
        ops: list[Op] = []
        for op in built.ops:
            if isinstance(op, Read):
                ops.append(self._row_op(op.query, targets))
                if found.loops and targets:
                    ops.append(Assign((_row_of(found),), op.query, row=True))
            elif isinstance(op, Call) and found.insert:
                ops.append(replace(op, into=found.insert, columns=found.columns))
            else:
                ops.append(op)
        return replace(built, kind="insert" if found.insert and ops else built.kind, ops=tuple(ops))

    def _row_op(self, query: Query, targets: tuple[Name, ...]) -> Op:
        found = self._found
        if found.insert:
            return Write("insert", found.insert, query, found.columns)
        if targets:
            return Assign(targets, query, row=len(targets) == 1)
        if found.cursor:
            return Define(cursor_name(found.cursor), "table_variable", query=query)
        return Return(query) if found.returns else Read(query)

    def _local_drops(self, placed: list[Placed]) -> tuple[Op, ...]:
        """T-SQL: temporary tables that the text makes are gone behind it."""
        if not self._builder.ctx.dialect.go_batches:
            return ()
        names = {
            op.name: None
            for one in placed
            for op in one.built.ops
            if isinstance(op, Define) and op.name[-1][:1] == "#" and op.name[-1][:2] != "##"
        }
        return tuple(Drop(name) for name in names)


def refused(found: Execution) -> Built:
    """What is said of a statement whose text nobody knows, with what is certain of it all the same."""
    if found.insert:
        return Built("insert", "tables_only", REASON, (Touch(writes=(found.insert,)),))
    ops: tuple[Op, ...] = ()
    if found.into:
        ops = (Assign(tuple(tuple(name.split(".")) for name in found.into), NOTHING),)
    if found.loops:
        ops = (*ops, Assign((_row_of(found),), NOTHING))
    return Built(found.kind, "refused", REASON, ops)


def _row_of(found: Execution) -> Name:
    return loop_row(name[1:] for name in found.into)


def _lines(lines: tuple[int, int], line: int, whole: tuple[int, int]) -> tuple[int, int]:
    if line < 0:
        return whole
    return min(whole[1], lines[0] + line), min(whole[1], lines[1] + line)


def _query_of(builder: StatementBuilder, node: Any) -> Query | None:
    """The expression as a query of one row; None where it reads nothing."""
    builder.ctx.reset()
    block = Block(builder.ctx)
    try:
        out = Out(item(block, "", node))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return None
    query = select_of(block, (out,), ())
    return query if query.refs or query.subqueries else None


@lru_cache(maxsize=32)
def _placeholders(dialect: Dialect) -> re.Pattern[str]:
    skip = lexicon(dialect, mending=True).skip_source
    return re.compile(rf"(?P<placeholder>(?<![\w$:])\$\d{{1,4}}|(?<![\w:]):\w+|\?|(?<![\w@])@\w+)|(?:{skip})", re.S)
