"""A running daemon: signals, the service manager, the barrier, and all of it without events."""

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store.protocol import Applied, Transaction
from graph.store.sqlite import SqliteGraph
from tests.integration.command import Command
from tests.integration.keeping import Keep, until
from watcher.batch import FileKey
from watcher.daemon import Daemon, keep_on
from watcher.events import NoEvents
from watcher.notify import Notifier
from watcher.session import open_session

QUICK = ("--realtime", "--sweep-interval", "0.5")
DDL = "CREATE TABLE raw.orders (id int, amount int);\n"
VIEW = "CREATE VIEW stage.orders AS SELECT * FROM raw.orders;\n"


class Manager:
    """A service manager's socket: what was sent to it, in order."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._socket.settimeout(20)
        self.said: list[str] = []

    def until(self, wanted: str) -> None:
        """Wait for a message that says so."""
        while not self.said or wanted not in self.said[-1].split("\n"):
            self.said.append(self._socket.recv(65_536).decode())
        self.said.append("")  # the next one has to be new

    def drain(self) -> None:
        self._socket.setblocking(False)
        while True:
            try:
                self.said.append(self._socket.recv(65_536).decode())
            except BlockingIOError:
                break
        self._socket.settimeout(20)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    made = Manager(tmp_path)
    yield made
    made.close()


@pytest.fixture
def command(tmp_path: Path) -> Command:
    made = Command(tmp_path)
    made.write({"sql/raw.sql": DDL, "sql/stage.sql": VIEW})
    return made


@pytest.mark.parametrize("events", [True, False])
def test_w1_files_are_followed_with_events_and_without(command: Command, events: bool) -> None:
    how = () if events else ("--no-events",)
    with command.watching("sql", *QUICK, *how) as watch:
        watch.in_step()
        command.write({"sql/new.sql": "INSERT INTO mart.sales (total) SELECT amount FROM stage.orders;\n"})
        (command.folder / "sql/raw.sql").rename(command.folder / "sql/moved.sql")
        tracked = watch.ask("status")["files"]["tracked"]
        watch.until(lambda: watch.ask("status")["files"]["tracked"] == 3 and watch.ask("status")["state"] == "idle")
        watch.in_step()
        status = watch.ask("status")
        assert tracked in (2, 3) and status["metrics"]["files_parsed_total"] == 3
        assert status["metrics"]["files_renamed_total"] == 1
        assert command.run("wait").stdout == "in step\n"
        command.run("verify")


def test_s4_sigterm_under_load_ends_within_ten_seconds_and_loses_nothing(command: Command) -> None:
    command.write({f"sql/many/f{number}.sql": VIEW.replace("stage", f"s{number % 9}") * 5 for number in range(400)})
    with command.watching("sql", *QUICK) as watch:
        watch.until(lambda: watch.ask("status")["backlog_files"] > 50)
        began = time.monotonic()
        assert watch.end() == 0
        assert time.monotonic() - began < 10
    assert not (command.state_dir / "control.sock").exists()
    left = command.json("status")
    assert left["state"] == "stopped" and (left["files"]["tracked"] < 402 or left["backlog_files"] > 0)
    with command.watching("sql", *QUICK) as watch:
        watch.in_step()
        assert watch.ask("status")["files"] == {"tracked": 402, "dead_letters": 0}
        command.run("verify")
        assert watch.end(signal.SIGINT) == 0


def test_s4_sighup_reads_the_settings_again_and_sweeps(command: Command, manager: Manager) -> None:
    command.write({"lineaged.yaml": "roots: [sql]\nwatch: {events: false, sweep_interval_s: 3600}\n"})
    command.env["NOTIFY_SOCKET"] = manager.address
    with command.watching() as watch:
        watch.in_step()
        manager.until("READY=1")
        sweeps = watch.ask("status")["metrics"]["sweeps_total"]
        command.write({"lineaged.yaml": "roots: [sql]\nwatch: {events: false, sweep_interval_s: 0.1}\n"})
        watch.process.send_signal(signal.SIGHUP)
        manager.until("RELOADING=1")
        manager.until("READY=1")
        watch.until(lambda: watch.ask("status")["metrics"]["sweeps_total"] > sweeps + 3)
        command.write({"lineaged.yaml": "wrokers: 1\n"})
        watch.process.send_signal(signal.SIGHUP)
        watch.until(lambda: "settings not reloaded" in watch.log())
        watch.in_step()


def test_sigusr1_ends_the_wait_for_quiet(command: Command) -> None:
    with command.watching("sql", "--debounce", "3600", "--sweep-interval", "3600") as watch:
        watch.in_step()
        command.write({"sql/new.sql": DDL})
        watch.until(lambda: watch.ask("status")["backlog_files"] > 0)
        watch.process.send_signal(signal.SIGUSR1)
        watch.until(lambda: watch.ask("status")["files"]["tracked"] == 3)


def test_s1_ready_is_said_although_the_graph_is_away_and_stopping_at_the_end(
    command: Command, manager: Manager
) -> None:
    """S1, N4: nothing is a dead letter for an outage; S2: a heart that waits by design goes on beating."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, and nobody listens
        port = closed.getsockname()[1]
        command.env |= {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "600000"}
        with command.watching("sql", *QUICK, "--graph", f"bolt://127.0.0.1:{port}") as watch:
            manager.until("READY=1")
            manager.until("WATCHDOG=1")
            watch.until(lambda: watch.ask("status")["state"] == "degraded")
            status = watch.ask("status")
            assert status["store"] == {"kind": "neo4j", "reachable": False}
            assert "graph cannot be reached" in status["reasons"] and status["files"]["dead_letters"] == 0
            manager.until("WATCHDOG=1")
            assert not watch.ask("wait", timeout=0.2)["in_step"]
            assert watch.end() == 0
            manager.drain()
    assert any(message.startswith("STOPPING=1") for message in manager.said)
    assert all("STATUS=" in message for message in manager.said if "READY=1" in message or "WATCHDOG" in message)


def test_s2_a_loop_that_stands_still_sends_no_heartbeat(command: Command, manager: Manager) -> None:
    """Stopped by a signal, as by a blocking call: no ping until it goes on."""
    command.env |= {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "300000"}
    with command.watching("sql", *QUICK) as watch:
        manager.until("WATCHDOG=1")
        manager.until("WATCHDOG=1")
        os.kill(watch.process.pid, signal.SIGSTOP)
        manager.drain()
        heard = len(manager.said)
        deadline = time.monotonic() + 0.6
        while time.monotonic() < deadline:
            manager.drain()
            time.sleep(0.05)
        assert len(manager.said) <= heard + 1
        os.kill(watch.process.pid, signal.SIGCONT)
        manager.until("WATCHDOG=1")


async def test_s4_a_signal_that_comes_while_a_session_ends_is_heard() -> None:
    """A disk that is full has ended one session, and no other may begin after SIGTERM."""
    stops: list[asyncio.Event] = []

    async def once(stop: asyncio.Event) -> str:
        stops.append(stop)
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0)
        return "disk full"

    await keep_on(once, Notifier())
    assert len(stops) == 1


class StuckGraph(SqliteGraph):
    """Its transactions never end, and never fail, once it is told so."""

    stuck = False

    async def apply(self, transaction: Transaction) -> Applied:
        if self.stuck:
            await asyncio.Event().wait()
        return await super().apply(transaction)


async def test_s2_a_writer_that_stands_still_ends_the_heartbeat_although_all_else_moves(tmp_path: Path) -> None:
    keep = Keep(tmp_path / "sql", tmp_path / "state")
    keep.write({"raw.sql": DDL})
    keep.state_dir.mkdir()
    heard = Manager(tmp_path)
    async with open_session(keep.settings(), [keep.root], {}, patience_s=None, watching=True) as session:
        graph = StuckGraph(keep.state_dir / "graph.db")
        session.writer._store = graph
        daemon = Daemon(session, NoEvents(), Notifier(heard.address, 0.3), keep.settings, asyncio.Event(), stall_s=0.5)
        running = asyncio.create_task(daemon.run())
        await asyncio.to_thread(heard.until, "WATCHDOG=1")
        await session.catch_up()
        graph.stuck = True
        keep.write({"more.sql": VIEW})
        session.pipeline.offer([FileKey("sql", "more.sql")], quiet_s=0)
        await until(lambda: daemon._standing == ["writer"])  # the pool may stand a moment, while it starts
        session.pipeline.offer([FileKey("sql", "raw.sql")], quiet_s=0)
        heard.drain()
        told = len(heard.said)
        looks = session.metrics.batches_total
        await until(lambda: session.metrics.batches_total > looks)
        heard.drain()
        assert heard.said[told:] == []
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await graph.close()
    heard.close()


def test_no_child_can_speak_for_the_daemon(command: Command, manager: Manager) -> None:
    """S3"""
    import psutil

    command.env["NOTIFY_SOCKET"] = manager.address
    with command.watching("sql", *QUICK) as watch:
        watch.in_step()
        children = psutil.Process(watch.process.pid).children(recursive=True)
        assert children
        for child in children:
            assert "NOTIFY_SOCKET" not in child.environ()


def test_s5_a_second_daemon_is_refused_and_commands_go_through_the_first(command: Command) -> None:
    with command.watching("sql", *QUICK) as watch:
        watch.in_step()
        assert f"pid {watch.process.pid}" in command.complaint("watch", "sql", code=4)
        command.write({"sql/bad.sql": b"\0binary", "elsewhere/x.sql": DDL})
        assert command.run("sync", "sql").stdout == "in step\n"
        assert "watches other roots" in command.complaint("sync", "elsewhere", code=4)
        assert watch.ask("status")["files"] == {"tracked": 3, "dead_letters": 1}
        assert command.json("repair")["rows"] >= 0
        assert command.json("--clear-cache")["removed"] >= 2
        assert command.json("dead-letters", "replay", code=1) == {"replayed": 1, "dead_letters": 1}
        command.run("verify")


def test_a_killed_daemon_leaves_a_state_that_the_next_one_takes_up(command: Command) -> None:
    with command.watching("sql", *QUICK) as watch:
        watch.in_step()
        watch.end(signal.SIGKILL)
    assert (command.state_dir / "control.sock").exists()
    assert "lineaged watch DIR" in command.complaint("wait", code=3)
    assert command.json("status")["state"] == "stopped"
    with command.watching("sql", *QUICK) as watch:
        watch.in_step()
        assert watch.ask("status")["metrics"]["transactions_total"] == 0


def test_dead_letters_are_noted_while_the_daemon_runs(command: Command) -> None:
    with command.watching("sql", *QUICK) as watch:
        command.write({"sql/bad.sql": b"\0binary"})
        watch.in_step()
        [line] = (command.state_dir / "failed_ingestion.jsonl").read_text().splitlines()
        assert json.loads(line)["reason"] == "binary"
        command.write({"sql/bad.sql": DDL.replace("raw", "good")})
        watch.in_step()
        assert watch.ask("status")["files"]["dead_letters"] == 0
