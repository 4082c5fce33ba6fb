"""`state.db`: every coroutine is one transaction, whatever is killed, cancelled or done beside it."""

# ruff: noqa: ASYNC240 - a test may block its own loop
import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cache.state import (
    Absorption,
    DeadLetter,
    FileRow,
    Intent,
    Outcome,
    RootRow,
    State,
    StateError,
    open_state,
)

ROOT = RootRow("r", "/files", "{}", 5, "v1")
COUNTS = (4, 3, 2, 1)
REPOSITORY = Path(__file__).parents[2]


def row(file_id: str, path: str = "", *, seq: int | None = 1, gone: bool = False, root: str = "r") -> FileRow:
    return FileRow(
        id=file_id,
        root=root,
        path=path or f"{file_id}.sql",
        key=(10, 2, 3, 4),
        hashed_ns=5,
        digest=file_id.encode(),
        facts_key=b"facts",
        dialect="tsql",
        statuses=(1, 2, 3, 4),
        dirty_seq=seq,
        dirty_since=seq,
        gone=gone,
    )


def dead(path: str, reason: str = "binary", *, root: str = "r") -> DeadLetter:
    return DeadLetter(root, path, b"d", "extract", reason, "text", "", "v1", 2, "2026-01-01T00:00:00+00:00")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
async def state(path: Path) -> AsyncIterator[State]:
    async with open_state(path) as state:
        await state.save_root(ROOT)
        yield state


async def put(state: State, *rows: FileRow, names: tuple[str, ...] = (), declarations: bytes | None = None) -> set[str]:
    """One absorption with the next seq, which the rows take over as theirs."""
    seq = state.seq + 1
    ours = [replace(row, dirty_seq=row.dirty_seq and seq, dirty_since=row.dirty_since and seq) for row in rows]
    return await state.absorb(Absorption(seq, upserts=[(row, declarations) for row in ours], changed_names=names))


async def only(state: State, file_id: str) -> FileRow:
    [found] = [row for row in await state.files() if row.id == file_id]
    return found


async def settled(state: State, file_id: str, outcome: bytes | None, at: int) -> None:
    await state.settle([Outcome(file_id, outcome, at)])


# --- what is kept ----------------------------------------------------------------------------------------------------


async def test_what_was_stored_is_read_back_after_a_restart(state: State, path: Path) -> None:
    await put(state, row("a"), row("b", gone=True, seq=None))
    await state.absorb(Absorption(2, dead=[dead("a.sql")]))
    async with open_state(path, readonly=True) as reader:
        assert sorted(row.id for row in await reader.files()) == ["a", "b"]
        assert await only(reader, "a") == row("a")
        assert (await reader.roots()) == {"r": ROOT}
        [letter] = await reader.dead_letters()
        assert replace(letter, id=0) == dead("a.sql") and letter.id > 0
        assert (reader.seq, reader.owner) == (2, state.owner)


async def test_every_state_directory_has_an_owner_of_its_own(state: State, tmp_path: Path) -> None:
    async with open_state(tmp_path / "other.db") as other:
        assert other.owner != state.owner


async def test_an_upsert_keeps_outcome_links_and_the_oldest_mark(state: State) -> None:
    await put(state, row("a"))
    await state.record_links([("a", b"links", COUNTS, ["x"])])
    await settled(state, "a", b"outcome", 1)
    await put(state, row("a"))
    await put(state, replace(row("a"), outcome=b"wrong", links=b"wrong"))
    found = await only(state, "a")
    assert (found.outcome, found.links, found.dirty_since, found.dirty_seq) == (b"outcome", b"links", 2, 3)


async def test_a_row_without_a_mark_keeps_the_marks_it_has(state: State) -> None:
    await put(state, row("a"))
    await put(state, replace(row("a", seq=None), hashed_ns=99))
    found = await only(state, "a")
    assert (found.hashed_ns, found.dirty_seq, found.dirty_since) == (99, 1, 1)
    await settled(state, "a", b"o", 1)
    await put(state, row("a", seq=None))
    assert (await only(state, "a")).dirty_seq is None


async def test_declarations_stay_where_none_are_given_and_go_with_the_file(state: State) -> None:
    async def kept() -> dict[str, bytes]:
        return {file_id: data async for file_id, data in state.declarations()}

    await put(state, row("a"), row("b"), declarations=b"tables")
    await put(state, row("a"))
    assert await kept() == {"a": b"tables", "b": b"tables"}
    await put(state, row("a", gone=True))
    assert await kept() == {"b": b"tables"}


async def test_two_paths_may_be_swapped_in_one_absorption(state: State) -> None:
    await put(state, row("a", "one.sql"), row("b", "two.sql"))
    await put(state, row("a", "two.sql"), row("b", "one.sql"))
    assert {row.id: row.path for row in await state.files()} == {"a": "two.sql", "b": "one.sql"}


async def test_a_path_may_be_taken_by_another_file_as_its_owner_goes(state: State) -> None:
    await put(state, row("a", "one.sql"))
    await put(state, row("b", "one.sql"), row("a", "one.sql", gone=True))
    assert {row.id: row.gone for row in await state.files()} == {"a": True, "b": False}


async def test_two_live_files_never_share_a_path(state: State) -> None:
    await put(state, row("a", "one.sql"))
    with pytest.raises(sqlite3.IntegrityError):
        await put(state, row("b", "one.sql"))
    assert [row.id for row in await state.files()] == ["a"] and state.seq == 1


# --- readers of a name -----------------------------------------------------------------------------------------------


async def test_a_changed_name_marks_exactly_its_readers(state: State) -> None:
    await put(state, row("a"), row("b"), row("c"))
    await state.record_links([("a", b"1", COUNTS, ["t", "u"]), ("b", b"2", COUNTS, ["u"]), ("c", b"3", COUNTS, ["v"])])
    await state.settle([Outcome(file_id, b"o", 1) for file_id in "abc"])
    assert await put(state, names=("t",)) == {"a"}
    assert await put(state, names=("u", "unheard of")) == {"a", "b"}
    marks = {row.id: (row.dirty_since, row.dirty_seq) for row in await state.files()}
    assert marks == {"a": (2, 3), "b": (3, 3), "c": (None, None)}


async def test_new_look_ups_replace_the_old(state: State) -> None:
    await put(state, row("a"))
    await state.record_links([("a", b"1", COUNTS, ["t"])])
    await state.record_links([("a", b"2", COUNTS, ["u"])])
    assert await put(state, names=("t",)) == set()
    assert await put(state, names=("u",)) == {"a"}
    found = await only(state, "a")
    assert (found.links, found.statuses) == (b"2", COUNTS)


async def test_very_many_changed_names_are_one_absorption(state: State) -> None:
    """More names than SQLite takes parameters."""
    names = [f"t{number}" for number in range(40_000)]
    await put(state, row("a"))
    await state.record_links([("a", b"1", COUNTS, names)])
    assert await put(state, names=tuple(names)) == {"a"}


# --- intent, commit, adopt -------------------------------------------------------------------------------------------


async def test_a_commit_clears_marks_up_to_the_linking_and_no_newer_one(state: State) -> None:
    await put(state, row("a"), row("b"))
    await put(state, row("b"))
    intent = Intent("r", 1, "n", (Outcome("a", b"oa", 1), Outcome("b", b"ob", 1)))
    await state.intend(intent)
    assert await state.intents() == [intent]
    await state.commit(intent)
    a, b = await only(state, "a"), await only(state, "b")
    assert (a.outcome, a.dirty_seq, a.dirty_since) == (b"oa", None, None)
    assert (b.outcome, b.dirty_seq, b.dirty_since) == (b"ob", 2, 2)
    assert await state.intents() == []
    root = (await state.roots())["r"]
    assert (root.seq, root.nonce) == (1, "n")


async def test_a_gone_row_vanishes_only_when_it_is_clean(state: State) -> None:
    await put(state, row("a"))
    await state.record_links([("a", b"1", COUNTS, ["t"])])
    await put(state, row("a", gone=True))
    await settled(state, "a", None, 1)  # linked before it went
    assert (await only(state, "a")).gone
    await settled(state, "a", None, 2)
    assert await state.files() == []
    assert await put(state, names=("t",)) == set()


async def test_a_file_that_is_there_is_not_removed_by_an_outcome_of_none(state: State) -> None:
    await put(state, row("a"))
    await settled(state, "a", None, 1)
    assert (await only(state, "a")).outcome is None and not (await only(state, "a")).gone


async def test_an_abandoned_intent_changes_nothing_else(state: State) -> None:
    await put(state, row("a"))
    await state.intend(Intent("r", 1, "n", (Outcome("a", b"o", 1),)))
    before = await state.files()
    await state.abandon("r")
    assert await state.intents() == [] and await state.files() == before


async def test_adopting_marks_every_file_of_that_root_and_of_no_other(state: State) -> None:
    await state.save_root(replace(ROOT, name="q", directory="/other"))
    await put(state, row("a"), row("b"), row("x", root="q"))
    await state.settle([Outcome(file_id, b"o", 1) for file_id in ("a", "x")])
    await state.intend(Intent("r", 9, "n", ()))
    await state.adopt("r", seq=41, nonce="theirs", change_seq=2)
    found = {row.id: (row.outcome, row.dirty_since, row.dirty_seq) for row in await state.files()}
    assert found == {"a": (None, 2, 2), "b": (None, 1, 2), "x": (b"o", None, None)}
    root = (await state.roots())["r"]
    assert (root.seq, root.nonce, state.seq) == (41, "theirs", 2)
    assert await state.intents() == []


# --- dead letters, roots ---------------------------------------------------------------------------------------------


async def test_a_path_has_one_dead_letter_the_last_and_it_keeps_its_id(state: State) -> None:
    await state.absorb(Absorption(1, dead=[dead("a.sql", "wall"), dead("b.sql")]))
    ids = {letter.path: letter.id for letter in await state.dead_letters()}
    await state.absorb(Absorption(2, dead=[dead("a.sql", "binary")], revived=[("r", "b.sql")]))
    [letter] = await state.dead_letters()
    assert (letter.id, letter.reason) == (ids["a.sql"], "binary")


async def test_new_settings_of_a_root_make_its_files_be_looked_at_again(state: State) -> None:
    await put(state, row("a"))
    intent = Intent("r", 3, "n", ())
    await state.commit(intent)
    await state.save_device("r", 77)
    await state.save_root(replace(ROOT, settings="new", written_by="v2"))
    found = (await state.roots())["r"]
    assert (found.settings, found.written_by, found.seq, found.nonce, found.device) == ("new", "v2", 3, "n", 77)
    assert (await only(state, "a")).key is None


async def test_files_to_be_looked_at_again_lose_their_stat_key_and_facts(state: State) -> None:
    await put(state, row("a"), row("b"))
    await state.look_again(["a"])
    assert (await only(state, "a")).key is None and (await only(state, "a")).facts_key is None
    assert await only(state, "b") == row("b")


async def test_a_dropped_root_takes_all_that_is_its_own(state: State) -> None:
    await state.save_root(replace(ROOT, name="q", directory="/other"))
    await put(state, row("a"), row("x", root="q"))
    await state.record_links([("a", b"1", COUNTS, ["t"]), ("x", b"2", COUNTS, ["t"])])
    await state.absorb(Absorption(2, dead=[dead("a.sql"), dead("x.sql", root="q")]))
    await state.intend(Intent("r", 1, "n", ()))
    await state.drop_root("r")
    assert [row.id for row in await state.files()] == ["x"]
    assert set(await state.roots()) == {"q"} and await state.intents() == []
    assert [letter.path for letter in await state.dead_letters()] == ["x.sql"]
    assert await put(state, names=("t",)) == {"x"}


# --- one transaction each --------------------------------------------------------------------------------------------

CHANGES: list[Callable[[State], Coroutine[Any, Any, Any]]] = [
    lambda state: put(state, row("b"), row("a", "moved.sql"), names=("t",), declarations=b"d"),
    lambda state: state.commit(Intent("r", 1, "n", (Outcome("a", b"o", 1),))),
    lambda state: state.adopt("r", seq=4, nonce="m", change_seq=2),
    lambda state: state.record_links([("a", b"new", COUNTS, ["u", "v"])]),
    lambda state: state.drop_root("r"),
    lambda state: state.save_root(replace(ROOT, settings="new")),
]


async def rows_of(path: Path) -> list[str]:
    """The whole database, as another process sees it."""
    with sqlite3.connect(path) as db:
        lines = list(db.iterdump())
    db.close()
    return lines


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8, 13, 21, 40])
@pytest.mark.parametrize("change", CHANGES)
async def test_a_cancelled_change_happened_or_did_not_and_the_next_one_works(
    path: Path, change: Callable[[State], Coroutine[Any, Any, Any]], turns: int
) -> None:
    async def begun(state: State) -> None:
        await state.save_root(ROOT)
        await put(state, row("a"))
        await state.record_links([("a", b"1", COUNTS, ["t"])])
        await state.intend(Intent("r", 1, "n", (Outcome("a", b"o", 1),)))

    async with open_state(path) as state:
        await begun(state)
        before = await rows_of(path)
        task = asyncio.create_task(change(state))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        ended = (await asyncio.gather(task, return_exceptions=True))[0]
        assert ended is None or isinstance(ended, asyncio.CancelledError | set | int)
        middle = await rows_of(path)
        await state.abandon("nobody")  # a transaction of its own: none was left open
        assert await rows_of(path) == middle
        if middle != before:
            return
        await change(state)
        assert await rows_of(path) != before


async def test_changes_of_many_tasks_take_turns(state: State) -> None:
    await asyncio.gather(*(state.save_device("r", number) for number in range(20)), state.files(), state.intents())
    assert (await state.roots())["r"].device == 19


async def test_a_reader_in_another_process_sees_whole_changes_at_any_time(state: State, path: Path) -> None:
    """Every absorption gives all rows the same mark; a reader that saw two would have seen half of one."""
    await put(state, *(row(f"f{number}") for number in range(50)))
    script = f"""
import sqlite3
db = sqlite3.connect("file:{path}?mode=ro", uri=True)
print("ready", flush=True)
while True:
    [marks] = db.execute("SELECT count(DISTINCT dirty_seq) FROM files")
    assert marks == (1,), marks
    if db.execute("SELECT 1 FROM files WHERE dirty_seq = 30").fetchone(): break
"""
    reader = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=subprocess.PIPE)
    assert reader.stdout and await reader.stdout.readline() == b"ready\n"
    for _ in range(29):
        await put(state, *(row(f"f{number}") for number in range(50)))
    assert await asyncio.wait_for(reader.wait(), 20) == 0


_KILLED = """
import asyncio, sys
from pathlib import Path
from tests.unit.test_cache_state import ROOT, put, row
from cache.state import Intent, Outcome, open_state

async def main():
    async with open_state(Path(sys.argv[1])) as state:
        await state.save_root(ROOT)
        for number in range(1, 10_000):
            await put(state, *(row(f"f{one}") for one in range(20)))
            intent = Intent("r", number, "n", tuple(Outcome(f"f{one}", b"%d" % number, number) for one in range(20)))
            await state.intend(intent)
            await state.commit(intent)
            print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 5, 12])
async def test_kill_9_in_the_middle_leaves_whole_transactions(path: Path, lines: int) -> None:
    """N7: whatever was said to be done is there, and nothing is there by half."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _KILLED, str(path), stdout=subprocess.PIPE, cwd=REPOSITORY
    )
    assert child.stdout
    last = 0
    for _ in range(lines):
        last = int(await child.stdout.readline())
    os.kill(child.pid, signal.SIGKILL)
    await child.wait()
    async with open_state(path) as state:
        rows = await state.files()
        [root] = (await state.roots()).values()
        intents = await state.intents()
        assert root.seq >= last and state.seq in (root.seq, root.seq + 1)
        assert {row.outcome for row in rows} == {b"%d" % root.seq}
        assert len({(row.dirty_seq, row.dirty_since) for row in rows}) == 1
        assert not intents or intents[0].seq == root.seq + 1
        await state.save_device("r", 1)


# --- files that cannot be used ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("readonly", [False, True])
async def test_a_corrupt_state_is_refused_and_never_thrown_away(path: Path, readonly: bool) -> None:
    path.write_bytes(b"this is no database at all, but somebody's only copy" * 100)
    before = path.read_bytes()
    with pytest.raises(StateError, match="not a usable state database"):
        async with open_state(path, readonly=readonly):
            pass
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]


async def test_a_state_that_was_damaged_inside_is_refused(path: Path) -> None:
    async with open_state(path) as state:
        await state.save_root(ROOT)
        await put(state, *(row(f"f{number}") for number in range(500)))
    data = bytearray(path.read_bytes())
    data[4096 : len(data)] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StateError, match="not a usable state database"):
        async with open_state(path) as state:
            await state.files()


async def test_a_state_of_another_version_is_refused_by_number(path: Path) -> None:
    async with open_state(path):
        pass
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    db.close()
    with pytest.raises(StateError, match=r"schema 99.* needs 1"):
        async with open_state(path):
            pass


async def test_somebody_elses_database_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    db.close()
    with pytest.raises(StateError):
        async with open_state(path):
            pass


async def test_a_reader_creates_nothing(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        async with open_state(path, readonly=True):
            pass
    assert not path.exists()
    while any("_connection_worker_thread" in thread.name for thread in threading.enumerate()):  # noqa: ASYNC110 - threads
        await asyncio.sleep(0)  # aiosqlite's thread tells this loop that it ended


async def test_a_path_with_signs_of_a_uri_is_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "50% ?mode=rw#x"
    folder.mkdir()
    async with open_state(folder / "state.db") as state:
        await state.save_root(ROOT)
    async with open_state(folder / "state.db", readonly=True) as reader:
        assert set(await reader.roots()) == {"r"}


async def test_two_first_starts_at_once_make_one_database(path: Path) -> None:
    async def first() -> str:
        async with open_state(path) as state:
            return state.owner

    owners = await asyncio.gather(*(first() for _ in range(4)))
    assert len(set(owners)) == 1
