"""Stage 4, core: bodies of stored modules (MySQL, BigQuery, Snowflake, Databricks, SQLite), statement by statement.

What these languages share stands here: variables get values from SET, INTO, FETCH, FOR and OUT arguments; a cursor is a
local table; RETURN gives to the caller. Each language adds its own words (`stored_dialects`)."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from msgspec.structs import replace

from graph.extract.algebra.bodies.procedural_words import FOR, NAME
from graph.extract.algebra.bodies.stored_parts import (
    Part,
    constant,
    joined,
    out_arguments,
    parts_of,
    struct_fields,
    unbracketed,
)
from graph.extract.algebra.bodies.walk import Placed, Walk
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.variables import NOTHING, arguments, assigned_from, fetched, folded, rows_of_cursor
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.extract.tsql_statements import Segment
from graph.facts import Assign, Call, Define, Op, Query, Read, Return, Select, Write, cursor_name
from graph.names import Name

QUIET = words("LEAVE ITERATE BREAK CONTINUE EXIT RAISE SIGNAL RESIGNAL GET OPEN CLOSE COMMIT ROLLBACK NULL DEALLOCATE")
_BEFORE_TABLES = words("INSERT MERGE OVERWRITE REPLACE IGNORE")
_TARGET = re.compile(rf"\s*[:@]?\s*{NAME}(?:\s*\.\s*{NAME})*\s*")
_STRUCT = re.compile(r"(?i)\bselect\s+as\s+struct\b")
DYNAMIC = "dynamic SQL"

SHARED = {
    "CALL": "calls",
    "EXECUTE": "dynamic",
    "FETCH": "fetch",
    "FOR": "looped",
    "RETURN": "returns",
    "SET": "set_variables",
}
"""By first word, the methods for what all languages have of their own."""


class StoredWalk(Walk):
    """One body. `first_line`: that of the body's text in the statement. `guards`: what decides whether it runs at all.
    `trigger`: the table whose rows are NEW and OLD."""

    own: ClassVar[Mapping[str, str]] = SHARED

    def __init__(self, builder: StatementBuilder, text: str, segments: list[Segment], name: Name) -> None:
        super().__init__(builder, text, segments, name)
        self.first_line = 0
        self.guards: tuple[Query, ...] = ()
        self.trigger: Name = ()
        self._result_sets: set[str] = set()

    def placed(self) -> Iterator[Placed]:
        yield from self._all(self.guards)

    def _lines(self, segment: Segment) -> tuple[int, int]:
        first, last = super()._lines(segment)
        return first + self.first_line, last + self.first_line

    def _built(self, segment: Segment) -> Iterator[Built]:
        text = self._text[segment.head : segment.tail]
        if segment.kind == "declare":
            return iter(self._declared(text))
        first = next(iter(first_words(text, 1)), "")
        method = self.own.get(first)
        if method is not None:
            handler: Callable[[str], list[Built]] = getattr(self, method)
            return iter(handler(text))
        if first in QUIET:
            return iter([Built(first.lower())])
        return iter(self._plain_statement(text))

    def _plain_statement(self, text: str) -> list[Built]:
        return self.query(text)

    # --- what all of them do ---

    def target(self, written: str) -> Name:
        """A variable, or a record's field, as a reference; `()` for what is none."""
        ctx = self._builder.ctx
        written = written.strip()
        if written.startswith("@"):
            return () if written.startswith("@@") else (ctx.sign + written[1:].strip("`").lower(),)
        names = tuple(folded(ctx, part) for part in re.findall(NAME, written))
        found = ctx.variable(names) if names else None
        return (found[0].replace("@?", "@", 1), *found[1:]) if found else ()

    def assign(self, targets: tuple[Name, ...], expression: str, kind: str = "set") -> Built:
        """`targets := expression`; the targets take it by position where it is a query in brackets."""
        if constant(expression):
            return Built(kind, ops=tuple(Assign((target,), NOTHING) for target in targets if target))
        if len(targets) != 1:
            return self._assign_row(targets, expression, kind)
        inner = unbracketed(self._builder.reader_of, expression) if _STRUCT.search(expression) else ""
        fields = self._builder.ctx.fields.get(targets[0])
        if first_words(inner, 3) == ["SELECT", "AS", "STRUCT"] and fields is not None:
            named = tuple((*targets[0], field) for field in fields)
            return self.into(joined(kind, self.sql(inner)), named or targets, row=not named)
        return self.into(joined(kind, self.expression(expression)), targets)

    def expression(self, text: str) -> list[Built]:
        """An expression outside of any query."""
        return self._builder.build("SELECT " + text)

    def _assign_row(self, targets: tuple[Name, ...], expression: str, kind: str) -> Built:
        inner = unbracketed(self._builder.reader_of, expression)
        first = first_words(inner, 1)
        built = joined(kind, self.sql(inner) if first in (["SELECT"], ["WITH"]) else self.expression(inner))
        return self.into(built, targets)

    def into(self, built: Built, targets: tuple[Name, ...], *, row: bool = False) -> Built:
        """The statement with its rows going into variables. What is not understood leaves them empty."""
        if not any(targets):
            return built
        ops = assigned_from(built.ops, targets, row=row)
        if not any(isinstance(op, Assign) for op in ops):
            ops = [*ops, Assign(targets, NOTHING)]
        return replace(built, ops=tuple(_by_position(op) for op in ops))

    def sql(self, text: str) -> list[Built]:
        """A statement of SQL."""
        return self._builder.build(text)

    def query(self, text: str) -> list[Built]:
        """A statement of SQL whose rows may go into variables."""
        text, written = self._without_into(text)
        targets = tuple(map(self.target, written))
        built = self.sql(text)
        if not written:
            return built
        if not all(targets):
            return [replace(one, status="partial", reason="unknown variable") for one in built]
        return [self.into(one, targets) for one in built]

    def _without_into(self, text: str) -> tuple[str, list[str]]:
        """`SELECT … INTO a, @b FROM …` and `SELECT … FROM … INTO a`: no table is made."""
        if first_words(text, 1) not in (["SELECT"], ["WITH"], ["("]) or not re.search(r"(?i)\binto\b", text):
            return text, []
        names = self._builder.reader_of(text)
        for at in names.level(0) if names is not None else ():
            if names is None or names.word(at) != "INTO" or names.word(at - 1) in _BEFORE_TABLES:
                continue
            begin = names.tokens[at].end + 1
            if names.word(at + 1) in ("OUTFILE", "DUMPFILE"):
                return text[: names.tokens[at].start], []
            written, end = [], begin
            while found := _TARGET.match(text, end):
                written.append(found[0])
                end = found.end()
                if text[end : end + 1] != ",":
                    break
                end += 1
            return f"{text[: names.tokens[at].start]} {text[end:]}", written
        return text, []

    # --- declarations and cursors ---

    def _declared(self, text: str) -> list[Built]:
        """`x, y int DEFAULT e`, `x int := e`, `c CURSOR FOR query`, `rs RESULTSET := (query)`"""
        names = self._builder.reader_of(text)
        if names is None or not names.tokens:
            return [Built("declare", "refused", "not understood")]
        at, written = 0, [_token(text, names, 0)]
        while names.word(at + 1) == ",":
            at += 2
            written.append(_token(text, names, at))
        level = names.level(at + 1)
        kinds = {names.word(i) for i in level[:3]}
        if "CURSOR" in kinds:
            begin = next((i for i in level if names.word(i) in ("FOR", "IS")), 0)
            return self.cursor(written[0], text[names.tokens[begin].end + 1 :]) if begin else [Built("declare")]
        if kinds & {"CONDITION", "EXCEPTION"}:
            return [Built("declare")]
        value = next((i for i in level if names.word(i) in (":=", "=", "DEFAULT")), 0)
        default = text[names.tokens[value].end + 1 :] if value else "NULL"
        if "RESULTSET" in kinds:
            self._result_sets.add(folded(self._builder.ctx, written[0]))
            return self.result_set(written[0], default) if value else [Built("declare")]
        targets = tuple(map(self.target, written))
        for target in targets:
            self._builder.ctx.fields[target] = struct_fields(names, at + 1)
        built = self.assign(targets[:1], default, "declare")
        copies: tuple[Op, ...] = tuple(
            replace(op, targets=(other,)) for op in built.ops if isinstance(op, Assign) for other in targets[1:]
        )
        return [replace(built, ops=(*built.ops, *copies))]

    def cursor(self, name: str, query: str) -> list[Built]:
        """A cursor's query; its rows go where FETCH or FOR takes them."""
        of = re.fullmatch(rf"\s*({NAME})\s*;?\s*", query)
        cursor = cursor_name(folded(self._builder.ctx, name))
        if of is not None:
            rows = rows_of_cursor(folded(self._builder.ctx, of[1]))
            return [Built("declare", ops=(Define(cursor, "table_variable", query=rows),))]
        built = joined("declare", self.sql(query))
        ops: tuple[Op, ...] = tuple(
            Define(cursor, "table_variable", query=op.query) if isinstance(op, Read) else op for op in built.ops
        )
        if not any(isinstance(op, Define) for op in ops):
            ops = (*ops, Define(cursor, "table_variable"))
        return [replace(built, ops=ops)]

    def result_set(self, name: str, value: str) -> list[Built]:
        """`rs := (query)`"""
        inner = unbracketed(self._builder.reader_of, value)
        first = first_words(inner, 2)
        if first[:1] in (["SELECT"], ["WITH"]):
            return self.cursor(name, inner)
        empty = Define(cursor_name(folded(self._builder.ctx, name)), "table_variable")
        return [Built("execute", "refused", DYNAMIC if first[:1] == ["EXECUTE"] else "result set of a call", (empty,))]

    def fetch(self, text: str) -> list[Built]:
        """FETCH [NEXT] [FROM] c INTO a, b"""
        head, *tail = re.split(r"(?i)\binto\b", text, maxsplit=1)
        cursor = re.findall(NAME, head)[-1:]
        targets = tuple(self.target(part) for part in tail[0].strip(" \t\r\n;").split(",")) if tail else ()
        if len(cursor) != 1 or not targets or not all(targets):
            return [Built("fetch")]
        return [Built("fetch", ops=(fetched(folded(self._builder.ctx, cursor[0]), targets),))]

    def looped(self, text: str) -> list[Built]:
        """The head of FOR: what its variable holds in each round."""
        found = FOR.match(text)
        targets = tuple(self.target(part) for part in found[1].split(",")) if found else ()
        if found is None or not all(targets):
            return []
        rest = text[found.end() :]
        inner = unbracketed(self._builder.reader_of, rest)
        if first_words(inner, 1) in (["SELECT"], ["WITH"]):
            return [self.into(joined("select", self.sql(inner)), targets, row=True)]
        cursor = re.fullmatch(rf"\s*({NAME})\s*(?:\(.*\)\s*)?", rest, re.S)
        if cursor is not None:
            return [Built("fetch", ops=(fetched(folded(self._builder.ctx, cursor[1]), targets, row=True),))]
        return [Built("set", ops=(Assign(targets, NOTHING),))]

    # --- statements ---

    def returns(self, text: str) -> list[Built]:
        """RETURN [expression]"""
        rest = re.sub(r"(?i)\A\s*return\b", "", text, count=1).strip(" \t\r\n;")
        if not rest or constant(rest):
            return [Built("return")]
        built = joined("return", self.expression(rest))
        return [replace(built, ops=tuple(Return(op.query) if isinstance(op, Read) else op for op in built.ops))]

    def calls(self, text: str) -> list[Built]:
        """CALL p(a, b => c) [INTO x]"""
        names = self._builder.reader_of(text)
        name, end = names.name(1) if names is not None else ((), 0)
        if names is None or not name:
            return [Built("call", "refused", "not understood")]
        result: tuple[Name, ...] = ()
        level = names.level(end)
        into = next((at for at in level if names.word(at) == "INTO"), 0)
        if into:
            result = (self.target(text[names.tokens[into].end + 1 :].strip(" \t\r\n;")),)
        if names.word(end) != "(":
            return [Built("call", ops=(Call(name, result=result),))]
        stop = names.skip_brackets(end) - 1
        given, _ = arguments(names, end + 1, stop)
        outs = out_arguments(names, end + 1, stop, self.target)
        return [Built("call", ops=(Call(name, arguments=given, outs=outs, result=result, maybe_outs=True),))]

    def dynamic(self, text: str) -> list[Built]:
        """EXECUTE IMMEDIATE … [INTO x], PREPARE, EXECUTE."""
        into = re.search(r"(?i)\binto\b([^;]*?)(?:\busing\b|;|\Z)", text)
        targets = tuple(self.target(part) for part in into[1].split(",")) if into else ()
        ops = (Assign(targets, NOTHING),) if targets and all(targets) else ()
        return [Built("execute", "refused", DYNAMIC, ops)]

    def set_variables(self, text: str) -> list[Built]:
        """SET a = e, (b, c) = (query), …"""
        names = self._builder.reader_of(text)
        if names is None:
            return [Built("set", "refused", "unterminated quote or comment")]
        built = [self.set_one(part) for part in parts_of(names, text, 1)]
        return [joined("set", [one for one in built if one is not None])]

    def set_one(self, part: Part) -> Built | None:
        """One `target = expression` of a SET; None for what sets no variable."""
        if part.bracketed:
            targets = tuple(self.target(one) for one in part.targets)
            return self.assign(targets, part.value) if all(targets) else None
        target = self.target(part.targets[0]) if part.targets else ()
        if not target:
            return None
        built = self.assign((target,), part.value)
        if self.trigger and target[0] == "@new" and len(target) == 2:
            return replace(built, ops=(*built.ops, *self._row_written(built, target)))
        return built

    def _row_written(self, built: Built, target: Name) -> list[Op]:
        """What a trigger puts into NEW goes into the row."""
        found: list[Op] = []
        for op in built.ops:
            if isinstance(op, Assign) and op.targets == (target,) and isinstance(op.query, Select):
                query = replace(op.query, projection=tuple(_named(part, target[1]) for part in op.query.projection))
                found.append(Write("update", self.trigger, query, by_name=True))
        return found


def _named(part: Any, name: str) -> Any:
    return replace(part, item=replace(part.item, name=name)) if hasattr(part, "item") else part


def _by_position(op: Op) -> Op:
    """A struct that a record or several variables take is its fields; one value for several variables is each one's."""
    if not isinstance(op, Assign) or not isinstance(op.query, Select):
        return op
    fields = len(op.targets[0]) > 1 if op.targets else False
    if len(op.targets) < 2 and not op.row and not fields:
        return op
    query = replace(op.query, struct=False) if op.query.struct else op.query
    if len(op.targets) > 1 and len(query.projection) == 1 and query.projection[0].__class__.__name__ == "Out":
        query = replace(query, projection=query.projection * len(op.targets))
    return replace(op, query=query)


def _token(text: str, names: NameReader, at: int) -> str:
    token = names.tokens[at]
    return text[token.start : token.end + 1]
