"""Stage 4, core: operators of a pipe (`FROM t |> SET a = b |> DROP c`) that sqlglot cannot read, as ones that it can.

`SET`, `DROP` and `RENAME` become stars with REPLACE, EXCEPT and RENAME, `AS x` and a SELECT in front of the first
operator become a subquery, because what follows sees their columns under new names."""

from typing import Any

from sqlglot.tokenizer_core import Token, TokenType

from graph.extract.algebra.names_in_text import NameReader

_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})
_STARS = {"SET": "REPLACE", "DROP": "EXCEPT", "RENAME": "RENAME"}
_KINDS = {
    "FROM": TokenType.FROM,
    "SELECT": TokenType.SELECT,
    "*": TokenType.STAR,
    "EXCEPT": TokenType.EXCEPT,
    "REPLACE": TokenType.REPLACE,
    "AS": TokenType.ALIAS,
    "(": TokenType.L_PAREN,
    ")": TokenType.R_PAREN,
    ",": TokenType.COMMA,
    "EXTEND": TokenType.VAR,
    "RENAME": TokenType.RENAME,
}

_MOST = 50
"""Subqueries that the operators of one statement may make: they nest."""


class _Level:
    """What stands between two brackets. `head`: where its query begins, in the tokens that were written."""

    __slots__ = ("head", "piped")

    def __init__(self) -> None:
        self.head = -1
        self.piped = False


def respell_pipes(names: NameReader) -> NameReader:
    """The statement with operators that sqlglot knows; itself where there are none, or too many."""
    tokens = names.tokens
    levels = [_Level()]
    before: dict[int, list[Any]] = {}  # what is put before a token that was written
    made: dict[int, tuple[int, list[Any]]] = {}  # by the operator's place: its end, and what it becomes
    wrapped = 0
    for at, one in enumerate(tokens):
        kind = one.token_type
        if kind in _OPENING:
            levels.append(_Level())
        elif kind in _CLOSING:
            if len(levels) > 1:
                levels.pop()
        elif kind in (TokenType.FROM, TokenType.SELECT) and levels[-1].head < 0:
            levels[-1].head = at
        elif kind is TokenType.PIPE_GT and levels[-1].head >= 0:
            level, word = levels[-1], names.word(at + 1)
            selects = not level.piped and tokens[level.head].token_type is TokenType.SELECT
            level.piped = True
            if selects or word == "AS":
                wrapped += 1
                before.setdefault(level.head, []).extend(_written(tokens[level.head], "FROM", "("))
            if selects:
                before[at] = _written(one, ")")
            if (operator := _operator(names, at, word)) is not None:
                made[at] = operator
    if (not before and not made) or wrapped > _MOST:
        return names
    return names.of(list(_joined(tokens, before, made)))


def _joined(tokens: list[Any], before: dict[int, list[Any]], made: dict[int, tuple[int, list[Any]]]) -> list[Any]:
    found: list[Any] = []
    end = 0
    for at, one in enumerate(tokens):
        if at < end:
            continue
        found += before.get(at, ())
        if at in made:
            end, instead = made[at]
            found += instead
        else:
            found.append(one)
    return found


def _operator(names: NameReader, at: int, word: str) -> tuple[int, list[Any]] | None:
    """Where the operator ends, and the tokens that stand for it; None for one that stays as it is."""
    pipe = names.tokens[at]
    if word == "AS":
        return at + 2, _written(pipe, ")", "AS")
    if word == "WINDOW":
        return at + 2, [pipe, *_written(pipe, "EXTEND")]
    if word == "ASSERT":  # which fails or does nothing
        return _segments(names, at + 2)[-1][1], []
    if word not in _STARS:
        return None
    parts = _segments(names, at + 2)
    items: list[Any] = []
    for start, end in parts:
        inside = _item(names, word, start, end)
        if inside is None:
            return None
        items += [*_written(pipe, ","), *inside] if items else inside
    star = _written(pipe, "SELECT", "*", _STARS[word], "(")
    return parts[-1][1], [pipe, *star, *items, *_written(pipe, ")")]


def _item(names: NameReader, word: str, start: int, end: int) -> list[Any] | None:
    tokens = names.tokens
    if word == "DROP":
        return tokens[start:end]
    if word == "SET":
        if end - start < 3 or tokens[start + 1].token_type is not TokenType.EQ:
            return None
        return [*tokens[start + 2 : end], *_written(tokens[start], "AS"), tokens[start]]
    if end - start not in (2, 3):
        return None
    return [tokens[start], *_written(tokens[start], "AS"), tokens[end - 1]]


def _segments(names: NameReader, start: int) -> list[tuple[int, int]]:
    """The operator's items, as places of their first token and behind their last."""
    found: list[tuple[int, int]] = []
    depth, at = 0, start
    while at < len(names.tokens):
        kind = names.tokens[at].token_type
        if kind in _OPENING:
            depth += 1
        elif kind in _CLOSING:
            depth -= 1
            if depth < 0:
                break
        elif not depth and kind in (TokenType.PIPE_GT, TokenType.SEMICOLON):
            break
        elif not depth and kind is TokenType.COMMA:
            found.append((start, at))
            start = at + 1
        at += 1
    if at > start:  # a comma may stand behind the last
        found.append((start, at))
    return found or [(start, at)]


def _written(like: Any, *words: str) -> list[Any]:
    return [Token(_KINDS[word], word, like.line, like.col, like.start, like.end) for word in words]
