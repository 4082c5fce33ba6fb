"""The door of a running daemon: `control.sock` in its state directory, one JSON object a line each way. Shell.

And the lock that makes it the only one: whoever holds `lock` may change the state directory. Both are for the same
user alone (0600); nothing here is reachable from the network.
"""

import asyncio
import contextlib
import fcntl
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import structlog

log = structlog.get_logger()

SOCKET, LOCK = "control.sock", "lock"
_LINE_BYTES = 1 << 20  # a request is tiny; an answer may carry a list of paths

Handler = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]


class NoDaemon(Exception):
    """Nobody listens on this state directory."""


class StateDirHeld(Exception):
    """Another process holds the state directory."""

    def __init__(self, state_dir: Path, pid: str) -> None:
        by = f" (pid {pid})" if pid else ""
        super().__init__(f"another lineaged{by} holds {state_dir}; stop it, or use another --state-dir")


@contextmanager
def hold_state_dir(state_dir: Path) -> Iterator[None]:
    """Be the only one that changes this state directory. Raises `StateDirHeld`. Freed when the process ends."""
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(state_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateDirHeld(state_dir, os.pread(descriptor, 32, 0).decode(errors="replace").strip()) from None
        with contextlib.suppress(OSError):  # a full disk: the next one is told of us without our number
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


@asynccontextmanager
async def serve_control(state_dir: Path, handle: Handler) -> AsyncIterator[None]:
    """Answer requests until the block ends. Needs the state directory's lock: a socket left behind is replaced."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
                while line := await reader.readline():
                    writer.write(msgspec.json.encode(await _answer(line, handle)) + b"\n")
                    await writer.drain()
        finally:
            writer.close()

    with _short_path(state_dir) as address:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(state_dir / SOCKET)  # noqa: PTH108 - one call, one error
        server = await asyncio.start_unix_server(serve, address, limit=_LINE_BYTES)
        os.chmod(state_dir / SOCKET, 0o600)  # noqa: PTH101
    try:
        yield
    finally:
        server.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(state_dir / SOCKET)  # noqa: PTH108


async def _answer(line: bytes, handle: Handler) -> dict[str, Any]:
    try:
        request = msgspec.json.decode(line, type=dict[str, Any])
        return await handle(str(request.pop("verb", "")), request)
    except msgspec.MsgspecError:
        return {"error": "not a JSON object"}
    except asyncio.CancelledError:
        raise
    except Exception as error:  # one request's failure is its own; the daemon goes on
        log.exception("control request failed")
        return {"error": f"{type(error).__name__}: {error}"}


def ask(state_dir: Path, verb: str, *, timeout_s: float | None = 30.0, **arguments: object) -> dict[str, Any]:
    """Ask the daemon of a state directory. Raises `NoDaemon` if there is none, `TimeoutError` if it does not answer."""
    line = msgspec.json.encode({"verb": verb, **arguments}) + b"\n"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout_s)
        try:
            with _short_path(state_dir) as address:
                connection.connect(address)
            connection.sendall(line)
            with connection.makefile("rb") as answers:
                answer = answers.readline()
        except TimeoutError:
            raise
        except OSError as error:
            raise NoDaemon(f"no lineaged daemon runs on {state_dir}; start one with `lineaged watch DIR`") from error
    if not answer:
        raise NoDaemon(f"the lineaged daemon on {state_dir} ended before it answered")
    return msgspec.json.decode(answer, type=dict[str, Any])


@contextmanager
def _short_path(state_dir: Path) -> Iterator[str]:
    """The socket's address by way of /proc: the kernel allows 107 bytes, a state directory may be longer."""
    try:
        descriptor = os.open(state_dir, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise NoDaemon(f"there is no state directory {state_dir}; start a daemon with `lineaged watch DIR`") from error
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET}"
    finally:
        os.close(descriptor)
