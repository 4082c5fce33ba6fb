"""Stage 4, core: how deep a text nests, told from its tokens before any parser sees it.

The parser is compiled and recursive: what nests too deep may end its process instead of raising. Three tiers keep the
answer cheap: counts that cannot reach the limit; brackets, with the shallow ones skipped in C; every event by itself.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import PAREN_LEVELS, lexicon, paren_source
from graph.extract.piece import Piece
from graph.extract.request import LimitExceeded

# What the parser reads by recursion, one level each, however many stand in a row.
_PREFIX_WORDS = ("not", "interval", "array", "binary", "prior")
_PREFIX_MARKS = "-+~!"
_PREFIX = rf"(?:[{_PREFIX_MARKS}]|\b(?i:{'|'.join(_PREFIX_WORDS)})\b)\s*+"
_GENERIC = "ARRAY|LIST|MAP|NULLABLE|RANGE|STRUCT|OBJECT|UNION|NESTED|LOWCARDINALITY|TABLE|ROW"
_SHORT_RUN = 8
_LONG_RUNS = re.compile(rf"[{_PREFIX_MARKS}](?:\s*+[{_PREFIX_MARKS}](?<!--)){{{_SHORT_RUN},}}+")
_WORD_IN_RUN = re.compile(rf"(?:{'|'.join(_PREFIX_WORDS)})\s++(?:{'|'.join(_PREFIX_WORDS)}|[{_PREFIX_MARKS}])")


@dataclass(frozen=True, slots=True)
class _Patterns:
    shallow: re.Pattern[str]  # all up to a bracket that is too deep to be skipped
    event: re.Pattern[str]  # group 1: a bracket or word that opens or closes; group 2: a run of prefix operators
    prefix: re.Pattern[str]


def check_nesting(pieces: list[Piece], dialect: Dialect, limit: int, *, mending: bool) -> None:
    """Raises `LimitExceeded("nesting")` if a statement nests deeper than `limit` brackets, CASEs, blocks and prefix
    operators. Strings and comments do not count."""
    patterns = _patterns(dialect, mending)
    for piece in pieces:
        if piece.tail - piece.head > limit and piece.kind in ("sql", "routine", "block"):
            depth = _depth(piece.statement, patterns, limit)
            if depth > limit:
                raise LimitExceeded("nesting", f"more than {limit} levels in the statement of line {piece.first_line}")


def _depth(text: str, patterns: _Patterns, limit: int) -> int:
    """The depth, or any smaller number if it is not above `limit`."""
    count = text.lower().count
    brackets = sum(map(count, "([{"))
    words = count("case") + count("begin") + count("<")
    prefixes = sum(map(count, _PREFIX_MARKS)) + sum(map(count, _PREFIX_WORDS))
    if brackets + words + prefixes <= limit:
        return 0
    runs = _longest_run(text)
    if brackets + words + runs <= limit:
        return 0
    if words + runs <= limit < brackets and _bracket_depth(text, patterns.shallow) + words + runs <= limit:
        return 0
    return _exact_depth(text, patterns)


def _longest_run(text: str) -> int:
    """An upper bound of the prefix operators in a row. Runs with words in them are not measured here."""
    if _WORD_IN_RUN.search(text.lower()):
        return len(text)
    return max((len(run[0]) for run in _LONG_RUNS.finditer(text)), default=_SHORT_RUN) + 1


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
    plain = rf"[^(){{}}{square}{lex.special}]++|{lex.skip_source}|{paren_source(lex.special, lex.skip_source)}"
    dollar = r"|(?!(?<=\w))\$(?:[^\W\d]\w*+)?\$" if dialect.dollar_quotes else ""
    word = r"(?<![\w@#$.])(?i:CASE|END|BEGIN(?!\s+TRAN))(?![\w@#$])"
    generic = rf"\b(?i:{_GENERIC})\s*+<|>"
    run = rf"(?:{_PREFIX}){{2,}}+"
    return _Patterns(
        re.compile(rf"(?:{plain}|(?![(){{}}{square}])[{lex.special}])*+", re.S),
        re.compile(rf"{lex.skip_source}{dollar}|([(){{}}{square}]|{word}|{generic})|({run})", re.S),
        re.compile(_PREFIX, re.S),
    )
