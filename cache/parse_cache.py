"""Beside the way, shell: bytes by key, remembered in `parse_cache.db`. Loses only time, whatever happens to the file.

Nothing here raises for the sake of the file: one that is damaged is set aside and begun anew, one that cannot be
written (disk full) is left alone for a while, and in the meantime every look-up is a miss.
"""

import contextlib
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import aiosqlite

from cache.corrupt import Damaged
from cache.disposable import Disposable, transaction
from cache.parse_cache_schema import BUSY_TIMEOUT_S, CacheStats, connect, totals

MAX_ENTRIES = 10_000
MAX_AGE_S = 30 * 86_400.0
_RETRY_S = 10.0
"""How long an unwritable cache is left alone: P7 gives 30 s from the moment there is space again."""
_KEYS_PER_SELECT = 500
_USES_PER_WRITE = 1_000
"""Hits whose time of use may wait for the next write; more would be forgotten by a crash, and only that."""

# The casts: damage may change a value's type, and then Python's decoding would fail before our check.
_SELECT = """
SELECT CAST(key AS BLOB), CAST(value AS BLOB), CAST(checked AS INTEGER), CAST(seconds AS REAL)
FROM entries WHERE key IN ({})
"""
_PUT = """
INSERT INTO entries (key, size, seconds, used_ms, live, checked, value) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET size = excluded.size, seconds = excluded.seconds, used_ms = excluded.used_ms,
  live = max(live, excluded.live), checked = excluded.checked, value = excluded.value
"""
_USE = "UPDATE entries SET used_ms = ? WHERE key = ?"
_MARK = "UPDATE entries SET live = ?, used_ms = ? WHERE key = ?"
_LIVE_KEYS = "SELECT key FROM entries WHERE live = 1"
_COUNT = "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET amount = amount + excluded.amount"
_EVICT_OLD = "DELETE FROM entries WHERE live = 0 AND used_ms < ?"
_COUNT_LOOSE = "SELECT count(*) FROM entries WHERE live = 0"
_EVICT_MANY = """
DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE live = 0 ORDER BY used_ms, rowid LIMIT ?)
"""

_NOTHING_FOUND: Mapping[bytes, tuple[bytes, float]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """What to remember: an opaque value, and the seconds it took to make, which a later hit saves."""

    key: bytes
    value: bytes
    seconds: float


@asynccontextmanager
async def open_parse_cache(
    path: Path | None,
    *,
    max_entries: int = MAX_ENTRIES,
    max_age_s: float = MAX_AGE_S,
    clock: Callable[[], float] = time.time,
    retry_s: float = _RETRY_S,
    busy_s: float = BUSY_TIMEOUT_S,
) -> AsyncIterator["ParseCache"]:
    """The cache in `path`, made if it is not there. None: a cache that is switched off and answers like an empty one.
    Entries that are not live are dropped when there are more than `max_entries`, least recently used first, or when
    they were not used for `max_age_s`. `retry_s`: how long an unwritable file is left alone; `busy_s`: how long a lock
    of another process is waited for. Never raises for the file's sake."""
    cache = ParseCache(path, max_entries=max_entries, max_age_s=max_age_s, clock=clock, retry_s=retry_s, busy_s=busy_s)
    try:
        yield cache
    finally:
        await cache.close()


class ParseCache:
    """Made by `open_parse_cache`. All methods may be called at any time from any task of one loop, and take their
    turns; one that was begun is finished even if its caller is cancelled."""

    def __init__(
        self,
        path: Path | None,
        *,
        max_entries: int,
        max_age_s: float,
        clock: Callable[[], float],
        retry_s: float,
        busy_s: float,
    ) -> None:
        self._file = Disposable(
            path, open_file=partial(connect, busy_s=busy_s), when_opened=self._mark_all, retry_s=retry_s
        )
        self._max_entries = max_entries
        self._max_age_ms = int(max_age_s * 1000)
        self._clock = clock
        self._live: Counter[bytes] = Counter()
        self._live_known = False
        self._used: dict[bytes, int] = {}
        self._counted: Counter[str] = Counter()
        self._saved_s = 0.0

    @property
    def enabled(self) -> bool:
        """False for one that is switched off for good."""
        return self._file.enabled

    async def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values of those keys that are known. Each key counts as one hit or one miss."""
        wanted = list(dict.fromkeys(keys))
        if not wanted or not self.enabled:
            return {}

        async def look_up(db: aiosqlite.Connection) -> Mapping[bytes, tuple[bytes, float]]:
            found: dict[bytes, tuple[bytes, float]] = {}
            for chunk in _chunks(wanted, _KEYS_PER_SELECT):
                rows = await db.execute_fetchall(_SELECT.format(",".join("?" * len(chunk))), chunk)
                for key, value, checked, seconds in rows:
                    if _checksum(key, value) != checked:
                        raise Damaged("a value does not match its checksum")
                    found[key] = value, seconds
            return found

        found = await self._file.attempt(look_up, _NOTHING_FOUND)
        self._note_uses(wanted, found)
        if len(self._used) >= _USES_PER_WRITE:
            await self.flush()
        return {key: value for key, (value, _) in found.items()}

    async def put_many(self, entries: Sequence[Entry]) -> None:
        """Remembers entries, the last one of a key, and drops what passes the bounds. Returns as well if it could
        not."""
        if not self.enabled:
            return
        now = self._now_ms()

        async def put(db: aiosqlite.Connection) -> None:
            rows = [
                (e.key, len(e.value), e.seconds, now, e.key in self._live, _checksum(e.key, e.value), e.value)
                for e in entries
            ]
            await db.executemany(_PUT, rows)
            await self._write_uses(db)
            await self._evict(db, now)

        await self._file.attempt(transaction(put), None)

    async def set_live(self, *, added: Iterable[bytes] = (), removed: Iterable[bytes] = ()) -> None:
        """Counts the files that need an entry: a key stays exempt from the bounds until it was removed as often as it
        was added. Keys need not be known. What ceases to be live counts as used at that moment."""
        before: dict[bytes, bool] = {}
        for key in added:
            before.setdefault(key, key in self._live)
            self._live[key] += 1
        for key in removed:
            before.setdefault(key, key in self._live)
            self._live[key] -= 1
            if self._live[key] <= 0:
                del self._live[key]
        turned = [key for key, was in before.items() if was != (key in self._live)]
        if turned:
            await self._mark(turned)

    async def replace_live(self, keys: Iterable[bytes]) -> None:
        """Sets all counts anew, one for each time that a key occurs. For the start, from the ledger: until then what
        was live in the last run still is."""
        self._live = Counter(keys)
        self._live_known = True
        await self._file.attempt(self._mark_all, None)

    async def stats(self) -> CacheStats:
        """Present figures, including those not written yet."""
        stored = await self._file.attempt(totals, CacheStats())
        return replace(
            stored,
            enabled=self.enabled,
            hits=stored.hits + self._counted["hits"],
            misses=stored.misses + self._counted["misses"],
            saved_seconds=stored.saved_seconds + self._saved_s,
        )

    async def clear(self) -> int:
        """Forgets all entries and figures, and gives the space back. Returns how many entries there were. What is
        live stays exempt when it comes again."""

        async def empty(db: aiosqlite.Connection) -> int:
            cursor = await db.execute("DELETE FROM entries")
            await db.execute("DELETE FROM counters")
            return cursor.rowcount

        self._used.clear()
        self._counted.clear()
        self._saved_s = 0.0
        cleared = await self._file.attempt(transaction(empty), 0)
        await self._file.attempt(_shrink, None)
        return cleared

    async def flush(self) -> None:
        """Writes figures and times of use that wait for the next `put_many`."""
        if self._used or self._counted:
            await self._file.attempt(transaction(self._write_uses), None)

    async def close(self) -> None:
        """Flushes and closes. May be repeated."""
        await self.flush()
        await self._file.close()

    async def _mark(self, keys: Sequence[bytes]) -> None:
        """Brings the marks of some keys into the file. If that fails, `_mark_all` does it when it is opened again."""
        now = self._now_ms()

        async def mark(db: aiosqlite.Connection) -> None:
            await db.executemany(_MARK, [(key in self._live, now, key) for key in keys])

        await self._file.attempt(transaction(mark), None)

    async def _mark_all(self, db: aiosqlite.Connection) -> None:
        """Makes the marks in the file those we know of, changing only what differs."""
        if not self._live_known:
            return
        now = self._now_ms()

        async def mark(db: aiosqlite.Connection) -> None:
            marked = {key for (key,) in await db.execute_fetchall(_LIVE_KEYS)}
            await db.executemany(_MARK, [(0, now, key) for key in marked - self._live.keys()])
            await db.executemany(_MARK, [(1, now, key) for key in self._live.keys() - marked])

        await transaction(mark)(db)

    async def _write_uses(self, db: aiosqlite.Connection) -> None:
        used, counted, saved_s = self._used, self._counted, self._saved_s
        self._used, self._counted, self._saved_s = {}, Counter(), 0.0
        await db.executemany(_USE, [(at, key) for key, at in used.items()])
        await db.executemany(_COUNT, [*counted.items(), ("saved_seconds", saved_s)])

    async def _evict(self, db: aiosqlite.Connection, now_ms: int) -> None:
        evicted = (await db.execute(_EVICT_OLD, (now_ms - self._max_age_ms,))).rowcount
        [(loose,)] = await db.execute_fetchall(_COUNT_LOOSE)
        if loose > self._max_entries:
            evicted += (await db.execute(_EVICT_MANY, (loose - self._max_entries,))).rowcount
        if evicted:
            await db.execute(_COUNT, ("evictions", evicted))

    def _note_uses(self, wanted: Sequence[bytes], found: Mapping[bytes, tuple[bytes, float]]) -> None:
        now = self._now_ms()
        self._used.update(dict.fromkeys(found, now))
        self._counted["hits"] += len(found)
        self._counted["misses"] += len(wanted) - len(found)
        self._saved_s += sum(seconds for _, seconds in found.values())

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)


async def _shrink(db: aiosqlite.Connection) -> None:
    with contextlib.suppress(sqlite3.OperationalError):  # no space, or a reader: then the file stays large
        await db.execute("VACUUM")


def _checksum(key: bytes, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key))


def _chunks(keys: Sequence[bytes], size: int) -> Iterator[Sequence[bytes]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
