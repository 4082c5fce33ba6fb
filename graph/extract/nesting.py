"""Stage 4, core: how deep a text nests, told from its tokens before any parser sees it.

The parser is compiled and recursive: what nests too deep may end its process instead of raising. Three tiers keep the
answer cheap: counts that cannot reach the limit; brackets, with the shallow ones skipped in C; every event by itself.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import PAREN_LEVELS, lexicon, paren_source
from graph.extract.piece import Pieces
from graph.extract.request import LimitExceeded

# What the parser reads by recursion, one level each, however many stand in a row.
_PREFIX_WORDS = ("not", "interval", "array", "binary", "prior")
_PREFIX_MARKS = "-+~!"
_PREFIX = rf"(?:[{_PREFIX_MARKS}]|\b(?i:{'|'.join(_PREFIX_WORDS)})\b)\s*+"
_GENERIC = "ARRAY|LIST|MAP|NULLABLE|RANGE|STRUCT|OBJECT|UNION|NESTED|LOWCARDINALITY|TABLE|ROW"
_SHORT_RUN = 8
_LONG_RUNS = re.compile(rf"[{_PREFIX_MARKS}](?:\s*+[{_PREFIX_MARKS}](?<!--)){{{_SHORT_RUN},}}+")
_WORD_IN_RUN = re.compile(
    rf"(?:{'|'.join(_PREFIX_WORDS)})\s*+(?:(?<=\s)(?:{'|'.join(_PREFIX_WORDS)})|[{_PREFIX_MARKS}])"
)
_AS_DASHES = bytes.maketrans(_PREFIX_MARKS.encode(), b"-" * len(_PREFIX_MARKS))
_NO_MARKS = bytes((*range(33), *range(127, 256)))  # what may be white space, as UTF-8
_SHORTEST_WORD = 3  # letters of NOT
_MANY_WORDS = 20  # beyond which it is worth while to look where they stand


@dataclass(frozen=True, slots=True)
class _Patterns:
    shallow: re.Pattern[str]  # all up to a bracket that is too deep to be skipped
    event: re.Pattern[str]  # group 1: a bracket or word that opens or closes; group 2: a run of prefix operators
    prefix: re.Pattern[str]
    brackets: str  # what opens a bracket
    unmarked: bytes  # all that neither opens a bracket nor is a prefix operator or "<"


def check_nesting(pieces: Pieces, dialect: Dialect, limit: int, *, mending: bool) -> None:
    """Raises `LimitExceeded("nesting")` if a statement nests deeper than `limit` brackets, CASEs, blocks and prefix
    operators. Strings and comments do not count."""
    patterns = _patterns(dialect, mending)
    for piece, brackets in zip(pieces.done, pieces.brackets, strict=True):
        if piece.tail - piece.head > limit and piece.kind in ("sql", "routine", "block"):
            depth = _depth(piece.statement, patterns, limit, brackets)
            if depth > limit:
                raise LimitExceeded("nesting", f"more than {limit} levels in the statement of line {piece.first_line}")


def _depth(text: str, patterns: _Patterns, limit: int, known: int) -> int:
    """The depth, or any smaller number if it is not above `limit`. `known`: as in `Pieces.brackets`."""
    data = text.encode("utf-8", "replace")
    marks = len(data.translate(None, patterns.unmarked))
    if marks + (len(data) - marks) // _SHORTEST_WORD <= limit:
        return 0
    count = data.lower().count
    words = count(b"case") + count(b"begin") + count(b"<")
    prefixes = sum(count(word.encode()) for word in _PREFIX_WORDS)
    if marks + words + prefixes <= limit:
        return 0
    brackets = known + count(b"{") if known >= 0 else sum(map(text.count, patterns.brackets))
    runs = _longest_run(text, data, prefixes)
    if brackets + words + runs <= limit:
        return 0
    if words + runs <= limit and _bracket_depth(text, patterns.shallow) + words + runs <= limit:
        return 0
    return _exact_depth(text, patterns)


def _longest_run(text: str, data: bytes, words: int) -> int:
    """An upper bound of the prefix operators in a row. `words`: not less than there are among them in the text."""
    if words > _MANY_WORDS:
        return len(text) if _WORD_IN_RUN.search(text.lower()) else _longest_run(text, data, 0)
    run = _SHORT_RUN + 1
    if b"-" * run in data.translate(_AS_DASHES, _NO_MARKS):
        run = max((len(found[0]) for found in _LONG_RUNS.finditer(text)), default=_SHORT_RUN) + 1
    return words + (words + 1) * run


def _bracket_depth(text: str, shallow: re.Pattern[str]) -> int:
    """The deepest level of brackets; an upper bound, because what is skipped counts in full."""
    depth = deepest = at = 0
    while at < len(text):
        at = shallow.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text
        if at == len(text):
            break
        mark = text[at]
        if mark in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in ")]}":
            depth = max(0, depth - 1)
        at += 1
    return deepest + PAREN_LEVELS


def _exact_depth(text: str, patterns: _Patterns) -> int:
    depth = words = angles = deepest = 0
    for event in patterns.event.finditer(text):
        mark, run = event[1], event[2]
        if run is not None:
            deepest = max(deepest, depth + words + angles + len(patterns.prefix.findall(run)))
        elif mark is None:
            continue
        elif mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth = max(0, depth - 1)
        elif mark == ">":
            angles = max(0, angles - 1)
        elif mark[-1] == "<":
            angles += 1
        elif mark.upper() == "END":
            words = max(0, words - 1)
        else:
            words += 1
        deepest = max(deepest, depth + words + angles)
    return deepest


@lru_cache(maxsize=128)  # one a dialect, strict and mending
def _patterns(dialect: Dialect, mending: bool) -> _Patterns:
    lex = lexicon(dialect, mending=mending)
    square = "" if ("[", "]") in dialect.identifier_quotes else r"\[\]"
    brackets = "({[" if square else "({"
    plain = rf"[^(){{}}{square}{lex.special}]++|{lex.skip_source}|{paren_source(lex.special, lex.skip_source)}"
    dollar = r"|(?!(?<=\w))\$(?:[^\W\d]\w*+)?\$" if dialect.dollar_quotes else ""
    word = r"(?<![\w@#$.])(?i:CASE|END|BEGIN(?!\s+TRAN))(?![\w@#$])"
    generic = rf"\b(?i:{_GENERIC})\s*+<|>"
    run = rf"(?:{_PREFIX}){{2,}}+"
    return _Patterns(
        re.compile(rf"(?:{plain}|(?![(){{}}{square}])[{lex.special}])*+", re.S),
        re.compile(rf"{lex.skip_source}{dollar}|([(){{}}{square}]|{word}|{generic})|({run})", re.S),
        re.compile(_PREFIX, re.S),
        brackets,
        bytes(code for code in range(256) if chr(code) not in f"{brackets}<{_PREFIX_MARKS}"),
    )
