"""Stage 4, core: the regular expressions that skip over SQL text without understanding it.

One `Lexicon` a dialect. Every pattern is possessive: it runs in C from one interesting character to the next, never
backtracks, and so costs time linear in the text whatever the text is.

Patterns are *strict* (a string or comment that never ends is not matched, so the caller sees where it begins) or
*mending*: such a string ends before the next semicolon that ends a line, or before a line that ends statements whatever
stands before it (GO, "/", DELIMITER), and such a comment is code up to the end of the text, which no parser takes. A
file with one stray quote is read again with the second.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from graph.extract.dialects import Dialect

LINE_END = r"(?=[\r\n]|\Z)"
DIFFERENCE = r"--(?<=[\w)`]--)(?=[\w(@`.])"
"""MySQL: two dashes that begin no comment."""
DIRECTIVES = {"notebook": r"-- COMMAND -{4,}+", "db2": r"(?i:--\#SET\s++TERMINATOR)[ \t]"}
"""Comments that tell the client where statements end."""
_COMMENT_LEVELS = 4  # nested deeper, a comment ends at the first end mark: nobody writes that
PAREN_LEVELS = 4  # parentheses nested deeper than this are walked event by event


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What one dialect's text is made of, as sources of patterns (to build others from) and as compiled patterns."""

    special: str  # what begins anything but code; escaped for use in a character class
    gap_source: str
    quoted_source: str  # every string and quoted identifier
    skip_source: str  # a comment, which may reach to the end of the text, or something quoted
    gap: re.Pattern[str]  # white space and comments, possibly nothing
    statement: re.Pattern[str]  # up to a semicolon, or to what needs a decision; group 1 is the last run of code


def words(text: str) -> frozenset[str]:
    """The words of a text, for sets of keywords."""
    return frozenset(text.split())


def paren_source(special: str, skip_source: str) -> str:
    """A balanced parenthesis, a few levels deep."""
    plain = rf"[^(){special}]++|{skip_source}|-(?!-)|/(?![*/])"
    source = rf"\((?:{plain})*+\)"
    for _ in range(PAREN_LEVELS - 1):
        source = rf"\((?:{plain}|{source})*+\)"
    return source


@lru_cache(maxsize=128)  # 34 dialects × strict, mending; the rest are custom delimiters
def lexicon(dialect: Dialect, *, mending: bool = False, delimiter: str = ";") -> Lexicon:
    """The patterns of a dialect; `delimiter` ends statements."""
    comment = _comment(dialect, mending=mending)
    quoted = _quoted(dialect, mending=mending, delimiter=delimiter)
    skip = f"{_comment(dialect, mending=mending, may_be_open=True)}|{quoted}"
    if mending:
        quoted += r"|/\*.*\Z"  # a comment that is never closed: those that are come before
    special = _special(dialect)
    stop = re.escape(delimiter[0])
    code = rf"[^\s{special}{stop}][^{special}{stop}]*+|{_harmless(dialect)}"
    if delimiter != ";":
        code += rf"|(?!{re.escape(delimiter)}){stop}"
        loop = rf"(?:(?!{re.escape(delimiter)})(?:\s++|{comment}|({code}|{quoted})))*+"
    else:
        loop = rf"(?:\s++|{comment}|({code}|{quoted}))*+"
    gap = rf"(?:\s++|{comment})*+"
    return Lexicon(special, gap, quoted, skip, re.compile(gap, re.S), re.compile(loop, re.S))


def _special(dialect: Dialect) -> str:
    """What begins anything but code; as for a character class."""
    marks = {"-", "/", *dialect.string_quotes, *(opening for opening, _ in dialect.identifier_quotes)}
    marks |= {mark for mark, on in (("#", dialect.hash_comments), ("$", dialect.dollar_quotes)) if on}
    if dialect.client in ("psql", "mysql"):
        marks.add("\\")
    return "".join(re.escape(mark) for mark in sorted(marks))


def _comment(dialect: Dialect, *, mending: bool, may_be_open: bool = False) -> str:
    end = r"(?:\*/|\Z)"
    flat = r"/\*(?:[^*]++|\*(?!/))*+"
    block = flat + (end if may_be_open else r"\*/")
    if dialect.nested_comments and not (mending and dialect.name == "ansi"):  # of which nobody knows whether they nest
        inner = flat + end
        for _ in range(_COMMENT_LEVELS - 2):
            inner = rf"/\*(?:[^*/]++|\*(?!/)|{inner}|/)*+{end}"
        block = rf"/\*(?:[^*/]++|\*(?!/)|{inner}|/)*+" + (end if may_be_open else r"\*/")
    lines = [_dashes(dialect), *[r"(?<!:)//"] * dialect.slash_comments, *["\\#"] * dialect.hash_comments]
    return rf"(?:{'|'.join(lines)})[^\r\n]*+|{block}"


def _dashes(dialect: Dialect) -> str:
    """What begins a comment of one line; in MySQL not between two operands: `5--1` is a difference."""
    directive = DIRECTIVES.get(dialect.client)
    if directive:
        return rf"(?!{directive})--"
    return rf"(?!{DIFFERENCE})--" if dialect.delimiter_command else "--"


def _harmless(dialect: Dialect) -> str:
    """A special character that begins nothing special where it stands."""
    dash = rf"-(?!-)|{DIFFERENCE}" if dialect.delimiter_command else r"-(?!-)"
    slash = r"/(?![*/])|(?<=:)/++" if dialect.slash_comments else r"/(?!\*)"
    if dialect.slash_lines:
        slash = rf"(?!(?<=[\r\n])/[ \t]*+{LINE_END}){slash}"
    parts = [dash, slash]
    if dialect.dollar_quotes:
        parts.append(r"(?<=\w)\$|\$(?!(?:[^\W\d]\w*+)?\$)")
    if dialect.client == "mysql":
        parts.append(r"\\(?![gG])")
    return "|".join(parts)


def _quoted(dialect: Dialect, *, mending: bool, delimiter: str) -> str:
    stops = _stops(dialect, delimiter) if mending else None
    parts: list[str] = []
    if dialect.triple_quotes:
        parts += [_triple("'"), _triple('"')]
    if dialect.quote_operator:
        parts.append(_quote_operator())
    if dialect.escape_strings:
        parts.append(r"(?<=\b[eE])" + _string("'", "'", stops, backslash=True))
    for quote in dialect.string_quotes:
        if dialect.raw_strings:
            parts.append(rf"(?<=\b[rR]){quote}[^{quote}]*+{quote}")
        parts.append(_string(quote, quote, stops, backslash=dialect.backslash_escapes))
    for opening, closing in dialect.identifier_quotes:
        if opening not in dialect.string_quotes:
            parts.append(_string(opening, closing, stops, backslash=False))
    return "|".join(parts)


def _stops(dialect: Dialect, delimiter: str) -> tuple[str, str]:
    """Where a string that is never closed ends: the characters that such a place begins with, and its pattern."""
    ends = [rf"{re.escape(mark)}[ \t]*+[\r\n]" for mark in dict.fromkeys((";", delimiter))]
    lines = [rf"[gG][oO][ \t]*+;?[ \t]*+{LINE_END}"] * dialect.go_batches
    lines += [rf"/[ \t]*+{LINE_END}"] * dialect.slash_lines + [r"(?i:DELIMITER)[ \t]"] * dialect.delimiter_command
    if lines:
        ends.append(rf"[\r\n][ \t]*+(?:{'|'.join(lines)})")
    return ";" + re.escape(delimiter[0]) + r"\r\n" * bool(lines), "|".join(ends)


def _string(opening: str, closing: str, stops: tuple[str, str] | None, *, backslash: bool) -> str:
    q, r = re.escape(opening), re.escape(closing)
    slash = chr(92) * 2 if backslash else ""
    parts = [rf"[^{r}{slash}{stops[0] if stops else ''}]++", r + r]
    if backslash:
        parts.append(r"\\.")
    if stops is None:
        return rf"{q}(?:{'|'.join(parts)})*+{r}"
    parts.append(rf"(?!{stops[1]})[{stops[0]}](?<!{r})")
    return rf"{q}(?:{'|'.join(parts)})*+(?:{r}|(?={stops[1]})|\\?\Z)"


def _triple(quote: str) -> str:
    return rf"{quote * 3}(?:[^{quote}\\]++|\\.|{quote}(?!{quote * 2}))*+(?:{quote * 3}|\\?\Z)"


def _quote_operator() -> str:
    """Oracle's q'[ … ]'. One that never ends takes the rest of the text: to look for its end again is quadratic."""
    pairs = (("[", "]"), ("{", "}"), ("(", ")"), ("<", ">"))
    parts = [rf"{re.escape(a)}(?:[^{re.escape(b)}]++|{re.escape(b)}(?!'))*+(?:{re.escape(b)}'|\Z)" for a, b in pairs]
    parts += [rf"{mark}(?:[^{mark}]++|{mark}(?!'))*+(?:{mark}'|\Z)" for mark in ("!", r"\|", "~", "\\^", "%", "@")]
    return rf"(?<=[qQ])(?<!\w\w[qQ])(?:(?<=\b[qQ])|(?<=\b[nN][qQ]))'(?:{'|'.join(parts)})"


class Lines:
    """Line numbers of growing positions. A line ends at `\\n`, `\\r\\n` or a lone `\\r`."""

    __slots__ = ("_at", "_line", "count")

    def __init__(self, text: str) -> None:
        self._at, self._line = 0, 1
        self.count = _line_ends(text)

    def of(self, at: int) -> int:
        """The 1-based line of position `at`, which is not smaller than the one asked for before."""
        self._line += self.count(self._at, at)
        self._at = at
        return self._line


def _line_ends(text: str) -> Callable[[int, int], int]:
    count = text.count
    returns = count("\r")
    if not returns or returns == count("\r\n"):  # the line feeds alone tell
        return lambda start, end: count("\n", start, end)

    def mixed(start: int, end: int) -> int:
        # A \r counts where it stands unless \n follows it: then that \n counts.
        lone = count("\r", start, end) - count("\r\n", start, min(end + 1, len(text)))
        return count("\n", start, end) + lone

    return mixed


@lru_cache(maxsize=1)
def _dollar_mark() -> re.Pattern[str]:
    return re.compile(r"\$(?=((?:[^\W\d]\w*+)?)\$)")


class DollarQuotes:
    """Where `$tag$` strings end. The index is built once, at the first question, so that many open ones stay cheap."""

    __slots__ = ("_marks", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks: dict[str, list[int]] | None = None

    def end(self, at: int) -> int:
        """The position after the string that begins at `at`; -1 if it never ends."""
        tag = self._text[at + 1 : self._text.index("$", at + 1)]
        if self._marks is None:
            self._marks = {}
            for mark in _dollar_mark().finditer(self._text):
                self._marks.setdefault(mark[1], []).append(mark.start())
        marks = self._marks[tag]
        body = at + len(tag) + 2
        index = bisect_left(marks, body)
        return marks[index] + len(tag) + 2 if index < len(marks) else -1
