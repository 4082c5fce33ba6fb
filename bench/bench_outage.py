"""N6: the graph's server is away for a minute under load. Memory, the loop's answers, and the way back. Prints a table.

  python -m bench.bench_outage [--mode kill|stop] [--files 5000] [--changes 10000] [--outage 60] [--folder DIR]

A Neo4j of its own (Java, and Maven for its jars) is killed, or stopped (SIGSTOP, nothing is refused and nothing is
answered), two seconds after a stream of changes began that goes on through the whole outage; then it is started again.
Every figure of the loop is what one question to the daemon took in milliseconds; see `bench/probe.py`.
"""

import argparse
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.daemon import Peak, change_one, make_files, memory_mib, run, say, wait, watching
from bench.probe import probed
from tests.neo4j_server import Neo4jServer
from watcher.control import ask

_LEAD_S = 2.0  # of changes before the server goes


class Heart:
    """The service manager's socket: how long the daemon was ever silent."""

    def __init__(self, folder: Path) -> None:
        self.env = {"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "30000000"}
        self.longest_s = 0.0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.env["NOTIFY_SOCKET"])
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        last = None
        while True:
            if b"WATCHDOG=1" in self._socket.recv(65_536):
                now = time.monotonic()
                self.longest_s = max(self.longest_s, now - (last or now))
                last = now


@contextmanager
def away(server: Neo4jServer, mode: str) -> Iterator[None]:
    """The server does not answer in the block, and does again when it has ended."""
    if mode == "kill":
        server.kill()
        yield
        server.start()
    else:
        os.kill(server.pid, signal.SIGSTOP)
        yield
        os.kill(server.pid, signal.SIGCONT)


def stream(folder: Path, changes: int, seconds: float) -> None:
    """So many changes, evenly over so many seconds."""
    rng, began = random.Random(7), time.monotonic()
    for number in range(changes):
        time.sleep(max(0.0, began + number * seconds / changes - time.monotonic()))
        change_one(folder, number, rng)


def measure(work: Path, server: Neo4jServer, given: argparse.Namespace) -> bool:
    folder, state, heart = work / "files", work / "state", Heart(work)
    make_files(folder, given.files)
    graph = ("--graph", server.uri)
    with watching(folder, state, *graph, "--workers", str(given.workers), env=heart.env) as daemon:
        wait(state, daemon)
        process = psutil.Process(daemon.pid)
        before = memory_mib(process)
        peak = Peak(daemon.pid)
        with probed(state) as (loop, idle):
            marks = [time.monotonic()]
            time.sleep(_LEAD_S)
            marks.append(time.monotonic())
            busy = threading.Thread(target=stream, args=(folder, given.changes, given.outage))
            busy.start()
            time.sleep(_LEAD_S)
            with away(server, given.mode):
                busy.join()
                backlog, waits = ask(state, "status")["backlog_files"], memory_mib(process)
            marks.append(time.monotonic())
            wait(state, daemon)
            marks.append(time.monotonic())
        print(f"server: {given.mode} for {given.outage:.0f} s, {given.files} files, {given.changes} changes")
        say("memory of daemon and children before", before, "MiB")
        say("  at the end of the outage", waits, "MiB")
        say("  most", peak.end(), "MiB")
        say("files behind at the end of the outage", backlog, "")
        say("from the server's answer to in step", marks[-1] - marks[-2], "s")
        say("longest silence of the heartbeat", heart.longest_s, "s")
        print(f"{'answers of the loop (ms)':24} {'p50':>8} {'p99':>8} {'most':>8}   and of an idle one")
        for name, began, ended in zip(("at rest", "outage", "way back"), marks, marks[1:], strict=False):
            print(f"  {name:22} {loop.line(began, ended)}   {idle.line(began, ended)}")
        dead = ask(state, "status")["files"]["dead_letters"]
        verified = run(state, "verify", *graph)
    say("dead letters", dead, "")
    say("exit code of verify", verified, "")
    return not dead and not verified


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=("kill", "stop"), default="kill")
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--outage", type=float, default=60.0, help="seconds")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if not given")
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="bench-outage-", dir=given.folder))
    try:
        with Neo4jServer(quick=False) as server:
            return 0 if measure(work, server, given) else 1
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
