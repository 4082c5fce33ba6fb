from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.query.near import nearest
from graph.store.sqlite import SqliteGraph
from tests.integration.store_graphs import Writer, embedded, load


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteGraph]:
    async with embedded(tmp_path / "graph.db") as graph:
        await Writer(graph).apply(
            load("f1", "db.raw.orders", "db.mart.Sales", "amount"), load("f2", 'x."order lines"', "db.raw.customers")
        )
        yield graph


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("raw.ordrs", ["db.raw.orders"]),
        ("ORDRES", ["db.raw.orders"]),
        ("mart.sale", ["db.mart.Sales"]),
        ("raw.sales", ["db.mart.Sales"]),
        ("orders.amuont", ["db.raw.orders.amount"]),
        ("sales.amount.x", []),
        ('"order line"', ['x."order lines"']),
        ("q", []),
        ("entirely.different", []),
        ('"unbalanced', []),
        ("", []),
    ],
)
async def test_nearest_names_are_those_that_look_alike_at_their_end(
    store: SqliteGraph, name: str, near: list[str]
) -> None:
    assert (await nearest(store, name))[: len(near) or None] == near
