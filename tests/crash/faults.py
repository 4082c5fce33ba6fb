"""What may happen to the daemon and to what it stands on. After a fault it runs, or is to be started anew."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.crash.changes import change, random_change
from tests.crash.ground import Ground, OutOfStep
from tests.crash.served import Served
from watcher.failpoints import VARIABLE, Failpoint

_STATE_BYTES = 48 << 20  # of the small volume that the state lies on
_SERVER_COPIES = 5
_QUEUE_EVENTS = 17_000  # more than the kernel keeps for one reader (fs.inotify.max_queued_events)
LIMITED = ("unshare", "--user", "--map-root-user", "sh", "-c")
FEW_WATCHES = 'echo 3 > /proc/sys/user/max_inotify_watches; exec "$@"'
_STOP_S = (0.0, 0.1, 0.5)


@dataclass
class Field(Ground):
    """A ground with what faults need: older copies, a small volume, a server of its own."""

    served: Served | None = None
    small_volume: bool = False
    copies: list[Path] = field(default_factory=list)
    server_copies: list[Path] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    @property
    def embedded(self) -> bool:
        return not self.graph

    def skip(self, what: str) -> None:
        """Say aloud, once, what is not tried here."""
        if what not in self.said:
            print(f"not tried: {what}", flush=True)
            self.said.add(what)

    def started(self) -> psutil.Process:
        """The daemon's process; it is started if it is not there. It may only have ended by SIGKILL."""
        if self.daemon is not None and (code := self.daemon.poll()) is not None:
            self.daemon = None
            if code != -signal.SIGKILL:
                raise OutOfStep(f"the daemon ended by itself with {code}\n{self.log_tail()}")
        if self.daemon is None:
            self.start()
        assert self.daemon is not None
        return psutil.Process(self.daemon.pid)

    def restart(self, *, through: tuple[str, ...] = (), **once: str) -> None:
        self.end(signal.SIGKILL)
        self.start(through=through, **once)

    def changes(self, rng: random.Random, count: int) -> None:
        for _ in range(count):
            change(self, random_change(rng), rng)

    def keep_copy(self) -> None:
        """Of ledger and embedded graph as they are now, as a backup would take it."""
        place = self.work / f"copy{len(self.copies)}"
        place.mkdir()
        for name in ("state.db", "graph.db"):
            if (self.state / name).exists():
                with (
                    contextlib.closing(sqlite3.connect(self.state / name)) as live,
                    contextlib.closing(sqlite3.connect(place / name)) as copy,
                ):
                    live.backup(copy)
        self.copies.append(place)

    def put_back(self, name: str, rng: random.Random) -> None:
        copy = rng.choice(self.copies) / name
        for path in self.state.glob(f"{name}-*"):
            path.unlink()
        shutil.copy(copy, self.state / f"{name}.old")
        (self.state / f"{name}.old").rename(self.state / name)


# --- the process -----------------------------------------------------------------------------------------------------


def _kill(ground: Field, rng: random.Random) -> None:
    time.sleep(rng.random() * rng.choice((0.1, 1.0, 2.0)))
    ground.restart()


def _kill_at_failpoint(ground: Field, rng: random.Random) -> None:
    """It ends there in the course of the next changes, or not at all."""
    point, count = rng.choice([*Failpoint]), rng.choice((1, 1, 2, 5))
    ground.restart(**{VARIABLE: f"{point.value}:{count}"})


def _stop_and_continue(ground: Field, rng: random.Random) -> None:
    process = ground.started()
    process.suspend()
    ground.changes(rng, 3)
    time.sleep(rng.choice(_STOP_S))
    process.resume()


def _end_in_order(ground: Field, rng: random.Random) -> None:
    ground.started()
    time.sleep(rng.choice(_STOP_S))
    if (code := ground.end(signal.SIGTERM)) not in (0, -signal.SIGTERM, -signal.SIGKILL):  # before it can hear: -15
        raise OutOfStep(f"the daemon ended with {code}\n{ground.log_tail()}")


def _kill_worker(ground: Field, rng: random.Random) -> None:
    """Any child: a worker, or what starts them."""
    with contextlib.suppress(psutil.Error):
        if children := ground.started().children(recursive=True):
            rng.choice(children).kill()


def _worker_loops(ground: Field, rng: random.Random) -> None:
    """A worker that makes no progress runs into its time limit."""
    with contextlib.suppress(psutil.Error):
        children = [child for child in ground.started().children(recursive=True) if not child.children()]
        if children:
            rng.choice(children).suspend()
            ground.changes(rng, 3)


# --- what it stands on -----------------------------------------------------------------------------------------------


def _graph_wiped(ground: Field, rng: random.Random) -> None:
    if rng.random() < 0.5:
        ground.end(signal.SIGKILL)
    if ground.embedded:
        for path in ground.state.glob("graph.db*"):
            path.unlink(missing_ok=True)
    else:
        assert ground.served
        ground.served.wipe()


def _graph_restored(ground: Field, rng: random.Random) -> None:
    if not ground.embedded:
        _server_restored(ground, rng)
    elif ground.copies:
        ground.end(signal.SIGKILL)
        ground.put_back("graph.db", rng)


def _state_restored(ground: Field, rng: random.Random) -> None:
    if ground.copies:
        ground.end(signal.SIGKILL)
        ground.put_back("state.db", rng)


def _state_and_graph_restored(ground: Field, rng: random.Random) -> None:
    """Each from a copy of its own time."""
    _graph_restored(ground, rng)
    _state_restored(ground, rng)


def _cache_lost(ground: Field, rng: random.Random) -> None:
    for path in ground.state.glob("parse_cache.db*"):
        if rng.random() < 0.5:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(rng.randbytes(5_000))


def _disk_full(ground: Field, rng: random.Random) -> None:
    """P7: the daemon lives through it, also when it starts meanwhile; what follows shows that it goes on by itself."""
    if not ground.small_volume:
        ground.skip("a full disk: no rights to mount a small one")
        return
    filler = ground.state / "filler"
    ground.started()
    with filler.open("wb") as file, contextlib.suppress(OSError):
        while True:
            os.write(file.fileno(), b"\0" * 4096)
    ground.changes(rng, 8)
    time.sleep(rng.choice((0.5, 1.5)))
    if rng.random() < 0.3:
        ground.restart()
        time.sleep(2)
    ended = ground.daemon.poll() if ground.daemon else None
    if ended not in (None, -signal.SIGKILL):  # the latter by a failpoint that was armed
        raise OutOfStep(f"the full disk ended the daemon with {ended}\n{ground.log_tail()}")
    filler.unlink()


def _queue_overflow(ground: Field, rng: random.Random) -> None:
    """Events that nobody reads until the kernel gives up; changes among them."""
    process = ground.started()
    files = [path for path in ground.files() if path.suffix == ".sql"]
    if len(files) < 2:
        return
    process.suspend()
    one, other = (path.open("r+b") for path in rng.sample(files, 2))
    with one, other:
        for number in range(_QUEUE_EVENTS):
            os.utime((one, other)[number % 2].fileno())
    ground.changes(rng, 5)
    process.resume()


def _few_watches(ground: Field, rng: random.Random) -> None:
    """W4: from now until its next start it may watch three folders."""
    tried = subprocess.run([*LIMITED, FEW_WATCHES, "sh", "true"], capture_output=True, check=False)
    if tried.returncode or tried.stderr:
        ground.skip("the watch limit: no user namespaces here")
    else:
        ground.restart(through=(*LIMITED, FEW_WATCHES, "sh"))


# --- the server ------------------------------------------------------------------------------------------------------


def _server_killed(ground: Field, rng: random.Random) -> None:
    if ground.served and ground.served.server:
        ground.served.server.kill()
        ground.changes(rng, 3)
        ground.served.server.start()
    elif not ground.embedded:
        ground.skip("a server killed: it is not ours")


def _server_restored(ground: Field, rng: random.Random) -> None:
    """N8: the daemon runs on meanwhile, or not. Each restoring leaves a copy for later ones."""
    if ground.served is None or (server := ground.served.server) is None:
        ground.skip("a database restored from a copy: the server is not ours")
        return
    if rng.random() < 0.5:
        ground.end(signal.SIGKILL)
    server.kill()
    place = ground.work / f"server{len(ground.server_copies) % _SERVER_COPIES}"
    shutil.rmtree(place, ignore_errors=True)
    server.copy_data(place)
    ground.server_copies = [*(copy for copy in ground.server_copies if copy != place), place]
    server.restore_data(rng.choice(ground.server_copies))
    server.start()


def _server_stopped(ground: Field, rng: random.Random) -> None:
    if ground.served and ground.served.server:
        process = psutil.Process(ground.served.server.pid)
        process.suspend()
        ground.changes(rng, 5)
        time.sleep(rng.choice((0.5, 3.0)))
        process.resume()


def _connection_cut(ground: Field, rng: random.Random) -> None:
    """N5: after so many bytes of whatever is going on; healed after a while, or by the end of the round."""
    if ground.served:
        ground.served.proxy.cut_after(int(10 ** rng.uniform(1, 5)))
        ground.changes(rng, 3)
        time.sleep(rng.random())
        if rng.random() < 0.5:
            ground.served.proxy.heal()


Fault = Callable[[Field, random.Random], None]
FAULTS: dict[str, tuple[int, Fault]] = {
    "kill": (6, _kill),
    "kill at failpoint": (8, _kill_at_failpoint),
    "stop and continue": (3, _stop_and_continue),
    "end in order": (3, _end_in_order),
    "kill worker": (3, _kill_worker),
    "worker loops": (1, _worker_loops),
    "graph wiped": (2, _graph_wiped),
    "graph restored": (3, _graph_restored),
    "state restored": (3, _state_restored),
    "state and graph restored": (2, _state_and_graph_restored),
    "cache lost": (2, _cache_lost),
    "disk full": (2, _disk_full),
    "queue overflow": (1, _queue_overflow),
    "few watches": (1, _few_watches),
}
SERVER_FAULTS: dict[str, tuple[int, Fault]] = {
    "server killed": (1, _server_killed),
    "server stopped": (2, _server_stopped),
    "connection cut": (8, _connection_cut),
}


def random_fault(rng: random.Random, *, server: bool) -> str:
    """The name of one."""
    possible = {**FAULTS, **(SERVER_FAULTS if server else {})}
    return rng.choices([*possible], [often for often, _ in possible.values()])[0]


def fault(ground: Field, name: str, rng: random.Random) -> None:
    """One fault."""
    {**FAULTS, **SERVER_FAULTS}[name][1](ground, rng)


@contextmanager
def small_volume(folder: Path, *, size_bytes: int = _STATE_BYTES) -> Iterator[bool]:
    """A volume of some MB at `folder`, if there are rights to mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "lineaged-test", folder]
    mounted = (
        shutil.which("mount") is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", folder], capture_output=True, check=False)
