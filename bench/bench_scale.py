"""Many small files, many events: first pass, memory, restart, sweep (P6, W2, W8). Prints a table.

  python -m bench.bench_scale [--files 100000] [--workers 2] [--events 1000000] [--folder DIR]

The files are of our own making: tables, views over them and loads between them, a hundred to a folder.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from bench.daemon import COMMAND, MIB, Peak, cpu_s, file_text, make_files, say, wait, watching
from watcher.control import ask

_EVENT_PATHS = 1_000


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
    with watching(folder, state, "--workers", str(workers)) as daemon:
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
    with watching(folder, state, "--workers", str(workers)) as daemon:
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
        say("  growth of the daemon", (peak - before) / MIB, "MiB")
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
