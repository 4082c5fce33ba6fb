"""What of a sweep is news, and what absence proves."""

from hypothesis import given
from hypothesis import strategies as st

from cache.state import FileRow, StatRow
from watcher.sweep import News, Sweep, compare, gone_for_good, is_racy, suspicious

SECOND = 1_000_000_000
NOW = 1_700_000_000 * SECOND
OLD: StatRow = (10, NOW - 100 * SECOND, NOW - 100 * SECOND, 7)


def row(path: str, key: StatRow | None = OLD, hashed_ns: int = NOW) -> FileRow:
    return FileRow(path, "r", path, key, hashed_ns, b"digest", b"facts")


def sweep(*problems: str, **entries: StatRow) -> Sweep:
    return Sweep(entries=entries, identity=(1, 2), problems=list(problems))


def test_unchanged_files_are_no_news() -> None:
    assert compare(sweep(a=OLD), {"a": row("a")}) == News()


def test_any_part_of_the_stat_key_is_a_change() -> None:
    """W7: a rewrite of equal size with the old mtime put back has another ctime."""
    for part in range(4):
        key = tuple(value + (1 if i == part else 0) for i, value in enumerate(OLD))
        assert compare(sweep(a=key), {"a": row("a")}) == News(changed=("a",))  # type: ignore[arg-type]


def test_a_file_never_looked_at_and_one_to_look_at_again_are_news() -> None:
    found = compare(sweep(a=OLD, b=OLD), {"b": row("b", key=None)})
    assert found == News(appeared=("a",), changed=("b",))


def test_what_was_read_within_two_seconds_of_its_change_is_read_again() -> None:
    """W7, the racy rule: a second write in the same tick leaves the same stat key."""
    assert compare(sweep(a=OLD), {"a": row("a", hashed_ns=OLD[2] + SECOND)}) == News(
        changed=("a",), racy=frozenset("a")
    )


@given(st.integers(-(10**19), 10**19), st.integers(-(10**19), 10**19), st.integers(0, 10**19))
def test_every_file_settles_once_it_is_read_late_enough(mtime_ns: int, ctime_ns: int, hashed_ns: int) -> None:
    """An idle daemon must not read the same files for ever, not even those of the year 2099."""
    late = max(hashed_ns, ctime_ns + 2 * SECOND)
    late = late if abs(late - mtime_ns) >= 2 * SECOND else late + 4 * SECOND
    assert not is_racy((1, mtime_ns, ctime_ns, 1), late)


@given(st.integers(0, 10**10), st.integers(0, 10**7), st.integers(1, 2 * SECOND))
def test_a_later_write_shows_or_the_file_was_racy(age_ns: int, wait_ns: int, tick_ns: int) -> None:
    """W7: for any tick of the file's clock up to 2 s. `wait_ns` after the reading somebody writes again, same size,
    mtime put back."""

    def stamp(at_ns: int) -> int:
        return at_ns // tick_ns * tick_ns

    written_ns = NOW - age_ns
    before = (10, stamp(written_ns), stamp(written_ns), 7)
    after = (10, before[1], stamp(NOW + wait_ns), 7)
    assert after != before or is_racy(before, NOW)


def test_what_is_not_there_has_vanished() -> None:
    assert compare(sweep(), {"a": row("a")}) == News(vanished=("a",))


def test_an_incomplete_sweep_proves_no_absence() -> None:
    """W9"""
    assert compare(sweep("b: Permission denied"), {"a": row("a")}) == News()
    assert compare(Sweep(), {"a": row("a")}) == News()


def test_a_renamed_file_and_one_that_an_event_removed_meanwhile_are_not_gone_for_good() -> None:
    kept: StatRow = (10, NOW, NOW, 8)
    found, news = sweep(new=OLD), News(appeared=("new",), vanished=("renamed", "gone", "removed by an event"))
    assert gone_for_good(found, news, {"renamed": row("renamed"), "gone": row("gone", kept)}) == 1


def test_more_than_half_and_more_than_a_hundred_gone_is_suspicious() -> None:
    """W9"""
    assert suspicious(101, 200)
    assert not suspicious(100, 100)
    assert not suspicious(101, 202)
    assert not suspicious(1000, 5000)


_KEYS = st.builds(lambda size: (size, OLD[1], OLD[2], 7), st.integers(0, 2))
_FILES = st.dictionaries(st.sampled_from("abcdef"), _KEYS)


@given(_FILES, _FILES)
def test_news_is_exactly_the_difference(before: dict[str, StatRow], after: dict[str, StatRow]) -> None:
    found = compare(sweep(**after), {path: row(path, key) for path, key in before.items()})
    assert found.appeared == tuple(sorted(after.keys() - before.keys()))
    assert found.vanished == tuple(sorted(before.keys() - after.keys()))
    assert found.changed == tuple(sorted(p for p in after.keys() & before.keys() if after[p] != before[p]))
    assert len(found) == len(found.appeared) + len(found.changed) + len(found.vanished)
