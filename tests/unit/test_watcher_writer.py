"""The writer against a graph that can be told to fail, with a real state database beside it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cache.state import Absorption, FileRow, RootRow, State, open_state
from graph.link.assemble import dead_file_graph, gone_file_graph, outcome_digest
from graph.link.linked import FileContext
from graph.model import FileGraph
from graph.store.protocol import (
    GraphStore,
    SourceState,
    StoreConflict,
    StoreDataError,
    StoreTooLarge,
    StoreUnavailable,
    Transaction,
)
from tests.integration.store_graphs import fresh_lines, lines, load
from tests.memory_graph import MemoryGraph, refusing
from watcher.ledger import Ledger
from watcher.metrics import Metrics
from watcher.writer import ForeignOwner, GraphMoved, LinkedGraph, WriteLimits, Writer

ROOT = RootRow("r", "/files", "{}", 0, "v1")


@dataclass
class Bench:
    """A writer with its ledger and its graph, and what it did besides writing."""

    state: State
    ledger: Ledger
    graph: MemoryGraph
    metrics: Metrics = field(default_factory=Metrics)
    slept: list[float] = field(default_factory=list)
    buried: list[tuple[str, str, str]] = field(default_factory=list)

    async def writer(
        self, limits: WriteLimits | None = None, *, adopt_foreign: bool = False, store: GraphStore | None = None
    ) -> Writer:
        async def bury(file_id: str, reason: str, detail: str, guilty_row: str) -> None:
            self.buried.append((file_id, reason, guilty_row))

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)

        return Writer(
            store or self.graph,
            self.state,
            self.ledger,
            self.metrics,
            roots=await self.state.roots(),
            limits=limits or WriteLimits(),
            bury=bury,
            adopt_foreign=adopt_foreign,
            sleep=sleep,
        )

    async def started(self, limits: WriteLimits | None = None) -> Writer:
        writer = await self.writer(limits)
        await writer.start()
        return writer

    async def change(self, *file_ids: str, gone: bool = False, root: str = "r") -> int:
        """These files are new or other than they were; returns the change's seq, at which they may be linked."""
        seq = self.state.seq + 1
        rows = [
            FileRow(
                id=file_id,
                root=root,
                path=f"{file_id}.sql",
                key=(1, 2, 3, 4),
                hashed_ns=0,
                digest=file_id.encode(),
                facts_key=b"k",
                dirty_seq=seq,
                dirty_since=seq,
                gone=gone,
            )
            for file_id in file_ids
        ]
        await self.state.absorb(Absorption(seq, upserts=[(row, None) for row in rows]))
        for row in rows:
            self.ledger.merge(row)
        return seq

    async def settled(self) -> None:
        """Nothing is dirty, no intent is open, and the mirror is the database."""
        rows = await self.state.files()
        assert {row.id: row for row in rows} == {row.id: row for row in self.ledger.rows()}
        assert not self.ledger.dirty
        assert not await self.state.intents()

    async def reopened(self) -> "Bench":
        """After a restart: what is remembered is what the database holds."""
        return Bench(self.state, Ledger(await self.state.files()), self.graph)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with open_state(tmp_path / "state.db") as state:
        await state.save_root(ROOT)
        yield Bench(state, Ledger(), MemoryGraph())


def linked(graph: FileGraph, at: int) -> LinkedGraph:
    return LinkedGraph(graph, outcome_digest(graph), at)


def gone(file_id: str, at: int) -> LinkedGraph:
    return LinkedGraph(gone_file_graph("r", file_id), None, at)


def sizes(transactions: Sequence[Transaction]) -> list[int]:
    return [len(transaction.files) for transaction in transactions]


def written(graph: MemoryGraph) -> list[str]:
    return [file.file_id for transaction in graph.applied for file in transaction.files]


# --- the usual way ---------------------------------------------------------------------------------------------------


async def test_a_file_is_in_the_graph_and_clean_afterwards(bench: Bench) -> None:
    writer = await bench.started()
    at = await bench.change("f1")
    await writer.write([linked(load("f1", "a", "b", "x"), at)])
    assert await lines(bench.graph) == await fresh_lines(load("f1", "a", "b", "x"))
    await bench.settled()
    assert bench.metrics.transactions_total == 1 and bench.metrics.rows_written_total > 0


async def test_an_equal_outcome_costs_no_transaction(bench: Bench) -> None:
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), await bench.change("f1"))])
    await writer.write([linked(load("f1", "a", "b"), await bench.change("f1"))])
    assert sizes(bench.graph.tried) == [1]
    await bench.settled()


async def test_a_vanished_file_leaves_graph_and_ledger(bench: Bench) -> None:
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), await bench.change("f1"))])
    await writer.write([gone("f1", await bench.change("f1", gone=True))])
    assert await lines(bench.graph) == [] and not bench.ledger.rows()
    await bench.settled()


async def test_a_mark_newer_than_the_linking_outlives_the_write(bench: Bench) -> None:
    """N2: what changed while it was being written is written again."""
    writer = await bench.started()
    at = await bench.change("f1")
    newer = await bench.change("f1")
    await writer.write([linked(load("f1", "a", "b"), at)])
    assert bench.ledger.dirty == {"f1": newer}
    await writer.write([linked(load("f1", "a", "c"), newer)])
    await bench.settled()


@pytest.mark.parametrize("before", [True, False])
async def test_of_two_lives_of_a_file_in_one_write_the_last_is_in_the_graph(bench: Bench, before: bool) -> None:
    """N2: edited and edited back before the writer came to it; the older life must not be what stays."""
    writer = await bench.started()
    old, new = load("f1", "a", "old"), load("f1", "a", "new")
    if before:
        await writer.write([linked(old, await bench.change("f1"))])
    lives = [linked(new, await bench.change("f1")), linked(old, await bench.change("f1"))]
    await writer.write(lives)
    assert await lines(bench.graph) == await fresh_lines(old)
    await bench.settled()


async def test_a_transaction_holds_files_of_one_root(bench: Bench) -> None:
    await bench.state.save_root(RootRow("q", "/other", "{}", 0, "v1"))
    writer = await bench.started()
    mine, yours = await bench.change("f1"), await bench.change("f2", root="q")
    await writer.write([linked(load("f1", "a", "b"), mine), linked(load("f2", "b", "c", root="q"), yours)])
    assert [transaction.root for transaction in bench.graph.applied] == ["q", "r"]
    await bench.settled()


async def test_transactions_are_bounded_in_files_and_in_rows(bench: Bench) -> None:
    names = [f"f{number}" for number in range(7)]
    at = await bench.change(*names)
    rows = load("f1", "a", "b").rows
    writer = await bench.started(WriteLimits(files_per_tx=3))
    await writer.write([linked(load(name, "a", "b"), at) for name in names])
    assert sizes(bench.graph.applied) == [3, 3, 1]
    bench.graph.applied.clear()
    writer = await bench.started(WriteLimits(rows_per_tx=2 * rows))
    at = await bench.change(*names)
    await writer.write([linked(load(name, "a", "c"), at) for name in names])
    assert sizes(bench.graph.applied) == [2, 2, 2, 1]


# --- N4: outages, refusals, sizes ------------------------------------------------------------------------------------


async def test_n4_an_outage_is_waited_for_without_end_and_makes_no_dead_letter(bench: Bench) -> None:
    writer = await bench.started()
    at = await bench.change("f1")
    bench.graph.outages = 40
    await writer.write([linked(load("f1", "a", "b"), at)])
    assert len(bench.slept) == 40 and not bench.buried
    assert all(0.75 * 16 <= pause <= 1.25 * 16 for pause in bench.slept[4:])
    assert writer.reachable
    await bench.settled()


async def test_n4_patience_ends_an_outage_with_what_happened(bench: Bench) -> None:
    writer = await bench.started(WriteLimits(patience_s=31))
    at = await bench.change("f1")
    bench.graph.outages = 40
    with pytest.raises(StoreUnavailable):
        await writer.write([linked(load("f1", "a", "b"), at)])
    assert sum(bench.slept) == pytest.approx(31), "whatever the jitter"
    assert not bench.buried and not writer.reachable and bench.ledger.dirty == {"f1": at}


async def test_n4_a_start_waits_for_the_graph(bench: Bench) -> None:
    bench.graph.outages = 3
    await bench.started()
    assert len(bench.slept) == 3


async def test_n4_a_refused_row_goes_down_the_ladder_to_one_dead_letter(bench: Bench) -> None:
    names = [f"f{number:03}" for number in range(100)]
    at = await bench.change(*names)
    bench.graph.fault = refusing("f077", error=lambda file: StoreDataError("not today", row="Table b"))
    writer = await bench.started()
    await writer.write([linked(load(name, "a", f"b{name}"), at) for name in names])
    assert bench.buried == [("f077", "graph_refused", "Table b")]
    tried = sizes(bench.graph.tried)
    assert tried == [100, 50, 50, 10, 10, 10, *[1] * 10, 10, 10]
    assert sorted(written(bench.graph)) == [name for name in names if name != "f077"]
    assert bench.ledger.dirty == {"f077": at}, "the dead letter's own absorption decides what becomes of it"
    assert not await bench.state.intents()


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 130),
    st.sets(st.integers(0, 129), max_size=4),
    st.sets(st.integers(0, 129), max_size=3),
    st.integers(1, 120),
    st.lists(st.sampled_from([StoreUnavailable("away"), StoreConflict("locked")]), max_size=4),
)
def test_n4_whatever_is_refused_exactly_those_files_are_dead_letters_and_all_others_are_written(
    count: int, refused: set[int], heavy: set[int], most: int, weather: list[Exception]
) -> None:
    """Refused rows, files too large alone, transactions too large together, and outages in between."""

    def fault(transaction: Transaction) -> Exception | None:
        if weather:
            return weather.pop()
        numbers = {int(file.file_id) for file in transaction.files}
        if len(numbers) > most or numbers & (heavy - refused):
            return StoreTooLarge("memory")
        return StoreDataError("no", row="x") if numbers & refused else None

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with open_state(Path(folder) / "state.db") as state:
                await state.save_root(ROOT)
                bench = Bench(state, Ledger(), MemoryGraph())
                names = [str(number) for number in range(count)]
                at = await bench.change(*names)
                writer = await bench.started()
                bench.graph.fault = fault
                await writer.write([linked(load(name, "a", f"b{name}"), at) for name in names])
                dead = {name for name in names if int(name) in refused | heavy}
                assert {(name, reason) for name, reason, _ in bench.buried} == {
                    (name, "graph_refused" if int(name) in refused else "too_large_for_graph") for name in dead
                }
                assert len(bench.buried) == len(dead), "each once"
                assert sorted(written(bench.graph)) == sorted({*names} - dead), "each once"
                assert {*bench.ledger.dirty} == dead and not await state.intents()

    asyncio.run(run())


async def test_n4_a_transaction_that_is_too_large_is_never_repeated_in_its_size(bench: Bench) -> None:
    names = [f"f{number:03}" for number in range(60)]
    at = await bench.change(*names)
    bench.graph.fault = lambda transaction: StoreTooLarge("memory") if len(transaction.files) > 10 else None
    writer = await bench.started()
    await writer.write([linked(load(name, "a", f"b{name}"), at) for name in names])
    assert sizes(bench.graph.tried) == [60, 50, *[10] * 5, 10]
    assert not bench.buried
    await bench.settled()


async def test_n4_a_file_that_is_too_large_alone_is_a_dead_letter(bench: Bench) -> None:
    bench.graph.fault = refusing("f1", error=lambda file: StoreTooLarge("memory"))
    at = await bench.change("f1", "f2")
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), at), linked(load("f2", "a", "c"), at)])
    assert bench.buried == [("f1", "too_large_for_graph", "")]
    assert written(bench.graph) == ["f2"]


@pytest.mark.parametrize("dead", [True, False])
async def test_n4_a_graph_that_refuses_a_dead_letter_or_a_deletion_is_waited_for(bench: Bench, dead: bool) -> None:
    """Nothing smaller is left: to try at once again would be for ever, to leave it would be a lie."""
    left = [0]

    def fault(_: Transaction) -> Exception | None:
        left[0] -= 1
        return StoreTooLarge("no memory at all") if left[0] >= 0 else None

    bench.graph.fault = fault
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), await bench.change("f1"))])
    left[0] = 3
    at = await bench.change("f1", gone=not dead)
    context = FileContext("r", "f1.sql", "")
    letter = linked(dead_file_graph(context, file_id="f1", reason="too_large_for_graph"), at)
    await writer.write([letter if dead else gone("f1", at)])
    assert len(bench.slept) == 3 and not bench.buried
    await bench.settled()


async def test_n4_a_deadlock_is_repeated_at_once(bench: Bench) -> None:
    left = [3]

    def fault(_: Transaction) -> Exception | None:
        left[0] -= 1
        return StoreConflict("deadlock") if left[0] >= 0 else None

    bench.graph.fault = fault
    at = await bench.change("f1")
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), at)])
    assert sizes(bench.graph.tried) == [1, 1, 1, 1] and not bench.slept
    await bench.settled()


async def test_n4_deadlocks_without_end_are_waited_for_like_an_outage(bench: Bench) -> None:
    left = [30]

    def fault(_: Transaction) -> Exception | None:
        left[0] -= 1
        return StoreConflict("deadlock") if left[0] >= 0 else None

    bench.graph.fault = fault
    at = await bench.change("f1")
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), at)])
    assert len(bench.slept) == 10 and not bench.buried
    await bench.settled()


async def test_n4_patience_ends_deadlocks_too_and_without_a_dead_letter(bench: Bench) -> None:
    bench.graph.fault = lambda _: StoreConflict("deadlock")
    at = await bench.change("f1")
    writer = await bench.started(WriteLimits(patience_s=31.0))
    with pytest.raises(StoreUnavailable):
        await writer.write([linked(load("f1", "a", "b"), at)])
    assert sum(bench.slept) == pytest.approx(31.0)
    assert not bench.buried and bench.ledger.dirty


# --- N2: outcomes in doubt -------------------------------------------------------------------------------------------


async def test_n2_a_commit_whose_answer_was_lost_is_settled_and_not_written_twice(bench: Bench) -> None:
    at = await bench.change("f1")
    writer = await bench.started()
    bench.graph.lost_answers = 1
    await writer.write([linked(load("f1", "a", "b"), at)])
    assert sizes(bench.graph.applied) == [1] and sizes(bench.graph.tried) == [1, 1]
    assert bench.graph.sources_now["r"].seq == 1
    await bench.settled()


async def test_n2_a_commit_in_doubt_at_the_end_of_a_process_is_settled_by_the_next(bench: Bench) -> None:
    """N7: killed after the graph had it and before the ledger knew."""
    at = await bench.change("f1")
    writer = await bench.started(WriteLimits(patience_s=0))
    bench.graph.lost_answers = 1
    with pytest.raises(StoreUnavailable):
        await writer.write([linked(load("f1", "a", "b"), at)])
    assert await bench.state.intents()
    after = await bench.reopened()
    await after.started()
    assert sizes(bench.graph.applied) == [1], "nothing was written again"
    assert after.metrics.roots_adopted_total == 0
    await after.settled()


async def test_n2_an_intent_that_never_reached_the_graph_is_abandoned(bench: Bench) -> None:
    at = await bench.change("f1")
    writer = await bench.started(WriteLimits(patience_s=0))
    bench.graph.outages = 1
    with pytest.raises(StoreUnavailable):
        await writer.write([linked(load("f1", "a", "b"), at)])
    after = await bench.reopened()
    writer = await after.started()
    assert not await after.state.intents() and after.ledger.dirty == {"f1": at}
    await writer.write([linked(load("f1", "a", "b"), at)])
    assert after.metrics.roots_adopted_total == 0
    await after.settled()


async def test_n2_a_second_writer_is_noticed_and_its_root_asserted_again(bench: Bench) -> None:
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), await bench.change("f1"))])
    known = bench.graph.sources_now["r"]
    stranger = Transaction("r", known, SourceState(known.owner, known.seq + 1, "x"), (load("stray", "a", "z"),))
    await bench.graph.apply(stranger)
    at = await bench.change("f1")
    with pytest.raises(GraphMoved):
        await writer.write([linked(load("f1", "a", "c"), at)])
    again = bench.ledger.dirty["f1"]
    assert again > at
    await writer.write([linked(load("f1", "a", "c"), again)])
    assert await lines(bench.graph) == await fresh_lines(load("f1", "a", "c"))
    await bench.settled()


# --- N8: another graph than it was -----------------------------------------------------------------------------------


async def test_n8_a_wiped_graph_is_noticed_while_running(bench: Bench) -> None:
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), await bench.change("f1"))])
    assert not await writer.check() and not bench.ledger.dirty
    bench.graph.wipe()
    assert await writer.check()
    assert bench.metrics.roots_adopted_total == 1
    await writer.write([linked(load("f1", "a", "b"), bench.ledger.dirty["f1"])])
    assert await lines(bench.graph) == await fresh_lines(load("f1", "a", "b"))
    await bench.settled()


async def test_n8_a_graph_restored_from_an_old_backup_is_asserted_again_in_full(bench: Bench) -> None:
    writer = await bench.started()
    await writer.write([linked(load(name, "a", name), await bench.change(name)) for name in ("f1", "f2")])
    backup = bench.graph.copy()
    await writer.write([gone("f1", await bench.change("f1", gone=True))])
    await writer.write([linked(load("f2", "a", "new"), await bench.change("f2"))])
    bench.graph.restore(backup)
    after = await bench.reopened()
    writer = await after.started()
    assert await after.graph.file_ids("r") == {"f2"}, "what only the backup knows is gone"
    await writer.write([linked(load("f2", "a", "new"), after.ledger.dirty["f2"])])
    assert await lines(bench.graph) == await fresh_lines(load("f2", "a", "new"))
    await after.settled()


async def test_n8_a_state_restored_from_an_old_copy_adopts_the_graph(bench: Bench, tmp_path: Path) -> None:
    """N2: the graph is ahead of the ledger; its seq counts, and every file is asserted again."""
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), await bench.change("f1"))])
    old = await bench.state.roots()
    await writer.write([linked(load("f1", "a", "c"), await bench.change("f1"))])
    await writer.write([linked(load("f2", "a", "d"), await bench.change("f2"))])
    await bench.state.adopt("r", seq=old["r"].seq, nonce=old["r"].nonce, change_seq=bench.state.seq)
    after = await bench.reopened()
    writer = await after.started()
    assert set(after.ledger.dirty) == {"f1", "f2"}
    await writer.write(
        [linked(load(name, "a", to), after.ledger.dirty[name]) for name, to in (("f1", "c"), ("f2", "d"))]
    )
    assert bench.graph.sources_now["r"].seq == 4
    await after.settled()


async def test_n8_a_foreign_graph_is_refused_and_left_as_it_is(bench: Bench) -> None:
    bench.graph.sources_now["r"] = SourceState("somebody else", 7, "n")
    with pytest.raises(ForeignOwner, match="--adopt"):
        await bench.started()
    assert not bench.graph.tried


@pytest.mark.parametrize("lost_answers", [0, 1])
async def test_n8_a_foreign_root_is_taken_over_on_request(bench: Bench, lost_answers: int) -> None:
    foreign = Transaction("r", None, SourceState("somebody else", 7, "n"), (load("theirs", "x", "y"),))
    await bench.graph.apply(foreign)
    at = await bench.change("f1")
    bench.graph.lost_answers = lost_answers
    writer = await bench.writer(adopt_foreign=True)
    await writer.start()
    assert bench.graph.sources_now["r"].owner == bench.state.owner
    await writer.write([linked(load("f1", "a", "b"), max(at, bench.ledger.dirty["f1"]))])
    assert await lines(bench.graph) == await fresh_lines(load("f1", "a", "b"))
    await bench.settled()


async def test_an_outage_is_no_answer_to_a_check(bench: Bench) -> None:
    writer = await bench.started()
    bench.graph.outages = 1
    assert not await writer.check()
    assert not writer.reachable and not bench.slept
    assert not await writer.check() and writer.reachable


async def test_reassert_makes_every_file_dirty_and_forget_ends_a_root(bench: Bench) -> None:
    writer = await bench.started()
    await writer.write([linked(load("f1", "a", "b"), await bench.change("f1"))])
    await writer.reassert(adopt_foreign=False)
    assert set(bench.ledger.dirty) == {"f1"}
    await writer.forget("r")
    assert await lines(bench.graph) == [] and bench.graph.sources_now == {}
    await writer.tidy()
