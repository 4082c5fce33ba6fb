"""Stage 4, core: what Oracle's routines of one text share: who sees which names, and each routine before its body."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from graph.extract.algebra.bodies.header import parameters_in
from graph.extract.algebra.bodies.plsql_assigned import assigned_in, collections_in
from graph.extract.algebra.bodies.plsql_walk import PlsqlWalk
from graph.extract.algebra.bodies.procedural import Body, Subprogram
from graph.extract.algebra.bodies.procedural_words import PLSQL, read_tokens
from graph.extract.algebra.bodies.walk import Placed, line_ends
from graph.extract.algebra.built import Built
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.variables import folded
from graph.facts import DefineRoutine
from graph.names import Name


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


def unit_of(builder: StatementBuilder, text: str, prefix: Name) -> Unit:
    """What the routines of this text share; `prefix` stands before their names."""
    tokens = read_tokens(text, 0, len(text), builder.ctx.dialect)
    fold = builder.ctx.dialect.fold_column
    assigned: dict[str, list[int]] = {}
    for name, at in assigned_in(text, tokens, fold):
        assigned.setdefault(name, []).append(at)
    return Unit(builder, text, assigned, collections_in(text, tokens, fold), prefix)


def routine_of(
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
    local_names(unit, name, body.routines)
    own = (*parameters, *_scope(unit, body))
    yield from nested(unit, name, body.routines, (*outer, *own))
    outs = tuple(at for at, is_out in enumerate(parameters.values()) if is_out)
    define = DefineRoutine(name, kind, tuple(parameters), outs=outs)
    yield Placed(Built(kind, ops=(define,)), _lines(unit.text, span))
    declare(unit, name, (*outer, *parameters), body, span, own=frozenset(own))
    yield from PlsqlWalk(unit.builder, unit.text, body.segments, name).placed()
    unit.builder.ctx.routines = routines


def nested(unit: Unit, name: Name, routines: Iterable[Subprogram], outer: tuple[str, ...]) -> Iterator[Placed]:
    """The routines declared inside of `name`, each with those inside of itself."""
    for one in routines:
        if one.body is None:
            continue
        names = unit.builder.reader_of(unit.text[one.head : one.header_end])
        if names is None:
            continue
        kind: Literal["procedure", "function"] = "procedure" if names.word(0) == "PROCEDURE" else "function"
        parameters = parameters_in(names, 2, len(names.tokens))
        own = (*name, *names.parts_of(names.tokens[1]))
        yield from routine_of(unit, own, kind, parameters, one.body, (one.head, one.tail), outer)


def local_names(unit: Unit, name: Name, routines: Sequence[Subprogram]) -> None:
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


def declare(
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


def _is_set_outside(unit: Unit, name: str, span: tuple[int, int]) -> bool:
    places = unit.assigned.get(name, [])
    return bool(places) and (places[0] < span[0] or places[-1] >= span[1])


def _is_set_inside(unit: Unit, name: str, span: tuple[int, int]) -> bool:
    places = unit.assigned.get(name, [])
    at = bisect_left(places, span[0])
    return at < len(places) and places[at] < span[1]


def _lines(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Counted from the text's first line (0)."""
    ends = line_ends(text)
    return bisect_left(ends, span[0]), bisect_left(ends, max(span[0], span[1] - 1))
