"""Stage 4, core: functions that the parser does not know: calls of somebody's routines, argument by argument, and those
whose first or last argument is a bare word."""

from collections.abc import Iterable
from typing import Any

from sqlglot import exp

from graph.extract.algebra import conditions
from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.extract.algebra.expression_walk import Walk, made
from graph.facts import Invoke, Item, Out, Scan, Select
from graph.names import Name

INDEXED = "columns of a full-text index"


_UNIT_FIRST = frozenset(
    {
        *("DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATENAME", "DATEPART", "DATETRUNC", "DATE_BUCKET", "DATE_PART"),
        *("TIMESTAMPADD", "TIMESTAMPDIFF", "TIMEADD", "TIMEDIFF", "DATE_DIFF", "DATE_ADD"),
    }
)


_UNIT_LAST = frozenset({"DATE_TRUNC", "DATETIME_TRUNC", "TIMESTAMP_TRUNC", "TIME_TRUNC", "LAST_DAY", "NEXT_DAY"})


def _dictionary(walk: Walk, function: str, arguments: list[Any]) -> None:
    """ClickHouse: `dictGet('d', 'a', key)` is column `a` of the dictionary, in the row that the key decides."""
    ctx = walk.block.ctx
    name, attributes = arguments[0], arguments[1]
    listed = attributes.expressions if attributes.__class__ is exp.Tuple else [attributes]
    if not all(part.__class__ is exp.Literal for part in (name, *listed)):
        walk.stack.extend(arguments)
        return
    parts = tuple(ctx.table_part(part) for part in name.name.split("."))
    columns = [ctx.column_part(part) for part in listed]
    outs = tuple(Out(Item(column, (at,))) for at, column in enumerate(columns))
    query = Select(outs, (Scan(parts),), tuple((column,) for column in columns))
    walk.bag[walk.block.subquery(query)] = None
    walk.conditions.append(arguments[2])
    walk.stack.extend(arguments[3:] if "ORDEFAULT" in function else ())


def anonymous(walk: Walk, node: Any) -> None:
    """A function that the parser does not know; those about dates take a bare unit, which reads like a column."""
    arguments = node.args.get("expressions") or []
    name = node.args["this"]
    upper = name.upper() if isinstance(name, str) else ""
    if arguments and upper in _UNIT_FIRST and _is_bare(arguments[0]):
        arguments = arguments[1:]
    elif arguments and upper in _UNIT_LAST and _is_bare(arguments[-1]):
        arguments = arguments[:-1]
    elif upper.startswith("DICTGET") and len(arguments) > 2 and walk.block.ctx.name == "clickhouse":
        _dictionary(walk, upper, arguments)
        return
    elif upper == "RAISE" and arguments and walk.block.ctx.name == "sqlite":
        arguments = arguments[1:]  # the first one is a word
    elif upper == "VALUES" and len(arguments) == 1:  # MySQL's ON DUPLICATE KEY UPDATE x = VALUES(x)
        column = walk.block.ctx.column_part(arguments[0])
        walk.bag[walk.block.ref(("excluded", column))] = None
        return
    elif upper == "FREETEXT" and walk.block.ctx.dialect.go_batches and arguments and arguments[0].is_star:
        walk.block.ctx.note(INDEXED)
        arguments = arguments[1:]
    if not conditions.by_name(walk, upper, arguments) and not invoked(walk, (), node, arguments):
        walk.stack.extend(arguments)


# Calls inside calls that are told apart; deeper ones pass their arguments' values on.
_MAX_CALLS = 16


def invoked(walk: Walk, schema: Name, call: Any, arguments: list[Any]) -> bool:
    """A call of what may be somebody's routine, argument by argument."""
    block = walk.block
    ctx = block.ctx
    if not block.calls or ctx.call_depth >= _MAX_CALLS:
        return False
    if not schema and ctx.dialect.go_batches:  # T-SQL calls its own functions by two parts
        return False
    ctx.call_depth += 1
    items = call_items(block, arguments)
    ctx.call_depth -= 1
    walk.rows = walk.rows or any(one.rows for one in items)
    name = (*schema, *called_name(ctx, call.args["this"]))
    operand = block.invoke(Invoke(ctx.routine_name(name), items))
    block.made[id(call)] = (call, operand)
    walk.bag[operand] = None
    return True


def called_name(ctx: Context, name: Any) -> Name:
    """The name of a function that the parser does not know. BigQuery may quote all its parts at once."""
    if not isinstance(name, str) and ctx.name == "bigquery":
        return tuple(ctx.table_part(part) for part in str(name.name).split("."))
    return (ctx.table_part(name),)


def call_items(block: Block, arguments: Iterable[Any]) -> tuple[Item, ...]:
    """The arguments of a call one by one, each named by its parameter where the call names it."""
    items = []
    for argument in arguments:
        named, value = "", argument
        if argument.__class__ is exp.Kwarg or argument.__class__ is exp.PropertyEQ:
            named, value = block.ctx.column_part(argument.args["this"]), argument.args["expression"]
        items.append(made(block, named, value))
    return tuple(items)


def _is_bare(node: Any) -> bool:
    return node.__class__ is exp.Column and "table" not in node.args


def without_unit(walk: Walk, node: Any) -> None:
    for key, child in node.args.items():
        if key != "unit":
            walk.push(child)
