"""Stage 6, shell: file graphs in, committed transactions out. One writer; intent → apply → commit.

Its promise: whatever ends in between, the ledger and the graph agree again afterwards, and nothing late overwrites
something newer. All of it hangs on one compare-and-set: a transaction applies only to the Source state that it expects,
so repeating one whose end is unknown either applies it or finds that it had been.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from cache.state import Intent, Outcome, RootRow, State
from graph.model import FileGraph, Label
from graph.store.protocol import (
    GraphStore,
    SeqMismatch,
    SourceState,
    StoreConflict,
    StoreDataError,
    StoreTooLarge,
    StoreUnavailable,
    Transaction,
)
from watcher.failpoints import Failpoint, reached
from watcher.ledger import Ledger
from watcher.metrics import Metrics
from watcher.retry import LADDER, delay_s, into_transactions, split, step_below

log = structlog.get_logger()
_T = TypeVar("_T")

_CONFLICTS_IN_A_ROW = 20  # deadlocks repeat at once; so many in a row are no deadlock any more


class ForeignOwner(Exception):
    """The graph's root belongs to another state directory."""

    def __init__(self, root: str) -> None:
        super().__init__(
            f"root {root!r} in this graph belongs to another state directory; "
            "use another graph or root name, or take it over with `lineaged repair --adopt`"
        )


class GraphMoved(Exception):
    """The graph was not where the ledger believed it; everything of the root is dirty now. Link and write again."""


@dataclass(frozen=True, slots=True)
class LinkedGraph:
    """A file's graph as linked at change `linked_at`; `outcome` None: the file is gone."""

    graph: FileGraph
    outcome: bytes | None
    linked_at: int

    @property
    def file_id(self) -> str:
        return self.graph.file_id

    def settled(self) -> Outcome:
        return Outcome(self.graph.file_id, self.outcome, self.linked_at)


@dataclass(frozen=True, slots=True)
class WriteLimits:
    """`patience_s`: how long an outage may last before `StoreUnavailable` is passed on; None: for ever."""

    files_per_tx: int = LADDER[0]
    rows_per_tx: int = 20_000
    patience_s: float | None = None


class Writer:
    """Owns the graph. Its methods run one at a time."""

    def __init__(
        self,
        store: GraphStore,
        state: State,
        ledger: Ledger,
        metrics: Metrics,
        *,
        roots: dict[str, RootRow],
        limits: WriteLimits,
        bury: Callable[[str, str, str, str], Awaitable[None]],
        adopt_foreign: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`bury(file_id, reason, detail, guilty_row)` makes a dead letter of a file that the graph refuses alone."""
        self._store = store
        self._state = state
        self._ledger = ledger
        self._metrics = metrics
        self._limits = limits
        self._bury = bury
        self._sleep = sleep
        self._adopt_foreign = adopt_foreign
        self._turn = asyncio.Lock()
        self._roots = dict(roots)
        self.reachable = True

    # --- the graph and the ledger agree ------------------------------------------------------------------------------

    async def start(self) -> None:
        """Prepare the graph and settle what an earlier process left in doubt. Waits for the graph as long as patience
        lasts. Raises `StoreUnfit`, `ForeignOwner`."""
        async with self._turn:
            await self._patiently(self._store.prepare)
            await self._check(adopt_foreign=self._adopt_foreign)

    async def check(self) -> bool:
        """Compare every root's seq in graph and ledger; where they disagree, adopt the graph's and mark the root dirty.
        True: some root has to be linked and written again. An outage is no answer: False."""
        if self._turn.locked():
            return False  # whoever writes now compares by itself
        async with self._turn:
            try:
                found = await self._store.sources()
            except StoreUnavailable:
                self.reachable = False
                return False
            return await self._compare(found, adopt_foreign=False)

    async def reassert(self, *, adopt_foreign: bool) -> None:
        """Take the graph's content of every root as unknown; everything becomes dirty. May take over foreign roots."""
        async with self._turn:
            await self._patiently(self._store.prepare)
            await self._check(adopt_foreign=adopt_foreign)
            found = await self._patiently(self._store.sources)
            for name in sorted(self._roots):
                await self._adopt(name, found.get(name))

    async def tidy(self) -> None:
        """Remove from the graph what belongs to us and nobody asserts."""
        async with self._turn:
            applied = await self._patiently(self._store.tidy)
            self._metrics.wrote(nodes=applied.nodes, edges=applied.edges, seconds=0.0)

    async def forget(self, root: str) -> None:
        """Remove a root from the graph."""
        async with self._turn:
            await self._patiently(lambda: self._store.forget(root))
            self._roots.pop(root, None)

    async def _check(self, *, adopt_foreign: bool) -> bool:
        return await self._compare(await self._patiently(self._store.sources), adopt_foreign=adopt_foreign)

    async def _compare(self, found: dict[str, SourceState], *, adopt_foreign: bool) -> bool:
        self.reachable = True
        intents = {intent.root: intent for intent in await self._state.intents()}
        moved = False
        for name in sorted(self._roots):
            source = found.get(name)
            if source and source.owner != self._state.owner and not adopt_foreign:
                raise ForeignOwner(name)
            moved |= not await self._settle_root(name, source, intents.get(name))
        return moved

    async def _settle_root(self, name: str, source: SourceState | None, intent: Intent | None) -> bool:
        if intent and source == self._after(intent):
            await self._commit(intent)
            return True
        if intent:
            await self._state.abandon(name)
        if source == self._expected(name):
            return True
        await self._adopt(name, source)
        return False

    async def _adopt(self, name: str, source: SourceState | None) -> None:
        """The ledger takes the graph's seq as its last act: whatever ends this before, the next comparison does it all
        again."""
        log.warning("graph is not where it was left; asserting the root again", root=name)
        self._metrics.roots_adopted_total += 1
        while source:
            try:
                source = await self._remove_strangers(name, await self._take_over(name, source))
                break
            except SeqMismatch as mismatch:  # a second writer: its word is the newer one
                source = mismatch.found
                if source and source.owner != self._state.owner:
                    raise ForeignOwner(name) from mismatch
        seq, nonce = (source.seq, source.nonce) if source else (0, "")
        change = self._state.seq + 1
        await self._state.adopt(name, seq=seq, nonce=nonce, change_seq=change)
        reached(Failpoint.ADOPTED)
        self._ledger.adopt(name, change)
        self._roots[name] = replace(self._roots[name], seq=seq, nonce=nonce)

    async def _take_over(self, name: str, source: SourceState) -> SourceState:
        """The root is ours from now on; nothing is to do if it was."""
        if source.owner != self._state.owner:
            source = await self._apply_unrecorded(name, source, ())
            reached(Failpoint.TAKEN_OVER)
        return source

    async def _remove_strangers(self, name: str, source: SourceState) -> SourceState:
        """Files of the root that only the graph knows go."""
        known = self._ledger.ids(name)
        strangers = sorted(await self._patiently(lambda: self._store.file_ids(name)) - known)
        for part in split(strangers, self._limits.files_per_tx):
            source = await self._apply_unrecorded(name, source, [FileGraph(name, file_id) for file_id in part])
            reached(Failpoint.STRANGERS_REMOVED)
        return source

    async def _apply_unrecorded(self, name: str, source: SourceState, files: Sequence[FileGraph]) -> SourceState:
        """A transaction that the ledger does not hear of yet; where it leaves the root. Raises `SeqMismatch`."""
        after = SourceState(self._state.owner, source.seq + 1, secrets.token_hex(8))
        began = time.perf_counter()
        try:
            applied = await self._patiently(lambda: self._store.apply(Transaction(name, source, after, tuple(files))))
            self._metrics.wrote(nodes=applied.nodes, edges=applied.edges, seconds=time.perf_counter() - began)
        except SeqMismatch as mismatch:
            if mismatch.found != after:  # else an attempt whose end we did not see had applied it
                raise
        return after

    # --- writing -----------------------------------------------------------------------------------------------------

    async def write(self, files: Sequence[LinkedGraph]) -> None:
        """Bring these files into the graph. Files whose outcome is there already cost nothing.

        Raises `GraphMoved` (link again), `StoreUnavailable` past the patience, `ForeignOwner`.
        """
        async with self._turn:
            last = {file.file_id: file for file in files}.values()  # of two lives of a file only the last one counts
            fresh = [file for file in last if self._needs_writing(file)]
            outcomes = [file.settled() for file in last if not self._needs_writing(file)]
            if outcomes:
                await self._state.settle(outcomes)
                reached(Failpoint.SETTLED)
                self._ledger.settle(outcomes)
            for root in sorted({file.graph.root for file in fresh}):
                await self._write_root(root, [file for file in fresh if file.graph.root == root])

    def _needs_writing(self, file: LinkedGraph) -> bool:
        row = self._ledger.get(file.file_id)
        return row is not None and (row.outcome is None or row.outcome != file.outcome)

    async def _write_root(self, root: str, files: Sequence[LinkedGraph]) -> None:
        by_id = {file.file_id: file for file in files}
        graphs = [file.graph for file in by_id.values()]
        for part in into_transactions(graphs, files=self._limits.files_per_tx, rows=self._limits.rows_per_tx):
            await self._climb_down(root, [by_id[graph.file_id] for graph in part])

    async def _climb_down(self, root: str, files: Sequence[LinkedGraph]) -> None:
        """The ladder: whole, then in smaller and smaller parts, then a dead letter. A graph that refuses even that, or
        to forget a file, is waited for like one that is away."""
        pending = [files]
        attempt, waited_s = 0, 0.0
        while pending:
            part = pending.pop()
            try:
                await self._transact(root, part)
            except (StoreDataError, StoreTooLarge) as error:
                await self._state.abandon(root)
                self._metrics.ladder_steps_total += 1
                size = step_below(len(part))
                if size is not None:
                    log.info("transaction refused; trying smaller ones", root=root, files=len(part), next=size)
                    pending += reversed(split(part, size))
                elif _is_least(part[0]):
                    waited_s += await self._pause(attempt, waited_s, StoreUnavailable(str(error)))
                    attempt += 1
                    pending.append(part)
                else:
                    await self._bury_one(part[0], error)

    async def _bury_one(self, file: LinkedGraph, error: StoreDataError | StoreTooLarge) -> None:
        reason = "graph_refused" if isinstance(error, StoreDataError) else "too_large_for_graph"
        guilty = error.row if isinstance(error, StoreDataError) else None
        await self._bury(file.file_id, reason, str(error), guilty or "")

    async def _transact(self, root: str, files: Sequence[LinkedGraph]) -> None:
        row = self._roots[root]
        intent = Intent(root, row.seq + 1, secrets.token_hex(8), tuple(file.settled() for file in files))
        await self._state.intend(intent)
        reached(Failpoint.INTENDED)
        began = time.perf_counter()
        transaction = Transaction(root, self._expected(root), self._after(intent), tuple(file.graph for file in files))
        try:
            applied = await self._patiently(lambda: self._store.apply(transaction))
            reached(Failpoint.GRAPH_APPLIED)
            self._metrics.wrote(nodes=applied.nodes, edges=applied.edges, seconds=time.perf_counter() - began)
        except SeqMismatch as mismatch:
            if mismatch.found != transaction.after:  # else an attempt whose end we did not see had applied it
                await self._moved(root, mismatch.found)
        await self._commit(intent)

    async def _moved(self, root: str, found: SourceState | None) -> None:
        if found and found.owner != self._state.owner:
            raise ForeignOwner(root)
        await self._adopt(root, found)
        raise GraphMoved(root)

    async def _commit(self, intent: Intent) -> None:
        await self._state.commit(intent)
        reached(Failpoint.COMMITTED)
        self._ledger.settle(intent.outcomes)
        self._roots[intent.root] = replace(self._roots[intent.root], seq=intent.seq, nonce=intent.nonce)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _expected(self, name: str) -> SourceState | None:
        root = self._roots[name]
        return SourceState(self._state.owner, root.seq, root.nonce) if root.nonce else None

    def _after(self, intent: Intent) -> SourceState:
        return SourceState(self._state.owner, intent.seq, intent.nonce)

    async def _patiently(self, action: Callable[[], Awaitable[_T]]) -> _T:
        """The one retry layer. Conflicts repeat at once; outages, and conflicts without end, wait 1 → 16 s, as long as
        patience lasts."""
        attempt, conflicts, waited_s = 0, 0, 0.0
        while True:
            try:
                result = await action()
                self.reachable = True
                return result
            except StoreConflict as error:
                conflicts += 1
                if conflicts > _CONFLICTS_IN_A_ROW:
                    waited_s += await self._pause(attempt, waited_s, StoreUnavailable(f"it keeps refusing: {error}"))
                    attempt += 1
            except StoreUnavailable as error:
                waited_s += await self._pause(attempt, waited_s, error)
                attempt += 1
            self._metrics.retries_total += 1

    async def _pause(self, attempt: int, waited_s: float, error: StoreUnavailable) -> float:
        """Wait for a graph that is away; returns the seconds. Raises the error when patience is at its end."""
        self.reachable = False
        pause_s = delay_s(attempt, random.random())
        if self._limits.patience_s is not None:
            if waited_s >= self._limits.patience_s:
                raise error
            pause_s = min(pause_s, self._limits.patience_s - waited_s)  # whatever the jitter
        log.warning("graph is away; waiting", attempt=attempt + 1, wait_s=round(pause_s, 1), error=str(error))
        await self._sleep(pause_s)
        return pause_s


def _is_least(file: LinkedGraph) -> bool:
    """A file that is gone, or a dead letter: there is nothing less to say of it."""
    nodes = file.graph.nodes
    return not nodes or any(node.id.label is Label.FILE and node.props.get("status") == "dead_letter" for node in nodes)
