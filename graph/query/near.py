"""Stage 7, shell: names that a person may have meant by one that is not there."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from graph.model import NodeId
from graph.names import format_part, parse_name
from graph.store.protocol import GraphStore

_CANDIDATES = 500  # each is compared letter by letter: a tenth of a second
_LIKENESS = 0.6
_SHOWN = 3
_SHORTEST = 2  # shorter texts are in every name


async def nearest(store: GraphStore, name: str) -> list[str]:
    """At most three names of tables and columns that look like `name`, the likest first. A look at every name."""
    try:
        parts = parse_name(name.strip().lower())
    except ValueError:
        parts = (name.strip().lower(),)
    last = format_part(parts[-1])
    found = await store.find(last, suffix=True)
    if len(last) > _SHORTEST:
        found += await store.alike(_ends(last), limit=_CANDIDATES)
    return likest(".".join(map(format_part, parts)), len(parts), found)


def likest(name: str, parts: int, found: Iterable[NodeId]) -> list[str]:
    """Of these, those whose last `parts` parts look like `name` (in lower case)."""
    matcher = SequenceMatcher(b=name, autojunk=False)
    ranked = set()
    for node in found:
        matcher.set_seq1(_end(node.key, parts).lower())
        if matcher.real_quick_ratio() >= _LIKENESS and matcher.quick_ratio() >= _LIKENESS:
            ranked.add((-matcher.ratio(), node.label != "Table", node.key))
    return [key for likeness, _, key in sorted(ranked)[:_SHOWN] if -likeness >= _LIKENESS]


def _ends(part: str) -> tuple[str, str]:
    """One slip of the hand leaves one of them as it was."""
    size = max(_SHORTEST, len(part) // 3)
    return part[:size], part[-size:]


def _end(key: str, parts: int) -> str:
    try:
        return ".".join(map(format_part, parse_name(key)[-parts:]))
    except ValueError:
        return key
