"""Stage 4, core: text to trees by sqlglot, one statement at a time. Its errors become reasons without literals."""

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlglot import Dialect as Grammar
from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, SqlglotError, TokenError
from sqlglot.parsers.bigquery import BigQueryParser
from sqlglot.parsers.redshift import RedshiftParser
from sqlglot.tokenizer_core import TokenType

_SAFE = re.compile(r"[A-Za-z_@#][\w$#@]{0,63}\Z|[^\w\s'\"`]{1,3}\Z")
"""What may be quoted from a statement: a word or a sign, never a literal."""


IMPLICIT_UNNEST = (BigQueryParser, RedshiftParser)
"""Parsers that for every FROM copy and normalise all of it, subqueries in subqueries too, to see whether a name behind
a comma is an array of a row in front of it: a sixth of their time. `sources` sees that for itself."""
for _parser in IMPLICIT_UNNEST:
    _parser.SUPPORTS_IMPLICIT_UNNEST = False


class Unreadable(Exception):
    """The statement does not parse. `reason` says near which word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _is_rest(token: Any) -> bool:
    """Whether a string has no quotes: it is the unread rest of a text."""
    return token.token_type is TokenType.STRING and len(token.text) > token.end - token.start


class Reader:
    """One dialect's tokenizer and parser, made once."""

    __slots__ = ("_parser", "_tokenizer")

    def __init__(self, sqlglot_name: str) -> None:
        # The parser warns of every fallback; the fallback itself becomes a status.
        logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
        grammar = Grammar.get_or_raise(sqlglot_name)
        self._tokenizer = grammar.tokenizer()  # forgets at each text what it read before
        self._parser = grammar.parser(error_level=ErrorLevel.IMMEDIATE)

    def tokens(self, text: str) -> list[Any]:
        """Raises `Unreadable` for a text that breaks off inside a quote or comment."""
        try:
            tokens: list[Any] = self._tokenizer.tokenize(text)
            if len(tokens) == 2 and _is_rest(tokens[1]):
                rest = tokens[0].end + 1  # a word behind which the tokenizer reads nothing more, such as CALL
                tokens[1:] = self._tokenizer.tokenize(" " * rest + text[rest:])
            return tokens
        except (TokenError, SqlglotError) as error:
            raise Unreadable("unterminated quote or comment") from error

    def trees(self, tokens: Sequence[Any], text: str) -> list[Any]:
        """The statements' trees. Raises `Unreadable`."""
        try:
            return [tree for tree in self._parser.parse(list(tokens), text) if tree is not None]
        except ParseError as error:
            raise Unreadable(_reason(error)) from error
        except RecursionError as error:
            raise Unreadable("nested too deeply to be parsed") from error
        except (SqlglotError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
            # The parser's own slips on text that it does not expect: its bug, this statement's loss.
            raise Unreadable("parser failed") from error

    def table(self, tokens: Sequence[Any], text: str) -> exp.Table | None:
        """The name that these tokens spell, None if they spell none."""
        try:
            found = self._parser.parse_into(exp.Table, list(tokens), text)
        except (SqlglotError, ValueError, TypeError, AttributeError, KeyError, IndexError):
            return None
        table = found[0] if found else None
        return table if table.__class__ is exp.Table else None


@lru_cache(maxsize=64)
def shared_reader(sqlglot_name: str) -> Reader:
    """The dialect's reader. It is shared: one thread at a time."""
    return Reader(sqlglot_name)


def _reason(error: ParseError) -> str:
    near = str(error.errors[0].get("highlight") or "") if error.errors else ""
    return f"parse error near '{near}'" if _SAFE.match(near) else "parse error"
