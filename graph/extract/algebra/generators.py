"""Stage 4, core: functions that give several rows or columns where an expression stands: EXPLODE, INLINE, STACK, and
DuckDB's UNNEST of a structure. Which columns they give by themselves, as far as no type must be known."""

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import Context

_HAVE = frozenset({"spark", "spark2", "databricks", "hive"})
_EXPLODING = frozenset({"explode", "explode_outer", "explodeouter"})
_WITH_PLACES = frozenset({"posexplode", "posexplode_outer", "posexplodeouter"})
_ROWS = frozenset({"inline", "inline_outer"})
_GENERATORS = _EXPLODING | _WITH_PLACES | _ROWS | {"stack", "json_tuple"}

_ARRAYS = tuple(
    getattr(exp, name)
    for name in (
        *("Array", "Split", "RegexpSplit", "GenerateSeries", "GenerateDateArray", "ArrayAgg", "ArrayUniqueAgg"),
        *("ArrayFilter", "MapKeys", "MapValues", "SortArray", "ArrayDistinct", "Transform", "ArrayConcat"),
    )
    if hasattr(exp, name)
)
_ARRAYS_BY_NAME = frozenset({"collect_set", "array_repeat", "array_sort", "map_entries", "arrays_zip", "flatten"})
_MAPS = tuple(getattr(exp, name) for name in ("Map", "VarMap", "StrToMap", "MapFromEntries") if hasattr(exp, name))


def generator(ctx: Context, node: Any) -> str:
    """The generator's name in lower case; "" for what is none."""
    if ctx.name not in _HAVE:
        return ""
    name = str(node.args["this"]).lower() if node.__class__ is exp.Anonymous else node.key.lstrip("_")
    return name if name in _GENERATORS else ""


def is_generator(ctx: Context, node: Any) -> bool:
    """Whether an item without an alias gives columns of its own making."""
    if ctx.name != "duckdb" or node.__class__ not in (exp.Unnest, exp.Explode):
        return bool(generator(ctx, node))
    return any(part.__class__ in (exp.PropertyEQ, exp.Kwarg) for part in _arguments(node))


def generated(ctx: Context, node: Any) -> tuple[str, ...]:
    """The columns that a generator gives where nobody names them; `()` if that takes a type to know."""
    name, arguments = generator(ctx, node), _arguments(node)
    if name == "stack":
        rows = node.this.name
        values = len(node.expressions)
        width = -(-values // int(rows)) if rows.isdecimal() and int(rows) else 0
        return tuple(f"col{at}" for at in range(width))
    if name == "json_tuple":
        return tuple(f"c{at}" for at in range(len(arguments) - 1))
    if name in _EXPLODING or name in _WITH_PLACES:
        elements = _elements(arguments[0]) if arguments else ()
        return ("pos", *elements) if elements and name in _WITH_PLACES else elements
    return ()


def structure(ctx: Context, node: Any) -> Any:
    """What gives its fields as columns: the array of an INLINE, the structure of DuckDB's UNNEST; else None."""
    arguments = _arguments(node)
    if generator(ctx, node) in _ROWS:
        return arguments[0] if arguments else None
    if ctx.name == "duckdb" and node.__class__ in (exp.Unnest, exp.Explode) and len(arguments) == 1:
        return arguments[0] if arguments[0].__class__ is exp.Struct else None
    return None


def _arguments(node: Any) -> Sequence[Any]:
    if node.__class__ is exp.Anonymous or node.__class__ is exp.Unnest:
        return node.args.get("expressions") or ()
    this = node.args.get("this")
    return [this, *(node.args.get("expressions") or ())] if this is not None else ()


def _elements(node: Any) -> tuple[str, ...]:
    while node.__class__ is exp.Paren:
        node = node.args["this"]
    if isinstance(node, _MAPS):
        return "key", "value"
    named = node.__class__ is exp.Anonymous and str(node.args["this"]).lower() in _ARRAYS_BY_NAME
    return ("col",) if named or isinstance(node, _ARRAYS) else ()
