"""The graph as values: labels, relationship types, nodes and edges of one file. Core; imports only `names`.

What is made by the ten thousand is a named tuple: half the cost of a frozen dataclass, and ordered as it is compared.

Labels and types are closed enums: a store builds its constant query texts from them and from nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from graph.names import Name, format_name

PropValue: TypeAlias = str | int | bool | tuple[str, ...] | tuple[int, ...] | None
Props: TypeAlias = Mapping[str, PropValue]

NO_PROPS: Props = MappingProxyType({})


class Label(StrEnum):
    SOURCE = "Source"
    FILE = "File"
    STATEMENT = "Statement"
    DATABASE = "Database"
    SCHEMA = "Schema"
    TABLE = "Table"
    COLUMN = "Column"
    ROUTINE = "Routine"


class EdgeType(StrEnum):
    CONTAINS = "CONTAINS"
    HAS_COLUMN = "HAS_COLUMN"
    READS = "READS"
    WRITES = "WRITES"
    DEFINES = "DEFINES"
    CALLS = "CALLS"
    FEEDS = "FEEDS"
    FLOWS_TO = "FLOWS_TO"
    INFLUENCES = "INFLUENCES"
    REFERENCES = "REFERENCES"


class NodeId(NamedTuple):
    """A node's identity: (label, key).

    Keys: Source = root name; File = the id the ledger minted; Statement = `<file id>:<ordinal>`; Database, Schema,
    Table = `format_name(parts)`; Column = `format_column(table, column)`; Routine = `format_name(parts)`.
    """

    label: Label
    key: str


class Node(NamedTuple):
    """A node and the properties we say of it; a property that is absent is removed in the graph.

    `parent` is the containment that follows from the key (Column → Table → Schema → Database); it belongs to no file.
    The parent's node is created without properties if nobody asserts it with some.
    """

    id: NodeId
    props: Props = NO_PROPS
    parent: NodeId | None = None


class Edge(NamedTuple):
    """A relationship that a file asserts. Identity is (type, from, to, file); props hold sorted `via`, `ordinals`,
    `lines` where they apply."""

    type: EdgeType
    source: NodeId
    target: NodeId
    props: Props = NO_PROPS


@dataclass(frozen=True, slots=True)
class FileGraph:
    """Everything that one file asserts: what replaces, whole, what it asserted before.

    `edges` includes Source-CONTAINS->File and File-CONTAINS->Statement. Both tuples are sorted by identity and unique,
    and every endpoint of an edge is in `nodes`, except the root's Source node, which the store itself keeps.
    `nodes` empty = the file is gone: the store removes its File and Statement nodes and all it asserted.
    """

    root: str
    file_id: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @property
    def rows(self) -> int:
        """What it costs to write, in rows."""
        return len(self.nodes) + len(self.edges)


def table_parent(name: Name) -> NodeId | None:
    """The containment parent of a table's name: its schema, where a part in front of the last is known."""
    return NodeId(Label.SCHEMA, format_name(name[:-1])) if len(name) > 1 else None


def schema_parent(name: Name) -> NodeId | None:
    """The containment parent of a schema's name (one part: unknown database)."""
    return NodeId(Label.DATABASE, format_name(name[:-1])) if len(name) > 1 else None
