"""Real inotify: what is heard, what is admitted to be lost, and how watching mends itself."""

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.observers.inotify_c import InotifyFD

from graph.extract.registry import KINDS
from watcher.batch import FileKey
from watcher.events import InotifyEvents
from watcher.roots import Root, RootSettings
from watcher.sweep import sweep_root


class Heard:
    """All hints so far. `wake` is what the reading thread calls; tests may hold it up or make it fail."""

    def __init__(self, *roots: Root, capacity: int = 50_000) -> None:
        self.paths: dict[str, bool] = {}
        self.sweeps: list[str] = []
        self.on_wake: Callable[[], None] = lambda: None
        self.roots = roots
        self._woken = threading.Event()
        self.events = InotifyEvents(roots, KINDS, self._wake, capacity=capacity)

    def _wake(self) -> None:
        self._woken.set()
        self.on_wake()

    def until(self, reached: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not reached():
            assert self._woken.wait(max(0.0, deadline - time.monotonic())), (self.paths, self.sweeps)
            self.take()

    def take(self) -> None:
        self._woken.clear()
        hints = self.events.take()
        self.paths.update({key.path: done for key, done in hints.paths.items()})
        self.sweeps += hints.sweep

    def done(self, *paths: str) -> None:
        """Wait until these were heard to be finished."""
        self.until(lambda: all(self.paths.get(path) for path in paths))

    def settle(self) -> None:
        """Everything that happened up to now was heard: events come in order."""
        root = self.roots[0]
        mark = root.folder / f"mark{time.monotonic_ns()}.sql"
        mark.touch()
        self.until(lambda: mark.name in self.paths)
        mark.unlink()

    def align(self) -> None:
        for root in self.roots:
            found = sweep_root(root, KINDS)
            self.events.align(root.name, found.folders, found.identity)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path.resolve() / "root"
    made.mkdir()
    return made


@pytest.fixture
def heard(folder: Path) -> Iterator[Heard]:
    made = Heard(Root("r", folder, RootSettings(exclude=("build",))))
    made.events.start()
    yield made
    made.events.stop()


def test_create_write_rename_and_delete_are_heard_as_done(heard: Heard, folder: Path) -> None:
    (folder / "a.sql").write_text("1")
    heard.done("a.sql")
    (folder / "a.sql").rename(folder / "b.sql")
    heard.until(lambda: "b.sql" in heard.paths)
    assert heard.paths == {"a.sql": False, "b.sql": True}  # where it went may be heard a moment later
    (folder / "b.sql").unlink()
    heard.settle()
    assert heard.paths["b.sql"]
    assert heard.sweeps == []
    assert heard.events.problems() == ()


def test_a_file_that_is_still_open_is_not_done(heard: Heard, folder: Path) -> None:
    with (folder / "a.sql").open("w") as writer:
        writer.write("1")
        writer.flush()
        heard.until(lambda: "a.sql" in heard.paths)
        heard.settle()
        assert not heard.paths["a.sql"]
    heard.done("a.sql")


def test_an_atomic_replacement_is_heard_by_its_target_only(heard: Heard, folder: Path) -> None:
    (folder / ".a.sql.swp").write_text("1")
    (folder / ".a.sql.swp").rename(folder / "a.sql")
    heard.done("a.sql")
    assert heard.paths == {"a.sql": True}


def test_a_hard_link_and_a_change_of_rights_are_heard(heard: Heard, folder: Path) -> None:
    (folder / "a.txt").write_text("1")
    (folder / "a.sql").hardlink_to(folder / "a.txt")
    heard.until(lambda: "a.sql" in heard.paths)
    (folder / "a.sql").chmod(0o600)
    heard.done("a.sql")


def test_unwanted_files_and_folders_are_not_heard(heard: Heard, folder: Path) -> None:
    for path in ("a.md", ".b.sql", ".git/c.sql", "build/d.sql"):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text("1")
    heard.settle()
    assert [path for path in heard.paths if "mark" not in path] == []
    assert heard.events.folders_watched() == 1


def test_any_name_that_a_file_can_have_is_heard(heard: Heard, folder: Path) -> None:
    """W10"""
    names = [b"new\nline.sql", b"quo'te\".sql", b"caf\xe9.sql", b"n" * 251 + b".sql"]
    for name in names:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).touch()
    heard.done("new\nline.sql", "quo'te\".sql", r"caf\xe9.sql", "n" * 251 + ".sql")


def test_files_in_a_new_folder_are_heard_however_fast_they_come(heard: Heard, folder: Path) -> None:
    expected = []
    for i in range(50):
        (folder / f"x{i}/y/z").mkdir(parents=True)
        (folder / f"x{i}/y/z/a.sql").touch()
        expected.append(f"x{i}/y/z/a.sql")
    heard.until(lambda: heard.paths.keys() >= set(expected))
    assert heard.sweeps == []


def test_a_renamed_folder_asks_for_a_sweep_and_is_heard_under_its_new_name(heard: Heard, folder: Path) -> None:
    (folder / "x/y").mkdir(parents=True)
    (folder / "x/y/a.sql").touch()
    heard.until(lambda: "x/y/a.sql" in heard.paths)
    (folder / "x").rename(folder / "z")
    heard.until(lambda: "r" in heard.sweeps)
    heard.settle()
    heard.paths.clear()
    (folder / "z/y/a.sql").write_text("2")
    heard.done("z/y/a.sql")
    assert "x/y/a.sql" not in heard.paths
    assert heard.events.folders_watched() == 3


def test_a_folder_that_left_is_no_longer_heard_and_one_that_came_is(heard: Heard, folder: Path) -> None:
    outside = folder.parent / "outside"
    (folder / "x").mkdir()
    (folder / "x/a.sql").touch()
    heard.until(lambda: "x/a.sql" in heard.paths)
    (folder / "x").rename(outside)
    heard.until(lambda: "r" in heard.sweeps)
    heard.paths.clear()
    (outside / "a.sql").write_text("2")
    heard.settle()
    assert "x/a.sql" not in heard.paths
    outside.rename(folder / "back")
    heard.settle()
    (folder / "back/a.sql").write_text("3")
    heard.done("back/a.sql")


def test_what_happens_after_start_is_never_missed(folder: Path) -> None:
    """Events begin before the sweep, so nothing falls between them."""
    (folder / "x").mkdir()
    made = Heard(Root("r", folder))
    made.events.start()
    (folder / "x/a.sql").touch()
    made.done("x/a.sql")
    made.events.stop()


def test_two_roots_are_told_apart(tmp_path: Path) -> None:
    top = tmp_path.resolve()
    roots = [Root(name, top / name) for name in ("one", "two")]
    for root in roots:
        root.folder.mkdir()
    made = Heard(*roots)
    made.events.start()
    (top / "one/a.sql").touch()
    (top / "two/b.sql").touch()
    made.done("a.sql", "b.sql")
    made.events.stop()
    keys: list[FileKey] = []
    made = Heard(*roots)
    made.events.start()
    (top / "two/c.sql").touch()
    deadline = time.monotonic() + 10
    while not keys and time.monotonic() < deadline:
        keys += made.events.take().paths
    made.events.stop()
    assert set(keys) == {FileKey("two", "c.sql")}


# --- what is lost is admitted ----------------------------------------------------------------------------------------


def test_an_overflow_of_the_kernels_queue_asks_for_a_sweep_and_for_new_watches(heard: Heard, folder: Path) -> None:
    """W3: lost events, a folder renamed unheard among them."""
    (folder / "x").mkdir()
    heard.settle()
    reading, go_on = threading.Event(), threading.Event()

    def hold_up() -> None:
        reading.set()
        go_on.wait(30)

    for i in range(2):
        (folder / f"f{i}.sql").touch()
    heard.settle()
    heard.take()
    heard.on_wake = hold_up
    (folder / "first.sql").touch()
    assert reading.wait(10)
    room = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    for i in range(room + 100):
        os.utime(folder / f"f{i % 2}.sql")  # the same event twice in a row would be one
    (folder / "x").rename(folder / "y")
    heard.on_wake = lambda: None
    go_on.set()
    heard.until(lambda: "r" in heard.sweeps)
    assert heard.events.overflows_total == 1
    heard.sweeps.clear()
    heard.align()
    heard.until(lambda: "r" in heard.sweeps)  # what happened before the new watches
    (folder / "y/a.sql").touch()
    heard.done("y/a.sql")
    assert heard.events.problems() == ()


def test_of_a_burst_every_path_is_heard_or_a_sweep_is_asked_for(heard: Heard, folder: Path) -> None:
    """W3, in a short form."""
    for i in range(5000):
        (folder / f"f{i}.sql").touch()
    heard.settle()
    heard.take()
    missed = 5000 - sum(path.startswith("f") for path in heard.paths)
    assert missed == 0 or "r" in heard.sweeps


def test_the_watch_limit_is_a_problem_that_align_mends(
    heard: Heard, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W4"""
    add = InotifyFD.add_callback

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(InotifyFD, "add_callback", refuse)
    (folder / "x/y").mkdir(parents=True)
    heard.settle()
    (folder / "x/y/a.sql").touch()
    heard.align()
    (problem,) = heard.events.problems()
    assert problem.startswith("root r: 2 folders are not watched: the inotify watch limit is reached")
    monkeypatch.setattr(InotifyFD, "add_callback", add)
    heard.sweeps.clear()
    heard.align()
    assert heard.events.problems() == ()
    heard.until(lambda: "r" in heard.sweeps)
    heard.paths.clear()
    (folder / "x/y/a.sql").write_text("1")
    heard.done("x/y/a.sql")


_LIMITED = """
import sys, pathlib
pathlib.Path("/proc/sys/user/max_inotify_watches").write_text("50")
from graph.extract.registry import KINDS
from watcher.events import InotifyEvents
from watcher.roots import Root
from watcher.sweep import sweep_root
root = Root("r", pathlib.Path(sys.argv[1]))
events = InotifyEvents([root], KINDS, lambda: None)
events.start()
found = sweep_root(root, KINDS)
events.align("r", found.folders, found.identity)
print(events.healthy(), events.folders_watched(), len(found.entries), *events.problems())
events.stop()
"""


def test_beyond_the_real_watch_limit_the_sweep_still_sees_everything(folder: Path) -> None:
    """W4: in a user namespace with room for 50 watches."""
    for i in range(99):
        (folder / f"x{i}").mkdir()
        (folder / f"x{i}/a.sql").touch()
    command = ["unshare", "--user", "--map-root-user"]
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("no user namespaces here")
    ran = subprocess.run([*command, sys.executable, "-c", _LIMITED, folder], capture_output=True, text=True)
    if "max_inotify_watches" in ran.stderr:
        pytest.skip("the namespace's limit cannot be set here")
    assert ran.stdout.startswith("True 50 99 root r: 50 folders are not watched: the inotify watch limit"), ran.stderr


def test_without_inotify_instances_it_is_unhealthy_and_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EMFILE, "inotify instance limit reached")

    monkeypatch.setattr(InotifyFD, "_create_inotify_fd", refuse)
    made = Heard(Root("r", folder))
    made.events.start()
    assert not made.events.healthy()
    assert made.events.problems() == ("no events: inotify instance limit reached",)
    made.take()
    made.sweeps.clear()
    made.events.restart()
    made.take()
    assert not made.sweeps, "it may be tried every second, a sweep is for what was missed"
    monkeypatch.undo()
    made.events.restart()
    assert made.events.healthy()
    assert made.events.problems() == ()
    made.events.stop()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_dead_reader_is_noticed_and_replaced(heard: Heard, folder: Path) -> None:
    """W5"""
    assert heard.events.healthy()

    def die() -> None:
        raise RuntimeError("the reading thread dies of this")

    heard.on_wake = die
    (folder / "a.sql").touch()
    deadline = time.monotonic() + 10
    while heard.events.healthy() and time.monotonic() < deadline:
        os.sched_yield()
    assert not heard.events.healthy()
    assert heard.events.problems() == ("no events: the watcher is not running",)
    heard.on_wake = lambda: None
    heard.events.restart()
    assert heard.events.healthy()
    heard.take()
    assert heard.sweeps == ["r"]
    (folder / "b.sql").touch()
    heard.done("b.sql")


def test_a_root_that_is_moved_away_and_made_anew_is_watched_again(heard: Heard, folder: Path) -> None:
    """W9"""
    folder.rename(folder.parent / "away")
    heard.until(lambda: "r" in heard.sweeps)
    heard.align()
    folder.mkdir()
    heard.sweeps.clear()
    heard.align()
    heard.until(lambda: "r" in heard.sweeps)
    (folder / "a.sql").touch()
    heard.done("a.sql")
    heard.paths.clear()
    (folder.parent / "away/b.sql").touch()
    heard.settle()
    assert "b.sql" not in heard.paths


def test_a_root_that_comes_late_is_watched_by_the_next_align(tmp_path: Path) -> None:
    root = Root("r", tmp_path.resolve() / "late")
    made = Heard(root)
    made.events.start()
    assert made.events.healthy()
    root.folder.mkdir()
    made.align()
    (root.folder / "a.sql").touch()
    made.done("a.sql")
    made.events.stop()


@pytest.mark.slow
def test_a_folder_that_is_there_twice_asks_for_no_sweep_after_every_sweep(heard: Heard, folder: Path) -> None:
    """A bind mount: the kernel has one watch for it, which one path holds."""
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    if subprocess.run(["mount", "--bind", folder / "one", folder / "two"], capture_output=True).returncode:
        pytest.skip("no right to mount")
    try:
        for _ in range(2):
            heard.align()
        heard.settle()
        heard.sweeps.clear()
        for _ in range(3):
            heard.align()
        heard.settle()
        assert not heard.sweeps
        (folder / "one/a.sql").touch()
        heard.until(lambda: bool({"one/a.sql", "two/a.sql"} & heard.paths.keys()))
    finally:
        subprocess.run(["umount", "--lazy", folder / "two"], check=True)


def test_memory_does_not_grow_with_events(heard: Heard, folder: Path) -> None:
    """W8 in a short form: 40,000 writes to 1,000 paths, nobody taking the hints."""
    for i in range(1000):
        (folder / f"f{i}.sql").touch()
    heard.settle()
    before = rss_bytes()
    for turn in range(40):
        for i in range(1000):
            os.truncate(folder / f"f{i}.sql", turn)
    heard.settle()
    assert heard.events.events_total > 1000
    assert rss_bytes() - before < 50 << 20


def rss_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
