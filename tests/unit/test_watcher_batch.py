"""The set of paths that wait: nothing is lost but by a demand for a sweep, nothing waits longer than it should."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from watcher.batch import Batch, Batcher, FileKey
from watcher.pool_task import Priority

A, B, C = (FileKey("r", name) for name in "abc")


def drained(batcher: Batcher, now: float) -> list[FileKey]:
    keys: list[FileKey] = []
    while batch := batcher.ready(now):
        keys += batch.keys
    return keys


def test_a_path_leaves_when_it_has_been_quiet() -> None:
    batcher = Batcher(quiet_s=5)
    batcher.add(A, 0.0)
    assert batcher.ready(4.9) is None
    assert batcher.next_deadline() == 5.0
    assert batcher.ready(5.0) == Batch((A,), Priority.CRITICAL)
    assert batcher.ready(5.0) is None


def test_every_event_starts_the_quiet_time_anew() -> None:
    batcher = Batcher(quiet_s=5)
    batcher.add(A, 0.0)
    batcher.add(A, 4.0)
    assert batcher.ready(5.0) is None
    assert drained(batcher, 9.0) == [A]


def test_a_path_that_is_never_quiet_leaves_at_max_age() -> None:
    batcher = Batcher(quiet_s=5, max_age_s=30)
    for now in range(30):
        batcher.add(A, float(now))
        assert batcher.ready(float(now)) is None
    assert drained(batcher, 30.0) == [A]


def test_a_path_whose_writer_is_done_leaves_at_once_though_it_was_being_written() -> None:
    batcher = Batcher(quiet_s=0)
    batcher.add(A, 0.0, quiet_s=1.0)
    batcher.add(A, 0.1, quiet_s=0.0)
    assert drained(batcher, 0.1) == [A]


def test_a_sweep_does_not_cut_short_the_quiet_time_of_an_edit() -> None:
    batcher = Batcher(quiet_s=5)
    batcher.add(A, 0.0, priority=Priority.CRITICAL)
    batcher.add(A, 1.0, priority=Priority.BATCH, quiet_s=0.0)
    assert batcher.ready(1.0) is None
    assert batcher.ready(5.0) == Batch((A,), Priority.CRITICAL)


def test_an_edit_of_a_path_in_the_load_makes_it_urgent() -> None:
    batcher = Batcher(quiet_s=0)
    batcher.add(A, 0.0, priority=Priority.BATCH)
    batcher.add(B, 0.0, priority=Priority.BATCH)
    batcher.add(B, 0.0, priority=Priority.CRITICAL)
    assert batcher.ready(0.0) == Batch((B,), Priority.CRITICAL)
    assert batcher.ready(0.0, urgent_only=True) is None
    assert batcher.ready(0.0) == Batch((A,), Priority.BATCH)


def test_busy_paths_wait_and_are_not_forgotten() -> None:
    batcher = Batcher(quiet_s=0)
    batcher.add(A, 0.0)
    assert batcher.ready(0.0, busy={A}) is None
    assert drained(batcher, 0.0) == [A]


def test_flush_makes_everything_ready() -> None:
    batcher = Batcher(quiet_s=5)
    for key in (A, B):
        batcher.add(key, 0.0)
    batcher.flush(0.1)
    assert drained(batcher, 0.1) == [A, B]


def test_with_a_batch_size_of_one_each_path_travels_alone() -> None:
    batcher = Batcher(quiet_s=0, batch_size=1)
    for key in (A, B, C):
        batcher.add(key, 0.0)
    assert [len(batch.keys) for _ in "abc" if (batch := batcher.ready(0.0))] == [1, 1, 1]


def test_beyond_capacity_a_sweep_is_asked_for_and_known_paths_still_count() -> None:
    """W8: memory does not grow with paths either."""
    batcher = Batcher(quiet_s=5, capacity=2)
    for key in (A, B):
        batcher.add(key, 0.0)
    assert not batcher.overflowed
    batcher.add(C, 0.0)
    batcher.add(B, 1.0)
    assert batcher.overflowed
    assert drained(batcher, 100.0) == [A, B]


def test_a_million_events_on_a_thousand_paths_are_a_thousand_entries() -> None:
    """W8. (A tenth of the events here.)"""
    batcher = Batcher(quiet_s=5, max_age_s=1e9)
    keys = [FileKey("r", f"{i}.sql") for i in range(1000)]
    for now in range(100):
        for key in keys:
            batcher.add(key, float(now))
    assert len(batcher) == 1000
    assert (batcher.seen_total, batcher.deduplicated_total) == (100_000, 99_000)
    assert len(drained(batcher, 104.0)) == 1000


def test_a_root_that_is_forgotten_takes_its_paths_along() -> None:
    batcher = Batcher(quiet_s=0)
    other = FileKey("other", "a")
    for key in (A, other):
        batcher.add(key, 0.0)
    batcher.forget(["r"])
    assert drained(batcher, 0.0) == [other]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 2000), st.floats(0.01, 5))
def test_next_deadline_is_late_by_a_grain_at_most(paths: int, quiet_s: float) -> None:
    batcher = Batcher(quiet_s=quiet_s)
    for i in range(paths):
        batcher.add(FileKey("r", str(i)), i * 1e-4)
    now = 0.0
    while (deadline := batcher.next_deadline()) is not None:
        assert deadline <= max(now, quiet_s + paths * 1e-4) + 0.021
        now = max(deadline, now)
        drained(batcher, now)
    assert len(batcher) == 0


class AnyUse(RuleBasedStateMachine):
    """Whatever is done in whatever order, a path that was added leaves exactly once, or a sweep is asked for."""

    keys = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.batcher = Batcher(quiet_s=5, max_age_s=12, batch_size=3, capacity=6)
        self.since: dict[FileKey, float] = {}
        self.dropped = False

    @rule(target=keys, name=st.integers(0, 9).map(str))
    def name(self, name: str) -> FileKey:
        return FileKey("r", name)

    @rule(key=keys, priority=st.sampled_from([Priority.CRITICAL, Priority.BATCH]), quiet_s=st.none() | st.just(0.0))
    def add(self, key: FileKey, priority: Priority, quiet_s: float | None) -> None:
        self.batcher.add(key, self.now, priority=priority, quiet_s=quiet_s)
        if key in self.batcher:
            self.since.setdefault(key, self.now)
        else:
            self.dropped = True

    @rule(seconds=st.floats(0, 10))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def flush(self) -> None:
        self.batcher.flush(self.now)
        left = drained(self.batcher, self.now)
        assert sorted(left) == sorted(self.since)
        self.since.clear()

    @rule()
    def take(self) -> None:
        batch = self.batcher.ready(self.now)
        if batch:
            assert 0 < len(batch.keys) <= 3
            for key in batch.keys:
                del self.since[key]
        else:
            assert all(self.now - since < 12 for since in self.since.values())

    @invariant()
    def nothing_is_lost(self) -> None:
        assert sorted(self.batcher.keys()) == sorted(self.since)
        assert len(self.batcher) == len(self.since) <= 6
        assert self.batcher.overflowed == self.dropped


TestAnyUse = AnyUse.TestCase
