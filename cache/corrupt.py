"""Beside the way, shell: what a SQLite error means for a file we can do without, and setting such a file aside."""

import sqlite3
from pathlib import Path

KEPT = 3
"""Set-aside files that are kept, newest first: enough to look into, and no disk filled by a bad one."""

_COMPANIONS = ("-wal", "-shm", "-journal")
_CORRUPT = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_ERROR,  # a table of ours is missing or has other columns
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_MISMATCH,
    }
)
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class UnknownSchema(sqlite3.DatabaseError):
    """The file is a database, but not one that this version wrote."""


class Damaged(sqlite3.DatabaseError):
    """The content is not what was written, though SQLite can read it."""


def is_corrupt(error: sqlite3.Error) -> bool:
    """True if the file itself is at fault: it stays wrong however often it is tried."""
    cut_short = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHORT_READ
    return isinstance(error, UnknownSchema | Damaged) or cut_short or _primary_code(error) in _CORRUPT


def is_busy(error: sqlite3.Error) -> bool:
    """True if somebody else held the file for longer than the time-out."""
    return _primary_code(error) in _BUSY


def set_aside(path: Path) -> Path:
    """Renames a database and its companions to `NAME.corrupt-N`, N counting up, and removes all but the newest few.
    Nobody of this process may have it open. Returns the new path. Raises OSError."""
    numbers = sorted(_numbers(path))
    target = path.with_name(f"{path.name}.corrupt-{(numbers or [0])[-1] + 1}")
    for suffix in _COMPANIONS:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.replace(target)
    for number in numbers[: max(len(numbers) + 1 - KEPT, 0)]:
        path.with_name(f"{path.name}.corrupt-{number}").unlink(missing_ok=True)
    return target


def error_name(error: Exception) -> str:
    """SQLite's name of an error, else the type's: for logs, where the text could hold more than it should."""
    return getattr(error, "sqlite_errorname", None) or type(error).__name__


def _primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; -1 where the error is Python's own."""
    code = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else code & 0xFF


def _numbers(path: Path) -> list[int]:
    prefix = f"{path.name}.corrupt-"
    tails = (other.name.removeprefix(prefix) for other in path.parent.iterdir() if other.name.startswith(prefix))
    return [int(tail) for tail in tails if tail.isdecimal()]
