"""Stage 4, core: the tokens of one procedural body, read one by one into segments."""

from graph.extract.algebra.bodies.procedural_words import QUOTED, Language, NotFollowed, Token
from graph.extract.tsql_statements import Segment

LABELLED = frozenset(("while", "for", "cursor", "repeat", "loop", "executed", "begin"))
"""The kinds of segments that open what a label may name."""


class TokenReader:
    """Where a body's reader stands, and what it has read."""

    def __init__(self, text: str, tokens: list[Token], language: Language) -> None:
        self._done: list[Segment] = []
        self._names: list[str] = []  # of the block at hand
        self._text = text
        self._tokens = tokens
        self._language = language
        self._at = 0
        self._open_end = False  # the last statement needs no semicolon

    def _word(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].word if at < len(self._tokens) else ""

    def _head(self) -> int:
        if self._at < len(self._tokens):
            return self._tokens[self._at].head
        return self._tokens[-1].tail if self._tokens else 0

    def _expect(self, word: str) -> None:
        if self._word() != word:
            raise NotFollowed
        self._at += 1

    def _until(self, *ends: str) -> int:
        """Where the next of these words stands outside brackets and CASE; moves there."""
        depth = cases = 0
        while self._at < len(self._tokens):
            word = self._word()
            if depth == 0 and cases == 0 and word in ends:
                return self._at
            if word[:1] == "$" and len(word) > 1 and word[1:].isalpha():
                raise NotFollowed  # a directive inside of a statement
            depth += (word in ("(", "[")) - (word in (")", "]"))
            cases += (word == "CASE") - (word == "END" and cases > 0)
            self._at += 1
        if self._open_end and ends == (";",) and depth == cases == 0:
            return self._at
        raise NotFollowed

    def _is_name(self) -> bool:
        word = self._word()
        return word == QUOTED or word[:1].isalpha() or word[:1] == "_"

    def _label(self) -> str:
        """The label that stands here, in upper case; the last one of several, "" for none."""
        label = ""
        while True:
            if self._word() == "<<":
                label = self._spelled(1)
                self._until(">>")
                self._at += 1
            elif self._language.colon_labels and self._word(1) == ":" and self._word() not in ("", ";"):
                label = self._spelled(0)
                self._at += 2
            else:
                return label

    def _spelled(self, ahead: int) -> str:
        token = self._tokens[min(self._at + ahead, len(self._tokens) - 1)]
        return self._text[token.head : token.tail].strip('"`').upper()

    def _labelled(self, opening: int, label: str) -> None:
        """The loop or block that was read from segment `opening` on has this label; GOTO leads to all else."""
        for at in range(opening, min(opening + 2, len(self._done))):
            if self._done[at].kind in LABELLED:
                self._done[at] = self._done[at]._replace(label=label)
                return
        at = self._done[opening].head if opening < len(self._done) else self._head()
        self._done.insert(opening, Segment("label", at, at, at, label=label))

    def _emit(self, kind: str, first: int, last: int) -> None:
        """A segment of the tokens from `first` up to (not with) `last`."""
        if last <= first:
            self._mark(kind)
            return
        head, tail = self._tokens[first].head, self._tokens[last - 1].tail
        self._done.append(Segment(kind, head, tail, tail))

    def _mark(self, kind: str) -> None:
        at = self._head()
        self._done.append(Segment(kind, at, at, at))
