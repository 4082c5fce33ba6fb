"""Stage 4, core: one source into many tables: Oracle's INSERT ALL and FIRST, Hive's FROM … INSERT … INSERT …"""

from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.projection import projection
from graph.extract.algebra.query import build_query, select_of, with_clause, with_ctes
from graph.extract.algebra.sources import source
from graph.extract.algebra.writes.dml import target_and_columns
from graph.extract.algebra.writes.partitions import into_partition
from graph.facts import Cte, Derived, Op, Projection, Query, Source, Star, Write
from graph.names import OUTSIDE, Name


def multitable(ctx: Context, node: Any) -> list[Op]:
    """One write a branch, all from one source."""
    args = node.args
    entered, ctes, recursive = with_clause(ctx, node)
    try:
        shared = args["source"]
        query = build_query(ctx, shared) if shared.__class__ is not exp.Table else None
        first = str(args.get("kind") or "").upper() == "FIRST"
        return [
            _branch(ctx, written, conditions, query, shared, ctes, recursive)
            for written, conditions in _conditioned(args["expressions"], first=first)
        ]
    finally:
        ctx.leave_ctes(entered)


def _conditioned(branches: list[Any], *, first: bool) -> Iterator[tuple[Any, list[Any]]]:
    """Each INTO and all conditions that decide about it: its WHEN may stand before an earlier INTO; with FIRST, and for
    ELSE, the WHENs before decide too."""
    seen: list[Any] = []
    deciding: list[Any] = []
    for branch in branches:
        if branch.__class__ is not exp.ConditionalInsert:
            yield branch, []
            continue
        condition = branch.args.get("expression")
        if condition:
            seen.append(condition)
            deciding = list(seen) if first else [condition]
        elif branch.args.get("else_"):
            deciding = list(seen)
        yield branch.args["this"], deciding


def _branch(
    ctx: Context,
    node: Any,
    conditions: list[Any],
    query: Query | None,
    shared: Any,
    ctes: tuple[Cte, ...],
    recursive: bool,
) -> Op:
    expression = node.args.get("expression")
    if node.args["this"].__class__ is exp.Directory:
        target: Name = ctx.place(node.args["this"].this)
        columns: tuple[str, ...] = ()
    else:
        target, columns = target_and_columns(ctx, node.args["this"])
    by_name = target[0] == OUTSIDE
    if expression.__class__ is exp.Select and not expression.args.get("from_"):  # Hive
        expression.set("from_", exp.From(this=shared.copy()))
        read = build_query(ctx, expression)
        if ctes:
            read = with_ctes(read, ctes, recursive)
        partition = node.args["this"].args.get("partition")
        if partition and not columns:
            read = into_partition(ctx, partition, read)
        return Write("insert", target, read, columns, by_name)
    block = Block(ctx)
    first: Source = Derived(query) if query is not None else source(block, shared, None)[0]
    where = operands(block, *conditions)
    outputs: Projection = (Star(),)
    if expression.__class__ is exp.Values:
        row = expression.args["expressions"][0]
        outputs = projection(block, row.args["expressions"])
    return Write("insert", target, select_of(block, outputs, (first,), where, ctes, recursive), columns)
