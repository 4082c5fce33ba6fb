"""Stage 4, core: the statements of a procedural body: alternatives, loops, and what ends with a semicolon."""

import re
from abc import ABC, abstractmethod

from graph.extract.algebra.bodies.procedural_tokens import TokenReader
from graph.extract.algebra.bodies.procedural_words import FOR, NAME, NotFollowed
from graph.extract.tsql_statements import Segment

MAX_DEPTH = 60
"""Blocks inside blocks; up to five frames each."""
CURSOR_OF_FOR = re.compile(rf"(?i)\s*({NAME})\s+(?:\w+\s+)?CURSOR\b[^()]*?\bFOR\b")
_ENDS_BRANCH = frozenset(("ELSIF", "ELSEIF", "ELSE", "END", "EXCEPTION", "WHEN", "UNTIL", "$ELSIF", "$ELSE", "$END"))
_ENDS_LOOP = frozenset(("LOOP", "WHILE", "FOR", "REPEAT"))
_TRANSACTION = frozenset(("TRANSACTION", "TRAN", "WORK", ";"))
TIMINGS = frozenset(("BEFORE", "AFTER", "INSTEAD"))


class StatementReader(TokenReader, ABC):
    """Statements; blocks and declarations are their reader's (`procedural.BodyReader`)."""

    @abstractmethod
    def block(self, depth: int, *, declares: bool = False) -> None:
        """[label] [DECLARE declarations] BEGIN … END [label]. `declares`: the declarations need no word."""

    @abstractmethod
    def _declare(self, depth: int) -> None:
        """DECLARE x …; DECLARE … HANDLER FOR … statement"""

    @abstractmethod
    def _declaration(self) -> None:
        """One declaration, up to its semicolon."""

    def _close(self, *kinds: str) -> None:
        """END [IF | LOOP | …] [label] ;"""
        self._mark("end")
        self._ended(*kinds)

    def _ended(self, *kinds: str) -> None:
        self._expect("END")
        if kinds:
            if self._word() not in kinds:
                raise NotFollowed
            self._at += 1
        if self._word() in TIMINGS:
            self._at += 1
            while self._word() in ("STATEMENT", "EACH", "ROW", "OF"):
                self._at += 1
        elif self._is_name():
            while self._word(1) == ".":
                self._at += 2
            self._at += 1
        if self._word() == ";":
            self._at += 1
        elif self._at < len(self._tokens):
            raise NotFollowed

    def _statements(self, depth: int) -> None:
        while self._word() not in _ENDS_BRANCH:
            if self._at >= len(self._tokens):
                raise NotFollowed
            self._statement(depth)

    def _statement(self, depth: int) -> None:
        label = self._label()
        opening = len(self._done)
        self._labelless(depth)
        if label:
            self._labelled(opening, label)

    def _labelless(self, depth: int) -> None:
        word = self._word()
        language = self._language
        if depth > MAX_DEPTH or word in _ENDS_BRANCH or not word:
            raise NotFollowed
        if word == "IF":
            self._if(depth)
        elif word == "CASE":
            self._case(depth)
        elif word == "$IF":
            self._directive(depth)
        elif word == "REPEAT" and word in language.loops:
            self._repeat(depth)
        elif word in language.loops:
            self._loop(word, depth)
        elif word == "DECLARE" and not language.sections:
            self._declare(depth)
        elif word == "LET" and language.lets:
            self._at += 1
            self._declaration()
        elif word in ("BEGIN", "DECLARE") and self._word(1) not in _TRANSACTION:
            self.block(depth + 1)
        elif word == ";":
            self._at += 1
        else:
            self._plain()

    def _plain(self) -> None:
        first = self._at
        end = self._until(";")
        if self._tokens[first].word == "CREATE" and any(one.word == "BEGIN" for one in self._tokens[first:end]):
            raise NotFollowed  # a routine whose body would go on behind the semicolon
        self._emit("plain", first, end)
        self._at += 1

    def _if(self, depth: int) -> None:
        first = self._at
        self._emit("if", first, self._until("THEN"))
        self._branch(depth)
        while self._word() in ("ELSIF", "ELSEIF"):
            first = self._at
            self._emit("elif", first, self._until("THEN"))
            self._branch(depth)
        self._else(depth)
        self._close("IF")

    def _case(self, depth: int) -> None:
        self._at += 1
        self._emit("case", self._at, self._until("WHEN"))
        kind = "if"
        while self._word() == "WHEN":
            first = self._at
            self._emit(kind, first, self._until("THEN"))
            self._branch(depth)
            kind = "elif"
        self._else(depth)
        self._close("CASE") if self._word(1) == "CASE" else self._close()

    def _directive(self, depth: int) -> None:
        """$IF c $THEN … $ELSIF c $THEN … $ELSE … $END: any of them may be what is compiled."""
        kind = "if"
        while self._word() in ("$IF", "$ELSIF"):
            self._mark(kind)
            self._at += 1
            self._until("$THEN")
            self._branch(depth)
            kind = "elif"
        self._else(depth, "$ELSE")
        self._mark("end")
        self._expect("$END")

    def _else(self, depth: int, word: str = "ELSE") -> None:
        if self._word() == word:
            self._mark("else")
            self._branch(depth)

    def _branch(self, depth: int) -> None:
        """What stands behind THEN, ELSE, LOOP or DO. Its END is the last branch's or left to the caller."""
        self._at += 1
        self._mark("begin")
        self._statements(depth + 1)
        if self._word() not in ("END", "$END"):
            self._mark("end")

    def _repeat(self, depth: int) -> None:
        opening = len(self._done)
        self._mark("repeat")
        self._branch(depth)
        first = self._at
        self._expect("UNTIL")
        end = self._until("END")
        head, tail = self._tokens[first].head, self._tokens[end - 1].tail
        self._done[opening] = Segment("repeat", head, tail, tail)
        self._ended("REPEAT")

    def _loop(self, word: str, depth: int) -> None:
        first = self._at
        if word == "LOOP":
            self._mark("loop")
        else:
            end = self._until("LOOP", "DO")
            if word == "WHILE":
                self._emit("while", first, end)
            else:
                self._for(first, end)
        self._branch(depth)
        self._close(*_ENDS_LOOP)

    def _for(self, first: int, end: int) -> None:
        found = FOR.match(self._text, self._tokens[first].head)
        if found is None:
            raise NotFollowed
        cursor = CURSOR_OF_FOR.match(self._text, found.end())
        behind = cursor.end() if cursor is not None else found.end()
        start = next((at for at in range(first, end) if self._tokens[at].head >= behind), end)
        kind, names_itself = self._looped_over(start, end)
        if self._language.loop_variables or names_itself:
            self._names.extend(_names_of(found[1]))
        self._emit("plain", first, end)
        if kind == "loop":
            self._mark(kind)
        else:
            self._emit(kind, first if kind == "executed" else start, end)

    def _looped_over(self, start: int, end: int) -> tuple[str, bool]:
        """The kind of segment that says what a FOR loops over, and whether the loop's variables are its own."""
        query = start
        while query < end and self._tokens[query].word == "(":
            query += 1
        words = {one.word for one in self._tokens[query:end]}
        word = self._tokens[query].word if query < end else ""
        if word not in ("SELECT", "WITH", "SEL", "EXECUTE") and "SELECT" in words and start == query:
            raise NotFollowed
        following = self._tokens[start + 1].word if end > start + 1 else "("
        is_cursor = end > start and following in ("(", ".") and ".." not in words
        if word in ("SELECT", "WITH", "SEL"):
            kind = "for"
        elif word == "EXECUTE":
            kind = "executed"
        else:
            kind = "cursor" if is_cursor else "loop"
        return kind, ".." in words or is_cursor


def _names_of(written: str) -> list[str]:
    """The names of a list with commas, as written."""
    return re.findall(NAME, written)
