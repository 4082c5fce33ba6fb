"""Beside the way, shell: a SQLite file that may be lost at any time. Its users never see an error of the file.

Damaged: set aside and begun anew. Deleted: begun anew. Not writable (disk full, permissions): left alone for a while.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import aiosqlite
import structlog

from cache.corrupt import error_name, is_busy, is_corrupt, set_aside

T = TypeVar("T")
Action = Callable[[aiosqlite.Connection], Awaitable[T]]
log = structlog.get_logger(__name__)


class Disposable:
    """One such file, opened at first use; None: there is none, and every attempt has its other outcome.

    `open_file` opens and makes it; `when_opened` brings a file that was just opened up to date. An attempt that fails
    closes the file, so that `when_opened` can mend what the attempt left out.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        open_file: Callable[[Path], Awaitable[aiosqlite.Connection]],
        when_opened: Action[None],
        retry_s: float,
    ) -> None:
        self._path = path
        self._open_file = open_file
        self._when_opened = when_opened
        self._retry_s = retry_s
        self._turn = asyncio.Lock()  # one connection, so one transaction at a time
        self._db: aiosqlite.Connection | None = None
        self._inode = 0
        self._off = False
        self._off_until = 0.0

    @property
    def enabled(self) -> bool:
        """False if there is no file, or no longer."""
        return self._path is not None

    async def attempt(self, action: Action[T], otherwise: T) -> T:
        """Takes a turn with the database; `otherwise` if it cannot be used now. Once begun, the action ends even if
        the caller is cancelled."""
        if not self.enabled:
            return otherwise
        return await asyncio.shield(asyncio.create_task(self._take_turn(action, otherwise), name="disposable-file"))

    async def close(self) -> None:
        """Closes the file for good. May be repeated."""
        async with self._turn:
            await self._disconnect()
            self._path = None

    async def _take_turn(self, action: Action[T], otherwise: T) -> T:
        async with self._turn:
            for _ in range(2):  # the second time with a new file, if the first one was damaged
                if self._path is None or _monotonic() < self._off_until:
                    break
                try:
                    result = await action(await self._connection(self._path))
                except (sqlite3.ProgrammingError, sqlite3.InterfaceError):  # a bug of ours
                    raise
                except (sqlite3.Error, OSError) as error:
                    if not await self._recover(self._path, error):
                        break
                else:
                    self._note_success()
                    return result
            return otherwise

    async def _connection(self, path: Path) -> aiosqlite.Connection:
        if self._db is not None and self._inode != _inode(path):
            log.warning("file is gone, beginning a new one", path=str(path))
            await self._disconnect()
        if self._db is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = await self._open_file(path)
            self._inode = _inode(path)
            await self._when_opened(self._db)
        return self._db

    async def _disconnect(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            with contextlib.suppress(sqlite3.Error):
                await db.close()

    async def _recover(self, path: Path, error: sqlite3.Error | OSError) -> bool:
        """True if a new try finds a sound file; else it is left alone for a while, or was only busy."""
        await self._disconnect()
        if isinstance(error, sqlite3.Error) and is_busy(error):
            return False
        if isinstance(error, sqlite3.Error) and is_corrupt(error):
            try:
                aside = set_aside(path)
            except OSError as problem:
                error = problem
            else:
                log.error("file corrupt, set aside and begun anew", error=error_name(error), aside=str(aside))
                return True
        self._off_until = _monotonic() + self._retry_s
        if not self._off:
            log.warning("file left alone until it can be used again", path=str(path), error=error_name(error))
        self._off = True
        return False

    def _note_success(self) -> None:
        if self._off:
            self._off = False
            log.info("file in use again", path=str(self._path))


def transaction(action: Action[T]) -> Action[T]:
    """The same action in a transaction of its own: all of it happens, or nothing."""

    async def run(db: aiosqlite.Connection) -> T:
        await db.execute("BEGIN IMMEDIATE")
        try:
            result = await action(db)
            await db.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # the first error is the one that matters
                if db.in_transaction:
                    await db.execute("ROLLBACK")
            raise
        return result

    return run


def _inode(path: Path) -> int:
    """0 if there is no file."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
