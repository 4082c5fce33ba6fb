"""Dialects told from text and suffix alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.detect import detect
from graph.extract.dialects import DIALECTS


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("SELECT a FROM t\nGO\nSELECT b FROM u\nGO\n", "tsql"),
        ("DECLARE @d date = GETDATE(); SELECT TOP 5 [id] FROM [dbo].[t] WITH (NOLOCK)", "tsql"),
        ("SELECT id INTO #tmp FROM dbo.t", "tsql"),
        ("\\set ON_ERROR_STOP 1\n\\i other.sql\nSELECT 1;", "postgres"),
        ("CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;", "postgres"),
        ("COPY t (a, b) FROM stdin;\n1\t2\n\\.\n", "postgres"),
        ("SELECT a::text, b FROM t WHERE c > now() - interval '3 days'", "postgres"),
        ("CREATE TABLE `t` (`id` int NOT NULL AUTO_INCREMENT) ENGINE=InnoDB;", "mysql"),
        ("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;", "mysql"),
        ("SELECT SAFE_DIVIDE(a, b) FROM `my-project.data.t`", "bigquery"),
        ("SELECT * EXCEPT (a) FROM `p.d.t` WHERE d = @run_date", "bigquery"),
        ("SELECT a FROM `my-project`.data.t WHERE d = @run_date", "bigquery"),
        ("copy t from '/f' csv\ndelimiter ',' null '';\nselect a::int from t", "postgres"),
        ("delimiter //\ncreate function f() returns int return 1 //\nselect `a-b.c`", "mysql"),
        ("CREATE TABLE t (a VARCHAR2(10), b NUMBER(5));\n/\n", "oracle"),
        ("SELECT SYSDATE, NVL(a, 1) FROM dual", "oracle"),
        ("COPY INTO t FROM @stage/x FILE_FORMAT = (TYPE = CSV)", "snowflake"),
        ("SELECT v:a.b::string FROM t, LATERAL FLATTEN(input => v)", "snowflake"),
        ("CREATE TABLE t (a int) DISTKEY(a) SORTKEY(a)", "redshift"),
        ("CREATE TABLE t (a int) USING DELTA; OPTIMIZE t ZORDER BY (a)", "databricks"),
        ("INSERT OVERWRITE TABLE t PARTITION (d) SELECT a FROM u STORED AS ORC", "hive"),
        ("CREATE TABLE t WITH (format = 'ORC', partitioned_by = ARRAY['d']) AS SELECT 1 AS a", "trino"),
        ("SELECT strptime(a, '%Y') FROM read_csv('x.csv')", "duckdb"),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT) WITHOUT ROWID", "sqlite"),
        ("CREATE TABLE t (a UInt32, b LowCardinality(String)) ENGINE = MergeTree ORDER BY a", "clickhouse"),
        ("CREATE MULTISET TABLE t, NO FALLBACK (a BYTEINT) PRIMARY INDEX (a)", "teradata"),
        ("CREATE TABLE dfs.mart.`T` AS SELECT a FROM dfs.tmp.`t.csv`", "drill"),
        ("SELECT a FROM t WHERE b ~ '^x' AND c !~* 'y'", "postgres"),
        ("CREATE OR REPLACE FUNCTION d.f(a STRING) RETURNS STRING AS (LOWER(a))", "bigquery"),
        ("SELECT TO_HEX(a) AS a,\nFROM t", "bigquery"),
        ("SELECT a FROM EXTERNAL_QUERY('x', 'y')", "bigquery"),
        ('SELECT f("""\nit\'s a `name` ~* \'x\'\n""") AS a,\nFROM t', "bigquery"),
        ("ALTER TABLE t ADD INDEX i (a), ADD UNIQUE INDEX j (b)", "mysql"),
        ("INSERT IGNORE INTO t SELECT a FROM u LIMIT 5, 10", "mysql"),
        ("SELECT table_name FROM all_constraints a JOIN all_cons_columns b ON 1 = 1", "oracle"),
        ("SELECT q'[it's]' AS a FROM t", "oracle"),
        (
            "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
            "databricks",
        ),
        ("SELECT 1\n-- COMMAND ----------\nSELECT 2", "databricks"),
        ("CREATE OR REPLACE DYNAMIC TABLE t AS SELECT 1 AS a", "snowflake"),
        ("COPY INTO t (a, b)\nFROM (SELECT $1, $2 FROM @s/x)", "snowflake"),
        ("CREATE TYPE mood AS ENUM ('a')", "postgres"),
        ("CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'x', port '1')", "postgres"),
        ("SELECT CAST(a AS DOUBLE PRECISION) FROM t", "postgres"),
        ("SELECT a FROM t WHERE REGEXP_MATCHES(a, 'x')", "duckdb"),
        ("LOCKING TABLE d.t FOR ACCESS SELECT a FROM d.t", "teradata"),
        ("SELECT a FROM t WHERE b GLOB 'x*'", "sqlite"),
        ("SELECT toYYYYMM(d) FROM t", "clickhouse"),
        ("CREATE TABLE t (a DOUBLE PRECISION)", "ansi"),
        ("SELECT a, COUNT(*) FROM t GROUP BY ALL", "ansi"),
        ("SELECT * EXCLUDE (a) FROM t", "ansi"),
        ("CREATE TABLE t (a INT) ENGINE = Memory", "ansi"),
        ("SELECT a, b FROM t WHERE c = 1", "ansi"),
        ("", "ansi"),
    ],
)
def test_what_only_one_dialect_writes_tells_it(text: str, dialect: str) -> None:
    assert detect(text)[0] == dialect


@pytest.mark.parametrize(
    "text",
    [
        "-- GO\n/* \nGO\n AUTO_INCREMENT ENGINE=InnoDB */ SELECT 1 FROM t",
        "SELECT 'x\nGO\nNVARCHAR [dbo].[t]' FROM t",
        "SELECT '-- it''s', '\\set', 'SAFE_CAST(' FROM t",
    ],
)
def test_strings_and_comments_are_no_evidence(text: str) -> None:
    assert detect(text) == ("ansi", "")


def test_the_evidence_names_what_was_seen_and_where() -> None:
    assert detect("-- first\nSELECT 1\nGO\n") == ("tsql", "GO line 3")
    assert detect("/* a\n b */\nSELECT 'x\ny' AS z\nFROM `p`.`d`", "")[1] == "backtick-quoted names line 5"


def test_a_suffix_is_evidence_and_may_be_outweighed() -> None:
    assert detect("SELECT 1", ".hql") == ("hive", "suffix .hql")
    assert detect("SELECT 1\nGO\nSET NOCOUNT ON\nGO", ".hql")[0] == "tsql"


def test_a_dialect_written_into_the_name_decides() -> None:
    assert detect("SELECT 1\nGO\n", ".postgresql.sql") == ("postgres", "suffix .postgresql.sql")


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert detect("SELECT a FROM t;\n" * 10_000 + "GO\n") == ("ansi", "")


@given(st.text(max_size=200), st.sampled_from(["", ".hql", ".sql", ".pg.sql", "..", "."]))
def test_any_text_has_one_known_dialect(text: str, hint: str) -> None:
    assert detect(text, hint)[0] in DIALECTS
    assert detect(text, hint) == detect(text, hint)


def test_what_a_long_text_begins_with_may_decide() -> None:
    text = "SET NOCOUNT ON\nGO\nSELECT [a] FROM [dbo].[t] WITH (NOLOCK)\nGO\n" + "SELECT 1\nGO\n" * 5000
    assert detect(text) == detect(text[:4096]) == ("tsql", "GO line 2")
    late = "SELECT a FROM t;\n" * 2000 + "CREATE TABLE u (a INT64);\n"
    assert detect(late) == ("bigquery", "INT64 line 2001")


def test_clues_that_two_dialects_share_alike_tell_neither() -> None:
    assert detect("SELECT * EXCLUDE (a) FROM t GROUP BY ALL")[0] == "ansi"
