"""A running daemon whose events fail it: what it says, and that sweeps take over (W4, W5)."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.crash.faults import FEW_WATCHES, LIMITED
from tests.integration.command import Command
from tests.integration.keeping import Keep, until
from watcher import daemon as shell
from watcher.daemon import Daemon, sweep_pause_s
from watcher.events import Hints, NoEvents
from watcher.notify import Notifier
from watcher.session import open_session

DDL = "CREATE TABLE raw.orders (id int, amount int);\n"


class Failing(NoEvents):
    """An event source that hears nothing, and fails as told."""

    def __init__(self) -> None:
        self.alive = True
        self.trouble: tuple[str, ...] = ()
        self.restarts = 0
        self.looks = 0

    def healthy(self) -> bool:
        self.looks += 1
        return self.alive

    def restart(self) -> None:
        self.restarts += 1
        self.alive = True

    def take(self) -> Hints:
        return Hints({}, frozenset())

    def problems(self) -> tuple[str, ...]:
        return self.trouble


@asynccontextmanager
async def running(keep: Keep, events: Failing, *, beat_s: float = 0.01) -> AsyncIterator[Daemon]:
    """A daemon that looks after its parts every `beat_s`, and sweeps by itself once an hour."""
    keep.state_dir.mkdir()
    settings = keep.settings(watch={"sweep_interval_s": 3600})
    async with open_session(settings, [keep.root], {}, patience_s=None, watching=True) as session:
        daemon = Daemon(session, events, Notifier(watchdog_s=3 * beat_s), lambda: settings, asyncio.Event())
        task = asyncio.create_task(daemon.run())
        try:
            await until(lambda: daemon.status()["state"] in ("idle", "degraded"))
            yield daemon
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    made = Keep(tmp_path / "sql", tmp_path / "state")
    made.write({"raw.sql": DDL})
    return made


async def test_w5_a_dead_reader_of_events_is_replaced_and_a_sweep_finds_what_it_missed(keep: Keep) -> None:
    events = Failing()
    async with running(keep, events) as daemon:
        keep.write({"unheard.sql": DDL.replace("raw", "unheard")})
        events.alive = False
        await until(lambda: daemon.status()["files"]["tracked"] == 2)
        status = daemon.status()
        assert events.restarts == 1
        assert status["metrics"]["sweep_found_missed_total"] == 1  # W3: they are counted


def test_w5_the_parts_are_looked_after_more_often_than_promised() -> None:
    assert shell._HEALTH_S < 10


async def test_w4_incomplete_events_are_a_degraded_state_and_one_line_a_minute(
    keep: Keep, capfd: pytest.CaptureFixture[str]
) -> None:
    events = Failing()
    events.trouble = ("root sql: 50 folders are not watched: the inotify watch limit is reached",)
    async with running(keep, events) as daemon:
        status = daemon.status()
        assert (status["state"], status["reasons"]) == ("degraded", list(events.trouble))
        before = events.looks
        await until(lambda: events.looks > before + 20)
        events.trouble = ()
        await until(lambda: daemon.status()["state"] == "idle")
    assert "".join(capfd.readouterr()).count("events are incomplete") == 1


def test_w4_sweeps_come_twice_as_often_while_events_are_incomplete() -> None:
    assert sweep_pause_s(60.0, ()) == 60.0
    assert sweep_pause_s(60.0, ("root sql: 50 folders are not watched",)) == 30.0


@pytest.mark.slow
def test_w4_a_daemon_at_the_real_limit_says_so_and_still_converges(tmp_path: Path) -> None:
    tried = subprocess.run([*LIMITED, FEW_WATCHES, "sh", "true"], capture_output=True, check=False)
    if shutil.which("unshare") is None or tried.returncode or tried.stderr:
        pytest.skip("no user namespaces here, or their limit of watches cannot be set")
    command = Command(tmp_path, through=(*LIMITED, FEW_WATCHES, "sh"))
    command.write({f"sql/d{number}/t.sql": DDL.replace("raw", f"r{number}") for number in range(9)})
    with command.watching("sql", "--realtime", "--sweep-interval", "1") as watch:
        watch.in_step()
        status = watch.ask("status")
        assert status["state"] == "degraded"
        assert any("the inotify watch limit is reached" in reason for reason in status["reasons"])
        missed = status["metrics"]["sweep_found_missed_total"]
        command.write({f"sql/d{number}/more.sql": DDL.replace("raw", f"s{number}") for number in range(9)})
        watch.until(lambda: watch.ask("status")["files"]["tracked"] == 18)
        watch.until(lambda: watch.ask("status")["backlog_files"] == 0)
        assert watch.ask("status")["metrics"]["sweep_found_missed_total"] > missed
        assert json.loads(command.run("status", "--json").stdout)["state"] == "degraded"
        assert watch.log().count("events are incomplete") == 1
        command.run("verify")
