"""Stage 4, core: Teradata's attributes in brackets behind an expression: `a (FORMAT '999')`, `b (NAMED c)`,
`d (VARCHAR(10))`. Left alone they look like calls of functions named as the column is."""

import re
from collections.abc import Iterator
from typing import Any

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.lexer import words

_MAYBE = re.compile(
    r"(?i)\(\s*(?:format|title|named|casespecific|not\s+casespecific|cs|uppercase|int|integer|smallint|bigint|byteint"
    r"|dec|decimal|numeric|float|char|character|varchar|date|timestamp)\b"
)
_ATTRIBUTES = words("FORMAT TITLE NAMED CASESPECIFIC CS UPPERCASE")
_TYPES = words("INT INTEGER SMALLINT BIGINT BYTEINT DEC DECIMAL NUMERIC FLOAT CHAR CHARACTER VARCHAR DATE TIMESTAMP")
_ASK_TODAY = words("TRUNC ROUND LAST_DAY NEXT_DAY TO_CHAR YEAR MONTH MAX MIN")
_BEHIND = frozenset({TokenType.VAR, TokenType.IDENTIFIER, TokenType.R_PAREN, TokenType.NUMBER, TokenType.STRING})
_NO_VALUE = words("AS CAST PERIOD FORMAT TITLE")


def without_attributes(names: NameReader) -> NameReader:
    """The statement without them; `(NAMED c)` becomes `AS c`."""
    if not _MAYBE.search(names.text) or (names.word(0) in ("CREATE", "ALTER") and "SELECT" not in names.text.upper()):
        return names
    tokens = list(_kept(names))
    return names.of(tokens) if len(tokens) < len(names.tokens) else names


def _kept(names: NameReader) -> Iterator[Any]:
    at = 0
    while at < len(names.tokens):
        end = _attributes_end(names, at)
        if not end:
            yield names.tokens[at]
            at += 1
            continue
        named = next((i + 1 for i in range(at, end) if names.word(i) == "NAMED"), 0)
        if named:
            yield new_token(names.tokens[at], TokenType.ALIAS, "AS")
            yield names.tokens[named]
        at = end


def _attributes_end(names: NameReader, at: int) -> int:
    """Behind the bracket of attributes that opens here; 0 for any other token."""
    if names.word(at) != "(" or at == 0 or names.tokens[at - 1].token_type not in _BEHIND:
        return 0
    if names.word(at - 1) in _NO_VALUE:
        return 0
    first = names.word(at + 2) if names.word(at + 1) == "NOT" else names.word(at + 1)
    end = names.skip_brackets(at)
    if first in _ATTRIBUTES:
        return end if end > at + 2 + (first == "NAMED") else 0
    if first not in _TYPES or names.word(at + 1) == "NOT":
        return 0
    behind = names.skip_brackets(at + 2) if names.word(at + 2) == "(" else at + 2
    if names.word(behind) == "," and names.word(behind + 1) in _ATTRIBUTES:
        return end
    return end if behind == end - 1 and (first not in ("DATE", "TIMESTAMP") or not _is_call(names, at)) else 0


def _is_call(names: NameReader, at: int) -> bool:
    """Whether `x(DATE)` asks a function of today; as an attribute it stands apart, `x (DATE)`."""
    before = names.tokens[at - 1]
    return names.word(at - 1) in _ASK_TODAY or before.end + 1 == names.tokens[at].start
