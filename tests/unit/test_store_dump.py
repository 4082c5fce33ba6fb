import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from graph.model import EdgeType, Label, NodeId
from graph.store.dump import Names, edge_line, encode_props, node_line, sorted_dump
from tests.integration.store_graphs import Writer, embedded, load, table

NAMES = Names({"7": ("root", "a/b.sql")})


def test_ids_of_the_ledger_never_appear() -> None:
    assert json.loads(node_line(NAMES, NodeId(Label.FILE, "7"), {}))["key"] == "root/a/b.sql"
    assert json.loads(node_line(NAMES, NodeId(Label.STATEMENT, "7:12"), {}))["key"] == "root/a/b.sql#12"
    line = edge_line(NAMES, EdgeType.READS, NodeId(Label.STATEMENT, "7:12"), table("t"), "7", {})
    assert json.loads(line)["file"] == "root/a/b.sql" and json.loads(line)["from"] == ["Statement", "root/a/b.sql#12"]


def test_containment_has_no_file() -> None:
    assert (
        json.loads(edge_line(NAMES, EdgeType.CONTAINS, NodeId(Label.SCHEMA, "s"), table("s.t"), None, {}))["file"]
        is None
    )


def test_a_source_without_files_is_not_shown() -> None:
    assert NAMES.shown(NodeId(Label.SOURCE, "root")) and not NAMES.shown(NodeId(Label.SOURCE, "empty"))
    assert NAMES.shown(NodeId(Label.TABLE, "empty"))


cells = st.dictionaries(
    st.text(), st.one_of(st.text(), st.integers(-(2**63), 2**63 - 1), st.booleans(), st.lists(st.text()))
)


@given(st.text(), cells)
def test_a_line_is_canonical_json_on_one_line(key: str, props: dict[str, object]) -> None:
    line = node_line(NAMES, table(key), props)  # type: ignore[arg-type]
    value = {"key": key, "node": "Table", "props": props}
    assert json.loads(line) == value and "\n" not in line
    assert list(json.loads(line)) == sorted(value)
    assert line == node_line(NAMES, table(key), dict(reversed(props.items())))  # type: ignore[arg-type]


@given(cells)
def test_stored_properties_print_as_those_in_memory(props: dict[str, object]) -> None:
    """What lets the two stores print equal bytes."""
    raw = msgspec.Raw(encode_props(props).encode())  # type: ignore[arg-type]
    assert node_line(NAMES, table("t"), raw) == node_line(NAMES, table("t"), props)  # type: ignore[arg-type]


async def test_sorting_in_runs_equals_sorting_at_once(tmp_path: Path) -> None:
    async with embedded(tmp_path / "graph.db") as store:
        await Writer(store).apply(
            load("f1", "a", '"\u2028 ü\U0001f702"', "x", "y"), load("f2", "\uffff", "a", '"\x85"')
        )
        at_once = [line async for line in sorted_dump(store)]
        assert [line async for line in sorted_dump(store, lines_per_run=3)] == at_once
        assert at_once == sorted(await _unsorted(store.dump()), key=str.encode)


async def _unsorted(lines: AsyncIterator[str]) -> list[str]:
    return [line async for line in lines]
