"""The shipped examples say what their README says, so that a person who checks by eye is not misled."""

import re
from typing import Any

import pytest

from graph.query.report import parse_report
from tests.examples import EXAMPLES, linked_examples


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """All examples against one catalog, without any setting."""
    return parse_report(linked_examples(), {}, "")


def _promised() -> dict[str, set[str]]:
    """The README's table: column → what moves directly into it."""
    rows = re.findall(
        r"^\| `([\w.]+)` \| (`.*?) \|", (EXAMPLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return {column: set(re.findall(r"`([\w.]+)`", origins)) for column, origins in rows}


def test_the_readme_promises_five_columns() -> None:
    assert len(_promised()) == 5


@pytest.mark.parametrize("column", sorted(_promised()))
def test_a_promised_column_comes_from_exactly_where_the_readme_says(report: dict[str, Any], column: str) -> None:
    edges = report["lineage"]["columns"]
    found = {edge["from"] for edge in edges if edge["to"] == column and edge["via"] == "value"}
    assert found == _promised()[column]


def test_the_broken_statement_costs_none_of_its_neighbours(report: dict[str, Any]) -> None:
    (broken,) = [file for file in report["files"] if file["path"] == "reports/half_written.sql"]
    assert [statement["status"] for statement in broken["statements"]] == ["parsed", "refused", "parsed"]
    assert broken["statements"][1]["reason"]
    datasets = {dataset["name"] for dataset in report["datasets"]}
    assert {"reports.debtors", "reports.debtors_by_name"} <= datasets


def test_only_what_the_readme_names_is_not_understood(report: dict[str, Any]) -> None:
    unclear = {file["path"] for file in report["files"] if any(one["status"] != "parsed" for one in file["statements"])}
    named = {"reports/half_written.sql", "procedures/close_month.sql", "procedures/refresh_stock.tsql"}
    assert unclear <= named


def test_temporary_tables_do_not_appear(report: dict[str, Any]) -> None:
    ends = {end for edge in report["lineage"]["tables"] for end in (edge["from"], edge["to"])}
    assert {end for end in ends if "." not in end} == set()


def test_every_file_of_sql_server_is_known_as_such(report: dict[str, Any]) -> None:
    assert {file["dialect"] for file in report["files"] if file["path"].endswith(".tsql")} == {"tsql"}


def test_there_are_about_two_dozen_files_and_the_readme_names_only_what_is_there(report: dict[str, Any]) -> None:
    assert 20 <= len(report["files"]) <= 30
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"`(\w+/\w+\.\w+)`", text):
        assert (EXAMPLES / name).is_file(), name
