import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.model import EdgeType, NodeId
from graph.query.trace import Ambiguous, NotFound, look_up, trace
from graph.store.sqlite import SqliteGraph
from tests.integration.store_graphs import Writer, column, edge, embedded, file_graph, load, table


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteGraph]:
    async with embedded(tmp_path / "graph.db") as graph:
        yield graph


async def chain(store: SqliteGraph, *names: str) -> None:
    pairs = itertools.pairwise(names)
    await Writer(store).apply(*(load(f"f{at}", one, other, "x") for at, (one, other) in enumerate(pairs)))


def keys(depths: dict[NodeId, int]) -> dict[str, int]:
    return {node.key: depth for node, depth in depths.items()}


async def test_downstream_and_upstream_follow_tables_to_the_end(store: SqliteGraph) -> None:
    await chain(store, "a", "b", "c", "d")
    down = await trace(store, table("b"), "downstream")
    assert keys(down.depths) == {"b": 0, "c": 1, "d": 2} and not down.cut
    assert [(hop.source.key, hop.target.key) for hop in down.hops] == [("b", "c"), ("c", "d")]
    up = await trace(store, table("c"), "upstream")
    assert keys(up.depths) == {"c": 0, "b": 1, "a": 2}


async def test_depth_counts_hops_and_says_that_it_cut(store: SqliteGraph) -> None:
    await chain(store, "a", "b", "c", "d")
    assert keys((await trace(store, table("a"), "downstream", depth=2)).depths) == {"a": 0, "b": 1, "c": 2}
    assert (await trace(store, table("a"), "downstream", depth=2)).cut
    assert keys((await trace(store, table("a"), "downstream", depth=0)).depths) == {"a": 0}


async def test_a_cycle_ends_where_it_began(store: SqliteGraph) -> None:
    await chain(store, "a", "b", "c", "a")
    found = await trace(store, table("b"), "downstream")
    assert keys(found.depths) == {"b": 0, "c": 1, "a": 2}
    assert [hop.target.key for hop in found.hops] == ["b", "c", "a"]


async def test_a_node_reached_twice_counts_by_its_shortest_way(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "a", "b"), load("f2", "b", "c"), load("f3", "a", "c"), load("f4", "c", "d"))
    found = await trace(store, table("a"), "downstream")
    assert keys(found.depths) == {"a": 0, "b": 1, "c": 1, "d": 2} and len(found.hops) == 4


async def test_without_influence_only_data_that_moves_counts(store: SqliteGraph) -> None:
    only_filter = edge(EdgeType.FEEDS, table("a"), table("b"), via=("filter",))
    both = edge(EdgeType.FEEDS, table("a"), table("c"), via=("filter", "value"))
    decides = edge(EdgeType.INFLUENCES, column("a.x"), column("b.x"), via=("condition",))
    await Writer(store).apply(file_graph("f1", [only_filter, both, decides]))
    assert keys((await trace(store, table("a"), "downstream", influence=False)).depths) == {"a": 0, "c": 1}
    assert keys((await trace(store, table("a"), "downstream")).depths) == {"a": 0, "b": 1, "c": 1}
    assert keys((await trace(store, column("a.x"), "downstream", influence=False)).depths) == {"a.x": 0}
    assert keys((await trace(store, column("a.x"), "downstream")).depths) == {"a.x": 0, "b.x": 1}


async def test_a_table_that_a_column_decides_about_is_told_and_not_followed(store: SqliteGraph) -> None:
    decides = edge(EdgeType.INFLUENCES, column("a.x"), table("b"), via=("filter",))
    await Writer(store).apply(file_graph("f1", [decides]), load("f2", "b", "c", "x"))
    assert keys((await trace(store, column("a.x"), "downstream")).depths) == {"a.x": 0, "b": 1}
    assert keys((await trace(store, table("b"), "upstream")).depths) == {"b": 0}


async def test_edges_of_several_files_between_two_tables_are_all_told(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "a", "b"), load("f2", "a", "b"))
    assert [hop.file for hop in (await trace(store, table("a"), "downstream")).hops] == ["r/etl/f1.sql", "r/etl/f2.sql"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("db.dbo.sales", table("db.dbo.sales")),
        ("DB.DBO.SALES", table("db.dbo.sales")),
        ('"db"."dbo".sales', table("db.dbo.sales")),
        (" dbo.sales ", table("db.dbo.sales")),
        ("sales", table("db.dbo.sales")),
        ("sales.x", column("db.dbo.sales.x")),
        ("Orders", table("shop.Orders")),
        ("ORDERS", Ambiguous((table("mart.orders"), table("shop.Orders")))),
        ("x", Ambiguous(tuple(sorted(map(column, ("db.dbo.sales.x", "mart.orders.x", "shop.Orders.x")))))),
        ("ales", NotFound()),
        ("nothing", NotFound()),
        ('"unbalanced', NotFound()),
        ("", NotFound()),
    ],
)
async def test_names_are_found_whole_or_by_their_end(store: SqliteGraph, name: str, found: object) -> None:
    await Writer(store).apply(
        load("f1", "db.dbo.sales", "shop.Orders", "x"), load("f2", "shop.Orders", "mart.orders", "x")
    )
    assert await look_up(store, name) == found


async def test_a_whole_name_goes_before_the_end_of_another_and_a_table_before_a_column(store: SqliteGraph) -> None:
    await Writer(store).apply(load("f1", "sales", "db.sales", "x"), load("f2", "db.sales.x", "other.x"))
    assert await look_up(store, "sales") == table("sales")
    assert await look_up(store, "db.sales.x") == table("db.sales.x")
