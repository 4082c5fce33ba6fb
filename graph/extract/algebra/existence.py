"""Stage 4, core: what EXISTS asks of a query: whether it has rows. Its columns decide nothing."""

from msgspec.structs import replace

from graph.facts import Derived, Query, Select, SetOp, Star


def existence(query: Query) -> Query:
    """The query without its outputs. What it names is read nonetheless; a star names nothing. The branches of EXCEPT
    and INTERSECT are compared by their columns and stay."""
    if isinstance(query, SetOp):
        if query.kind != "union":
            return query
        return replace(query, queries=tuple(existence(branch) for branch in query.queries))
    if not isinstance(query, Select) or query.struct or query.group_positions or query.order_positions:
        return query
    named = tuple(out for out in query.projection if not isinstance(out, Star))
    if not any(out.item.value or out.item.influence for out in named) and not (query.having or query.group_all):
        return replace(query, projection=(), order=(), order_expressions=())
    return Select((), (Derived(replace(query, projection=named)),))
