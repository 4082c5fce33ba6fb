from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.dialects import DIALECTS
from graph.extract.request import ExtractRequest
from graph.extract.separate import ScriptObject, separate

_WORDS = [
    "CREATE TABLE t (a int)", "CREATE VIEW s.v AS SELECT 1", "ALTER TABLE t ADD b int", "INSERT INTO t VALUES (1)",
    "SET x ON", "USE db", "DROP VIEW s.v", "GO", "/", "DELIMITER //", "//", ";", "\n", "\r\n", "-- c\n", "/*", "*/",
    "'", '"', "$$", "COPY t FROM stdin", "\\.", "BEGIN", "END", "CREATE PROCEDURE p AS", "é", "\ufeff", "🜂", "\0", " ",
]  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_WORDS) | st.text(max_size=4)).map("".join)
_ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])


def cut(text: str, dialect: str, **more: str) -> list[tuple[str, str]]:
    """Per part: what it is for, and its text."""
    data = text.encode()
    parts = separate(data, ExtractRequest(dialect), **more)
    return [(shown(part.object), data[part.start : part.end].decode()) for part in parts]


def shown(owner: ScriptObject | None) -> str:
    return ".".join((owner.database or "_", owner.schema or "_", owner.kind, owner.name)) if owner else ""


def check(data: bytes, dialect: str) -> None:
    parts = separate(data, ExtractRequest(dialect))
    assert b"".join(data[part.start : part.end] for part in parts) == data
    assert [part.start for part in parts] == [0, *(part.end for part in parts)][: len(parts)]
    assert all(part.start < part.end for part in parts)
    assert all(one.object != other.object for one, other in pairwise(parts))


@given(_TEXTS, _ENCODINGS, st.sampled_from(["", *sorted(DIALECTS)]))
def test_the_parts_of_any_text_are_its_bytes(text: str, encoding: str, dialect: str) -> None:
    check(text.encode(encoding, "replace"), dialect)


@given(st.binary(), st.sampled_from(["", "tsql", "mysql"]))
def test_the_parts_of_any_bytes_are_these_bytes(data: bytes, dialect: str) -> None:
    check(data, dialect)


def test_comments_batch_ends_and_settings_go_with_the_object_that_follows() -> None:
    text = "-- load\nSET NOCOUNT ON\nGO\nSET ANSI_NULLS ON\nGO\n/* p */ CREATE PROC p AS SELECT 1\nGO\nPRINT 'x'\nGO\n"
    before, after = text[: text.index("PRINT")], text[text.index("PRINT") :]
    assert cut(text, "tsql") == [("_.dbo.procedure.p", before), ("", after)]
    assert cut("SET x = 1;\nINSERT INTO t VALUES (1);", "ansi") == [("", "SET x = 1;\nINSERT INTO t VALUES (1);")]


def test_a_drop_goes_with_the_object_only_if_it_is_of_that_one() -> None:
    assert len(cut("DROP VIEW v; CREATE VIEW v AS SELECT 1;", "ansi")) == 1
    other = cut("DROP VIEW w; CREATE VIEW v AS SELECT 1;", "ansi")
    assert [owner for owner, _ in other] == ["", "_._.view.v"]


def test_what_is_said_of_an_object_later_goes_with_it_and_its_rows_do_not() -> None:
    text = "CREATE TABLE t (a int);INSERT INTO t VALUES (1);CREATE INDEX i ON T (a);COMMENT ON COLUMN t.a IS 'x';"
    assert cut(text, "postgres") == [
        ("_.public.table.t", "CREATE TABLE t (a int);"),
        ("", "INSERT INTO t VALUES (1);"),
        ("_.public.table.t", "CREATE INDEX i ON T (a);COMMENT ON COLUMN t.a IS 'x';"),
    ]
    assert cut("ALTER TABLE elsewhere ADD a int;", "postgres") == [("", "ALTER TABLE elsewhere ADD a int;")]


def test_a_delimiter_goes_with_the_routine_that_needs_it() -> None:
    text = "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END //\nDELIMITER ;\n"
    assert cut(text + "SELECT 1;", "mysql") == [("_._.procedure.p", text), ("", "SELECT 1;")]


def test_rows_for_a_copy_stay_behind_it() -> None:
    text = "CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n\\.\nCREATE TABLE u (a int);"
    assert [owner for owner, _ in cut(text, "postgres")] == ["_.public.table.t", "", "_.public.table.u"]


@pytest.mark.parametrize(
    ("dialect", "use", "full"),
    [
        ("tsql", "USE Shop\nGO\n", "shop.dbo.table.t"),
        ("mysql", "USE shop;\n", "_.shop.table.t"),
        ("snowflake", "USE SCHEMA a.b;\n", "A.B.table.T"),
        ("postgres", "SET search_path = etl;\n", "_.etl.table.t"),
        ("tsql", ':setvar Db "Shop"\nGO\nUSE [$(Db)]\nGO\n', "shop.dbo.table.t"),
        ("tsql", "USE known\nGO\nUSE [$(Db)]\nGO\n", "_.dbo.table.t"),
        ("tsql", "", "sales.dbo.table.t"),
    ],
)
def test_names_are_completed_by_what_is_in_use_and_never_guessed(dialect: str, use: str, full: str) -> None:
    default = {} if use else {"database": "sales"}
    assert cut(f"{use}CREATE TABLE t (a int)", dialect, **default)[-1][0] == full


def test_what_is_no_text_or_passes_a_limit_is_one_part() -> None:
    assert cut("a\0b", "ansi") == [("", "a\0b")]
    found = separate(b"CREATE TABLE a (x int); CREATE TABLE b (x int);", ExtractRequest("ansi", statements=1))
    assert [part.object for part in found] == [None]
    assert separate(b"", ExtractRequest("ansi")) == ()
