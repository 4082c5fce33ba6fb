"""Which columns an expression reads, and in which role."""

import pytest

from tests.unit.extract_views import dotted, influence, item, items, select, statement


def test_values_and_conditions_of_case_are_told_apart() -> None:
    query = select("select case when a then b when c > 1 then d else e end x from t")
    assert items(query) == {"x": {"b", "d", "e"}}
    assert influence(query, item(query, "x")) == {"condition a", "condition c"}


def test_operand_of_case_is_a_condition() -> None:
    query = select("select case a when 1 then b end x from t")
    assert items(query) == {"x": {"b"}}
    assert influence(query, item(query, "x")) == {"condition a"}


@pytest.mark.parametrize(
    ("dialect", "expression"),
    [("bigquery", "IF(a, b, c)"), ("tsql", "IIF(a > 1, b, c)"), ("snowflake", "NVL2(a, b, c)"), ("mysql", "IF(a,b,c)")],
)
def test_conditional_functions_are_cases(dialect: str, expression: str) -> None:
    query = select(f"select {expression} as x from t", dialect)
    name = "X" if dialect == "snowflake" else "x"
    assert {one.lower() for one in items(query)[name]} == {"b", "c"}
    assert {one.lower() for one in influence(query, item(query, name))} == {"condition a"}


def test_decode_pairs_searches_with_results() -> None:
    query = select("select decode(a, b, c, d, e, f) as x from t", "oracle")
    assert items(query) == {"X": {"C", "E", "F"}}
    assert influence(query, item(query, "X")) == {"condition A", "condition B", "condition D"}


def test_all_arguments_of_coalesce_are_values_of_nullif_the_first() -> None:
    query = select("select coalesce(a, b) x, nullif(c, d) y from t")
    assert items(query) == {"x": {"a", "b"}, "y": {"c"}}
    assert influence(query, item(query, "y")) == {"condition d"}


def test_a_window_orders_and_partitions_but_gives_no_value() -> None:
    query = select("select sum(a) over (partition by b order by c) x from t")
    assert items(query) == {"x": {"a"}}
    assert influence(query, item(query, "x")) == {"window b", "window c"}


def test_named_windows_are_followed_and_may_build_on_each_other() -> None:
    query = select("select sum(a) over (v order by d) x from t window w as (partition by b), v as (w order by c)")
    assert influence(query, item(query, "x")) == {"window b", "window c", "window d"}


def test_filter_is_a_condition_and_order_inside_an_aggregate_a_window() -> None:
    query = select("select array_agg(a order by b) filter (where c) x from t")
    assert items(query) == {"x": {"a"}}
    assert influence(query, item(query, "x")) == {"condition c", "window b"}


def test_ordered_column_of_a_percentile_is_its_value() -> None:
    assert items(select("select percentile_cont(0.5) within group (order by a) x from t")) == {"x": {"a"}}


def test_only_counting_counts_rows() -> None:
    query = select("select count(*) a, row_number() over (order by z) b, count(x) c, now() d, 1 e from t")
    assert {name: item(query, name).rows for name in "abcde"} == {
        "a": True,
        "b": True,
        "c": False,
        "d": False,
        "e": False,
    }


def test_counting_inside_a_condition_moves_no_rows() -> None:
    query = select("select case when count(*) > 1 then max(a) end x from t")
    assert not item(query, "x").rows


def test_scalar_and_exists_subqueries_are_operands() -> None:
    query = select("select (select max(b) from s where s.i = t.i) x from t where exists (select 1 from u) and a > 1")
    assert items(query) == {"x": {"#0"}}
    assert dotted(query, query.where) == {"#1", "a"}
    assert len(query.subqueries) == 2


@pytest.mark.parametrize(
    ("dialect", "expression"),
    [
        ("tsql", "DATEDIFF(day, a, b)"),
        ("tsql", "DATEADD(hh, a, b)"),
        ("tsql", "DATEDIFF_BIG(week, a, b)"),
        ("bigquery", "DATE_DIFF(a, b, DAY)"),
        ("bigquery", "DATE_TRUNC(a, WEEK(MONDAY)) + b"),
        ("mysql", "TIMESTAMPDIFF(HOUR, a, b)"),
        ("snowflake", "DATEDIFF(month, a, b)"),
        ("postgres", "extract(epoch from a) + b"),
        ("postgres", "a + b * interval '1 day'"),
        ("spark", "transform(a, x -> x + b)"),
        ("bigquery", "f(a, named => b)"),
        ("postgres", "a -> 'key' ->> b"),
        ("tsql", "CONVERT(varchar(10), a, 120) + b COLLATE Latin1_General_CI_AS"),
        ("postgres", "a::numeric(10, 2) + b + $1 + current_date"),
        ("tsql", "a + b + @v + dbo.f(1)"),
    ],
)
def test_words_of_a_function_are_no_columns(dialect: str, expression: str) -> None:
    query = select(f"select {expression} as x from t", dialect)
    names = {name.lower() for name in dotted(query, item(query, "X" if dialect == "snowflake" else "x").value)}
    assert {name for name in names if not name.startswith("@")} == {"a", "b"}


@pytest.mark.parametrize(
    ("dialect", "word"),
    [("oracle", "rownum"), ("teradata", "date"), ("bigquery", "_TABLE_SUFFIX"), ("tsql", "$action")],
)
def test_pseudo_columns_are_no_columns(dialect: str, word: str) -> None:
    assert select(f"select {word} from t", dialect).refs == ()


def test_paths_are_kept_as_written() -> None:
    query = select("select a.b.c.d.e as x, f(g).h as y, p.d.fn(k) as z from t", "bigquery")
    assert items(query) == {"x": {"a.b.c.d.e"}, "y": {"g"}, "z": {"k"}}


def test_xml_methods_read_their_column() -> None:
    assert items(select("select c.value('.', 'int') as x, dbo.f(d) as y from t", "tsql")) == {"x": {"c"}, "y": {"d"}}


def test_case_of_names_follows_the_dialect() -> None:
    assert items(select('select A, "B" from T', "snowflake")) == {"A": {"A"}, "B": {"B"}}
    assert items(select('select A, "B" from T', "postgres")) == {"a": {"a"}, "B": {"B"}}
    assert items(select("select [A], B from T", "tsql")) == {"a": {"a"}, "b": {"b"}}


def test_a_with_value_of_clickhouse_is_read_where_its_name_stands() -> None:
    query = select("with (select max(q) from z) as y select y from t", "clickhouse")
    assert items(query) == {"y": {"#0"}}


def test_a_star_inside_an_expression_is_said() -> None:
    assert statement("select a from t where columns('x') > 0", "duckdb").reason == "star inside an expression"


@pytest.mark.parametrize("joint", [" and ", " or ", " || ", " + "])
def test_long_chains_are_read_without_recursion(joint: str) -> None:
    query = select("select " + joint.join(f"c{at}" for at in range(3000)) + " as x from t")
    assert len(item(query, "x").value) == 3000


def test_a_long_list_of_literals_leaves_nothing_behind() -> None:
    query = select("select a from t where b in (" + ",".join(map(str, range(20_000))) + ")")
    assert query.refs == (("a",), ("b",))
