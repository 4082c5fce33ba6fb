"""Scripts cut into statements: lossless, by the habits of each client, and never at the cost of a neighbour."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.dialects import DIALECTS, resolve_dialect
from graph.extract.request import LimitExceeded
from graph.extract.split import Piece, split
from tests.work import calls


def cut(text: str, dialect: str, **limits: int) -> list[Piece]:
    """The pieces, after a check that no character is lost and that lines do not run backwards."""
    pieces = split(text, resolve_dialect(dialect), **limits)
    assert "".join(piece.text for piece in pieces) == text
    lines = [line for piece in pieces if piece.kind != "blank" for line in (piece.first_line, piece.last_line)]
    assert lines == sorted(lines)
    for piece in pieces:
        assert text[piece.start : piece.start + len(piece.text)] == piece.text
        assert 0 <= piece.head <= piece.tail <= len(piece.text)
    return pieces


def kinds(text: str, dialect: str) -> list[tuple[str, str]]:
    """(kind, statement with single spaces) of all pieces but the blank ones."""
    return [(p.kind, " ".join(p.statement.split())) for p in cut(text, dialect) if p.kind != "blank"]


def statements(text: str, dialect: str) -> list[str]:
    return [statement for kind, statement in kinds(text, dialect) if kind in ("sql", "routine", "block")]


# --- semicolons, quotes, comments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("ansi", "select 1; select 2", ["select 1", "select 2"]),
        ("ansi", "select ';' from \"a;b\"; -- x;y\nselect /* ; */ 2;", ["select ';' from \"a;b\"", "select /* ; */ 2"]),
        ("ansi", ";;select 1;;", ["select 1"]),
        ("postgres", "select E'a\\';b'; select 2", ["select E'a\\';b'", "select 2"]),
        ("postgres", "select 'a\\'; select 2", ["select 'a\\'", "select 2"]),
        ("postgres", "/* a /* b; */ c; */ select 1; select 2", ["select 1", "select 2"]),
        ("postgres", "select $$a;b$$, $x$ $$;$$ $x$; select $1", ["select $$a;b$$, $x$ $$;$$ $x$", "select $1"]),
        ("mysql", "select 'a\\';b', \"c;d\", `e;f`; # g;h\nselect 2", ["select 'a\\';b', \"c;d\", `e;f`", "select 2"]),
        ("bigquery", 'select """a\n";b""", r\'\\d;\'; select 2', ['select """a ";b""", r\'\\d;\'', "select 2"]),
        ("oracle", "select q'[it's; so]' from dual; select 2", ["select q'[it's; so]' from dual", "select 2"]),
        ("snowflake", "select 1 // a;b\n; select $$a;b$$", ["select 1", "select $$a;b$$"]),
        ("sqlite", "select [a;b], `c;d`; select 2", ["select [a;b], `c;d`", "select 2"]),
        ("spark", "select 'a\\';b' ; select \"c;d\"", ["select 'a\\';b'", 'select "c;d"']),
    ],
)
def test_only_a_semicolon_in_code_ends_a_statement(dialect: str, text: str, expected: list[str]) -> None:
    assert statements(text, dialect) == expected


def test_a_statement_stands_where_its_own_tokens_stand() -> None:
    text = "\n-- about\n/* the\nfirst */ select 1\n  from t -- tail\n;\n\nselect 2\n-- end\n"
    first, second = [p for p in cut(text, "ansi") if p.kind == "sql"]
    assert (first.first_line, first.last_line, first.statement) == (4, 5, "select 1\n  from t")
    assert (second.first_line, second.last_line, second.statement) == (8, 8, "select 2")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_once(end: str) -> None:
    text = end.join(["select 1;", "", "select", "2;", "-- x", "select 3"])
    assert [(p.first_line, p.last_line) for p in cut(text, "ansi")] == [(1, 1), (3, 4), (6, 6)]


def test_mixed_line_ends_count_once_each() -> None:
    pieces = cut("select 1;\r\n\rselect 2;\n\r\nselect 3;", "ansi")
    assert [p.first_line for p in pieces] == [1, 3, 5]


def test_a_stray_quote_costs_only_its_statement() -> None:
    text = "select 1;\nselect 'it's' from t;\nselect 3;\ninsert into t select 'a' from u;\n"
    assert statements(text, "ansi")[2:] == ["select 3", "insert into t select 'a' from u"]


def test_a_dollar_quote_without_end_costs_only_its_statement() -> None:
    assert statements("select 1;\nselect $x$ from t;\nselect 3;", "postgres")[2] == "select 3"


# --- clients ---------------------------------------------------------------------------------------------------------


def test_psql_commands_and_copied_rows_are_no_statements() -> None:
    text = "\\set x 1\nCOPY t FROM stdin;\n1\tselect ;\n\\.\n\\echo 'a;b'\nselect 1 \\gset\nselect 2;\n"
    assert kinds(text, "postgres") == [
        ("meta", "\\set x 1"),
        ("sql", "COPY t FROM stdin"),
        ("copy_data", "1 select ; \\."),
        ("meta", "\\echo 'a;b'"),
        ("sql", "select 1"),
        ("meta", "\\gset"),
        ("sql", "select 2"),
    ]


def test_mysql_delimiter_rules_until_the_next() -> None:
    text = "delimiter //\ncreate procedure p() begin select 1; end //\nselect 2//\ndelimiter ;\nselect 3;"
    assert kinds(text, "mysql") == [
        ("separator", "delimiter //"),
        ("routine", "create procedure p() begin select 1; end"),
        ("sql", "select 2"),
        ("separator", "delimiter ;"),
        ("sql", "select 3"),
    ]


def test_sqlplus_lines_and_slashes_stand_between_statements() -> None:
    text = "SET DEFINE OFF\nPROMPT it's\nselect 1/2 from dual\n/\n@other.sql\nSET ROLE x;\nSPOOL off\n"
    assert kinds(text, "oracle") == [
        ("meta", "SET DEFINE OFF"),
        ("meta", "PROMPT it's"),
        ("sql", "select 1/2 from dual"),
        ("separator", "/"),
        ("meta", "@other.sql"),
        ("sql", "SET ROLE x"),
        ("meta", "SPOOL off"),
    ]


def test_dot_commands_belong_to_the_client() -> None:
    assert kinds(".read a.sql\nselect .5;\n", "duckdb") == [("meta", ".read a.sql"), ("sql", "select .5")]
    assert kinds(".LOGON x/y\nsel 1;", "teradata") == [("meta", ".LOGON x/y"), ("sql", "sel 1")]


# --- bodies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        ("postgres", "create function f() returns int as $$ begin select 1; return 2; end; $$ language plpgsql"),
        ("postgres", "create or replace function f() returns int begin atomic select 1; select 2; end"),
        (
            "mysql",
            "create definer=`a`@`b` procedure p() begin if x then select 1; end if; select case when 1 then 2 end; end",
        ),
        (
            "mysql",
            "create procedure p() begin while x do set x = if(a); end while; repeat set y = 1; until z end repeat; end",
        ),
        (
            "bigquery",
            "create procedure d.p() begin declare x int64; if x > 1 then select 1; else select 2; end if; end",
        ),
        ("bigquery", "create temp function f(a int64) as (if(a > 1, case when a = 2 then 3 end, 4))"),
        ("snowflake", "create procedure p() returns int language sql as declare x int; begin select 1; return x; end"),
        ("snowflake", "create procedure p() returns int language js as $$ var a = 1; begin $$"),
        (
            "oracle",
            "create procedure p is a int; procedure q is begin null; end; begin for i in 1..2 loop q; end loop; end p",
        ),
        (
            "oracle",
            "create package body k as procedure a is begin null; end a; function b is begin return 1; end; end k",
        ),
        (
            "oracle",
            "create trigger t before insert on u for each row declare a int; begin select 1 into a from dual; end",
        ),
        ("oracle", "create type body t as member function f return int is begin return 1; end; end"),
        ("teradata", "replace procedure p() begin select 1; select 2; end"),
        (
            "sqlite",
            "create trigger t after insert on u begin update u set a = case when 1 then 2 end; delete from v; end",
        ),
        ("ansi", "create function f() returns int begin return 1; end"),
    ],
)
def test_a_routine_is_one_piece_with_its_body(dialect: str, body: str) -> None:
    text = f"select 1;\n{body};\nselect 2;\n"
    assert kinds(text, dialect) == [("sql", "select 1"), ("routine", body), ("sql", "select 2")]


@pytest.mark.parametrize(
    ("dialect", "block"),
    [
        ("postgres", "do $$ begin perform 1; end $$"),
        ("oracle", "declare a int; begin select 1 into a from dual; end"),
        ("snowflake", "begin let x := 1; return x; end"),
        ("bigquery", "begin select 1; exception when error then select 2; end"),
        ("bigquery", "if a > 1 then select 1; elseif b then select 2; end if"),
        ("bigquery", "while a do set a = case when a then b end; if(x) then break; end if; end while"),
        ("bigquery", "for r in (select 1) do select r; end for"),
        ("bigquery", "loop select 1; leave; end loop"),
        ("tsql", "if 1 = 1 select 1 else begin select 2; select 3; end"),
        ("tsql", "begin try select 1; end try begin catch print 'x' end catch"),
        ("tsql", "while @a > 0 begin set @a -= 1; if @a = 2 break end"),
    ],
)
def test_control_flow_is_one_block(dialect: str, block: str) -> None:
    assert kinds(f"select 1;\n{block};\nselect 2;\n", dialect) == [
        ("sql", "select 1"),
        ("block", block),
        ("sql", "select 2"),
    ]


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "bigquery", "snowflake", "sqlite", "ansi", "trino"])
def test_a_transaction_is_no_block(dialect: str) -> None:
    assert kinds("begin;\nselect 1;\ncommit;\nbegin transaction; select 2; end;", dialect)[:4] == [
        ("sql", "begin"),
        ("sql", "select 1"),
        ("sql", "commit"),
        ("sql", "begin transaction"),
    ]


def test_a_body_without_end_costs_only_itself() -> None:
    broken = "create procedure a() begin\n  select 1;\n"
    text = broken + "create procedure b() begin select 2; end;\ncreate table t (x int);\nselect 3;\n"
    assert statements(text, "mysql")[-2:] == ["create table t (x int)", "select 3"]


def test_a_routine_up_to_the_slash_may_hold_anything() -> None:
    text = "create procedure p is begin if broken; end\n/\nselect 1 from dual;\n"
    assert [kind for kind, _ in kinds(text, "oracle")] == ["routine", "separator", "sql"]


# --- T-SQL -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "GO\nSELECT 1\nGO\nSELECT 2\ngo 5 -- five times\n",
        "SELECT 1\r\nGO\r\nSELECT 2\r\n  Go  \r\n",
        "SELECT 1\nGO;\nSELECT 2\nGO",
    ],
)
def test_go_ends_batches(text: str) -> None:
    assert statements(text, "tsql") == ["SELECT 1", "SELECT 2"]
    assert {kind for kind, _ in kinds(text, "tsql")} == {"sql", "separator"}


def test_go_in_strings_comments_and_names_is_none() -> None:
    text = "SELECT 'a\nGO\n' /*\nGO\n*/ AS go, [x\nGO\n] FROM t\nGO\nSELECT 2"
    assert len(statements(text, "tsql")) == 2


def test_sqlcmd_commands_are_lines() -> None:
    text = ':setvar Db "Sales"\n:r .\\other.sql\nUSE [$(Db)]\nGO\n:on error exit\nSELECT 1'
    assert [kind for kind, _ in kinds(text, "tsql")] == ["meta", "meta", "sql", "separator", "meta", "sql"]


# Each line is one statement; without any semicolon they must fall apart again exactly so.
TSQL = """
SELECT a FROM t WHERE b = 1
SELECT a FROM t UNION ALL SELECT b FROM u EXCEPT SELECT c FROM v INTERSECT SELECT d FROM w
WITH c AS (SELECT 1 AS a), d (x) AS (SELECT 2) SELECT * FROM c, d
WITH c AS (SELECT 1 AS a) INSERT INTO t (a) SELECT a FROM c
WITH c AS (SELECT 1 AS a) UPDATE t SET a = c.a FROM c
WITH c AS (SELECT 1 AS a) DELETE FROM c
INSERT INTO t (a, b) SELECT a, b FROM u WITH (NOLOCK) OPTION (MAXDOP 1)
INSERT t VALUES (1, 'SELECT'), (2, N'x')
INSERT INTO t EXEC dbo.p @a = 1, @b = 'x' OUTPUT
INSERT INTO t OUTPUT inserted.id INTO @ids DEFAULT VALUES
INSERT INTO t (a) OUTPUT inserted.a SELECT 1
UPDATE t SET a = 1, b = CASE WHEN c = 1 THEN 2 ELSE 3 END FROM t JOIN u ON t.id = u.id
UPDATE t WITH (ROWLOCK) SET a = 1 WHERE b = (SELECT MAX(b) FROM u)
UPDATE STATISTICS dbo.t
SET NOCOUNT ON
SET IDENTITY_INSERT dbo.t ON
DELETE FROM t FROM t JOIN u ON t.id = u.id
DELETE TOP (5) t
MERGE t AS x USING u AS y ON x.id = y.id WHEN MATCHED THEN UPDATE SET x.a = y.a WHEN NOT MATCHED THEN DELETE
MERGE INTO t USING u ON t.id = u.id WHEN NOT MATCHED THEN INSERT (a) VALUES (1) OUTPUT $action
SELECT a FROM t INNER MERGE JOIN u ON t.id = u.id
TRUNCATE TABLE dbo.t
CREATE TABLE t (a int REFERENCES u (id) ON DELETE CASCADE ON UPDATE SET NULL) WITH (DATA_COMPRESSION = PAGE)
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id) ON DELETE SET NULL ON UPDATE CASCADE
ALTER TABLE t DROP CONSTRAINT f, COLUMN b
ALTER TABLE t ALTER COLUMN a int NOT NULL
ALTER TABLE t WITH CHECK CHECK CONSTRAINT f
ALTER TABLE t DISABLE TRIGGER ALL
ENABLE TRIGGER [x y], z ON dbo.t
ALTER TABLE t SET (SYSTEM_VERSIONING = ON)
ALTER DATABASE d SET RECOVERY SIMPLE WITH ROLLBACK IMMEDIATE
DROP TABLE IF EXISTS #x, dbo.y
DROP INDEX i ON t
CREATE UNIQUE CLUSTERED INDEX i ON t (a) WITH (DROP_EXISTING = ON) ON [PRIMARY]
CREATE SECURITY POLICY p ADD BLOCK PREDICATE f(a) ON dbo.t AFTER UPDATE WITH (STATE = ON)
DECLARE @a int = 1, @b nvarchar(max) = N'SELECT 1'
DECLARE @t TABLE (a int, b varchar(10))
DECLARE c CURSOR LOCAL FAST_FORWARD FOR SELECT a FROM t FOR UPDATE OF a
DECLARE c CURSOR FOR WITH d AS (SELECT 1 AS a) SELECT a FROM d
SET @c = CURSOR FOR SELECT 1
OPEN c
FETCH NEXT FROM c INTO @a
SELECT a FROM t ORDER BY a OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY
CLOSE c
DEALLOCATE c
SELECT a FROM t FOR XML PATH('x'), TYPE
SELECT a INTO #x FROM OPENJSON(@j) WITH (a int '$.a', b nvarchar(max) AS JSON)
GRANT SELECT, INSERT, UPDATE, EXECUTE ON SCHEMA::dbo TO r WITH GRANT OPTION
DENY DELETE ON dbo.t TO r
REVOKE GRANT OPTION FOR SELECT ON dbo.t FROM r
EXEC sp_executesql @sql, N'@a int', @a = 1
EXECUTE AS USER = 'x'
REVERT
EXEC @r = dbo.p 1, 'x' WITH RECOMPILE
BEGIN TRANSACTION
SAVE TRAN x
COMMIT TRAN
ROLLBACK
PRINT 'SELECT'
RAISERROR('x', 16, 1) WITH NOWAIT
WAITFOR DELAY '00:00:01'
USE master
BULK INSERT dbo.t FROM 'f.csv' WITH (FIELDTERMINATOR = ',')
DBCC CHECKIDENT ('t', RESEED, 1)
DISABLE TRIGGER x ON t
CREATE STATISTICS s ON t (a)
SELECT * FROM (SELECT a FROM t) AS x PIVOT (SUM(a) FOR b IN ([1], [2])) AS p
SELECT @a = a, @b = (SELECT TOP 1 b FROM u) FROM t
RETURN
""".strip().splitlines()


def test_tsql_statements_fall_apart_without_semicolons() -> None:
    assert statements("\n".join(TSQL), "tsql") == TSQL


def test_tsql_statements_fall_apart_on_one_line_with_comments_between() -> None:
    assert statements(" /* x */ ".join(TSQL), "tsql") == TSQL


def test_tsql_statements_fall_apart_in_lower_case_with_semicolons() -> None:
    lower = [statement.lower() for statement in TSQL]
    assert statements(";\n;".join(lower), "tsql") == lower


@given(
    st.lists(st.sampled_from(TSQL), min_size=1, max_size=6), st.sampled_from(["\n", " ", ";", "\r\n-- SELECT 1\r\n"])
)
def test_any_row_of_tsql_statements_falls_apart(chosen: list[str], between: str) -> None:
    assert statements(between.join(chosen), "tsql") == chosen


@pytest.mark.parametrize(
    "routine",
    [
        "CREATE PROC p AS SELECT 1 SELECT 2; UPDATE t SET a = 1",
        "CREATE OR ALTER PROCEDURE p @a int WITH EXECUTE AS OWNER AS BEGIN SELECT 1; END",
        "ALTER FUNCTION f() RETURNS TABLE AS RETURN SELECT 1 AS a",
        "CREATE TRIGGER g ON t AFTER INSERT, UPDATE AS IF UPDATE(a) SELECT 1",
    ],
)
def test_a_tsql_routine_reaches_to_the_end_of_its_batch(routine: str) -> None:
    assert kinds(f"SET ANSI_NULLS ON\nGO\n{routine}\n-- end\nGO\nSELECT 1", "tsql") == [
        ("sql", "SET ANSI_NULLS ON"),
        ("separator", "GO"),
        ("routine", routine),
        ("separator", "GO"),
        ("sql", "SELECT 1"),
    ]


def test_a_second_routine_in_a_batch_begins_a_piece_of_its_own() -> None:
    text = "CREATE PROC a AS SELECT 1\n\nCREATE PROC b AS EXEC('\nCREATE PROC c AS SELECT 2')"
    assert len(statements(text, "tsql")) == 2


@pytest.mark.parametrize(
    "view",
    [
        "CREATE VIEW v WITH SCHEMABINDING AS SELECT a FROM dbo.t WITH CHECK OPTION",
        "CREATE VIEW v (a, b) AS WITH c AS (SELECT 1 AS a) SELECT a, 2 FROM c",
        "ALTER VIEW v AS (SELECT 1 AS a)",
        "CREATE TABLE t WITH (DISTRIBUTION = HASH(a)) AS SELECT a FROM u",
    ],
)
def test_the_query_of_a_definition_belongs_to_it(view: str) -> None:
    assert statements(f"{view}\nSELECT 1", "tsql") == [view, "SELECT 1"]


def test_a_condition_takes_its_statement_and_its_else() -> None:
    text = (
        "IF EXISTS (SELECT 1 FROM t) SELECT 1\nELSE IF @a = 1 BEGIN SELECT 2 END\nELSE SELECT 3\n"
        "IF OBJECT_ID('t') IS NOT NULL\n  DROP TABLE t\nCREATE TABLE t (a int)\n"
    )
    assert [kind for kind, _ in kinds(text, "tsql")] == ["block", "block", "sql"]


def test_a_stray_quote_costs_only_its_tsql_batch() -> None:
    text = "SELECT 1\nGO\nPRINT 'it's'\nGO\nSELECT a FROM t\nGO\nSELECT 'b' FROM u\n"
    assert statements(text, "tsql")[-2:] == ["SELECT a FROM t", "SELECT 'b' FROM u"]


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["ansi", "tsql", "bigquery"])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [("(", ")"), ("case when 1 = 1 then ", " end"), ("not ", ""), ("- ", ""), ("cast(x as array<", ">)"), ("{", "}")],
)
def test_p3_nesting_beyond_the_limit_is_refused_before_any_parser(opening: str, closing: str, dialect: str) -> None:
    def nested(levels: int) -> str:
        return f"select 0;\nselect {opening * levels}1{closing * levels};"

    assert len(cut(nested(50), dialect, nesting=150)) == 2
    with pytest.raises(LimitExceeded) as refused:
        cut(nested(160), dialect, nesting=150)
    assert refused.value.reason == "nesting"
    assert "line 2" in refused.value.detail


def test_wide_is_not_deep() -> None:
    row = "(1, 'a((((', coalesce(f((2)), 3), case when 1 = 1 then -1 else +1 end, '2020-01-02') -- (((((\n"
    cut("insert into t values " + ", ".join([row] * 3000), "ansi", nesting=30)
    cut("select " + " and ".join(["not a = -1"] * 3000), "ansi", nesting=30)
    cut("select " + ", ".join(["cast(a as array<int>) > 1"] * 3000), "bigquery", nesting=30)


def test_p2_more_statements_than_the_limit_are_refused() -> None:
    assert len(cut("select 1;" * 10, "ansi", statements=10)) == 10
    with pytest.raises(LimitExceeded) as refused:
        cut("select 1;" * 11, "ansi", statements=10)
    assert refused.value.reason == "statements"


def test_p2_statements_of_a_tsql_batch_are_counted_too() -> None:
    with pytest.raises(LimitExceeded, match="statements"):
        cut("SELECT 1\n" * 11, "tsql", statements=10)


HOSTILE = [
    "'",
    "'\\",
    "\"'",
    "$a$ ",
    "/*",
    "/* */ /*",
    "(",
    "(a (b) ",
    "[",
    "`",
    "q'[ ",
    "E'\\' ",
    "create procedure p() begin; ",
    "begin if x then ",
    "\nGO\n'",
    "\nGO /*\n",
    "case when ",
    "- ",
    "not ",
    ";",
    "copy t from stdin;\n",
    "'''",
    "\r",
    "if x begin ",
    "with a as (select 1) ",
    "$a",
    "delimiter x\n",
    "<<a>> ",
    "/*!50003 ",
    "*/ /*!",
    "a--b ",
    "create rule r as (a; ",
    "create macro m as (((a; ) ",
    "-- COMMAND ----------\n",
    "\n@\n'",
    "--#SET TERMINATOR @\n",
    "with function f is begin; ",
    "create task t as begin; ",
    "\\; ",
    "x:\n",
    ": ",
    "\n/\n'",
    "if a then ",
    "exec p( ",
    "/*/",
]


@pytest.mark.parametrize(
    "dialect",
    [
        "postgres",
        "tsql",
        "mysql",
        "oracle",
        "bigquery",
        "snowflake",
        "ansi",
        "databricks",
        "hive",
        "teradata",
        "sqlite",
    ],
)
def test_work_is_linear_in_hostile_text(dialect: str) -> None:
    known = resolve_dialect(dialect)
    for pattern in HOSTILE:
        small, large = (
            calls(lambda text=pattern * times: split(text, known, nesting=10**9, statements=10**9))  # type: ignore[misc]
            for times in (200, 2000)
        )
        assert large < 12 * small + 100, repr(pattern)


FRAGMENTS = st.sampled_from(
    [
        *HOSTILE,
        *TSQL[:12],
        "select ",
        "1",
        ")",
        "]",
        "*/",
        "end",
        "end if;",
        "go",
        "\n",
        "--",
        "#",
        "//",
        "\\",
        "$$",
        "é\u2028",
        "\0",
        "\ufeff",
        "\u00a0",
        "\u200b",
        "\x1a",
        "\x0c",
        "GO\n",
        "\n/\n",
        "\nEND@\n",
        "\nDELIMITER ;;\n",
        ";;",
        "\\G",
        "\n\\.\n",
        ":setvar x y\n",
        "exec p;\n",
        "r'",
        "N'",
        "nq'{",
        "}'",
        "]]",
        "``",
        "!x\n",
        ".if a\n",
        "create rule r as (",
        "create macro m as (",
        "compound trigger ",
        "loop ",
        "case ",
        "until x end repeat;",
        "lbl: begin ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=25).map("".join)), st.sampled_from(sorted(DIALECTS))
)
def test_no_text_loses_a_character_in_any_dialect(text: str, dialect: str) -> None:
    cut(text, dialect, nesting=10**9, statements=10**9)
