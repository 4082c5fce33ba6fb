"""Stage 6, core: the graph as canonical JSON Lines, the same bytes for the same files, whatever store and history.

A line is `{"key":…,"node":label,"props":{…}}` or `{"edge":type,"file":…,"from":[label,key],"props":{…},"to":[…]}`: keys
sorted, no white space, UTF-8. Ids that the ledger minted never appear: a File is `root/path`, a Statement
`root/path#ordinal`, a Source its name alone.
"""

import heapq
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack
from typing import IO

import msgspec

from graph.model import EdgeType, Label, NodeId
from graph.store.protocol import GraphStore
from graph.store.rows import Cells

_LINES_PER_RUN = 200_000  # about 60 MB of lines in memory; a graph of millions of edges is merged from files
_ENCODER = msgspec.json.Encoder(order="sorted")


class Names:
    """How nodes and files are named in a dump. `files`: by file id, (root name, path in the root)."""

    def __init__(self, files: Mapping[str, tuple[str, str]]) -> None:
        self._files = {file_id: f"{root}/{path}" for file_id, (root, path) in files.items()}
        self._roots = {root for root, _ in files.values()}

    def file(self, file_id: str) -> str:
        """`root/path` of a file; the id itself for a file that the graph does not hold."""
        return self._files.get(file_id, file_id)

    def key(self, node: NodeId) -> str:
        match node.label:
            case Label.FILE:
                return self.file(node.key)
            case Label.STATEMENT:
                file_id, _, ordinal = node.key.rpartition(":")
                return f"{self.file(file_id)}#{ordinal}"
            case _:
                return node.key

    def shown(self, node: NodeId) -> bool:
        """A Source outlives its files (its seq is needed), which only history would tell: without files not shown."""
        return node.label is not Label.SOURCE or node.key in self._roots


def node_line(names: Names, node: NodeId, props: Cells | msgspec.Raw) -> str:
    """One node. `props` as values, or as JSON that `encode_props` made."""
    return _ENCODER.encode({"key": names.key(node), "node": node.label, "props": props}).decode()


def edge_line(
    names: Names, kind: EdgeType, source: NodeId, target: NodeId, file_id: str | None, props: Cells | msgspec.Raw
) -> str:
    """One edge; `file_id` None for containment."""
    line = {
        "edge": kind,
        "file": None if file_id is None else names.file(file_id),
        "from": [source.label, names.key(source)],
        "props": props,
        "to": [target.label, names.key(target)],
    }
    return _ENCODER.encode(line).decode()


def encode_props(props: Cells) -> str:
    """Canonical JSON of one row's properties: equal properties give equal text."""
    return _ENCODER.encode(props).decode() if props else "{}"


async def sorted_dump(store: GraphStore, *, lines_per_run: int = _LINES_PER_RUN) -> AsyncIterator[str]:
    """All lines of `store.dump()`, sorted by code point (which is their order as bytes too), in bounded memory."""
    with ExitStack() as stack:
        runs: list[IO[str]] = []
        lines: list[str] = []
        async for line in store.dump():
            lines.append(line)
            if len(lines) >= lines_per_run:
                runs.append(stack.enter_context(_spill(lines)))
                lines = []
        lines.sort()
        for line in heapq.merge(lines, *map(_lines, runs)):
            yield line


def _spill(lines: list[str]) -> IO[str]:
    run = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115  (the caller closes it)
    run.writelines(line + "\n" for line in sorted(lines))
    run.seek(0)
    return run


def _lines(run: IO[str]) -> Iterator[str]:
    return (line.removesuffix("\n") for line in run)
