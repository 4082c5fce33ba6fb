"""From SQL text to edges: what a person would draw on paper, for statements as people write them."""

import pytest

from graph.extract.sql import extract_facts
from graph.link.linked import LinkedFile
from tests.unit.link_builders import flows, program, tables

KNOWN = ("create table t (a int, b int, k int)", "create table s (c int, d int, k int)")


def linked(dialect: str, text: str, *others: str) -> LinkedFile:
    """The last of some files that are linked together."""
    texts = [*others, text]
    files = {f"{at}.sql": extract_facts(one, dialect) for at, one in enumerate(texts)}
    return program(files)[f"{len(texts) - 1}.sql"]


def edges(dialect: str, text: str, *others: str) -> set[str]:
    return flows(linked(dialect, text, *(others or KNOWN)))


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        (
            "postgres",
            "create view v as select t.a, sum(s.c) total from t join s using (k) where d > 1 group by t.a",
            {"t.a > v.a", "s.c > v.total", "t.k -join> v", "s.k -join> v", "s.d -filter> v", "t.a -group> v"},
        ),
        (
            "postgres",
            "create table w as select case when a > 1 then b else c end x from t, s",
            {"t.b > w.x", "s.c > w.x", "t.a -condition> w.x"},
        ),
        (
            "postgres",
            "create view v as select a, row_number() over (partition by b order by k) n from t",
            {"t.a > v.a", "t.b -window> v.n", "t.k -window> v.n"},
        ),
        (
            "postgres",
            "with recursive r as (select a, b from t union all select c, r.b from s join r on s.k = r.a) "
            "insert into s (d) select b from r",
            {"t.b > s.d", "s.k -join> s", "t.a -join> s", "s.c -join> s"},
        ),
        (
            "postgres",
            "insert into t (a, k) select c, k from s on conflict (k) do update set a = excluded.a + t.b",
            {"s.c > t.a", "s.k > t.k", "t.b > t.a"},
        ),
        ("postgres", "update t set a = s.c from s where s.k = t.k", {"s.c > t.a", "s.k -filter> t", "t.k -filter> t"}),
        (
            "tsql",
            "merge t using s on t.k = s.k when matched then update set a = s.c "
            "when not matched then insert (a, b) values (s.c, s.d);",
            {"s.c > t.a", "s.d > t.b", "t.k -join> t", "s.k -join> t"},
        ),
        ("tsql", "with c as (select * from t) delete from c where k = 3", {"t.k -filter> t"}),
        ("tsql", "delete t from t join s on t.k = s.k", {"t.k -join> t", "s.k -join> t"}),
        (
            "mysql",
            "update t join s on t.k = s.k set t.a = s.c where s.d > 0",
            {"s.c > t.a", "t.k -join> t", "s.k -join> t", "s.d -filter> t"},
        ),
        (
            "postgres",
            "create view v as select a from t where exists (select 1 from s where s.k = t.k and d > b)",
            {"t.a > v.a", "s.k -filter> v", "t.k -filter> v", "s.d -filter> v", "t.b -filter> v"},
        ),
        (
            "duckdb",
            "create view v as select * exclude (k) replace (a + b as a) from t",
            {"t.a > v.a", "t.b > v.a", "t.b > v.b"},
        ),
        ("snowflake", "create table z clone t", {"T.A > Z.A", "T.B > Z.B", "T.K > Z.K"}),
        ("bigquery", "create view v as select x.a, e from t x, unnest(x.k) e", {"t.a > v.a", "t.k > v.e"}),
        ("redshift", "create view v as select a m, m + b n from t", {"t.a > v.m", "t.a > v.n", "t.b > v.n"}),
    ],
)
def test_the_edges_of_one_statement(dialect: str, text: str, expected: set[str]) -> None:
    assert edges(dialect, text) == expected


def test_a_tsql_script_follows_its_temps_and_variables() -> None:
    text = """use Sales;
create table dbo.t (a int, b int, k int);
select a, b into #w from t where k = 1;
insert into dbo.x (p) select b from #w;
drop table #w;
select k into #w from t;
insert into dbo.y (p) select k from #w;
declare @v table (m int, n int);
insert into @v select a, b from t;
insert into dbo.z (p) select n from @v;"""
    done = linked("tsql", text)
    assert flows(done) == {
        "sales.dbo.t.b > sales.dbo.x.p",
        "sales.dbo.t.k -filter> sales.dbo.x",
        "sales.dbo.t.k > sales.dbo.y.p",
        "sales.dbo.t.b > sales.dbo.z.p",
    }
    assert {statement.status for statement in done.statements} == {"parsed"}


def test_a_postgres_rebuild_by_renames_is_known_by_the_final_name() -> None:
    text = """set search_path to stage, public;
create temp table w as select a, b from src;
insert into w select c, d from src2;
create table new_t as select * from w;
alter table t rename to t_old;
alter table new_t rename to t;
drop table t_old;
insert into mart.m (x) select a from t;"""
    assert flows(linked("postgres", text)) == {
        "stage.src.a > stage.t.a",
        "stage.src2.c > stage.t.a",
        "stage.src.b > stage.t.b",
        "stage.src2.d > stage.t.b",
        "stage.t.a > mart.m.x",
    }


def test_an_unknown_star_through_a_cte_is_understood_where_columns_are_named() -> None:
    done = linked("bigquery", "create view v as with c as (select * from `p.d.src`) select day, n from c where n > 1")
    assert flows(done) == {"p.d.src.day > v.day", "p.d.src.n > v.n", "p.d.src.n -filter> v"}
    assert done.statements[0].status == "parsed"


def test_views_of_several_files_join_end_to_end() -> None:
    done = linked("postgres", "create view top as select v.x from v", KNOWN[0], "create view v as select a x from t")
    assert tables(done) == {"v > top value"}


def test_group_by_all_without_its_columns_is_said_to_be_partial() -> None:
    done = linked("duckdb", "create table z as select k, sum(a) s from t group by all", KNOWN[0])
    assert {"t.k > z.k", "t.a > z.s"} <= flows(done)
    assert done.statements[0].status == "partial" or "t.k -group> z" in flows(done)
