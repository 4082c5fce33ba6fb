"""Stage 4, core: T-SQL scripts: batches between GO lines and sqlcmd's commands, then statements without semicolons."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from graph.extract.dialects import Dialect
from graph.extract.lexer import LINE_END, Lexicon, lexicon
from graph.extract.piece import PieceKind, Pieces, stripped
from graph.extract.split_block import OpenQuote
from graph.extract.tsql_statements import Segment, segments

_GO = rf"[gG][oO](?:[ \t]++\d+)?[ \t]*+;?[ \t]*+(?:--[^\r\n]*+)?{LINE_END}"
_COMMAND = r":(?:[a-zA-Z]\w*+|!!)(?![:=])[^\r\n]*+|!![^\r\n]*+"
_OBJECT = r"(?i:(?:CREATE(?:\s++OR\s++ALTER)?|ALTER)\s++(?:PROC|PROCEDURE|FUNCTION|TRIGGER)\b)"
_LINE = rf"[ \t]*+((?:({_GO})|({_COMMAND})|(?={_OBJECT})))"


def split_tsql(pieces: Pieces, dialect: Dialect, *, mending: bool) -> None:
    """Cuts the whole text into `pieces`. Raises `OpenQuote` unless `mending`, and `LimitExceeded`."""
    lex = lexicon(dialect, mending=mending)
    for kind, start, end in _boundaries(pieces.text, lex, mending=mending):
        _batch(pieces, start, dialect, mending=mending)
        if kind:
            head = _gap_end(lex, pieces.text, pieces.at)
            pieces.add(kind, head, stripped(pieces.text, head, end), end)
    _batch(pieces, len(pieces.text), dialect, mending=mending)


def _boundaries(text: str, lex: Lexicon, *, mending: bool) -> Iterator[tuple[PieceKind | None, int, int]]:
    """(kind, start, end) of lines that end a batch. Kind None: the line begins a routine, which only begins batches."""
    at = 0
    first = _first_line().match(text)
    for line in chain((first,) if first else (), _line().finditer(text)):
        start = line.start(1)
        if start < at:
            continue  # inside of a string or comment
        at = _code_until(text, at, start, lex, mending=mending)
        if at > start:
            continue
        if line[2] is None and line[3] is None:
            yield None, start, start
        else:
            at = _line_end(text, line.end())
            yield "separator" if line[3] is None else "meta", start, at
    _code_until(text, at, len(text), lex, mending=mending)


def _line_end(text: str, at: int) -> int:
    """The position after the line end at `at`, if there is one."""
    return at + 2 if text.startswith("\r\n", at) else at + 1 if at < len(text) else at


def _code_until(text: str, at: int, start: int, lex: Lexicon, *, mending: bool) -> int:
    """`start` if it stands in code, given that `at` does; else the end of the string or comment it stands in."""
    skip, token = _skips(lex)
    while at < start:
        found = skip.match(text, at, start)
        at = found.end() if found else at
        if at == start:
            break
        token_found = token.match(text, at)
        if token_found is None:
            if not mending:
                raise OpenQuote
            at += 1
        else:
            at = token_found.end()
    return at


def _batch(pieces: Pieces, end: int, dialect: Dialect, *, mending: bool) -> None:
    """The statements of one batch, control flow put together to blocks."""
    text = pieces.text
    group: list[Segment] = []
    for group in _groups(segments(text, pieces.at, end, dialect, mending=mending)):
        first, last = group[0], group[-1]
        kind: PieceKind = "sql" if len(group) == 1 and first.kind == "plain" else "block"
        if first.kind == "routine":
            kind = "routine"
        pieces.add(kind, first.head, last.tail, last.end)
    if pieces.at < end:
        pieces.add("blank", pieces.at, end, end)


def _gap_end(lex: Lexicon, text: str, at: int) -> int:
    found = lex.gap.match(text, at)
    return found.end() if found else at


def _groups(flat: list[Segment]) -> Iterator[list[Segment]]:
    """Statements of a batch: IF with its branches, WHILE with its body, BEGIN … END, TRY with its CATCH are one."""
    group: list[Segment] = []
    opened: list[str] = []
    for index, segment in enumerate(flat):
        group.append(segment)
        kind = segment.kind
        if kind in ("if", "while", "else", "begin"):
            opened.append(kind)
            continue
        if kind == "end":
            while opened and opened.pop() != "begin":
                pass
        following = flat[index + 1] if index + 1 < len(flat) else None
        if following is not None and following.catches:
            continue
        _complete(opened, following)
        if not opened and (following is None or following.kind != "else"):
            yield group
            group = []
    if group:
        yield group


def _complete(opened: list[str], following: Segment | None) -> None:
    """A statement is complete: so are those whose body it was, unless an ELSE follows."""
    while opened and opened[-1] != "begin":
        if opened.pop() == "if" and following is not None and following.kind == "else":
            return


@lru_cache(maxsize=1)
def _first_line() -> re.Pattern[str]:
    return re.compile(_LINE)


@lru_cache(maxsize=1)
def _line() -> re.Pattern[str]:
    return re.compile(rf"[\r\n]{_LINE}")


@lru_cache(maxsize=8)  # the dialects with batches, strict and mending
def _skips(lex: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """All up to a block comment or an open string; one comment or string. The first never reads a comment, because
    at the end of what it may look at an open comment would seem to end too."""
    plain = rf"[^{lex.special}]++|--[^\r\n]*+|{lex.quoted_source}|-(?!-)|/(?!\*)"
    return re.compile(rf"(?:{plain})*+", re.S), re.compile(lex.skip_source, re.S)
