"""Stage 4, core: functions, procedures, triggers and DO blocks of PostgreSQL and its kin, statement by statement.

A variable is no column: inside a body PL/pgSQL refuses a name that could be both, so a declared name is never looked
up in a table. What its rows or rules make uncertain is said: the rows of a trigger's table, SQL functions (where a
column wins over a parameter), a table that bears a variable's name.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from graph.extract.algebra.bodies.function_head import returns_value
from graph.extract.algebra.bodies.header import Header
from graph.extract.algebra.bodies.procedural import Body, read_block
from graph.extract.algebra.bodies.procedural_targets import CONSTANT, out
from graph.extract.algebra.bodies.procedural_walk import ProceduralWalk
from graph.extract.algebra.bodies.procedural_words import PLPGSQL, NotFollowed
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.facts import (
    Call,
    ColumnDef,
    DefineRoutine,
    Item,
    Op,
    Out,
    Return,
    Select,
)

_QUOTE = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_STRING = re.compile(r"'(?:[^']|'')*'")
_QUIET = words("RAISE ASSERT NULL EXIT CONTINUE CLOSE MOVE GET COMMIT ROLLBACK")


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
    value = any(names.word(at) == "RETURNS" and returns_value(names, at + 1) for at in names.level(0))
    columns = tuple(map(ColumnDef, returned or (("",) if value else ())))
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
    every = (*own, *returned, *PLPGSQL.implicit)
    builder.ctx.declare_variables(every, name[-1] if name else "", columns_win=read.columns_win)
    try:
        walk = _PgWalk(builder, text, read.segments, name)
        walk.returned = returned
        return list(walk.placed())
    finally:
        builder.ctx.declare_variables((), "")


class _PgWalk(ProceduralWalk):
    """PL/pgSQL's own statements, put into SQL."""

    returned: tuple[str, ...] = ()

    def _plain_statement(self, text: str, first: str) -> Iterator[Built]:
        if first in _QUIET:
            quiet = Built("other") if not _reads(text) else Built(first.lower(), "refused", "expression over a table")
            return iter([quiet])
        return self._query(text)

    def _returns(self, text: str) -> Iterator[Built]:
        """RETURN x, RETURN QUERY …, RETURN NEXT [x]"""
        second = "".join(first_words(text, 2)[1:])
        rest = re.sub(r"(?i)\A\s*return\b(?:\s+(?:query|next)\b)?", "", text, count=1)
        if second == "QUERY":
            if first_words(rest, 1) == ["EXECUTE"]:
                return iter([Built("execute", "refused", "dynamic SQL")])
            return (out(one, "return") for one in self._rows_of(rest))
        if not rest.strip():
            if second != "NEXT" or not self.returned:
                return iter([Built("return")])
            refs = tuple(("@" + name,) for name in self.returned)
            items = tuple(Out(Item(name, (at,))) for at, name in enumerate(self.returned))
            return iter([Built("return", ops=(Return(Select(items, refs=refs)),))])
        if CONSTANT.fullmatch(rest) or rest.strip().lower() in ("new", "old"):
            return iter([Built("return")])
        return (out(one, "return") for one in self._builder.build("SELECT " + rest))

    def _rows_of(self, query: str) -> list[Built]:
        """A query, or what a write gives back by RETURNING."""
        self._builder.ctx.takes_rows = True
        try:
            return self._builder.build(query)
        finally:
            self._builder.ctx.takes_rows = False

    def _executed(self, text: str) -> Iterator[Built]:
        return iter([Built("execute", "refused", "dynamic SQL")])

    def _performed(self, text: str) -> Iterator[Built]:
        return iter(self._builder.build(re.sub(r"(?i)\A\s*perform\b", "SELECT ", text, count=1)))

    own: ClassVar[Mapping[str, Callable[[Any, str], Iterator[Built]]]] = {
        "CALL": ProceduralWalk._calls,
        "EXECUTE": _executed,
        "FETCH": ProceduralWalk._fetches,
        "FOR": ProceduralWalk._loops,
        "FOREACH": ProceduralWalk._loops,
        "OPEN": ProceduralWalk._opens,
        "PERFORM": _performed,
        "RETURN": _returns,
    }


def _reads(text: str) -> bool:
    return re.search(r"(?i)\bselect\b", _STRING.sub("''", text)) is not None
