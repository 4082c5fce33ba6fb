"""What only a file can show: other processes, other people's files, disks that are full, files that go away."""

import asyncio
import logging
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.model import EdgeType, FileGraph, Label, NodeId
from graph.store.protocol import Applied, SeqMismatch, StoreDataError, StoreUnavailable, StoreUnfit
from graph.store.sqlite import _FIND, _FIND_SUFFIX, SqliteGraph
from graph.store.sqlite_rows import LABEL_CODES, TYPE_CODES, node_id
from tests.integration.store_graphs import Writer, embedded, file_graph, fresh_lines, lines, load, table

READER = """
import asyncio, sys
from pathlib import Path
from graph.store.sqlite import SqliteGraph
from graph.store.dump import sorted_dump

async def main():
    print("ready", flush=True)
    for _ in sys.stdin:
        store = SqliteGraph(Path(sys.argv[1]), readonly=True)
        print(sum([1 async for _ in sorted_dump(store)]), len(await store.find("b", suffix=True)), flush=True)
        await store.close()

asyncio.run(main())
"""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteGraph]:
    async with embedded(tmp_path / "graph.db") as graph:
        yield graph


def by_hand(path: Path, *texts: str) -> None:
    """What anybody else may do to the file."""
    connection = sqlite3.connect(path)
    with connection:
        for text in texts:
            connection.execute(text)
    connection.close()


async def test_readers_in_other_processes_never_fail_and_see_whole_files(store: SqliteGraph, tmp_path: Path) -> None:
    """N1"""
    writer = Writer(store)
    versions = [load("f1", "a", "b", "x"), load("f1", "a", "b", "x", "y", "z")]
    sizes = {len(await fresh_lines(version)) for version in versions}
    await writer.apply(versions[0])
    reader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", READER, str(tmp_path / "graph.db")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert reader.stdin and reader.stdout and await reader.stdout.readline() == b"ready\n"
    for number in range(40):
        reader.stdin.write(b"again\n")
        await writer.apply(versions[number % 2])
        seen, found = map(int, (await reader.stdout.readline()).split())
        assert seen in sizes and found == 1
    reader.stdin.close()
    assert await reader.wait() == 0


async def test_a_graph_survives_its_process(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    async with embedded(path) as store:
        writer = Writer(store)
        await writer.apply(load("f1", "a", "b", "x"))
    async with embedded(path) as store:
        assert (await store.sources())["r"] == writer.state
        assert await lines(store) == await fresh_lines(load("f1", "a", "b", "x"))


async def test_a_file_that_was_removed_under_the_writer_is_noticed(store: SqliteGraph, tmp_path: Path) -> None:
    """N8"""
    writer = Writer(store)
    await writer.apply(load("f1", "a", "b", "x"))
    for name in ("graph.db", "graph.db-wal", "graph.db-shm"):
        (tmp_path / name).unlink()
    assert await store.sources() == {}
    with pytest.raises(SeqMismatch) as refused:
        await writer.apply(load("f1", "a", "b", "x"))
    assert refused.value.found is None
    writer.state = None
    await writer.apply(load("f1", "a", "b", "x"))
    assert await lines(store) == await fresh_lines(load("f1", "a", "b", "x"))


async def test_a_file_that_was_replaced_by_an_older_one_is_noticed(store: SqliteGraph, tmp_path: Path) -> None:
    """N2, N8"""
    writer = Writer(store)
    await writer.apply(load("f1", "a", "b"))
    old = writer.state
    by_hand(tmp_path / "graph.db", "PRAGMA user_version")
    backup = sqlite3.connect(tmp_path / "backup.db")
    with sqlite3.connect(tmp_path / "graph.db") as source:
        source.backup(backup)
    source.close()
    backup.close()
    await writer.apply(load("f1", "a", "c"))
    for name in ("graph.db-wal", "graph.db-shm"):
        (tmp_path / name).unlink()
    (tmp_path / "backup.db").replace(tmp_path / "graph.db")
    with pytest.raises(SeqMismatch) as refused:
        await writer.apply(load("f1", "a", "d"))
    assert refused.value.found == old


@pytest.mark.parametrize(
    "text",
    [
        f"DELETE FROM node WHERE label = {LABEL_CODES[Label.TABLE]}",
        f"DELETE FROM node WHERE label = {LABEL_CODES[Label.SCHEMA]}",
        f"DELETE FROM edge WHERE type = {TYPE_CODES[EdgeType.FLOWS_TO]}",
        "DELETE FROM edge",
        'UPDATE edge SET props = \'{"via":["other"]}\'',
        'UPDATE node SET props = \'{"kind":"other"}\' WHERE label > 3',
        "UPDATE node SET parent = NULL",
        "INSERT INTO node VALUES (1, 6, 'stray', NULL, NULL, '{}')",
        "INSERT INTO edge SELECT 5, 7, source, target, '{}' FROM edge WHERE type = 7",
    ],
)
async def test_writing_again_and_tidying_mend_any_drift(store: SqliteGraph, tmp_path: Path, text: str) -> None:
    """N10"""
    writer, file = Writer(store), load("f1", "db.s.a", "db.s.b", "x", "y")
    await writer.apply(file)
    whole = await lines(store)
    by_hand(tmp_path / "graph.db", text)
    assert await lines(store) != whole
    await writer.apply(file)
    await store.tidy()
    assert await lines(store) == whole
    assert await writer.apply(file) == (0, 0) and await store.tidy() == Applied(0, 0)


async def test_the_number_of_calls_does_not_grow_with_the_rows(
    store: SqliteGraph, caplog: pytest.LogCaptureFixture
) -> None:
    """N9: each call crosses to the connection's thread and back. `bench/bench_store.py` has the rows a second."""
    writer, counts = Writer(store), []
    for file, columns in (("f1", 5), ("f2", 2_000), ("f2", 1)):
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "aiosqlite"):
            await writer.apply(load(file, f"a{file}", f"b{file}", *(f"c{number}" for number in range(columns))))
        counts.append(sum(record.message.startswith("executing") for record in caplog.records))
    assert 0 < counts[1] == counts[0] and counts[2] <= counts[0] + 6


async def test_a_collision_of_ids_is_refused_by_row(store: SqliteGraph, tmp_path: Path) -> None:
    id = node_id(NodeId(Label.TABLE, "b"))
    by_hand(tmp_path / "graph.db", f"INSERT INTO node VALUES ({id}, 6, 'another', NULL, NULL, '{{}}')")
    with pytest.raises(StoreDataError, match="same 64-bit id") as refused:
        await Writer(store).apply(load("f1", "a", "b"))
    assert refused.value.row == "Table b"
    assert await store.sources() == {}


async def test_a_full_disk_is_an_outage_that_ends(store: SqliteGraph, tmp_path: Path) -> None:
    """P7: nothing is half written, and the same transaction passes once there is room."""
    writer = Writer(store)
    await writer.apply(load("f1", "a", "b", "x"))
    writer_connection = await store._write()
    await writer_connection.execute("PRAGMA max_page_count = 20")
    big = load("f2", "a", "b", *(f"column_{number}" for number in range(2_000)))
    with pytest.raises(StoreUnavailable, match="full"):
        await writer.apply(big)
    assert await lines(store) == await fresh_lines(load("f1", "a", "b", "x"))
    await writer_connection.execute("PRAGMA max_page_count = 1000000")
    await writer.apply(big)


async def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database at all, but long enough to have a header of its own " * 40)
    by_hand(tmp_path / "other.db", "CREATE TABLE customers (id INTEGER)")
    by_hand(tmp_path / "later.db", "PRAGMA user_version = 99")
    for name, reason in (("text", "not a database"), ("other", "no graph of lineaged"), ("later", "later lineaged")):
        store = SqliteGraph(tmp_path / f"{name}.db")
        with pytest.raises(StoreUnfit, match=reason):
            await store.prepare()
        await store.close()


async def test_a_graph_of_the_first_schema_is_brought_up_to_date_by_its_writer(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    async with embedded(path) as store:
        await Writer(store).apply(load("f1", "a", "db.S.B", "x"))
        before = await lines(store)
    by_hand(
        path,
        "DROP INDEX node_reversed",
        "UPDATE node SET reversed = NULL",
        "ALTER TABLE node RENAME COLUMN reversed TO folded",
        "PRAGMA user_version = 1",
    )
    reader = SqliteGraph(path, readonly=True)
    with pytest.raises(StoreUnfit, match="run `lineaged sync` once"):
        await reader.find("b")
    async with embedded(path) as store:
        assert await lines(store) == before
        assert await store.find("b", suffix=True) == [table("db.S.B")]


async def test_names_are_found_by_an_index(store: SqliteGraph) -> None:
    for text in (_FIND, _FIND_SUFFIX):
        plan = await store._fetch(f"EXPLAIN QUERY PLAN {text}", {"tail": "x"})
        steps = [str(step) for *_, step in plan]
        assert not [step for step in steps if step.startswith("SCAN")]
        assert any("node_reversed" in step for step in steps)


async def test_a_reader_beside_a_graph_that_is_only_being_made_waits(tmp_path: Path) -> None:
    (tmp_path / "graph.db").touch()
    store = SqliteGraph(tmp_path / "graph.db", readonly=True)
    with pytest.raises(StoreUnavailable, match="only being made"):
        await store.sources()
    await store.close()


async def test_a_reader_cannot_write(store: SqliteGraph, tmp_path: Path) -> None:
    await Writer(store).apply(load("f1", "a", "b"))
    reader = SqliteGraph(tmp_path / "graph.db", readonly=True)
    await reader.prepare()
    with pytest.raises(StoreUnfit, match="read only"):
        await Writer(reader, "other").apply(FileGraph("other", "f9"))
    await reader.close()


def test_every_label_and_type_has_a_number_of_its_own() -> None:
    assert LABEL_CODES.keys() == set(Label) and len(set(LABEL_CODES.values())) == len(Label)
    assert TYPE_CODES.keys() == set(EdgeType) and len(set(TYPE_CODES.values())) == len(EdgeType)
    assert (LABEL_CODES[Label.SOURCE], LABEL_CODES[Label.FILE], LABEL_CODES[Label.TABLE]) == (1, 2, 6)
    assert TYPE_CODES[EdgeType.CONTAINS] == 1


def test_ids_are_signed_64_bits_and_tell_labels_apart() -> None:
    ids = {node_id(NodeId(label, f"{number}")) for label in Label for number in range(200)}
    assert len(ids) == 200 * len(Label) and all(-(2**63) <= id < 2**63 for id in ids)
    assert min(ids) < 0 < max(ids)


async def test_an_empty_file_graph_is_a_file_and_no_more(store: SqliteGraph) -> None:
    await Writer(store).apply(file_graph("f1", statements=0))
    assert await store.counts() == {"Source": 1, "File": 1, "CONTAINS": 1}
