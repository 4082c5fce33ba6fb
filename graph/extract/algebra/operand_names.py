"""Stage 4, core: which operand a name in an expression is: a column, a variable, a place, or no column at all."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import dotted
from graph.facts import Operand
from graph.names import Name

_IDENTIFIER = exp.Identifier


_OF_SEQUENCES = frozenset({"NEXTVAL", "CURRVAL", "nextval", "currval"})


_SEQUENCES = frozenset({"oracle", "snowflake", "exasol", "redshift"})
"""Where `s.NEXTVAL` is no column but a sequence's next number."""


def column_operand(block: Block, node: Any) -> Operand | None:
    """The operand of a `Column`; None for the dialect's words that only look like one."""
    args = node.args
    this = args["this"]
    if this.__class__ is not _IDENTIFIER:
        if this.__class__ is exp.Parameter:
            return by_position(block, this, args.get("table"))
        if this.__class__ is exp.Literal and args.get("table") and not block.ctx.dialect.go_batches:
            # ClickHouse: `x.1`, a part of a tuple. In T-SQL `$20.00`, an amount of money, looks alike.
            return block.ref(tuple(block.ctx.column_part(part) for part in dotted(node)[:-1]))
        return _row(block, node) if this.__class__ is exp.Star else None
    ctx = block.ctx
    inner = this.args
    last = ctx.quoted_columns[inner["this"]] if inner.get("quoted") else ctx.bare_references[inner["this"]]
    table = args.get("table")
    if not last or (table is not None and last in _OF_SEQUENCES and ctx.name in _SEQUENCES):
        return None
    if table is None:
        name: Name = (last,)
        if ctx.variables and last in ctx.variables:
            return block.variable(name)
        if ctx.scalars and name in ctx.scalars:
            return _scalar(block, name)
    elif args.get("db") is None and table.__class__ is _IDENTIFIER and len(outer := table.args) == 2:
        name = ((ctx.quoted_columns if outer.get("quoted") else ctx.bare_columns)[outer["this"]], last)
        if ctx.variables and ctx.variable(name):
            return block.variable(name)
    else:
        name = ctx.column_name(node)
        if ctx.variables and ctx.variable(name):
            return block.variable(name)
    if block.qualifier:
        return block.ref(name)
    refs = block.refs
    return refs.setdefault(name, len(refs))


def by_position(block: Block, node: Any, table: Any) -> Operand | None:
    """Snowflake's `$2` and `t.$2`: a column by its place. None for any other parameter."""
    number = node.args.get("this")
    if block.ctx.name != "snowflake" or number.__class__ is not exp.Literal:
        return None
    name = (f"${number.name}",)
    return block.ref(name if table is None else (block.ctx.column_part(table), *name))


def _scalar(block: Block, name: Name) -> Operand:
    """ClickHouse: `WITH e AS x`: what `x` stands for, as a query of its own (which sees this block's sources)."""
    value = block.ctx.scalars[name]
    return block.subquery(block.ctx.build_query(block.ctx, exp.Select(expressions=[value.copy()])))


def _row(block: Block, node: Any) -> Operand | None:
    """`f(t.*)`: a reference of the range variable's name stands for its row as a whole."""
    name = tuple(block.ctx.source_part(part) for part in dotted(node)[:-1])
    return block.variable(name) if block.ctx.variables and block.ctx.variable(name) else block.plain_ref(name)
