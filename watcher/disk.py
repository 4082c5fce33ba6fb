"""Beside the way, core: errors of a volume that is full, read-only or broken. They pass by themselves, or when a person
makes room; nothing else does, and an error that is ours must not hide behind them."""

import errno
import sqlite3

_SQLITE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PROTOCOL,
}
_SYSTEM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


def disk_trouble(error: BaseException) -> str:
    """What the volume says; "" if this error, or one of a group, has another cause."""
    if isinstance(error, BaseExceptionGroup):
        said = [disk_trouble(inner) for inner in error.exceptions]
        return said[0] if all(said) else ""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the primary code
        return str(error) if code in _SQLITE else ""
    if isinstance(error, OSError) and error.errno in _SYSTEM:
        return error.strerror or "the disk fails"
    return ""
