"""The installed command in processes of its own, as users run it."""

import json
import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from watcher.control import NoDaemon, ask

COMMAND = Path(sysconfig.get_path("scripts")) / "lineaged"
PATIENCE_S = 30.0


@dataclass
class Command:
    """Runs the command in `folder`, with its state beside it."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    patience_s: float = PATIENCE_S
    through: tuple[str, ...] = ()  # what a daemon is started by

    @property
    def state_dir(self) -> Path:
        return self.folder / "state"

    def write(self, texts: Mapping[str, str | bytes]) -> None:
        """Files by their path below `folder`."""
        for path, text in texts.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode() if isinstance(text, str) else text)

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
        return {**kept, "LINEAGED_STATE_DIR": str(self.state_dir), "LINEAGED_WORKERS": "1", **self.env}

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Fails unless it ends with this exit code and without a traceback."""
        ended = subprocess.run(
            [COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=self.patience_s,
            check=False,
        )
        assert ended.returncode == code, f"{arguments}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        assert "Traceback" not in ended.stderr, ended.stderr
        return ended

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The one object that `--json` prints."""
        return json.loads(self.run(*arguments, "--json", code=code).stdout)

    def complaint(self, *arguments: str, code: int) -> str:
        """The one line that a command that could not do its work says."""
        ended = self.run(*arguments, code=code)
        assert ended.stdout == ""
        [line] = ended.stderr.splitlines()
        return line.removeprefix("lineaged: ")

    def rows_written(self, *arguments: str, code: int = 0) -> int:
        """By a `sync`."""
        metrics = self.json("sync", *arguments, code=code)["metrics"]
        return int(metrics["nodes_written_total"] + metrics["edges_written_total"])

    @contextmanager
    def watching(self, *arguments: str) -> Iterator["Watch"]:
        """A daemon on these arguments. It answers when the block begins, and is gone when it ends."""
        with self.starting(*arguments) as watch:
            watch.until(watch.answers)
            yield watch

    @contextmanager
    def starting(self, *arguments: str) -> Iterator["Watch"]:
        """The same, from the first moment on."""
        with (self.folder / "daemon.log").open("ab") as log:
            process = subprocess.Popen(
                [*self.through, COMMAND, "watch", *arguments],
                cwd=self.folder,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        watch = Watch(self, process)
        try:
            yield watch
        finally:
            process.kill()
            process.wait()


@dataclass
class Watch:
    """A running daemon."""

    command: Command
    process: "subprocess.Popen[bytes]"

    def ask(self, verb: str, **arguments: object) -> dict[str, Any]:
        """By its socket: a command takes a second to start."""
        return ask(self.command.state_dir, verb, timeout_s=PATIENCE_S, **arguments)

    def answers(self) -> bool:
        """Not yet, or only a socket that was left behind?"""
        try:
            self.ask("status")
        except NoDaemon:
            return False
        return True

    def in_step(self) -> None:
        patience_s = self.command.patience_s
        assert ask(self.command.state_dir, "wait", timeout_s=patience_s + 1, timeout=patience_s)["in_step"]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def until(self, reached: Any) -> None:
        """Wait for what the daemon brings about."""
        deadline = time.monotonic() + self.command.patience_s
        while not reached():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def log(self) -> str:
        return (self.command.folder / "daemon.log").read_text(errors="replace")[-4000:]
