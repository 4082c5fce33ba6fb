"""Stage 4, core: the head of a function: name, parameters, what it returns, and where its body begins."""

from typing import Any, Literal, NamedTuple

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader
from graph.extract.lexer import words
from graph.names import Name

_STRINGS = frozenset(
    {TokenType.STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING, TokenType.NATIONAL_STRING, TokenType.BYTE_STRING}
)
_MODES = words("IN OUT INOUT VARIADIC")
_PLAIN = words(
    """INT INTEGER BIGINT SMALLINT INT2 INT4 INT8 TEXT VARCHAR CHAR CHARACTER NUMERIC DECIMAL REAL DOUBLE FLOAT FLOAT4
    FLOAT8 BOOLEAN BOOL DATE TIME TIMESTAMP TIMESTAMPTZ INTERVAL JSON JSONB UUID BYTEA XML INET MONEY OID"""
)
_TWO_WORDS = frozenset({("DOUBLE", "PRECISION"), ("CHARACTER", "VARYING"), ("BIT", "VARYING")})
_CLOCKS = words("TIMESTAMP TIME")
_ANGLES = {"<": 1, ">": -1, ">>": -2}
_BEGINS = words("AS RETURN BEGIN")


class FunctionHead(NamedTuple):
    """`at`: the token of FUNCTION, PROCEDURE or MACRO. `parameters`: those that callers give, in order; one without a
    name is called by its number. `columns`: of the result, as declared. `returns_rows`: the result is a table (else
    one value). `body`: the token that it begins with, behind the word `begins`; `len(tokens)` where there is none.
    `tables`: it takes tables. `returns`: the token that the type of its value begins with; 0 where none is said."""

    name: Name
    kind: Literal["function", "procedure"]
    at: int
    parameters: tuple[str, ...]
    outs: tuple[int, ...]
    columns: tuple[str, ...]
    returns_rows: bool
    language: str
    body: int
    begins: str
    temp: bool
    macro: bool
    tables: bool
    returns: int = 0


class _Parameter(NamedTuple):
    name: str
    mode: str
    table: bool


def is_string(token: Any) -> bool:
    """Whether a token is a quoted text."""
    return token.token_type in _STRINGS


def read_head(names: NameReader) -> FunctionHead | None:
    """None for a statement that defines no function or procedure."""
    kinds = ("FUNCTION", "MACRO", "PROCEDURE")
    at = next((at for at in range(min(10, len(names.tokens))) if names.word(at) in kinds), 0)
    if not at:
        return None
    kind: Literal["function", "procedure"] = "procedure" if names.word(at) == "PROCEDURE" else "function"
    start = at + 1
    while names.word(start) in ("IF", "NOT", "EXISTS"):
        start += 1
    name, end = names.name(start)
    if not name:
        return None
    parameters = _parameters(names, end)
    words_before = {names.word(i) for i in range(at)}
    returned, columns, language, begins, body = _behind(names, end)
    macro = names.word(at) == "MACRO"
    if macro and names.word(body) == "TABLE":
        returned, body = True, body + 1
    given, outs = _given(parameters, kind)
    if not columns and kind == "function":
        columns = tuple(one.name for one in parameters if one.mode in ("OUT", "INOUT"))
    return FunctionHead(
        name,
        kind,
        at,
        given,
        outs,
        columns,
        returned or "TABLE" in words_before,
        language,
        body,
        begins,
        bool(words_before & {"TEMP", "TEMPORARY"}),
        macro,
        any(one.table for one in parameters),
        next((at + 1 for at in names.level(end) if at < body and names.word(at) == "RETURNS"), 0),
    )


def _given(parameters: list[_Parameter], kind: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The parameters that a call has arguments for, and which of them it takes back. A function's OUT parameters are
    the columns of its result; a procedure is called with all of them."""
    if kind == "procedure":
        outs = tuple(at for at, one in enumerate(parameters) if one.mode in ("OUT", "INOUT"))
        return tuple(one.name for one in parameters), outs
    return tuple(one.name for one in parameters if one.mode != "OUT"), ()


def _behind(names: NameReader, start: int) -> tuple[bool, tuple[str, ...], str, str, int]:
    """Whether rows are returned, their columns, the language, and where the body begins, behind which word."""
    rows, columns, language, begins, body = False, (), "", "", len(names.tokens)
    found: tuple[str, ...] = columns
    for at in names.level(start):
        word = names.word(at)
        if word == "LANGUAGE" and at + 1 < len(names.tokens) and not language:
            language = str(names.tokens[at + 1].text)
        if begins:
            continue  # behind a quoted body
        if word == "RETURNS":
            rows = names.word(at + 1) in ("TABLE", "SETOF")
            found = _returned(names, at + 1)
        elif word in _BEGINS and names.word(at - 1) not in ("EXECUTE", "LANGUAGE"):
            begins, body = word, at + 1
            if word != "AS" or body >= len(names.tokens) or not is_string(names.tokens[body]):
                break
    return rows, found, language, begins, body


def _returned(names: NameReader, at: int) -> tuple[str, ...]:
    """`TABLE (a int, b text)`, `TABLE<a INT64>`: the columns. One without a name for a plain value of PostgreSQL."""
    if returns_value(names, at):
        return ("",)
    if names.word(at) != "TABLE" or names.word(at + 1) not in ("(", "<"):
        return ()
    return tuple(_column(names, part[0]) for part in parts_between(names, at + 1) if part)


def returns_value(names: NameReader, at: int) -> bool:
    """PostgreSQL: whether the type at this token is none that has columns. In FROM its one column is called as the
    source is."""
    if names.ctx.dialect.bodies != "dollar":
        return False
    return names.word(at + 1 if names.word(at) == "SETOF" else at) in _PLAIN


def _column(names: NameReader, token: Any) -> str:
    return names.ctx.dialect.fold_column(str(token.text), token.token_type is TokenType.IDENTIFIER)


def parts_between(names: NameReader, at: int) -> list[list[Any]]:
    """What stands between the commas of the bracket (round or pointed) that opens at this token."""
    angles = depth = 0
    parts: list[list[Any]] = [[]]
    for token in names.tokens[at:]:
        text = str(token.text)
        angle = 0 if is_string(token) else _ANGLES.get(text, 0)
        depth += (text in ("(", "[")) - (text in (")", "]")) if not is_string(token) else 0
        angles += angle
        if depth + angles <= 0:
            break
        if text == "," and depth + angles == 1:
            parts.append([])
        elif parts[-1] or len(parts) > 1 or token is not names.tokens[at]:
            parts[-1].append(token)
    return parts


def _parameters(names: NameReader, at: int) -> list[_Parameter]:
    if names.word(at) != "(":
        return []
    parts = [part for part in parts_between(names, at) if part]
    return [_parameter(names, part, number) for number, part in enumerate(parts, 1)]


def _parameter(names: NameReader, tokens: list[Any], number: int) -> _Parameter:
    part = names.of(tokens)
    mode = ""
    at = 0
    if part.word(0) in _MODES and len(tokens) > 1:
        mode, at = part.word(0), 1
        if part.word(0) == "IN" and part.word(1) == "OUT" and len(tokens) > 2:
            mode, at = "INOUT", 2
    table = part.word(at + 1) == "TABLE"
    if at + 1 < len(tokens) and part.word(at + 1) in ("OUT", "INOUT"):  # `a OUT int`
        mode = part.word(at + 1)
    named = _is_named(part, at) or names.ctx.dialect.bodies != "dollar"
    return _Parameter(_column(names, tokens[at]) if named else str(number), mode, table)


def _is_named(part: NameReader, at: int) -> bool:
    """Whether PostgreSQL would take the first word for a name, not for a type."""
    first, second = part.word(at), part.word(at + 1)
    if at + 1 >= len(part.tokens) or second in ("(", "[", ".", "DEFAULT", "="):
        return False
    if (first, second) in _TWO_WORDS or (first in _CLOCKS and second in ("WITH", "WITHOUT")):
        return False
    return " " not in str(part.tokens[at].text)
