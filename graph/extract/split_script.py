"""Stage 4, core: scripts whose statements end with a semicolon (or what DELIMITER says, or a line with "/")."""

import re
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import DollarQuotes, Lexicon, lexicon, paren_source
from graph.extract.piece import PieceKind, Pieces, stripped
from graph.extract.split_block import BEFORE_BODY, BlockReader, OpenQuote
from graph.extract.split_client import ClientLine, client_line, copy_data_end, first_delimiter

_WORD = re.compile(r"[^\W\d]\w*+")
_ATOMIC = re.compile(r"(?i:\bBEGIN\s+ATOMIC\b)")
_BODY = re.compile(r"[bBdD](?i:EGIN|ECLARE)\b")
_TRANSACTION = re.compile(
    r"(?i:BEGIN)\s*+(?:;|\Z|(?i:TRAN|TRANSACTION|WORK|ISOLATION|READ|DEFERRED|IMMEDIATE|EXCLUSIVE)\b)"
)
_CONTROL = frozenset(("IF", "WHILE", "LOOP", "FOR", "REPEAT", "CASE"))


def split_script(pieces: Pieces, dialect: Dialect, *, mending: bool) -> None:
    """Cuts the whole text into `pieces`. Raises `OpenQuote` unless `mending`, and `LimitExceeded`."""
    _Script(pieces, dialect, mending=mending).run()


class _Script:
    def __init__(self, pieces: Pieces, dialect: Dialect, *, mending: bool) -> None:
        self._pieces = pieces
        self._text = pieces.text
        self._dialect = dialect
        self._mending = mending
        self._delimiter = first_delimiter(pieces.text, dialect)
        self._lex = lexicon(dialect, mending=mending, delimiter=self._delimiter)
        self._dollars = DollarQuotes(pieces.text)
        self._blocks = BlockReader(pieces.text, dialect, self._dollars, mending=mending)

    def run(self) -> None:
        text, gap, pieces = self._text, self._lex.gap, self._pieces
        while pieces.at < len(text):
            found = gap.match(text, pieces.at)
            head = found.end() if found else pieces.at
            if head == len(text):
                pieces.add("blank", pieces.at, head, head)
                return
            word = _WORD.match(text, head)
            key = word[0].upper() if word else text[head]
            line = client_line(text, head, key, self._dialect)
            if line is None:
                self._statement(head, key)
            else:
                self._client(head, line)

    def _client(self, head: int, line: ClientLine) -> None:
        self._pieces.add(line.kind, head, stripped(self._text, head, line.end), line.end, code=line.code)
        if line.delimiter and line.delimiter != self._delimiter:
            self._delimiter = line.delimiter
            self._lex = lexicon(self._dialect, mending=self._mending, delimiter=line.delimiter)
        if line.rows:
            self._copy_data()

    def _statement(self, head: int, key: str) -> None:
        text, pieces, delimiter = self._text, self._pieces, self._delimiter
        kind = self._kind(head, key)
        tail, stop = self._statement_end(head)
        if delimiter == ";" and (kind != "sql" or key in ("CREATE", "WITH")):
            kind, tail, stop = self._whole(kind, head, tail, stop)
        ends = text.startswith(delimiter, stop)
        end = stop + len(delimiter) if ends else stop
        tail = stripped(text, head, tail)
        if tail == head:
            pieces.add("blank", head, head, max(end, head + (end == head)))
            return
        pieces.add(kind, head, tail, end)
        if key == "COPY" and self._dialect.client == "psql" and _from_stdin().search(text, head, tail):
            self._copy_data()

    def _statement_end(self, head: int) -> tuple[int, int]:
        """Where the last token ends, and where the terminator, a client's command or the end of the text stands."""
        text, statement = self._text, self._lex.statement
        at, tail = head, head
        while True:
            found = statement.match(text, at)
            at = found.end() if found else at
            tail = max(tail, found.end(1) if found else -1)
            if at == len(text) or text.startswith(self._delimiter, at):
                return tail, at
            if text[at] in "\\/;-" and not text.startswith("/*", at):
                return tail, at
            at = tail = self._after_stop(at)

    def _whole(self, kind: PieceKind, head: int, tail: int, stop: int) -> tuple[PieceKind, int, int]:
        """Kind, tail and stop of a statement that, if it has a body, goes on behind its first semicolon."""
        text = self._text
        if text.count("(", head, tail) > text.count(")", head, tail) and _bracketed().match(text, head):
            end = _balanced(self._lex).match(text, head)
            if end and text.startswith(";", end.end()):
                return kind, end.end(), end.end()
        elif self._dialect.name == "oracle" and _with_function().match(text, head):
            tail, stop = self._statement_end(self._functions_end(head))
        elif kind == "sql" and self._dialect.name == "snowflake" and _task().match(text, head, tail):
            kind = "routine"
        if kind != "sql" and self._may_go_on(kind, head, tail):
            tail = stop = self._blocks.end(head)
        return kind, tail, stop

    def _functions_end(self, head: int) -> int:
        """The position after the functions that a query defines for itself."""
        while True:
            end = min(self._blocks.end(head) + 1, len(self._text))
            found = self._lex.gap.match(self._text, end)
            head = found.end() if found else end
            if not _function().match(self._text, head):
                return end

    def _may_go_on(self, kind: PieceKind, head: int, tail: int) -> bool:
        """Whether what ends at its first semicolon may have a body with more of them."""
        if self._dialect.bodies == "dollar":
            return kind == "routine" and _ATOMIC.search(self._text, head, tail) is not None
        if kind == "block" or self._dialect.name == "oracle" or _BODY.search(self._text, head, tail):
            return True
        if kind != "routine" or not (self._dialect.delimiter_command or self._dialect.client == "db2"):
            return False
        return _control_body().search(self._text, head, tail) is not None

    def _after_stop(self, at: int) -> int:
        """The position after a dollar-quoted string, or a quote that is never closed."""
        if self._text[at] == "$":
            end = self._dollars.end(at)
            if end > 0:
                return end
        if not self._mending:
            raise OpenQuote
        return at + 1

    def _copy_data(self) -> None:
        """The rows that follow COPY … FROM stdin."""
        end = copy_data_end(self._text, self._pieces.at)
        if end > self._pieces.at:
            self._pieces.add("copy_data", self._pieces.at, end, end)

    def _kind(self, head: int, key: str) -> PieceKind:
        dialect = self._dialect
        if key in ("CREATE", "REPLACE"):
            return "routine" if _routine(self._lex.gap_source).match(self._text, head) else "sql"
        if key == "DO":
            return "block" if dialect.bodies == "dollar" else "sql"
        if dialect.bodies != "block":
            return "sql"
        if key == "BEGIN":
            return "sql" if _TRANSACTION.match(self._text, head) else "block"
        if key == "DECLARE":
            return "block" if dialect.name in ("oracle", "snowflake") else "sql"
        if key == "<":
            return "block" if dialect.name == "oracle" and self._text.startswith("<<", head) else "sql"
        if dialect.scripting and (key in _CONTROL or _labelled().match(self._text, head)):
            return "block"
        return "sql"


@lru_cache(maxsize=1)
def _from_stdin() -> re.Pattern[str]:
    return re.compile(r"(?i:\bFROM\s+STDIN\b)")


@lru_cache(maxsize=1)
def _bracketed() -> re.Pattern[str]:
    """Definitions whose statements stand in brackets: rules of PostgreSQL, macros and triggers of Teradata."""
    return re.compile(r"(?i:(?:CREATE|REPLACE)\s++(?:OR\s++REPLACE\s++)?(?:RULE|MACRO|TRIGGER))\b")


@lru_cache(maxsize=1)
def _task() -> re.Pattern[str]:
    """Snowflake's CREATE TASK … AS BEGIN, CREATE ALERT … THEN BEGIN."""
    return re.compile(
        r"(?i:CREATE\s++(?:OR\s++(?:REPLACE|ALTER)\s++)?(?:TASK|ALERT)\b.*?\b(?:AS|THEN)\s++(?:BEGIN|DECLARE)\b)", re.S
    )


@lru_cache(maxsize=1)
def _with_function() -> re.Pattern[str]:
    return re.compile(r"(?i:WITH\s++(?:FUNCTION|PROCEDURE)\b)")


@lru_cache(maxsize=1)
def _function() -> re.Pattern[str]:
    return re.compile(r"(?i:FUNCTION|PROCEDURE)\b")


@lru_cache(maxsize=1)
def _control_body() -> re.Pattern[str]:
    """A body that is one statement of control flow, without BEGIN."""
    return re.compile(rf"{BEFORE_BODY}\s++(?:\w++\s*+:\s*+)?(?i:IF|CASE|WHILE|LOOP|REPEAT)\b")


@lru_cache(maxsize=64)  # one a dialect, strict and mending
def _balanced(lex: Lexicon) -> re.Pattern[str]:
    plain = rf"[^();{lex.special}]++|-(?!-)|/(?!\*)"
    return re.compile(rf"(?:{plain}|{lex.skip_source}|{paren_source(lex.special, lex.skip_source)})*+", re.S)


@lru_cache(maxsize=1)
def _labelled() -> re.Pattern[str]:
    return re.compile(r"\w++\s*+:\s*+(?i:BEGIN|LOOP|WHILE|FOR|REPEAT)\b")


@lru_cache(maxsize=64)  # one a dialect
def _routine(gap: str) -> re.Pattern[str]:
    before = (
        r"OR|REPLACE|ALTER|TEMP|TEMPORARY|EDITIONABLE|NONEDITIONABLE|SECURE|AGGREGATE|CONSTRAINT|PRIVATE|EXTERNAL"
        r"|LOADABLE|DEFINER\s*+=\s*+[^\s@]++(?:\s*+@\s*+\S++)?|NOT|FENCED|RECURSIVE"
    )
    between = gap[:-2] + "++" if gap.endswith("*+") else gap
    return re.compile(
        rf"(?i:CREATE|REPLACE){between}(?:(?i:{before}){between})*+"
        rf"(?i:FUNCTION|TABLE{between}FUNCTION|PROCEDURE|PROC|TRIGGER|PACKAGE|EVENT|MACRO|TYPE{between}BODY)\b",
        re.S,
    )
