"""Stage 4, core: where a body of BEGIN … END ends, told from its control words.

Semicolons inside of it end inner statements. What counts as opening: BEGIN, CASE, LOOP, and at the beginning of
an inner statement IF, REPEAT, and WHILE or FOR with their DO. END (IF, LOOP, CASE, …) closes.
"""

import re
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import LINE_END, DollarQuotes, lexicon, paren_source

_LEADS = frozenset((";", "BEGIN", "THEN", "ELSE", "LOOP", "DO", "REPEAT", "IS", "AS"))
_WORDS = (
    r"BEGIN(?!\s+TRAN)|END(?:\s+(?:IF|LOOP|CASE|WHILE|FOR|REPEAT)\b)?|CASE|IF|WHILE|FOR|LOOP|REPEAT|DO|THEN|ELSE|DECLARE"
    r"|COMPOUND\s+TRIGGER|TYPE\s+BODY|PACKAGE|PROCEDURE|FUNCTION|[IA]S(?!\s+(?:LANGUAGE|EXTERNAL)\b)"
)
BEFORE_BODY = r"(?:\)|\b(?i:ROW|DETERMINISTIC|DATA|SQL|INVOKER|DEFINER|DO))"
"""What the statement that is a routine's body stands behind, where that is one of control flow without BEGIN."""
_AT_BODY = re.compile(rf"{BEFORE_BODY}\s*+(?:\w++\s*+:\s*+)?\Z")
_LABEL_BEFORE = frozenset(":>")


class OpenQuote(Exception):
    """A quote is never closed: the text needs mending."""


class BlockReader:
    """Finds the ends of bodies in one text. Once a body had no end, the rest of the text is read with care: the next
    CREATE that begins a line after a semicolon ends a body too. So one broken body costs itself, and time stays linear.
    """

    def __init__(self, text: str, dialect: Dialect, dollars: DollarQuotes, *, mending: bool) -> None:
        self._text = text
        self._dialect = dialect
        self._dollars = dollars
        self._mending = mending
        self._careful = False

    def end(self, head: int) -> int:
        """Where the semicolon stands that ends the statement which begins at `head`, or a line with "/" alone, or the
        end of the text. Raises `OpenQuote` unless mending."""
        if not self._careful:
            end = self._read(head)
            if end >= 0:
                return end
            self._careful = True
        end = self._read(head)
        return len(self._text) if end < 0 else end

    def _read(self, head: int) -> int:
        text, dollars = self._text, self._dollars
        lex = lexicon(self._dialect, mending=self._mending)
        event = _events(self._dialect, self._mending)
        body = _Body(text, head, self._dialect, lex.gap)
        at = head
        while True:
            found = event.search(text, at)
            if found is None:
                return -1 if body.is_open() else len(text)
            at = found.end()
            mark = found[1]
            if mark is None:
                continue
            if mark == "/" or (mark == ";" and self._ends(body, at)):
                return found.start()
            if mark == "$":
                at = max(at, dollars.end(found.start()))
            elif mark in "'\"`[":
                if not self._mending:
                    raise OpenQuote
            else:
                body.take(mark.upper(), found.start(), at)

    def _ends(self, body: "_Body", after: int) -> bool:
        return not body.is_open() or (self._careful and _next_create().match(self._text, after) is not None)


class _Body:
    """What is open in one statement, by its control words."""

    def __init__(self, text: str, head: int, dialect: Dialect, gap: re.Pattern[str]) -> None:
        self._text = text
        self._gap = gap
        self._oracle = dialect.name == "oracle"
        self._declares = dialect.name in ("oracle", "snowflake")
        self._open: list[str] = []
        self._bodies = 0  # declared subprograms and DECLAREs whose BEGIN is still to come
        self._header = ""  # PROCEDURE, FUNCTION, PACKAGE whose IS or AS is still to come
        self._loop = ""  # WHILE or FOR whose DO or LOOP is still to come
        self._last, self._last_end = ";", head
        self._begun = False  # whether anything was opened

    def is_open(self) -> bool:
        return bool(self._open) or self._bodies > 0

    def take(self, word: str, start: int, end: int) -> None:
        """Reads the next control word or semicolon."""
        leads = self._leads(word, start) if word in ("IF", "WHILE", "FOR", "REPEAT") else False
        if word[:3] == "END":
            self._close(word.split()[-1])
        elif word in ("BEGIN", "CASE", "LOOP"):
            self._begin(word)
        elif word == "DO":
            if self._loop:
                self._open.append(self._loop)
                self._loop = ""
        elif leads:
            self._control(word, end)
        elif word == ";":
            self._loop = self._header = ""
        else:
            self._declare(word)
        self._last, self._last_end = word, end
        self._begun = self._begun or self.is_open()

    def _leads(self, word: str, start: int) -> bool:
        """Whether a statement begins at `start`, where `word` stands."""
        found = self._gap.match(self._text, self._last_end)
        if found and found.end() == start:
            return self._last in _LEADS
        before = self._text[max(0, start - 32) : start].rstrip()
        if not self._begun and word != "FOR" and _AT_BODY.search(before):
            return True
        return before[-1:] in _LABEL_BEFORE and before[-2:] != "=>"

    def _begin(self, word: str) -> None:
        if word == "LOOP":
            self._loop = ""
        outermost = not self._open or self._open == ["PACKAGE"]
        if word == "BEGIN" and outermost:
            if self._bodies:
                self._bodies -= 1
            elif self._open:
                return  # the initialisation of a package: its END is the package's
        self._open.append(word)

    def _control(self, word: str, end: int) -> None:
        if word in ("WHILE", "FOR"):
            self._loop = word
        elif word == "REPEAT":
            if self._text[end : end + 1] != "(":
                self._open.append(word)
        elif self._last not in ("THEN", "ELSE") or self._open[-1:] != ["CASE"] or _if_then().match(self._text, end):
            self._open.append(word)

    def _declare(self, word: str) -> None:
        if self._open and self._open != ["PACKAGE"]:
            return
        if word == "DECLARE" and self._declares:
            self._bodies = max(1, self._bodies)
        elif self._oracle and word in ("PROCEDURE", "FUNCTION", "PACKAGE"):
            self._header = self._header if self._header == "PACKAGE" else word
        elif self._oracle and word.startswith("TYPE"):
            self._header = "PACKAGE"
        elif self._oracle and word.startswith("COMPOUND"):
            self._open.append("COMPOUND")  # whose BEGINs each have an END
        elif word in ("IS", "AS") and self._header:
            if self._header == "PACKAGE":
                self._open.append("PACKAGE")
            else:
                self._bodies += 1
            self._header = ""

    def _close(self, kind: str) -> None:
        opened = self._open
        if kind == "END":
            while opened and opened[-1] in ("IF", "LOOP", "WHILE", "FOR", "REPEAT"):
                opened.pop()
            del opened[-1:]
        elif opened[-1:] == ["CASE"] and kind != "CASE":
            opened[-1] = kind  # `FOR i IN 1 .. CASE … END LOOP`: the word opens
        else:
            del opened[-2 if opened[-2:-1] == [kind] and opened[-1:] != [kind] else -1 :]


@lru_cache(maxsize=128)  # one a dialect, strict and mending
def _events(dialect: Dialect, mending: bool) -> re.Pattern[str]:
    lex = lexicon(dialect, mending=mending)
    marks = [";"]
    if dialect.slash_lines:
        marks.append(rf"(?<=[\r\n])/(?=[ \t]*+{LINE_END})")
    if dialect.dollar_quotes:
        marks.append(r"(?<!\w)\$(?=(?:[^\W\d]\w*+)?\$)")
    openings = [*dialect.string_quotes, *(opening for opening, _ in dialect.identifier_quotes)]
    marks.append(f"[{''.join(map(re.escape, openings))}]")
    word = rf"(?<![\w@#$.:])(?i:{_WORDS})(?![\w@#$])"
    return re.compile(rf"{lex.skip_source}|({'|'.join(marks)}|{word})", re.S)


@lru_cache(maxsize=1)
def _if_then() -> re.Pattern[str]:
    return re.compile(rf"\s*+{paren_source('', '(?!)')}\s*+(?i:THEN)\b")


@lru_cache(maxsize=1)
def _next_create() -> re.Pattern[str]:
    return re.compile(r"[ \t]*+[\r\n]\s*+(?i:CREATE)\b")
