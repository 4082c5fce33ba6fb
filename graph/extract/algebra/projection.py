"""Stage 4, core: the outputs of a SELECT block: named items, stars, and the name an item has when nobody names it."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.clauses.stars import is_generator, spread_star, star, star_with_test
from graph.extract.algebra.clauses.values import stack_items
from graph.extract.algebra.context import Context, dotted
from graph.extract.algebra.expressions import made, operands
from graph.facts import Item, Out, Projection, Star

_NAMES_FUNCTIONS = frozenset({"postgres", "redshift", "materialize", "risingwave"})
"""Where an unnamed function call or cast gives its column a name that views then keep."""

_FUNCTION_NAMES: dict[type, str] = {
    exp.Count: "count",
    exp.Sum: "sum",
    exp.Avg: "avg",
    exp.Min: "min",
    exp.Max: "max",
    exp.Coalesce: "coalesce",
    exp.RowNumber: "row_number",
    exp.Rank: "rank",
    exp.DenseRank: "dense_rank",
    exp.Lag: "lag",
    exp.Lead: "lead",
    exp.Upper: "upper",
    exp.Lower: "lower",
    exp.Round: "round",
    exp.Abs: "abs",
    exp.ArrayAgg: "array_agg",
    exp.Greatest: "greatest",
    exp.Least: "least",
    exp.CurrentDate: "current_date",
    exp.Case: "case",
}


def projection(block: Block, nodes: Iterable[Any]) -> Projection:
    """Items and stars in their order."""
    found: list[Out | Star] = []
    ctx = block.ctx
    for node in nodes:
        cls = node.__class__
        if cls is exp.Alias:
            args = node.args
            alias = ctx.column_part(args["alias"]) if args.get("alias") else ""
            found.append(_spread(block, made(block, alias, args["this"]), alias))
        elif cls is exp.Column and node.args["this"].__class__ is exp.Identifier:
            found.append(Out(made(block, ctx.column_part(node.args["this"]), node)))
        else:
            found.extend(_outputs(block, node))
    return tuple(found)


def item(block: Block, name: str, node: Any) -> Item:
    """The item of that name which the expression computes."""
    return made(block, name, node)


def named_inside(block: Block) -> tuple[Item, ...]:
    """ClickHouse: `(a + 1 AS y) * 2`: what bears a name inside an expression of this block."""
    found = []
    while block.named:  # reading one may find more inside it
        node = block.named.pop()
        found.append(item(block, block.ctx.column_part(node.args["alias"]), node.args["this"]))
    return tuple(found)


def _outputs(block: Block, node: Any) -> Iterator[Out | Star]:
    ctx = block.ctx
    cls = node.__class__
    if cls is exp.Column and node.args["this"].__class__ is exp.Star:
        yield star(block, node.args["this"], tuple(ctx.column_part(part) for part in dotted(node)[:-1]))
    elif cls is exp.Star:
        yield star(block, node, ())
    elif (tested := star_with_test(block, node)) is not None:
        yield tested
    elif cls is exp.Aliases and node.args["this"].__class__ is exp.Stack:
        names = tuple(ctx.column_part(alias) for alias in node.args["expressions"])
        yield from map(Out, stack_items(block, node.args["this"], names))
    elif cls is exp.QueryTransform:
        yield from _transformed(block, node)
    elif cls is exp.Aliases:
        first = item(block, "", node.args["this"])
        for alias in node.args["expressions"]:
            yield Out(Item(ctx.column_part(alias), first.value, first.influence, first.rows))
    elif cls is exp.Dot and node.args["expression"].__class__ is exp.Star:
        yield _fields(block, node)
    elif cls is exp.EQ and node.args["this"].__class__ is exp.Literal and ctx.dialect.go_batches:  # 'x' = expression
        yield Out(item(block, ctx.column_part(node.args["this"]), node.args["expression"]))
    else:
        if is_generator(ctx, node):
            ctx.note("columns of a generator without names")
        yield _spread(block, item(block, output_name(ctx, node), node), "")


def _spread(block: Block, found: Item, alias: str) -> Out | Star:
    """The item; where a star stands in it (`max(COLUMNS(*))`) one such item for each of its columns."""
    if not block.spread:
        return Out(found)
    first, *others = [spread_star(block, node) for node in block.spread]
    block.spread = []
    if first is None or any(other != first for other in others):
        block.ctx.note("star inside an expression")
        return Out(found)
    return replace(first, through=Item("", found.value, found.influence, found.rows), label=alias or first.label)


def _transformed(block: Block, node: Any) -> Iterator[Out | Star]:
    """`TRANSFORM (…) USING 'script' AS (…)`: whatever the script does, its input is its arguments."""
    schema = node.args.get("schema")
    value = operands(block, node.args.get("expressions"))
    names = [block.ctx.column_part(part) for part in schema.expressions] if schema else ["key", "value"]
    yield from (Out(Item(name, value)) for name in names)


def _fields(block: Block, node: Any) -> Out | Star:
    """`a.b.*`, `f(x).*`."""
    parts = dotted(node)[:-1]
    if all(part.__class__ is exp.Identifier for part in parts):
        return star(block, node.args["expression"], tuple(block.ctx.column_part(part) for part in parts))
    return replace(star(block, node.args["expression"], ()), of=item(block, "", node.args["this"]))


def output_name(ctx: Context, node: Any) -> str:
    """The name of an expression that has no alias; "" where the dialect gives none that others could use."""
    cls = node.__class__
    if cls is exp.Column:
        this = node.args["this"]
        return ctx.column_part(this) if this.__class__ is exp.Identifier else ""
    if cls is exp.Dot:
        last = node.args["expression"]
        return ctx.column_part(last) if last.__class__ is exp.Identifier else ""
    if cls is exp.Paren:
        return output_name(ctx, node.args["this"])
    if ctx.name in _NAMES_FUNCTIONS:
        return _postgres_name(ctx, node)
    return ""


def _postgres_name(ctx: Context, node: Any) -> str:
    """FigureColname of the engine's parser: casts and windows pass the name on, functions give theirs."""
    cls = node.__class__
    if cls is exp.Cast or cls is exp.Window or cls is exp.Filter:
        inner = output_name(ctx, node.args["this"])
        return inner or (node.args["to"].sql().lower() if cls is exp.Cast and not node.args["to"].expressions else "")
    if cls is exp.Anonymous:
        return ctx.column_part(str(node.args["this"]))
    if cls is exp.Case:
        default = node.args.get("default")
        return (output_name(ctx, default) if default.__class__ is exp.Column else "") or "case"
    if cls is exp.Subquery:
        select = node.args["this"]
        outputs = select.args.get("expressions") if select.__class__ is exp.Select else None
        return _subquery_name(ctx, outputs[0]) if outputs else ""
    return _FUNCTION_NAMES.get(cls, "")


def _subquery_name(ctx: Context, node: Any) -> str:
    return ctx.column_part(node.args["alias"]) if node.__class__ is exp.Alias else output_name(ctx, node)
