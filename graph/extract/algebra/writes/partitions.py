"""Stage 4, core: INSERT … PARTITION (day): which outputs are the partition's columns, whatever the query calls them."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import Context
from graph.facts import Derived, Out, Query, Select, SetOp, Star

_BY_COLUMNS = frozenset({"hive", "spark", "spark2", "databricks"})
"""Elsewhere the names in the brackets are those of partitions."""


def into_partition(ctx: Context, partition: Any, query: Query) -> Query:
    """The query with its last outputs named as the columns that the partition has no value for; itself where they are
    named so, or cannot be counted."""
    if ctx.name not in _BY_COLUMNS:
        return query
    dynamic = tuple(ctx.column_part(one.this) for one in partition.expressions if one.__class__ is exp.Column)
    names = _outputs(query)
    if not dynamic or len(names) < len(dynamic) or names[-len(dynamic) :] == dynamic:
        return query
    return Select((Star(),), (Derived(query, columns=(*names[: -len(dynamic)], *dynamic)),))


def _outputs(query: Query) -> tuple[str, ...]:
    """The names of all outputs, "" for one without; `()` where they cannot be counted."""
    while isinstance(query, SetOp) and not query.by_name:
        query = query.queries[0]
    if not isinstance(query, Select):
        return ()
    names = tuple(out.item.name for out in query.projection if isinstance(out, Out))
    return names if len(names) == len(query.projection) else ()
