"""Many small files, many events: first pass, memory, restart, sweep (P6, W2, W8). Prints a table.

  python -m bench.bench_scale [--files 100000] [--workers 2] [--events 1000000] [--folder DIR]

The files are of our own making: tables, views over them and loads between them, a hundred to a folder.
"""

import argparse
import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from watcher.control import NoDaemon, ask

COMMAND = Path(sysconfig.get_path("scripts")) / "lineaged"
_PER_FOLDER = 100
_EVENT_PATHS = 1_000
_MIB = 1 << 20


def file_text(number: int) -> str:
    """A table, a view over one of the last hundred, or a load from view to table."""
    near = number - number % 3 - 3 * (number % 29)
    match number % 3:
        case 0:
            return f"CREATE TABLE raw.t{number} (id int, day date, amount int, kind varchar(20));\n"
        case 1:
            return f"CREATE VIEW stage.v{number} AS SELECT * FROM raw.t{max(0, near)} WHERE amount > 3;\n"  # noqa: S608 - a file
        case _:
            source = max(1, near - 2)
            return f"INSERT INTO mart.m{number} (id, total) SELECT id, sum(amount) FROM stage.v{source} GROUP BY id;\n"  # noqa: S608


def make_files(folder: Path, count: int) -> None:
    for number in range(count):
        if number % _PER_FOLDER == 0:
            (folder / f"d{number // _PER_FOLDER}").mkdir(parents=True)
        (folder / f"d{number // _PER_FOLDER}" / f"f{number}.sql").write_text(file_text(number))


class Peak:
    """Resident memory of a process and its children together, looked at ten times a second: `mib` is the most."""

    def __init__(self, pid: int) -> None:
        self.mib = 0.0
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            total = 0
            try:
                for process in (self._process, *self._process.children(recursive=True)):
                    total += process.memory_info().rss
            except psutil.Error:
                continue
            self.mib = max(self.mib, total / _MIB)

    def end(self) -> float:
        self._over.set()
        self._thread.join()
        return self.mib


@contextmanager
def watching(folder: Path, state: Path, workers: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [COMMAND, "watch", folder, "--state-dir", state, "--realtime", "--workers", str(workers)]
    with (state.parent / "daemon.log").open("ab") as log:
        daemon = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield daemon
    finally:
        daemon.terminate()
        daemon.wait(60)


def wait(state: Path, daemon: "subprocess.Popen[bytes]") -> None:
    """Until it is in step; it may still be starting."""
    while True:
        try:
            if ask(state, "wait", timeout_s=None).get("in_step"):
                return
        except NoDaemon:
            if daemon.poll() is not None:
                raise
        time.sleep(0.02)


def cpu_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def say(what: str, value: float, unit: str) -> None:
    print(f"{what:44} {value:10,.2f} {unit}", flush=True)


def first_sync(folder: Path, state: Path, workers: int) -> dict[str, Any]:
    began = time.perf_counter()
    command = [COMMAND, "sync", folder, "--state-dir", state, "--json"]
    environment = {**os.environ, "LINEAGED_WORKERS": str(workers)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as ran:
        peak = Peak(ran.pid)
        said, _ = ran.communicate()
        memory = peak.end()
    done: dict[str, Any] = json.loads(said)
    seconds = time.perf_counter() - began
    rows = done["metrics"]["nodes_written_total"] + done["metrics"]["edges_written_total"]
    say("first sync", seconds, "s")
    say("  files a second", done["files"] / seconds, "/s")
    say("  rows written", rows, "")
    say("  peak memory of daemon and children", memory, "MiB")
    return done


def restart(folder: Path, state: Path, workers: int) -> None:
    began = time.perf_counter()
    with watching(folder, state, workers) as daemon:
        wait(state, daemon)
        say("start without changes, to in step", time.perf_counter() - began, "s")
        before = cpu_s(daemon.pid)
        wait(state, daemon)
        say("one sweep without changes, CPU", cpu_s(daemon.pid) - before, "s")


def many_events(folder: Path, state: Path, workers: int, events: int) -> None:
    """W8: a million events on a thousand paths, in a folder of their own."""
    own = folder / "busy"
    own.mkdir()
    paths = [own / f"f{number}.sql" for number in range(_EVENT_PATHS)]
    for number, path in enumerate(paths):
        path.write_text(file_text(3 * number).replace("raw.", "busy."))
    with watching(folder, state, workers) as daemon:
        wait(state, daemon)
        process = psutil.Process(daemon.pid)
        before, peak = process.memory_info().rss, 0
        began = time.perf_counter()
        for number in range(events):
            os.utime(paths[number % _EVENT_PATHS])
            if number % 10_000 == 0:
                peak = max(peak, process.memory_info().rss)
        wait(state, daemon)
        peak = max(peak, process.memory_info().rss)
        say(f"{events:,} events on {_EVENT_PATHS:,} paths, to in step", time.perf_counter() - began, "s")
        say("  growth of the daemon", (peak - before) / _MIB, "MiB")
        say("  events it was told", ask(state, "status")["metrics"]["events_seen_total"], "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if not given")
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="bench-scale-", dir=given.folder))
    try:
        make_files(work / "files", given.files)
        first_sync(work / "files", work / "state", given.workers)
        restart(work / "files", work / "state", given.workers)
        if given.events:
            many_events(work / "files", work / "state", given.workers, given.events)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
