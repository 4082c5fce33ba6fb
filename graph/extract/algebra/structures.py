"""Stage 4, core: which fields the value of an expression has, and structures that are made there.

An array of structures counts as its elements do. What nobody can tell has no fields; then a star of it stays open.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.facts import Field, Influence, Item, Operand, Operands, Record
from graph.names import Name

Roles: TypeAlias = tuple[Operands, tuple[tuple[Influence, Operand], ...], bool]
Reader: TypeAlias = Callable[[Block, Any], Roles]
"""`expression_walk.roles`, passed in: that module asks this one."""

HAVE_STRUCTURES = frozenset(
    {"bigquery", "duckdb", "spark", "spark2", "databricks", "hive", "trino", "presto", "athena", "postgres", "redshift"}
)
_NAMED_BY_COLUMNS = frozenset({"bigquery", "spark", "spark2", "databricks", "hive"})  # STRUCT(a) has a field a

# Structures in structures that are told apart; each level reads what is inside of it again.
_MAX_DEPTH = 6

_PASSED_ON: dict[type, str] = {
    getattr(exp, name): "this"
    for name in (
        *("Paren", "Order", "Limit", "HavingMax", "IgnoreNulls", "RespectNulls", "Filter", "Window", "Distinct"),
        *(
            "AnyValue",
            "ArrayAgg",
            "ArrayConcatAgg",
            "ArgMax",
            "ArgMin",
            "First",
            "Last",
            "FirstValue",
            "LastValue",
            "NthValue",
        ),
        *(
            "Lag",
            "Lead",
            "ArrayReverse",
            "ArraySlice",
            "ArrayDistinct",
            "ArrayFirst",
            "ArrayLast",
            "Explode",
            "Posexplode",
        ),
    )
    if hasattr(exp, name)
}
"""What gives one of its argument's values, or an array of them."""


def are_told_apart(block: Block) -> bool:
    """Whether values of this block may have fields."""
    return block.calls and block.ctx.name in HAVE_STRUCTURES


def fields(block: Block, node: Any, read: Reader, depth: int = 0) -> Operands:
    """The operands whose fields the expression's value has (see `Item.fields`)."""
    if not are_told_apart(block) or depth > _MAX_DEPTH:
        return ()
    node = _behind(node)
    made = block.made.get(id(node))
    if made is not None and made[0] is node:
        return _of_query(block, node, made[1])
    handler = _HANDLERS.get(node.__class__)
    return handler(block, node, read, depth) if handler is not None else ()


def field(block: Block, base: Any, path: Name, read: Reader) -> Operand | None:
    """The operand of `base.path`, where `base` is computed; None where nobody can know its fields."""
    if not are_told_apart(block) or block.ctx.call_depth >= _MAX_DEPTH:
        return None
    if _behind(base).__class__ not in _HANDLERS and _behind(base).__class__ not in _CALLS:
        return None
    block.ctx.call_depth += 1
    value, influence, rows = read(block, base)
    found = fields(block, base, read)
    block.ctx.call_depth -= 1
    if not found:
        return None
    return block.invoke(Field(Item("", value, influence, rows, found), path))


def _behind(node: Any) -> Any:
    """What a value is passed on from."""
    while True:
        key = _PASSED_ON.get(node.__class__)
        if key is not None:
            node = node.args.get(key)
        elif node.__class__ is exp.Bracket and not any(_is_text(one) for one in node.args["expressions"]):
            node = node.args["this"]
        else:
            return node


def _is_text(node: Any) -> bool:
    """`s['a']` is a field, or a value of a map."""
    return node.__class__ is exp.Literal and bool(node.args.get("is_string"))


def _of_query(block: Block, node: Any, operand: Operand) -> Operands:
    """A subquery's row, where that is what it gives; else the fields of its one output, or of what a call makes."""
    while node.__class__ is exp.Subquery or node.__class__ in (exp.Union, exp.Except, exp.Intersect):
        node = node.args["this"]
    if node.__class__ is exp.Select and str(node.args.get("kind") or "").upper() == "STRUCT":
        return (block.invoke(Record(row=operand)),)
    return (operand,)


def _column(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    return read(block, node)[0]


def _dot(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    """A path from a column, or a call under its schema, or a field of what is computed."""
    right = node.args["expression"]
    if right.__class__ is exp.Identifier:
        return read(block, node)[0]
    made = block.made.get(id(right))
    return (made[1],) if made is not None and made[0] is right else ()


def _struct(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    entries = node.args.get("expressions") or []
    if len(entries) == 1 and entries[0].is_star:
        return read(block, entries[0])[0]
    if any(one.is_star for one in entries):  # which fields come out, only the catalog knows
        return ()
    return _record(block, [_entry(block, one) for one in entries], read, depth)


def _entry(block: Block, node: Any) -> tuple[str, list[Any]]:
    """A field's name, "" for none, and its expression."""
    ctx = block.ctx
    if node.__class__ is exp.PropertyEQ or node.__class__ is exp.Alias:
        named = node.args["this"] if node.__class__ is exp.PropertyEQ else node.args["alias"]
        value = node.args["expression"] if node.__class__ is exp.PropertyEQ else node.args["this"]
        return ctx.column_part(named), [value]
    last = node.args["expression"] if node.__class__ is exp.Dot else node.args.get("this")
    named = ctx.name in _NAMED_BY_COLUMNS and node.__class__ in (exp.Column, exp.Dot)
    return (ctx.column_part(last) if named and last.__class__ is exp.Identifier else ""), [node]


def _record(block: Block, entries: Sequence[tuple[str, list[Any]]], read: Reader, depth: int) -> Operands:
    """A structure of these fields, each with the expressions whose values it may have."""
    if not any(name for name, _ in entries):
        return ()
    items = []
    for name, nodes in entries:
        found = [read(block, one) for one in nodes]
        inner = tuple(one for node in nodes for one in fields(block, node, read, depth + 1))
        value = tuple(dict.fromkeys(one for roles in found for one in roles[0]))
        influence = tuple(dict.fromkeys(one for roles in found for one in roles[1]))
        items.append(Item(name, value, influence, any(roles[2] for roles in found), inner))
    return (block.invoke(Record(tuple(items))),)


def _cast(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    """`STRUCT<a INT64>(x)`, `ARRAY<STRUCT<…>>[…]`, `CAST(x AS ROW(a INT))`: the type names the fields."""
    to = node.args["to"]
    while to.__class__ is exp.DataType and to.is_type("array", "list") and to.expressions:
        to = to.expressions[0]
    if to.__class__ is not exp.DataType or not to.is_type("struct", "object", "nested"):
        return ()
    names = [block.ctx.column_part(one.this) if one.__class__ is exp.ColumnDef else "" for one in to.expressions]
    rows = _rows(node.args["this"], len(names))
    if not rows:
        return _record(block, [(name, [node.args["this"]]) for name in names], read, _MAX_DEPTH)
    return _record(block, [(name, [row[at] for row in rows]) for at, name in enumerate(names)], read, depth)


def _rows(node: Any, width: int) -> list[list[Any]]:
    """The structures that are written there, as lists of their values; [] if anything else stands there."""
    entries = node.args.get("expressions") or [] if node.__class__ is exp.Array else [node]
    found = []
    for entry in entries:
        if entry.__class__ in (exp.Struct, exp.Tuple):
            values = [
                one.args["expression"] if one.__class__ is exp.PropertyEQ else one for one in entry.args["expressions"]
            ]
        else:
            values = [entry] if entry.__class__ is exp.Paren else []
        if len(values) != width:
            return []
        found.append(values)
    return found


def _array(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    """`[STRUCT(1 AS a), (2)]`: the first entry names the fields of all."""
    entries = node.args.get("expressions") or []
    if not entries:
        return ()
    first = entries[0]
    if first.__class__ is exp.Struct:
        named = [_entry(block, one) for one in first.args["expressions"]]
        rows = _rows(node, len(named))
        if rows:
            return _record(
                block, [(name, [row[at] for row in rows]) for at, (name, _) in enumerate(named)], read, depth
            )
    return _either(block, entries, read, depth)


def _either(block: Block, nodes: Sequence[Any], read: Reader, depth: int) -> Operands:
    """The fields of several values, one of which it will be; none if any of them has none that are known."""
    found: dict[Operand, None] = {}
    for node in nodes:
        if node is None or node.__class__ is exp.Null:
            continue
        here = fields(block, node, read, depth + 1)
        if not here:
            return ()
        found.update(dict.fromkeys(here))
    return tuple(found)


def _if(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    return _either(block, [node.args.get("true"), node.args.get("false")], read, depth)


def _case(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    return _either(block, [*(one.args["true"] for one in node.args["ifs"]), node.args.get("default")], read, depth)


def _largest(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    """`MAX(STRUCT(day, x))`: the latest of them."""
    return _struct(block, node.args["this"], read, depth) if node.args["this"].__class__ is exp.Struct else ()


def _counted(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    """BigQuery's APPROX_TOP_COUNT and APPROX_TOP_SUM: the values with their weight."""
    if block.ctx.name != "bigquery":
        return ()
    value = node.args["this"]
    weight = ("count", value) if node.__class__ is exp.ApproxTopK else ("sum", node.args["expression"])
    return _record(block, [("value", [value]), (weight[0], [weight[1]])], read, depth)


def _all(block: Block, node: Any, read: Reader, depth: int) -> Operands:
    return _either(block, [node.args["this"], *(node.args.get("expressions") or ())], read, depth)


_HANDLERS: dict[type, Callable[[Block, Any, Reader, int], Operands]] = {
    exp.Column: _column,
    exp.Dot: _dot,
    exp.Struct: _struct,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Array: _array,
    exp.If: _if,
    exp.Case: _case,
    exp.Coalesce: _all,
    exp.ArrayConcat: _all,
    exp.Max: _largest,
    exp.Min: _largest,
    exp.ApproxTopK: _counted,
    exp.ApproxTopSum: _counted,
}
_CALLS = frozenset({exp.Anonymous, exp.Subquery, exp.Select})
