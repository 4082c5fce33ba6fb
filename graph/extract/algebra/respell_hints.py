"""Stage 4, core: T-SQL's hints, which decide how a statement runs and not what it does, taken out before parsing; and
old or rare signs put into the ones that the parser reads."""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlglot.tokenizer_core import Token, TokenType

from graph.extract.algebra.names_in_text import NameReader
from graph.extract.lexer import words

Tokens: TypeAlias = list[Any]

_TABLE_HINTS = words(
    """NOLOCK INDEX FORCESEEK FORCESCAN HOLDLOCK NOEXPAND NOWAIT PAGLOCK READCOMMITTED READCOMMITTEDLOCK READPAST
    READUNCOMMITTED REPEATABLEREAD ROWLOCK SERIALIZABLE SNAPSHOT SPATIAL_WINDOW_MAX_CELLS TABLOCK TABLOCKX UPDLOCK
    XLOCK KEEPIDENTITY KEEPDEFAULTS IGNORE_CONSTRAINTS IGNORE_TRIGGERS FASTFIRSTROW"""
)
_BARE_HINTS = words(
    "NOLOCK HOLDLOCK PAGLOCK ROWLOCK TABLOCK TABLOCKX UPDLOCK XLOCK READPAST READUNCOMMITTED NOEXPAND FASTFIRSTROW"
)
_DATA = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "DECLARE", "SET", "RECEIVE"})


def without_hints(names: NameReader) -> Tokens | None:
    """Without `WITH (NOLOCK, INDEX(i))` behind a table and `OPTION (…)` behind the statement."""
    if names.word(0) not in _DATA and names.word(0) != "CREATE":
        return None
    gone: set[int] = set()
    for at in range(1, len(names.tokens) - 1):
        if names.word(at + 1) != "(" or at in gone:
            continue
        word = names.word(at)
        if word == "OPTION" or (word == "WITH" and names.word(at + 2) in _TABLE_HINTS):
            gone.update(range(at, names.skip_brackets(at + 1)))
    return [one for at, one in enumerate(names.tokens) if at not in gone] if gone else None


def bare_hints(names: NameReader) -> Tokens | None:
    """Without the old `t (NOLOCK)`, which looks like a call."""
    gone: set[int] = set()
    for at in range(2, len(names.tokens) - 1):
        if names.word(at) != "(" or names.word(at + 1) not in _BARE_HINTS:
            continue
        end = names.skip_brackets(at)
        if all(names.word(i) in _BARE_HINTS for i in range(at + 1, end - 1) if names.word(i) != ","):
            gone.update(range(at, end))
    return [one for at, one in enumerate(names.tokens) if at not in gone] if gone else None


def not_less(names: NameReader) -> Tokens | None:
    """`!<` and `!>`."""
    tokens = list(names.tokens)
    for at in range(len(tokens) - 2, -1, -1):
        first, second = tokens[at], tokens[at + 1]
        if first.text == "!" and second.text in ("<", ">") and first.end + 1 == second.start:
            kind, text = (TokenType.GTE, ">=") if second.text == "<" else (TokenType.LTE, "<=")
            tokens[at : at + 2] = [Token(kind, text, first.line, first.col, first.start, second.end)]
    return tokens


def outer_joins(names: NameReader) -> Tokens | None:
    """`{oj a LEFT JOIN b ON …}`."""
    tokens = names.tokens
    starts = [at for at in range(len(tokens) - 1) if names.word(at) == "{" and names.word(at + 1) == "OJ"]
    if not starts:
        return None
    ends = [at for at in range(len(tokens)) if names.word(at) == "}"][-len(starts) :]
    gone = {*starts, *(at + 1 for at in starts), *ends}
    return [one for at, one in enumerate(tokens) if at not in gone]


def system_functions(names: NameReader) -> Tokens | None:
    """`FROM ::fn_helpcollations()`."""
    return [
        one
        for at, one in enumerate(names.tokens)
        if names.word(at) != "::" or names.word(at - 1) not in ("FROM", "JOIN", ",", "SELECT", "APPLY")
    ]


def cultures(names: NameReader) -> Tokens | None:
    """`PARSE(a AS date USING 'en-US')`, and what JSON functions do with NULL."""
    gone: set[int] = set()
    for at in range(1, len(names.tokens) - 1):
        if names.word(at) == "USING" and names.word(at + 2) == ")":
            gone |= {at, at + 1}
        if names.word(at) in ("NULL", "ABSENT") and [names.word(at + i) for i in (1, 2, 3)] == ["ON", "NULL", ")"]:
            gone |= {at, at + 1, at + 2}
    return [one for at, one in enumerate(names.tokens) if at not in gone] if gone else None


def changes(names: NameReader) -> Tokens | None:
    """`CHANGETABLE(CHANGES t, @v)` without its first word."""
    return [
        one
        for at, one in enumerate(names.tokens)
        if names.word(at) not in ("CHANGES", "VERSION") or names.word(at - 2) != "CHANGETABLE"
    ]


def subtotals(names: NameReader) -> Tokens | None:
    """`COMPUTE SUM(a) BY b` gives rows of its own behind those of the query."""
    at = next((i for i in names.level(1) if names.word(i) == "COMPUTE" and names.word(i + 2) == "("), 0)
    return names.tokens[:at] if at else None


def touched(names: NameReader) -> Tokens | None:
    """`UPDATE(a)` in a trigger asks which columns were assigned to, not what they hold."""
    if names.word(0) != "SELECT":
        return None
    tokens = list(names.tokens)
    for at in range(len(tokens) - 2, 0, -1):
        if names.word(at) == "UPDATE" and names.word(at + 1) == "(":
            tokens[at : names.skip_brackets(at + 1)] = [
                Token(kind, text, tokens[at].line, tokens[at].col, tokens[at].start, tokens[at].end)
                for kind, text in ((TokenType.NUMBER, "1"), (TokenType.EQ, "="), (TokenType.NUMBER, "1"))
            ]
    return tokens


def file_groups(names: NameReader) -> Tokens | None:
    """`SELECT … INTO t ON filegroup FROM …`."""
    tokens = names.tokens
    for at in range(1, len(tokens) - 3):
        if names.word(at) == "ON" and names.word(at + 2) == "FROM":
            start = at - 1
            while start > 1 and names.word(start - 1) == ".":
                start -= 2
            if names.word(start - 1) == "INTO":
                return [*tokens[:at], *tokens[at + 2 :]]
    return None


CHANGES: tuple[tuple[str, Callable[[NameReader], Tokens | None]], ...] = (
    ("OPTION", without_hints),
    ("WITH", without_hints),
    *((hint, bare_hints) for hint in ("LOCK", "READPAST", "READUNCOMMITTED", "NOEXPAND")),
    ("!<", not_less),
    ("!>", not_less),
    ("OJ ", outer_joins),
    ("::", system_functions),
    ("USING", cultures),
    ("ON NULL", cultures),
    ("CHANGETABLE", changes),
    ("COMPUTE", subtotals),
    ("UPDATE", touched),
    ("INTO", file_groups),
)
"""What to look for in the text in upper case, and what to change then."""
