"""N10: `verify` finds whatever was done to the graph behind our back, `repair` mends it, and both tell who asks."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.store.open import open_store
from graph.store.protocol import SourceState, Transaction
from tests.integration.keeping import Keep, caught_up
from tests.integration.store_graphs import load
from tests.unit.test_watcher_logs import logging_as_before  # noqa: F401 - a fixture for every test here
from watcher.cli_verify import verify
from watcher.door import Door
from watcher.one_pass import run_sync
from watcher.session import Session

FILES: dict[str, str | bytes] = {
    "raw.sql": "CREATE TABLE raw.orders (id int, amount int);\n",
    "stage.sql": "CREATE VIEW stage.orders AS SELECT * FROM raw.orders;\n",
    "mart.sql": "INSERT INTO mart.sales (total) SELECT amount FROM stage.orders WHERE id > 1;\n",
    "bad.sql": b"\0binary",
}


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    made = Keep(tmp_path / "files", tmp_path / "state")
    made.write(FILES)
    return made


class Verdict:
    """What `lineaged verify --json` says and how it ends."""

    def __init__(self, keep: Keep, out: Callable[[], bytes]) -> None:
        self._keep, self._out = keep, out

    async def __call__(self) -> tuple[int, dict[str, object]]:
        door = Door({"state_dir": str(self._keep.state_dir), "workers": 1}, as_json=True, env={}, cwd=self._keep.folder)
        code = await verify(door)
        return code, json.loads(self._out())


@pytest.fixture
def verdict(keep: Keep, capfdbinary: pytest.CaptureFixture[bytes]) -> Verdict:
    return Verdict(keep, lambda: capfdbinary.readouterr().out.splitlines()[-1])


def in_graph(keep: Keep, *texts: str) -> None:
    """Somebody else's hand."""
    with sqlite3.connect(keep.state_dir / "graph.db") as db:
        for text in texts:
            assert db.execute(text).rowcount, text
    db.close()


async def repaired(keep: Keep) -> None:
    async def then(session: Session) -> None:
        await session.reassert()

    await run_sync(keep.settings(), [keep.root], {}, then=then)


DRIFTS = {
    "a node is gone": "DELETE FROM node WHERE key = 'mart.sales.total'",
    "an edge is gone": "DELETE FROM edge WHERE type = (SELECT max(type) FROM edge)",
    "a property is another": "UPDATE node SET props = '{\"kind\":\"forged\"}' WHERE key = 'stage.orders'",
    "an edge's property is another": "UPDATE edge SET props = '{\"via\":[\"forged\"]}' WHERE props <> '{}'",
    "a node is somebody's invention": "INSERT INTO node (id, label, key, props) VALUES (42, 6, 'invented', '{}')",
}


@pytest.mark.parametrize("drift", DRIFTS)
async def test_n10_drift_is_found_shown_and_mended(keep: Keep, verdict: Verdict, drift: str) -> None:
    await keep.sync()
    before = await keep.dump()
    assert (await verdict())[0] == 0
    in_graph(keep, DRIFTS[drift])
    code, said = await verdict()
    assert code == 1 and not said["in_step"]
    assert int(str(said["stale"])) + int(str(said["missing"])) > 0 and said["samples"]
    await repaired(keep)
    assert await keep.dump() == before
    assert (await verdict())[0] == 0


async def test_n10_repair_removes_a_file_that_only_the_graph_knows(keep: Keep, verdict: Verdict) -> None:
    await keep.sync()
    store = await open_store(f"sqlite:{keep.state_dir / 'graph.db'}")
    found = (await store.sources())["files"]
    stray = load("stray", "a", "b", "x", root="files")
    await store.apply(Transaction("files", found, SourceState(found.owner, found.seq, found.nonce), (stray,)))
    await store.close()
    code, said = await verdict()
    assert code == 1 and int(str(said["stale"])) > 0 and said["missing"] == 0
    await repaired(keep)
    assert (await verdict())[0] == 0


async def test_n10_a_graph_in_step_stays_as_it_is_when_repaired(keep: Keep) -> None:
    await keep.sync()
    before = await keep.dump()
    await repaired(keep)
    assert await keep.dump() == before


async def test_files_that_changed_since_the_last_sync_are_drift(keep: Keep, verdict: Verdict) -> None:
    await keep.sync()
    keep.write({"raw.sql": "CREATE TABLE raw.orders (id int, amount int, late int);\n"})
    code, said = await verdict()
    assert code == 1 and int(str(said["missing"])) > 0
    await keep.sync()
    assert (await verdict())[0] == 0


async def test_verify_takes_dead_letters_as_they_are(keep: Keep, verdict: Verdict) -> None:
    """A file that ran into a time limit then might not today: that is no drift."""
    await keep.sync(**{"limits.statements": 1, "write.max_rows_per_file": 5})
    assert set(await keep.dead_letters()) == set(FILES)
    assert (await verdict())[0] == 0


async def test_a_root_out_of_sight_cannot_be_verified(keep: Keep, verdict: Verdict) -> None:
    await keep.sync()
    keep.folder.rename(keep.folder.with_name("elsewhere"))
    keep.folder.parent.joinpath("cwd").mkdir()
    code, said = await Verdict(Keep(keep.folder.with_name("cwd"), keep.state_dir), verdict._out)()
    assert code == 1 and said["problems"]


async def test_n10_repair_is_safe_while_files_change(keep: Keep, verdict: Verdict) -> None:
    async with keep.session() as session:
        await caught_up(session)
        in_graph(keep, DRIFTS["a node is gone"])
        keep.write({"late.sql": "INSERT INTO mart.late (x) SELECT amount FROM stage.orders;\n"})
        await session.reassert()
        await caught_up(session)
    assert (await verdict())[0] == 0
    await keep.assert_in_step()
