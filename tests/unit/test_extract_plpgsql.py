"""PL/pgSQL bodies: cut along their control flow, or not followed at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.algebra.bodies.procedural import read_block
from graph.extract.algebra.bodies.procedural_words import PLPGSQL, NotFollowed
from graph.extract.dialects import resolve_dialect
from graph.extract.sql import extract_facts
from graph.facts import Call, DefineRoutine, Statement

POSTGRES = resolve_dialect("postgres")


def cut(body: str) -> list[tuple[str, str]]:
    """Kind and text of each segment."""
    return [(one.kind, body[one.head : one.tail]) for one in read_block(body, 0, len(body), POSTGRES, PLPGSQL).segments]


def statements(body: str) -> list[Statement]:
    """Those of a DO block with that body."""
    return list(extract_facts(f"do $$ {body} $$", "postgres").statements)


def test_every_branch_is_a_block() -> None:
    body = "begin if a then b; elsif c then d; else e; end if; end;"
    branch = ["begin", "plain", "end"]
    assert [kind for kind, _ in cut(body)] == ["begin", "if", *branch, "elif", *branch, "else", *branch, "end"]
    assert [text for kind, text in cut(body) if kind in ("if", "elif")] == ["if a", "elsif c"]


def test_case_expressions_and_strings_end_nothing() -> None:
    body = "begin if case when a then b end then x := 'end; if'; end if; /* end; */ end"
    assert [text for kind, text in cut(body) if kind in ("if", "plain")] == [
        "if case when a then b end",
        "x := 'end; if'",
    ]


def test_a_block_names_what_it_declares() -> None:
    body = 'declare a int; "B c" text; d cursor for select 1; begin for e in 1..2 loop null; end loop; end'
    (opening, *_) = read_block(body, 0, len(body), POSTGRES, PLPGSQL).segments
    assert opening.scope == ("a", '"B c"', "d", "e")


@pytest.mark.parametrize(
    "body",
    [
        "begin if a then b; end",
        "begin select 1",
        "select 1",
        "begin null; end; select 1;",
        "begin x := 'a; end",
        "begin repeat x; until y end repeat; end",
        "begin create procedure p() begin select 1; end; end",
    ],
)
def test_other_forms_are_not_followed(body: str) -> None:
    with pytest.raises(NotFollowed):
        cut(body)


@given(
    st.lists(
        st.sampled_from(
            [
                "begin",
                "end",
                "if",
                "then",
                "else",
                "elsif",
                "loop",
                "for",
                "in",
                "while",
                "declare",
                "case",
                ";",
                "x",
                "'",
                "$$",
                "(",
                ")",
                ":=",
            ]
        )
    )
)
def test_any_words_are_followed_or_not(parts: list[str]) -> None:
    for one in extract_facts("do $body$ " + " ".join(parts) + " $body$", "postgres").statements:
        assert one.status in ("parsed", "partial", "tables_only", "refused")


@pytest.mark.parametrize(
    ("statement", "kind", "status"),
    [
        ("x := 1", "set", "parsed"),
        ("x.y[2] := (select max(a) from t)", "set", "parsed"),
        ("return next x", "return", "parsed"),
        ("raise notice 'select %', x", "other", "parsed"),
        ("raise notice '%', (select a from t)", "raise", "refused"),
        ("open c for select a from t", "open", "parsed"),
        ("open c for execute q", "execute", "refused"),
        ("return query execute q", "execute", "refused"),
        ("delete from t where a = x returning b into strict y", "delete", "parsed"),
        ("fetch c into x", "fetch", "parsed"),
        ("get diagnostics n = row_count", "other", "parsed"),
        ("call p(x)", "call", "parsed"),
    ],
)
def test_its_own_statements_are_put_into_sql(statement: str, kind: str, status: str) -> None:
    (found,) = statements(f"declare x int; y int; n int; c refcursor; q text; begin {statement}; end")
    assert (found.kind, found.status) == (kind, status)


def test_a_trigger_calls_its_function() -> None:
    sql = "create trigger tr before insert on s.t for each row execute function f();"
    (found,) = extract_facts(sql, "postgres").statements
    table = ("s", "t")
    assert found.status == "parsed"
    assert found.ops == (DefineRoutine(("tr",), "trigger", on=table), Call(("f",), rows_of=table))
