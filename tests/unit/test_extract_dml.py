"""INSERT, UPDATE, DELETE, MERGE, COPY as writes."""

import pytest

from graph.facts import Call, Define, Derived, Op, Read, Scan, Select, Touch, Write
from graph.names import OUTSIDE
from tests.unit.extract_views import dotted, items, op, sources, statement


def writes(sql: str, dialect: str = "postgres") -> list[Write]:
    found = statement(sql, dialect)
    assert found.status == "parsed", found.reason
    return [one for one in found.ops if isinstance(one, Write)]


def write(sql: str, dialect: str = "postgres") -> Write:
    (found,) = writes(sql, dialect)
    return found


def read(one: Op) -> Select:
    assert isinstance(one, Write)
    assert isinstance(one.query, Select)
    return one.query


def test_insert_names_its_targets_or_leaves_them_to_position() -> None:
    named = write("insert into s.t (a, b) select c, d from u")
    assert (named.target, named.columns, named.by_name) == (("s", "t"), ("a", "b"), False)
    assert items(read(named)) == {"c": {"c"}, "d": {"d"}}
    assert write("insert into t select c from u").columns == ()
    assert write("insert into t by name select c from u", "duckdb").by_name


def test_insert_of_default_values_moves_nothing() -> None:
    assert write("insert into t default values", "tsql").query is None


def test_an_insert_that_breaks_off_is_not_understood() -> None:
    assert statement("insert into t (a)").reason == "INSERT without rows"


def test_ctes_before_insert_belong_to_its_query() -> None:
    found = read(write("with c as (select a from s) insert into t select a from c", "tsql"))
    assert [one.name for one in found.ctes] == ["c"]


def test_upsert_updates_from_the_rows_that_were_to_be_inserted() -> None:
    insert, update = writes(
        "insert into t (a, b) select x, y from s on conflict (a) do update set b = excluded.b + t.c where t.d > 1"
    )
    assert insert.mode == "insert"
    found = read(update)
    assert update.by_name
    assert items(found) == {"b": {"excluded.b", "t.c"}}
    assert dotted(found, found.where) == {"t.d"}
    assert isinstance(found.sources[1], Derived)
    assert found.sources[1].columns == ("a", "b")
    (_, mysql) = writes("insert into t (a, b) values (1, 2) on duplicate key update b = values(b) + c", "mysql")
    assert items(read(mysql)) == {"b": {"excluded.b", "t.c"}}


def test_an_upsert_without_a_column_list_names_its_rows_by_the_table() -> None:
    _, updated = writes("insert into t select * from s on conflict (a) do update set b = excluded.b")
    rows = read(updated).sources[1]
    assert isinstance(rows, Derived)
    assert (rows.alias, rows.columns, rows.like) == ("excluded", (), ("t",))


def test_target_of_update_is_the_scan_that_its_alias_means() -> None:
    found = write("update a set a.x = b.y from dbo.t a join b on a.i = b.i where b.k = 1", "tsql")
    assert found.target == ("dbo", "t")
    assert sources(read(found)) == ["dbo.t a", "b"]
    assert items(read(found)) == {"x": {"b.y"}}
    assert found.by_name


def test_target_comes_first_whatever_its_place_in_from() -> None:
    found = write("update o set x = s.y from s join dbo.orders o on o.i = s.i join u on u.j = s.j", "tsql")
    assert sources(read(found)) == ["dbo.orders o", "s", "u"]
    joins = [one.join for one in read(found).sources]
    assert joins[0] is None
    assert joins[1] is not None
    assert dotted(read(found), joins[1].on) == {"o.i", "s.i"}


def test_tsql_updates_the_one_scan_of_its_table() -> None:
    found = write("update orders set x = s.y from s join dbo.orders o on o.i = s.i", "tsql")
    assert found.target == ("dbo", "orders")
    assert sources(read(found)) == ["dbo.orders o", "s"]


def test_a_second_scan_of_the_target_is_another_source() -> None:
    found = write("update t set x = o.x from t as o where o.i = t.j")
    assert sources(read(found)) == ["t", "t o"]


def test_update_of_several_tables_is_one_write_each() -> None:
    first, second = writes("update a join b on a.i = b.i set a.x = b.y, b.q = a.z", "mysql")
    assert (first.target, items(read(first))) == (("a",), {"x": {"b.y"}})
    assert (second.target, items(read(second)), sources(read(second))) == (("b",), {"q": {"a.z"}}, ["b", "a"])


def test_row_assignment_keeps_columns_apart() -> None:
    found = read(write("update t set (a, b) = (select x, y from s where s.i = t.i), (c, d) = (e, f)"))
    assert items(found) == {"a": {"#0"}, "b": {"#1"}, "c": {"e"}, "d": {"f"}}
    assert [items(one) for one in found.subqueries] == [{"x": {"x"}}, {"y": {"y"}}]


def test_default_is_no_column() -> None:
    assert items(read(write("update t set a = default"))) == {"a": set()}


def test_a_field_of_a_structure_writes_its_column() -> None:
    assert items(read(write("update d.t set a.b = c where true", "bigquery"))) == {"a": {"c"}}


def test_an_updatable_cte_writes_the_table_behind_it() -> None:
    found = write("with d as (select id as k, v from dbo.t) update d set k = 1, v = 2", "tsql")
    assert found.target == ("dbo", "t")
    assert set(items(read(found))) == {"id", "v"}
    deleted = write("with d as (select row_number() over (order by a) n from dbo.t) delete from d where n > 1", "tsql")
    assert (deleted.mode, deleted.target) == ("delete", ("dbo", "t"))


def test_a_cte_over_several_tables_is_a_target_where_its_column_has_an_owner() -> None:
    assert write("with d as (select a.x from a join b on a.i = b.i) update d set x = 1", "tsql").target == ("a",)
    found = statement("with d as (select x from a join b on a.i = b.i) update d set x = 1", "tsql")
    assert found.status in ("tables_only", "refused")
    assert not any(isinstance(one, Touch) and one.writes for one in found.ops)


def test_compound_assignment_reads_its_column_too() -> None:
    found = items(read(write("update t set a += b, t.d -= 1 from dbo.x t", "tsql")))
    assert found == {"a": {"a", "b"}, "d": {"t.d"}}


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "delete from t using s where t.i = s.i"),
        ("tsql", "delete t from t join s on t.i = s.i"),
        ("tsql", "delete from t from t join s on t.i = s.i"),
        ("mysql", "delete t from t join s on t.i = s.i"),
        ("mysql", "delete from t using t join s on t.i = s.i"),
    ],
)
def test_deletes_over_joins(dialect: str, sql: str) -> None:
    found = write(sql, dialect)
    assert (found.mode, found.target, sources(read(found)), read(found).projection) == (
        "delete",
        ("t",),
        ["t", "s"],
        (),
    )


def test_delete_by_alias() -> None:
    first, second = writes("delete x, y from t x join s y on x.i = y.i", "mysql")
    assert (first.target, second.target) == (("t",), ("s",))


def test_plain_delete_of_tsql_needs_no_from() -> None:
    found = write("delete dbo.t where a = 1", "tsql")
    assert (found.target, dotted(read(found), read(found).where)) == (("dbo", "t"), {"a"})


def test_output_into_is_an_insert_of_the_written_rows() -> None:
    update, logged = writes(
        "update top (5) t set a = 1 output inserted.a, deleted.a as old, s.b into dbo.log (x, y, z)"
        " from t join s on t.i = s.i",
        "tsql",
    )
    assert update.mode == "update"
    assert (logged.target, logged.columns) == (("dbo", "log"), ("x", "y", "z"))
    assert items(read(logged)) == {"a": {"inserted.a"}, "old": {"deleted.a"}, "b": {"s.b"}}
    assert sources(read(logged)) == ["t inserted", "t deleted", "s", "(query)"]  # the last one decides about rows


def test_output_to_the_client_is_no_write() -> None:
    assert write("delete from t output deleted.a where b = 1", "tsql").mode == "delete"


def test_merge_is_one_write_a_branch() -> None:
    update, delete, insert = writes(
        "merge into t as d using (select id, v from s) as s on d.id = s.id"
        " when matched and s.v > 1 then update set d.v = s.v when not matched by source then delete"
        " when not matched then insert (id, v) values (id, s.v);",
        "tsql",
    )
    assert (update.mode, delete.mode, insert.mode) == ("merge", "delete", "merge")
    assert (items(read(update)), update.by_name) == ({"v": {"s.v"}}, True)
    assert dotted(read(update), read(update).where) == {"s.v"}
    assert insert.columns == ("id", "v")
    assert items(read(insert)) == {"0": {"s.id"}, "1": {"s.v"}}  # an inserted value can only read the source
    for one in (update, delete, insert):
        join = read(one).sources[1].join
        assert join is not None
        assert dotted(read(one), join.on) == {"d.id", "s.id"}


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("bigquery", "merge t using s on t.i = s.i when not matched then insert row"),
        ("databricks", "merge into t using s on t.i = s.i when matched then update set *"),
        ("databricks", "merge into t using s on t.i = s.i when not matched then insert *"),
    ],
)
def test_merge_of_whole_rows_goes_by_name(dialect: str, sql: str) -> None:
    found = write(sql, dialect)
    assert found.by_name
    assert repr(read(found).projection).startswith("(Star(qualifier=('s',)")


def test_a_cte_that_modifies_data_writes_and_gives_its_rows() -> None:
    found = statement(
        "with m as (delete from a using z where a.i = z.i returning a.*, z.q) insert into b (x) select q from m"
    )
    deleted, inserted = found.ops
    assert isinstance(deleted, Write)
    assert (deleted.mode, deleted.target) == ("delete", ("a",))
    assert sources(read(inserted).ctes[0].query) == ["a", "z"]


def test_multi_table_inserts() -> None:
    first, second = writes("insert all into a (x) values (y) into b values (z) select y, z from s", "oracle")
    assert (first.target, first.columns, items(read(first))) == (("A",), ("X",), {"Y": {"Y"}})
    assert (second.target, items(read(second))) == (("B",), {"Z": {"Z"}})
    first, second = writes("from s insert into a select x insert overwrite table b select z where y", "hive")
    assert (sources(read(first)), sources(read(second))) == (["s"], ["s"])


def test_copies_and_loads() -> None:
    assert write("copy t (a, b) from stdin").columns == ("a", "b")
    assert isinstance(op("copy (select a from t) to stdout"), Read)
    assert write("copy (select a from t) to 'x'").target == (OUTSIDE, "x")
    assert write("load data local infile 'x' into table t (a, b)", "mysql").target == ("t",)
    assert write("bulk insert dbo.t from 'x'", "tsql").mode == "copy"
    staged = read(write("copy into t (a) from (select $1 from @s)", "snowflake"))
    assert staged.sources == (Scan((OUTSIDE, "@S")),)


def test_insert_of_a_procedures_result_is_a_call() -> None:
    assert op("insert into t (a) exec dbo.p", "tsql") == Call(("dbo", "p"), ("t",), ("a",))
    dynamic = statement("insert t exec (@sql)", "tsql")
    assert (dynamic.status, dynamic.reason, dynamic.ops) == ("tables_only", "dynamic SQL", (Touch(writes=(("t",),)),))


def test_replace_and_truncate() -> None:
    assert write("replace into t (a) select b from s", "mysql").mode == "insert"
    assert [one.target for one in writes("truncate table a, b")] == [("a",), ("b",)]


def test_an_export_writes_a_file_by_the_querys_own_names() -> None:
    exported = write("insert overwrite directory '/x' select a from t", "hive")
    assert (exported.target, exported.by_name) == ((OUTSIDE, "/x"), True)


def test_a_file_is_defined_by_the_statement_that_names_it() -> None:
    found = statement("copy t from '/x'")
    assert found.ops[0] == Define((OUTSIDE, "/x"), "file")
    assert statement("copy into t from @s/p", "snowflake").ops[0] == Define((OUTSIDE, "@S/p"), "stage")


def test_teradata_updates_from_another_table() -> None:
    found = write("update t from s set a = s.b where t.i = s.i", "teradata")
    assert sources(read(found)) == ["t", "s s"]
