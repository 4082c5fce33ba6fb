"""Stage 4, core: the statements that run a text, read off their tokens: every spelling ends in an `Execution`."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from graph.extract.algebra.dynamic.lists import parts, variables
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.rewrite import inserted_call
from graph.extract.lexer import words
from graph.names import Name

_RUNS = re.compile(
    r"\bEXEC(?:UTE)?\s*\(|\bSP_EXECUTESQL\b|\bEXECUTE\s+(?!AS\b|ON\b|PROCEDURE\b|FUNCTION\b)|\bPREPARE\b"
    r"|\bSYSEXECSQL\b|\bOPEN\s+[\w.]+\s+FOR\b"
)
_RUNNERS = ("EXEC", "PREPARE", "OPEN")

_ENDS_TEXT = words("INTO USING BULK LOOP RETURNING ;")


def runs_text(text: str) -> bool:
    """Whether anything in it may run a text that it put together: only then its variables are followed."""
    upper = text.upper()
    return any(word in upper for word in _RUNNERS) and _RUNS.search(upper) is not None


class Argument(msgspec.Struct, frozen=True):
    """A value that a text is given: its parameter's name or "", the expression, and whether it is passed back."""

    name: str
    node: Any
    out: bool = False


class Execution(msgspec.Struct, frozen=True):
    """A statement that runs a text. `node`: the expression that gives it; `prepared`: the name of a prepared statement
    instead. `parameters`: what declares them (sp_executesql). `into`: the variables that its rows go into. `insert` and
    `columns`: INSERT … EXEC. `cursor`: OPEN c FOR. `returns`: the rows go to the caller. `server`: where it runs.
    `loops`: a loop runs once for each of its rows."""

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
    loops: bool = False


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
        into = tuple(variables(names, 1, at)) if found else ()
        return msgspec.structs.replace(found, into=into, loops=True) if found else None
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
    written = list(parts(names, at, stop))
    given = [_argument(part) for part in written]
    if not given or any(one is None for one in given):
        return None
    arguments = [one for one in given if one is not None]
    declared = arguments[1].node if len(arguments) > 1 else None
    return Execution(
        "exec",
        arguments[0].node,
        arguments=tuple(arguments[2:]),
        parameters=declared,
        line=_only_string(written[0].tokens),
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
            into = tuple(variables(names, i + 1, end))
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


def _values(names: NameReader, start: int, end: int) -> Iterator[Argument]:
    """`[IN | OUT | IN OUT] x [AS name], …`, perhaps in brackets"""
    while end > start and names.word(end - 1) in (";", "LOOP"):
        end -= 1
    if names.word(start) == "(" and names.skip_brackets(start) == end:
        start, end = start + 1, end - 1
    for part in parts(names, start, end):
        begin, out, name = 0, False, ""
        while part.word(begin) in ("IN", "OUT", "INOUT"):
            out |= part.word(begin) != "IN"
            begin += 1
        last = len(part.tokens)
        if last > begin + 2 and part.word(last - 2) == "AS":
            name, last = str(part.tokens[-1].text).lower(), last - 2
        yield Argument(name, part.expression(part.tokens[begin:last]), out)
