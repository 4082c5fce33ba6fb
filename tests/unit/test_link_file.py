"""One file's statements: what they read, write and move, with local tables, renames and settings followed through."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph.facts import (
    Alter,
    Call,
    ColumnDef,
    Comment,
    Define,
    DefineRoutine,
    Drop,
    ForeignKey,
    Item,
    Op,
    Out,
    Read,
    Rename,
    Select,
    Statement,
    Swap,
    Synonym,
    Touch,
    Use,
    Write,
)
from graph.link.calls import Program
from graph.link.catalog import Bound, Catalog
from graph.link.choice import Reader
from graph.link.declare import declare
from graph.link.file import link_file
from graph.link.linked import DatasetInfo, FileContext, Ref
from graph.link.models import ModelFile
from graph.names import Name
from tests.unit.link_builders import (
    context,
    facts,
    flows,
    insert,
    link,
    name,
    program,
    scan,
    select,
    table,
    tables,
    temp,
    view,
)

T = table("t", "a", "b", "k")
S = table("s", "c", "d", "k")
X = table("x", "p", "q", "r")


# --- writing ---


def test_insert_by_position_goes_into_the_tables_own_columns() -> None:
    assert flows(link(T, X, insert("x", select("b", "a", frm=["t"])))) == {"t.b > x.p", "t.a > x.q"}


def test_insert_with_columns_goes_into_these() -> None:
    linked = link(T, X, insert("x", select("b", "a", frm=["t"]), "r", "p"))
    assert flows(linked) == {"t.b > x.r", "t.a > x.p"}
    assert linked.statements[2].column_writes == (Ref(("x",), "p"), Ref(("x",), "r"))


def test_insert_into_an_unknown_table_is_assumed_by_position_and_partial() -> None:
    linked = link(T, insert("u", select("b", "z=a", frm=["t"])))
    done = linked.statements[1]
    assert flows(done) == {"t.b > u.b", "t.a > u.z"}
    assert all(flow.assumed for flow in done.flows)
    assert (done.status, done.reason) == ("partial", "columns of u unknown: named by position")
    assert all(edge.assumed for edge in linked.columns)


def test_an_edge_that_one_statement_is_certain_of_is_not_assumed() -> None:
    linked = link(T, insert("u", select("b", frm=["t"])), insert("u", select("b", frm=["t"]), "b"))
    assert [edge.assumed for edge in linked.columns] == [False]


def test_more_values_than_columns_is_partial() -> None:
    done = link(T, X, insert("x", select("a", "b", "k", "a", frm=["t"]))).statements[2]
    assert (done.status, len(done.column_writes)) == ("partial", 3)


def test_a_column_that_a_closed_target_lacks_is_not_written() -> None:
    done = link(T, X, insert("x", select("a", "b", frm=["t"]), "p", "zz")).statements[2]
    assert (flows(done), done.reason) == ({"t.a > x.p"}, "unknown column x.zz")


def test_an_update_reads_its_target_only_where_its_columns_are_read() -> None:
    blind = Write("update", ("t",), select("a=s.c", frm=["t", "s"]), by_name=True)
    seeing = Write("update", ("t",), select("a=s.c", frm=["t", "s"], where=["t.k", "s.k"]), by_name=True)
    first, second = link(T, S, blind, seeing).statements[2:]
    assert (first.reads, first.writes) == ((("s",),), (("t",),))
    assert second.reads == (("s",), ("t",))
    assert flows(second) == {"s.c > t.a", "t.k -filter> t", "s.k -filter> t"}
    assert second.column_writes == (Ref(("t",), "a"),)


def test_a_constant_update_moves_no_rows() -> None:
    linked = link(T, S, Write("update", ("t",), select(Out(Item("a")), frm=["t", "s"]), by_name=True))
    assert tables(linked) == {"s > t join"}


def test_delete_using_is_influence_alone() -> None:
    linked = link(T, S, Write("delete", ("t",), select(frm=["t", "s"])))
    assert tables(linked) == {"s > t filter"}
    done = linked.statements[2]
    assert (done.reads, done.writes, done.column_writes) == ((("s",),), (("t",),), ())


def test_delete_with_a_condition_points_at_the_dataset() -> None:
    linked = link(T, S, Write("delete", ("t",), select(frm=["t", "s"], where=["t.k", "s.k"])))
    assert flows(linked) == {"t.k -filter> t", "s.k -filter> t"}


def test_truncate_only_writes() -> None:
    linked = link(T, Write("truncate", ("t",)))
    assert (linked.statements[1].writes, linked.tables) == ((("t",),), ())


def test_guards_are_conditions_on_what_the_statement_writes() -> None:
    guarded = Statement(
        3, (3, 3), "insert", "parsed", ops=(insert("x", select("a", frm=["t"])),), guards=(select("d", frm=["s"]),)
    )
    linked = link(T, X, Statement(4, (4, 4), "create_table", "parsed", ops=(S,)), guarded)
    assert flows(linked) == {"t.a > x.p", "s.d -condition> x"}
    assert tables(linked) == {"t > x value", "s > x condition"}


# --- defining ---


def test_a_view_is_written_column_by_column() -> None:
    done = link(T, view("v", select("a", "z=b+k", frm=["t"]))).statements[1]
    assert flows(done) == {"t.a > v.a", "t.b > v.z", "t.k > v.z"}
    assert (done.writes, done.defines) == ((("v",),), (("v",),))
    assert done.column_defines == done.column_writes == (Ref(("v",), "a"), Ref(("v",), "z"))


def test_a_views_column_list_renames_by_position() -> None:
    linked = link(T, Define(("v",), "view", query=select("a", "b", frm=["t"]), names=("m", "n")))
    assert flows(linked) == {"t.a > v.m", "t.b > v.n"}
    assert [column.name for column in linked.defined[1].columns] == ["m", "n"]


def test_structure_alone_moves_nothing() -> None:
    linked = link(
        T,
        Define(("v",), "table", query=select("a", frm=["t"]), moves=False),
        Define(("w",), "table", like=("t",), moves=False),
    )
    assert (linked.tables, linked.columns) == ((), ())
    assert linked.statements[2].column_defines == tuple(Ref(("w",), column) for column in ("a", "b", "k"))


def test_a_clone_moves_every_column() -> None:
    assert flows(link(T, Define(("w",), "table", like=("t",)))) == {f"t.{c} > w.{c}" for c in "abk"}


def test_generated_columns_are_computed_from_their_own_table() -> None:
    columns = (ColumnDef("a"), ColumnDef("twice", generated=(0,)))
    assert flows(link(Define(("t",), "table", columns, refs=(("a",),)))) == {"t.a > t.twice"}


def test_foreign_keys_reference_the_named_columns_else_the_primary_key() -> None:
    keys = (ForeignKey(("p",), ("u",)), ForeignKey(("q",), ("u",), ("code",)))
    linked = link(
        table("u", "!id", "code"), Define(("x",), "table", (ColumnDef("p"), ColumnDef("q")), foreign_keys=keys)
    )
    assert linked.statements[1].references == (
        (Ref(("x",), "p"), Ref(("u",), "id")),
        (Ref(("x",), "q"), Ref(("u",), "code")),
    )
    assert linked.tables == ()


def test_a_foreign_key_to_an_unknown_primary_key_is_partial() -> None:
    linked = link(Alter(("x",), foreign_keys=(ForeignKey(("p",), ("u",)),)))
    assert linked.statements[0].reason == "unknown key of u"


def test_a_target_rule_makes_a_bare_select_write_its_dataset() -> None:
    one = facts(Read(select("a", frm=["t"]), bare=True))
    catalog = Catalog()
    rule = FileContext("r", "query.sql", "ansi", target=("p", "v"))
    catalog.put(rule, declare(one))
    linked = link_file(one, rule, catalog)
    assert flows(linked) == {"t.a > p.v.a"}
    assert [info.name for info in linked.defined] == [("p", "v")]
    two = facts(*(statement.ops[0] for statement in one.statements), Drop(("q",)))
    assert link_file(two, rule, catalog).tables == ()


# --- local tables ---


def test_temps_are_followed_through_and_do_not_appear() -> None:
    linked = link(
        T,
        X,
        temp("#w", query=select("a", "m=b", frm=["t"], where=["k"])),
        insert("x", select("m", frm=["#w"])),
    )
    assert flows(linked) == {"t.b > x.p", "t.k -filter> x"}
    assert tables(linked) == {"t > x filter,value"}
    assert (linked.statements[2].writes, linked.statements[3].reads) == ((), ())
    assert linked.statements[3].column_reads == ()


def test_two_lives_of_one_temp_name_stay_apart() -> None:
    linked = link(
        T,
        S,
        X,
        temp("#w", query=select("m=a", frm=["t"])),
        insert("x", select("m", frm=["#w"])),
        Drop(("#w",)),
        temp("#w", query=select("m=c", frm=["s"])),
        insert("y", select("m", frm=["#w"]), "m"),
    )
    assert flows(linked) == {"t.a > x.p", "s.c > y.m"}


def test_temps_gather_what_is_put_into_them() -> None:
    linked = link(
        T,
        S,
        temp("w", "m", "n"),
        insert("w", select("a", frm=["t"]), "n"),
        Write("update", ("w",), select("m=s.c", frm=["w", "s"], where=["w.n", "s.k"]), by_name=True),
        insert("y", select("m", frm=["w"]), "m"),
        insert("z", select("n", frm=["w"]), "n"),
    )
    values = {flow for flow in flows(linked) if " > " in flow}
    assert values == {"s.c > y.m", "t.a > z.n"}
    assert {"s.k -filter> y", "t.a -filter> y"} <= flows(linked)


def test_a_temp_from_an_unknown_star_passes_columns_on() -> None:
    linked = link(temp("#w", query=select("*", frm=["u"])), insert("y", select("m", frm=["#w"]), "m"))
    assert flows(linked) == {"u.m > y.m"}
    assert (linked.statements[1].reads, linked.statements[1].column_reads) == ((), ())


def test_a_temp_of_an_unknown_star_keeps_its_table_edge() -> None:
    linked = link(temp("#w", query=select("*", frm=["u"])), insert("y", select("*", frm=["#w"])))
    assert tables(linked) == {"u > y value"}
    assert linked.statements[1].status == "partial"


def test_a_temp_that_nobody_made_is_partial_and_never_permanent() -> None:
    linked = link(T, insert("x", select("p=m", frm=["#lost"]), "p"))
    assert (linked.statements[1].reads, linked.tables) == ((), ())
    assert linked.statements[1].reason == "unknown temporary table #lost"


def test_temps_live_in_their_routine() -> None:
    def inside(at: int, op: Op, routine: str) -> Statement:
        return Statement(at, (at, at), "insert", "parsed", ops=(op,), routine=(routine,))

    linked = link(
        inside(1, temp("#w", query=select("m=a", frm=["t"])), "one"),
        inside(2, temp("#w", query=select("m=c", frm=["s"])), "two"),
        inside(3, insert("x", select("m", frm=["#w"]), "p"), "one"),
        inside(4, insert("x", select("m", frm=["#w"]), "q"), "two"),
    )
    assert flows(linked) == {"t.a > x.p", "s.c > x.q"}


def test_a_temp_hides_a_permanent_table_of_its_name_until_it_is_dropped() -> None:
    linked = link(
        T,
        S,
        temp("t", query=select("z=c", frm=["s"])),
        insert("y", select("z", frm=["t"]), "z"),
        Drop(("t",)),
        insert("w", select("a", frm=["t"]), "a"),
    )
    assert flows(linked) == {"s.c > y.z", "t.a > w.a"}


# --- renames, swaps, settings ---


def test_a_table_built_under_a_passing_name_is_known_by_its_last() -> None:
    linked = link(
        T,
        Define(("t2",), "table", query=select("m=a", frm=["t"])),
        insert("t2", select("b", frm=["t"]), "m"),
        Drop(("final",)),
        Rename(("t2",), ("final",)),
        insert("y", select("m", frm=["final"]), "m"),
    )
    assert flows(linked) == {"t.a > final.m", "t.b > final.m", "final.m > y.m"}
    assert {info.name for info in linked.datasets} == {("t",), ("final",), ("y",)}


def test_a_table_that_was_there_before_keeps_its_name() -> None:
    linked = link(Rename(("old",), ("passing",)), insert("y", select("m", frm=["passing"]), "m"))
    assert flows(linked) == {"old.m > y.m"}


def test_the_swap_by_renames_reads_the_old_and_fills_the_new() -> None:
    linked = link(
        view("s.new", select("m=a", frm=["src"])),
        Rename(("s", "t"), ("t_old",)),
        Rename(("s", "new"), ("t",)),
        insert("audit", select("m", frm=["s.t_old"]), "m"),
        Drop(("s", "t_old")),
    )
    assert flows(linked) == {"src.a > s.t.m", "s.t.m > audit.m"}


def test_renamed_columns_are_followed_through() -> None:
    linked = link(
        table("t", "a", "b"),
        insert("y", select("a", frm=["t"]), "m"),
        Alter(("t",), (), (), (("a", "z"),)),
        insert("y", select("z", frm=["t"]), "n"),
    )
    assert flows(linked) == {"t.z > y.m", "t.z > y.n"}
    assert {ref.column for ref in linked.statements[0].column_defines} == {"z", "b"}


def test_a_column_of_another_files_table_keeps_its_name_when_renamed_here() -> None:
    here = facts(Alter(("t",), (), (), (("a", "z"),)), insert("y", select("z", frm=["t"]), "n"))
    linked = program({"a.sql": facts(T), "b.sql": here})
    assert flows(linked["b.sql"]) == {"t.a > y.n"}


def test_swaps_move_column_by_column() -> None:
    other = table("t2", "a", "b", "k")
    both = link(T, other, Swap(("t",), ("t2",), both=True))
    assert flows(both) == {f"t.{c} > t2.{c}" for c in "abk"} | {f"t2.{c} > t.{c}" for c in "abk"}
    one = link(T, Swap(("t",), ("archive",)))
    assert flows(one) == {f"t.{c} > archive.{c}" for c in "abk"}
    assert one.statements[1].writes == (("archive",),)


def test_synonyms_resolve_to_their_target() -> None:
    linked = link(T, Synonym(("y",), ("t",)), insert("x", select("a", frm=["y"]), "p"))
    assert flows(linked) == {"t.a > x.p"}


@pytest.mark.parametrize(
    ("more", "ops", "expected"),
    [
        ({}, (), ("t",)),
        ({"default_schema": "s"}, (), ("s", "t")),
        ({"default_database": "d", "default_schema": "s"}, (), ("d", "s", "t")),
        ({"default_database": "d"}, (), ("d", "public", "t")),
        ({}, (Use(path=("s", "public")),), ("s", "t")),
        ({"default_schema": "s"}, (Use(path=("q",)),), ("q", "t")),
    ],
)
def test_names_are_completed_by_settings_and_use(more: dict[str, str], ops: tuple[Op, ...], expected: Name) -> None:
    linked = link(*ops, Read(select("a", frm=["t"])), dialect="postgres", **more)
    assert linked.statements[-1].reads == (expected,)


def test_a_search_path_is_tried_in_order() -> None:
    reading = facts(Use(path=("one", "two")), Read(select("a", frm=["t"])), dialect="postgres")
    linked = program({"a.sql": facts(table("two.t", "a"), dialect="postgres"), "b.sql": reading})
    assert linked["b.sql"].statements[1].reads == (("two", "t"),)


@pytest.mark.parametrize(("defined", "read"), [("dbo.t", "t"), ("t", "dbo.t")])
def test_the_customary_schema_is_added_or_dropped_where_that_finds_something(defined: str, read: str) -> None:
    ops = (table(defined, "a"), Read(select("a", frm=[read])))
    assert link(*ops, dialect="tsql").statements[1].reads == (name(defined),)
    assert link(Read(select("a", frm=[read])), dialect="tsql").statements[0].reads == (name(read),)


def test_nothing_looser_binds() -> None:
    linked = link(table("db.s.t", "a"), Read(select("a", frm=["s.t"])), dialect="tsql")
    assert linked.statements[1].reads == (("s", "t"),)


# --- the rest ---


def test_touches_give_table_edges_at_most() -> None:
    refused = Statement(1, (1, 2), "insert", "tables_only", "why", (Touch((("s",),), (("t",),), flow=True),))
    linked = link(refused)
    assert tables(linked) == {"s > t value"}
    assert (linked.statements[0].status, linked.statements[0].reason) == ("tables_only", "why")


def test_a_reason_of_the_extractor_comes_first() -> None:
    statement = Statement(1, (1, 1), "select", "partial", "odd clause", (Read(select("*", frm=["u"])),))
    assert link(statement).statements[0].reason == "odd clause; unknown columns of u"


def test_the_statement_that_defines_a_routine_lists_the_union() -> None:
    body = Statement(
        2, (2, 2), "insert", "parsed", ops=(insert("x", select("a", frm=["t"]), "p"),), routine=("dbo", "f")
    )
    defining, inner = link(DefineRoutine(("dbo", "f"), "procedure"), body, T).statements[:2]
    assert (defining.reads, defining.writes) == ((("t",),), (("x",),))
    assert defining.defines_routine == inner.routine == ("dbo", "f")
    assert defining.flows == ()


def test_calls_name_the_routine() -> None:
    linked = link(DefineRoutine(("dbo", "f"), "procedure"), Call(("f",)), Call(("f",), ("t",)), dialect="tsql")
    assert linked.statements[1].calls == (("dbo", "f"),)
    assert (linked.statements[2].writes, linked.statements[2].status) == ((("t",),), "partial")
    assert linked.routines == ((("dbo", "f"), "procedure"),)


def test_edges_gather_ordinals_and_lines() -> None:
    linked = link(T, X, insert("x", select("a", frm=["t"])), insert("x", select("a", frm=["t"], where=["k"])))
    assert [(edge.via, edge.ordinals, edge.lines) for edge in linked.tables] == [(("filter", "value"), (3, 4), (3, 4))]


def test_what_drops_alters_or_comments_touches_its_dataset() -> None:
    linked = link(Drop(("a",)), Alter(("b",), (ColumnDef("n"),)), Comment(("c",), "text"), Drop(("i",), "index"))
    assert [statement.writes for statement in linked.statements] == [(("a",),), (("b",),), (("c",),), ()]
    assert linked.statements[1].column_defines == (Ref(("b",), "n"),)


class _Recorder:
    """A catalog that answers only what `allowed` looked up, as if nothing else were there."""

    def __init__(self, catalog: Catalog, allowed: frozenset[Name]) -> None:
        self._catalog = catalog
        self._allowed = allowed

    def bind(self, candidates: tuple[Name, ...], reader: Reader) -> Bound:
        assert self._allowed.issuperset(candidates)
        return self._catalog.bind(candidates, reader)

    def routine(self, candidates: tuple[Name, ...], reader: Reader) -> Bound:
        assert self._allowed.issuperset(candidates)
        return self._catalog.routine(candidates, reader)

    def program(self, candidates: tuple[Name, ...], reader: Reader, arguments: Sequence[str] = ()) -> Program | None:
        assert self._allowed.issuperset(candidates)
        return self._catalog.program(candidates, reader, arguments)

    def is_overloaded(self, candidates: tuple[Name, ...], reader: Reader) -> bool:
        assert self._allowed.issuperset(candidates)
        return self._catalog.is_overloaded(candidates, reader)

    def info(self, dataset: Name) -> DatasetInfo:
        assert dataset in self._allowed
        return self._catalog.info(dataset)

    def model(self, context: FileContext) -> ModelFile | None:
        return self._catalog.model(context)

    def own(self, dataset: Name, reader: Reader) -> DatasetInfo | None:
        assert dataset in self._allowed
        return self._catalog.own(dataset, reader)


def test_linking_asks_the_catalog_for_nothing_beside_its_look_ups() -> None:
    one = facts(
        T,
        view("v", select("*", frm=["t", scan("u z")])),
        Define(("w",), "table", like=("q",)),
        DefineRoutine(("f",), "function"),
        Call(("g",)),
        insert("x", select("a", frm=["dbo.t"])),
        dialect="tsql",
    )
    catalog = Catalog()
    here = context(dialect="tsql")
    catalog.put(here, declare(one))
    linked = link_file(one, here, catalog)
    assert link_file(one, here, _Recorder(catalog, linked.lookups)) == linked
    assert {("v",), ("u",), ("dbo", "u"), ("q",), ("f",), ("g",), ("x",), ("t",), ("dbo", "t")} <= linked.lookups


def test_a_file_links_without_being_in_the_catalog() -> None:
    one = facts(T, insert("x", select("a", frm=["t"]), "p"))
    assert flows(link_file(one, context(), Catalog())) == {"t.a > x.p"}


def test_facts_that_make_no_sense_do_not_raise() -> None:
    odd = Select((Out(Item("a", (7, -3), (("window", 9),))),), (scan("t"),), (), where=(5, -9), order=(-1,), group=(3,))
    linked = link(
        Read(odd), insert("t", odd), Define((), "view", query=odd), Write("update", ("t",), odd, by_name=True)
    )
    assert len(linked.statements) == 4
    assert replace(linked.statements[0], ordinal=9).ordinal == 9


def test_a_merge_of_several_branches_reads_its_target_only_where_its_columns_are_read() -> None:
    update = Write("merge", ("t",), select("a=s.c", frm=["t", "s"]), by_name=True)
    new = Write("merge", ("t",), select("s.c", "s.d", frm=["t", "s"]), ("a", "b"))
    done = link(T, S, Statement(3, (3, 3), "merge", "parsed", ops=(update, new))).statements[2]
    assert done.reads == (("s",),)
    assert flows(done) == {"s.c > t.a", "s.d > t.b"}
