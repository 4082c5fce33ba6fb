"""Stage 4, core: the words and lines of T-SQL that its scripts are cut by, as patterns that run over text in C."""

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import LINE_END, lexicon, paren_source, words

STARTERS = words(
    "SELECT INSERT UPDATE DELETE MERGE TRUNCATE WITH CREATE ALTER DROP EXEC EXECUTE DECLARE SET IF WHILE BEGIN END "
    "ELSE PRINT RAISERROR THROW RETURN GOTO BREAK CONTINUE WAITFOR USE GRANT REVOKE DENY COMMIT ROLLBACK SAVE OPEN "
    "FETCH CLOSE DEALLOCATE BULK BACKUP RESTORE DBCC KILL CHECKPOINT RECONFIGURE ENABLE DISABLE REVERT "
    "READTEXT WRITETEXT UPDATETEXT SETUSER SHUTDOWN"
)
NOTED = frozenset(("CASE", "VALUES", "TO", "FROM"))  # words that matter inside of statements
_GO = rf"[gG][oO](?:[ \t]++\d+)?[ \t]*+;?[ \t]*+(?:/\*[^*\r\n]*+\*/[ \t]*+)?(?:--[^\r\n]*+)?{LINE_END}"
_COMMAND = r":(?:[a-zA-Z]\w*+|!!)(?![:=])[^\r\n]*+|!![^\r\n]*+"
_OBJECT = r"(?i:(?:CREATE(?:\s++OR\s++ALTER)?|ALTER)\s++(?:PROC|PROCEDURE|FUNCTION|TRIGGER)\b)"
_NEAR_CHARS = 140  # how far back a comment's beginning is looked for


@dataclass(frozen=True, slots=True)
class Patterns:
    """What one dialect's text is walked with."""

    gap: re.Pattern[str]
    walk: re.Pattern[str]  # all up to a word that may begin a statement, a semicolon or an unusual parenthesis
    keyword: re.Pattern[str]
    everything: re.Pattern[str]  # up to a line end before a client's line or a routine; group 1: the last run of code


@lru_cache(maxsize=8)  # the dialects with batches, strict and mending
def patterns(dialect: Dialect, mending: bool) -> Patterns:
    """Those of the dialect."""
    lex = lexicon(dialect, mending=mending)
    trie = _trie(sorted(STARTERS | NOTED | {"GO"}))
    keyword = rf"{trie}(?![\w@#$])"
    plain = rf"(?!{keyword})[\w@#$.]++[^\w@#$();:!{lex.special}]*+|[^\s\w@#$();:!{lex.special}]++"
    code = rf"[^\s{lex.special}][^\r\n{lex.special}]*+"
    harmless = r"-(?!-)|/(?!\*)"
    marks = r"::|!(?!!)"
    space = rf"[^\S\r\n]++|[\r\n]++(?![ \t]*+(?:{_GO}|{_COMMAND}|{_OBJECT}))"
    paren = paren_source(lex.special, lex.skip_source)
    comment = lex.gap_source.removeprefix(r"(?:\s++|").removesuffix(")*+")
    return Patterns(
        lex.gap,
        re.compile(rf"(?:\s++|{comment}|({plain}|{lex.quoted_source}|{paren}|{harmless}|{marks}))*+", re.S),
        re.compile(keyword),
        re.compile(rf"(?:{space}|{comment}|({code}|{lex.quoted_source}|{harmless}))*+", re.S),
    )


@lru_cache(maxsize=1)
def _client_line() -> re.Pattern[str]:
    return re.compile(rf"[ \t]*+((?P<go>{_GO})|{_COMMAND})(?:\r\n?|\n)?")


def client_line_at(text: str, at: int) -> re.Match[str] | None:
    """The line for the client (group `go`: GO; group 1: without its white space) whose first word is at `at`."""
    start = _line_start(text, at)
    return _client_line().match(text, start) if start >= 0 else None


def _line_start(text: str, at: int) -> int:
    """Where the white space before `at` begins, if it is all that stands before it in its line, but for comments that
    may end there; else -1."""
    start = at
    while start and text[start - 1] in " \t":
        start -= 1
    if not start or text[start - 1] in "\r\n":
        return start
    before = text[max(0, start - _NEAR_CHARS) : start]
    if not before.endswith("*/"):
        return -1
    line = before.splitlines()[-1] if "\n" in before or "\r" in before else ""
    return start if line and not line.partition("/*")[0].strip().strip("*/") else -1


def _trie(words: list[str]) -> str:
    """The words, in any case, as a pattern that looks at each character once."""
    endings = any(not word for word in words)
    by_first: dict[str, list[str]] = {}
    for word in filter(None, words):
        by_first.setdefault(word[0], []).append(word[1:])
    parts = [f"[{first.lower()}{first}]{_trie(rest)}" for first, rest in by_first.items()]
    if not parts:
        return ""
    source = parts[0] if len(parts) == 1 and not endings else f"(?:{'|'.join(parts)})"
    return f"{source if source.startswith('(?:') else f'(?:{source})'}?+" if endings else source
