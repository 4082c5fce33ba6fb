"""Stage 4, core: a template filled in: its text, where each part came from, and what in it is not certain."""

from bisect import bisect_right
from typing import Literal, TypeAlias

import msgspec

FIRST_MARK = 0xF0000
LAST_MARK = 0xFFFFD
"""Marks are characters of a private plane, which no text has a reason to use."""

MarkKind: TypeAlias = Literal["value", "local", "macro", "name", "this"]


class Mark(msgspec.Struct, frozen=True):
    """What one character of a filled-in text stands for.

    `value`: something that the file does not tell, as it is `spelled`. `local`: the same, and in another file the same
    spelling means something else. `macro`: what the macro `made_by` gives. `name`: a part of a dataset's name, which
    folds as an unquoted one does. `this`: the dataset of the file itself."""

    kind: MarkKind
    spelled: str
    made_by: str = ""


class Marks:
    """The marks of one file; equal meanings share one."""

    __slots__ = ("_by_mark", "of")

    def __init__(self) -> None:
        self.of: dict[str, Mark] = {}
        self._by_mark: dict[Mark, str] = {}

    def put(self, mark: Mark) -> str:
        """The character for it; "" if there are too many."""
        known = self._by_mark.get(mark)
        if known is None:
            if FIRST_MARK + len(self.of) > LAST_MARK:
                return ""
            known = self._by_mark[mark] = chr(FIRST_MARK + len(self.of))
            self.of[known] = mark
        return known


class Note(msgspec.Struct, frozen=True):
    """`reason` holds for the filled-in text from `start` to `end`."""

    start: int
    end: int
    reason: str


class Rendered:
    """A filled-in text under construction and afterwards."""

    __slots__ = ("_origins", "_parts", "_starts", "length", "notes")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._origins: list[tuple[int, int, bool]] = []
        self.length = 0
        self.notes: list[Note] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str, start: int, end: int, *, verbatim: bool = False) -> None:
        """Text that the template's part from `start` to `end` gave, or is (`verbatim`)."""
        if text:
            self._parts.append(text)
            self._starts.append(self.length)
            self._origins.append((start, end, verbatim))
            self.length += len(text)

    def note(self, start: int, reason: str) -> None:
        """From `start` to where the text ends now."""
        self.notes.append(Note(start, self.length, reason))

    def extend(self, other: "Rendered") -> None:
        """Append what was filled in apart."""
        shift = self.length
        self._parts += other._parts
        self._starts += [start + shift for start in other._starts]
        self._origins += other._origins
        self.notes += [Note(note.start + shift, note.end + shift, note.reason) for note in other.notes]
        self.length += other.length

    def is_blank(self) -> bool:
        return all(not part or part.isspace() for part in self._parts)

    def origin(self, at: int, *, last: bool = False) -> int:
        """Where in the template the character at this place came from; `last`: where what gave it ends."""
        if not self._starts:
            return 0
        index = max(0, bisect_right(self._starts, at) - 1)
        start, end, verbatim = self._origins[index]
        if verbatim:
            return min(start + at - self._starts[index], end)
        return max(start, end - 1) if last else start

    def reasons(self, start: int, end: int) -> list[str]:
        """The reasons that hold for some of this text, each once."""
        return list(
            dict.fromkeys(
                note.reason
                for note in self.notes
                if note.start < end and (note.end > start or (note.start == note.end and note.start > start))
            )
        )
