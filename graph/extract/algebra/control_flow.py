"""Stage 4, core: T-SQL bodies and blocks, statement by statement, each with the conditions that it runs under."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import msgspec

from graph.extract.algebra.header import Header, read_header
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import Built, StatementBuilder
from graph.extract.dialects import Dialect
from graph.extract.split_block import OpenQuote
from graph.extract.tsql_statements import Segment, segments
from graph.facts import Define, DefineRoutine, Op, Query, Read
from graph.names import Name

MAX_DEPTH = 100
"""Blocks inside blocks. Two frames each; nobody writes half of it."""


class Placed(msgspec.Struct, frozen=True):
    """A statement, its lines within the text it came from (first line = 0), and where it stands."""

    built: Built
    lines: tuple[int, int]
    routine: Name = ()
    guards: tuple[Query, ...] = ()


def routine(builder: StatementBuilder, text: str, *, followed: bool) -> list[Placed]:
    """The definition of a routine, then the statements of its body. `followed`: the text is T-SQL."""
    names = builder.reader_of(text)
    header = read_header(names) if names is not None else None
    whole = (0, text.count("\n"))
    if names is None or header is None:
        return [Placed(Built("routine", "refused", "routine body not followed"), whole)]
    define = DefineRoutine(header.name, header.kind, header.parameters, on=header.on)
    if not followed or header.body < 0:
        return [Placed(Built(header.kind, "tables_only", "routine body not followed", (define,)), whole)]
    return _followed(builder, names, header, define, whole)


def _followed(
    builder: StatementBuilder, names: NameReader, header: Header, define: DefineRoutine, whole: tuple[int, int]
) -> list[Placed]:
    text = names.text
    ops: list[Op] = [define]
    if header.kind == "trigger" and header.on:
        builder.ctx.transitions = {"inserted": header.on, "deleted": header.on}
    try:
        result = builder.inline_result(text[header.body :]) if header.kind == "function" else None
        if result is not None:
            ops = [msgspec.structs.replace(define, result=result)]
            return [Placed(Built(header.kind, "parsed", None, tuple(ops)), whole)]
        returned = builder.returned_table(names)
        if isinstance(returned, Define):
            ops = [msgspec.structs.replace(define, columns=returned.columns), returned]
        body = list(Walk(builder, text, header.body, header.name).placed())
    finally:
        builder.ctx.transitions = {}
    return [Placed(Built(header.kind, "parsed", None, tuple(ops)), whole), *body]


def block(builder: StatementBuilder, text: str) -> list[Placed]:
    """The statements of a control-flow statement that stands alone."""
    return list(Walk(builder, text, 0, ()).placed())


class Walk:
    """One body being walked."""

    def __init__(self, builder: StatementBuilder, text: str, start: int, name: Name) -> None:
        self._builder = builder
        self._text = text
        self._name = name
        self._segments = _segments(text, start, builder.ctx.dialect)
        self._line_ends = [at for at, char in enumerate(text) if char == "\n"]
        self._at = 0
        self._unclear = False

    def placed(self) -> Iterator[Placed]:
        while self._at < len(self._segments):
            yield from self._statement((), 0)

    def _statement(self, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        """The segment at hand with all that belongs to it."""
        segment = self._segments[self._at]
        self._at += 1
        if depth > MAX_DEPTH:
            yield self._refused(segment, "blocks nested too deeply")
        elif segment.kind in ("if", "while"):
            inner = (*guards, *self._guard(segment))
            yield from self._next(inner, depth)
            if segment.kind == "if" and self._kind() == "else":
                self._at += 1
                yield from self._next(inner, depth)
        elif segment.kind == "begin":
            while self._kind() not in ("end", ""):
                yield from self._statement(guards, depth + 1)
            self._at += 1
        elif segment.kind == "plain":
            yield from self._plain(segment, guards)
        elif segment.kind == "routine":
            yield self._refused(segment, "routine inside a block")

    def _next(self, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        if self._kind() not in ("end", "else", ""):
            yield from self._statement(guards, depth + 1)

    def _kind(self) -> str:
        return self._segments[self._at].kind if self._at < len(self._segments) else ""

    def _plain(self, segment: Segment, guards: tuple[Query, ...]) -> Iterator[Placed]:
        for built in self._builder.build(self._text[segment.head : segment.tail]):
            yield Placed(_inside(built), self._lines(segment), self._name, guards)

    def _refused(self, segment: Segment, reason: str) -> Placed:
        return Placed(Built("block", "refused", reason), self._lines(segment), self._name)

    def _guard(self, segment: Segment) -> tuple[Query, ...]:
        """The condition as a query; nothing where it reads no table."""
        word = len("while") if segment.kind == "while" else len("if")
        query = self._builder.condition(self._text[segment.head + word : segment.tail])
        return (query,) if query is not None else ()

    def _lines(self, segment: Segment) -> tuple[int, int]:
        last = max(segment.head, segment.tail - 1)
        return bisect_right(self._line_ends, segment.head - 1), bisect_right(self._line_ends, last - 1)


def _segments(text: str, start: int, dialect: Dialect) -> list[Segment]:
    try:
        return segments(text, start, len(text), dialect, mending=False)
    except OpenQuote:
        return segments(text, start, len(text), dialect, mending=True)


def _inside(built: Built) -> Built:
    """A query inside a body is never a file's only statement."""
    ops: Any = tuple(msgspec.structs.replace(op, bare=False) if isinstance(op, Read) else op for op in built.ops)
    return msgspec.structs.replace(built, ops=ops)
