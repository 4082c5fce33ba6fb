"""Query blocks: projections, sources, CTEs, set operations, pivots."""

import pytest

from graph.extract.sql import extract_facts
from graph.facts import Define, Derived, Group, Scan, SetOp, TableFunction, Values, ValuesSource, decode, encode
from tests.unit.extract_views import (
    branches,
    dotted,
    items,
    query,
    select,
    sources,
    stars,
    statement,
    statements,
    value,
)


def test_stars_keep_what_they_leave_out_replace_and_rename() -> None:
    bare, qualified = stars(select("select * except (a) replace (b + 1 as c), x.* from t x", "bigquery"))
    assert (bare.qualifier, bare.excluded, [one.name for one in bare.replaced]) == ((), ("a",), ["c"])
    assert qualified.qualifier == ("x",)
    assert stars(select("select * exclude (a) rename (b as c) from t", "snowflake"))[0].renamed == (("B", "C"),)


def test_a_star_over_a_function_result_is_of_what_it_makes() -> None:
    (found,) = stars(select("select f(a).* except (b) from t", "bigquery"))
    assert found.of is not None
    assert (found.qualifier, found.excluded, found.of.fields) == ((), ("b",), found.of.value)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("a join b on a.i = b.i", "inner"),
        ("a left join b on a.i = b.i", "left"),
        ("a full outer join b on a.i = b.i", "full"),
        ("a right join b using (i)", "right"),
        ("a, b", "cross"),
        ("a cross join b", "cross"),
        ("a natural join b", "inner"),
    ],
)
def test_kinds_of_joins(sql: str, kind: str) -> None:
    join = select(f"select 1 from {sql}").sources[1].join
    assert join is not None
    assert join.kind == kind
    assert join.natural == ("natural" in sql)
    assert join.using == (("i",) if "using" in sql else ())


def test_semi_and_anti_joins() -> None:
    found = select("select 1 from a left semi join b on x left anti join c on y", "spark").sources[1:]
    kinds = [one.join.kind for one in found if one.join]
    assert kinds == ["semi", "anti"]


def test_apply_is_a_lateral_join() -> None:
    found = select("select 1 from a cross apply (select 1 x) b outer apply dbo.f(a.i) c", "tsql")
    first, second = found.sources[1], found.sources[2]
    assert isinstance(first, Derived)
    assert first.lateral
    assert isinstance(second, TableFunction)
    assert second.name == ("dbo", "f")
    assert second.join is not None
    assert second.join.kind == "left"
    assert dotted(found, second.arguments) == {"a.i"}


def test_a_join_tree_in_brackets_is_a_group_unless_it_comes_first() -> None:
    assert sources(select("select 1 from (a join b on true) join c on true")) == ["a", "b", "c"]
    found = select("select 1 from c left join (a join b on a.i = b.i) on c.i = a.i")
    assert sources(found) == ["c", "(a, b)"]
    assert isinstance(found.sources[1], Group)
    assert sources(select("select 1 from c join a join b on a.i = b.i on c.i = a.i", "tsql")) == ["c", "(a, b)"]


def test_values_in_from_are_one_item_a_column() -> None:
    found = select("select 1 from (values (1, a), (2, b)) v(x, y), t")
    first = found.sources[0]
    assert isinstance(first, ValuesSource)
    assert [(one.name, value(found, one)) for one in first.items] == [("x", set()), ("y", {"a", "b"})]


def test_alias_of_unnest_is_range_variable_and_column() -> None:
    found = select("select 1 from t, unnest(t.a) as e with offset as o", "bigquery").sources[1]
    assert isinstance(found, TableFunction)
    assert (found.alias, found.scalar, found.outputs) == ("e", True, ("e", "o"))


def test_arrays_side_by_side_keep_to_their_columns() -> None:
    found = select("select 1 from t, unnest(t.a, t.b) u(x, y)")
    second = found.sources[1]
    assert isinstance(second, ValuesSource)
    assert [(one.name, value(found, one)) for one in second.items] == [("x", {"t.a"}), ("y", {"t.b"})]


def test_lateral_views_and_flatten() -> None:
    view = select("select 1 from t lateral view explode(a) x as y", "hive").sources[1]
    assert isinstance(view, TableFunction)
    assert (view.alias, view.outputs, view.closed) == ("x", ("y",), True)
    flat = select("select 1 from t, lateral flatten(input => t.a) f", "snowflake").sources[1]
    assert isinstance(flat, TableFunction)
    assert "VALUE" in flat.outputs


def test_dual_is_no_dataset() -> None:
    assert select("select a from dual", "oracle").sources == ()
    assert sources(select("select a from dual")) == ["dual"]


@pytest.mark.parametrize("sql", ["select * from 'x.csv'", "select * from read_csv('x', header = true)"])
def test_files_are_datasets_and_their_readers_options_no_columns(sql: str) -> None:
    found = statement(sql, "duckdb")
    assert found.status == "parsed"
    assert isinstance(found.ops[0], Define)
    assert found.ops[0].kind == "file"
    assert b"header" not in repr(found.ops).encode()


def test_ctes_keep_order_columns_and_recursion() -> None:
    found = select(
        "with recursive a(x) as (select 1 union all select x + 1 from a), b as (select * from a) select x from b"
    )
    assert [(cte.name, cte.columns) for cte in found.ctes] == [("a", ("x",)), ("b", ())]
    assert found.recursive


def test_a_cte_keeps_its_name_where_tables_and_columns_fold_differently() -> None:
    found = select("with Foo as (select 1 as X) select FOO.x from foo", "bigquery")
    assert found.ctes[0].name == "foo"
    assert sources(found) == ["foo"]
    assert items(found) == {"x": {"foo.x"}}


def test_an_alias_bridges_the_two_foldings() -> None:
    found = select("select Tbl.col from Data.Tbl", "bigquery").sources[0]
    assert isinstance(found, Scan)
    assert (found.name, found.alias) == (("Data", "Tbl"), "tbl")


def test_set_operations_of_one_kind_are_flat() -> None:
    assert len(branches(query(" union all ".join(["select 1 as a"] * 3000)))) == 3000
    mixed = query("select a from t union select a from u except select a from v")
    assert isinstance(mixed, SetOp)
    assert (mixed.kind, len(mixed.queries)) == ("except", 2)
    assert isinstance(mixed.queries[0], SetOp)


def test_order_behind_a_set_operation_is_a_block_around_it() -> None:
    found = select("select a from t union select a from u order by a")
    assert isinstance(found.sources[0], Derived)
    assert dotted(found, found.order) == {"a"}


def test_positions_stand_apart_from_expressions() -> None:
    found = select("select a, b, c from t group by 1, b order by 2, c")
    assert (found.group_positions, found.order_positions) == ((1,), (2,))
    assert dotted(found, found.group) == {"b"}
    assert dotted(found, found.order) == {"c"}


def test_qualify_is_having_and_distinct_on_is_kept() -> None:
    found = select("select a from t qualify row_number() over (partition by b order by c) = 1", "snowflake")
    assert dotted(found, found.having) == {"B", "C"}
    found = select("select distinct on (a) b from t")
    assert dotted(found, found.distinct_on) == {"a"}


def test_stand_alone_values_own_their_operands() -> None:
    found = query("values (1, (select max(a) from t)), (2, 3)")
    assert isinstance(found, Values)
    assert [len(one.value) for one in found.items] == [0, 1]


def test_unnamed_outputs_of_postgres_are_named_after_their_function() -> None:
    assert list(items(select("select count(*), max(a), b::text, c from t"))) == ["count", "max", "b", "c"]
    assert list(items(select("select count(*) from t", "tsql"))) == ["0"]


def test_pivot_uses_up_its_columns_and_names_new_ones() -> None:
    found = select("select * from t pivot (sum(x) as s, count(*) c for q in ('a' as aa, 'b'))", "bigquery")
    pivot = found.sources[0].pivots[0]
    assert set(pivot.consumed) == {"x", "q"}
    assert [one.name for one in pivot.produced] == ["s_aa", "c_aa", "s_b", "c_b"]
    assert [value(found, one) for one in pivot.produced[:2]] == [{"x"}, set()]


def test_unpivot_sends_each_column_to_its_place() -> None:
    found = select("select * from t unpivot ((a, b) for q in ((c, d), (e, f)))", "bigquery")
    pivot = found.sources[0].pivots[0]
    assert set(pivot.consumed) == set("cdef")
    assert {one.name: value(found, one) for one in pivot.produced} == {"q": set(), "a": {"c", "e"}, "b": {"d", "f"}}


def test_depth_is_limited_by_a_count_not_by_the_stack() -> None:
    deep = "select * from " + "(select * from " * 60 + "t" + ") x" * 60
    assert statement(deep).status == "parsed"
    too_deep = statement("select * from " + "(select * from " * 100 + "t" + ") x" * 100)
    assert (too_deep.status, too_deep.reason) == ("tables_only", "queries nested deeper than 64")


def test_the_deepest_facts_can_be_encoded_and_read_again() -> None:
    nested = "select a from t where " + "exists (select 1 from t where " * 60 + "a = 1" + ")" * 60
    facts = extract_facts(nested, "postgres")
    assert decode(encode(facts)) == facts


def test_neighbours_of_a_broken_statement_are_whole() -> None:
    found = statements("select a from t; select from where (; select b from u;")
    assert [one.status for one in found] == ["parsed", "refused", "parsed"]
