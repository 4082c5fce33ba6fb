"""File graphs for the stores' tests, shaped as the linker shapes them: every node's properties follow from its key."""

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from neo4j import AsyncGraphDatabase

from graph.model import Edge, EdgeType, FileGraph, Label, Node, NodeId, Props, table_parent
from graph.names import format_name, parse_name
from graph.store.dump import sorted_dump
from graph.store.neo4j import Neo4jGraph
from graph.store.protocol import GraphStore, SourceState, Transaction
from graph.store.sqlite import SqliteGraph


def table(key: str) -> NodeId:
    return NodeId(Label.TABLE, key)


def column(key: str) -> NodeId:
    return NodeId(Label.COLUMN, key)


def statement(file_id: str, ordinal: int = 1) -> NodeId:
    return NodeId(Label.STATEMENT, f"{file_id}:{ordinal}")


def edge(kind: EdgeType, source: NodeId, target: NodeId, **props: object) -> Edge:
    return Edge(kind, source, target, props)  # type: ignore[arg-type]  # tests say what fits


def node(id: NodeId, props: Props | None = None) -> Node:
    """A node as the linker makes it, with the parent that follows from its key."""
    match id.label:
        case Label.TABLE:
            return Node(id, {"kind": "table"} if props is None else props, table_parent(parse_name(id.key)))
        case Label.COLUMN:
            parent = NodeId(Label.TABLE, format_name(parse_name(id.key)[:-1]))
            return Node(id, {"type": "int"} if props is None else props, parent)
        case _:
            return Node(id, {} if props is None else props)


def file_graph(
    file_id: str,
    edges: Iterable[Edge] = (),
    *,
    root: str = "r",
    path: str | None = None,
    statements: int = 1,
    props: dict[NodeId, Props] | None = None,
    extra: Iterable[NodeId] = (),
) -> FileGraph:
    """A file with `statements` statements and these edges besides. `extra`: nodes that no edge touches."""
    own = NodeId(Label.FILE, file_id)
    ours = [Edge(EdgeType.CONTAINS, own, statement(file_id, number + 1)) for number in range(statements)]
    every = {
        (edge.type, edge.source, edge.target): edge
        for edge in (Edge(EdgeType.CONTAINS, NodeId(Label.SOURCE, root), own), *ours, *edges)
    }
    ends = {end for edge in every.values() for end in (edge.source, edge.target)} | set(extra)
    said = {own: {"path": path or f"etl/{file_id}.sql"}, **(props or {})}
    nodes = tuple(node(id, said.get(id)) for id in sorted(ends) if id.label is not Label.SOURCE)
    return FileGraph(root, file_id, nodes, tuple(every[key] for key in sorted(every)))


def load(file_id: str, source: str, target: str, *columns: str, root: str = "r") -> FileGraph:
    """A file that moves columns of one table to those of another."""
    by = statement(file_id)
    edges = [
        edge(EdgeType.READS, by, table(source)),
        edge(EdgeType.WRITES, by, table(target)),
        edge(EdgeType.FEEDS, table(source), table(target), via=("value",), ordinals=(1,), lines=(3,)),
    ]
    for name in columns:
        ends = column(f"{source}.{name}"), column(f"{target}.{name}")
        edges.append(edge(EdgeType.FLOWS_TO, *ends, via=("value",), ordinals=(1,), lines=(3,)))
    return file_graph(file_id, edges, root=root)


class Writer:
    """The one writer of a root, as the daemon is: knows where the root's Source stands."""

    def __init__(self, store: GraphStore, root: str = "r", owner: str = "here") -> None:
        self.store = store
        self.root = root
        self.state: SourceState | None = None
        self._owner = owner

    def transaction(self, *files: FileGraph, nonce: str = "n") -> Transaction:
        seq = self.state.seq + 1 if self.state else 1
        return Transaction(self.root, self.state, SourceState(self._owner, seq, nonce), files)

    async def apply(self, *files: FileGraph) -> tuple[int, int]:
        """Rows of nodes and edges that were written."""
        transaction = self.transaction(*files)
        applied = await self.store.apply(transaction)
        self.state = transaction.after
        return applied.nodes, applied.edges


async def lines(store: GraphStore) -> list[str]:
    return [line async for line in sorted_dump(store)]


async def fresh_lines(*files: FileGraph) -> list[str]:
    """What a graph made of these files alone, in one go, dumps."""
    with tempfile.TemporaryDirectory() as folder:
        async with embedded(Path(folder) / "graph.db") as store:
            for root in sorted({file.root for file in files}):
                await Writer(store, root).apply(*(file for file in files if file.root == root))
            return await lines(store)


@asynccontextmanager
async def embedded(path: Path) -> AsyncIterator[SqliteGraph]:
    store = SqliteGraph(path)
    try:
        await store.prepare()
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def served(uri: str, *, empty: bool = True) -> AsyncIterator[Neo4jGraph]:
    if empty:
        await cypher(uri, "MATCH (n) DETACH DELETE n")
    store = Neo4jGraph(uri)
    try:
        await store.prepare()
        yield store
    finally:
        await store.close()


async def cypher(uri: str, text: str, **parameters: object) -> list[dict[str, object]]:
    """What anybody else may do to the database."""
    async with AsyncGraphDatabase.driver(uri) as driver:
        done = await driver.execute_query(text, parameters)  # type: ignore[arg-type]  # tests make their own texts
        return [record.data() for record in done.records]
