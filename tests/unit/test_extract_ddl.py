"""CREATE, ALTER, DROP, COMMENT, sessions and calls."""

import pytest

from graph.facts import (
    Alter,
    Call,
    ColumnDef,
    Comment,
    Define,
    Drop,
    ForeignKey,
    Rename,
    Select,
    Swap,
    Synonym,
    Use,
)
from tests.unit.extract_views import items, op, statement


def define(sql: str, dialect: str = "postgres") -> Define:
    found = op(sql, dialect)
    assert isinstance(found, Define), found
    return found


def test_columns_types_keys_and_nullability() -> None:
    found = define("create table s.t (a int primary key, b varchar(10) not null, c text null, d int, primary key (d))")
    assert (found.name, found.kind) == (("s", "t"), "table")
    assert found.columns == (
        ColumnDef("a", "INT", False, "", True),
        ColumnDef("b", "VARCHAR(10)", False),
        ColumnDef("c", "TEXT", True),
        ColumnDef("d", "INT", False, "", True),
    )


def test_foreign_keys_inline_and_of_the_table() -> None:
    found = define("create table t (a int references u (x), b int, c int, foreign key (b, c) references s.v)")
    assert found.foreign_keys == (ForeignKey(("a",), ("u",), ("x",)), ForeignKey(("b", "c"), ("s", "v")))


def test_comments_of_tables_and_columns() -> None:
    found = define("create table t (a int comment 'x') comment = 'z'", "mysql")
    assert (found.comment, found.columns[0].comment) == ("z", "x")
    found = define("create table t (a int64 options (description = 'x')) options (description = 'z')", "bigquery")
    assert (found.comment, found.columns[0].comment) == ("z", "x")


def test_computed_columns_name_what_they_are_made_of() -> None:
    found = define("create table t (a int, b as (a * c) persisted)", "tsql")
    assert {found.refs[at] for at in found.columns[1].generated} == {("a",), ("c",)}


@pytest.mark.parametrize(
    ("dialect", "sql", "kind"),
    [
        ("postgres", "create temp table t (a int)", "temp"),
        ("tsql", "create table #t (a int)", "temp"),
        ("tsql", "declare @t table (a int)", "table_variable"),
        ("tsql", "create type dbo.t as table (a int not null, primary key nonclustered (a))", "type"),
        ("postgres", "create view t as select 1 a", "view"),
        ("postgres", "create materialized view t as select 1 a", "materialized_view"),
        ("hive", "create external table t (a int)", "external"),
        ("oracle", "create global temporary table t (a number)", "table"),
        ("tsql", "select 1 a into #t", "temp"),
        ("postgres", "select 1 a into t", "table"),
        ("teradata", "create volatile table t as (select 1 a) with data", "temp"),
    ],
)
def test_kinds_of_tables(dialect: str, sql: str, kind: str) -> None:
    assert define(sql, dialect).kind == kind


def test_a_view_renames_its_query_by_position() -> None:
    found = define("create view v (x, y) as select a, b from t")
    assert found.names == ("x", "y")
    assert found.query is not None
    assert items(found.query) == {"a": {"a"}, "b": {"b"}}


def test_into_of_a_chain_stands_in_its_first_branch() -> None:
    found = define("select a into #x from t union select b from u", "tsql")
    assert found.name == ("#x",)
    assert not isinstance(found.query, Select)


def test_structure_alone_is_told_from_copies() -> None:
    assert (define("create table t (like u)").like, define("create table t (like u)").moves) == (("u",), False)
    clone = define("create table t clone u", "snowflake")
    assert (clone.like, clone.moves) == (("U",), True)
    assert not define("create table t as select * from u with no data").moves


def test_partition_columns_of_hive_are_columns() -> None:
    found = define("create table t (a int) partitioned by (ds string)", "hive")
    assert [one.name for one in found.columns] == ["a", "ds"]


@pytest.mark.parametrize(
    "sql",
    [
        "create table t (a int not null, index i clustered columnstore)",
        "create table t (a uniqueidentifier rowguidcol not null)",
        "create table t (a nvarchar(50) masked with (function = 'default()') not null)",
        "create table t (a tid constraint k primary key clustered check (a like '[0-9]'))",
        "create table t (a int not null, period for system_time (b, c)) with (system_versioning = on)",
        "create table t (a int not null, primary key nonclustered hash (a) with (bucket_count = 8))",
    ],
)
def test_tables_with_options_that_the_grammar_lacks_keep_their_columns(sql: str) -> None:
    (column,) = define(sql, "tsql").columns
    assert (column.name, column.nullable) == ("a", False)


def test_a_table_read_from_its_text_keeps_keys_references_and_computed_columns() -> None:
    sql = """create table dbo.t (a int rowguidcol constraint k primary key, b numeric(10, 2) references dbo.u (x),
        c as (a + b), constraint f foreign key (a, b) references v (y, z), index i (a))"""
    found = define(sql, "tsql")
    assert [(one.name, one.type, one.primary_key) for one in found.columns] == [
        ("a", "INT", True),
        ("b", "NUMERIC(10, 2)", False),
        ("c", "", False),
    ]
    assert found.foreign_keys == (ForeignKey(("b",), ("dbo", "u"), ("x",)), ForeignKey(("a", "b"), ("v",), ("y", "z")))
    assert {found.refs[at] for at in found.columns[2].generated} == {("a",), ("b",)}


def test_alter_adds_drops_renames_and_refers() -> None:
    found = op("alter table t add column a int, drop column b, add constraint k foreign key (a) references u (x)")
    assert isinstance(found, Alter)
    assert [one.name for one in found.added] == ["a"]
    assert (found.dropped, found.foreign_keys) == (("b",), (ForeignKey(("a",), ("u",), ("x",)),))
    found = op("alter table t rename column a to b")
    assert isinstance(found, Alter)
    assert found.renamed == (("a", "b"),)
    found = op("alter table t change a b int, add primary key (b)", "mysql")
    assert isinstance(found, Alter)
    assert found.renamed == (("a", "b"),)


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("postgres", "alter table s.t rename to u", Rename(("s", "t"), ("s", "u"))),
        ("mysql", "rename table a to b", Rename(("a",), ("b",))),
        ("tsql", "exec sp_rename 'dbo.t', 'u'", Rename(("dbo", "t"), ("dbo", "u"))),
        ("tsql", "exec sp_rename 'dbo.t.a', 'b', 'COLUMN'", Alter(("dbo", "t"), renamed=(("a", "b"),))),
        ("postgres", "alter table s.t set schema z", Rename(("s", "t"), ("z", "t"))),
        ("snowflake", "alter table a swap with b", Swap(("A",), ("B",), True)),
        ("tsql", "alter table a switch partition 1 to b partition 2", Swap(("a",), ("b",))),
        ("oracle", "alter table a exchange partition p with table b", Swap(("A",), ("B",), True)),
        ("hive", "alter table a exchange partition (ds = 'x') with table b", Swap(("b",), ("a",))),
        ("clickhouse", "exchange tables a and b", Swap(("a",), ("b",), True)),
        ("postgres", "drop view v", Drop(("v",), "view")),
        ("postgres", "comment on column s.t.c is 'x'", Comment(("s", "t"), "x", "c")),
        ("postgres", "comment on table s.t is 'x'", Comment(("s", "t"), "x")),
        ("tsql", "create synonym a.b for c.d.e", Synonym(("a", "b"), ("c", "d", "e"))),
        ("tsql", "use [Db]", Use("db")),
        ("mysql", "use Db", Use(path=("Db",))),
        ("snowflake", "use schema db.s", Use("DB", ("S",))),
        ("postgres", 'set search_path to a, "B", public', Use(path=("a", "B", "public"))),
        ("postgres", "call s.p(1)", Call(("s", "p"))),
        ("tsql", "exec @r = dbo.p", Call(("dbo", "p"), result=(("@r",),))),
    ],
)
def test_what_changes_the_catalog_or_the_session(dialect: str, sql: str, expected: object) -> None:
    assert op(sql, dialect) == expected


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "grant select on t to u"),
        ("postgres", "create index i on t (a)"),
        ("tsql", "create unique clustered index i on t (a)"),
        ("postgres", "analyze t"),
        ("postgres", "vacuum full t"),
        ("tsql", "set nocount on"),
        ("tsql", "print 'x'"),
        ("tsql", "update statistics t"),
        ("tsql", "exec sys.sp_addextendedproperty @name = N'x'"),
        ("tsql", "fetch next from c"),
        ("postgres", "begin transaction"),
        ("postgres", "create schema s"),
        ("snowflake", "use warehouse w"),
        ("postgres", "alter table t owner to x"),
    ],
)
def test_statements_that_move_nothing_are_understood(dialect: str, sql: str) -> None:
    found = statement(sql, dialect)
    assert (found.status, found.ops) == ("parsed", ())


@pytest.mark.parametrize("sql", ["frobnicate y", "lorem ipsum dolor", "select a, from where"])
def test_what_is_no_statement_is_refused(sql: str) -> None:
    assert statement(sql, "tsql").status == "refused"
