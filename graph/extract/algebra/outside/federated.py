"""Stage 4, core: queries that another server runs (EXTERNAL_QUERY, OPENQUERY, dblink), read from their literal text.

Their tables are named by the connection or server in front of the name that the text gives them. Which SQL the other
side speaks is certain for dblink alone; elsewhere the statement says that it was read as standard SQL.
"""

import re
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.reading import Unreadable, shared_reader
from graph.extract.dialects import resolve_dialect
from graph.facts import (
    Cte,
    Derived,
    Field,
    Invoke,
    Join,
    Nested,
    Query,
    Record,
    Scan,
    Select,
    SetOp,
    TableFunction,
    Values,
)
from graph.names import OUTSIDE, Name, shortened

_REMOTE = {
    **dict.fromkeys(("bigquery",), ("external_query", "ansi")),
    **dict.fromkeys(("tsql", "fabric"), ("openquery", "ansi")),
    **dict.fromkeys(("postgres", "redshift"), ("dblink", "postgres")),
}
"""By dialect: its function, and the SQL of the other side as far as anybody can know it."""

_PLAIN = re.compile(r"[\w.:-]+\Z")
_HOST = re.compile(r"\bhost\s*=\s*([\w.-]+)")
_DATABASE = re.compile(r"\bdbname\s*=\s*([\w.-]+)")


def remote_query(block: Block, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> Derived | None:
    """The query that such a call runs; None for any other call, and for a query that cannot be read."""
    ctx = block.ctx
    called, dialect = _REMOTE.get(ctx.name, ("", ""))
    if ctx.remote or node.__class__ is not exp.Anonymous or str(node.name).lower() != called:
        return None
    arguments = node.expressions
    if len(arguments) < 2 or arguments[1].__class__ not in (exp.Literal, exp.National):
        return None
    server = _server(ctx, arguments[0])
    query = _read(ctx, arguments[1].name, dialect) if server else None
    if query is None:
        return None
    if dialect == "ansi":
        ctx.note("remote query read as standard SQL")
    return Derived(_under(query, (OUTSIDE, *server), frozenset()), alias, columns, join)


def _server(ctx: Context, node: Any) -> Name:
    """A connection's name; of a connection string host and database alone, for it may hold a password."""
    if node.__class__ is exp.Column or node.__class__ is exp.Identifier:
        return (ctx.table_part(node.this if node.__class__ is exp.Column else node),)
    if node.__class__ is not exp.Literal:
        return ()
    if _PLAIN.match(node.name):
        return (shortened(node.name),)
    found = [pattern.search(node.name) for pattern in (_HOST, _DATABASE)]
    return tuple(shortened(one[1]) for one in found if one) if found[1] else ()


def _read(ctx: Context, text: str, dialect: str) -> Query | None:
    remote = Context(resolve_dialect(dialect), ctx.build_query, ctx.build_returning)
    remote.remote = True
    reader = shared_reader(remote.dialect.sqlglot)
    try:
        (tree,) = reader.trees(reader.tokens(text), text)
        query = ctx.build_query(remote, tree)
    except (Unreadable, Unsupported, ValueError, AttributeError, KeyError, IndexError, TypeError):
        return None
    if remote.ops or remote.places:
        return None
    for reason in remote.notes:
        ctx.note(reason)
    return query


def _under(query: Query, server: Name, visible: frozenset[str]) -> Query:
    """The query with every table named under the server; names of its own WITH stay. As deep as queries may nest."""
    inside = visible | {one.name for one in query.ctes}
    ctes: list[Cte] = []
    for one in query.ctes:
        recursive = not isinstance(query, Values) and query.recursive
        ctes.append(replace(one, query=_under(one.query, server, inside if recursive else visible)))
        visible |= {one.name}
    changed = replace(query, ctes=tuple(ctes))
    if isinstance(changed, SetOp):
        return replace(changed, queries=tuple(_under(one, server, inside) for one in changed.queries))
    # A call in the remote text is the remote server's: nobody here defines it.
    subqueries = tuple(_nested_under(one, server, inside) for one in changed.subqueries)
    changed = replace(changed, subqueries=subqueries)
    if isinstance(changed, Select):
        changed = replace(changed, sources=tuple(_source(one, server, inside) for one in changed.sources))
    return changed


def _nested_under(one: Nested, server: Name, visible: frozenset[str]) -> Nested:
    if isinstance(one, Record | Field):
        return one
    return replace(one, name=(*server, *one.name)) if isinstance(one, Invoke) else _under(one, server, visible)


def _source(source: Any, server: Name, visible: frozenset[str]) -> Any:
    if isinstance(source, Scan):
        if source.name[0] == OUTSIDE or (len(source.name) == 1 and source.name[0] in visible):
            return source
        return msgspec.structs.replace(source, name=(*server, *source.name))
    if isinstance(source, Derived):
        return replace(source, query=_under(source.query, server, visible))
    if isinstance(source, TableFunction) and source.name:
        return replace(source, name=(*server, *source.name))
    if hasattr(source, "sources"):
        return replace(source, sources=tuple(_source(one, server, visible) for one in source.sources))
    return source
