"""Stage 4, shell: the child's side. Works on one group of files under its limits; says why whatever it cannot do.

Runs in a worker process only. A limit that can be told apart inside the process is answered as a value; the rest
(CPU, crash) ends the process and is read off its exit code by `pool_process`.
"""

import ctypes
import gc
import logging
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from graph.extract.request import LimitExceeded
from watcher.pool_task import Reason

_PR_SET_PDEATHSIG = 1
_YOUNG_OBJECTS = 50_000
"""Automatic collections begin inside a large file only (trees hold cycles: without any, 2 MB of SQL took 435 MB
instead of 115); after each file there is one anyway. Equally fast as none at all."""
_FULL_COLLECTION_FILES = 256
"""Files between full collections: bounds what survived a young one by chance, at 0.1 ms a file."""


class Ran(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file's end: `reason` "" and the value, or a `Reason` and its detail."""

    value: bytes
    reason: str
    detail: str
    seconds: float


class Report(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A group's end: one `Ran` a file, in order; resident memory of the worker afterwards."""

    ran: list[Ran]
    rss_bytes: int


_encode = msgspec.msgpack.Encoder().encode


def prepare(memory_bytes: int) -> None:
    """Makes the process a worker: dies with its parent, owns nothing of the daemon's, lives within its limits."""
    _die_with_server()
    _leave_lifeline()
    # A hung parser is in compiled code and would never get round to a handler.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold the text of files
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    os.environ.pop("NOTIFY_SOCKET", None)  # systemd would take our word for the daemon's
    logging.disable(logging.CRITICAL)  # the parser logs pieces of what it reads
    with Path(os.devnull).open("wb") as sink:
        os.dup2(sink.fileno(), 1)  # results of commands go there
    gc.set_threshold(_YOUNG_OBJECTS, 20, 1_000)
    gc.enable()


def hello() -> tuple[int, int]:
    """(pid, pid of the fork server): the first task of every worker, which shows that it is able to work."""
    return os.getpid(), os.getppid()


def run_group(work: str, items: Sequence[tuple[bytes, object]], cpu_s: float, files_before: int) -> bytes:
    """Works on (bytes, request) pairs one by one; returns a `Report` as msgpack. Never raises for a file's sake."""
    function = _resolve(work)
    ran = []
    for ordinal, (data, request) in enumerate(items, start=files_before + 1):
        _allow_cpu(cpu_s)
        ran.append(_run(function, data, request))
        gc.collect(2 if ordinal % _FULL_COLLECTION_FILES == 0 else 0)
    if any(one.reason == Reason.MEMORY for one in ran):
        gc.collect()
    return _encode(Report(ran, _rss_bytes()))


@cache
def _resolve(work: str) -> Callable[[bytes, Any], Any]:
    module, _, name = work.partition(":")
    function: Callable[[bytes, Any], Any] = getattr(import_module(module), name)
    return function


def _run(function: Callable[[bytes, Any], Any], data: bytes, request: object) -> Ran:
    started = time.perf_counter()
    value, reason, detail = b"", "", ""
    try:
        value = _encode(function(data, request))
    except LimitExceeded as refusal:
        reason, detail = refusal.reason, refusal.detail
    except MemoryError:
        reason, detail = Reason.MEMORY, "the file needs more memory than a worker may have"
    except RecursionError as error:
        reason, detail = Reason.RECURSION, f"recursion too deep {_place(error.__traceback__)}"
    except Exception as error:  # a bug in the extractor costs one file; its message may quote the file (C4)
        reason, detail = Reason.ERROR, f"{type(error).__name__} {_place(error.__traceback__)}"
    return Ran(value, reason, detail, time.perf_counter() - started)


def _place(trace: TracebackType | None) -> str:
    """ "at module:line", the innermost frame."""
    place = "at an unknown place"
    while trace is not None:
        place = f"at {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _allow_cpu(cpu_s: float) -> None:
    """RLIMIT_CPU counts from the process's start, in whole seconds; past it SIGXCPU ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime + cpu_s), hard))


def _rss_bytes() -> int:
    return int(Path("/proc/self/statm").read_bytes().split()[1]) * resource.getpagesize()


def _die_with_server() -> None:
    """SIGKILL when the fork server ends. It ends with the daemon, when the last writer of its lifeline is gone."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    preload = sys.modules.get("watcher.pool_preload")
    server = getattr(preload, "SERVER_PID", os.getppid())
    if os.getppid() != server:  # it died before prctl
        os._exit(1)


def _leave_lifeline() -> None:
    """Closes this process's copy of the fork server's lifeline, or a busy worker would keep the server, and so
    itself, alive after a kill -9 of the daemon. Workers start no processes, so nothing misses it."""
    server = sys.modules["multiprocessing.forkserver"]._forkserver
    lifeline, server._forkserver_alive_fd = server._forkserver_alive_fd, None
    if lifeline is not None:
        os.close(lifeline)
