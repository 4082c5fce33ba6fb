"""Stage 4, core: the pieces a text is cut into. Joined, they are the text again, to the last character."""

from typing import Literal, TypeAlias

import msgspec

from graph.extract.lexer import Lines
from graph.extract.request import LimitExceeded

PieceKind: TypeAlias = Literal["sql", "routine", "block", "separator", "meta", "copy_data", "blank"]

_STATEMENTS: frozenset[PieceKind] = frozenset(("sql", "routine", "block"))


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A stretch of the text.

    `sql`: one statement. `routine`: CREATE (in T-SQL also ALTER) PROCEDURE, FUNCTION, TRIGGER, PACKAGE … with its body.
    `block`: an anonymous block or a control-flow statement with all it holds. `separator`: GO, DELIMITER, a line with
    "/" alone. `meta`: a client's command. `copy_data`: the rows after COPY … FROM stdin. `blank`: white space, comments
    and empty statements.

    `start` is the offset in the whole text. The statement proper, without the comments before it, what follows it and
    what ends it, is `text[head:tail]`; `first_line` and `last_line` (1-based, inclusive) are those of its first token
    and of its last. `code`: the statement proper where a parser should see another text than stands there, with the
    same lines; else "".
    """

    text: str
    kind: PieceKind
    first_line: int
    last_line: int
    start: int
    head: int
    tail: int
    code: str = ""

    @property
    def statement(self) -> str:
        """The statement proper: what a parser should see."""
        return self.code or self.text[self.head : self.tail]


class Pieces:
    """Collects the pieces of one text from left to right and counts statements.

    `text` is what is cut; `written`, of the same length, is what the pieces hold if that differs. `brackets`, one a
    piece: an upper bound of how deep round brackets nest in it, -1 where it is not known.
    """

    __slots__ = ("_limit", "_lines", "_statements", "_written", "at", "brackets", "done", "text")

    def __init__(self, text: str, *, statements: int, written: str = "") -> None:
        self.text = text
        self._written = written or text
        self.done: list[Piece] = []
        self.brackets: list[int] = []
        self.at = 0  # everything before it stands in `done`
        self._lines = Lines(text)
        self._limit = statements
        self._statements = 0

    def add(self, kind: PieceKind, head: int, tail: int, end: int, brackets: int = -1, code: str = "") -> None:
        """The piece from `at` to `end`; the statement proper is `head:tail`. Raises `LimitExceeded("statements")`."""
        if kind in _STATEMENTS:
            self._statements += 1
            if self._statements > self._limit:
                raise LimitExceeded("statements", f"more than {self._limit} statements")
        start = self.at
        first_line = self._lines.of(head)
        last_line = self._lines.of(max(head, tail - 1))
        tail = max(head, tail)
        text = self._written[start:end]
        if not code and self._written is not self.text and kind in _STATEMENTS:
            code = self.text[head:tail]
        self.done.append(Piece(text, kind, first_line, last_line, start, head - start, tail - start, code))
        self.brackets.append(brackets)
        self.at = end


def stripped(text: str, start: int, end: int) -> int:
    """`end` without the white space before it, not below `start`."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
