"""Stage 4, core: PIVOT and UNPIVOT behind a source, as columns consumed and produced."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.clauses.pivot_names import pivot_names
from graph.extract.algebra.clauses.stars import columns_star
from graph.extract.algebra.expression_walk import ACTIONS
from graph.extract.algebra.expressions import operands, roles
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
    names = pivot_names(block.ctx, fields, aggregates) if _listed(fields) else []
    if not names and columns:  # they get others anyway
        names = [column.name for column in args.get("columns") or ()]
    values = [roles(block, aggregate) for aggregate in aggregates]
    if not _listed(fields) or not names or not values:
        block.ctx.note("PIVOT without listed values")
        names = []
    produced = tuple(
        Item(name, value, (*influence, *deciding), rows)
        for at, name in enumerate(names)
        for value, influence, rows in (values[at % len(values)],)
    )
    grouped = _grouped(block, args.get("group"))
    keep = grouped is None
    return Pivot(consumed, (*(grouped or ()), *produced), alias, keep, open=not names, columns=columns)


def _listed(fields: Any) -> bool:
    """Whether all values are listed, so that the columns are known."""
    return bool(fields) and all(
        field.__class__ is exp.In
        and field.args.get("expressions")
        and not any(isinstance(value, exp.Query | exp.PivotAny) for value in field.args["expressions"])
        for field in fields
    )


def _grouped(block: Block, group: Any) -> tuple[Item, ...] | None:
    """The items of a PIVOT's own GROUP BY (DuckDB); None if it has none."""
    if not group:
        return None
    nodes = group.args.get("expressions") or ()
    return tuple(Item(block.ctx.column_part(one), *roles(block, one)) for one in nodes if one.__class__ is exp.Column)


def _unpivot(block: Block, node: Any) -> Pivot:
    args = node.args
    fields = args.get("fields") or []
    alias, columns = _alias(block, node)
    if not fields:
        block.ctx.note("UNPIVOT without listed columns")
        return Pivot(alias=alias, keep=False, open=True, columns=columns)
    value_names = [name for part in args.get("expressions") or () for name in _names(block, part)]
    label = [name for field in fields for name in _names(block, field.args.get("this"))]
    entries = [_entry(one) for field in fields for one in field.args.get("expressions") or ()]
    consumed = tuple(dict.fromkeys(name for entry in entries for part in entry for name in _names(block, part)))
    values = [Item(name, tuple(dict.fromkeys(_nth(block, entries, at)))) for at, name in enumerate(value_names)]
    labels = [Item(name) for name in label]
    first = args.get("value_columns_first") or block.ctx.dialect.go_batches or block.ctx.name == "bigquery"
    produced = (*values, *labels) if first else (*labels, *values)
    return Pivot(consumed, produced, alias, columns=columns)


def pivot_statement(block: Block, node: Any) -> Pivot:
    """DuckDB's `PIVOT t ON … USING … GROUP BY …` and `UNPIVOT t ON … INTO NAME … VALUE …`."""
    return _unpivot_statement(block, node) if node.args.get("unpivot") else _pivot_statement(block, node)


def _pivot_statement(block: Block, node: Any) -> Pivot:
    args = node.args
    on = args.get("expressions") or []
    using = args.get("using") or [exp.Count(this=exp.Star())]
    keys = [one.args["this"] if one.__class__ is exp.In else one for one in on]
    deciding: tuple[tuple[Influence, int], ...] = tuple(("condition", one) for one in operands(block, *keys))
    read = [name for one in (*keys, *using) for name in _column_names(block, one)]
    grouped = _grouped(block, args.get("group"))
    values = [roles(block, one) for one in using]
    names = _combined([_listed_names(one) for one in on], using) if _listed(on) else []
    if not names:
        block.ctx.note("PIVOT without listed values")
    produced = tuple(
        Item(block.ctx.column_part(name), value, (*influence, *deciding), rows)
        for at, name in enumerate(names)
        for value, influence, rows in (values[at % len(values)],)
    )
    consumed = tuple(dict.fromkeys(read))
    return Pivot(consumed, (*(grouped or ()), *produced), keep=grouped is None, open=not names)


_MANY = 1000
"""Columns that one PIVOT statement may make."""


def _listed_names(field: Any) -> list[str]:
    return [one.alias_or_name for one in field.args["expressions"]]


def _combined(lists: list[list[str]], using: list[Any]) -> list[str]:
    """Each combination of values, for each aggregate: `2020_total`; one aggregate without an alias adds nothing."""
    heads = [""]
    for values in lists:
        heads = [f"{head}_{value}" if head else value for head in heads for value in values]
        if len(heads) * len(using) > _MANY:
            return []
    if len(using) == 1 and using[0].__class__ is not exp.Alias:
        return heads
    tails = [one.alias if one.__class__ is exp.Alias else one.sql("duckdb").lower() for one in using]
    return [f"{head}_{tail}" for head in heads for tail in tails]


def _unpivot_statement(block: Block, node: Any) -> Pivot:
    into = node.args.get("into")
    label = block.ctx.column_part(into.args["this"]) if into else "name"
    value_names = [block.ctx.column_part(one) for one in into.args["expressions"]] if into else ["value"]
    on = node.args.get("expressions") or []
    if len(on) == 1 and on[0].__class__ is exp.Columns and len(value_names) == 1:
        spread = columns_star(block, on[0])
        if spread is not None:
            return Pivot(produced=(Item(label), Item(value_names[0])), spread=spread)
    if any(_entry(one)[0].__class__ not in (exp.Column, exp.Identifier) for one in on):
        block.ctx.note("UNPIVOT without listed columns")
        return Pivot(keep=False, open=True)
    entries = [_entry(one) for one in on]
    consumed = tuple(dict.fromkeys(name for entry in entries for part in entry for name in _names(block, part)))
    values = [Item(name, tuple(dict.fromkeys(_nth(block, entries, at)))) for at, name in enumerate(value_names)]
    return Pivot(consumed, (Item(label), *values))


def _nth(block: Block, entries: list[list[Any]], at: int) -> list[int]:
    return [operand for entry in entries if at < len(entry) for operand in operands(block, entry[at])]


def _entry(node: Any) -> list[Any]:
    """The columns that one entry of UNPIVOT's IN list puts into the value columns."""
    while node.__class__ in (exp.PivotAlias, exp.Alias, exp.Paren):
        node = node.args["this"]
    return list(node.args["expressions"]) if node.__class__ is exp.Tuple else [node]


def _names(block: Block, node: Any) -> list[str]:
    if node.__class__ is exp.Tuple:
        return [name for part in node.args["expressions"] for name in _names(block, part)]
    if node.__class__ is exp.Paren:
        return _names(block, node.args["this"])
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
