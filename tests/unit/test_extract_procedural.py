"""The reader of procedural bodies: which segments each language's blocks give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.algebra.bodies.procedural import Body, read_block, read_declared, read_script
from graph.extract.algebra.bodies.procedural_words import PLSQL, PSM, SNOWFLAKE, Language, NotFollowed
from graph.extract.dialects import resolve_dialect

ORACLE = resolve_dialect("oracle")
MYSQL = resolve_dialect("mysql")
BRANCH = ["begin", "plain", "end"]


def script(text: str, language: Language = PSM) -> Body:
    return read_script(text, 0, len(text), MYSQL, language)


def kinds(body: Body) -> list[str]:
    return [one.kind for one in body.segments]


def texts(body: Body, text: str, *wanted: str) -> list[str]:
    return [text[one.head : one.tail] for one in body.segments if one.kind in wanted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "case when a then b; when c then d; else e; end case;",
            ["case", "if", *BRANCH, "elif", *BRANCH, "else", *BRANCH],
        ),
        ("l: while a do b; end while l;", ["while", *BRANCH]),
        ("repeat b; until a end repeat", ["repeat", *BRANCH]),
        ("l: loop b; leave l; end loop;", ["loop", "begin", "plain", "plain", "end"]),
        ("for r in (select 1) do b; end for;", ["plain", "for", *BRANCH]),
        ("for r as c cursor for select 1 do b; end for;", ["plain", "for", *BRANCH]),
        ("for r in c do b; end for;", ["plain", "cursor", *BRANCH]),
        ("for i in 1..3 do b; end for;", ["plain", "loop", *BRANCH]),
        ("begin transaction; commit", ["plain", "plain"]),
        ("begin b; exception when error then c; d; end", ["begin", "plain", "handler", "plain", "plain", "end"]),
        (
            "begin declare exit handler for not found, sqlstate '1' c; b; end",
            ["begin", "plain", "handler", "plain", "end"],
        ),
        ("begin declare continue handler for 1051 begin c; end; b; end", ["begin", "plain", "handler", *BRANCH, "end"]),
        ("declare a, b int default 0; set a = 1", ["declare", "plain"]),
    ],
)
def test_statements_of_control_flow_are_cut(text: str, expected: list[str]) -> None:
    assert kinds(script(text)) == expected


def test_a_simple_case_keeps_its_operand() -> None:
    text = "case a + b when 1 then x; end case"
    assert texts(script(text), text, "case", "if") == ["a + b", "when 1"]


def test_a_loop_with_its_condition_at_the_end_keeps_it() -> None:
    text = "repeat set x = case when a then 1 end; until x > (select 2) end repeat;"
    assert texts(script(text), text, "repeat") == ["until x > (select 2)"]


def test_the_query_of_a_loop_stands_behind_its_names() -> None:
    text = "for r as c insensitive cursor for select a from t do x; end for"
    assert texts(script(text), text, "for") == ["select a from t"]


def test_names_belong_to_the_block_that_declares_them() -> None:
    text = "declare a int; begin declare b, `c d` int; begin declare a int; end; end"
    body = script(text)
    assert body.names == ("a",)
    assert [one.scope for one in body.segments if one.kind == "begin"] == [("b", "`c d`"), ("a",)]


def test_declarations_may_hold_routines() -> None:
    text = "x int; procedure p (a int); procedure p (a int) is y int; begin null; end p; begin p(1); end q;"
    body = read_declared(text, 0, len(text), ORACLE, PLSQL)
    assert kinds(body) == ["begin", "declare", "plain", "end"]
    assert [(one.body is None, text[one.head : one.header_end]) for one in body.routines] == [
        (True, "procedure p (a int)"),
        (False, "procedure p (a int)"),
    ]
    assert body.routines[1].body is not None
    assert body.routines[1].body.segments[0].scope == ("y",)


def test_directives_are_alternatives() -> None:
    text = "begin $if $$debug $then a; $elsif b $then c; $else d; $end e; end"
    body = read_block(text, 0, len(text), ORACLE, PLSQL)
    assert kinds(body) == ["begin", "if", *BRANCH, "elif", *BRANCH, "else", *BRANCH, "plain", "end"]


def test_let_declares() -> None:
    body = read_script("let x := 1; let c cursor for select 1;", 0, 38, resolve_dialect("snowflake"), SNOWFLAKE)
    assert (kinds(body), body.names) == (["declare", "declare"], ("x", "c"))


@pytest.mark.parametrize(
    "text",
    [
        "if a then b",
        "if a then b; end while;",
        "while a; end while;",
        "for r do b; end loop;",
        "begin b; end x y z ( ;",
        "else b;",
        "end",
        "begin b; end; end;",
        "begin x := $if a $then 1 $end; end",
        "create procedure p() begin select 1; end;",
        "begin " * 500 + "end; " * 500,
        "if a then " * 5000,
        "select 'a",
    ],
)
def test_what_is_not_known_is_not_followed(text: str) -> None:
    with pytest.raises(NotFollowed):
        read_script(text, 0, len(text), ORACLE, PLSQL)


WORDS = (
    "begin end if then else elsif case when loop while do for in as repeat until declare handler not found exit "
    "exception procedure function is return cursor type let ; : := ( ) x , << >> .. $if $then $end $$ ' 1"
)


@given(st.lists(st.sampled_from(WORDS.split())), st.sampled_from((PLSQL, PSM, SNOWFLAKE)))
def test_segments_are_in_the_text_and_blocks_are_closed(parts: list[str], language: Language) -> None:
    text = " ".join(parts)
    try:
        body = read_script(text, 0, len(text), ORACLE, language)
    except NotFollowed:
        return
    assert all(0 <= one.head <= one.tail <= len(text) for one in body.segments)
    assert kinds(body).count("begin") == kinds(body).count("end")
