"""W6 and W10: what is read is what a file held at one moment, and nothing but files of the root is ever opened."""

import mmap
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cache.digest import digest_of
from watcher import stable_read
from watcher.paths import path_text
from watcher.roots import Root
from watcher.stable_read import (
    Gone,
    NotRegular,
    ReadFile,
    ReadResult,
    RootLost,
    Unreadable,
    Unstable,
    check_device,
    read_files,
    stat_row,
)

LIMIT = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path.resolve() / "root"
    made.mkdir()
    return made


def read(folder: Path, path: str, *, follow_symlinks: bool = False) -> ReadResult:
    return read_files(folder, [path], size_limit=LIMIT, follow_symlinks=follow_symlinks)[path]


def test_a_file_is_read_with_digest_and_stat_key(folder: Path) -> None:
    (folder / "a.sql").write_bytes(b"select 1")
    before_ns = time.time_ns()
    found = read(folder, "a.sql")
    assert isinstance(found, ReadFile)
    assert (found.data, found.digest) == (b"select 1", digest_of(b"select 1"))
    assert found.key == stat_row((folder / "a.sql").stat())
    assert before_ns <= found.read_ns <= time.time_ns()


def test_many_paths_in_any_order_share_a_call(folder: Path) -> None:
    paths = ["x/y/a.sql", "b.sql", "x/c.sql", "x/y/d.sql", "z/e.sql", "x/y/missing.sql", "nowhere/f.sql"]
    for path in paths[:5]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    found = read_files(folder, paths, size_limit=LIMIT)
    assert list(found) == paths
    assert [one.data.decode() for one in found.values() if isinstance(one, ReadFile)] == paths[:5]
    assert [found[path] for path in paths[5:]] == [Gone(), Gone()]


def test_descriptors_are_given_back(folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x/a.sql").touch()
    before = os.listdir("/proc/self/fd")  # noqa: PTH208
    read_files(folder, ["x/a.sql", "x/b.sql", "y/c.sql"], size_limit=LIMIT)
    assert os.listdir("/proc/self/fd") == before  # noqa: PTH208


def test_any_name_that_a_file_can_have_is_read(folder: Path) -> None:
    """W10"""
    names = [b"new\nline.sql", b"quo'te\".sql", b"caf\xe9.sql", rb"caf\xe9.sql", b"n" * 251 + b".sql"]
    for name in names:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(name)
    found = read_files(folder, [path_text(name) for name in names], size_limit=LIMIT)
    assert [one.data for one in found.values() if isinstance(one, ReadFile)] == names


def test_too_large_is_said_without_reading_even_of_a_sparse_file(folder: Path) -> None:
    with (folder / "a.sql").open("wb") as file:
        file.truncate(1 << 40)
    found = read(folder, "a.sql")
    assert isinstance(found, Unreadable)
    assert found.reason == "size"
    assert found.key == stat_row((folder / "a.sql").stat())


def test_a_file_of_exactly_the_limit_is_read(folder: Path) -> None:
    (folder / "a.sql").write_bytes(b"x" * LIMIT)
    assert isinstance(read(folder, "a.sql"), ReadFile)


def test_an_error_while_reading_is_a_reason() -> None:
    found = read(Path("/proc/self"), "mem")
    assert isinstance(found, Unreadable)
    assert (found.reason, found.detail) == ("unreadable", "Input/output error")


def test_what_is_no_regular_file_is_never_opened(folder: Path) -> None:
    """W10: to open a FIFO would hang its writer, to open a device may do things."""
    os.mkfifo(folder / "fifo.sql")
    (folder / "folder.sql").mkdir()
    (folder / "link.sql").symlink_to("/etc/passwd")
    for path in ("fifo.sql", "folder.sql", "link.sql"):
        assert read(folder, path) == NotRegular()
    with pytest.raises(OSError, match="No such device"):  # ENXIO: nobody reads the FIFO, nobody ever did
        os.open(folder / "fifo.sql", os.O_WRONLY | os.O_NONBLOCK)
    assert read(Path("/dev"), "null") == NotRegular()


def test_nothing_is_read_through_a_link_on_the_way(folder: Path) -> None:
    """W10"""
    (folder.parent / "outside").mkdir()
    (folder.parent / "outside/a.sql").write_text("secret")
    (folder / "x").symlink_to(folder.parent / "outside")
    assert read(folder, "x/a.sql") == Gone()
    assert read(folder, "x/a.sql", follow_symlinks=True) == NotRegular()
    assert read(folder, "../outside/a.sql", follow_symlinks=True) == NotRegular()


def test_links_inside_the_root_are_followed_if_the_root_says_so(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real/a.sql").write_text("1")
    (folder / "x").symlink_to("real")
    (folder / "b.sql").symlink_to("x/a.sql")
    for path in ("x/a.sql", "b.sql"):
        assert isinstance(read(folder, path, follow_symlinks=True), ReadFile)


def test_a_root_out_of_sight_has_lost_nothing(folder: Path) -> None:
    """W9: its files are not gone."""
    with pytest.raises(RootLost, match="No such file"):
        read(folder / "missing", "a.sql")
    device = folder.stat().st_dev
    check_device(Root("r", folder), None)
    check_device(Root("r", folder), device)
    with pytest.raises(RootLost, match="another volume"):
        check_device(Root("r", folder), device + 1)


# --- W6: never half --------------------------------------------------------------------------------------------------


def test_a_file_that_is_being_written_is_read_again_later(folder: Path) -> None:
    """W6: the slow writer. Size and times may well stand still between two of its writes."""
    with (folder / "a.sql").open("wb", buffering=0) as writer:
        writer.write(b"select 1 ")
        assert read(folder, "a.sql") == Unstable()
        writer.write(b"from t")
    found = read(folder, "a.sql")
    assert isinstance(found, ReadFile)
    assert found.data == b"select 1 from t"


def test_a_file_that_is_mapped_for_writing_is_read_again_later(folder: Path) -> None:
    """W6"""
    (folder / "a.sql").write_bytes(b"a" * 4096)
    with (folder / "a.sql").open("r+b") as file:
        mapped = mmap.mmap(file.fileno(), 0)
    mapped[:10] = b"b" * 10
    assert read(folder, "a.sql") == Unstable()
    mapped.close()
    assert isinstance(read(folder, "a.sql"), ReadFile)


def test_a_file_that_is_merely_left_open_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stable_read, "_WRITER_PATIENCE_S", 0.0)
    with (folder / "a.sql").open("wb", buffering=0) as writer:
        writer.write(b"select 1")
        assert isinstance(read(folder, "a.sql"), ReadFile)


def in_place(path: Path, content: bytes) -> None:
    with path.open("r+b", buffering=0) as file:
        for at in range(0, len(content), 1000):
            file.write(content[at : at + 1000])


def truncate_and_rewrite(path: Path, content: bytes) -> None:
    with path.open("wb", buffering=0) as file:
        for at in range(0, len(content), 1000):
            file.write(content[at : at + 1000])


def atomic_rename(path: Path, content: bytes) -> None:
    path.with_name(".tmp").write_bytes(content)
    path.with_name(".tmp").rename(path)


def hard_link(path: Path, content: bytes) -> None:
    path.with_name(".new").write_bytes(content)
    path.unlink()
    path.hardlink_to(path.with_name(".new"))
    path.with_name(".new").unlink()


def mapped(path: Path, content: bytes) -> None:
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as area:
        for at in range(0, len(content), 1000):
            area[at : at + 1000] = content[at : at + 1000]
        area.flush()


@pytest.mark.parametrize("write", [in_place, truncate_and_rewrite, atomic_rename, hard_link, mapped])
def test_every_digest_equals_some_complete_version(folder: Path, write: Callable[[Path, bytes], None]) -> None:
    """W6"""
    versions = [bytes([letter]) * 5000 for letter in b"abcdefgh"]
    whole = {digest_of(version) for version in versions}
    path = folder / "a.sql"
    path.write_bytes(versions[0])
    stop = threading.Event()

    def rewrite() -> None:
        i = 0
        while not stop.wait(0.0005):
            write(path, versions[(i := i + 1) % len(versions)])

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        found, until = [], time.monotonic() + 0.6
        while time.monotonic() < until:
            found.append(read(folder, "a.sql"))
    finally:
        stop.set()
        writer.join()
    torn = [one for one in found if isinstance(one, ReadFile) and one.digest not in whole]
    assert torn == []
    last = read(folder, "a.sql")
    assert isinstance(last, ReadFile)
    assert last.digest in whole
