"""One pass after another over real folders: the graph is that of a rebuild, and nothing is done twice."""

import asyncio
import json
import os
import sqlite3
from pathlib import Path

import pytest

from tests.integration.keeping import Keep, caught_up, rows_written, table_names
from watcher.batch import FileKey
from watcher.one_pass import run_sync
from watcher.pool_task import Priority
from watcher.roots import RootSettings, Rule
from watcher.session import Session
from watcher.writer import ForeignOwner

DDL = "CREATE TABLE raw.orders (id int, amount int);\n"
VIEW = "CREATE VIEW stage.orders AS SELECT * FROM raw.orders;\n"
LOAD = "INSERT INTO mart.sales (total) SELECT amount FROM stage.orders WHERE id > 1;\n"
FILES = {"raw/orders.sql": DDL, "stage/orders.sql": VIEW, "mart/sales.sql": LOAD}


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    folder = tmp_path / "files"
    folder.mkdir()
    return Keep(folder, tmp_path / "state")


# --- twice is once ---------------------------------------------------------------------------------------------------


async def test_a_second_sync_reads_parses_and_writes_nothing(keep: Keep) -> None:
    keep.write(FILES)
    first = await keep.sync()
    assert (first.files, first.dead_letters, first.metrics["files_parsed_total"]) == (3, 0, 3)
    again = await keep.sync()
    assert rows_written(again) == 0
    assert again.metrics["files_parsed_total"] == again.metrics["files_linked_total"] == 0
    assert again.metrics["transactions_total"] == 0
    await keep.assert_in_step()


async def test_a_changed_definition_reaches_its_readers_and_parses_nothing_but_itself(keep: Keep) -> None:
    keep.write(FILES)
    await keep.sync()
    assert '"stage.orders.currency"' not in "".join(await keep.dump())
    keep.write({"raw/orders.sql": "CREATE TABLE raw.orders (id int, amount int, currency int);\n"})
    done = await keep.sync()
    assert done.metrics["files_parsed_total"] == 1
    assert '"stage.orders.currency"' in "".join(await keep.dump())
    await keep.assert_in_step()


async def test_a_definition_that_goes_and_comes_back_leaves_no_trace(keep: Keep) -> None:
    """N3"""
    keep.write(FILES)
    await keep.sync()
    before = await keep.dump()
    keep.remove("raw/orders.sql")
    await keep.sync()
    await keep.assert_in_step()
    assert await keep.dump() != before
    keep.write({"raw/orders.sql": DDL})
    await keep.sync()
    assert await keep.dump() == before


async def test_an_empty_folder_has_an_empty_graph(keep: Keep) -> None:
    assert (await keep.sync()).files == 0
    assert await keep.dump() == []
    keep.write(FILES)
    await keep.sync()
    keep.remove(*FILES)
    await keep.sync()
    assert await keep.dump() == [] and await keep.rows() == {}


# --- renames ---------------------------------------------------------------------------------------------------------


async def test_a_renamed_file_keeps_its_id_and_is_not_parsed(keep: Keep) -> None:
    keep.write(FILES)
    await keep.sync()
    before = await keep.rows()
    keep.rename("mart/sales.sql", "mart/daily/sales 2.sql")
    done = await keep.sync()
    assert done.metrics["files_parsed_total"] == 0 and done.metrics["files_renamed_total"] == 1
    assert (await keep.rows())["mart/daily/sales 2.sql"].id == before["mart/sales.sql"].id
    await keep.assert_in_step()


@pytest.mark.parametrize("batch_size", [7, 100])
async def test_a_renamed_folder_of_copies_keeps_its_rows_and_shares_none(keep: Keep, batch_size: int) -> None:
    """The same content at many paths. Batches beside each other may claim the same old row: one of them gets it."""
    keep.write({f"a/{name}.sql": LOAD for name in range(30)} | {f"b/{name}.sql": LOAD for name in range(30)})
    await keep.sync()
    before = {row.id for row in (await keep.rows()).values()}
    keep.rename("a", "moved")
    done = await keep.sync(**{"watch.batch_size": batch_size})
    assert done.metrics["files_parsed_total"] == 0
    rows = await keep.rows()
    assert len({row.id for row in rows.values()}) == len(rows) == 60
    assert batch_size < 60 or {row.id for row in rows.values()} == before
    await keep.assert_in_step()


async def test_two_batches_beside_each_other_claim_a_vanished_row_only_once(keep: Keep) -> None:
    """Live edits beside a load: both batches see the same old paths gone and the same content at their new ones."""
    keep.write({f"a/{name}.sql": LOAD for name in range(8)})
    async with keep.session() as session:
        await caught_up(session)
        keep.rename("a", "b")
        paths = [f"{folder}/{name}.sql" for folder in "ab" for name in range(8)]
        keep.write({f"c/{name}.sql": LOAD for name in range(8)})
        paths += [f"c/{name}.sql" for name in range(8)]
        for at, path in enumerate(paths):  # split over both lanes
            session.pipeline.offer(
                [FileKey("files", path)], priority=Priority.CRITICAL if at % 2 else Priority.BATCH, quiet_s=0
            )
        await caught_up(session)
    rows = await keep.rows()
    assert sorted(rows) == sorted([f"b/{name}.sql" for name in range(8)] + [f"c/{name}.sql" for name in range(8)])
    assert len({row.id for row in rows.values()}) == 16
    await keep.assert_in_step()


async def test_swapped_files_are_judged_by_what_they_hold(keep: Keep) -> None:
    keep.write(FILES)
    await keep.sync()
    keep.rename("raw/orders.sql", "aside")
    keep.rename("mart/sales.sql", "raw/orders.sql")
    keep.rename("aside", "mart/sales.sql")
    done = await keep.sync()
    assert done.metrics["files_parsed_total"] == 0
    await keep.assert_in_step()


async def test_a_chain_of_renames_with_dead_letters_keeps_every_reason_with_its_file(keep: Keep) -> None:
    keep.write({"a.sql": b"\0\1\2 one", "b.sql": b"\0\1\2 two", "c.sql": LOAD})
    await keep.sync()
    keep.rename("b.sql", "d.sql")
    keep.rename("a.sql", "b.sql")
    keep.rename("c.sql", "a.sql")
    await keep.sync()
    assert sorted(await keep.dead_letters()) == ["b.sql", "d.sql"]
    assert {path for path, row in (await keep.rows()).items() if row.reason} == {"b.sql", "d.sql"}
    await keep.assert_in_step()


# --- much gone at once, roots out of sight ---------------------------------------------------------------------------


async def test_w9_a_real_mass_delete_goes_through_after_the_guard(keep: Keep) -> None:
    keep.write({f"f{number}.sql": f"SELECT {number} FROM t{number};\n" for number in range(120)})
    keep.write(FILES)
    await keep.sync()
    keep.remove(*(f"f{number}.sql" for number in range(120)))
    done = await keep.sync()
    assert done.files == 3 and done.seconds > 1, "looked at twice, a second apart"
    await keep.assert_in_step()


async def test_w9_files_that_are_back_at_the_second_look_were_never_gone(keep: Keep) -> None:
    keep.write({f"many/f{number}.sql": f"SELECT {number} FROM t{number};\n" for number in range(120)})
    await keep.sync()
    before = await keep.rows()
    async with keep.session() as session:
        keep.rename("many", ".hidden")
        sweep = asyncio.create_task(session.sweep())
        while not session.metrics.sweep_seconds and not sweep.done():
            await asyncio.sleep(0.2)
            keep.rename(".hidden", "many")
            break
        assert not [key for key in await sweep if key.path in before and not (keep.folder / key.path).exists()]
        await caught_up(session)
    assert {path: row.id for path, row in (await keep.rows()).items()} == {path: row.id for path, row in before.items()}


async def test_renames_leave_nothing_in_memory(keep: Keep) -> None:
    keep.write(FILES)
    async with keep.session() as session:
        for number in range(3):
            await caught_up(session)
            keep.rename(f"{number}/view.sql" if number else next(iter(FILES)), f"{number + 1}/view.sql")
        await caught_up(session)
        await session.sweep()
        assert not session.examiner.held_until_sweep


async def test_w9_a_root_out_of_sight_has_deleted_nothing(keep: Keep) -> None:
    keep.write(FILES)
    await keep.sync()
    before = await keep.dump()
    keep.folder.rename(keep.folder.with_name("elsewhere"))
    done = await keep.sync()
    assert set(done.problems) == {"files"} and await keep.dump() == before
    keep.folder.mkdir()  # an empty mount point on the same volume counts as what it is
    keep.folder.rmdir()
    keep.folder.with_name("elsewhere").rename(keep.folder)
    assert rows_written(await keep.sync()) == 0
    await keep.assert_in_step()


async def test_w9_a_folder_that_cannot_be_listed_has_lost_nothing(keep: Keep) -> None:
    """A root replaced by a file."""
    keep.write(FILES)
    await keep.sync()
    before = await keep.dump()
    keep.folder.rename(keep.folder.with_name("elsewhere"))
    keep.folder.write_text("not a folder")
    assert set((await keep.sync()).problems) == {"files"}
    assert await keep.dump() == before


async def test_w9_a_volume_that_is_not_mounted_has_lost_nothing(keep: Keep) -> None:
    """The folder is there, empty, and on another device than the files were."""
    keep.write(FILES)
    await keep.sync()
    before = await keep.dump()
    with sqlite3.connect(keep.state_dir / "state.db") as db:
        db.execute("UPDATE roots SET device = device + 1")
    db.close()
    keep.folder.rename(keep.folder.with_name("elsewhere"))
    keep.folder.mkdir()
    assert set((await keep.sync()).problems) == {"files"}
    assert await keep.dump() == before


async def test_w9_the_first_sweep_remembers_the_volume(keep: Keep) -> None:
    """So that a process that was killed knows it when it comes back and the volume does not."""
    keep.write(FILES)
    async with keep.session() as session:
        await session.sweep()
        async with keep.state() as state:
            assert (await state.roots())["files"].device == keep.folder.stat().st_dev


async def test_readers_in_a_root_that_was_out_of_sight_follow_when_it_is_back(keep: Keep, tmp_path: Path) -> None:
    """W9: its files could not be parsed again when what they look up changed; nothing of them is news by then."""
    other = Keep(tmp_path / "other", keep.state_dir)
    other.write({"ddl.sql": DDL})
    keep.write({"view.sql": VIEW})
    flags = {"cache.enabled": False}
    await keep.sync(other, **flags)
    with sqlite3.connect(keep.state_dir / "state.db") as db:  # files that rest: no sweep takes them for racy
        db.execute("UPDATE files SET hashed_ns = hashed_ns + 10000000000")
    db.close()
    async with keep.session(other, **flags) as session:
        await caught_up(session)
        keep.folder.rename(keep.folder.with_name("elsewhere"))
        other.write({"ddl.sql": "CREATE TABLE raw.orders (id int, currency int);\n"})
        await caught_up(session)
        assert session.problems.keys() == {"files"}
        keep.folder.with_name("elsewhere").rename(keep.folder)
        await caught_up(session)
    await keep.assert_in_step(other)


# --- the cache costs time, never truth -------------------------------------------------------------------------------


async def test_p4_a_cache_that_was_cleared_corrupted_or_switched_off_costs_no_truth(keep: Keep) -> None:
    keep.write(FILES)
    await keep.sync()
    cache = keep.state_dir / "parse_cache.db"
    for trouble in ("deleted", "corrupt", "off"):
        keep.write({"raw/orders.sql": f"CREATE TABLE raw.orders (id int, amount int, {trouble} int);\n"})
        if trouble == "deleted":
            for path in keep.state_dir.glob("parse_cache.db*"):
                path.unlink()
        elif trouble == "corrupt":
            cache.write_bytes(os.urandom(50_000))
        done = await keep.sync(**({"cache.enabled": False} if trouble == "off" else {}))
        assert done.dead_letters == 0 and f'"stage.orders.{trouble}"' in "".join(await keep.dump())
    await keep.assert_in_step()


async def test_p4_a_cache_that_is_lost_while_files_are_dirty_is_parsed_again(keep: Keep) -> None:
    keep.write(FILES)
    await keep.sync()
    async with keep.session() as session:
        await session.cache.clear()
        keep.write({"raw/orders.sql": "CREATE TABLE raw.orders (id int, amount int, late int);\n"})
        await caught_up(session)
        assert session.metrics.files_parsed_total == 3, "the definition and its two readers"
    assert '"stage.orders.late"' in "".join(await keep.dump())
    await keep.assert_in_step()


async def test_p4_facts_of_another_extractor_are_not_believed(keep: Keep) -> None:
    """A new version judges every file again, dead letters included."""
    keep.write({**FILES, "bad.sql": b"\0\0binary"})
    await keep.sync()
    with sqlite3.connect(keep.state_dir / "state.db") as db:
        db.execute("UPDATE roots SET written_by = 'an older version'")
        db.execute("UPDATE files SET facts_key = randomblob(20) WHERE facts_key IS NOT NULL")
        db.execute("UPDATE dead_letters SET extractor = 'an older version'")
    db.close()
    done = await keep.sync()
    assert done.metrics["files_read_total"] == 4 and done.metrics["dead_letters_total"] == 1
    assert rows_written(done) == 0, "the outcomes are what they were"
    await keep.assert_in_step()


async def test_new_settings_of_a_root_judge_its_files_again(keep: Keep) -> None:
    keep.write({"q.sql": "SELECT id FROM orders;\n"})
    await keep.sync()
    assert table_names(await keep.dump()) == {"orders"}
    keep.root_settings = RootSettings(
        dialect="postgres", default_schema="Shop", rules=(Rule("*.sql", target="made.{-1}"),)
    )
    await keep.sync()
    assert table_names(await keep.dump()) == {"shop.orders", "made.q"}
    await keep.assert_in_step()


# --- limits ----------------------------------------------------------------------------------------------------------


async def test_a_file_of_too_many_rows_is_a_dead_letter_by_that_name(keep: Keep) -> None:
    keep.write(FILES)
    done = await keep.sync(**{"write.max_rows_per_file": 5})
    assert done.dead_letters == 3
    assert {letter.reason for letter in (await keep.dead_letters()).values()} == {"too_many_rows"}
    assert table_names(await keep.dump()) == set()
    assert (await keep.sync()).dead_letters == 0
    await keep.assert_in_step()


async def test_a_file_that_its_neighbour_made_too_large_is_judged_again_when_the_neighbour_changes(keep: Keep) -> None:
    """N3: what is refused is a function of the files too, whatever came before; and so is what it defines."""
    wide = "CREATE TABLE raw.t (" + ", ".join(f"c{number} int" for number in range(60)) + ");\n"
    star = "CREATE VIEW stage.v AS SELECT * FROM raw.t;\nCREATE TABLE stage.more (id int);\n"
    reader = "INSERT INTO mart.m SELECT * FROM stage.more;\n"
    narrow = {"t.sql": "CREATE TABLE raw.t (c1 int);\n"}
    limit = {"write.max_rows_per_file": 250}
    keep.write({**narrow, "v.sql": star, "r.sql": reader})
    assert (await keep.sync(**limit)).dead_letters == 0
    small = await keep.dump()
    keep.write({"t.sql": wide})
    assert (await keep.sync(**limit)).dead_letters == 1
    assert {path: letter.reason for path, letter in (await keep.dead_letters()).items()} == {"v.sql": "too_many_rows"}
    fresh = Keep(keep.folder, keep.state_dir.parent / "fresh", {**keep.flags, **limit})
    assert (await fresh.sync()).dead_letters == 1
    assert await keep.dump() == await fresh.dump()
    assert '"key":"mart.m.id"' in "".join(await keep.dump()), "what it defines is known to its readers"
    assert rows_written(await keep.sync(**limit)) == 0
    keep.write(narrow)
    assert (await keep.sync(**limit)).dead_letters == 0 and await keep.dead_letters() == {}
    assert await keep.dump() == small
    assert len((keep.state_dir / "failed_ingestion.jsonl").read_text().splitlines()) == 1


async def test_settings_that_only_linking_asks_for_are_applied_to_files_that_did_not_change(keep: Keep) -> None:
    """N3: and so is a new linker, whose version stands beside them."""
    keep.write({"a.sql": "INSERT INTO b SELECT x FROM a;\n", "v.sql": "CREATE VIEW v AS SELECT x FROM b;\n"})
    await keep.sync()
    keep.root_settings = RootSettings(default_schema="shop")
    await keep.sync()
    assert "shop.a" in table_names(await keep.dump())
    await keep.assert_in_step()
    assert (await keep.sync(**{"write.max_rows_per_file": 3})).dead_letters == 2
    assert (await keep.sync()).dead_letters == 0
    await keep.assert_in_step()


async def test_file_by_file_gives_the_same_graph(keep: Keep) -> None:
    keep.write(FILES)
    done = await keep.sync(**{"watch.disable_batching": True})
    assert done.metrics["transactions_total"] == 3
    await keep.assert_in_step()


async def test_every_dead_letter_is_noted_as_it_happens(keep: Keep) -> None:
    keep.write({**FILES, "bad.sql": b"\0\0binary"})
    await keep.sync()
    [line] = (keep.state_dir / "failed_ingestion.jsonl").read_text().splitlines()
    noted = json.loads(line)
    assert (noted["root"], noted["path"], noted["stage"], noted["reason"]) == ("files", "bad.sql", "extract", "binary")
    assert rows_written(await keep.sync()) == 0
    assert len((keep.state_dir / "failed_ingestion.jsonl").read_text().splitlines()) == 1, "not again for the same"


async def test_a_ledger_that_forgot_what_the_graph_holds_is_made_whole(keep: Keep) -> None:
    """N8: the state directory was lost, the graph was not: another owner by now, and taken over only on request."""
    keep.write(FILES)
    await keep.sync()
    graph = keep.state_dir / "graph.db"
    elsewhere = Keep(keep.folder, keep.state_dir.with_name("second"), {"graph": f"sqlite:{graph}"})
    with pytest.raises(BaseExceptionGroup) as refused:
        await elsewhere.sync()
    assert refused.group_contains(ForeignOwner)

    async def take_over(session: Session) -> None:
        await session.reassert(adopt_foreign=True)

    await run_sync(elsewhere.settings(), [elsewhere.root], {}, then=take_over, adopt_foreign=True)
    assert rows_written(await elsewhere.sync()) == 0
    await keep.assert_in_step()
    with pytest.raises(BaseExceptionGroup) as refused:
        await keep.sync()
    assert refused.group_contains(ForeignOwner)


# --- the same content twice ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deletion_first", [False, True])
async def test_identical_copies_keep_their_ids_when_batches_that_run_beside_each_other_move_them(
    keep: Keep, deletion_first: bool
) -> None:
    """Two batches see one copy each under its new path, a third sees that the old paths are gone."""
    text = "CREATE TABLE same (id int);\n"
    keep.write({"old/a.sql": text, "old/b.sql": text})
    await keep.sync()
    before = {row.id for path, row in (await keep.rows()).items() if path.startswith("old/")}
    (keep.folder / "old").rename(keep.folder / "new")
    async with keep.session() as session:
        await session.until_idle()
        batches = [["new/a.sql"], ["new/b.sql"], ["old/a.sql", "old/b.sql"]]
        carried = [session.examiner.examine(keep.root, paths, Priority.NORMAL) for paths in batches]
        found = [await anext(batch) for batch in carried]
        for changes in reversed(found) if deletion_first else found:
            await session.engine.absorb(changes)
        for batch in carried:
            await batch.aclose()
        await caught_up(session)
    assert {row.id for path, row in (await keep.rows()).items() if path.startswith("new/")} == before
    await keep.assert_in_step()


async def test_p7_what_came_while_the_disk_was_full_is_taken_in_when_linking_finds_room(keep: Keep) -> None:
    """No batch of its own waits for the disk, so nothing else wakes the intake."""
    async with keep.session() as session:
        await session.until_idle()
        waiting = asyncio.create_task(session.pipeline._wait_for_disk(sqlite3.OperationalError("disk is full")))
        await asyncio.sleep(0)
        keep.write({"late.sql": "CREATE TABLE late (id int);"})
        session.pipeline.offer([FileKey(keep.root.name, "late.sql")], quiet_s=0)
        await waiting
        async with asyncio.timeout(20):
            await session.until_idle()
        assert "late.sql" in session.ledger.live(keep.root.name)
