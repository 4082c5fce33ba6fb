"""The graph is a function of the files: no order, no repetition and no past shows in it (N1, N3)."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import EdgeType, FileGraph, NodeId
from graph.store.protocol import Applied, GraphStore
from tests.integration.store_graphs import (
    Writer,
    column,
    edge,
    embedded,
    file_graph,
    fresh_lines,
    lines,
    served,
    statement,
    table,
)

ROOTS = ("p", "q")
TABLES = ("t", "s.t", "s.u", "db.s.t", "db.s.u", 'db."odd.s".t')
COLUMNS = tuple(f"{name}.{part}" for name in TABLES for part in ("x", "y"))

Assertion = tuple[EdgeType, NodeId | None, NodeId, tuple[str, ...]]  # source None: the file's statement
Content = list[Assertion] | None  # None: the file is gone
History = list[list[tuple[str, int, int, Content]]]  # root, number of the file, statements, content

tables = st.sampled_from(TABLES).map(table)
columns = st.sampled_from(COLUMNS).map(column)
kinds = st.lists(st.sampled_from(("filter", "join", "value")), unique=True).map(lambda via: tuple(sorted(via)))
assertions = st.one_of(
    st.tuples(st.sampled_from((EdgeType.READS, EdgeType.WRITES)), st.none(), st.one_of(tables, columns), kinds),
    st.tuples(st.just(EdgeType.FEEDS), tables, tables, kinds),
    st.tuples(st.just(EdgeType.FLOWS_TO), columns, columns, kinds),
    st.tuples(st.just(EdgeType.INFLUENCES), columns, st.one_of(tables, columns), kinds),
)
contents = st.one_of(st.none(), st.lists(assertions, max_size=6))
changes = st.tuples(st.sampled_from(ROOTS), st.integers(0, 2), st.integers(1, 3), contents)
histories = st.lists(st.lists(changes, min_size=1, max_size=3), min_size=1, max_size=8)


def file_of(root: str, number: int, statements: int, content: Content) -> FileGraph:
    """A version of one file; None: the file is gone."""
    file_id = f"{root}{number}"
    if content is None:
        return FileGraph(root, file_id)
    last = statement(file_id, statements)
    edges = [edge(kind, source or last, target, via=via) for kind, source, target, via in content]
    return file_graph(file_id, edges, root=root, statements=statements, extra=[table("s.t"), column("db.s.u.x")])


async def replay(store: GraphStore, history: History) -> None:
    """Each step is one transaction a root; afterwards the graph is that of the last version of each file."""
    writers = {root: Writer(store, root) for root in ROOTS}
    now: dict[str, FileGraph] = {}
    for step in history:
        latest = {(root, number): file_of(root, number, *content) for root, number, *content in step}
        for root in ROOTS:
            files = [file for (of, _), file in sorted(latest.items(), reverse=True) if of == root]
            await writers[root].apply(*files)
            now |= {file.file_id: file for file in files}
    live = [file for file in now.values() if file.nodes]
    assert await lines(store) == await fresh_lines(*live)
    for root in ROOTS:
        assert await writers[root].apply(*(file for file in live if file.root == root)) == (0, 0)
    assert await store.tidy() == Applied(0, 0)


@given(histories)
@settings(max_examples=60, deadline=None)
def test_embedded_graph_is_that_of_the_last_files_whatever_came_before(
    history: History,
) -> None:
    """N1, N3"""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with embedded(Path(folder) / "graph.db") as store:
                await replay(store, history)

    asyncio.run(run())


@pytest.mark.neo4j
@given(history=histories)
@settings(max_examples=12, deadline=None)
def test_neo4j_graph_is_that_of_the_last_files_whatever_came_before(neo4j_uri: str, history: History) -> None:
    """N1, N3: compared with what a fresh embedded store dumps."""

    async def run() -> None:
        async with served(neo4j_uri) as store:
            await replay(store, history)

    asyncio.run(run())
