"""Stage 4, core: an INSERT of many rows says no more than one row of each shape: a dump need not be parsed whole."""

from typing import Any

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader

_MANY_TOKENS = 256  # of fewer nothing is gained
_NUMBER, _STRING, _NULL = TokenType.NUMBER, TokenType.STRING, TokenType.NULL
_NATIONAL, _HEX, _QUOTED = TokenType.NATIONAL_STRING, TokenType.HEX_STRING, TokenType.IDENTIFIER
_LITERALS_COUNT = frozenset({"SELECT", "WITH", "FROM", "["})  # they may be a name there


def one_row_of_each_shape(names: NameReader) -> list[Any] | None:
    """`VALUES (1, 'a', f('x')), (2, 'b', f('y')), …` without the rows that differ from an earlier one in their literals
    alone; None where nothing goes. Rows with a query or an element (`x['a']`) in them all stay."""
    tokens = names.tokens
    if len(tokens) < _MANY_TOKENS:
        return None
    at = names.find(1, "VALUES")
    if not at:
        return None
    kept: list[Any] = tokens[: at + 1]
    shapes: dict[tuple[str | None, ...], bool] = {}  # whether another row of the shape may say something else
    begin = at = at + 1
    while names.word(at) == "(":
        end = names.skip_brackets(at)
        shape = _shape(tokens[at:end])
        again = shapes.get(shape, True)
        if again:
            shapes[shape] = not _LITERALS_COUNT.isdisjoint(word.upper() for word in shape if word)
            kept += tokens[begin:end]  # with the comma in front
        begin, at = end, end + 1 if names.word(end) == "," else end
    kept += tokens[begin:]
    return kept if len(kept) < len(tokens) else None


def _shape(row: list[Any]) -> tuple[str | None, ...]:
    """The row's words and signs; literals are all one."""
    shape: list[str | None] = []
    for token in row:
        kind = token.token_type
        literal = kind is _NUMBER or kind is _STRING or kind is _NULL or kind is _NATIONAL or kind is _HEX
        shape.append(None if literal else f'"{token.text}' if kind is _QUOTED else token.text)
    return tuple(shape)
