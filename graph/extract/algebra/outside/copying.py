"""Stage 4, core: COPY, LOAD DATA, EXPORT: rows between tables and files. A file is a dataset, named by its place."""

from collections.abc import Iterable
from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.extract.algebra.outside.file_functions import texts_of
from graph.extract.algebra.outside.places import NOT_FOLLOWED, placed
from graph.extract.algebra.query import build_query, select_of
from graph.extract.algebra.writes.dml import target_and_columns
from graph.facts import ColumnDef, Define, Item, Join, Op, Out, Query, Read, Scan, Select, Source, Write
from graph.names import Name

_CLIENT = frozenset({"stdin", "stdout", "pstdin", "pstdout"})
"""What stands for a file and is none: nothing can be said of it."""


def copy(ctx: Context, node: Any) -> list[Op]:
    """COPY: into a table from files (or from a query over them), or out of a table or query."""
    args = node.args
    this = args["this"]
    files = args.get("files") or []
    if not args.get("kind"):
        return into_places(_names(ctx, files), _copied(ctx, this))
    if _is_place(this):  # Snowflake: COPY INTO @stage FROM …
        names = _names(ctx, [this])
        return [op for part in files for op in into_places(names, build_query(ctx, part))]
    target, columns = target_and_columns(ctx, this)
    query = next((build_query(ctx, part) for part in files if part.__class__ is exp.Subquery), None)
    by_name = query is not None and not columns and ctx.name == "databricks"
    return [Write("copy", target, query or from_places(_names(ctx, files)), columns, by_name)]


def _copied(ctx: Context, this: Any) -> Query:
    """The query, the table, or these columns of it."""
    if this.__class__ is not exp.Schema:
        return build_query(ctx, this)
    block = Block(ctx)
    target, columns = target_and_columns(ctx, this)
    return select_of(block, tuple(Out(Item(name, (block.ref((name,)),))) for name in columns), (Scan(target),))


def _is_place(node: Any) -> bool:
    return node.__class__ is exp.Table and node.args["this"].__class__ in (exp.Var, exp.Literal)


def _names(ctx: Context, files: Iterable[Any]) -> list[Name]:
    """The places; what has no name is noted."""
    found: list[Name] = []
    for part in files:
        if part.__class__ is exp.Literal:
            found.append(placed(ctx, part.name))
        elif _is_place(part):
            text = part.args["this"].name
            found.append(placed(ctx, text, stage=text.startswith("@")))
        elif part.__class__ is not exp.Subquery and part.name.lower() not in _CLIENT:
            ctx.note(NOT_FOLLOWED)
    return [name for name in found if name]


def from_places(names: list[Name]) -> Query | None:
    """Rows of files, without columns to name; None if there is no file."""
    sources: list[Source] = [Scan(name, join=Join("cross") if at else None) for at, name in enumerate(names)]
    return Select((), tuple(sources)) if sources else None


def into_places(names: list[Name], query: Query) -> list[Op]:
    """A file takes the query's own column names."""
    return [Write("copy", name, query, (), True) for name in names] or [Read(query)]


def load_data(ctx: Context, node: Any) -> list[Op]:
    """Hive: LOAD DATA INPATH; BigQuery: LOAD DATA INTO … FROM FILES (uris = […])."""
    args = node.args
    texts = [args["inpath"].name] if args.get("inpath") else option_texts(args.get("files"))
    names = [placed(ctx, text) for text in texts]
    target, columns = target_and_columns(ctx, args["this"])
    written = Write("copy", target, from_places([name for name in names if name]), columns)
    if not args.get("temp"):
        return [written]
    return [Define(target, "temp", tuple(map(ColumnDef, columns))), written]


def exported(ctx: Context, node: Any) -> list[Op]:
    """BigQuery: EXPORT DATA OPTIONS (uri = …) AS SELECT …"""
    names = [placed(ctx, text) for text in option_texts(node.args.get("options"))]
    return into_places([name for name in names if name], build_query(ctx, node.this))


_PATH_OPTIONS = frozenset({"uri", "uris", "path", "location", "external_location"})


def option_texts(properties: Any) -> list[str]:
    """The paths among a statement's options."""
    found: list[str] = []
    for part in properties.expressions if properties else ():
        if part.__class__ is exp.Property and part.name.lower() in _PATH_OPTIONS:
            found.extend(texts_of(part.args["value"]))
        elif part.__class__ is exp.LocationProperty:
            found.append(part.name)
        elif part.__class__ is exp.OptionsProperty:
            found.extend(option_texts(part))
    return found
