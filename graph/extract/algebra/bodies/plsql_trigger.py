"""Stage 4, core: Oracle's triggers: the table they stand on, the rows they see, and the condition they wait for."""

from graph.extract.algebra.bodies.plsql_unit import declare, local_names, nested, unit_of
from graph.extract.algebra.bodies.plsql_walk import PlsqlWalk
from graph.extract.algebra.bodies.procedural import Body, read_block, read_compound
from graph.extract.algebra.bodies.procedural_words import PLSQL
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.tsql_statements import Segment
from graph.facts import DefineRoutine, Op
from graph.names import Name


def trigger(builder: StatementBuilder, names: NameReader, name: Name, after: int) -> list[Placed] | None:
    """The definition of a trigger and its body; None where it has none."""
    text, ctx = names.text, builder.ctx
    on = _table_of(names, after)
    level = names.level(after)
    words = [names.word(at) for at in level]
    begin = next((at for at in level if names.word(at) in ("DECLARE", "BEGIN", "COMPOUND", "CALL")), 0)
    if not begin:
        return None
    start = names.tokens[begin].start
    unit = unit_of(builder, text, ())
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
    local_names(unit, name, body.routines)
    inner = list(nested(unit, name, body.routines, ()))
    declare(unit, name, (), body, (0, len(text)))
    ctx.variables = ctx.variables | rows
    walk = PlsqlWalk(builder, text, body.segments, name)
    walk.on = on
    condition = _when(names, level, begin)
    bare = {written[1:]: held for written, held in rows.items()}
    outer, ctx.variables = ctx.variables, ctx.variables | bare
    guard = builder.condition(condition) if condition else None
    ctx.variables = outer
    walk.around = (guard,) if guard is not None else ()
    return [*inner, Placed(Built("trigger", ops=ops), (0, text.count("\n"))), *walk.placed()]


def _table_of(names: NameReader, after: int) -> Name:
    """Behind ON; `()` for triggers on a schema or the database."""
    at = names.find(after, "ON")
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
