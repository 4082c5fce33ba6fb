"""How long does an event loop take to answer? Asked all the time, from a process of its own.

What an answer takes holds the socket's way and the asking process's own wait for a processor too, so it is an upper
bound of how long the loop was held up. A loop that does nothing else is asked beside it: what it takes, the machine
takes. While an answer is late no other question is asked, so those that would have been are added to the figures
("coordinated omission"): a quantile is one of moments, not of answers.
"""

import asyncio
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import uvloop

from bench.daemon import quantile
from watcher.control import SOCKET, serve_control

_EVERY_S = 0.005
_REQUEST = b'{"verb": "ping"}\n'
_SPAWN = multiprocessing.get_context("spawn")

Answers = list[tuple[float, float]]
"""When each question was asked (monotonic clock of the machine) and how long its answer took, in seconds."""


@dataclass
class Loop:
    """What a loop answered; complete once the block of `probed` has ended."""

    answers: Answers = field(default_factory=list)

    def line(self, began: float, ended: float) -> str:
        """p50, p99 and most of that time, in ms."""
        waits_ms: list[float] = []
        for asked, took in self.answers:
            if began <= asked < ended:
                late = [took - step * _EVERY_S for step in range(int(took / _EVERY_S) + 1)]
                waits_ms += [1000 * wait for wait in late]
        if not waits_ms:
            return "no answers"
        p50, p99 = quantile(waits_ms, 0.5), quantile(waits_ms, 0.99)
        return f"{p50:8.1f} {p99:8.1f} {max(waits_ms):8.1f}"


@contextmanager
def probed(state: Path) -> Iterator[tuple[Loop, Loop]]:
    """The daemon's loop, and one that does nothing else, asked during the block."""
    with ExitStack() as stack:
        idle = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="probe-")))
        serving = _SPAWN.Process(target=_serve, args=(idle,), daemon=True)
        serving.start()
        stack.callback(serving.join)
        stack.callback(serving.terminate)
        while not (idle / SOCKET).exists():
            time.sleep(0.01)
        loops = Loop(), Loop()
        for loop, place in zip(loops, (state, idle), strict=True):
            stack.enter_context(_asking(place, loop))
        yield loops


@contextmanager
def _asking(state: Path, loop: Loop) -> Iterator[None]:
    over, (ours, theirs) = _SPAWN.Event(), _SPAWN.Pipe(duplex=False)
    asking = _SPAWN.Process(target=_ask, args=(state, over, theirs), daemon=True)
    asking.start()
    theirs.close()
    ours.recv()  # it asks now
    try:
        yield
    finally:
        over.set()
        loop.answers += ours.recv()
        asking.join()


def _ask(state: Path, over: Event, said: Any) -> None:
    answers: Answers = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(state / SOCKET))
        said.send(None)
        while not over.is_set():
            asked = time.monotonic()
            connection.sendall(_REQUEST)
            if not connection.recv(65_536):
                break  # it ended
            took = time.monotonic() - asked
            answers.append((asked, took))
            time.sleep(max(0.0, _EVERY_S - took))
    said.send(answers)


def _serve(state: Path) -> None:
    async def answer(verb: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True}

    async def serve() -> None:
        async with serve_control(state, answer):
            await asyncio.Event().wait()

    uvloop.run(serve())
