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
    parts = []
    for label in (Label.TABLE, Label.COLUMN):
        own = [start for start in first if start.label is label]
        found = await _spread(store, own, depth, influence)
        readings = await store.readers(_followed(found, label, depth))
        parts.append(_impact(own, found, readings, influence=influence))
    return _together(first, parts)


async def _spread(store: GraphStore, starts: Sequence[NodeId], depth: int | None, influence: bool) -> Trace:
    """As `trace` does downstream, from several tables, or several columns."""
    depths = dict.fromkeys(starts, 0)
    walked: dict[tuple[str, NodeId, NodeId, str], Hop] = {}
    front, distance = list(starts), 0
    while front and (depth is None or distance < depth):
        found = await store.neighbours(front, direction="downstream", influence=influence)
        hops = [hop for hop in found if _counts(hop, influence)]
        walked |= {(hop.type, hop.source, hop.target, hop.file or ""): hop for hop in hops}
        distance += 1
        reached = sorted({hop.target for hop in hops} - depths.keys())
        depths |= dict.fromkeys(reached, distance)
        front = [node for node in reached if node.label is starts[0].label]
    start = starts[0] if starts else NodeId(Label.TABLE, "")
    return Trace(start, "downstream", depths, tuple(walked[key] for key in sorted(walked)), bool(front))


def _counts(hop: Hop, influence: bool) -> bool:
    if (hop.type is EdgeType.FEEDS) != (hop.source.label is Label.TABLE):
        return False
    return influence or _moves(hop)


def _moves(hop: Hop) -> bool:
    return hop.type is EdgeType.FLOWS_TO or _VALUE in _via(hop)


def _followed(found: Trace, label: Label, depth: int | None) -> list[NodeId]:
    """Not a table whose rows a column decides about: that is told, and no more."""
    return [node for node, at in found.depths.items() if node.label is label and (depth is None or at < depth)]


def _impact(starts: Sequence[NodeId], found: Trace, readings: Sequence[Reading], *, influence: bool) -> "_Part":
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
    for one in _only_reading(readings, found.hops) if influence else ():
        way = through.get(one.node)
        use = Use(one.lines[0], one.node, None, one.kind, (), way is None, False, way)
        uses[one.file].add(use)
    reached = {node: node in by_value for node, at in found.depths.items() if at}
    return _Part(found, uses, reached)


@dataclass(frozen=True, slots=True)
class _Part:
    """What comes from the tables, or from the columns, that were asked for."""

    trace: Trace
    uses: Mapping[str, set[Use]]
    reached: Mapping[NodeId, bool]


def _together(starts: tuple[NodeId, ...], parts: Sequence[_Part]) -> Impact:
    """A table may be reached from tables and be decided about by columns: the nearer way and value count."""
    depths = dict.fromkeys(starts, 0)
    uses: dict[str, set[Use]] = defaultdict(set)
    reached: dict[NodeId, bool] = {}
    for part in parts:
        for node, at in part.trace.depths.items():
            depths[node] = min(at, depths.get(node, at))
        for file, some in part.uses.items():
            uses[file] |= some
        reached |= {node: by_value or reached.get(node, False) for node, by_value in part.reached.items()}
    hops = tuple(hop for part in parts for hop in part.trace.hops)
    ordered = dict(sorted(depths.items(), key=lambda pair: (pair[1], pair[0])))
    start = starts[0] if starts else NodeId(Label.TABLE, "")
    trace = Trace(start, "downstream", ordered, hops, any(part.trace.cut for part in parts))
    sorted_uses = {file: tuple(sorted(uses[file], key=_order)) for file in sorted(uses)}
    return Impact(starts, trace, sorted_uses, {node: reached[node] for node in ordered if ordered[node]})


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


def _only_reading(readings: Sequence[Reading], hops: Iterable[Hop]) -> Iterator[Reading]:
    """Statements that lead nowhere from what they read. One around others that read the same (a routine and its body)
    is told by those."""
    told = {(hop.file, ordinal, hop.source) for hop in hops for ordinal in _numbers(hop, "ordinals")}
    lines: dict[tuple[str, NodeId], list[int]] = defaultdict(list)
    for one in sorted(readings, key=lambda one: one.lines):
        lines[one.file, one.node].append(one.lines[0])
    for one in readings:
        here, (first, last) = lines[one.file, one.node], one.lines
        around = bisect_right(here, last) > bisect_right(here, first)
        if not around and (one.file, one.ordinal, one.node) not in told:
            yield one


def _via(hop: Hop) -> tuple[str, ...]:
    via = hop.props.get("via")
    return tuple(str(kind) for kind in via) if isinstance(via, tuple) else ()


def _lines(hop: Hop) -> list[int]:
    return _numbers(hop, "lines") or [0]


def _numbers(hop: Hop, name: str) -> list[int]:
    values = hop.props.get(name)
    return [value for value in values if isinstance(value, int)] if isinstance(values, tuple) else []
