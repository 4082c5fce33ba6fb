"""Stage 4, core: ON CONFLICT … DO UPDATE and ON DUPLICATE KEY UPDATE: a second write, of the rows that were to be
inserted into the row that is there."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.query import select_of
from graph.extract.algebra.writes.assignments import assignment
from graph.facts import Derived, Join, Op, Out, Query, Scan, Select, Source, Write
from graph.names import Name


def on_conflict(ctx: Context, args: dict[str, Any], target: Name, columns: tuple[str, ...], query: Query) -> list[Op]:
    """The second write of an INSERT with these parts; none for DO NOTHING."""
    node = args["conflict"]
    assignments = node.args.get("expressions")
    if not assignments:
        return []
    block = Block(ctx)
    own = _own_word(ctx, args["this"], target)
    word, renamed = _row_alias(ctx, args.get("expression"))
    excluded = Derived(query, word, renamed or columns, like=() if renamed or columns else target)
    beside = _beside(query) if node.args.get("duplicate") and _reads_beside(assignments, own, word) else []
    # EXCLUDED is the rows that were to be inserted; a bare name is the target's own column, or with MySQL's
    # INSERT … SELECT one of the query's sources.
    block.qualifier = () if beside else (own,)
    block.owners = dict.fromkeys(renamed, (word,))
    items = [one for part in assignments for _, one in assignment(block, part, (own,))]
    where = operands(block, node.args.get("where"))
    scanned = Scan(target, "" if own == target[-1] else own)
    hidden = Join("semi" if beside else "inner")  # reached by its own name alone
    sources: list[Source] = [scanned, *beside, _joined(excluded, hidden)]
    return [Write("update", target, select_of(block, tuple(map(Out, items)), tuple(sources), where), (), True)]


def _joined(one: Derived, join: Join) -> Derived:
    return Derived(one.query, one.alias, one.columns, join, like=one.like)


def _own_word(ctx: Context, this: Any, target: Name) -> str:
    """What the target's own columns are called by: its alias (Postgres: INSERT INTO t AS o), else its name."""
    table = this.args["this"] if this.__class__ is exp.Schema else this
    alias = table.args.get("alias") if table.__class__ is exp.Table else None
    return ctx.column_part(alias.this) if alias and alias.this else ctx.column_part(target[-1])


def _row_alias(ctx: Context, expression: Any) -> tuple[str, tuple[str, ...]]:
    """MySQL: VALUES (…) AS new (m, n)."""
    alias = expression.args.get("alias") if expression.__class__ is exp.Values else None
    if alias and alias.args.get("this"):
        columns = tuple(ctx.column_part(part) for part in alias.args.get("columns") or ())
        return ctx.column_part(alias.args["this"]), columns
    return ("excluded" if ctx.dialect.column_fold != "upper" else "EXCLUDED"), ()


def _reads_beside(assignments: list[Any], own: str, word: str) -> bool:
    """Whether an assigned value may read what is neither the row that is there nor the one to be inserted."""
    values = (part.args.get("expression") for part in assignments)
    columns = (column for value in values if value for column in value.find_all(exp.Column))
    return any(column.table.lower() not in (own.lower(), word.lower()) for column in columns)


def _beside(query: Query) -> list[Source]:
    """MySQL: the sources of INSERT … SELECT, whose columns ON DUPLICATE KEY UPDATE may read too."""
    if not isinstance(query, Select) or query.group or query.group_positions or query.ctes:
        return []
    found: list[Source] = []
    for one in query.sources:
        if isinstance(one, Scan):
            found.append(Scan(one.name, one.alias, one.columns, Join("inner")))
        elif isinstance(one, Derived) and not one.lateral:
            found.append(Derived(one.query, one.alias, one.columns, Join("inner")))
    return found
