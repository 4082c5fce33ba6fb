"""Stage 4, core: a template's text cut into plain text and tags, told by position alone.

What looks like a tag but is none (`'{{1,2},{3,4}}'`, JSON in a string) stays plain text.
"""

import re
from collections.abc import Iterator

import msgspec

from graph.extract.lexer import words

_TAG_CHARS = 20_000
"""A longer tag is none."""
_FAILED = 50
"""After so many beginnings that are none the text is no template: looking for more ends would be quadratic."""

_STRINGS = r"'(?:[^'\\]++|\\.)*+'|\"(?:[^\"\\]++|\\.)*+\""
_EXPRESSION = re.compile(rf"(?:[^'\"}}]++|{_STRINGS}|\}}(?!\}}))*+\}}\}}", re.S)
_STATEMENT = re.compile(rf"(?:[^'\"%]++|{_STRINGS}|%(?!\}}))*+%\}}", re.S)
_OPENING = re.compile(r"\{[{%#]")
_WORD = re.compile(r"\s*+([a-z_]\w*+)")
_END_RAW = re.compile(r"\{%[-+]?\s*+endraw\s*+[-+]?%\}")


class NotATemplate(Exception):
    """The text cannot be read as a template; it stays as it is."""


class Piece(msgspec.Struct, frozen=True):
    """`text`: plain text from `start` to `end`. `expression`, `statement`: a tag there, whose inside is `source`;
    of a statement `word` is the first word and `source` what follows it."""

    kind: str
    start: int
    end: int
    source: str = ""
    word: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """Text and tags in order; comments and what `-` strips are left out. Raises `NotATemplate`."""
    at, strip, failed = 0, False, 0
    search = 0
    while True:
        found = _OPENING.search(text, search)
        tag = None if found is None else _tag(text, found.start())
        if found is not None and tag is None:
            failed += 1
            if failed > _FAILED:
                raise NotATemplate
            search = found.end()
            continue
        if tag is None:
            yield from _plain(text, at, len(text), strip, False)
            return
        yield from _plain(text, at, tag.start, strip, tag.source.startswith("-"))
        strip = tag.source.endswith("-") and len(tag.source) > 1
        at = search = tag.end
        if tag.word == "raw":
            stop = _END_RAW.search(text, at)
            if stop is None:
                raise NotATemplate
            yield from _plain(text, at, stop.start(), strip, False)
            at = search = stop.end()
            strip = stop[0][-3] == "-"
        elif tag.kind != "comment":
            yield _inside(tag)


def _plain(text: str, start: int, end: int, strip_start: bool, strip_end: bool) -> Iterator[Piece]:
    while strip_start and start < end and text[start].isspace():
        start += 1
    while strip_end and end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Piece("text", start, end)


def _tag(text: str, start: int) -> Piece | None:
    """The tag that begins here, with all that stands between its marks; None if none does."""
    mark = text[start + 1]
    if mark == "#":
        end = text.find("#}", start + 2)
        quoted = start > 0 and text[start - 1] in "'\"" and text[start + 2 : start + 3] == text[start - 1]
        return None if end < 0 or quoted else Piece("comment", start, end + 2, text[start + 2 : end])
    pattern = _EXPRESSION if mark == "{" else _STATEMENT
    found = pattern.match(text, start + 2, min(len(text), start + 2 + _TAG_CHARS))
    if found is None:
        return None
    source = text[start + 2 : found.end() - 2]
    if mark == "{":
        return Piece("expression", start, found.end(), source)
    word = _word(source)
    return Piece("statement", start, found.end(), source, word) if word in _WORDS else None


def _inside(tag: Piece) -> Piece:
    """The tag without the signs that strip; of a statement, without its first word."""
    source = tag.source[1:] if tag.source[:1] in ("-", "+") else tag.source
    source = source[:-1] if source[-1:] in ("-", "+") else source
    if tag.word:
        source = source.lstrip()[len(tag.word) :]
    return Piece(tag.kind, tag.start, tag.end, source, tag.word)


def _word(inside: str) -> str:
    found = _WORD.match(inside[1:] if inside[:1] in ("-", "+") else inside)
    return found[1] if found else ""


_WORDS = words(
    """
    if elif else endif for endfor set endset macro endmacro snapshot endsnapshot test endtest docs enddocs data_test
    enddata_test materialization endmaterialization call endcall filter endfilter do raw endraw import from include
    extends block endblock with endwith autoescape endautoescape break continue unit_test endunit_test
    """
)
"""A statement tag that begins with another word is none."""
