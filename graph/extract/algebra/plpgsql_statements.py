"""Stage 4, core: a PL/pgSQL block as segments of control flow and plain statements, and the names that it declares."""

import re
from functools import lru_cache
from typing import NamedTuple

from graph.extract.dialects import Dialect
from graph.extract.lexer import lexicon, words
from graph.extract.tsql_statements import Segment

_MAX_DEPTH = 100  # blocks inside blocks; two frames each
_IMPLICIT = (
    *("found", "sqlstate", "sqlerrm", "new", "old", "tg_name", "tg_when", "tg_level", "tg_op", "tg_relid"),
    *("tg_relname", "tg_table_name", "tg_table_schema", "tg_nargs", "tg_argv"),
)
_NAME = r"(?:\"(?:[^\"]|\"\")+\"|[^\W\d][\w$]*)"
_DECLARATION = re.compile(rf"\s*({_NAME})\s")
FOR = re.compile(rf"(?i:FOREACH|FOR)\s+({_NAME}(?:\s*,\s*{_NAME})*)\s+(?:(?i:SLICE)\s+\d+\s+)?(?i:IN)\b")
_ENDS_BRANCH = words("ELSIF ELSEIF ELSE END EXCEPTION WHEN")


class NotFollowed(Exception):
    """The body has a form that is not known here."""


class PgBody(NamedTuple):
    """A block's segments, as `tsql_statements` has them (and `for`: a loop over that query), and the names, as written,
    of its variables."""

    segments: list[Segment]
    variables: tuple[str, ...]


class _Token(NamedTuple):
    word: str  # upper case; a sign, or "" for what is quoted
    start: int
    end: int


def read_body(text: str, start: int, end: int, dialect: Dialect) -> PgBody:
    """The block `text[start:end]`. Raises `NotFollowed`."""
    reader = _Reader(text, _tokens(text, start, end, dialect))
    reader.whole()
    return PgBody(reader.done, (*_IMPLICIT, *reader.names))


def _tokens(text: str, start: int, end: int, dialect: Dialect) -> list[_Token]:
    found = []
    for match in _pattern(dialect).finditer(text, start, end):
        if match.lastgroup == "word":
            found.append(_Token(match[0].upper(), match.start(), match.end()))
        elif match.lastgroup in ("sign", "number"):
            found.append(_Token(match[0], match.start(), match.end()))
        elif match[0][:1] in "'\"$eEbBxXnN":
            found.append(_Token("", match.start(), match.end()))
    return found


@lru_cache(maxsize=8)  # the dialects with dollar quotes
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    skip = lexicon(dialect, mending=False).skip_source
    dollar = r"\$(?P<tag>(?:[^\W\d]\w*+)?)\$(?s:.*?)\$(?P=tag)\$"
    return re.compile(
        rf"(?P<skip>{skip}|{dollar})|(?P<word>[^\W\d][\w$]*+)|(?P<number>\d[\w.]*+)|(?P<sign><<|>>|:=|\S)", re.S
    )


class _Reader:
    """Recursive descent over the tokens of one block."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.done: list[Segment] = []
        self.names: list[str] = []
        self._text = text
        self._tokens = tokens
        self._at = 0

    def whole(self) -> None:
        self._block(0)
        while self._word() == ";":
            self._at += 1
        if self._at < len(self._tokens):
            raise NotFollowed

    def _word(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].word if at < len(self._tokens) else ""

    def _emit(self, kind: str, first: int, last: int) -> None:
        """A segment of the tokens from `first` up to (not with) `last`."""
        head, tail = self._tokens[first].start, self._tokens[max(first, last - 1)].end
        self.done.append(Segment(kind, head, tail, tail))

    def _mark(self, kind: str) -> None:
        at = self._tokens[min(self._at, len(self._tokens) - 1)].start
        self.done.append(Segment(kind, at, at, at))

    def _until(self, *ends: str) -> int:
        """Where the next of these words stands outside brackets and CASE; moves there."""
        depth = cases = 0
        while self._at < len(self._tokens):
            word = self._word()
            if depth == 0 and cases == 0 and word in ends:
                return self._at
            depth += (word in ("(", "[")) - (word in (")", "]"))
            cases += (word == "CASE") - (word == "END" and cases > 0)
            self._at += 1
        raise NotFollowed

    def _expect(self, word: str) -> None:
        if self._word() != word:
            raise NotFollowed
        self._at += 1

    def _label(self) -> None:
        if self._word() == "<<":
            self._until(">>")
            self._at += 1

    def _block(self, depth: int) -> None:
        """[<<label>>] [DECLARE …] BEGIN … [EXCEPTION …] END [label]"""
        if depth > _MAX_DEPTH:
            raise NotFollowed
        self._label()
        if self._word() == "#":
            raise NotFollowed  # a directive: columns may win over variables
        if self._word() == "DECLARE":
            self._at += 1
            self._declarations()
        self._expect("BEGIN")
        self._mark("begin")
        self._statements(depth)
        if self._word() == "EXCEPTION":
            self._at += 1
            while self._word() == "WHEN":
                self._until("THEN")
                self._at += 1
                self._statements(depth)
        self._close("")

    def _close(self, kind: str) -> None:
        """END [IF | LOOP] [label] ;"""
        self._expect("END")
        if kind:
            self._expect(kind)
        self._mark("end")
        if self._word() not in (";", ""):
            self._at += 1
        if self._word() == ";":
            self._at += 1

    def _declarations(self) -> None:
        while self._word() != "BEGIN":
            if self._word() == "DECLARE":
                self._at += 1
                continue
            first = self._at
            found = _DECLARATION.match(self._text, self._tokens[first].start) if first < len(self._tokens) else None
            if found is None:
                raise NotFollowed
            self.names.append(found[1])
            end = self._until(";")
            self._declared(first, end)
            self._at += 1

    def _declared(self, first: int, end: int) -> None:
        """What a variable is set to, or the query of a cursor, where it may read tables."""
        for at in range(first, end):
            word = self._tokens[at].word
            if word == "(" and self._tokens[first + 1].word == "CURSOR":
                raise NotFollowed  # a cursor's parameters
            if word in (":=", "=", "DEFAULT") or (word in ("FOR", "IS") and "CURSOR" in self._words(first, at)):
                self._emit("declare", first, end)
                return

    def _words(self, first: int, end: int) -> set[str]:
        return {one.word for one in self._tokens[first:end]}

    def _statements(self, depth: int) -> None:
        while self._word() not in _ENDS_BRANCH:
            if self._at >= len(self._tokens):
                raise NotFollowed
            self._statement(depth)

    def _statement(self, depth: int) -> None:
        self._label()
        word = self._word()
        if depth > _MAX_DEPTH or word == "CASE":
            raise NotFollowed
        if word == "IF":
            self._if(depth)
        elif word in ("LOOP", "WHILE", "FOR", "FOREACH"):
            self._loop(word, depth)
        elif word in ("BEGIN", "DECLARE"):
            self._block(depth + 1)
        elif word == ";":
            self._at += 1
        else:
            first = self._at
            self._emit("plain", first, self._until(";"))
            self._at += 1

    def _if(self, depth: int) -> None:
        first = self._at
        self._emit("if", first, self._until("THEN"))
        self._branch(depth)
        while self._word() in ("ELSIF", "ELSEIF"):
            self._mark("end")
            self._mark("else")
            first = self._at
            self._emit("if", first, self._until("THEN"))
            self._branch(depth)
        if self._word() == "ELSE":
            self._mark("end")
            self._mark("else")
            self._branch(depth)
        self._close("IF")

    def _branch(self, depth: int) -> None:
        self._at += 1
        self._mark("begin")
        self._statements(depth + 1)

    def _loop(self, word: str, depth: int) -> None:
        first = self._at
        end = self._until("LOOP")
        if word == "WHILE":
            self._emit("while", first, end)
        elif word == "LOOP":
            self._mark("loop")
        else:
            self._for(first, end)
        self._branch(depth)
        self._close("LOOP")

    def _for(self, first: int, end: int) -> None:
        found = FOR.match(self._text, self._tokens[first].start)
        if found is None:
            raise NotFollowed
        self.names.extend(part.strip() for part in found[1].split(","))
        query = next((at for at in range(first, end) if self._tokens[at].start >= found.end()), end)
        word = self._tokens[query].word if query < end else ""
        if word not in ("SELECT", "WITH", "EXECUTE", "(") and "SELECT" in self._words(query, end):
            raise NotFollowed
        self._emit("plain", first, end)
        if word in ("SELECT", "WITH"):
            self._emit("for", query, end)
        else:
            self._mark("loop")
