"""The door: `separate`. All is decided and compared before anything is written; the manifest is written last."""

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from cache.digest import digest_of, format_digest
from graph.extract.dialects import resolve_dialect
from graph.extract.registry import KINDS
from graph.extract.separate import separate as parts_of
from watcher.door import DONE, FINDINGS, USAGE, Door, Stop
from watcher.judge import request_for
from watcher.roots import Root
from watcher.separated import (
    MANIFEST,
    Layout,
    Output,
    Separated,
    contents,
    decode_manifest,
    encode_manifest,
    foreign,
)
from watcher.settings import Settings, plain_root
from watcher.stable_read import ReadFile, read_files
from watcher.sweep import sweep_root

_SHOWN = 3  # files in an error


def separate(door: Door, raw: str, out: str, dialect: str | None) -> int:
    """0; 1 if a script cannot be read: then nothing is written."""
    settings = door.settings({"dialect": resolve_dialect(dialect).name if dialect else None}, quietly=True)
    folder, target = (door.cwd / raw).resolve(), (door.cwd / out).resolve()
    if not folder.is_dir():
        raise Stop(USAGE, f"{raw} is no folder that can be seen; name an existing one")
    if target.is_relative_to(folder) or folder.is_relative_to(target):
        raise Stop(USAGE, f"{out} and {raw} lie inside each other; name another OUT_DIR")
    root = plain_root(folder, settings)
    separated = _plan(root, settings)
    before = _manifest(target)
    _refuse_foreign(target, before, separated)
    written = _write(root, settings, target, separated)
    removed = _remove(target, before.outputs, separated.outputs)
    _put(target / MANIFEST, encode_manifest(separated))
    objects = len({part.output for source in separated.sources for part in source.parts if part.object is not None})
    door.answer(
        {
            "sources": len(separated.sources),
            "objects": objects,
            "outputs": len(separated.outputs),
            "written": written,
            "removed": removed,
        },
        f"{len(separated.sources)} scripts: {objects} objects in {len(separated.outputs)} files, "
        f"{written} written, {removed} removed",
    )
    return DONE


def _plan(root: Root, settings: Settings) -> Separated:
    found = sweep_root(root, KINDS)
    if not found.complete:
        raise Stop(FINDINGS, "; ".join(found.problems))
    layout, limits, own = Layout(), settings.limits, root.settings
    for path in sorted(found.entries):
        data = _read(root, path, settings)
        request = request_for(root, path, nesting=limits.nesting, statements=limits.statements)
        layout.add(path, data, parts_of(data, request, database=own.default_database, schema=own.default_schema))
    return layout.done()


def _read(root: Root, path: str, settings: Settings) -> bytes:
    follow = root.settings.follow_symlinks
    found = read_files(root.folder, [path], size_limit=settings.limits.size_bytes, follow_symlinks=follow)[path]
    if isinstance(found, ReadFile):
        return found.data
    why = getattr(found, "detail", "") or "it is being written, or gone"
    raise Stop(FINDINGS, f"{path} cannot be read: {why}; nothing was written")


def _manifest(target: Path) -> Separated:
    try:
        return decode_manifest((target / MANIFEST).read_bytes())
    except FileNotFoundError:
        return Separated((), ())
    except (OSError, msgspec.DecodeError) as error:
        raise Stop(USAGE, f"{target / MANIFEST} is no manifest of ours ({error}); name another OUT_DIR") from None


def _refuse_foreign(target: Path, before: Separated, now: Separated) -> None:
    """Whatever was not written by us, or was changed since, is left as it is: then nothing is written at all."""
    digests = {one.output: _digest(target, one.output) for one in now.outputs}
    there = {path: digest for path, digest in digests.items() if digest is not None}
    strangers = foreign(there, before.outputs, now.outputs)
    if strangers:
        shown = ", ".join(strangers[:_SHOWN]) + (f" and {len(strangers) - _SHOWN} more" if strangers[_SHOWN:] else "")
        raise Stop(USAGE, f"{target} holds files that are not ours or were changed: {shown}; move them away")


def _digest(target: Path, path: str) -> str | None:
    """Of what lies there; None if nothing does, "" for what is no file of ours whatever it holds."""
    at = target
    for part in path.split("/"):
        at /= part
        if at.is_symlink():
            return ""
    if at.is_file():
        return format_digest(digest_of(at.read_bytes()))
    return "" if at.exists() else None


def _write(root: Root, settings: Settings, target: Path, separated: Separated) -> int:
    """How many files were not yet as they should be."""
    digests = {one.output: one.digest for one in separated.outputs}
    written = 0
    for source in separated.sources:
        data = _read(root, source.source, settings)
        if format_digest(digest_of(data)) != source.digest:
            raise Stop(FINDINGS, f"{source.source} was changed meanwhile; run again")
        for path, content in contents(source, data).items():
            if _digest(target, path) != digests[path]:
                _put(target / path, content)
                written += 1
    return written


def _put(path: Path, content: bytes) -> None:
    """In one step: nobody sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.parent / f".{os.getpid()}.separate"
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _remove(target: Path, before: Sequence[Output], now: Iterable[Output]) -> int:
    """What an earlier run wrote and this one does not, unless somebody changed it since."""
    kept = {one.output for one in now}
    stale = [one for one in before if one.output not in kept and _digest(target, one.output) == one.digest]
    for one in stale:
        (target / one.output).unlink()
        for folder in (target / one.output).parents:
            if folder == target:
                break
            with contextlib.suppress(OSError):  # something else lies in it
                folder.rmdir()
    return len(stale)
