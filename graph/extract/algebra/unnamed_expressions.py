"""Stage 4, core: the names that Spark, DuckDB and ClickHouse give to expressions: their text, spelt anew.

Only what is spelt in one way by all their versions: columns, literals, plain sums and well-known functions of these."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import Context
from graph.extract.algebra.written import is_short
from graph.extract.lexer import words
from graph.names import HIDDEN

SPARK = words("spark spark2 databricks")
HAVE = SPARK | words("duckdb clickhouse")

_AGGREGATES = words("count sum min max avg")
_FUNCTIONS = _AGGREGATES | words("first last any_value upper lower length abs")
_OF_ONE: dict[str, frozenset[str]] = {
    **dict.fromkeys(SPARK, _FUNCTIONS | words("collect_list collect_set size")),
    "duckdb": _FUNCTIONS | words("list median unnest"),
    "clickhouse": _AGGREGATES | words("any uniq uniqExact groupArray upper lower length abs toString toDate"),
}
_SIGNS: dict[type, tuple[str, str]] = {
    exp.Add: ("+", "plus"),
    exp.Sub: ("-", "minus"),
    exp.Mul: ("*", "multiply"),
    exp.Div: ("/", "divide"),
}
_WITHOUT_PLACE: dict[type, str] = {exp.Max: "max", exp.Min: "min"}
"""Functions of which the parser forgets where they stood."""

_DEEPEST = 20


def expression_name(ctx: Context, node: Any) -> str:
    """The name of an item without an alias; "" where nobody can tell it."""
    if node.__class__ in (exp.Cast, exp.TryCast) and ctx.name in SPARK and not node.args.get("safe"):
        inner = node.args["this"]
        return ctx.column_part(inner.args["this"]) if inner.__class__ is exp.Column else ""
    text = _text(ctx, node, 0)
    return text.lower() if ctx.dialect.column_fold == "insensitive" else text


def _text(ctx: Context, node: Any, depth: int) -> str:
    cls: type = node.__class__
    if depth > _DEEPEST:
        return ""
    if cls is exp.Column:
        return _column(ctx, node)
    if cls is exp.Literal:
        if not node.args.get("is_string"):
            return str(node.name)
        text = node.name if is_short(node.name) else HIDDEN
        return text if ctx.name in SPARK else f"'{text}'"
    if cls in _SIGNS:
        return _sum(ctx, node, depth)
    if cls is exp.Paren:
        return _text(ctx, node.args["this"], depth + 1)
    if cls is exp.Dot and ctx.name in SPARK and node.args["expression"].__class__ is exp.Identifier:  # max(s).x
        base = _text(ctx, node.args["this"], depth + 1)
        return f"{base}.{node.args['expression'].name}" if base else ""
    return _call(ctx, node, depth)


def _column(ctx: Context, node: Any) -> str:
    args = node.args
    if args["this"].__class__ is not exp.Identifier or args.get("db") is not None:
        return ""
    table = args.get("table")
    if table is None or (ctx.name in SPARK and ctx.column_part(table) in ctx.enclosing):
        return str(args["this"].name)
    return "" if ctx.name == "clickhouse" else f"{table.name}.{args['this'].name}"


def _sum(ctx: Context, node: Any, depth: int) -> str:
    left, right = (_text(ctx, node.args[key], depth + 1) for key in ("this", "expression"))
    sign, function = _SIGNS[node.__class__]
    if not left or not right:
        return ""
    return f"{function}({left}, {right})" if ctx.name == "clickhouse" else f"({left} {sign} {right})"


def _call(ctx: Context, node: Any, depth: int) -> str:
    name = ctx.written.function(node) if ctx.written is not None else ""
    name = name or _WITHOUT_PLACE.get(node.__class__, "")
    if node.__class__ is exp.AnonymousAggFunc:
        name = str(node.args["this"])
    known = _OF_ONE.get(ctx.name, frozenset())
    if name not in known:
        name = name.lower()
    if name not in known or any(
        value for key, value in node.args.items() if key not in ("this", "big_int", "expressions")
    ):
        return ""
    given = [node.args["this"]] if isinstance(node.args.get("this"), exp.Expr) else []
    given += node.args.get("expressions") or []
    if name == "count" and (not given or (len(given) == 1 and given[0].__class__ is exp.Star)):
        return {"duckdb": "count_star()", "clickhouse": "count()"}.get(ctx.name, "count(1)")
    texts = [_text(ctx, one, depth + 1) for one in given]
    return f"{name}({texts[0]})" if len(texts) == 1 and texts[0] else ""
