"""Stage 4, core: the name that an engine gives to an expression without an alias, where views and tables keep it."""

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import Context
from graph.extract.algebra.unnamed_expressions import HAVE, expression_name
from graph.extract.algebra.written import Written, is_short
from graph.names import HIDDEN

_BY_FUNCTION = frozenset({"postgres", "redshift", "materialize", "risingwave"})
_BY_TEXT = frozenset({"sqlite", "mysql"})
_BY_PLACE = frozenset({"hive"})
_NAMELESS = "?column?"

_MYSQL_LONGEST = 64
"""A longer text is replaced by `Name_exp_` and the item's number."""

_SPECIAL: dict[type, str] = {
    exp.Case: "case",
    exp.Exists: "exists",
    exp.Array: "array",
    exp.Extract: "extract",
    exp.Substring: "substring",
    exp.StrPosition: "position",
    exp.Overlay: "overlay",
    exp.GroupConcat: "string_agg",
    exp.AtTimeZone: "timezone",
    exp.XMLElement: "xmlelement",
    exp.CurrentDate: "current_date",
    exp.CurrentTime: "current_time",
    exp.CurrentTimestamp: "current_timestamp",
    exp.Localtime: "localtime",
    exp.Localtimestamp: "localtimestamp",
    exp.CurrentUser: "current_user",
    exp.SessionUser: "session_user",
    exp.CurrentSchema: "current_schema",
    exp.CurrentCatalog: "current_catalog",
    exp.Interval: "interval",
}
"""Calls and words that are no plain function for the parser."""

_WITHOUT_BRACKETS = frozenset({"user", "session_user", "current_role", "current_user"})
_TRIMS = {"LEADING": "ltrim", "TRAILING": "rtrim"}

_TYPES = {
    **dict.fromkeys(("INT", "INTEGER", "SERIAL"), "int4"),
    **dict.fromkeys(("BIGINT", "BIGSERIAL"), "int8"),
    **dict.fromkeys(("SMALLINT", "SMALLSERIAL"), "int2"),
    **dict.fromkeys(("FLOAT", "REAL"), "float4"),
    **dict.fromkeys(("DOUBLE", "DOUBLE PRECISION"), "float8"),
    **dict.fromkeys(("DECIMAL", "NUMERIC"), "numeric"),
    **dict.fromkeys(("BOOLEAN", "BOOL"), "bool"),
    **dict.fromkeys(("CHAR", "BPCHAR", "CHARACTER"), "bpchar"),
    **dict.fromkeys(("VARCHAR", "CHARACTER VARYING"), "varchar"),
    **dict.fromkeys(("VARBINARY", "BYTEA"), "bytea"),
    "TIMESTAMPTZ": "timestamptz",
    "TIMETZ": "timetz",
}


def unnamed(ctx: Context, nodes: Sequence[Any], at: int) -> str:
    """The name of the item at that place of a SELECT; "" where the engine gives none, or nobody can tell it."""
    if ctx.name in _BY_FUNCTION:
        return _figured(ctx, nodes[at], nodes) or _NAMELESS
    if ctx.name in _BY_PLACE:
        return ctx.quoted_columns[f"_c{at}"]
    if ctx.name in HAVE:
        text = expression_name(ctx, nodes[at])
        return ctx.quoted_columns[f"{text} {at + 1}" if HIDDEN in text else text]
    if ctx.name in _BY_TEXT and ctx.written is not None:
        texts = ctx.written.items(nodes)
        return ctx.quoted_columns[_text(ctx, ctx.written, nodes, at)] if texts else ""
    return ""


def _text(ctx: Context, written: Written, nodes: Sequence[Any], at: int) -> str:
    node, text = nodes[at], written.names(nodes)[at]
    if ctx.name != "mysql":
        return text
    whole = written.items(nodes)[at]
    if node.__class__ is exp.Literal and node.args.get("is_string"):
        whole = node.name
        text = whole if is_short(whole) else text
    return text if len(whole) <= _MYSQL_LONGEST else f"Name_exp_{at + 1}"


def column_name(ctx: Context, node: Any) -> str:
    """The name that a column, or a field, passes on; "" for anything else."""
    cls = node.__class__
    while cls is exp.Paren:
        node = node.args["this"]
        cls = node.__class__
    if cls is exp.Column:
        this = node.args["this"]
        return ctx.column_part(this) if this.__class__ is exp.Identifier else ""
    if cls is exp.Dot:
        last = node.args["expression"]
        return ctx.column_part(last) if last.__class__ is exp.Identifier else ""
    return ""


def _figured(ctx: Context, node: Any, nodes: Sequence[Any] = ()) -> str:
    """FigureColname of PostgreSQL's parser: casts and windows pass names on, functions give theirs; "" = none."""
    named = column_name(ctx, node)
    if named:
        return named
    cls = node.__class__
    if cls is exp.Column and node.args.get("table") is not None:  # (t.*)::text
        return ctx.column_part(node.args["table"])
    if cls in (exp.Paren, exp.Window, exp.Filter, exp.WithinGroup, exp.Collate, exp.Bracket, exp.IgnoreNulls):
        return _figured(ctx, node.args["this"], nodes)
    if cls is exp.Cast:
        inner = node.args["this"]
        passed = (
            _figured(ctx, inner, nodes) if inner.__class__ not in (exp.Case, exp.Cast) else _weak(ctx, inner, nodes)
        )
        return passed or _type_name(ctx, node.args["to"])
    if cls is exp.Case:
        default = node.args.get("default")
        return (_weak(ctx, default, nodes) if default is not None else "") or "case"
    if cls is exp.Subquery:
        select = node.args["this"]
        outputs = select.args.get("expressions") if select.__class__ is exp.Select else None
        return _subquery_name(ctx, outputs[0]) if outputs else ""
    if cls is exp.Trim:
        return _written(ctx, node) or _TRIMS.get(str(node.args.get("position") or ""), "btrim")
    if cls is exp.Dot and node.args["expression"].__class__ is not exp.Star:
        return _figured(ctx, node.args["expression"], nodes)
    return _function_name(ctx, node, nodes)


def _function_name(ctx: Context, node: Any, nodes: Sequence[Any]) -> str:
    if written := _written(ctx, node):
        return written
    if node.__class__ is exp.Anonymous and isinstance(node.args["this"], str):
        return ctx.column_part(node.args["this"])
    return _first_word(ctx, node, nodes) or _SPECIAL.get(node.__class__, "")


def _weak(ctx: Context, node: Any, nodes: Sequence[Any]) -> str:
    """The name that is kept in a CASE or a cast: no type's, and no other CASE's."""
    if node.__class__ is exp.Cast:
        return _weak(ctx, node.args["this"], nodes)
    if node.__class__ is exp.Case:
        default = node.args.get("default")
        return _weak(ctx, default, nodes) if default is not None else ""
    return _figured(ctx, node, nodes)


def _written(ctx: Context, node: Any) -> str:
    name = ctx.written.function(node) if ctx.written is not None else ""
    return ctx.column_part(name) if name else ""


def _first_word(ctx: Context, node: Any, nodes: Sequence[Any]) -> str:
    """The function that an item begins with, where the parser forgot how it was written."""
    if ctx.written is None or not isinstance(node, exp.Func):
        return ""
    at = next((at for at, one in enumerate(nodes) if one is node), None)
    texts = ctx.written.items(nodes) if at is not None else []
    name, bracket, _ = texts[at].partition("(") if at is not None and texts else ("", "", "")
    return ctx.column_part(name.strip()) if bracket and name.strip().isidentifier() else ""


def _type_name(ctx: Context, to: Any) -> str:
    """The type's name in the engine's catalog; an array's is that of its elements."""
    while to.__class__ is exp.DataType and to.is_type("array") and to.expressions:
        to = to.expressions[0]
    kind = to.args.get("kind")
    if to.is_type("userdefined") and kind is not None:
        return ctx.column_part(kind if kind.__class__ is exp.Identifier else str(kind).rpartition(".")[2])
    text = to.this.value if hasattr(to.this, "value") else str(to.this)
    return _TYPES.get(text, text.lower())


def _subquery_name(ctx: Context, node: Any) -> str:
    return ctx.column_part(node.args["alias"]) if node.__class__ is exp.Alias else _figured(ctx, node)
