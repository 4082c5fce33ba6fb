"""Cases as data: `tests/cases/<dialect>/*.sql` say beside their SQL which edges it gives, and it gives no others.

What a case may say, each on a comment line of its own:

    -- file: ddl/a.sql                           what follows is this file (else all is one file, `case.sql`); a file
                                                 dbt_project.yml makes models of those below it
    -- setting: default_schema = sales           a setting of the root (default_database, default_schema, target)
    -- expect: v.total <- t.a, t.b               column edges by value; with (filter), (join, window) … by influence
    -- expect: x.a <- t.a (value, assumed)       named by position
    -- table: x <- t (value)                     a table edge, with all its kinds, that no column edge implies
    -- no: v.a <- s.a                            an edge that one might fear, in no way at all
    -- key: sales.day -> days.id                 a foreign key
    -- dataset: t table (id, a, …)               what the file defines: kind and columns, … where some are unknown
    -- comment: t.a = text                       a comment on a table or column that the file defines
    -- reads: 2 t, t.a                           all tables and columns that the file's second statement reads
    -- writes: 2 t, t.a                          all that it writes or defines
    -- calls: 2 f, p                             the routines that it calls
    -- status: 2 partial: ambiguous column a     else every statement is `parsed`
    -- lines: 2 4-7                              its lines
    -- construct: MERGE, star                    where `docs/constructs.md` lists it (else by words of the file's name)

Edges are compared exactly over the whole case; datasets, comments, reads, writes and lines as far as they are named.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from graph.extract.dbt_project import project_facts
from graph.extract.registry import is_project
from graph.extract.sql import extract_facts
from graph.link.catalog import Catalog
from graph.link.declare import declare
from graph.link.file import link_file
from graph.link.linked import FileContext, LinkedFile, LinkedStatement, Ref
from graph.names import Name, format_column, format_name, parse_name
from tests.unit.link_builders import ends_of

CASES = Path(__file__).parent.parent / "cases"
_LINE = re.compile(
    r"\s*-- (file|setting|expect|table|no|key|dataset|comment|reads|writes|calls|status|lines): ?(.*?)\s*\Z"
)
_EDGE = re.compile(r"(.+?) <- (.+?)(?: \(([a-z, ]+)\))?\Z")


@dataclass
class Case:
    """What a case file holds. `said`: by keyword, (file, text)."""

    files: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    settings: dict[str, Any] = field(default_factory=dict)
    said: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, keyword: str, file: str) -> dict[int, str]:
        """What is said of a file's statements, by ordinal."""
        texts = [text.partition(" ") for name, text in self.said[keyword] if name == file]
        return {int(ordinal): rest for ordinal, _, rest in texts}


def read_case(text: str) -> Case:
    case, name = Case(), "case.sql"
    for line in text.splitlines(keepends=True):
        found = _LINE.match(line)
        if found and found[1] == "file":
            name = found[2]
            continue
        case.files[name].append(line)
        if found and found[1] == "setting":
            key, _, value = found[2].partition(" = ")
            case.settings[key] = parse_name(value) if key == "target" else value
        elif found:
            case.said[found[1]].append((name, found[2]))
    return case


def link_case(case: Case, dialect: str) -> dict[str, LinkedFile]:
    catalog = Catalog()
    texts = {name: "".join(lines) for name, lines in case.files.items()}
    contexts = {name: FileContext("case", name, dialect, **case.settings) for name in texts}
    facts = {}
    for name, text in texts.items():
        if is_project(name):
            catalog.put(contexts[name], declare(project_facts(text)))
        else:
            facts[name] = extract_facts(text, dialect)
    for name, one in facts.items():
        catalog.put(contexts[name], declare(one))
    return {name: link_file(one, contexts[name], catalog) for name, one in facts.items()}


def show(ref: Ref) -> str:
    return format_column(ref.dataset, ref.column) if ref.column else format_name(ref.dataset)


def edges_of(linked: dict[str, LinkedFile]) -> set[str]:
    return {
        f"{show(edge.target)} <- {show(edge.source)} ({via}{', assumed' if edge.assumed else ''})"
        for file in linked.values()
        for edge in file.columns
        for via in edge.via
    }


def tables_of(linked: dict[str, LinkedFile]) -> set[str]:
    return {
        f"{format_name(edge.target)} <- {format_name(edge.source)} ({via})"
        for file in linked.values()
        for edge in file.tables
        for via in edge.via
    }


def expected_edges(case: Case) -> set[str]:
    found = set()
    for _, text in case.said["expect"]:
        to, sources, vias = _edge(text)
        assumed = ", assumed" if "assumed" in vias else ""
        found |= {f"{to} <- {source} ({via}{assumed})" for source in sources for via in vias if via != "assumed"}
    return found


def expected_tables(case: Case, linked: dict[str, LinkedFile]) -> set[str]:
    """Those said, and those that the linked column edges imply."""
    found = {
        f"{format_name(edge.target.dataset)} <- {format_name(edge.source.dataset)} ({via})"
        for file in linked.values()
        for edge in file.columns
        for via in edge.via
    }
    for _, text in case.said["table"]:
        to, sources, vias = _edge(text)
        found |= {f"{to} <- {source} ({via})" for source in sources for via in vias}
    return found


def _edge(text: str) -> tuple[str, list[str], list[str]]:
    found = _EDGE.match(text)
    assert found, f"not an edge: {text}"
    return found[1], found[2].split(", "), (found[3] or "value").split(", ")


def names(refs: tuple[Ref, ...], datasets: tuple[Name, ...]) -> set[str]:
    return {show(ref) for ref in refs} | {format_name(name) for name in datasets}


def shape(file: LinkedFile) -> dict[str, str]:
    return {
        format_name(info.name): f"{info.kind} ("
        + ", ".join([*(column.name for column in info.columns), *(["…"] if info.open else [])])
        + ")"
        for info in file.defined
    }


def comments(file: LinkedFile) -> set[str]:
    return {
        f"{format_name((*info.name, *part))} = {text}"
        for info in file.defined
        for part, text in (((), info.comment), *(((one.name,), one.comment) for one in info.columns))
        if text
    }


def check_statement(case: Case, name: str, one: LinkedStatement) -> None:
    where = f"{name} statement {one.ordinal} ({one.kind})"
    status, _, reason = case.of("status", name).get(one.ordinal, "parsed").partition(": ")
    assert (one.status, one.reason if reason else "") == (status, reason), f"{where}: {one.reason}"
    reads = case.of("reads", name).get(one.ordinal)
    if reads is not None:
        assert names(one.column_reads, one.reads) == set(filter(None, reads.split(", "))), where
    writes = case.of("writes", name).get(one.ordinal)
    if writes is not None:
        assert names(one.column_writes, (*one.writes, *one.defines)) == set(filter(None, writes.split(", "))), where
    calls = case.of("calls", name).get(one.ordinal)
    if calls is not None:
        assert {format_name(call) for call in one.calls} == set(filter(None, calls.split(", "))), where
    lines = case.of("lines", name).get(one.ordinal)
    if lines is not None:
        assert f"{one.lines[0]}-{one.lines[1]}" == lines, where


ALL = sorted(CASES.rglob("*.sql"))


@pytest.mark.parametrize("path", ALL, ids=[path.relative_to(CASES).with_suffix("").as_posix() for path in ALL])
def test_a_case_gives_exactly_the_edges_that_it_says(path: Path) -> None:
    case = read_case(path.read_text(encoding="utf-8"))
    linked = link_case(case, path.relative_to(CASES).parts[0])
    edges, tables = edges_of(linked), tables_of(linked)
    assert sorted(edges) == sorted(expected_edges(case))
    assert sorted(tables) == sorted(expected_tables(case, linked))
    for _, text in case.said["no"]:
        assert not [edge for edge in edges | tables if edge.startswith(f"{text} (")]
    keys = {f"{show(a)} -> {show(b)}" for file in linked.values() for s in file.statements for a, b in s.references}
    assert sorted(keys) == sorted(text for _, text in case.said["key"])
    for name, text in case.said["dataset"]:
        dataset, _, rest = text.partition(" ")
        assert shape(linked[name]).get(dataset) == rest, f"{name}: {text}"
    for name, text in case.said["comment"]:
        assert text in comments(linked[name])
    for name, file in linked.items():
        assert ends_of(file) <= {info.name for info in file.datasets}  # what it says of them, all files say
        ordinals = {one.ordinal for one in file.statements}
        assert {at for key in ("status", "reads", "writes", "calls", "lines") for at in case.of(key, name)} <= ordinals
        for one in file.statements:
            check_statement(case, name, one)


def test_there_are_cases_for_sixteen_dialects_at_least() -> None:
    assert len({path.relative_to(CASES).parts[0] for path in ALL}) >= 16
