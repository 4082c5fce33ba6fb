"""Stage 4, core: Oracle's procedures, functions, triggers, packages and blocks, routine by routine.

A routine of a package is called `package.routine` (with the package's schema before it), one inside of another routine
`outer.inner`. Each is defined by a statement of its own, followed by its body's. What a routine reads of variables that
other routines set is not followed, and said.
"""

import re
from collections.abc import Iterator
from typing import Literal

from graph.extract.algebra.bodies.header import parameters_in
from graph.extract.algebra.bodies.plsql_trigger import trigger
from graph.extract.algebra.bodies.plsql_unit import declare, local_names, nested, routine_of, unit_of
from graph.extract.algebra.bodies.plsql_walk import PlsqlWalk
from graph.extract.algebra.bodies.procedural import Body, read_block, read_declared, read_package
from graph.extract.algebra.bodies.procedural_words import NAME, PLSQL, NotFollowed
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.variables import folded
from graph.names import Name

_KINDS = ("PROCEDURE", "FUNCTION", "TRIGGER", "PACKAGE", "TYPE")
_LABEL = re.compile(rf"\s*<<\s*({NAME})\s*>>")
_BEGINS_BODY = ("IS", "AS")


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
            return trigger(builder, names, name, after)
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
    unit = unit_of(builder, text, ())
    try:
        local_names(unit, (), body.routines)
        inner = list(nested(unit, (), body.routines, ()))
        label = _LABEL.match(text)
        declare(unit, (folded(builder.ctx, label[1]),) if label else (), (), body, (0, len(text)))
        return [*inner, *PlsqlWalk(builder, text, body.segments, ()).placed()]
    finally:
        builder.ctx.declare_variables((), "")
        builder.ctx.routines = {}


def _alone(
    builder: StatementBuilder, names: NameReader, name: Name, after: int, kind: Literal["procedure", "function"]
) -> list[Placed] | None:
    text = names.text
    begin = next((at for at in names.level(after) if names.word(at) in _BEGINS_BODY), 0)
    if not begin or names.word(begin + 1) in ("LANGUAGE", "EXTERNAL"):
        return None
    start = names.tokens[begin].end + 1
    body = read_declared(text, start, len(text), builder.ctx.dialect, PLSQL)
    unit = unit_of(builder, text, ())
    builder.ctx.routines = {name[-1:]: name}
    header = parameters_in(names, after, begin)
    return list(routine_of(unit, name, kind, header, body, (0, len(text)), ()))


def _package(
    builder: StatementBuilder, names: NameReader, name: Name, after: int, *, is_body: bool
) -> list[Placed] | None:
    text = names.text
    begin = next((at for at in names.level(after) if names.word(at) in _BEGINS_BODY), 0)
    if not begin:
        return None
    body = read_package(text, names.tokens[begin].end + 1, len(text), builder.ctx.dialect, PLSQL)
    unit = unit_of(builder, text, name)
    ctx = builder.ctx
    own = tuple(dict.fromkeys((*builder.packages.get(name[-1:], ()), *(folded(ctx, one) for one in body.names))))
    builder.packages[name[-1:]] = own
    unit = unit._replace(names=own)
    whole = Placed(Built("package_body" if is_body else "package"), (0, text.count("\n")))
    local_names(unit, name, body.routines)
    cursors = [one for one in body.segments if one.kind == "declare"]
    ctx.declare_variables(own, name[-1], columns_win=True)
    declared = list(PlsqlWalk(builder, text, cursors, name).placed())
    placed = [whole, *_shared(declared), *nested(unit, name, body.routines, ())]
    declare(unit, name, (), Body(body.segments), (0, len(text)))
    rest = [one for one in body.segments if one.kind != "declare"]
    return [*placed, *PlsqlWalk(builder, text, rest, name).placed()]


def _shared(declared: list[Placed]) -> Iterator[Placed]:
    """A package's cursors are read where they are opened, too; what its variables begin with is set elsewhere."""
    return (one for one in declared if one.built.kind == "declare" or one.built.status != "parsed")
