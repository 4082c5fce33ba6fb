"""Stage 4, core: MERGE as one `Write` a branch, each with the same join and its own condition."""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.dml import assignment
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.projection import item
from graph.extract.algebra.query import select_of, with_clause
from graph.extract.algebra.sources import source
from graph.extract.algebra.targets import base_of, qualifier_of
from graph.facts import Join, Op, Out, Projection, Scan, Source, Star, Write
from graph.names import Name


def merge(ctx: Context, node: Any) -> list[Op]:
    """MERGE: ON is join influence, a branch's condition its filter; an inserted value can only read the source."""
    args = node.args
    entered, ctes, recursive = with_clause(ctx, node)
    try:
        block = Block(ctx)
        target, sources = _sources(block, args)
        name = target.name
        base = base_of(name, ctes)
        ops: list[Op] = []
        for when in args["whens"].args["expressions"]:
            branch = block.fork()
            where = operands(branch, when.args.get("condition"))
            mode, outputs, columns, by_name = _branch(branch, when.args["then"], sources)
            if mode == "delete":
                query = select_of(branch, (), sources, where, ctes, recursive)
                ops.append(Write("delete", base[0] if base else name, query))
            elif mode == "merge":
                query = select_of(branch, outputs, sources, where, ctes, recursive)
                ops.append(Write("merge", base[0] if base else name, query, columns, by_name))
        return ops
    finally:
        ctx.leave_ctes(entered)


def _sources(block: Block, args: dict[str, Any]) -> tuple[Scan, tuple[Source, ...]]:
    own = source(block, args["this"], None)
    if len(own) != 1 or not isinstance(own[0], Scan):
        raise Unsupported("target is no table")
    using = source(block, args["using"], Join("inner"))
    if not using:
        return own[0], own
    on = operands(block, args.get("on"))
    condition = args.get("using_cond") or ()
    join = Join("inner", on, tuple(block.ctx.column_part(part) for part in condition))
    return own[0], (own[0], *using[:-1], replace(using[-1], join=join))


def _branch(block: Block, then: Any, sources: tuple[Source, ...]) -> tuple[str, Projection, tuple[str, ...], bool]:
    """Mode ("merge", "delete", "" = nothing), outputs, target columns, by name."""
    if then.__class__ is exp.Var:
        return ("delete" if then.name.upper() == "DELETE" else ""), (), (), False
    if then.__class__ is exp.Update:
        return _update(block, then.args["expressions"], sources)
    if then.__class__ is exp.Insert:
        return _insert(block, then.args.get("this"), then.args.get("expression"), sources)
    raise Unsupported("branch of MERGE")


def _update(
    block: Block, assignments: list[Any], sources: tuple[Source, ...]
) -> tuple[str, Projection, tuple[str, ...], bool]:
    if any(part.__class__ is exp.Star for part in assignments):
        return "merge", (Star(_from(sources)),), (), True
    words = tuple(qualifier_of(one) for one in sources)
    items = [one for part in assignments for _, one in assignment(block, part, words)]
    return "merge", tuple(Out(one) for one in items), (), True


def _insert(
    block: Block, this: Any, expression: Any, sources: tuple[Source, ...]
) -> tuple[str, Projection, tuple[str, ...], bool]:
    block.qualifier = _from(sources)
    if this.__class__ is exp.Star or (this.__class__ is exp.Var and this.name.upper() == "ROW"):
        return "merge", (Star(block.qualifier),), (), True
    columns = tuple(block.ctx.column_name(part)[-1] for part in _columns(this))
    if expression.__class__ is exp.Var or not expression:
        if expression and expression.name.upper() == "ROW":
            return "merge", (Star(block.qualifier),), columns, not columns
        return "merge", (), columns, False
    cells = expression.args["expressions"] if expression.__class__ is exp.Tuple else [expression]
    if expression.__class__ is exp.Values:
        cells = expression.args["expressions"][0].args["expressions"]
    return "merge", tuple(Out(item(block, "", cell)) for cell in cells), columns, False


def _columns(this: Any) -> list[Any]:
    found = this.args.get("expressions") if this else None
    if this.__class__ is exp.Paren:
        found = [this.args["this"]]
    return [part if part.__class__ is exp.Column else exp.Column(this=part) for part in found or ()]


def _from(sources: tuple[Source, ...]) -> Name:
    """The qualifier of what is merged in, `()` where it has no name."""
    word = qualifier_of(sources[1]) if len(sources) == 2 else ""
    return (word,) if word else ()
