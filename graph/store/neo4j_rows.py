"""Stage 6, core: a transaction's rows in Neo4j's terms, and what has to change for the graph to hold them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graph.model import EdgeType, Label, NodeId
from graph.store import rows
from graph.store.cypher import OWN_EDGE_PROPS, OWN_NODE_PROPS, merge_key, reversed_tail
from graph.store.protocol import StoreDataError, Transaction

Row: TypeAlias = Mapping[str, Any]
PresentNode: TypeAlias = Sequence[Any]  # merge key, properties, labels, whether it is contained in something
PresentEdge: TypeAlias = Sequence[Any]  # element id, type, merge keys of source and target, properties
EdgeId: TypeAlias = tuple[EdgeType, str, str, str]  # type, source, target, file

_MIN_VERSION = (5, 26)
_COMMON_EDGE_PROPS = frozenset({"via", "ordinals", "lines", "assumed"})  # ours without being named in `_said`


@dataclass(frozen=True, slots=True)
class Plan:
    """Nodes by merge key and edges by identity, both sorted; ids of the transaction's files."""

    files: list[str]
    nodes: dict[str, rows.NodeRow]
    edges: dict[EdgeId, rows.Cells]

    @property
    def size(self) -> int:
        return len(self.nodes) + len(self.edges)

    @property
    def asserted(self) -> set[str]:
        """Merge keys of the nodes that an edge of these files touches."""
        return {key for key, row in self.nodes.items() if row.props is not None}


@dataclass(slots=True)
class NodeChanges:
    """Rows by label, and containment to create by type. In the order of the plan."""

    new: dict[Label, list[Row]] = field(default_factory=dict)
    changed: dict[Label, list[Row]] = field(default_factory=dict)
    contained: dict[EdgeType, list[Row]] = field(default_factory=dict)


def plan_of(transaction: Transaction) -> Plan:
    """Raises as `rows.wanted` does, and `StoreDataError` for a property that has a name of the store's own."""
    wanted = rows.wanted(transaction)
    nodes = {merge_key(row.id): row for row in wanted.nodes}
    edges: dict[EdgeId, rows.Cells] = {
        (row.type, merge_key(row.source), merge_key(row.target), row.file): row.props for row in wanted.edges
    }
    for row in wanted.nodes:
        _refuse_reserved(row.props or (), OWN_NODE_PROPS, rows.describe(row.id))
    for edge in wanted.edges:
        _refuse_reserved(edge.props, OWN_EDGE_PROPS, rows.describe_edge(edge.type, edge.source, edge.target))
    return Plan(list(wanted.files), {key: nodes[key] for key in sorted(nodes)}, {id: edges[id] for id in sorted(edges)})


def node_changes(plan: Plan, present: Iterable[PresentNode]) -> NodeChanges:
    """Raises `StoreDataError` if two long names share one merge key."""
    changes, missing = NodeChanges(), dict(plan.nodes)
    for key, props, labels, contained in present:
        row = missing.pop(key)
        _refuse_collision(row, key, props)
        update = _node_update(row, props, labels)
        if update is not None:
            changes.changed.setdefault(row.id.label, []).append({"key": key, "props": update})
        if row.parent and not contained:
            _contain(changes, key, row)
    for key, row in missing.items():
        new = {**(row.props or {}), "key": key, **_identity(row.id), **_said(row.props or ())}
        changes.new.setdefault(row.id.label, []).append({"key": key, "props": new})
        if row.parent:
            _contain(changes, key, row)
    return changes


def edge_changes(plan: Plan, present: Iterable[PresentEdge]) -> rows.Changes[EdgeId, PresentEdge]:
    """The handles are the present edges themselves."""
    found = ((edge, (EdgeType(edge[1]), edge[2], edge[3], edge[4]["file"]), said_of_edge(edge[4])) for edge in present)
    return rows.changes(found, plan.edges)


def new_edges(plan: Plan, new: Iterable[EdgeId]) -> dict[EdgeType, list[Row]]:
    """Rows to create, by type."""
    by_type: dict[EdgeType, list[Row]] = {}
    for id in new:
        kind, source, target, file = id
        props = {**plan.edges[id], "file": file, **_edge_said(plan.edges[id])}
        by_type.setdefault(kind, []).append({"source": source, "target": target, "props": props})
    return by_type


def edges_by_type(edges: Iterable[PresentEdge]) -> dict[EdgeType, list[str]]:
    """Element ids of present relationships, by type."""
    by_type: dict[EdgeType, list[str]] = {}
    for edge in edges:
        by_type.setdefault(EdgeType(edge[1]), []).append(edge[0])
    return by_type


def edge_updates(plan: Plan, changed: Iterable[tuple[PresentEdge, EdgeId]]) -> dict[EdgeType, dict[str, Row]]:
    """By type and element id: what we say now, and null for what we said before and do not say now."""
    by_type: dict[EdgeType, dict[str, Row]] = {}
    for edge, id in changed:
        before = dict.fromkeys((*said_of_edge(edge[4]), "_said"))
        by_type.setdefault(id[0], {})[edge[0]] = {**before, **plan.edges[id], **_edge_said(plan.edges[id])}
    return by_type


def said_of_node(props: Row) -> rows.Cells:
    """Of a node's properties, ours."""
    return {name: props[name] for name in props.get("_said") or () if name in props}


def said_of_edge(props: Row) -> rows.Cells:
    """Of a relationship's properties, ours."""
    names = props.get("_said") or _COMMON_EDGE_PROPS
    return {name: props[name] for name in names if name in props}


def unsaid(key: str, said: Iterable[str], *, wholly: bool = False) -> Row:
    """A row that takes our properties away; `wholly` also what makes the node ours."""
    return {"key": key, "props": dict.fromkeys((*said, *(OWN_NODE_PROPS if wholly else ("_said",))))}


def version_refusal(components: Mapping[str, str]) -> str | None:
    """Why a server of these components (name to version) will not do; None if it will."""
    version = components.get("Neo4j Kernel", "")
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers and (int(numbers[1]), int(numbers[2])) >= _MIN_VERSION:
        return None
    return f"the server is {f'Neo4j {version}' if version else 'no Neo4j'}; lineaged needs Neo4j 5.26 LTS or newer"


def describe(row: Row | str) -> str:
    """A row for an error: by the names of what it is about."""
    if isinstance(row, str):
        return row
    return str(row["key"] if "key" in row else f"{row.get('source', '?')} -> {row.get('target', '?')}")


def node_of(key: str, id: str | None = None) -> NodeId:
    """The node of a merge key and its `id`, which the key itself tells unless it was too long."""
    label, _, rest = key.partition(":")
    return NodeId(Label(label), rest if id is None else id)


def _node_update(row: rows.NodeRow, props: Row, labels: Sequence[str]) -> Row | None:
    identity = _identity(row.id)
    labelled = row.id.label in labels and all(props.get(name) == value for name, value in identity.items())
    if row.props is None:
        return None if labelled else identity
    if labelled and row.props == said_of_node(props):
        return None
    before = dict.fromkeys((*(props.get("_said") or ()), "_said"))
    return {**before, **row.props, **_said(row.props), **identity}


def _identity(node: NodeId) -> dict[str, str]:
    """The properties that are a function of the key."""
    tail = rows.found_by(node)
    return {"id": node.key} if tail is None else {"id": node.key, "_reversed": reversed_tail(tail)}


def _contain(changes: NodeChanges, key: str, row: rows.NodeRow) -> None:
    assert row.parent is not None
    found = changes.contained.setdefault(rows.containment(row.id), [])
    found.append({"parent": merge_key(row.parent), "key": key})


def _said(names: Iterable[str]) -> dict[str, list[str]]:
    return {"_said": sorted(names)} if names else {}


def _edge_said(props: rows.Cells) -> dict[str, list[str]]:
    return {} if props.keys() <= _COMMON_EDGE_PROPS else _said(props)


def _refuse_reserved(names: Iterable[str], reserved: tuple[str, ...], where: str) -> None:
    for name in reserved:
        if name in names:
            raise StoreDataError(f"the property name {name} is the store's own", row=where)


def _refuse_collision(row: rows.NodeRow, key: str, props: Row) -> None:
    if key != f"{row.id.label}:{row.id.key}" and props.get("id") not in (None, row.id.key):
        raise StoreDataError("another node has the same merge key", row=rows.describe(row.id))
