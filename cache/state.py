"""The truth about what was read and written: `state.db`. Shell: SQLite through aiosqlite, and no rules of its own.

Every public coroutine is one transaction: it happened or it did not, whatever is killed in between. There is one
writer (whoever holds the state directory's lock); readers may come from other processes at any time.
"""

import asyncio
import sqlite3
import uuid
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiosqlite
import msgspec

from cache.state_schema import SCHEMA, SCHEMA_VERSION

StatRow = tuple[int, int, int, int]
"""(size in bytes, mtime_ns, ctime_ns, inode)"""
Statuses = tuple[int, int, int, int]
"""Statement counts (parsed, partial, tables_only, refused): as extracted, and after linking as linked."""


_WAL_TRIES = 100  # 5 s: another first start is done long before


class StateError(Exception):
    """`state.db` cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class RootRow:
    """A recorded root. `written_by` names the versions and settings its files were judged with."""

    name: str
    directory: str
    settings: str
    device: int
    written_by: str
    seq: int = 0
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """What the ledger knows of one file. See `state_schema` for the columns."""

    id: str
    root: str
    path: str
    key: StatRow | None
    hashed_ns: int
    digest: bytes | None
    facts_key: bytes | None
    dialect: str = ""
    statuses: Statuses = (0, 0, 0, 0)
    reason: str = ""
    links: bytes | None = None
    outcome: bytes | None = None
    dirty_seq: int | None = None
    dirty_since: int | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Why a file is not in the graph. `stage`: read, extract, link or write. `at`: UTC, ISO 8601."""

    root: str
    path: str
    digest: bytes | None
    stage: str
    reason: str
    detail: str
    guilty_row: str
    extractor: str
    strikes: int
    at: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a transaction leaves in the graph for one file. `digest` None: the file is gone."""

    file_id: str
    digest: bytes | None
    linked_at: int


@dataclass(frozen=True, slots=True)
class Intent:
    """A transaction that was about to be applied."""

    root: str
    seq: int
    nonce: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Absorption:
    """One change of the ledger and the catalog, all or nothing.

    `upserts`: rows with their declarations (None: keep those that are there); of an existing row the outcome and the
    oldest mark stay, and a row whose `dirty_seq` is None keeps the marks it has. `changed_names`: catalog keys whose
    definitions change; every file that looked one up becomes dirty, besides the upserted rows that ask for it.
    """

    seq: int
    upserts: Sequence[tuple[FileRow, bytes | None]] = ()
    changed_names: Collection[str] = ()
    dead: Sequence[DeadLetter] = ()
    revived: Sequence[tuple[str, str]] = ()  # (root, path) whose dead letter is over


_FILE_COLUMNS = (
    "id, root, path, size, mtime_ns, ctime_ns, inode, hashed_ns, digest, facts_key, dialect, statuses, reason, links, "
    "outcome, dirty_seq, dirty_since, gone"
)
_SELECT_FILES = f"SELECT {_FILE_COLUMNS} FROM files"  # noqa: S608 - a constant of this module
_UPSERT_FILE = f"""
INSERT INTO files ({_FILE_COLUMNS}, declarations) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (id) DO UPDATE SET root=excluded.root, path=excluded.path, size=excluded.size, mtime_ns=excluded.mtime_ns,
  ctime_ns=excluded.ctime_ns, inode=excluded.inode, hashed_ns=excluded.hashed_ns, digest=excluded.digest,
  facts_key=excluded.facts_key, dialect=excluded.dialect, statuses=excluded.statuses, reason=excluded.reason,
  dirty_seq=coalesce(excluded.dirty_seq, dirty_seq), dirty_since=coalesce(dirty_since, excluded.dirty_seq),
  gone=excluded.gone, declarations=coalesce(excluded.declarations, declarations)
"""  # noqa: S608 - a constant of this module
_MARK_READERS = """
UPDATE files SET dirty_seq = ?1, dirty_since = coalesce(dirty_since, ?1)
WHERE id IN (SELECT file_id FROM lookups WHERE name IN (SELECT name FROM temp.changed)) RETURNING id
"""
_UPSERT_DEAD = """
INSERT INTO dead_letters (root, path, digest, stage, reason, detail, guilty_row, extractor, strikes, at)
VALUES (?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (root, path) DO UPDATE SET digest=excluded.digest, stage=excluded.stage, reason=excluded.reason,
  detail=excluded.detail, guilty_row=excluded.guilty_row, extractor=excluded.extractor, strikes=excluded.strikes,
  at=excluded.at
"""
_COMMIT_FILE = """
UPDATE files SET outcome = ?2,
  dirty_seq = CASE WHEN dirty_seq <= ?3 THEN NULL ELSE dirty_seq END,
  dirty_since = CASE WHEN dirty_seq <= ?3 THEN NULL ELSE max(dirty_since, ?3 + 1) END
WHERE id = ?1
"""
_FORGET_LOOKUPS = """
DELETE FROM lookups WHERE file_id IN (SELECT id FROM files WHERE id = ? AND gone = 1 AND dirty_seq IS NULL)
"""


class State:
    """An open `state.db`. `seq` counts changes; `owner` names this state directory to the graph."""

    def __init__(self, db: aiosqlite.Connection, *, owner: str, seq: int, before_commit: Callable[[], None]) -> None:
        self._db = db
        self._before_commit = before_commit
        self._turn = asyncio.Lock()  # one connection, so one transaction at a time
        self.owner = owner
        self.seq = seq

    # --- reading -----------------------------------------------------------------------------------------------------

    async def roots(self) -> dict[str, RootRow]:
        """All recorded roots by name."""
        rows = await self._db.execute_fetchall(
            "SELECT name, directory, settings, device, written_by, seq, nonce FROM roots ORDER BY name"
        )
        return {row[0]: RootRow(*row) for row in rows}

    async def files(self) -> list[FileRow]:
        """Every file row, those still to be removed from the graph included."""
        return [_file_row(row) for row in await self._db.execute_fetchall(_SELECT_FILES)]

    async def declarations(self, *, chunk: int = 1000) -> AsyncIterator[tuple[str, bytes]]:
        """(file id, declarations) of every live file that has some."""
        sql = "SELECT id, declarations FROM files WHERE declarations IS NOT NULL AND gone = 0"
        async with self._db.execute(sql) as cursor:
            while rows := await cursor.fetchmany(chunk):
                for row in rows:
                    yield row[0], row[1]

    async def dead_letters(self) -> list[DeadLetter]:
        """All present dead letters by root and path."""
        sql = (
            "SELECT root, path, digest, stage, reason, detail, guilty_row, extractor, strikes, at, id "
            "FROM dead_letters ORDER BY root, path"
        )
        return [DeadLetter(*row) for row in await self._db.execute_fetchall(sql)]

    async def intents(self) -> list[Intent]:
        """Transactions whose end this ledger has not seen."""
        rows = await self._db.execute_fetchall("SELECT root, seq, nonce, outcomes FROM intents ORDER BY root")
        return [Intent(row[0], row[1], row[2], _decode_outcomes(row[3])) for row in rows]

    # --- changing ----------------------------------------------------------------------------------------------------

    async def save_root(self, root: RootRow) -> int:
        """Record a root or its new settings. Its files are looked at and linked again: their stat keys are cleared, and
        they are dirty since the change whose seq is returned."""
        seq = self.seq + 1
        async with self._transaction():
            await self._db.execute(
                "INSERT INTO roots VALUES (?,?,?,?,?,?,?) ON CONFLICT (name) DO UPDATE SET "
                "directory=excluded.directory, settings=excluded.settings, written_by=excluded.written_by",
                (root.name, root.directory, root.settings, root.device, root.written_by, root.seq, root.nonce),
            )
            marked = await self._db.execute(
                "UPDATE files SET size = NULL, dirty_seq = ?1, dirty_since = coalesce(dirty_since, ?1) WHERE root = ?2",
                (seq, root.name),
            )
            if marked.rowcount:
                await self._save_seq(seq)
        return seq

    async def save_device(self, name: str, device: int) -> None:
        """The device on which the root's folder was seen."""
        async with self._transaction():
            await self._db.execute("UPDATE roots SET device = ? WHERE name = ?", (device, name))

    async def drop_root(self, name: str) -> None:
        """Forget a root and its files. The graph must have lost them already."""
        async with self._transaction():
            await self._db.execute(
                "DELETE FROM lookups WHERE file_id IN (SELECT id FROM files WHERE root = ?)", (name,)
            )
            for sql in (
                "DELETE FROM files WHERE root = ?",
                "DELETE FROM dead_letters WHERE root = ?",
                "DELETE FROM intents WHERE root = ?",
                "DELETE FROM roots WHERE name = ?",
            ):
                await self._db.execute(sql, (name,))

    async def look_again(self, file_ids: Iterable[str]) -> None:
        """Clear the stat keys of these files, so that the next sweep judges them anew."""
        async with self._transaction():
            await self._db.executemany(
                "UPDATE files SET size = NULL, facts_key = NULL WHERE id = ?", [(file_id,) for file_id in file_ids]
            )

    async def absorb(self, change: Absorption) -> set[str]:
        """Store a change; return the ids of the files that became dirty because of a changed name."""
        async with self._transaction():
            # Paths free up first, so that a swap of two names never meets itself.
            rows = sorted(change.upserts, key=lambda pair: not pair[0].gone)
            await self._db.executemany(
                "UPDATE files SET path = path || char(0) || id WHERE id = ? AND gone = 0",
                [(row.id,) for row, _ in rows],
            )
            await self._db.executemany(_UPSERT_FILE, [_file_values(row, decl) for row, decl in rows])
            await self._db.executemany(_UPSERT_DEAD, [_dead_values(dead) for dead in change.dead])
            await self._db.executemany("DELETE FROM dead_letters WHERE root = ? AND path = ?", change.revived)
            marked = await self._mark_readers(change.seq, change.changed_names)
            await self._save_seq(change.seq)
        return marked

    async def record_links(self, links: Sequence[tuple[str, bytes, Statuses, Collection[str]]]) -> None:
        """(file id, digest of the look-ups, statement counts, names looked up) of files just linked. Stored before the
        next absorption, or a definition that changes meanwhile would not find its reader."""
        async with self._transaction():
            await self._db.executemany("DELETE FROM lookups WHERE file_id = ?", [(link[0],) for link in links])
            await self._db.executemany(
                "INSERT INTO lookups VALUES (?, ?)", [(name, link[0]) for link in links for name in link[3]]
            )
            await self._db.executemany(
                "UPDATE files SET links = ?, statuses = ? WHERE id = ?",
                [(digest, msgspec.msgpack.encode(statuses), file_id) for file_id, digest, statuses, _ in links],
            )

    async def record_verdicts(
        self,
        reasons: Sequence[tuple[str, str]],
        dead: Sequence[DeadLetter],
        revived: Sequence[tuple[str, str]],
    ) -> None:
        """(file id, why it cannot be linked or "") with the letters that this makes, and (root, path) of those it ends.
        Stored before the graph follows."""
        async with self._transaction():
            await self._db.executemany("UPDATE files SET reason = ?2 WHERE id = ?1", reasons)
            await self._db.executemany(_UPSERT_DEAD, [_dead_values(letter) for letter in dead])
            await self._db.executemany("DELETE FROM dead_letters WHERE root = ? AND path = ?", revived)

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """These files are in the graph as they should be already: clear their marks."""
        async with self._transaction():
            await self._settle(outcomes)

    async def intend(self, intent: Intent) -> None:
        """Record what is about to be applied, before it is."""
        async with self._transaction():
            await self._db.execute(
                "INSERT OR REPLACE INTO intents VALUES (?,?,?,?)",
                (intent.root, intent.seq, intent.nonce, _encode_outcomes(intent.outcomes)),
            )

    async def commit(self, intent: Intent) -> None:
        """The graph has it: outcomes, the root's seq, and the end of the intent."""
        async with self._transaction():
            await self._settle(intent.outcomes)
            await self._db.execute(
                "UPDATE roots SET seq = ?, nonce = ? WHERE name = ?", (intent.seq, intent.nonce, intent.root)
            )
            await self._db.execute("DELETE FROM intents WHERE root = ?", (intent.root,))

    async def abandon(self, root: str) -> None:
        """The intended transaction did not happen."""
        async with self._transaction():
            await self._db.execute("DELETE FROM intents WHERE root = ?", (root,))

    async def adopt(self, root: str, *, seq: int, nonce: str, change_seq: int) -> None:
        """The graph is elsewhere than we believed: take its seq, and assert every file of the root again."""
        async with self._transaction():
            await self._db.execute("UPDATE roots SET seq = ?, nonce = ? WHERE name = ?", (seq, nonce, root))
            await self._db.execute("DELETE FROM intents WHERE root = ?", (root,))
            await self._db.execute(
                "UPDATE files SET outcome = NULL, dirty_seq = ?1, dirty_since = coalesce(dirty_since, ?1) "
                "WHERE root = ?2",
                (change_seq, root),
            )
            await self._save_seq(change_seq)

    # --- inside ------------------------------------------------------------------------------------------------------

    async def _mark_readers(self, seq: int, names: Collection[str]) -> set[str]:
        if not names:
            return set()
        await self._db.execute("DELETE FROM temp.changed")
        await self._db.executemany("INSERT OR IGNORE INTO temp.changed VALUES (?)", [(name,) for name in names])
        return {row[0] for row in await self._db.execute_fetchall(_MARK_READERS, (seq,))}

    async def _settle(self, outcomes: Sequence[Outcome]) -> None:
        over = [(o.file_id, o.linked_at) for o in outcomes if o.digest is None]
        await self._db.executemany(_COMMIT_FILE, [(o.file_id, o.digest, o.linked_at) for o in outcomes])
        await self._db.executemany(_FORGET_LOOKUPS, [(o[0],) for o in over])
        await self._db.executemany(
            "DELETE FROM files WHERE id = ? AND gone = 1 AND dirty_seq IS NULL", [(o[0],) for o in over]
        )

    async def _save_seq(self, seq: int) -> None:
        self.seq = seq  # already: a seq that was lost is only a gap, one that is given twice would clear newer marks
        await self._db.execute("UPDATE meta SET value = ? WHERE key = 'seq'", (str(seq),))

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        async with self._turn:
            try:
                await self._db.execute("BEGIN IMMEDIATE")
                yield
                self._before_commit()
                await self._db.execute("COMMIT")
            except BaseException:
                # Whoever was cancelled left work in the connection's thread, perhaps BEGIN or COMMIT: this waits behind
                # it, and does nothing if no transaction is open by then.
                await self._db.rollback()
                raise


@asynccontextmanager
async def open_state(
    path: Path, *, readonly: bool = False, before_commit: Callable[[], None] = lambda: None
) -> AsyncIterator[State]:
    """Open or create `state.db`. `before_commit` is called when a transaction is about to end.
    Raises `StateError` for one that is corrupt or from another version: unlike the cache it is never thrown away by
    itself."""
    target = f"file:{_uri_path(path)}?mode=ro" if readonly else str(path)
    try:
        async with aiosqlite.connect(target, uri=readonly, isolation_level=None) as db:
            await db.execute("PRAGMA busy_timeout = 10000")
            if not readonly:
                await _prepare(db)
            yield await _load(db, before_commit)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise StateError(f"{path} is not a usable state database ({error}); restore it, or move it away") from error


async def _use_wal(db: aiosqlite.Connection) -> None:
    """SQLite does not wait for the lock that this needs once, however long the busy time-out is."""
    for left in reversed(range(_WAL_TRIES)):
        try:
            await db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not left:
                raise
            await asyncio.sleep(0.05)
        else:
            return


async def _prepare(db: aiosqlite.Connection) -> None:
    await _use_wal(db)
    for pragma in ("synchronous = NORMAL", "temp_store = MEMORY", "journal_size_limit = 67108864"):
        await db.execute(f"PRAGMA {pragma}")
    await db.execute("BEGIN IMMEDIATE")  # two first starts at once: one creates, the other finds
    tables = await db.execute_fetchall("SELECT 1 FROM sqlite_master WHERE name = 'meta'")
    if not list(tables):
        for statement in SCHEMA.split(";\n"):
            if statement.strip():
                await db.execute(statement)
        meta = [("schema", str(SCHEMA_VERSION)), ("owner", uuid.uuid4().hex), ("seq", "0")]
        await db.executemany("INSERT INTO meta VALUES (?, ?)", meta)
    await db.execute("COMMIT")
    await db.execute("CREATE TEMP TABLE changed (name TEXT PRIMARY KEY) WITHOUT ROWID")


async def _load(db: aiosqlite.Connection, before_commit: Callable[[], None]) -> State:
    meta = {row[0]: row[1] for row in await db.execute_fetchall("SELECT key, value FROM meta")}
    if meta.get("schema") != str(SCHEMA_VERSION):
        raise StateError(
            f"state.db has schema {meta.get('schema')}, this lineaged needs {SCHEMA_VERSION}; use its version"
        )
    return State(db, owner=meta["owner"], seq=int(meta["seq"]), before_commit=before_commit)


def _uri_path(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _file_row(row: sqlite3.Row) -> FileRow:
    (id_, root, path, size, mtime_ns, ctime_ns, inode, hashed_ns, digest, facts_key, dialect, statuses) = row[:12]
    (reason, links, outcome, dirty_seq, dirty_since, gone) = row[12:]
    return FileRow(
        id=id_,
        root=root,
        path=path,
        key=None if size is None else (size, mtime_ns, ctime_ns, inode),
        hashed_ns=hashed_ns,
        digest=digest,
        facts_key=facts_key,
        dialect=dialect,
        statuses=msgspec.msgpack.decode(statuses, type=Statuses),
        reason=reason,
        links=links,
        outcome=outcome,
        dirty_seq=dirty_seq,
        dirty_since=dirty_since,
        gone=bool(gone),
    )


def _file_values(row: FileRow, declarations: bytes | None) -> tuple[object, ...]:
    return (
        *(row.id, row.root, row.path),
        *(row.key or (None, None, None, None)),
        *(row.hashed_ns, row.digest, row.facts_key, row.dialect, msgspec.msgpack.encode(row.statuses), row.reason),
        *(row.links, row.outcome, row.dirty_seq, row.dirty_since, int(row.gone), declarations),
    )


def _dead_values(dead: DeadLetter) -> tuple[object, ...]:
    return (
        *(dead.root, dead.path, dead.digest, dead.stage, dead.reason, dead.detail),
        *(dead.guilty_row, dead.extractor, dead.strikes, dead.at),
    )


def _encode_outcomes(outcomes: Sequence[Outcome]) -> bytes:
    return msgspec.msgpack.encode([(o.file_id, o.digest, o.linked_at) for o in outcomes])


def _decode_outcomes(data: bytes) -> tuple[Outcome, ...]:
    rows = msgspec.msgpack.decode(data, type=list[tuple[str, bytes | None, int]])
    return tuple(Outcome(*row) for row in rows)
