"""INSERT … VALUES of very many rows: what is read of them, and that it is all that they say."""

import pytest
from sqlglot.tokens import Tokenizer

from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.writes.value_rows import one_row_of_each_shape
from graph.extract.dialects import resolve_dialect
from graph.extract.sql import extract_facts


def inserted(*rows: str, behind: str = "") -> str:
    return "INSERT INTO t (a, b) VALUES\n" + ",\n".join(rows) + behind


CONSTANT = [f"({n}, 'text {n}')" for n in range(200)]


@pytest.mark.parametrize(
    ("rows", "same_as"),
    [
        (CONSTANT, CONSTANT[:1]),
        ([*CONSTANT, "(NULL, NULL)", "(f(1), 'x')", "(f(2), 'y')"], [CONSTANT[0], "(f(1), 'x')"]),
        (
            [*CONSTANT, "(1, (SELECT max(x) FROM s))", "(2, (SELECT max(x) FROM r))", "(2, (SELECT max(y) FROM s))"],
            ["(1, (SELECT max(x) FROM s))", "(2, (SELECT max(x) FROM r))", "(2, (SELECT max(y) FROM s))"],
        ),
    ],
)
@pytest.mark.parametrize("dialect", ["postgres", "tsql", "mysql", "bigquery"])
def test_rows_that_differ_in_literals_alone_say_what_one_says(
    dialect: str, rows: list[str], same_as: list[str]
) -> None:
    (made,) = extract_facts(inserted(*rows), dialect).statements
    (asked,) = extract_facts(inserted(*same_as), dialect).statements
    assert (made.status, made.reason, made.kind, made.ops) == (asked.status, asked.reason, asked.kind, asked.ops)


def test_one_row_of_each_shape_is_parsed() -> None:
    text = inserted(*CONSTANT, "(f(1), 'x')", "(f(2), 'y')", "(1, -1)", *CONSTANT, behind=" RETURNING a")
    names = StatementBuilder(resolve_dialect("postgres")).reader_of(text)
    assert names is not None
    kept = one_row_of_each_shape(names)
    assert kept is not None
    asked = inserted(CONSTANT[0], "(f(1), 'x')", "(1, -1)", behind=" RETURNING a")
    assert [token.text for token in kept] == [token.text for token in Tokenizer(dialect="postgres").tokenize(asked)]


def test_what_stands_behind_the_rows_stays() -> None:
    behind = " ON CONFLICT (a) DO UPDATE SET b = excluded.b || t.a"
    (made,) = extract_facts(inserted(*CONSTANT, behind=behind), "postgres").statements
    (asked,) = extract_facts(inserted(CONSTANT[0], behind=behind), "postgres").statements
    assert made.ops == asked.ops
    assert len(made.ops) == 2


def test_a_row_with_a_query_is_read_wherever_it_stands() -> None:
    rows = [*CONSTANT, "(1, (SELECT x FROM s WHERE y = 'a'))", *CONSTANT]
    (made,) = extract_facts(inserted(*rows), "postgres").statements
    (asked,) = extract_facts(inserted(CONSTANT[0], "(1, (SELECT x FROM s WHERE y = 'a'))"), "postgres").statements
    assert made.ops == asked.ops
