from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import EdgeType, FileGraph, Label, NodeId
from graph.store.protocol import SourceState, StoreDataError, Transaction
from graph.store.rows import Changes, NodeRow, changes, clean_text, containment, frozen, wanted
from tests.integration.store_graphs import column, edge, file_graph, load, statement, table


def rows_of(*files: FileGraph) -> dict[NodeId, NodeRow]:
    return {row.id: row for row in wanted(Transaction("r", None, SourceState("o", 1, "n"), files)).nodes}


def test_nodes_and_edges_are_sorted_and_unique() -> None:
    found = wanted(Transaction("r", None, SourceState("o", 1, "n"), (load("f2", "b", "a", "x"), load("f1", "a", "b"))))
    assert list(found.nodes) == sorted(found.nodes, key=lambda row: row.id)
    assert len({row.id for row in found.nodes}) == len(found.nodes)
    identities = [(row.type, row.source, row.target, row.file) for row in found.edges]
    assert identities == sorted(set(identities))
    assert found.files == ("f2", "f1")


def test_what_lies_above_is_wanted_without_properties() -> None:
    rows = rows_of(file_graph("f1", [edge(EdgeType.READS, statement("f1"), column("db.s.t.x"))]))
    assert rows[column("db.s.t.x")].props == {"type": "int"}
    assert rows[table("db.s.t")] == NodeRow(table("db.s.t"), None, NodeId(Label.SCHEMA, "db.s"))
    assert rows[NodeId(Label.SCHEMA, "db.s")] == NodeRow(
        NodeId(Label.SCHEMA, "db.s"), None, NodeId(Label.DATABASE, "db")
    )
    assert rows[NodeId(Label.DATABASE, "db")].parent is None


def test_a_node_without_an_edge_of_its_own_says_nothing() -> None:
    rows = rows_of(
        file_graph("f1", [edge(EdgeType.READS, statement("f1"), column("t.x"))], extra=[table("t"), table("u")])
    )
    assert rows[table("t")].props is None and table("u") not in rows


@pytest.mark.parametrize("files", [("one", "other"), ("other", "one")])
def test_what_one_file_says_of_a_node_is_not_lost_to_another_that_only_passes_it(files: tuple[str, ...]) -> None:
    by_name = {
        "one": file_graph("one", [edge(EdgeType.READS, statement("one"), table("s.t"))]),
        "other": file_graph("other", [edge(EdgeType.READS, statement("other"), column("s.t.x"))]),
    }
    assert rows_of(*(by_name[name] for name in files))[table("s.t")].props == {"kind": "table"}


def test_a_file_that_is_gone_wants_nothing() -> None:
    assert rows_of(FileGraph("r", "f1")) == {}


def test_a_files_place_is_wanted_even_if_it_is_not_said() -> None:
    said = file_graph("f1")
    bare = FileGraph("r", "f1", said.nodes, tuple(edge for edge in said.edges if edge.source.label is Label.FILE))
    transaction = Transaction("r", None, SourceState("o", 1, "n"), (bare,))
    assert wanted(transaction) == wanted(Transaction("r", None, SourceState("o", 1, "n"), (said,)))


@pytest.mark.parametrize(
    "wrong",
    [
        edge(EdgeType.HAS_COLUMN, table("t"), column("t.x")),
        edge(EdgeType.CONTAINS, NodeId(Label.SCHEMA, "s"), table("s.t")),
        edge(EdgeType.CONTAINS, NodeId(Label.SOURCE, "another"), NodeId(Label.FILE, "f1")),
        edge(EdgeType.READS, NodeId(Label.FILE, "f1"), statement("f1")),
    ],
)
def test_containment_is_no_files_to_assert(wrong: object) -> None:
    with pytest.raises(StoreDataError, match="containment"):
        rows_of(file_graph("f1", [wrong]))  # type: ignore[list-item]


def test_a_table_whose_key_is_no_name_is_refused() -> None:
    bad = table('a"b.')
    file = file_graph("f1", [edge(EdgeType.READS, statement("f1"), column("t.x"))])
    nodes = tuple(node._replace(parent=bad) if node.id.label is Label.COLUMN else node for node in file.nodes)
    with pytest.raises(StoreDataError) as refused:
        rows_of(replace(file, nodes=nodes))
    assert refused.value.row == 'Table a"b.'


def test_a_guilty_row_is_told_in_bounded_length() -> None:
    with pytest.raises(StoreDataError) as refused:
        rows_of(file_graph("f1", [edge(EdgeType.READS, statement("f1"), table("x" * 10_000), via=2**70)]))
    assert refused.value.row is not None and len(refused.value.row) < 500


@given(st.text())
def test_text_without_lone_surrogates_stays_as_it_is(text: str) -> None:
    assert clean_text(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_is_idempotent_and_encodable_for_any_text(text: str) -> None:
    once = clean_text(text)
    once.encode()
    assert clean_text(once) == once


ROWS = st.dictionaries(st.integers(0, 20), st.integers(0, 3))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3))), ROWS)
def test_changes_lead_from_what_is_there_to_what_is_wanted(there: list[tuple[int, int]], asked: dict[int, int]) -> None:
    found = changes([(at, id, props) for at, (id, props) in enumerate(there)], asked)
    rows = {at: row for at, row in enumerate(there) if at not in found.gone}
    rows |= {at: (id, asked[id]) for at, id in found.changed}
    after = [*rows.values(), *((id, asked[id]) for id in found.new)]
    assert sorted(after) == sorted(asked.items())
    assert all(there[at][1] != asked[id] for at, id in found.changed)


def test_equal_rows_need_no_change() -> None:
    assert changes([("handle", 1, "a")], {1: "a"}) == Changes([], [], [])


def test_containment_type_follows_from_the_child() -> None:
    assert containment(column("t.x")) is EdgeType.HAS_COLUMN and containment(table("s.t")) is EdgeType.CONTAINS


def test_stored_lists_come_back_as_tuples() -> None:
    assert frozen({"via": ["a"], "kind": "x", "lines": [1]}) == {"via": ("a",), "kind": "x", "lines": (1,)}
