"""What a sweep sees in real folders."""

import os
import resource
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cache.state import FileRow
from graph.extract.registry import KINDS
from tests.work import calls
from watcher.paths import path_text
from watcher.roots import Root, RootSettings
from watcher.sweep import Sweep, compare, sweep_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path.resolve() / "root"
    made.mkdir()
    return made


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder, seen with the rights of an ordinary user."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made).resolve()
        os.seteuid(os.getuid())


def sweep(folder: Path, **settings: object) -> Sweep:
    return sweep_root(Root("r", folder, RootSettings(**settings)), KINDS)  # type: ignore[arg-type]


def put(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("select 1")


def test_files_of_our_suffixes_are_seen_at_any_depth_with_their_stat_key(folder: Path) -> None:
    put(folder, "a.sql", "etl/b.SQL", "etl/deep/er/c.pkb", "readme.md", "etl/sql")
    found = sweep(folder)
    assert sorted(found.entries) == ["a.sql", "etl/b.SQL", "etl/deep/er/c.pkb"]
    status = (folder / "a.sql").stat()
    assert found.entries["a.sql"] == (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    assert found.complete
    assert found.folders == {b"", b"etl", b"etl/deep", b"etl/deep/er"}
    top = folder.stat()
    assert found.identity == (top.st_dev, top.st_ino)


def test_hidden_and_excluded_files_and_folders_are_not_seen_and_not_entered(folder: Path) -> None:
    put(folder, ".a.sql", ".git/b.sql", "build/c.sql", "keep/d.sql", "keep/d.bak.sql")
    found = sweep(folder, exclude=("build", "*.bak.sql"))
    assert sorted(found.entries) == ["keep/d.sql"]
    assert found.folders == {b"", b"keep"}


def test_include_takes_the_place_of_the_suffixes(folder: Path) -> None:
    put(folder, "a.sql", "b.txt", "x/c.txt")
    assert sorted(sweep(folder, include=("*.txt",)).entries) == ["b.txt", "x/c.txt"]


def test_any_name_that_a_file_can_have_is_seen(folder: Path) -> None:
    """W10"""
    names = [b"new\nline.sql", b"quo'te\".sql", b"caf\xe9.sql", rb"caf\xe9.sql", b"n" * 251 + b".sql", b"\x01.sql"]
    top = os.fsencode(folder)
    for name in names:
        (Path(os.fsdecode(top)) / os.fsdecode(name)).touch()
    below = Path(os.fsdecode(top + b"/d\xffr"))
    below.mkdir()
    (below / "x.sql").touch()
    found = sweep(folder)
    assert sorted(found.entries) == sorted([*map(path_text, names), r"d\xffr/x.sql"])
    assert b"d\xffr" in found.folders


def test_links_fifos_and_sockets_are_passed_over_with_a_reason(folder: Path) -> None:
    """W10. None of them is opened: a FIFO without a writer would hang."""
    outside = folder.parent / "outside.sql"
    outside.touch()
    (folder / "link.sql").symlink_to(outside)
    (folder / "linked").symlink_to(folder.parent)
    os.mkfifo(folder / "fifo.sql")
    os.mkfifo(folder / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path must be short
        server.bind("socket.sql")
        os.chdir(here)
        found = sweep(folder)
    assert found.entries == {}
    assert found.passed_over == {
        "link.sql": "a link",
        "linked": "a link",
        "fifo.sql": "a FIFO",
        "socket.sql": "a socket",
    }
    assert found.complete


def test_links_are_followed_one_level_and_inside_the_root_if_the_root_says_so(folder: Path) -> None:
    """W10: nothing outside of the root, and no end of circles."""
    put(folder, "real/a.sql", "real/in/b.sql")
    put(folder.parent, "outside.sql", "outside/c.sql")
    (folder / "file.sql").symlink_to("real/a.sql")
    (folder / "alias").symlink_to("real")
    (folder / "real/in/up").symlink_to("..")
    (folder / "real/root").symlink_to(folder)
    (folder / "out.sql").symlink_to(folder.parent / "outside.sql")
    (folder / "out").symlink_to(folder.parent / "outside")
    (folder / "broken.sql").symlink_to("nothing.sql")
    found = sweep(folder, follow_symlinks=True)
    assert sorted(found.entries) == ["alias/a.sql", "alias/in/b.sql", "file.sql", "real/a.sql", "real/in/b.sql"]
    assert found.entries["file.sql"] == found.entries["real/a.sql"]
    assert found.passed_over == {
        "alias/in/up": "a link inside a linked folder",
        "alias/root": "a link inside a linked folder",
        "real/in/up": "a link to a folder it lies in",
        "real/root": "a link to a folder it lies in",
        "out.sql": "a link that leads out of the root",
        "out": "a link that leads out of the root",
        "broken.sql": "a link that leads nowhere",
    }
    assert found.complete


def test_a_root_that_is_not_there_or_no_folder_is_incomplete(folder: Path) -> None:
    """W9"""
    assert not sweep(folder / "missing").complete
    put(folder, "file")
    found = sweep(folder / "file")
    assert not found.complete
    assert found.identity is None
    assert "Not a directory" in found.problems[0]


def test_a_folder_that_may_not_be_listed_makes_the_sweep_incomplete(nobody: Path) -> None:
    """W9: what lies in it may be there still."""
    put(nobody, "open/a.sql", "closed/b.sql", "blind/c.sql")
    (nobody / "closed").chmod(0o000)
    (nobody / "blind").chmod(0o444)  # names, but no stats
    if os.getuid() == 0:
        os.seteuid(65534)
    found = sweep(nobody)
    os.seteuid(os.getuid())
    (nobody / "closed").chmod(0o755)
    (nobody / "blind").chmod(0o755)
    assert sorted(found.entries) == ["open/a.sql"]
    assert not found.complete
    assert sorted(found.problems) == ["blind/c.sql: Permission denied", "closed: Permission denied"]
    known = {path: FileRow(path, "r", path, None, 0, None, None) for path in ("closed/b.sql", "elsewhere.sql")}
    assert compare(found, known).vanished == ()


def test_a_file_that_may_not_be_read_is_still_there(nobody: Path) -> None:
    put(nobody, "a.sql")
    (nobody / "a.sql").chmod(0o000)
    if os.getuid() == 0:
        os.seteuid(65534)
    assert sorted(sweep(nobody).entries) == ["a.sql"]


def test_wide_and_deep_trees_need_few_descriptors(folder: Path) -> None:
    for i in range(300):
        (folder / f"wide{i}").mkdir()
    deep = folder / "/".join("d" * 60)
    put(deep, "a.sql")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (160, hard))
    try:
        found = sweep(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert found.complete
    assert len(found.folders) == 361
    assert len(found.entries) == 1


def test_folders_too_deep_to_follow_are_a_problem_and_no_crash(folder: Path) -> None:
    at = os.open(folder, os.O_RDONLY)
    for _ in range(260):
        os.mkdir("d" * 20, dir_fd=at)
        below = os.open("d" * 20, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    found = sweep(folder)
    assert not found.complete
    assert found.problems[0].endswith("more than 256 folders deep")


def test_a_rewrite_of_equal_size_with_the_old_mtime_is_found(folder: Path) -> None:
    """W7"""
    put(folder, "a.sql")
    before = sweep(folder).entries
    status = (folder / "a.sql").stat()
    row = FileRow("1", "r", "a.sql", before["a.sql"], status.st_ctime_ns + 10 * 10**9, b"", None)
    assert len(compare(sweep(folder), {"a.sql": row})) == 0
    rewrite_in_a_later_tick(folder / "a.sql", b"select 2", status)
    assert (folder / "a.sql").stat().st_mtime_ns == status.st_mtime_ns
    assert compare(sweep(folder), {"a.sql": row}).changed == ("a.sql",)


def rewrite_in_a_later_tick(path: Path, content: bytes, status: os.stat_result) -> None:
    while path.stat().st_ctime_ns == status.st_ctime_ns:
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_unchanged_files_cost_a_few_calls_each(folder: Path) -> None:
    """W2: the sweep's cost is bounded by its calls, some ten a file. `bench/bench_sweep.py` has the seconds."""
    for i in range(20):
        (folder / f"schema{i}").mkdir()
        for j in range(50):
            (folder / f"schema{i}/table{j}.sql").touch()
    found = sweep(folder)
    known = {path: FileRow(path, "r", path, key, key[2] + 10**10, b"", None) for path, key in found.entries.items()}
    assert len(known) == 1000
    assert len(compare(sweep(folder), known)) == 0
    assert calls(lambda: compare(sweep(folder), known)) < 20 * len(known)
