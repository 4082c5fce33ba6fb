"""Beside the way, core: which file each part of a script goes to, and the manifest that puts scripts together again.

Paths are made of letters, digits and a few marks alone, whatever an object is called, and none leads out of the folder.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from cache.digest import digest_of, format_digest
from graph.extract.separate import Part, ScriptObject
from graph.names import format_name

MANIFEST = "manifest.jsonl"
SCRIPTS = "_script"
UNKNOWN = "_"

_PLAIN = frozenset("_-$#@+=, ()")
_NAME_BYTES = 200  # file systems take 255; a suffix and a number come behind


class Place(msgspec.Struct, frozen=True):
    """Bytes `start` to `end` of a source are the bytes from `at` on of `output`."""

    start: int
    end: int
    output: str
    at: int
    object: str | None = None
    kind: str = "script"


class Source(msgspec.Struct, frozen=True):
    """A script: its path below the raw folder, its parts in order, without gaps."""

    source: str
    size: int
    digest: str
    parts: tuple[Place, ...]


class Output(msgspec.Struct, frozen=True):
    """A file that was written."""

    output: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Separated:
    """What is to be written: sources and outputs, both sorted by path."""

    sources: tuple[Source, ...]
    outputs: tuple[Output, ...]


class Layout:
    """Takes scripts in the order of their paths. An output holds parts of one script alone: what a second script
    defines again, or what a file system would take for the same name, gets a number."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[str, ScriptObject | None]] = {}
        self._sources: list[Source] = []
        self._outputs: list[Output] = []

    def add(self, source: str, data: bytes, parts: Sequence[Part]) -> None:
        """One script. `source` is its path, `/`-separated."""
        paths: dict[ScriptObject | None, str] = {}
        contents: dict[str, bytearray] = {}
        places = []
        for part in parts:
            path = paths.get(part.object) or paths.setdefault(part.object, self._path(source, part.object))
            content = contents.setdefault(path, bytearray())
            places.append(Place(part.start, part.end, path, len(content), *_said(part.object)))
            content += data[part.start : part.end]
        self._sources.append(Source(source, len(data), format_digest(digest_of(data)), tuple(places)))
        self._outputs += [_output(path, bytes(content)) for path, content in contents.items()]

    def done(self) -> Separated:
        """All that was added."""
        return Separated(
            tuple(sorted(self._sources, key=lambda one: one.source)),
            tuple(sorted(self._outputs, key=lambda one: one.output)),
        )

    def _path(self, source: str, owner: ScriptObject | None) -> str:
        wanted, number = output_path(source, owner), 1
        stem, dot, suffix = wanted.rpartition(".") if owner else (wanted, "", "")
        path = wanted
        while path.casefold() in self._taken:
            number += 1
            path = f"{stem}~{number}{dot}{suffix}"
        self._taken[path.casefold()] = (source, owner)
        return path


def output_path(source: str, owner: ScriptObject | None) -> str:
    """Where a part goes, below the folder of outputs."""
    if owner is None:
        return "/".join([SCRIPTS, *map(path_part, source.split("/"))])
    folders = (path_part(part) if part else UNKNOWN for part in (owner.database, owner.schema))
    return "/".join([*folders, owner.kind, f"{path_part(owner.name)}.sql"])


def path_part(name: str) -> str:
    """A name as one part of a path: other characters than letters, digits and some marks as `%` and their UTF-8 bytes.
    Different names give different parts, compared with case."""
    kept = "".join(char if char.isalnum() or char in _PLAIN or char == "." else _percent(char) for char in name)
    if kept.startswith((".", " ")) or kept.casefold() in ("", UNKNOWN, SCRIPTS, MANIFEST):
        kept = _percent(kept[:1]) + kept[1:]
    if kept.endswith((" ", ".")):
        kept = kept[:-1] + _percent(kept[-1])
    raw = kept.encode("utf-8", "backslashreplace")
    if len(raw) <= _NAME_BYTES:
        return kept
    digest = hashlib.blake2b(name.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
    return f"{raw[:_NAME_BYTES].decode(errors='ignore')}~{digest}"


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "backslashreplace")) or "%"


def contents(source: Source, data: bytes) -> dict[str, bytes]:
    """A script's outputs, from its bytes."""
    made: dict[str, bytearray] = {}
    for part in source.parts:
        made.setdefault(part.output, bytearray()).extend(data[part.start : part.end])
    return {path: bytes(content) for path, content in made.items()}


def join(source: Source, read: Callable[[str], bytes]) -> bytes:
    """The script again. `read` gives an output's bytes."""
    return b"".join(read(part.output)[part.at : part.at + part.end - part.start] for part in source.parts)


def encode_manifest(separated: Separated) -> bytes:
    """JSON lines: the sources, then the outputs. Equal folders give equal bytes."""
    return b"".join(msgspec.json.encode(one) + b"\n" for one in (*separated.sources, *separated.outputs))


def decode_manifest(data: bytes) -> Separated:
    """What `encode_manifest` was given. Raises `msgspec.DecodeError` or `msgspec.ValidationError`."""
    rows = [msgspec.json.decode(line, type=dict[str, object]) for line in data.splitlines() if line.strip()]
    sources = [msgspec.convert(row, Source) for row in rows if "source" in row]
    outputs = [msgspec.convert(row, Output) for row in rows if "source" not in row]
    return Separated(tuple(sources), tuple(outputs))


def foreign(found: Mapping[str, str], before: Iterable[Output], now: Iterable[Output]) -> list[str]:
    """Of the outputs that lie there (`found`: digest by path), those that are neither as the manifest of `before` says
    nor as they will be: somebody else's, or changed by somebody. Sorted."""
    ours = {one.output: one.digest for one in before}
    made = {one.output: one.digest for one in now}
    return sorted(path for path, digest in found.items() if digest not in (ours.get(path), made.get(path)))


def _said(owner: ScriptObject | None) -> tuple[str | None, str]:
    if owner is None:
        return None, "script"
    return format_name(tuple(filter(None, (owner.database, owner.schema, owner.name)))), owner.kind


def _output(path: str, content: bytes) -> Output:
    return Output(path, len(content), format_digest(digest_of(content)))
