"""`lineaged impact` as users run it."""

from pathlib import Path

import pytest

from tests.integration.command import Command

FILES = {
    "sql/raw.sql": "CREATE TABLE raw.orders (id int, amount int, day date);\nCREATE TABLE raw.days (day date);\n",
    "sql/etl/mart.sql": (
        "INSERT INTO mart.sales (total)\nSELECT o.amount FROM raw.orders o WHERE o.day IN (SELECT day FROM raw.days);\n"
    ),
    "sql/report.sql": "SELECT 1;\n\nSELECT total FROM mart.sales;\n",
}


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    made = Command(tmp_path_factory.mktemp("impact"))
    made.write(FILES)
    made.run("sync", "sql")
    return made


def test_places_can_be_opened_from_here_and_value_is_told_from_influence(command: Command) -> None:
    found = command.run("impact", "RAW.Orders").stdout
    assert "sql/etl/mart.sql:1" in found and "sql/report.sql:3" in found and "through mart.sales" in found
    assert "2 files: 1 direct, 1 transitive" in found
    [column] = command.json("impact", "orders.day")["files"]
    assert [(use["to"], use["via"], use["by"]) for use in column["uses"]] == [("mart.sales", ["filter"], "influence")]
    assert command.json("impact", "orders.day", "--via", "value")["files"] == []
    assert "nothing depends on it" in command.run("impact", "orders.day", "--via", "value").stdout


@pytest.mark.parametrize("name", ["sql/raw.sql", "raw.sql", "./sql/../sql/raw.sql", "ABSOLUTE"])
def test_a_file_stands_for_the_tables_it_writes_or_defines(command: Command, name: str) -> None:
    name = str(command.folder / "sql/raw.sql") if name == "ABSOLUTE" else name
    if name == "raw.sql":  # from within its root
        command = Command(command.folder / "sql", {"LINEAGED_STATE_DIR": str(command.state_dir)})
    found = command.json("impact", name)
    assert [start["key"] for start in found["starts"]] == ["raw.days", "raw.orders"]
    assert [file["file"] for file in found["files"]] == ["sql/etl/mart.sql", "sql/report.sql"]


def test_pictures_are_those_of_downstream(command: Command) -> None:
    tree = command.run("impact", "raw.orders", "--format", "tree").stdout
    assert tree == command.run("downstream", "raw.orders", "--via", "all").stdout
    assert command.run("impact", "raw.orders", "raw.days", "--format", "dot").stdout.count("penwidth") == 2


def test_what_is_not_there_is_a_line_with_the_nearest_names(command: Command) -> None:
    assert "nearest: raw.orders" in command.complaint("impact", "raw.ordrs", code=1)
    assert "nearest: raw.orders" in command.complaint("upstream", "raw.ordrs", code=1)
    assert "may be any of" in command.complaint("impact", "day", code=1)
    command.write({"elsewhere.sql": "SELECT 1"})
    assert "`lineaged sync`" in command.complaint("impact", "elsewhere.sql", code=1)
    assert "--via x" in command.complaint("impact", "raw.orders", "--via", "x", code=2)
    assert "no name" in command.complaint("impact", "raw..orders", code=2)


def test_a_root_that_the_state_does_not_know_is_named_as_the_graph_names_it(command: Command, tmp_path: Path) -> None:
    stranger = Command(tmp_path, {"LINEAGED_GRAPH": f"sqlite:{command.state_dir / 'graph.db'}"})
    assert "sql/etl/mart.sql:1" in stranger.run("impact", "sql/raw.sql").stdout
