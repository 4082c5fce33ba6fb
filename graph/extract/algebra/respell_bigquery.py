"""Stage 4, core: spellings of BigQuery that sqlglot cannot read: tables handed to functions, partition columns."""

import re
from typing import Any

from sqlglot.tokenizer_core import Token, TokenType

from graph.extract.algebra.names_in_text import NameReader

_HANDED = re.compile(r"(?i)[(,>]\s*table\s")
_HISTORIES = frozenset({"APPENDS", "CHANGES"})
_READ_ANYWAY = frozenset({"VECTOR_SEARCH", "PREDICT", "FORECAST", "TRANSLATE", "FEATURES_AT_TIME", "GAP_FILL"})
_KINDS = {
    "SELECT": TokenType.SELECT,
    "*": TokenType.STAR,
    "NULL": TokenType.NULL,
    "AS": TokenType.ALIAS,
    "FROM": TokenType.FROM,
    "(": TokenType.L_PAREN,
    ")": TokenType.R_PAREN,
    ",": TokenType.COMMA,
}
_HISTORY = "( SELECT * , NULL AS _CHANGE_TYPE , NULL AS _CHANGE_TIMESTAMP FROM"


def tables_handed(names: NameReader) -> NameReader:
    """`f(TABLE t)` becomes `f(TABLE(t))`, `APPENDS(TABLE t, …)` a query of t and what tells of changes."""
    if not _HANDED.search(names.text):
        return names
    tokens: list[Any] = []
    opened: list[int] = []
    at = 0
    while at < len(names.tokens):
        one, word = names.tokens[at], names.word(at)
        if word == "(":
            opened.append(at)
        elif word == ")" and opened:
            opened.pop()
        elif word == "TABLE" and opened and names.word(at - 1) in ("(", ",", "=>"):
            called, (_, end) = names.word(opened[-1] - 1), names.name(at + 1)
            if end > at + 1 and called in _HISTORIES and at == opened[-1] + 1:
                del tokens[-2:]
                close = names.skip_brackets(opened.pop())
                tokens += [*_written(one, _HISTORY), *names.tokens[at + 1 : end], *_written(one, ")")]
                at = close
                continue
            if end > at + 1 and called not in _READ_ANYWAY:
                tokens += [one, *_written(one, "("), *names.tokens[at + 1 : end], *_written(one, ")")]
                at = end
                continue
        tokens.append(one)
        at += 1
    return names.of(tokens)


def partition_columns(names: NameReader) -> NameReader:
    """`CREATE EXTERNAL TABLE t (a INT64) WITH PARTITION COLUMNS (b DATE)`: b stands behind the columns."""
    level = names.level(0)
    for at in level if names.word(0) == "CREATE" else ():
        if [names.word(i) for i in range(at, at + 4)] == ["WITH", "PARTITION", "COLUMNS", "("]:
            if names.word(at - 1) != ")":  # the others are read off the files
                return names.of([*names.tokens[:at], *names.tokens[names.skip_brackets(at + 3) :]])
            return names.of([*names.tokens[: at - 1], *_written(names.tokens[at], ","), *names.tokens[at + 4 :]])
    return names


def _written(like: Any, text: str) -> list[Any]:
    return [
        Token(_KINDS.get(word, TokenType.VAR), word, like.line, like.col, like.start, like.end) for word in text.split()
    ]
