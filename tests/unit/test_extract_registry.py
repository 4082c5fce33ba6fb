"""Suffixes: what is read, and what is evidence of a dialect."""

from pathlib import PurePath

import pytest

from graph.extract.dialects import DIALECTS
from graph.extract.registry import KINDS, SUFFIX_DIALECTS, is_project, is_source, name_hint

READ = ".sql .ddl .dml .hql .bq .prc .pkb .pks .pls .plsql .tab .vw .viw .fnc .trg .psql .tsql .bteq"


def test_exactly_the_promised_suffixes_are_read() -> None:
    assert set(READ.split()) == KINDS.keys()


@pytest.mark.parametrize(
    ("path", "read"), [("a/b.SQL", True), ("load.Prc", True), ("sql", False), (".sql", False), ("a.sql.bak", False)]
)
def test_the_last_suffix_decides_in_any_case(path: str, read: bool) -> None:
    assert is_source(PurePath(path)) is read


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("x/a.sql", ""),
        ("a.TSQL", ".tsql"),
        ("a.prc", ""),
        ("v1.2.sql", ""),
        ("views.postgres.sql", ".postgres.sql"),
        ("views.MSSQL.ddl", ".mssql.ddl"),
        ("report.tableau.sql", ""),
        ("postgres/a.sql", ""),
    ],
)
def test_only_suffixes_that_speak_of_a_dialect_are_hints(path: str, hint: str) -> None:
    assert name_hint(path) == hint


def test_suffixes_lead_to_known_dialects() -> None:
    assert set(SUFFIX_DIALECTS.values()) <= DIALECTS.keys()


def test_a_project_is_known_by_its_whole_name() -> None:
    assert [is_project(path) for path in ("dbt_project.yml", "a/dbt_project.yml")] == [True, True]
    assert not any(map(is_project, ("my_dbt_project.yml", "dbt_project.yaml", "dbt_project.yml/a.sql")))
    assert is_source("a/dbt_project.yml") and not is_source("a/schema.yml")
    assert name_hint("a/dbt_project.yml") == "dbt_project.yml"
