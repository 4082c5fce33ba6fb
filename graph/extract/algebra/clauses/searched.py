"""Stage 4, core: the columns that SEARCH and CYCLE add to a recursive entry of a WITH."""

from typing import Any

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.facts import Cte, Influence, Item, Out, Scan, Select, Star


def searched(ctx: Context, cte: Cte, search: Any, cycle: Any) -> Cte:
    """The entry with the columns of `SEARCH … BY a SET b` and `CYCLE a SET b … [USING c]`; itself without them.

    What comes in order is its window; what is compared to find a ring is the mark's condition, and the path's data."""
    if not search and not cycle:
        return cte
    block = Block(ctx)
    outputs: list[Out | Star] = [Star()]
    if search:
        outputs.append(Out(_made(block, search.args["expression"], search.args["this"], "window")))
    if cycle:
        outputs.append(Out(_made(block, cycle.args["expression"], cycle.args["this"], "condition")))
        if cycle.args.get("using"):
            path = block.ref((ctx.column_part(cycle.args["this"]),))
            outputs.append(Out(Item(ctx.column_part(cycle.args["using"]), (path,))))
    query = Select(tuple(outputs), (Scan((cte.name,)),), tuple(block.refs), ctes=(cte,), recursive=True)
    return Cte(cte.name, query)


def _made(block: Block, name: Any, by: Any, via: Influence) -> Item:
    return Item(block.ctx.column_part(name), (), ((via, block.ref((block.ctx.column_part(by),))),))
