"""The ledger is the database's mirror: the same operations on both give the same rows."""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cache.state import Absorption, FileRow, Intent, Outcome, RootRow, State, open_state
from watcher.ledger import Ledger

T = TypeVar("T")
ROOTS = ("q", "r")
IDS = ("a", "b", "c", "d")
NAMES = ("t", "u", "v")


def row(file_id: str, path: str, *, digest: bytes = b"1", seq: int | None = None, gone: bool = False) -> FileRow:
    return FileRow(
        file_id, "r", path, (1, 2, 3, 4), 0, digest, b"facts", dirty_seq=seq, dirty_since=seq, gone=gone
    )  # fmt: skip


class Mirror(RuleBasedStateMachine):
    """Random operations as the engine and the writer do them, on `State` and on `Ledger`."""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._folder = tempfile.TemporaryDirectory()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    @initialize()
    def open(self) -> None:
        path = Path(self._folder.name) / "state.db"
        self.state: State = self._run(self._stack.enter_async_context(open_state(path)))
        self.ledger = Ledger()
        for name in ROOTS:
            self._run(self.state.save_root(RootRow(name, f"/{name}", "{}", 0, "v1")))

    def teardown(self) -> None:
        self._run(self._stack.aclose())
        self._runner.close()
        self._folder.cleanup()

    # --- operations --------------------------------------------------------------------------------------------------

    @rule(
        data=st.data(),
        root=st.sampled_from(ROOTS),
        files=st.lists(st.sampled_from(IDS), unique=True, max_size=3),
        names=st.sets(st.sampled_from(NAMES), max_size=2),
    )
    def absorb(self, data: st.DataObject, root: str, files: list[str], names: set[str]) -> None:
        seq = self.state.seq + 1
        known = {row.id: row for row in self.ledger.rows()}
        ids = [f"{root}{file_id}" for file_id in files]
        taken = {path for path, row in self.ledger.live(root).items() if row.id not in ids}
        rows = []
        for file_id in ids:
            gone = file_id in known and data.draw(st.booleans(), label="gone")
            path = data.draw(st.sampled_from("123456"), label="path")
            if not gone and path in taken:
                continue
            taken |= set() if gone else {path}
            mark = data.draw(st.sampled_from([seq, None]), label="mark") if file_id in known and not gone else seq
            drawn = row(file_id, path, digest=data.draw(st.sampled_from([b"1", b"2"])), seq=mark, gone=gone)
            rows.append(replace(drawn, root=root, key=data.draw(st.sampled_from([None, (1, 2, 3, 4), (5, 6, 7, 8)]))))
        # A row that keeps the path of another one in the batch that moved there would be refused: those are left out.
        rows = [one for one in rows if one.gone or one.path not in self._staying(root, {one.id for one in rows})]
        change = Absorption(seq, upserts=[(one, None) for one in rows], changed_names=names)
        marked = self._run(self.state.absorb(change))
        for one in rows:
            self.ledger.merge(one)
        self.ledger.mark(marked, seq)

    def _staying(self, root: str, moving: set[str]) -> set[str]:
        return {path for path, row in self.ledger.live(root).items() if row.id not in moving}

    @rule(data=st.data(), names=st.sets(st.sampled_from(NAMES)), digest=st.sampled_from([b"", b"x", b"y"]))
    def link(self, data: st.DataObject, names: set[str], digest: bytes) -> None:
        rows = sorted(self.ledger.rows(), key=lambda row: row.id)
        for one in data.draw(st.lists(st.sampled_from(rows), unique_by=lambda row: row.id)) if rows else []:
            counts = data.draw(st.tuples(*[st.integers(0, 3)] * 4))
            self._run(self.state.record_links([(one.id, digest, counts, sorted(names))]))
            self.ledger.linked(one.id, digest, counts)

    @rule(data=st.data(), root=st.sampled_from(ROOTS), commit=st.booleans())
    def write(self, data: st.DataObject, root: str, commit: bool) -> None:
        rows = sorted((row for row in self.ledger.rows() if row.root == root), key=lambda row: row.id)
        chosen = data.draw(st.lists(st.sampled_from(rows), unique_by=lambda row: row.id)) if rows else []
        linked_at = data.draw(st.integers(0, self.state.seq), label="linked at")
        outcomes = tuple(Outcome(one.id, None if one.gone else b"o", linked_at) for one in chosen)
        if commit:
            intent = Intent(root, 1, "n", outcomes)
            self._run(self.state.intend(intent))
            self._run(self.state.commit(intent))
        else:
            self._run(self.state.settle(outcomes))
        self.ledger.settle(outcomes)

    @rule(root=st.sampled_from(ROOTS))
    def adopt(self, root: str) -> None:
        seq = self.state.seq + 1
        self._run(self.state.adopt(root, seq=7, nonce="n", change_seq=seq))
        self.ledger.adopt(root, seq)

    @rule(ids=st.sets(st.sampled_from([root + file_id for root in ROOTS for file_id in IDS])))
    def look_again(self, ids: set[str]) -> None:
        self._run(self.state.look_again(ids))
        self.ledger.look_again(ids)

    @rule(root=st.sampled_from(ROOTS))
    def new_settings(self, root: str) -> None:
        seq = self._run(self.state.save_root(RootRow(root, f"/{root}", "new", 0, "v2")))
        self.ledger.judge_again(root, seq)

    @rule(root=st.sampled_from(ROOTS))
    def drop(self, root: str) -> None:
        self._run(self.state.drop_root(root))
        self.ledger.drop_root(root)
        self._run(self.state.save_root(RootRow(root, f"/{root}", "{}", 0, "v1")))

    # --- laws --------------------------------------------------------------------------------------------------------

    @invariant()
    def rows_are_those_of_the_database(self) -> None:
        stored = {row.id: row for row in self._run(self.state.files())}
        assert {row.id: row for row in self.ledger.rows()} == stored

    @invariant()
    def every_index_follows_from_the_rows(self) -> None:
        rows = list(self.ledger.rows())
        fresh = Ledger(rows)
        for root in ROOTS:
            live = {row.path: row for row in rows if row.root == root and not row.gone}
            assert dict(self.ledger.live(root)) == live == dict(fresh.live(root))
            assert self.ledger.ids(root) == {row.id for row in rows if row.root == root}
            for digest in (b"1", b"2"):
                same = sorted((row for row in live.values() if row.digest == digest), key=lambda row: row.path)
                assert self.ledger.same_content(root, digest) == same
        assert dict(self.ledger.dirty) == {row.id: row.dirty_seq for row in rows if row.dirty_seq is not None}
        marks = [row.dirty_since for row in rows if row.dirty_seq is not None]
        assert self.ledger.oldest_mark() == min(marks, default=None)  # type: ignore[type-var]  # none of them is None

    @invariant()
    def a_mark_has_both_ends_or_none(self) -> None:
        for one in self.ledger.rows():
            assert (one.dirty_seq is None) == (one.dirty_since is None)
            assert one.dirty_seq is None or one.dirty_since is None or one.dirty_since <= one.dirty_seq


MirrorTest = Mirror.TestCase
MirrorTest.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


def test_dirty_files_are_in_the_order_in_which_they_became_so() -> None:
    ledger = Ledger([row("b", "1", seq=1), row("a", "2", seq=2)])
    ledger.mark(["b"], 5)
    assert list(ledger.dirty.items()) == [("b", 5), ("a", 2)]
    ledger.settle([Outcome("b", b"o", 5)])
    ledger.mark(["b"], 6)
    assert list(ledger.dirty) == ["a", "b"] and ledger.oldest_mark() == 2


def test_a_moved_row_leaves_its_old_path_to_whoever_took_it() -> None:
    ledger = Ledger([row("a", "1"), row("b", "2")])
    ledger.merge(row("a", "2"))
    ledger.merge(row("b", "1"))
    assert {path: row.id for path, row in ledger.live("r").items()} == {"1": "b", "2": "a"}


def test_same_content_is_told_by_path_and_for_one_root() -> None:
    ledger = Ledger([row("a", "2"), row("b", "1"), row("c", "3", digest=b"other"), replace(row("d", "4"), root="q")])
    assert [row.id for row in ledger.same_content("r", b"1")] == ["b", "a"]
    assert ledger.same_content("r", b"never") == []
