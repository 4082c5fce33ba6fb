"""A graph in memory that can be told to fail. It passes the stores' contract suite, as the real ones do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias, TypeVar

from graph.model import EdgeType, FileGraph, Label, NodeId
from graph.store.dump import Names, edge_line, node_line
from graph.store.protocol import (
    Applied,
    FileStatements,
    Hop,
    Reading,
    SeqMismatch,
    SourceState,
    StoreUnavailable,
    Transaction,
)
from graph.store.rows import Cells, clean_text, containment, frozen, wanted
from graph.store.statements import file_statements, in_order, reading_of

Fault: TypeAlias = Callable[[Transaction], Exception | None]
"""What a transaction is answered instead of being applied; None: nothing is wrong with it."""

_EdgeId: TypeAlias = tuple[EdgeType, NodeId, NodeId, str | None]
_Key = TypeVar("_Key")


class MemoryGraph:
    """A `GraphStore`. `fault` judges each transaction; `outages` calls are answered with `StoreUnavailable` first;
    `lost_answers` transactions are applied and answered with `StoreUnavailable` all the same."""

    kind: Literal["sqlite", "neo4j"] = "sqlite"
    waited = 0

    def __init__(self, *, fault: Fault = lambda _: None) -> None:
        self.fault = fault
        self.outages = 0
        self.lost_answers = 0
        self.tried: list[Transaction] = []
        self.applied: list[Transaction] = []
        self.sources_now: dict[str, SourceState] = {}
        self._said: dict[NodeId, Cells] = {}
        self._parents: dict[NodeId, NodeId] = {}
        self._edges: dict[_EdgeId, Cells] = {}

    def wipe(self) -> None:
        """What somebody else may do to the database."""
        self.restore(MemoryGraph())

    def restore(self, other: "MemoryGraph") -> None:
        """Hold what another graph holds: an old backup."""
        self.sources_now = dict(other.sources_now)
        self._said, self._parents, self._edges = dict(other._said), dict(other._parents), dict(other._edges)

    def copy(self) -> "MemoryGraph":
        made = MemoryGraph()
        made.restore(self)
        return made

    # --- the protocol ------------------------------------------------------------------------------------------------

    async def prepare(self) -> None:
        self._answer()

    async def ping(self) -> None:
        self._answer()

    async def sources(self) -> dict[str, SourceState]:
        self._answer()
        return dict(self.sources_now)

    async def apply(self, transaction: Transaction) -> Applied:
        self.tried.append(transaction)
        await asyncio.sleep(0)  # as every store, let others run
        self._answer()
        rows = wanted(transaction)
        if problem := self.fault(transaction):
            raise problem
        found = self.sources_now.get(transaction.root)
        if found != transaction.expected:
            raise SeqMismatch(found)
        before = self._rows()
        self._drop(rows.files)
        for node in rows.nodes:
            if node.props is not None:
                self._said[node.id] = node.props
            if node.parent:
                self._parents[node.id] = node.parent
        for edge in rows.edges:
            self._edges[edge.type, edge.source, edge.target, edge.file] = edge.props
        self.sources_now[transaction.root] = transaction.after
        self.applied.append(transaction)
        if self.lost_answers:
            self.lost_answers -= 1
            raise StoreUnavailable("the connection broke before the answer came")
        return self._difference(before)

    async def file_ids(self, root: str) -> set[str]:
        self._answer()
        source = NodeId(Label.SOURCE, root)
        return {to.key for kind, of, to, _ in self._edges if kind is EdgeType.CONTAINS and of == source}

    async def forget(self, root: str) -> Applied:
        before = self._rows()
        known = self.sources_now.get(root)
        self._drop(await self.file_ids(root))
        self.sources_now.pop(root, None)
        applied = self._difference(before)
        return Applied(applied.nodes + (known is not None), applied.edges)

    async def tidy(self) -> Applied:
        self._answer()
        return Applied(0, 0)

    async def find(self, key: str, *, suffix: bool = False) -> list[NodeId]:
        self._answer()
        key = clean_text(key).lower()
        shown = [node for node in self._rows()[0] if node.label in (Label.TABLE, Label.COLUMN)]
        return sorted(
            node for node in shown if node.key.lower() == key or (suffix and node.key.lower().endswith(f".{key}"))
        )

    async def neighbours(
        self, nodes: Sequence[NodeId], *, direction: Literal["upstream", "downstream"], influence: bool
    ) -> list[Hop]:
        self._answer()
        kinds = {EdgeType.FEEDS, EdgeType.FLOWS_TO} | ({EdgeType.INFLUENCES} if influence else set())
        names = self._names()
        hops = [
            Hop(source, target, kind, names.file(file or ""), frozen(props))
            for (kind, source, target, file), props in self._edges.items()
            if kind in kinds and (target if direction == "upstream" else source) in nodes
        ]
        return sorted(hops, key=lambda hop: (hop.type, hop.source, hop.target, hop.file or ""))

    async def readers(self, nodes: Sequence[NodeId]) -> list[Reading]:
        self._answer()
        names = self._names()
        return in_order(
            reading_of(to, names.file(file or ""), of.key, self._said.get(of, {}))
            for kind, of, to, file in self._edges
            if kind is EdgeType.READS and to in nodes
        )

    async def written_by(self, root: str, path: str) -> list[NodeId] | None:
        self._answer()
        files = {id for id in await self.file_ids(root) if self._said[NodeId(Label.FILE, id)].get("path") == path}
        written = {
            to
            for kind, _, to, file in self._edges
            if file in files and kind in (EdgeType.WRITES, EdgeType.DEFINES) and to.label is Label.TABLE
        }
        return sorted(written) if files else None

    async def alike(self, fragments: tuple[str, str], *, limit: int) -> list[NodeId]:
        self._answer()
        named = (node for node in self._rows()[0] if node.label in (Label.TABLE, Label.COLUMN))
        held = {node: sum(one.lower() in node.key.lower() for one in fragments) for node in named}
        found = [node for node, count in held.items() if count]
        found.sort(key=lambda node: (-held[node], node.label is Label.COLUMN, len(node.key), node.key))
        return sorted(found[:limit])

    async def statements(self) -> AsyncIterator[FileStatements]:
        self._answer()
        for kind, of, to, _ in list(self._edges):
            if kind is not EdgeType.CONTAINS or of.label is not Label.SOURCE:
                continue
            own = [end for kind, start, end, _ in self._edges if kind is EdgeType.CONTAINS and start == to]
            unclear = [(one.key, self._said[one]) for one in own if self._said[one].get("status", "parsed") != "parsed"]
            yield file_statements(of.key, to.key, self._said[to], len(own) - len(unclear), unclear)

    async def dump(self) -> AsyncIterator[str]:
        await asyncio.sleep(0)
        self._answer()
        names = self._names()
        nodes, edges = self._rows()
        sources = [NodeId(Label.SOURCE, name) for name in self.sources_now]
        lines = [node_line(names, node, {}) for node in sources if names.shown(node)]
        lines += [node_line(names, node, props) for node, props in nodes.items()]
        lines += [edge_line(names, *identity, props) for identity, props in edges.items()]
        for line in lines:
            yield line

    async def counts(self) -> dict[str, int]:
        self._answer()
        nodes, edges = self._rows()
        named = [str(node.label) for node in nodes] + ["Source" for _ in self.sources_now]
        named += [str(edge[0]) for edge in edges]
        return {name: named.count(name) for name in set(named)}

    async def close(self) -> None: ...

    # --- inside ------------------------------------------------------------------------------------------------------

    def _answer(self) -> None:
        if self.outages:
            self.outages -= 1
            raise StoreUnavailable("nobody listens")

    def _drop(self, files: Iterable[str]) -> None:
        gone = set(files)
        self._edges = {edge: props for edge, props in self._edges.items() if edge[3] not in gone}

    def _rows(self) -> tuple[dict[NodeId, Cells], dict[_EdgeId, Cells]]:
        """All nodes but the sources, and all edges with containment: what is asserted now, and nothing else."""
        touched = {end for edge in self._edges for end in edge[1:3] if end.label is not Label.SOURCE}
        nodes = {node: self._said.get(node, {}) for node in touched}
        edges = dict(self._edges)
        for node in touched:
            below, above = node, self._parents.get(node)
            while above:
                nodes.setdefault(above, {})
                edges[containment(below), above, below, None] = {}
                below, above = above, self._parents.get(above)
        return nodes, edges

    def _difference(self, before: tuple[dict[NodeId, Cells], dict[_EdgeId, Cells]]) -> Applied:
        nodes, edges = self._rows()
        return Applied(_differing(before[0], nodes), _differing(before[1], edges))

    def _names(self) -> Names:
        files = {
            to.key: (of.key, str(self._said.get(to, {}).get("path", to.key)))
            for kind, of, to, _ in self._edges
            if kind is EdgeType.CONTAINS and of.label is Label.SOURCE
        }
        return Names(files)


def _differing(old: Mapping[_Key, Cells], new: Mapping[_Key, Cells]) -> int:
    return sum(1 for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def refusing(*file_ids: str, error: Callable[[FileGraph], Exception]) -> Fault:
    """A fault of every transaction that holds one of these files."""

    def fault(transaction: Transaction) -> Exception | None:
        return next((error(file) for file in transaction.files if file.file_id in file_ids), None)

    return fault
