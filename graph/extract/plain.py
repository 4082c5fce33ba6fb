"""Stage 4, core: a text as a parser should see it, character by character the same places as the one that was written.

Marks that no SQL knows become spaces: byte order marks and zero-width spaces inside a text, NUL, DOS's end of file.
What MySQL's servers execute although it looks like a comment (`/*!50003 … */`) loses the marks around it; `a--b`, which
is no comment there, becomes a sum. Nothing inside of strings, names and true comments changes.
"""

import re
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import DIFFERENCE, lexicon

_ODD = "\0\x1a\u180e\u200b\u2060\ufeff"


def plain(text: str, dialect: Dialect) -> str:
    """As long as `text`, with its line ends; `text` itself where nothing must change."""
    odd = any(mark in text for mark in (_ODD[:2] if text.isascii() else _ODD))
    if dialect.delimiter_command:
        executed = "/*!" in text or "/*M!" in text or _difference().search(text)
        return _mysql(dialect).sub(_Executed().seen, text) if odd or executed else text
    return _pattern(dialect).sub(_blank, text) if odd else text


def _blank(found: re.Match[str]) -> str:
    return " " if found["odd"] else found[0]


class _Executed:
    """Executable comments as they are met: the end mark of one is that of no other comment."""

    def __init__(self) -> None:
        self._open = 0

    def seen(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind == "open":
            self._open += 1
            return " " * len(found[0])
        if kind == "close" and self._open:
            self._open -= 1
            return "  "
        if kind == "dashes":
            return "+ "
        return " " if kind == "odd" else found[0]


@lru_cache(maxsize=1)
def _difference() -> re.Pattern[str]:
    return re.compile(DIFFERENCE)


@lru_cache(maxsize=64)  # one a dialect
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    return re.compile(rf"(?P<odd>[{_ODD}])|{lexicon(dialect, mending=True).skip_source}", re.S)


@lru_cache(maxsize=8)  # the dialects of MySQL's client
def _mysql(dialect: Dialect) -> re.Pattern[str]:
    skip = lexicon(dialect, mending=True).skip_source
    return re.compile(rf"(?P<odd>[{_ODD}])|(?P<open>/\*M?!\d*+)|(?P<dashes>{DIFFERENCE})|{skip}|(?P<close>\*/)", re.S)
