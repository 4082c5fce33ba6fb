"""Stage 4, core: functions in FROM. Their arguments are what their rows are made of."""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.called import call_items, called_name
from graph.extract.algebra.context import Context, dotted
from graph.extract.algebra.expressions import made, operands
from graph.extract.algebra.generators import generated
from graph.extract.algebra.known_functions import known_outputs, one_value, own_alias, reads_text, table_arguments
from graph.extract.algebra.paths import is_dbo
from graph.facts import Join, Operands, Query, Select, TableFunction

_FILES = frozenset(
    {
        *("read_csv", "read_csv_auto", "read_parquet", "parquet_scan", "read_json", "read_json_auto", "read_ndjson"),
        *(
            "s3",
            "s3cluster",
            "url",
            "file",
            "hdfs",
            "gcs",
            "azureblobstorage",
            "iceberg_scan",
            "delta_scan",
            "read_text",
        ),
        *("openrowset", "opendatasource", "openquery", "external_query", "remote", "remotesecure", "cluster", "mysql"),
        *("postgresql", "jdbc", "odbc", "mongodb", "read_files", "read_xlsx", "glob", "infer_schema", "dblink"),
        *("postgres_scan", "postgres_query", "mysql_scan", "mysql_query", "sqlite_scan", "sqlite_query", "merge"),
    }
)
"""Functions whose rows come from outside the catalog."""

_NAMES: dict[type, str] = {
    exp.ExplodingGenerateSeries: "generate_series",
    exp.JSONTable: "json_table",
    exp.XMLTable: "xmltable",
    exp.OpenJSON: "openjson",
    exp.ReadCSV: "read_csv",
    exp.ReadParquet: "read_parquet",
}
"""Functions that the parser calls otherwise."""

_FULL_TEXT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("containstable", "freetexttable"), ("key", "rank")),
    **dict.fromkeys(("semantickeyphrasetable", "semanticsimilaritytable", "semanticsimilaritydetailstable"), ()),
}
"""T-SQL's functions over the columns of a full-text index, and what they give."""

_SCALAR_ALIAS = frozenset({"postgres", "redshift", "materialize", "risingwave", "duckdb"})
"""Where `f(x) AS a` names the one column of a function that gives one."""

_ONE_COLUMN = (exp.Explode, exp.GenerateSeries, exp.ExplodingGenerateSeries, exp.GenerateDateArray)


def is_function(node: Any) -> bool:
    """Whether a `Table`'s `this` is a call."""
    return isinstance(node, exp.Func) and node.__class__ is not exp.DynamicIdentifier


def table_function(
    block: Block, node: Any, db: Any, alias: str, columns: tuple[str, ...], join: Join | None
) -> TableFunction:
    """The source that this call is; `db` is the schema that stands in front of it."""
    ctx = block.ctx
    call = node
    if node.__class__ is exp.Dot:
        call = node.args["expression"]
        if _is_nodes(call) and not is_dbo(node.args["this"]):  # T-SQL: t.x.nodes('…') AS n(c)
            called_on = _with_qualifiers(block, node, db) if db else operands(block, node)
            return TableFunction(("nodes",), called_on, alias, columns, bool(columns), join=join)
        qualifiers = dotted(node)[:-1]
    elif db and ctx.dialect.go_batches and columns and _is_nodes(call) and not is_dbo(db):  # @x.nodes('…') AS n(c)
        return TableFunction(("nodes",), _with_qualifiers(block, node, db), alias, columns, True, join=join)
    else:
        catalog = node.parent.args.get("catalog") if node.parent is not None else None
        qualifiers = [catalog, db or ""] if catalog else [db] if db else []
    if call.__class__ is exp.Anonymous and str(call.args["this"]).lower() == "table" and call.expressions:
        return table_function(block, call.expressions[0], None, alias, columns, join)  # Oracle: TABLE(f(x))
    own_name = _written_name(call)
    called = called_name(ctx, call.args["this"]) if call.__class__ is exp.Anonymous else (ctx.table_part(own_name),)
    name = (*(ctx.table_part(part) for part in qualifiers), *called)
    if own_name.lower() in _FILES or isinstance(call, (exp.ReadCSV, exp.ReadParquet)):
        ctx.note("file or remote dataset not followed")
        return TableFunction(name, (), alias, columns, join=join)
    if ctx.dialect.go_batches and own_name.lower() in _FULL_TEXT and call.expressions:
        searched = block.subquery(_searched(ctx, call.expressions))
        outputs = columns or _FULL_TEXT[own_name.lower()]
        return TableFunction(name, (searched,), alias, outputs, bool(outputs), join=join)
    if ctx.dialect.go_batches and own_name.lower() == "changetable" and call.expressions:
        ctx.note("rows of CHANGETABLE")
        changed = block.subquery(_searched(ctx, call.expressions[:1]))
        return TableFunction(name, (changed,), alias, columns, join=join)
    written = (ctx.written.function(call) if ctx.written is not None else "") or own_name  # RANGE is GENERATE_SERIES
    value = one_value(ctx, written, alias) if not qualifiers else ()
    known = known_outputs(ctx, call, own_name) or known_outputs(ctx, call, written) or value or generated(ctx, call)
    given = _declared(block, call) or known
    outputs = (*columns, *given[len(columns) :])
    scalar = (bool(value) and not columns) or (not outputs and bool(alias) and _names_its_value(ctx, call))
    alias = alias or own_alias(ctx, written)
    if reads_text(ctx, own_name):
        ctx.note("query in a text")
    tables = table_arguments(call)
    if tables:  # what it makes of their columns is its own business
        ctx.note("table handed to a function")
        arguments = tuple(block.subquery(_rows_alone(ctx.build_query(ctx, table))) for table in tables)
        return TableFunction(name, arguments, alias, outputs, bool(outputs), scalar, join)
    items = call_items(block, call.expressions) if call.__class__ is exp.Anonymous and not known else ()
    if own_name.lower() == "inline" and not items and call.args.get("this"):
        items = (made(block, "", call.args["this"]),)
    return TableFunction(name, operands(block, call), alias, outputs, bool(outputs), scalar, join, items=items)


def _is_nodes(call: Any) -> bool:
    return call.__class__ is exp.Anonymous and call.args["this"] == "nodes"


def _with_qualifiers(block: Block, node: Any, db: Any) -> Operands:
    """The variable or column that a method is called on where its first parts stand in front as a table's do."""
    if db.__class__ is exp.Parameter:
        return operands(block, db)
    catalog = node.parent.args.get("catalog") if node.parent is not None else None
    parts = [*([catalog] if catalog else []), db, *(dotted(node)[:-1] if node.__class__ is exp.Dot else [])]
    return (block.ref(tuple(block.ctx.column_part(part) for part in parts)),)


def _searched(ctx: Context, arguments: list[Any]) -> Query:
    """T-SQL: `CONTAINSTABLE(t, (a, b), 'word')`: rows of a table, found by what stands in these columns."""
    table, *rest = arguments
    if table.__class__ is exp.Column:
        table = exp.Table(this=table.args["this"], db=table.args.get("table"), catalog=table.args.get("db"))
    if rest and rest[0].__class__ is exp.Star:
        ctx.note("columns of a full-text index")
        rest = []
    where = exp.Where(this=rest[0].copy()) if rest else None
    return ctx.build_query(ctx, exp.Select(expressions=[], from_=exp.From(this=table), where=where))


def with_position(source: TableFunction, columns: tuple[str, ...]) -> TableFunction:
    """`f(…) WITH ORDINALITY`: one more column behind those of the function, if the alias does not name it."""
    if not source.closed or (columns and len(columns) == len(source.outputs) and len(columns) > 1):
        return source
    return replace(source, outputs=(*source.outputs, "ordinality"))


def _names_its_value(ctx: Context, call: Any) -> bool:
    return ctx.name in _SCALAR_ALIAS and isinstance(call, _ONE_COLUMN)


def _rows_alone(query: Query) -> Query:
    return replace(query, projection=()) if isinstance(query, Select) else query


def _written_name(call: Any) -> str:
    if call.__class__ is exp.Anonymous:
        this = call.args["this"]
        return this if isinstance(this, str) else this.name
    known = _NAMES.get(call.__class__)
    return known or (call.sql_name().lower() if isinstance(call, exp.Func) else call.key)


def _declared(block: Block, call: Any) -> tuple[str, ...]:
    """Columns that the call itself lists: OPENJSON … WITH, JSON_TABLE … COLUMNS, XMLTABLE … COLUMNS."""
    if call.__class__ is exp.OpenJSON:
        return tuple(block.ctx.column_part(part.args["this"]) for part in call.expressions)
    if call.__class__ is exp.JSONTable:
        return tuple(_json_columns(block, call.args.get("schema"), 0))
    if call.__class__ is exp.XMLTable:
        return tuple(block.ctx.column_part(part) for part in call.args.get("columns") or ())
    return ()


def _json_columns(block: Block, schema: Any, depth: int) -> list[str]:
    found: list[str] = []
    for part in schema.expressions if schema and depth < 16 else ():
        if part.args.get("this"):
            found.append(block.ctx.column_part(part.args["this"]))
        found.extend(_json_columns(block, part.args.get("nested_schema"), depth + 1))
    return found
