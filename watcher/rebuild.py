"""Beside the way, shell: files read and understood from nothing, against a catalog of their own. For `verify`, `parse`.

Nothing that was remembered is believed but the dead letters: every file is read and parsed again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from cache.digest import Digest
from cache.state import DeadLetter
from graph import facts as facts_module
from graph.extract.request import Extracted
from graph.link import declare
from graph.link.assemble import dead_file_graph, file_graph
from graph.link.catalog import Catalog
from graph.link.file import TooManyRows, link_file
from graph.link.linked import FileContext, LinkedFile
from graph.model import FileGraph
from graph.store.protocol import GraphStore, SourceState, Transaction
from watcher.examine import FileLimits
from watcher.judge import LINK_STAGE, TOO_MANY_ROWS, context_for, request_for
from watcher.pool import Pool
from watcher.pool_task import Parsed, Task
from watcher.retry import into_transactions, split
from watcher.roots import Root
from watcher.stable_read import Gone, NotRegular, ReadFile, ReadResult, Unreadable, read_files

_READ_AT_ONCE = 64  # files in memory before they went through the pool
_STABLE_TRIES = 50  # reads of a file that is being written, a tenth of a second apart
_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Understood:
    """One file, read now. `extracted` None: `reason` says why."""

    root: Root
    path: str
    digest: Digest | None
    extracted: Extracted | None
    reason: str = ""
    detail: str = ""


async def understand(
    root: Root,
    paths: Sequence[str],
    pool: Pool,
    limits: FileLimits,
    dead: Mapping[str, DeadLetter],
) -> AsyncIterator[Understood]:
    """The root's files in order. A dead letter (by path) whose content is the same is taken as it is."""
    for part in split(paths, _READ_AT_ONCE):
        read = await _read(root, part, limits)
        asked = (_understand(root, path, result, pool, limits, dead.get(path)) for path, result in read.items())
        for understood in await asyncio.gather(*asked):
            if understood is not None:
                yield understood


async def _read(root: Root, paths: Sequence[str], limits: FileLimits) -> dict[str, ReadResult]:
    follow = root.settings.follow_symlinks
    return await asyncio.to_thread(read_files, root.folder, paths, size_limit=limits.size_bytes, follow_symlinks=follow)


async def _understand(
    root: Root, path: str, result: ReadResult, pool: Pool, limits: FileLimits, dead: DeadLetter | None
) -> Understood | None:
    for _ in range(_STABLE_TRIES):
        match result:
            case ReadFile():
                return await _extract(root, path, result, pool, limits, dead)
            case Gone() | NotRegular():
                return None
            case Unreadable():
                return Understood(root, path, None, None, result.reason, result.detail)
        await asyncio.sleep(0.1)
        result = (await _read(root, [path], limits))[path]
    return Understood(root, path, None, None, "unstable", "it is being written all the time")


async def _extract(
    root: Root, path: str, read: ReadFile, pool: Pool, limits: FileLimits, dead: DeadLetter | None
) -> Understood:
    if dead is not None and dead.digest == read.digest and dead.stage != LINK_STAGE:
        return Understood(root, path, read.digest, None, dead.reason, dead.detail)
    request = request_for(root, path, nesting=limits.nesting, statements=limits.statements)
    answer = await pool.run(Task(read.data, request, key=path))
    if isinstance(answer, Parsed):
        return Understood(root, path, read.digest, answer.extracted)
    return Understood(root, path, read.digest, None, answer.reason, answer.detail)


def catalog_of(files: Sequence[Understood]) -> Catalog:
    """What all these files define."""
    catalog = Catalog()
    for file in files:
        if file.extracted:
            catalog.put(_context(file, file.extracted), declare.decode(file.extracted.declarations))
    return catalog


def link(file: Understood, catalog: Catalog, *, max_rows: int | None = None) -> LinkedFile:
    """The file against the catalog; nothing but its name for one that was not understood. Raises `TooManyRows`."""
    if file.extracted is None:
        return LinkedFile(FileContext(file.root.name, file.path, ""), (), (), (), (), frozenset())
    context = _context(file, file.extracted)
    return link_file(facts_module.decode(file.extracted.facts), context, catalog, max_rows=max_rows)


async def write_rebuild(
    files: Sequence[Understood], roots: Sequence[Root], store: GraphStore, *, max_rows: Mapping[str, int]
) -> None:
    """Write these files into an empty graph. `max_rows`: of a file, by root."""
    catalog = await asyncio.to_thread(catalog_of, files)
    await store.prepare()
    for root in roots:
        state: SourceState | None = None
        mine = [(f"{number:x}", file) for number, file in enumerate(files) if file.root.name == root.name]
        for part in [*split(mine, 100)] or [[]]:
            graphs = await asyncio.to_thread(_graphs, part, catalog, max_rows[root.name])
            for graph_part in into_transactions(graphs, files=100, rows=_ROWS) or [[]]:
                after = SourceState("rebuild", state.seq + 1 if state else 1, "rebuild")
                await store.apply(Transaction(root.name, state, after, tuple(graph_part)))
                state = after


def _graphs(part: Sequence[tuple[str, Understood]], catalog: Catalog, max_rows: int) -> list[FileGraph]:
    return [_graph(file_id, file, catalog, max_rows) for file_id, file in part]


def _graph(file_id: str, file: Understood, catalog: Catalog, max_rows: int) -> FileGraph:
    reason = file.reason
    if file.extracted is not None:
        try:
            graph = file_graph(link(file, catalog, max_rows=max_rows), file_id=file_id)
        except TooManyRows:
            reason = TOO_MANY_ROWS
        except Exception:  # as in the engine: it costs itself, not its neighbours
            reason = "error"
        else:
            if graph.rows <= max_rows:
                return graph
            reason = TOO_MANY_ROWS
    return dead_file_graph(FileContext(file.root.name, file.path, ""), file_id=file_id, reason=reason)


def _context(file: Understood, extracted: Extracted) -> FileContext:
    return context_for(file.root, file.path, extracted.summary.dialect)
