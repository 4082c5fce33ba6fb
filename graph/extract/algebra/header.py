"""Stage 4, core: the head of CREATE PROCEDURE, FUNCTION or TRIGGER: name, parameters, and where its body begins."""

from typing import Literal

import msgspec
from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader
from graph.names import Name

RoutineKind = Literal["procedure", "function", "trigger"]

_KINDS: dict[str, RoutineKind] = {
    "PROCEDURE": "procedure",
    "PROC": "procedure",
    "FUNCTION": "function",
    "TRIGGER": "trigger",
}
_MODES = frozenset({"IN", "OUT", "INOUT", "VARIADIC"})


class Header(msgspec.Struct, frozen=True):
    """`body`: offset in the text behind the AS of a T-SQL routine, -1 where none was found. `on`: a trigger's table."""

    name: Name
    kind: RoutineKind
    parameters: tuple[str, ...] = ()
    on: Name = ()
    body: int = -1


def read_header(names: NameReader) -> Header | None:
    """None for what is no routine of a known kind (packages, type bodies)."""
    at = next((at for at in range(min(8, len(names.tokens))) if names.word(at) in _KINDS), 0)
    if not at:
        return None
    kind = _KINDS[names.word(at)]
    while names.word(at + 1) in ("IF", "NOT", "EXISTS"):
        at += 1
    name, at = names.name(at + 1)
    if not name:
        return None
    begin = _body(names, at)
    on: Name = ()
    if kind == "trigger":
        on = next((names.name(i + 1)[0] for i in range(at, len(names.tokens)) if names.word(i) == "ON"), ())
    body = names.tokens[begin - 1].end + 1 if begin else -1
    return Header(name, kind, _parameters(names, at, begin or len(names.tokens)), on, body)


def _body(names: NameReader, start: int) -> int:
    """The token behind the AS that begins the body; 0 if there is none."""
    for at in names.level(start):
        if names.word(at) != "AS" or names.word(at - 1) in ("EXECUTE", "EXEC"):
            continue
        if names.tokens[at - 1].token_type is TokenType.VAR and names.word(at - 2) == "@":
            continue  # `@p AS int`
        return at + 1
    return 0


def _parameters(names: NameReader, start: int, end: int) -> tuple[str, ...]:
    """T-SQL's `@a int, @b int` with or without brackets; elsewhere the first word of each part in brackets."""
    tokens = names.tokens
    if any(names.word(at) == "@" for at in range(start, min(end, start + 3))):
        marks = (at for at in range(start, end - 1) if names.word(at) == "@" and names.word(at - 1) != "RETURNS")
        return tuple(dict.fromkeys("@" + str(tokens[at + 1].text).lower() for at in marks))
    if names.word(start) != "(":
        return ()
    found: list[str] = []
    stop = names.skip_brackets(start) - 1
    expects = True
    for at in names.level(start + 1):
        if at >= stop:
            break
        if expects and names.word(at) not in _MODES:
            found.extend(names.parts_of(tokens[at]))
            expects = False
        expects = expects or names.word(at) == ","
    return tuple(found)
