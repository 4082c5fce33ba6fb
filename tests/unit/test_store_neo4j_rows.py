import pytest

from graph.model import EdgeType, FileGraph, Label, NodeId
from graph.store.neo4j_rows import (
    Plan,
    edge_changes,
    edge_updates,
    edges_by_type,
    new_edges,
    node_changes,
    plan_of,
    said_of_edge,
    said_of_node,
    unsaid,
    version_refusal,
)
from graph.store.protocol import SourceState, StoreDataError, Transaction
from tests.integration.store_graphs import edge, file_graph, load, statement, table

PROPS = {"key": "Table:t", "id": "t", "_reversed": "t", "kind": "table", "_said": ["kind"]}


def planned(*files: FileGraph) -> Plan:
    return plan_of(Transaction("r", None, SourceState("o", 1, "n"), files))


def reading_t(**props: object) -> Plan:
    reads = [edge(EdgeType.READS, statement("f1"), table("t"), **props)]
    return planned(file_graph("f1", reads, props={table("t"): {"kind": "table"}}))


def other_nodes(plan: Plan) -> list[list[object]]:
    """All of the plan's nodes but `t`, as if they were there."""
    changes = node_changes(plan, [])
    rows = [row["props"] for some in changes.new.values() for row in some if row["key"] != "Table:t"]
    return [[props["key"], props, ["Lineaged", props["key"].partition(":")[0]], True] for props in rows]


def test_nodes_that_are_there_as_wanted_need_nothing() -> None:
    plan = reading_t()
    found = node_changes(plan, [*other_nodes(plan), ["Table:t", PROPS, ["Lineaged", "Table"], True]])
    assert not found.new and not found.changed and not found.contained


def test_a_new_node_carries_key_id_and_the_names_of_what_we_say() -> None:
    new = node_changes(reading_t(), []).new[Label.TABLE]
    assert new == [{"key": "Table:t", "props": PROPS}]


def test_foreign_properties_are_no_difference_and_ours_are_mended() -> None:
    plan, others = reading_t(), other_nodes(reading_t())
    foreign = {**PROPS, "rating": 5}
    assert not node_changes(plan, [*others, ["Table:t", foreign, ["Table"], True]]).changed
    stale = {**PROPS, "kind": "view", "comment": "old", "_said": ["comment", "kind"], "rating": 5}
    [row] = node_changes(plan, [*others, ["Table:t", stale, ["Table"], True]]).changed[Label.TABLE]
    assert row["props"] == {"comment": None, "kind": "table", "_said": ["kind"], "id": "t", "_reversed": "t"}


def test_a_lost_label_is_put_back() -> None:
    plan = reading_t()
    assert node_changes(plan, [*other_nodes(plan), ["Table:t", PROPS, ["Lineaged"], True]]).changed[Label.TABLE]


def test_a_lost_containment_is_put_back() -> None:
    plan = planned(load("f1", "s.a", "s.b"))
    present = [[row.key, {}, [row.label], row.key != "s.a"] for row in ()]
    assert node_changes(plan, present).contained[EdgeType.CONTAINS] == [
        {"parent": "Schema:s", "key": "Table:s.a"},
        {"parent": "Schema:s", "key": "Table:s.b"},
    ]


def test_two_long_names_with_one_merge_key_are_refused() -> None:
    long = "x" * 5_000
    plan = planned(file_graph("f1", [edge(EdgeType.READS, statement("f1"), table(long))]))
    key = next(key for key in plan.nodes if key.startswith("Table:"))
    with pytest.raises(StoreDataError, match="same merge key"):
        node_changes(plan, [[key, {"key": key, "id": long + "y"}, ["Table"], True]])


def test_edges_are_compared_by_what_we_say_alone() -> None:
    plan = reading_t(via=("value",))
    ends = ("Statement:f1:1", "Table:t")
    there = ["e1", "READS", *ends, {"file": "f1", "via": ["value"], "rating": 5}]
    assert not edge_changes(plan, [there]).changed
    stale = ["e1", "READS", *ends, {"file": "f1", "via": ["filter"], "lines": [1], "odd": 1, "_said": ["via", "odd"]}]
    found = edge_changes(plan, [stale])
    assert edge_updates(plan, found.changed) == {EdgeType.READS: {"e1": {"via": ["value"], "odd": None, "_said": None}}}


def test_edges_that_nobody_asserts_go_by_type() -> None:
    found = edge_changes(Plan(["f1"], {}, {}), [["e1", "READS", "a", "b", {"file": "f1"}]])
    assert edges_by_type(found.gone) == {EdgeType.READS: ["e1"]}


def test_uncommon_names_on_an_edge_are_remembered() -> None:
    plan = reading_t(odd="x", via=("value",))
    [row] = new_edges(plan, [id for id in plan.edges if id[0] is EdgeType.READS])[EdgeType.READS]
    assert row["props"] == {"odd": "x", "via": ["value"], "file": "f1", "_said": ["odd", "via"]}
    assert said_of_edge(row["props"]) == {"odd": "x", "via": ["value"]}


def test_taking_back_what_we_said_leaves_the_rest() -> None:
    assert said_of_node({**PROPS, "rating": 5}) == {"kind": "table"}
    assert unsaid("Table:t", ["kind"]) == {"key": "Table:t", "props": {"kind": None, "_said": None}}
    assert set(unsaid("Table:t", ["kind"], wholly=True)["props"]) == {"kind", "key", "id", "_said", "_reversed"}


@pytest.mark.parametrize("version", ["5.26.0", "5.26.16", "2025.01.0", "6.0.1-dev", "10.1"])
def test_long_term_release_and_newer_will_do(version: str) -> None:
    assert version_refusal({"Neo4j Kernel": version, "Cypher": "5"}) is None


@pytest.mark.parametrize("version", ["5.25.1", "4.4.40", "unknown", ""])
def test_an_older_server_is_refused_by_its_version(version: str) -> None:
    refusal = version_refusal({"Neo4j Kernel": version})
    assert refusal is not None and "5.26 LTS or newer" in refusal and version in refusal
    assert version_refusal({}) is not None


def test_node_keys_of_the_plan_are_sorted() -> None:
    plan = planned(load("f2", "b", "a", "x"), load("f1", "a", "b"))
    assert list(plan.nodes) == sorted(plan.nodes) and list(plan.edges) == sorted(plan.edges)
    assert NodeId(Label.TABLE, "a") in {row.id for row in plan.nodes.values()}
