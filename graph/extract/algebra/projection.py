"""Stage 4, core: the outputs of a SELECT block: items and stars."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.clauses.stars import spread_star, star, star_with_test
from graph.extract.algebra.clauses.values import stack_items
from graph.extract.algebra.context import Context, dotted
from graph.extract.algebra.expressions import made, operands
from graph.extract.algebra.generators import generated, is_generator, structure
from graph.extract.algebra.unnamed import column_name, unnamed
from graph.extract.algebra.unnamed_expressions import SPARK
from graph.facts import Item, Out, Projection, Star


def projection(block: Block, nodes: Sequence[Any]) -> Projection:
    """Items and stars in their order."""
    found: list[Out | Star] = []
    ctx = block.ctx
    for at, node in enumerate(nodes):
        cls = node.__class__
        if cls is exp.Alias:
            args = node.args
            alias = ctx.column_part(args["alias"]) if args.get("alias") else ""
            found.append(_spread(block, made(block, alias, args["this"]), alias))
        elif cls is exp.Column and node.args["this"].__class__ is exp.Identifier:
            found.append(Out(made(block, ctx.column_part(node.args["this"]), node)))
        else:
            found.extend(_outputs(block, nodes, at))
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


def _outputs(block: Block, nodes: Sequence[Any], at: int) -> Iterator[Out | Star]:
    ctx, node = block.ctx, nodes[at]
    cls = node.__class__
    if cls is exp.Column and node.args["this"].__class__ is exp.Star:
        yield star(block, node.args["this"], tuple(ctx.source_part(part) for part in dotted(node)[:-1]))
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
    elif cls is exp.Subquery and node.args.get("alias").__class__ is exp.Identifier:  # T-SQL: x = (SELECT …)
        yield Out(item(block, ctx.column_part(node.args["alias"]), node))
    else:
        if is_generator(ctx, node) or structure(ctx, node) is not None:
            yield from _generated(block, node)
            return
        named = "" if cls is exp.Dot and not _is_path(ctx, node) else column_name(ctx, node)
        yield _spread(block, item(block, named or unnamed(ctx, nodes, at), node), "")


def _is_path(ctx: Context, node: Any) -> bool:
    """Whether a field passes its name on: in Spark none of what is computed does."""
    return ctx.name not in SPARK or all(part.__class__ is exp.Identifier for part in dotted(node))


def _generated(block: Block, node: Any) -> Iterator[Out | Star]:
    """What a generator gives where nobody names its columns. What takes a type to know stays open."""
    ctx = block.ctx
    if node.__class__ is exp.Stack:
        yield from map(Out, stack_items(block, node, generated(ctx, node)))
        return
    made_of = structure(ctx, node)
    if made_of is not None:
        yield Star(of=item(block, "", made_of))
        return
    whole = replace(item(block, "", node), fields=())
    names = generated(ctx, node)
    if not names:
        ctx.note("columns of a generator without names")
        yield Star(of=whole)
    yield from (Out(replace(whole, name=ctx.column_part(name))) for name in names)


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
