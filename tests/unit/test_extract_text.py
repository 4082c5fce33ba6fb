"""Bytes to text: marks, encodings without marks, and what is refused."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.request import LimitExceeded
from graph.extract.text import decode

SQL = "SELECT 'größe' AS size -- naïve\r\nFROM t;\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides_and_is_dropped(mark: bytes, encoding: str) -> None:
    assert decode(mark + SQL.encode(encoding)) == SQL


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8", "cp1252"])
def test_text_without_a_mark_is_recognised(encoding: str) -> None:
    assert decode(SQL.encode(encoding)) == SQL


def test_bytes_that_cp1252_leaves_open_are_read_as_latin_1() -> None:
    assert decode(b"SELECT '\x81\xe9'") == "SELECT '\x81é'"


def test_line_ends_are_kept() -> None:
    assert decode(b"a\r\nb\rc\nd") == "a\r\nb\rc\nd"


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF" + bytes(200),
        bytes(range(32)) * 20,
        b"SELECT 1\0\0\0\0 FROM t",
        b"PK\x03\x04" + b"\x00\x08\x11\x93" * 99,
    ],
)
def test_binary_content_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(LimitExceeded) as refused:
        decode(data)
    assert refused.value.reason == "binary"


def test_a_stray_control_character_is_no_reason_to_refuse_a_text() -> None:
    text = "SELECT a FROM t;\n" * 10
    assert decode(text.encode() + b"\0\n\x1a") == text + "\0\n\x1a"


def test_an_empty_file_is_text() -> None:
    assert decode(b"") == ""


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused_as_binary(data: bytes) -> None:
    try:
        assert isinstance(decode(data), str)
    except LimitExceeded as refused:
        assert refused.reason == "binary"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_utf_8_is_read_as_written(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
