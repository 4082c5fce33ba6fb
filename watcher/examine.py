"""Stages 3 and 4 of one batch, shell: paths in, changes out. Reads, asks the plan, gets facts from cache or pool.

What is remembered between batches stands here too: strikes, contents refused for good, files that never rest, deletions
that only a sweep may believe, and the volumes on which the roots lie.
"""

import asyncio
import os
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import structlog

from cache.state import DeadLetter, FileRow
from graph.extract.request import Extracted, ExtractRequest
from graph.version import extractor_version
from watcher.batch import FileKey
from watcher.engine import Engine
from watcher.failpoints import Failpoint, reached
from watcher.judge import LINK_STAGE, Changes, Judged, Refused, facts_key, request_for
from watcher.metrics import Metrics
from watcher.paths import path_bytes
from watcher.plan import Plan, make_plan
from watcher.pool import Pool
from watcher.pool_task import Parsed, Priority, Task
from watcher.roots import Root
from watcher.stable_read import ReadFile, ReadResult, RootLost, Unreadable, Unstable, check_device, read_files
from watcher.sweep import suspicious

log = structlog.get_logger()

STRIKES = 2
"""Failures of one content that end its trials."""
_STAGE = "extract"
_READ_BYTES = 64 << 20  # bytes of files in memory at once, a single larger file excepted
_UNSTABLE_PAUSE_S = 0.1  # a file that is being written is read again after so long, later after up to a second
_UNSTABLE_TRIES = 60  # so often, which is a minute
_CLAIMED_PAUSE_S = 0.05
_FINAL_ROOM = 1_000  # contents refused for good before it is asked which of them any file still has
_GONE_WINDOW_S = 10.0  # deletions within so long count as "at once"


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What a file may cost (P2), as far as it is judged here."""

    size_bytes: int = 64 << 20
    nesting: int = 500
    statements: int = 50_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file that was read, what is asked of it, and where its facts are kept."""

    path: str
    read: ReadFile
    request: ExtractRequest
    key: bytes
    renamed: FileRow | None = None


def refused_for_good(
    letters: Iterable[DeadLetter], roots: Mapping[str, Root], limits: FileLimits
) -> dict[bytes, Refused]:
    """Dead letters that the present versions and settings made, by the key that the file's facts would have. Not those
    of linking, which the catalog decides."""
    final = {}
    for letter in letters:
        if letter.digest is None or letter.root not in roots or letter.stage == LINK_STAGE:
            continue
        request = request_for(roots[letter.root], letter.path, nesting=limits.nesting, statements=limits.statements)
        key = facts_key(letter.digest, request, extractor_version())
        final[key] = Refused(letter.stage, letter.reason, letter.detail, letter.strikes, letter.guilty_row)
    return final


class Offer(Protocol):
    """Puts paths into the batcher."""

    def __call__(
        self, keys: Iterable[FileKey], *, priority: Priority = Priority.CRITICAL, quiet_s: float | None = None
    ) -> None:
        """Look at these paths, after so much quiet."""


class Examiner:
    """See the module. `offer` is set by the pipeline that it belongs to."""

    offer: Offer

    def __init__(
        self,
        engine: Engine,
        pool: Pool,
        metrics: Metrics,
        *,
        limits: FileLimits,
        final: dict[bytes, Refused],
        suspect: Callable[[str], None],
    ) -> None:
        """`final`: what was refused for good, by the key that its facts would have (`refused_for_good`).
        `suspect(root)`: so much vanished at once that a sweep has to confirm it."""
        self._engine = engine
        self._pool = pool
        self._metrics = metrics
        self._limits = limits
        self._strikes: dict[bytes, int] = {}
        self._final = final
        self._suspect = suspect
        self._unstable: dict[FileKey, int] = {}
        self._gone: dict[str, deque[float]] = {}
        self._claimed: set[str] = set()
        self.held_until_sweep: set[FileKey] = set()
        self.room_for_final = _FINAL_ROOM
        self.lost_roots: set[str] = set()
        self.devices: dict[str, int] = {}

    async def examine(self, root: Root, paths: Sequence[str], priority: Priority) -> AsyncGenerator[Changes, None]:
        """The changes at these paths, in parts that fit into memory. A root that is out of sight has none.

        Ask for the next part, or close, when the last one is absorbed: until then its renames are claims, which no
        batch beside it may take or forget."""
        for part in self._parts(root, paths):
            try:
                read = await asyncio.to_thread(self._read, root, part)
            except RootLost as lost:
                self._lose(root, str(lost))
                return
            claims: set[str] = set()
            try:
                yield await self._changes(root, read, priority, claims)
            finally:
                self._claimed -= claims

    def _read(self, root: Root, paths: Sequence[str]) -> dict[str, ReadResult]:
        check_device(root, self.devices.get(root.name))
        return read_files(
            root.folder, paths, size_limit=self._limits.size_bytes, follow_symlinks=root.settings.follow_symlinks
        )

    def _parts(self, root: Root, paths: Sequence[str]) -> Iterator[Sequence[str]]:
        """`paths` cut where their bytes together would be too many."""
        part: list[str] = []
        total = 0
        for path in paths:
            size = min(_size(root, path), self._limits.size_bytes)
            if part and total + size > _READ_BYTES:
                yield part
                part, total = [], 0
            part.append(path)
            total += size
        if part:
            yield part

    def _lose(self, root: Root, why: str) -> None:
        if root.name not in self.lost_roots:
            log.error("root is out of sight; its files stay as they are", root=root.name, reason=why)
            self.lost_roots.add(root.name)

    # --- one batch ---------------------------------------------------------------------------------------------------

    async def _changes(
        self, root: Root, read: Mapping[str, ReadResult], priority: Priority, claims: set[str]
    ) -> Changes:
        self._metrics.files_read_total += sum(isinstance(result, ReadFile) for result in read.values())
        for path, result in read.items():
            if not isinstance(result, Unstable):
                self._unstable.pop(FileKey(root.name, path), None)
            if isinstance(result, ReadFile):  # it came back: its next deletion has to be confirmed anew
                self.held_until_sweep.discard(FileKey(root.name, path))
        live = self._engine.ledger.live(root.name)
        known = {path: live[path] for path in read if path in live}
        moved_away = await asyncio.to_thread(self._moved_away, root, read, known)
        free = {digest: [row for row in rows if row.id not in self._claimed] for digest, rows in moved_away.items()}
        plan = make_plan(read, known, current=self._current(root), moved_away=free)
        self._metrics.files_skipped_total += len(plan.touch)
        self._metrics.files_renamed_total += len(plan.renamed)
        restless = self._restless(root, plan.again, priority)
        forgotten = self._forgotten(root, self._unclaimed(root, [known[path] for path in plan.forget], priority))
        claims.update(row.id for row in plan.renamed.values())
        self._claimed |= claims
        self._metrics.files_forgotten_total += len(forgotten)
        return Changes(
            judged=(
                *await self._judged(root, read, plan, priority),
                *self._refused(root, read, plan, known),
                *restless,
            ),
            touched=tuple(_touched(known[path], read[path]) for path in plan.touch),
            forgotten=tuple(forgotten),
        )

    def _unclaimed(self, root: Root, rows: Sequence[FileRow], priority: Priority) -> Sequence[FileRow]:
        """Rows that no batch beside this one carries to a new path; the others are looked at again when it is done."""
        claimed = [FileKey(root.name, row.path) for row in rows if row.id in self._claimed]
        if claimed:
            self.offer(claimed, priority=priority, quiet_s=_CLAIMED_PAUSE_S)
        return [row for row in rows if row.id not in self._claimed]

    def _restless(self, root: Root, paths: Sequence[str], priority: Priority) -> Sequence[Judged]:
        """What was being written is read again in a moment; what never rests is a dead letter until it does."""
        refused = []
        for path in paths:
            key = FileKey(root.name, path)
            self._unstable[key] = tries = self._unstable.get(key, 0) + 1
            if tries < _UNSTABLE_TRIES:
                self.offer([key], priority=priority, quiet_s=min(_UNSTABLE_PAUSE_S * tries, 1.0))
            else:
                del self._unstable[key]
                why = Refused("read", "unstable", "it is being written all the time")
                refused.append(Judged(root.name, path, None, time.time_ns(), None, refused=why))
        return refused

    def _current(self, root: Root) -> Callable[[str, ReadFile, FileRow], bool]:
        version = extractor_version()

        def current(path: str, read: ReadFile, row: FileRow) -> bool:
            key = facts_key(read.digest, self._request(root, path), version)
            if row.reason and row.facts_key is None:
                return key in self._final
            return key not in self._final and row.facts_key == key

        return current

    def forgive(self, root: Root, path: str, digest: bytes) -> None:
        """Content that was refused for good may be tried again."""
        key = self._key(root, path, digest)
        self._strikes.pop(key, None)
        self._final.pop(key, None)

    def hold(self, root: str, vanished: Iterable[str]) -> None:
        """The last sweep of this root saw that these are gone: their deletion needs no more proof. What an earlier one
        said is over; whoever is still known and gone is among these."""
        others = {key for key in self.held_until_sweep if key.root != root}
        self.held_until_sweep = others | {FileKey(root, path) for path in vanished}

    def forget(self, root: str) -> None:
        """This root is no more: what was remembered of it goes."""
        self.lost_roots.discard(root)
        self.devices.pop(root, None)
        self._gone.pop(root, None)
        self.hold(root, ())
        self._unstable = {key: tries for key, tries in self._unstable.items() if key.root != root}

    def _moved_away(
        self, root: Root, read: Mapping[str, ReadResult], known: Mapping[str, FileRow]
    ) -> dict[bytes, list[FileRow]]:
        """Rows whose content turned up under a new path, and whose own path is no file any more."""
        found: dict[bytes, list[FileRow]] = {}
        for path, result in read.items():
            if isinstance(result, ReadFile) and path not in known and result.digest not in found:
                rows = self._engine.ledger.same_content(root.name, result.digest)
                found[result.digest] = [row for row in rows if not _exists(root, row.path)]
        return found

    def _forgotten(self, root: Root, rows: Sequence[FileRow]) -> Sequence[FileRow]:
        """What may be forgotten now. Too much at once waits for a sweep to confirm it."""
        if not rows:
            return rows
        now = time.monotonic()
        recent = self._gone.setdefault(root.name, deque())
        while recent and recent[0] < now - _GONE_WINDOW_S:
            recent.popleft()
        live = len(self._engine.ledger.live(root.name))
        confirmed = [row for row in rows if FileKey(root.name, row.path) in self.held_until_sweep]
        self.held_until_sweep.difference_update(FileKey(root.name, row.path) for row in confirmed)
        fresh = [row for row in rows if row not in confirmed]
        if fresh and suspicious(len(recent) + len(fresh), live + len(recent)):
            self._suspect(root.name)
            return confirmed
        recent.extend(now for _ in fresh)
        return rows

    async def _judged(
        self, root: Root, read: Mapping[str, ReadResult], plan: Plan, priority: Priority
    ) -> Sequence[Judged]:
        asked = [
            self._asked(root, path, result, plan.renamed.get(path))
            for path in (*plan.judge, *plan.renamed)
            if isinstance(result := read[path], ReadFile)
        ]
        found = await self._engine.recall({one.key for one in asked})
        self._metrics.cache_hits_total += sum(one.key in found for one in asked)
        missing = [one for one in asked if one.key not in found]
        self._metrics.cache_misses_total += len(missing)
        answers = await self._extract(missing, priority)
        return [_judge(root, one, found.get(one.key) or answers[one.path]) for one in asked]

    def _asked(self, root: Root, path: str, read: ReadFile, renamed: FileRow | None) -> _Asked:
        request = self._request(root, path)
        return _Asked(path, read, request, facts_key(read.digest, request, extractor_version()), renamed)

    def _request(self, root: Root, path: str) -> ExtractRequest:
        return request_for(root, path, nesting=self._limits.nesting, statements=self._limits.statements)

    async def _extract(self, asked: Sequence[_Asked], priority: Priority) -> dict[str, Extracted | Refused]:
        """Facts from the pool, remembered; or why there are none."""
        results = await asyncio.gather(*(self._try(one, priority) for one in asked))
        pairs = list(zip(asked, results, strict=True))
        parsed = [(one.key, answer.extracted, answer.seconds) for one, answer in pairs if isinstance(answer, Parsed)]
        self._metrics.parse_seconds += sum(seconds for _, _, seconds in parsed)
        if parsed:
            reached(Failpoint.FACTS_PARSED)
            await self._engine.remember(parsed)
            reached(Failpoint.FACTS_CACHED)
        return {one.path: answer.extracted if isinstance(answer, Parsed) else answer for one, answer in pairs}

    async def _try(self, one: _Asked, priority: Priority) -> Parsed | Refused:
        """Up to two strikes; what was refused for good is not tried at all, under whatever path it turns up."""
        known = self._final.get(one.key)
        if known and known.stage == _STAGE:
            return known
        self._metrics.files_parsed_total += 1
        while True:
            result = await self._pool.run(Task(one.read.data, one.request, priority, key=one.path))
            if isinstance(result, Parsed):
                self._strikes.pop(one.key, None)
                return result
            if result.transient:
                raise asyncio.CancelledError  # the pool is closing, and so are we
            strikes = 0
            if result.strike:
                self._strikes[one.key] = strikes = self._strikes.get(one.key, 0) + 1
                log.warning("file failed", path=one.path, reason=str(result.reason), strike=strikes)
            if not result.strike or strikes >= STRIKES:
                self._strikes.pop(one.key, None)
                self._make_room()
                self._final[one.key] = refused = Refused(_STAGE, result.reason, result.detail, strikes=strikes)
                return refused

    def _make_room(self) -> None:
        """Forget contents refused for good that no file has any more, once they are many."""
        if len(self._final) < self.room_for_final:
            return
        ledger, roots = self._engine.ledger, self._engine.roots
        live = [row for root in roots for row in ledger.live(root).values() if row.reason and row.digest]
        keys = {self._key(roots[row.root], row.path, row.digest) for row in live if row.digest}
        self._final = {key: refused for key, refused in self._final.items() if key in keys}
        self.room_for_final = max(self.room_for_final, 2 * len(self._final))

    def _key(self, root: Root, path: str, digest: bytes) -> bytes:
        return facts_key(digest, self._request(root, path), extractor_version())

    def _refused(
        self, root: Root, read: Mapping[str, ReadResult], plan: Plan, known: Mapping[str, FileRow]
    ) -> Iterator[Judged]:
        for path in plan.refuse:
            result = read[path]
            assert isinstance(result, Unreadable)
            row = known.get(path)
            if row and row.reason == result.reason and row.key == result.key and row.key is not None:
                continue
            refused = Refused("read", result.reason, result.detail)
            yield Judged(root.name, path, result.key, result.read_ns, None, refused=refused)

    async def reparse(self, row: FileRow) -> Extracted | None:
        """The facts of a live file again, for a cache that lost them; None if its bytes are others by now."""
        root = self._engine.roots.get(row.root)
        if root is None:
            return None
        try:
            result = (await asyncio.to_thread(self._read, root, [row.path]))[row.path]
        except RootLost as lost:
            self._lose(root, str(lost))
            return None
        if not isinstance(result, ReadFile) or result.digest != row.digest:
            self.offer([FileKey(row.root, row.path)])
            return None
        one = self._asked(root, row.path, result, None)
        answer = (await self._extract([one], Priority.NORMAL))[row.path]
        if isinstance(answer, Refused) or one.key != row.facts_key:  # its batch makes it a dead letter, or current
            self.offer([FileKey(row.root, row.path)])
        return None if isinstance(answer, Refused) else answer


def _judge(root: Root, asked: _Asked, answer: Extracted | Refused) -> Judged:
    judged = Judged(
        root=root.name,
        path=asked.path,
        key=asked.read.key,
        hashed_ns=asked.read.read_ns,
        digest=asked.read.digest,
        renamed=asked.renamed,
    )
    if isinstance(answer, Refused):
        return replace(judged, refused=answer)
    return replace(judged, facts_key=asked.key, extracted=answer)


def _touched(row: FileRow, read: ReadResult) -> FileRow:
    assert isinstance(read, ReadFile)
    return replace(row, key=read.key, hashed_ns=read.read_ns, dirty_seq=None)


def _size(root: Root, path: str) -> int:
    try:
        return _full(root, path).lstat().st_size
    except OSError:
        return 0


def _exists(root: Root, path: str) -> bool:
    try:
        _full(root, path).lstat()
    except OSError:
        return False
    return True


def _full(root: Root, path: str) -> Path:
    return root.folder / os.fsdecode(path_bytes(path))
