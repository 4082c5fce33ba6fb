"""Stage 1, shell and core: what is in a root's folder now (`sweep_root`, in a thread), what of it is news (`compare`).

Events may be lost, a sweep may not be wrong: a root that cannot be listed completely has deleted nothing.
"""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cache.state import FileRow, StatRow
from graph.extract.registry import is_project
from watcher.paths import path_text
from watcher.roots import Root, is_included, is_pruned
from watcher.stable_read import real_path, stat_row

_RACY_NS = 2_000_000_000
"""A file that was read so shortly after it changed may have changed again within one tick of its clock (2 s on FAT and
some network file systems), size and times unchanged: it is read once more. This is git's racy rule. Later changes show
in the ctime, which no program can set."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_DEPTH = 256
"""Folders inside folders; each level holds a descriptor, of which a process may have 1024."""
_PROBLEMS_KEPT = 20


@dataclass(slots=True)
class Sweep:
    """`entries`: stat keys by path. `identity`: device and inode of the root's folder, None: it could not be opened.
    `problems`: why it is not `complete`. `folders`: those that were listed, as raw paths relative to the root (""
    is the root), but for those reached through links. `passed_over`: what was not read although its name would be, or
    is a link, by path, with the reason."""

    entries: dict[str, StatRow] = field(default_factory=dict)
    identity: tuple[int, int] | None = None
    problems: list[str] = field(default_factory=list)
    folders: set[bytes] = field(default_factory=set)
    passed_over: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return self.identity is not None and not self.problems

    @property
    def skipped(self) -> int:
        """How many links, FIFOs, sockets and devices were passed over."""
        return len(self.passed_over)


@dataclass(frozen=True, slots=True)
class News:
    """What a sweep found out: paths to be read (`changed`: known ones), and paths that are no longer there. Sorted.

    `racy`: those of `changed` that look unchanged and are read again for certainty.
    """

    appeared: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    racy: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.appeared) + len(self.changed) + len(self.vanished)


def sweep_root(root: Root, suffixes: Iterable[str]) -> Sweep:
    """List the root's folder. Never raises for what is in it; opens folders only, no file."""
    found = Sweep()
    try:
        top = os.open(root.folder, _FOLDER & ~os.O_NOFOLLOW)
    except OSError as error:
        found.problems.append(f"{root.folder}: {error.strerror}")
        return found
    walk = _Walk(root, tuple(suffixes), found)
    try:
        status = os.fstat(top)
        found.identity = (status.st_dev, status.st_ino)
        walk.list_below(top, b"", "")
        walk.follow_links(top)
    finally:
        os.close(top)
    return found


class _Walk:
    """Depth first; only the folders between the root and the one being listed are open."""

    def __init__(self, root: Root, suffixes: tuple[str, ...], found: Sweep) -> None:
        self._root = root
        self._suffixes = suffixes
        self._found = found
        self._plain = not (root.settings.include or root.settings.exclude)
        self._links: list[bytes] = []
        self._inside_link = False

    def list_below(self, descriptor: int, raw: bytes, text: str, depth: int = 0) -> None:
        """Everything below an open folder. `raw` and `text`: its path, with a slash at the end unless it is the root.

        Does not close the descriptor.
        """
        try:
            folders = self._list_one(descriptor, raw, text)
        except OSError as error:
            self._note(text, error.strerror)
            return
        if folders and depth >= _DEPTH:
            self._note(text, f"more than {_DEPTH} folders deep")
            return
        for name in folders:
            self._enter(descriptor, name, raw + os.fsencode(name), depth)

    def _enter(self, parent: int, name: str, raw: bytes, depth: int) -> None:
        text = path_text(raw)
        if is_pruned(self._root.settings, text):
            return
        try:
            below = os.open(name, _FOLDER, dir_fd=parent)
        except (FileNotFoundError, NotADirectoryError):
            return  # it went while we looked
        except OSError as error:
            self._note(text, error.strerror)
            return
        try:
            self.list_below(below, raw + b"/", text + "/", depth + 1)
        finally:
            os.close(below)

    def _list_one(self, descriptor: int, raw: bytes, text: str) -> list[str]:
        """Notes the files of one folder, returns the names of the folders in it."""
        folders = []
        if not self._inside_link:
            self._found.folders.add(raw[:-1])
        with os.scandir(descriptor) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                try:
                    if entry.is_file(follow_symlinks=False):
                        path = text + _name_text(name)
                        if self._wanted(path):
                            self._found.entries[path] = stat_row(entry.stat(follow_symlinks=False))
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(name)
                    else:
                        self._pass_over(entry, raw, text)
                except FileNotFoundError:
                    continue  # it went while we looked: an event or the next sweep says so
                except OSError as error:
                    self._note(text + _name_text(name), error.strerror)
        return folders

    def _wanted(self, path: str) -> bool:
        if self._plain:  # the root's folders were judged on the way down
            return path.lower().endswith(self._suffixes) or is_project(path)
        return is_included(self._root.settings, path, self._suffixes)

    # --- what is neither file nor folder -----------------------------------------------------------------------------

    def _pass_over(self, entry: os.DirEntry[str], raw: bytes, text: str) -> None:
        path = text + _name_text(entry.name)
        if is_pruned(self._root.settings, path):
            return
        if not entry.is_symlink():
            if self._wanted(path):
                self._found.passed_over[path] = _kind(entry.stat(follow_symlinks=False).st_mode)
        elif self._inside_link:
            self._found.passed_over[path] = "a link inside a linked folder"
        elif self._root.settings.follow_symlinks:
            self._links.append(raw + os.fsencode(entry.name))
        else:
            self._found.passed_over[path] = "a link"

    def follow_links(self, top: int) -> None:
        """One level of links, to files and folders inside the root: so it ends, and gives the same in any order."""
        links, self._links, self._inside_link = sorted(self._links), [], True
        for link in links:
            path = path_text(link)
            real = real_path(self._root.folder, link)
            if real is None:
                self._found.passed_over[path] = "a link that leads out of the root"
            elif real == b"" or link.startswith(real + b"/"):
                self._found.passed_over[path] = "a link to a folder it lies in"
            else:
                self._follow(top, link, path, real)

    def _follow(self, top: int, link: bytes, path: str, real: bytes) -> None:
        try:
            status = os.stat(real, dir_fd=top, follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                below = os.open(real, _FOLDER, dir_fd=top)
                try:
                    self.list_below(below, link + b"/", path + "/")
                finally:
                    os.close(below)
            elif not stat.S_ISREG(status.st_mode):
                self._found.passed_over[path] = "a link to " + _kind(status.st_mode)
            elif self._wanted(path):
                self._found.entries[path] = stat_row(status)
        except (FileNotFoundError, NotADirectoryError):
            self._found.passed_over[path] = "a link that leads nowhere"
        except OSError as error:
            self._note(path, error.strerror)

    def _note(self, path: str, reason: str | None) -> None:
        if len(self._found.problems) < _PROBLEMS_KEPT:
            self._found.problems.append(f"{path.rstrip('/') or '.'}: {reason}")


def _name_text(name: str) -> str:
    return name if name.isascii() and "\\" not in name else path_text(os.fsencode(name))


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a FIFO"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


def compare(sweep: Sweep, known: Mapping[str, FileRow]) -> News:
    """What is news against the ledger's live files."""
    appeared, changed, racy = [], [], set()
    for path, key in sweep.entries.items():
        row = known.get(path)
        if row is None:
            appeared.append(path)
        elif row.key != key:
            changed.append(path)
        elif is_racy(key, row.hashed_ns):
            changed.append(path)
            racy.add(path)
    vanished = sorted(known.keys() - sweep.entries.keys()) if sweep.complete else []
    return News(tuple(sorted(appeared)), tuple(sorted(changed)), tuple(vanished), frozenset(racy))


def is_racy(key: StatRow, hashed_ns: int) -> bool:
    """Could the file have changed since it was read, at `hashed_ns` of the wall clock, and its stat key be the same?

    Times far in the future do not count: no later change would get such a ctime. So every file settles within 2 s.
    """
    return abs(hashed_ns - key[2]) < _RACY_NS or abs(hashed_ns - key[1]) < _RACY_NS


def gone_for_good(found: Sweep, news: News, live: Mapping[str, FileRow]) -> int:
    """How many of the vanished files were not merely renamed. `live`: the rows now, which events may have made fewer
    since the sweep was compared with them."""
    moved = {found.entries[path][3] for path in news.appeared}
    rows = (live[path] for path in news.vanished if path in live)
    return sum(row.key is None or row.key[3] not in moved for row in rows)


def suspicious(gone: int, live: int) -> bool:
    """Is this many of a root's files gone at once reason to look a second time? More than half and more than 100."""
    return gone > 100 and gone * 2 > live
