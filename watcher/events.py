"""Stage 1, shell: the kernel's events become hints: paths worth a look, roots worth a sweep. Events are lost by every
layer that carries them; whatever is lost here is found by the next sweep.

watchdog's `InotifyFD` is used without its Observer: the Observer pairs moves (we need no pairs) through a queue that it
searches for every move, hands each event over twice, swallows ENOSPC for all folders but the root, and says nothing of
an overflow. Here one thread reads, and what it reads lands in a bounded set.
"""

import errno
import itertools
import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import structlog
from watchdog.observers.inotify_c import (
    CallbackId,
    InotifyConstants,
    InotifyEvent,
    InotifyFD,
    Mask,
    WatchCallback,
    WatchDescriptor,
)

from watcher.batch import FileKey
from watcher.paths import path_text
from watcher.roots import Root, is_included, is_pruned

log = structlog.get_logger()

INBOX_PATHS = 50_000
"""Paths that wait for the loop; some 20 MB. Beyond it a sweep is cheaper than the paths one by one."""

_DONE = (
    InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_MOVED_TO
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_ATTRIB
)
_ROOT_LOST = InotifyConstants.IN_DELETE_SELF | InotifyConstants.IN_MOVE_SELF | InotifyConstants.IN_UNMOUNT
_MASK = Mask(
    _DONE
    | InotifyConstants.IN_CREATE
    | InotifyConstants.IN_MODIFY
    | InotifyConstants.IN_MOVED_FROM
    | InotifyConstants.IN_DELETE_SELF
    | InotifyConstants.IN_MOVE_SELF
    | InotifyConstants.IN_ONLYDIR
    | InotifyConstants.IN_DONT_FOLLOW
    | InotifyConstants.IN_EXCL_UNLINK
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What events said since the last time. `paths`: True = its writer is done with it (closed, moved here, deleted),
    False = it may still be written to, or moved elsewhere. `sweep`: roots of which more changed than paths can say."""

    paths: dict[FileKey, bool]
    sweep: frozenset[str]


class Inbox:
    """Bounded and deduplicating: between the reading thread and the loop. `wake` is called from the reading thread,
    once until the next `take`."""

    def __init__(self, wake: Callable[[], None], *, capacity: int = INBOX_PATHS) -> None:
        self.events_total = 0
        self._wake = wake
        self._capacity = capacity
        self._lock = threading.Lock()
        self._paths: dict[FileKey, bool] = {}
        self._sweep: set[str] = set()
        self._awake = False

    def put(self, key: FileKey, *, done: bool) -> None:
        """An event on a path; of several the last counts."""
        with self._lock:
            self.events_total += 1
            if key in self._paths or len(self._paths) < self._capacity:
                self._paths[key] = done
            else:
                self._sweep.add(key.root)
            first, self._awake = not self._awake, True
        if first:
            self._wake()

    def demand(self, root: str) -> None:
        """This root needs a sweep."""
        with self._lock:
            self._sweep.add(root)
            first, self._awake = not self._awake, True
        if first:
            self._wake()

    def take(self) -> Hints:
        """Everything since the last call."""
        with self._lock:
            hints = Hints(self._paths, frozenset(self._sweep))
            self._paths, self._sweep, self._awake = {}, set(), False
        return hints


class Events(Protocol):
    """A source of hints. All methods may block for some milliseconds a thousand folders: call them in a thread, except
    `take`, `healthy` and `problems`."""

    def start(self) -> None:
        """Begin to watch; returns when every folder is watched that can be. Sweep afterwards, never before."""

    def stop(self) -> None: ...

    def take(self) -> Hints: ...

    def healthy(self) -> bool:
        """False: it has to be started again (`restart`), and every root swept."""

    def restart(self) -> None: ...

    def align(self, root: str, folders: Collection[bytes], identity: tuple[int, int] | None) -> None:
        """Watch what a sweep saw and events had not told of; forget what went. Asks for another sweep if need be."""

    def forget(self, root: str) -> None:
        """Watch this root no longer."""

    def problems(self) -> tuple[str, ...]:
        """Why not everything is watched; () when all is well."""

    @property
    def events_total(self) -> int: ...

    @property
    def overflows_total(self) -> int: ...


class NoEvents:
    """The event source switched off: sweeps alone."""

    events_total = 0
    overflows_total = 0

    def start(self) -> None:
        return

    def stop(self) -> None:
        return

    def take(self) -> Hints:
        return Hints({}, frozenset())

    def healthy(self) -> bool:
        return True

    def restart(self) -> None:
        return

    def align(self, root: str, folders: Collection[bytes], identity: tuple[int, int] | None) -> None:
        return

    def forget(self, root: str) -> None:
        return

    def problems(self) -> tuple[str, ...]:
        return ()


class InotifyEvents:
    """One inotify instance for all roots."""

    def __init__(
        self,
        roots: Iterable[Root],
        suffixes: Iterable[str],
        wake: Callable[[], None],
        *,
        capacity: int = INBOX_PATHS,
    ) -> None:
        self._roots = tuple(roots)
        self._suffixes = tuple(suffixes)
        self._inbox = Inbox(wake, capacity=capacity)
        self._reader: InotifyFD | None = None
        self._trees: dict[str, _Tree] = {}
        self._failure = ""
        self._overflows = 0

    @property
    def events_total(self) -> int:
        return self._inbox.events_total

    @property
    def overflows_total(self) -> int:
        return self._overflows + sum(tree.overflows for tree in self._trees.values())

    def start(self) -> None:
        try:
            self._reader = InotifyFD()
        except OSError as error:  # EMFILE: fs.inotify.max_user_instances
            self._failure = f"no events: {error.strerror}"
            return
        self._failure = ""
        reader = self._reader
        self._trees = {root.name: _Tree(root, self._suffixes, reader, self._inbox) for root in self._roots}
        self._reader.start()
        for tree in self._trees.values():
            tree.watch_all()

    def stop(self) -> None:
        for tree in self._trees.values():
            tree.close()
        if self._reader is not None and self._reader.ident is not None:
            self._reader.stop()
            self._reader.join(timeout=5)
        self._reader = None

    def restart(self) -> None:
        self._overflows = self.overflows_total
        self.stop()
        self._trees = {}
        self.start()
        for root in self._roots if self.healthy() else ():  # else nothing is heard now that was not heard before
            self._inbox.demand(root.name)

    def take(self) -> Hints:
        return self._inbox.take()

    def healthy(self) -> bool:
        return self._reader is not None and self._reader.is_alive()

    def align(self, root: str, folders: Collection[bytes], identity: tuple[int, int] | None) -> None:
        if tree := self._trees.get(root):
            tree.align(folders, identity)

    def forget(self, root: str) -> None:
        self._roots = tuple(one for one in self._roots if one.name != root)
        if tree := self._trees.get(root):
            self._trees = {name: other for name, other in self._trees.items() if name != root}
            tree.forget()

    def problems(self) -> tuple[str, ...]:
        own = [self._failure] if self._failure else [] if self.healthy() else ["no events: the watcher is not running"]
        return (*own, *(problem for tree in self._trees.values() for problem in tree.problems()))

    def folders_watched(self) -> int:
        """Over all roots."""
        return sum(tree.folders_watched for tree in self._trees.values())


class _Tree(WatchCallback):
    """The watches of one root. Folders are raw paths relative to the root, "" the root itself.

    `on_…` are called by the reading thread, `align` by any other: the lock guards the two maps between them.
    """

    def __init__(self, root: Root, suffixes: tuple[str, ...], reader: InotifyFD, inbox: Inbox) -> None:
        self.overflows = 0
        self._root = root
        self._suffixes = suffixes
        self._reader = reader
        self._inbox = inbox
        self._top = os.fsencode(root.folder)
        self._lock = threading.Lock()
        self._ids = map(CallbackId, itertools.count(1))
        self._folders: dict[WatchDescriptor, tuple[bytes, CallbackId]] = {}
        self._watches: dict[bytes, WatchDescriptor] = {}
        self._unwatched: dict[bytes, str] = {}
        self._identity: tuple[int, int] | None = None
        self._stale = False
        self._closed = False

    @property
    def folders_watched(self) -> int:
        return len(self._watches)

    def close(self) -> None:
        """What the reader says from now on is not heard."""
        self._closed = True

    def forget(self) -> None:
        """Close for good: nothing is watched any more."""
        self.close()
        with self._lock:
            old = [(wd, id_) for wd, (_, id_) in self._folders.items()]
            self._folders.clear()
            self._watches.clear()
        self._reader.remove_callbacks(old)

    def problems(self) -> list[str]:
        with self._lock:
            reasons = list(self._unwatched.values())
        return [
            f"root {self._root.name}: {reasons.count(reason)} folders are not watched: {reason}"
            for reason in sorted(set(reasons))
        ]

    # --- making watches ----------------------------------------------------------------------------------------------

    def watch_all(self) -> None:
        """Forget all watches and make them anew."""
        with self._lock:
            self._stale = False
            self._unwatched.clear()
            old = [(wd, id_) for wd, (_, id_) in self._folders.items()]
            self._folders.clear()
            self._watches.clear()
        self._reader.remove_callbacks(old)
        self._identity = _identity(self._top)
        self._watch_below(b"")

    def align(self, folders: Collection[bytes], identity: tuple[int, int] | None) -> None:
        """See `Events.align`."""
        if identity is None:
            return
        with self._lock:
            lost = b"" not in self._watches and b"" not in self._unwatched
        if self._stale or lost or identity != self._identity:
            self.watch_all()
            self._inbox.demand(self._root.name)
            return
        with self._lock:
            doubtful = self._watches.keys() - folders
            missing = [folder for folder in folders if folder not in self._watches]
            for folder in self._unwatched.keys() - folders:
                del self._unwatched[folder]
        for folder in doubtful:
            if not os.path.isdir(self._path(folder)):  # noqa: PTH112 - bytes. Else it came after the sweep's look
                self._drop(folder)
        # What happened between the sweep's look and the watch is known to nobody: look again.
        if sum(self._watch(folder) for folder in missing):
            self._inbox.demand(self._root.name)

    def _watch_below(self, top: bytes, *, tell: bool = False) -> None:
        """Watch a folder and those below it. A folder is watched before it is listed, so nothing appears unseen.
        `tell`: the files that are in there already are hints."""
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            self._watch(folder)
            try:
                for path, is_folder in self._listed(folder):
                    if is_folder:
                        waiting.append(path)
                    elif tell:
                        self._tell(path, done=False)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError:
                self._inbox.demand(self._root.name)

    def _listed(self, folder: bytes) -> Iterator[tuple[bytes, bool]]:
        prefix = folder + b"/" if folder else b""
        with os.scandir(self._path(folder)) as entries:
            for entry in entries:
                path = prefix + entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if not (is_folder and is_pruned(self._root.settings, path_text(path))):
                    yield path, is_folder

    def _watch(self, folder: bytes) -> bool:
        """Whether it is watched now and was not before. Of two paths to one folder (a bind mount) only one can be."""
        id_ = next(self._ids)
        with self._lock:
            self._unwatched.pop(folder, None)
            try:
                wd = self._reader.add_callback(self._path(folder), _MASK, self, id_)
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                    self._unwatched[folder] = _advice(error)
                return False
            if wd == -1:  # watchdog lets EACCES pass as a watch
                self._reader.remove_callbacks([(wd, id_)])
                self._unwatched[folder] = "permission denied"
                return False
            known = self._folders.pop(wd, None)
            if known:  # the same folder, by this path or by another
                self._reader.remove_callbacks([(wd, known[1])])
                self._watches.pop(known[0], None)
            self._folders[wd] = (folder, id_)
            self._watches[folder] = wd
        return known is None or not _same(self._path(known[0]), self._path(folder))

    def _drop(self, top: bytes) -> None:
        """No longer watch a folder and those below it: their paths are others now."""
        with self._lock:
            below = [folder for folder in self._watches if folder == top or folder.startswith(top + b"/")]
            wds = [self._watches.pop(folder) for folder in below]
            old = [(wd, self._folders.pop(wd)[1]) for wd in wds]
        self._reader.remove_callbacks(old)

    def _path(self, folder: bytes) -> bytes:
        return self._top + b"/" + folder if folder else self._top

    # --- what the reading thread says --------------------------------------------------------------------------------

    def on_event(self, event: InotifyEvent) -> None:
        with self._lock:
            known = self._folders.get(event.wd)
        if known is None or self._closed:
            return
        folder, mask = known[0], event.mask
        if not event.name:
            if folder == b"" and mask & _ROOT_LOST:
                self._stale = True
                self._inbox.demand(self._root.name)
            return
        path = folder + b"/" + event.name if folder else event.name
        if mask & InotifyConstants.IN_ISDIR:
            self._on_folder(path, mask)
        else:
            self._tell(path, done=bool(mask & _DONE))

    def _on_folder(self, path: bytes, mask: int) -> None:
        if is_pruned(self._root.settings, path_text(path)):
            return
        if mask & InotifyConstants.IN_CREATE:
            self._watch_below(path, tell=True)
        elif mask & InotifyConstants.IN_MOVED_TO:
            self._watch_below(path)
            self._inbox.demand(self._root.name)
        elif mask & InotifyConstants.IN_MOVED_FROM:
            self._drop(path)
            self._inbox.demand(self._root.name)

    def _tell(self, path: bytes, *, done: bool) -> None:
        text = path_text(path)
        if is_included(self._root.settings, text, self._suffixes):
            self._inbox.put(FileKey(self._root.name, text), done=done)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        with self._lock:
            known = self._folders.pop(wd, None)
            if known is not None and self._watches.get(known[0]) == wd:
                del self._watches[known[0]]
        if known is not None and known[0] == b"" and not self._closed:
            self._inbox.demand(self._root.name)

    def on_queue_overflow(self) -> None:
        if self._closed:
            return
        self.overflows += 1
        if not self._stale:  # once a sweep: in a storm the queue overflows many times a second
            log.warning("events were lost; sweeping", root=self._root.name)
        self._stale = True  # folders may have moved unheard
        self._inbox.demand(self._root.name)


def _same(one: bytes, other: bytes) -> bool:
    found = _identity(one)
    return found is not None and found == _identity(other)


def _identity(folder: bytes) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)  # noqa: PTH116 - bytes
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _advice(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "the inotify watch limit is reached; raise fs.inotify.max_user_watches"
    return error.strerror or type(error).__name__
