import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.model import EdgeType, FileGraph, NodeId, Props
from graph.query.impact import Impact, Use, impact
from graph.query.impact_text import impact_json, impact_text
from graph.store.sqlite import SqliteGraph
from tests.integration.store_graphs import Writer, column, edge, embedded, file_graph, load, statement, table


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteGraph]:
    async with embedded(tmp_path / "graph.db") as graph:
        yield graph


def reading(file_id: str, *nodes: NodeId, lines: tuple[int, int] = (1, 1), ordinal: int = 1) -> FileGraph:
    """A file whose one statement reads and leads nowhere."""
    by = statement(file_id, ordinal)
    said: Props = {"ordinal": ordinal, "line_from": lines[0], "line_to": lines[1], "kind": "select"}
    return file_graph(file_id, [edge(EdgeType.READS, by, node) for node in nodes], statements=ordinal, props={by: said})


def shown(found: Impact) -> list[tuple[str, int, str, str, bool, bool, str]]:
    return [
        (file, use.line, use.source.key, use.target.key if use.target else "", use.direct, use.by_value,
         use.through.key if use.through else "")
        for file, uses in found.uses.items() for use in uses
    ]  # fmt: skip


async def test_uses_are_by_file_with_lines_and_say_what_they_go_through_first(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "a", "b", "x"), load("f2", "b", "c", "x"), load("f3", "c", "d", "x"))
    assert shown(await impact(store, [table("a")])) == [
        ("r/etl/f1.sql", 3, "a", "b", True, True, ""),
        ("r/etl/f2.sql", 3, "b", "c", False, True, "b"),
        ("r/etl/f3.sql", 3, "c", "d", False, True, "b"),
    ]
    columns = await impact(store, [column("a.x")], depth=2)
    assert [use[3] for use in shown(columns)] == ["b.x", "c.x"] and columns.trace.cut


async def test_value_is_lost_on_the_way_once_something_only_decides(store: SqliteGraph) -> None:
    decides = edge(EdgeType.INFLUENCES, column("a.x"), column("b.x"), via=("condition",), lines=(7,))
    rows = edge(EdgeType.INFLUENCES, column("a.x"), table("t"), via=("filter",), lines=(8,))
    await Writer(store).apply(file_graph("f1", [decides, rows]), load("f2", "b", "c", "x"), load("f3", "t", "u", "x"))
    found = await impact(store, [column("a.x")])
    assert shown(found) == [
        ("r/etl/f1.sql", 7, "a.x", "b.x", True, False, ""),
        ("r/etl/f1.sql", 8, "a.x", "t", True, False, ""),
        ("r/etl/f2.sql", 3, "b.x", "c.x", False, False, "b.x"),
    ]
    assert not any(found.reached.values())
    assert "value, after influence" in impact_text(found)
    assert (await impact(store, [column("a.x")], influence=False)).uses == {}


async def test_a_statement_that_only_reads_depends_too_but_not_where_only_data_counts(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "a", "b", "x"), reading("f2", table("b"), column("b.x"), lines=(4, 6)))
    found = await impact(store, [table("a")])
    assert found.uses["r/etl/f2.sql"] == (Use(4, table("b"), None, "select", (), False, False, table("b")),)
    assert list((await impact(store, [table("a")], influence=False)).uses) == ["r/etl/f1.sql"]
    assert "r/etl/f2.sql" not in (await impact(store, [table("a")], depth=1)).uses


async def test_a_statement_around_others_that_read_the_same_is_told_by_those(store: SqliteGraph) -> None:
    routine, body = statement("f1", 1), statement("f1", 2)
    props: dict[NodeId, Props] = {
        routine: {"line_from": 1, "line_to": 9, "kind": "procedure"},
        body: {"line_from": 4, "line_to": 5, "kind": "select"},
    }
    edges = [edge(EdgeType.READS, one, table("a")) for one in (routine, body)]
    await Writer(store).apply(file_graph("f1", edges, statements=2, props=props))
    assert [use[1] for use in shown(await impact(store, [table("a")]))] == [4]


async def test_tables_and_columns_asked_for_together_are_followed_as_if_apart(store: SqliteGraph) -> None:
    """A table that a column decides about is followed all the same where a table feeds it."""
    decides = edge(EdgeType.INFLUENCES, column("c.x"), table("b"), via=("filter",), lines=(9,))
    await Writer(store).apply(
        load("f1", "a", "z", "y"), load("f2", "z", "b", "y"), load("f3", "b", "e", "y"), file_graph("f4", [decides])
    )
    alone = {*shown(await impact(store, [table("a")])), *shown(await impact(store, [column("c.x")]))}
    both = await impact(store, [column("c.x"), table("a"), table("a")])
    assert set(shown(both)) == alone
    assert both.trace.depths[table("b")] == 1 and both.reached[table("b")]


async def test_a_cycle_ends_and_tells_the_way_back(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "a", "b"), load("f2", "b", "a"))
    assert [use[2:4] for use in shown(await impact(store, [table("a")]))] == [("a", "b"), ("b", "a")]


async def test_the_text_groups_by_place_and_counts_at_the_end(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "a", "b", "x"), load("f2", "b", "c", "x"), reading("f3", table("a")))
    assert impact_text(await impact(store, [table("a")]), lambda file: file.removeprefix("r/")) == (
        "a\n"
        "\n"
        "direct, 2 files\n"
        "  etl/f1.sql:3          b        value\n"
        "  etl/f3.sql:1  select  reads a\n"
        "\n"
        "transitive, 1 file\n"
        "  etl/f2.sql:3    c  value  through b\n"
        "\n"
        "3 files: 2 direct, 1 transitive; 2 tables by value"
    )
    assert impact_text(await impact(store, [table("c")])) == "c\n\nnothing depends on it"
    assert (await impact(store, [])).uses == {}


async def test_a_hostile_name_cannot_draw_on_the_terminal(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "a", '"b\x1b[2J\n"', "x"))
    text = impact_text(await impact(store, [table("a")]))
    assert "\x1b" not in text and "\\x1b[2J\\n" in text


async def test_the_object_says_the_same(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "a", "b", "x"), reading("f2", table("b")))
    found = impact_json(await impact(store, [table("a")]))
    json.dumps(found)
    assert found["files"][0] == {
        "file": "r/etl/f1.sql",
        "uses": [
            {"line": 3, "statement": None, "from": "a", "to": "b", "via": ["value"], "by": "value", "direct": True,
             "through": None}
        ],
    }  # fmt: skip
    [read] = found["files"][1]["uses"]
    assert (read["to"], read["by"], read["through"], read["statement"]) == (None, None, "b", "select")
    assert found["counts"] == {
        "files": {"direct": 1, "transitive": 1},
        "tables": {"value": 1, "influence": 0},
        "columns": {"value": 0, "influence": 0},
    }
    assert found["reached"] == [{"label": "Table", "key": "b", "depth": 1, "by": "value"}]
