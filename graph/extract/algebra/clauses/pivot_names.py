"""Stage 4, core: the names of the columns that a PIVOT makes of its listed values and its aggregates."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import pivot_column_names

from graph.extract.algebra.context import Context

_QUOTED_TEXTS = frozenset({"oracle", "snowflake", "exasol", "starrocks", "doris"})
"""Where a value that is a text gives its name with its quotes."""

_ROWS_IN_BRACES = frozenset({"spark", "spark2", "databricks"})
"""Where several values together are named as the row that they are."""

_ONE_AGGREGATE_ADDS_NOTHING = frozenset({"spark", "spark2", "databricks", "starrocks", "doris"})
_NAMED_BY_TEXT = frozenset({"spark", "spark2", "databricks", "duckdb"})
"""Where one of several aggregates without an alias is named as it is written."""

_MANY = 10_000
"""Columns that one PIVOT may make."""


def pivot_names(ctx: Context, fields: Sequence[Any], aggregates: Sequence[Any]) -> list[str]:
    """One name a column, the aggregates changing fastest; `[]` where they cannot be told, or are too many."""
    lists = [[_value_name(ctx, value) for value in field.args["expressions"]] for field in fields]
    tails = _tails(ctx, aggregates)
    count = len(tails)
    for values in lists:
        count *= len(values)
    if count > _MANY or any("" in values for values in lists):
        return []
    if ctx.name == "bigquery":
        return [_bigquery(heads, tail) for *heads, tail in product(*lists, tails)]
    return ["_".join(filter(None, parts)) for parts in product(*lists, tails)]


def _bigquery(heads: Sequence[str], tail: str) -> str:
    """https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#rules_pivot_column"""
    name = "_".join(heads)
    return f"{tail}_{name.removeprefix('_')}" if tail else name


def _tails(ctx: Context, aggregates: Sequence[Any]) -> list[str]:
    if ctx.name in _ONE_AGGREGATE_ADDS_NOTHING and len(aggregates) == 1:
        return [""]
    if ctx.name in _NAMED_BY_TEXT and len(aggregates) > 1:
        texts = pivot_column_names(aggregates, dialect=ctx.dialect.sqlglot)
    else:
        texts = [""] * len(aggregates)
    return [
        ctx.column_part(one.args["alias"]) if one.__class__ is exp.Alias else _folded(ctx, text)
        for one, text in zip(aggregates, texts, strict=True)
    ]


def _value_name(ctx: Context, value: Any) -> str:
    if value.__class__ is exp.PivotAlias or value.__class__ is exp.Alias:
        alias = value.args["alias"]
        return ctx.column_part(alias) if alias.__class__ is exp.Identifier else _folded(ctx, alias.name)
    if value.__class__ is exp.Column or value.__class__ is exp.Identifier:
        return ctx.column_part(value)
    return _folded(ctx, _constant(ctx, value))


def _folded(ctx: Context, text: str) -> str:
    """A value's name is as good as quoted."""
    return text.lower() if ctx.dialect.column_fold == "insensitive" else text


def _constant(ctx: Context, value: Any) -> str:
    """What a value is called by itself; "" for what is no constant."""
    cls = value.__class__
    while cls is exp.Paren:
        value = value.args["this"]
        cls = value.__class__
    if cls is exp.Tuple or cls is exp.Struct:
        return _together(ctx, value.args["expressions"])
    if cls is exp.Literal and value.args.get("is_string"):
        return f"'{value.name}'" if ctx.name in _QUOTED_TEXTS else str(value.name)
    if cls is exp.Literal:
        return _number(ctx, value.name, "")
    if cls is exp.Neg and value.args["this"].__class__ is exp.Literal:
        return _number(ctx, value.args["this"].name, "minus_" if ctx.name == "bigquery" else "-")
    if cls is exp.Boolean:
        return "true" if value.args["this"] else "false"
    if cls is exp.Null:
        return "null"
    if cls is exp.Cast and value.args["this"].__class__ is exp.Literal and value.to.is_type("date"):
        return _date(ctx, value.args["this"].name)
    return ""


def _date(ctx: Context, text: str) -> str:
    if ctx.name == "bigquery":
        return "_" + text.replace("-", "_")
    return text if ctx.name in _NAMED_BY_TEXT else ""


def _number(ctx: Context, text: str, sign: str) -> str:
    if ctx.name != "bigquery":
        return sign + text
    return (sign or "_") + text.replace(".", "_point_")


def _together(ctx: Context, values: Sequence[Any]) -> str:
    named = [one.__class__ is exp.PropertyEQ for one in values]
    parts = [
        _constant(ctx, one.args["expression"] if is_named else one) for one, is_named in zip(values, named, strict=True)
    ]
    if not all(parts):
        return ""
    if ctx.name in _ROWS_IN_BRACES:
        return "{" + ", ".join(parts) + "}"
    if ctx.name == "bigquery":
        parts = [part.removeprefix("_") for part in parts]
    labels = [one.args["this"].name + "_" if is_named else "" for one, is_named in zip(values, named, strict=True)]
    return "_".join(label + part for label, part in zip(labels, parts, strict=True))
