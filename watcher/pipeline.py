"""One batch through all stages, and the two loops around it: intake (paths → ledger), outlet (ledger → graph). Shell.

batcher ─▶ read ─▶ plan ─▶ facts from cache or pool ─▶ absorb      (several batches at once, a path in one at a time)
                                                        │ dirty
link a chunk against the catalog ─▶ write whole files ◀─┘          (linking one chunk ahead of writing)
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice

import structlog

from watcher.batch import Batch, Batcher, FileKey
from watcher.engine import LINK_CHUNK, Engine
from watcher.examine import Examiner
from watcher.judge import Changes
from watcher.metrics import Metrics
from watcher.pool_task import Priority
from watcher.roots import Root
from watcher.writer import GraphMoved, LinkedGraph, Writer

log = structlog.get_logger()

_BATCHES_AT_ONCE = 4  # enough to keep the pool busy while one batch is read and another stored
_URGENT_AT_ONCE = 2  # a live edit never waits for a slot of the initial load
_CHUNKS_AHEAD = 4  # linked chunks that wait for the writer
_DISK_PAUSE_S = 5.0


class Pipeline:
    """See the module. `run()` works until cancelled; everything else asks or feeds it."""

    def __init__(
        self,
        engine: Engine,
        examiner: Examiner,
        writer: Writer,
        batcher: Batcher,
        metrics: Metrics,
    ) -> None:
        self._engine = engine
        self._examiner = examiner
        self._writer = writer
        self._batcher = batcher
        self._metrics = metrics
        examiner.offer = self.offer
        self._busy: set[FileKey] = set()
        self._urgent_ids: set[str] = set()
        self._bulk_running = 0
        self._urgent_running = 0
        self._linked: asyncio.Queue[list[LinkedGraph]] = asyncio.Queue(maxsize=_CHUNKS_AHEAD)
        self._linking = False
        self._writing = False
        self._news = asyncio.Event()
        self._dirty_news = asyncio.Event()
        self._quiet = asyncio.Condition()
        self._failed: BaseException | None = None
        self.disk_trouble = ""
        self._draining = False
        self._left: set[str] = set()
        self._idle_at = time.monotonic()
        self.started = False  # the graph was reached and agrees with the ledger, or is being brought to it

    # --- feeding and asking ------------------------------------------------------------------------------------------

    def offer(
        self, keys: Iterable[FileKey], *, priority: Priority = Priority.CRITICAL, quiet_s: float | None = None
    ) -> None:
        """Look at these paths."""
        now = time.monotonic()
        for key in keys:
            self._batcher.add(key, now, priority=priority, quiet_s=quiet_s)
        self._news.set()

    def flush(self) -> None:
        """Do not wait for quiet."""
        self._batcher.flush(time.monotonic())
        self._news.set()

    def poke(self) -> None:
        """Something became dirty by other ways."""
        self._dirty_news.set()

    async def drain(self) -> None:
        """Take in nothing more; return when the batches that run are stored and what is linked is written."""
        self._draining = True
        self._engine.leave()
        await self.until(
            lambda: (
                not self._busy
                and not self._linking
                and (not self._writer.reachable or (not self._writing and self._linked.empty()))
            )
        )

    async def leave(self, root: str) -> None:
        """Take in nothing more of this root; return when no batch carries any of its paths."""
        self._left.add(root)
        await self.until(lambda: all(key.root != root for key in self._busy))

    def come_back(self, root: str) -> None:
        """Its paths are taken in again."""
        self._left.discard(root)

    def lag_s(self, now: float) -> float:
        """Seconds since there was last nothing to do."""
        return 0.0 if self.idle else now - self._idle_at

    @property
    def backlog(self) -> int:
        """Files that wait, are being looked at, or are not in the graph as they should be."""
        return len(self._batcher) + len(self._busy) + len(self._engine.ledger.dirty)

    @property
    def idle(self) -> bool:
        """Nothing to do (files that cannot be linked now, because their root is out of sight, do not count)."""
        return (
            self.started
            and not len(self._batcher)
            and not self._busy
            and not self._linking
            and not self._writing
            and self._linked.empty()
            and not self._engine.unlinked
        )

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait until `reached()`; asked again whenever a batch or a transaction ended. Raises what ended `run`."""
        async with self._quiet:
            while not reached():
                if self._failed:
                    raise self._failed
                await self._quiet.wait()

    @property
    def linking(self) -> bool:
        """Is a chunk being linked, and has the next one room before the writer?"""
        return self._linking and not self._linked.full()

    @property
    def writing(self) -> bool:
        """Is anything linked on its way into the graph?"""
        return self._writing or not self._linked.empty()

    @property
    def busy(self) -> set[FileKey]:
        """Paths that are being looked at."""
        return set(self._busy)

    def pending(self, keys: Collection[FileKey]) -> bool:
        """Is any of these paths still to be looked at?"""
        return any(key in self._batcher or key in self._busy for key in keys)

    # --- the loops ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Both loops, until cancelled or until one of them fails."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._take_in(), name="intake")
                group.create_task(self._link_dirty(), name="link")
                group.create_task(self._write_linked(), name="write")
        except BaseException as error:
            self._failed = error
            await self._tell()
            raise

    async def _take_in(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                self._news.clear()
                batch = self._next_batch()
                if batch is not None:
                    self._busy.update(batch.keys)
                    self._count(batch.priority, 1)
                    group.create_task(self._carry(batch), name="batch")
                    continue
                await self._wait_for_news()

    def _next_batch(self) -> Batch | None:
        if self.disk_trouble or self._draining:
            return None
        now = time.monotonic()
        if self._bulk_running + self._urgent_running < _BATCHES_AT_ONCE:
            return self._batcher.ready(now, busy=self._busy)
        if self._urgent_running < _URGENT_AT_ONCE:
            return self._batcher.ready(now, busy=self._busy, urgent_only=True)
        return None

    def _count(self, priority: Priority, step: int) -> None:
        if priority == Priority.CRITICAL:
            self._urgent_running += step
        else:
            self._bulk_running += step

    async def _wait_for_news(self) -> None:
        deadline = self._batcher.next_deadline()
        pause_s = None if deadline is None else max(0.0, deadline - time.monotonic())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), pause_s)

    async def _carry(self, batch: Batch) -> None:
        """One batch from paths to the ledger."""
        try:
            for root in sorted({key.root for key in batch.keys}):
                if root in self._engine.roots and root not in self._left:
                    paths = [key.path for key in batch.keys if key.root == root]
                    await self._carry_root(self._engine.roots[root], paths, batch.priority)
            self._metrics.batches_total += 1
        except sqlite3.OperationalError as error:
            await self._wait_for_disk(error)
            self.offer(batch.keys, priority=batch.priority, quiet_s=0)
        finally:
            self._busy.difference_update(batch.keys)
            self._count(batch.priority, -1)
            self._news.set()
            self._dirty_news.set()
            await self._tell()

    async def _wait_for_disk(self, error: sqlite3.OperationalError) -> None:
        """The state volume is full or read-only: nothing was stored. Try again in a while, and say so meanwhile."""
        if not self.disk_trouble:
            log.error("state cannot be written; waiting", error=str(error))
        self.disk_trouble = str(error)
        await asyncio.sleep(_DISK_PAUSE_S)
        self.disk_trouble = ""
        self._news.set()  # what came meanwhile was not taken in, and nothing else may come
        self._dirty_news.set()

    async def _carry_root(self, root: Root, paths: Sequence[str], priority: Priority) -> None:
        async with contextlib.aclosing(self._examiner.examine(root, paths, priority)) as parts:
            async for changes in parts:
                await self._absorb(root, changes, priority)

    async def _absorb(self, root: Root, changes: Changes, priority: Priority) -> None:
        dirty = await self._engine.absorb(changes)
        self._engine.requeue(row.id for row in changes.touched)
        if priority == Priority.CRITICAL:
            self._urgent_ids |= dirty
        log.info(
            "batch absorbed",
            root=root.name,
            changed=len(changes.judged),
            touched=len(changes.touched),
            forgotten=len(changes.forgotten),
            dirty=len(dirty),
        )

    # --- outlet ------------------------------------------------------------------------------------------------------

    async def _link_dirty(self) -> None:
        while True:
            self._dirty_news.clear()
            chunk = self._linkable()
            if not chunk:
                await self._tell()
                await self._dirty_news.wait()
                continue
            self._linking = True
            try:
                graphs = await self._engine.link(chunk)
                self._urgent_ids.difference_update(set(chunk) - self._engine.unlinked.keys())
                if graphs:
                    await self._linked.put(graphs)
            except sqlite3.OperationalError as error:
                self._engine.unlink()
                await self._wait_for_disk(error)
            finally:
                self._linking = False

    def _linkable(self) -> list[str]:
        if self._draining:
            return []
        return self._next_to_link()

    def _next_to_link(self) -> list[str]:
        """What to link next. While a load is being extracted only live edits are: the rest is linked once, after it."""
        unlinked = self._engine.unlinked
        if self._bulk_running or self._batcher.bulk_ready:
            self._urgent_ids.intersection_update(unlinked)
            return list(islice(sorted(self._urgent_ids), LINK_CHUNK))
        return list(islice(unlinked, LINK_CHUNK))

    async def _write_linked(self) -> None:
        await self._writer.start()
        self._engine.unlink()
        self.started = True
        self._dirty_news.set()
        while True:
            graphs = await self._linked.get()
            self._writing = True
            try:
                while not self._linked.empty():
                    graphs += self._linked.get_nowait()
                await self._writer.write(graphs)
            except GraphMoved:
                self._engine.unlink()
            except sqlite3.OperationalError as error:
                await self._wait_for_disk(error)
                self._engine.unlink()
            finally:
                self._writing = False
                self._dirty_news.set()  # what the graph refused is a dead letter now, and its readers follow
                await self._tell()

    async def _tell(self) -> None:
        if self.idle:
            self._idle_at = time.monotonic()
        async with self._quiet:
            self._quiet.notify_all()
