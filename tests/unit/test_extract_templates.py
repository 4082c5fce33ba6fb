"""Templates are told from SQL before a parser reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.dialects import DIALECTS, resolve_dialect
from graph.extract.templates import is_template


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
