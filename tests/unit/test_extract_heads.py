import pytest

from graph.extract.dialects import resolve_dialect
from graph.extract.heads import Head, head_of


@pytest.mark.parametrize(
    ("dialect", "statement", "head"),
    [
        ("tsql", "CREATE TABLE [dbo].[Order Lines] (a int)", Head("defines", ("dbo", "order lines"), "table")),
        ("tsql", "create or alter proc p as select 1", Head("defines", ("p",), "procedure")),
        ("tsql", "ALTER VIEW v AS SELECT 1", Head("defines", ("v",), "view")),
        ("tsql", "ALTER TABLE dbo.t ADD c int", Head("belongs", ("dbo", "t"))),
        ("tsql", "CREATE TABLE #t (a int)", Head("other")),
        ("tsql", "CREATE UNIQUE CLUSTERED INDEX i ON s.t (a)", Head("belongs", ("s", "t"))),
        ("tsql", "GRANT SELECT ON OBJECT::s.v TO x", Head("belongs", ("s", "v"))),
        ("tsql", "GRANT CONNECT TO x", Head("other")),
        ("postgres", "ALTER VIEW v OWNER TO x", Head("belongs", ("v",))),
        ("postgres", "CREATE /* TABLE x */ TEMP TABLE t (a int)", Head("other")),
        ("postgres", "CREATE MATERIALIZED VIEW IF NOT EXISTS s.V AS SELECT 1",
         Head("defines", ("s", "v"), "materialized_view")),
        ("postgres", "COMMENT ON COLUMN s.t.c IS 'x'", Head("belongs", ("s", "t"))),
        ("postgres", "COMMENT ON MATERIALIZED VIEW m IS 'x'", Head("belongs", ("m",))),
        ("postgres", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t (a)", Head("belongs", ("s", "t"))),
        ("postgres", "DROP TABLE IF EXISTS t", Head("drops", ("t",))),
        ("mysql", "CREATE DEFINER=`table`@`%` VIEW v AS SELECT 1", Head("defines", ("v",), "view")),
        ("oracle", 'CREATE OR REPLACE PACKAGE BODY hr."Pay" AS', Head("defines", ("HR", "Pay"), "package_body")),
        ("bigquery", "CREATE TABLE `my-p.ds.t` AS SELECT 1", Head("defines", ("my-p", "ds", "t"), "table")),
        ("bigquery", "CREATE TABLE FUNCTION my-p.ds.f() AS SELECT 1", Head("defines", ("my-p", "ds", "f"), "function")),
        ("teradata", "REPLACE VIEW d.v AS SEL 1", Head("defines", ("d", "v"), "view")),
        ("ansi", "CREATE TABLE", Head("other")),
        ("ansi", 'CREATE TABLE "never closed', Head("other")),
        ("ansi", "CREATE SCHEMA s", Head("other")),
        ("ansi", "SET x = 1", Head("sets")),
        ("ansi", "", Head("other")),
    ],
)  # fmt: skip
def test_a_head_says_what_is_done_to_which_object(dialect: str, statement: str, head: Head) -> None:
    assert head_of(statement, resolve_dialect(dialect)) == head
