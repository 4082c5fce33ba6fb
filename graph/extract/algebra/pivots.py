"""Stage 4, core: PIVOT and UNPIVOT behind a source, as columns consumed and produced."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.expressions import ACTIONS, operands, roles
from graph.facts import Influence, Item, Pivot


def pivots(block: Block, nodes: Any) -> tuple[Pivot, ...]:
    """One `Pivot` a node, in order. Shapes that name no columns are noted and leave their columns open."""
    return tuple(_unpivot(block, node) if node.args.get("unpivot") else _pivot(block, node) for node in nodes or ())


def _alias(block: Block, node: Any) -> tuple[str, tuple[str, ...]]:
    alias = node.args.get("alias")
    if not alias:
        return "", ()
    columns = tuple(block.ctx.column_part(part) for part in alias.args.get("columns") or ())
    return (block.ctx.column_part(alias.args["this"]) if alias.args.get("this") else ""), columns


def _pivot(block: Block, node: Any) -> Pivot:
    args = node.args
    fields = args.get("fields") or []
    aggregates = args.get("expressions") or []
    alias, columns = _alias(block, node)
    keys = [column for field in fields for column in _names(block, field.args.get("this"))]
    key_operands = operands(block, *(field.args.get("this") for field in fields))
    deciding: tuple[tuple[Influence, int], ...] = tuple(("condition", operand) for operand in key_operands)
    read = [_column_names(block, aggregate) for aggregate in aggregates]
    consumed = tuple(dict.fromkeys([*keys, *(name for names in read for name in names)]))
    names = [block.ctx.column_part(column) for column in args.get("columns") or ()]
    if args.get("group") or args.get("using") or not fields:
        block.ctx.note("PIVOT without listed values")
        return Pivot(consumed, alias=alias, open=True, columns=columns)
    values = [roles(block, aggregate) for aggregate in aggregates]
    produced = tuple(
        Item(name, value, (*influence, *deciding), rows)
        for at, name in enumerate(names)
        for value, influence, rows in (values[at % len(values)],)
    )
    return Pivot(consumed, produced, alias, open=not names, columns=columns)


def _unpivot(block: Block, node: Any) -> Pivot:
    args = node.args
    fields = args.get("fields") or []
    alias, columns = _alias(block, node)
    if not fields:
        block.ctx.note("UNPIVOT without listed columns")
        return Pivot(alias=alias, open=True, columns=columns)
    value_names = [name for part in args.get("expressions") or () for name in _names(block, part)]
    label = [name for field in fields for name in _names(block, field.args.get("this"))]
    entries = [_entry(one) for field in fields for one in field.args.get("expressions") or ()]
    consumed = tuple(dict.fromkeys(name for entry in entries for part in entry for name in _names(block, part)))
    values = [Item(name, tuple(dict.fromkeys(_nth(block, entries, at)))) for at, name in enumerate(value_names)]
    labels = [Item(name) for name in label]
    produced = (*values, *labels) if args.get("value_columns_first") else (*labels, *values)
    return Pivot(consumed, produced, alias, columns=columns)


def _nth(block: Block, entries: list[list[Any]], at: int) -> list[int]:
    return [operand for entry in entries if at < len(entry) for operand in operands(block, entry[at])]


def _entry(node: Any) -> list[Any]:
    """The columns that one entry of UNPIVOT's IN list puts into the value columns."""
    if node.__class__ is exp.PivotAlias or node.__class__ is exp.Alias:
        node = node.args["this"]
    return list(node.args["expressions"]) if node.__class__ is exp.Tuple else [node]


def _names(block: Block, node: Any) -> list[str]:
    if node.__class__ is exp.Tuple:
        return [name for part in node.args["expressions"] for name in _names(block, part)]
    if node.__class__ is exp.Column or node.__class__ is exp.Identifier:
        return [block.ctx.column_part(node)]
    return []


def _column_names(block: Block, node: Any) -> list[str]:
    """The last parts of all columns in an aggregate: the pivot uses them up."""
    found: list[str] = []
    stack: list[Any] = [node]
    while stack:
        one = stack.pop()
        cls: type = one.__class__
        if cls is exp.Column:
            found.extend(_names(block, one))
        elif cls is list:
            stack.extend(one)
        elif cls in ACTIONS:
            stack.extend(one.args.values())
    return found
