"""Stage 4, core: a body that was cut into segments, statement by statement, each with the conditions it runs under."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import msgspec

from graph.extract.algebra.statement import Built, StatementBuilder
from graph.extract.tsql_statements import Segment
from graph.facts import Query, Read
from graph.names import Name

MAX_DEPTH = 100
"""Blocks inside blocks. Two frames each; nobody writes half of it."""


class Placed(msgspec.Struct, frozen=True):
    """A statement, its lines within the text it came from (first line = 0), and where it stands."""

    built: Built
    lines: tuple[int, int]
    routine: Name = ()
    guards: tuple[Query, ...] = ()
    marks: str = ""


class Walk:
    """One body being walked."""

    def __init__(self, builder: StatementBuilder, text: str, segments: list[Segment], name: Name) -> None:
        self._builder = builder
        self._text = text
        self._name = name
        self._segments = segments
        self._line_ends = [at for at, char in enumerate(text) if char == "\n"]
        self._at = 0
        self._marks = builder.take_marks()  # control flow since the last statement

    def placed(self) -> Iterator[Placed]:
        while self._at < len(self._segments):
            yield from self._statement((), 0)
        self._builder.marks = self._marks

    def _statement(self, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        """The segment at hand with all that belongs to it."""
        segment = self._segments[self._at]
        self._at += 1
        if depth > MAX_DEPTH:
            yield self._refused(segment, "blocks nested too deeply")
        elif segment.kind == "if":
            yield from self._alternatives((*guards, *self._guard(segment)), depth)
        elif segment.kind in ("while", "for", "loop"):
            self._marks += "["
            guard = self._guard(segment) if segment.kind != "loop" else ()
            yield from self._next((*guards, *guard), depth)
            self._marks += "]"
        elif segment.kind == "begin":
            self._marks += "(" if segment.catches else ""
            while self._kind() not in ("end", ""):
                yield from self._statement(guards, depth + 1)
            self._at += 1
            self._marks += "|)" if segment.catches else ""
        elif segment.kind in ("plain", "declare"):
            yield from self._plain(segment, guards)
        elif segment.kind == "routine":
            yield self._refused(segment, "routine inside a block")

    def _alternatives(self, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        """IF … [ELSE …]"""
        self._marks += "("
        yield from self._next(guards, depth)
        self._marks += "|"
        if self._kind() == "else":
            self._at += 1
            yield from self._next(guards, depth)
        self._marks += ")"

    def _next(self, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        if self._kind() not in ("end", "else", ""):
            yield from self._statement(guards, depth + 1)

    def _kind(self) -> str:
        return self._segments[self._at].kind if self._at < len(self._segments) else ""

    def _plain(self, segment: Segment, guards: tuple[Query, ...]) -> Iterator[Placed]:
        for built in self._built(segment):
            marks, self._marks = self._marks, ""
            yield Placed(_inside(built), self._lines(segment), self._name, guards, marks)

    def _built(self, segment: Segment) -> Iterator[Built]:
        return iter(self._builder.build(self._text[segment.head : segment.tail]))

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


def _inside(built: Built) -> Built:
    """A query inside a body is never a file's only statement."""
    ops: Any = tuple(msgspec.structs.replace(op, bare=False) if isinstance(op, Read) else op for op in built.ops)
    return msgspec.structs.replace(built, ops=ops)
