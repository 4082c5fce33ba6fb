"""W10: any path's bytes have a readable text, and the text gives the bytes back."""

import os
import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from watcher.paths import is_seen, path_bytes, path_text

# Bytes that matter often enough to meet each other: escapes, halves of UTF-8, slashes, line ends.
_PIECES = st.sampled_from(
    [b"\\", b"x", b"5c", b"ff", b"FF", b"\xff", b"\xc3", b"\xa9", b"/", b"\n", b'"', b"a", b"\xed\xa0\x80"]
)
_PATHS = st.lists(_PIECES).map(b"".join) | st.binary()


@given(_PATHS)
@example(b"\\x5cxff")
@example(b"\\\xff")
@example(b"\\x\\xff")
def test_text_gives_the_bytes_back(raw: bytes) -> None:
    assert path_bytes(path_text(raw)) == raw


@given(_PATHS)
def test_text_can_always_be_encoded(raw: bytes) -> None:
    path_text(raw).encode("utf-8")


@given(_PATHS, _PATHS)
def test_the_text_of_a_path_is_the_texts_of_its_parts(folder: bytes, name: bytes) -> None:
    assert path_text(folder + b"/" + name) == path_text(folder) + "/" + path_text(name)


def test_bytes_that_are_not_utf8_are_shown_in_hexadecimal() -> None:
    assert path_text(b"caf\xe9.sql") == r"caf\xe9.sql"


def test_a_name_that_looks_escaped_is_told_from_the_one_that_is() -> None:
    assert path_text(rb"caf\xe9.sql") == r"caf\x5cxe9.sql"


def test_ordinary_names_stand_as_they_are() -> None:
    for name in ("etl/load.sql", "größe/файл.sql", r"back\slash.sql", "two\nlines.sql", 'quo"te.sql'):
        assert path_text(name.encode()) == name


def test_a_file_that_cannot_be_seen_is_none() -> None:
    """A command may be typed where its user may not look, as one of the service's user in somebody's home."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "lineaged.yaml").touch()
        assert is_seen(folder / "lineaged.yaml")
        assert not is_seen(folder / ("long" * 100))
        folder.chmod(0o600)
        if os.getuid() == 0:
            os.seteuid(65534)
        try:
            assert not is_seen(folder / "lineaged.yaml")
        finally:
            os.seteuid(os.getuid())
            folder.chmod(0o700)
