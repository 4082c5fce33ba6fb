"""Stage 4, core: statements that go on elsewhere: EXIT, LEAVE, BREAK, CONTINUE, RETURN, RAISE and their like.

Where a jump hangs on a condition, that condition decides about what is left out: whether what follows runs, and in a
loop also what comes before in the next round. What decides is collected in a variable of its own (`until`), which
those statements have among their guards; so each of them carries one guard more, however many jumps there are.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from graph.extract.algebra.bodies.procedural_words import NAME
from graph.extract.tsql_statements import Segment
from graph.facts import Query, Select, SetOp
from graph.names import Name

_JUMP = re.compile(
    rf"(?is)(?P<loop>break|exit|leave|continue|iterate)\b(?!\s*[(.:=])\s*(?P<label>(?!when\b){NAME})?\s*"
    r"(?:when\b(?P<when>.*))?;?\s*\Z"
    rf"|goto\s+(?P<goto>{NAME})\s*;?\s*\Z"
    r"|(?P<return>return)\b(?!\s+(?:query|next)\b)"
    r"|(?P<raise>raise_application_error|throw|signal|resignal|raise(?!\s+(?:debug|log|info|notice|warning)\b))\b"
)
_LOOPS = frozenset(("while", "for", "cursor", "repeat", "loop", "executed"))
_AGAIN = ("continue", "iterate")
_GOTO = "GOTO "
LOST = "GOTO"
"""The label of a GOTO that leads backwards, or to nowhere that is known here."""


class Jump(NamedTuple):
    """`sign`: x leaves a loop or block, c begins its next round, r leaves the routine (see `facts.Statement`). `label`:
    of the loop or block, in upper case; "" for the innermost loop. `when`: the condition, "" for none."""

    sign: str
    label: str = ""
    when: str = ""
    raises: bool = False


def jump_of(text: str) -> Jump | None:
    """The jump that a statement is; None for any other."""
    found = _JUMP.match(text)
    if found is None:
        return None
    if found["loop"]:
        sign = "c" if found["loop"].lower() in _AGAIN else "x"
        label = (found["label"] or "").strip('"`').upper()
        return Jump(sign, label, (found["when"] or "").strip(" \t\r\n;"))
    if found["goto"]:
        return Jump("x", _GOTO + found["goto"].strip('"`[]').upper())
    return Jump("r", raises=bool(found["raise"]))


class Jumps:
    """The jumps of one body. `by_place`: by segment; `left`: the loops (by segment) that some jump leaves; `returning`:
    those inside of which one leaves the whole body. A GOTO that leads forward leaves a block that ends at its label
    (`closing`, by segment) and begins where the label's block begins (`opening`, the outermost first)."""

    def __init__(self, text: str, segments: Sequence[Segment]) -> None:
        self.by_place: dict[int, Jump] = {}
        self.left: set[int] = set()
        self.returning: set[int] = set()
        for at, segment in enumerate(segments):
            if segment.kind == "plain" and (jump := jump_of(text[segment.head : segment.tail])) is not None:
                self.by_place[at] = jump
        self.opening: dict[int, list[str]] = {}
        self.closing: set[int] = set()
        if self.by_place:
            self._find_left(segments)
        if any(jump.label.startswith(_GOTO) for jump in self.by_place.values()):
            self._find_labels(text, segments)

    def _find_left(self, segments: Sequence[Segment]) -> None:
        loops: list[int] = []  # those that are open
        blocks: list[int] = []  # of every open block, how many loops are open around it
        ends = -1  # where the loop without a block around its body begins
        for at, segment in enumerate(segments):
            if segment.kind in _LOOPS:
                loops.append(at)
                ends = at
            elif segment.kind == "begin":
                blocks.append(len(loops) - (ends == at - 1))
                ends = -1
            elif segment.kind == "end":
                del loops[blocks.pop() if blocks else 0 :]
            else:
                if at in self.by_place:
                    self._leaves(self.by_place[at], loops, segments)
                if ends == at - 1 and ends >= 0:
                    loops.pop()

    def _find_labels(self, text: str, segments: Sequence[Segment]) -> None:
        blocks: list[int] = [-1]
        labels: dict[str, tuple[int, int]] = {}  # where it stands, and where its block begins
        for at, segment in enumerate(segments):
            if segment.kind == "begin":
                blocks.append(at)
            elif segment.kind == "end" and len(blocks) > 1:
                blocks.pop()
            elif segment.kind == "label":
                name = segment.label or text[segment.head : segment.tail].rstrip(": \t\r\n").strip('"[]').upper()
                labels.setdefault(_GOTO + name, (at, blocks[-1]))
        met: dict[str, tuple[int, int]] = {}
        for at, jump in self.by_place.items():
            if jump.label.startswith(_GOTO):
                place, block = labels.get(jump.label, (-1, -1))
                if block < at < place:
                    met[jump.label] = (place, block)
                else:
                    self.by_place[at] = jump._replace(label=LOST)
        for label, (place, block) in sorted(met.items(), key=lambda one: -one[1][0]):
            self.opening.setdefault(block, []).append(label)
            self.closing.add(place)

    def _leaves(self, jump: Jump, loops: Sequence[int], segments: Sequence[Segment]) -> None:
        """The jump stands inside of these loops."""
        if jump.sign == "r":
            self.returning.update(loops)
            return
        for count, at in enumerate(reversed(loops), 1):
            if not jump.label or segments[at].label == jump.label:
                self.left.update(loops[len(loops) - count + (jump.sign == "c") :])
                return
        if jump.label and not jump.label.startswith(_GOTO):
            self.returning.update(loops)

    @property
    def leaves_all(self) -> bool:
        """Whether any of them leaves the whole body."""
        return any(jump.sign == "r" or (jump.label and jump.label[:4] != LOST) for jump in self.by_place.values())


def until(number: int) -> Name:
    """The variable that collects what decides whether a place is reached."""
    return (f"@until {number}",)


def reached(variable: Name) -> Query:
    """What that variable holds, as a guard."""
    return Select(refs=(variable,), where=(0,))


def collected(variable: Name, decides: Sequence[Query]) -> Query:
    """What it held before, and these conditions."""
    return SetOp("union", (reached(variable), *decides))
