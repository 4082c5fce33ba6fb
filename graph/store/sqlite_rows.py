"""Stage 6, shell: one transaction's rows into SQLite. Everything goes by a few set-wise statements, because aiosqlite
crosses threads at each call; what is compared is compared here, so that unchanged rows are never written."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, TypeAlias

import aiosqlite

from graph.model import EdgeType, Label, NodeId
from graph.store import rows
from graph.store.dump import encode_props
from graph.store.offload import beside_the_loop
from graph.store.protocol import Applied, SeqMismatch, SourceState, StoreDataError, Transaction

# What the numbers in the file mean: never renumbered, new ones at the end.
LABEL_CODES = {
    Label.SOURCE: 1,
    Label.FILE: 2,
    Label.STATEMENT: 3,
    Label.DATABASE: 4,
    Label.SCHEMA: 5,
    Label.TABLE: 6,
    Label.COLUMN: 7,
    Label.ROUTINE: 8,
}
TYPE_CODES = {
    EdgeType.CONTAINS: 1,
    EdgeType.HAS_COLUMN: 2,
    EdgeType.READS: 3,
    EdgeType.WRITES: 4,
    EdgeType.DEFINES: 5,
    EdgeType.CALLS: 6,
    EdgeType.FEEDS: 7,
    EdgeType.FLOWS_TO: 8,
    EdgeType.INFLUENCES: 9,
    EdgeType.REFERENCES: 10,
}
LABELS = {code: label for label, code in LABEL_CODES.items()}
TYPES = {code: kind for kind, code in TYPE_CODES.items()}


EdgeId: TypeAlias = tuple[int, int, int, int]  # file, type, source, target


def node_id(node: NodeId) -> int:
    """64-bit blake2b of label and key, signed as SQLite's integers are."""
    digest = hashlib.blake2b(f"{node.label}:{node.key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Plan:
    """A transaction's rows in SQLite's terms, sorted: what is asked of the file."""

    def __init__(self, wanted: rows.Wanted) -> None:
        self._ids = {row.id: node_id(row.id) for row in wanted.nodes}
        files = {file: node_id(NodeId(Label.FILE, file)) for file in wanted.files}
        self.files = list(files.values())
        self.nodes = {self._ids[row.id]: row for row in wanted.nodes}
        if len(self.nodes) != len(wanted.nodes):
            raise StoreDataError("two nodes of these files have the same 64-bit id")
        self.props = {id: None if row.props is None else encode_props(row.props) for id, row in self.nodes.items()}
        self.edges: dict[EdgeId, str] = {
            (files[edge.file], TYPE_CODES[edge.type], self._id(edge.source), self._id(edge.target)): (
                encode_props(edge.props) if edge.props else "{}"
            )
            for edge in wanted.edges
        }

    async def write(self, writer: aiosqlite.Connection) -> Applied:
        nodes, contained = await self._write_nodes(writer)
        edges, released = await self._write_edges(writer)
        asserted = {id for id, props in self.props.items() if props is not None}
        orphans = await drop_unasserted(writer, released - asserted)
        return Applied(nodes + orphans.nodes, contained + edges + orphans.edges)

    async def _write_nodes(self, writer: aiosqlite.Connection) -> tuple[int, int]:
        present = await writer.execute_fetchall(_PRESENT_NODES, (json_ids(self.nodes),))
        new, changed, moved = await beside_the_loop(self._node_changes, len(self.nodes), map(tuple, present))
        await writer.executemany("INSERT INTO node VALUES (?, ?, ?, ?, ?, ?)", new)
        await writer.executemany("UPDATE node SET props = ? WHERE id = ?", changed)
        await writer.executemany("UPDATE node SET parent = ? WHERE id = ?", moved)
        contained = sum(row[4] is not None for row in new) + len(moved)
        return len(new) + len(changed), contained

    def _node_changes(
        self, present: Iterable[tuple[Any, ...]]
    ) -> tuple[list[tuple[Any, ...]], list[tuple[str, int]], list[tuple[int, int]]]:
        """Nodes to insert, properties to update, containment to mend. Raises `StoreDataError` on a collision of ids."""
        changed, moved = [], []
        there = set()
        for id, label, key, parent, props in present:
            there.add(id)
            row, asked, above = self.nodes[id], self.props[id], self._parent(id)
            if (LABELS[label], key) != (row.id.label, row.id.key):
                raise StoreDataError("another node has the same 64-bit id", row=rows.describe(row.id))
            if asked is not None and asked != props:
                changed.append((asked, id))
            if above is not None and above != parent:
                moved.append((above, id))
        new = [
            (id, LABEL_CODES[row.id.label], row.id.key, rows.found_by(row.id), self._parent(id), self.props[id] or "{}")
            for id, row in self.nodes.items()
            if id not in there
        ]
        return new, changed, moved

    def _parent(self, id: int) -> int | None:
        parent = self.nodes[id].parent
        return None if parent is None else self._id(parent)

    def _id(self, node: NodeId) -> int:
        """As `node_id`; most were made before."""
        id = self._ids.get(node)
        return node_id(node) if id is None else id

    async def _write_edges(self, writer: aiosqlite.Connection) -> tuple[int, set[int]]:
        """Rows written, and the nodes that lost an edge."""
        present = await writer.execute_fetchall(_PRESENT_EDGES, (json_ids(self.files),))
        found: list[tuple[EdgeId, EdgeId, str]] = [(edge[:4], edge[:4], edge[4]) for edge in map(tuple, present)]
        changes = await beside_the_loop(rows.changes, len(self.edges), found, self.edges)
        await writer.executemany(_DELETE_EDGE, changes.gone)
        await writer.executemany(
            "INSERT INTO edge VALUES (?, ?, ?, ?, ?)", [(*id, self.edges[id]) for id in changes.new]
        )
        await writer.executemany(_UPDATE_EDGE, [(self.edges[id], *id) for _, id in changes.changed])
        released = {end for edge in changes.gone for end in edge[2:]}
        return len(changes.gone) + len(changes.new) + len(changes.changed), released


def plan_of(transaction: Transaction) -> Plan:
    """Raises as `rows.wanted` does, and `StoreDataError` on a collision of ids."""
    return Plan(rows.wanted(transaction))


async def compare_and_set(writer: aiosqlite.Connection, transaction: Transaction) -> None:
    found = await writer.execute_fetchall("SELECT owner, seq, nonce FROM source WHERE name = ?", (transaction.root,))
    state = next((SourceState(*row) for row in found), None)
    if state != transaction.expected:
        raise SeqMismatch(state)
    after, source = transaction.after, NodeId(Label.SOURCE, rows.clean_text(transaction.root))
    await writer.execute(
        "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)", (transaction.root, after.owner, after.seq, after.nonce)
    )
    await writer.execute(
        "INSERT INTO node VALUES (?, ?, ?, NULL, NULL, '{}') ON CONFLICT DO NOTHING",
        (node_id(source), LABEL_CODES[Label.SOURCE], source.key),
    )


async def drop_files(writer: aiosqlite.Connection, files: list[int]) -> Applied:
    """Remove all edges of these File nodes, and what only they asserted."""
    gone = await writer.execute_fetchall(_PRESENT_EDGES, (json_ids(files),))
    ends = {end for _, _, source, target, _ in gone for end in (source, target)}
    await writer.execute("DELETE FROM edge WHERE file IN (SELECT value FROM json_each(?))", (json_ids(files),))
    orphans = await drop_unasserted(writer, ends)
    return Applied(orphans.nodes, orphans.edges + len(list(gone)))


async def drop_unasserted(writer: aiosqlite.Connection, candidates: Iterable[int]) -> Applied:
    """Of these nodes and what they lie in, bottom-up: nodes without edge and child go, those without edge are bare."""
    nodes = edges = 0
    bare: set[int] = set()
    while candidates := set(candidates):
        found = list(await writer.execute_fetchall(_UNASSERTED, (json_ids(candidates),)))
        dead = {id: parent for id, parent, child, _ in found if not child}
        await writer.execute("DELETE FROM node WHERE id IN (SELECT value FROM json_each(?))", (json_ids(dead),))
        bare = (bare | {id for id, _, child, said in found if child and said}) - dead.keys()
        candidates = [parent for parent in dead.values() if parent is not None]
        nodes += len(dead)
        edges += len(candidates)
    await writer.execute("UPDATE node SET props = '{}' WHERE id IN (SELECT value FROM json_each(?))", (json_ids(bare),))
    return Applied(nodes + len(bare), edges)


def json_ids(ids: Iterable[int]) -> str:
    return json.dumps(list(ids), separators=(",", ":"))


_PRESENT_NODES = """
SELECT n.id, n.label, n.key, n.parent, n.props FROM json_each(?) j CROSS JOIN node n ON n.id = j.value
"""
_PRESENT_EDGES = """
SELECT e.file, e.type, e.source, e.target, e.props FROM json_each(?) j CROSS JOIN edge e ON e.file = j.value
"""
_DELETE_EDGE = "DELETE FROM edge WHERE file = ? AND type = ? AND source = ? AND target = ?"
_UPDATE_EDGE = "UPDATE edge SET props = ? WHERE file = ? AND type = ? AND source = ? AND target = ?"
_UNASSERTED = """
SELECT n.id, n.parent, EXISTS (SELECT 1 FROM node c WHERE c.parent = n.id), n.props <> '{}'
FROM json_each(?) j CROSS JOIN node n ON n.id = j.value
WHERE n.label <> 1
  AND NOT EXISTS (SELECT 1 FROM edge e WHERE e.source = n.id)
  AND NOT EXISTS (SELECT 1 FROM edge e WHERE e.target = n.id)
"""
