"""Stage 4, core: functions, procedures, triggers and DO blocks of PostgreSQL and its kin, statement by statement.

A variable is no column: inside a body PL/pgSQL refuses a name that could be both, so a declared name is never looked
up in a table. What its rows or rules make uncertain is said: the rows of a trigger's table, SQL functions (where a
column wins over a parameter), a table that bears a variable's name.
"""

import re
from collections.abc import Iterator

from graph.extract.algebra.header import Header
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.plpgsql_statements import NotFollowed, PgBody, read_body
from graph.extract.algebra.statement import Built, StatementBuilder
from graph.extract.algebra.walk import Placed, Walk
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.extract.tsql_statements import Segment
from graph.facts import Call, DefineRoutine, Op, Query

_QUOTE = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_ASSIGNED = re.compile(r"(?:\"[^\"]+\"|[\w$.]+)(?:\[[^\]]*\])?\s*:?=(?!=)")
_STRING = re.compile(r"'(?:[^']|'')*'")
_QUIET = words("RAISE ASSERT NULL EXIT CONTINUE CLOSE MOVE FETCH GET COMMIT ROLLBACK")
_BEFORE_TABLES = words("INSERT MERGE OVERWRITE")


def routine(builder: StatementBuilder, names: NameReader, header: Header) -> list[Placed] | None:
    """The definition and the statements of its body; None where the body is in no form or language known here."""
    text = names.text
    whole = (0, text.count("\n"))
    ops: list[Op] = [DefineRoutine(header.name, header.kind, header.parameters, on=header.on)]
    if header.kind == "trigger":
        at = next((at for at in range(len(names.tokens)) if names.word(at) == "EXECUTE"), 0)
        called = names.name(at + 2)[0] if names.word(at + 1) in ("FUNCTION", "PROCEDURE") else ()
        return [Placed(Built("trigger", "parsed", None, (*ops, Call(called))), whole)] if called else None
    body = _body(names)
    language = next((names.word(at + 1) for at in names.level(0) if names.word(at) == "LANGUAGE"), "")
    if body is None or language != "PLPGSQL":
        return None
    try:
        read = read_body(text, *body, builder.ctx.dialect)
    except NotFollowed:
        return None
    placed = _walk(builder, text, header, read, _returned(names))
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
        read = read_body(text, found.end(), end, builder.ctx.dialect)
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
    builder: StatementBuilder, text: str, header: Header | None, read: PgBody, returned: tuple[str, ...]
) -> list[Placed]:
    name = header.name if header is not None else ()
    own = header.parameters if header is not None else ()
    declared = (_folded(builder, written) for written in read.variables)
    builder.ctx.declare_variables((*own, *returned, *declared), name[-1] if name else "")
    try:
        return list(_PgWalk(builder, text, read.segments, name).placed())
    finally:
        builder.ctx.declare_variables((), "")


def _folded(builder: StatementBuilder, written: str) -> str:
    fold = builder.ctx.dialect.fold_column
    return fold(written[1:-1].replace('""', '"'), True) if written.startswith('"') else fold(written, False)


class _PgWalk(Walk):
    """PL/pgSQL's own statements, put into SQL."""

    def _built(self, segment: Segment) -> Iterator[Built]:
        text = self._text[segment.head : segment.tail]
        first, second, *_ = [*first_words(text, 2), "", ""]
        if first == "RETURN" and second in ("QUERY", "NEXT"):
            text = re.sub(r"(?i)\A\s*return\s+\w+", "", text, count=1)
            first = next(iter(first_words(text, 1)), "")
            if second == "NEXT":
                first = "RETURN"
        elif first == "OPEN":
            opened = re.search(r"(?i)\bfor\b(?!\s+update)", text)
            if opened is None:
                return iter([Built("other")])
            text = text[opened.end() :]
            first = next(iter(first_words(text, 1)), "")
        if first == "EXECUTE":
            return iter([Built("execute", "refused", "dynamic SQL")])
        if first in _QUIET and not _reads(text):
            return iter([Built("other")])
        if first == "PERFORM":
            return iter(self._builder.build(re.sub(r"(?i)\A\s*perform\b", "SELECT ", text, count=1)))
        return self._other(text, first)

    def _other(self, text: str, first: str) -> Iterator[Built]:
        """A statement of SQL, an assignment or an expression."""
        assigned = _ASSIGNED.match(text) or re.match(r":?=", text)
        if first in _QUIET or first in ("RETURN", "CASE") or assigned:
            kind = "set" if assigned else first.lower()
            if not _reads(text):
                return iter([Built(kind)])
            expression = text[assigned.end() :] if assigned else re.sub(r"(?i)\A\s*return\b", "", text, count=1)
            if first in _QUIET:
                return iter([Built(kind, "refused", "expression over a table")])
            return (Built(kind, one.status, one.reason, one.ops) for one in self._builder.build("SELECT " + expression))
        return iter(self._builder.build(self._without_into(text)))

    def _without_into(self, text: str) -> str:
        """`SELECT … INTO a, b FROM …`, `… RETURNING x INTO y`: variables take the row; no table is made."""
        if not re.search(r"(?i)\binto\b", text):
            return text
        names = self._builder.reader_of(text)
        if names is None:
            return text
        for at in names.level(0):
            if names.word(at) != "INTO" or names.word(at - 1) in _BEFORE_TABLES:
                continue
            end = at + 2 if names.word(at + 1) == "STRICT" else at + 1
            while True:
                name, end = names.name(end)
                if not name or names.word(end) != ",":
                    break
                end += 1
            stop = names.tokens[end].start if end < len(names.tokens) else len(text)
            return f"{text[: names.tokens[at].start]} {text[stop:]}"
        return text

    def _guard(self, segment: Segment) -> tuple[Query, ...]:
        text = self._text[segment.head : segment.tail]
        condition = f"EXISTS ({text})" if segment.kind == "for" else re.sub(r"(?i)\A\w+", "", text, count=1)
        query = self._builder.condition(condition)
        return (query,) if query is not None else ()


def _reads(text: str) -> bool:
    return re.search(r"(?i)\bselect\b", _STRING.sub("''", text)) is not None
