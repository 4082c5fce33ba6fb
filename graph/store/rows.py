"""Stage 6, core: whole files in, the rows that must be in the graph out. Both stores write from these and nothing else.

Two rules make the graph a function of the files, whatever their order and history:
a node is asserted by a file if one of the file's edges touches it (only then its properties are said), and what lies
above it by containment is there because of it, without properties of its own.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from graph.model import Edge, EdgeType, FileGraph, Label, Node, NodeId, Props, PropValue, schema_parent, table_parent
from graph.names import parse_name
from graph.store.protocol import StoreDataError, Transaction

Cell: TypeAlias = str | int | bool | list[str] | list[int]
Cells: TypeAlias = dict[str, Cell]

_CONTAINMENT = (EdgeType.CONTAINS, EdgeType.HAS_COLUMN)
_HOLDERS = (Label.SOURCE, Label.FILE)
_INT_MIN, _INT_MAX = -(2**63), 2**63 - 1
_SHOWN_CHARS = 200  # of a key in an error: enough to find the row, too little to fill a log


class NodeRow(NamedTuple):
    """A node that must be there. `props` None: it is there for what it contains, nobody says anything of it here."""

    id: NodeId
    props: Cells | None
    parent: NodeId | None


class EdgeRow(NamedTuple):
    """An edge that `file` (a file id) asserts."""

    type: EdgeType
    source: NodeId
    target: NodeId
    file: str
    props: Cells


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a transaction's files assert: nodes sorted by id and unique, edges sorted by identity and unique,
    `files` the ids of all files of the transaction, also of those that are gone."""

    nodes: tuple[NodeRow, ...]
    edges: tuple[EdgeRow, ...]
    files: tuple[str, ...]


def wanted(transaction: Transaction) -> Wanted:
    """What the graph must hold of these files afterwards. Raises `StoreDataError` with the guilty row, and ValueError
    if a file stands in the transaction twice or belongs to another root."""
    nodes: dict[NodeId, NodeRow] = {}
    edges: dict[tuple[EdgeType, NodeId, NodeId, str], EdgeRow] = {}
    files = tuple(file.file_id for file in transaction.files)
    if len(set(files)) != len(files) or any(file.root != transaction.root for file in transaction.files):
        raise ValueError("a transaction holds each file once, all of one root")
    for file in transaction.files:
        if file.nodes:
            _add_file(file, nodes, edges)
    return Wanted(
        tuple(sorted(nodes.values(), key=lambda row: row.id)),
        tuple(edges[identity] for identity in sorted(edges)),
        tuple(map(clean_text, files)),
    )


def containment(child: NodeId) -> EdgeType:
    """The type of the edge from a node's parent to it."""
    return EdgeType.HAS_COLUMN if child.label is Label.COLUMN else EdgeType.CONTAINS


def frozen(cells: Cells) -> Props:
    """Stored properties as the model has them."""
    props: dict[str, PropValue] = {}
    for name, value in cells.items():
        props[name] = tuple(value) if isinstance(value, list) else value  # type: ignore[assignment]  # of one type
    return props


def found_by(node: NodeId) -> str | None:
    """What a table or column is looked up by: its key in lower case, last character first, so that an index of it
    finds keys by their ends. None for other nodes."""
    return reverse(node.key) if node.label in (Label.TABLE, Label.COLUMN) else None


def reverse(key: str) -> str:
    """A key or the end of one as `found_by` has it."""
    return key.lower()[::-1]


def clean_text(text: str) -> str:
    """Lone surrogates, which no database stores, as `\\udcNN`; all other text unchanged."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def describe(node: NodeId) -> str:
    """A node for an error's `row`."""
    return f"{node.label} {node.key[:_SHOWN_CHARS]}"


def describe_edge(kind: EdgeType, source: NodeId, target: NodeId) -> str:
    """An edge for an error's `row`."""
    return f"{describe(source)} -{kind}-> {describe(target)}"


P = TypeVar("P")
K = TypeVar("K", bound=Hashable)
H = TypeVar("H")


@dataclass(frozen=True, slots=True)
class Changes(Generic[K, H]):
    """How to get from what is there to what must be there. `gone` and the first of `changed` are handles of present
    rows; `new` and the second of `changed` are identities of wanted ones, in their order."""

    gone: list[H]
    new: list[K]
    changed: list[tuple[H, K]]


def changes(present: Iterable[tuple[H, K, P]], asked: Mapping[K, P]) -> Changes[K, H]:
    """Compare present rows (handle, identity, properties) with wanted ones. A second row of one identity is gone."""
    gone: list[H] = []
    changed: list[tuple[H, K]] = []
    seen: set[K] = set()
    for handle, identity, props in present:
        if identity in seen or identity not in asked:
            gone.append(handle)
            continue
        seen.add(identity)
        if asked[identity] != props:
            changed.append((handle, identity))
    return Changes(gone, [identity for identity in asked if identity not in seen], changed)


def _add_file(
    file: FileGraph, nodes: dict[NodeId, NodeRow], edges: dict[tuple[EdgeType, NodeId, NodeId, str], EdgeRow]
) -> None:
    said = {_clean_id(node.id): node for node in file.nodes}
    source = NodeId(Label.SOURCE, clean_text(file.root))
    own = NodeId(Label.FILE, clean_text(file.file_id))
    touched: dict[NodeId, None] = {}
    for edge in (Edge(EdgeType.CONTAINS, source, own), *file.edges):
        row = _edge_row(edge, own.key)
        _refuse_misplaced(row, source, own)
        edges[row.type, row.source, row.target, row.file] = row
        touched[row.source] = touched[row.target] = None
    touched.pop(source)
    for node in touched:
        if node not in said:
            raise StoreDataError("an edge ends at a node that its file does not hold", row=describe(node))
        _add_node(said[node], node, nodes)


def _add_node(node: Node, clean: NodeId, nodes: dict[NodeId, NodeRow]) -> None:
    parent = _clean_id(node.parent) if node.parent else _parent(clean)
    try:
        nodes[clean] = NodeRow(clean, _clean_props(node.props), parent)
    except _BadValue as error:
        raise StoreDataError(str(error), row=describe(clean)) from None
    while parent and parent not in nodes:
        above = _parent(parent)
        nodes[parent] = NodeRow(parent, None, above)
        parent = above


def _edge_row(edge: Edge, file: str) -> EdgeRow:
    source, target = _clean_id(edge.source), _clean_id(edge.target)
    try:
        return EdgeRow(edge.type, source, target, file, _clean_props(edge.props) if edge.props else {})
    except _BadValue as error:
        raise StoreDataError(str(error), row=describe_edge(edge.type, source, target)) from None


def _refuse_misplaced(row: EdgeRow, source: NodeId, own: NodeId) -> None:
    """A file asserts no containment but its own place: the rest follows from keys."""
    contains = row.type in _CONTAINMENT
    if not contains and row.source.label not in _HOLDERS:
        return
    own_place = (row.source == source and row.target == own) or (
        row.source == own and row.target.label is Label.STATEMENT
    )
    if contains != own_place or row.type is EdgeType.HAS_COLUMN:
        where = describe_edge(row.type, row.source, row.target)
        raise StoreDataError("containment belongs to no file, and a file's own place is only contained", row=where)


def _parent(node: NodeId) -> NodeId | None:
    """Containment of a node that is known by its key alone: the same for whoever names it."""
    if node.label not in (Label.TABLE, Label.SCHEMA):
        return None
    try:
        name = parse_name(node.key)
    except ValueError:
        raise StoreDataError("the key is no name", row=describe(node)) from None
    return table_parent(name) if node.label is Label.TABLE else schema_parent(name)


def _clean_id(node: NodeId) -> NodeId:
    return node if node.key.isascii() else NodeId(node.label, clean_text(node.key))


class _BadValue(Exception):
    """A property that no store keeps; the text says which and why."""


def _clean_props(props: Props) -> Cells:
    clean: Cells = {}
    for name, value in props.items():
        match value:
            case None:
                continue
            case str():
                clean[name] = clean_text(value)
            case tuple() | list():
                clean[name] = _clean_list(value, name)
            case int():  # bool too
                clean[name] = _clean_int(value, name)
            case _:
                raise _BadValue(f"property {name} has a type that no store keeps")
    return clean


def _clean_list(values: tuple[str, ...] | tuple[int, ...], name: str) -> list[str] | list[int]:
    texts = [clean_text(value) for value in values if isinstance(value, str)]
    if len(texts) == len(values):
        return texts
    numbers = [_clean_int(value, name) for value in values if type(value) is int]
    if len(numbers) == len(values):
        return numbers
    raise _BadValue(f"property {name} is a list of mixed types")


def _clean_int(value: int, name: str) -> int:
    if not _INT_MIN <= value <= _INT_MAX:
        raise _BadValue(f"property {name} does not fit into 64 bits")
    return value
