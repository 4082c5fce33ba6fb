"""Stage 4, core: INSERT, UPDATE, DELETE, TRUNCATE as `Write`s whose queries say what reaches the target."""

import re
from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.file_functions import places_of_call
from graph.extract.algebra.places import NOT_FOLLOWED
from graph.extract.algebra.projection import item, projection
from graph.extract.algebra.query import build_query, select_of, single_output, with_clause, with_ctes
from graph.extract.algebra.sources import scan, source
from graph.extract.algebra.targets import base_of, place_target, qualifier_of
from graph.facts import (
    Derived,
    Item,
    Join,
    Op,
    Operands,
    Out,
    Projection,
    Query,
    Read,
    Scan,
    Select,
    Source,
    Write,
)
from graph.names import OUTSIDE, Name

_SQL_COLUMN = re.compile(r"sql:column\(\s*[\"']([\w.$#@]+)[\"']\s*\)")


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
    by_name = bool(args.get("by_name")) or (target[0] == OUTSIDE and not columns)
    ops: list[Op] = [Write("insert", target, query, columns, by_name)]
    if args.get("conflict"):
        ops.extend(_on_conflict(ctx, args["conflict"], target, columns, query))
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
    if node.__class__ is exp.Schema:
        columns = tuple(ctx.column_part(part) for part in node.args.get("expressions") or ())
        return ctx.table_name(node.args["this"]), columns
    return ctx.table_name(node), ()


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


def _on_conflict(ctx: Context, node: Any, target: Name, columns: tuple[str, ...], query: Query | None) -> list[Op]:
    assignments = node.args.get("expressions")
    if not assignments:
        return []
    if not columns or query is None:
        ctx.note("ON CONFLICT without a column list")
        return []
    # EXCLUDED is the rows that were to be inserted; a bare name is the target's own column.
    block = Block(ctx)
    block.qualifier = (ctx.column_part(target[-1]),)
    scanned = Scan(target, "" if block.qualifier == target[-1:] else block.qualifier[0])
    sources = (scanned, Derived(query, "excluded" if ctx.dialect.column_fold != "upper" else "EXCLUDED", columns))
    items = [out for node_ in assignments for out in assignment(block, node_, block.qualifier)]
    where = operands(block, node.args.get("where"))
    joined = (sources[0], replace(sources[1], join=Join("inner")))
    return [Write("update", target, select_of(block, _outs(items), joined, where), (), True)]


def _outs(items: list[tuple[str, Item]]) -> Projection:
    return tuple(Out(one) for _, one in items)


def assignment(block: Block, node: Any, qualifiers: tuple[str, ...]) -> list[tuple[str, Item]]:
    """`SET a = e`, `SET (a, b) = (…)`: pairs of the qualifier as written ("" = none) and the item of that column.

    `qualifiers`: words that mean a source; another word in front of a dot is a column, and the rest a field of it.
    """
    ctx = block.ctx
    if node.__class__ is exp.PropertyEQ or node.__class__ is exp.EQ:
        left, right = node.args["this"], node.args["expression"]
    elif node.__class__ is exp.Dot:  # T-SQL: column.WRITE(…), column.modify(…)
        name = ctx.column_part(node.args["this"]) if node.args["this"].__class__ is exp.Identifier else ""
        if not name:
            raise Unsupported("assignment by a method")
        own = block.ref((*qualifiers[:1], name)) if qualifiers[:1] != ("",) else block.ref((name,))
        one = item(block, name, node.args["expression"])
        return [("", replace(one, value=(own, *one.value, *_columns_in_xquery(block, node))))]
    else:
        raise Unsupported("assignment of unknown form")
    if left.__class__ is exp.Parameter:  # T-SQL: SET @v = e, SET @v = column = e
        if right.__class__ is exp.EQ and right.args["this"].__class__ is exp.Column:
            return assignment(block, right, qualifiers)
        return []
    if left.__class__ is exp.Tuple:
        return _row_assignment(block, left.args["expressions"], right, qualifiers)
    if left.__class__ is exp.Paren:
        return _row_assignment(block, [left.args["this"]], right, qualifiers)
    qualifier, name = _assigned(ctx, left, qualifiers)
    return [(qualifier, item(block, name, right))]


def _columns_in_xquery(block: Block, node: Any) -> Operands:
    """`sql:column("t.c")` in the text of a T-SQL XML method."""
    texts = (literal.name for literal in node.find_all(exp.Literal, exp.National))
    names = (found[1] for text in texts for found in _SQL_COLUMN.finditer(text))
    return tuple(block.ref(tuple(map(block.ctx.column_part, name.split(".")))) for name in names)


def _assigned(ctx: Context, left: Any, qualifiers: tuple[str, ...]) -> tuple[str, str]:
    while left.__class__ is exp.Bracket:  # an element of an array: the column is written
        left = left.args["this"]
    if left.__class__ is exp.Dot:
        while left.__class__ is exp.Dot:
            left = left.args["this"]
    if left.__class__ is not exp.Column:
        return "", ctx.column_part(left)
    name = ctx.column_name(left)
    if len(name) == 1:
        return "", name[0]
    for at in range(len(name) - 1, 0, -1):  # db.t.c: the longest path that means a source
        if name[at - 1] in qualifiers:
            return name[at - 1], name[at]
    return ("", name[0]) if qualifiers and len(name) == 2 and ctx.name == "bigquery" else (name[-2], name[-1])


def _row_assignment(block: Block, lefts: list[Any], right: Any, qualifiers: tuple[str, ...]) -> list[tuple[str, Item]]:
    targets = [_assigned(block.ctx, left, qualifiers) for left in lefts]
    if right.__class__ is exp.Subquery or right.__class__ is exp.Select:
        query = build_query(block.ctx, right)
        found = []
        for at, (qualifier, name) in enumerate(targets):
            single = single_output(query, at)
            if single is None:
                block.ctx.note("row assignment from a query with a star")
                return []
            found.append((qualifier, Item(name, (block.subquery(single),))))
        return found
    cells = right.args["expressions"] if right.__class__ is exp.Tuple else [right]
    if right.__class__ is exp.Paren:
        cells = [right.args["this"]]
    return [(q, item(block, name, cell)) for (q, name), cell in zip(targets, cells, strict=False)]


def update(ctx: Context, node: Any) -> list[Op]:
    """UPDATE. One write for each table that is assigned to (MySQL may assign to several)."""
    args = node.args
    entered, ctes, recursive = with_clause(ctx, node)
    try:
        block = Block(ctx)
        target, sources = _target_and_sources(block, args.get("this"), args.get("from_"))
        words = tuple(qualifier_of(one) for one in sources)
        pairs = [pair for part in args.get("expressions") or () for pair in assignment(block, part, words)]
        where = operands(block, args.get("where"))
    finally:
        ctx.leave_ctes(entered)
    ops: list[Op] = []
    for name, scanned, items in _by_target(target, sources, pairs):
        base = base_of(name, ctes)
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


def _target_and_sources(block: Block, this: Any, from_: Any) -> tuple[Scan, tuple[Source, ...]]:
    if this.__class__ is exp.Subquery:
        raise Unsupported("target is a subquery")
    own = source(block, this, None)
    if not own or not isinstance(own[0], Scan):
        raise Unsupported("target is no table")
    if len(own) > 1:  # MySQL: UPDATE a JOIN b …
        return own[0], own
    listed = source(block, from_.args["this"], None) if from_ else ()
    return place_target(block, own[0], listed)


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
        base = base_of(target, ctes)
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
        placed = [place_target(block, one, listed) for one in own]
        return [(target.name, sources) for target, sources in placed]
    listed = source(block, this, None)
    if not listed or not isinstance(listed[0], Scan):
        raise Unsupported("target is no table")
    if not tables:
        return [(listed[0].name, listed)]
    found = []
    for table in tables:
        wanted = scan(block, table, "", (), None)
        if wanted is None:
            raise Unsupported("target is no table")
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
