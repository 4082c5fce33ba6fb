"""Stage 4, core: where the head of a T-SQL routine ends, so that nobody need read its body to know its name."""

import re
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import lexicon, paren_source


def routine_head(text: str, dialect: Dialect) -> str:
    """The text up to the AS that begins the body, with it, or up to the BEGIN or RETURN that does without (functions
    may); all of it where none is found."""
    found = _head(dialect).match(text)
    return text[: found.end()] if found else text


@lru_cache(maxsize=8)  # the dialects with batches
def _head(dialect: Dialect) -> re.Pattern[str]:
    lex = lexicon(dialect, mending=True)
    paren = paren_source(lex.special, lex.skip_source)
    other_as = r"@[\w@#$]++\s++(?i:AS)\b|\b(?i:EXEC(?:UTE)?)\s++(?i:AS)\b"  # `@p AS int`, WITH EXECUTE AS OWNER
    word = r"(?!(?i:AS|BEGIN|RETURN)(?![\w@#$]))[\w@#$.]++"
    sign = rf"[^\s\w@#$.({lex.special}]++|-(?!-)|/(?!\*)|\("
    skipped = rf"\s++|{lex.skip_source}|{paren}|{other_as}|{word}|{sign}"
    return re.compile(rf"(?:{skipped})*+(?:(?i:AS)(?![\w@#$])|(?=(?i:BEGIN|RETURN)(?![\w@#$])))", re.S)
