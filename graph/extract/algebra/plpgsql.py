"""Stage 4, core: functions, procedures, triggers and DO blocks of PostgreSQL and its kin, statement by statement.

A variable is no column: inside a body PL/pgSQL refuses a name that could be both, so a declared name is never looked
up in a table. What its rows or rules make uncertain is said: the rows of a trigger's table, SQL functions (where a
column wins over a parameter), a table that bears a variable's name.
"""

import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from graph.extract.algebra.header import Header
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.procedural import FOR, Body, read_block
from graph.extract.algebra.procedural_words import PLPGSQL, NotFollowed
from graph.extract.algebra.statement import Built, StatementBuilder
from graph.extract.algebra.variables import NOTHING, assigned_from, fetched, folded
from graph.extract.algebra.walk import Placed, Walk
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.extract.tsql_statements import Segment
from graph.facts import (
    Assign,
    Call,
    ColumnDef,
    Define,
    DefineRoutine,
    Item,
    Op,
    Out,
    Read,
    Return,
    Select,
    cursor_name,
)
from graph.names import Name

_QUOTE = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_ASSIGNED = re.compile(r"(?:\"[^\"]+\"|[\w$.]+)(?:\[[^\]]*\])?\s*:?=(?!=)")
_STRING = re.compile(r"'(?:[^']|'')*'")
_CONSTANT = re.compile(r"(?i)\s*(?:[-+]?[\d.]+|'(?:[^']|'')*'(?:\s*::\s*\w+)?|null|true|false)\s*;?\s*")
_DECLARED = re.compile(r'\s*("(?:[^"]|"")+"|[^\W\d][\w$]*)')
_QUIET = words("RAISE ASSERT NULL EXIT CONTINUE CLOSE MOVE GET COMMIT ROLLBACK")
_BEFORE_TABLES = words("INSERT MERGE OVERWRITE")


def routine(builder: StatementBuilder, names: NameReader, header: Header) -> list[Placed] | None:
    """The definition and the statements of its body; None where the body is in no form or language known here."""
    text = names.text
    whole = (0, text.count("\n"))
    ops: list[Op] = [DefineRoutine(header.name, header.kind, header.parameters, on=header.on)]
    if header.kind == "trigger":
        at = next((at for at in range(len(names.tokens)) if names.word(at) == "EXECUTE"), 0)
        called = names.name(at + 2)[0] if names.word(at + 1) in ("FUNCTION", "PROCEDURE") else ()
        return (
            [Placed(Built("trigger", "parsed", None, (*ops, Call(called, rows_of=header.on))), whole)]
            if called
            else None
        )
    body = _body(names)
    language = next((names.word(at + 1) for at in names.level(0) if names.word(at) == "LANGUAGE"), "")
    if body is None or language != "PLPGSQL":
        return None
    try:
        read = read_block(text, *body, builder.ctx.dialect, PLPGSQL)
    except NotFollowed:
        return None
    returned = _returned(names)
    columns = tuple(map(ColumnDef, returned))
    ops = [DefineRoutine(header.name, header.kind, header.parameters, columns, on=header.on, outs=header.outs)]
    placed = _walk(builder, text, header, read, returned)
    return [Placed(Built(header.kind, "parsed", None, tuple(ops)), whole), *placed]


def block(builder: StatementBuilder, text: str) -> list[Placed] | None:
    """The statements of a DO block; None where it is in another language or form."""
    found = _QUOTE.search(text)
    if found is None or re.search(r"(?i)\blanguage\s+(?!plpgsql)", text[: found.start()]):
        return None
    end = text.rfind(found[0])
    if end <= found.start() or re.search(r"(?i)\blanguage\s+(?!plpgsql)", text[end:]):
        return None
    try:
        read = read_block(text, found.end(), end, builder.ctx.dialect, PLPGSQL)
    except NotFollowed:
        return None
    return _walk(builder, text, None, read, ())


def _body(names: NameReader) -> tuple[int, int] | None:
    """Where the text between the dollar quotes behind AS stands."""
    for at in names.level(0):
        if names.word(at) == "AS" and at + 1 < len(names.tokens):
            token = names.tokens[at + 1]
            found = _QUOTE.match(names.text, token.start)
            if found is not None:
                return found.end(), token.end + 1 - len(found[0])
    return None


def _returned(names: NameReader) -> tuple[str, ...]:
    """`RETURNS TABLE (a int, b text)`: variables of the body."""
    at = next((at for at in names.level(0) if names.word(at) == "RETURNS" and names.word(at + 1) == "TABLE"), 0)
    if not at or names.word(at + 2) != "(":
        return ()
    found: list[str] = []
    expects = True
    for inner in names.of(names.tokens[at + 3 : names.skip_brackets(at + 2) - 1]).level(0):
        if expects:
            found.extend(names.parts_of(names.tokens[at + 3 + inner]))
        expects = names.word(at + 3 + inner) == ","
    return tuple(found)


def _walk(
    builder: StatementBuilder, text: str, header: Header | None, read: Body, returned: tuple[str, ...]
) -> list[Placed]:
    name = header.name if header is not None else ()
    own = header.parameters if header is not None else ()
    builder.ctx.declare_variables((*own, *returned, *PLPGSQL.implicit), name[-1] if name else "")
    try:
        walk = _PgWalk(builder, text, read.segments, name)
        walk.returned = returned
        return list(walk.placed())
    finally:
        builder.ctx.declare_variables((), "")


class _PgWalk(Walk):
    """PL/pgSQL's own statements, put into SQL."""

    returned: tuple[str, ...] = ()

    def _built(self, segment: Segment) -> Iterator[Built]:
        text = self._text[segment.head : segment.tail]
        first, second, *_ = [*first_words(text, 2), "", ""]
        handler = _OWN.get(first)
        if segment.kind == "declare":
            return self._declared(text)
        if handler is not None:
            return handler(self, text, second)
        assigned = _ASSIGNED.match(text)
        if assigned is not None:
            return self._assigned(self._target(assigned[0].rstrip("=: \t\r\n")), text[assigned.end() :])
        kind = first.lower()
        if first in _QUIET:
            return iter([Built("other") if not _reads(text) else Built(kind, "refused", "expression over a table")])
        return self._query(text)

    def _variable(self, written: str) -> Name:
        """A variable, or a record's field, as a reference; `()` for what is none."""
        ctx = self._builder.ctx
        parts = tuple(
            folded(self._builder.ctx, part.strip()) for part in re.findall(r'"(?:[^"]|"")*"|[^.\[\]]+', written)
        )
        return ctx.variable(parts) or () if parts else ()

    def _target(self, written: str) -> Name:
        return self._variable(written.split("[")[0])

    def _assigned(self, target: Name, expression: str) -> Iterator[Built]:
        """`target := expression`"""
        if _CONSTANT.fullmatch(expression):
            return iter([Built("set", ops=(Assign((target,), NOTHING),) if target else ())])
        built = self._builder.build("SELECT " + expression)
        return (_into(one, (target,) if target else (), "set") for one in built)

    def _declared(self, text: str) -> Iterator[Built]:
        """`name type := expression`, `name CURSOR FOR query`"""
        name = _DECLARED.match(text)
        if name is None:
            return iter(())
        cursor = re.match(r"(?is)\s*(?:(?:no\s+)?scroll\s+)?cursor\s+(?:for|is)\b", text[name.end() :])
        if cursor is not None:
            return self._cursor(name[1], text[name.end() + cursor.end() :])
        names = self._builder.reader_of(text)
        levels = names.level(1) if names is not None else []
        at = next((at for at in levels if names and names.word(at) in (":=", "=", "DEFAULT")), 0)
        if names is None or not at:
            return iter(())
        expression = text[names.tokens[at].end + 1 :]
        return iter(()) if _CONSTANT.fullmatch(expression) else self._assigned(self._variable(name[1]), expression)

    def _cursor(self, name: str, query: str) -> Iterator[Built]:
        cursor = cursor_name(folded(self._builder.ctx, name))
        return (
            replace(
                one,
                kind="declare",
                ops=tuple(
                    Define(cursor, "table_variable", query=op.query) if isinstance(op, Read) else op for op in one.ops
                ),
            )
            for one in self._builder.build(query)
        )

    def _opened(self, text: str, second: str) -> Iterator[Built]:
        opened = re.search(r"(?i)\bfor\b(?!\s+update)", text)
        name = _DECLARED.match(text, len("open"))
        if opened is None or name is None:
            return iter([Built("other")])
        query = text[opened.end() :]
        if first_words(query, 1) == ["EXECUTE"]:
            return iter([Built("execute", "refused", "dynamic SQL")])
        return self._cursor(name[1], query)

    def _fetched(self, text: str, second: str) -> Iterator[Built]:
        """FETCH [direction [FROM | IN]] cursor INTO a, b"""
        head, _, into = (
            re.split(r"(?i)(\binto\b)", text, maxsplit=1) if re.search(r"(?i)\binto\b", text) else ("", "", "")
        )
        cursor = head.split()[-1:] if head else []
        targets = tuple(self._variable(part.strip()) for part in into.strip(" \t\r\n;").split(",") if part.strip())
        if not cursor or not targets or not all(targets):
            return iter([Built("other")])
        ops = (fetched(folded(self._builder.ctx, cursor[0]), targets, row=len(targets) == 1),)
        return iter([Built("fetch", ops=ops)])

    def _looped(self, text: str, second: str) -> Iterator[Built]:
        """FOR target IN query, a cursor, a range; FOREACH target IN ARRAY expression"""
        found = FOR.match(text)
        targets = tuple(self._variable(part.strip()) for part in found[1].split(",")) if found else ()
        if found is None or not all(targets):
            return iter(())
        rest = text[found.end() :]
        first = next(iter(first_words(rest, 1)), "")
        if first == "EXECUTE":
            return iter([Built("execute", "refused", "dynamic SQL", (Assign(targets, NOTHING),))])
        if first in ("SELECT", "WITH", "("):
            return (_into(one, targets, "select", row=len(targets) == 1) for one in self._builder.build(rest))
        cursor = re.fullmatch(r'\s*("(?:[^"]|"")+"|[^\W\d][\w$]*)\s*', rest)
        if cursor is not None:
            ops = (fetched(folded(self._builder.ctx, cursor[1]), targets, row=len(targets) == 1),)
            return iter([Built("fetch", ops=ops)])
        if first == "ARRAY":
            return self._assigned(targets[0], re.sub(r"(?i)\A\s*array\b", "", rest, count=1))
        return iter([Built("set", ops=(Assign(targets, NOTHING),))])

    def _returns(self, text: str, second: str) -> Iterator[Built]:
        """RETURN x, RETURN QUERY …, RETURN NEXT [x]"""
        rest = re.sub(r"(?i)\A\s*return\b(?:\s+(?:query|next)\b)?", "", text, count=1)
        if second == "QUERY":
            if first_words(rest, 1) == ["EXECUTE"]:
                return iter([Built("execute", "refused", "dynamic SQL")])
            return (_out(one, "return") for one in self._builder.build(rest))
        if not rest.strip():
            if second != "NEXT" or not self.returned:
                return iter([Built("return")])
            refs = tuple(("@" + name,) for name in self.returned)
            items = tuple(Out(Item(name, (at,))) for at, name in enumerate(self.returned))
            return iter([Built("return", ops=(Return(Select(items, refs=refs)),))])
        if _CONSTANT.fullmatch(rest) or rest.strip().lower() in ("new", "old"):
            return iter([Built("return")])
        return (_out(one, "return") for one in self._builder.build("SELECT " + rest))

    def _executed(self, text: str, second: str) -> Iterator[Built]:
        return iter([Built("execute", "refused", "dynamic SQL")])

    def _performed(self, text: str, second: str) -> Iterator[Built]:
        return iter(self._builder.build(re.sub(r"(?i)\A\s*perform\b", "SELECT ", text, count=1)))

    def _query(self, text: str) -> Iterator[Built]:
        """A statement of SQL; its rows may go into variables."""
        text, written = self._without_into(text)
        targets = tuple(target for one in written if (target := self._variable(one)))
        built = self._builder.build(text)
        if not written or len(targets) != len(written):
            return iter(built)
        return (_into(one, targets, one.kind, row=len(targets) == 1) for one in built)

    def _without_into(self, text: str) -> tuple[str, list[str]]:
        """`SELECT … INTO a, b FROM …`, `… RETURNING x INTO y`: variables take the row; no table is made."""
        if not re.search(r"(?i)\binto\b", text):
            return text, []
        names = self._builder.reader_of(text)
        if names is None:
            return text, []
        for at in names.level(0):
            if names.word(at) != "INTO" or names.word(at - 1) in _BEFORE_TABLES:
                continue
            end = at + 2 if names.word(at + 1) == "STRICT" else at + 1
            written: list[str] = []
            while True:
                begin = end
                name, end = names.name(end)
                if name:
                    written.append(text[names.tokens[begin].start : names.tokens[end - 1].end + 1])
                if not name or names.word(end) != ",":
                    break
                end += 1
            stop = names.tokens[end].start if end < len(names.tokens) else len(text)
            return f"{text[: names.tokens[at].start]} {text[stop:]}", written
        return text, []


def _into(built: Built, targets: tuple[Name, ...], kind: str, *, row: bool = False) -> Built:
    """The statement with its rows going into variables."""
    ops = tuple(assigned_from(built.ops, targets, row=row)) if targets else built.ops
    return replace(built, kind=kind, ops=ops)


def _out(built: Built, kind: str) -> Built:
    """The statement with its rows going to the caller."""
    ops = tuple(Return(op.query) if isinstance(op, Read) else op for op in built.ops)
    return replace(built, kind=kind, ops=ops)


_OWN: dict[str, Callable[[_PgWalk, str, str], Iterator[Built]]] = {
    "EXECUTE": _PgWalk._executed,
    "FETCH": _PgWalk._fetched,
    "FOR": _PgWalk._looped,
    "FOREACH": _PgWalk._looped,
    "OPEN": _PgWalk._opened,
    "PERFORM": _PgWalk._performed,
    "RETURN": _PgWalk._returns,
}


def _reads(text: str) -> bool:
    return re.search(r"(?i)\bselect\b", _STRING.sub("''", text)) is not None
