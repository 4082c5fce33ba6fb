"""Stage 7, core: a trace as text for people and tools. Names are escaped for each format: they come from files."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias, assert_never

from graph.model import Label, NodeId
from graph.names import visible
from graph.query.trace import Direction, Trace
from graph.store.protocol import Hop

Format: TypeAlias = Literal["tree", "json", "dot", "mermaid"]

_PLACES_SHOWN = 3  # of the places that assert one edge, in a tree: more push the names off the screen


def render(trace: Trace, form: Format) -> str:
    """The trace in one of the four formats, without a final newline. Equal traces give equal text."""
    match form:
        case "tree":
            return "\n".join(_tree(trace))
        case "json":
            return json.dumps(as_json(trace), ensure_ascii=False, indent=2)
        case "dot":
            return "\n".join(_dot(trace))
        case "mermaid":
            return "\n".join(_mermaid(trace))
        case _:
            assert_never(form)


def as_json(trace: Trace) -> dict[str, Any]:
    """Start, direction, nodes with their distance, edges with all they say; edges point from source to target."""
    return {
        "start": _json_node(trace.start),
        "direction": trace.direction,
        "cut": trace.cut,
        "nodes": [{**_json_node(node), "depth": depth} for node, depth in trace.depths.items()],
        "edges": [
            {"type": hop.type, "from": hop.source.key, "to": hop.target.key, "file": hop.file, **_lists(hop.props)}
            for hop in trace.hops
        ],
    }


# --- tree ------------------------------------------------------------------------------------------------------------


def _tree(trace: Trace) -> Iterator[str]:
    """Depth-first; a node is expanded where it is met first, and `(seen above)` afterwards. No recursion: a chain may
    be longer than Python's stack."""
    children = _children(trace)
    yield visible(trace.start.key)
    seen = {trace.start}
    stack = [("", iter(children[trace.start]), len(children[trace.start]))]
    while stack:
        indent, rest, left = stack.pop()
        child = next(rest, None)
        if child is None:
            continue
        stack.append((indent, rest, left - 1))
        node, hops = child
        last = left == 1
        again = " (seen above)" if node in seen and (children[node] or node == trace.start) else ""
        yield f"{indent}{'└── ' if last else '├── '}{visible(node.key)}{_how(hops)}{again}"
        if node not in seen:
            seen.add(node)
            stack.append((indent + ("    " if last else "│   "), iter(children[node]), len(children[node])))


def _children(trace: Trace) -> Mapping[NodeId, list[tuple[NodeId, list[Hop]]]]:
    """What each node leads to in the trace's direction, sorted by name, with the edges that lead there."""
    hops: dict[NodeId, dict[NodeId, list[Hop]]] = defaultdict(lambda: defaultdict(list))
    for hop in trace.hops:
        near, far = _ends(hop, trace.direction)
        hops[near][far].append(hop)
    children = {near: sorted(some.items()) for near, some in hops.items()}
    return defaultdict(list, children)


def _ends(hop: Hop, direction: Direction) -> tuple[NodeId, NodeId]:
    return (hop.target, hop.source) if direction == "upstream" else (hop.source, hop.target)


def _how(hops: list[Hop]) -> str:
    """The kinds of an edge where it is not plain data, and the places that say so."""
    kinds = _kinds(hops)
    places = sorted({place for hop in hops for place in _places(hop)})
    shown = ", ".join(f"{file}:{line}" if line else file for file, line in places[:_PLACES_SHOWN])
    more = f" +{len(places) - _PLACES_SHOWN}" if len(places) > _PLACES_SHOWN else ""
    kind = f" ({', '.join(kinds)})" if kinds not in ([], ["value"]) else ""
    return f"{kind}  {visible(shown)}{more}" if shown else kind


def _kinds(hops: Iterable[Hop]) -> list[str]:
    return sorted({str(kind) for hop in hops for kind in _items(hop.props.get("via"))})


def _places(hop: Hop) -> Iterator[tuple[str, int]]:
    if hop.file is None:
        return
    lines = [line for line in _items(hop.props.get("lines")) if isinstance(line, int)]
    yield from ((hop.file, line) for line in lines or [0])


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


# --- graphs ----------------------------------------------------------------------------------------------------------


def _dot(trace: Trace) -> Iterator[str]:
    yield "digraph lineage {"
    yield "  rankdir=LR;"
    yield '  node [shape=box, fontname="Helvetica"];'
    for number, (node, depth) in enumerate(trace.depths.items()):
        shape = "" if node.label is Label.TABLE else ", style=rounded"
        yield f"  n{number} [label={_dot_text(node.key)}{', penwidth=2' if depth == 0 else ''}{shape}];"
    for source, target, kinds in _arrows(trace):
        yield f"  n{source} -> n{target}{'' if kinds == 'value' else f' [label={_dot_text(kinds)}, style=dashed]'};"
    yield "}"


def _dot_text(text: str) -> str:
    """A quoted string: `\\` and `"` escaped, control characters made visible first."""
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mermaid(trace: Trace) -> Iterator[str]:
    yield "flowchart LR"
    for number, node in enumerate(trace.depths):
        left, right = ("[", "]") if node.label is Label.TABLE else ("(", ")")
        yield f"  n{number}{left}{_mermaid_text(node.key)}{right}"
    for source, target, kinds in _arrows(trace):
        yield f"  n{source} {'-->' if kinds == 'value' else f'-. {_mermaid_text(kinds)} .->'} n{target}"


def _mermaid_text(text: str) -> str:
    """A quoted string in which all that Mermaid, Markdown or HTML would take for its own is an entity code."""
    return (
        '"' + "".join(char if char.isalnum() or char in " ._-,:" else f"#{ord(char)};" for char in visible(text)) + '"'
    )


def _arrows(trace: Trace) -> Iterator[tuple[int, int, str]]:
    """Each pair of nodes once, by number, with the kinds of all edges between them; `value` where nothing is said."""
    numbers = {node: number for number, node in enumerate(trace.depths)}
    pairs: dict[tuple[int, int], list[Hop]] = defaultdict(list)
    for hop in trace.hops:
        pairs[numbers[hop.source], numbers[hop.target]].append(hop)
    for (source, target), hops in sorted(pairs.items()):
        yield source, target, ", ".join(_kinds(hops)) or "value"


def _json_node(node: NodeId) -> dict[str, Any]:
    return {"label": node.label, "key": node.key}


def _lists(props: Mapping[str, object]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in sorted(props.items())}
