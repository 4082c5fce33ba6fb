"""Stage 6, shell: the embedded graph, one SQLite file. Readers in any process see whole transactions and never fail."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import aiosqlite
import msgspec

from graph.model import EdgeType, Label, NodeId
from graph.store import rows
from graph.store.dump import Names, edge_line, node_line
from graph.store.offload import beside_the_loop
from graph.store.protocol import (
    Applied,
    FileStatements,
    Hop,
    Reading,
    SourceState,
    StoreUnfit,
    Transaction,
)
from graph.store.sqlite_connection import connect_reader, connect_writer, translated
from graph.store.sqlite_rows import (
    LABELS,
    TYPE_CODES,
    TYPES,
    compare_and_set,
    drop_files,
    drop_unasserted,
    json_ids,
    node_id,
    plan_of,
)
from graph.store.statements import file_statements, in_order, reading_of

_ROWS_PER_FETCH = 5_000  # a dump's step: one crossing of threads each, a few MB


class SqliteGraph:
    """A `GraphStore` in one file. Connects at first use; `readonly` never creates or changes anything.

    A file that was removed or replaced under a running process is noticed at the next call, which sees the new one.
    `before_commit` is called when a transaction is about to end.
    """

    kind: Literal["sqlite", "neo4j"] = "sqlite"
    waited = 0

    def __init__(self, path: Path, *, readonly: bool = False, before_commit: Callable[[], None] = lambda: None) -> None:
        self._path = path
        self._before_commit = before_commit
        self._readonly = readonly
        self._writer: aiosqlite.Connection | None = None
        self._reader: aiosqlite.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._writing = asyncio.Lock()
        self._connecting = asyncio.Lock()

    async def prepare(self) -> None:
        await (self._read() if self._readonly else self._write())

    async def ping(self) -> None:
        reader = await self._read()
        with translated(self._path):
            await reader.execute_fetchall("SELECT count(*) FROM source")

    async def sources(self) -> dict[str, SourceState]:
        async with self._writing:  # a cancelled write may be ending yet
            found = await self._fetch("SELECT name, owner, seq, nonce FROM source")
        return {name: SourceState(owner, seq, nonce) for name, owner, seq, nonce in found}

    async def apply(self, transaction: Transaction) -> Applied:
        plan = await beside_the_loop(plan_of, sum(file.rows for file in transaction.files), transaction)
        async with self._transaction() as writer:
            await compare_and_set(writer, transaction)
            return await plan.write(writer)

    async def file_ids(self, root: str) -> set[str]:
        found = await self._fetch(_FILES_OF_ROOT, (node_id(NodeId(Label.SOURCE, root)),))
        return {key for _, key in found}

    async def forget(self, root: str) -> Applied:
        source = node_id(NodeId(Label.SOURCE, root))
        async with self._transaction() as writer:
            files = [file for file, _ in await writer.execute_fetchall(_FILES_OF_ROOT, (source,))]
            applied = await drop_files(writer, files)
            gone = await writer.execute("DELETE FROM source WHERE name = ?", (root,))
            await writer.execute("DELETE FROM node WHERE id = ?", (source,))
            return Applied(applied.nodes + gone.rowcount, applied.edges)

    async def tidy(self) -> Applied:
        async with self._transaction() as writer:
            stray = [file for (file,) in await writer.execute_fetchall(_FILES_WITHOUT_SOURCE)]
            dropped = await drop_files(writer, stray)
            torn = await writer.execute(_TORN_EDGES)
            loose = await writer.execute(_TORN_CONTAINMENT)
            swept = await drop_unasserted(
                writer, [id for (id,) in await writer.execute_fetchall("SELECT id FROM node")]
            )
            return Applied(dropped.nodes + swept.nodes, dropped.edges + swept.edges + torn.rowcount + loose.rowcount)

    async def find(self, key: str, *, suffix: bool = False) -> list[NodeId]:
        tail = rows.reverse(rows.clean_text(key))
        found = await self._fetch(_FIND_SUFFIX if suffix else _FIND, {"tail": tail})
        return sorted(NodeId(LABELS[label], name) for label, name in found)

    async def neighbours(
        self, nodes: Sequence[NodeId], *, direction: Literal["upstream", "downstream"], influence: bool
    ) -> list[Hop]:
        types = [EdgeType.FEEDS, EdgeType.FLOWS_TO, *([EdgeType.INFLUENCES] if influence else [])]
        found = await self._fetch(
            _NEIGHBOURS[direction],
            (json_ids(map(node_id, nodes)), json.dumps([TYPE_CODES[kind] for kind in types])),
        )
        return sorted(map(_hop, found), key=lambda hop: (hop.type, hop.source, hop.target, hop.file or ""))

    async def readers(self, nodes: Sequence[NodeId]) -> list[Reading]:
        found = await self._fetch(_READERS, (json_ids(map(node_id, nodes)),))
        return in_order(map(_reading, found))

    async def written_by(self, root: str, path: str) -> list[NodeId] | None:
        source = node_id(NodeId(Label.SOURCE, rows.clean_text(root)))
        files = [file for (file,) in await self._fetch(_FILES_AT, (source, rows.clean_text(path)))]
        if not files:
            return None
        found = await self._fetch(_WRITTEN_BY, (json_ids(files),))
        return sorted(NodeId(LABELS[label], key) for label, key in found)

    async def alike(self, fragments: tuple[str, str], *, limit: int) -> list[NodeId]:
        one, other = (rows.reverse(rows.clean_text(text)) for text in fragments)
        found = await self._fetch(_ALIKE, (one, other, limit))
        return sorted(NodeId(LABELS[label], key) for label, key in found)

    async def statements(self) -> AsyncIterator[FileStatements]:
        """See the protocol. A file's rows stand together."""
        names = await self._fetch("SELECT name FROM source")
        sources = json_ids(node_id(NodeId(Label.SOURCE, rows.clean_text(name))) for (name,) in names)
        reader = await self._read()
        with translated(self._path):
            of_file: list[Any] = []
            async for row in _stream(reader, _STATEMENTS, (sources,)):
                if of_file and row[1] != of_file[0][1]:
                    yield _file_statements(of_file)
                    of_file = []
                of_file.append(row)
            if of_file:
                yield _file_statements(of_file)

    async def dump(self) -> AsyncIterator[str]:
        """See the protocol. The snapshot is a read transaction on a connection of its own: it holds up nobody."""
        reader = await connect_reader(self._path)
        try:
            with translated(self._path):
                await reader.execute("BEGIN")
                files = await reader.execute_fetchall(_FILE_PATHS)
                names = Names({file_id: (root, path or file_id) for file_id, root, path in files})
                async for label, key, props, parent_label, parent_key in _stream(reader, _ALL_NODES):
                    node = NodeId(LABELS[label], key)
                    if names.shown(node):
                        yield node_line(names, node, msgspec.Raw(props.encode()))
                    if parent_key is not None:
                        parent = NodeId(LABELS[parent_label], parent_key)
                        yield edge_line(names, rows.containment(node), parent, node, None, {})
                async for kind, file, from_label, from_key, to_label, to_key, props in _stream(reader, _ALL_EDGES):
                    source, target = NodeId(LABELS[from_label], from_key), NodeId(LABELS[to_label], to_key)
                    yield edge_line(names, TYPES[kind], source, target, file, msgspec.Raw(props.encode()))
        finally:
            await reader.close()

    async def counts(self) -> dict[str, int]:
        nodes = await self._fetch("SELECT label, count(*), count(parent) FROM node GROUP BY label")
        edges = await self._fetch("SELECT type, count(*) FROM edge GROUP BY type")
        totals = {TYPES[kind]: total for kind, total in edges}
        for label, _, contained in nodes:
            kind = rows.containment(NodeId(LABELS[label], ""))
            totals[kind] = totals.get(kind, 0) + contained
        return {
            **{str(LABELS[label]): total for label, total, _ in nodes},
            **{str(kind): total for kind, total in totals.items() if total},
        }

    async def close(self) -> None:
        for connection in (self._reader, self._writer):
            if connection:
                await connection.close()
        self._reader = self._writer = self._file = None

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """The write lock from the first statement on; all or nothing, whatever ends the block."""
        async with self._writing:
            writer = await self._write()
            with translated(self._path):
                try:
                    await writer.execute("BEGIN IMMEDIATE")
                    yield writer
                    self._before_commit()
                    await writer.commit()
                except BaseException:  # cancellation too: what is queued behind it in the thread is the rollback
                    await writer.rollback()
                    raise

    async def _fetch(self, text: str, parameters: Any = ()) -> Iterable[Any]:
        reader = await self._read()
        with translated(self._path):
            return await reader.execute_fetchall(text, parameters)

    async def _read(self) -> aiosqlite.Connection:
        async with self._connecting:
            await self._close_if_replaced()
            if not self._reader:
                if not self._readonly and not self._path.exists():
                    self._writer = self._writer or await connect_writer(self._path)
                self._reader = await connect_reader(self._path)
                self._file = _identity(self._path)
            return self._reader

    async def _write(self) -> aiosqlite.Connection:
        if self._readonly:
            raise StoreUnfit(f"{self._path} was opened to be read only")
        async with self._connecting:
            await self._close_if_replaced()
            if not self._writer:
                self._writer = await connect_writer(self._path)
                self._file = _identity(self._path)
            return self._writer

    async def _close_if_replaced(self) -> None:
        if self._file and self._file != _identity(self._path):
            await self.close()


async def _stream(reader: aiosqlite.Connection, text: str, parameters: Any = ()) -> AsyncIterator[Any]:
    async with reader.execute(text, parameters) as cursor:
        while found := await cursor.fetchmany(_ROWS_PER_FETCH):
            for row in found:
                yield row


def _hop(row: tuple[int, str | None, str | None, str, int, str, int, str, str]) -> Hop:
    kind, root, path, file_id, from_label, from_key, to_label, to_key, props = row
    source, target = NodeId(LABELS[from_label], from_key), NodeId(LABELS[to_label], to_key)
    names = Names({file_id: (root, path or file_id)} if root else {})
    return Hop(source, target, TYPES[kind], names.file(file_id), rows.frozen(json.loads(props)))


def _reading(row: tuple[str | None, str | None, str, str, str, int, str]) -> Reading:
    root, path, file_id, key, props, label, name = row
    names = Names({file_id: (root, path or file_id)} if root else {})
    return reading_of(NodeId(LABELS[label], name), names.file(file_id), key, json.loads(props))


def _file_statements(found: Sequence[Any]) -> FileStatements:
    """From the rows of one file: one with the number of parsed statements, one for each other."""
    root, file_id, file_props = found[0][:3]
    others = [(key, json.loads(props)) for *_, key, props, _ in found if key is not None]
    parsed = sum(count for *_, key, _, count in found if key is None)
    return file_statements(root, file_id, json.loads(file_props), parsed, others)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


_FILES_OF_ROOT = """
SELECT f.id, f.key FROM edge e JOIN node f ON f.id = e.target WHERE e.source = ? AND e.type = 1
"""
_FILES_WITHOUT_SOURCE = """
SELECT DISTINCT file FROM edge WHERE file NOT IN (
  SELECT c.target FROM edge c JOIN node s ON s.id = c.source AND s.label = 1 JOIN node f ON f.id = c.target
  WHERE c.type = 1
)
"""
_TORN_EDGES = """
DELETE FROM edge WHERE source NOT IN (SELECT id FROM node) OR target NOT IN (SELECT id FROM node)
"""
_TORN_CONTAINMENT = """
UPDATE node SET parent = NULL WHERE parent IS NOT NULL AND parent NOT IN (SELECT id FROM node)
"""
_FIND = "SELECT label, key FROM node WHERE reversed = :tail"
_FIND_SUFFIX = f"""
{_FIND} UNION ALL SELECT label, key FROM node WHERE reversed >= :tail || '.' AND reversed < :tail || '/'
"""  # noqa: S608 - a constant of this module; "/" is the character behind "."
_FILES_AT = f"{_FILES_OF_ROOT.replace('f.id, f.key', 'f.id')} AND json_extract(f.props, '$.path') = ?"
_WRITTEN_BY = """
SELECT DISTINCT n.label, n.key FROM json_each(?) j CROSS JOIN edge w ON w.file = j.value AND w.type IN (4, 5)
JOIN node n ON n.id = w.target WHERE n.label = 6
"""
_ALIKE = """
SELECT label, key FROM (
  SELECT label, key, (instr(reversed, ?1) > 0) + (instr(reversed, ?2) > 0) AS held
  FROM node WHERE reversed IS NOT NULL
) WHERE held > 0 ORDER BY held DESC, label, length(key), key LIMIT ?3
"""
_READERS = """
SELECT r.key, json_extract(f.props, '$.path'), coalesce(f.key, '?'), s.key, s.props, n.label, n.key
FROM json_each(?1) j CROSS JOIN edge e ON e.target = j.value AND e.type = 3
JOIN node n ON n.id = e.target JOIN node s ON s.id = e.source LEFT JOIN node f ON f.id = e.file
LEFT JOIN edge c ON c.target = e.file AND c.type = 1 AND c.file = e.file LEFT JOIN node r ON r.id = c.source
"""
_STATEMENTS = """
SELECT r.key, f.key, f.props, u.key, u.props, count(s.id)
FROM json_each(?) j CROSS JOIN node r ON r.id = j.value JOIN edge c ON c.source = r.id AND c.type = 1
JOIN node f ON f.id = c.target
LEFT JOIN edge e ON e.source = f.id AND e.type = 1 LEFT JOIN node s ON s.id = e.target
LEFT JOIN node u ON u.id = s.id AND json_extract(s.props, '$.status') <> 'parsed'
GROUP BY f.id, u.id
"""
_FILE_PATHS = """
SELECT f.key, s.key, json_extract(f.props, '$.path')
FROM node s JOIN edge e ON e.source = s.id AND e.type = 1 JOIN node f ON f.id = e.target WHERE s.label = 1
"""
_ALL_NODES = """
SELECT n.label, n.key, n.props, p.label, p.key FROM node n LEFT JOIN node p ON p.id = n.parent
"""
_ALL_EDGES = """
SELECT e.type, coalesce(f.key, '?'), s.label, s.key, t.label, t.key, e.props
FROM edge e LEFT JOIN node f ON f.id = e.file JOIN node s ON s.id = e.source JOIN node t ON t.id = e.target
"""
_NEIGHBOUR = """
SELECT e.type, r.key, json_extract(f.props, '$.path'), coalesce(f.key, '?'), s.label, s.key, t.label, t.key, e.props
FROM json_each(?1) j CROSS JOIN edge e ON e.{end} = j.value AND e.type IN (SELECT value FROM json_each(?2))
JOIN node s ON s.id = e.source JOIN node t ON t.id = e.target LEFT JOIN node f ON f.id = e.file
LEFT JOIN edge c ON c.target = e.file AND c.type = 1 AND c.file = e.file LEFT JOIN node r ON r.id = c.source
"""
_NEIGHBOURS = {
    "upstream": _NEIGHBOUR.format(end="target"),
    "downstream": _NEIGHBOUR.format(end="source"),
}
