"""Stage 4, core: which texts the variables of a body may hold at one place, branch by branch.

Alternatives are kept as whole worlds, not variable by variable: what one branch puts into `@source` never meets what
another one puts into `@target`. Beyond a few worlds only what all texts begin and end with is kept.
"""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import Context
from graph.extract.algebra.dynamic.evaluator import Evaluator
from graph.extract.algebra.dynamic.text import (
    MAX_ALTERNATIVES,
    NO_FACTS,
    Facts,
    Found,
    Held,
    Hole,
    Holes,
    Text,
    World,
    joined,
    learned,
    literal,
    size,
)

_MAX_VARIABLES = 200


class _Frame:
    """Alternatives or a loop being followed. `rest`: the worlds of the next alternative, or before the loop; `ends`:
    those that have come to the end; `loop` tells which."""

    __slots__ = ("ends", "loop", "rest")

    def __init__(self, rest: list[World], loop: bool) -> None:
        self.rest = rest
        self.ends: list[World] = []
        self.loop = loop


_AS_ALTERNATIVES = {"{": "(", "!": "|", "}": ")"}
"""A handler may run with what was known at the block's beginning or at its end. Jumps are told by `leaves`."""


class Texts:
    """The texts of one body."""

    def __init__(self, ctx: Context) -> None:
        self.typed: dict[str, bool] = {}
        self.evaluator = Evaluator(ctx, self.typed, Holes())
        self.changed_in_loops: dict[str, bool] = {}  # by variable, whether it only ever grows there
        self._worlds: list[World] = [World({})]
        self._frames: list[_Frame] = []
        self._clock = 0

    @property
    def worlds(self) -> list[World]:
        """The ways that control may have come here; at least one."""
        return self._worlds or [World({})]

    def forget(self) -> None:
        """Nothing is known any more."""
        self._worlds, self._frames = [World({})], []
        self.typed.clear()

    # --- control flow ---

    def mark(self, sign: str) -> None:
        """One sign of a statement's marks (see `facts.Statement`)."""
        frames = self._frames
        handles = sign == "!"
        sign = _AS_ALTERNATIVES.get(sign, sign)
        if sign == "(":
            frames.append(_Frame(self._worlds, False))
        elif sign == "[":
            frames.append(_Frame(self._worlds, True))
            for name, grows in self.changed_in_loops.items():
                self._loosened(name, grows)
        elif sign in "|)]" and frames and frames[-1].loop == (sign == "]"):
            frame = frames[-1]
            if sign == "|":
                frame.ends += self._worlds
                self._worlds = self._joined([*frame.rest, *self._worlds]) if handles else frame.rest
            else:
                frames.pop()
                before = frame.rest if frame.loop else []
                self._worlds = self._joined([*before, *frame.ends, *self._worlds])

    def condition(self, node: Any) -> None:
        """The alternative at hand runs where `node` holds, the next one where it does not."""
        if not self._frames or self._frames[-1].loop:
            return
        true: list[World] = []
        false: list[World] = []
        for world in self._worlds:
            fact, holds = self.evaluator.condition(node, world)
            if holds is not False:
                true.append(world._replace(facts=learned(world.facts, fact, True)))
            if holds is not True:
                false.append(world._replace(facts=learned(world.facts, fact, False)))
        self._frames[-1].rest = false or self._worlds
        self._worlds = true or self._worlds

    def leaves(self, *, loop: bool) -> None:
        """RETURN and its like; `loop`: BREAK, CONTINUE."""
        frame = next((one for one in reversed(self._frames) if one.loop), None) if loop else None
        if frame is not None:
            frame.ends += self._worlds
        if frame is not None or not loop:
            self._worlds = []

    # --- assignments ---

    def declare(self, name: str, typed: bool) -> None:
        """A variable, and whether its type is one of numbers, dates and the like."""
        if len(self.typed) < _MAX_VARIABLES:
            self.typed[name] = typed

    def assign(self, name: str, node: Any, *, maybe: bool = False) -> int:
        """`name := node`; `maybe`: any number of times, or not at all. The characters that this made."""
        if self.typed.get(name) and not isinstance(node, exp.Literal):
            self.assign_unknown(name)
            return 0
        self._clock += 1
        after: list[World] = []
        made = 0
        for world in self._worlds:
            found = self.evaluator.texts(node, world)
            if maybe:
                after += self._maybe(world, name, found)
                continue
            made += sum(size(text) for text, _ in found)
            after += [_put(world, name, Held(text, self._clock), facts) for text, facts in found]
        self._worlds = self._joined(after)
        return made

    def _maybe(self, world: World, name: str, found: Found) -> list[World]:
        """`SELECT @x = … FROM t`: `@x = @x + …` makes the text longer, anything else makes it another one."""
        held = world.held.get(name)
        before = held.text if held is not None else None
        grows = before is not None and all(text[: len(before)] == before or _extends(text, before) for text, _ in found)
        text = joined(before, (" ", Hole(), " ")) if before is not None and grows else None
        return [_put(world, name, Held(text, self._clock), NO_FACTS)]

    def assign_unknown(self, name: str) -> None:
        """`name` takes a value that is not known."""
        self._clock += 1
        self._worlds = self._joined([_put(world, name, Held(None, self._clock), NO_FACTS) for world in self._worlds])

    def assign_text(self, name: str, text: Text) -> None:
        self._clock += 1
        self._worlds = self._joined([_put(world, name, Held(text, self._clock), NO_FACTS) for world in self._worlds])

    def _loosened(self, name: str, grows: bool) -> None:
        """What a variable holds in any round of a loop."""
        self._clock += 1
        after = []
        for world in self._worlds:
            held = world.held.get(name)
            text = (
                joined(held.text, (" ", Hole(), " ")) if grows and held is not None and held.text is not None else None
            )
            after.append(_put(world, name, Held(text, self._clock), NO_FACTS))
        self._worlds = self._joined(after)

    # --- worlds ---

    def _joined(self, worlds: list[World]) -> list[World]:
        unique: dict[frozenset[tuple[str, Text]], World] = {}
        for world in worlds:
            key = frozenset((name, held.text) for name, held in world.held.items() if held.text is not None)
            other = unique.get(key)
            unique[key] = world if other is None else self._either(world, other)
        if len(unique) <= MAX_ALTERNATIVES:
            return list(unique.values())
        return [self._collapsed(list(unique.values()))]

    def _either(self, left: World, right: World) -> World:
        """Two worlds of equal texts."""
        if left is right:
            return left
        held = dict(left.held)
        for name in left.held.keys() | right.held.keys():
            mine, other = left.held.get(name), right.held.get(name)
            if mine is None or other is None or mine.stamp != other.stamp:
                self._clock += 1
                held[name] = Held(mine.text if mine is not None else None, self._clock)
        return World(held, left.facts & right.facts)

    def _collapsed(self, worlds: list[World]) -> World:
        held: dict[str, Held] = {}
        facts: Facts = worlds[0].facts.intersection(*(world.facts for world in worlds[1:]))
        for name in {name for world in worlds for name in world.held}:
            mine = [world.held.get(name) for world in worlds]
            self._clock += 1
            if all(one is not None and one == mine[0] for one in mine) and mine[0] is not None:
                held[name] = mine[0]
                continue
            texts = [one.text if one is not None else None for one in mine]
            held[name] = Held(_shared([text for text in texts if text is not None], len(texts)), self._clock)
        return World(held, facts)


def _put(world: World, name: str, held: Held, facts: Facts) -> World:
    """The world after an assignment. What conditions said of the variable's old value counts no more."""
    if len(world.held) >= _MAX_VARIABLES and name not in world.held:
        return world
    kept = frozenset(one for one in world.facts | facts if name not in one[0].variables)
    return World({**world.held, name: held}, kept)


def _extends(text: Text, before: Text) -> bool:
    """Whether `text` begins with `before`, whose last literal it may go on with."""
    head = before[:-1]
    if not before or text[: len(head)] != head or len(text) < len(before):
        return not before
    last, here = before[-1], text[len(head)]
    return isinstance(last, str) and isinstance(here, str) and here.startswith(last)


def _shared(texts: list[Text], count: int) -> Text | None:
    """What texts begin and end with, and a hole between; None if one of `count` is not known or nothing is shared."""
    if len(texts) < count:
        return None
    if all(text == texts[0] for text in texts):
        return texts[0]
    start = _begin(texts)
    end = _end([text[len(start[0]) :] for text in texts], start[1])
    found = joined(joined(start[0], literal(start[1])), (" ", Hole(), " "))
    return joined(found, end)


def _begin(texts: list[Text]) -> tuple[Text, str]:
    """The pieces that all share, and what the next one begins with, up to the end of a word."""
    at = 0
    while all(len(text) > at and text[at] == texts[0][at] for text in texts):
        at += 1
    pieces = [text[at] if len(text) > at else "" for text in texts]
    if not all(isinstance(piece, str) for piece in pieces):
        return texts[0][:at], ""
    written = [piece for piece in pieces if isinstance(piece, str)]
    shared = _common(written)
    if shared and _is_word(shared[-1]) and any(_is_word(piece[len(shared) : len(shared) + 1]) for piece in written):
        shared = shared[: len(shared) - len(_word_at_the_end(shared))]
    return texts[0][:at], shared


def _end(texts: list[Text], taken: str) -> Text:
    """What they all end with, from the beginning of a line or word on."""
    ends = [text[-1] if text else "" for text in texts]
    written = [one for one in ends if isinstance(one, str)]
    if len(written) < len(ends):
        return ()
    room = min(len(one) - (len(taken) if len(text) == 1 else 0) for one, text in zip(written, texts, strict=True))
    shared = _common([one[::-1] for one in written])[: max(0, room)][::-1]
    begin = next((at for at, char in enumerate(shared) if char.isspace()), len(shared))
    return literal(shared[begin:])


def _common(texts: list[str]) -> str:
    """What all begin with."""
    first, last = min(texts), max(texts)
    return first[: next((at for at, char in enumerate(first) if at >= len(last) or char != last[at]), len(first))]


def _is_word(char: str) -> bool:
    return char.isalnum() or char in "_@#$" if char else False


def _word_at_the_end(text: str) -> str:
    at = len(text)
    while at and _is_word(text[at - 1]):
        at -= 1
    return text[at:]
