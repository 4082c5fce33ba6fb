"""A daemon that is measured from outside, and the files of our own making that it watches."""

import os
import random
import subprocess
import sysconfig
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from watcher.control import NoDaemon, ask

COMMAND = Path(sysconfig.get_path("scripts")) / "lineaged"
MIB = 1 << 20
_PER_FOLDER = 100


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


def file_path(folder: Path, number: int) -> Path:
    return folder / f"d{number // _PER_FOLDER}" / f"f{number}.sql"


def make_files(folder: Path, count: int) -> None:
    for number in range(count):
        path = file_path(folder, number)
        if number % _PER_FOLDER == 0:
            path.parent.mkdir(parents=True)
        path.write_text(file_text(number))


def change_one(folder: Path, number: int, rng: random.Random) -> None:
    """The `number`th change of a folder from `make_files`: mostly edits, some with readers; new files, renames,
    deletions."""
    chance = rng.random()
    paths = [*rng.choice([*folder.iterdir()]).iterdir()]
    path = rng.choice(paths) if paths else folder / "d0" / "first.sql"
    if chance < 0.1 or not paths:
        path.with_name(f"new{number}.sql").write_text(f"CREATE TABLE fresh.n{number} (id int);\n")
    elif chance < 0.15:
        path.rename(path.with_name(f"moved{number}.sql"))
    elif chance < 0.2:
        path.unlink()
    else:
        old = path.read_text().splitlines()[0]
        new = old.replace("(id int,", f"(id int, c{number} int,") if "raw.t" in old and chance < 0.5 else old
        path.write_text(f"{new}\n-- {number}\nINSERT INTO mart.sum{number % 500} (a) SELECT id FROM raw.t3;\n")  # noqa: S608


class Peak:
    """Memory of a process and its children together, looked at four times a second: `mib` is the most."""

    def __init__(self, pid: int) -> None:
        self.mib = 0.0
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.25):
            self.mib = max(self.mib, memory_mib(self._process))

    def end(self) -> float:
        self._over.set()
        self._thread.join()
        return self.mib


def memory_mib(process: psutil.Process) -> float:
    """Of it and its children, pages that they share counted once (PSS), as a service manager does; 0 if one of them has
    just ended."""
    try:
        return sum(one.memory_full_info().pss for one in (process, *process.children(recursive=True))) / MIB
    except psutil.Error:
        return 0.0


@contextmanager
def watching(
    folder: Path, state: Path, *options: str, env: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A daemon on this folder, which is gone when the block ends. Its log lies beside the state directory."""
    with (state.parent / "daemon.log").open("ab") as log:
        daemon = started(folder, state, *options, env=env, log=log.fileno())
    try:
        yield daemon
    finally:
        daemon.terminate()
        daemon.wait(60)


def started(
    folder: Path, state: Path, *options: str, env: Mapping[str, str] | None = None, log: int = subprocess.DEVNULL
) -> "subprocess.Popen[bytes]":
    command = [COMMAND, "watch", folder, "--state-dir", state, "--realtime", *options]
    return subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **(env or {})})


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


def run(state: Path, *arguments: str) -> int:
    """Exit code of a command on this state directory."""
    return subprocess.run([COMMAND, *arguments, "--state-dir", state], capture_output=True, check=False).returncode


def cpu_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def say(what: str, value: float, unit: str) -> None:
    print(f"{what:44} {value:10,.2f} {unit}", flush=True)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
