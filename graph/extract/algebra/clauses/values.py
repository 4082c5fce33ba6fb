"""Stage 4, core: rows of VALUES as one item a column, in one pass over the rows."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Bag, Block
from graph.extract.algebra.expression_walk import ACTIONS
from graph.extract.algebra.expressions import roles
from graph.facts import Influence, Item

_NAMES: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("postgres", "redshift", "materialize", "risingwave", "snowflake", "sqlite"), ("column", 1)),
    **dict.fromkeys(("spark", "databricks", "hive"), ("col", 1)),
    "duckdb": ("col", 0),
    "mysql": ("column_", 0),
    "clickhouse": ("c", 1),
}
"""How the engines call the columns of VALUES that nobody names, and the first one's number."""


def value_items(block: Block, rows: list[Any], names: tuple[str, ...] = ()) -> tuple[Item, ...]:
    """One item a column: the union over all rows of what stands there. Linear in the rows, small for literals."""
    width = max((len(_cells(row)) for row in rows[:1]), default=0)
    values: list[Bag] = [{} for _ in range(width)]
    decisions: list[dict[tuple[Influence, int], None]] = [{} for _ in range(width)]
    for row in rows:
        for at, cell in enumerate(_cells(row)):
            if cell.__class__ in ACTIONS and at < width:
                value, influence, _ = roles(block, cell)
                values[at].update(dict.fromkeys(value))
                decisions[at].update(dict.fromkeys(influence))
    prefix, first = _NAMES.get(block.ctx.name, ("", 0))
    default = [block.ctx.column_part(f"{prefix}{first + at}") if prefix else "" for at in range(width)]
    return tuple(
        Item(names[at] if at < len(names) else default[at], tuple(values[at]), tuple(decisions[at]))
        for at in range(width)
    )


def stack_items(block: Block, node: Any, names: tuple[str, ...] = ()) -> tuple[Item, ...]:
    """`STACK(n, …)`: the arguments are n rows, one behind the other. Without a plain number nobody can tell."""
    args = node.args
    count, cells = args.get("this"), args.get("expressions") or []
    rows = int(count.name) if count.__class__ is exp.Literal and str(count.name).isdecimal() else 0
    if not rows:
        block.ctx.note("rows of STACK")
        return tuple(Item(name) for name in names)
    width = -(-len(cells) // rows)
    table = [exp.Tuple(expressions=cells[at : at + width]) for at in range(0, len(cells), max(width, 1))]
    return value_items(block, table, names or tuple(f"col{at}" for at in range(width)))


def _cells(row: Any) -> list[Any]:
    if row.__class__ is exp.Tuple and len(row.args["expressions"]) == 1:
        only = row.args["expressions"][0]
        if only.__class__ is exp.Anonymous and str(only.args["this"]).lower() == "row":  # MySQL: VALUES ROW(1, 2)
            return only.args["expressions"]  # type: ignore[no-any-return]  # sqlglot's args are untyped
    if row.__class__ is exp.Tuple or row.__class__ is exp.Struct:
        return row.args["expressions"]  # type: ignore[no-any-return]  # sqlglot's args are untyped
    return [row.args["this"]] if row.__class__ is exp.Paren else [row]
