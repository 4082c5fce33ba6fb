"""Stage 4, core: FROM and its joins as sources. What cannot be followed is noted, never invented."""

import re
from collections.abc import Callable
from functools import reduce
from typing import Any, TypeAlias

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.clauses.pivots import pivots
from graph.extract.algebra.clauses.unnesting import (
    alias_of,
    array_join,
    path_in_row,
    rows_from,
    stack,
    unnest,
    unpivoted_object,
)
from graph.extract.algebra.clauses.values import value_items
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.functions import is_function, table_function, with_position
from graph.extract.algebra.outside.federated import remote_query
from graph.extract.algebra.outside.file_functions import table_of_files
from graph.extract.algebra.outside.places import NOT_FOLLOWED, placed
from graph.facts import Derived, Group, Item, Join, Scan, Select, Source, Star, TableFunction, ValuesSource
from graph.names import OUTSIDE, Name

_FILES_IN_FROM = frozenset({"duckdb", "ansi", "clickhouse"})
_PATHS_IN_FROM = frozenset({"bigquery", "redshift"})
_FILE = re.compile(r"/|\*|\.(csv|tsv|parquet|json|jsonl|ndjson|xlsx|arrow)(\.(gz|zst))?$", re.IGNORECASE)
"""DuckDB reads `FROM 'x.csv'`."""

Sources: TypeAlias = tuple[Source, ...]


def from_clause(block: Block, args: dict[str, Any]) -> Sources:
    """The sources of a block, left to right, from the parts that sqlglot keeps them in."""
    found: list[Source] = []
    from_ = args.get("from_")
    if from_ and args.get("joins") and block.ctx.name in _PATHS_IN_FROM:
        _arrays_of_rows(block.ctx, from_.args["this"], args["joins"])
    if from_:
        found.extend(source(block, from_.args["this"], None))
    for lateral in args.get("laterals") or ():
        found.extend(source(block, lateral, Join("cross" if not lateral.args.get("outer") else "left")))
    for join in args.get("joins") or ():
        found.extend(joined(block, [join]))
        if join.args.get("pivots"):  # of all that was joined so far
            whole = (replace(found[0], join=None), *found[1:])
            found = [Group(whole, pivots=pivots(block, join.args["pivots"]))]
    if found and found[0].join is not None:  # what stood before it is no dataset
        found[0] = replace(found[0], join=None)
    return tuple(found)


def _arrays_of_rows(ctx: Context, first: Any, joins: Any) -> None:
    """`FROM t, t.items AS i` is `FROM t, UNNEST(t.items) AS i`: a path that begins with a name to its left."""
    left = {_called(ctx, first)}
    for join in joins:
        node = join.args["this"]
        if node.__class__ is exp.Table and node.args.get("db") and not join.args.get("on"):
            _make_array(ctx, join, node, left)
        left.add(_called(ctx, node))


def _make_array(ctx: Context, join: Any, node: Any, left: set[str]) -> None:
    parts = node.parts
    if parts[0].__class__ is exp.Identifier and ctx.column_part(parts[0]) in left:
        alias = node.args.get("alias")
        named = exp.TableAlias(columns=[alias.this]) if alias and alias.this else alias
        join.set("this", exp.Unnest(expressions=[_column(parts)], alias=named))


def _column(parts: list[Any]) -> Any:
    """`a.b.c` as a column; behind the fourth part as fields of it."""
    column: Any = exp.column(*parts[3::-1], copy=False)
    return reduce(lambda path, part: exp.Dot(this=path, expression=part), parts[4:], column)


def _called(ctx: Context, node: Any) -> str:
    """What a source is called, folded as columns are; "" if it has no name."""
    alias = node.args.get("alias")
    name = alias.args.get("this") if alias.__class__ is exp.TableAlias else alias
    if name is None and node.__class__ is exp.Table:
        name = node.args.get("this")
    return ctx.column_part(name) if name.__class__ is exp.Identifier else ""


def joined(block: Block, joins: Any) -> list[Source]:
    """The right sides of these joins."""
    found: list[Source] = []
    for join in joins or ():
        if join.args.get("kind") == "ARRAY":
            found.extend(array_join(block, join))
        else:
            found.extend(source(block, join.args["this"], _join(block, join)))
    return found


def _join(block: Block, node: Any) -> Join:
    args = node.args
    kind, side = args.get("kind") or "", args.get("side") or ""
    using = args.get("using") or ()
    on = operands(block, args.get("on"), args.get("match_condition")) if args.get("on") else ()
    method = args.get("method") or ""
    natural = method == "NATURAL"
    if method not in ("", "NATURAL", "ASOF") and method not in (
        "HASH",
        "LOOP",
        "MERGE",
        "GLOBAL",
        "ANY",
        "ALL",
        "POSITIONAL",
        "PASTE",
    ):
        block.ctx.note("unusual join")
    name = "inner"
    if kind in ("SEMI", "ANTI") and block.ctx.name != "clickhouse":  # there both sides' columns come out
        name = kind.lower()
    elif side in ("LEFT", "RIGHT", "FULL"):
        name = side.lower()
    elif kind == "CROSS" or not (on or using or natural or kind):
        name = "cross"
    elif args["this"].__class__ is exp.Lateral and args["this"].args.get("cross_apply") is False:
        name = "left"
    return Join(name, on, tuple(block.ctx.column_part(part) for part in using), natural)


def source(block: Block, node: Any, join: Join | None) -> Sources:
    """One source; a join tree in brackets gives a `Group`, or its own sources where nothing stands to its left."""
    handler = _HANDLERS.get(node.__class__)
    if handler is None:
        raise Unsupported(f"source {node.key}")
    return handler(block, node, join)


def _table(block: Block, node: Any, join: Join | None) -> Sources:
    args = node.args
    this = args.get("this")
    alias, columns = alias_of(block.ctx, node)
    first: Source | None
    if args.get("rows_from"):
        return _tree(block, rows_from(block, node, alias, columns, join), args.get("joins"), join, args.get("laterals"))
    if is_function(this):
        first = table_of_files(block, this, alias, columns, join) or remote_query(block, this, alias, columns, join)
        if first is None:
            first = table_function(block, this, args.get("db"), alias, columns, join)
            if args.get("ordinality"):
                first = with_position(first, columns)
        for part in args.get("pivots") or ():
            first = replace(first, pivots=(*first.pivots, *pivots(block, [part])))
    else:
        first = _correlated(block, node, alias, join) or scan(block, node, alias, columns, join)
    return _tree(block, first, args.get("joins"), join, args.get("laterals"))


def _correlated(block: Block, node: Any, alias: str, join: Join | None) -> TableFunction | None:
    """BigQuery: `(SELECT … FROM t.items)`: an array of a row of the query around this one; None for a table."""
    ctx = block.ctx
    path = ctx.column_path(node) if ctx.name == "bigquery" and ctx.enclosing else ()
    if not path or path[0] not in ctx.enclosing:
        return None
    array = (block.ref(path),)
    items = (Item("", array, fields=array),)
    return TableFunction(("unnest",), array, alias or path[-1], scalar=True, join=join, items=items)


def scan(block: Block, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> Scan | None:
    """A name that is read; None for what is no dataset (DUAL) or lies outside the catalog (files, stages)."""
    ctx = block.ctx
    this = node.args.get("this")
    if this.__class__ is exp.Placeholder:
        ctx.note("table named at run time")
        return None
    try:
        name = ctx.table_name(node)
    except Unsupported as error:
        if error.reason != NOT_FOLLOWED:
            raise
        return None
    if name[0] == OUTSIDE:
        return Scan(name, alias, columns, join, pivots(block, node.args.get("pivots")))
    if ctx.is_dual(name):
        return None
    if ctx.transitions and len(name) == 1 and name[0] in ctx.transitions:
        ctx.transition_aliases.add(alias or name[0])
        return Scan(ctx.transitions[name[0]], alias or name[0], columns, join)
    if not alias and ctx.may_be_variable(name[-1]):
        ctx.note(f"table or variable {name[-1]}")
    if len(name) == 1 and ctx.name in _FILES_IN_FROM and _FILE.search(name[0]):
        place = placed(ctx, this.name)
        return Scan(place, alias, columns, join) if place else None
    if not ctx.same_fold and not alias:
        last = ctx.column_part(this)
        alias = last if last != name[-1] else ""
    return Scan(name, alias, columns, join, pivots(block, node.args.get("pivots")))


def _tree(block: Block, first: Source | None, joins: Any, join: Join | None, laterals: Any = None) -> Sources:
    rest: list[Source] = []
    for lateral in laterals or ():
        rest.extend(source(block, lateral, Join("cross")))
    rest.extend(joined(block, joins))
    if any(one.args.get("pivots") for one in joins or ()):
        raise Unsupported("PIVOT of a join")
    if not rest:
        return (first,) if first is not None else ()
    if join is None:
        return (first, *rest) if first is not None else tuple(rest)
    if first is None:
        return (Group(tuple(rest), join=join),)
    return (Group((replace(first, join=None), *rest), join=join),)


def _subquery(block: Block, node: Any, join: Join | None) -> Sources:
    args = node.args
    inner = args["this"]
    alias, columns = alias_of(block.ctx, node)
    if inner.__class__ is exp.Table or (inner.__class__ is exp.Subquery and _is_tree(inner)):
        return _renamed_tree(block, node, alias, columns, join) if columns else _bracketed(block, node, alias, join)
    if inner.__class__ is exp.Values and not args.get("with_"):
        return _tree(block, _values_source(block, inner, alias, columns, join), args.get("joins"), join)
    # A subquery always may see the sources to its left where it is lateral; that is said by `Lateral` around it.
    query = block.ctx.build_query(block.ctx, node)
    first = Derived(query, alias, columns, join, pivots(block, args.get("pivots")))
    return _tree(block, first, args.get("joins"), join)


def _is_tree(node: Any) -> bool:
    while node.__class__ is exp.Subquery:
        if node.args.get("joins"):
            return True
        node = node.args["this"]
    return node.__class__ is exp.Table


def _bracketed(block: Block, node: Any, alias: str, join: Join | None) -> Sources:
    """`(a JOIN b ON …)`."""
    args = node.args
    block.ctx.deeper()
    inner = source(block, args["this"], None)
    block.ctx.leave()
    inner = (*inner, *joined(block, args.get("joins")))
    if any(one.args.get("pivots") for one in args.get("joins") or ()):
        raise Unsupported("PIVOT of a join")
    if join is None and not alias and not args.get("pivots"):
        return inner
    if len(inner) == 1 and not alias and not args.get("pivots"):
        return (replace(inner[0], join=join),)
    return (Group(inner, alias, join, pivots(block, args.get("pivots"))),) if inner else ()


def _renamed_tree(block: Block, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> Sources:
    """`(a JOIN b ON …) AS t(x, y)`: what all of it gives, renamed."""
    inside = Block(block.ctx)
    sources = _bracketed(inside, node, "", None)
    query = Select((Star(),), sources, tuple(inside.refs), tuple(inside.subqueries))
    return (Derived(query, alias, columns, join),)


def _values(block: Block, node: Any, join: Join | None) -> Sources:
    alias, columns = alias_of(block.ctx, node)
    return (_values_source(block, node, alias, columns, join),)


def _values_source(block: Block, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> ValuesSource:
    if not alias:
        alias, columns = alias_of(block.ctx, node)
    items = value_items(block, node.args["expressions"], columns)
    return ValuesSource(items, alias, join, pivots(block, node.args.get("pivots")))


def _lateral(block: Block, node: Any, join: Join | None) -> Sources:
    args = node.args
    this = args["this"]
    alias, columns = alias_of(block.ctx, node)
    if args.get("cross_apply") is False:
        join = Join("left", join.on if join else ())
    if this.__class__ is exp.Subquery or this.__class__ is exp.Select:
        if this.__class__ is exp.Subquery and this.args["this"].__class__ is exp.Values:
            return (_values_source(block, this.args["this"], alias, columns, join),)
        query = block.ctx.build_query(block.ctx, this)
        return (Derived(query, alias, columns, join, lateral=True),)
    if this.__class__ is exp.Unnest:
        return (unnest(block, this, alias, columns, join),)
    if this.__class__ is exp.Stack:
        return (stack(block, this, alias, columns, join),)
    if this.__class__ is exp.Table:
        return _table(block, this, join)
    if this.__class__ is exp.Values:
        return (_values_source(block, this, alias, columns, join),)
    return (table_function(block, this, None, alias, columns, join),)


def _unnest(block: Block, node: Any, join: Join | None) -> Sources:
    alias, columns = alias_of(block.ctx, node)
    return (unnest(block, node, alias, columns, join),)


def _table_from_rows(block: Block, node: Any, join: Join | None) -> Sources:
    alias, columns = alias_of(block.ctx, node)
    first = table_function(block, node.args["this"], None, alias, columns, join)
    return _tree(block, first, node.args.get("joins"), join)


def _stream(block: Block, node: Any, join: Join | None) -> Sources:
    """Databricks: STREAM t reads what is new in t."""
    return source(block, node.this, join)


def _path(block: Block, node: Any, join: Join | None) -> Sources:
    return (path_in_row(block, node, join),)


def _unpivoted(block: Block, node: Any, join: Join | None) -> Sources:
    if node.args["this"].__class__ is not exp.AtIndex and node.args["this"].__class__ is not exp.Alias:
        raise Unsupported("source pivot")
    return (unpivoted_object(block, node, join),)


def _final(block: Block, node: Any, join: Join | None) -> Sources:
    """ClickHouse: `t FINAL`."""
    return source(block, node.args["this"], join)


def source_names(sources: Sources) -> frozenset[str]:
    """What these sources are called."""
    found: set[str] = set()
    todo = list(sources)
    while todo:
        one = todo.pop()
        if isinstance(one, Group):
            todo.extend(one.sources)
        if one.alias or isinstance(one, Scan):
            found.add(one.alias or one.name[-1])  # type: ignore[union-attr]  # only a Scan has no alias here
    return frozenset(found)


def target_name(sources: Sources, alias: str) -> Name:
    """The name that is scanned under this alias, `()` if none is."""
    for one in sources:
        if isinstance(one, Scan) and (one.alias or one.name[-1]) == alias:
            return one.name
        if isinstance(one, Group):
            found = target_name(one.sources, alias)
            if found:
                return found
    return ()


_HANDLERS: dict[type, Callable[[Block, Any, Join | None], Sources]] = {
    exp.Table: _table,
    exp.Subquery: _subquery,
    exp.Values: _values,
    exp.Lateral: _lateral,
    exp.Unnest: _unnest,
    exp.TableFromRows: _table_from_rows,
    exp.Column: _path,
    exp.AtIndex: _path,
    exp.Pivot: _unpivoted,
    exp.Final: _final,
    exp.Stream: _stream,
}
