"""Queries against known and unknown tables: which column a name means, and what the result is made of."""

import pytest

from graph.facts import (
    Cte,
    Define,
    Derived,
    Group,
    Item,
    Join,
    Op,
    Out,
    Pivot,
    Query,
    Read,
    Scan,
    Select,
    SetOp,
    Source,
    Star,
    TableFunction,
    Values,
    ValuesSource,
)
from graph.link.linked import LinkedStatement
from tests.unit.link_builders import Block, facts, flows, insert, link, name, program, scan, select, table, tables

T = table("t", "a", "b", "k")
S = table("s", "c", "d", "k")
X = table("x", "p", "q", "r", "s1", "s2", "s3")


def put(query: Query, *defined: Op, dialect: str = "ansi") -> LinkedStatement:
    """Insert a query's rows into `x` by position."""
    return link(X, *defined, insert("x", query), dialect=dialect).statements[-1]


def using(text: str, *columns: str, kind: str = "inner", natural: bool = False) -> Scan:
    return scan(text, join=Join(kind, (), tuple(columns), natural))


def test_a_qualified_column_is_that_of_its_range_variable() -> None:
    done = put(select("p=u.a", "q=s.c", frm=["t u", "s"]), T, S)
    assert flows(done) == {"t.a > x.p", "s.c > x.q"}
    assert done.status == "parsed"


def test_an_unqualified_column_is_that_of_the_one_source_known_to_have_it() -> None:
    done = put(select("a", "d", frm=["t", "unknown", "s"]), T, S)
    assert flows(done) == {"t.a > x.p", "s.d > x.q"}


def test_a_single_open_source_has_every_column_asked_of_it() -> None:
    done = put(select("z", "a", frm=["t", "unknown"]), T)
    assert flows(done) == {"unknown.z > x.p", "t.a > x.q"}
    assert done.status == "parsed"


def test_a_column_of_several_open_sources_stays_unresolved_and_the_tables_remain() -> None:
    done = put(select("z", "p=m.a", frm=["m", "n"]))
    assert flows(done) == {"m.a > x.q"}
    assert (done.status, done.reason) == ("partial", "ambiguous column z")
    assert done.reads == (("m",), ("n",))


def test_a_column_that_a_closed_table_lacks_is_unresolved() -> None:
    done = put(select("t.z", frm=["t"]), T)
    assert flows(done) == set()
    assert (done.status, done.reason) == ("partial", "unknown column t.z")


def test_a_column_that_two_closed_tables_have_is_ambiguous() -> None:
    assert put(select("k", frm=["t", "s"]), T, S).reason == "ambiguous column k"


def test_a_full_table_name_qualifies() -> None:
    done = put(select("p=db.t.a", "q=t.b", frm=["db.t"]), table("db.t", "a", "b"))
    assert flows(done) == {"db.t.a > x.p", "db.t.b > x.q"}


def test_a_field_of_a_known_column_is_that_column() -> None:
    assert flows(put(select("p=a.field.deeper", frm=["t"]), T)) == {"t.a > x.p"}


def test_an_unknown_qualifier_is_a_field_only_where_the_dialect_has_structs() -> None:
    query = select("p=z.field", frm=["unknown"])
    assert flows(put(query)) == set()
    assert flows(put(query, dialect="bigquery")) == {"unknown.z > x.p"}


def test_the_inner_block_comes_before_the_outer() -> None:
    inner = select("1=c", frm=["s"], where=["s.k", "k", "a"])
    done = put(select("p=a", frm=["t"], where=[inner]), T, S)
    assert flows(done) == {"t.a > x.p", "s.c -filter> x", "s.k -filter> x", "t.a -filter> x"}


def test_a_name_that_an_outer_table_is_known_to_have_does_not_go_to_an_open_inner_one() -> None:
    inner = select(frm=["missing m"], where=["m.i", "b"])
    done = put(select("p=a", frm=["t"], where=[inner]), T)
    assert flows(done) == {"t.a > x.p", "missing.i -filter> x"}
    assert done.reason == "ambiguous column b"


def test_a_name_in_an_open_inner_source_is_its_column_where_no_outer_one_is_known_to_have_it() -> None:
    inner = select("id", frm=["missing"])
    done = put(select("p=a", frm=["t"], where=[inner]), T)
    assert "missing.id -filter> x" in flows(done)
    assert done.status == "parsed"


def test_on_sees_only_what_stands_to_its_left_and_itself() -> None:
    block = Block()
    on = Join("inner", block.operands(["k"]))
    query = Select(
        (Out(Item("p", block.operands(["t.a"]))),),
        (scan("t"), Scan(("u",), join=on), scan("s")),
        tuple(block.refs),
    )
    done = put(query, T, S, table("u", "z"))
    assert flows(done) == {"t.a > x.p", "t.k -join> x"}


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("inner", {"t.k"}), ("left", {"t.k"}), ("right", {"s.k"}), ("full", {"t.k", "s.k"})],
)
def test_the_kept_side_of_using_is_the_value(kind: str, kept: set[str]) -> None:
    done = put(select("p=k", "q=s.k", frm=["t", using("s", "k", kind=kind)]), T, S)
    values = {flow for flow in flows(done) if " > x.p" in flow}
    assert values == {f"{column} > x.p" for column in kept}
    assert {"t.k -join> x", "s.k -join> x", "s.k > x.q"} <= flows(done)


@pytest.mark.parametrize(
    ("dialect", "order"),
    [("postgres", ["t.k", "t.a", "t.b", "s.c", "s.d"]), ("duckdb", ["t.a", "t.b", "t.k", "s.c", "s.d"])],
)
def test_merged_columns_stand_where_the_dialect_puts_them(dialect: str, order: list[str]) -> None:
    done = put(select("*", frm=["t", using("s", "k")]), T, S, dialect=dialect)
    targets = ["p", "q", "r", "s1", "s2"]
    assert {flow for flow in flows(done) if " > " in flow} == {
        f"{source} > x.{target}" for source, target in zip(order, targets, strict=True)
    }


def test_natural_joins_merge_the_common_columns() -> None:
    done = put(select("*", frm=["t", using("s", natural=True)]), T, S)
    assert {"t.k > x.p", "t.a > x.q", "s.d > x.s2", "s.k -join> x"} <= flows(done)


def test_a_natural_join_over_unknown_columns_is_partial() -> None:
    assert put(select("p=t.a", frm=["t", using("unknown", natural=True)]), T).status == "partial"


def test_using_over_unknown_tables_still_names_the_merged_column() -> None:
    done = put(select("k", frm=["m", using("n", "k")]))
    assert flows(done) == {"m.k > x.p", "m.k -join> x", "n.k -join> x"}
    assert done.status == "parsed"


def test_the_sources_of_a_group_are_seen_from_outside() -> None:
    block = Block()
    inner = Group((scan("t"), Scan(("s",), join=Join("inner", block.operands(["t.k", "s.k"])))))
    query = Select(
        (Out(Item("p", block.operands(["c"]))), Out(Item("q", block.operands(["t.a"])))), (inner,), tuple(block.refs)
    )
    assert flows(put(query, T, S)) == {"s.c > x.p", "t.a > x.q", "t.k -join> x", "s.k -join> x"}


def test_semi_joined_sources_give_no_columns() -> None:
    block = Block()
    semi = Scan(("s",), join=Join("semi", block.operands(["t.k", "s.k"])))
    query = Select((Star(),), (scan("t"), semi), tuple(block.refs))
    done = put(query, T, S)
    assert {flow for flow in flows(done) if " > " in flow} == {"t.a > x.p", "t.b > x.q", "t.k > x.r"}
    assert "s.k -join> x" in flows(done)


def test_a_cte_shadows_a_table_and_its_own_name_reads_the_table() -> None:
    cte = Cte("t", select("a=b", frm=["t"]))
    done = put(select("t.a", frm=["t"], ctes=[cte]), T)
    assert flows(done) == {"t.b > x.p"}
    assert done.reads == (("t",),)


def test_an_inner_cte_shadows_an_outer_one() -> None:
    inner = select("z", frm=["c"], ctes=[Cte("c", select("z=c", frm=["s"]))])
    done = put(select("z", frm=[Derived(inner, "d")], ctes=[Cte("c", select("z=a", frm=["t"]))]), T, S)
    assert flows(done) == {"s.c > x.p"}


def test_cte_columns_are_renamed_by_position() -> None:
    cte = Cte("c", select("a", "b", frm=["t"]), ("m", "n"))
    assert flows(put(select("n", frm=["c"], ctes=[cte]), T)) == {"t.b > x.p"}


def test_a_recursive_cte_reaches_its_fixpoint() -> None:
    anchor = select("u=a", "v=b", "w=k", frm=["t"])
    step = select("u=c.v", "v=c.w", "w=s.c", frm=["c", "s"], on=["c.u", "s.k"])
    cte = Cte("c", SetOp("union", (anchor, step)))
    done = put(select("u", frm=["c"], ctes=[cte], recursive=True), T, S)
    assert {flow for flow in flows(done) if " > " in flow} == {"t.a > x.p", "t.b > x.p", "t.k > x.p", "s.c > x.p"}
    assert done.reads == (("s",), ("t",))


def test_sql_server_needs_no_keyword_for_recursion() -> None:
    cte = Cte("c", SetOp("union", (select("u=a", frm=["t"]), select("u=c.u+s.c", frm=["c", "s"]))))
    done = put(select("u", frm=["c"], ctes=[cte]), T, S, dialect="tsql")
    assert flows(done) == {"t.a > x.p", "s.c > x.p"}
    assert done.reads == (("s",), ("t",))


def test_a_star_gives_all_columns_but_those_excluded_and_renamed() -> None:
    star = Star((), ("a",), (Item("b", ()),), (("k", "key"),))
    inner = Select((star,), (scan("t"),))
    done = put(select("p=d.key", "q=d.b", "r=d.a", frm=[Derived(inner, "d")]), T)
    assert flows(done) == {"t.k > x.p"}
    assert done.reason == "unknown column d.a"


def test_columns_come_through_the_star_of_an_unknown_table() -> None:
    inner = Select((Star((), ("hidden",), (), (("old", "new"),)),), (scan("unknown"),))
    done = put(select("p=z", "q=d.new", frm=[Derived(inner, "d")]))
    assert flows(done) == {"unknown.z > x.p", "unknown.old > x.q"}
    assert put(select("hidden", frm=[Derived(inner, "d")])).reason == "unknown column hidden"
    assert put(select("old", frm=[Derived(inner, "d")])).reason == "unknown column old"


def test_an_unknown_star_keeps_its_table_edge_and_makes_the_statement_partial() -> None:
    linked = link(X, insert("x", select("p=t.a", "m.*", frm=["t", "missing m"])), T)
    assert tables(linked) == {"t > x value", "missing > x value"}
    assert flows(linked) == {"t.a > x.p"}
    assert (linked.statements[1].status, linked.statements[1].reason) == ("partial", "unknown columns of missing")


def test_lateral_aliases_exist_only_where_the_dialect_has_them_and_the_source_wins() -> None:
    query = select("m=a", "q=m", "b=k", "s1=b", frm=["t"])
    assert "t.a > x.q" not in flows(put(query, T, dialect="postgres"))
    assert flows(put(query, T, dialect="snowflake")) == {"t.a > x.p", "t.a > x.q", "t.k > x.r", "t.b > x.s1"}


def test_a_lateral_alias_against_an_open_source_is_ambiguous() -> None:
    assert put(select("m=a", "q=m", frm=["unknown"]), dialect="snowflake").reason == "ambiguous column m"


def test_group_by_takes_the_source_first_and_order_by_the_alias() -> None:
    done = put(select("a=b", frm=["t"], group=["a"], order=["a"]), T)
    assert flows(done) == {"t.b > x.p", "t.a -group> x", "t.b -order> x"}


def test_group_by_an_alias_that_no_source_has() -> None:
    done = put(select("m=b+k", frm=["t"], group=["m"], having=["m"]), T)
    assert {"t.b -group> x", "t.k -group> x", "t.b -filter> x"} <= flows(done)


def test_positions_point_at_outputs() -> None:
    query = Select(
        (Out(Item("m", (0,))), Out(Item("n", (1,)))),
        (scan("t"),),
        (name("a"), name("b")),
        group_positions=(2,),
        order_positions=(1, 9),
    )
    assert flows(put(query, T)) == {"t.a > x.p", "t.b > x.q", "t.b -group> x", "t.a -order> x"}


def test_window_and_condition_influence_point_at_the_column() -> None:
    item = Item("m", (0,), (("condition", 1), ("window", 2)))
    done = put(Select((Out(item),), (scan("t"),), (name("a"), name("b"), name("k"))), T)
    assert flows(done) == {"t.a > x.p", "t.b -condition> x.p", "t.k -window> x.p"}


def test_the_rows_of_a_scalar_subquery_influence_the_one_column() -> None:
    inner = select("c", frm=["s"], where=["s.k", "t.k"])
    block = Block()
    done = put(Select((Out(Item("m", (block.operand(inner),))),), (scan("t"),), (), (inner,)), T, S)
    assert flows(done) == {"s.c > x.p", "s.k -filter> x.p", "t.k -filter> x.p"}


def test_counting_rows_is_a_value_of_the_dataset_as_such() -> None:
    linked = link(T, X, insert("x", Select((Out(Item("n", rows=True)),), (scan("t"),))))
    assert (flows(linked), tables(linked)) == (set(), {"t > x value"})


def test_constants_move_the_rows_of_every_source() -> None:
    linked = link(T, S, X, insert("x", select(Out(Item("n")), frm=["t", "s"])))
    assert tables(linked) == {"t > x value", "s > x value"}


def test_a_source_that_neither_gives_nor_decides_anything_feeds_nothing() -> None:
    linked = link(T, S, X, insert("x", select("a", frm=["t", "s"])))
    assert tables(linked) == {"t > x value"}
    assert linked.statements[-1].reads == (("s",), ("t",))


def test_exists_without_columns_is_influence_of_the_table() -> None:
    linked = link(T, S, X, insert("x", select("a", frm=["t"], where=[select(Out(Item("")), frm=["s"])])))
    assert tables(linked) == {"t > x value", "s > x filter"}


def test_unions_merge_by_position_under_the_first_names() -> None:
    union = SetOp("union", (select("a", "b", frm=["t"]), select("c", "d", frm=["s"])))
    done = put(select("b", frm=[Derived(union, "u")]), T, S)
    assert flows(done) == {"t.b > x.p", "s.d > x.p"}


def test_unions_by_name_merge_by_name() -> None:
    union = SetOp("union", (select("a", "k", frm=["t"]), select("k", "d", frm=["s"])), by_name=True)
    done = put(select("k", "d", frm=[Derived(union, "u")]), T, S)
    assert flows(done) == {"t.k > x.p", "s.k > x.p", "s.d > x.q"}


@pytest.mark.parametrize("kind", ["except", "intersect"])
def test_later_branches_of_except_and_intersect_decide_about_rows(kind: str) -> None:
    query = SetOp(kind, (select("a", frm=["t"]), select("c", frm=["s"])))  # type: ignore[arg-type]
    assert flows(put(query, T, S)) == {"t.a > x.p", "s.c -filter> x"}


def test_a_union_of_different_unknown_stars_keeps_both_tables_and_is_partial() -> None:
    union = SetOp("union", (select("*", frm=["m"]), select("*", frm=["n"])))
    linked = link(X, insert("x", select("z", frm=[Derived(union, "u")])))
    assert tables(linked) == {"m > x value", "n > x value"}
    assert flows(linked) == {"m.z > x.p"}
    assert linked.statements[-1].status == "partial"


def test_a_union_of_the_same_unknown_star_is_understood() -> None:
    union = SetOp("union", (select("*", frm=["m"], where=["i"]), select("*", frm=["m"], where=["j"])))
    done = put(select("z", frm=[Derived(union, "u")]))
    assert (done.status, flows(done)) == ("parsed", {"m.z > x.p", "m.i -filter> x", "m.j -filter> x"})


def test_values_give_one_item_a_column() -> None:
    values = ValuesSource((Item("m", (0,)), Item("n")), "v")
    query = Select(
        (Out(Item("p", (1,))), Out(Item("q", (2,)))), (scan("t"), values), (name("a"), name("v.m"), name("v.n"))
    )
    assert flows(put(query, T)) == {"t.a > x.p"}
    assert put(Values((Item("a"), Item("b")))).status == "parsed"


def test_a_lateral_subquery_sees_what_stands_to_its_left() -> None:
    inner = Derived(select("m=t.a", frm=["s"], where=["s.k", "t.k"]), "d", lateral=True)
    done = put(select("p=d.m", frm=["t", inner]), T, S)
    assert flows(done) == {"t.a > x.p", "s.k -filter> x", "t.k -filter> x"}


def test_the_arguments_of_a_table_function_are_the_value_of_its_columns() -> None:
    unnest = TableFunction(("unnest",), (0,), "i", ("i",), closed=True, scalar=True)
    query = Select(
        (Out(Item("p", (1,))), Out(Item("q", (2,)))), (scan("t"), unnest), (name("a"), name("i"), name("i.field"))
    )
    assert flows(put(query, T)) == {"t.a > x.p", "t.a > x.q"}


def test_a_pivot_gives_what_it_keeps_and_what_it_produces() -> None:
    block = Block()
    produced = (Item("jan", block.operands(["b"]), (("condition", block.operand("k")),)),)
    source = Scan(("t",), pivots=(Pivot(("b", "k"), produced, "pv"),))
    outputs = tuple(Out(Item(part, (block.operand(part),))) for part in ("pv.a", "pv.jan"))
    done = put(Select(outputs, (source,), tuple(block.refs)), T)
    assert flows(done) == {"t.a > x.p", "t.b > x.q", "t.k -condition> x.q"}


def test_any_field_of_select_as_value_is_the_value() -> None:
    inner = Select((Out(Item("", (0,))),), (scan("t"),), (name("a"),), struct=True)
    query = Select((Out(Item("p", (0,))),), (Derived(inner, "v"),), (name("v.whatever"),))
    assert flows(put(query, T)) == {"t.a > x.p"}


def test_a_range_variable_as_a_value_is_all_its_columns() -> None:
    assert flows(put(select("p=t", frm=["t"]), T)) == {"t.a > x.p", "t.b > x.p", "t.k > x.p"}


def _union_chain() -> tuple[Source, ...]:
    return (Derived(SetOp("union", tuple(select("a", frm=["t"]) for _ in range(3000))), "u"),)


def _nested() -> tuple[Source, ...]:
    query: Query = select("a", frm=["t"])
    for _ in range(500):
        query = select("a", frm=[Derived(query, "d")])
    return (Derived(query, "u"),)


def _groups() -> tuple[Source, ...]:
    source: Source = scan("t")
    for _ in range(500):
        source = Group((source,))
    return (source,)


@pytest.mark.parametrize("sources", [_union_chain(), _nested(), _groups()], ids=["unions", "nested", "groups"])
def test_neither_length_nor_depth_overflows(sources: tuple[Source, ...]) -> None:
    assert flows(put(select("a", frm=sources), T)) == {"t.a > x.p"}


def test_five_hundred_ctes_with_stars_are_near_linear() -> None:
    wide = table("t", *(f"c{at}" for at in range(100)))
    ctes = [Cte("e0", select("*", frm=["t"]))]
    ctes += [Cte(f"e{at}", select("*", frm=[f"e{at - 1}"], where=[f"c{at % 100}"])) for at in range(1, 500)]
    done = put(select("c7", frm=["e499"], ctes=ctes), wide)
    assert {flow for flow in flows(done) if " > " in flow} == {"t.c7 > x.p"}


def test_nested_recursion_that_never_ends_is_too_complex_and_not_endless() -> None:
    query: Query = select("a", frm=["t"])
    for at in range(16):
        step = select("a=c.a", frm=[f"c{at} c", Derived(query, "d")])
        query = select("a", frm=[f"c{at}"], ctes=[Cte(f"c{at}", SetOp("union", (query, step)))], recursive=True)
    assert put(query, T).status in ("parsed", "partial")


def test_columns_of_a_view_come_from_another_file() -> None:
    files = {
        "a.sql": facts(T),
        "b.sql": facts(Define(("v",), "view", query=select("*", frm=["t"]))),
        "c.sql": facts(X, insert("x", select("*", frm=["v"]))),
    }
    assert flows(program(files)["c.sql"]) == {"v.a > x.p", "v.b > x.q", "v.k > x.r"}


def test_a_read_touches_and_moves_nothing() -> None:
    linked = link(T, Read(select("a", frm=["t"])))
    assert linked.statements[1].reads == (("t",),)
    assert linked.tables == ()


def test_an_unnested_value_with_an_alias_leaves_unqualified_names_to_the_table() -> None:
    unnest = TableFunction(("unnest",), (0,), "event", ("event",), scalar=True)
    query = Select(
        (Out(Item("p", (1,))), Out(Item("q", (2,)))),
        (scan("unknown"), unnest),
        (name("unknown.events"), name("day"), name("event.kind")),
    )
    assert flows(put(query)) == {"unknown.day > x.p", "unknown.events > x.q"}
