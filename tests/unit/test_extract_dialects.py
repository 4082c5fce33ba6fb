"""Dialects by name: folding, look-up, and agreement with the parser about what a comment is."""

import pytest
from sqlglot.dialects.dialect import Dialect as ParserDialect
from sqlglot.dialects.dialect import Dialects

from graph.extract.dialects import ALIASES, DIALECTS, UnknownDialect, resolve_dialect

ASKED_FOR = (
    "ansi postgres tsql mysql oracle snowflake bigquery redshift spark databricks hive trino duckdb sqlite clickhouse "
    "teradata"
)


def test_every_dialect_that_is_promised_and_every_one_the_parser_knows_is_there() -> None:
    assert set(ASKED_FOR.split()) | {known.value for known in Dialects if known.value} <= DIALECTS.keys()


def test_the_parser_knows_every_dialect_by_the_name_we_give_it() -> None:
    for dialect in DIALECTS.values():
        assert ParserDialect.get_or_raise(dialect.sqlglot) is not None


def test_aliases_lead_to_dialects() -> None:
    assert all(resolve_dialect(alias).name == name for alias, name in ALIASES.items())


@pytest.mark.parametrize(
    ("name", "table", "quoted_table", "column", "quoted_column"),
    [
        ("postgres", "ab", "Ab", "ab", "Ab"),
        ("ansi", "ab", "Ab", "ab", "Ab"),
        ("snowflake", "AB", "Ab", "AB", "Ab"),
        ("oracle", "AB", "Ab", "AB", "Ab"),
        ("tsql", "ab", "ab", "ab", "ab"),
        ("duckdb", "ab", "ab", "ab", "ab"),
        ("redshift", "ab", "ab", "ab", "ab"),
        ("bigquery", "Ab", "Ab", "ab", "ab"),
        ("mysql", "Ab", "Ab", "ab", "ab"),
        ("clickhouse", "Ab", "Ab", "Ab", "Ab"),
    ],
)
def test_identifiers_fold_as_the_engine_folds_them(
    name: str, table: str, quoted_table: str, column: str, quoted_column: str
) -> None:
    dialect = resolve_dialect(name)
    folded = [dialect.fold_table("Ab", quoted) for quoted in (False, True)]
    folded += [dialect.fold_column("Ab", quoted) for quoted in (False, True)]
    assert folded == [table, quoted_table, column, quoted_column]


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
def test_folding_twice_is_folding_once_and_default_schemas_are_folded(dialect) -> None:  # type: ignore[no-untyped-def]
    for fold in (dialect.fold_table, dialect.fold_column):
        assert fold(fold("MiXed_ß", False), False) == fold("MiXed_ß", False)
    assert dialect.fold_table(dialect.default_schema, False) == dialect.default_schema


def test_names_are_found_in_any_case() -> None:
    assert resolve_dialect(" PostgreSQL ") is resolve_dialect("postgres")


@pytest.mark.parametrize(
    ("typed", "near"), [("posgres", "postgres"), ("snowflak", "snowflake"), ("big query", "bigquery")]
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(typed: str, near: str) -> None:
    with pytest.raises(UnknownDialect, match=f"did you mean '{near}'"):
        resolve_dialect(typed)


def test_a_name_like_no_other_is_answered_with_all_known_ones() -> None:
    with pytest.raises(UnknownDialect, match="known: ansi, "):
        resolve_dialect("qqqqqqqqqq")
