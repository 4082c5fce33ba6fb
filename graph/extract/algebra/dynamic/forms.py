"""Stage 4, core: the statements that run a text, and those that put one together, read off their tokens.

Every language's spelling ends in the same two values: an `Execution` and `Assigned`. What is not one of them may still
give variables new values: `lost` says which.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec
from sqlglot import exp

from graph.extract.algebra.dynamic.shapes import typed_kind
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.reading import Reader, Unreadable
from graph.extract.algebra.rewrite import inserted_call, rewrite
from graph.extract.lexer import words
from graph.names import Name

RUNS_TEXT = re.compile(
    r"(?i)\bEXEC(?:UTE)?\s*\(|\bsp_executesql\b|\bEXECUTE\s+(?!AS\b|ON\b|PROCEDURE\b|FUNCTION\b)|\bPREPARE\b|\bsysexecsql\b|\bOPEN\s+[\w.]+\s+FOR\b"
)
"""What a text must hold before it is worth while to follow its variables."""

_TYPED_WORDS = words(
    """INT INTEGER BIGINT SMALLINT TINYINT MEDIUMINT BIT BOOL BOOLEAN NUMBER NUMERIC DECIMAL DEC FLOAT FLOAT64 INT64
    DOUBLE REAL MONEY SMALLMONEY DATE TIME DATETIME DATETIME2 SMALLDATETIME DATETIMEOFFSET TIMESTAMP TIMESTAMPTZ
    TIMESTAMP_NTZ TIMESTAMP_LTZ INTERVAL UUID UNIQUEIDENTIFIER PLS_INTEGER BINARY_INTEGER SIMPLE_INTEGER NATURAL
    POSITIVE SERIAL BIGSERIAL OID INT2 INT4 INT8 FLOAT4 FLOAT8 BIGNUMERIC"""
)
_PARAMETER = re.compile(r"(@?[^\W\d][\w$#]*)\s+(?:(?:AS|IN|OUT|INOUT|CONSTANT)\s+)*([A-Za-z]\w*)")
_ENDS_TEXT = words("INTO USING BULK LOOP RETURNING ;")
_LEAVES = words("RETURN THROW SIGNAL RESIGNAL RAISE")
_LEAVES_LOOP = words("BREAK CONTINUE EXIT LEAVE ITERATE")
_SAYS_ONLY = words("NOTICE WARNING INFO LOG DEBUG")


class Argument(msgspec.Struct, frozen=True):
    """A value that a text is given: its parameter's name or "", the expression, and whether it is passed back."""

    name: str
    node: Any
    out: bool = False


class Execution(msgspec.Struct, frozen=True):
    """A statement that runs a text. `node`: the expression that gives it; `prepared`: the name of a prepared statement
    instead. `parameters`: what declares them (sp_executesql). `into`: the variables that its rows go into. `insert` and
    `columns`: INSERT … EXEC. `cursor`: OPEN c FOR. `returns`: the rows go to the caller. `server`: where it runs."""

    kind: str
    node: Any = None
    prepared: str = ""
    arguments: tuple[Argument, ...] = ()
    parameters: Any = None
    into: tuple[str, ...] = ()
    insert: Name = ()
    columns: tuple[str, ...] = ()
    cursor: str = ""
    returns: bool = False
    server: Name = ()
    line: int = -1


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


# --- what runs a text ----------------------------------------------------------------------------------------------


def execution(names: NameReader, *, body: bool) -> Execution | None:
    """The statement as one that runs a text; None for any other. `body`: it stands in a procedural body."""
    if names.ctx.dialect.go_batches:
        return _microsoft(names)
    first = names.word(0)
    if first in ("EXECUTE", "EXEC"):
        immediate = names.word(1) == "IMMEDIATE"
        if not immediate and names.ctx.dialect.delimiter_command:
            return _prepared(names)
        plain = body and names.ctx.dialect.bodies == "dollar"  # elsewhere EXECUTE names a routine
        return _of_text(names, 2 if immediate else 1, "execute") if immediate or plain else None
    if first == "RETURN" and names.word(1) == "QUERY" and names.word(2) == "EXECUTE":
        found = _of_text(names, 3, "execute")
        return msgspec.structs.replace(found, returns=True) if found else None
    if first == "FOR" and body:
        at = next((at for at in range(min(40, len(names.tokens))) if names.word(at) == "EXECUTE"), 0)
        found = _of_text(names, at + 1 + (names.word(at + 1) == "IMMEDIATE"), "execute") if at else None
        into = tuple(_variables(names, 1, at)) if found else ()
        return msgspec.structs.replace(found, into=into) if found else None
    if first == "CALL" and names.word(3) == "SYSEXECSQL" and names.word(4) == "(":  # Teradata
        return _of_text(names.of(names.tokens[5 : names.skip_brackets(4) - 1]), 0, "call")
    return _opened(names) if first == "OPEN" and body else None


def _microsoft(names: NameReader) -> Execution | None:
    inserted = inserted_call(names)
    target, columns, at = inserted if inserted is not None else ((), (), 0)
    found = _exec(names, at + 1) if names.word(at) in ("EXEC", "EXECUTE") else None
    return msgspec.structs.replace(found, insert=target, columns=columns) if found is not None else None


def _exec(names: NameReader, at: int) -> Execution | None:
    if names.word(at) == "(":
        end = names.skip_brackets(at)
        inner = names.of(names.tokens[at + 1 : end - 1])
        comma = next((i for i in inner.level(0) if inner.word(i) == ","), len(inner.tokens))
        server = names.name(end + 1)[0] if names.word(end) == "AT" else ()
        if names.word(end) == "AT" and names.word(end + 1) == "DATA_SOURCE":
            server = names.name(end + 2)[0]
        return _execution(names, inner.tokens[:comma], server)
    if names.word(at) == "@" and names.word(at + 2) == "=":
        at += 3
    name, at = names.name(at)
    if not name or name[-1].lower() != "sp_executesql":
        return None
    stop = next((i for i in names.level(at) if names.word(i) in (";", "OPTION")), len(names.tokens))
    parts = list(_parts(names, at, stop))
    given = [_argument(part) for part in parts]
    if not given or any(one is None for one in given):
        return None
    arguments = [one for one in given if one is not None]
    declared = arguments[1].node if len(arguments) > 1 else None
    return Execution(
        "exec",
        arguments[0].node,
        arguments=tuple(arguments[2:]),
        parameters=declared,
        line=_only_string(parts[0].tokens),
    )


def _execution(names: NameReader, tokens: list[Any], server: Name) -> Execution | None:
    node = names.expression(tokens) if tokens else None
    return Execution("exec", node, server=server, line=_only_string(tokens)) if node is not None else None


def _only_string(tokens: list[Any]) -> int:
    """The line (from 0) of the one string that the text is written as; -1 where it is put together."""
    strings = [token for token in tokens if "STRING" in str(token.token_type)]
    whole = len(strings) == 1 and all(str(token.text) != "+" for token in tokens)
    return int(strings[0].line) - 1 - str(strings[0].text).count("\n") if whole else -1


def _argument(part: NameReader) -> Argument | None:
    """`@p = expression [OUTPUT]`"""
    begin, last, name = 0, len(part.tokens), ""
    if part.word(0) == "@" and part.word(2) == "=":
        name, begin = "@" + str(part.tokens[1].text).lower(), 3
    out = part.word(last - 1) in ("OUTPUT", "OUT")
    node = part.expression(part.tokens[begin : last - out])
    return Argument(name, node, out) if node is not None else None


def _parts(names: NameReader, start: int, end: int) -> Iterator[NameReader]:
    """What stands between commas."""
    begin = start
    for at in (*(at for at in names.level(start) if at < end), end):
        if at == end or names.word(at) == ",":
            if at > begin:
                yield names.of(names.tokens[begin:at])
            begin = at + 1


def _prepared(names: NameReader) -> Execution | None:
    """MySQL: EXECUTE s [USING @a, @b]"""
    name = names.parts_of(names.tokens[1])[-1].lower() if len(names.tokens) > 1 else ""
    at = next((at for at in range(2, len(names.tokens)) if names.word(at) == "USING"), 0)
    arguments = tuple(_values(names, at + 1, len(names.tokens))) if at else ()
    return Execution("execute", prepared="prepared " + name, arguments=arguments) if name else None


def _of_text(names: NameReader, at: int, kind: str) -> Execution | None:
    """expression [[BULK COLLECT] INTO a, b] [USING x, y], in either order"""
    ends = [i for i in names.level(at) if names.word(i) in _ENDS_TEXT]
    stop = ends[0] if ends else len(names.tokens)
    node = names.expression(names.tokens[at:stop])
    if node is None or stop == at:
        return None
    into: tuple[str, ...] = ()
    arguments: tuple[Argument, ...] = ()
    for i, end in pairwise((*ends, len(names.tokens))):
        if names.word(i) == "INTO":
            into = tuple(_variables(names, i + 1, end))
        elif names.word(i) == "USING":
            arguments = tuple(_values(names, i + 1, end))
    return Execution(kind, node, arguments=arguments, into=into, line=_only_string(names.tokens[at:stop]))


def _opened(names: NameReader) -> Execution | None:
    """OPEN c FOR [EXECUTE] expression [USING …]"""
    at = next((at for at in range(2, min(8, len(names.tokens))) if names.word(at) == "FOR"), 0)
    dynamic = names.word(at + 1) == "EXECUTE"
    if not at or names.word(at + 1) in ("SELECT", "WITH", "(") or not (dynamic or names.dialect != "postgres"):
        return None
    found = _of_text(names, at + 2 if dynamic else at + 1, "execute")
    return msgspec.structs.replace(found, cursor=names.parts_of(names.tokens[1])[-1]) if found else None


def _variables(names: NameReader, start: int, end: int) -> Iterator[str]:
    """`a, b.c, @d` as keys of variables."""
    for part in _parts(names, start, end):
        at = 1 if part.word(0) == "STRICT" else 0
        sign = part.ctx.sign if part.word(at) == "@" else "@"
        if part.word(at) in ("@", ":"):
            at += 1
        if at >= len(part.tokens) or part.word(at) in ("IN", ";"):
            continue
        yield sign + ".".join(_variable_parts(part, at))


def _variable_parts(part: NameReader, at: int) -> Iterator[str]:
    fold = part.ctx.dialect.fold_column
    for token in part.tokens[at::2]:
        yield fold(str(token.text), str(token.token_type).endswith("IDENTIFIER"))
        if part.word(part.tokens.index(token) + 1) != ".":
            return


def _values(names: NameReader, start: int, end: int) -> Iterator[Argument]:
    """`[IN | OUT | IN OUT] x [AS name], …`, perhaps in brackets"""
    while end > start and names.word(end - 1) in (";", "LOOP"):
        end -= 1
    if names.word(start) == "(" and names.skip_brackets(start) == end:
        start, end = start + 1, end - 1
    for part in _parts(names, start, end):
        begin, out, name = 0, False, ""
        while part.word(begin) in ("IN", "OUT", "INOUT"):
            out |= part.word(begin) != "IN"
            begin += 1
        last = len(part.tokens)
        if last > begin + 2 and part.word(last - 2) == "AS":
            name, last = str(part.tokens[-1].text).lower(), last - 2
        yield Argument(name, part.expression(part.tokens[begin:last]), out)


# --- what puts a text together -------------------------------------------------------------------------------------


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
    variables = item.this if isinstance(item.this, list) else [item.this]
    kind = item.args.get("kind")
    for variable in variables:
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
        parts = list(_variable_parts(names, start)) if names.tokens else []
        if not sign or sign != start + 2 * len(parts) - 1:
            return None
        return [Assigned("@" + ".".join(parts), names.expression(_until_end(names, sign + 1)))]
    return _standard_declared(names, start, sign)


def _standard_declared(names: NameReader, start: int, sign: int) -> list[Assigned] | None:
    fold = names.ctx.dialect.fold_column
    if "CURSOR" in (names.word(start), names.word(start + 1), names.word(start + 3)):
        return []
    variables, at = [], start
    while at < len(names.tokens):
        variables.append(
            "@" + fold(str(names.tokens[at].text), str(names.tokens[at].token_type).endswith("IDENTIFIER"))
        )
        if names.word(at + 1) != ",":
            break
        at += 2
    kind = names.word(at + 2) if names.word(at + 1) == "CONSTANT" else names.word(at + 1)
    node = names.expression(_until_end(names, sign + 1)) if sign else None
    typed = kind in _TYPED_WORDS or (
        kind in (":=", "=", "DEFAULT") and isinstance(node, exp.Literal) and not node.is_string
    )
    return [Assigned(name, node, typed=typed) for name in variables]


def _selected(names: NameReader) -> list[Assigned] | None:
    """`SELECT e INTO x`, with no table to read from"""
    level = [(at, names.word(at)) for at in names.level(1)]
    into = [at for at, word in level if word == "INTO"]
    if len(into) != 1 or any(word in ("FROM", ",") for _, word in level):
        return None
    targets = list(_variables(names, into[0] + 1, len(names.tokens)))
    return [Assigned(targets[0], names.expression(names.tokens[1 : into[0]]))] if len(targets) == 1 else None


def _set(names: NameReader) -> list[Assigned] | None:
    found = []
    for part in _parts(names, 1, len(names.tokens)):
        at = 1 if part.word(0) in ("@", "VAR", "VARIABLE") else 0
        prefix = part.ctx.sign if part.word(0) == "@" else "@"
        if at >= len(part.tokens) or part.word(at) == "(":
            return None
        parts = list(_variable_parts(part, at))
        sign = at + 2 * len(parts) - 1
        if part.word(sign) not in ("=", ":="):
            return None
        found.append(Assigned(prefix + ".".join(parts), part.expression(_until_end(part, sign + 1))))
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
