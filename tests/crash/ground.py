"""A folder that a real daemon keeps in step, and the comparisons that it has to stand."""

import contextlib
import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = Path(sysconfig.get_path("scripts")) / "lineaged"
_COMMAND_S = 120.0  # how long a command may take before the check fails
_END_S = 20.0  # after a signal: twice what S4 promises, for machines that have other work


class OutOfStep(Exception):
    """The check failed; the text says where and how. `after`: with so many operations done, if that is known."""

    after: int | None = None


@dataclass
class Ground:
    """A folder that is kept in step, its state directory, and the daemon that does it."""

    work: Path
    graph: str = ""
    no_events: bool = False
    daemon: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)  # more of the daemon's environment
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
        try:
            ended = subprocess.run(
                [COMMAND, *arguments, *target], capture_output=True, timeout=_COMMAND_S, env=environment(), check=False
            )
        except subprocess.TimeoutExpired:
            raise OutOfStep(f"{' '.join(arguments)} did not end in {_COMMAND_S:g} s\n{self.log_tail()}") from None
        if ended.returncode not in allowed:
            said = (ended.stdout[-1500:] + ended.stderr[-1500:]).decode(errors="replace")
            raise OutOfStep(f"{' '.join(arguments)}: exit {ended.returncode}\n{said}\n{self.log_tail()}")
        return ended.stdout

    def start(self, *, through: Sequence[str] = (), **once: str) -> None:
        """Start the daemon, by way of another command if given; `once`: environment of this start alone."""
        how = ["--no-events", "--sweep-interval", "0.5"] if self.no_events else []
        graph = ["--graph", self.graph] if self.graph else []
        with (self.work / "daemon.log").open("ab") as log:
            self.daemon = subprocess.Popen(
                [
                    *through,
                    COMMAND,
                    "watch",
                    str(self.root),
                    "--realtime",
                    "--state-dir",
                    str(self.state),
                    *graph,
                    *how,
                ],
                stdout=log,
                stderr=log,
                env={**environment(), **self.settings, **once},
            )

    def end(self, number: int) -> int | None:
        """Send the daemon a signal and wait for its end; its exit code."""
        daemon, self.daemon = self.daemon, None
        if daemon is None:
            return None
        daemon.send_signal(number)
        try:
            return daemon.wait(_END_S)
        except subprocess.TimeoutExpired:
            daemon.kill()
            name = signal.Signals(number).name
            raise OutOfStep(f"{name} did not end the daemon in {_END_S:g} s\n{self.log_tail()}") from None

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
