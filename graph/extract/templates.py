"""Stage 4, core: text that is not SQL yet: templates, which are recognised, and sqlcmd's variables, which are known.

A template must be recognised before parsing: `{{ x }}` reads as a BigQuery struct without any complaint.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from graph.extract.dialects import Dialect, resolve_dialect
from graph.extract.lexer import DollarQuotes, lexicon

_MARKS = ("{{", "{%", "{#", "${")
_VARIABLE = re.compile(r"\$\(([^\W\d][\w-]*+)\)")
_SETVAR = re.compile(r"\s*+:(?i:setvar)[ \t]++([^\W\d][\w-]*+)(?:[ \t]++(\"(?:[^\"]++|\"\")*+\"|\S++))?")


def is_template(text: str, dialect: Dialect | None = None) -> bool:
    """Whether jinja (`{{ }}`, `{% %}`, `{# #}`) or a `${placeholder}` stands outside of strings and comments.

    Inside of quoted identifiers they count: such a name is not known. Without a dialect only '…' is a string.
    """
    if not any(mark in text for mark in _MARKS):
        return False
    dollars, at = DollarQuotes(text), 0
    pattern = _pattern(dialect or resolve_dialect("ansi"))
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


def substitute_sqlcmd(text: str, variables: Mapping[str, str]) -> str:
    """`$(Name)` replaced by its value, found without case by its lower-case name; unknown ones stay as they are.

    Line numbers stay too: a value has no line ends, because `:setvar` is a line.
    """
    if "$(" not in text:
        return text
    return _VARIABLE.sub(lambda found: variables.get(found[1].lower(), found[0]), text)


def read_setvar(command: str) -> tuple[str, str] | None:
    """(name in lower case, value) of a `:setvar` line; a line without a value gives "". None for another command."""
    found = _SETVAR.match(command)
    if found is None:
        return None
    value = found[2] or ""
    if value.startswith('"'):
        value = value[1:-1].replace('""', '"')
    return found[1].lower(), value


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
