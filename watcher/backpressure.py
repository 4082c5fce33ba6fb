"""Stage 4: may new work start? A pure decision on a reading of the memory, and a thin reader. Above `high` none starts.

A cgroup's count includes the page cache; what of it can be given back at once is subtracted, or a first load would
stop itself by reading files. Resident sizes count shared pages once a process: too much rather than too little.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from resource import getpagesize

import psutil

BYTES_PER_SQL_BYTE = 100
"""Memory a worker may need for a byte of a file: 30 where it has many statements, 235 where it is a single one."""
_DAEMON_BYTES = 256 << 20
_LEAST_WORKER_BYTES = 256 << 20
"""Interpreter and parser take 60 MB of address space; with less than this, ordinary files would fail."""


@dataclass(frozen=True, slots=True)
class Cgroup:
    """The control group with the least room: bytes in use that cannot be given back, and its limit."""

    used_bytes: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Memory at one moment. `system_used`: share of the machine's memory that is not available, 0–1. `own_bytes`:
    resident memory of daemon, fork server and workers."""

    system_used: float
    cgroup: Cgroup | None
    own_bytes: int


@dataclass(frozen=True, slots=True)
class MemoryLimits:
    """`high`: share of any limit above which no new work starts. `max_bytes`: budget of daemon plus children, None =
    the machine's and the cgroup's limits alone."""

    high: float = 0.8
    max_bytes: int | None = None


def pressure(reading: Reading, limits: MemoryLimits) -> str | None:
    """Why no new work may start, for a person; None if it may."""
    if reading.system_used > limits.high:
        return f"the machine's memory is {reading.system_used:.0%} used"
    if (group := reading.cgroup) is not None and group.used_bytes > limits.high * group.max_bytes:
        return f"the service's memory is {group.used_bytes / group.max_bytes:.0%} used"
    if limits.max_bytes is not None and reading.own_bytes > limits.high * limits.max_bytes:
        return f"our own memory is {reading.own_bytes / limits.max_bytes:.0%} of memory_max"
    return None


def need_bytes(data_bytes: int, worker_limit_bytes: int) -> int:
    """Memory that working on `data_bytes` may take beyond an idle worker's: bounded by the worker's limit."""
    return min(data_bytes * BYTES_PER_SQL_BYTE, worker_limit_bytes)


def fits(reading: Reading, limits: MemoryLimits, *, need: int, reserved: int) -> bool:
    """Whether a task that may take `need` bytes can start beside running ones that may take `reserved` (P6). One that
    would not fit at all may start alone."""
    room = _room(reading, limits)
    return room is None or reserved == 0 or need + reserved <= room


def _room(reading: Reading, limits: MemoryLimits) -> int | None:
    rooms = []
    if reading.cgroup is not None:
        rooms.append(reading.cgroup.max_bytes - reading.cgroup.used_bytes)
    if limits.max_bytes is not None:
        rooms.append(limits.max_bytes - reading.own_bytes)
    return min(rooms, default=None)


def worker_limit_bytes(wanted_bytes: int, budget_bytes: int) -> int:
    """Address space that one worker may have, so that it and the daemon stay within the budget (P6)."""
    return max(_LEAST_WORKER_BYTES, min(wanted_bytes, budget_bytes - _DAEMON_BYTES))


def default_workers(cores: int, budget_bytes: int, limit_bytes: int) -> int:
    """min(4, cores), and no more than fit into the budget if each used all that it may; at least one."""
    return max(1, min(4, cores, (budget_bytes - _DAEMON_BYTES) // limit_bytes))


class MemoryReader:
    """Reads the memory of machine, control group and processes; some 0.3 ms a reading."""

    def __init__(self, proc: Path = Path("/proc"), cgroups: Path = Path("/sys/fs/cgroup")) -> None:
        self._proc = proc
        self._groups = list(_memory_groups(proc / "self/cgroup", cgroups))

    def read(self, pids: Iterable[int] = ()) -> Reading:
        """A reading; `pids`: fork server and workers (any that are gone count nothing)."""
        memory = psutil.virtual_memory()
        own = sum(self._rss(str(pid)) for pid in {*pids}) + self._rss("self")
        return Reading(1 - memory.available / memory.total, self.cgroup(memory.total), own)

    def cgroup(self, total_bytes: int) -> Cgroup | None:
        """The tightest limit among our control group and its parents, None if none is below the machine's memory."""
        found = [group for place in self._groups if (group := _read_group(place)) and group.max_bytes < total_bytes]
        return min(found, key=lambda group: group.max_bytes - group.used_bytes, default=None)

    def budget_bytes(self, limits: MemoryLimits) -> int:
        """The least of the machine's memory, the cgroup's limit and `memory_max`."""
        total = psutil.virtual_memory().total
        group = self.cgroup(total)
        return min(total, group.max_bytes if group else total, limits.max_bytes or total)

    def _rss(self, pid: str) -> int:
        try:
            return int((self._proc / pid / "statm").read_bytes().split()[1]) * getpagesize()
        except (OSError, IndexError):
            return 0


@dataclass(frozen=True, slots=True)
class _Place:
    """The files of one control group, v2 or v1, and the line of `stat` with what can be given back."""

    used: Path
    limits: tuple[Path, ...]
    stat: Path
    cache_line: bytes


def _memory_groups(own: Path, root: Path) -> Iterator[_Place]:
    """Our memory control groups, from our own up to the root."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers == "":
            yield from _places(root, path, "memory.current", ("memory.max", "memory.high"), b"inactive_file")
        elif "memory" in controllers.split(","):
            yield from _places(
                root / "memory", path, "memory.usage_in_bytes", ("memory.limit_in_bytes",), b"total_inactive_file"
            )


def _places(root: Path, path: str, used: str, limits: tuple[str, ...], cache_line: bytes) -> Iterator[_Place]:
    """In a container our path may not be there, only the root, which is then our own."""
    inner = PurePosixPath(path.lstrip("/"))
    for folder in [inner, *inner.parents]:
        place = root / folder
        if ".." not in folder.parts and (place / used).exists():
            yield _Place(place / used, tuple(place / limit for limit in limits), place / "memory.stat", cache_line)


def _read_group(place: _Place) -> Cgroup | None:
    try:
        limits = [limit for path in place.limits if (limit := _read_limit(path)) is not None]
        used = int(place.used.read_bytes())
        lines = dict(line.split(maxsplit=1) for line in place.stat.read_bytes().splitlines())
        cache = int(lines.get(place.cache_line, 0))
    except (OSError, ValueError):
        return None
    return Cgroup(max(used - cache, 0), min(limits)) if limits else None


def _read_limit(path: Path) -> int | None:
    """None: "max", or a kernel without that file."""
    if not path.exists():
        return None
    text = path.read_bytes().strip()
    return None if text == b"max" else int(text)
