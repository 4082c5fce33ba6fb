"""The daemon's own door, and the lock that makes it the only one."""

import asyncio
import contextlib
import socket
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from watcher.control import LOCK, SOCKET, NoDaemon, StateDirHeld, ask, hold_state_dir, serve_control


async def handle(verb: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    match verb:
        case "echo":
            return dict(arguments)
        case "fail":
            raise LookupError("nothing there")
        case _:
            return {"error": f"unknown request {verb!r}"}


async def asked(state_dir: Path, verb: str, **arguments: object) -> dict[str, Any]:
    return await asyncio.to_thread(ask, state_dir, verb, timeout_s=5.0, **arguments)


async def test_a_question_is_answered_and_many_at_once_are(tmp_path: Path) -> None:
    async with serve_control(tmp_path, handle):
        assert await asked(tmp_path, "echo", path="\n ü", ids=[1, None]) == {"path": "\n ü", "ids": [1, None]}
        answers = await asyncio.gather(*(asked(tmp_path, "echo", number=number) for number in range(20)))
        assert [answer["number"] for answer in answers] == list(range(20))


async def test_a_failing_request_is_its_own_affair(tmp_path: Path) -> None:
    async with serve_control(tmp_path, handle):
        assert await asked(tmp_path, "fail") == {"error": "LookupError: nothing there"}
        assert await asked(tmp_path, "nonsense") == {"error": "unknown request 'nonsense'"}
        assert await asked(tmp_path, "echo", still="here") == {"still": "here"}


@pytest.mark.parametrize("line", [b"not json\n", b"[1]\n", b"\xff\xfe\n", b"{}\n"])
async def test_whatever_is_said_to_it_is_answered_with_an_error(tmp_path: Path, line: bytes) -> None:
    async with serve_control(tmp_path, handle):
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / SOCKET))
        writer.write(line)
        assert b'"error"' in await reader.readline()
        writer.close()
        await writer.wait_closed()
        assert await asked(tmp_path, "echo") == {}


async def test_a_line_without_end_is_cut_off(tmp_path: Path) -> None:
    async with serve_control(tmp_path, handle):
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / SOCKET))
        writer.write(b"x" * (3 << 20))
        with contextlib.suppress(ConnectionResetError):  # it went with our bytes unread
            assert await reader.read() == b""
        writer.close()
        assert await asked(tmp_path, "echo") == {}


async def test_only_the_same_user_may_knock(tmp_path: Path) -> None:
    async with serve_control(tmp_path / ".", handle):
        assert stat.S_IMODE((tmp_path / SOCKET).stat().st_mode) == 0o600
    assert not (tmp_path / SOCKET).exists()


async def test_a_socket_that_was_left_behind_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / SOCKET))
    with pytest.raises(NoDaemon):
        ask(tmp_path, "echo")
    async with serve_control(tmp_path, handle):
        assert await asked(tmp_path, "echo") == {}


async def test_a_state_directory_may_have_a_long_name(tmp_path: Path) -> None:
    """The kernel takes 107 bytes for a socket's address."""
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    async with serve_control(deep, handle):
        assert await asked(deep, "echo") == {}


def test_without_a_daemon_the_answer_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(NoDaemon, match="lineaged watch DIR"):
        ask(tmp_path, "status")
    with pytest.raises(NoDaemon, match="there is no state directory"):
        ask(tmp_path / "never", "status")


async def test_a_daemon_that_ends_before_it_answers_is_no_daemon(tmp_path: Path) -> None:
    async def hang(verb: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        raise asyncio.CancelledError

    async with serve_control(tmp_path, hang):
        with pytest.raises((NoDaemon, TimeoutError)):
            await asyncio.to_thread(ask, tmp_path, "echo", timeout_s=1.0)


async def test_a_daemon_that_does_not_answer_is_a_time_out(tmp_path: Path) -> None:
    never, ended = asyncio.Event(), asyncio.Event()

    async def hang(verb: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        await never.wait()
        ended.set()
        return {}

    async with serve_control(tmp_path, hang):
        with pytest.raises(TimeoutError):
            await asyncio.to_thread(ask, tmp_path, "echo", timeout_s=0.05)
        never.set()
        await ended.wait()


def test_s5_one_process_holds_a_state_directory_and_the_next_is_told_which(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    hold = "import sys; from pathlib import Path; from watcher.control import hold_state_dir\n"
    hold += "with hold_state_dir(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout and other.stdout.readline() == b"held\n"
        with pytest.raises(StateDirHeld, match=rf"pid {other.pid}.*{folder}.*--state-dir"), hold_state_dir(folder):
            pass
        other.kill()
        other.wait()
    with hold_state_dir(folder):  # free again, however it ended
        assert (folder / LOCK).read_text().strip().isdecimal()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
