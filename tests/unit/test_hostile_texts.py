"""The core on texts that nobody means well with: no exception, no literal in what is kept, any name comes back."""

import os
import random
import re
from pathlib import Path

import pytest

from graph.extract.dialects import DIALECTS, resolve_dialect
from graph.extract.registry import name_hint
from graph.extract.request import ExtractRequest, LimitExceeded
from graph.extract.split import split
from graph.extract.sql import extract, extract_facts
from graph.facts import FileFacts, decode, encode
from graph.link.assemble import file_graph
from graph.link.catalog import Catalog
from graph.link.declare import declare
from graph.link.file import link_file
from graph.link.linked import FileContext, LinkedFile
from graph.model import Label, NodeId
from graph.names import format_name, parse_name
from graph.store.rows import clean_text
from tests.hostile import LONE_SURROGATE, NAMES, SECRET, SECRET_STATEMENTS, hostile_files, naming, quoted

# Texts of one run. By hand: LINEAGED_TEST_HOSTILE_TEXTS=20000 LINEAGED_TEST_HOSTILE_SEED=5 python -m pytest …
TEXTS = int(os.environ.get("LINEAGED_TEST_HOSTILE_TEXTS", "300"))
MANY = TEXTS > 1_000
CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/*.sql"))
_TOKEN = re.compile(r"\s+|\w+|'[^']*'|.", re.DOTALL)
_PLACES = ("", "CREATE PROCEDURE p AS\nBEGIN\n", "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $q$ BEGIN ")
_ENDS = ("", ";\nEND", "; END $q$;")
_WITH_BODIES = frozenset({"", "tsql", "postgres", "oracle", "snowflake"})
_MOST = ["", "bigquery", "clickhouse", "databricks", "doris", "duckdb", "exasol", "mysql", "oracle", "postgres"]
_MOST += ["snowflake", "sqlite", "teradata", "trino", "tsql"]


def linked(facts: FileFacts, path: str = "f.sql") -> LinkedFile:
    catalog, context = Catalog(), FileContext("r", path, facts.dialect)
    catalog.put(context, declare(facts))
    return link_file(facts, context, catalog)


def understood(text: str, dialect: str) -> None:
    """All the way to a file's graph, or refused for a limit. Cutting it loses nothing."""
    pieces = split(text, resolve_dialect(dialect or "ansi"), nesting=10**9, statements=10**9)
    assert "".join(piece.text for piece in pieces) == text
    try:
        facts = extract_facts(text, dialect)
    except LimitExceeded:
        return
    assert decode(encode(facts)) == facts
    assert all((one.reason is None) == (one.status == "parsed") for one in facts.statements)
    assert all("\n" not in (one.reason or "") for one in facts.statements)
    graph = file_graph(linked(facts), file_id="f")
    source = NodeId(Label.SOURCE, "r")
    assert {end for edge in graph.edges for end in edge[1:3]} <= {node.id for node in graph.nodes} | {source}


def changed(tokens: list[str], others: list[list[str]], rng: random.Random) -> str:
    """The text with some of its words lost, doubled, exchanged, from elsewhere."""
    tokens = list(tokens)
    for _ in range(rng.choice((1, 2, 3, 8, 30))):
        at, other = rng.randrange(len(tokens) + 1), rng.choice(others)
        some = rng.randrange(len(other))
        match rng.randrange(6):
            case 0:
                del tokens[at : at + rng.choice((1, 3, 10))]
            case 1:
                tokens.insert(at, other[some])
            case 2:
                tokens[at:at] = other[some : some + rng.choice((3, 10, 40))]
            case 3:
                tokens[at : at + 1] = [other[some]]
            case 4:
                tokens[at : at + 1] = [quoted(rng.choice(NAMES), rng.choice(('"', "`", "[]", "'")))]
            case 5:
                tokens.insert(at, f" {rng.choice(SECRET_STATEMENTS)} ")
    return "".join(tokens)


def test_one_statement_that_cannot_be_understood_costs_no_other_and_nothing_raises() -> None:
    """The SQL of all cases, with words changed, in its own dialect and in others."""
    rng = random.Random(os.environ.get("LINEAGED_TEST_HOSTILE_SEED", "7"))
    texts = [_TOKEN.findall(path.read_text(encoding="utf-8")) for path in CASES]
    for _ in range(TEXTS):
        at = rng.randrange(len(texts))
        dialect = rng.choice(("", CASES[at].parent.name, rng.choice(sorted(DIALECTS))))
        text = changed(texts[at], texts, rng)
        try:
            understood(text, dialect)
        except Exception as error:
            raise AssertionError(f"{dialect or 'detected'}:\n{text}") from error


def test_p3_any_content_has_facts_or_a_limit() -> None:
    for path, data in hostile_files(seed=3, count=TEXTS // 6, most=1_000_000 if MANY else 2_000):
        try:
            extract(data, ExtractRequest("", name_hint(path)))
        except LimitExceeded as refused:
            assert refused.reason in ("binary", "nesting", "statements") and "\n" not in refused.detail


@pytest.mark.parametrize("dialect", sorted(DIALECTS) if MANY else _MOST)
def test_c4_no_secret_of_a_statement_is_in_its_facts(dialect: str) -> None:
    """Facts are all that goes on from a text: to the cache, the graph, reasons and reports."""
    hidden = SECRET.lower().encode()
    for statement in SECRET_STATEMENTS:
        for before, behind in zip(_PLACES, _ENDS, strict=True) if dialect in _WITH_BODIES else [("", "")]:
            assert hidden not in encode(extract_facts(before + statement + behind, dialect)).lower(), statement


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_c1_any_name_in_a_file_is_nothing_but_a_name(name: str) -> None:
    """In every place that names have, between the marks of every dialect."""
    for dialect, marks in (("postgres", '"'), ("mysql", "`"), ("tsql", "[]"), ("snowflake", '"'), ("oracle", '"')):
        if dialect == "mysql" and name.endswith(" "):
            continue
        facts = extract_facts(naming(name, marks), dialect)
        view = next(one for one in linked(facts).statements if one.kind == "create_view")
        assert view.status == "parsed" or "placeholder in a name" in str(view.reason), view.reason


@pytest.mark.parametrize("name", [*NAMES, LONE_SURROGATE, "x" * 1_000_000], ids=range(len(NAMES) + 2))
def test_any_name_is_written_and_read_again(name: str) -> None:
    for parts in ((name,), (name, name), ("a", name, "b")):
        assert parse_name(format_name(parts)) == parts
    assert clean_text(name).encode()


_LONG = "n" * 50_000
_COLUMNS = ", ".join(f"c{at} int" for at in range(60))
_NAMES = ", ".join(f"c{at}" for at in range(60))


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("ansi", f"create table {_LONG} ({_COLUMNS})"),
        ("ansi", f'create table "{_LONG}"."{_LONG}" ({_COLUMNS})'),
        ("ansi", f"create table {'.'.join('x' * 25_000)} ({_COLUMNS})"),
        ("ansi", f"insert into t ({_NAMES}) select {_NAMES} from {_LONG}"),
        ("ansi", f"insert into t ({_NAMES}) select {_NAMES} from ${{{_LONG}}}.s"),
        ("ansi", f"insert into t ({_NAMES}) select {_NAMES} from {{{{ ref('{_LONG}') }}}}"),
        ("postgres", f"create foreign table f ({_COLUMNS}) server {_LONG} options (table_name '{_LONG}')"),
        (
            "postgres",
            f"insert into t select {_NAMES} from dblink('{_LONG}', 'select {_NAMES} from s') as x({_COLUMNS})",
        ),
        ("clickhouse", f"create table k ({_COLUMNS}) engine = Distributed(c, '{_LONG}', '{_LONG}')"),
        ("clickhouse", f"create dictionary d ({_COLUMNS}) primary key c0 source(clickhouse(table '{_LONG}'))"),
        ("tsql", f"create table t ({_COLUMNS}); exec sp_rename 't', '{_LONG}'"),
        ("tsql", f"exec('insert into [{_LONG}] ({_NAMES}) select {_NAMES} from s')"),
        ("snowflake", f"use {_LONG}; create table t ({_COLUMNS})"),
        ("sqlite", f"create view v as select {', '.join(f'c{at} + {_LONG[:999]}' for at in range(60))} from s"),
    ],
)
def test_p6_a_long_name_is_not_in_the_graph_as_often_as_its_columns(dialect: str, text: str) -> None:
    facts = extract_facts(text, dialect)
    graph = file_graph(linked(facts), file_id="f")
    keys = sum(len(node.id.key) for node in graph.nodes) + sum(
        len(one.key) for edge in graph.edges for one in edge[1:3]
    )
    assert keys < 8 * len(text)


def test_long_names_stay_apart() -> None:
    facts = extract_facts(
        f"insert into {_LONG}a select x from {_LONG}b; insert into {_LONG} select x from {_LONG}A", "postgres"
    )
    tables = {node.id.key for node in file_graph(linked(facts), file_id="f").nodes if node.id.label is Label.TABLE}
    assert len(tables) == 3, "names that differ in their case alone are one"
    assert all(len(key) < 1_100 for key in tables)


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_p6_columns_that_double_from_query_to_query_come_to_an_end(dialect: str) -> None:
    """A few more doublings would fill any memory. SQLite tells columns of one name apart, so that its views double."""
    doubled = "SELECT x.*, y.* FROM {0} x, {0} y"
    views = [f"CREATE VIEW v{at + 1} AS {doubled.format(f'v{at}')};" for at in range(14)]
    ctes = ", ".join(f"c{at + 1} AS ({doubled.format(f'c{at}')})" for at in range(14))
    insert = f"INSERT INTO w WITH c0 AS (SELECT * FROM v0), {ctes} SELECT * FROM c14;"
    text = f"CREATE TABLE v0 (a int, b int);\n{' '.join(views)}\n{insert}"
    found = linked(extract_facts(text, dialect))
    assert len(found.statements) == 16
    assert sum(len(one.flows) for one in found.statements) < 40_000
    assert "too many columns" in str(found.statements[-1].reason)
