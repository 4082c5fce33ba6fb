"""Stage 6, shell: connections to the embedded graph's file and what its errors mean. One schema, made in one go."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiosqlite

from graph.store.protocol import StoreConflict, StoreDataError, StoreError, StoreUnavailable, StoreUnfit
from graph.store.rows import reverse

SCHEMA_VERSION = 2
_BUSY_MS = 30_000  # longer than any transaction of ours (20,000 rows: under a second) and than a checkpoint
_CACHE_KIB = 65_536  # edges go to random places of two indexes: below this a first load waits for its own pages
_WAL_LIMIT_BYTES = 67_108_864

# `id`, `source`, `target`, `file`: 64-bit digests of label and key (`graph.store.sqlite.node_id`). `parent` is the
# containment edge. `reversed` is what a table or column is found by (`rows.found_by`). An edge belongs to the File node
# `file`.
_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS source (
  name TEXT PRIMARY KEY, owner TEXT NOT NULL, seq INTEGER NOT NULL, nonce TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS node (
  id INTEGER PRIMARY KEY, label INTEGER NOT NULL, key TEXT NOT NULL, reversed TEXT, parent INTEGER, props TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS edge (
  file INTEGER NOT NULL, type INTEGER NOT NULL, source INTEGER NOT NULL, target INTEGER NOT NULL, props TEXT NOT NULL,
  PRIMARY KEY (file, type, source, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS node_parent ON node (parent) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS edge_source ON edge (source, type);
CREATE INDEX IF NOT EXISTS edge_target ON edge (target, type);
CREATE INDEX IF NOT EXISTS node_reversed ON node (reversed) WHERE reversed IS NOT NULL;
PRAGMA user_version = 2;
COMMIT;
"""

_FROM_1 = """
BEGIN IMMEDIATE;
ALTER TABLE node RENAME COLUMN folded TO reversed;
UPDATE node SET reversed = CASE WHEN label IN (6, 7) THEN lineaged_reverse(key) END;
CREATE INDEX node_reversed ON node (reversed) WHERE reversed IS NOT NULL;
PRAGMA user_version = 2;
COMMIT;
"""

_UNAVAILABLE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL}
_CONFLICT = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DATA = {sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH}


async def connect_writer(path: Path) -> aiosqlite.Connection:
    """A connection that may write; makes the folder, the file and the schema. Raises `StoreUnfit` for another's file
    or one of a later version."""
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = await aiosqlite.connect(path, isolation_level=None)
        try:
            await _settle(connection)
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = NORMAL")
            await connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT_BYTES}")
            await _make_schema(connection, path)
        except BaseException:
            await connection.close()
            raise
        return connection


async def connect_reader(path: Path) -> aiosqlite.Connection:
    """A connection that never writes, beside a writer in any process. Raises `StoreUnavailable` while there is no
    graph at `path`."""
    with translated(path):
        connection = await aiosqlite.connect(_readonly_uri(path), uri=True, isolation_level=None)
        try:
            await _settle(connection)
            found = await _version(connection, path)
            if not found:
                raise StoreUnavailable(f"the graph at {path} is only being made: try again")
            if found < SCHEMA_VERSION:
                raise StoreUnfit(f"{path} was written by an earlier lineaged: run `lineaged sync` once")
        except BaseException:
            await connection.close()
            raise
        return connection


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as the protocol's. The text is SQLite's own, which holds names of ours and never values."""
    try:
        yield
    except sqlite3.Error as error:
        raise _meaning(error, path) from error
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error


def _meaning(error: sqlite3.Error, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the primary code
    if code in _CONFLICT:
        return StoreConflict(f"{path}: {error}")
    if code in _UNAVAILABLE:
        return StoreUnavailable(f"{path}: {error}")
    if code in _DATA or isinstance(error, sqlite3.DataError):
        return StoreDataError(f"{path}: {error}")
    return StoreUnfit(f"{path}: {error}")


def _readonly_uri(path: Path) -> str:
    if not path.exists():
        raise StoreUnavailable(f"there is no graph at {path} yet: run `lineaged sync` first")
    return f"{path.absolute().as_uri()}?mode=ro"


async def _settle(connection: aiosqlite.Connection) -> None:
    await connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    await connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")


async def _make_schema(connection: aiosqlite.Connection, path: Path) -> None:
    found = await _version(connection, path)
    if found == SCHEMA_VERSION:
        return
    if found == 1:
        await connection.create_function("lineaged_reverse", 1, reverse, deterministic=True)
        await connection.executescript(_FROM_1)
        return
    rows = await connection.execute_fetchall("SELECT name FROM sqlite_schema WHERE type = 'table'")
    if {name for (name,) in rows} - {"source", "node", "edge"}:
        raise StoreUnfit(f"{path} is a database, but no graph of lineaged: name another file")
    await connection.executescript(_SCHEMA)


async def _version(connection: aiosqlite.Connection, path: Path) -> int:
    """The schema's version, 0 = not made yet."""
    [(found,)] = await connection.execute_fetchall("PRAGMA user_version")
    if found > SCHEMA_VERSION:
        raise StoreUnfit(f"{path} was written by a later lineaged (schema {found}): upgrade, or name another file")
    return int(found)
