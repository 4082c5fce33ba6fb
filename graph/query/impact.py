"""Stage 7, shell: what depends on tables and columns: every place that reads them, or what comes from them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.model import EdgeType, Label, NodeId
from graph.query.trace import Trace
from graph.store.protocol import GraphStore, Hop, Reading

_VALUE = "value"


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A line of a file by which `source` reaches `target`. `target` None: a statement that only reads `source`.

    `via`: the kinds of this step. `direct`: `source` is one of those asked for; else `through` is what the shortest way
    from there goes through first. `by_value`: data moves on this step and on some whole way that leads to it.
    """

    line: int
    source: NodeId
    target: NodeId | None
    kind: str  # of the statement; "" where the graph does not say
    via: tuple[str, ...]
    direct: bool
    by_value: bool
    through: NodeId | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """`uses` by file (root/path), files and uses sorted. `reached`: tables and columns that depend on the starts, and
    whether data moves there on some whole way. `trace`: the same as nodes and edges. `cut` as there."""

    starts: tuple[NodeId, ...]
    trace: Trace
    uses: Mapping[str, tuple[Use, ...]]
    reached: Mapping[NodeId, bool]


async def impact(
    store: GraphStore, starts: Iterable[NodeId], *, depth: int | None = None, influence: bool = True
) -> Impact:
    """All that depends on `starts`, up to `depth` steps (None: all). Without `influence` only where data
    moves, and so without statements that only read. One question to the store a step, and one more at the end."""
    first = tuple(sorted(set(starts)))
    found = await _spread(store, first, depth, influence)
    readings = await store.readers(_followed(found, depth))
    return _impact(first, found, readings, influence=influence)


async def _spread(store: GraphStore, starts: Sequence[NodeId], depth: int | None, influence: bool) -> Trace:
    """As `trace` downstream does, from tables and columns at once."""
    depths = dict.fromkeys(starts, 0)
    walked: dict[tuple[str, NodeId, NodeId, str], Hop] = {}
    front, distance = list(starts), 0
    while front and (depth is None or distance < depth):
        hops = [
            hop
            for hop in await store.neighbours(front, direction="downstream", influence=influence)
            if _counts(hop, influence)
        ]
        walked |= {(hop.type, hop.source, hop.target, hop.file or ""): hop for hop in hops}
        distance += 1
        reached = sorted({hop.target for hop in hops} - depths.keys())
        depths |= dict.fromkeys(reached, distance)
        same_kind = _of_their_kind(hops)
        front = [node for node in reached if node in same_kind]
    start = starts[0] if starts else NodeId(Label.TABLE, "")
    return Trace(start, "downstream", depths, tuple(walked[key] for key in sorted(walked)), bool(front))


def _counts(hop: Hop, influence: bool) -> bool:
    if (hop.type is EdgeType.FEEDS) != (hop.source.label is Label.TABLE):
        return False
    return influence or _moves(hop)


def _moves(hop: Hop) -> bool:
    return hop.type is EdgeType.FLOWS_TO or _VALUE in _via(hop)


def _followed(found: Trace, depth: int | None) -> list[NodeId]:
    """Not a table whose rows a column decides about: that is told, and no more."""
    same_kind = _of_their_kind(found.hops)
    return [
        node for node, at in found.depths.items() if (depth is None or at < depth) and (at == 0 or node in same_kind)
    ]


def _of_their_kind(hops: Iterable[Hop]) -> set[NodeId]:
    """Tables that tables lead to, columns that columns lead to."""
    return {hop.target for hop in hops if hop.target.label is hop.source.label}


def _impact(starts: tuple[NodeId, ...], found: Trace, readings: Sequence[Reading], *, influence: bool) -> Impact:
    by_value = _by_value(starts, found.hops)
    through = _through(starts, found)
    kinds = {(one.file, one.lines[0]): one.kind for one in readings}
    uses: dict[str, set[Use]] = defaultdict(set)
    for hop in found.hops:
        moves = hop.source in by_value and _moves(hop)
        for line in _lines(hop):
            kind = kinds.get((hop.file or "", line), "")
            way = through.get(hop.source)
            use = Use(line, hop.source, hop.target, kind, _via(hop), way is None, moves, way)
            uses[hop.file or ""].add(use)
    for one in _only_reading(readings, uses) if influence else ():
        way = through.get(one.node)
        use = Use(one.lines[0], one.node, None, one.kind, (), way is None, False, way)
        uses[one.file].add(use)
    reached = {node: node in by_value for node, at in found.depths.items() if at}
    return Impact(starts, found, {file: tuple(sorted(uses[file], key=_order)) for file in sorted(uses)}, reached)


def _order(use: Use) -> tuple[bool, int, NodeId, bool, NodeId]:
    return not use.direct, use.line, use.source, use.target is None, use.target or use.source


def _by_value(starts: Iterable[NodeId], hops: Iterable[Hop]) -> set[NodeId]:
    """What data reaches without a step by which it only decides."""
    after: dict[NodeId, list[NodeId]] = defaultdict(list)
    for hop in hops:
        if _moves(hop):
            after[hop.source].append(hop.target)
    reached = set(starts)
    front = list(reached)
    while front:
        fresh = set(after[front.pop()]) - reached
        reached |= fresh
        front += fresh
    return reached


def _through(starts: Iterable[NodeId], found: Trace) -> dict[NodeId, NodeId]:
    """For each node but the starts, the first node of a shortest way to it (itself where that is one step)."""
    before: dict[NodeId, NodeId] = {}
    for hop in sorted(found.hops, key=lambda hop: (hop.source, hop.target)):
        if found.depths[hop.target] == found.depths[hop.source] + 1:
            before.setdefault(hop.target, hop.source)
    first: dict[NodeId, NodeId] = {}
    for node, at in found.depths.items():  # by distance
        if at:
            first[node] = first.get(before[node], node) if at > 1 else node
    return first


def _only_reading(readings: Sequence[Reading], uses: Mapping[str, set[Use]]) -> Iterator[Reading]:
    """Statements that lead nowhere from what they read. One around others that read the same (a routine and its body)
    is told by those."""
    told = {(file, use.line, use.source) for file, some in uses.items() for use in some}
    lines: dict[tuple[str, NodeId], list[int]] = defaultdict(list)
    for file, line, node in sorted(told | {(one.file, one.lines[0], one.node) for one in readings}):
        lines[file, node].append(line)
    for one in readings:
        here, (first, last) = lines[one.file, one.node], one.lines
        around = bisect_right(here, last) > bisect_right(here, first)
        if not around and (one.file, first, one.node) not in told:
            yield one


def _via(hop: Hop) -> tuple[str, ...]:
    via = hop.props.get("via")
    return tuple(str(kind) for kind in via) if isinstance(via, tuple) else ()


def _lines(hop: Hop) -> list[int]:
    lines = hop.props.get("lines")
    return [line for line in lines if isinstance(line, int)] if isinstance(lines, tuple) and lines else [0]
