"""Where statements begin and end by each dialect's own rules, as data: what is cut, and what each piece is."""

import pytest

from tests.unit.test_extract_split import kinds

Pieces = list[tuple[str, str]]

TSQL: list[tuple[str, Pieces]] = [
    (
        "SELECT 1\nGO -- c\nSELECT 2\nGO 5\nSELECT 3\nGO /* x */\nSELECT 4\ngo--x\nSELECT 5\n GO\t\nSELECT 6",
        [
            ("sql", "SELECT 1"),
            ("separator", "GO -- c"),
            ("sql", "SELECT 2"),
            ("separator", "GO 5"),
            ("sql", "SELECT 3"),
            ("separator", "GO /* x */"),
            ("sql", "SELECT 4"),
            ("separator", "go--x"),
            ("sql", "SELECT 5"),
            ("separator", "GO"),
            ("sql", "SELECT 6"),
        ],
    ),
    ("SELECT 1 -- x\n/* a\nGO\n*/ GO\nSELECT 2", [("sql", "SELECT 1"), ("separator", "GO"), ("sql", "SELECT 2")]),
    ("SELECT 1\rGO\rSELECT 2", [("sql", "SELECT 1"), ("separator", "GO"), ("sql", "SELECT 2")]),
    ("SELECT a AS go, go FROM t, go WHERE go.a = 1", [("sql", "SELECT a AS go, go FROM t, go WHERE go.a = 1")]),
    (
        "again:\nSELECT 1\nGOTO again\nlast : SELECT 2\nSELECT geography::Parse('x')",
        [
            ("separator", "again:"),
            ("sql", "SELECT 1"),
            ("sql", "GOTO again"),
            ("separator", "last :"),
            ("sql", "SELECT 2"),
            ("sql", "SELECT geography::Parse('x')"),
        ],
    ),
    (
        "IF UPDATE (b) UPDATE x SET a = 1\nSELECT 2",
        [("block", "IF UPDATE (b) UPDATE x SET a = 1"), ("sql", "SELECT 2")],
    ),
    (
        "SELECT a FROM t ORDER BY a OFFSET @x ROWS FETCH FIRST 5 ROWS ONLY FETCH NEXT FROM c OPEN c",
        [
            ("sql", "SELECT a FROM t ORDER BY a OFFSET @x ROWS FETCH FIRST 5 ROWS ONLY"),
            ("sql", "FETCH NEXT FROM c"),
            ("sql", "OPEN c"),
        ],
    ),
    (
        "SELECT [a]]b;GO] SELECT \"x\"\"y\" SELECT 'it''s'",
        [("sql", s) for s in ("SELECT [a]]b;GO]", 'SELECT "x""y"', "SELECT 'it''s'")],
    ),
    ("SELECT 1 /* a /* b */ SELECT c */ SELECT 2", [("sql", "SELECT 1"), ("sql", "SELECT 2")]),
    (
        ":setvar A B\n:r x.sql\n!!dir\nSELECT $(A)\n:out x\nCREATE PROC p AS SELECT 1\n:r y.sql\nGO\nSELECT 2",
        [
            ("meta", ":setvar A B"),
            ("meta", ":r x.sql"),
            ("meta", "!!dir"),
            ("sql", "SELECT $(A)"),
            ("meta", ":out x"),
            ("routine", "CREATE PROC p AS SELECT 1"),
            ("meta", ":r y.sql"),
            ("separator", "GO"),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "CREATE PROC p AS SELECT 'x\nSELECT 2\nGO\nSELECT 3\nGO\nSELECT 4",
        [
            ("routine", "CREATE PROC p AS SELECT 'x SELECT 2"),
            ("separator", "GO"),
            ("sql", "SELECT 3"),
            ("separator", "GO"),
            ("sql", "SELECT 4"),
        ],
    ),
    ("SELECT (1\nGO\nSELECT 2", [("sql", "SELECT (1"), ("separator", "GO"), ("sql", "SELECT 2")]),
    ("SELECT 1\nGO\n/* open\nSELECT 2", [("sql", "SELECT 1"), ("separator", "GO"), ("sql", "/* open SELECT 2")]),
    ("\ufeffSELECT 1\n\ufeffGO\nSELECT\u200b 2\x1a", [("sql", "SELECT 1"), ("separator", "GO"), ("sql", "SELECT 2")]),
]

MYSQL: list[tuple[str, Pieces]] = [
    (
        "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n SELECT 1; -- $$ x\nEND$$\n"
        "DELIMITER ;;\nSELECT 2;;\nDELIMITER ;\nSELECT 3;",
        [
            ("separator", "DELIMITER $$"),
            ("routine", "CREATE PROCEDURE p() BEGIN SELECT 1; -- $$ x END"),
            ("separator", "DELIMITER ;;"),
            ("sql", "SELECT 2"),
            ("separator", "DELIMITER ;"),
            ("sql", "SELECT 3"),
        ],
    ),
    (
        "/*\nDELIMITER //\n*/\nSELECT 'DELIMITER //\n'; SELECT 2;",
        [("sql", "SELECT 'DELIMITER // '"), ("sql", "SELECT 2")],
    ),
    (
        "DELIMITER //\nSELECT 'a//b'// SELECT `c//d` // SELECT \"e//\" //",
        [("separator", "DELIMITER //"), ("sql", "SELECT 'a//b'"), ("sql", "SELECT `c//d`"), ("sql", 'SELECT "e//"')],
    ),
    (
        "delimiter //\nCREATE PROCEDURE p() BEGIN SELECT 'it; END //\ndelimiter ;\nSELECT 1;",
        [
            ("separator", "delimiter //"),
            ("routine", "CREATE PROCEDURE p() BEGIN SELECT 'it; END"),
            ("separator", "delimiter ;"),
            ("sql", "SELECT 1"),
        ],
    ),
    (
        "SELECT a--b FROM t; SELECT 5 --x; y\n; SELECT 3",
        [("sql", "SELECT a+ b FROM t"), ("sql", "SELECT 5"), ("sql", "SELECT 3")],
    ),
    (
        "/*!40101 SET NAMES utf8 */;\n/*!50003 CREATE*/ /*!50017 DEFINER=`r`@`h`*/ /*!50003 TRIGGER g BEFORE INSERT ON"
        " x FOR EACH ROW BEGIN /* c */ SET NEW.a = '*/'; END */;\n/*!50001 CREATE VIEW v AS SELECT a FROM t */;",
        [
            ("sql", "SET NAMES utf8"),
            (
                "routine",
                "CREATE DEFINER=`r`@`h` TRIGGER g BEFORE INSERT ON x FOR EACH ROW BEGIN /* c */ SET NEW.a = '*/'; END",
            ),
            ("sql", "CREATE VIEW v AS SELECT a FROM t"),
        ],
    ),
    (
        'SELECT $$; SELECT \'a\\\';\', "b"";", `c``;`;',
        [("sql", "SELECT $$"), ("sql", 'SELECT \'a\\\';\', "b"";", `c``;`')],
    ),
]

SCRIPTS: list[tuple[str, str, Pieces]] = [
    (
        "mysql",
        "CREATE PROCEDURE p() IF a THEN SELECT 1; ELSE SELECT 2; END IF; SELECT 3;",
        [("routine", "CREATE PROCEDURE p() IF a THEN SELECT 1; ELSE SELECT 2; END IF"), ("sql", "SELECT 3")],
    ),
    (
        "mysql",
        ("CREATE TRIGGER g AFTER INSERT ON x FOR EACH ROW IF NEW.a THEN SET @b = IF(1, 2, 3); END IF; SELECT 3;"),
        [
            ("routine", ("CREATE TRIGGER g AFTER INSERT ON x FOR EACH ROW IF NEW.a THEN SET @b = IF(1, 2, 3); END IF")),
            ("sql", "SELECT 3"),
        ],
    ),
    (
        "mysql",
        "CREATE PROCEDURE p() l1: LOOP LEAVE l1; END LOOP l1; SELECT 3;",
        [("routine", "CREATE PROCEDURE p() l1: LOOP LEAVE l1; END LOOP l1"), ("sql", "SELECT 3")],
    ),
    (
        "mysql",
        "CREATE FUNCTION f() RETURNS int RETURN IF(a, 1, 2); SELECT 3;",
        [("routine", "CREATE FUNCTION f() RETURNS int RETURN IF(a, 1, 2)"), ("sql", "SELECT 3")],
    ),
    (
        "mysql",
        (
            "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; "
            "END; x: BEGIN SELECT 1; END x; CASE a WHEN 1 THEN SELECT CASE WHEN IF(a, 1, 2) THEN "
            "1 END; ELSE SELECT 2; END CASE; REPEAT SET b = REPEAT('x', 3); UNTIL a END REPEAT; "
            "END; SELECT 9;"
        ),
        [
            (
                "routine",
                (
                    "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION "
                    "BEGIN ROLLBACK; END; x: BEGIN SELECT 1; END x; CASE a WHEN 1 THEN "
                    "SELECT CASE WHEN IF(a, 1, 2) THEN 1 END; ELSE SELECT 2; END CASE; "
                    "REPEAT SET b = REPEAT('x', 3); UNTIL a END REPEAT; END"
                ),
            ),
            ("sql", "SELECT 9"),
        ],
    ),
    (
        "mysql",
        "SELECT 1\\G\nSELECT 2 \\g SELECT 3;\nsource x.sql\n\\. y.sql\nSELECT 4;",
        [
            ("sql", "SELECT 1"),
            ("separator", "\\G"),
            ("sql", "SELECT 2"),
            ("separator", "\\g"),
            ("sql", "SELECT 3"),
            ("meta", "source x.sql"),
            ("meta", "\\. y.sql"),
            ("sql", "SELECT 4"),
        ],
    ),
    (
        "mysql",
        "BEGIN; SELECT 1; COMMIT; BEGIN\n; END;",
        [("sql", "BEGIN"), ("sql", "SELECT 1"), ("sql", "COMMIT"), ("sql", "BEGIN"), ("sql", "END")],
    ),
    (
        "oracle",
        (
            "SET DEFINE OFF\nREM it's\nPROMPT hello;\n@@f a b\n! ls\nWHENEVER SQLERROR EXIT 1\n"
            "DEFINE x = 'a\nSELECT 1 FROM dual\n/\nSPOOL OFF\nexit"
        ),
        [
            ("meta", "SET DEFINE OFF"),
            ("meta", "REM it's"),
            ("meta", "PROMPT hello;"),
            ("meta", "@@f a b"),
            ("meta", "! ls"),
            ("meta", "WHENEVER SQLERROR EXIT 1"),
            ("meta", "DEFINE x = 'a"),
            ("sql", "SELECT 1 FROM dual"),
            ("separator", "/"),
            ("meta", "SPOOL OFF"),
            ("meta", "exit"),
        ],
    ),
    (
        "oracle",
        "EXEC p(1);\nEXECUTE k.p\nEXEC :x := f(1);\nSELECT 1 FROM dual;",
        [("sql", "CALL p(1)"), ("sql", "CALL k.p"), ("meta", "EXEC :x := f(1);"), ("sql", "SELECT 1 FROM dual")],
    ),
    (
        "oracle",
        (
            "CREATE TRIGGER t FOR INSERT ON x COMPOUND TRIGGER BEFORE STATEMENT IS BEGIN NULL; "
            "END BEFORE STATEMENT; AFTER EACH ROW IS BEGIN NULL; END AFTER EACH ROW; END t;\n/\n"
            "SELECT 1 FROM dual;"
        ),
        [
            (
                "routine",
                (
                    "CREATE TRIGGER t FOR INSERT ON x COMPOUND TRIGGER BEFORE STATEMENT "
                    "IS BEGIN NULL; END BEFORE STATEMENT; AFTER EACH ROW IS BEGIN NULL; "
                    "END AFTER EACH ROW; END t"
                ),
            ),
            ("separator", "/"),
            ("sql", "SELECT 1 FROM dual"),
        ],
    ),
    (
        "oracle",
        (
            "<<a>> DECLARE x int; BEGIN <<b>> FOR r IN c LOOP NULL; END LOOP b; CASE x WHEN 1 "
            "THEN NULL; END CASE; END a;\n/\nSELECT 1 FROM dual;"
        ),
        [
            (
                "block",
                (
                    "<<a>> DECLARE x int; BEGIN <<b>> FOR r IN c LOOP NULL; END LOOP b; "
                    "CASE x WHEN 1 THEN NULL; END CASE; END a"
                ),
            ),
            ("separator", "/"),
            ("sql", "SELECT 1 FROM dual"),
        ],
    ),
    (
        "oracle",
        (
            "WITH FUNCTION f RETURN int IS BEGIN RETURN 1; END; FUNCTION g RETURN int IS BEGIN "
            "RETURN 2; END; SELECT f FROM dual;\nSELECT 2 FROM dual;"
        ),
        [
            (
                "sql",
                (
                    "WITH FUNCTION f RETURN int IS BEGIN RETURN 1; END; FUNCTION g "
                    "RETURN int IS BEGIN RETURN 2; END; SELECT f FROM dual"
                ),
            ),
            ("sql", "SELECT 2 FROM dual"),
        ],
    ),
    (
        "oracle",
        "SELECT 'abc FROM dual\n/\nSELECT 2 FROM dual\n/\nSELECT 'x' FROM dual;\n",
        [
            ("sql", "SELECT 'abc FROM dual"),
            ("separator", "/"),
            ("sql", "SELECT 2 FROM dual"),
            ("separator", "/"),
            ("sql", "SELECT 'x' FROM dual"),
        ],
    ),
    (
        "oracle",
        ("SELECT q'[a'b;]', Q'{x;}', nq'!y;!', N'z;' FROM dual; SELECT 1 /* a /* b */ FROM dual;"),
        [("sql", "SELECT q'[a'b;]', Q'{x;}', nq'!y;!', N'z;' FROM dual"), ("sql", "SELECT 1 /* a /* b */ FROM dual")],
    ),
    (
        "postgres",
        (
            "\\if :x\n\\i a.sql\n\\endif\nSELECT 1 \\gexec\nSELECT 2 \\; SELECT 3;\n\\copy t "
            "from stdin\n1\t2;\n\\.\nSELECT :'x', :\"y\";"
        ),
        [
            ("meta", "\\if :x"),
            ("meta", "\\i a.sql"),
            ("meta", "\\endif"),
            ("sql", "SELECT 1"),
            ("meta", "\\gexec"),
            ("sql", "SELECT 2"),
            ("separator", "\\;"),
            ("sql", "SELECT 3"),
            ("meta", "\\copy t from stdin"),
            ("copy_data", "1 2; \\."),
            ("sql", "SELECT :'x', :\"y\""),
        ],
    ),
    (
        "postgres",
        ("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); DELETE FROM v); SELECT 1;"),
        [
            ("sql", ("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); DELETE FROM v)")),
            ("sql", "SELECT 1"),
        ],
    ),
    (
        "postgres",
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE "
            "WHEN a THEN 1 END; END; SELECT 2;"
        ),
        [
            (
                "routine",
                (
                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; "
                    "SELECT CASE WHEN a THEN 1 END; END"
                ),
            ),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "postgres",
        ("DO $a$ BEGIN EXECUTE $q$ x; $q$; END $a$; SELECT $1, a$b$c FROM t; SELECT E'\\';', '\\'; SELECT 2;"),
        [
            ("block", "DO $a$ BEGIN EXECUTE $q$ x; $q$; END $a$"),
            ("sql", "SELECT $1, a$b$c FROM t"),
            ("sql", "SELECT E'\\';', '\\'"),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "postgres",
        "SELECT 1; /* a /* b */ SELECT 2;\nSELECT 3;",
        [("sql", "SELECT 1"), ("sql", "/* a /* b */ SELECT 2; SELECT 3;")],
    ),
    (
        "snowflake",
        ("!set variable_substitution=true\nPUT file:///tmp/a.csv @s; SELECT 1; -- x;\n// y;\nSELECT 2;"),
        [
            ("meta", "!set variable_substitution=true"),
            ("sql", "PUT file:///tmp/a.csv @s"),
            ("sql", "SELECT 1"),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "snowflake",
        (
            "CREATE TASK t WAREHOUSE = w AS BEGIN INSERT INTO a SELECT 1; DELETE FROM b; END; "
            "CREATE TASK u AS SELECT 1; SELECT 2;"
        ),
        [
            ("routine", ("CREATE TASK t WAREHOUSE = w AS BEGIN INSERT INTO a SELECT 1; DELETE FROM b; END")),
            ("sql", "CREATE TASK u AS SELECT 1"),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "snowflake",
        (
            "CREATE PROCEDURE p() RETURNS TABLE() LANGUAGE SQL AS BEGIN LET r RESULTSET := "
            "(SELECT 1); FOR x IN r DO LET y := x.a; END FOR; IF (a) THEN RETURN 1; ELSEIF (b) "
            "THEN RETURN 2; END IF; RETURN TABLE(r); EXCEPTION WHEN OTHER THEN RAISE; END; "
            "SELECT 1;"
        ),
        [
            (
                "routine",
                (
                    "CREATE PROCEDURE p() RETURNS TABLE() LANGUAGE SQL AS BEGIN LET r "
                    "RESULTSET := (SELECT 1); FOR x IN r DO LET y := x.a; END FOR; IF "
                    "(a) THEN RETURN 1; ELSEIF (b) THEN RETURN 2; END IF; RETURN "
                    "TABLE(r); EXCEPTION WHEN OTHER THEN RAISE; END"
                ),
            ),
            ("sql", "SELECT 1"),
        ],
    ),
    (
        "snowflake",
        ("EXECUTE IMMEDIATE $$ BEGIN x; END $$; DECLARE x int; BEGIN SELECT 1; END; BEGIN; SELECT IFF(a, b, c); END;"),
        [
            ("sql", "EXECUTE IMMEDIATE $$ BEGIN x; END $$"),
            ("block", "DECLARE x int; BEGIN SELECT 1; END"),
            ("sql", "BEGIN"),
            ("sql", "SELECT IFF(a, b, c)"),
            ("sql", "END"),
        ],
    ),
    (
        "bigquery",
        (
            "DECLARE x INT64; SET x = (SELECT 1); lbl: BEGIN SELECT 1; BREAK lbl; END lbl; IF "
            "EXISTS (SELECT 1) THEN BEGIN SELECT 1; END; END IF; CASE x WHEN 1 THEN SELECT IF(a, "
            "b, c); ELSE SELECT 2; END CASE; SELECT 9;"
        ),
        [
            ("sql", "DECLARE x INT64"),
            ("sql", "SET x = (SELECT 1)"),
            ("block", "lbl: BEGIN SELECT 1; BREAK lbl; END lbl"),
            ("block", "IF EXISTS (SELECT 1) THEN BEGIN SELECT 1; END; END IF"),
            ("block", "CASE x WHEN 1 THEN SELECT IF(a, b, c); ELSE SELECT 2; END CASE"),
            ("sql", "SELECT 9"),
        ],
    ),
    (
        "bigquery",
        (
            'CREATE TEMP FUNCTION f(x STRING) RETURNS STRING LANGUAGE js AS r""" if (a) {b;} '
            "\"\"\"; SELECT '''a;'b''', r'\\';'; SELECT 2;"
        ),
        [
            ("routine", ('CREATE TEMP FUNCTION f(x STRING) RETURNS STRING LANGUAGE js AS r""" if (a) {b;} """')),
            ("sql", "SELECT '''a;'b''', r'\\';'"),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "bigquery",
        (
            "BEGIN TRANSACTION; COMMIT TRANSACTION; BEGIN BEGIN TRANSACTION; SELECT 1; COMMIT "
            "TRANSACTION; END; SELECT 2;"
        ),
        [
            ("sql", "BEGIN TRANSACTION"),
            ("sql", "COMMIT TRANSACTION"),
            ("block", "BEGIN BEGIN TRANSACTION; SELECT 1; COMMIT TRANSACTION; END"),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "databricks",
        (
            "-- Databricks notebook source\nSELECT 1\n\n-- COMMAND ----------\n\n-- MAGIC %md "
            "it's\n-- COMMAND ----------\nSELECT 2"
        ),
        [
            ("sql", "SELECT 1"),
            ("separator", "-- COMMAND ----------"),
            ("separator", "-- COMMAND ----------"),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "databricks",
        (
            "CREATE FUNCTION f(a int) RETURNS int RETURN SELECT 1; CREATE PROCEDURE p() LANGUAGE "
            "SQL AS BEGIN SELECT 1; FOR r AS SELECT 1 DO SELECT 2; END FOR; END; SELECT r'\\', "
            "3; SELECT 4;"
        ),
        [
            ("routine", "CREATE FUNCTION f(a int) RETURNS int RETURN SELECT 1"),
            (
                "routine",
                ("CREATE PROCEDURE p() LANGUAGE SQL AS BEGIN SELECT 1; FOR r AS SELECT 1 DO SELECT 2; END FOR; END"),
            ),
            ("sql", "SELECT r'\\', 3"),
            ("sql", "SELECT 4"),
        ],
    ),
    (
        "hive",
        ("set a=b;\n!ls /tmp;\ndfs -ls /;\nsource a.hql;\nadd jar x.jar;\nSELECT \"a;b\", 'c\\';';"),
        [
            ("sql", "set a=b"),
            ("meta", "!ls /tmp;"),
            ("meta", "dfs -ls /;"),
            ("meta", "source a.hql;"),
            ("sql", "add jar x.jar"),
            ("sql", "SELECT \"a;b\", 'c\\';'"),
        ],
    ),
    (
        "teradata",
        (
            ".LOGON h/u,p;\n.IF ERRORCODE <> 0 THEN .QUIT 1;\nBT;\nSEL 1;\n.IMPORT VARTEXT "
            "FILE=x\nUSING (a INT)\nINSERT INTO t VALUES (:a);\n.QUIT;"
        ),
        [
            ("meta", ".LOGON h/u,p;"),
            ("meta", ".IF ERRORCODE <> 0 THEN .QUIT 1;"),
            ("sql", "BT"),
            ("sql", "SEL 1"),
            ("meta", ".IMPORT VARTEXT FILE=x"),
            ("sql", "USING (a INT) INSERT INTO t VALUES (:a)"),
            ("meta", ".QUIT;"),
        ],
    ),
    (
        "teradata",
        (
            "CREATE MACRO m AS (SELECT 1; INSERT INTO t SELECT 2;); REPLACE MACRO n (a INT) AS "
            "(UPDATE t SET a = :a;); SELECT 4;"
        ),
        [
            ("routine", "CREATE MACRO m AS (SELECT 1; INSERT INTO t SELECT 2;)"),
            ("routine", "REPLACE MACRO n (a INT) AS (UPDATE t SET a = :a;)"),
            ("sql", "SELECT 4"),
        ],
    ),
    (
        "teradata",
        (
            "CREATE TRIGGER t AFTER INSERT ON x REFERENCING NEW AS n FOR EACH ROW (INSERT INTO y "
            "VALUES (n.a);); SELECT 2;"
        ),
        [
            (
                "routine",
                ("CREATE TRIGGER t AFTER INSERT ON x REFERENCING NEW AS n FOR EACH ROW (INSERT INTO y VALUES (n.a);)"),
            ),
            ("sql", "SELECT 2"),
        ],
    ),
    (
        "sqlite",
        (
            "CREATE TRIGGER t AFTER UPDATE OF a ON x WHEN CASE WHEN a THEN 1 END BEGIN UPDATE y "
            "SET a = 1; DELETE FROM z; END; BEGIN; END;"
        ),
        [
            (
                "routine",
                (
                    "CREATE TRIGGER t AFTER UPDATE OF a ON x WHEN CASE WHEN a THEN 1 END "
                    "BEGIN UPDATE y SET a = 1; DELETE FROM z; END"
                ),
            ),
            ("sql", "BEGIN"),
            ("sql", "END"),
        ],
    ),
    (
        "ansi",
        (
            "--#SET TERMINATOR @\nCREATE PROCEDURE p() BEGIN SELECT 1; END@\nSELECT 2@\n--#SET "
            "TERMINATOR ;\nSELECT 3; SELECT 4;"
        ),
        [
            ("separator", "--#SET TERMINATOR @"),
            ("routine", "CREATE PROCEDURE p() BEGIN SELECT 1; END"),
            ("sql", "SELECT 2"),
            ("separator", "--#SET TERMINATOR ;"),
            ("sql", "SELECT 3"),
            ("sql", "SELECT 4"),
        ],
    ),
    (
        "ansi",
        "CREATE PROCEDURE p LANGUAGE SQL BEGIN ATOMIC SELECT 1; END\n@\nSELECT 1@\n",
        [("routine", "CREATE PROCEDURE p LANGUAGE SQL BEGIN ATOMIC SELECT 1; END"), ("sql", "SELECT 1")],
    ),
    (
        "ansi",
        ("CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END; $$ LANGUAGE plpgsql; SELECT 1;"),
        [
            ("routine", ("CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END; $$ LANGUAGE plpgsql")),
            ("sql", "SELECT 1"),
        ],
    ),
    (
        "ansi",
        "\ufeffSELECT 1;\xa0SELECT\u200b 2;\x0cSELECT 3;\x00\nSELECT '\u200b'\x1a",
        [("sql", "SELECT 1"), ("sql", "SELECT 2"), ("sql", "SELECT 3"), ("sql", "SELECT '\u200b'")],
    ),
    (
        "duckdb",
        ".mode csv\nSELECT $$a;b$$; CREATE MACRO g() AS TABLE SELECT 1;\n.timer on\nSELECT 2;",
        [
            ("meta", ".mode csv"),
            ("sql", "SELECT $$a;b$$"),
            ("routine", "CREATE MACRO g() AS TABLE SELECT 1"),
            ("meta", ".timer on"),
            ("sql", "SELECT 2"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TSQL)
def test_tsql_scripts_are_cut_as_sqlcmd_and_the_server_do(text: str, expected: Pieces) -> None:
    assert kinds(text, "tsql") == expected


@pytest.mark.parametrize(("text", "expected"), MYSQL)
def test_mysql_scripts_are_cut_as_its_client_does(text: str, expected: Pieces) -> None:
    assert kinds(text, "mysql") == expected


@pytest.mark.parametrize(("dialect", "text", "expected"), SCRIPTS)
def test_scripts_are_cut_as_each_client_does(dialect: str, text: str, expected: Pieces) -> None:
    assert kinds(text, dialect) == expected
