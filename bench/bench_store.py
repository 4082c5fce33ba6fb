"""Rows a second of the stores: first load, the same again, one file at a time, dump. Prints a table.

  python -m bench.bench_store [--files N] [--neo4j bolt://127.0.0.1:7687]     (an empty database)

The files are of our own making: each moves ten columns along four tables out of a few thousand, so most nodes are
shared. The first load of nodes is timed apart from that of relationships by files that assert columns and little else.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

from graph.model import Edge, EdgeType, FileGraph, Label, Node, NodeId
from graph.store.dump import sorted_dump
from graph.store.neo4j import Neo4jGraph
from graph.store.protocol import GraphStore, SourceState, Transaction
from graph.store.sqlite import SqliteGraph

_COLUMNS = 10
_SCHEMA = NodeId(Label.SCHEMA, "db.s")
_MAX_ROWS = 20_000  # of a transaction, as the writer cuts them
_MAX_FILES = 100


def flow_file(number: int, tables: list[int]) -> FileGraph:
    """Mostly relationships: columns flow from table to table."""
    own, by = _own(number)
    nodes, edges = {own.id: own, by.id: by}, [Edge(EdgeType.CONTAINS, own.id, by.id)]
    for at, table in enumerate(tables):
        here = _table(table, nodes)
        edges.append(Edge(EdgeType.READS if at == 0 else EdgeType.WRITES, by.id, here[0]))
        edges += [Edge(EdgeType.READS, by.id, column) for column in here[1:]]
        if at:
            before = _table(tables[at - 1], nodes)
            props = {"via": ("value",), "ordinals": (1,), "lines": (3,)}
            kinds = (EdgeType.FEEDS, *[EdgeType.FLOWS_TO] * _COLUMNS)
            edges += [Edge(kind, *ends, props) for kind, *ends in zip(kinds, before, here, strict=True)]
    return _file(number, nodes, edges)


def ddl_file(number: int) -> FileGraph:
    """As many nodes as relationships: one wide table."""
    own, by = _own(number)
    nodes, edges = {own.id: own, by.id: by}, [Edge(EdgeType.CONTAINS, own.id, by.id)]
    for id in _table(1_000_000 + number, nodes, columns=190):
        edges.append(Edge(EdgeType.DEFINES, by.id, id))
    return _file(number, nodes, edges)


def _own(number: int) -> tuple[Node, Node]:
    own, by = NodeId(Label.FILE, f"f{number}"), NodeId(Label.STATEMENT, f"f{number}:1")
    return Node(own, {"path": f"etl/{number}.sql"}), Node(by, {"kind": "insert", "status": "parsed", "lines": (1, 20)})


def _table(number: int, nodes: dict[NodeId, Node], columns: int = _COLUMNS) -> list[NodeId]:
    table = NodeId(Label.TABLE, f"db.s.table_{number}")
    nodes[table] = Node(table, {"name": f"table_{number}", "kind": "table"}, _SCHEMA)
    ids = [NodeId(Label.COLUMN, f"{table.key}.column_{at}") for at in range(columns)]
    nodes |= {id: Node(id, {"name": f"column_{at}", "type": "INT", "position": at}, table) for at, id in enumerate(ids)}
    return [table, *ids]


def _file(number: int, nodes: dict[NodeId, Node], edges: list[Edge]) -> FileGraph:
    unique = {(edge.type, edge.source, edge.target): edge for edge in edges}
    return FileGraph(
        "bench", f"f{number}", tuple(nodes[id] for id in sorted(nodes)), tuple(unique[key] for key in sorted(unique))
    )


class Load:
    """Applies files as the writer does and keeps the time."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._state: SourceState | None = None

    async def apply(self, files: list[FileGraph]) -> tuple[int, int, float]:
        """Rows of nodes and edges that were written, and seconds."""
        nodes = edges = 0
        began = time.perf_counter()
        for part in transactions(files):
            after = SourceState("bench", self._state.seq + 1 if self._state else 1, "n")
            applied = await self.store.apply(Transaction("bench", self._state, after, tuple(part)))
            self._state = after
            nodes, edges = nodes + applied.nodes, edges + applied.edges
        return nodes, edges, time.perf_counter() - began


def transactions(files: list[FileGraph]) -> Iterator[list[FileGraph]]:
    part: list[FileGraph] = []
    rows = 0
    for file in files:
        if part and (rows + file.rows > _MAX_ROWS or len(part) == _MAX_FILES):
            yield part
            part, rows = [], 0
        part.append(file)
        rows += file.rows
    yield part


async def measure(name: str, store: GraphStore, count: int) -> None:
    """One row of the table for each kind of work."""
    rng = random.Random(1)
    flows = [flow_file(number, rng.sample(range(count * 2), 4)) for number in range(count)]
    tables = [ddl_file(count + number) for number in range(count // 4)]
    asked = sum(file.rows for file in flows + tables)
    load = Load(store)
    await store.prepare()
    _row(name, "first load, tables with 190 columns (half nodes)", *await load.apply(tables))
    _row(name, "first load, flows (mostly relationships)", *await load.apply(flows))
    _, _, seconds = await load.apply(flows + tables)
    _row(name, "the same again (rows compared, none written)", asked, 0, seconds)
    times = []
    for number in range(100):
        _, _, seconds = await load.apply([flow_file(number, rng.sample(range(count * 2), 4))])
        times.append(seconds * 1000)
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    print(f"{name:<8} {'one changed file (about 190 rows)':<50} p50 {p50:6.1f} ms   p99 {p99:6.1f} ms", flush=True)
    began = time.perf_counter()
    lines = sum([1 async for _ in sorted_dump(store)])
    _row(name, "dump, sorted (lines)", lines, 0, time.perf_counter() - began)
    began = time.perf_counter()
    gone = await store.forget("bench")
    _row(name, "forget all", gone.nodes, gone.edges, time.perf_counter() - began)


def _row(name: str, what: str, nodes: int, edges: int, seconds: float) -> None:
    rate = (nodes + edges) / seconds
    print(f"{name:<8} {what:<50} {nodes:>9,} + {edges:>9,} rows {seconds:7.1f} s {rate:10,.0f} rows/s", flush=True)


async def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the stores.")
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--neo4j", help="URI of an empty Neo4j without authentication")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        embedded = SqliteGraph(Path(folder) / "graph.db")
        await measure("sqlite", embedded, arguments.files)
        await embedded.close()
    if arguments.neo4j:
        served = Neo4jGraph(arguments.neo4j)
        await served.forget("bench")
        await measure("neo4j", served, arguments.files)
        await served.close()


if __name__ == "__main__":
    uvloop.run(main())
