"""How long until all is well again: after a kill, SIGTERM, a full disk, a killed worker. Prints a table.

  python -m bench.bench_recovery [--rounds 5] [--files 2000] [--workers 2] [--folder DIR]

Each figure is taken `--rounds` times, in one life after the other of a daemon on the same files (N7, S4, P7, P1). What
a server that comes back takes is in `bench/bench_outage.py` (N6). A full disk needs the right to mount a small volume.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from bench.daemon import change_one, make_files, run, wait, watching
from tests.crash.faults import small_volume
from watcher.control import NoDaemon, ask

_CHANGES = 300  # before each kill and each signal: a load
_VOLUME_BYTES = 256 << 20


class Measure:
    """One folder, its daemon's lives, and what each recovery took, in seconds."""

    def __init__(self, work: Path, given: argparse.Namespace, *, small: bool) -> None:
        self.folder, self.state = work / "files", work / "state"
        self.small = small
        self._options = ("--workers", str(given.workers))
        self._rng, self._changes = random.Random(7), 0
        make_files(self.folder, given.files)

    def daemon(self) -> "contextlib.AbstractContextManager[subprocess.Popen[bytes]]":
        return watching(self.folder, self.state, *self._options)

    def change(self, count: int) -> None:
        for _ in range(count):
            self._changes += 1
            change_one(self.folder, self._changes, self._rng)

    def killed(self) -> float:
        """From the start of the next daemon, after a kill under load, to in step."""
        with self.daemon() as daemon:
            wait(self.state, daemon)
            self.change(_CHANGES)
            daemon.kill()
            daemon.wait()
        began = time.perf_counter()
        with self.daemon() as daemon:
            wait(self.state, daemon)
            return time.perf_counter() - began

    def ended(self) -> float:
        """From SIGTERM under load to the end."""
        with self.daemon() as daemon:
            wait(self.state, daemon)
            self.change(_CHANGES)
            until(lambda: ask(self.state, "status")["backlog_files"] > 20)
            began = time.perf_counter()
            daemon.send_signal(signal.SIGTERM)
            if daemon.wait(60):
                raise SystemExit(f"it ended with {daemon.returncode}")
            return time.perf_counter() - began

    def worker_killed(self) -> float:
        """From a worker's kill under load to as many as before, all of them others or as they were."""
        with self.daemon() as daemon:
            wait(self.state, daemon)
            self.change(_CHANGES)
            before = workers(daemon.pid)
            victim = before.pop()
            began = time.perf_counter()
            os.kill(victim, signal.SIGKILL)
            until(lambda: len(workers(daemon.pid) - {victim}) == len(before) + 1)
            return time.perf_counter() - began

    def disk_full(self) -> float:
        """From the moment that there is room again to in step."""
        filler = self.state / "filler"
        with self.daemon() as daemon:
            wait(self.state, daemon)
            with filler.open("wb") as file, contextlib.suppress(OSError):
                while True:
                    os.write(file.fileno(), b"\0" * 4096)
            self.change(_CHANGES)
            until(lambda: "state cannot be written" in str(ask(self.state, "status")["reasons"]))
            filler.unlink()
            began = time.perf_counter()
            wait(self.state, daemon)
            return time.perf_counter() - began


def workers(pid: int) -> set[int]:
    """Processes that parse: those that the daemon's fork servers have made."""
    with contextlib.suppress(psutil.Error):
        return {one.pid for child in psutil.Process(pid).children() for one in child.children()}
    return set()


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while True:
        with contextlib.suppress(NoDaemon):
            if reached():
                return
        if time.monotonic() > deadline:
            raise SystemExit("not after two minutes")
        time.sleep(0.005)


def figures(measure: Measure, rounds: int) -> Iterator[tuple[str, list[float]]]:
    wanted: list[tuple[str, Callable[[], float]]] = [
        ("kill -9 under load: start to in step", measure.killed),
        ("SIGTERM under load: to the end", measure.ended),
        ("a worker killed: to full strength", measure.worker_killed),
    ]
    if measure.small:
        wanted.append(("a full disk: room to in step", measure.disk_full))
    else:
        print("not measured, no rights to mount a small volume: a full disk", file=sys.stderr)
    for what, once in wanted:
        yield what, [once() for _ in range(rounds)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if not given")
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="bench-recovery-", dir=given.folder))
    try:
        with small_volume(work / "state", size_bytes=_VOLUME_BYTES) as small:
            measure = Measure(work, given, small=small)
            print(f"{'seconds, ' + str(given.rounds) + ' rounds':40} {'min':>8} {'median':>8} {'max':>8}")
            for what, took_s in figures(measure, given.rounds):
                values = (min(took_s), statistics.median(took_s), max(took_s))
                print(f"{what:40} " + " ".join(f"{value:8.2f}" for value in values), flush=True)
            with measure.daemon() as daemon:
                wait(measure.state, daemon)
                print(f"exit code of verify: {(code := run(measure.state, 'verify'))}")
        return code
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
