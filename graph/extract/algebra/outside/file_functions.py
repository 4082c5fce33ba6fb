"""Stage 4, core: functions in FROM whose rows are files, or tables that the call names by itself."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.extract.algebra.outside.places import clean_place, placed
from graph.facts import Derived, Item, Join, Out, Scan, Select, SetOp, Source, Star
from graph.names import OUTSIDE, Name

_PATH_AT: dict[str, dict[str, int]] = {
    "duckdb": dict.fromkeys(
        (
            *("read_csv", "read_csv_auto", "read_parquet", "parquet_scan", "read_json", "read_json_auto"),
            *("read_ndjson", "read_ndjson_auto", "read_json_objects", "read_text", "read_blob", "read_xlsx"),
            *("iceberg_scan", "delta_scan", "st_read", "sniff_csv"),
        ),
        0,
    ),
    "clickhouse": {
        **dict.fromkeys(("s3", "gcs", "oss", "cosn", "url", "file", "hdfs", "deltalake", "iceberg", "icebergs3"), 0),
        **dict.fromkeys(("s3cluster", "urlcluster", "filecluster", "hdfscluster", "icebergs3cluster"), 1),
    },
    "databricks": {"read_files": 0},
    "spark": {"read_files": 0},
    "tsql": {"openrowset_bulk": 0},
    "fabric": {"openrowset_bulk": 0},
}
"""By dialect: which argument of the function is the path (or an array of paths)."""


def table_of_files(block: Block, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> Source | None:
    """The source that such a call is; None for any other call, and where what it names is known at run time only."""
    names = places_of_call(block.ctx, node)
    if not names:
        return _windowed(block.ctx, node, alias, columns, join) if block.ctx.name == "risingwave" else None
    if len(names) == 1:
        return Scan(names[0], alias, columns, join)
    every = tuple(Select((Star(),), (Scan(name),)) for name in names)
    return Derived(SetOp("union", every), alias, columns, join)


def _windowed(ctx: Context, node: Any, alias: str, columns: tuple[str, ...], join: Join | None) -> Source | None:
    """RisingWave: `TUMBLE(t, ts, …)` has the rows of `t` and the bounds of each one's window."""
    name, arguments = _called(node)
    if (
        name not in ("tumble", "hop")
        or len(arguments) < 2
        or any(one.__class__ is not exp.Column for one in arguments[:2])
    ):
        return None
    table, time = (ctx.column_name(one) for one in arguments[:2])
    bounds = tuple(Out(Item(bound, (0,))) for bound in ("window_start", "window_end"))
    return Derived(Select((Star(), *bounds), (Scan(table),), (time,)), alias, columns, join)


def places_of_call(ctx: Context, node: Any) -> tuple[Name, ...]:
    """The files, or the one table, that the call names; `()` for any other call."""
    name, arguments = _called(node)
    at = _PATH_AT.get(ctx.name, {}).get(name)
    if at is not None and at < len(arguments):
        texts = texts_of(arguments[at])
        found = [placed(ctx, text) for text in texts]
        return tuple(found) if texts and all(found) else ()
    if ctx.name == "clickhouse":
        return _elsewhere(ctx, name, arguments)
    if name == "sqlite_scan" and ctx.name == "duckdb" and len(arguments) == 2 and all(map(_is_text, arguments)):
        path = clean_place(arguments[0].name)
        return ((OUTSIDE, path, arguments[1].name),) if path else ()
    return ()


def _called(node: Any) -> tuple[str, list[Any]]:
    if node.__class__ is exp.Anonymous:
        return str(node.name).lower(), list(node.expressions)
    if node.__class__ is exp.ReadCSV:
        return "read_csv", [node.this, *node.expressions]
    if node.__class__ is exp.ReadParquet:
        return "read_parquet", list(node.expressions)
    return "", []


def texts_of(node: Any) -> list[str]:
    """The string, or those of an array; `[]` where any part is no literal."""
    parts = node.expressions if node.__class__ is exp.Array or node.__class__ is exp.Tuple else [node]
    return [part.name for part in parts] if all(map(_is_text, parts)) else []


def _is_text(node: Any) -> bool:
    return node.__class__ is exp.National or (node.__class__ is exp.Literal and bool(node.args.get("is_string")))


def _elsewhere(ctx: Context, name: str, arguments: list[Any]) -> tuple[Name, ...]:
    """ClickHouse: a table on another server is named by that server too; of a cluster's own by its name alone."""
    if name in ("cluster", "clusterallreplicas") and len(arguments) >= 2:
        found = _table(ctx, arguments[1:3])
        return (found,) if found else ()
    if name in ("remote", "remotesecure") and len(arguments) >= 2 and _is_text(arguments[0]):
        host, table = _host(arguments[0].name), _table(ctx, arguments[1:3])
        return ((OUTSIDE, host, *table),) if host and table else ()
    if name in ("postgresql", "mysql") and len(arguments) >= 3 and all(map(_is_text, arguments[:3])):
        host = _host(arguments[0].name)
        schema = arguments[5].name if name == "postgresql" and len(arguments) > 5 and _is_text(arguments[5]) else ""
        inner = tuple(filter(None, (arguments[1].name, schema, arguments[2].name)))
        return ((OUTSIDE, host, *inner),) if host else ()
    return ()


def _host(text: str) -> str:
    """Only what can be nothing but a host and a port: `{…}` and `,` spell several."""
    return text if text and all(char.isalnum() or char in ".-_:" for char in text) else ""


def _table(ctx: Context, arguments: list[Any]) -> Name:
    """`db.t`, or `'db', 't'`."""
    first = arguments[0]
    if first.__class__ is exp.Column or first.__class__ is exp.Dot:
        name = ctx.column_name(first) if first.__class__ is exp.Column else ()
        return name if len(name) == 2 else ()
    if len(arguments) == 2 and all(map(_is_text, arguments)):
        return (first.name, arguments[1].name)
    return ()
