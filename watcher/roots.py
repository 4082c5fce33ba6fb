"""Stage 0, core: the folders that are kept in step, and what settings say of the files in them. Pure.

What a file's outcome depends on stands in `RootSettings`; its canonical JSON is kept with the root in the ledger, so
that `verify` judges by the same rules whatever the current folder is.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import msgspec

from graph.extract.registry import is_project
from graph.names import Name
from watcher.paths import path_bytes, path_text


class Rule(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What holds for the files that `match` names. `dialect` "" and `target` "": the rule does not say."""

    match: str
    dialect: str = ""
    target: str = ""


class RootSettings(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """All settings that the graph of a root's files depends on. `include` empty: the suffixes of the registry."""

    dialect: str = ""  # "" = detect it file by file
    default_database: str = ""
    default_schema: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    follow_symlinks: bool = False
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Root:
    """One source: a name that is unique in the graph, an absolute folder with symlinks resolved, and its settings."""

    name: str
    folder: Path
    settings: RootSettings = field(default_factory=RootSettings)


def encode_root_settings(settings: RootSettings) -> str:
    """Canonical JSON: sorted keys, defaults left out. Equal settings give equal text."""
    return msgspec.json.encode(settings, order="sorted").decode()


def decode_root_settings(text: str) -> RootSettings:
    """What `encode_root_settings` was given. Raises `msgspec.DecodeError` or `msgspec.ValidationError`."""
    return msgspec.json.decode(text, type=RootSettings)


def rule_for(root: RootSettings, path: str) -> tuple[str, Name]:
    """(dialect, target) of the file at `path`, relative to the root and `/`-separated.

    Of the rules that match, the first that names a dialect and the first that names a target count. "" and () where
    nothing says so. The target's parts are as the path spells them: folding them is the dialect's business.
    """
    matching = [rule for rule in root.rules if matches(rule.match, path)]
    dialect = next((rule.dialect for rule in matching if rule.dialect), root.dialect)
    target = next((rule.target for rule in matching if rule.target), "")
    return dialect, expand_target(target, path) if target else ()


def is_included(root: RootSettings, path: str, suffixes: Iterable[str]) -> bool:
    """Is the file at `path` one to read? Hidden files and folders are not, nor what `exclude` names.

    `suffixes` (".sql", lower case) count where the root's `include` is empty; the file's suffix is compared in lower
    case. What describes a project is read whatever `include` says.
    """
    if is_hidden(path) or any(matches(pattern, path) for pattern in root.exclude):
        return False
    if is_project(path):
        return True
    if root.include:
        return any(matches(pattern, path) for pattern in root.include)
    return path.lower().endswith(tuple(suffixes))


def is_pruned(root: RootSettings, folder: str) -> bool:
    """Can no file below `folder` (relative to the root) be one to read? True for hidden and excluded folders."""
    return is_hidden(folder) or any(matches(pattern, folder) for pattern in root.exclude)


def is_hidden(path: str) -> bool:
    """Does any part of the relative path start with a dot?"""
    return path.startswith(".") or "/." in path


def matches(pattern: str, path: str) -> bool:
    """Does a pattern of the settings name this relative path, or a folder above it?

    `*` and `?` stop at `/`, `**` does not, `[ab]` and `[!ab]` are classes. A pattern without a `/` before its end names
    files and folders at any depth, as in .gitignore. Case counts.
    """
    return _compiled(pattern).match(path) is not None


_WILD = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]")


@lru_cache(maxsize=1024)  # a root has a few patterns and asks them of every path
def _compiled(pattern: str) -> re.Pattern[str]:
    body = pattern.rstrip("/")
    anywhere = "/" not in body
    body, out, at = body.removeprefix("/"), [], 0
    for wild in _WILD.finditer(body):
        out += [re.escape(body[at : wild.start()]), _wild_regex(wild[0])]
        at = wild.end()
    out.append(re.escape(body[at:]))
    # The end may be a "/": whatever lies below a folder that is named is named too.
    return re.compile(("(?:.*/)?" if anywhere else "") + "".join(out) + r"(?:/|\Z)", re.DOTALL)


def _wild_regex(wild: str) -> str:
    fixed = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if wild in fixed:
        return fixed[wild]
    inner = wild[1:-1]
    negated = inner.startswith("!")
    chars = "".join(char if char == "-" else re.escape(char) for char in inner[negated:])
    return f"(?!/)[{'^' if negated else ''}{chars}]"


_PLACE = re.compile(r"\{(-\d+)\}")


def expand_target(pattern: str, path: str) -> Name:
    """The dataset that a rule's `target` names for the file at `path`.

    `{-1}` is the file's name without its suffix, `{-2}` its folder, and so on outwards. Dots in the pattern part the
    name; what a placeholder gives stays in one part, dots and all. () if the path is not deep enough.
    """
    folders = path.split("/")
    folders[-1] = folders[-1].rpartition(".")[0] or folders[-1]
    parts = []
    for part in pattern.split("."):
        if any(-int(place) > len(folders) for place in _PLACE.findall(part)):
            return ()
        parts.append(_PLACE.sub(lambda place: folders[int(place[1])], part))
    return tuple(parts)


def target_problem(pattern: str) -> str | None:
    """What is wrong with a rule's `target`, or None."""
    for part in pattern.split("."):
        if not part:
            return "has an empty part"
        if "{-0" in part or set("{}") & set(_PLACE.sub("", part)):
            return "knows {-1} (the file's name without its suffix), {-2} (its folder), {-3} and so on, nothing else"
    return None


def folder_text(folder: Path) -> str:
    """A root's folder as it is recorded and shown: bytes that are not UTF-8 are written `\\xNN`."""
    return path_text(os.fsencode(folder))


def folder_of(text: str) -> Path:
    """The folder that `folder_text` was given."""
    return Path(os.fsdecode(path_bytes(text)))


def root_name(folder: Path) -> str:
    """A root is named after its folder; bytes of the name that are not UTF-8 are written `\\xNN`."""
    return os.fsencode(folder.name).decode("utf-8", "backslashreplace")


def roots_problem(roots: Iterable[Root]) -> str | None:
    """Why these roots cannot live in one graph, or None: two of one name, one of two names, or one folder inside
    another."""
    by_name: dict[str, Root] = {}
    for root in sorted(roots, key=lambda root: root.folder.parts):
        for other in by_name.values():
            if root.folder == other.folder:
                return (
                    f"{root.folder} has two names, {other.name!r} and {root.name!r}: name one everywhere, "
                    f"or drop what is recorded with `lineaged forget {root.folder}`"
                )
            if root.folder.is_relative_to(other.folder):
                return f"root {root.folder} lies inside root {other.folder}; give the outer one alone"
        if root.name in by_name:
            other = by_name[root.name]
            return f"two roots are called {root.name!r}: {other.folder} and {root.folder}; name one with NAME=DIR"
        by_name[root.name] = root
    return None
