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
_OUT = frozenset({"OUT", "INOUT"})


class Header(msgspec.Struct, frozen=True):
    """`body`: offset in the text behind the AS of a T-SQL routine, -1 where none was found. `on`: a trigger's table.
    `outs`: positions of the parameters that are passed back."""

    name: Name
    kind: RoutineKind
    parameters: tuple[str, ...] = ()
    on: Name = ()
    body: int = -1
    outs: tuple[int, ...] = ()


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
        if len(name) == 1 and names.ctx.dialect.go_batches:  # it is in its table's schema
            name = (*on[:-1], *name)
    body = names.tokens[begin - 1].end + 1 if begin else -1
    parameters = parameters_in(names, at, begin or len(names.tokens))
    return Header(name, kind, tuple(parameters), on, body, tuple(i for i, out in enumerate(parameters.values()) if out))


def _body(names: NameReader, start: int) -> int:
    """The token behind the AS that begins the body; 0 if there is none."""
    for at in names.level(start):
        if names.word(at) != "AS" or names.word(at - 1) in ("EXECUTE", "EXEC"):
            continue
        if names.tokens[at - 1].token_type is TokenType.VAR and names.word(at - 2) == "@":
            continue  # `@p AS int`
        return at + 1
    return 0


def parameters_in(names: NameReader, start: int, end: int) -> dict[str, bool]:
    """T-SQL's `@a int, @b int` with or without brackets; elsewhere the first word of each part in brackets. And of each
    whether it is passed back."""
    if any(names.word(at) == "@" for at in range(start, min(end, start + 3))):
        return _microsoft(names, start, end)
    found: dict[str, bool] = {}
    if names.word(start) != "(":
        return found
    stop = names.skip_brackets(start) - 1
    expects = True
    out = False
    last = ""
    for at in names.level(start + 1):
        if at >= stop:
            break
        word = names.word(at)
        if word in _OUT and (expects or names.word(at - 1) in ("IN", last.upper())):
            out = True
            if not expects:
                found[last] = True
        elif expects and word not in _MODES:
            last = names.parts_of(names.tokens[at])[-1]
            found[last] = out
            expects = False
        elif word == ",":
            expects, out = True, False
    return found


def _microsoft(names: NameReader, start: int, end: int) -> dict[str, bool]:
    found: dict[str, bool] = {}
    last = ""
    for at in range(start, end - 1):
        word = names.word(at)
        if word == "@" and names.word(at - 1) != "RETURNS":
            last = "@" + str(names.tokens[at + 1].text).lower()
            found.setdefault(last, False)
        elif word == "RETURNS":
            break
        elif word in ("OUTPUT", "OUT") and last:
            found[last] = True
    return found
