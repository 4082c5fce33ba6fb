"""Texts that statements run: what stands for a hole never leaves the reader, and nothing costs more than its file."""

from pathlib import Path

import pytest

from graph.extract.algebra.dynamic.text import MARK
from graph.extract.sql import extract_facts
from graph.facts import FileFacts, encode

CASES = Path(__file__).parent.parent / "cases"
DYNAMIC = sorted(CASES.glob("*/dynamic_*.sql"))


def statuses(facts: FileFacts) -> list[tuple[str, str | None]]:
    return [(one.status, one.reason) for one in facts.statements]


@pytest.mark.parametrize("path", DYNAMIC, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_hole_is_in_the_facts(path: Path) -> None:
    facts = extract_facts(path.read_text(encoding="utf-8"), path.parent.name)
    assert MARK.encode() not in encode(facts)


@pytest.mark.parametrize(
    "written",
    [
        "INSERT INTO {} (a) SELECT b FROM t",
        "INSERT INTO x{} (a) SELECT b FROM t",
        "INSERT INTO x ({}) SELECT {} FROM {}",
        "INSERT INTO x (a, [{}]) SELECT b AS [{}], {} AS {} FROM t{} AS {} JOIN [s{}] ON {} = {}",
        "UPDATE {} SET {} = {} FROM {} WHERE {}",
        "UPDATE x SET a = b, [{}] = c {} FROM t {} JOIN u ON 1 = 1 {}",
        "DELETE FROM {} {}",
        "MERGE INTO x USING {} AS s ON x.a = s.a {} WHEN MATCHED THEN UPDATE SET {} = s.b;",
        "WITH {} AS (SELECT a FROM t), c ({}) AS (SELECT b FROM u) SELECT * FROM {}, c {}",
        "SELECT {}.*, t.{}, f{}(a), {}.g(b) INTO #t{} FROM t PIVOT (SUM(v) FOR {} IN ({}, [a])) AS {}",
        "CREATE TABLE {} (a int, {} int, [{}] {})",
        "CREATE VIEW v ({}) AS SELECT {} FROM t GROUP BY {} ORDER BY {}",
        "CREATE PROCEDURE {} AS INSERT INTO x (a) SELECT a FROM t",
        "CREATE PROCEDURE p @{} int AS INSERT INTO {} (a) SELECT a FROM t",
        "EXEC {} @a = {}; EXEC sp_rename 'a.{}', '{}'; EXEC (N'SELECT a FROM {}')",
        "ALTER TABLE {} ADD {} int; ALTER TABLE x ADD {} int; ALTER TABLE x DROP COLUMN {}; DROP TABLE {}",
        "USE {}; SELECT a INTO x FROM t; USE {} SELECT b INTO y FROM u",
        "IF EXISTS (SELECT 1 FROM {}) {} ELSE INSERT INTO x SELECT * FROM {}",
        "SELECT '{}' AS '{}', N'{}' {}",
        "{}",
        "{} SELECT a FROM t",
        "DECLARE @{} int = {}; SELECT @{}",
        "TRUNCATE TABLE {}; BULK INSERT {} FROM '{}'; SELECT a FROM OPENROWSET(BULK '{}', SINGLE_CLOB) AS {}",
        "SELECT a FROM OPENQUERY({}, 'SELECT {} FROM {}')",
    ],
)
def test_no_hole_anywhere_is_in_the_facts(written: str) -> None:
    text = written.replace("'", "''").replace("{}", "' + @p + '")
    facts = extract_facts(f"CREATE PROCEDURE outer_one @p nvarchar(100) AS BEGIN EXEC (N'{text}'); END", "tsql")
    assert MARK.encode() not in encode(facts)


def test_what_stands_for_a_hole_is_nothing_special_in_a_file() -> None:
    facts = extract_facts(f"EXEC (N'INSERT INTO {MARK}0{MARK} (a) SELECT a FROM t')", "tsql")
    assert MARK.encode() not in encode(facts)


def test_a_text_that_doubles_ends_as_unknown() -> None:
    grown = "SET @s = @s + @s;\n" * 60
    facts = extract_facts(f"DECLARE @s nvarchar(max) = N'SELECT a FROM t ';\n{grown}EXEC (@s);", "tsql")
    assert statuses(facts)[-1] == ("refused", "dynamic SQL")


def test_texts_cost_no_more_than_a_multiple_of_their_file() -> None:
    text = "INSERT INTO x (a) SELECT a FROM t; " * 400
    runs = "EXEC (@s);\n" * 400
    facts = extract_facts(f"DECLARE @s nvarchar(max) = N'{text}';\n{runs}", "tsql")
    assert len(facts.statements) < 400 + 400 * 20
    assert statuses(facts)[-1] == ("refused", "dynamic SQL")


def test_any_number_of_branches_is_a_few_alternatives() -> None:
    branches = "".join(f"IF @p = {at} SET @s = @s + N' AND c{at} = 1';\n" for at in range(400))
    first = "DECLARE @s nvarchar(max) = N'INSERT INTO x (a) SELECT a FROM t WHERE 1 = 1';"
    facts = extract_facts(f"CREATE PROCEDURE p @p int AS BEGIN {first} {branches} EXEC (@s); END", "tsql")
    assert statuses(facts)[-1] == ("partial", "dynamic SQL")


def test_texts_inside_texts_end_somewhere() -> None:
    text = "SELECT a FROM t"
    for _ in range(9):
        text = "EXEC (N'" + text.replace("'", "''") + "')"
    assert statuses(extract_facts(text, "tsql")) == [("refused", "dynamic SQL")]


def test_long_chains_of_concatenation_are_read() -> None:
    chain = " + ".join(["N' '"] * 3000)
    facts = extract_facts(f"EXEC (N'INSERT INTO x (a) SELECT a ' + {chain} + N'FROM t')", "tsql")
    assert statuses(facts) == [("parsed", None)]
