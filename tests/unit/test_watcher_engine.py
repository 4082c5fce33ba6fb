"""The engine with a real state database and a cache that is switched off: absorb, link, what is dirty and why."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from cache.digest import digest_of
from cache.parse_cache import open_parse_cache
from cache.state import FileRow, RootRow, State, open_state
from graph.extract.request import Extracted, ExtractRequest
from graph.extract.sql import extract
from graph.model import Label
from watcher.engine import Engine
from watcher.judge import Changes, Judged
from watcher.ledger import Ledger
from watcher.metrics import Metrics
from watcher.roots import Root
from watcher.writer import LinkedGraph

DDL = "CREATE TABLE t (id int);"
VIEW = "CREATE VIEW v AS SELECT * FROM t;"


def extracted(text: str) -> Extracted:
    return extract(text.encode(), ExtractRequest(dialect="postgres"))


class Bench:
    """An engine, the files that it could parse again, and what it buried."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.texts: dict[str, str] = {}
        self.reparsed: list[str] = []
        self.dead: list[Judged] = []
        self.metrics = Metrics()

    async def reparse(self, row: FileRow) -> Extracted | None:
        self.reparsed.append(row.path)
        return extracted(self.texts[row.path]) if row.path in self.texts else None

    async def put(self, engine: Engine, texts: dict[str, str]) -> set[str]:
        """New content of these files, parsed by somebody. Returns the paths that are dirty because of it."""
        self.texts |= texts
        judged = []
        for path, text in texts.items():
            digest = digest_of(text.encode())
            facts = extracted(text)
            await engine.remember([(digest, facts, 0.0)])
            judged.append(Judged("r", path, (1, 2, 3, 4), 5, digest, digest, facts))
        return self.paths(engine, await engine.absorb(Changes(tuple(judged))))

    @staticmethod
    def paths(engine: Engine, ids: set[str]) -> set[str]:
        return {row.path for row in engine.ledger.rows() if row.id in ids}

    async def settle(self, engine: Engine, graphs: list[LinkedGraph]) -> None:
        """As the writer does once they are in the graph."""
        outcomes = [graph.settled() for graph in graphs]
        await self.state.settle(outcomes)
        engine.ledger.settle(outcomes)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with open_state(tmp_path / "state.db") as state:
        await state.save_root(RootRow("r", "/files", "{}", 0, "v1"))
        yield Bench(state)


@pytest.fixture
async def opened(bench: Bench) -> AsyncIterator[Callable[..., Engine]]:
    """Makes an engine as after a start: what it knows comes from the database."""
    async with AsyncExitStack() as stack:
        cache = await stack.enter_async_context(open_parse_cache(None))
        rows = await bench.state.files()

        def make(rows: list[FileRow] = rows, max_rows: int = 200_000) -> Engine:
            return Engine(
                bench.state,
                Ledger(rows),
                cache,
                {"r": Root("r", Path("/files"))},
                bench.metrics,
                reparse=bench.reparse,
                on_dead=bench.dead.append,
                judged_by={"r": "v1"},
                max_rows_per_file=max_rows,
            )

        yield make


def columns(graph: LinkedGraph) -> set[str]:
    return {node.id.key for node in graph.graph.nodes if node.id.label is Label.COLUMN}


async def linked(engine: Engine) -> dict[str, LinkedGraph]:
    """Everything that is to be linked, by path."""
    rows = {row.id: row.path for row in engine.ledger.rows()}
    return {rows[graph.file_id]: graph for graph in await engine.link(list(engine.unlinked))}


async def test_a_change_of_a_definition_makes_its_readers_dirty_and_nobody_else(
    bench: Bench, opened: Callable[..., Engine]
) -> None:
    engine = opened()
    assert await bench.put(engine, {"t.sql": DDL, "v.sql": VIEW, "x.sql": "SELECT id FROM x;"}) == {
        "t.sql", "v.sql", "x.sql",
    }  # fmt: skip
    first = await linked(engine)
    assert columns(first["v.sql"]) >= {"v.id", "t.id"}
    await bench.settle(engine, list(first.values()))
    assert not engine.ledger.dirty
    assert await bench.put(engine, {"t.sql": "CREATE TABLE t (id int, amount int);"}) == {"t.sql", "v.sql"}
    again = await linked(engine)
    assert columns(again["v.sql"]) >= {"v.amount"} and not bench.reparsed


async def test_a_change_after_linking_outlives_the_commit_of_what_was_linked(
    bench: Bench, opened: Callable[..., Engine]
) -> None:
    """N2"""
    engine = opened()
    await bench.put(engine, {"t.sql": DDL, "v.sql": VIEW})
    old = await linked(engine)
    await bench.put(engine, {"t.sql": "CREATE TABLE t (id int, amount int);"})
    await bench.settle(engine, list(old.values()))
    assert bench.paths(engine, set(engine.ledger.dirty)) == {"t.sql", "v.sql"}
    new = await linked(engine)
    await bench.settle(engine, list(new.values()))
    assert not engine.ledger.dirty and not engine.unlinked


async def test_the_same_lookups_and_facts_give_the_same_outcome(bench: Bench, opened: Callable[..., Engine]) -> None:
    engine = opened()
    await bench.put(engine, {"t.sql": DDL, "v.sql": VIEW})
    once = await linked(engine)
    engine.requeue(engine.ledger.ids("r"))
    twice = await linked(engine)
    assert {path: graph.outcome for path, graph in once.items()} == {
        path: graph.outcome for path, graph in twice.items()
    }


async def test_after_a_restart_the_catalog_comes_from_the_database_and_facts_from_the_files(
    bench: Bench, opened: Callable[..., Engine]
) -> None:
    """P4"""
    engine = opened()
    await bench.put(engine, {"t.sql": DDL, "v.sql": VIEW})
    before = await linked(engine)
    restarted = opened(await bench.state.files())
    after = await linked(restarted)
    assert {path: graph.outcome for path, graph in after.items()} == {
        path: graph.outcome for path, graph in before.items()
    }
    assert sorted(bench.reparsed) == ["t.sql", "v.sql"]


async def test_a_file_that_cannot_be_parsed_again_now_stays_dirty_and_out_of_the_queue(
    bench: Bench, opened: Callable[..., Engine]
) -> None:
    engine = opened()
    await bench.put(engine, {"t.sql": DDL})
    bench.texts.clear()
    restarted = opened(await bench.state.files())
    assert await linked(restarted) == {}
    assert restarted.ledger.dirty and not restarted.unlinked
    bench.texts["t.sql"] = DDL
    restarted.requeue(restarted.ledger.ids("r"))
    assert set(await linked(restarted)) == {"t.sql"}


async def test_too_many_rows_make_a_dead_letter_whose_readers_keep_its_definitions(
    bench: Bench, opened: Callable[..., Engine]
) -> None:
    engine = opened()
    await bench.put(engine, {"v.sql": "CREATE VIEW v AS SELECT c1 FROM t;"})
    await bench.settle(engine, list((await linked(engine)).values()))
    small = opened(await bench.state.files(), max_rows=40)
    await bench.put(small, {"t.sql": f"CREATE TABLE t ({', '.join(f'c{number} int' for number in range(40))});"})
    graphs = await linked(small)
    [dead] = bench.dead
    assert dead.refused and (dead.path, dead.refused.stage, dead.refused.reason) == ("t.sql", "link", "too_many_rows")
    assert bench.paths(small, set(small.ledger.dirty)) == {"t.sql", "v.sql"}
    assert {node.id.label for node in graphs["t.sql"].graph.nodes} == {Label.FILE}
    assert [node.props.get("kind") for node in graphs["v.sql"].graph.nodes if node.id.key == "t"] == ["table"]


async def test_a_turn_of_linking_ends_before_its_rows_are_too_many(bench: Bench, opened: Callable[..., Engine]) -> None:
    """P6: they are in memory until the graph has them. What is left is linked in the next turn."""
    engine = opened()
    wide = f"CREATE TABLE wide ({', '.join(f'c{number} int' for number in range(100))});"
    loads = {
        f"f{at}.sql": "\n".join(f"INSERT INTO t{at}_{number} SELECT * FROM wide;" for number in range(90))
        for at in range(4)
    }
    await bench.put(engine, {"wide.sql": wide, **loads})
    turns = []
    while engine.unlinked:
        turns.append(await engine.link(list(engine.unlinked)))
        assert bench.metrics.files_linked_total == sum(map(len, turns))
    assert all(sum(graph.graph.rows for graph in turn[:-1]) < 50_000 for turn in turns) and len(turns) in (2, 3)
    assert len({graph.file_id for turn in turns for graph in turn}) == 5


async def test_s4_who_leaves_links_no_other_file(bench: Bench, opened: Callable[..., Engine]) -> None:
    """They are as dirty as before."""
    engine = opened()
    await bench.put(engine, {"t.sql": DDL, "u.sql": DDL})
    waiting = dict(engine.unlinked)
    engine.leave()
    assert await engine.link(list(waiting)) == []
    assert engine.unlinked == waiting


async def test_a_gone_file_is_linked_to_nothing(bench: Bench, opened: Callable[..., Engine]) -> None:
    engine = opened()
    await bench.put(engine, {"t.sql": DDL})
    await bench.settle(engine, list((await linked(engine)).values()))
    await engine.absorb(Changes(forgotten=(engine.ledger.live("r")["t.sql"],)))
    gone = await linked(engine)
    assert gone["t.sql"].outcome is None and not gone["t.sql"].graph.nodes
    await bench.settle(engine, list(gone.values()))
    assert not engine.ledger.rows() and await bench.state.files() == []


async def test_no_change_is_no_transaction(bench: Bench, opened: Callable[..., Engine]) -> None:
    engine = opened()
    assert await engine.absorb(Changes()) == set() and bench.state.seq == 0
