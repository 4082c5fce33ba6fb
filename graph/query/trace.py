"""Stage 7, shell: what a table or column comes from or goes to, breadth-first over any store."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graph.model import EdgeType, Label, NodeId
from graph.names import format_name, parse_name
from graph.store.protocol import GraphStore, Hop

Direction: TypeAlias = Literal["upstream", "downstream"]

_VALUE = "value"


@dataclass(frozen=True, slots=True)
class Trace:
    """`depths`: every node reached with its distance in hops, the start (0) first, then by distance and id. `hops`:
    all edges walked, one for each file that asserts it, sorted. `cut`: nodes at the greatest
    depth allowed were not followed further."""

    start: NodeId
    direction: Direction
    depths: dict[NodeId, int]
    hops: tuple[Hop, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one dataset or column bears the name. Sorted."""

    candidates: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing bears the name."""


async def look_up(store: GraphStore, name: str) -> NodeId | Ambiguous | NotFound:
    """The table or column of a name as a person writes it: the whole name, else the end of one.

    Case decides only between names that differ in nothing else, and a table goes before a column of the same name.
    """
    key = _canonical(name)
    for suffix in (False, True):
        found = await store.find(key, suffix=suffix)
        for some in _preferred(found, key):
            if some:
                return some[0] if len(some) == 1 else Ambiguous(tuple(some))
    return NotFound()


async def trace(
    store: GraphStore, start: NodeId, direction: Direction, *, depth: int | None = None, influence: bool = True
) -> Trace:
    """All that `start` depends on (`upstream`) or that depends on it (`downstream`), up to `depth` hops (None: all).

    Tables are followed by FEEDS, columns by FLOWS_TO and, with `influence`, by INFLUENCES; without it only edges by
    which data moves count. A table whose rows a column decides about is told, and not followed further. Cycles end
    where they began. Raises what the store raises.
    """
    depths = {start: 0}
    walked: dict[tuple[str, NodeId, NodeId, str], Hop] = {}
    front = [start]
    while front and (depth is None or depths[front[0]] < depth):
        found = await store.neighbours(front, direction=direction, influence=influence)
        counted = [hop for hop in found if _counts(hop, start.label, influence)]
        walked |= {_order(hop): hop for hop in counted}
        reached = {_far_end(hop, direction) for hop in counted} - depths.keys()
        distance = depths[front[0]] + 1
        depths |= dict.fromkeys(sorted(reached), distance)
        front = [node for node in sorted(reached) if node.label is start.label]
    return Trace(start, direction, depths, tuple(walked[key] for key in sorted(walked)), bool(front))


def _counts(hop: Hop, label: Label, influence: bool) -> bool:
    if (hop.type is EdgeType.FEEDS) != (label is Label.TABLE):
        return False
    via = hop.props.get("via")
    return influence or hop.type is EdgeType.FLOWS_TO or (isinstance(via, tuple) and _VALUE in via)


def _far_end(hop: Hop, direction: Direction) -> NodeId:
    return hop.source if direction == "upstream" else hop.target


def _order(hop: Hop) -> tuple[str, NodeId, NodeId, str]:
    return hop.type, hop.source, hop.target, hop.file or ""


def _preferred(found: Iterable[NodeId], key: str) -> list[list[NodeId]]:
    """Groups of candidates, the best first: of the very same letters before the rest, tables before columns."""
    found = list(found)
    same = [node for node in found if node.key == key or node.key.endswith(f".{key}")]
    return [
        [node for node in some if node.label is label]
        for some in (same, found)
        for label in (Label.TABLE, Label.COLUMN)
    ]


def _canonical(name: str) -> str:
    """As keys are written: `"dbo"."sales"` is `dbo.sales`. What is no name is looked for as it stands."""
    try:
        return format_name(parse_name(name.strip()))
    except ValueError:
        return name.strip()
