"""The Cypher of docs/reference.md, asked of the shipped examples in a real server."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from neo4j import AsyncDriver, AsyncGraphDatabase

from graph.link.assemble import file_graph
from graph.store.neo4j import Neo4jGraph
from graph.store.protocol import SourceState, Transaction
from tests.examples import linked_examples

ROOT = Path(__file__).parents[2]
CYPHER = re.findall(r"```cypher\n(.*?)```", (ROOT / "docs" / "reference.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
async def driver(neo4j_uri: str) -> AsyncIterator[AsyncDriver]:
    """A server that holds the examples and nothing else."""
    graph = Neo4jGraph(neo4j_uri)
    async with AsyncGraphDatabase.driver(neo4j_uri) as driver:
        await driver.execute_query("MATCH (n) DETACH DELETE n")
        await graph.prepare()
        files = tuple(file_graph(linked, file_id=str(at)) for at, linked in enumerate(linked_examples()))
        await graph.apply(Transaction("examples", None, SourceState("test", 1, "nonce"), files))
        await graph.close()
        yield driver
        await driver.execute_query("MATCH (n) DETACH DELETE n")


async def test_every_documented_query_finds_something_in_the_examples(driver: AsyncDriver) -> None:
    assert len(CYPHER) >= 7
    for text in CYPHER:
        records, _, _ = await driver.execute_query(text)
        assert records, text


async def test_the_documented_origins_are_those_that_the_eye_finds(driver: AsyncDriver) -> None:
    (text,) = [text for text in CYPHER if "NOT EXISTS { (origin)" in text]
    records, _, _ = await driver.execute_query(text)
    assert [record["origin.id"] for record in records] == [
        "raw.exchange_rates.euro_factor",
        "raw.order_lines.quantity",
        "raw.order_lines.unit_price",
        "raw.products.unit_cost",
    ]


async def test_the_documented_way_to_remove_everything_does(driver: AsyncDriver) -> None:
    install = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"`(MATCH \(n:Lineaged\) CALL .*?)`", install)
    async with driver.session() as session:
        await (await session.run(text)).consume()
    records, _, _ = await driver.execute_query("MATCH (n) RETURN count(*) AS left")
    assert records[0]["left"] == 0
