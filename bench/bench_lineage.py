"""Our lineage of whole files against `sqlglot.lineage` column by column, and re-linking after an edit next door.

    python bench/bench_lineage.py DIR [--files 40] [--readers 1000] [--sqllineage PYTHON]

First: the queries of up to `--files` files (views, CREATE TABLE AS and bare SELECTs). Theirs: one call of
`sqlglot.lineage.lineage` for every named output column, on the parsed query. Ours: the whole road for the same files,
from text to edges of every column, value and influence. Seconds of CPU for each output column, alternating three times.
`--sqllineage`: a Python that has the package of that name; then its `LineageRunner` gives the columns' lineage of the
same files once, in a process of its own, and seconds of CPU for all files are compared (files that it refuses count
with the time until it does).
Then: `--readers` files that select from one table, linked and assembled again after its DDL changed, nothing parsed.
"""

import argparse
import contextlib
import json
import logging
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

import sqlglot
from bench_road import default_parsers, read
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage

from graph.extract.sql import extract_facts
from graph.link.assemble import file_graph, outcome_digest
from graph.link.catalog import Catalog
from graph.link.declare import declare
from graph.link.file import link_file
from graph.link.linked import FileContext


def _queries(text: str, dialect: str) -> list[tuple[exp.Query, list[str]]]:
    """The queries of a text, each with its named outputs."""
    found = []
    with contextlib.suppress(SqlglotError, RecursionError):
        for tree in sqlglot.parse(text, dialect=dialect):
            query: Any = tree.expression if isinstance(tree, exp.Create) else tree
            if isinstance(query, exp.Query) and query.named_selects and "*" not in query.named_selects:
                found.append((query, query.named_selects))
    return found


_RUNNER = """
import json, logging, sys, time
from sqllineage.runner import LineageRunner
logging.disable(logging.CRITICAL)
files, seconds, refused = json.load(sys.stdin), 0.0, 0
for text, dialect in files:
    began = time.process_time()
    try:
        LineageRunner(text, dialect=dialect).get_column_lineage()
    except Exception:
        refused += 1
    seconds += time.process_time() - began
print(json.dumps([seconds, refused]))
"""
_SQLFLUFF = {"databricks": "databricks", "spark": "sparksql", "spark2": "sparksql", "fabric": "tsql"}
_SAME_NAME = (
    "ansi",
    "bigquery",
    "clickhouse",
    "duckdb",
    "hive",
    "mysql",
    "oracle",
    "postgres",
    "redshift",
    "snowflake",
)


def _sqllineage_s(python: str, files: list[tuple[str, str]]) -> tuple[float, int]:
    """Seconds for all files, and how many it refuses."""
    named = [
        (text, _SQLFLUFF.get(dialect, dialect if dialect in (*_SAME_NAME, "sqlite", "teradata", "tsql") else "ansi"))
        for text, dialect in files
    ]
    ran = subprocess.run([python, "-c", _RUNNER], input=json.dumps(named), capture_output=True, text=True, check=True)
    seconds, refused = json.loads(ran.stdout.splitlines()[-1])
    return float(seconds), int(refused)


def _theirs_s(queries: list[tuple[exp.Query, list[str]]], dialect: str) -> tuple[float, int]:
    """Seconds, and columns that had an answer."""
    began, answered = time.process_time(), 0
    for query, names in queries:
        for name in names:
            with contextlib.suppress(Exception):  # whatever it raises, it gave no answer for this column
                lineage(name, query, None, dialect=dialect)
                answered += 1
    return time.process_time() - began, answered


def _ours_s(text: str, path: str) -> float:
    began = time.process_time()
    facts = extract_facts(text)
    context = FileContext("bench", path, facts.dialect)
    catalog = Catalog()
    catalog.put(context, declare(facts))
    link_file(facts, context, catalog)
    return time.process_time() - began


def relinked_s(readers: int) -> float:
    """Seconds until that many readers of an edited table are linked and assembled again."""
    ddl = "create table s.t ({}, k int)"
    query = "create view s.v{} as select t.a, t.b + t.c as x, u.d from s.t t join s.u u on u.k = t.k where t.e > 1"
    catalog = Catalog()
    files = []
    for number in range(readers):
        facts = extract_facts(query.format(number), "postgres")
        context = FileContext("bench", f"{number}.sql", "postgres")
        catalog.put(context, declare(facts))
        files.append((context, facts))
    table = FileContext("bench", "t.sql", "postgres")
    catalog.put(table, declare(extract_facts(ddl.format("a int, b int, c int, e int"), "postgres")))
    edited = declare(extract_facts(ddl.format("a int, b int, c int, e int, f int"), "postgres"))
    began = time.process_time()
    affected = catalog.affected(catalog.put(table, edited))
    for context, facts in files:
        linked = link_file(facts, context, catalog)
        assert linked.lookups & affected
        outcome_digest(file_graph(linked, file_id="1"))
    return time.process_time() - began


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--sqllineage", metavar="PYTHON")
    options = parser.parse_args()
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    chosen = []
    for path, _, text, dialect in read(options.folder):
        queries = _queries(text, dialect)
        if queries:
            chosen.append((str(path), text, dialect, queries))
    step = max(1, len(chosen) // options.files)
    chosen = chosen[::step][: options.files]
    columns = sum(len(names) for *_, queries in chosen for _, names in queries)
    ratios = []
    for _ in range(3):
        theirs = ours = 0.0
        answered = 0
        for path, text, dialect, queries in chosen:
            with default_parsers():
                seconds, found = _theirs_s(queries, dialect)
            theirs, answered = theirs + seconds, answered + found
            ours += _ours_s(text, path)
        ratios.append((theirs / max(1, answered)) / (ours / columns))
    print(f"{len(chosen)} files, {columns} output columns, {answered} of them answered by sqlglot.lineage")
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"sqlglot.lineage / ours, a column: {low:.1f} min  {middle:.1f} median  {high:.1f} max")
    if options.sqllineage:
        files = [(text, dialect) for _, text, dialect, _ in chosen]
        seconds, refused = _sqllineage_s(options.sqllineage, files)
        ours = min(sum(_ours_s(text, path) for path, text, *_ in chosen) for _ in range(3))
        print(f"sqllineage / ours: {seconds:.1f} s / {ours:.2f} s = {seconds / ours:.0f}; it refused {refused} files")
    times = [relinked_s(options.readers) for _ in range(3)]
    print(f"{options.readers} readers linked again: {min(times):.2f} s min  {statistics.median(times):.2f} s median")


if __name__ == "__main__":
    main()
