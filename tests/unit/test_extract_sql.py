"""A file's bytes to its facts."""

import pytest

from graph.extract.request import ExtractRequest, LimitExceeded
from graph.extract.sql import extract, extract_facts
from graph.facts import Define, Touch, decode
from tests.unit.extract_views import statement, statements
from tests.work import calls


def test_facts_declarations_and_summary_come_together() -> None:
    found = extract(b"create table t (a int);\nselect a from t;\nselect from where (", ExtractRequest("postgres"))
    facts = decode(found.facts)
    assert [one.kind for one in facts.statements] == ["create_table", "select", "select"]
    assert found.summary.dialect == facts.dialect == "postgres"
    assert found.summary.statuses == (2, 0, 0, 1)
    assert found.declarations


def test_equal_bytes_give_equal_facts() -> None:
    data = b"insert into t select a, b from s join u using (i); update t set a = 1;"
    assert extract(data, ExtractRequest("tsql")) == extract(data, ExtractRequest("tsql"))


def test_ordinals_and_lines_follow_the_text() -> None:
    found = statements("-- a comment\nselect 1;\n\nselect\n  2;\n")
    assert [(one.ordinal, one.lines) for one in found] == [(1, (2, 2)), (2, (4, 5))]


def test_the_dialect_is_the_one_asked_for() -> None:
    assert extract_facts("select 1", "mssql").dialect == "tsql"
    assert extract_facts("select 1", "mssql").evidence == "setting"


def test_clients_commands_and_copied_rows_are_no_statements() -> None:
    text = "\\i other.sql\nCOPY t (a) FROM stdin;\n1\n2\n\\.\nselect a from t;\n"
    assert [one.kind for one in statements(text)] == ["copy", "select"]


def test_what_a_template_leaves_open_is_said_but_strings_and_comments_leave_nothing_open() -> None:
    partial = statement("select {{ x }} from t", "bigquery")
    assert (partial.status, partial.reason) == ("partial", "placeholder for columns")
    refused = statement("select {{ x y }} from t", "bigquery")
    assert (refused.status, refused.reason) == ("refused", "template")
    assert statement("select '{{ ds }}' as d /* {% x %} */ from t", "bigquery").status == "parsed"


def test_reasons_quote_words_but_no_literals() -> None:
    for text in ("select a from t where ) 'secret'", "select a frm t where 'secret' 'x' (", "select 'secret"):
        reason = statement(text).reason
        assert reason is not None
        assert "secret" not in reason


def test_certain_names_of_a_broken_statement_are_kept() -> None:
    found = statement("insert into s.t select a from x.y join z on (select from) where and")
    assert found.status == "tables_only"
    assert found.ops == (Touch((("x", "y"), ("z",)), (("s", "t"),), flow=True),)


def test_names_of_ctes_functions_and_from_inside_calls_are_not_certain() -> None:
    found = statement(
        "insert into t with c as (select 1) select extract(day from d), a is distinct from b from c, f(1) where and ("
    )
    assert found.ops == (Touch((), (("t",),), flow=True),)


def test_statement_of_several_that_fails_keeps_its_reason_to_itself() -> None:
    found = statements("create table a (x int); create tabel b (; create table c (y int);")
    assert [isinstance(op, Define) for one in found for op in one.ops] == [True, True]


def test_limits_of_the_request_are_passed_on() -> None:
    with pytest.raises(LimitExceeded) as raised:
        extract(b"select 1;" * 20, ExtractRequest("postgres", statements=10))
    assert raised.value.reason == "statements"
    with pytest.raises(LimitExceeded) as raised:
        extract(b"select " + b"(" * 60 + b"1" + b")" * 60, ExtractRequest("postgres", nesting=50))
    assert raised.value.reason == "nesting"


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "insert into t (a, b) values " + ",".join("(1, 'x')" for _ in range(n)),
        lambda n: "select a from t where " + " or ".join(f"(b = {at} and c = 1)" for at in range(n)),
        lambda n: "with " + ", ".join(f"c{at} as (select * from t)" for at in range(n)) + " select 1",
        lambda n: "select case " + " ".join(f"when a = {at} then b" for at in range(n)) + " end from t",
    ],
)
def test_cost_grows_with_the_text_and_no_faster(make) -> None:  # type: ignore[no-untyped-def]
    def cost(n: int) -> int:
        text = make(n)
        return calls(lambda: extract_facts(text, "postgres"))

    assert cost(2400) < 10 * cost(300)
