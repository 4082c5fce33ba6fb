"""P1, P2, P5: a poison file is one dead letter with its reason, and its neighbours are in the graph."""

import os
import socket
import sqlite3
from pathlib import Path

import pytest

from graph.store.protocol import Applied, StoreDataError, Transaction
from graph.store.sqlite import SqliteGraph
from tests.integration.keeping import Keep, caught_up, rows_written, table_names
from watcher.batch import FileKey

GOOD = {f"good{number}.sql": f"INSERT INTO t{number} SELECT id FROM s{number};\n" for number in range(5)}
GOOD_TABLES = {f"{letter}{number}" for letter in "st" for number in range(5)}


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    made = Keep(tmp_path / "files", tmp_path / "state")
    made.write(GOOD)
    return made


def make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate((64 << 20) + 1)


async def test_p2_each_poison_is_one_dead_letter_by_name_and_costs_nobody_else(keep: Keep) -> None:
    keep.write(
        {
            "deep.sql": f"SELECT {'(' * 700}1{')' * 700};\n",
            "deeper.sql": "CASE WHEN " * 100_000,
            "binary.sql": b"\x7fELF\0\0\0\1" * 100,
            "blocks.sql": f"CREATE PROCEDURE p AS {'BEGIN ' * 900} SELECT 1 {'END ' * 900};\n",
        }
    )
    make_huge(keep.folder / "huge.sql")
    done = await keep.sync()
    letters = await keep.dead_letters()
    assert {path: (letter.stage, letter.reason) for path, letter in letters.items()} == {
        "deep.sql": ("extract", "nesting"),
        "deeper.sql": ("extract", "nesting"),
        "blocks.sql": ("extract", "nesting"),
        "binary.sql": ("extract", "binary"),
        "huge.sql": ("read", "size"),
    }
    assert (done.files, done.dead_letters) == (10, 5)
    assert all(letter.detail and "\n" not in letter.detail for letter in letters.values())
    assert table_names(await keep.dump()) >= GOOD_TABLES
    await keep.assert_in_step()
    again = await keep.sync()
    assert rows_written(again) == 0 and again.metrics["files_parsed_total"] == 0, "none is tried again"


async def test_p2_too_many_statements_is_a_dead_letter_by_that_name(keep: Keep) -> None:
    keep.write({"many.sql": "SELECT 1;\n" * 30})
    await keep.sync(**{"limits.statements": 20})
    assert {path: letter.reason for path, letter in (await keep.dead_letters()).items()} == {"many.sql": "statements"}
    assert (await keep.sync(**{"limits.statements": 40})).dead_letters == 0, "another limit tries it again"


async def test_w10_what_is_no_file_is_passed_over_and_never_opened(keep: Keep, tmp_path: Path) -> None:
    outside = tmp_path / "secret.sql"
    outside.write_text("CREATE TABLE secret (id int);\n")
    os.mkfifo(keep.folder / "fifo.sql")  # to open it would block until somebody writes
    (keep.folder / "folder.sql").mkdir()
    (keep.folder / "link.sql").symlink_to(outside)
    (keep.folder / "dangling.sql").symlink_to("nowhere")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(keep.folder / "socket.sql"))
        done = await keep.sync()
    assert (done.files, done.dead_letters) == (5, 0)
    assert table_names(await keep.dump()) == GOOD_TABLES


async def test_w10_a_file_that_becomes_something_else_is_gone(keep: Keep) -> None:
    await keep.sync()
    keep.remove("good0.sql", "good1.sql")
    os.mkfifo(keep.folder / "good0.sql")
    (keep.folder / "good1.sql").symlink_to("good2.sql")
    assert (await keep.sync()).files == 3
    await keep.assert_in_step()


async def test_w10_names_that_are_hard_to_write_are_read(keep: Keep) -> None:
    names = [b"new\nline.sql", b"quote'\".sql", b"back\\slash.sql", b"caf\xe9.sql", b"n" * 251 + b".sql", b" .sql"]
    keep.write({os.fsdecode(name): "SELECT id FROM hard;\n" for name in names})
    assert (await keep.sync()).files == 5 + len(names)
    assert "caf\\xe9.sql" in await keep.rows()
    keep.rename(os.fsdecode(b"caf\xe9.sql"), os.fsdecode(b"caf\xe8.sql"))
    assert (await keep.sync()).metrics["files_renamed_total"] == 1
    await keep.assert_in_step()


async def test_p5_two_strikes_are_a_quarantine_that_survives_restart_and_ends_with_new_content(keep: Keep) -> None:
    """A parse that takes longer than it may."""
    slow = "SELECT " + "a+" * 300_000 + "1;\n"
    keep.write({"slow.sql": slow})
    flags = {"limits.wall_s": 0.3}
    first = await keep.sync(**flags)
    letter = (await keep.dead_letters())["slow.sql"]
    assert (letter.reason, letter.strikes) == ("wall", 2) and first.dead_letters == 1
    with sqlite3.connect(keep.state_dir / "state.db") as db:
        db.execute("UPDATE files SET size = NULL")  # every file is looked at again
    db.close()
    again = await keep.sync(**flags)
    assert again.metrics["files_read_total"] == 6 and again.metrics["files_parsed_total"] == 0
    keep.rename("slow.sql", "renamed.sql")
    moved = await keep.sync(**flags)
    assert moved.metrics["files_renamed_total"] == 1
    assert moved.metrics["files_parsed_total"] == 0, "its content is known to be poison"
    assert (await keep.dead_letters())["renamed.sql"].strikes == 2
    keep.write({"renamed.sql": "SELECT id FROM healed;\n"})
    assert (await keep.sync()).dead_letters == 0
    assert "healed" in table_names(await keep.dump())


async def test_p5_a_replay_tries_again_what_was_given_up(keep: Keep) -> None:
    keep.write({"slow.sql": "SELECT " + "a+" * 2_000 + "1;\n"})
    await keep.sync(**{"limits.wall_s": 0.001})
    letters = await keep.dead_letters()
    assert set(letters) >= {"slow.sql"}
    async with keep.session() as session:
        await caught_up(session)
        assert await session.replay([letter.id for letter in letters.values()]) == len(letters)
        await caught_up(session)
    assert await keep.dead_letters() == {}
    await keep.assert_in_step()


async def test_p4_a_new_version_of_the_extractor_tries_dead_letters_again(keep: Keep) -> None:
    keep.write({"binary.sql": b"\0\0\0"})
    await keep.sync()
    with sqlite3.connect(keep.state_dir / "state.db") as db:
        db.execute("UPDATE roots SET written_by = 'older'")
        db.execute("UPDATE dead_letters SET extractor = 'older', reason = 'crash', strikes = 2")
    db.close()
    done = await keep.sync()
    assert done.metrics["dead_letters_total"] == 1
    assert (await keep.dead_letters())["binary.sql"].reason == "binary"


async def test_a_dead_letter_that_is_deleted_is_over(keep: Keep) -> None:
    keep.write({"bad.sql": b"\0\0\0"})
    await keep.sync()
    async with keep.session() as session:
        keep.remove("bad.sql")
        session.pipeline.offer([FileKey("files", "bad.sql")])
        await caught_up(session)
    assert await keep.dead_letters() == {}
    await keep.assert_in_step()


class Choosy(SqliteGraph):
    """A graph that refuses a file as long as it says anything."""

    async def apply(self, transaction: Transaction) -> Applied:
        for node in (node for file in transaction.files for node in file.nodes):
            if node.props.get("path") == "bad.sql" and node.props.get("status") == "ok":
                raise StoreDataError("not this one")
        return await super().apply(transaction)


async def test_n4_a_file_that_the_graph_refuses_is_a_dead_letter_and_all_else_comes_to_rest(keep: Keep) -> None:
    keep.write({"bad.sql": "CREATE TABLE raw.t (id int);", "view.sql": "CREATE VIEW v AS SELECT * FROM raw.t;"})
    async with keep.session() as session:
        graph = Choosy(keep.state_dir / "graph.db")
        session.writer._store = graph
        await caught_up(session)
        assert not session.ledger.dirty
        await graph.close()
    assert {path: letter.reason for path, letter in (await keep.dead_letters()).items()} == {"bad.sql": "graph_refused"}
    assert not any("raw.t.id" in line for line in await keep.dump())
    assert any('"dead_letter"' in line for line in await keep.dump())


async def test_contents_that_no_file_has_any_more_are_not_remembered_without_end(keep: Keep) -> None:
    keep.write({"stays.sql": b"\0stays"})
    async with keep.session() as session:
        session.examiner.room_for_final = 3
        for number in range(9):
            keep.write({"bad.sql": b"\0" + str(number).encode()})
            await caught_up(session)
        assert len(session.examiner._final) <= 4
        keep.rename("stays.sql", "moved.sql")
        parsed = session.metrics.files_parsed_total
        await caught_up(session)
        assert session.metrics.files_parsed_total == parsed, "quarantine outlives the tidying (P5)"
