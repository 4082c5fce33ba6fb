"""Stage 4, core: which variables of a PL/SQL text get what may be data, and where, read off its tokens."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from graph.extract.algebra.bodies.procedural_words import Token

_NOT_DATA = frozenset(("NULL", "TRUE", "FALSE", "SYSDATE", "SYSTIMESTAMP", "USER", "+", "-", "*", "/", "|"))
_BEFORE_STATEMENTS = frozenset((";", "BEGIN", "THEN", "ELSE", "LOOP", ">>"))
_Fold: TypeAlias = Callable[[str, bool], str]


def assigned_in(text: str, tokens: list[Token], fold: _Fold) -> Iterator[tuple[str, int]]:
    """The variables that get what may be data (`:=`, INTO), and where."""
    for at, token in enumerate(tokens):
        if token.word == ":=":
            first = _path_start(tokens, at)
            leads = first == 0 or tokens[first - 1].word in _BEFORE_STATEMENTS
            if leads and not _is_constant(tokens, at, tokens[first].word):
                yield fold(text[tokens[first].head : tokens[first].tail], False), token.head
        elif token.word == "INTO":
            yield from _into(text, tokens, at + 1, fold)


def _path_start(tokens: list[Token], at: int) -> int:
    """The first token of the name that ends before `at`."""
    at -= 1
    while at > 0 and (tokens[at].word == ")" or tokens[at - 1].word in (".", ":")):
        if tokens[at].word == ")":
            depth = 0
            while at > 0:
                depth += (tokens[at].word == ")") - (tokens[at].word == "(")
                at -= 1
                if depth == 0:
                    break
        else:
            at -= 2 if tokens[at - 1].word == "." else 1
    return at


def _is_constant(tokens: list[Token], at: int, itself: str) -> bool:
    at += 1
    while at < len(tokens) and tokens[at].word != ";":
        word = tokens[at].word
        if word not in _NOT_DATA and word not in ('"', itself) and not word[0].isdigit():
            return False
        at += 1
    return True


def _into(text: str, tokens: list[Token], at: int, fold: _Fold) -> Iterator[tuple[str, int]]:
    expects = True
    while at < len(tokens) and tokens[at].word not in (";", "FROM", "LIMIT", "VALUES", "SELECT"):
        if expects:
            yield fold(text[tokens[at].head : tokens[at].tail], False), tokens[at].head
        expects = tokens[at].word == ","
        at += 1


def collections_in(text: str, tokens: list[Token], fold: _Fold) -> frozenset[str]:
    """Names with brackets behind them, and what BULK COLLECT fills."""
    found: set[str] = set()
    for at in range(1, len(tokens)):
        if tokens[at].word == "(" and tokens[at - 1].word != '"':
            found.add(fold(text[tokens[at - 1].head : tokens[at - 1].tail], False))
        elif tokens[at].word == "INTO" and tokens[at - 1].word == "COLLECT":
            found.update(name for name, _ in _into(text, tokens, at + 1, fold))
    return frozenset(found)
