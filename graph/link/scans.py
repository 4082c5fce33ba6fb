"""Stage 5, core: which names a query scans, at any depth. Walks without recursion."""

from collections.abc import Iterator
from typing import Any

from graph.facts import Cte, Derived, Group, Invoke, Query, Scan, Select, SetOp, TableFunction, Values
from graph.names import Name


def scanned_names(query: Query) -> set[str]:
    """The unqualified names that a query scans, at any depth."""
    return {name[0] for name in scans(query) if len(name) == 1}


def scans(query: Query) -> set[Name]:
    """All names that a query scans or calls as a table function, at any depth; CTE names are among them."""
    names: set[Name] = set()
    todo: list[Any] = [query]
    while todo:
        node = todo.pop()
        if isinstance(node, Scan | TableFunction | Invoke):
            names.add(node.name)
        elif isinstance(node, Derived | Cte):
            todo.append(node.query)
        elif isinstance(node, Group):
            todo.extend(node.sources)
        elif isinstance(node, SetOp):
            todo.extend(node.queries)
            todo.extend(node.ctes)
        elif isinstance(node, Values):
            todo.extend(node.subqueries)
            todo.extend(node.ctes)
        elif isinstance(node, Select):
            todo.extend(node.sources)
            todo.extend(node.subqueries)
            todo.extend(node.ctes)
    return names


def blocks(query: Query) -> Iterator[Select]:
    """Every SELECT block in a query, at any depth."""
    todo: list[Any] = [query]
    while todo:
        node = todo.pop()
        if isinstance(node, Derived | Cte):
            todo.append(node.query)
            continue
        for key in ("sources", "queries", "subqueries", "ctes"):
            todo.extend(getattr(node, key, ()))
        if isinstance(node, Select):
            yield node
