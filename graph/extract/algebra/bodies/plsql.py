"""Stage 4, core: Oracle's procedures, functions, triggers, packages and blocks, routine by routine.

A routine of a package is called `package.routine` (with the package's schema before it), one inside of another routine
`outer.inner`. Each is defined by a statement of its own, followed by its body's. What a routine reads of variables that
other routines set is not followed, and said.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from graph.extract.algebra.bodies.header import parameters_in
from graph.extract.algebra.bodies.plsql_walk import PlsqlWalk
from graph.extract.algebra.bodies.procedural import (
    Body,
    Subprogram,
    read_block,
    read_compound,
    read_declared,
    read_package,
)
from graph.extract.algebra.bodies.procedural_words import NAME, PLSQL, NotFollowed, Token, read_tokens
from graph.extract.algebra.bodies.walk import Placed, line_ends
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import Built, StatementBuilder
from graph.extract.algebra.variables import folded
from graph.extract.tsql_statements import Segment
from graph.facts import DefineRoutine, Op
from graph.names import Name

_KINDS = ("PROCEDURE", "FUNCTION", "TRIGGER", "PACKAGE", "TYPE")
_LABEL = re.compile(rf"\s*<<\s*({NAME})\s*>>")
_BEGINS_BODY = ("IS", "AS")


class Unit(NamedTuple):
    """What routines of one text share. `assigned`: where each variable gets what may be data, in order. `collections`:
    names of what may hold many values. `prefix`: what stands before the routines' names. `names`: variables of the
    package."""

    builder: StatementBuilder
    text: str
    assigned: dict[str, list[int]]
    collections: frozenset[str]
    prefix: Name = ()
    names: tuple[str, ...] = ()


def routine(builder: StatementBuilder, names: NameReader) -> list[Placed] | None:
    """The statements of CREATE PROCEDURE, FUNCTION, TRIGGER, PACKAGE or TYPE BODY; None where it is not followed."""
    at = next((at for at in range(min(8, len(names.tokens))) if names.word(at) in _KINDS), -1)
    if at < 0:
        return None
    kind = names.word(at)
    at += 1
    is_body = names.word(at) == "BODY"
    at += is_body
    while names.word(at) in ("IF", "NOT", "EXISTS"):
        at += 1
    name, after = names.name(at)
    if not name:
        return None
    try:
        if kind == "TRIGGER":
            return _trigger(builder, names, name, after)
        if kind in ("PACKAGE", "TYPE"):
            return _package(builder, names, name, after, is_body=is_body)
        return _alone(builder, names, name, after, "procedure" if kind == "PROCEDURE" else "function")
    except NotFollowed:
        return None
    finally:
        builder.ctx.declare_variables((), "")
        builder.ctx.routines = {}


def block(builder: StatementBuilder, text: str) -> list[Placed] | None:
    """The statements of an anonymous block."""
    try:
        body = read_block(text, 0, len(text), builder.ctx.dialect, PLSQL)
    except NotFollowed:
        return None
    unit = _unit(builder, text, ())
    try:
        _local_names(unit, (), body.routines)
        nested = list(_nested(unit, (), body.routines, ()))
        label = _LABEL.match(text)
        _declare(unit, (folded(builder.ctx, label[1]),) if label else (), (), body, (0, len(text)))
        return [*nested, *PlsqlWalk(builder, text, body.segments, ()).placed()]
    finally:
        builder.ctx.declare_variables((), "")
        builder.ctx.routines = {}


def _unit(builder: StatementBuilder, text: str, prefix: Name) -> Unit:
    tokens = read_tokens(text, 0, len(text), builder.ctx.dialect)
    fold = builder.ctx.dialect.fold_column
    assigned: dict[str, list[int]] = {}
    for name, at in _assigned(text, tokens, fold):
        assigned.setdefault(name, []).append(at)
    return Unit(builder, text, assigned, _collections(text, tokens, fold), prefix)


def _alone(
    builder: StatementBuilder, names: NameReader, name: Name, after: int, kind: Literal["procedure", "function"]
) -> list[Placed] | None:
    text = names.text
    begin = next((at for at in names.level(after) if names.word(at) in _BEGINS_BODY), 0)
    if not begin or names.word(begin + 1) in ("LANGUAGE", "EXTERNAL"):
        return None
    start = names.tokens[begin].end + 1
    body = read_declared(text, start, len(text), builder.ctx.dialect, PLSQL)
    unit = _unit(builder, text, ())
    builder.ctx.routines = {name[-1:]: name}
    header = parameters_in(names, after, begin)
    return list(_routine(unit, name, kind, header, body, (0, len(text)), ()))


def _routine(
    unit: Unit,
    name: Name,
    kind: Literal["procedure", "function"],
    parameters: dict[str, bool],
    body: Body,
    span: tuple[int, int],
    outer: tuple[str, ...],
) -> Iterator[Placed]:
    """The routines inside of it, then its definition, then its body. `outer`: variables around it."""
    routines = unit.builder.ctx.routines
    _local_names(unit, name, body.routines)
    own = (*parameters, *_scope(unit, body))
    yield from _nested(unit, name, body.routines, (*outer, *own))
    outs = tuple(at for at, is_out in enumerate(parameters.values()) if is_out)
    define = DefineRoutine(name, kind, tuple(parameters), outs=outs)
    yield Placed(Built(kind, ops=(define,)), _lines(unit.text, span))
    _declare(unit, name, (*outer, *parameters), body, span, own=frozenset(own))
    yield from PlsqlWalk(unit.builder, unit.text, body.segments, name).placed()
    unit.builder.ctx.routines = routines


def _nested(unit: Unit, name: Name, routines: Iterable[Subprogram], outer: tuple[str, ...]) -> Iterator[Placed]:
    for one in routines:
        if one.body is None:
            continue
        names = unit.builder.reader_of(unit.text[one.head : one.header_end])
        if names is None:
            continue
        kind: Literal["procedure", "function"] = "procedure" if names.word(0) == "PROCEDURE" else "function"
        parameters = parameters_in(names, 2, len(names.tokens))
        own = (*name, *names.parts_of(names.tokens[1]))
        yield from _routine(unit, own, kind, parameters, one.body, (one.head, one.tail), outer)


def _local_names(unit: Unit, name: Name, routines: Sequence[Subprogram]) -> None:
    """From here on the routines declared in `name` are known by their own names, and behind its last part."""
    known = dict(unit.builder.ctx.routines) if routines else {}
    for one in routines:
        names = unit.builder.reader_of(unit.text[one.head : one.header_end])
        if names is not None and len(names.tokens) > 1:
            own = names.parts_of(names.tokens[1])
            known[own] = (*name, *own)
            known[(*name[-1:], *own)] = (*name, *own)
    if routines:
        unit.builder.ctx.routines = known


def _scope(unit: Unit, body: Body) -> tuple[str, ...]:
    ctx = unit.builder.ctx
    first = next((one.scope for one in body.segments if one.kind == "begin"), ())
    return tuple(folded(ctx, written) for written in (*body.names, *first))


def _declare(
    unit: Unit,
    name: Name,
    around: tuple[str, ...],
    body: Body,
    span: tuple[int, int],
    own: frozenset[str] = frozenset(),
) -> None:
    """The variables that a body sees, and which of them hold what other routines put there."""
    ctx = unit.builder.ctx
    visible = (*unit.names, *around, *PLSQL.implicit)
    ctx.declare_variables(visible, name[-1] if name else "", columns_win=True)
    shared = frozenset(visible) - own - frozenset(PLSQL.implicit)
    inner = frozenset(_scope(unit, body)) | own
    ctx.foreign = frozenset(
        {one for one in shared if _is_set_outside(unit, one, span)}
        | {one for one in inner if any(_is_set_inside(unit, one, (sub.head, sub.tail)) for sub in body.routines)}
    )
    ctx.collections = unit.collections


_NOT_DATA = frozenset(("NULL", "TRUE", "FALSE", "SYSDATE", "SYSTIMESTAMP", "USER", "+", "-", "*", "/", "|"))


_Fold: TypeAlias = Callable[[str, bool], str]


def _is_set_outside(unit: Unit, name: str, span: tuple[int, int]) -> bool:
    places = unit.assigned.get(name, [])
    return bool(places) and (places[0] < span[0] or places[-1] >= span[1])


def _is_set_inside(unit: Unit, name: str, span: tuple[int, int]) -> bool:
    places = unit.assigned.get(name, [])
    at = bisect_left(places, span[0])
    return at < len(places) and places[at] < span[1]


def _assigned(text: str, tokens: list[Token], fold: _Fold) -> Iterator[tuple[str, int]]:
    """The variables that get what may be data (`:=`, INTO), and where."""
    for at, token in enumerate(tokens):
        if token.word == ":=":
            first = _path_start(tokens, at)
            leads = first == 0 or tokens[first - 1].word in _BEFORE_STATEMENTS
            if leads and not _is_constant(tokens, at, tokens[first].word):
                yield fold(text[tokens[first].head : tokens[first].tail], False), token.head
        elif token.word == "INTO":
            yield from _into(text, tokens, at + 1, fold)


_BEFORE_STATEMENTS = frozenset((";", "BEGIN", "THEN", "ELSE", "LOOP", ">>"))


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


def _collections(text: str, tokens: list[Token], fold: _Fold) -> frozenset[str]:
    """Names with brackets behind them, and what BULK COLLECT fills."""
    found: set[str] = set()
    for at in range(1, len(tokens)):
        if tokens[at].word == "(" and tokens[at - 1].word != '"':
            found.add(fold(text[tokens[at - 1].head : tokens[at - 1].tail], False))
        elif tokens[at].word == "INTO" and tokens[at - 1].word == "COLLECT":
            found.update(name for name, _ in _into(text, tokens, at + 1, fold))
    return frozenset(found)


def _lines(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Counted from the text's first line (0)."""
    ends = line_ends(text)
    return bisect_left(ends, span[0]), bisect_left(ends, max(span[0], span[1] - 1))


# --- packages --------------------------------------------------------------------------------------------------------


def _package(
    builder: StatementBuilder, names: NameReader, name: Name, after: int, *, is_body: bool
) -> list[Placed] | None:
    text = names.text
    begin = next((at for at in names.level(after) if names.word(at) in _BEGINS_BODY), 0)
    if not begin:
        return None
    body = read_package(text, names.tokens[begin].end + 1, len(text), builder.ctx.dialect, PLSQL)
    unit = _unit(builder, text, name)
    ctx = builder.ctx
    own = tuple(dict.fromkeys((*builder.packages.get(name[-1:], ()), *(folded(ctx, one) for one in body.names))))
    builder.packages[name[-1:]] = own
    unit = unit._replace(names=own)
    whole = Placed(Built("package_body" if is_body else "package"), (0, text.count("\n")))
    _local_names(unit, name, body.routines)
    cursors = [one for one in body.segments if one.kind == "declare"]
    ctx.declare_variables(own, name[-1], columns_win=True)
    declared = list(PlsqlWalk(builder, text, cursors, name).placed())
    placed = [whole, *_shared(declared), *_nested(unit, name, body.routines, ())]
    _declare(unit, name, (), Body(body.segments), (0, len(text)))
    rest = [one for one in body.segments if one.kind != "declare"]
    return [*placed, *PlsqlWalk(builder, text, rest, name).placed()]


def _shared(declared: list[Placed]) -> Iterator[Placed]:
    """A package's cursors are read where they are opened, too; what its variables begin with is set elsewhere."""
    return (one for one in declared if one.built.kind == "declare" or one.built.status != "parsed")


# --- triggers --------------------------------------------------------------------------------------------------------


def _trigger(builder: StatementBuilder, names: NameReader, name: Name, after: int) -> list[Placed] | None:
    text, ctx = names.text, builder.ctx
    on = _table_of(names, after)
    level = names.level(after)
    words = [names.word(at) for at in level]
    begin = next((at for at in level if names.word(at) in ("DECLARE", "BEGIN", "COMPOUND", "CALL")), 0)
    if not begin:
        return None
    start = names.tokens[begin].start
    unit = _unit(builder, text, ())
    rows = _rows(names, words, level)
    if names.word(begin) == "COMPOUND":
        body = read_compound(text, names.tokens[begin + 1].end + 1, len(text), ctx.dialect, PLSQL)
    elif names.word(begin) == "CALL":
        end = len(text)
        body = Body([Segment("plain", start, end, end)])
    else:
        body = read_block(text, start, len(text), ctx.dialect, PLSQL)
    define = DefineRoutine(name, "trigger", on=on)
    ops: tuple[Op, ...] = (define,)
    _local_names(unit, name, body.routines)
    nested = list(_nested(unit, name, body.routines, ()))
    _declare(unit, name, (), body, (0, len(text)))
    ctx.variables = ctx.variables | rows
    walk = PlsqlWalk(builder, text, body.segments, name)
    walk.on = on
    condition = _when(names, level, begin)
    bare = {written[1:]: held for written, held in rows.items()}
    outer, ctx.variables = ctx.variables, ctx.variables | bare
    guard = builder.condition(condition) if condition else None
    ctx.variables = outer
    walk.around = (guard,) if guard is not None else ()
    return [*nested, Placed(Built("trigger", ops=ops), (0, text.count("\n"))), *walk.placed()]


def _table_of(names: NameReader, after: int) -> Name:
    """Behind ON; `()` for triggers on a schema or the database."""
    at = next((at for at in names.level(after) if names.word(at) == "ON"), 0)
    if names.word(at + 1) == "NESTED":
        return ()
    name, end = names.name(at + 1) if at else ((), 0)
    if names.word(end - 1) in ("SCHEMA", "DATABASE") and (len(name) == 1 or names.word(end - 1) == "SCHEMA"):
        return ()
    return name


def _rows(names: NameReader, words: list[str], level: list[int]) -> dict[str, str]:
    """How the body calls the new and the old row."""
    rows = {":NEW": "new", ":OLD": "old"}
    if "REFERENCING" not in words:
        return rows
    at = level[words.index("REFERENCING")] + 1
    while (row := names.word(at).lower()) in ("new", "old", "parent"):
        at += 2 if names.word(at + 1) == "AS" else 1
        rows[":" + names.parts_of(names.tokens[at])[-1]] = row
        at += 1
    return rows


def _when(names: NameReader, level: list[int], begin: int) -> str:
    at = next((at for at in level if at < begin and names.word(at) == "WHEN" and names.word(at + 1) == "("), 0)
    if not at:
        return ""
    end = names.skip_brackets(at + 1)
    return names.text[names.tokens[at + 1].start : names.tokens[end - 1].end + 1]
