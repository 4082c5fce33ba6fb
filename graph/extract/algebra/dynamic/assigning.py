"""Stage 4, core: the statements that put a text together, read off their tokens: they end in `Assigned` values.

What is not one of them may still give variables new values: `lost` says which.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlglot import exp

from graph.extract.algebra.dynamic.lists import parts, variable_parts, variables
from graph.extract.algebra.dynamic.shapes import typed_kind
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.reading import Reader, Unreadable
from graph.extract.algebra.rewrite import rewrite
from graph.extract.lexer import words

_TYPED_WORDS = words(
    """INT INTEGER BIGINT SMALLINT TINYINT MEDIUMINT BIT BOOL BOOLEAN NUMBER NUMERIC DECIMAL DEC FLOAT FLOAT64 INT64
    DOUBLE REAL MONEY SMALLMONEY DATE TIME DATETIME DATETIME2 SMALLDATETIME DATETIMEOFFSET TIMESTAMP TIMESTAMPTZ
    TIMESTAMP_NTZ TIMESTAMP_LTZ INTERVAL UUID UNIQUEIDENTIFIER PLS_INTEGER BINARY_INTEGER SIMPLE_INTEGER NATURAL
    POSITIVE SERIAL BIGSERIAL OID INT2 INT4 INT8 FLOAT4 FLOAT8 BIGNUMERIC"""
)
_PARAMETER = re.compile(r"(@?[^\W\d][\w$#]*)\s+(?:(?:AS|IN|OUT|INOUT|CONSTANT)\s+)*([A-Za-z]\w*)")
_LEAVES = words("RETURN THROW SIGNAL RESIGNAL RAISE")
_LEAVES_LOOP = words("BREAK CONTINUE EXIT LEAVE ITERATE")
_SAYS_ONLY = words("NOTICE WARNING INFO LOG DEBUG")


class Assigned(msgspec.Struct, frozen=True):
    """`name := node`, None: a value that is not known. `maybe`: any number of times. `typed`: of a declaration."""

    name: str
    node: Any = None
    maybe: bool = False
    typed: bool | None = None


class Prepared(msgspec.Struct, frozen=True):
    """PREPARE name FROM node."""

    name: str
    node: Any


def typed_names(header: str) -> Iterator[tuple[str, bool]]:
    """The parameters in the head of a routine, or in sp_executesql's list, as far as their type is one of numbers,
    dates and the like."""
    for match in _PARAMETER.finditer(header):
        if match[2].upper() in _TYPED_WORDS:
            yield match[1].lower(), True


def leaves(names: NameReader) -> str:
    """ "body" for RETURN and its like, "loop" for BREAK, "" for what goes on behind it."""
    first = names.word(0)
    if first in _LEAVES and not (first == "RAISE" and names.word(1) in _SAYS_ONLY):
        return "" if first == "RETURN" and names.word(1) in ("QUERY", "NEXT") else "body"
    if first in _LEAVES_LOOP and all(names.word(at) != "WHEN" for at in range(min(4, len(names.tokens)))):
        return "loop"
    return ""


def prepared(names: NameReader) -> Prepared | None:
    """MySQL: PREPARE s FROM 'text' | @variable"""
    if names.word(0) != "PREPARE" or names.word(2) != "FROM":
        return None
    node = names.expression([token for token in names.tokens[3:] if str(token.text) != ";"])
    return Prepared("prepared " + names.parts_of(names.tokens[1])[-1].lower(), node) if node is not None else None


def assigned(names: NameReader, reader: Reader, *, declares: bool) -> list[Assigned] | None:
    """The values that the statement gives to variables; None for a statement that is no plain assignment."""
    if names.ctx.dialect.go_batches:
        return _microsoft_assigned(names, reader)
    return _standard_assigned(names, declares=declares)


def _microsoft_assigned(names: NameReader, reader: Reader) -> list[Assigned] | None:
    first = names.word(0)
    selects = first == "SELECT" and ("@" in (names.word(1), names.word(2)) or names.word(1) == "TOP")
    if not (first == "DECLARE" or (first == "SET" and names.word(1) == "@") or selects):
        return None
    try:
        changed = rewrite(names.ctx, reader, names)
        trees = reader.trees(changed.tokens, changed.text)
    except (Unreadable, ValueError):
        return None
    (tree,) = trees if len(trees) == 1 else (None,)
    if tree.__class__ is exp.Declare:
        return [one for item in tree.expressions for one in _declared(names, item)]
    if tree.__class__ is not exp.Select:
        return None
    maybe = bool(tree.args.get("from_") or tree.args.get("where"))
    found = []
    for one in tree.expressions:
        target = one.args.get("this")
        if one.__class__ not in (exp.EQ, exp.PropertyEQ) or target.__class__ is not exp.Parameter:
            return None
        found.append(Assigned(_key(names, target), one.args["expression"], maybe))
    return found


def _declared(names: NameReader, item: Any) -> Iterator[Assigned]:
    declared = item.this if isinstance(item.this, list) else [item.this]
    kind = item.args.get("kind")
    for variable in declared:
        if variable.__class__ is exp.Parameter and kind.__class__ is not exp.Schema:
            yield Assigned(_key(names, variable), item.args.get("default") or None, typed=typed_kind(kind))


def _key(names: NameReader, parameter: Any) -> str:
    return "@" + names.ctx.bare_variables[str(parameter.name)]


def _standard_assigned(names: NameReader, *, declares: bool) -> list[Assigned] | None:
    """`x := e`, `SET x = e, y = e`, `LET x t := e`, `DECLARE x t DEFAULT e`, and a declaration without its word"""
    first = names.word(0)
    if first == "SET":
        return _set(names)
    if first == "SELECT":
        return _selected(names)
    start = 1 if first in ("DECLARE", "LET", "VAR", "VARIABLE") else 0
    if names.word(start) == "@":
        start += 1
    signs = (":=", "=", "DEFAULT") if declares or start else (":=", "=")
    sign = next((at for at in names.level(start)[:24] if names.word(at) in signs), 0)
    if not (declares or first in ("DECLARE", "LET")):
        path = list(variable_parts(names, start)) if names.tokens else []
        if not sign or sign != start + 2 * len(path) - 1:
            return None
        return [Assigned("@" + ".".join(path), names.expression(_until_end(names, sign + 1)))]
    return _standard_declared(names, start, sign)


def _standard_declared(names: NameReader, start: int, sign: int) -> list[Assigned] | None:
    fold = names.ctx.dialect.fold_column
    if "CURSOR" in (names.word(start), names.word(start + 1), names.word(start + 3)):
        return []
    found, at = [], start
    while at < len(names.tokens):
        found.append("@" + fold(str(names.tokens[at].text), str(names.tokens[at].token_type).endswith("IDENTIFIER")))
        if names.word(at + 1) != ",":
            break
        at += 2
    kind = names.word(at + 2) if names.word(at + 1) == "CONSTANT" else names.word(at + 1)
    node = names.expression(_until_end(names, sign + 1)) if sign else None
    typed = kind in _TYPED_WORDS or (
        kind in (":=", "=", "DEFAULT") and isinstance(node, exp.Literal) and not node.is_string
    )
    return [Assigned(name, node, typed=typed) for name in found]


def _selected(names: NameReader) -> list[Assigned] | None:
    """`SELECT e INTO x`, with no table to read from"""
    level = [(at, names.word(at)) for at in names.level(1)]
    into = [at for at, word in level if word == "INTO"]
    if len(into) != 1 or any(word in ("FROM", ",") for _, word in level):
        return None
    targets = list(variables(names, into[0] + 1, len(names.tokens)))
    return [Assigned(targets[0], names.expression(names.tokens[1 : into[0]]))] if len(targets) == 1 else None


def _set(names: NameReader) -> list[Assigned] | None:
    found = []
    for part in parts(names, 1, len(names.tokens)):
        at = 1 if part.word(0) in ("@", "VAR", "VARIABLE") else 0
        prefix = part.ctx.sign if part.word(0) == "@" else "@"
        if at >= len(part.tokens) or part.word(at) == "(":
            return None
        path = list(variable_parts(part, at))
        sign = at + 2 * len(path) - 1
        if part.word(sign) not in ("=", ":="):
            return None
        found.append(Assigned(prefix + ".".join(path), part.expression(_until_end(part, sign + 1))))
    return found


def _until_end(names: NameReader, start: int) -> list[Any]:
    tokens = names.tokens[start:]
    return tokens[:-1] if tokens and str(tokens[-1].text) == ";" else tokens


def lost(names: NameReader) -> list[str]:
    """The variables that a statement of another kind may give a new value."""
    found: dict[str, None] = {}
    microsoft = names.ctx.dialect.go_batches
    into = names.word(0) in ("CALL", "FOR", "FOREACH")
    for at in range(len(names.tokens)):
        word = names.word(at)
        if word in ("INTO", "DIAGNOSTICS"):
            into = True
        elif word in ("FROM", "USING", "IN") and names.word(0) != "CALL":
            into = False
        if word == "@" and at + 1 < len(names.tokens):
            behind = names.word(at + 2)
            if (
                into
                or behind in ("OUTPUT", "OUT")
                or (behind in ("=", ":=") and names.word(0) in ("UPDATE", "EXEC", "EXECUTE", "SELECT"))
            ):
                found[names.ctx.sign + str(names.tokens[at + 1].text).lower()] = None
        elif into and not microsoft:
            found["@" + names.ctx.dialect.fold_column(str(names.tokens[at].text), False)] = None
    return list(found)
