"""Everything that one `sync` or `watch` needs, opened in order and closed in reverse; sweeps, the barrier, and what
else changes the state on request. Shell."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import structlog

from cache.parse_cache import ParseCache, open_parse_cache
from cache.state import RootRow, State, open_state
from graph.extract.registry import KINDS
from graph.store.open import open_store
from graph.store.protocol import GraphStore
from graph.version import extractor_version, linker_version
from watcher.backpressure import MemoryLimits
from watcher.batch import Batcher, FileKey
from watcher.dead_letters import append_dead_letter
from watcher.engine import Engine
from watcher.examine import Examiner, FileLimits, refused_for_good
from watcher.failpoints import Failpoint, reached
from watcher.judge import Changes, Judged
from watcher.ledger import Ledger
from watcher.metrics import Metrics
from watcher.pipeline import Pipeline
from watcher.pool import Pool, open_pool
from watcher.pool_task import Limits, Priority
from watcher.roots import (
    Root,
    RootSettings,
    decode_root_settings,
    encode_root_settings,
    folder_of,
    folder_text,
    roots_problem,
)
from watcher.settings import Settings, SettingsError, graph_url, read_graph_password
from watcher.sweep import News, Sweep, compare, gone_for_good, suspicious, sweep_root
from watcher.writer import WriteLimits, Writer

log = structlog.get_logger()

_CONFIRM_S = 1.0  # after so long a second sweep has to agree that so much is gone


@dataclass(frozen=True, slots=True)
class SweepReport:
    """One root's sweep. `problems` not empty: nothing was deleted for its sake."""

    root: str
    files: int
    news: News
    problems: tuple[str, ...]
    seconds: float


@dataclass(slots=True)
class Session:
    """What is open. `roots`: those that this process keeps in step; the engine knows all recorded ones."""

    settings: Settings
    roots: dict[str, Root]
    state: State
    ledger: Ledger
    cache: ParseCache
    pool: Pool
    store: GraphStore
    engine: Engine
    examiner: Examiner
    writer: Writer
    batcher: Batcher
    pipeline: Pipeline
    metrics: Metrics
    suspects: asyncio.Queue[str]
    problems: dict[str, str] = field(default_factory=dict)
    last_sweep: dict[str, Any] = field(default_factory=dict)
    devices_kept: dict[str, int] = field(default_factory=dict)
    """The roots' devices as `state.db` has them."""
    swept: dict[str, Sweep] = field(default_factory=dict)
    """Each root's last sweep: what the events' watches are held against."""

    # --- sweeps ------------------------------------------------------------------------------------------------------

    async def sweep(self, *, priority: Priority = Priority.BATCH, missed: bool = False) -> list[FileKey]:
        """Sweep every root and offer what is news; returns it. A mass deletion is looked at twice before it counts."""
        offered: list[FileKey] = []
        for root in list(self.roots.values()):
            heard = self._heard() if missed else set()
            report = await self._sweep_root(root, priority)
            if root.name not in self.roots:  # forgotten while it was swept
                self._lose_sight(root.name)
                continue
            keys = [
                FileKey(root.name, path)
                for path in (*report.news.appeared, *report.news.changed, *report.news.vanished)
            ]
            if missed:
                heard |= self._heard()
                lost = [key for key in keys if key not in heard and key.path not in report.news.racy]
                self.metrics.sweep_found_missed_total += len(lost)
            self.pipeline.offer(keys, priority=priority, quiet_s=0)
            offered += keys
        self.batcher.overflowed = False
        reached(Failpoint.SWEPT)
        return offered

    def _heard(self) -> set[FileKey]:
        """Paths that wait or are being looked at: no sweep had to find them."""
        return self.pipeline.busy.union(self.batcher.keys())

    async def _sweep_root(self, root: Root, priority: Priority) -> SweepReport:
        began = time.perf_counter()
        found, news = await self._look(root)
        if self._too_much_is_gone(root, found, news):
            log.warning(
                "more than half of a root's files vanished at once; looking again",
                root=root.name,
                files=len(news.vanished),
            )
            await asyncio.sleep(_CONFIRM_S)
            first = set(news.vanished)
            found, news = await self._look(root)
            news = replace(news, vanished=tuple(path for path in news.vanished if path in first))
            if news.vanished:
                log.warning("a second sweep agrees; forgetting them", root=root.name, files=len(news.vanished))
        news = self._without_held(root, found, news)
        await self._remember_device(root.name)
        self.examiner.hold(root.name, news.vanished)
        seconds = time.perf_counter() - began
        self.metrics.sweeps_total += 1
        self.metrics.sweep_seconds += seconds
        self.swept[root.name] = found
        self.last_sweep = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "root": root.name,
            "files": len(found.entries),
            "news": len(news),
            "seconds": round(seconds, 3),
        }
        return SweepReport(root.name, len(found.entries), news, tuple(found.problems), seconds)

    async def _look(self, root: Root) -> tuple[Sweep, News]:
        found = await asyncio.to_thread(sweep_root, root, KINDS)
        return found, await asyncio.to_thread(compare, found, dict(self.ledger.live(root.name)))

    def _too_much_is_gone(self, root: Root, found: Sweep, news: News) -> bool:
        live = self.ledger.live(root.name)
        return suspicious(gone_for_good(found, news, live), len(live))

    def _without_held(self, root: Root, found: Sweep, news: News) -> News:
        """A root that is out of sight, incomplete or on another volume has deleted nothing."""
        device = self.examiner.devices.get(root.name)
        problem = "; ".join(found.problems)
        if found.identity and device and found.identity[0] != device and news.vanished and not found.entries:
            problem = f"{root.folder}: another volume is mounted there, and it is empty"
        if problem:
            if self.problems.get(root.name) != problem:
                log.error("root cannot be swept; nothing of it is forgotten", root=root.name, reason=problem)
            self.problems[root.name] = problem
            return replace(news, vanished=())
        self.problems.pop(root.name, None)
        if found.identity:
            self.examiner.devices[root.name] = found.identity[0]
        if root.name in self.examiner.lost_roots:  # what had to be linked meanwhile could not be parsed again
            self.examiner.lost_roots.discard(root.name)
            self.engine.requeue(self.ledger.ids(root.name))
            self.pipeline.poke()
        return news

    async def _remember_device(self, name: str) -> None:
        """Keep the root's device for the next start, whatever ends this one. On a full disk the next sweep does."""
        device = self.examiner.devices.get(name)
        if device is None or self.devices_kept.get(name) == device:
            return
        with contextlib.suppress(sqlite3.OperationalError):
            await self.state.save_device(name, device)
            self.devices_kept[name] = device

    # --- the barrier -------------------------------------------------------------------------------------------------

    async def catch_up(self) -> None:
        """Sweep, and return once everything that was on disk is in the graph or a dead letter."""
        # What is being looked at now may have been read before it changed: it is looked at once more.
        keys = self.pipeline.busy | set(self.batcher.keys())
        self.pipeline.offer(keys, priority=Priority.NORMAL, quiet_s=0)
        keys.update(await self.sweep(priority=Priority.NORMAL))
        self.pipeline.flush()
        await self.pipeline.until(lambda: not self.pipeline.pending(keys))
        await self._no_older_marks()

    async def _no_older_marks(self) -> None:
        """Return once everything that is dirty now is in the graph."""
        mark = self.state.seq
        await self.pipeline.until(lambda: not self._older_marks(mark))

    def _older_marks(self, mark: int) -> bool:
        oldest = self.ledger.oldest_mark()
        return oldest is not None and oldest <= mark and not self.pipeline.idle

    async def until_idle(self) -> None:
        await self.pipeline.until(lambda: self.pipeline.idle)

    # --- on request --------------------------------------------------------------------------------------------------

    async def reassert(self, *, adopt_foreign: bool = False) -> None:
        """Write every recorded root into the graph again in full; what the graph has beyond that goes."""
        await self.writer.reassert(adopt_foreign=adopt_foreign)
        self.engine.unlink()
        self.pipeline.poke()
        await self._no_older_marks()
        await self.writer.tidy()
        reached(Failpoint.TIDIED)

    async def replay(self, ids: Collection[int] | None) -> int:
        """Try dead letters again (None: all); returns how many."""
        chosen = [dead for dead in await self.state.dead_letters() if ids is None or dead.id in ids]
        for dead in chosen:
            if dead.digest is not None and dead.root in self.engine.roots:
                self.examiner.forgive(self.engine.roots[dead.root], dead.path, dead.digest)
        rows = [self.ledger.live(dead.root).get(dead.path) for dead in chosen]
        known = [row.id for row in rows if row is not None]
        await self.state.look_again(known)
        self.ledger.look_again(known)
        reached(Failpoint.FORGIVEN)
        self.pipeline.offer([FileKey(dead.root, dead.path) for dead in chosen], quiet_s=0)
        await self.catch_up()
        return len(chosen)

    async def forget(self, name: str) -> int:
        """Remove a root from graph and state; readers in other roots follow. Returns how many files it had. If it
        cannot be done, the root is kept in step as before."""
        root = self.roots.pop(name, None)
        self.batcher.forget([name])
        try:
            await self.pipeline.leave(name)
            rows = list(self.ledger.live(name).values())
            await self.engine.absorb(Changes(forgotten=tuple(rows)))
            self.pipeline.poke()
            await self._no_older_marks()
            await self.writer.forget(name)
            reached(Failpoint.FORGOTTEN_IN_GRAPH)
            await self.state.drop_root(name)
        except BaseException:
            if root is not None:
                self.roots[name] = root
            self.pipeline.come_back(name)
            raise
        reached(Failpoint.FORGOTTEN_IN_STATE)
        self.ledger.drop_root(name)
        self.engine.roots.pop(name, None)
        self.engine.forget_catalog()
        self._lose_sight(name)
        return len(rows)

    def _lose_sight(self, name: str) -> None:
        """What was seen of a root that is forgotten is of no account."""
        self.problems.pop(name, None)
        self.swept.pop(name, None)
        self.devices_kept.pop(name, None)
        self.examiner.forget(name)


def written_by(root: Root, settings: Settings) -> str:
    """What the ledger's rows of a root depend on besides the files: if it changes, every file is judged again."""
    limits = settings.limits
    return "|".join(
        (
            extractor_version(),
            linker_version(),
            encode_root_settings(root.settings),
            f"{limits.size_bytes},{limits.nesting},{limits.statements},{settings.write.max_rows_per_file}",
        )
    )


def max_rows_per_file(judged_by: str) -> int:
    """The last of what `written_by` says."""
    return int(judged_by.rpartition(",")[2])


@asynccontextmanager
async def open_session(
    settings: Settings,
    roots: Sequence[Root],
    env: Mapping[str, str],
    *,
    patience_s: float | None,
    watching: bool = False,
    adopt_foreign: bool = False,
) -> AsyncIterator[Session]:
    """Open everything. The caller holds the state directory's lock. Raises `SettingsError` for roots that clash."""
    async with AsyncExitStack() as stack:
        state = await stack.enter_async_context(
            open_state(settings.state_dir / "state.db", before_commit=lambda: reached(Failpoint.STATE_COMMIT))
        )
        ledger = Ledger(await state.files())
        recorded = await _record_roots(state, ledger, roots, settings)
        reached(Failpoint.ROOT_RECORDED)
        cache = await stack.enter_async_context(
            open_parse_cache(
                settings.cache_path if settings.cache.enabled else None,
                max_entries=settings.cache.max_entries,
                max_age_s=settings.cache.max_age_days * 86_400,
            )
        )
        await cache.replace_live([row.facts_key for row in ledger.rows() if row.facts_key])
        password = read_graph_password(settings, env)
        store = await open_store(
            graph_url(settings),
            user=settings.graph_user,
            password=password.get_secret_value() if password else None,
            before_commit=lambda: reached(Failpoint.GRAPH_COMMIT),
        )
        stack.push_async_callback(store.close)
        pool = await stack.enter_async_context(
            open_pool(
                workers=settings.workers,
                limits=pool_limits(settings),
                memory=memory_limits(settings),
                lazy=not watching,  # a pass that finds nothing new needs no worker
            )
        )
        session = await _assemble(
            settings, roots, state, ledger, recorded, cache, store, pool, patience_s, watching, adopt_foreign
        )
        yield session


async def _assemble(
    settings: Settings,
    roots: Sequence[Root],
    state: State,
    ledger: Ledger,
    recorded: dict[str, RootRow],
    cache: ParseCache,
    store: GraphStore,
    pool: Pool,
    patience_s: float | None,
    watching: bool,
    adopt_foreign: bool,
) -> Session:
    metrics = Metrics()
    all_roots = {
        name: Root(name, folder_of(row.directory), decode_root_settings(row.settings)) for name, row in recorded.items()
    }
    judged_by = {name: row.written_by for name, row in recorded.items()}
    dead = [letter for letter in await state.dead_letters() if letter.extractor == judged_by.get(letter.root)]
    suspects: asyncio.Queue[str] = asyncio.Queue(maxsize=1)  # a hint: one is as good as many

    def suspect(name: str) -> None:
        if not suspects.full():
            suspects.put_nowait(name)

    def on_dead(judged: Judged) -> None:
        append_dead_letter(settings.state_dir, judged)
        reached(Failpoint.DEAD_LETTER_NOTED)

    engine = Engine(
        state,
        ledger,
        cache,
        all_roots,
        metrics,
        reparse=lambda row: examiner.reparse(row),
        on_dead=on_dead,
        judged_by=judged_by,
        max_rows_per_file=settings.write.max_rows_per_file,
    )
    writer = Writer(
        store,
        state,
        ledger,
        metrics,
        roots=recorded,
        limits=WriteLimits(
            1 if settings.watch.disable_batching else settings.write.files_per_tx,
            settings.write.rows_per_tx,
            patience_s,
        ),
        adopt_foreign=adopt_foreign,
        bury=lambda file_id, reason, detail, row: engine.bury(file_id, "write", reason, detail, row),
    )
    watch = settings.watch
    batcher = Batcher(
        quiet_s=0.0 if watch.realtime or not watching else watch.debounce_s,
        max_age_s=watch.max_age_s,
        batch_size=1 if watch.disable_batching else watch.batch_size,
    )
    limits = FileLimits(settings.limits.size_bytes, settings.limits.nesting, settings.limits.statements)
    examiner = Examiner(
        engine,
        pool,
        metrics,
        limits=limits,
        final=refused_for_good(dead, all_roots, limits),
        suspect=suspect,
    )
    examiner.devices.update({name: row.device for name, row in recorded.items() if row.device})
    pipeline = Pipeline(engine, examiner, writer, batcher, metrics)
    mine = {root.name: root for root in roots}
    return Session(
        settings,
        mine,
        state,
        ledger,
        cache,
        pool,
        store,
        engine,
        examiner,
        writer,
        batcher,
        pipeline,
        metrics,
        suspects,
        devices_kept=dict(examiner.devices),
    )


async def _record_roots(state: State, ledger: Ledger, roots: Sequence[Root], settings: Settings) -> dict[str, RootRow]:
    recorded = await state.roots()
    for root in roots:
        if (row := recorded.get(root.name)) and row.directory != folder_text(root.folder):
            raise SettingsError(
                f"root {root.name!r} is recorded for {row.directory}; use NAME={folder_text(root.folder)}, "
                f"or drop the old one with `lineaged forget {row.directory}`"
            )
    others = [
        Root(name, folder_of(row.directory), RootSettings())
        for name, row in recorded.items()
        if name not in {root.name for root in roots}
    ]
    if problem := roots_problem([*roots, *others]):
        raise SettingsError(problem)
    for root in roots:
        made_by = written_by(root, settings)
        old = recorded.get(root.name)
        if old is None or old.written_by != made_by:
            row = RootRow(root.name, folder_text(root.folder), encode_root_settings(root.settings), 0, made_by)
            row = replace(row, device=old.device, seq=old.seq, nonce=old.nonce) if old else row
            seq = await state.save_root(row)
            ledger.judge_again(root.name, seq)
    return await state.roots()


def pool_limits(settings: Settings) -> Limits:
    """The pool's limits per file."""
    limits = settings.limits
    return Limits(limits.wall_s, int(limits.cpu_s), limits.address_space_bytes, limits.size_bytes)


def memory_limits(settings: Settings) -> MemoryLimits:
    """When the pool starts no new work."""
    return MemoryLimits(settings.memory_high_percent / 100, settings.memory_max_bytes)
