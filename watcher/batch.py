"""Stage 2, core: paths in, batches out. Never reads the clock: `now` (seconds, monotonic) is an argument.

A bounded set of paths, not a list of events: the same path a thousand times is one entry. A path is ready when it has
been quiet for `quiet_s`, or has waited `max_age_s`; a batch is whatever is ready, `batch_size` paths at most.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from math import inf
from typing import NamedTuple

from watcher.pool_task import Priority

_MANY, _GRAIN_S = 100, 0.02
"""So many waiting paths are gone through every so often, not whenever one of them is due: that would be quadratic."""


class FileKey(NamedTuple):
    """A file of a root; the path may not exist."""

    root: str
    path: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Paths to be looked at together, sorted. `priority`: that of the most urgent."""

    keys: tuple[FileKey, ...]
    priority: Priority


@dataclass(slots=True)
class _Waiting:
    since: float
    quiet_at: float
    priority: Priority


@dataclass(slots=True)
class Batcher:
    """See the module. `capacity` distinct paths; beyond it paths are dropped and `overflowed` asks for a sweep."""

    quiet_s: float = 5.0
    max_age_s: float = 30.0
    batch_size: int = 50
    capacity: int = 200_000
    overflowed: bool = False
    seen_total: int = 0
    deduplicated_total: int = 0
    _waiting: dict[FileKey, _Waiting] = field(default_factory=dict)
    _ready: dict[FileKey, _Waiting] = field(default_factory=dict)
    _urgent: dict[FileKey, _Waiting] = field(default_factory=dict)
    _first_due: float = inf  # no waiting path is due before

    def __len__(self) -> int:
        return len(self._waiting) + len(self._ready) + len(self._urgent)

    def __contains__(self, key: FileKey) -> bool:
        return key in self._waiting or key in self._ready or key in self._urgent

    def keys(self) -> list[FileKey]:
        """All paths that wait or are ready."""
        return [*self._urgent, *self._ready, *self._waiting]

    @property
    def bulk_ready(self) -> bool:
        """Is there ready work of a load?"""
        return bool(self._ready)

    def add(
        self, key: FileKey, now: float, *, priority: Priority = Priority.CRITICAL, quiet_s: float | None = None
    ) -> None:
        """An event on this path. `quiet_s`: how long it has to be quiet from now (None: the batcher's own).

        The last event of a path decides: a file that was being written and now is closed need not wait any longer.
        """
        self.seen_total += 1
        quiet_at = now + (self.quiet_s if quiet_s is None else quiet_s)
        old = self._waiting.pop(key, None) or self._urgent.pop(key, None) or self._ready.pop(key, None)
        if old is not None:
            self.deduplicated_total += 1
            if priority > old.priority:  # a sweep saw what an event had told: that is no new sign of life
                quiet_at = old.quiet_at
            self._place(key, _Waiting(old.since, quiet_at, min(old.priority, priority)), now)
        elif len(self) >= self.capacity:
            self.overflowed = True
        else:
            self._place(key, _Waiting(now, quiet_at, priority), now)

    def ready(self, now: float, *, busy: Collection[FileKey] = (), urgent_only: bool = False) -> Batch | None:
        """The next batch, urgent paths first, or None. Paths in `busy` wait: they are being looked at already."""
        self._ripen(now)
        places = ((self._urgent, Priority.CRITICAL), (self._ready, Priority.BATCH))
        for place, priority in places[:1] if urgent_only else places:
            chosen = list(islice((key for key in place if key not in busy), self.batch_size))
            if chosen:
                for key in chosen:
                    del place[key]
                return Batch(tuple(sorted(chosen)), priority)
        return None

    def next_deadline(self) -> float | None:
        """When to ask again; None if no path waits. May be early, and late by `_GRAIN_S` while very many wait."""
        return self._first_due if self._waiting else None

    def flush(self, now: float) -> None:
        """Everything that waits is ready now."""
        for entry in self._waiting.values():
            entry.quiet_at = now
        self._first_due = now
        self._ripen(now)

    def forget(self, roots: Iterable[str]) -> None:
        """Drop what waits of these roots."""
        dropped = set(roots)
        for place in (self._waiting, self._ready, self._urgent):
            for key in [key for key in place if key.root in dropped]:
                del place[key]

    def _place(self, key: FileKey, entry: _Waiting, now: float) -> None:
        due = self._due(entry)
        if due > now:
            self._waiting[key] = entry
            self._first_due = min(self._first_due, due)
        else:
            (self._urgent if entry.priority == Priority.CRITICAL else self._ready)[key] = entry

    def _due(self, entry: _Waiting) -> float:
        return min(entry.quiet_at, entry.since + max(self.max_age_s, self.quiet_s))

    def _ripen(self, now: float) -> None:
        if now < self._first_due:
            return
        waiting, self._waiting, self._first_due = self._waiting, {}, inf
        for key, entry in waiting.items():
            self._place(key, entry, now)
        if len(self._waiting) > _MANY:
            self._first_due = max(self._first_due, now + _GRAIN_S)
