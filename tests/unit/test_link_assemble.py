"""Nodes and edges of one file: complete, sorted, unique, and a function of the catalog and the key alone."""

import pytest

from graph.facts import Alter, ColumnDef, Comment, Define, DefineRoutine, FileFacts, ForeignKey
from graph.link.assemble import dead_file_graph, file_graph, gone_file_graph, outcome_digest
from graph.model import EdgeType, FileGraph, Label, NodeId
from tests.unit.link_builders import context, facts, insert, program, select, table, view

FILES = {
    "ddl.sql": facts(
        Define(
            ("db", "s", "t"), "table", (ColumnDef("a", "int", False, "key"), ColumnDef("b", "text")), comment="facts"
        ),
        Comment(("db", "s", "t"), "all of it"),
        table("u", "!id"),
        Define(("w",), "table", (ColumnDef("u_id"),), foreign_keys=(ForeignKey(("u_id",), ("u",)),)),
    ),
    "load.sql": facts(insert("x", select("a", "b", frm=["db.s.t"], where=["b"]))),
    "view.sql": facts(view("v", select("*", frm=["db.s.t"])), DefineRoutine(("f",), "function")),
    "alter.sql": facts(Alter(("db", "s", "t"), (ColumnDef("c"),))),
}


def graphs(files: dict[str, FileFacts]) -> dict[str, FileGraph]:
    return {path: file_graph(one, file_id=f"id-{path}") for path, one in program(files).items()}


def edge(graph: FileGraph, kind: EdgeType, source: str, target: str) -> dict[str, object]:
    found = [one for one in graph.edges if (one.type, one.source.key, one.target.key) == (kind, source, target)]
    assert len(found) == 1
    return dict(found[0].props)


def test_every_end_of_an_edge_is_a_node_but_the_source() -> None:
    for graph in graphs(FILES).values():
        nodes = {node.id for node in graph.nodes}
        ends = {end for one in graph.edges for end in (one.source, one.target)}
        assert ends - nodes == {NodeId(Label.SOURCE, "r")}


def test_every_parent_is_a_node() -> None:
    for graph in graphs(FILES).values():
        nodes = {node.id for node in graph.nodes}
        assert {node.parent for node in graph.nodes if node.parent} <= nodes


def test_nodes_and_edges_are_sorted_and_unique() -> None:
    for graph in graphs(FILES).values():
        nodes = [node.id for node in graph.nodes]
        edges = [(one.type, one.source, one.target) for one in graph.edges]
        assert nodes == sorted(set(nodes))
        assert edges == sorted(set(edges))


def test_all_files_that_assert_a_node_say_the_same_of_it() -> None:
    said: dict[NodeId, object] = {}
    for graph in graphs(FILES).values():
        for node in graph.nodes:
            assert said.setdefault(node.id, (node.props, node.parent)) == (node.props, node.parent)


def test_a_column_says_what_its_table_declares() -> None:
    nodes = {node.id.key: node for node in graphs(FILES)["load.sql"].nodes}
    assert nodes["db.s.t.a"].props == {"name": "a", "type": "int", "nullable": False, "comment": "key", "position": 1}
    assert nodes["db.s.t"].props == {"name": "t", "kind": "table", "comment": "all of it"}
    assert nodes["db.s"].props == {"name": "s"}
    assert nodes["db"].props == {"name": "db"}
    assert nodes["db.s.t.a"].parent == NodeId(Label.TABLE, "db.s.t")
    assert nodes["x"].props == {"name": "x"}


def test_edges_carry_how_and_where() -> None:
    graph = graphs(FILES)["load.sql"]
    where = {"ordinals": (1,), "lines": (1,)}
    assert edge(graph, EdgeType.FEEDS, "db.s.t", "x") == {"via": ("filter", "value"), **where}
    assert edge(graph, EdgeType.FLOWS_TO, "db.s.t.a", "x.a") == {"via": ("value",), "assumed": "position", **where}
    assert edge(graph, EdgeType.INFLUENCES, "db.s.t.b", "x") == {"via": ("filter",), **where}
    assert edge(graph, EdgeType.READS, "id-load.sql:1", "db.s.t.a") == {}
    assert edge(graph, EdgeType.WRITES, "id-load.sql:1", "x") == {}


def test_declared_columns_are_kept_alive_by_their_statement() -> None:
    done = graphs(FILES)
    for column in ("db.s.t.a", "db.s.t.b"):
        edge(done["ddl.sql"], EdgeType.DEFINES, "id-ddl.sql:1", column)
    edge(done["alter.sql"], EdgeType.DEFINES, "id-alter.sql:1", "db.s.t.c")
    edge(done["view.sql"], EdgeType.DEFINES, "id-view.sql:1", "v.c")
    edge(done["view.sql"], EdgeType.DEFINES, "id-view.sql:2", "f")
    edge(done["ddl.sql"], EdgeType.REFERENCES, "w.u_id", "u.id")


def test_a_statement_says_where_it_stands_and_how_it_went() -> None:
    nodes = {node.id.key: node.props for node in graphs(FILES)["load.sql"].nodes}
    assert nodes["id-load.sql:1"] == {
        "ordinal": 1,
        "line_from": 1,
        "line_to": 1,
        "kind": "write",
        "status": "partial",
        "reason": "columns of x unknown: named by position",
    }
    assert nodes["id-load.sql"] == {"path": "load.sql", "dialect": "ansi", "status": "ok"}


def test_a_dead_letter_is_its_file_node_alone() -> None:
    graph = dead_file_graph(context("a.sql"), file_id="7", reason="nesting")
    assert [dict(node.props) for node in graph.nodes] == [
        {"path": "a.sql", "dialect": "ansi", "status": "dead_letter", "reason": "nesting"}
    ]
    assert [one.type for one in graph.edges] == [EdgeType.CONTAINS]


def test_a_file_that_is_gone_asserts_nothing() -> None:
    assert gone_file_graph("r", "7") == FileGraph("r", "7")


def test_equal_outcomes_have_equal_digests_and_others_differ() -> None:
    first, again = graphs(FILES), graphs(FILES)
    assert {path: outcome_digest(one) for path, one in first.items()} == {
        path: outcome_digest(one) for path, one in again.items()
    }
    digests = {outcome_digest(one) for one in first.values()}
    digests.add(outcome_digest(file_graph(program(FILES)["load.sql"], file_id="other")))
    digests.add(outcome_digest(file_graph(program(FILES)["load.sql"], file_id="id-load.sql", status="slow")))
    assert len(digests) == len(FILES) + 2


@pytest.mark.parametrize("path", sorted(FILES))
def test_the_order_of_files_does_not_show(path: str) -> None:
    backward = dict(reversed(FILES.items()))
    assert outcome_digest(graphs(FILES)[path]) == outcome_digest(graphs(backward)[path])
