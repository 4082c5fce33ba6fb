"""Stage 4, core: MERGE as one `Write` a branch, each with the same join and its own condition."""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.projection import item
from graph.extract.algebra.query import select_of, with_clause
from graph.extract.algebra.sources import source
from graph.extract.algebra.writes.assignments import assignment
from graph.extract.algebra.writes.targets import base_of, qualifier_of
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
        # Of one kind's branches the first that fits runs: what decided about those before decides about the next.
        before: dict[tuple[bool, bool], list[Any]] = {}
        for when in args["whens"].args["expressions"]:
            branch = block.fork()
            earlier = before.setdefault((bool(when.args.get("matched")), bool(when.args.get("source"))), [])
            where = operands(branch, when.args.get("condition"), _own_where(when.args["then"]), *earlier)
            earlier.append(when.args.get("condition"))
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


def _own_where(then: Any) -> Any:
    """Oracle: UPDATE SET … WHERE, INSERT … WHERE."""
    return then.args.get("where") if then.__class__ in (exp.Update, exp.Insert) else None


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
    stars = [part for part in assignments or () if part.__class__ is exp.Star]
    if stars:
        return "merge", (_star(block, stars[0], _from(sources)),), (), True
    if not assignments:  # DuckDB
        block.ctx.note("MERGE without columns")
        return "merge", (), (), False
    words = tuple(qualifier_of(one) for one in sources)
    items = [one for part in assignments for _, one in assignment(block, part, words)]
    return "merge", tuple(Out(one) for one in items), (), True


def _insert(
    block: Block, this: Any, expression: Any, sources: tuple[Source, ...]
) -> tuple[str, Projection, tuple[str, ...], bool]:
    block.qualifier = _from(sources)
    if this.__class__ is exp.Star:
        by_name = block.ctx.name != "redshift"
        return "merge", (_star(block, this, block.qualifier),), (), by_name
    if _is_by_name(this):
        return "merge", (Star(block.qualifier),), (), True
    if this.__class__ is exp.Tuple and not expression and block.ctx.name == "teradata":
        return "merge", tuple(Out(item(block, "", cell)) for cell in this.args["expressions"]), (), False
    if not this and not expression:  # DuckDB
        block.ctx.note("MERGE without columns")
        return "merge", (), (), False
    if this.__class__ is exp.Var and this.name.upper() == "ROW":
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


def _star(block: Block, node: Any, qualifier: Name) -> Star:
    """`*`, `* EXCEPT (a)` (Databricks)."""
    excluded = tuple(block.ctx.column_part(part) for part in node.args.get("except_") or ())
    return Star(qualifier, excluded)


def _is_by_name(this: Any) -> bool:
    """DuckDB: INSERT BY NAME, which reads like a list of one column with an alias."""
    parts = this.args.get("expressions") if this.__class__ is exp.Tuple else None
    one = parts[0] if parts and len(parts) == 1 else None
    return one.__class__ is exp.Alias and (one.this.name.upper(), one.alias.upper()) == ("BY", "NAME")


def _columns(this: Any) -> list[Any]:
    found = this.args.get("expressions") if this else None
    if this.__class__ is exp.Paren:
        found = [this.args["this"]]
    return [part if part.__class__ is exp.Column else exp.Column(this=part) for part in found or ()]


def _from(sources: tuple[Source, ...]) -> Name:
    """The qualifier of what is merged in, `()` where it has no name."""
    word = qualifier_of(sources[1]) if len(sources) == 2 else ""
    return (word,) if word else ()
