"""The page is made from the cases. Whether the one in docs/ is up to date is for `.ci/run` to say."""

from pathlib import Path

import pytest

from tests.constructs import OTHER, page, read_cases


def write(folder: Path, cases: dict[str, str]) -> Path:
    for name, text in cases.items():
        path = folder / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_case_is_placed_by_its_name_its_tag_or_under_other(tmp_path: Path) -> None:
    cases = {
        "tsql/merge_with_output": "SELECT 1",
        "tsql/strange": "SELECT 1",
        "ansi/merge": "-- construct: pivot and unpivot, views\nSELECT 1",
    }
    found = {case.name: constructs for case, constructs in read_cases(write(tmp_path, cases))}
    assert found == {
        "merge": [("Columns", "PIVOT and UNPIVOT"), ("Reads and writes", "views")],
        "merge with output": [("Reads and writes", "MERGE"), ("Reads and writes", "OUTPUT and RETURNING")],
        "strange": [(OTHER, "strange")],
    }


def test_a_tag_that_is_no_construct_is_an_error_that_names_the_case(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"x\.sql: no construct is called 'merg'"):
        list(read_cases(write(tmp_path, {"ansi/x": "-- construct: merg\n"})))


def test_a_status_line_makes_a_case_partial_with_its_reasons(tmp_path: Path) -> None:
    cases = {
        "ansi/merge": "-- status: 1 parsed\nSELECT 1",
        "tsql/merge": "-- status: 2 partial: table @t | x\n-- status: 3 partial: table @t | x\n-- status: 4 refused\n",
    }
    lines = page(read_cases(write(tmp_path, cases))).splitlines()
    assert "| | ansi | tsql |" in lines
    assert "| MERGE | ● | ◐ |" in lines
    assert "- **MERGE**: ansi [merge](../tests/cases/ansi/merge.sql)" in lines
    assert "  - ◐ tsql [merge](../tests/cases/tsql/merge.sql): table \\@t \\| x; refused" in lines


def test_every_case_of_ours_is_on_the_page() -> None:
    cases = list(read_cases())
    text = page(cases)
    assert all(f"({'../tests/cases/' + case.path})" in text for case, _ in cases)
