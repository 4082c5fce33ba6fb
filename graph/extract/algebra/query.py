"""Stage 4, core: a parsed query as a `Select`, `SetOp` or `Values`, with its CTEs."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.clauses.match_recognize import match_recognize
from graph.extract.algebra.clauses.pivots import pivot_statement
from graph.extract.algebra.clauses.searched import searched
from graph.extract.algebra.clauses.values import value_items
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.projection import named_inside, projection
from graph.extract.algebra.sources import from_clause, joined, source_names
from graph.facts import Cte, Derived, Operands, Projection, Query, Select, SetOp, Source, Star, Values

_KINDS: dict[type, Any] = {exp.Union: "union", exp.Except: "except", exp.Intersect: "intersect"}


def build_query(ctx: Context, node: Any) -> Query:
    """The facts of a SELECT, a set operation, VALUES, a table or any of them in brackets. Raises `Unsupported`."""
    node = _unbracketed(node)
    ctx.deeper()  # `reset` undoes it where an exception ends the statement
    scalars = ctx.scalars
    entered, ctes, recursive = with_clause(ctx, node)
    query = _body(ctx, node, ctes, recursive)
    ctx.leave_ctes(entered)
    ctx.scalars = scalars
    ctx.leave()
    return query


def _body(ctx: Context, node: Any, ctes: tuple[Cte, ...], recursive: bool) -> Query:
    cls = node.__class__
    if cls is exp.Select:
        return select(ctx, node, ctes, recursive)
    if cls in _KINDS:
        return _set_operation(ctx, node, ctes, recursive)
    if cls is exp.Subquery:
        return _bracketed(ctx, node, ctes, recursive)
    if cls is exp.Values:
        block = Block(ctx)
        items = value_items(block, node.args["expressions"])
        return Values(items, tuple(block.refs), tuple(block.subqueries), ctes)
    if cls is exp.Pivot and node.args["this"].__class__ in (exp.Table, exp.Subquery):
        block = Block(ctx)
        first, *rest = from_clause(block, {"from_": exp.From(this=node.args["this"])})
        if rest:
            raise Unsupported("PIVOT of several sources")
        pivoted = (replace(first, pivots=(*first.pivots, pivot_statement(block, node))),)
        return Select((Star(),), pivoted, tuple(block.refs), tuple(block.subqueries), ctes=ctes, recursive=recursive)
    if cls is exp.Table:
        block = Block(ctx)
        sources = from_clause(block, {"from_": exp.From(this=node)})
        return Select((Star(),), sources, tuple(block.refs), tuple(block.subqueries), ctes=ctes, recursive=recursive)
    raise Unsupported(f"query {node.key}")


def with_clause(ctx: Context, node: Any) -> tuple[list[str], tuple[Cte, ...], bool]:
    """The entries of a WITH, in order; each sees those before it (all, if recursive).

    Returns the names entered (the caller leaves them again), the CTEs, and whether it is recursive."""
    with_ = node.args.get("with_")
    if not with_:
        return [], (), False
    recursive = bool(with_.args.get("recursive"))
    entered: list[str] = []
    found: list[Cte] = []
    entries = with_.args.get("expressions") or []
    if recursive:
        for entry in entries:
            entered.append(ctx.column_part(entry.args["alias"].args["this"]))
            ctx.enter_cte(entered[-1])
    for entry in entries:
        alias = entry.args["alias"]
        name = ctx.column_part(alias.args["this"])
        if entry.args.get("scalar"):
            ctx.scalars = {**ctx.scalars, (name,): entry.args["this"]}
            continue
        columns = tuple(ctx.column_part(part) for part in alias.args.get("columns") or ())
        cte = Cte(name, _cte_query(ctx, entry.args["this"]), columns)
        last = entry is entries[-1]
        found.append(searched(ctx, cte, with_.args.get("search"), with_.args.get("cycle")) if last else cte)
        if not recursive:
            entered.append(name)
            ctx.enter_cte(name)
    return entered, tuple(found), recursive


def _cte_query(ctx: Context, node: Any) -> Query:
    return ctx.build_returning(ctx, node) if isinstance(node, exp.DML) else build_query(ctx, node)


def select(ctx: Context, node: Any, ctes: tuple[Cte, ...], recursive: bool) -> Select:
    """One SELECT block."""
    args = node.args
    block = Block(ctx)
    windows = args.get("windows")
    if windows:
        block.windows = {ctx.column_part(window.args["this"]): window for window in windows}
    sources = from_clause(block, args)
    if args.get("match"):
        if len(sources) != 1:  # the tree does not say which of them it stands behind
            raise Unsupported("MATCH_RECOGNIZE of several sources")
        sources = (replace(sources[0], pivots=(*sources[0].pivots, match_recognize(block, args["match"]))),)
    enclosing = ctx.enclosing
    block.names = source_names(sources)
    ctx.enclosing |= block.names
    outputs = projection(block, args.get("expressions") or ())
    if args.get("exclude"):
        outputs = _excluding(ctx, outputs, args["exclude"])
    if args.get("pivots"):
        ctx.note("PIVOT of a query")
    where = _where(block, args)
    group, group_positions, group_all = _group(block, args.get("group"), args.get("expressions") or ())
    having = operands(block, args.get("having"), args.get("qualify"))
    order, order_positions, order_expressions = _order(block, args)
    distinct = args.get("distinct")
    distinct_on = operands(block, distinct.args["on"]) if distinct and distinct.args.get("on") else ()
    named = named_inside(block)
    ctx.enclosing = enclosing
    return Select(
        outputs,
        sources,
        tuple(block.refs),
        tuple(block.subqueries),
        where,
        group,
        group_positions,
        having,
        order,
        order_positions,
        ctes,
        recursive,
        group_all,
        distinct_on,
        str(args.get("kind") or "").upper() == "VALUE",
        order_expressions,
        named,
    )


def _excluding(ctx: Context, outputs: Any, nodes: Any) -> Any:
    """Redshift: `SELECT * EXCLUDE (a) FROM`, said of the block instead of the star."""
    names = tuple(ctx.column_part(node) for node in nodes)
    return tuple(Star(out.qualifier, names) if isinstance(out, Star) else out for out in outputs)


def _where(block: Block, args: dict[str, Any]) -> Operands:
    parts = [args[key] for key in ("where", "prewhere", "connect") if args.get(key)]
    for key in ("limit", "offset"):
        limit = args.get(key)
        if limit and limit.args.get("expression").__class__ is not exp.Literal:
            parts.append(limit.args.get("expression"))
        if limit:  # ClickHouse: LIMIT 1 BY k
            parts += limit.args.get("expressions") or ()
    return operands(block, *parts) if parts else ()


def _group(block: Block, group: Any, outputs: Sequence[Any]) -> tuple[Operands, tuple[int, ...], bool]:
    if not group:
        return (), (), False
    args = group.args
    nodes, positions = _without_positions(args.get("expressions") or [])
    if args.get("all") and not nodes:
        found = _plain_outputs(outputs)
        return ((), (), True) if found is None else (operands(block, *found), positions, False)
    for key in ("grouping_sets", "cube", "rollup"):
        if isinstance(args.get(key), list):
            nodes.extend(args[key])
    return operands(block, *nodes), positions, bool(args.get("all"))


def _plain_outputs(nodes: Sequence[Any]) -> list[Any] | None:
    """What GROUP BY ALL groups by: the outputs that hold no aggregate and no window. None where that cannot be told:
    behind a star, or where a function that nobody knows may be an aggregate (what holds another is one anyway)."""
    found = []
    for node in nodes:
        if node.is_star or node.find(exp.Query, exp.Columns):
            return None
        if node.find(exp.AggFunc, exp.Window):
            continue
        if node.find(exp.Anonymous):
            return None
        found.append(node.args["this"] if node.__class__ is exp.Alias else node)
    return found


def _order(block: Block, args: dict[str, Any]) -> tuple[Operands, tuple[int, ...], Operands]:
    """Operands whose names are aliases first, positions, and operands whose names are columns first."""
    nodes: list[Any] = []
    positions: tuple[int, ...] = ()
    for key in ("order", "sort", "cluster", "distribute"):
        clause = args.get(key)
        if clause:
            plain, found = _without_positions(_all_of(clause.args["expressions"], args))
            nodes += plain
            positions += found
    if not block.ctx.dialect.order_by_source:
        return (operands(block, *nodes) if nodes else ()), positions, ()
    bare = [node for node in nodes if node.__class__ is exp.Column]
    rest = [node for node in nodes if node.__class__ is not exp.Column]
    return operands(block, *bare), positions, operands(block, *rest)


def _all_of(nodes: list[Any], args: dict[str, Any]) -> list[Any]:
    """DuckDB's ORDER BY ALL: by each output, where they can be counted."""
    key = nodes[0].args.get("this") if len(nodes) == 1 and nodes[0].__class__ is exp.Ordered else None
    outputs = args.get("expressions") or []
    if key.__class__ is not exp.Var or any(output.is_star for output in outputs):
        return nodes
    return [exp.Literal.number(at + 1) for at in range(len(outputs))]


def _without_positions(nodes: list[Any]) -> tuple[list[Any], tuple[int, ...]]:
    """Expressions, and the 1-based positions among them (`GROUP BY 2`)."""
    plain, positions = [], []
    for node in nodes:
        key = node.args["this"] if node.__class__ is exp.Ordered else node
        if key.__class__ is exp.Literal:
            if not key.args.get("is_string") and str(key.args["this"]).isdecimal():
                positions.append(int(key.args["this"]))
        else:
            plain.append(key)
    return plain, tuple(dict.fromkeys(positions))


def _set_operation(ctx: Context, node: Any, ctes: tuple[Cte, ...], recursive: bool) -> Query:
    """A chain of one kind is one flat `SetOp`, however long: sqlglot nests it to the left."""
    kind, named = _KINDS[node.__class__], _by_name(ctx, node)
    cls = node.__class__
    branches: list[Any] = []
    at = node
    while True:
        branches.append(at.args["expression"])
        left = _unbracketed(at.args["this"])
        same = left.__class__ is cls and _by_name(ctx, left) == named
        if not same or _modified(left) or left.args.get("with_"):
            branches.append(at.args["this"])
            break
        at = left
    branches.reverse()
    by_name, keep, on = named
    whole = SetOp(kind, tuple(build_query(ctx, branch) for branch in branches), by_name, ctes, recursive, keep, on)
    return _ordered(ctx, node, whole) if _modified(node) else whole


def _by_name(ctx: Context, node: Any) -> tuple[bool, Any, tuple[str, ...]]:
    """Whether columns meet by name, which of them come out, and which alone (`BY NAME ON (…)`). CORRESPONDING is
    INNER … BY NAME."""
    args = node.args
    if not args.get("by_name"):
        return False, "all", ()
    side, kind = str(args.get("side") or "").upper(), str(args.get("kind") or "").upper()
    keep = "first" if side == "LEFT" else "common" if kind == "INNER" else "all"
    return True, keep, tuple(ctx.column_part(part) for part in args.get("on") or ())


def _unbracketed(node: Any) -> Any:
    while node.__class__ is exp.Subquery and node.args["this"].__class__ is not exp.Table:
        if any(value for key, value in node.args.items() if key not in ("this", "alias")):
            break
        node = node.args["this"]
    return node


_MODIFIERS = ("order", "sort", "cluster", "distribute", "limit", "offset", "where", "group", "having", "qualify")


def _modified(node: Any) -> bool:
    return any(node.args.get(key) for key in _MODIFIERS)


def _ordered(ctx: Context, node: Any, query: Query) -> Query:
    """ORDER BY behind a set operation or brackets: a block of its own around them."""
    block = Block(ctx)
    order, positions, expressions = _order(block, node.args)
    where = _where(block, node.args)
    if not (order or positions or expressions or where):
        return query
    source: Source = Derived(query)
    refs, subqueries = tuple(block.refs), tuple(block.subqueries)
    order += expressions
    return Select((Star(),), (source,), refs, subqueries, where, order=order, order_positions=positions)


def _bracketed(ctx: Context, node: Any, ctes: tuple[Cte, ...], recursive: bool) -> Query:
    args = node.args
    if args.get("joins") or (args.get("pivots") and node.args["this"].__class__ is exp.Table):
        block = Block(ctx)
        sources = (*from_clause(block, {"from_": exp.From(this=args["this"])}), *joined(block, args.get("joins")))
        return Select((Star(),), sources, tuple(block.refs), tuple(block.subqueries), ctes=ctes, recursive=recursive)
    query = build_query(ctx, args["this"])
    if ctes:
        query = with_ctes(query, ctes, recursive)
    return _ordered(ctx, node, query) if _modified(node) else query


def with_ctes(query: Query, ctes: tuple[Cte, ...], recursive: bool) -> Query:
    """CTEs of the brackets, put in front of those of the query inside (which may shadow them)."""
    if isinstance(query, Values):
        return replace(query, ctes=(*ctes, *query.ctes))
    return replace(query, ctes=(*ctes, *query.ctes), recursive=recursive or query.recursive)


def single_output(query: Query, at: int) -> Query | None:
    """The same query with its `at`-th output alone, where its outputs can be counted."""
    if isinstance(query, Select) and not any(isinstance(out, Star) for out in query.projection):
        return replace(query, projection=query.projection[at : at + 1]) if at < len(query.projection) else None
    return None


def select_of(
    block: Block,
    outputs: Projection,
    sources: tuple[Source, ...],
    where: Operands = (),
    ctes: tuple[Cte, ...] = (),
    recursive: bool = False,
) -> Select:
    """The `Select` of a block whose parts were made one by one."""
    refs, subqueries = tuple(block.refs), tuple(block.subqueries)
    return Select(outputs, sources, refs, subqueries, where, ctes=ctes, recursive=recursive)
