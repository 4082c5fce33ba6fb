"""Stages 3 and 5, shell: holds ledger, catalog and facts together. Absorbs what batches found out; links what is dirty.

Absorbing and linking take turns, so a link always sees one state of the catalog; whatever changes after it carries a
newer seq, and the file's mark outlives the commit of the older outcome.
"""

import asyncio
import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import structlog

from cache.parse_cache import Entry, ParseCache
from cache.state import FileRow, State, Statuses
from graph import facts as facts_module
from graph.extract.request import Extracted
from graph.link import declare
from graph.link.assemble import dead_file_graph, file_graph, gone_file_graph, outcome_digest
from graph.link.catalog import Catalog
from graph.link.file import TooManyRows, link_file
from graph.link.linked import FileContext
from graph.names import Name, format_name
from watcher.failpoints import Failpoint, reached
from watcher.judge import (
    ANY_NAME,
    LINK_STAGE,
    TOO_MANY_ROWS,
    Changes,
    Judged,
    Refused,
    absorb,
    context_for,
    dead_letter,
    still_true,
)
from watcher.ledger import Ledger
from watcher.metrics import Metrics
from watcher.roots import Root
from watcher.writer import LinkedGraph

log = structlog.get_logger()

LINK_CHUNK = 64
"""Files linked in one turn: some 10 ms, so that an edit never waits long for its turn."""
_CHUNK_ROWS = 50_000
"""Rows of a graph after which a turn ends before its files do: some 20 MB, of which several wait for the writer."""
_FACTS_BYTES = 64 << 20
"""Facts kept in memory between extraction and linking; what does not fit is read from the cache, or parsed again."""

_encode_extracted = msgspec.msgpack.Encoder().encode
_decode_extracted = msgspec.msgpack.Decoder(Extracted).decode


@dataclass(frozen=True, slots=True)
class _Work:
    """One file to be linked; `facts` None: it is gone or a dead letter."""

    row: FileRow
    facts: bytes | None


@dataclass(frozen=True, slots=True)
class _Result:
    graph: LinkedGraph
    links: bytes
    names: tuple[str, ...]
    statuses: Statuses = (0, 0, 0, 0)
    refused: Refused | None = None


class Engine:
    """See the module. `reparse(row)` gives the facts of a live file again, or None if its bytes are others by now."""

    def __init__(
        self,
        state: State,
        ledger: Ledger,
        cache: ParseCache,
        roots: dict[str, Root],
        metrics: Metrics,
        *,
        reparse: Callable[[FileRow], Awaitable[Extracted | None]],
        on_dead: Callable[[Judged], None],
        judged_by: Mapping[str, str],
        max_rows_per_file: int = 200_000,
    ) -> None:
        self.ledger = ledger
        self.roots = roots
        self._state = state
        self._cache = cache
        self._metrics = metrics
        self._reparse = reparse
        self._on_dead = on_dead
        self._judged_by = judged_by
        self._max_rows = max_rows_per_file
        self._catalog: Catalog | None = None
        self._turn = asyncio.Lock()
        self._leaving = False
        self.unlinked: dict[str, None] = {}
        """Files that changed since they were last linked, in the order in which they did."""
        self.unlink()
        self._facts: dict[bytes, bytes] = {}
        self._facts_bytes = 0

    # --- absorbing ---------------------------------------------------------------------------------------------------

    async def absorb(self, changes: Changes) -> set[str]:
        """Store what a batch found out; returns the ids of all files that are dirty because of it."""
        if not changes:
            return set()
        async with self._turn:
            changes = still_true(changes, self.ledger)
            catalog = await self._loaded_catalog()
            seq = self._state.seq + 1
            now = datetime.now(UTC).isoformat(timespec="seconds")
            change = absorb(
                changes, self.ledger, catalog, self.roots, seq=seq, mint=_ids(), now=now, judged_by=self._judged_by
            )
            old_keys = [row.facts_key for row in self._replaced(changes) if row.facts_key]
            try:
                marked = await self._state.absorb(change)
            except BaseException:
                self._catalog = None  # it is ahead of the database: read it again
                raise
            reached(Failpoint.ABSORBED)
            for row, _ in change.upserts:
                self.ledger.merge(row)
            self.ledger.mark(marked, seq)
            dirty = marked | {row.id for row, _ in change.upserts if row.dirty_seq is not None}
            self.requeue(sorted(dirty))
        new_keys = [judged.facts_key for judged in changes.judged if judged.facts_key]
        if old_keys or new_keys:
            await self._cache.set_live(added=new_keys, removed=old_keys)
        for judged in changes.judged:
            if judged.refused:
                self._metrics.dead_letters_total += 1
                self._on_dead(judged)
        return dirty

    def _replaced(self, changes: Changes) -> Iterator[FileRow]:
        yield from changes.forgotten
        for judged in changes.judged:
            known = judged.renamed or self.ledger.live(judged.root).get(judged.path)
            if known:
                yield known

    async def _loaded_catalog(self) -> Catalog:
        if self._catalog is None:
            catalog = Catalog()
            async for file_id, data in self._state.declarations():
                row = self.ledger.get(file_id)
                if data and row and row.root in self.roots and not row.gone:
                    catalog.put(context_for(self.roots[row.root], row.path, row.dialect), declare.decode(data))
            self._catalog = catalog
        return self._catalog

    def forget_catalog(self) -> None:
        """Roots or their settings changed: the catalog is made anew when next asked for."""
        self._catalog = None

    # --- facts -------------------------------------------------------------------------------------------------------

    async def remember(self, entries: Sequence[tuple[bytes, Extracted, float]]) -> None:
        """Keep the facts of files just parsed: in the cache, and in memory until they are linked."""
        encoded = [Entry(key, _encode_extracted(extracted), seconds) for key, extracted, seconds in entries]
        for key, extracted, _ in entries:
            self._keep(key, extracted.facts)
        await self._cache.put_many(encoded)

    async def recall(self, keys: Collection[bytes]) -> dict[bytes, Extracted]:
        """What the cache has of these."""
        found = {}
        for key, value in (await self._cache.get_many(keys)).items():
            extracted = _decoded(value)
            if extracted is not None:
                found[key] = extracted
                self._keep(key, extracted.facts)
        return found

    def _keep(self, key: bytes, facts: bytes) -> None:
        self._facts_bytes += len(facts) - len(self._facts.pop(key, b""))
        self._facts[key] = facts
        while self._facts_bytes > _FACTS_BYTES:
            self._facts_bytes -= len(self._facts.pop(next(iter(self._facts))))

    # --- linking -----------------------------------------------------------------------------------------------------

    def requeue(self, file_ids: Iterable[str]) -> None:
        """Link those of these that are dirty again; not those that are judged again before, whose facts may be old."""
        for file_id in file_ids:
            row = self.ledger.get(file_id)
            if row and row.dirty_seq is not None and (row.key or row.gone or not row.facts_key):
                self.unlinked[file_id] = None

    def unlink(self) -> None:
        """What was linked may not have been written: link whatever is dirty again."""
        self.unlinked = {}
        self.requeue(self.ledger.dirty)

    def leave(self) -> None:
        """The end is near, and a thread that links cannot be cancelled: begin with no other file."""
        self._leaving = True

    async def link(self, file_ids: Sequence[str]) -> list[LinkedGraph]:
        """Link these files against the catalog as it is now. Files that cannot be linked now are left dirty."""
        async with self._turn:
            catalog = await self._loaded_catalog()
            linked_at = self._state.seq
            for file_id in file_ids:
                self.unlinked.pop(file_id, None)
            rows = [row for row in map(self.ledger.get, file_ids) if row is not None]
            work = await self._gather(rows)
            began = time.perf_counter()
            results = await asyncio.to_thread(self._link_all, work, catalog, linked_at)
            self._metrics.link_seconds += time.perf_counter() - began
            self.requeue(one.row.id for one in work[len(results) :])
            reached(Failpoint.LINKED)
            fresh = [(r.graph.file_id, r.links, r.statuses, r.names) for r in results if self._links_changed(r)]
            if fresh:
                await self._state.record_links(fresh)
                reached(Failpoint.LINKS_RECORDED)
            await self._record_verdicts(results)
            for result in results:
                self.ledger.linked(result.graph.file_id, result.links, result.statuses)
        return [result.graph for result in results]

    async def _record_verdicts(self, results: Sequence[_Result]) -> None:
        """Files that cannot be linked become dead letters, and cease to be when a neighbour's change mends it. Their
        definitions stay in the catalog: without them, who is refused would depend on who was refused before."""
        found = [(row, result.refused) for result in results if (row := self.ledger.get(result.graph.file_id))]
        fresh = [
            (row, refused)
            for row, refused in found
            if row.facts_key and not row.gone and row.reason != (refused.reason if refused else "")
        ]
        if not fresh:
            return
        dead = [
            Judged(row.root, row.path, row.key, row.hashed_ns, row.digest, row.facts_key, refused=refused)
            for row, refused in fresh
            if refused
        ]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        letters = [dead_letter(one, one.refused, self._judged_by[one.root], now) for one in dead if one.refused]
        revived = [(row.root, row.path) for row, refused in fresh if not refused]
        reasons = [(row.id, refused.reason if refused else "") for row, refused in fresh]
        await self._state.record_verdicts(reasons, letters, revived)
        for file_id, reason in reasons:
            self.ledger.judged(file_id, reason)
        for one in dead:
            self._metrics.dead_letters_total += 1
            self._on_dead(one)

    async def bury(self, file_id: str, stage: str, reason: str, detail: str, guilty_row: str = "") -> None:
        """Make a dead letter of a file that was understood but cannot be written."""
        row = self.ledger.get(file_id)
        if row is None or row.gone:
            return
        refused = Refused(stage, reason, detail, guilty_row=guilty_row)
        judged = Judged(row.root, row.path, row.key, row.hashed_ns, row.digest, refused=refused)
        await self.absorb(Changes(judged=(judged,)))

    def _links_changed(self, result: _Result) -> bool:
        row = self.ledger.get(result.graph.file_id)
        return row is not None and (row.links, row.statuses) != (result.links, result.statuses)

    async def _gather(self, rows: Sequence[FileRow]) -> list[_Work]:
        wanted = [row for row in rows if row.facts_key and not row.gone]
        missing = {row.facts_key for row in wanted if row.facts_key and row.facts_key not in self._facts}
        found = {key: extracted.facts for key, extracted in (await self.recall(missing)).items()} if missing else {}
        work = [_Work(row, None) for row in rows if row.gone or (row.reason and not row.facts_key)]
        for row in wanted:
            assert row.facts_key is not None
            data = self._facts.get(row.facts_key) or found.get(row.facts_key)
            if data is None:
                extracted = await self._reparse(row)
                data = extracted.facts if extracted else None
            if data is not None:
                work.append(_Work(row, data))
        return work

    def _link_all(self, work: Sequence[_Work], catalog: Catalog, linked_at: int) -> list[_Result]:
        """In a thread. The first files that have some rows together, all as a rule. Each is counted as it is done: all
        of them may take minutes."""
        results: list[_Result] = []
        rows = 0
        for one in work:
            if rows >= _CHUNK_ROWS or self._leaving:
                break
            results.append(self._link_one(one, catalog, linked_at))
            rows += results[-1].graph.graph.rows
            self._metrics.files_linked_total += 1
        return results

    def _link_one(self, work: _Work, catalog: Catalog, linked_at: int) -> _Result:
        row = work.row
        if row.gone:
            return _Result(LinkedGraph(gone_file_graph(row.root, row.id), None, linked_at), b"", ())
        if work.facts is None:
            return _dead(row, linked_at, row.reason)
        context = context_for(self.roots[row.root], row.path, row.dialect)
        try:
            linked = link_file(facts_module.decode(work.facts), context, catalog, max_rows=self._max_rows)
            graph = file_graph(linked, file_id=row.id)
        except TooManyRows as error:
            return self._too_many_rows(row, linked_at, error.lookups)
        except Exception as error:  # a file that our linker cannot take costs itself, not its neighbours
            log.exception("file cannot be linked", root=row.root, path=row.path)
            return _dead(row, linked_at, "error", type(error).__name__, (ANY_NAME,))
        if graph.rows > self._max_rows:
            return self._too_many_rows(row, linked_at, linked.lookups)
        names = _names(linked.lookups)
        links = _links_digest(names)
        counts = Counter(statement.status for statement in linked.statements)
        parsed, partial, tables_only, refused = (counts[status] for status in facts_module.STATUSES)
        statuses = (parsed, partial, tables_only, refused)
        return _Result(LinkedGraph(graph, outcome_digest(graph), linked_at), links, names, statuses)

    def _too_many_rows(self, row: FileRow, linked_at: int, lookups: Collection[Name]) -> _Result:
        detail = f"more than {self._max_rows} rows"
        return _dead(row, linked_at, TOO_MANY_ROWS, detail, _names(lookups))


def _names(lookups: Collection[Name]) -> tuple[str, ...]:
    return tuple(sorted(map(format_name, lookups)))


def _dead(row: FileRow, linked_at: int, reason: str, detail: str = "", names: tuple[str, ...] = ()) -> _Result:
    """A dead letter's graph; with `detail`: it is one because of what it was linked to, and depends on these names."""
    graph = dead_file_graph(FileContext(row.root, row.path, ""), file_id=row.id, reason=reason)
    refused = Refused(LINK_STAGE, reason, detail) if detail else None
    links = _links_digest(names) if names else b""
    return _Result(LinkedGraph(graph, outcome_digest(graph), linked_at), links, names, refused=refused)


def _links_digest(names: Sequence[str]) -> bytes:
    return hashlib.blake2b("\0".join(names).encode(), digest_size=12).digest()


def _decoded(value: bytes) -> Extracted | None:
    try:
        return _decode_extracted(value)
    except msgspec.MsgspecError:  # an entry that is no longer what it was is a miss
        return None


def _ids() -> Iterator[str]:
    while True:
        yield secrets.token_hex(8)
