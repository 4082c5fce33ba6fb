"""Stage 4, core: arrays and calls in FROM as sources: UNNEST, ARRAY JOIN, STACK, paths into a row, ROWS FROM."""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.clauses.elements import gives_values
from graph.extract.algebra.clauses.values import stack_items
from graph.extract.algebra.context import Context, dotted
from graph.extract.algebra.expressions import made, operands
from graph.extract.algebra.functions import table_function
from graph.facts import Item, Join, Source, TableFunction, ValuesSource

_ALIAS_IS_ELEMENT = frozenset({"bigquery", "postgres", "redshift"})
"""Where the alias of an unnested array of plain values is the name of its one column."""


def alias_of(ctx: Context, node: Any) -> tuple[str, tuple[str, ...]]:
    """A source's alias and the names that it gives to columns."""
    alias = node.args.get("alias")
    if not alias:
        return "", ()
    if alias.__class__ is not exp.TableAlias:
        return ctx.column_part(alias), ()
    this = alias.args.get("this")
    columns = alias.args.get("columns") or ()
    if columns and _is_no_alias(this, columns[0]):
        return "", ()
    if ctx.variables and this and ctx.may_be_variable(ctx.column_part(this)):
        ctx.note(f"table or variable {ctx.column_part(this)}")
    return ctx.column_part(this) if this else "", tuple(ctx.column_part(part) for part in columns)


def _is_no_alias(alias: Any, column: Any) -> bool:
    """Whether these are a clause of an engine that the grammar takes for an alias: SAMPLE (10), PARTITION (p)."""
    number = str(column.this).isdigit() and not column.args.get("quoted")
    return number or (alias is not None and not alias.args.get("quoted") and str(alias.this).upper() == "PARTITION")


def unnest(block: Block, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> Source:
    """UNNEST: one name is range variable and column at once; several arrays side by side are one column each."""
    ctx, args = block.ctx, node.args
    arrays = args["expressions"]
    offset = args.get("offset")
    position = (ctx.column_part(offset),) if offset.__class__ is exp.Identifier else ()
    if len(arrays) > 1 and columns and alias:
        return ValuesSource(_side_by_side(block, arrays, columns, position), alias, join)
    if position and not columns and not alias:  # BigQuery: the element has no name, or its fields have
        return replace(unnested(block, arrays, "", ("", *position), join, scalar=True), scalar=False)
    columns = (*columns, *position)
    if len(arrays) == 1 and not columns and _is_one_column(ctx, arrays[0]):
        outputs = (alias or "unnest", *(("ordinality",) if offset else ()))
        found = unnested(block, arrays, alias, outputs, join, scalar=True)
        return replace(found, closed=True)
    if not alias and columns:  # BigQuery: UNNEST(x) AS e
        return unnested(block, arrays, columns[0], columns, join, scalar=True)
    if alias and not columns:
        outputs = (alias, "ordinality") if offset else ()  # WITH ORDINALITY
        return unnested(block, arrays, alias, outputs, join, scalar=True)
    return unnested(block, arrays, alias, columns, join, scalar=False)


def _is_one_column(ctx: Context, array: Any) -> bool:
    """Whether an array's elements come out as one column, whatever they are: always in DuckDB; in PostgreSQL if they
    have no fields."""
    if ctx.name == "duckdb":
        return True
    values = array.args["expressions"] if array.__class__ is exp.Array else []
    return ctx.name == "postgres" and bool(values) and all(one.__class__ in (exp.Literal, exp.Neg) for one in values)


def _side_by_side(
    block: Block, arrays: list[Any], columns: tuple[str, ...], position: tuple[str, ...]
) -> tuple[Item, ...]:
    """One column an array. Where a map or an array of rows gives several, nobody can tell which belong to it."""
    if len(columns) > len(arrays):
        block.ctx.note("columns of several arrays")
        return tuple(Item(name) for name in (*columns, *position))
    each = [operands(block, array) for array in arrays]
    items = [Item(name, each[at]) for at, name in enumerate(columns[: len(arrays)])]
    rest = (*columns[len(arrays) :], *position)
    return (*items, *(Item(name, tuple(dict.fromkeys(one for found in each for one in found))) for name in rest))


def unnested(
    block: Block, arrays: list[Any], alias: str, outputs: tuple[str, ...], join: Join | None, *, scalar: bool
) -> TableFunction:
    """These arrays as one source."""
    closed = bool(outputs) and not scalar
    if not closed and len(arrays) == 1 and block.ctx.name in _ALIAS_IS_ELEMENT and gives_values(arrays[0]):
        closed, outputs = True, outputs or ((alias,) if alias else ())
    if len(arrays) != 1:
        return TableFunction(("unnest",), operands(block, arrays), alias, outputs, closed, scalar, join)
    item = made(block, "", arrays[0])
    arguments = tuple(dict.fromkeys((*item.value, *(operand for _, operand in item.influence))))
    items = (item,) if item.fields else ()
    return TableFunction(("unnest",), arguments, alias, outputs, closed, scalar, join, items=items)


def array_join(block: Block, node: Any) -> list[Source]:
    """ClickHouse's ARRAY JOIN: each array under its alias, or over itself."""
    found: list[Source] = []
    for this in (node.args["this"], *(node.args.get("expressions") or ())):
        while this.__class__ is exp.Final or this.__class__ is exp.Paren:
            this = this.args["this"]
        alias = block.ctx.column_part(this.args["alias"]) if this.__class__ is exp.Alias else ""
        array = this.args["this"] if this.__class__ is exp.Alias else this
        if not alias and array.__class__ is exp.Column:
            alias = block.ctx.column_part(array)
        found.append(TableFunction(("arrayjoin",), operands(block, array), alias, scalar=True, join=Join("cross")))
    return found


def stack(block: Block, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> ValuesSource:
    """`STACK(n, …)`: rows written one behind the other."""
    return ValuesSource(stack_items(block, node, columns), alias, join)


def path_in_row(block: Block, node: Any, join: Join | None) -> TableFunction:
    """A path in FROM: an array of a row to the left. Redshift: `AT i` names the position."""
    position: tuple[str, ...] = ()
    if node.__class__ is exp.AtIndex:
        position = (block.ctx.column_part(node.args["expression"]),)
        node = node.args["this"]
    alias = block.ctx.column_part(node.args["alias"]) if node.__class__ is exp.Alias else ""
    path = node.args["this"] if node.__class__ is exp.Alias else node
    if not alias:
        alias = block.ctx.column_part(dotted(path)[-1])
    outputs = (alias, *position) if position else ()
    item = made(block, "", path)
    return TableFunction(("unnest",), item.value, alias, outputs, scalar=True, join=join, items=(item,))


def unpivoted_object(block: Block, node: Any, join: Join | None) -> TableFunction:
    """Redshift: `UNPIVOT object AS value AT key`."""
    inner = path_in_row(block, node.args["this"], join)
    return TableFunction(("unpivot",), inner.arguments, inner.alias, inner.outputs, scalar=True, join=join)


def rows_from(block: Block, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> ValuesSource:
    """`ROWS FROM (f(…), g(…))`: the functions' columns side by side. Calls that declare none give one each."""
    items: list[Item] = []
    for call in node.args["rows_from"]:
        _, declared = alias_of(block.ctx, call)
        function = call.args.get("this") if call.__class__ is exp.Table else call
        found = table_function(block, function, None, "", declared, None)
        items.extend(Item(name, found.arguments) for name in found.outputs or ("",))
    if node.args.get("ordinality"):
        items.append(Item("ordinality", tuple(dict.fromkeys(one for item in items for one in item.value))))
    named = [Item(columns[at], item.value) if at < len(columns) else item for at, item in enumerate(items)]
    if len(columns) > len(items):
        block.ctx.note("columns of several functions")
        named = [Item(name) for name in columns]
    return ValuesSource(tuple(named), alias, join)
