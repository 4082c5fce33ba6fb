"""N7: is the graph in step with the files, whatever is done to them while the daemon is killed at random moments?

    python -m tests.crash.in_step --ops 500 --kills 20 --seed 7 [--graph URL] [--no-events] [--files 60] [--keep]

Makes a folder of SQL from the seed, watches it, changes it at random, kills the daemon with SIGKILL now and then. At
the end the graph must be what a fresh rebuild gives, `verify` must say so, and one more `sync` must have nothing to
write. A graph that is named must be empty; it is written to.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.sql_files import FOLDERS, random_name, random_text

COMMAND = Path(sysconfig.get_path("scripts")) / "lineaged"
_COMMAND_S = 120.0  # how long a command may take before the check fails
_PAUSES_S = (0.0, 0.0, 0.01, 0.05, 0.3)  # between changes: within a batch, between batches, while it writes


class OutOfStep(Exception):
    """The check failed; the text says where and how."""


@dataclass
class Ground:
    """A folder that is kept in step, its state directory, and the daemon that does it."""

    work: Path
    graph: str = ""
    no_events: bool = False
    daemon: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    @property
    def root(self) -> Path:
        return self.work / "files"

    @property
    def state(self) -> Path:
        return self.work / "state"

    def files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if path.is_file())

    # --- the command -------------------------------------------------------------------------------------------------

    def run(self, *arguments: str, state: Path | None = None, allowed: Sequence[int] = (0,)) -> bytes:
        """What the command prints. Another `state` directory has an embedded graph of its own."""
        target = ["--state-dir", str(state or self.state)]
        target += ["--graph", self.graph] if self.graph and state is None else []
        ended = subprocess.run(
            [COMMAND, *arguments, *target], capture_output=True, timeout=_COMMAND_S, env=environment(), check=False
        )
        if ended.returncode not in allowed:
            said = (ended.stdout[-1500:] + ended.stderr[-1500:]).decode(errors="replace")
            raise OutOfStep(f"{' '.join(arguments)}: exit {ended.returncode}\n{said}\n{self.log_tail()}")
        return ended.stdout

    def start(self) -> None:
        how = ["--no-events", "--sweep-interval", "0.5"] if self.no_events else []
        graph = ["--graph", self.graph] if self.graph else []
        with (self.work / "daemon.log").open("ab") as log:
            self.daemon = subprocess.Popen(
                [COMMAND, "watch", str(self.root), "--realtime", "--state-dir", str(self.state), *graph, *how],
                stdout=log,
                stderr=log,
                env=environment(),
            )

    def end(self, number: int) -> int | None:
        """Send the daemon a signal and wait for its end; its exit code."""
        daemon, self.daemon = self.daemon, None
        if daemon is None:
            return None
        daemon.send_signal(number)
        return daemon.wait(20)

    def in_step(self) -> None:
        """Wait until the daemon says so; it may still be starting."""
        deadline = time.monotonic() + _COMMAND_S
        while True:
            try:
                self.run("wait", "--timeout", str(_COMMAND_S))
            except OutOfStep:
                if self.daemon is None or self.daemon.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def log_tail(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return (self.work / "daemon.log").read_text(errors="replace")[-3000:]
        return ""


def environment() -> dict[str, str]:
    """Ours without what would lead the command elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINEAGED_", "XDG_", "NOTIFY_"))}
    kept.pop("STATE_DIRECTORY", None)
    return kept


# --- changes ---------------------------------------------------------------------------------------------------------


def make_files(ground: Ground, rng: random.Random, count: int) -> None:
    """The folder to begin with."""
    for folder in FOLDERS:
        (ground.root / folder).mkdir(parents=True, exist_ok=True)
    for _ in range(count):
        (ground.root / random_name(rng, next(ground.numbers))).write_text(random_text(rng))


def change(ground: Ground, rng: random.Random) -> None:
    """One random change."""
    files = ground.files()
    if not files:
        make_files(ground, rng, 5)
        return
    pick = rng.choice(_CHANGES)
    with contextlib.suppress(FileNotFoundError):  # the change before this one may have moved it
        pick(ground, rng, rng.choice(files))


def _edit(ground: Ground, rng: random.Random, path: Path) -> None:
    path.write_text(random_text(rng))


def _append(ground: Ground, rng: random.Random, path: Path) -> None:
    with path.open("a") as file:
        file.write(random_text(rng))


def _write_slowly(ground: Ground, rng: random.Random, path: Path) -> None:
    text = random_text(rng)
    with path.open("w") as file:
        file.write(text[: len(text) // 2])
        file.flush()
        time.sleep(rng.choice(_PAUSES_S))
        file.write(text[len(text) // 2 :])


def _replace(ground: Ground, rng: random.Random, path: Path) -> None:
    aside = path.with_name(".being-written")
    aside.write_text(random_text(rng))
    aside.rename(path)


def _rename(ground: Ground, rng: random.Random, path: Path) -> None:
    path.rename(ground.root / random_name(rng, next(ground.numbers)))


def _rename_onto(ground: Ground, rng: random.Random, path: Path) -> None:
    path.rename(rng.choice(ground.files()))


def _swap(ground: Ground, rng: random.Random, path: Path) -> None:
    other, aside = rng.choice(ground.files()), path.with_name(".aside")
    path.rename(aside)
    other.rename(path) if other != path else None
    aside.rename(other)


def _copy(ground: Ground, rng: random.Random, path: Path) -> None:
    shutil.copyfile(path, ground.root / random_name(rng, next(ground.numbers)))


def _rename_folder(ground: Ground, rng: random.Random, path: Path) -> None:
    if path.parent != ground.root:
        path.parent.rename(path.parent.with_name(f"d{next(ground.numbers)}"))
        for folder in FOLDERS:
            (ground.root / folder).mkdir(parents=True, exist_ok=True)


def _delete(ground: Ground, rng: random.Random, path: Path) -> None:
    path.unlink()


def _delete_folder(ground: Ground, rng: random.Random, path: Path) -> None:
    if path.parent.name.startswith("d") and path.parent != ground.root:
        shutil.rmtree(path.parent)


def _create(ground: Ground, rng: random.Random, path: Path) -> None:
    make_files(ground, rng, rng.choice((1, 1, 3)))


def _make_binary(ground: Ground, rng: random.Random, path: Path) -> None:
    path.write_bytes(b"\x7fELF\0\0\0" + rng.randbytes(200))


def _touch(ground: Ground, rng: random.Random, path: Path) -> None:
    path.touch()


def _away_and_back(ground: Ground, rng: random.Random, path: Path) -> None:
    aside = ground.work / "aside"
    path.rename(aside)
    time.sleep(rng.choice(_PAUSES_S))
    aside.rename(path)


_CHANGES = (
    *(_edit, _replace, _rename, _create) * 3,
    *(_append, _write_slowly, _copy, _delete, _swap, _rename_onto) * 2,
    *(_rename_folder, _delete_folder, _make_binary, _touch, _away_and_back),
)


# --- the check -------------------------------------------------------------------------------------------------------


def check(ground: Ground, *, seed: int, files: int, ops: int, kills: int) -> str:
    """Do it. Returns a line that says what was compared. Raises `OutOfStep`."""
    rng = random.Random(seed)
    make_files(ground, rng, files)
    killed_before = set(rng.sample(range(ops), min(kills, ops)))
    ground.start()
    for number in range(ops):
        if number in killed_before:
            time.sleep(rng.random() * rng.choice((0.1, 1.0, 2.0)))
            ground.end(signal.SIGKILL)
            ground.start()
        change(ground, rng)
        time.sleep(rng.choice(_PAUSES_S))
    ground.in_step()
    ground.run("verify")
    live = ground.run("dump").splitlines()
    if (code := ground.end(signal.SIGTERM)) != 0:
        raise OutOfStep(f"the daemon ended with {code}\n{ground.log_tail()}")
    ground.run("sync", str(ground.root), state=ground.work / "fresh", allowed=(0, 1))
    compare(live, ground.run("dump", state=ground.work / "fresh").splitlines())
    again = json.loads(ground.run("sync", str(ground.root), "--json", allowed=(0, 1)))
    rows = again["metrics"]["nodes_written_total"] + again["metrics"]["edges_written_total"]
    if rows:
        raise OutOfStep(f"one more sync wrote {rows} rows")
    return f"in step: {len(live)} rows of {len(ground.files())} files after {ops} changes and {kills} kills"


def compare(live: Sequence[bytes], fresh: Sequence[bytes]) -> None:
    """Raises `OutOfStep` with the first lines that only one side has."""
    stale, missing = sorted(set(live) - set(fresh)), sorted(set(fresh) - set(live))
    lines = [f"stale    {line.decode()}" for line in stale[:10]] + [
        f"missing  {line.decode()}" for line in missing[:10]
    ]
    if stale or missing or list(live) != list(fresh):
        raise OutOfStep(f"{len(stale)} stale, {len(missing)} missing\n" + "\n".join(lines))


@contextmanager
def ground_in(work: Path, *, graph: str = "", no_events: bool = False) -> Iterator[Ground]:
    """A ground whose daemon does not outlive the block."""
    ground = Ground(work, graph, no_events)
    try:
        yield ground
    finally:
        ground.end(signal.SIGKILL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ops", type=int, default=300)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--graph", default="")
    parser.add_argument("--no-events", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the folder behind, also after success")
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="in-step-"))
    try:
        with ground_in(work, graph=given.graph, no_events=given.no_events) as ground:
            print(check(ground, seed=given.seed, files=given.files, ops=given.ops, kills=given.kills))
    except OutOfStep as failed:
        print(f"seed {given.seed}: {failed}\nsee {work}", file=sys.stderr)
        return 1
    if not given.keep:
        shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
