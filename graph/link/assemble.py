"""Stage 5, core: a linked file → the nodes and edges that it asserts.

What a node says is a function of the catalog and its key alone, so that all files that assert it say the same (File and
Statement belong to one file). Nothing here depends on history.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import chain

import msgspec

from graph.link.linked import ColumnEdge, DatasetInfo, FileContext, LinkedFile, LinkedStatement, Ref, TableEdge
from graph.model import Edge, EdgeType, FileGraph, Label, Node, NodeId, Props, PropValue, schema_parent, table_parent
from graph.names import Name, format_column, format_name

_ENCODER = msgspec.msgpack.Encoder()
_UNSHARED_BYTES = 2047
"""hashlib lets go of the interpreter's lock for longer pieces, and beside a busy writer getting it back costs more
than the hashing: a millisecond a file."""


def file_graph(linked: LinkedFile, *, file_id: str, status: str = "ok", reason: str = "") -> FileGraph:
    """All that the file asserts. `status` and `reason` go to its File node."""
    builder = _Builder(linked, file_id)
    builder.add_file(status, reason)
    for statement in linked.statements:
        builder.add_statement(statement)
    for table_edge in linked.tables:
        builder.add_table_edge(table_edge)
    for column_edge in linked.columns:
        builder.add_column_edge(column_edge)
    return builder.build()


def dead_file_graph(context: FileContext, *, file_id: str, reason: str) -> FileGraph:
    """A dead letter: its File node says so, and nothing else of it is in the graph."""
    builder = _Builder(LinkedFile(context, (), (), (), (), frozenset()), file_id)
    builder.add_file("dead_letter", reason)
    return builder.build()


def gone_file_graph(root: str, file_id: str) -> FileGraph:
    """The file is gone: whatever it asserted goes."""
    return FileGraph(root, file_id)


def outcome_digest(graph: FileGraph) -> bytes:
    """16 bytes; equal exactly for equal graphs of one file. Decides whether there is anything to write."""
    nodes = [(node.id.label, node.id.key, _sorted(node.props)) for node in graph.nodes]
    edges = [
        (e.type, e.source.label, e.source.key, e.target.label, e.target.key, _sorted(e.props)) for e in graph.edges
    ]
    data = memoryview(_ENCODER.encode((graph.root, graph.file_id, nodes, edges)))
    state = blake2b(digest_size=16)
    for at in range(0, len(data), _UNSHARED_BYTES):
        state.update(data[at : at + _UNSHARED_BYTES])
    return state.digest()


def _sorted(props: Props) -> list[tuple[str, PropValue]]:
    return sorted(props.items())


class _Builder:
    def __init__(self, linked: LinkedFile, file_id: str) -> None:
        self._context = linked.context
        self._file = NodeId(Label.FILE, file_id)
        self._file_id = file_id
        self._infos = {info.name: info for info in linked.datasets}
        self._routines = dict(linked.routines)
        self._nodes: dict[NodeId, Node] = {}
        self._edges: dict[tuple[EdgeType, NodeId, NodeId], Edge] = {}
        self._tables: dict[Name, NodeId] = {}
        self._columns: dict[Ref, NodeId] = {}

    def build(self) -> FileGraph:
        """Sorted by identity."""
        nodes = tuple(self._nodes[key] for key in sorted(self._nodes))
        edges = tuple(self._edges[key] for key in sorted(self._edges))
        return FileGraph(self._context.root, self._file_id, nodes, edges)

    # --- nodes ---

    def add_file(self, status: str, reason: str) -> None:
        """The File node under its Source."""
        props = {"path": self._context.path, "dialect": self._context.dialect, "status": status, "reason": reason}
        self._node(self._file, props)
        self._edge(EdgeType.CONTAINS, NodeId(Label.SOURCE, self._context.root), self._file)

    def _node(self, node: NodeId, props: Mapping[str, PropValue], parent: NodeId | None = None) -> NodeId:
        if node not in self._nodes:
            said = {name: value for name, value in props.items() if value not in (None, "")}
            self._nodes[node] = Node(node, said, parent)
        return node

    def _table(self, name: Name) -> NodeId:
        known = self._tables.get(name)
        if known is not None:
            return known
        parent = table_parent(name)
        if parent is not None:
            above = schema_parent(name[:-1])
            self._node(parent, {"name": name[-2]}, above)
            if above is not None:
                self._node(above, {"name": format_name(name[:-2])})
        info = self._infos.get(name) or DatasetInfo(name)
        props = {"name": name[-1], "kind": info.kind, "comment": info.comment}
        node = self._tables[name] = self._node(NodeId(Label.TABLE, format_name(name)), props, parent)
        return node

    def _column(self, ref: Ref) -> NodeId:
        known = self._columns.get(ref)
        if known is not None:
            return known
        table = self._table(ref.dataset)
        info = self._infos.get(ref.dataset) or DatasetInfo(ref.dataset)
        props: dict[str, PropValue] = {"name": ref.column}
        at = info.places.get(ref.column)
        if at is not None:
            column = info.columns[at]
            props |= {"type": column.type, "nullable": column.nullable, "comment": column.comment, "position": at + 1}
        key = format_column(ref.dataset, ref.column)
        node = self._columns[ref] = self._node(NodeId(Label.COLUMN, key), props, table)
        return node

    def _routine(self, name: Name) -> NodeId:
        props = {"name": name[-1], "kind": self._routines.get(name, "")}
        return self._node(NodeId(Label.ROUTINE, format_name(name)), props)

    def _end(self, ref: Ref) -> NodeId:
        return self._column(ref) if ref.column else self._table(ref.dataset)

    # --- edges ---

    def _edge(self, kind: EdgeType, source: NodeId, target: NodeId, props: Props | None = None) -> None:
        self._edges[kind, source, target] = Edge(kind, source, target, props or {})

    def add_statement(self, statement: LinkedStatement) -> None:
        """The Statement node and what it touches."""
        props: dict[str, PropValue] = {
            "ordinal": statement.ordinal,
            "line_from": statement.lines[0],
            "line_to": statement.lines[1],
            "kind": statement.kind,
            "status": statement.status,
            "reason": statement.reason,
            "routine": format_name(statement.routine) if statement.routine else None,
        }
        node = self._node(NodeId(Label.STATEMENT, f"{self._file_id}:{statement.ordinal}"), props)
        self._edge(EdgeType.CONTAINS, self._file, node)
        self._touch(node, EdgeType.READS, statement.reads, statement.column_reads)
        self._touch(node, EdgeType.WRITES, statement.writes, statement.column_writes)
        self._touch(node, EdgeType.DEFINES, statement.defines, statement.column_defines)
        for name in statement.calls:
            self._edge(EdgeType.CALLS, node, self._routine(name))
        if statement.defines_routine:
            self._edge(EdgeType.DEFINES, node, self._routine(statement.defines_routine))
        for left, right in statement.references:
            self._edge(EdgeType.REFERENCES, self._column(left), self._column(right))

    def _touch(self, node: NodeId, kind: EdgeType, tables: Iterable[Name], columns: Iterable[Ref]) -> None:
        for target in chain(map(self._table, tables), map(self._column, columns)):
            self._edge(kind, node, target)

    def add_table_edge(self, edge: TableEdge) -> None:
        """Table-FEEDS->Table."""
        props: dict[str, PropValue] = {"via": edge.via, "ordinals": edge.ordinals, "lines": edge.lines}
        self._edge(EdgeType.FEEDS, self._table(edge.source), self._table(edge.target), props)

    def add_column_edge(self, edge: ColumnEdge) -> None:
        """Column-FLOWS_TO->Column for value, else Column-INFLUENCES->Column or Table."""
        props: dict[str, PropValue] = {"via": edge.via, "ordinals": edge.ordinals, "lines": edge.lines}
        if edge.assumed:
            props["assumed"] = "position"
        kind = EdgeType.FLOWS_TO if edge.via == ("value",) else EdgeType.INFLUENCES
        self._edge(kind, self._end(edge.source), self._end(edge.target), props)
