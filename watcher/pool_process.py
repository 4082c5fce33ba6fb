"""Stage 4, shell: one worker, a pebble pool of a single process. It ends with whatever goes wrong in it.

Why a pebble pool per worker: inside one pool all workers share a pipe and its lock, so one that is killed while it
holds the lock stops all for 60 s (noxdafox/pebble#163), a kill can lose the next task (#153), `os._exit(0)` is never
noticed, and the death of an idle worker breaks the pool. With one process a pool, each of these costs the one worker,
which is thrown away after any abnormal end; what was handed to it is known exactly.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError as FutureCancelledError
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import Timer

import msgspec
from pebble import ProcessExpired, ProcessPool

from watcher.pool_task import Failure, Limits, Reason
from watcher.pool_worker import Report, hello, prepare, run_group

START_S = 30.0
"""The first worker waits for the fork server to import the parser: 0.4 s, much more on a machine that swaps. A server
that has not started one by then is taken to stand still."""
_TICK_S = 0.1
"""How often a silent worker is looked at."""
_LAST_WORD_TICKS = 5
"""Ticks that pebble gets to report the exit code of a worker that is gone."""
_NO_EXIT_CODE = 255
"""What multiprocessing says when the fork server died and took the exit code with it."""

_decode_report = msgspec.msgpack.Decoder(Report).decode


@dataclass(frozen=True, slots=True)
class Lost:
    """The worker ended for a reason that was not its task's: nothing is known of the task."""

    detail: str


class WorkerFailed(Exception):
    """A worker process could not be started."""


def forkserver_context(works: Sequence[str]) -> ForkServerContext:
    """The fork server's context; the server imports the modules of `works` before it forks the first worker. There is
    one server a process: only the first call decides what it imports."""
    # `python -c` would look for modules in the current folder first, and run a stranger's graph.py.
    os.environ["PYTHONSAFEPATH"] = "1"
    context = multiprocessing.get_context("forkserver")
    modules = dict.fromkeys(work.partition(":")[0] for work in works)
    context.set_forkserver_preload([*modules, "watcher.pool_worker", "watcher.pool_preload"])
    return context


class Worker:
    """A process that works on one group at a time. Not to be used after `run` returned anything but a report."""

    def __init__(self, pool: ProcessPool, limits: Limits, pid: int, server_pid: int) -> None:
        self._pool = pool
        self._limits = limits
        self.pid = pid
        self.server_pid = server_pid
        self.files = 0
        self.rss_bytes = 0

    @classmethod
    def start(cls, context: ForkServerContext, limits: Limits, within_s: float = START_S) -> "Worker":
        """Starts a process and waits until it answers. Blocks (30 ms, the first one 0.5 s; twice `within_s` at the
        most): for a thread. Raises WorkerFailed."""
        pool = ProcessPool(max_workers=1, initializer=prepare, initargs=(limits.memory_bytes,), context=context)
        try:
            with _server_awake(within_s):
                greeting: Future[tuple[int, int]] = pool.schedule(hello)
            pid, server_pid = greeting.result(timeout=within_s)
        except (OSError, EOFError, RuntimeError, ProcessExpired, TimeoutError) as error:
            _end(pool)
            raise WorkerFailed(f"{type(error).__name__}: {error}") from error
        return cls(pool, limits, pid, server_pid)

    def stop(self) -> None:
        """Ends the process whatever it does. Blocks up to 0.3 s: for a thread. May be repeated."""
        _end(self._pool)

    @property
    def alive(self) -> bool:
        """False once the process is gone."""
        return _exists(self.pid)

    async def run(self, work: str, items: Sequence[tuple[bytes, object]], *, wall_s: float) -> Report | Failure | Lost:
        """Works on a group of (bytes, request) pairs. A `Failure` is the group's as a whole: a limit passed, or the
        process's end."""
        try:
            future: Future[bytes] = self._pool.schedule(
                run_group, args=(work, list(items), self._limits.cpu_s, self.files)
            )
        except RuntimeError as error:  # pebble noticed that the idle worker had gone
            return Lost(str(error))
        self.files += len(items)
        ended = await self._outcome(future, wall_s)
        if isinstance(ended, Report):
            self.rss_bytes = ended.rss_bytes
        return ended

    async def _outcome(self, future: "Future[bytes]", wall_s: float) -> Report | Failure | Lost:
        clock = asyncio.get_running_loop().time
        deadline = clock() + wall_s
        waiter = asyncio.wrap_future(future)
        silent = 0
        try:
            while not (await asyncio.wait({waiter}, timeout=min(_TICK_S, max(deadline - clock(), 0.01))))[0]:
                silent = 0 if self.alive else silent + 1
                if silent > _LAST_WORD_TICKS:
                    return Failure(Reason.CRASH, "the worker exited without an answer")
                if not silent and clock() >= deadline:
                    return Failure(Reason.WALL, f"not done after {wall_s:g} s")
        finally:
            waiter.cancel()  # no effect on one that is done
        return _ended(waiter, self._limits)


def _ended(waiter: "asyncio.Future[bytes]", limits: Limits) -> Report | Failure | Lost:
    """What a settled future says of the group."""
    try:
        return _decode_report(waiter.result())
    except ProcessExpired as error:
        return exit_outcome(error.exitcode, limits)
    except BrokenProcessPool as error:
        return Lost(str(error))
    except MemoryError:
        return Failure(Reason.MEMORY, "the file needs more memory than a worker may have")
    except (FutureCancelledError, asyncio.CancelledError):
        raise
    except Exception as error:  # raised in the child outside our own net; its text may quote the file (C4)
        return Failure(Reason.ERROR, f"{type(error).__name__} in the worker")


def exit_outcome(code: int, limits: Limits) -> Failure | Lost:
    """What a worker's exit code says of the file it worked on. SIGTERM comes from an operator, never from a file."""
    if code == -signal.SIGXCPU:
        return Failure(Reason.CPU, f"more than {limits.cpu_s:g} s of CPU time")
    if code == -signal.SIGTERM or code == _NO_EXIT_CODE:
        return Lost("the worker was stopped from outside")
    if code < 0:
        return Failure(Reason.CRASH, f"the worker was killed by {_signal_name(-code)}")
    return Failure(Reason.CRASH, f"the worker exited with code {code}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _exists(pid: int) -> bool:
    """A process that ended and waits for its parent, which may stand still, is gone."""
    try:
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2][:1]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in b"ZX"


@contextmanager
def _server_awake(within_s: float) -> Iterator[None]:
    """The fork server is asked for a process without a time limit: one that stands still would hold the seat for ever.
    It is killed then, which ends the asking with an error; the next start has a new one. Its other workers go with it,
    and their work is run again."""
    timer = Timer(within_s, kill_server)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def kill_server() -> None:
    """Ends the fork server of this process, its workers with it, and whoever asks it for one gets an error."""
    pid = vars(forkserver._forkserver)["_forkserver_pid"]
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble's has no annotations
    pool.join()
