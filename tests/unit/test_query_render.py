import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import EdgeType, NodeId
from graph.query.render import Format, render
from graph.query.trace import Direction, Trace
from graph.store.protocol import Hop
from tests.integration.store_graphs import column, table


def hop(source: NodeId, target: NodeId, *via: str, file: str | None = "r/f.sql", lines: tuple[int, ...] = (3,)) -> Hop:
    kind = EdgeType.FEEDS if source.label == "Table" else EdgeType.FLOWS_TO
    return Hop(source, target, kind, file, {"via": via or ("value",), "lines": lines})


def traced(*hops: Hop, start: NodeId, direction: Direction = "downstream") -> Trace:
    nodes = dict.fromkeys([start, *(end for hop in hops for end in (hop.source, hop.target))], 1) | {start: 0}
    return Trace(start, direction, nodes, hops, False)


A, B, C, D = map(table, "abcd")


def test_tree_shows_each_node_expanded_once() -> None:
    found = traced(hop(A, B), hop(A, C), hop(B, D), hop(C, D), hop(D, A), start=A)
    assert render(found, "tree") == "\n".join(
        [
            "a",
            "├── b  r/f.sql:3",
            "│   └── d  r/f.sql:3",
            "│       └── a  r/f.sql:3 (seen above)",
            "└── c  r/f.sql:3",
            "    └── d  r/f.sql:3 (seen above)",
        ]
    )


def test_tree_upstream_goes_against_the_edges() -> None:
    assert render(traced(hop(A, B), start=B, direction="upstream"), "tree") == "b\n└── a  r/f.sql:3"


def test_tree_names_influence_and_the_first_places() -> None:
    hops = [hop(A, B, "filter", "value", file=f"r/{name}.sql", lines=(1, 20)) for name in "xyz"]
    assert render(traced(*hops, start=A), "tree").splitlines()[1] == (
        "└── b (filter, value)  r/x.sql:1, r/x.sql:20, r/y.sql:1 +3"
    )


def test_tree_of_a_node_alone_is_its_name() -> None:
    assert render(traced(start=A), "tree") == "a"


def test_a_chain_longer_than_the_stack_is_rendered() -> None:
    hops = [hop(table(f"t{at}"), table(f"t{at + 1}")) for at in range(3_000)]
    for form in ("tree", "json", "dot", "mermaid"):
        assert "t3000" in render(traced(*hops, start=table("t0")), form)  # type: ignore[arg-type]


def test_json_says_all() -> None:
    found = json.loads(render(traced(hop(column("a.x"), column("b.x")), start=column("a.x")), "json"))
    assert found == {
        "start": {"label": "Column", "key": "a.x"},
        "direction": "downstream",
        "cut": False,
        "nodes": [{"label": "Column", "key": "a.x", "depth": 0}, {"label": "Column", "key": "b.x", "depth": 1}],
        "edges": [{"type": "FLOWS_TO", "from": "a.x", "to": "b.x", "file": "r/f.sql", "lines": [3], "via": ["value"]}],
    }


def test_dot_joins_the_edges_of_a_pair() -> None:
    found = render(traced(hop(A, B, "value"), hop(A, B, "filter", file="r/g.sql"), start=A), "dot")
    assert found.splitlines()[3:] == [
        '  n0 [label="a", penwidth=2];',
        '  n1 [label="b"];',
        '  n0 -> n1 [label="filter, value", style=dashed];',
        "}",
    ]


def test_mermaid_draws_tables_and_columns_apart() -> None:
    decides = Hop(column("a.x"), table("b"), EdgeType.INFLUENCES, None, {"via": ("filter",)})
    assert render(traced(decides, start=column("a.x")), "mermaid").splitlines() == [
        "flowchart LR",
        '  n0("a.x")',
        '  n1["b"]',
        '  n0 -. "filter" .-> n1',
    ]


names = st.text(min_size=1)


@given(names, names)
def test_no_name_gets_out_of_its_quotes(one: str, other: str) -> None:
    """C1 for what is shown: a name can neither end its line or quotes nor send anything to the terminal."""
    found = traced(hop(table(one), table(other), file=one), start=table(one))
    nodes = len(found.depths)
    tree = render(found, "tree")
    assert len(tree.splitlines()) == 2 and all(char.isprintable() or char in "\n " for char in tree)
    quoted = re.compile(r'  n\d+ \[label="(?:[^"\\]|\\.)*"[a-z0-9=, ]*\];')
    assert sum(bool(quoted.fullmatch(line)) for line in render(found, "dot").splitlines()) == nodes
    mermaid = re.compile(r'  n\d+\["(?:[\w .,:-]|#\d+;)*"\]')
    assert sum(bool(mermaid.fullmatch(line)) for line in render(found, "mermaid").splitlines()) == nodes
    assert json.loads(render(found, "json"))["start"]["key"] == one


@pytest.mark.parametrize("form", ["tree", "json", "dot", "mermaid"])
def test_equal_traces_give_equal_text(form: Format) -> None:
    hops = (hop(A, B), hop(A, C, "join"))
    assert render(traced(*hops, start=A), form) == render(traced(*hops, start=A), form)
