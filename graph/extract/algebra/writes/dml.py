"""Stage 4, core: INSERT, UPDATE, DELETE, TRUNCATE as `Write`s whose queries say what reaches the target."""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.outside.file_functions import places_of_call
from graph.extract.algebra.outside.places import NOT_FOLLOWED
from graph.extract.algebra.projection import projection
from graph.extract.algebra.query import build_query, select_of, with_clause, with_ctes
from graph.extract.algebra.sources import scan, source
from graph.extract.algebra.writes.assignments import assignment
from graph.extract.algebra.writes.partitions import into_partition
from graph.extract.algebra.writes.targets import base_of, place_target, qualifier_of, queried_target
from graph.extract.algebra.writes.upserts import on_conflict
from graph.facts import (
    Cte,
    Item,
    Join,
    Op,
    Out,
    Query,
    Read,
    Scan,
    Select,
    Source,
    Write,
)
from graph.names import OUTSIDE, Name


def insert(ctx: Context, node: Any) -> list[Op]:
    """INSERT in all its forms; ON CONFLICT … UPDATE is a second write from the rows that were to be inserted."""
    args = node.args
    entered, ctes, recursive = with_clause(ctx, node)
    try:
        query = _inserted(ctx, args)
        if query is not None and ctes:
            query = with_ctes(query, ctes, recursive)
    finally:
        ctx.leave_ctes(entered)
    this = args.get("this")
    if args.get("is_function") or this.__class__ is exp.Directory:
        return _into_place(ctx, this, query)
    target, columns = target_and_columns(ctx, this)
    if this.args.get("partition") and not columns and query is not None:
        query = into_partition(ctx, this.args["partition"], query)
    base = base_of(target, ctes, columns) if ctes and ctx.dialect.go_batches else None
    if base is not None:
        target, columns = base[0], tuple(base[1].get(name, name) for name in columns)
    by_name = bool(args.get("by_name")) or (target[0] == OUTSIDE and not columns)
    ops: list[Op] = [Write("insert", target, query, columns, by_name)]
    if args.get("conflict") and query is not None:
        ops.extend(on_conflict(ctx, args, target, columns, query))
    return ops


def _into_place(ctx: Context, this: Any, query: Query | None) -> list[Op]:
    """INSERT OVERWRITE DIRECTORY, INSERT INTO FUNCTION: a file takes the query's own column names."""
    if query is None:
        return []
    if this.__class__ is exp.Directory:
        names: tuple[Name, ...] = (ctx.place(this.this),)
    else:
        names = places_of_call(ctx, this)
    if not names:
        ctx.note(NOT_FOLLOWED)
        return [Read(query)]
    return [Write("insert", name, query, (), True) for name in names]


def target_and_columns(ctx: Context, node: Any) -> tuple[Name, tuple[str, ...]]:
    """`t (a, b)`."""
    columns: tuple[str, ...] = ()
    if node.__class__ is exp.Schema:
        if any(part.__class__ is exp.Star for part in node.args.get("expressions") or ()):  # ClickHouse
            raise Unsupported("columns of INSERT by exclusion")
        columns = tuple(ctx.column_part(part) for part in node.args.get("expressions") or ())
        node = node.args["this"]
    name = ctx.table_name(node)
    if not name[-1]:
        raise Unsupported("target is no table")
    return name, columns


def _inserted(ctx: Context, args: dict[str, Any]) -> Query | None:
    expression = args.get("expression")
    if expression:
        if expression.__class__ is exp.Table and expression.args["this"].__class__ is exp.Anonymous:
            raise Unsupported("rows of a function")
        return build_query(ctx, expression)
    if args.get("source"):
        return build_query(ctx, args["source"])
    if not args.get("default"):
        raise Unsupported("INSERT without rows")
    return None


def update(ctx: Context, node: Any) -> list[Op]:
    """UPDATE. One write for each table that is assigned to (MySQL may assign to several)."""
    args = node.args
    entered, ctes, recursive = with_clause(ctx, node)
    try:
        block = Block(ctx)
        target, sources, queried = _target_and_sources(block, args.get("this"), args.get("from_"))
        words = tuple(qualifier_of(one) for one in sources)
        pairs = [pair for part in args.get("expressions") or () for pair in assignment(block, part, words)]
        where = operands(block, args.get("where"))
    finally:
        ctx.leave_ctes(entered)
    ops: list[Op] = []
    for name, scanned, items in _by_target(target, sources, pairs):
        base = base_of(name, (*ctes, *queried), [one.name for one in items])
        if base is not None:
            name, renamed = base
            items = [replace(one, name=renamed.get(one.name, one.name)) for one in items]
        ordered = sources if scanned is target else place_target(block, Scan(scanned.name, scanned.alias), sources)[1]
        outputs = tuple(Out(one) for one in items)
        ops.append(Write("update", name, select_of(block, outputs, ordered, where, ctes, recursive), (), True))
    return ops


def _by_target(
    target: Scan, sources: tuple[Source, ...], pairs: list[tuple[str, Item]]
) -> list[tuple[Name, Scan, list[Item]]]:
    scans = {qualifier_of(one): one for one in sources if isinstance(one, Scan)}
    found: dict[int, tuple[Name, Scan, list[Item]]] = {}
    for qualifier, one in pairs:
        scanned = scans.get(qualifier, target) if qualifier else target
        found.setdefault(id(scanned), (scanned.name, scanned, []))[2].append(one)
    return list(found.values())


def _target_and_sources(block: Block, this: Any, from_: Any) -> tuple[Scan, tuple[Source, ...], tuple[Cte, ...]]:
    """The target, all sources, and the subquery among them that the target is a name of."""
    if this.__class__ is exp.Subquery:
        raise Unsupported("target is a subquery")
    own = source(block, this, None)
    if not own or not isinstance(own[0], Scan):
        raise Unsupported("target is no table")
    if len(own) > 1:  # MySQL: UPDATE a JOIN b …
        return own[0], own, ()
    listed = source(block, from_.args["this"], None) if from_ else ()
    queried = queried_target(block, own[0], listed)
    if queried is not None:
        return own[0], listed, (queried,)
    return *place_target(block, own[0], listed), ()


def delete(ctx: Context, node: Any) -> list[Op]:
    """DELETE: the rows that other tables decide about; no data moves."""
    args = node.args
    entered, ctes, recursive = with_clause(ctx, node)
    try:
        block = Block(ctx)
        writes = _deleted(block, args)
        where = operands(block, args.get("where"))
    finally:
        ctx.leave_ctes(entered)
    ops: list[Op] = []
    for target, sources in writes:
        queried = queried_target(block, Scan(target), sources)
        base = base_of(target, (*ctes, queried) if queried is not None else ctes)
        query = select_of(block, (), sources, where, ctes, recursive)
        ops.append(Write("delete", base[0] if base else target, query))
    return ops


def _deleted(block: Block, args: dict[str, Any]) -> list[tuple[Name, tuple[Source, ...]]]:
    this, tables, using = args.get("this"), args.get("tables") or [], args.get("using") or []
    if using:
        listed = tuple(
            one for at, part in enumerate(using) for one in source(block, part, Join("inner") if at else None)
        )
        own = [one for one in source(block, this, None) if isinstance(one, Scan)]
        if len(own) == 1 and queried_target(block, own[0], listed) is not None:
            return [(own[0].name, listed)]
        placed = [place_target(block, one, listed) for one in own]
        return [(target.name, sources) for target, sources in placed]
    listed = source(block, this, None)
    if not listed or not (tables or isinstance(listed[0], Scan)):
        raise Unsupported("target is no table")
    if not tables:
        assert isinstance(listed[0], Scan)
        return [(listed[0].name, listed)]
    found = []
    for table in tables:
        wanted = scan(block, table, "", (), None)
        if wanted is None:
            raise Unsupported("target is no table")
        if queried_target(block, wanted, listed) is not None:
            return [(wanted.name, listed)]
        target, sources = place_target(block, wanted, listed)
        if sources[0] == target and len(sources) > len(listed):
            raise Unsupported("target is not among the sources")
        found.append((target.name, sources))
    return found


def truncate(ctx: Context, node: Any) -> list[Op]:
    if node.args.get("is_database"):
        raise Unsupported("TRUNCATE DATABASE")
    return [Write("truncate", ctx.table_name(table)) for table in node.args["expressions"]]


def returning_query(ctx: Context, node: Any) -> Query:
    """A CTE that modifies data: its writes join the statement's, its rows are those of RETURNING over the target."""
    ops = WRITERS[node.__class__](ctx, node) if node.__class__ in WRITERS else None
    if ops is None:
        raise Unsupported("statement in WITH")
    ctx.ops.extend(ops)
    written = next((op for op in ops if isinstance(op, Write)), None)
    returning = node.args.get("returning")
    block = Block(ctx)
    if written is None or not returning:
        return Select()
    if written.mode == "insert" or not isinstance(written.query, Select):
        sources: tuple[Source, ...] = (Scan(written.target),)
    else:
        return _returned(ctx, returning, written.query)
    return select_of(block, projection(block, returning.args["expressions"]), sources)


def _returned(ctx: Context, returning: Any, query: Select) -> Query:
    """RETURNING sees the sources that the statement itself sees."""
    block = Block(ctx)
    block.refs = {name: at for at, name in enumerate(query.refs)}
    block.subqueries = list(query.subqueries)
    return select_of(block, projection(block, returning.args["expressions"]), query.sources, query.where, query.ctes)


WRITERS: dict[type, Any] = {exp.Insert: insert, exp.Update: update, exp.Delete: delete}
