"""Stage 4, core: tasks in, groups out. The most urgent first, small files together, a suspect always alone."""

import heapq
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from watcher.pool_task import Priority, Task

GROUP_FILES = 16
GROUP_BYTES = 128 << 10
"""A round trip costs about a millisecond, 128 KB of SQL 50 or more: larger groups would only delay a live edit."""

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Waiting(Generic[T]):
    """A task in the queue, and where its answer goes. `seq` orders equals."""

    task: Task
    answer: T
    seq: int
    alone: bool = False
    """It was in a group that failed, so it must show by itself whether it was the cause."""
    lost: int = 0
    """How often its worker vanished for a reason that was not the task's."""
    queued: bool = False
    dropped: bool = False
    """Nobody wants the answer any more."""


@dataclass(slots=True)
class TaskQueue(Generic[T]):
    """A heap by (priority, arrival). `len()` counts the tasks that still want an answer."""

    _heap: list[tuple[int, int, Waiting[T]]] = field(default_factory=list)
    _next_seq: int = 0
    _count: int = 0
    _bytes: int = 0

    def __len__(self) -> int:
        return self._count

    @property
    def size_bytes(self) -> int:
        """Bytes of the tasks that wait."""
        return self._bytes

    def put(self, task: Task, answer: T) -> Waiting[T]:
        """Adds a task behind its equals."""
        waiting = Waiting(task, answer, self._next_seq)
        self._next_seq += 1
        self._push(waiting)
        return waiting

    def put_back(self, waiting: Waiting[T], *, alone: bool) -> None:
        """Returns a task that was taken to its old place; `alone` keeps it out of groups from now on."""
        waiting.alone = waiting.alone or alone
        self._push(waiting)

    def drop(self, waiting: Waiting[T]) -> None:
        """Forgets a task that is still queued. One that was taken is only marked; may be repeated."""
        if waiting.dropped:
            return
        waiting.dropped = True
        if waiting.queued:
            self._leave(waiting)

    def peek(self) -> Waiting[T] | None:
        """The task that `take` would begin with."""
        while self._heap and self._heap[0][2].dropped:
            heapq.heappop(self._heap)
        return self._heap[0][2] if self._heap else None

    def take(self, *, workers: int) -> list[Waiting[T]]:
        """The next group, empty only if nothing waits. A group has one priority and one work, at most `GROUP_FILES`
        tasks and `GROUP_BYTES` bytes (a larger file is a group of its own), and no more than the queue's share for one
        of `workers`. CRITICAL tasks and suspects travel alone."""
        share = min(GROUP_FILES, max(1, self._count // workers))
        group: list[Waiting[T]] = []
        room = GROUP_BYTES
        while (head := self.peek()) is not None and len(group) < share:
            if group and not _joins(head, group[0], room):
                break
            room -= len(head.task.data)
            group.append(self._pop())
            if _travels_alone(head):
                break
        return group

    def clear(self) -> list[Waiting[T]]:
        """Empties the queue; returns what still wanted an answer, in order."""
        rest = [waiting for _, _, waiting in sorted(self._heap, key=lambda entry: entry[:2]) if not waiting.dropped]
        for waiting in rest:
            waiting.queued = False
        self._heap.clear()
        self._count = self._bytes = 0
        return rest

    def _push(self, waiting: Waiting[T]) -> None:
        if not waiting.dropped:
            waiting.queued = True
            heapq.heappush(self._heap, (waiting.task.priority, waiting.seq, waiting))
            self._count += 1
            self._bytes += len(waiting.task.data)

    def _pop(self) -> Waiting[T]:
        waiting = heapq.heappop(self._heap)[2]
        self._leave(waiting)
        return waiting

    def _leave(self, waiting: Waiting[T]) -> None:
        waiting.queued = False
        self._count -= 1
        self._bytes -= len(waiting.task.data)


def _travels_alone(waiting: Waiting[T]) -> bool:
    return waiting.alone or waiting.task.priority is Priority.CRITICAL


def _joins(waiting: Waiting[T], first: Waiting[T], room: int) -> bool:
    return (
        not _travels_alone(waiting)
        and waiting.task.priority is first.task.priority
        and waiting.task.work == first.task.work
        and len(waiting.task.data) <= room
    )
