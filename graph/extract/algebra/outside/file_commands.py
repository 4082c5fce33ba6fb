"""Stage 4, core: statements between tables and files that sqlglot leaves as text, read from their tokens."""

from collections.abc import Callable
from typing import Any, TypeAlias

from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.outside.copying import from_places
from graph.facts import Define, Item, Op, Out, Read, Scan, Select, Star, Write
from graph.names import OUTSIDE, Name, shortened

Command: TypeAlias = tuple[str, list[Op]]


def _copied(target: Name, place: Name, columns: tuple[str, ...] = ()) -> Command:
    return "copy", [Write("copy", target, from_places([place] if place else []), columns)]


def _bulk(reader: NameReader) -> Command | None:
    """T-SQL: BULK INSERT t FROM 'file'."""
    name, end = reader.name(2)
    if reader.word(1) != "INSERT" or not name:
        return None
    return _copied(name, reader.place(end + 1))


def _copy(reader: NameReader) -> Command | None:
    """MonetDB: COPY 10 OFFSET 2 RECORDS INTO t FROM 'file'."""
    if not reader.word(1).isdecimal():
        return None
    into = next((at for at in range(2, min(8, len(reader.tokens))) if reader.word(at) == "INTO"), 0)
    name, end = reader.name(into + 1) if into else ((), 0)
    if not name:
        return None
    columns, end = reader.columns(end)
    return _copied(name, reader.place(end + 1) if reader.word(end) == "FROM" else (), columns)


def _import(reader: NameReader) -> Command | None:
    """HANA: IMPORT FROM CSV FILE 'file' INTO t; Hive: IMPORT [EXTERNAL] TABLE t FROM 'folder'."""
    if reader.dialect in _HIVE:
        at = next((at + 1 for at in (1, 2) if reader.word(at) == "TABLE"), 0)
        name, end = reader.name(at) if at else ((), 0)
        from_ = reader.find(end, "FROM")
        return _copied(name, reader.place(from_ + 1)) if name and from_ else None
    into = next((at for at in range(1, len(reader.tokens)) if reader.word(at) == "INTO"), 0)
    name, end = reader.name(into + 1) if into else ((), 0)
    if name and into == 1:  # Exasol: IMPORT INTO t FROM CSV AT 'server' FILE 'file'
        return _copied(name, _named_file(reader, end))
    return _copied(name, reader.first_place(1, into)) if name else None


def _named_file(reader: NameReader, start: int) -> Name:
    """The one that stands behind FILE."""
    at = reader.find(start, "FILE")
    return reader.place(at + 1) if at else ()


_HIVE = frozenset({"hive", "spark", "spark2", "databricks"})


def _export(reader: NameReader) -> Command | None:
    """Hive: EXPORT TABLE t [PARTITION (…)] TO 'folder'; Exasol: EXPORT t INTO CSV AT 'server' FILE 'file'."""
    if reader.word(1) != "TABLE":
        name, end = reader.name(1)
        if not name or reader.word(end) != "INTO":
            return None
        query = Select((Star(),), (Scan(name),))
        place = _named_file(reader, end)
        return "export", [Write("copy", place, query, (), True) if place else Read(query)]
    name, end = reader.name(2)
    to = reader.find(end, "TO")
    place = reader.place(to + 1) if name and to else ()
    return ("export", [Write("copy", place, Select((Star(),), (Scan(name),)), (), True)]) if place else None


def _load(reader: NameReader) -> Command | None:
    """MySQL and Hive: LOAD DATA … INTO TABLE t."""
    for at in range(len(reader.tokens) - 1):
        if reader.word(at) == "INTO" and reader.word(at + 1) == "TABLE":
            name, end = reader.name(at + 2)
            columns, _ = _loaded_columns(reader, end)
            return _copied(name, reader.first_place(1, at), columns) if name else None
    return None


def insert_from_infile(reader: NameReader) -> Command | None:
    """ClickHouse: INSERT INTO t [(…)] FROM INFILE 'file'."""
    at = next((i + 1 for i in (0, 1) if reader.word(i) == "INTO"), 0)
    name, end = reader.name(at + 1 if reader.word(at) == "TABLE" else at) if at else ((), 0)
    columns, end = reader.columns(end)
    if not name or (reader.word(end), reader.word(end + 1)) != ("FROM", "INFILE"):
        return None
    return _copied(name, reader.place(end + 2), columns)


def _loaded_columns(reader: NameReader, at: int) -> tuple[tuple[str, ...], int]:
    while at < len(reader.tokens):
        if reader.word(at) == "(" and reader.word(at - 1) not in ("BY", "PARTITION"):
            end = reader.skip_brackets(at)
            if any(reader.word(i) == "@" for i in range(at, end)):
                return (), end
            return reader.columns(at)
        at += 1
    return (), at


def foreign_rows(reader: NameReader, made: Op) -> list[Op]:
    """What feeds a table that lies elsewhere: Oracle's ORGANIZATION EXTERNAL, Postgres' CREATE FOREIGN TABLE."""
    if not isinstance(made, Define) or made.kind != "external":
        return []
    words = [reader.word(at) for at in range(len(reader.tokens))]
    if "ORGANIZATION" in words:
        return _oracle_files(reader, made, words)
    if "SERVER" not in words or not (server := reader.name(words.index("SERVER") + 1)[0]):
        return []
    options = _options(reader, words)
    if "filename" in options:
        place = reader.place(options["filename"])
        return [Write("copy", made.name, from_places([place]))] if place else []
    if "table_name" not in options and "table" not in options:
        return []
    keys = [key for key in ("schema_name", "schema", "table_name", "table") if key in options]
    other = (OUTSIDE, *server, *(shortened(str(reader.tokens[options[key]].text)) for key in keys))
    outs = tuple(Out(Item(one.name, (at,))) for at, one in enumerate(made.columns))
    refs = tuple((one.name,) for one in made.columns)
    return [Write("copy", made.name, Select(outs, (Scan(other),), refs), (), True)]


def _options(reader: NameReader, words: list[str]) -> dict[str, int]:
    """`OPTIONS (key 'value', …)` of the table itself: where each value stands."""
    depth = [at for at in reader.level(0) if words[at] == "OPTIONS"]
    if not depth:
        return {}
    end = reader.skip_brackets(depth[-1] + 1) - 1
    return {words[at].lower(): at + 1 for at in range(depth[-1] + 2, end) if words[at] and not words[at + 1]}


def _oracle_files(reader: NameReader, made: Define, words: list[str]) -> list[Op]:
    """`DEFAULT DIRECTORY dir … LOCATION ('a', dir2:'b')`: a file is named by its directory in front."""
    places = (at + 2 for at in range(len(words) - 2) if words[at : at + 2] == ["DEFAULT", "DIRECTORY"])
    default = next((words[at] for at in places), "")
    at = next((i + 1 for i in range(len(words)) if words[i] == "LOCATION" and words[i + 1 : i + 2] == ["("]), 0)
    if not at:
        return []
    names: list[Name] = []
    for i in range(at + 1, reader.skip_brackets(at) - 1):
        directory = words[i - 2] if words[i - 1] == ":" else default
        names.append(reader.place(i, f"{directory}:" if directory else ""))
    found = [name for name in names if name]
    return [Write("copy", made.name, from_places(found))] if found else []


HANDLERS: dict[str, Callable[[NameReader], Any]] = {
    "BULK": _bulk,
    "COPY": _copy,
    "EXPORT": _export,
    "IMPORT": _import,
    "LOAD": _load,
}
"""By the statement's first word."""
