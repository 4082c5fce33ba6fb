"""What every store promises. Each test runs against the embedded store and against a real Neo4j."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.model import EdgeType, FileGraph, Label, Node, NodeId
from graph.names import format_name
from graph.store.protocol import (
    Applied,
    FileStatements,
    GraphStore,
    SeqMismatch,
    SourceState,
    StoreDataError,
    Transaction,
    Unclear,
)
from tests.hostile import NAMES
from tests.integration.store_graphs import (
    Writer,
    column,
    edge,
    embedded,
    file_graph,
    fresh_lines,
    lines,
    load,
    served,
    statement,
    table,
)

HOSTILE = (*NAMES, "n" * 100_000)


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[GraphStore]:
    if request.param == "sqlite":
        async with embedded(tmp_path / "graph.db") as graph:
            yield graph
    else:
        async with served(request.getfixturevalue("neo4j_uri")) as graph:
            yield graph


@pytest.fixture
def writer(store: GraphStore) -> Writer:
    return Writer(store)


def quoted(part: str) -> str:
    return format_name((part,))


async def dumped(store: GraphStore) -> list[dict[str, object]]:
    return [json.loads(line) for line in await lines(store)]


async def nodes(store: GraphStore) -> dict[tuple[str, str], object]:
    return {(str(line["node"]), str(line["key"])): line["props"] for line in await dumped(store) if "node" in line}


# --- what is written is there ----------------------------------------------------------------------------------------


async def test_dump_shows_nodes_edges_and_containment_by_names_alone(store: GraphStore, writer: Writer) -> None:
    await writer.apply(load("f9", "a", "db.s.b", "x"))
    assert await lines(store) == [
        '{"edge":"CONTAINS","file":"r/etl/f9.sql","from":["File","r/etl/f9.sql"],"props":{},'
        '"to":["Statement","r/etl/f9.sql#1"]}',
        '{"edge":"CONTAINS","file":"r/etl/f9.sql","from":["Source","r"],"props":{},"to":["File","r/etl/f9.sql"]}',
        '{"edge":"CONTAINS","file":null,"from":["Database","db"],"props":{},"to":["Schema","db.s"]}',
        '{"edge":"CONTAINS","file":null,"from":["Schema","db.s"],"props":{},"to":["Table","db.s.b"]}',
        '{"edge":"FEEDS","file":"r/etl/f9.sql","from":["Table","a"],'
        '"props":{"lines":[3],"ordinals":[1],"via":["value"]},"to":["Table","db.s.b"]}',
        '{"edge":"FLOWS_TO","file":"r/etl/f9.sql","from":["Column","a.x"],'
        '"props":{"lines":[3],"ordinals":[1],"via":["value"]},"to":["Column","db.s.b.x"]}',
        '{"edge":"HAS_COLUMN","file":null,"from":["Table","a"],"props":{},"to":["Column","a.x"]}',
        '{"edge":"HAS_COLUMN","file":null,"from":["Table","db.s.b"],"props":{},"to":["Column","db.s.b.x"]}',
        '{"edge":"READS","file":"r/etl/f9.sql","from":["Statement","r/etl/f9.sql#1"],"props":{},"to":["Table","a"]}',
        '{"edge":"WRITES","file":"r/etl/f9.sql","from":["Statement","r/etl/f9.sql#1"],"props":{},'
        '"to":["Table","db.s.b"]}',
        '{"key":"a","node":"Table","props":{"kind":"table"}}',
        '{"key":"a.x","node":"Column","props":{"type":"int"}}',
        '{"key":"db","node":"Database","props":{}}',
        '{"key":"db.s","node":"Schema","props":{}}',
        '{"key":"db.s.b","node":"Table","props":{"kind":"table"}}',
        '{"key":"db.s.b.x","node":"Column","props":{"type":"int"}}',
        '{"key":"r","node":"Source","props":{}}',
        '{"key":"r/etl/f9.sql","node":"File","props":{"path":"etl/f9.sql"}}',
        '{"key":"r/etl/f9.sql#1","node":"Statement","props":{}}',
    ]


async def test_counts_agree_with_the_dump(store: GraphStore, writer: Writer) -> None:
    await writer.apply(load("f1", "a", "db.s.b", "x", "y"), load("f2", "db.s.b", "c", "x"))
    found: dict[str, int] = {}
    for line in await dumped(store):
        name = str(line.get("node") or line["edge"])
        found[name] = found.get(name, 0) + 1
    assert await store.counts() == found


async def test_writing_twice_equals_writing_once_and_changes_no_row(store: GraphStore, writer: Writer) -> None:
    files = load("f1", "a", "db.s.b", "x"), load("f2", "db.s.b", "c", "x")
    assert await writer.apply(*files) == (12, 17)
    once = await lines(store)
    assert await writer.apply(*files) == (0, 0)
    assert await lines(store) == once


async def test_only_rows_that_differ_are_written(store: GraphStore, writer: Writer) -> None:
    await writer.apply(load("f1", "a", "b", "x", "y"))
    changed = load("f1", "a", "b", "x", "z")
    assert await writer.apply(changed) == (4, 6)  # two columns and their containment come, two go; one flow each
    assert await lines(store) == await fresh_lines(changed)


async def test_a_changed_list_on_an_edge_is_one_row(store: GraphStore, writer: Writer) -> None:
    feeds = edge(EdgeType.FEEDS, table("a"), table("b"), via=("value",), lines=(1, 2), assumed=True)
    await writer.apply(file_graph("f1", [feeds]))
    moved = file_graph("f1", [edge(EdgeType.FEEDS, table("a"), table("b"), via=("filter", "value"), lines=(7,))])
    assert await writer.apply(moved) == (0, 1)
    assert await lines(store) == await fresh_lines(moved)


async def test_every_type_of_property_comes_back_as_it_was(store: GraphStore, writer: Writer) -> None:
    props = {"text": "", "number": -(2**63), "yes": True, "names": ("b", "a"), "none": None, "empty": (), "n": (1, 2)}
    await writer.apply(file_graph("f1", [edge(EdgeType.READS, statement("f1"), table("t"))], props={table("t"): props}))
    assert (await nodes(store))["Table", "t"] == {
        "text": "", "number": -(2**63), "yes": True, "names": ["b", "a"], "empty": [], "n": [1, 2],
    }  # fmt: skip


async def test_a_property_that_is_said_no_more_goes(store: GraphStore, writer: Writer) -> None:
    reads = [edge(EdgeType.READS, statement("f1"), table("t"))]
    await writer.apply(file_graph("f1", reads, props={table("t"): {"kind": "view", "comment": "old"}}))
    assert await writer.apply(file_graph("f1", reads, props={table("t"): {"kind": "table"}})) == (1, 0)
    assert (await nodes(store))["Table", "t"] == {"kind": "table"}


async def test_hostile_names_are_nothing_but_names(store: GraphStore, writer: Writer) -> None:
    """C1"""
    edges = [edge(EdgeType.READS, statement("f1"), table(quoted(name)), via=(name,)) for name in HOSTILE]
    props = {table(quoted(name)): {"comment": name} for name in HOSTILE}
    hostile = file_graph("f1", edges, root="r'`", path=f"{HOSTILE[0]}.sql", props=props)
    await Writer(store, "r'`").apply(hostile)
    assert await lines(store) == await fresh_lines(hostile)
    found = await nodes(store)
    assert {name: found["Table", quoted(name)] for name in HOSTILE} == {name: {"comment": name} for name in HOSTILE}


async def test_names_longer_than_an_index_holds_stay_apart(store: GraphStore, writer: Writer) -> None:
    long = "x" * 40_000
    await writer.apply(load("f1", f"db.s.{long}a", f"db.s.{long}b", "c"))
    assert await writer.apply(load("f1", f"db.s.{long}a", f"db.s.{long}b", "c")) == (0, 0)
    assert await lines(store) == await fresh_lines(load("f1", f"db.s.{long}a", f"db.s.{long}b", "c"))
    assert {key for label, key in await nodes(store) if label == "Table"} == {f"db.s.{long}a", f"db.s.{long}b"}


async def test_lone_surrogates_are_stored_as_escapes(store: GraphStore, writer: Writer) -> None:
    await writer.apply(file_graph("f1", [edge(EdgeType.READS, statement("f1"), table("bad\udc80"))]))
    assert ("Table", "bad\\udc80") in await nodes(store)


@pytest.mark.parametrize("value", [2**63, (1, "a"), 1.5, (2**63,)])
async def test_a_value_that_cannot_be_stored_is_refused_by_row_and_nothing_is_written(
    store: GraphStore, writer: Writer, value: object
) -> None:
    """N4"""
    bad = file_graph("f2", [edge(EdgeType.READS, statement("f2"), table("t"), via=value)])
    with pytest.raises(StoreDataError) as refused:
        await writer.apply(load("f1", "a", "b"), bad)
    assert refused.value.row == "Statement f2:1 -READS-> Table t"
    assert await lines(store) == [] and await store.sources() == {}


async def test_an_edge_to_nowhere_is_refused(writer: Writer) -> None:
    good = load("f1", "a", "b")
    loose = replace(good, nodes=tuple(node for node in good.nodes if node.id != table("b")))
    with pytest.raises(StoreDataError) as refused:
        await writer.apply(loose)
    assert refused.value.row == "Table b"


# --- what nothing asserts is not there -------------------------------------------------------------------------------


async def test_a_shorter_file_loses_its_last_statements(store: GraphStore, writer: Writer) -> None:
    long = [edge(EdgeType.READS, statement("f1", number), table(f"t{number}")) for number in (1, 2, 3)]
    await writer.apply(file_graph("f1", long, statements=3))
    short = file_graph("f1", long[:1])
    assert await writer.apply(short) == (4, 4)
    assert await lines(store) == await fresh_lines(short)


async def test_a_shared_node_lives_until_its_last_assertion_goes(store: GraphStore, writer: Writer) -> None:
    """N3"""
    one, other = load("f1", "a", "db.s.b", "x"), load("f2", "db.s.b", "c", "x")
    await writer.apply(one, other)
    await writer.apply(FileGraph("r", "f1"))
    assert await lines(store) == await fresh_lines(other)
    await writer.apply(FileGraph("r", "f2"))
    assert await lines(store) == []
    assert await store.counts() == {"Source": 1}


async def test_a_table_that_only_holds_columns_keeps_nothing_of_what_was_said(
    store: GraphStore, writer: Writer
) -> None:
    """N3: what the graph says of a node must not depend on who had asserted it once."""
    columns = file_graph("f2", [edge(EdgeType.READS, statement("f2"), column("db.s.b.x"))])
    await writer.apply(load("f1", "a", "db.s.b"), columns)
    await writer.apply(FileGraph("r", "f1"))
    assert (await nodes(store))["Table", "db.s.b"] == {}
    assert await lines(store) == await fresh_lines(columns)


async def test_a_node_that_no_edge_touches_is_not_kept(store: GraphStore, writer: Writer) -> None:
    await writer.apply(file_graph("f1", extra=[table("db.s.t")]))
    assert await lines(store) == await fresh_lines(file_graph("f1"))
    assert ("Table", "db.s.t") not in await nodes(store)


async def test_an_unknown_file_may_go(store: GraphStore, writer: Writer) -> None:
    assert await writer.apply(FileGraph("r", "never")) == (0, 0)
    assert await lines(store) == []


async def test_a_renamed_file_keeps_its_id_and_changes_its_name_in_the_dump(store: GraphStore, writer: Writer) -> None:
    reads = [edge(EdgeType.READS, statement("f1"), table("t"))]
    await writer.apply(file_graph("f1", reads, path="old.sql"))
    assert await writer.apply(file_graph("f1", reads, path="new.sql")) == (1, 0)
    assert await lines(store) == await fresh_lines(file_graph("other id", [
        edge(EdgeType.READS, statement("other id"), table("t"))
    ], path="new.sql"))  # fmt: skip


async def test_forgetting_a_root_leaves_the_others(store: GraphStore) -> None:
    mine, yours = load("f1", "a", "db.s.b", "x"), load("f2", "db.s.b", "c", "x", root="q")
    await Writer(store).apply(mine)
    await Writer(store, "q").apply(yours)
    assert await store.file_ids("r") == {"f1"}
    applied = await store.forget("r")
    assert applied.nodes == 5 and applied.edges == 7  # Source, File, Statement, a, a.x
    assert await lines(store) == await fresh_lines(yours)
    assert set(await store.sources()) == {"q"} and await store.file_ids("r") == set()
    assert await store.forget("r") == Applied(0, 0)


async def test_forgetting_more_files_than_fit_one_transaction(store: GraphStore, writer: Writer) -> None:
    await writer.apply(*(load(f"f{number}", "a", f"b{number}") for number in range(150)))
    await store.forget("r")
    assert await store.counts() == {}


async def test_tidy_finds_nothing_in_a_graph_that_only_we_wrote(store: GraphStore, writer: Writer) -> None:
    await writer.apply(load("f1", "a", "db.s.b", "x"), load("f2", "db.s.b", "c", "x"))
    before = await lines(store)
    assert await store.tidy() == Applied(0, 0)
    assert await lines(store) == before


# --- one writer a root -----------------------------------------------------------------------------------------------


async def test_a_transaction_that_expects_another_state_writes_nothing(store: GraphStore, writer: Writer) -> None:
    """N2"""
    late = writer.transaction(load("f1", "a", "old"))
    await writer.apply(load("f1", "a", "new"))
    with pytest.raises(SeqMismatch) as refused:
        await store.apply(late)
    assert refused.value.found == writer.state == (await store.sources())["r"]
    assert await lines(store) == await fresh_lines(load("f1", "a", "new"))


async def test_a_repeated_transaction_finds_itself_applied(store: GraphStore, writer: Writer) -> None:
    """N2, N5: how an unknown outcome is settled."""
    transaction = writer.transaction(load("f1", "a", "b"))
    await store.apply(transaction)
    with pytest.raises(SeqMismatch) as refused:
        await store.apply(transaction)
    assert refused.value.found == transaction.after


async def test_another_nonce_or_owner_at_the_same_seq_is_another_state(store: GraphStore, writer: Writer) -> None:
    await writer.apply(load("f1", "a", "b"))
    assert writer.state is not None
    for wrong in (replace(writer.state, nonce="other"), replace(writer.state, owner="other"), None):
        with pytest.raises(SeqMismatch):
            await store.apply(Transaction("r", wrong, SourceState("here", 2, "n"), ()))


async def test_a_wiped_graph_is_noticed_by_the_next_transaction(store: GraphStore, writer: Writer) -> None:
    """N8"""
    await writer.apply(load("f1", "a", "b"))
    await store.forget("r")
    with pytest.raises(SeqMismatch) as refused:
        await writer.apply(load("f1", "a", "b"))
    assert refused.value.found is None


async def test_of_two_writers_with_the_same_expectation_one_wins(store: GraphStore, writer: Writer) -> None:
    """N2"""
    for number in range(8):
        files = [load("f1", "a", f"t{number}{side}", "x") for side in "lr"]
        both = [writer.transaction(file, nonce=file.edges[-1].target.key) for file in files]
        outcomes = await asyncio.gather(*map(store.apply, both), return_exceptions=True)
        won = [at for at, outcome in enumerate(outcomes) if isinstance(outcome, Applied)]
        assert len(won) == 1 and isinstance(outcomes[1 - won[0]], SeqMismatch)
        writer.state = both[won[0]].after
        assert await lines(store) == await fresh_lines(files[won[0]])


async def test_roots_that_share_tables_may_be_written_at_the_same_time(store: GraphStore) -> None:
    """N3: one root's orphans are another's new assertions."""

    async def toggle(root: str) -> None:
        writer = Writer(store, root)
        for _ in range(6):
            await writer.apply(load(f"f-{root}", "shared.s.a", "shared.s.b", "x", root=root))
            await writer.apply(FileGraph(root, f"f-{root}"))
        await writer.apply(load(f"f-{root}", "shared.s.a", "shared.s.b", "x", root=root))

    roots = ("p", "q", "r")
    await asyncio.gather(*map(toggle, roots))
    last = [load(f"f-{root}", "shared.s.a", "shared.s.b", "x", root=root) for root in roots]
    assert await lines(store) == await fresh_lines(*last)


async def test_a_cancelled_write_leaves_all_or_nothing(store: GraphStore, writer: Writer) -> None:
    """N1"""
    await writer.apply(load("f1", "a", "old", "x"))
    files = load("f1", "a", "new", "x"), *(load(f"g{number}", "a", f"t{number}", "x") for number in range(40))
    transaction = writer.transaction(*files, nonce="m")
    for turns in (1, 3, 10, 30):
        task = asyncio.create_task(store.apply(transaction))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if (await store.sources())["r"] == transaction.after:
            break
        assert await lines(store) == await fresh_lines(load("f1", "a", "old", "x"))
    else:
        await store.apply(transaction)
    assert await lines(store) == await fresh_lines(*files)


# --- readers ---------------------------------------------------------------------------------------------------------


async def test_a_dump_is_one_snapshot_whatever_is_written_meanwhile(store: GraphStore, writer: Writer) -> None:
    await writer.apply(*(load(f"f{number}", "a", "b", "x") for number in range(3)))
    before = await lines(store)
    dump = store.dump()
    seen = [await anext(dump)]
    await writer.apply(FileGraph("r", "f0"), load("f1", "y", "z"))
    seen += [line async for line in dump]
    assert sorted(seen) == before


async def test_a_reader_never_sees_half_a_file(store: GraphStore, writer: Writer) -> None:
    """N1"""
    versions = [load("f1", "a", target, *"uvwxyz") for target in ("left", "right")]
    whole = [await fresh_lines(version) for version in versions]
    await writer.apply(versions[0])
    done = asyncio.Event()

    async def write() -> None:
        for number in range(12):
            await writer.apply(versions[number % 2])
        done.set()

    task = asyncio.create_task(write())
    while not done.is_set():
        assert await lines(store) in whole
    await task


async def test_find_compares_without_case_and_by_whole_ends(store: GraphStore, writer: Writer) -> None:
    await writer.apply(load("f1", "db.dbo.Sales", "mart.sales", "Id"), load("f2", "nosales", "Ünï.x"))
    assert await store.find("DB.DBO.SALES") == [table("db.dbo.Sales")]
    assert await store.find("sales") == []
    assert await store.find("sales", suffix=True) == [table("db.dbo.Sales"), table("mart.sales")]
    assert await store.find("sales.id", suffix=True) == [column("db.dbo.Sales.Id"), column("mart.sales.Id")]
    assert await store.find("ÜNÏ.X") == [table("Ünï.x")]
    assert await store.find("db.dbo") == []  # a schema is no dataset
    assert await store.find("ales", suffix=True) == await store.find("", suffix=True) == []


async def test_a_long_name_is_found_whole_and_by_its_end(store: GraphStore, writer: Writer) -> None:
    long = "x" * 5_000
    await writer.apply(load("f1", f"a.{long}", f"b.{long}"))
    assert await store.find(long) == []
    assert await store.find(f"a.{long}") == [table(f"a.{long}")]
    assert await store.find(long, suffix=True) == [table(f"a.{long}"), table(f"b.{long}")]


async def test_neighbours_are_those_of_the_direction_and_say_where_from(store: GraphStore, writer: Writer) -> None:
    influences = edge(EdgeType.INFLUENCES, column("a.x"), table("b"), via=("filter",), lines=(4,))
    await writer.apply(
        load("f1", "a", "b", "x"), load("f2", "b", "c", "x"), file_graph("f3", [influences], path="x/y.sql")
    )
    [feeds] = await store.neighbours([table("b")], direction="downstream", influence=False)
    assert (feeds.type, feeds.source, feeds.target, feeds.file) == (
        EdgeType.FEEDS,
        table("b"),
        table("c"),
        "r/etl/f2.sql",
    )
    assert feeds.props == {"via": ("value",), "ordinals": (1,), "lines": (3,)}
    [feeds] = await store.neighbours([table("b")], direction="upstream", influence=False)
    assert feeds.source == table("a")
    hops = await store.neighbours([column("a.x"), column("b.x")], direction="downstream", influence=True)
    assert [(hop.type, hop.target, hop.file) for hop in hops] == [
        (EdgeType.FLOWS_TO, column("b.x"), "r/etl/f1.sql"),
        (EdgeType.FLOWS_TO, column("c.x"), "r/etl/f2.sql"),
        (EdgeType.INFLUENCES, table("b"), "r/x/y.sql"),
    ]
    assert await store.neighbours([], direction="upstream", influence=True) == []
    assert await store.neighbours([table("unknown")], direction="upstream", influence=True) == []


def read_and_written(file_id: str, root: str = "r", **said: object) -> FileGraph:
    """A file of two statements, the second not understood, that reads `a` and writes `db.b`."""
    one, two = statement(file_id, 1), statement(file_id, 2)
    edges = [
        edge(EdgeType.READS, one, table("a")),
        edge(EdgeType.READS, one, column("a.x")),
        edge(EdgeType.WRITES, one, table("db.b")),
        edge(EdgeType.WRITES, one, column("db.b.x")),
        edge(EdgeType.DEFINES, two, table("c")),
    ]
    parsed = {"ordinal": 1, "line_from": 3, "line_to": 5, "kind": "insert", "status": "parsed"}
    partial = {"ordinal": 2, "line_from": 6, "line_to": 6, "kind": "create_table", "status": "partial", "reason": "why"}
    own = {"path": f"etl/{file_id}.sql", "dialect": "tsql", "status": "ok"}
    props = {one: parsed, two: partial, NodeId(Label.FILE, file_id): {**own, **said}}
    return file_graph(file_id, edges, root=root, statements=2, props=props)  # type: ignore[arg-type]  # what fits


async def test_readers_are_statements_with_file_lines_and_kind(store: GraphStore, writer: Writer) -> None:
    await writer.apply(read_and_written("f1"), read_and_written("f2"), load("f3", "z", "y", "x"))
    found = await store.readers([column("a.x"), table("a"), table("db.b")])
    assert [(one.node.key, one.file, one.ordinal, one.lines, one.kind) for one in found] == [
        ("a.x", "r/etl/f1.sql", 1, (3, 5), "insert"),
        ("a.x", "r/etl/f2.sql", 1, (3, 5), "insert"),
        ("a", "r/etl/f1.sql", 1, (3, 5), "insert"),
        ("a", "r/etl/f2.sql", 1, (3, 5), "insert"),
    ]
    assert await store.readers([]) == [] == await store.readers([table("unknown")])


async def test_a_file_is_asked_for_the_tables_it_writes_or_defines(store: GraphStore) -> None:
    await Writer(store).apply(read_and_written("f1"), file_graph("f2"))
    await Writer(store, "q").apply(load("f3", "a", "q", root="q"))
    assert await store.written_by("r", "etl/f1.sql") == [table("c"), table("db.b")]
    assert await store.written_by("r", "etl/f2.sql") == []
    assert await store.written_by("r", "etl/f3.sql") is None
    assert await store.written_by("none", "etl/f1.sql") is None


async def test_alike_names_hold_a_fragment_the_likest_first(store: GraphStore, writer: Writer) -> None:
    await writer.apply(load("f1", "raw.Orders", "mart.sales", "order_id"))
    every = [column("mart.sales.order_id"), column("raw.Orders.order_id"), table("raw.Orders")]
    assert await store.alike(("RDE", "nothing"), limit=10) == every
    assert await store.alike(("rde", "rde"), limit=1) == [table("raw.Orders")]
    assert await store.alike(("RDE", "_ID"), limit=2) == [column("mart.sales.order_id"), column("raw.Orders.order_id")]
    assert await store.alike(("a", "a"), limit=1) == [table("mart.sales")]
    assert await store.alike(("%", "_x"), limit=10) == []


async def test_statements_are_counted_and_those_not_understood_are_told(store: GraphStore) -> None:
    dead = file_graph("f2", statements=0, props={
        NodeId(Label.FILE, "f2"): {"path": "bad.sql", "status": "dead_letter", "reason": "binary"}
    })  # fmt: skip
    await Writer(store).apply(read_and_written("f1"), dead)
    await Writer(store, "q").apply(read_and_written("f3", "q"))
    found = sorted([one async for one in store.statements()], key=lambda one: (one.root, one.path))
    partial = (Unclear(2, (6, 6), "create_table", "partial", "why"),)
    assert found == [
        FileStatements("q", "etl/f3.sql", "tsql", "ok", "", 1, partial),
        FileStatements("r", "bad.sql", "", "dead_letter", "binary", 0, ()),
        FileStatements("r", "etl/f1.sql", "tsql", "ok", "", 1, partial),
    ]


async def test_prepare_and_close_may_be_repeated(store: GraphStore, writer: Writer) -> None:
    await store.prepare()
    await store.ping()
    await writer.apply(load("f1", "a", "b"))
    await store.close()
    await store.close()
    assert await store.file_ids("r") == {"f1"}


async def test_a_source_node_in_a_file_graph_is_the_stores_own_affair(store: GraphStore, writer: Writer) -> None:
    file = file_graph("f1")
    source = Node(NodeId(Label.SOURCE, "r"), {"owner": "forged"})
    await writer.apply(replace(file, nodes=(*file.nodes, source)))
    assert (await store.sources())["r"].owner == "here"


async def test_a_file_of_another_root_is_a_bug_of_the_caller(writer: Writer) -> None:
    with pytest.raises(ValueError, match="all of one root"):
        await writer.apply(load("f1", "a", "b", root="q"))
    with pytest.raises(ValueError, match="each file once"):
        await writer.apply(load("f1", "a", "b"), load("f1", "a", "c"))
