"""Stage 4, core: a body that was cut into segments, statement by statement, each with the conditions it runs under.

Kinds of segments: `plain` and `declare` hold text; `begin` … `end` enclose a block, in which `handler` begins what an
exception runs; `if`, `elif` and `else` each come before one statement or block, as do the loops `while`, `for` (over a
query), `cursor` (over a cursor), `executed` (over the rows of a text), `repeat` and `loop`, and `case` before the `if`
that is its first WHEN; `routine` is a routine that is not followed here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from graph.extract.algebra.bodies.jumps import LOST, Jump, Jumps, collected, reached, until
from graph.extract.algebra.bodies.procedural_words import FOR, NAME
from graph.extract.algebra.built import Built, but
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.variables import folded, row_of_text, rows_of_cursor
from graph.extract.tsql_statements import Segment
from graph.facts import Assign, DefineRoutine, Item, Query, Read, Values
from graph.names import Name

_LINE_END = re.compile(r"\n")
_TRY = re.compile(r"(?i)\btry\s*+;?\s*+\Z")
_ENDLESS = re.compile(r"(?i)while\s*+(?:\(\s*+)?(?:true|1\s*+=\s*+1)\s*+\)?\s*+\Z")
_WHEN = re.compile(r"(?i)when\b")
MAX_DEPTH = 100
"""Blocks inside blocks (three frames each), and conditions that a statement hangs on. Nobody writes half of it."""

_LOOPS = frozenset(("while", "for", "cursor", "repeat", "loop", "executed"))
UNREAD: Query = Values((Item("condition not understood"),))
"""Stands among the guards for a condition of which nobody knows what it reads."""


@lru_cache(maxsize=1)  # the bodies of one package share their text
def line_ends(text: str) -> list[int]:
    """Where the text's lines end, in order."""
    return [found.start() for found in _LINE_END.finditer(text)]


class Placed(msgspec.Struct, frozen=True):
    """A statement, its lines within the text it came from (first line = 0), and where it stands."""

    built: Built
    lines: tuple[int, int]
    routine: Name = ()
    guards: tuple[Query, ...] = ()
    marks: str = ""

    @property
    def defines(self) -> bool:
        """Whether it defines a routine."""
        return any(isinstance(op, DefineRoutine) for op in self.built.ops)


class _Open:
    """A loop (`[`) or a block (`<`) that jumps may leave. `until`: the variable that collects what decides whether the
    loop is left; `skipped`: the same for what lies behind a jump inside. `guards`: how many conditions the place hangs
    on; `whole`: it is all that is walked."""

    __slots__ = ("guards", "label", "sign", "skipped", "until", "whole")

    def __init__(self, sign: str, label: str) -> None:
        self.sign = sign
        self.label = label
        self.until: Name = ()
        self.skipped: Name = ()
        self.guards = 0
        self.whole = False


class Walk:
    """One body being walked."""

    def __init__(self, builder: StatementBuilder, text: str, segments: list[Segment], name: Name) -> None:
        self._builder = builder
        self._text = text
        self._name = name
        self._segments = segments
        self._line_ends = line_ends(text)
        self._at = 0
        self._marks = builder.take_marks()  # control flow since the last statement
        self._jumps = Jumps(text, segments)
        self._open: list[_Open] = []  # loops and labelled blocks around the segment at hand
        self._gone: Name = ()  # the variable that collects what decides whether the body has been left before
        self._trying = 0  # blocks with handlers around
        self._handled = _handled(segments)
        self.around: tuple[Query, ...] = ()  # conditions of the whole body
        dynamic = builder.dynamic
        self._texts = dynamic.entered(builder, text, segments, name) if dynamic is not None else None
        self._later: list[Placed] = []  # routines that the body's texts define

    def placed(self) -> Iterator[Placed]:
        yield from self._all(self.around)
        yield from self._later

    def _all(self, guards: tuple[Query, ...]) -> Iterator[Placed]:
        """Every statement. What leaves a block without a name leaves this block alone."""
        alone = not self._name and self._jumps.leaves_all
        if alone:
            self._enter("<", "")
            self._open[-1].whole = True
        self._begin(-1, guards)
        while self._at < len(self._segments):
            yield from self._statement(guards, 0)
        if alone:
            self._leave(">")
        self._builder.marks = self._marks

    def _statement(self, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        """The segment at hand with all that belongs to it."""
        segment = self._segments[self._at]
        self._at += 1
        if depth > MAX_DEPTH:
            yield self._refused(segment, "blocks nested too deeply")
        elif segment.kind == "if":
            yield from self._alternatives(segment, guards, depth)
        elif segment.kind == "case":
            yield from self._next(self._guarded(guards, segment), depth)
        elif segment.kind in _LOOPS:
            yield from self._loop(segment, guards, depth)
        elif segment.kind == "begin":
            yield from self._block(segment, guards, depth)
        elif segment.kind in ("plain", "declare"):
            yield from self._plain(segment, guards)
        elif segment.kind == "routine":
            yield self._refused(segment, "routine inside a block")
        elif segment.kind == "label" and (self._at - 1) in self._jumps.closing:
            self._leave(">")

    def _loop(self, segment: Segment, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        """A loop's body. What leaves the loop somewhere decides about all of it."""
        at = self._at - 1
        guards = self._guarded(guards, segment)
        self._enter("[", segment.label)
        self._open[-1].guards = len(guards)
        if at in self._jumps.left:
            self._open[-1].until = self._numbered()
            guards = (*guards, reached(self._open[-1].until))
        if at in self._jumps.returning:
            guards = (*guards, reached(self._until_gone()))
        endless = _ENDLESS.match(self._text, segment.head, segment.tail) is not None
        if (segment.kind not in ("loop", "repeat") and not endless) or self._counts(segment):
            self._marks += "?"
        yield from self._next(guards, depth)
        if segment.kind == "repeat":
            self._marks += "?"
        self._leave("]")

    def _counts(self, segment: Segment) -> bool:
        """Whether what is called a loop has a head all the same: a FOR over numbers."""
        before = self._segments[self._at - 2] if self._at > 1 else None
        return segment.kind == "loop" and before is not None and FOR.match(self._text, before.head) is not None

    def _begin(self, place: int, guards: tuple[Query, ...]) -> None:
        """A block begins (by segment): open what ends at the labels that GOTO leads to from inside of it."""
        for label in self._jumps.opening.get(place, ()):
            self._enter("<", label)
            self._open[-1].guards = len(guards)

    def _numbered(self) -> Name:
        if self._builder.dynamic is not None:
            return until(self._builder.dynamic.number())
        self._builder.untils += 1
        return until(self._builder.untils)

    def _enter(self, sign: str, label: str) -> None:
        self._marks += sign
        self._open.append(_Open(sign, label))

    def _leave(self, sign: str) -> None:
        self._marks += sign
        self._open.pop()

    def _block(self, segment: Segment, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        """BEGIN … END with variables of its own."""
        ctx = self._builder.ctx
        outer = ctx.variables
        if segment.scope:
            ctx.enter_scope(folded(ctx, name) for name in segment.scope)
        named = bool(segment.label) and self._jumps.leaves_all
        if named:
            self._enter("<", segment.label)
            self._open[-1].guards = len(guards)
        yield from self._protected(segment, guards, depth)
        if named:
            self._leave(">")
        ctx.variables = outer

    def _protected(self, segment: Segment, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        """The statements up to END, and what handles their exceptions: from there on (`handler`), or (T-SQL) in a block
        of its own."""
        tries = _TRY.search(self._text[segment.head : segment.tail]) is not None
        handled = inside = tries or (self._at - 1) in self._handled
        self._marks += "{" if handled else ""
        self._trying += handled
        self._begin(self._at - 1, guards)
        while self._kind() not in ("end", ""):
            if self._kind() == "handler":
                self._marks += "!"
                self._trying -= inside
                inside = False
                self._at += 1
            else:
                yield from self._statement(guards, depth + 1)
        self._at += 1
        self._trying -= inside
        if tries and self._kind() == "begin" and self._segments[self._at].catches:
            self._marks += "!"
            yield from self._statement(guards, depth + 1)
        self._marks += "}" if handled else ""

    def _alternatives(self, segment: Segment, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        """IF … [ELSIF …] [ELSE …]: what an earlier condition reads decides about later branches too."""
        self._marks += "("
        guards = self._guarded(guards, segment)
        self._hangs_on(segment)
        yield from self._next(guards, depth)
        self._marks += "|"
        while self._kind() == "elif":
            guards = self._guarded(guards, self._segments[self._at])
            self._hangs_on(self._segments[self._at])
            self._at += 1
            yield from self._next(guards, depth)
            self._marks += "|"
        if self._kind() == "else":
            self._at += 1
            yield from self._next(guards, depth)
        self._marks += ")"

    def _next(self, guards: tuple[Query, ...], depth: int) -> Iterator[Placed]:
        if self._kind() not in ("end", "elif", "else", "handler", ""):
            yield from self._statement(guards, depth + 1)

    def _kind(self) -> str:
        return self._segments[self._at].kind if self._at < len(self._segments) else ""

    def _plain(self, segment: Segment, guards: tuple[Query, ...]) -> Iterator[Placed]:
        if len(guards) > MAX_DEPTH:
            yield self._refused(segment, "too many conditions")
            return
        guards = self._passed(guards)
        ran = self._ran(segment)
        if ran is not None:
            yield from self._run(ran, segment, guards)
            return
        jump = self._jumps.by_place.get(self._at - 1)
        if jump is not None and jump.label == LOST:
            yield Placed(
                Built("other", "partial", "GOTO not followed"), self._lines(segment), self._name, guards, self._taken()
            )
            return
        for built in self._built(segment) if jump is None or not jump.when else [Built("other")]:
            if jump is not None:
                built = self._jumped(built, jump, guards)
            yield _said(Placed(_inside(built), self._lines(segment), self._name, guards, self._taken()))
        if jump is not None:
            self._marks += self._away(jump)

    def _jumped(self, built: Built, jump: Jump, guards: tuple[Query, ...]) -> Built:
        """The jump with what it tells the statements that it may leave out: what decided about it."""
        decides = guards
        if jump.when:
            query = self._builder.condition(jump.when)
            if query is None and self._builder.unread:
                return Built(built.kind, "partial", "condition not understood", built.ops)
            decides = (*guards, query) if query is not None else guards
        variable, known = self._until(jump)
        decides = tuple(one for one in decides[known:] if one not in (UNREAD, reached(variable))) if variable else ()
        if not decides:
            return built
        told = Assign((variable,), collected(variable, decides), row=True)
        return msgspec.structs.replace(built, ops=(*built.ops, told))

    def _until(self, jump: Jump) -> tuple[Name, int]:
        """The variable that collects what decides about this jump, and how many guards are there anyway; `()` where
        that decides about nothing else."""
        if jump.raises and self._trying:
            return (), 0
        place = self._target(jump)
        if place is None:
            return self._until_gone(), 0
        if jump.sign == "x" and place.until:
            return place.until, place.guards
        if not place.skipped:
            place.skipped = self._numbered()
        return place.skipped, place.guards

    def _until_gone(self) -> Name:
        if not self._gone:
            self._gone = self._numbered()
        return self._gone

    def _passed(self, guards: tuple[Query, ...]) -> tuple[Query, ...]:
        """The guards with the jumps that were passed by."""
        passed = [self._gone] if self._gone else []
        passed += [place.skipped for place in self._open if place.skipped]
        return (*guards, *(one for one in map(reached, passed) if one not in guards)) if passed else guards

    def _target(self, jump: Jump) -> "_Open | None":
        """The loop or labelled block that it leaves or repeats; None: the whole body."""
        if jump.sign == "r":
            return None
        for place in reversed(self._open):
            if place.label == jump.label if jump.label else place.sign == "[":
                return place
        return None

    def _away(self, jump: Jump) -> str:
        """Its marks."""
        whole = self._open[0] if self._open and self._open[0].whole else None
        if jump.raises and (self._trying or whole is None):
            return "e"
        place = self._target(jump) or whole
        if place is None:
            return "r"
        sign = {"x": "?", "c": "~"}.get(jump.sign, "x") if jump.when else "x" if jump.sign == "r" else jump.sign
        return "^" * (len(self._open) - 1 - self._open.index(place)) + sign

    def _taken(self) -> str:
        """The marks, for a statement."""
        if self._texts is not None:
            self._texts.taken()
        marks, self._marks = self._marks, ""
        return marks

    def _ran(self, segment: Segment) -> "list[Placed | str] | None":
        """What the statement does if it runs a text that the body put together."""
        if self._texts is None:
            return None
        self._texts.marks(self._marks)
        return self._texts.statement(self._text[segment.head : segment.tail], declares=segment.kind == "declare")

    def _run(self, items: "list[Placed | str]", segment: Segment, guards: tuple[Query, ...]) -> Iterator[Placed]:
        first = self._lines(segment)[0]
        for item in items:
            if isinstance(item, str):
                self._marks += item
                continue
            lines = (first + item.lines[0], first + item.lines[1])
            if item.routine or item.defines:
                self._later.append(msgspec.structs.replace(item, lines=lines))
                continue
            marks = self._taken() + item.marks
            built = _inside(item.built)
            every = (*guards, *item.guards)
            yield _said(
                msgspec.structs.replace(item, built=built, lines=lines, routine=self._name, guards=every, marks=marks)
            )

    def _hangs_on(self, segment: Segment) -> None:
        """The alternative that begins here has a condition."""
        if self._texts is not None:
            text = self._text[segment.head : segment.tail]
            self._texts.condition(self._marks, re.sub(r"\A\w+", "", text, count=1))

    def _built(self, segment: Segment) -> Iterator[Built]:
        return iter(self._builder.build(self._text[segment.head : segment.tail]))

    def _refused(self, segment: Segment, reason: str) -> Placed:
        return Placed(Built("block", "refused", reason), self._lines(segment), self._name)

    def _guarded(self, guards: tuple[Query, ...], segment: Segment) -> tuple[Query, ...]:
        """The conditions with this one, if it reads anything."""
        text = self._text[segment.head : segment.tail]
        query: Query | None = None
        if segment.kind == "cursor":
            query = self._cursor_rows(text)
        elif segment.kind == "executed":
            query = self._text_rows(text)
        elif segment.kind != "loop" and text:
            query = self._builder.condition(_condition(segment.kind, text))
            if query is None and self._builder.unread:
                query = UNREAD
        return (*guards, query) if query is not None and query not in guards else guards

    def _cursor_rows(self, text: str) -> Query | None:
        """A loop over a cursor runs once a row."""
        found = re.match(NAME, text)
        return rows_of_cursor(folded(self._builder.ctx, found[0])) if found else None

    def _text_rows(self, text: str) -> Query | None:
        """A loop over what a text gives runs once a row."""
        found = FOR.match(text)
        return row_of_text(folded(self._builder.ctx, one) for one in re.findall(NAME, found[1])) if found else None

    def _lines(self, segment: Segment) -> tuple[int, int]:
        last = max(segment.head, segment.tail - 1)
        return bisect_right(self._line_ends, segment.head - 1), bisect_right(self._line_ends, last - 1)


def _condition(kind: str, text: str) -> str:
    if kind == "for":
        return f"({text}) IS NOT NULL"  # what the rows hold counts too
    if kind == "case":
        return f"{text} IS NULL"
    rest = re.sub(r"\A\w+", "", text, count=1)
    return f"({rest}) IS NOT NULL" if _WHEN.match(text) else rest  # `WHEN 1, 2`


def _handled(segments: list[Segment]) -> frozenset[int]:
    """The blocks (by segment) that handle exceptions."""
    found: set[int] = set()
    opened: list[int] = []
    for at, segment in enumerate(segments):
        if segment.kind == "begin":
            opened.append(at)
        elif segment.kind == "end" and opened:
            opened.pop()
        elif segment.kind == "handler" and opened:
            found.add(opened[-1])
    return frozenset(found)


def _said(placed: Placed) -> Placed:
    """Without the guards of which nobody knows what they read, and that said instead."""
    if UNREAD not in placed.guards:
        return placed
    guards = tuple(one for one in placed.guards if one != UNREAD)
    return msgspec.structs.replace(placed, built=but(placed.built, ["condition not understood"]), guards=guards)


def _inside(built: Built) -> Built:
    """A query inside a body is never a file's only statement."""
    ops: Any = tuple(msgspec.structs.replace(op, bare=False) if isinstance(op, Read) else op for op in built.ops)
    return msgspec.structs.replace(built, ops=ops)
