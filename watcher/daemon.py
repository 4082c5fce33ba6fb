"""`watch`: owns tasks, signals and the drain. Shell.

One task group: pipeline, sweeps, events, control socket and the service manager's heartbeat. SIGTERM sets one event:
stop watching, let what runs end within `drain_s`, close everything in reverse order.
"""

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any

import structlog

from graph.extract.registry import KINDS
from watcher.control import serve_control
from watcher.disk import disk_trouble
from watcher.events import Events, InotifyEvents, NoEvents
from watcher.failpoints import Failpoint, reached
from watcher.notify import Notifier, take_notifier
from watcher.pool_task import Priority
from watcher.progress import STALL_S, Part, Progress
from watcher.roots import Root
from watcher.session import Session, open_session
from watcher.settings import Settings

log = structlog.get_logger()

_HEALTH_S = 2.0  # how often the parts are looked at; well below any watchdog and the 10 s of W5
_CALM_PATHS = 200  # more waiting paths than that are a load, not somebody's edits

_DISK_PAUSE_S = 5.0  # well below the 30 s of P7
_OPEN_QUIET_S = 1.0
"""With --realtime a file whose writer is not done with it yet is looked at after so much quiet all the same."""


def sweep_pause_s(interval_s: float, problems: Sequence[str]) -> float:
    """Until the next sweep: half of the interval while events are incomplete."""
    return interval_s / 2 if problems else interval_s


class Daemon:
    """A running `watch`."""

    def __init__(
        self,
        session: Session,
        events: Events,
        notifier: Notifier,
        reload: Callable[[], Settings],
        stop: asyncio.Event,
        *,
        stall_s: float = STALL_S,
    ) -> None:
        self._session = session
        self._events = events
        self._notifier = notifier
        self._reload = reload
        self._stop = stop
        self._sweep_now = asyncio.Event()
        self._swept_once = False
        self._interval_s = session.settings.watch.sweep_interval_s
        self._progress = Progress(stall_s)
        self._standing: list[str] = []
        self._hinted_total = 0
        self.state = "starting"

    # --- life --------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until it is told to stop."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._on_reload)
        loop.add_signal_handler(signal.SIGUSR1, self._session.pipeline.flush)
        await asyncio.to_thread(self._events.start)  # before the first sweep, or what changes between is lost
        try:
            async with serve_control(self._session.settings.state_dir, self.answer), asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._session.pipeline.run(), name="pipeline"),
                    group.create_task(self._sweep_again(), name="sweep"),
                    group.create_task(self._confirm(), name="confirm"),
                    group.create_task(self._look_after(), name="health"),
                ]
                await self._stop.wait()
                self.state = "stopping"
                self._notifier.send(STOPPING=1, STATUS="finishing what runs")
                log.info("stopping", backlog=self._session.pipeline.backlog)
                for task in tasks[1:]:
                    task.cancel()
                await self._drain()
                reached(Failpoint.DRAINED)
                tasks[0].cancel()
        finally:
            await asyncio.to_thread(self._events.stop)

    async def _drain(self) -> None:
        """Let what runs end; what is left is dirty or unseen, and the next start finds it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._session.settings.drain_s):
                await self._session.pipeline.drain()
        await self._session.pool.close(grace_s=0.0)

    def _on_reload(self) -> None:
        self._notifier.send(RELOADING=1, MONOTONIC_USEC=time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000)
        try:
            settings = self._reload()
        except Exception as error:  # whatever is wrong with the file: the settings in force stay
            log.error("settings not reloaded", reason=str(error))
        else:
            watch = settings.watch
            self._interval_s = watch.sweep_interval_s
            self._session.batcher.quiet_s = 0.0 if watch.realtime else watch.debounce_s
            self._session.batcher.max_age_s = watch.max_age_s
            log.info("settings reloaded; roots and graph change with a restart")
        self._sweep_now.set()
        self._notifier.send(READY=1)

    # --- tasks -------------------------------------------------------------------------------------------------------

    async def _sweep_again(self) -> None:
        """At the start, at intervals, and whenever somebody asks."""
        while True:
            self._sweep_now.clear()
            await self._session.sweep(priority=Priority.BATCH, missed=self._swept_once)
            if not self._swept_once:
                self._swept_once = True
                self._notifier.send(READY=1, STATUS=self._status_line())
            for name, swept in list(self._session.swept.items()):
                await asyncio.to_thread(self._events.align, name, swept.folders, swept.identity)
            if await self._session.writer.check():
                self._session.engine.unlink()
                self._session.pipeline.poke()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._sweep_now.wait(), sweep_pause_s(self._interval_s, self._events.problems()))

    async def _confirm(self) -> None:
        """So much vanished at once that only a sweep may believe it."""
        while True:
            await self._session.suspects.get()
            await self._session.sweep(priority=Priority.NORMAL)

    def on_events(self) -> None:
        """Events came in: offer their paths."""
        hints = self._events.take()
        self._hinted_total += len(hints.paths)
        watch = self._session.settings.watch
        priority = Priority.CRITICAL if len(self._session.batcher) < _CALM_PATHS else Priority.BATCH
        done = [key for key, finished in hints.paths.items() if finished]
        open_ = [key for key, finished in hints.paths.items() if not finished]
        quiet_s = 0.0 if watch.realtime else None
        self._session.pipeline.offer(done, priority=priority, quiet_s=quiet_s)
        self._session.pipeline.offer(open_, priority=priority, quiet_s=_OPEN_QUIET_S if watch.realtime else None)
        if hints.sweep or self._session.batcher.overflowed:
            self._sweep_now.set()

    async def _look_after(self) -> None:
        """Heartbeat: a dead event reader is replaced; the service manager hears from us only while all parts move."""
        beat_s = min(_HEALTH_S, (self._notifier.watchdog_s or 60.0) / 3)
        told = 0.0
        while True:
            if not self._events.healthy():
                await asyncio.to_thread(self._events.restart)
                if self._events.healthy():  # else it could not be started, and `problems` says why
                    log.error("event reader had died; started another and sweeping")
                    self._sweep_now.set()
            problems = self._events.problems()
            if problems and time.monotonic() - told > 60:
                log.warning("events are incomplete; sweeping twice as often", problems=problems)
                told = time.monotonic()
            self.state = self._judge_state()
            if self._moves():
                self._notifier.send(WATCHDOG=1, STATUS=self._status_line())
            await asyncio.sleep(beat_s)

    def _moves(self) -> bool:
        """Does every part that has work do some? Waiting for a graph that is away, or for room, is by design."""
        standing = self._progress.standing(self._parts(), time.monotonic())
        if standing and not self._standing:
            log.error("parts stand still; no more heartbeats until they move", parts=standing)
        self._standing = standing
        return not standing

    def _parts(self) -> dict[str, Part]:
        session, pool, metrics = self._session, self._session.pool.metrics(), self._session.metrics
        disk = bool(session.pipeline.disk_trouble)
        parsing = bool(pool.queued or pool.running)
        return {
            "intake": Part(
                bool(session.pipeline.busy) and not parsing and not disk,
                # It takes turns with the linker.
                (metrics.batches_total, metrics.files_read_total, metrics.retries_total, metrics.files_linked_total),
            ),
            # What runs in a worker has its own limit of time.
            "pool": Part(
                bool(pool.queued and not pool.running and not pool.paused),
                (pool.done, pool.groups, pool.restarts, pool.failures.total()),
            ),
            # A cache that lost facts has them parsed again, one file after the other.
            "linker": Part(session.pipeline.linking and not parsing and not disk, (metrics.files_linked_total,)),
            "writer": Part(
                session.pipeline.writing and session.writer.reachable and not disk,
                (
                    metrics.transactions_total,
                    metrics.retries_total,
                    metrics.ladder_steps_total,
                    session.store.waited,
                ),
            ),
        }

    # --- answers -----------------------------------------------------------------------------------------------------

    def _reasons(self) -> list[str]:
        session = self._session
        return [
            *([] if session.writer.reachable else ["graph cannot be reached"]),
            *([f"state cannot be written: {session.pipeline.disk_trouble}"] if session.pipeline.disk_trouble else []),
            *([f"no new work: {session.pool.metrics().paused}"] if session.pool.metrics().paused else []),
            *(f"root {name}: {problem}" for name, problem in sorted(session.problems.items())),
            *self._events.problems(),
        ]

    def _judge_state(self) -> str:
        if self._stop.is_set():
            return "stopping"
        if not self._swept_once:
            return "starting"
        if self._reasons():
            return "degraded"
        return "idle" if self._session.pipeline.idle else "busy"

    def _status_line(self) -> str:
        return f"{self._judge_state()}, {self._session.pipeline.backlog} files to go"

    def status(self) -> dict[str, Any]:
        """`status --json`."""
        session = self._session
        rows = [row for row in session.ledger.rows() if not row.gone]
        pool = session.pool.metrics()
        session.metrics.events_seen_total = self._events.events_total
        session.metrics.events_deduplicated_total = self._events.events_total - self._hinted_total
        return {
            "state": self._judge_state(),
            "reasons": self._reasons(),
            "pid": os.getpid(),
            "backlog_files": session.pipeline.backlog,
            "lag_seconds": round(session.pipeline.lag_s(time.monotonic()), 3),
            "files": {"tracked": len(rows), "dead_letters": sum(1 for row in rows if row.reason)},
            "store": {"kind": session.store.kind, "reachable": session.writer.reachable},
            "last_sweep": session.last_sweep,
            "roots": {name: str(root.folder) for name, root in session.roots.items()},
            "pool": {
                "workers": pool.workers,
                "queued": pool.queued,
                "running": pool.running,
                "done": pool.done,
                "failures": dict(pool.failures),
                "restarts": pool.restarts,
                "paused_seconds": round(pool.paused_seconds, 3),
            },
            "metrics": session.metrics.as_dict(),
        }

    async def answer(self, verb: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """One request of the control socket."""
        session = self._session
        match verb:
            case "ping":
                return {"ok": True}
            case "status":
                return self.status()
            case "wait":
                try:
                    async with asyncio.timeout(arguments.get("timeout")):
                        self.on_events()
                        await session.catch_up()
                except TimeoutError:
                    return {"in_step": False, "backlog_files": session.pipeline.backlog}
                return {"in_step": True, "dead_letters": sum(1 for row in session.ledger.rows() if row.reason)}
            case "flush":
                session.pipeline.flush()
                return {"ok": True}
            case "repair":
                await session.catch_up()
                await session.reassert(adopt_foreign=bool(arguments.get("adopt")))
                return {"ok": True, "rows": session.metrics.rows_written_total}
            case "replay":
                ids = arguments.get("ids")
                replayed = await session.replay(None if ids is None else set(ids))
                return {"replayed": replayed, "dead_letters": len(await session.state.dead_letters())}
            case "forget":
                name = str(arguments.get("root"))
                files = await session.forget(name)
                await asyncio.to_thread(self._events.forget, name)
                return {"files": files}
            case "clear_cache":
                return {"removed": await session.cache.clear()}
            case "cache_stats":
                await session.cache.flush()
                return {"ok": True}
            case _:
                return {"error": f"unknown request {verb!r}"}


async def run_watch(
    settings: Settings,
    roots: Sequence[Root],
    env: MutableMapping[str, str],
    *,
    reload: Callable[[], Settings],
) -> None:
    """`watch`, until SIGTERM. The caller holds the state directory's lock."""
    notifier = take_notifier(env)
    await keep_on(lambda stop: _watch_once(settings, roots, env, reload, notifier, stop), notifier)
    log.info("stopped")


async def keep_on(once: Callable[[asyncio.Event], Awaitable[str]], notifier: Notifier) -> None:
    """Run `once` until it was told to stop, by an event that SIGTERM and SIGINT set; it returns "" then, else what the
    disk said that ended it.

    A disk that fails where nothing else could be done is waited for, and everything opened anew: the service manager's
    restarts would do the same, without a word to whoever asks for the status. A signal is heard whatever is just being
    opened or closed."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    for number in (signal.SIGHUP, signal.SIGUSR1):  # nothing is open yet that could follow them
        loop.add_signal_handler(number, _pass)
    while not stop.is_set() and (trouble := await once(stop)):
        log.error("state cannot be opened; waiting", error=trouble)
        extend_us = int(_DISK_PAUSE_S * 12e6)
        notifier.send(STATUS=f"state cannot be opened: {trouble}", EXTEND_TIMEOUT_USEC=extend_us, WATCHDOG=1)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _DISK_PAUSE_S)


def _pass() -> None:
    pass


async def _watch_once(
    settings: Settings,
    roots: Sequence[Root],
    env: Mapping[str, str],
    reload: Callable[[], Settings],
    notifier: Notifier,
    stop: asyncio.Event,
) -> str:
    """ "" when it was told to stop, else what the disk said that ended it."""
    try:
        async with open_session(settings, roots, env, patience_s=None, watching=True) as session:
            if not stop.is_set():
                await _watch(session, settings, roots, reload, notifier, stop)
    except (sqlite3.OperationalError, OSError, ExceptionGroup) as error:
        if trouble := disk_trouble(error):
            return trouble
        raise
    return ""


async def _watch(
    session: Session,
    settings: Settings,
    roots: Sequence[Root],
    reload: Callable[[], Settings],
    notifier: Notifier,
    stop: asyncio.Event,
) -> None:
    loop = asyncio.get_running_loop()
    daemon: Daemon | None = None

    def wake() -> None:
        if daemon is not None:
            loop.call_soon_threadsafe(daemon.on_events)

    events: Events = InotifyEvents(roots, tuple(KINDS), wake) if settings.watch.events else NoEvents()
    daemon = Daemon(session, events, notifier, reload, stop)
    log.info("watching", roots=[root.name for root in roots], events=settings.watch.events)
    await daemon.run()
