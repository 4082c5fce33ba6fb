"""Stage 4, core: what columns the engines' own table functions give, and which functions have a query as a text."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import Context

_EACH = ("key", "value")
_POSTGRES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("json_each", "json_each_text", "jsonb_each", "jsonb_each_text"), _EACH),
    "each": _EACH,
    **dict.fromkeys(("json_array_elements", "jsonb_array_elements"), ("value",)),
    **dict.fromkeys(("json_array_elements_text", "jsonb_array_elements_text"), ("value",)),
    "pg_get_keywords": ("word", "catcode", "barelabel", "catdesc", "baredesc"),
}
_SQLITE_EACH = ("key", "value", "type", "atom", "id", "parent", "fullkey", "path")
_SNOWFLAKE_SPLIT = ("SEQ", "INDEX", "VALUE")
_LAKE: dict[str, tuple[str, ...]] = {
    "range": ("id",),
    "variant_explode": ("pos", "key", "value"),
    "variant_explode_outer": ("pos", "key", "value"),
}

_OUTPUTS: dict[str, dict[str, tuple[str, ...]]] = {
    "": {
        "openjson": ("key", "value", "type"),
        "string_split": ("value",),
        "flatten": ("SEQ", "KEY", "PATH", "INDEX", "VALUE", "THIS"),
    },
    "tsql": {"generate_series": ("value",)},
    "fabric": {"generate_series": ("value",)},
    "sqlite": {"json_each": _SQLITE_EACH, "json_tree": _SQLITE_EACH, "generate_series": ("value",)},
    "duckdb": {"json_each": _SQLITE_EACH, "json_tree": _SQLITE_EACH},
    "snowflake": {
        "split_to_table": _SNOWFLAKE_SPLIT,
        "strtok_split_to_table": _SNOWFLAKE_SPLIT,
    },
    "postgres": _POSTGRES,
    "spark": _LAKE,
    "databricks": _LAKE,
    "clickhouse": {
        "numbers": ("number",),
        "numbers_mt": ("number",),
        "zeros": ("zero",),
        "zeros_mt": ("zero",),
        "generateseries": ("generate_series",),
        "generate_series": ("generate_series",),
    },
    "trino": {"sequence": ("sequential_number",)},
}

_POSTGRES_VALUES = frozenset(
    {
        *("generate_series", "generate_subscripts", "regexp_split_to_table", "regexp_matches", "string_to_table"),
        *("json_object_keys", "jsonb_object_keys", "jsonb_path_query", "unnest", "now", "current_setting"),
    }
)
_ONE_VALUE: dict[str, frozenset[str]] = {
    **dict.fromkeys(("postgres", "materialize", "risingwave"), _POSTGRES_VALUES),
    "duckdb": frozenset({"generate_series", "range", "unnest"}),
}
"""Functions that give one column, which is called as the source is."""

_OWN_ALIAS = frozenset({"postgres", "redshift", "materialize", "risingwave", "sqlite", "duckdb"})
"""Where a function's name is its alias while none is written."""

_QUERY_IN_TEXT = frozenset({"crosstab", "crosstab2", "crosstab3", "crosstab4", "crosstabn", "connectby", "xpath_table"})


def known_outputs(ctx: Context, call: Any, name: str) -> tuple[str, ...]:
    """The columns of an engine's own function; `()` for any other."""
    name = name.lower()
    found = _OUTPUTS.get(ctx.name, {}).get(name) or _OUTPUTS[""].get(name, ())
    if name == "string_split" and len(call.args.get("expressions") or ()) > 2:
        found = (*found, "ordinal")
    return tuple(ctx.column_part(output) for output in found)


def one_value(ctx: Context, name: str, alias: str) -> tuple[str, ...]:
    """The one column of a function that gives values; `()` for any other."""
    if name.lower() not in _ONE_VALUE.get(ctx.name, ()):
        return ()
    return (alias or ctx.column_part(name),)


def own_alias(ctx: Context, name: str) -> str:
    """What qualifies the columns of a function that has no alias."""
    return ctx.column_part(name) if ctx.name in _OWN_ALIAS else ""


def reads_text(ctx: Context, name: str) -> bool:
    """Whether the function runs a query that stands in its arguments as a text."""
    return ctx.name == "postgres" and name.lower() in _QUERY_IN_TEXT


def table_arguments(call: Any) -> list[Any]:
    """Tables that are handed to a function: `f(TABLE t)`, Trino's `f(input => TABLE(t))`. A model is none."""
    found = []
    for key, value in call.args.items():
        for one in value if isinstance(value, list) else [value]:
            inner = one.args.get("expression") if one.__class__ is exp.Kwarg else one
            if inner.__class__ is exp.Table and not (call.__class__ is exp.Predict and key == "this"):
                found.append(inner)
            elif inner.__class__ is exp.Anonymous and str(inner.args["this"]).lower() == "table":
                found.extend(_named(inner))
    return found


def _named(call: Any) -> list[Any]:
    arguments = call.args.get("expressions") or []
    return [
        exp.Table(this=one.args["this"], db=one.args.get("table"), catalog=one.args.get("db"))
        for one in arguments
        if one.__class__ is exp.Column
    ]
