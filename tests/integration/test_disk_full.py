"""P7: a full volume below the state directory ends nothing; there is no false success, and room is found by itself."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.faults import small_volume
from tests.integration.command import Command
from tests.integration.test_watch_daemon import DDL, QUICK, VIEW, Manager

pytestmark = pytest.mark.slow
FILES = {f"sql/more{number}.sql": VIEW.replace("stage", f"s{number}") * 20 for number in range(60)}


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    made = Command(tmp_path)
    made.write({"sql/raw.sql": DDL, "sql/stage.sql": VIEW})
    with small_volume(made.state_dir, size_bytes=8 << 20) as mounted:
        if not mounted:
            pytest.skip("no rights to mount a small volume")
        yield made


@contextlib.contextmanager
def no_room(command: Command) -> Iterator[None]:
    filler = command.state_dir / "filler"
    with filler.open("wb") as file, contextlib.suppress(OSError):
        while True:
            os.write(file.fileno(), b"\0" * 4096)
    try:
        yield
    finally:
        filler.unlink()


def test_p7_a_daemon_lives_through_a_full_volume_and_resumes_by_itself(command: Command) -> None:
    with command.watching("sql", *QUICK) as watch:
        watch.in_step()
        with no_room(command):
            command.write(FILES)
            watch.until(lambda: watch.ask("status")["state"] == "degraded")
            assert not watch.ask("wait", timeout=0.3)["in_step"]
        watch.in_step()
        assert watch.ask("status")["files"] == {"tracked": 62, "dead_letters": 0}
        command.run("verify")


@pytest.mark.parametrize("killed", [signal.SIGKILL, signal.SIGTERM])
def test_p7_a_daemon_that_starts_on_a_full_volume_waits_for_room(command: Command, killed: int) -> None:
    """No crash loop, and the service manager is told."""
    manager = Manager(command.folder)
    with command.watching("sql", *QUICK) as watch:
        watch.in_step()
        watch.end(killed)
    command.env["NOTIFY_SOCKET"] = manager.address
    with no_room(command):
        command.write(FILES)
        with command.starting("sql", *QUICK) as watch:
            watch.until(lambda: "; waiting" in watch.log())
            if killed == signal.SIGTERM:  # else what SQLite needs to open was left there
                manager.until("EXTEND_TIMEOUT_USEC=60000000")
            (command.state_dir / "filler").write_bytes(b"")  # room
            watch.until(watch.answers)
            watch.in_step()
            assert watch.ask("status")["files"] == {"tracked": 62, "dead_letters": 0}
            assert watch.end() == 0
    manager.close()


def test_p7_a_daemon_that_waits_for_room_ends_when_it_is_told(command: Command) -> None:
    command.run("sync", "sql")
    with no_room(command), command.starting("sql", *QUICK) as watch:
        watch.until(lambda: "state cannot be opened; waiting" in watch.log())
        assert watch.end() == 0


def test_p7_a_pass_on_a_full_volume_fails_in_one_line(command: Command) -> None:
    command.run("sync", "sql")
    command.write(FILES)
    with no_room(command):
        assert "make room" in command.complaint("sync", "sql", code=3)
    command.run("sync", "sql")
    command.run("verify")
