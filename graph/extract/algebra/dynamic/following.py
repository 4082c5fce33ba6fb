"""Stage 4, core: dynamic SQL: the texts that a body runs, read as if they stood there, as far as they are certain.

`Dynamic` belongs to one file and bounds what all its texts may cost. `Following` goes beside the statements of one
body or script: it is told of marks, conditions and statements in their order, and gives for a statement that runs a
text what that text does. A text that is known is read like any other; a hole in it that may be more than a value makes
its statement partial, and what hangs on it unknown.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec.structs import replace

from graph.extract.algebra.block import Block
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.dynamic.forms import (
    Assigned,
    Execution,
    assigned,
    execution,
    leaves,
    lost,
    prepared,
    typed_names,
)
from graph.extract.algebra.dynamic.holes import HOLE, HoleReader
from graph.extract.algebra.dynamic.text import MARK, MAX_ALTERNATIVES, MAX_TEXT, Hole, Text, World, plain, size
from graph.extract.algebra.dynamic.unknown_names import NO_DATA, NOTHING_KNOWN, Closing, any_open
from graph.extract.algebra.dynamic.worlds import Texts
from graph.extract.algebra.projection import item
from graph.extract.algebra.query import select_of
from graph.extract.algebra.statement import Built, StatementBuilder
from graph.extract.algebra.variables import NOTHING
from graph.extract.algebra.words import first_words
from graph.extract.dialects import Dialect
from graph.extract.lexer import lexicon, words
from graph.extract.request import LimitExceeded
from graph.extract.tsql_statements import Segment
from graph.facts import (
    Assign,
    Call,
    Define,
    DefineRoutine,
    Drop,
    Op,
    Out,
    Query,
    Read,
    Return,
    Touch,
    Use,
    Write,
    cursor_name,
)
from graph.names import OUTSIDE, Name

REASON = "dynamic SQL"
_ROUTINE = re.compile(
    r"(?:\s++|--[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)*+(?i:(?:CREATE|ALTER)\s+(?:OR\s+ALTER\s+)?(?:PROC|FUNCTION|TRIGGER))"
)
_MAX_DEPTH = 4
_SPARE = 131_072

Item: TypeAlias = "Placed | str"
"""A statement, or marks that stand before the next one."""
Place: TypeAlias = "Callable[[StatementBuilder, str], list[Placed]]"
"""Splits a text and reads its statements, with lines from 0."""

_STATEMENTS = words(
    "DECLARE SET SELECT EXEC EXECUTE INSERT FETCH UPDATE RETURN THROW BREAK CONTINUE PREPARE LET OPEN FOR FOREACH CALL "
    "RAISE SIGNAL RESIGNAL EXIT LEAVE ITERATE GET WITH VAR VARIABLE"
)
"""First words of statements that may run a text or give a variable a value. Others may where `:=` stands in them."""


class Dynamic:
    """What the texts of one file share. `to_read` and `to_make`: the characters that may still be read, and put
    together; small multiples of the file's own length, so that no file is worse than linear."""

    def __init__(self, length: int, place: Place) -> None:
        self.place = place
        self.to_read = 4 * length + _SPARE
        self.to_make = 64 * length + 16 * _SPARE
        self._numbers = 0

    def entered(
        self, builder: StatementBuilder, text: str, segments: Sequence[Segment], routine: Name
    ) -> "Following | None":
        """What goes beside a body that is about to be walked: the script's own in a script's block."""
        dialect = builder.ctx.dialect
        found = builder.following
        if found is None or routine or dialect.bodies == "dollar":
            found = Following(builder, self, depth=found.depth if found is not None else 0)
        found.enter(text, segments, text[: segments[0].head] if segments and routine else "")
        return found

    def number(self) -> int:
        """One that no other text or value of the file has."""
        self._numbers += 1
        return self._numbers


class Following:
    """One body's or script's texts. `depth`: texts that run texts around it."""

    def __init__(self, builder: StatementBuilder, dynamic: Dynamic, *, depth: int = 0) -> None:
        self.texts = Texts(builder.ctx)
        self.depth = depth
        self._builder = builder
        self._dynamic = dynamic
        self._body = False
        self._seen = 0

    def enter(self, text: str, segments: Sequence[Segment], header: str) -> None:
        """A body is about to be walked, of this text; `header` declares its parameters."""
        self._body = True
        key = self._key
        for name, typed in typed_names(header):
            self.texts.declare(key(name), typed)
        self.texts.changed_in_loops = _changed_in_loops(text, segments, key)

    def _key(self, written: str) -> str:
        """A variable's key."""
        dialect = self._builder.ctx.dialect
        plain_name = written.lstrip("@:")
        return "@" + (plain_name.lower() if written[:1] == "@" else dialect.fold_column(plain_name, False))

    def marks(self, pending: str) -> None:
        """The marks before the next statement, of which some may have been told before."""
        for sign in pending[self._seen :]:
            self.texts.mark(sign)
        self._seen = len(pending)

    def taken(self) -> None:
        """The marks went with a statement."""
        self._seen = 0

    def condition(self, pending: str, text: str) -> None:
        """The condition of the alternative that begins behind these marks."""
        self.marks(pending)
        node = self._builder.expression(text) if len(text) <= 1000 else None
        if node is not None:
            self.texts.condition(node)

    def statement(self, text: str, *, declares: bool = False) -> list[Item] | None:
        """What the statement does if it runs a text; None for any other, whose assignments are noted."""
        try:
            return self._statement(text, declares=declares)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            # Tokens that break off where a form goes on, trees of other shapes: nothing is known from here on.
            self.texts.forget()
            return None

    def _statement(self, text: str, *, declares: bool) -> list[Item] | None:
        first = next(iter(first_words(text, 1)), "")
        if first not in _STATEMENTS and not declares and ":=" not in text and "=" not in text[:200]:
            return None
        names = self._builder.reader_of(text)
        if names is None or not names.tokens:
            return None
        found = execution(names, body=self._body)
        if found is not None:
            items = self._run(found, text)
            for name in (
                *map(self.target, found.into),
                *(self._variable(one.node) for one in found.arguments if one.out),
                *lost(names),
            ):
                self.texts.assign_unknown(name)
            return items
        if (kept := prepared(names)) is not None:
            self._dynamic.to_make -= self.texts.assign(kept.name, kept.node)
            return [Placed(Built("prepare"), (0, text.count("\n")))]
        if (way_out := leaves(names)) != "":
            self.texts.leaves(loop=way_out == "loop")
            return None
        given = assigned(names, self._builder.reader, declares=declares)
        if given is not None:
            self._assign(given)
            return None
        for name in lost(names):
            self.texts.assign_unknown(self.target(name))
        return None

    def target(self, name: str) -> str:
        """The key of a variable that is written so: one that hides another is told apart from it."""
        if self._builder.ctx.dialect.go_batches:
            return name
        return ".".join(self._builder.ctx.target(tuple(name[1:].split(".")))) or name

    def _assign(self, given: list[Assigned]) -> None:
        for one in given:
            one = replace(one, name=self.target(one.name))
            if one.typed is not None:
                self.texts.declare(one.name, one.typed)
            if one.node is None or self._dynamic.to_make <= 0:
                self.texts.assign_unknown(one.name)
            else:
                self._dynamic.to_make -= self.texts.assign(one.name, one.node, maybe=one.maybe)

    def _variable(self, node: Any) -> str:
        return self.texts.evaluator.variable(node)

    # --- running a text ---

    def _run(self, found: Execution, text: str) -> list[Item]:
        whole = (0, text.count("\n"))
        alternatives = self._alternatives(found) if self._dynamic.to_make > 0 else []
        self._dynamic.to_make -= sum(size(sql or ()) for sql, _ in alternatives)
        if not alternatives or self.depth >= _MAX_DEPTH:
            return [Placed(_refused(found), whole)]
        items: list[Item] = []
        for at, (sql, world) in enumerate(alternatives):
            if len(alternatives) > 1:
                items.append("|" if at else "(")
            if sql is None:
                items.append(Placed(_refused(found), whole))
                continue
            items += _Run(self._builder, self._dynamic, self, found, world).items(sql, whole, self.depth)
        return [*items, ")"] if len(alternatives) > 1 else items

    def _alternatives(self, found: Execution) -> list[tuple[Text | None, World]]:
        """The texts that it may run, None for one that is not known; none where nothing is known of all of them."""
        texts: dict[tuple[object, ...], tuple[Text, World]] = {}
        for world in self.texts.worlds:
            if found.prepared:
                held = world.held.get(found.prepared)
                text = held.text if held is not None and held.text is not None else (Hole(),)
                texts.setdefault(_shape(text), (text, world))
                continue
            for text, facts in self.texts.evaluator.texts(found.node, world):
                texts.setdefault(_shape(text), (text, world._replace(facts=world.facts | facts)))
        if len(texts) > MAX_ALTERNATIVES or not any(_is_known(text) for text, _ in texts.values()):
            return []
        return [(text if _is_known(text) else None, world) for text, world in texts.values() if text]


class _Run:
    """One text being run: its holes, its parameters, and what becomes of its rows."""

    def __init__(
        self, builder: StatementBuilder, dynamic: Dynamic, outer: Following, found: Execution, world: World
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
            return [Placed(_refused(self._found), whole)]
        inner = DynamicBuilder(self._builder, self._holes, self._value, self._found.server, self._number)
        inner.follow(self._dynamic, depth + 1)
        inner.is_routine = _ROUTINE.match(sql) is not None
        self._give(inner, sql)
        try:
            placed = self._dynamic.place(inner, sql)
        except LimitExceeded:
            return [Placed(_refused(self._found), whole)]
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

    def _give(self, inner: "DynamicBuilder", sql: str) -> None:
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

    def _give_one(self, inner: "DynamicBuilder", name: str, node: Any, same: bool) -> None:
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
            refused = _refused(found)
            return replace(refused, kind=refused.kind if found.insert else built.kind, reason=built.reason)
        ops: list[Op] = []
        for op in built.ops:
            if isinstance(op, Read):
                ops.append(self._row_op(op.query, targets))
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


class DynamicBuilder(StatementBuilder):
    """Builds the statements of one text with holes. They see no variable of the body that runs it."""

    def __init__(
        self,
        outer: StatementBuilder,
        holes: Sequence[Hole],
        value: Callable[[int], Name],
        server: Name,
        number: int,
    ) -> None:
        super().__init__(outer.ctx.dialect, outer.reader)
        self.renamed: dict[str, Name] = {}
        self._holes = holes
        self._value = value
        self._values: dict[int, Name] = {}
        self._server = server
        self._suffix = f" {number}"
        self.is_routine = False  # T-SQL: it is one routine's definition, which has variables of its own
        self._database: Name | None = ()  # of a USE in the text; None: one that nobody knows
        self._behind_a_hole = False
        self.hole_reader = HoleReader(outer.reader, [at for at, hole in enumerate(holes) if hole.typed])
        self._reader = self.hole_reader

    def follow(self, dynamic: Dynamic, depth: int) -> None:
        """Texts that the text runs are followed too."""
        self.dynamic = dynamic
        self.following = Following(self, dynamic, depth=depth)

    @property
    def texts_of(self) -> Texts:
        """What the text's own variables hold."""
        assert isinstance(self.following, Following)
        return self.following.texts

    def build(self, text: str) -> list[Built]:
        """See `StatementBuilder`."""
        self.hole_reader.uncertain = False
        found = [self._closed_one(one) for one in super().build(text)]
        self._behind_a_hole = MARK in text and HOLE.sub("", text).strip() == ""
        return found

    def condition(self, text: str) -> Query | None:
        """See `StatementBuilder`."""
        query = super().condition(text)
        return self._closing().query(query) if query is not None else None

    def inline_result(self, body: str) -> Query | None:
        """See `StatementBuilder`."""
        query = super().inline_result(body)
        return self._closing().query(query) if query is not None else None

    def outward(self, name: Name) -> Name:
        """See `StatementBuilder`."""
        return self._reference(name)

    def closed(self, ops: tuple[Op, ...]) -> tuple[Op, ...]:
        """See `StatementBuilder`."""
        return self._closing().ops(ops)

    def variable(self, name: str) -> Name:
        """The reference of one of the text's own variables."""
        if not self.ctx.dialect.go_batches or self.is_routine:
            return (name,)
        return self.renamed.get(name) or (name + self._suffix,)

    def known_routines(self, placed: list[Placed]) -> list[Placed]:
        """The routines that the text defines, under names that are certain; of others nothing is certain."""
        found = []
        if self._server and placed:
            return [replace(placed[0], built=Built(placed[0].built.kind, "refused", REASON), routine=())]
        for one in placed:
            routine = self._table(one.routine) if one.routine else ()
            if one.routine and not routine:
                continue
            ops = self.closed(one.built.ops) if one.defines else one.built.ops
            if one.defines and not any(isinstance(op, DefineRoutine) for op in ops):
                found.append(replace(one, built=Built(one.built.kind, "refused", REASON)))
                continue
            found.append(replace(one, built=replace(one.built, ops=ops), routine=routine))
        return found

    # --- what is certain of a statement ---

    def _closing(self) -> Closing:
        return Closing(self._table, self._reference)

    def _closed_one(self, built: Built) -> Built:
        before = self._databases(built.ops)
        closing = self._closing()
        ops = closing.ops(before)
        kind = "execute" if MARK in built.kind else built.kind
        uncertain = self.hole_reader.uncertain or closing.unknown
        if built.status == "refused" and (self._holes or MARK in (built.reason or "")):
            return Built(kind, "refused", REASON)
        if not uncertain:
            reason, status = built.reason, built.status
            if self._server and ops and status in ("parsed", "partial"):
                return Built(kind, "partial", "remote query read as standard SQL", ops)
            return Built(kind, status, reason, ops)
        if built.status in ("refused", "tables_only"):
            return Built(kind, "tables_only", REASON, ops) if ops else Built(kind, "refused", REASON)
        if all(_harmless(op) for op in before):
            return Built(kind)
        certain = closing.certain or any(isinstance(op, Assign) for op in ops)
        return Built(kind, "partial", REASON, ops) if ops and certain else Built(kind, "refused", REASON)

    def _databases(self, ops: tuple[Op, ...]) -> tuple[Op, ...]:
        """T-SQL: USE in a text ends with it."""
        if not self.ctx.dialect.go_batches:
            return ops
        for op in ops:
            if isinstance(op, Use):
                self._database = None if any_open((op.database,)) else (op.database,)
        return tuple(op for op in ops if not isinstance(op, Use))

    def _table(self, name: Name) -> Name:
        if any_open(name) or (self._behind_a_hole and len(name) == 1):
            return ()
        if name[-1][:1] == "@" and len(name) == 1:
            return name if name[0].startswith("@cursor ") else self._reference(name)
        if self._server:
            return name if name[0] == OUTSIDE else (OUTSIDE, *self._server, *name) if name[-1][:1] != "#" else ()
        if self._database != () and name[-1][:1] != "#" and name[0] != OUTSIDE and len(name) < 3:
            if self._database is None:
                return ()
            return (*self._database, *((self.ctx.dialect.default_schema,) if len(name) == 1 else ()), *name)
        return name

    def _reference(self, name: Name) -> Name:
        if len(name) == 1 and (found := HOLE.fullmatch(name[0])) is not None:
            number = int(found["number"])
            if not self.hole_reader.is_value(name[0]):
                return NOTHING_KNOWN
            if number not in self._values:
                self._values[number] = self._value(number)
            return self._values[number]
        if any_open(name):
            return NOTHING_KNOWN
        if name[0][:1] != "@" or not self.ctx.dialect.go_batches or name[0].startswith(("@dynamic ", "@cursor ")):
            return name
        return (*self.variable(name[0]), *name[1:])


def _harmless(op: Op) -> bool:
    """What moves no data whatever its name is."""
    if isinstance(op, Drop):
        return not ("table" in op.kind or "view" in op.kind or op.kind in ("", "external", "temp", "synonym"))
    return type(op).__name__ == "Alter" and not any(
        getattr(op, part) for part in ("added", "dropped", "renamed", "foreign_keys")
    )


def _shape(text: Text) -> tuple[object, ...]:
    """What tells texts apart: all but when the values in their holes were taken. Texts that nobody knows are alike."""
    if not _is_known(text):
        return (bool(text),)
    return tuple(piece if isinstance(piece, str) else id(piece.node) for piece in text)


def _is_known(text: Text) -> bool:
    """Whether more than holes is in it."""
    return any(isinstance(piece, str) and piece.strip() for piece in text)


def _refused(found: Execution) -> Built:
    if found.insert:
        return Built("insert", "tables_only", REASON, (Touch(writes=(found.insert,)),))
    ops: tuple[Op, ...] = ()
    if found.into:
        ops = (Assign(tuple(tuple(name.split(".")) for name in found.into), NOTHING),)
    return Built(found.kind, "refused", REASON, ops)


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


# --- loops ---------------------------------------------------------------------------------------------------------

_LOOPS = frozenset({"while", "for", "cursor", "repeat", "loop"})
_HEADS = frozenset({"if", "elif", "else", "case"})
_SETS = re.compile(
    r"(?P<name>[@:]?[^\W\d][\w$#]*)\s*(?P<sign>\+=|:=|=(?!=))\s*(?P<again>[@:]?[^\W\d][\w$#]*\s*(?:\+|\|\|))?"
)
_ENDS_TARGETS = words("FROM WHERE SELECT VALUES USING IN LOOP")
_TAKES = re.compile(r"(?i)\b(?:INTO|FOR|FOREACH)\s+((?:[@:]?[^\W\d][\w.$#]*\s*,?\s*)+)")


def _changed_in_loops(text: str, segments: Sequence[Segment], key: Callable[[str], str]) -> dict[str, bool]:
    """The variables that get a value inside of any loop, and of each whether it is only ever added to."""
    found: dict[str, bool] = {}
    for segment in _in_loops(segments):
        part = text[segment.head : segment.tail]
        for match in _SETS.finditer(part):
            name = key(match["name"])
            again = match["again"]
            grows = match["sign"] == "+=" or (again is not None and key(again.rstrip("+| \t\r\n")) == name)
            found[name] = found.get(name, True) and grows
        for match in _TAKES.finditer(part):
            for word in re.findall(r"[@:]?[^\W\d][\w$#]*", match[1]):
                if word.upper() in _ENDS_TARGETS:
                    break
                found[key(word)] = False
    return found


def _in_loops(segments: Sequence[Segment]) -> list[Segment]:
    """The segments that some loop repeats."""
    found: list[Segment] = []
    blocks: list[bool] = []  # of every open block, whether a loop repeats it
    expects = last = False
    for segment in segments:
        kind = segment.kind
        inside = bool(blocks and blocks[-1]) or expects
        if kind in _LOOPS:
            expects = True
        elif kind in _HEADS:
            expects = expects or (kind != "if" and last)
        elif kind == "begin":
            blocks.append(inside)
            expects = False
        elif kind == "end":
            last = blocks.pop() if blocks else False
        else:
            last, expects = inside, False
            if inside:
                found.append(segment)
    return found
