"""Stage 4, core: where a table's rows lie by its DDL: LOCATION, engines over files and other tables, dictionaries."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import MOST_PARTS, Context
from graph.extract.algebra.definitions.columns import TableParts
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.outside.copying import from_places, into_places, option_texts
from graph.extract.algebra.outside.file_functions import places_of_call
from graph.extract.algebra.outside.places import placed
from graph.facts import Define, Item, Op, Out, Scan, Select, Star, Touch, Write
from graph.names import OUTSIDE, Name, shortened


def is_structure_alone(ctx: Context, expression: Any) -> bool:
    """ClickHouse: `CREATE TABLE a AS b` copies columns, no rows."""
    return ctx.name == "clickhouse" and expression.__class__ is exp.Table and not isinstance(expression.this, exp.Func)


def like_a_file(names: NameReader) -> Op | None:
    """Impala: CREATE [EXTERNAL] TABLE t LIKE PARQUET 'file': the columns are those of a file."""
    at = 2 if names.word(1) == "EXTERNAL" else 1
    if names.word(0) != "CREATE" or names.word(at) != "TABLE":
        return None
    name, end = names.name(at + 4 if names.word(at + 1) == "IF" else at + 1)
    place = names.place(end + 2) if name and names.word(end) == "LIKE" else ()
    return Touch((place,), defines=(name,)) if place else None


def stored_in(ctx: Context, args: dict[str, Any], made: Define) -> list[Op]:
    """What flows between a table and the place that keeps its rows: a table made of a query fills it, any other is
    read from it."""
    properties = args["properties"].expressions if args.get("properties") else []
    names = _places(ctx, properties)
    engine = next((one.this for one in properties if one.__class__ is exp.EngineProperty), None)
    if engine is not None and ctx.name == "clickhouse":
        if engine.name.lower() in ("distributed", "buffer"):
            return _over_table(ctx, engine, made)
        names = [*names, *_engine_places(ctx, engine, properties)]
    if not names or made.kind == "view":
        return []
    if made.query is not None:
        return into_places(names, Select((Star(),), (Scan(made.name),)))
    return [Write("copy", made.name, from_places(names))]


def _places(ctx: Context, properties: list[Any]) -> list[Name]:
    sources = (one for one in properties if one.__class__ is exp.Property and one.name.lower() == "data_source")
    prefix = next((f"{one.args['value'].name}:" for one in sources), "")  # T-SQL: the path is relative to it
    texts = option_texts(exp.Properties(expressions=properties))
    snowflake = ctx.name == "snowflake"
    found = [placed(ctx, prefix + text, stage=snowflake and text.startswith("@")) for text in texts]
    return [name for name in found if name]


def _engine_places(ctx: Context, engine: Any, properties: list[Any]) -> tuple[Name, ...]:
    if engine.name.lower() != "kafka":
        return places_of_call(ctx, engine)
    settings = {
        part.this.name.lower(): part.expression.name
        for one in properties
        if one.__class__ is exp.SettingsProperty
        for part in one.expressions
        if part.__class__ is exp.EQ
    }
    told = [part.name for part in engine.expressions[:2]] if engine.__class__ is exp.Anonymous else []
    brokers, topics = told if len(told) == 2 else (settings.get("kafka_broker_list"), settings.get("kafka_topic_list"))
    if not brokers or not topics:
        return ()
    found = [placed(ctx, f"kafka://{brokers}/{topic.strip()}") for topic in topics.split(",")]
    return tuple(name for name in found if name)


def _over_table(ctx: Context, engine: Any, made: Define) -> list[Op]:
    """Distributed shows the rows of another table; Buffer passes its own on to one."""
    distributed = engine.name.lower() == "distributed"
    parts = [part.name for part in engine.expressions[1 if distributed else 0 :][:2]]
    if len(parts) < 2 or not all(parts):
        return []
    other = tuple(map(shortened, parts))
    if distributed:
        return [Write("copy", made.name, Select((Star(),), (Scan(other),)), (), True)]
    return [Write("copy", other, Select((Star(),), (Scan(made.name),)), (), True)]


def dictionary(ctx: Context, args: dict[str, Any]) -> list[Op]:
    """ClickHouse: a dictionary keeps the rows of its source, column by column under the same names."""
    parts = TableParts(ctx)
    parts.add(args["this"].expressions if args["this"].__class__ is exp.Schema else [])
    name = ctx.table_name(args["this"])
    columns = parts.finished()
    ops: list[Op] = [Define(name, "dictionary", columns)]
    source = next(
        (one for one in args["properties"].expressions if one.__class__ is exp.DictProperty and one.name == "SOURCE"),
        None,
    )
    read = _source_of(ctx, source) if source is not None else ()
    if not read:
        return ops
    if read[0] == OUTSIDE and len(read) == 2:
        return [*ops, Write("copy", name, from_places([read]))]
    outs = tuple(Out(Item(one.name, (at,))) for at, one in enumerate(columns))
    query = Select(outs, (Scan(read),), tuple((one.name,) for one in columns))
    return [*ops, Write("copy", name, query, (), True)]


def _source_of(ctx: Context, source: Any) -> Name:
    """The table or file that SOURCE names; user and password are passed over."""
    settings = {part.this.name.lower(): part.args["value"].name for part in source.args.get("settings") or ()}
    kind = str(source.args.get("kind") or "").lower()
    if kind in ("http", "file"):
        return placed(ctx, settings.get("url") or settings.get("path") or "")
    table, db = settings.get("table"), settings.get("db")
    if not table:
        ctx.note("source of a dictionary")
        return ()
    inner = tuple(shortened(part) for part in (db, *table.split(".")[:MOST_PARTS]) if part)
    if kind == "clickhouse" and settings.get("host", "localhost") in ("localhost", "127.0.0.1"):
        return inner
    host = settings.get("host", "")
    if not host or not all(char.isalnum() or char in ".-_" for char in host):
        ctx.note("source of a dictionary")
        return ()
    return (OUTSIDE, shortened(host), *inner)
