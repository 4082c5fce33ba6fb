"""Stage 4, shell: tasks in, results or named failures out. A task costs at most its own worker, never its neighbours.

One seat per worker, each an asyncio task that takes the next group from the queue, gives it to its process and settles
the answers. A process that ended, was ended or grew too large is replaced at once. Rules are elsewhere: order and
groups in `pool_queue`, memory in `backpressure`, what an end means in `pool_process`.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import assert_never

import msgspec
import structlog

from graph.extract.request import Extracted
from watcher.backpressure import MemoryLimits, MemoryReader, default_workers, worker_limit_bytes
from watcher.pool_gate import READING_S, Gate
from watcher.pool_process import START_S, Lost, Worker, WorkerFailed, forkserver_context, kill_server
from watcher.pool_queue import TaskQueue, Waiting
from watcher.pool_task import EXTRACT, Done, Failure, Limits, Parsed, PoolBroken, Reason, Task
from watcher.pool_worker import Ran, Report

_GROUP_WALL_SHARE = 0.25
"""A group's wall time as a share of one file's: 128 KB take a second at most, and a group that fails is only tried
again, so a file that hangs shall not hold its companions for long."""
_WORKER_FILES = 5_000
"""Files after which a worker is replaced, whatever it leaked."""
_WORKER_RSS_BYTES = 384 << 20
"""Resident size past which a worker is replaced after its group: it would not give the memory back."""
_LOST_LIMIT = 3
"""A task whose worker was stopped from outside this often did it itself."""
_IDLE_TICK_S = 0.5
"""How often an idle seat looks whether its process is still there (full strength within 2 s, P1)."""
_START_TRIES = 5
"""Starts in a row, over all seats, that may fail before the pool gives up (with pauses: after some 5 s)."""
_LAST_START_S = 1.0
"""What a start that runs gets to end by itself when the pool closes."""
_ROOM_TASKS = 1_000
_ROOM_BYTES = 64 << 20
"""What may wait here before `room` makes its callers wait: enough for any number of workers, and bounded memory."""

_decode_extracted = msgspec.msgpack.Decoder(Extracted).decode
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PoolMetrics:
    """What the pool did since it was opened. `paused`: why no work starts right now, None if it does."""

    workers: int = 0
    queued: int = 0
    running: int = 0
    done: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    groups: int = 0
    restarts: int = 0
    """Workers replaced after an abnormal end."""
    paused: str | None = None
    paused_seconds: float = 0.0
    parse_seconds: float = 0.0


@asynccontextmanager
async def open_pool(
    *,
    workers: int | None = None,
    limits: Limits | None = None,
    memory: MemoryLimits | None = None,
    works: Sequence[str] = (EXTRACT,),
    reader: MemoryReader | None = None,
    start_tries: int = _START_TRIES,
    start_s: float = START_S,
    lazy: bool = False,
) -> AsyncIterator["Pool"]:
    """A pool of `workers` processes (default: min(4, cores), capped by memory), up from the first moment, or `lazy`
    from the first task; the first one answers after some 0.5 s. `works`: what the fork server imports beforehand.
    `start_tries`: worker starts in a row that may fail before the pool is broken, each within `start_s`. Leaving it
    ends every process at once; call `close(grace_s=…)` before to let running work end. One pool at a time in a
    process."""
    limits, memory, reader = limits or Limits(), memory or MemoryLimits(), reader or MemoryReader()
    budget_bytes = reader.budget_bytes(memory)
    limits = replace(limits, memory_bytes=worker_limit_bytes(limits.memory_bytes, budget_bytes))
    if workers is None:
        workers = default_workers(len(os.sched_getaffinity(0)), budget_bytes, limits.memory_bytes)
    pool = Pool(workers, limits, Gate(reader, memory, limits.memory_bytes), works, start_tries, start_s)
    if not lazy:
        pool.start()
    try:
        yield pool
    finally:
        await pool.close(grace_s=0.0)


class Pool:
    """Made by `open_pool`."""

    def __init__(
        self, workers: int, limits: Limits, gate: Gate, works: Sequence[str], start_tries: int, start_s: float
    ) -> None:
        self._limits = limits
        self._gate = gate
        self._context = forkserver_context(works)
        self._queue: TaskQueue[asyncio.Future[Done | Failure]] = TaskQueue()
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._threads = ThreadPoolExecutor(max_workers=2 * workers, thread_name_prefix="pool")
        self._staff: set[Worker] = set()
        self._seats: list[asyncio.Task[None]] = []
        self._starting: set[asyncio.Future[Worker]] = set()
        self._closing = False
        self._broken: PoolBroken | None = None
        self._start_tries = start_tries
        self._start_s = start_s
        self._failed_starts = 0
        self._running = 0
        self._metrics = PoolMetrics(workers=workers)

    @property
    def workers(self) -> int:
        """How many processes work when all is well."""
        return self._metrics.workers

    @property
    def pids(self) -> list[int]:
        """Processes that are up now, sorted."""
        return sorted(worker.pid for worker in self._staff)

    def metrics(self) -> PoolMetrics:
        """A copy of the present figures."""
        return replace(
            self._metrics,
            queued=len(self._queue),
            running=self._running,
            failures=Counter(self._metrics.failures),
            paused=self._gate.paused if self._queue else None,
            paused_seconds=self._gate.paused_seconds(),
        )

    def start(self) -> None:
        """Opens the seats."""
        for seat in range(self.workers):
            task = asyncio.create_task(self._serve(), name=f"pool-seat-{seat}")
            task.add_done_callback(self._seat_ended)
            self._seats.append(task)

    async def room(self) -> None:
        """Waits until the queue has room. To be called before a file's bytes are read; `run` itself never waits for
        room, so that a live edit need not."""
        while not self._closing and self._broken is None and self._is_full():
            self._room.clear()
            await self._room.wait()

    async def run(self, task: Task) -> Parsed | Failure:
        """Extracts one file. The answer to equal bytes and requests is equal, whatever runs beside. After or during
        `close` a Failure "stopped". Raises PoolBroken if no worker can be started."""
        done = await self.call(task)
        match done:
            case Done():
                return Parsed(_decode_extracted(done.value), done.seconds)
            case Failure():
                return done
            case _:
                assert_never(done)

    async def call(self, task: Task) -> Done | Failure:
        """As `run`, for work of any kind: the result is left encoded."""
        if self._broken is not None:
            raise self._broken
        if len(task.data) > self._limits.size_bytes:
            self._metrics.failures[Reason.SIZE] += 1
            return Failure(Reason.SIZE, f"{len(task.data)} bytes, {self._limits.size_bytes} are allowed")
        if self._closing:
            return _STOPPED
        if not self._seats:
            self.start()
        waiting = self._queue.put(task, asyncio.get_running_loop().create_future())
        self._news.set()
        try:
            return await waiting.answer
        finally:
            self._queue.drop(waiting)

    async def close(self, *, grace_s: float) -> None:
        """Hands out no more, gives running work `grace_s` to end, then ends every process. What waited or was cut off
        is answered "stopped". May be repeated."""
        self._closing = True
        self._answer_all(self._queue.clear())
        self._news.set()
        self._room.set()
        if self._seats:
            await asyncio.wait(self._seats, timeout=grace_s)
        for seat in self._seats:
            seat.cancel()
        await asyncio.gather(*self._seats, return_exceptions=True)
        await self._end_starts()
        await asyncio.to_thread(self._threads.shutdown)

    async def _end_starts(self) -> None:
        """Nobody waits for them any more, and a fork server that stands still must not hold up the end."""
        while self._starting:
            await asyncio.wait(self._starting, timeout=_LAST_START_S)
            if self._starting:
                kill_server()

    async def _serve(self) -> None:
        """One seat: always a process, always the most urgent work."""
        while not self._closing:
            worker = await self._hire()
            if worker is None:
                continue
            try:
                await self._employ(worker)
            finally:
                self._staff.discard(worker)
                self._threads.submit(worker.stop)

    async def _hire(self) -> Worker | None:
        loop = asyncio.get_running_loop()
        starting = loop.run_in_executor(self._threads, Worker.start, self._context, self._limits, self._start_s)
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)
        try:
            worker = await asyncio.shield(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(_dismiss)
            raise
        except WorkerFailed as error:
            await self._count_failed_start(error)
            return None
        self._failed_starts = 0
        self._staff.add(worker)
        return worker

    async def _count_failed_start(self, error: WorkerFailed) -> None:
        self._failed_starts += 1
        self._metrics.restarts += 1
        log.warning("worker did not start", error=str(error), tries=self._failed_starts)
        if self._failed_starts >= self._start_tries:
            raise PoolBroken(f"no worker can be started: {error}") from error
        await asyncio.sleep(0.1 * 2**self._failed_starts)

    async def _employ(self, worker: Worker) -> None:
        """Gives the process group after group, until it is to be replaced."""
        while worker.files < _WORKER_FILES and worker.rss_bytes < _WORKER_RSS_BYTES:
            group = await self._next_group(worker)
            if group is None:
                return
            self._running += len(group)
            self._metrics.groups += 1
            try:
                fit = await self._work(worker, group)
            finally:
                self._running -= len(group)
                self._gate.release(len(waiting.task.data) for waiting in group)
                self._answer_all(group)  # what has no answer by now was cut off
            if not fit:
                self._metrics.restarts += 1
                return

    async def _next_group(self, worker: Worker) -> "list[_Entry] | None":
        """Waits for work that may start; None when the pool closes or the process has gone."""
        while not self._closing and worker.alive:
            pause_s = _IDLE_TICK_S
            if (head := self._queue.peek()) is not None:
                if self._gate.admits(len(head.task.data), self._pids()):
                    group = self._queue.take(workers=self.workers)
                    self._gate.reserve(len(waiting.task.data) for waiting in group)
                    self._tell_room()
                    return group
                pause_s = READING_S
            self._news.clear()
            try:
                async with asyncio.timeout(pause_s):
                    await self._news.wait()
            except TimeoutError:
                continue
        if not self._closing:
            self._metrics.restarts += 1
        return None

    async def _work(self, worker: Worker, group: "list[_Entry]") -> bool:
        """Runs a group and settles it; False if the process is not to be used again."""
        wall_s = self._limits.wall_s * (_GROUP_WALL_SHARE if len(group) > 1 else 1)
        items = [(waiting.task.data, waiting.task.request) for waiting in group]
        ended = await worker.run(group[0].task.work, items, wall_s=wall_s)
        match ended:
            case Report():
                for waiting, ran in zip(group, ended.ran, strict=True):
                    self._settle(waiting, ran, suspect=len(group) > 1)
                return True
            case Lost():
                log.warning("worker lost", pid=worker.pid, detail=ended.detail)
                for waiting in group:
                    self._try_again_lost(waiting)
                return False
            case Failure():
                self._settle_ended(worker, group, ended)
                return False
            case _:
                assert_never(ended)

    def _settle(self, waiting: "_Entry", ran: Ran, *, suspect: bool) -> None:
        """A file of a group that ran out of memory may have been its neighbours' victim."""
        if suspect and ran.reason == Reason.MEMORY:
            self._put_back(waiting)
        elif ran.reason:
            self._answer(waiting, Failure(Reason(ran.reason), ran.detail))
        else:
            self._metrics.parse_seconds += ran.seconds
            self._answer(waiting, Done(ran.value, ran.seconds))

    def _settle_ended(self, worker: Worker, group: "list[_Entry]", failure: Failure) -> None:
        log.info("worker ended", pid=worker.pid, reason=failure.reason, detail=failure.detail, files=len(group))
        if len(group) == 1:
            self._answer(group[0], failure)
            return
        for waiting in group:
            self._put_back(waiting)

    def _try_again_lost(self, waiting: "_Entry") -> None:
        waiting.lost += 1
        if waiting.lost < _LOST_LIMIT:
            self._put_back(waiting)
        else:
            self._answer(waiting, Failure(Reason.CRASH, f"its worker ended {waiting.lost} times"))

    def _put_back(self, waiting: "_Entry") -> None:
        if not self._closing:
            self._queue.put_back(waiting, alone=True)
            self._news.set()

    def _answer(self, waiting: "_Entry", answer: Done | Failure) -> None:
        if waiting.answer.done():
            return
        waiting.answer.set_result(answer)
        if isinstance(answer, Done):
            self._metrics.done += 1
        else:
            self._metrics.failures[answer.reason] += 1

    def _answer_all(self, entries: "list[_Entry]") -> None:
        for waiting in entries:
            if not waiting.queued:
                self._answer(waiting, _STOPPED)

    def _seat_ended(self, seat: "asyncio.Task[None]") -> None:
        """A seat ends by itself only when the pool closes; else it is broken, and so is whoever waits for it."""
        error = None if seat.cancelled() else seat.exception()
        if error is None:
            return
        if not isinstance(error, PoolBroken):
            log.error("a seat of the pool ended", exc_info=error)
        self._broken = error if isinstance(error, PoolBroken) else PoolBroken(f"a seat ended: {error!r}")
        self._broken.__cause__ = error
        for waiting in self._queue.clear():
            if not waiting.answer.done():
                waiting.answer.set_exception(self._broken)
        self._room.set()

    def _pids(self) -> set[int]:
        return {pid for worker in self._staff for pid in (worker.pid, worker.server_pid)}

    def _is_full(self) -> bool:
        return len(self._queue) >= _ROOM_TASKS or self._queue.size_bytes >= _ROOM_BYTES

    def _tell_room(self) -> None:
        if not self._room.is_set() and not self._is_full():
            self._room.set()


_Entry = Waiting[asyncio.Future[Done | Failure]]
_STOPPED = Failure(Reason.STOPPED, "the pool is closing")


def _dismiss(starting: "asyncio.Future[Worker]") -> None:
    """Ends a process whose start nobody waited for. In the loop's callback, at the very end: a short block is fine."""
    if not starting.cancelled() and starting.exception() is None:
        starting.result().stop()
