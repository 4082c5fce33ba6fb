"""What every command shares: exit codes, one-line errors, answers."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cache.state import StateError
from graph.store.protocol import StoreDataError, StoreUnavailable, StoreUnfit
from tests.unit.test_watcher_logs import logging_as_before  # noqa: F401 - a fixture for every test here
from watcher.control import NoDaemon, StateDirHeld
from watcher.door import DONE, FINDINGS, HELD, UNREACHABLE, USAGE, Door, Stop, guarded, make_door, print_out, run
from watcher.pool_task import PoolBroken
from watcher.settings import SettingsError
from watcher.writer import ForeignOwner

ERRORS = [
    (Stop(FINDINGS, "look here"), FINDINGS),
    (Stop(UNREACHABLE), UNREACHABLE),
    (SettingsError("batch_size: must be positive"), USAGE),
    (StateError("state.db is broken"), USAGE),
    (ValueError("no such dialect"), USAGE),
    (StateDirHeld(Path("/x"), "7"), HELD),
    (ForeignOwner("r"), HELD),
    (NoDaemon("nobody"), UNREACHABLE),
    (PoolBroken("no worker can be started"), UNREACHABLE),
    (StoreUnavailable("away"), UNREACHABLE),
    (StoreUnfit("too old"), UNREACHABLE),
    (StoreDataError("refused"), UNREACHABLE),
    (PermissionError(13, "Permission denied", "/root/x"), USAGE),
]


def raising(error: BaseException) -> Callable[[], int]:
    def action() -> int:
        raise error

    return action


@pytest.mark.parametrize(("error", "code"), ERRORS, ids=lambda value: type(value).__name__)
def test_what_a_user_can_mend_is_an_exit_code_and_one_line(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(raising(error)) == code
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    assert err.count("\n") == (1 if str(error) else 0)


@pytest.mark.parametrize(("error", "code"), ERRORS, ids=lambda value: type(value).__name__)
def test_an_error_inside_task_groups_is_the_same_error(error: Exception, code: int) -> None:
    assert guarded(raising(ExceptionGroup("tasks", [ExceptionGroup("inner", [error]), OSError("later")]))) == code


def test_an_error_of_several_lines_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(raising(SettingsError("first\n   second\tthird"))) == USAGE
    assert capsys.readouterr().err == "lineaged: first second third\n"


def test_a_folder_that_is_gone_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(Stop, match="the current folder does not exist any more"):
        Door({})
    monkeypatch.chdir(tmp_path)


def test_a_bug_is_loud() -> None:
    with pytest.raises(ZeroDivisionError):
        guarded(raising(ZeroDivisionError()))
    with pytest.raises(KeyError):
        guarded(raising(ExceptionGroup("tasks", [KeyError("x")])))


def test_done_is_zero_and_findings_are_passed_on() -> None:
    assert guarded(lambda: None) == DONE == guarded(lambda: 0)
    assert guarded(lambda: FINDINGS) == 1
    assert guarded(raising(KeyboardInterrupt())) == 130


def test_answers_are_one_json_object_or_text(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    Door({}, as_json=True).answer({"name": "ü\udcff\n"}, "text")
    Door({}).answer({"name": "x"}, "plain \udcff")
    first, second = capfdbinary.readouterr().out.splitlines()
    assert json.loads(first) == {"name": "ü\udcff\n"}
    assert second == b"plain \\udcff"


def test_louder_and_quieter_cancel_out_and_are_bounded() -> None:
    common = {"state_dir": "/s", "graph": None, "config": None, "log_format": None, "as_json": True}
    assert make_door({**common, "verbose": 1, "quiet": 1}).flags.get("verbosity") is None
    assert make_door({**common, "verbose": 9, "quiet": 0}).flags["verbosity"] == 2
    door = make_door({**common, "verbose": 0, "quiet": 5})
    assert (door.flags["verbosity"], door.as_json, door.flags["state_dir"]) == (-2, True, "/s")


def test_settings_are_those_of_flags_and_environment(tmp_path: Path) -> None:
    door = Door({"state_dir": str(tmp_path)}, env={"LINEAGED_WORKERS": "3"}, cwd=tmp_path)
    settings = door.settings({"watch.batch_size": 7})
    assert (settings.state_dir, settings.workers, settings.watch.batch_size) == (tmp_path, 3, 7)
    with pytest.raises(SettingsError, match="workers"):
        Door({"state_dir": str(tmp_path)}, env={"LINEAGED_WORKERS": "none"}, cwd=tmp_path).settings()


def test_a_closed_pipe_is_no_error(capfd: pytest.CaptureFixture[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    kept = os.dup(1)
    try:
        os.dup2(writer, 1)
        assert guarded(lambda: print_out("nobody reads this")) == DONE
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(writer)


def test_work_runs_on_uvloop() -> None:
    async def loop_name() -> str:
        import asyncio

        return type(asyncio.get_running_loop()).__module__

    assert run(loop_name()).startswith("uvloop")
