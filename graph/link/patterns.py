"""Stage 5, core: whether a column's name passes a star's test. Takes polynomial time at most, whatever the pattern.

Regular expressions are matched by sets of positions, so that no pattern can make the matcher go back and forth; what
lies outside of the subset read here (look-arounds, back references, classes by name) is said to be unknown.
"""

from collections.abc import Callable
from typing import TypeAlias

Step: TypeAlias = Callable[[str, frozenset[int]], frozenset[int]]
"""All positions at which something may end that begins at one of these."""

_LONGEST = 128
_MOST_REPEATS = 64
_CLASSES: dict[str, Callable[[str], bool]] = {
    "d": str.isdecimal,
    "w": lambda char: char.isalnum() or char == "_",
    "s": str.isspace,
}


def passes(kind: str, text: str, name: str, *, fold: bool) -> bool | None:
    """Whether the name is LIKE the text (`like`, `ilike`), or the expression matches all of it (`full`) or some of it
    (`regex`); `not ` in front means the opposite. `fold`: names are compared without case. None: not understood."""
    negated, kind = kind.startswith("not "), kind.removeprefix("not ")
    if fold or kind == "ilike":
        text, name = (text if "\\" in text else text.lower()), name.lower()
    if len(text) > _LONGEST or len(name) > _LONGEST:
        return None
    found = _like(text, name) if kind in ("like", "ilike") else _matches(text, name, whole=kind == "full")
    return found if found is None else found is not negated


def _like(text: str, name: str) -> bool:
    """`%` and `_`, by going over the name once for each sign."""
    ends = {0}
    for char in text:
        if char == "%":
            ends = set(range(min(ends), len(name) + 1)) if ends else ends
        else:
            ends = {at + 1 for at in ends if at < len(name) and char in ("_", name[at])}
    return len(name) in ends


def _matches(text: str, name: str, *, whole: bool) -> bool | None:
    if text.startswith("(?i)"):
        text, name = text[4:].lower(), name.lower()
    try:
        parser = _Parser(text)
        step = parser.alternatives(0)
    except _Unknown:
        return None
    starts = frozenset((0,)) if whole else frozenset(range(len(name) + 1))
    ends = step(name, starts)
    return len(name) in ends if whole else bool(ends)


class _Unknown(Exception):
    """The pattern has what is not read here."""


class _Parser:
    """A pattern's text into one step."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def alternatives(self, depth: int) -> Step:
        """`a|b`; up to the end or, inside a group, its bracket."""
        if depth > 2:  # each level may go over the name once for each of its places
            raise _Unknown
        branches = [self._sequence(depth)]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence(depth))
        if self._peek() == ")" and not depth:
            raise _Unknown
        return _any_of(branches)

    def _sequence(self, depth: int) -> Step:
        steps: list[Step] = []
        while self._peek() not in ("", "|", ")"):
            steps.append(self._repeated(self._atom(depth)))
        return _all_of(steps)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        char = self._peek()
        if not char:
            raise _Unknown
        self._at += 1
        return char

    def _atom(self, depth: int) -> Step:
        char = self._next()
        if char == "(":
            if self._peek() == "?":
                self._at += 1
                if self._next() != ":":
                    raise _Unknown
            inner = self.alternatives(depth + 1)
            if self._next() != ")":
                raise _Unknown
            return inner
        if char == "^":
            return lambda name, starts: starts & {0}
        if char == "$":
            return lambda name, starts: starts & {len(name)}
        if char in "*+?{":
            raise _Unknown
        return _one(self._test(char))

    def _test(self, char: str) -> Callable[[str], bool]:
        if char == ".":
            return lambda one: True
        if char == "[":
            return self._set()
        if char == "\\":
            return self._escaped()
        return lambda one: one == char

    def _escaped(self) -> Callable[[str], bool]:
        char = self._next()
        if char.lower() in _CLASSES:
            inside = _CLASSES[char.lower()]
            return inside if char.islower() else lambda one: not inside(one)
        if char.isalnum():
            raise _Unknown
        return lambda one: one == char

    def _set(self) -> Callable[[str], bool]:
        negated = self._peek() == "^"
        self._at += negated
        tests: list[Callable[[str], bool]] = []
        while self._peek() != "]" or not tests:
            char = self._next()
            if char == "[":
                raise _Unknown
            if char == "\\":
                tests.append(self._escaped())
            elif self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                tests.append(_between(char, self._next()))
            else:
                tests.append(_between(char, char))
        self._at += 1
        return lambda one: any(test(one) for test in tests) is not negated

    def _repeated(self, step: Step) -> Step:
        least, most = self._counts()
        if self._peek() == "?" and (least, most) != (1, 1):  # lazy: which of them is found does not matter
            self._at += 1
        return step if (least, most) == (1, 1) else _times(step, least, most)

    def _counts(self) -> tuple[int, int]:
        char = self._peek()
        if char in ("*", "+", "?"):
            self._at += 1
            return int(char == "+"), 1 if char == "?" else -1
        if char != "{":
            return 1, 1
        end = self._text.find("}", self._at)
        least, comma, most = self._text[self._at + 1 : end].partition(",")
        if end < 0 or not least.isdecimal() or not (most.isdecimal() or not most):
            raise _Unknown
        self._at = end + 1
        top = int(most) if most else -1 if comma else int(least)
        if int(least) > _MOST_REPEATS or top > _MOST_REPEATS:
            raise _Unknown
        return int(least), top


def _between(low: str, high: str) -> Callable[[str], bool]:
    return lambda one: low <= one <= high


def _one(test: Callable[[str], bool]) -> Step:
    return lambda name, starts: frozenset(at + 1 for at in starts if at < len(name) and test(name[at]))


def _all_of(steps: list[Step]) -> Step:
    def run(name: str, starts: frozenset[int]) -> frozenset[int]:
        for step in steps:
            starts = step(name, starts)
        return starts

    return run


def _any_of(branches: list[Step]) -> Step:
    if len(branches) == 1:
        return branches[0]
    return lambda name, starts: frozenset[int]().union(*(branch(name, starts) for branch in branches))


def _times(step: Step, least: int, most: int) -> Step:
    def run(name: str, starts: frozenset[int]) -> frozenset[int]:
        for _ in range(least):
            starts = step(name, starts)
        found, last, left = starts, starts, most - least
        while last and left:
            last = step(name, last) - found
            found |= last
            left -= 1
        return found

    return run
