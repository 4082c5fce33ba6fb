"""Stage 4, core: text that is not SQL yet: templates, which are recognised.

They must be before parsing: `{{ x }}` reads as a BigQuery struct without any complaint.
"""

import re
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import DollarQuotes, lexicon

_MARKS = ("{{", "{%", "{#", "${")


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
