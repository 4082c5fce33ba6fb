"""Many small files, many events: first pass, memory, restart, sweep (P6, W2, W8). Prints a table.

  python -m bench.bench_scale [--files 100000] [--workers 2] [--events 1000000] [--folder DIR]
  python -m bench.bench_scale --files 10000 --large 50 --memory-max-mib 1024 --events 0       (P6)

The files are of our own making: tables, views over them and loads between them, a hundred to a folder; large ones
insert rows by the ten thousand and load from the small ones' tables, some 3 MB each.
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


def large_text(number: int) -> str:
    """One INSERT of 50,000 rows, and 1,000 loads."""
    rows = ",\n".join(f"({row}, '2026-01-01', {row * 7 % 1000}, 'kind {row % 9} of a row')" for row in range(50_000))
    loads = (
        f"INSERT INTO big.l{number} (id, total) SELECT id, sum(amount) FROM raw.t{3 * at} GROUP BY id;\n"  # noqa: S608
        for at in range(1_000)
    )
    return f"INSERT INTO big.b{number} (id, day, amount, kind) VALUES\n{rows};\n{''.join(loads)}"


def make_large_files(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"large{number}.sql").write_text(large_text(number))


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
    say("  dead letters", done["dead_letters"], "")
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
    parser.add_argument("--large", type=int, default=0, help="so many large files beside them")
    parser.add_argument("--memory-max-mib", type=int, help="the setting memory_max_bytes")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if not given")
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="bench-scale-", dir=given.folder))
    try:
        make_files(work / "files", given.files)
        if given.large:
            make_large_files(work / "files" / "large", given.large)
        if given.memory_max_mib:
            os.environ["LINEAGED_MEMORY_MAX_BYTES"] = str(given.memory_max_mib * MIB)
        first_sync(work / "files", work / "state", given.workers)
        restart(work / "files", work / "state", given.workers)
        if given.events:
            many_events(work / "files", work / "state", given.workers, given.events)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
