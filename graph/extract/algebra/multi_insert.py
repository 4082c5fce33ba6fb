"""Stage 4, core: one source into many tables: Oracle's INSERT ALL and FIRST, Hive's FROM … INSERT … INSERT …"""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.extract.algebra.dml import target_and_columns
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.projection import projection
from graph.extract.algebra.query import build_query, select_of, with_clause
from graph.extract.algebra.sources import source
from graph.facts import Cte, Derived, Op, Projection, Query, Source, Star, Write


def multitable(ctx: Context, node: Any) -> list[Op]:
    """One write a branch, all from one source."""
    args = node.args
    entered, ctes, recursive = with_clause(ctx, node)
    try:
        shared = args["source"]
        query = build_query(ctx, shared) if shared.__class__ is not exp.Table else None
        ops: list[Op] = []
        for branch in args["expressions"]:
            condition = branch.args.get("expression") if branch.__class__ is exp.ConditionalInsert else None
            written = branch.args["this"] if branch.__class__ is exp.ConditionalInsert else branch
            ops.append(_branch(ctx, written, condition, query, shared, ctes, recursive))
        return ops
    finally:
        ctx.leave_ctes(entered)


def _branch(
    ctx: Context, node: Any, condition: Any, query: Query | None, shared: Any, ctes: tuple[Cte, ...], recursive: bool
) -> Op:
    target, columns = target_and_columns(ctx, node.args["this"])
    expression = node.args.get("expression")
    if expression.__class__ is exp.Select and not expression.args.get("from_"):  # Hive
        expression.set("from_", exp.From(this=shared.copy()))
        return Write("insert", target, build_query(ctx, expression), columns)
    block = Block(ctx)
    first: Source = Derived(query) if query is not None else source(block, shared, None)[0]
    where = operands(block, condition)
    outputs: Projection = (Star(),)
    if expression.__class__ is exp.Values:
        row = expression.args["expressions"][0]
        outputs = projection(block, row.args["expressions"])
    return Write("insert", target, select_of(block, outputs, (first,), where, ctes, recursive), columns)
