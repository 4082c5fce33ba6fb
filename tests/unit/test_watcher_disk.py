"""P7: what is told apart from errors of our own."""

import errno
import sqlite3
from pathlib import Path

import pytest

from watcher.disk import disk_trouble


def test_what_a_volume_says_is_told_apart_from_our_own_errors(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError) as nowhere:
        sqlite3.connect(tmp_path / "missing/state.db")
    with pytest.raises(sqlite3.OperationalError) as ours:
        sqlite3.connect(":memory:").execute("SELECT nonsense")
    full = OSError(errno.ENOSPC, "No space left on device")
    assert disk_trouble(nowhere.value) == "unable to open database file"
    assert disk_trouble(full) == "No space left on device"
    assert disk_trouble(ours.value) == disk_trouble(ValueError("x")) == ""
    assert disk_trouble(OSError(errno.ENOENT, "x")) == ""


def test_of_a_group_every_error_has_to_be_the_volumes() -> None:
    full = OSError(errno.ENOSPC, "full")
    assert disk_trouble(ExceptionGroup("", [full, ExceptionGroup("", [full])])) == "full"
    assert disk_trouble(ExceptionGroup("", [full, ValueError("x")])) == ""
