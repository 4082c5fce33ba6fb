"""Stage 4, core: texts as far as they are known: literal pieces and holes; and ways that control may have come.

A `World` says what the variables hold on one such way, and which conditions were true on it.
"""

import re
from typing import Any, NamedTuple, TypeAlias

MAX_TEXT = 262_144
"""Characters. A text beyond it is not known."""
MAX_ALTERNATIVES = 8

MARK = "\ua66e"
"""A letter without case that no SQL is written with. A hole in a text to be parsed is its number between two of them,
which every dialect reads as one word."""


class Hole:
    """A part of a text that only run time tells. `node`: the expression that gives it, None if nobody can say. `typed`:
    it is a number, a date or the like, thus a literal wherever it stands. `read`: the variables in `node`, and which of
    their values it was made of. Compared by identity."""

    __slots__ = ("node", "read", "typed")

    def __init__(self, node: Any = None, typed: bool = False, read: tuple[tuple[str, int], ...] = ()) -> None:
        self.node = node
        self.typed = typed
        self.read = read


Text: TypeAlias = tuple[str | Hole, ...]
"""Literals and holes; no two literals side by side, and none that is empty."""


class Held(NamedTuple):
    """What a variable holds; `text` None: not known. `stamp` changes with every assignment."""

    text: Text | None
    stamp: int


class Fact(NamedTuple):
    """A condition that held, or did not: `key` as text; `equals`: the variable that it compares with a literal.
    `negated`: it says that what `key` says is not so."""

    key: str
    variables: tuple[str, ...]
    equals: str = ""
    negated: bool = False


Facts: TypeAlias = frozenset[tuple[Fact, bool]]
NO_FACTS: Facts = frozenset()


class World(NamedTuple):
    """One way that control may have come here: what the variables hold, and which conditions were true."""

    held: dict[str, Held]
    facts: Facts = NO_FACTS


def says(facts: Facts, fact: Fact) -> bool | None:
    """Whether the condition holds as far as other conditions tell."""
    for known, holds in facts:
        if known.key == fact.key:
            return holds != fact.negated
        if holds and fact.equals and known.equals == fact.equals:
            return fact.negated
    return None


def learned(facts: Facts, fact: Fact | None, holds: bool) -> Facts:
    """With what the condition's outcome tells."""
    return facts if fact is None else facts | {(fact._replace(negated=False), holds != fact.negated)}


def joined(left: Text, right: Text) -> Text:
    if left and right and isinstance(left[-1], str) and isinstance(right[0], str):
        return (*left[:-1], left[-1] + right[0], *right[1:])
    return left + right


def literal(text: str) -> Text:
    return (text,) if text else ()


def plain(text: Text) -> str | None:
    """The text where it has no hole."""
    if not text:
        return ""
    return text[0] if len(text) == 1 and isinstance(text[0], str) else None


def size(text: Text) -> int:
    return sum(len(piece) if isinstance(piece, str) else 8 for piece in text)


Found: TypeAlias = list[tuple[Text, Facts]]
"""The texts that an expression may give, each with the conditions it hangs on. Never empty."""


class Holes:
    """Makes holes: for one expression over the same values always the same one."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[tuple[int, tuple[tuple[str, int], ...]], Hole] = {}

    def of(self, node: Any, typed: bool, read: tuple[tuple[str, int], ...]) -> Hole:
        key = (id(node), read)
        found = self._made.get(key)
        if found is None or found.node is not node:
            found = self._made[key] = Hole(node, typed, read)
        return found


def quoted(text: Text, opening: str, closing: str) -> Text:
    """The text between quotes; those inside are doubled."""
    pieces = tuple(
        piece.replace(closing, closing * 2) if isinstance(piece, str) and closing else piece for piece in text
    )
    return joined(joined(literal(opening), pieces), literal(closing))


def as_value(text: Text) -> Text:
    """The text with holes that are values, not parts of its SQL."""
    return tuple(Hole(piece.node, True, piece.read) if isinstance(piece, Hole) else piece for piece in text)


def exchanged(text: Text, pattern: re.Pattern[str], new: Text) -> Text:
    """REPLACE in the pieces that are known."""
    found: Text = ()
    for piece in text:
        if isinstance(piece, Hole):
            found = joined(found, (piece,))
            continue
        parts: list[Text] = []
        for at, part in enumerate(pattern.split(piece)):
            parts += [new, literal(part)] if at else [literal(part)]
        for one in parts:
            found = joined(found, one)
    return found


def unique(found: Found) -> Found:
    """Each text under the same conditions once, in order."""
    return list(dict.fromkeys(found))
