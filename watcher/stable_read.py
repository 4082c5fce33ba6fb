"""Stage 3, shell: a path in, its bytes out, as they were at one moment, or the reason why not. Runs in a thread.

Nothing outside the root is read: every part of the path is opened from the folder before it and without following
links, and only a regular file is ever opened. The bytes count only if the file's stat was the same before and after,
and nobody was in the middle of writing it.
"""

import errno
import fcntl
import os
import signal
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cache.digest import Digest, digest_of
from cache.state import StatRow
from watcher.paths import path_bytes
from watcher.roots import Root


class RootLost(Exception):
    """The root's folder cannot be opened: its files are not gone, they are out of sight."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """`data` is what the file held at one moment. `read_ns`: wall clock before it was opened."""

    data: bytes
    digest: Digest
    key: StatRow
    read_ns: int


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such file."""


@dataclass(frozen=True, slots=True)
class Unstable:
    """It is being written, or changed while it was read; read it again later."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """It is there and cannot be read; `reason` is a dead letter's (`unreadable`, `size`)."""

    reason: str
    detail: str
    key: StatRow | None
    read_ns: int


@dataclass(frozen=True, slots=True)
class NotRegular:
    """A link, FIFO, device, socket or folder: none of ours."""


ReadResult: TypeAlias = ReadFile | Gone | Unstable | Unreadable | NotRegular

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW | os.O_CLOEXEC
_WRITER_PATIENCE_S = 10.0
"""A file that somebody holds open for writing counts as half written for so long after its last change; then as one
that was merely left open (a log, an editor)."""
_TICK_S = time.clock_getres(5)  # CLOCK_REALTIME_COARSE of linux/time.h, which `time` does not name: 1 to 10 ms
"""File times move in steps of the kernel's tick: two writes within one may leave the same stat."""


def check_device(root: Root, device: int | None) -> None:
    """Raises `RootLost` if the root's folder lies on another device than it did: its volume is not mounted."""
    try:
        found = root.folder.stat().st_dev
    except OSError as error:
        raise RootLost(f"{root.folder}: {error.strerror}") from error
    if device not in (None, found):
        raise RootLost(f"{root.folder}: another volume is mounted there")


def stat_row(found: os.stat_result) -> StatRow:
    """The stat key: (size, mtime_ns, ctime_ns, inode)."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def real_path(folder: Path, path: bytes) -> bytes | None:
    """Where links lead, relative to the root's folder ("" = the folder itself); None if that is outside of it."""
    top = os.fsencode(folder)
    real = os.path.realpath(os.path.join(top, path))  # noqa: PTH118 - bytes
    if real == top:
        return b""
    return real[len(top) + 1 :] if real.startswith(top.rstrip(b"/") + b"/") else None


def read_files(
    folder: Path, paths: Sequence[str], *, size_limit: int, follow_symlinks: bool = False
) -> dict[str, ReadResult]:
    """Each path's result. Raises `RootLost`. Sorted paths are read fastest: neighbours share their folders."""
    try:
        root = os.open(folder, _FOLDER & ~os.O_NOFOLLOW)
    except OSError as error:
        raise RootLost(f"{folder}: {error.strerror}") from error
    with _Folders(root) as folders:
        found: dict[str, ReadResult] = {}
        for path in paths:
            raw: bytes | None = path_bytes(path)
            if follow_symlinks and raw is not None:
                raw = real_path(folder, raw)
            found[path] = _read(folders, raw, size_limit) if raw else NotRegular()
        return found


class _Folders:
    """The open folders between the root and the path that was asked for last."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._open: list[tuple[bytes, int]] = []

    def __enter__(self) -> "_Folders":
        return self

    def __exit__(self, *_: object) -> None:
        self._close_from(0)
        os.close(self._root)

    def parent(self, path: bytes) -> tuple[int, bytes]:
        """(descriptor of the folder that the path lies in, its last part). Raises `OSError`."""
        *parts, name = path.split(b"/")
        same = 0
        while same < min(len(parts), len(self._open)) and self._open[same][0] == parts[same]:
            same += 1
        self._close_from(same)
        for part in parts[same:]:
            self._open.append((part, os.open(part, _FOLDER, dir_fd=self._last())))
        return self._last(), name

    def _last(self) -> int:
        return self._open[-1][1] if self._open else self._root

    def _close_from(self, depth: int) -> None:
        while len(self._open) > depth:
            os.close(self._open.pop()[1])


def _read(folders: _Folders, path: bytes, size_limit: int) -> ReadResult:
    read_ns = time.time_ns()
    try:
        parent, name = folders.parent(path)
        if not stat.S_ISREG(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
            return NotRegular()  # merely to open a device may do things
        descriptor = os.open(name, _FILE, dir_fd=parent)
    except OSError as error:
        return _not_opened(error, read_ns)
    except ValueError:  # a path with a null byte: none that a folder can hold
        return Gone()
    try:
        return _read_open(descriptor, size_limit, read_ns)
    except OSError as error:
        return Unreadable("unreadable", os.strerror(error.errno or 0), None, read_ns)
    finally:
        os.close(descriptor)


def _not_opened(error: OSError, read_ns: int) -> ReadResult:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR | errno.ENAMETOOLONG:
            return Gone()
        case errno.ELOOP | errno.ENXIO:  # it became a link, a socket or a FIFO since we looked
            return NotRegular()
        case errno.EAGAIN:  # somebody's write lease
            return Unstable()
        case code:
            return Unreadable("unreadable", os.strerror(code or 0), None, read_ns)


def _read_open(descriptor: int, size_limit: int, read_ns: int) -> ReadResult:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        return NotRegular()
    key = stat_row(before)
    if before.st_size > size_limit:
        return Unreadable("size", f"{before.st_size} bytes, the limit is {size_limit}", key, read_ns)
    _let_tick_pass(before.st_ctime)
    if abs(time.time() - before.st_ctime) < _WRITER_PATIENCE_S and _has_writer(descriptor):
        return Unstable()
    data = _read_all(descriptor, before.st_size)
    if len(data) != before.st_size or stat_row(os.fstat(descriptor)) != key:
        return Unstable()
    return ReadFile(data, digest_of(data), key, read_ns)


def _let_tick_pass(ctime: float) -> None:
    """From now on any write, and any open with truncation, shows in the ctime."""
    since_change_s = time.time() - ctime
    if 0 <= since_change_s < _TICK_S:
        time.sleep(_TICK_S - since_change_s)


def _has_writer(descriptor: int) -> bool:
    """Has anybody the file open, or mapped, for writing? False where the file system or our rights cannot tell.

    A read lease is granted only on a file without writers; it is given back at once. Whoever opens the file just then
    waits those microseconds, and the kernel's notice to us goes by a signal that is ignored by default (SIGIO, its
    usual choice, would end the process).
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _read_all(descriptor: int, size: int) -> bytes:
    parts, room = [], size + 1
    while room > 0 and (part := os.read(descriptor, room)):
        parts.append(part)
        room -= len(part)
    return b"".join(parts)
