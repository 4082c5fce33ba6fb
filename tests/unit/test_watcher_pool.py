"""The pool's core: order, groups, and what a worker's end says of a file."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.pool_process import Lost, exit_outcome
from watcher.pool_queue import GROUP_BYTES, GROUP_FILES, TaskQueue, Waiting
from watcher.pool_task import Failure, Limits, Priority, Reason, Task

WORKERS = 2
PLENTY = GROUP_FILES * WORKERS


def filled(*tasks: Task) -> TaskQueue[str]:
    queue: TaskQueue[str] = TaskQueue()
    for number, task in enumerate(tasks):
        queue.put(task, f"{number}")
    return queue


def small(priority: Priority = Priority.BATCH, size: int = 10, work: str = "w") -> Task:
    return Task(b"x" * size, None, priority, work)


def groups(queue: TaskQueue[str]) -> Iterator[list[Waiting[str]]]:
    while group := queue.take(workers=WORKERS):
        yield group


def test_an_empty_queue_gives_nothing() -> None:
    queue = filled()
    assert (queue.take(workers=1), queue.peek(), len(queue)) == ([], None, 0)


def test_the_most_urgent_comes_first_and_equals_in_order_of_arrival() -> None:
    queue = filled(small(Priority.BATCH), small(Priority.NORMAL), small(Priority.CRITICAL), small(Priority.NORMAL))
    assert [w.answer for group in groups(queue) for w in group] == ["2", "1", "3", "0"]


def test_small_files_travel_together() -> None:
    assert len(filled(*[small()] * PLENTY).take(workers=WORKERS)) == GROUP_FILES


def test_a_group_leaves_their_share_to_the_other_workers() -> None:
    assert [len(group) for group in groups(filled(*[small()] * 8))] == [4, 2, 1, 1]


def test_a_group_ends_where_its_bytes_would_pass_the_bound() -> None:
    queue = filled(*[small(size=GROUP_BYTES // 3 + 1)] * PLENTY)
    assert {len(group) for group in groups(queue)} <= {1, 2}


def test_a_file_larger_than_a_group_travels_alone() -> None:
    queue = filled(*[small(size=GROUP_BYTES + 1)] * PLENTY)
    assert {len(group) for group in groups(queue)} == {1}


def test_a_live_edit_travels_alone() -> None:
    queue = filled(*[small(Priority.CRITICAL)] * PLENTY)
    assert {len(group) for group in groups(queue)} == {1}


def test_a_group_has_one_priority_and_one_work() -> None:
    tasks = [small(Priority.NORMAL, work="a"), small(Priority.NORMAL, work="b"), small(Priority.BATCH, work="b")]
    for group in groups(filled(*(tasks * PLENTY))):
        assert len({(w.task.priority, w.task.work) for w in group}) == 1


def test_what_failed_in_a_group_comes_again_alone_and_in_its_old_place() -> None:
    queue = filled(*[small()] * PLENTY)
    group = queue.take(workers=1)
    for waiting in reversed(group):
        queue.put_back(waiting, alone=True)
    again = [queue.take(workers=1) for _ in group]
    assert again == [[waiting] for waiting in group]
    assert len(queue.take(workers=1)) > 1


def test_a_dropped_task_is_not_handed_out() -> None:
    queue = filled(small())
    waiting = queue.peek()
    assert waiting is not None
    queue.drop(waiting)
    queue.drop(waiting)
    assert (len(queue), queue.size_bytes, queue.take(workers=1)) == (0, 0, [])


def test_a_task_that_was_dropped_after_it_was_taken_does_not_come_back() -> None:
    queue = filled(small(), small())
    [first] = queue.take(workers=2)
    queue.drop(first)
    queue.put_back(first, alone=True)
    assert (len(queue), queue.size_bytes) == (1, 10)


def test_clearing_returns_what_still_waits_in_order() -> None:
    queue = filled(small(Priority.BATCH), small(Priority.NORMAL), small(Priority.CRITICAL))
    head = queue.peek()
    assert head is not None
    queue.drop(head)
    assert [w.answer for w in queue.clear()] == ["1", "0"]
    assert (len(queue), queue.size_bytes) == (0, 0)


@given(
    st.lists(
        st.builds(small, st.sampled_from(Priority), st.integers(0, GROUP_BYTES * 2), st.sampled_from("ab")),
        max_size=60,
    ),
    st.integers(1, 4),
)
def test_every_task_is_handed_out_exactly_once(tasks: list[Task], workers: int) -> None:
    queue = filled(*tasks)
    seen = []
    while group := queue.take(workers=workers):
        assert len(group) <= GROUP_FILES
        assert len(group) == 1 or sum(len(w.task.data) for w in group) <= GROUP_BYTES
        seen += [int(w.answer) for w in group]
    order = sorted(range(len(tasks)), key=lambda n: (tasks[n].priority, n))
    assert seen == order
    assert (len(queue), queue.size_bytes) == (0, 0)


@pytest.mark.parametrize(
    ("code", "reason", "detail"),
    [
        (-signal.SIGSEGV, Reason.CRASH, "the worker was killed by SIGSEGV"),
        (-signal.SIGKILL, Reason.CRASH, "the worker was killed by SIGKILL"),
        (-signal.SIGXCPU, Reason.CPU, "more than 30 s of CPU time"),
        (-250, Reason.CRASH, "the worker was killed by signal 250"),
        (3, Reason.CRASH, "the worker exited with code 3"),
    ],
)
def test_p2_an_exit_code_names_its_reason(code: int, reason: Reason, detail: str) -> None:
    assert exit_outcome(code, Limits()) == Failure(reason, detail)


@pytest.mark.parametrize("code", [-signal.SIGTERM, 255])
def test_an_end_that_came_from_outside_is_nobodys_fault(code: int) -> None:
    assert isinstance(exit_outcome(code, Limits()), Lost)


def test_p5_only_failures_that_may_have_hurt_us_are_strikes() -> None:
    kinds = {reason: Failure(reason, "") for reason in Reason}
    assert {r for r, f in kinds.items() if f.strike} == {"wall", "cpu", "memory", "recursion", "crash"}
    assert {r for r, f in kinds.items() if f.refused} == {"size", "nesting", "statements", "binary", "error"}
    assert {r for r, f in kinds.items() if f.transient} == {"stopped"}
