"""What only a Neo4j that others use too can show: query texts, other people's data, outages, limits, credentials."""

import asyncio
import os
import random
import signal
import traceback
from collections.abc import AsyncIterator, Iterator

import pytest

from graph.model import EdgeType, FileGraph, Label
from graph.store.cypher import LOCK, LOCK_KEY, OWNED, QUERY_TEXTS
from graph.store.neo4j import Neo4jGraph
from graph.store.protocol import (
    Applied,
    SeqMismatch,
    StoreDataError,
    StoreTooLarge,
    StoreUnavailable,
    StoreUnfit,
    Transaction,
)
from tests.integration.store_graphs import (
    Writer,
    column,
    cypher,
    edge,
    file_graph,
    fresh_lines,
    lines,
    load,
    served,
    statement,
    table,
)
from tests.neo4j.cutting_proxy import CuttingProxy
from tests.neo4j_server import Neo4jServer, NoServer

CANARY = "s3cr3t-c4n4ry"
CUTS = int(os.environ.get("LINEAGED_TEST_CUTS", "0"))
HOSTILE = ("a`) DETACH DELETE n //\n\\u0060", "}) DETACH DELETE n // $rows '\"\\")


@pytest.fixture
async def store(neo4j_uri: str) -> AsyncIterator[Neo4jGraph]:
    async with served(neo4j_uri) as graph:
        yield graph


# --- query texts -----------------------------------------------------------------------------------------------------


def hostile_file(name: str, ordinal: int) -> FileGraph:
    """Every label and every type, the name in every place that a file can reach. `ordinal` 3: only a column is left."""
    by, file_id = statement(f"id {name}", ordinal), f"id {name}"
    part = '"' + name.replace('"', '""') + '"'
    one, other = table(f"{part}.{part}.{part}"), table(f"{part}.b")
    columns = column(f"{one.key}.{part}"), column(f"{other.key}.{part}")
    routine = type(one)(Label.ROUTINE, f"{part}.{part}")
    props = {"via": (name,), name: name}
    edges = [
        *(edge(kind, by, one, **props) for kind in (EdgeType.READS, EdgeType.WRITES, EdgeType.DEFINES)),
        edge(EdgeType.CALLS, by, routine, **props),
        edge(EdgeType.FEEDS, one, other, **props),
        *(edge(kind, *columns, **props) for kind in (EdgeType.FLOWS_TO, EdgeType.INFLUENCES, EdgeType.REFERENCES)),
    ]
    said = {one: {"kind": name, name: f"{name}{ordinal}"}, columns[0]: {"comment": name}, routine: {"kind": name}}
    if ordinal == 3:
        edges, said = edges[-1:], {}
    return file_graph(file_id, edges, root=name, path=f"{name}.sql", statements=ordinal, props=said)


async def test_hostile_names_never_become_query_text(neo4j_uri: str) -> None:
    """C1: whatever names are written, read, changed and removed, the texts sent are those of the closed list, all of
    them and no other."""
    sent: set[str] = set()
    async with served(neo4j_uri):
        graph = Neo4jGraph(neo4j_uri, observe=sent.add)
        for name in HOSTILE:
            writer = Writer(graph, name, owner=name)
            await writer.apply(hostile_file(name, 1))
            await writer.apply(hostile_file(name, 1))
            await tamper(neo4j_uri)
            await writer.apply(hostile_file(name, 1))
            await writer.apply(hostile_file(name, 3))
            await writer.apply(hostile_file(name, 2))
            assert await graph.find(name) == []
            start = next(found for found in await graph.find("b", suffix=True) if found.label is Label.TABLE)
            for influence in (False, True):
                for direction in ("upstream", "downstream"):
                    await graph.neighbours([start], direction=direction, influence=influence)  # type: ignore[arg-type]
            await lines(graph)
            await graph.readers([start])
            assert await graph.written_by(name, f"{name}.sql")
            await graph.alike((name, name), limit=3)
            assert [one.root async for one in graph.statements()] == [name]
            await graph.counts()
            await graph.ping()
            await graph.sources()
            await graph.tidy()
            await cypher(neo4j_uri, "MATCH (t:Table) CREATE (t)<-[:OWNS]-(:Person)")
            await writer.apply(FileGraph(name, f"id {name}"))
            await writer.apply(hostile_file(name, 2))
            await graph.forget(name)
        await graph.close()
    assert sent == QUERY_TEXTS


async def tamper(uri: str) -> None:
    """Change something of every label and type, so that all of it has to be mended."""
    await cypher(
        uri, "MATCH (n:Lineaged) WHERE n.id IS NOT NULL AND NOT n:Source SET n.kind = 'other', n.path = 'other'"
    )
    await cypher(uri, "MATCH (n:Lineaged) WHERE NOT n:Source SET n.id = n.id + ' '")
    await cypher(
        uri, "MATCH (:Lineaged)-[r]->(:Lineaged) WHERE r.file IS NOT NULL SET r.via = ['other'], r.lines = [9]"
    )


# --- other people's data ---------------------------------------------------------------------------------------------


async def test_what_is_not_ours_stays(store: Neo4jGraph, neo4j_uri: str) -> None:
    await cypher(neo4j_uri, "CREATE (:Table {id: 'mine'})-[:FEEDS {file: 'f1'}]->(:Column {key: 'Table:a'})")
    writer = Writer(store)
    await writer.apply(load("f1", "a", "b", "x"))
    assert await lines(store) == await fresh_lines(load("f1", "a", "b", "x"))
    await store.tidy()
    await store.forget("r")
    [left] = await cypher(neo4j_uri, "MATCH (a)-[r]->(b) RETURN a.id AS a, r.file AS file, b.key AS b")
    assert left == {"a": "mine", "file": "f1", "b": "Table:a"}


async def test_a_node_with_a_foreign_relationship_stays_without_what_we_said(store: Neo4jGraph, neo4j_uri: str) -> None:
    writer = Writer(store)
    await writer.apply(load("f1", "db.s.a", "db.s.b", "x"))
    note = "MATCH (t:Table {id: 'db.s.a'}) SET t.rating = 5 CREATE (:Person {name: 'Ada'})-[:OWNS]->(t)"
    await cypher(neo4j_uri, note)
    await writer.apply(FileGraph("r", "f1"))
    [left] = await cypher(neo4j_uri, "MATCH (:Person)-[:OWNS]->(t) RETURN properties(t) AS props, labels(t) AS labels")
    assert left == {"props": {"rating": 5}, "labels": []}
    assert await lines(store) == []
    await writer.apply(load("f1", "db.s.a", "db.s.b", "x"))  # and the name is free for a new node
    assert await lines(store) == await fresh_lines(load("f1", "db.s.a", "db.s.b", "x"))


async def test_foreign_properties_and_labels_of_our_nodes_and_edges_stay(store: Neo4jGraph, neo4j_uri: str) -> None:
    writer = Writer(store)
    reads = [edge(EdgeType.READS, statement("f1"), table("t"), via=("value",))]
    await writer.apply(file_graph("f1", reads, props={table("t"): {"kind": "view", "comment": "ours"}}))
    await cypher(neo4j_uri, "MATCH (t:Table)<-[r:READS]-() SET t.rating = 5, t:Golden, r.rating = 5")
    assert await writer.apply(file_graph("f1", reads, props={table("t"): {"kind": "view", "comment": "ours"}})) == (
        0,
        0,
    )
    reads = [edge(EdgeType.READS, statement("f1"), table("t"), lines=(3,))]
    await writer.apply(file_graph("f1", reads, props={table("t"): {"kind": "table"}}))
    [found] = await cypher(
        neo4j_uri, "MATCH (t:Golden)<-[r:READS]-() RETURN properties(t) AS t, r.rating AS r, keys(r) AS keys"
    )
    assert found["t"] == {
        "key": "Table:t",
        "id": "t",
        "kind": "table",
        "_said": ["kind"],
        "_reversed": "t",
        "rating": 5,
    }
    assert found["r"] == 5 and sorted(found["keys"]) == ["file", "lines", "rating"]  # type: ignore[call-overload]
    assert await lines(store) == await fresh_lines(file_graph("f1", reads, props={table("t"): {"kind": "table"}}))


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n:Lineaged {key: 'Table:db.s.b'}) DETACH DELETE n",
        "MATCH (:Lineaged)-[r:FLOWS_TO|READS]->() DELETE r",
        "MATCH (n:Lineaged:Table) SET n.kind = 'other' REMOVE n:Table",
        "MATCH (n:Lineaged:Column) REMOVE n.type, n.id",
        "MATCH (:Lineaged)-[c:HAS_COLUMN]->() DELETE c",
        "MATCH (:Lineaged)-[r:FLOWS_TO]->() SET r.lines = [99] REMOVE r.via",
        "MATCH (a:Lineaged)-[r:FLOWS_TO]->(b) CREATE (a)-[s:FLOWS_TO]->(b) SET s = properties(r)",
        "CREATE (:Lineaged:Table {key: 'Table:stray', id: 'stray'})",
        "MATCH (a:Lineaged:Table), (b:Lineaged:Table) CREATE (a)-[:FEEDS {file: 'stray'}]->(b)",
        "MATCH (:Source)-[c:CONTAINS]->() DELETE c",
    ],
)
async def test_writing_again_and_tidying_mend_any_drift(store: Neo4jGraph, neo4j_uri: str, text: str) -> None:
    """N10"""
    writer, file = Writer(store), load("f1", "db.s.a", "db.s.b", "x", "y")
    await writer.apply(file)
    whole = await lines(store)
    await cypher(neo4j_uri, text)
    assert await lines(store) != whole or "HAS_COLUMN" in text
    await writer.apply(file)
    await store.tidy()
    assert await lines(store) == whole
    assert await writer.apply(file) == (0, 0) and await store.tidy() == Applied(0, 0)


async def test_writing_again_mends_what_a_name_is_found_by(store: Neo4jGraph, neo4j_uri: str) -> None:
    writer, file = Writer(store), load("f1", "db.s.a", "db.s.b", "x")
    await writer.apply(file)
    await cypher(neo4j_uri, "MATCH (n:Lineaged) REMOVE n._reversed")
    assert await store.find("a", suffix=True) == []
    await writer.apply(file)
    assert await store.find("A", suffix=True) == [table("db.s.a")]


async def test_a_wiped_database_gets_its_schema_again(store: Neo4jGraph, neo4j_uri: str) -> None:
    """N8"""
    writer = Writer(store)
    await writer.apply(load("f1", "a", "b"))
    await cypher(neo4j_uri, "MATCH (n) DETACH DELETE n")
    await cypher(neo4j_uri, "DROP CONSTRAINT lineaged_key")
    with pytest.raises(SeqMismatch) as refused:
        await writer.apply(load("f1", "a", "b"))
    assert refused.value.found is None
    writer.state = None
    await writer.apply(load("f1", "a", "b"))
    assert await cypher(neo4j_uri, "SHOW CONSTRAINTS YIELD name WHERE name = 'lineaged_key' RETURN name")
    assert await lines(store) == await fresh_lines(load("f1", "a", "b"))


async def test_schema_is_one_constraint_and_an_index_for_each_type(store: Neo4jGraph, neo4j_uri: str) -> None:
    await store.prepare()
    found = await cypher(
        neo4j_uri,
        "SHOW INDEXES YIELD name, labelsOrTypes, properties, owningConstraint WHERE name STARTS WITH 'lineaged_'",
    )
    assert {(row["labelsOrTypes"][0], row["properties"][0]) for row in found} == {  # type: ignore[index]
        ("Lineaged", "key"),
        ("Lineaged", "_reversed"),
        *((str(kind), "file") for kind in OWNED),
    }


# --- refusals --------------------------------------------------------------------------------------------------------


async def test_a_row_that_the_server_refuses_is_named(store: Neo4jGraph, neo4j_uri: str) -> None:
    """N4, C4: by its key, and without its values."""
    await cypher(neo4j_uri, "CREATE CONSTRAINT theirs IF NOT EXISTS FOR (t:Table) REQUIRE t.comment IS UNIQUE")
    try:
        edges = [edge(EdgeType.READS, statement("f1"), table(name)) for name in "abc"]
        props = {table("a"): {"comment": "one"}, table("b"): {"comment": CANARY}, table("c"): {"comment": CANARY}}
        with pytest.raises(StoreDataError) as refused:
            await Writer(store).apply(file_graph("f1", edges, props=props))
        assert refused.value.row == "Table:c"
        assert CANARY not in "".join(traceback.format_exception(refused.value))
        assert await lines(store) == []
    finally:
        await cypher(neo4j_uri, "DROP CONSTRAINT theirs")


async def test_a_property_named_like_the_stores_own_is_refused(store: Neo4jGraph) -> None:
    reads = [edge(EdgeType.READS, statement("f1"), table("t"))]
    with pytest.raises(StoreDataError, match="key is the store's own"):
        await Writer(store).apply(file_graph("f1", reads, props={table("t"): {"key": "x"}}))
    with pytest.raises(StoreDataError, match="file is the store's own"):
        await Writer(store).apply(file_graph("f1", [edge(EdgeType.READS, statement("f1"), table("t"), file="x")]))


@pytest.fixture(scope="module")
def strict_server() -> Iterator[Neo4jServer]:
    """Users must log in, and a transaction may take 2 MB."""
    try:
        with Neo4jServer(auth=True, conf="db.memory.transaction.max=2m") as server:
            yield server
    except NoServer as error:
        pytest.skip(f"no Neo4j: {error}")


@pytest.mark.neo4j
async def test_refused_credentials_are_a_persons_affair_and_are_not_told(strict_server: Neo4jServer) -> None:
    """C4"""
    for user, password in (("neo4j", CANARY), (None, None)):
        graph = Neo4jGraph(strict_server.uri, user, password)
        with pytest.raises(StoreUnfit, match="check user, password file") as refused:
            await graph.prepare()
        assert CANARY not in "".join(traceback.format_exception(refused.value))
        await graph.close()


@pytest.mark.neo4j
async def test_a_transaction_over_the_memory_limit_is_too_large_and_smaller_ones_pass(
    strict_server: Neo4jServer,
) -> None:
    """N4"""
    from neo4j import AsyncGraphDatabase

    async with AsyncGraphDatabase.driver(strict_server.uri, auth=("neo4j", "neo4j")) as driver:
        change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
        await driver.execute_query(change, new="long enough", database_="system")
    graph = Neo4jGraph(strict_server.uri, "neo4j", "long enough")
    try:
        await graph.prepare()
        big = load("f1", "db.s.a", "db.s.b", *(f"column_{number}" for number in range(6_000)))
        writer = Writer(graph)
        with pytest.raises(StoreTooLarge):
            await writer.apply(big)
        assert await graph.sources() == {}
        await writer.apply(load("f1", "db.s.a", "db.s.b", "x"))
    finally:
        await graph.close()


async def test_rows_travel_by_the_thousand(neo4j_uri: str) -> None:
    """N9: each query is a round trip. `bench/bench_store.py` has the rows a second."""
    sent: list[str] = []
    async with served(neo4j_uri):
        graph = Neo4jGraph(neo4j_uri, observe=sent.append)
        try:
            await graph.prepare()
            writer, counts = Writer(graph), []
            for file, columns in (("f1", 5), ("f2", 2_000)):
                sent.clear()
                await writer.apply(load(file, f"a{file}", f"b{file}", *(f"c{number}" for number in range(columns))))
                counts.append(len(sent))
        finally:
            await graph.close()
    assert counts[1] == counts[0] < 30


# --- outages ---------------------------------------------------------------------------------------------------------


async def test_nobody_at_the_address_is_an_outage() -> None:
    graph = Neo4jGraph("bolt://127.0.0.1:9")
    with pytest.raises(StoreUnavailable):
        await graph.ping()
    with pytest.raises(StoreUnavailable):
        await graph.apply(Writer(graph).transaction(load("f1", "a", "b")))
    await graph.close()


async def test_a_killed_server_is_an_outage_and_the_same_store_works_again_after_it(neo4j_server: Neo4jServer) -> None:
    """N6"""
    async with served(neo4j_server.uri) as graph:
        writer = Writer(graph)
        await writer.apply(load("f1", "a", "b", "x"))
        await asyncio.to_thread(neo4j_server.kill)
        try:
            with pytest.raises(StoreUnavailable):
                await writer.apply(load("f1", "a", "c", "x"))
            with pytest.raises(StoreUnavailable):
                await graph.sources()
        finally:
            await asyncio.to_thread(neo4j_server.start)
        assert (await graph.sources())["r"] == writer.state
        await writer.apply(load("f1", "a", "c", "x"))
        assert await lines(graph) == await fresh_lines(load("f1", "a", "c", "x"))


async def test_n6_a_server_that_stops_in_the_middle_of_a_transaction_is_an_outage(neo4j_server: Neo4jServer) -> None:
    """Its connection stands, and nothing is ever said on it: no error would end the transaction."""
    sent: list[str] = []

    def stop(text: str) -> None:
        sent.append(text)
        if len(sent) == 5:
            os.kill(neo4j_server.pid, signal.SIGSTOP)

    async with served(neo4j_server.uri) as direct:
        graph = Neo4jGraph(neo4j_server.uri, observe=stop, silence_s=0.5)
        try:
            async with asyncio.timeout(60):
                with pytest.raises(StoreUnavailable):
                    await Writer(graph).apply(load("f1", "a", "b", "x"))
        finally:
            os.kill(neo4j_server.pid, signal.SIGCONT)
        assert await direct.sources() == {}
        await Writer(graph).apply(load("f1", "a", "b", "x"))
        await graph.close()
        assert await lines(direct) == await fresh_lines(load("f1", "a", "b", "x"))


async def test_a_transaction_that_takes_long_is_no_outage_while_the_server_answers(neo4j_uri: str) -> None:
    async with served(neo4j_uri) as direct:
        graph = Neo4jGraph(neo4j_uri, silence_s=0.01)
        await Writer(graph).apply(load("f1", "a", "b", *(f"c{number}" for number in range(2_000))))
        await graph.close()
        assert (await direct.sources())["r"].seq == 1


async def test_a_turn_is_waited_for_and_counted_as_long_as_the_server_answers(neo4j_uri: str) -> None:
    """S2: somebody dumps a large graph, which nobody may change meanwhile: then the writer does not stand still."""
    async with served(neo4j_uri) as graph:
        patient = Neo4jGraph(neo4j_uri, silence_s=0.1)
        async with graph._sessions.open(write=True, commit=False) as first:
            await first.run(LOCK, key=LOCK_KEY)
            applying = asyncio.create_task(Writer(patient, "r").apply(load("f1", "a", "b")))
            async with asyncio.timeout(30):
                while patient.waited < 5:  # noqa: ASYNC110 - of another connection
                    await asyncio.sleep(0.05)
            assert not applying.done()
        await applying
        await patient.close()


async def test_a_connection_cut_anywhere_leaves_all_or_nothing_and_seq_tells_which(neo4j_uri: str) -> None:
    """N5: the connection breaks after so many bytes of both directions, most often around the commit.

    LINEAGED_TEST_CUTS=1000 makes so many cuts more, at random places."""
    versions = [load("f1", "a", f"b{number}", "x") for number in range(2)]
    whole = [await fresh_lines(version) for version in versions]
    outcomes = set()
    async with served(neo4j_uri) as direct, CuttingProxy(neo4j_uri) as proxy:
        writer = Writer(direct)
        await writer.apply(versions[1])
        total = await bytes_of_one_apply(proxy, writer, versions[0])
        now = 0
        rng = random.Random(5)
        more = (rng.choice((rng.randrange(1, total), total - rng.randrange(400))) for _ in range(CUTS))
        cuts = [*range(1, total, total // 12), *range(total - 260, total + 60, 8), *more]
        for step, cut in enumerate(cuts):
            transaction = writer.transaction(versions[(step + 1) % 2], nonce=f"cut {cut}")
            answered = await apply_through(proxy, transaction, cut)
            found = (await direct.sources())["r"]
            assert found in (transaction.expected, transaction.after)
            applied = found == transaction.after
            assert applied or not answered
            now = (step + 1) % 2 if applied else now
            assert await lines(direct) == whole[now]
            outcomes.add((answered, applied))
            writer.state = found
    assert outcomes == {(False, False), (False, True), (True, True)}


async def apply_through(proxy: CuttingProxy, transaction: Transaction, cut_bytes: int) -> bool:
    """Whether the store said that it was applied, when the connection was cut after so many bytes of it."""
    proxy.heal()
    graph = Neo4jGraph(proxy.uri)
    await graph.prepare()
    proxy.cut_after(cut_bytes)
    try:
        await graph.apply(transaction)
    except StoreUnavailable:
        return False
    finally:
        await graph.close()
    return True


async def bytes_of_one_apply(proxy: CuttingProxy, writer: Writer, file: FileGraph) -> int:
    async with served(proxy.uri, empty=False) as graph:
        before = proxy.passed_bytes
        through = Writer(graph)
        through.state = writer.state
        await through.apply(file)
        writer.state = through.state
        return proxy.passed_bytes - before
