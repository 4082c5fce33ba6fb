"""Stage 4, core: text that is not SQL yet. What templates and placeholders leave certain the parser gets to see; what
they do not becomes reasons. They must go before parsing: `{{ x }}` reads as a BigQuery struct without any complaint.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from graph.extract.dialects import Dialect
from graph.extract.jinja.blocks import LEFT_OUT
from graph.extract.jinja.render import Template, render
from graph.extract.jinja.rendered import FIRST_MARK, LAST_MARK, Marks
from graph.extract.lexer import DollarQuotes, lexicon
from graph.extract.piece import Piece
from graph.extract.placeholders import Filled, Placeholders, may_hold_placeholders, restored
from graph.facts import FileFacts

_JINJA = ("{{", "{%", "{#")
_MARKS = (*_JINJA, "${")
_OWN_MARKS = re.compile(f"[{chr(FIRST_MARK)}-{chr(LAST_MARK)}]")
_OTHER_LANGUAGE = re.compile(r"(?i)\blanguage\s+'?(?!sql\b|plpgsql\b)\w")
_QUOTE_IN_TAG = re.compile(r"(['\"])\{\{[^{}]{0,200}?\1[^{}]{0,200}?\}\}")  # longer ones would cost their square


def filled_in(text: str, dialect: Dialect, choice: int = 0) -> Template | None:
    """The text as a template filled in (see `render`); None if it is none, or cannot be read as one."""
    if not any(mark in text for mark in _JINJA) or not _is_jinja(text, dialect):
        return None
    return None if _OWN_MARKS.search(text) else render(text, choice)


class Source:
    """One file's text on its way to the parser: `template` filled in, its placeholders put into its pieces."""

    def __init__(self, text: str, template: Template | None, dialect: Dialect) -> None:
        self._original = text
        self._template = template
        self._dialect = dialect
        self.text = template.rendered.text if template is not None else text
        self._placeholders: Placeholders | None = None
        if template is not None:
            self._placeholders = Placeholders(dialect, template.marks, rendered=True)
        elif may_hold_placeholders(text, dialect) and not _OWN_MARKS.search(text):
            self._placeholders = Placeholders(dialect, Marks(), rendered=False)
        self._line_ends: list[int] | None = None

    def statement(self, piece: Piece) -> Filled:
        """The piece's statement for the parser."""
        if self._placeholders is None:
            return Filled(piece.statement)
        body = piece.kind != "sql" and _OTHER_LANGUAGE.search(piece.statement) is None
        filled = self._placeholders.put_into(piece.statement, body=body)
        if self._template is None or not self._template.rendered.notes:
            return filled
        start = piece.start + piece.head
        noted = self._template.rendered.reasons(start, piece.start + piece.tail)
        return Filled(filled.text, (*filled.reasons, *noted))

    def missing(self, pieces: Iterable[Piece]) -> Iterator[tuple[int, str]]:
        """Line and reason of what the template leaves out between these pieces: whole statements may be there."""
        if self._template is None:
            return
        rendered = self._template.rendered
        lost = [note for note in rendered.notes if note.reason in LEFT_OUT]
        ends = [(piece.start + piece.head, piece.start + piece.tail) for piece in pieces] if lost else []
        for note in lost:
            at = bisect_right(ends, (note.start, len(rendered.text))) - 1
            if at < 0 or ends[at][1] <= note.start:
                yield self._line(rendered.origin(note.start)), note.reason

    def lines(self, piece: Piece, inside: tuple[int, int]) -> tuple[int, int]:
        """The file's lines of a statement, from those within the piece (first = 0)."""
        if self._template is None:
            return piece.first_line + inside[0], piece.first_line + inside[1]
        rendered, statement = self._template.rendered, piece.statement
        start, end = _span(statement, inside)
        first = self._line(rendered.origin(piece.start + piece.head + start))
        last = self._line(rendered.origin(piece.start + piece.head + max(start, end - 1), last=True))
        return first, max(first, last)

    def _line(self, at: int) -> int:
        if self._line_ends is None:
            self._line_ends = [found.end() for found in re.finditer(r"\r\n?|\n", self._original)]
        return bisect_right(self._line_ends, at) + 1

    def finished(self, facts: FileFacts) -> FileFacts:
        """The facts with all marks replaced by what they stand for, and what the template says of its dataset."""
        if self._template is not None and self._template.model is not None:
            facts = msgspec.structs.replace(facts, model=self._template.model)
        if self._placeholders is None or not self._placeholders.marks.of:
            return facts
        plain = restored(msgspec.to_builtins(facts), self._placeholders.marks, self._dialect)
        return msgspec.convert(plain, FileFacts)


def _span(statement: str, inside: tuple[int, int]) -> tuple[int, int]:
    """Where the code on these lines of the statement begins and ends."""
    ends = [-1, *(at for at, char in enumerate(statement) if char == "\n"), len(statement)]
    first, last = min(inside[0], len(ends) - 2), min(inside[1], len(ends) - 2)
    start, end = ends[first] + 1, ends[last + 1]
    while start < end and statement[start].isspace():
        start += 1
    while end > start and statement[end - 1].isspace():
        end -= 1
    return start, end


def _is_jinja(text: str, dialect: Dialect) -> bool:
    """Whether tags stand in the code, or cut a string in two (`'{{ var('x') }}'`)."""
    return is_template(text, dialect) or _QUOTE_IN_TAG.search(text) is not None


def may_be_template(text: str) -> bool:
    """Whether it is worth while to ask `is_template` of parts of the text."""
    return "{" in text and any(mark in text for mark in _MARKS)


def is_template(text: str, dialect: Dialect) -> bool:
    """Whether jinja (`{{ }}`, `{% %}`, `{# #}`) or a `${placeholder}` stands outside of strings and comments.

    Inside of quoted identifiers they count: such a name is not known.
    """
    if not may_be_template(text):
        return False
    dollars, at = DollarQuotes(text), 0
    pattern = _pattern(dialect)
    while True:
        found = pattern.search(text, at)
        if found is None:
            return False
        at = found.end()
        mark = found.lastgroup
        if mark == "template" or (mark == "name" and any(sign in found[0] for sign in _MARKS)):
            return True
        if mark == "dollar":
            at = max(at, dollars.end(found.start()))


@lru_cache(maxsize=64)  # one a dialect
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    lex = lexicon(dialect, mending=True)
    names = "|".join(
        rf"{re.escape(opening)}[^{re.escape(closing)}]*+(?:{re.escape(closing)}|\Z)"
        for opening, closing in dialect.identifier_quotes
        if opening not in dialect.string_quotes
    )
    dollar = r"|(?P<dollar>(?<!\w)\$(?:[^\W\d]\w*+)?\$)" if dialect.dollar_quotes else ""
    return re.compile(rf"(?P<template>\{{[{{%#]|\$\{{)|(?P<name>{names})|{lex.skip_source}{dollar}", re.S)
