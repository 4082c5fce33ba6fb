"""Stage 4, core: MATCH_RECOGNIZE behind a source: measures made of its rows, as columns consumed and produced."""

import re
from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.expressions import operands, roles
from graph.facts import Influence, Item, Pivot

_WORD = re.compile(r"[^\W\d]\w*")


def match_recognize(block: Block, node: Any) -> Pivot:
    """ONE ROW PER MATCH gives the partition's columns and the measures. ALL ROWS gives those of PARTITION BY and ORDER
    BY, the measures and the rest, as the standard has it; in Snowflake the source's columns and the measures.

    A measure holds the data of its expression; PARTITION BY and ORDER BY are its window, and what DEFINE compares
    decides, as a condition, which rows it is made of. A pattern variable in front of a column is no table."""
    args = node.args
    ctx = block.ctx
    variables = {ctx.column_part(one.args["alias"]) for one in args.get("define") or ()}
    variables.update(ctx.column_part(word) for word in _WORD.findall(_text(args.get("pattern"))))
    partition = _plain(ctx, args.get("partition_by") or (), variables)
    order = _plain(ctx, [args["order"]] if args.get("order") else (), variables)
    define = _plain(ctx, [one.args["this"] for one in args.get("define") or ()], variables)
    deciding: list[tuple[Influence, int]] = [("window", one) for one in operands(block, partition, order)]
    deciding += [("condition", one) for one in operands(block, define)]
    produced = [Item(ctx.column_part(one), *roles(block, one)) for one in partition if isinstance(one, exp.Column)]
    all_rows = _text(args.get("rows")).upper().startswith("ALL ROWS")
    measures = [_measure(block, one, variables, deciding) for one in args.get("measures") or ()]
    alias = args.get("alias")
    name = ctx.column_part(alias.args["this"]) if alias and alias.args.get("this") else ""
    if all_rows and ctx.name == "snowflake":
        return Pivot((), tuple(measures), name)
    if all_rows:
        produced += _ordering(block, order, {item.name for item in produced})
    consumed = tuple(item.name for item in produced) if all_rows else ()
    return Pivot(consumed, (*produced, *measures), name, keep=all_rows, first=True)


def _ordering(block: Block, nodes: list[Any], known: set[str]) -> list[Item]:
    """The columns of ORDER BY that are not among those of PARTITION BY."""
    keys = [key.args["this"] for node in nodes for key in node.args.get("expressions") or ()]
    plain = {block.ctx.column_part(key): key for key in keys if key.__class__ is exp.Column}
    return [Item(name, *roles(block, key)) for name, key in plain.items() if name not in known]


def _measure(block: Block, node: Any, variables: set[str], deciding: list[tuple[Influence, int]]) -> Item:
    inner = node.args["this"] if node.__class__ is exp.MatchRecognizeMeasure else node
    named = inner.__class__ is exp.Alias
    (expression,) = _plain(block.ctx, [inner.args["this"] if named else inner], variables)
    value, influence, rows = roles(block, expression)
    name = block.ctx.column_part(inner.args["alias"]) if named else ""
    return Item(name, value, tuple(dict.fromkeys((*influence, *deciding))), rows)


def _plain(ctx: Any, nodes: Any, variables: set[str]) -> list[Any]:
    """These expressions, without pattern variables in front of columns."""
    found = []
    for node in nodes:
        copy = node.copy()
        for column in copy.find_all(exp.Column):
            table = column.args.get("table")
            if table is not None and column.args.get("db") is None and ctx.column_part(table) in variables:
                column.set("table", None)
        found.append(copy)
    return found


def _text(node: Any) -> str:
    return str(node.args.get("this") or "") if node is not None else ""
