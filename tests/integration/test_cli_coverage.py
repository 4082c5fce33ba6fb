"""`lineaged coverage` as users run it."""

import pytest

from tests.integration.command import Command

FILES: dict[str, str | bytes] = {
    "sql/good.sql": "CREATE TABLE t (a INT);\nSELECT a FROM t;\n",
    "sql/deep/half.sql": "SELECT 1;\n\nSELECT a FROM WHERE;\n",
    "sql/dead.sql": b"\0\0 binary",
}


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    made = Command(tmp_path_factory.mktemp("coverage"))
    made.write(FILES)
    made.run("sync", "sql", code=1)
    return made


def test_what_is_not_understood_is_told_worst_first_with_places_that_can_be_opened(command: Command) -> None:
    text = command.run("coverage").stdout
    assert text.index("sql/dead.sql  ") < text.index("sql/deep/half.sql:3")
    found = command.json("coverage")
    assert found["statements"] == {"parsed": 3, "partial": 0, "tables_only": 0, "refused": 1}
    assert (found["files"], found["dead_letters"], found["percent"]) == (3, 1, 60.0)
    assert [(one["file"], one["lines"], one["status"]) for one in found["not_understood"]] == [
        ("sql/dead.sql", None, "dead_letter"),
        ("sql/deep/half.sql", [3, 3], "refused"),
    ]


@pytest.mark.parametrize("pattern", ["deep/**", "half.sql", "sql/deep/*.sql"])
def test_only_files_that_match_count(command: Command, pattern: str) -> None:
    assert command.json("coverage", "--path", pattern)["files"] == 1
    assert command.json("coverage", "--path", pattern, "--path", "good.sql")["files"] == 2


def test_too_little_understood_is_an_exit_code(command: Command) -> None:
    command.run("coverage", "--fail-under", "60")
    command.run("coverage", "--fail-under", "60.1", code=1)
    command.run("coverage", "--path", "good.sql", "--fail-under", "100")


def test_what_cannot_be_done_is_a_line(command: Command) -> None:
    assert "no.sql" in command.complaint("coverage", "--path", "no.sql", code=1)
    assert "--limit" in command.complaint("coverage", "--limit", "-1", code=2)
    assert "--fail-under" in command.complaint("coverage", "--fail-under", "101", code=2)


def test_parse_tells_the_same_of_files_that_are_nowhere_stored(command: Command) -> None:
    found = command.json("parse", "sql", "--coverage", code=1)
    kept = command.json("coverage")
    assert [found[key] for key in ("percent", "statements", "reasons")] == [
        kept[key] for key in ("percent", "statements", "reasons")
    ]
    assert "deep/half.sql:3" in command.run("parse", "sql", "--coverage", code=1).stdout
