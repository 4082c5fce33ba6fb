"""Beside the way, shell: the tables of `parse_cache.db` and the statements that keep it within its bounds."""

from dataclasses import dataclass
from pathlib import Path

import aiosqlite

from cache.corrupt import UnknownSchema

VERSION = 1
BUSY_TIMEOUT_S = 5.0

# `check` is over key and value: SQLite notices a damaged page, not a damaged value. The index holds all that bounds
# and statistics need, so neither reads the values.
_SCHEMA = f"""
BEGIN;
CREATE TABLE IF NOT EXISTS entries (
  key BLOB PRIMARY KEY,
  size INTEGER NOT NULL,
  seconds REAL NOT NULL,
  used_ms INTEGER NOT NULL,
  live INTEGER NOT NULL,
  checked INTEGER NOT NULL,
  value BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_by_use ON entries(live, used_ms, size);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, amount REAL NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
COMMIT;
"""
_TOTALS = "SELECT count(*), coalesce(sum(live), 0), coalesce(sum(size), 0) FROM entries INDEXED BY entries_by_use"
_COUNTERS = "SELECT name, amount FROM counters"


@dataclass(frozen=True, slots=True)
class CacheStats:
    """`entries`, of them `live`, and the `bytes` of their values now; the rest counts since the cache was made or
    cleared, over all runs. `saved_seconds`: parse time of all hits."""

    enabled: bool = True
    entries: int = 0
    live: int = 0
    bytes: int = 0
    hits: int = 0
    misses: int = 0
    evictions: int = 0
    saved_seconds: float = 0.0

    @property
    def hit_rate(self) -> float:
        """Hits among all look-ups, 0–1; 0 if there were none."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 0.0


async def connect(path: Path, *, busy_s: float = BUSY_TIMEOUT_S) -> aiosqlite.Connection:
    """Opens the cache, and makes it if there is none. Raises sqlite3.Error, UnknownSchema among them."""
    db = await aiosqlite.connect(path, isolation_level=None, timeout=busy_s)
    try:
        await _prepare(db)
    except BaseException:
        await db.close()
        raise
    return db


async def _prepare(db: aiosqlite.Connection) -> None:
    version = await _number(db, "PRAGMA user_version")
    tables = await _number(db, "SELECT count(*) FROM sqlite_schema")
    if version != VERSION and (version, tables) != (0, 0):
        raise UnknownSchema(f"schema version {version}, not {VERSION}")
    # Not WAL: it maps a file beside the cache into memory, and who cuts that short ends the process by SIGBUS. What a
    # power cut may leave behind is found by its checksums.
    await db.execute("PRAGMA journal_mode = TRUNCATE")
    await db.execute("PRAGMA synchronous = OFF")
    if version != VERSION:
        await db.executescript(_SCHEMA)


async def _number(db: aiosqlite.Connection, sql: str) -> int:
    [(number,)] = await db.execute_fetchall(sql)
    return int(number)


async def totals(db: aiosqlite.Connection) -> CacheStats:
    """What the file says of itself."""
    [(entries, live, size)] = await db.execute_fetchall(_TOTALS)
    counters: dict[str, float] = dict(await db.execute_fetchall(_COUNTERS))  # type: ignore[arg-type]  # rows are pairs
    return CacheStats(
        entries=entries,
        live=live,
        bytes=size,
        hits=int(counters.get("hits", 0)),
        misses=int(counters.get("misses", 0)),
        evictions=int(counters.get("evictions", 0)),
        saved_seconds=counters.get("saved_seconds", 0.0),
    )


async def read_stats(path: Path) -> CacheStats:
    """The figures of a cache that another process may be using; all zero if there is none. Changes nothing. Raises
    sqlite3.Error if the file cannot be read."""
    uri = _read_only_uri(path)
    if uri is None:
        return CacheStats()
    async with aiosqlite.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S) as db:
        version = await _number(db, "PRAGMA user_version")
        if version != VERSION:
            raise UnknownSchema(f"schema version {version}, not {VERSION}")
        return await totals(db)


def _read_only_uri(path: Path) -> str | None:
    return f"{path.absolute().as_uri()}?mode=ro" if path.exists() else None
