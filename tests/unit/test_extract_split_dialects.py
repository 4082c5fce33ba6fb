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


@pytest.mark.parametrize(("text", "expected"), TSQL)
def test_tsql_scripts_are_cut_as_sqlcmd_and_the_server_do(text: str, expected: Pieces) -> None:
    assert kinds(text, "tsql") == expected


@pytest.mark.parametrize(("text", "expected"), MYSQL)
def test_mysql_scripts_are_cut_as_its_client_does(text: str, expected: Pieces) -> None:
    assert kinds(text, "mysql") == expected
