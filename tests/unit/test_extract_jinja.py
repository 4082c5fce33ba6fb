"""Templates are read by hand: bounded whatever the text is, and exact about where each statement came from."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.extract.dbt_project import project_facts
from graph.extract.jinja.expression import Malformed, parse_expression, spelled
from graph.extract.jinja.render import render
from graph.extract.sql import extract_facts
from graph.facts import Model, Project

_TEXT = """{{ ¦ }}¦{% if a %}¦{% else %}¦{% endif %}¦{% for x in [1, 'b'] %}¦{% endfor %}¦{{ x }}¦'¦
{% set x = 'a' %}¦a¦↵¦;¦{% macro m(x) %}¦{% endmacro %}¦{{ m(1) }}¦{#¦#}¦{%- raw -%}¦{% endraw %}¦
select ¦from t ¦where ¦{{ ref('t') }}¦{{ this }}¦{% snapshot s %}¦{% endsnapshot %}¦"¦{{ f(x) }}¦, ¦
${x}¦(¦)¦{% if is_incremental() %}¦{{ config(alias='z') }}"""
_PARTS = st.sampled_from([part.replace("↵", "\n") for part in _TEXT.replace("\n", "").split("¦")])


def text_of(template: str) -> str:
    filled = render(template)
    assert filled is not None
    text = filled.rendered.text
    for char, mark in filled.marks.of.items():
        text = text.replace(char, mark.spelled)
    return text


@settings(deadline=None)  # the first text of a dialect makes its patterns
@given(st.lists(_PARTS, max_size=25).map("".join))
@example("{% set n = namespace(a=1) %}{% if u %}{% set n.a = 2 %}{% endif %}select {{ n.a }} from t")
def test_any_text_has_facts_and_no_mark_is_left_in_them(text: str) -> None:
    for dialect in ("ansi", "bigquery", "snowflake", "tsql", "oracle"):
        facts = extract_facts(text, dialect)
        assert not any("\U000f0000" <= char <= "\U000ffffd" for char in repr(facts))
        lines = text.count("\n") + 1
        assert all(1 <= one.lines[0] <= one.lines[1] <= lines for one in facts.statements)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% for a, b in {'x': 1, 'y': 2}.items() %}{{ a }}{{ b }}{{ loop.index }} {% endfor %}", "x11 y22 "),
        ("{% set x = [] %}{% for i in range(3) %}{% do x.append(i * 2) %}{% endfor %}{{ x | join('-') }}", "0-2-4"),
        ("{% set a %} b {% endset %}[{{ a | trim | upper }}]", "[B]"),
        ("{{ 'a' if 1 in [1, 2] and not false else 'b' }}{{ 'x' ~ 3 // 2 }}", "ax1"),
        ("{% set n = namespace(v=1) %}{% for i in [5] %}{% set n.v = i %}{% endfor %}{{ n.v }}", "5"),
        ("a {%- if true -%} b {%- endif %} c", "ab c"),
        ("{{ x | default('a') }}{{ ('a', 'b')[1] }}{{ {'k': 'v'}['k'] }}", "{{ x | default }}bv"),
        ("{% macro m(a, b='2') %}{{ return(a ~ b) }}{% endmacro %}{{ m('1') }}{{ m(b='3', a='0') }}", "1203"),
        ("{{ 'a b'.split(' ')[0].upper() }}{{ 'x' is string }}{{ none is none }}", "ATrueTrue"),
        ("'{{1,2},{3,4}}' {{ }} {{ a b }} {% unknown %} {{ 1 }}", "'{{1,2},{3,4}}' {{ }} {{ a b }} {% unknown %} 1"),
    ],
)
def test_what_the_file_tells_is_filled_in(template: str, expected: str) -> None:
    assert text_of(template) == expected


@pytest.mark.parametrize(
    "text", ["{% if a %} select 1", "select 1 {% endif %}", "{% for x %}{% endfor %}", "{% raw %}"]
)
def test_tags_that_do_not_fit_together_are_no_template(text: str) -> None:
    assert render(text) is None
    assert [one.status for one in extract_facts(text, "ansi").statements] == ["refused"]


@pytest.mark.parametrize(
    "text",
    [
        "{% set a = 'x' * 9 %}" + "{% set a = a ~ a %}" * 60 + "select {{ a }}",
        "{% for a in range(999) %}" * 6 + "x" + "{% endfor %}" * 6,
        "{% macro a() %}{{ b() }}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}",
        "".join(f"{{% macro m{i}() %}}{{{{ m{i + 1}() }}}}{{{{ m{i + 1}() }}}}{{% endmacro %}}" for i in range(60))
        + "{{ m0() }}",
        "{{ " + "(" * 5000,
        "{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}",
        "{{ a" + ".b" * 9000 + " }}",
        "{{ " + "not " * 4000 + "a }}",
        "{{ " * 20_000,
        "{{ '" * 20_000,
        "{% if a %}" * 20_000,
        "{#" * 50_000,
        "select '{{ " + "' " * 50_000,
        "{% set x = [" + "[" * 2000 + "]" * 2000 + "] %}select 1",
        "${" * 50_000,
        "{a" * 50_000,
        "select " + "{{ x }}" * 70_000,
        "".join(f"{{{{ x{i} }}}}" for i in range(70_000)),
    ],
    ids=range(18),
)
def test_hostile_templates_come_to_an_end(text: str) -> None:
    """What is quadratic or worse would take hours."""
    extract_facts(text, "ansi", nesting=10**9)


def test_an_expression_has_one_spelling() -> None:
    assert spelled(parse_expression("a . b( 'x',k = 1 )|f")) == spelled(parse_expression('a.b("x", k=1) | f'))
    for text in ("", "a b", "a +", "f(", "[1", "'a", "{1}", "a if", "1 2", "*a"):
        with pytest.raises(Malformed):
            parse_expression(text)


def test_a_project_says_where_its_models_lie_and_what_is_plain_about_them() -> None:
    text = "name: s\nmodel-paths: [m, 3]\nmodels:\n  +enabled: true\n  s:\n    a: {+schema: x, b: {alias: '{{ y }}'}}\n"
    said = (((), Model(enabled=True)), (("a",), Model(schema="x")))
    assert project_facts(text).project == Project(("m",), said)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "name: [",
        "a: &a [*a]",
        "models: &a {s: *a}\nname: s",
        "[" * 20_000,
        "name: s\nmodels:\n  s: &a {" + ", ".join(f"k{i}: *a" for i in range(50)) + "}",
        "\t",
        "!!python/object:os.system x",
        "x: 2020-99-99",
    ],
)
def test_any_project_file_is_a_project(text: str) -> None:
    project = project_facts(text).project
    assert project is not None and project.models == ("models",)
