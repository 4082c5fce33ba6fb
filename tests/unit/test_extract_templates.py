"""Templates are told from SQL before a parser reads them; sqlcmd's variables are read and put in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.dialects import DIALECTS, resolve_dialect
from graph.extract.templates import is_template, read_setvar, substitute_sqlcmd


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("bigquery", "SELECT a FROM {{ ref('t') }}"),
        ("bigquery", "{% if x %} SELECT 1 {% endif %}"),
        ("bigquery", "{# it's a note #} SELECT 1"),
        ("bigquery", "SELECT a FROM `{{ project }}.d.t`"),
        ("postgres", 'SELECT a FROM "{{ schema }}".t'),
        ("spark", "SELECT a FROM ${db}.t"),
        ("ansi", "SELECT 'it''s' FROM ${db}.t"),
    ],
)
def test_marks_in_code_and_in_names_make_a_template(dialect: str, text: str) -> None:
    assert is_template(text, resolve_dialect(dialect))


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("bigquery", "SELECT '{{ ds }}', \"{% x %}\" -- {{ y }}\n/* ${z} */ FROM t # {{"),
        ("bigquery", 'CREATE FUNCTION f() LANGUAGE js AS """ return `${a}`; """'),
        ("snowflake", "CREATE FUNCTION f() LANGUAGE js AS $$ return `${a}`; $$"),
        ("tsql", "SELECT '$(Db)', {d '2020-01-01'} FROM [$(Db)].dbo.t"),
        ("duckdb", "SELECT {'a': {'b': 1}}"),
        ("postgres", "SELECT $1, '{{1,2},{3,4}}'::int[]"),
        ("ansi", "SELECT 1"),
    ],
)
def test_marks_in_strings_and_comments_do_not(dialect: str, text: str) -> None:
    assert not is_template(text, resolve_dialect(dialect))


@given(st.text(alphabet="{}%#$'\"`-/*[]\n x", max_size=60), st.sampled_from(sorted(DIALECTS)))
def test_any_text_is_a_template_or_not(text: str, dialect: str) -> None:
    if is_template(text, resolve_dialect(dialect)):
        assert any(mark in text for mark in ("{{", "{%", "{#", "${"))


@pytest.mark.parametrize(
    ("command", "read"),
    [
        (':setvar DatabaseName "Adventure ""Works"""', ("databasename", 'Adventure "Works"')),
        ("  :SETVAR Path C:\\x\\ \n", ("path", "C:\\x\\")),
        (":setvar Empty", ("empty", "")),
        (":r .\\other.sql", None),
        (":setvars a b", None),
    ],
)
def test_setvar_lines_are_read(command: str, read: tuple[str, str] | None) -> None:
    assert read_setvar(command) == read


def test_known_variables_are_put_in_without_case_and_unknown_ones_stay() -> None:
    text = "SELECT * FROM [$(DB)].dbo.t, $(Other).u, $$(x), $(1)"
    assert substitute_sqlcmd(text, {"db": "Sales"}) == "SELECT * FROM [Sales].dbo.t, $(Other).u, $$(x), $(1)"


@given(st.text(max_size=50))
def test_nothing_known_changes_nothing(text: str) -> None:
    assert substitute_sqlcmd(text, {}) == text
