"""A root is forgotten while all else goes on: sweeps, batches, events, outages."""

import asyncio
import shutil
from pathlib import Path

import pytest

from graph.store.protocol import Applied, StoreUnavailable
from graph.store.sqlite import SqliteGraph
from tests.integration.command import Command
from tests.integration.keeping import PATIENCE_S, Keep, caught_up
from watcher.batch import FileKey

DDL = "CREATE TABLE raw.orders (id int, amount int);\n"
VIEW = "CREATE VIEW stage.orders AS SELECT * FROM raw.orders;\n"
QUICK = ("--realtime", "--sweep-interval", "0.1")


@pytest.fixture
def left(tmp_path: Path) -> Keep:
    made = Keep(tmp_path / "left", tmp_path / "state")
    made.write({"ddl.sql": DDL})
    return made


@pytest.fixture
def right(tmp_path: Path) -> Keep:
    made = Keep(tmp_path / "right", tmp_path / "state")
    made.write({"view.sql": VIEW})
    return made


@pytest.fixture
def command(tmp_path: Path) -> Command:
    made = Command(tmp_path)
    made.write({f"left/d{number}/f.sql": f"CREATE TABLE raw.t{number} (id int);\n" for number in range(100)})
    made.write({"right/view.sql": "CREATE VIEW stage.t AS SELECT * FROM raw.t7;\n"})
    return made


@pytest.mark.parametrize("name", ["left", "right"])
async def test_a_root_is_forgotten_while_a_sweep_is_under_way(left: Keep, right: Keep, name: str) -> None:
    async with left.session(right) as session:
        await caught_up(session)
        left.write({"more.sql": DDL.replace("raw", "more")})
        sweeping = asyncio.create_task(session.sweep())
        await asyncio.sleep(0)
        await session.forget(name)
        await sweeping
        await caught_up(session)
        assert set(session.swept) == {"left", "right"} - {name}
    await (right if name == "left" else left).assert_in_step()


def test_a_folder_that_goes_after_its_root_asks_for_no_sweep(command: Command) -> None:
    with command.watching("left", "right", "--realtime", "--sweep-interval", "3600") as watch:
        watch.in_step()
        watch.ask("forget", root="left")
        shutil.rmtree(command.folder / "left")
        watch.in_step()
        sweeps = watch.ask("status")["metrics"]["sweeps_total"]
        command.write({"right/more.sql": "CREATE VIEW stage.more AS SELECT * FROM stage.t;\n"})
        watch.until(lambda: watch.ask("status")["files"]["tracked"] == 2)
        assert watch.ask("status")["metrics"]["sweeps_total"] == sweeps


def test_a_root_that_was_out_of_sight_is_no_trouble_once_it_is_forgotten(command: Command) -> None:
    with command.watching("left", "right", *QUICK) as watch:
        watch.in_step()
        shutil.rmtree(command.folder / "left")
        watch.until(lambda: watch.ask("status")["state"] == "degraded")
        watch.ask("forget", root="left")
        watch.in_step()
        assert watch.ask("status")["reasons"] == []


async def test_what_is_being_looked_at_is_forgotten_too(left: Keep, right: Keep) -> None:
    async with left.session(right) as session:
        await caught_up(session)
        left.write({"ddl.sql": DDL.replace("amount", "price")})
        session.pipeline.offer([FileKey("left", "ddl.sql")], quiet_s=0)
        async with asyncio.timeout(PATIENCE_S):
            while not session.pipeline.busy:  # noqa: ASYNC110 - seen only for a moment
                await asyncio.sleep(0)
        await session.forget("left")
        await caught_up(session)
    assert {row.root for row in (await right.rows()).values()} == {"right"}
    await right.assert_in_step()


class Away(SqliteGraph):
    """A graph that can be out of reach."""

    away = False

    async def forget(self, root: str) -> Applied:
        if self.away:
            raise StoreUnavailable("away")
        return await super().forget(root)


async def test_a_root_that_cannot_be_forgotten_is_kept_in_step(left: Keep, right: Keep) -> None:
    async with left.session(right) as session:
        graph = Away(left.state_dir / "graph.db")
        graph.away = True
        session.writer._store, session.writer._limits = graph, session.writer._limits.__class__(patience_s=0.0)
        await caught_up(session)
        with pytest.raises(StoreUnavailable):
            await session.forget("left")
        await caught_up(session)
        assert set(session.ledger.live("left")) == {"ddl.sql"}
        graph.away = False
        await session.forget("left")
        await caught_up(session)
        await graph.close()
    await right.assert_in_step()
