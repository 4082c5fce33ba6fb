"""Several roots in one graph: each a source of its own, joined by the names they share."""

import asyncio
from pathlib import Path

import pytest

from graph.store.open import open_store
from tests.integration.keeping import Keep, caught_up, rows_written, table_names
from watcher.one_pass import run_sync
from watcher.roots import Root, RootSettings
from watcher.session import Session
from watcher.settings import SettingsError
from watcher.writer import ForeignOwner

DDL = "CREATE TABLE raw.orders (id int, amount int);\n"
VIEW = "CREATE VIEW stage.orders AS SELECT * FROM raw.orders;\n"


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


async def test_syncing_one_root_touches_nothing_of_another(left: Keep, right: Keep) -> None:
    await left.sync(right)
    before = await left.dump()
    done = await right.sync()
    assert (done.files, rows_written(done)) == (1, 0)
    right.remove("view.sql")
    await right.sync()
    assert [line for line in before if '"left/ddl.sql' in line] == [
        line for line in await left.dump() if '"left/ddl.sql' in line
    ]
    await left.assert_in_step(right)


async def test_a_definition_reaches_readers_in_other_roots_even_when_only_its_own_is_synced(
    left: Keep, right: Keep
) -> None:
    await left.sync(right)
    left.write({"ddl.sql": "CREATE TABLE raw.orders (id int, currency int);\n"})
    await left.sync()
    dump = "".join(await left.dump())
    assert '"stage.orders.currency"' in dump and '"stage.orders.amount"' not in dump
    await left.assert_in_step(right)


async def test_the_order_in_which_roots_came_makes_no_difference(left: Keep, right: Keep) -> None:
    await right.sync()
    await left.sync()
    await left.assert_in_step(right)
    await right.assert_in_step(left)


async def test_forgetting_a_root_takes_its_facts_and_its_readers_follow(left: Keep, right: Keep) -> None:
    await left.sync(right)
    async with left.session(right) as session:
        await caught_up(session)
        assert await session.forget("left") == 1
        async with asyncio.timeout(10):
            await session.until_idle()
    assert "left" not in {row.root for row in (await right.rows()).values()}
    await right.assert_in_step()
    assert table_names(await right.dump()) == {"raw.orders", "stage.orders"}


async def test_a_forgotten_root_may_come_back(left: Keep, right: Keep) -> None:
    await left.sync(right)
    before = await left.dump()
    async with left.session(right) as session:
        await caught_up(session)
        await session.forget("left")
    await left.sync()
    assert await left.dump() == before


async def test_two_roots_of_one_name_are_refused_and_told_how_to_be_both(left: Keep, tmp_path: Path) -> None:
    await left.sync()
    other = Keep(tmp_path / "elsewhere" / "left", left.state_dir)
    other.write({"x.sql": DDL})
    with pytest.raises(SettingsError, match=r"recorded for .*NAME="):
        await other.sync()
    inside = Keep(left.folder / "inside", left.state_dir)
    inside.write({"x.sql": DDL})
    with pytest.raises(SettingsError, match="inside"):
        await inside.sync()
    await left.sync()
    await left.assert_in_step()


async def test_a_moved_file_of_another_root_is_another_file(left: Keep, right: Keep) -> None:
    await left.sync(right)
    (left.folder / "ddl.sql").rename(right.folder / "ddl.sql")
    await left.sync(right)
    assert {(row.root, row.path) for row in (await left.rows()).values()} == {
        ("right", "ddl.sql"),
        ("right", "view.sql"),
    }
    await left.assert_in_step(right)


async def test_each_root_has_settings_of_its_own(left: Keep, right: Keep) -> None:
    left.root_settings = RootSettings(default_database="shop")
    await left.sync(right)
    assert "shop.raw.orders" in table_names(await left.dump())
    await left.assert_in_step(right)


async def test_n8_two_state_directories_share_a_graph_by_roots_and_never_one_root(left: Keep, right: Keep) -> None:
    """N2: each owns its own root; the other's is refused, even under a name that is free in its own state."""
    graph = f"sqlite:{left.state_dir / 'graph.db'}"
    await left.sync()
    second = Keep(right.folder, left.state_dir.with_name("second"), {"graph": graph})
    await second.sync()
    store = await open_store(graph, readonly=True)
    owners = {name: state.owner for name, state in (await store.sources()).items()}
    await store.close()
    assert len(set(owners.values())) == 2 and set(owners) == {"left", "right"}
    clash = Root("left", right.folder)
    third = Keep(right.folder, left.state_dir.with_name("third"), {"graph": graph})
    third.state_dir.mkdir()
    with pytest.raises(BaseExceptionGroup) as refused:
        await run_sync(third.settings(), [clash], {})
    assert refused.group_contains(ForeignOwner)
    assert rows_written(await left.sync()) == 0


async def test_n8_a_wiped_graph_is_asserted_again_for_every_root(left: Keep, right: Keep) -> None:
    await left.sync(right)
    before = await left.dump()
    for path in left.state_dir.glob("graph.db*"):
        path.unlink()
    done = await left.sync()
    assert done.metrics["roots_adopted_total"] == 2 and done.metrics["files_parsed_total"] == 0
    assert await left.dump() == before


async def test_n8_a_graph_wiped_while_running_is_whole_again_after_the_next_check(left: Keep, right: Keep) -> None:
    await left.sync(right)
    before = await left.dump()

    async def wiped(session: Session) -> None:
        for name in ("left", "right"):
            await session.store.forget(name)
        assert await session.writer.check()
        session.engine.unlink()
        session.pipeline.poke()
        await session.until_idle()

    left.state_dir.mkdir(exist_ok=True)
    await run_sync(left.settings(), [left.root, right.root], {}, then=wiped)
    assert await left.dump() == before
