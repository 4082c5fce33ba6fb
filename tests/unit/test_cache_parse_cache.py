"""The parse cache: bounds, live entries, figures, and P4: whatever happens to its file, only time is lost."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cache.corrupt import KEPT
from cache.parse_cache import Entry, ParseCache, open_parse_cache
from cache.parse_cache_schema import read_stats

DAY_S = 86_400.0


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


def entries(*numbers: int, size: int = 10) -> list[Entry]:
    return [Entry(key(n), value(n, size), 0.5) for n in numbers]


def key(number: int) -> bytes:
    return b"key-%06d" % number


def value(number: int, size: int = 10) -> bytes:
    return (b"%d|" % number).ljust(size, b"x")


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def mapped_files() -> str:
    """What this process has mapped into its memory, as the kernel lists it."""
    return Path("/proc/self/maps").read_text()


async def known(cache: ParseCache, *numbers: int) -> list[int]:
    found = await cache.get_many(map(key, numbers))
    return [n for n in numbers if key(n) in found]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "parse_cache.db"


@pytest.fixture
async def cache(path: Path, clock: Clock) -> AsyncIterator[ParseCache]:
    async with open_parse_cache(path, max_entries=5, clock=clock) as cache:
        yield cache


async def test_what_was_put_is_found_and_nothing_else(cache: ParseCache) -> None:
    await cache.put_many(entries(1, 2))
    assert await cache.get_many([key(1), key(3), key(2), key(1)]) == {key(1): value(1), key(2): value(2)}


async def test_more_keys_than_one_query_takes_are_found(path: Path) -> None:
    async with open_parse_cache(path) as cache:
        await cache.put_many(entries(*range(1_500)))
        assert len(await cache.get_many(map(key, range(2_000)))) == 1_500


async def test_the_last_value_of_a_key_wins(cache: ParseCache) -> None:
    await cache.put_many(entries(1))
    await cache.put_many([Entry(key(1), b"old", 1.0), Entry(key(1), b"new", 1.0)])
    assert await cache.get_many([key(1)]) == {key(1): b"new"}


async def test_entries_outlive_the_process(path: Path) -> None:
    async with open_parse_cache(path) as cache:
        await cache.put_many(entries(1))
    async with open_parse_cache(path) as cache:
        assert await known(cache, 1) == [1]


async def test_the_least_recently_used_go_first(cache: ParseCache, clock: Clock) -> None:
    for number in range(5):
        await cache.put_many(entries(number))
        clock.now += 1
    assert await known(cache, 0, 1) == [0, 1]
    clock.now += 1
    await cache.put_many(entries(5, 6))
    assert await known(cache, *range(7)) == [0, 1, 4, 5, 6]
    assert (await cache.stats()).evictions == 2


async def test_entries_not_used_for_30_days_go(cache: ParseCache, clock: Clock) -> None:
    await cache.put_many(entries(1, 2))
    clock.now += 20 * DAY_S
    assert await known(cache, 2) == [2]
    clock.now += 20 * DAY_S
    await cache.put_many(entries(3))
    assert await known(cache, 1, 2, 3) == [2, 3]


async def test_live_entries_are_exempt_from_both_bounds(cache: ParseCache, clock: Clock) -> None:
    """DESIGN §5: the facts of files that are live are exempt from the cache's bounds."""
    await cache.set_live(added=map(key, range(8)))
    await cache.put_many(entries(*range(8)))
    clock.now += 40 * DAY_S
    await cache.put_many(entries(*range(100, 110)))
    assert await known(cache, *range(8)) == list(range(8))
    stats = await cache.stats()
    assert (stats.entries, stats.live, stats.evictions) == (8 + 5, 8, 5)


async def test_an_entry_is_live_until_the_last_file_that_needs_it_goes(cache: ParseCache, clock: Clock) -> None:
    await cache.put_many(entries(1))
    await cache.set_live(added=[key(1), key(1)])
    await cache.set_live(removed=[key(1)])
    clock.now += 40 * DAY_S
    await cache.put_many(entries(2))
    assert await known(cache, 1) == [1]
    await cache.set_live(removed=[key(1)])
    clock.now += 29 * DAY_S
    await cache.put_many(entries(3))
    assert await known(cache, 1) == [1], "its time begins when it ceases to be live"
    clock.now += 31 * DAY_S
    await cache.put_many(entries(4))
    assert await known(cache, 1) == []


async def test_a_key_that_is_added_and_removed_at_once_is_not_live(cache: ParseCache) -> None:
    await cache.put_many(entries(1))
    await cache.set_live(added=[key(1)], removed=[key(1)])
    assert (await cache.stats()).live == 0


async def test_removing_what_was_never_live_changes_nothing(cache: ParseCache) -> None:
    await cache.set_live(removed=[key(1)])
    await cache.set_live(added=[key(1)])
    await cache.put_many(entries(1))
    assert (await cache.stats()).live == 1


async def test_live_marks_are_kept_for_the_next_run_until_they_are_replaced(path: Path, clock: Clock) -> None:
    async with open_parse_cache(path, max_entries=2, clock=clock) as cache:
        await cache.set_live(added=map(key, range(4)))
        await cache.put_many(entries(*range(4)))
    async with open_parse_cache(path, max_entries=2, clock=clock) as cache:
        await cache.put_many(entries(0, 10, 11, 12))
        assert await known(cache, 0, 1, 2, 3) == [0, 1, 2, 3]
        await cache.replace_live([key(0), key(0), key(3)])
        assert (await cache.stats()).live == 2
        await cache.set_live(removed=[key(0)])
        assert (await cache.stats()).live == 2


async def test_figures_count_hits_misses_bytes_and_saved_time_over_runs(path: Path) -> None:
    async with open_parse_cache(path) as cache:
        await cache.put_many(entries(1, 2, size=100))
        await cache.get_many([key(1), key(1), key(2), key(3)])
        assert (await cache.stats()).hits == 2
    async with open_parse_cache(path) as cache:
        await cache.get_many([key(1), key(4)])
        stats = await cache.stats()
    assert (stats.hits, stats.misses, stats.entries, stats.bytes) == (3, 2, 2, 200)
    assert (stats.hit_rate, stats.saved_seconds) == (0.6, 1.5)


async def test_another_process_reads_the_figures_meanwhile(path: Path, cache: ParseCache) -> None:
    await cache.put_many(entries(1, 2))
    await cache.get_many([key(1)])
    await cache.flush()
    stats = await read_stats(path)
    assert (stats.entries, stats.hits) == (2, 1)


async def test_no_file_reads_as_an_empty_cache(tmp_path: Path) -> None:
    stats = await read_stats(tmp_path / "parse_cache.db")
    assert (stats.entries, stats.hit_rate) == (0, 0.0)
    assert names(tmp_path) == []


async def test_clear_forgets_entries_and_figures_but_not_what_is_live(cache: ParseCache, clock: Clock) -> None:
    await cache.set_live(added=[key(1)])
    await cache.put_many(entries(1, 2))
    await cache.get_many([key(1), key(9)])
    assert await cache.clear() == 2
    stats = await cache.stats()
    assert (stats.entries, stats.bytes, stats.hits, stats.misses, stats.hit_rate) == (0, 0, 0, 0, 0.0)
    await cache.put_many(entries(1))
    assert (await cache.stats()).live == 1


async def test_clear_gives_the_space_back(path: Path, cache: ParseCache) -> None:
    await cache.put_many(entries(1, 2, 3, size=1_000_000))
    await cache.clear()
    assert sum(file.stat().st_size for file in path.parent.iterdir()) < 200_000


async def test_a_switched_off_cache_answers_like_an_empty_one() -> None:
    async with open_parse_cache(None) as cache:
        await cache.put_many(entries(1))
        await cache.set_live(added=[key(1)])
        await cache.replace_live([key(1)])
        assert await cache.get_many([key(1)]) == {}
        assert await cache.clear() == 0
        stats = await cache.stats()
        assert (stats.enabled, stats.hits, stats.misses) == (False, 0, 0)


async def test_concurrent_callers_do_not_disturb_each_other(path: Path) -> None:
    async with open_parse_cache(path) as cache:
        await asyncio.gather(*(cache.put_many(entries(n, n + 1)) for n in range(50)))
        found = await asyncio.gather(*(cache.get_many([key(n)]) for n in range(51)))
        assert all(found)


async def test_a_cancelled_call_leaves_the_cache_in_order(path: Path) -> None:
    async with open_parse_cache(path) as cache:
        call = asyncio.create_task(cache.put_many(entries(*range(2_000))))
        await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await cache.put_many(entries(9_999))
        assert await known(cache, 0, 1_999, 9_999) == [0, 1_999, 9_999]


# -- P4: deleted or corrupted at any time --------------------------------------------------------------------------


def bad_header(path: Path) -> None:
    path.write_bytes(b"not a database" * 1_000)


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_within_a_page(path: Path) -> None:
    os.truncate(path, 5_000)


def other_version(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


def somebody_elses(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (a)")
    db.close()


def table_missing(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE entries")
    db.close()


def pages_overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        for offset in range(8_192, path.stat().st_size, 4_096):
            file.seek(offset)
            file.write(b"\xff" * 512)


def values_overwritten(path: Path) -> None:
    """SQLite does not see it: every page is in order."""
    path.write_bytes(path.read_bytes().replace(b"xxxxxx", b"yyyyyy"))


DAMAGES = [
    bad_header,
    truncated,
    cut_within_a_page,
    other_version,
    somebody_elses,
    table_missing,
    pages_overwritten,
    values_overwritten,
]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_p4_a_corrupt_file_is_set_aside_once_and_rebuilt(path: Path, damage: Callable[[Path], None]) -> None:
    async with open_parse_cache(path) as cache:
        await cache.put_many(entries(*range(200), size=500))
    damage(path)
    with capture_logs() as logs:
        async with open_parse_cache(path) as cache:
            await cache.replace_live([key(7)])
            for number in range(200):
                assert (await cache.get_many([key(number)])).get(key(number)) in (None, value(number, 500))
            await cache.put_many(entries(7, 8))
            assert await known(cache, 7, 8, 9) == [7, 8]
            assert (await cache.stats()).live == 1
    assert [event["event"] for event in logs] == ["file corrupt, set aside and begun anew"]
    assert path.with_name("parse_cache.db.corrupt-1").exists()


@pytest.mark.parametrize("damage", [bad_header, truncated, pages_overwritten, values_overwritten])
async def test_p4_corruption_in_the_middle_of_a_run_costs_only_time(path: Path, damage: Callable[[Path], None]) -> None:
    with capture_logs() as logs:
        async with open_parse_cache(path) as cache:
            await cache.set_live(added=map(key, range(100)))
            await cache.put_many(entries(*range(100), size=5_000))
            damage(path)
            for number in range(100):
                assert (await cache.get_many([key(number)])).get(key(number)) in (None, value(number, 5_000))
                await cache.put_many(entries(1_000 + number))
            await cache.put_many(entries(*range(100)))
            assert await known(cache, *range(100)) == list(range(100))
            assert (await cache.stats()).live == 100, "the marks are in the new file too"
    assert len(logs) <= 1


async def test_p4_no_file_of_the_cache_is_mapped_into_memory(path: Path) -> None:
    """Who cuts a mapped file short, as a failing disk or a careless hand may, ends the process by SIGBUS."""
    async with open_parse_cache(path) as cache:
        await cache.put_many(entries(1))
        assert await known(cache, 1) == [1]
        assert str(path) not in mapped_files()


async def test_p4_a_deleted_file_is_begun_anew(path: Path) -> None:
    with capture_logs() as logs:
        async with open_parse_cache(path) as cache:
            await cache.set_live(added=[key(1)])
            await cache.put_many(entries(1))
            for file in list(path.parent.iterdir()):
                file.unlink()
            path.parent.rmdir()
            assert await known(cache, 1) == []
            await cache.put_many(entries(1))
            assert (await cache.stats()).live == 1
        async with open_parse_cache(path) as cache:
            assert await known(cache, 1) == [1]
    assert [event["event"] for event in logs] == ["file is gone, beginning a new one"]


async def test_only_the_newest_set_aside_files_are_kept(path: Path) -> None:
    for _ in range(KEPT + 2):
        async with open_parse_cache(path) as cache:
            await cache.put_many(entries(1))
        bad_header(path)
    async with open_parse_cache(path) as cache:
        await cache.put_many(entries(1))
    kept = [name for name in names(path.parent) if ".corrupt-" in name]
    assert kept == [f"parse_cache.db.corrupt-{n}" for n in range(3, 3 + KEPT)]


# -- P7: a full or unwritable disk ---------------------------------------------------------------------------------


async def test_p7_a_full_disk_turns_the_cache_off_and_space_turns_it_on(path: Path) -> None:
    """The file may not grow past a page count, which SQLite reports like a full disk."""
    async with open_parse_cache(path, retry_s=0.0) as cache:
        await cache.put_many(entries(1))
        db = cache._file._db
        assert db is not None
        await db.execute("PRAGMA max_page_count = 10")
        with capture_logs() as logs:
            await cache.put_many(entries(*range(10, 30), size=100_000))
            await cache.put_many(entries(2))
            assert await known(cache, 1, 2, 10) == [1, 2]
        assert [event.get("error") for event in logs] == ["SQLITE_FULL", None]


async def test_p7_while_the_cache_is_off_every_look_up_is_a_miss(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("where the folder should be")
    with capture_logs() as logs:
        async with open_parse_cache(blocked / "parse_cache.db", retry_s=0.0) as cache:
            for _ in range(3):
                await cache.put_many(entries(1))
                assert await known(cache, 1) == []
            blocked.unlink()
            await cache.put_many(entries(1))
            assert await known(cache, 1) == [1]
    assert len(logs) == 2, "one line when it goes off, one when it comes back"


async def test_a_lock_held_by_another_process_costs_only_the_entry(path: Path) -> None:
    async with open_parse_cache(path, busy_s=0.01) as cache:
        await cache.replace_live([])
        await cache.put_many(entries(1))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await cache.set_live(added=[key(1)])
        await cache.put_many(entries(2))
        other.execute("ROLLBACK")
        other.close()
        assert await known(cache, 1, 2) == [1]
        assert (await cache.stats()).live == 1, "marks that could not be written are written later"
