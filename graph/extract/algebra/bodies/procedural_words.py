"""Stage 4, core: the words of procedural bodies, and what the procedural languages do differently."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from graph.extract.dialects import Dialect
from graph.extract.lexer import DollarQuotes, lexicon, words

QUOTED = '"'
"""The word of a token that is quoted: a string or an identifier."""

NAME = r"(?:\"(?:[^\"]|\"\")+\"|`[^`]+`|[^\W\d][\w$#]*)"
"""A name as written."""
FOR = re.compile(
    rf"(?i:FOREACH|FOR)\s+({NAME}(?:\s*,\s*{NAME})*)\s+(?:(?i:SLICE)\s+\d+\s+)?(?i:IN|AS)\b(?:\s*(?i:REVERSE)\b)?"
)
"""The head of a loop up to what it loops over; the first group holds its variables."""


class NotFollowed(Exception):
    """The body has a form that is not known here."""


@dataclass(frozen=True, slots=True)
class Language:
    """How one procedural language is written. What all share needs no word here (see `procedural`).

    `sections`: DECLARE opens a section that ends at BEGIN; else it is a statement. `loops`: words that begin a loop.
    `colon_labels`: `name:` may stand before a statement (`<<name>>` may everywhere). `lets`: LET declares a variable.
    `routines`: declarations may hold procedures and functions. `loop_variables`: FOR declares the record that it fills
    (what it counts with, and a cursor's record, it declares everywhere). `handlers`: DECLARE … HANDLER FOR is a
    statement. `directives`: lines with # may stand before the outermost block. `implicit`: names that are variables of
    every body (folded).
    """

    sections: bool = True
    loops: frozenset[str] = frozenset(("LOOP", "WHILE", "FOR"))
    colon_labels: bool = False
    lets: bool = False
    routines: bool = False
    loop_variables: bool = True
    handlers: bool = False
    directives: bool = False
    implicit: tuple[str, ...] = ()


_PERSISTENT = words("LOOP WHILE FOR REPEAT")

PLPGSQL = Language(
    directives=True,
    loop_variables=False,
    loops=words("LOOP WHILE FOR FOREACH"),
    implicit=(
        *("found", "sqlstate", "sqlerrm", "new", "old", "tg_name", "tg_when", "tg_level", "tg_op", "tg_relid"),
        *("tg_relname", "tg_table_name", "tg_table_schema", "tg_nargs", "tg_argv"),
    ),
)
PLSQL = Language(routines=True, implicit=("SQLCODE", "SQLERRM", "INSERTING", "UPDATING", "DELETING"))
PSM = Language(sections=False, loops=_PERSISTENT, colon_labels=True, handlers=True)
"""Persistent stored modules of the standard: MySQL, MariaDB, DB2, Teradata, BigQuery, Databricks."""
SNOWFLAKE = Language(loops=_PERSISTENT, lets=True, implicit=("SQLROWCOUNT", "SQLCODE", "SQLERRM", "SQLSTATE"))


class Token(NamedTuple):
    """`word`: in upper case; a sign, or `QUOTED`. `head:tail` in the text."""

    word: str
    head: int
    tail: int


def read_tokens(text: str, start: int, end: int, dialect: Dialect) -> list[Token]:
    """The tokens of `text[start:end]` without comments. Raises `NotFollowed` for a quote that is never closed."""
    found = []
    quotes = {*dialect.string_quotes, *(opening for opening, _ in dialect.identifier_quotes)}
    pattern, dollars = _pattern(dialect), DollarQuotes(text)
    at = start
    while match := pattern.match(text, at, end):
        at = match.end()
        word = match[0]
        if match.lastgroup == "dollar":
            at = dollars.end(match.start())
            word = QUOTED
        if match.lastgroup == "blank":
            continue
        if word in quotes or not 0 <= at <= end:
            raise NotFollowed
        found.append(Token(QUOTED if match.lastgroup == "quoted" else word.upper(), match.start(), at))
    return found


@lru_cache(maxsize=64)  # one a dialect
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    lex = lexicon(dialect, mending=False)
    blank = lex.gap_source.removesuffix("*+") + "++"
    dollar = r"|(?P<dollar>\$(?:[^\W\d]\w*+)?\$)" if dialect.dollar_quotes else ""
    more = "#" if not dialect.hash_comments else ""
    directive = r"|\$(?i:IF|THEN|ELSIF|ELSE|END|ERROR)\b" if dialect.name == "oracle" else ""
    return re.compile(
        rf"(?P<blank>{blank})|(?P<quoted>{lex.quoted_source}){dollar}|(?P<word>[^\W\d][\w${more}]*+)"
        rf"|(?P<number>\d\w*+(?:\.\d\w*+)?)|(?P<sign><<|>>|:=|=>|\.\.{directive}|\S)",
        re.S,
    )
