"""The door: what flags, environment and `lineaged.yaml` each say, with the place where they say it.

Nothing is checked here but spelling: a layer is keys and values, `watcher.settings` judges them.
"""

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import BaseModel

from watcher.paths import is_seen

SYSTEM_FILE = Path("/etc/lineaged/lineaged.yaml")
FILE_NAME = "lineaged.yaml"

_FLAGS = {
    "state_dir": "--state-dir",
    "graph": "--graph",
    "dialect": "--dialect",
    "workers": "--workers",
    "log_format": "--log-format",
    "verbosity": "-v/-q",
    "watch.batch_size": "--batch-size",
    "watch.debounce_s": "--debounce",
    "watch.sweep_interval_s": "--sweep-interval",
    "watch.realtime": "--realtime",
    "watch.disable_batching": "--disable-batching",
    "watch.events": "--no-events",
}
_ALIASES = {"ENABLE_PARSE_CACHE": "cache.enabled", "PARSE_CACHE_PATH": "cache.path", "STATE_DIRECTORY": "state_dir"}
_PREFIX = "LINEAGED_"
_OTHER_VARIABLES = {"LINEAGED_CONFIG"}
_TEST_PREFIX = "LINEAGED_TEST_"  # read by the test suite, and by the program in `failpoints` alone
_PATHS = ("state_dir", "graph_password_file", "cache.path")
_LISTS = ("include", "exclude")
_DEPTH = 5  # roots.0.rules.0.match is the deepest key; an alias may lead round in a circle
_PASSWORD = "a password is read from a file only; say graph_password_file (LINEAGED_GRAPH_PASSWORD_FILE)"


class SettingsError(Exception):
    """What is wrong with the settings and how to mend it, in one line that holds no secret. Exit code 2."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place says: dotted key → (value, origin). `lines`: origins of deeper keys, for complaints."""

    found: Mapping[str, tuple[object, str]] = field(default_factory=dict)
    lines: Mapping[tuple[int | str, ...], str] = field(default_factory=dict)

    def nested(self) -> dict[str, Any]:
        """The values as sections: `{"watch": {"debounce_s": 0}}`."""
        out: dict[str, Any] = {}
        for key, (value, _) in self.found.items():
            section, _, leaf = key.rpartition(".")
            place = out.setdefault(section, {}) if section else out
            if isinstance(place, dict):  # else: a plain value where a section belongs, and the checks will say so
                place[leaf] = value
        return out

    def origin(self, loc: tuple[int | str, ...]) -> str | None:
        """Where the value at `loc` was said: its own place, or that of the nearest thing around it."""
        for end in range(len(loc), 0, -1):
            if loc[:end] in self.lines:
                return self.lines[loc[:end]]
            said = self.found.get(".".join(map(str, loc[:end])))
            if said is not None:
                return said[1]
        return None


def known_keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    """Every key that can be set, dotted, in the order in which the model declares them."""
    keys: list[str] = []
    for name, info in model.model_fields.items():
        kind = info.annotation
        section = isinstance(kind, type) and issubclass(kind, BaseModel)
        keys += known_keys(cast(type[BaseModel], kind), f"{prefix}{name}.") if section else [prefix + name]
    return keys


def flag_layer(flags: Mapping[str, object], cwd: Path, env: Mapping[str, str]) -> Layer:
    """`flags` with what is None left out."""
    return Layer(
        {
            key: (_absolute(key, value, cwd, env), f"flag {_FLAGS.get(key, key)}")
            for key, value in flags.items()
            if value is not None and key != "config"
        }
    )


def environment_layer(env: Mapping[str, str], cwd: Path, keys: Iterable[str]) -> Layer:
    """`LINEAGED_WATCH_DEBOUNCE_S` and its like, and the three names that others coined. An empty variable says nothing.

    Lists are parted by commas, LINEAGED_ROOTS by `:`. Raises `SettingsError` for a LINEAGED_ name that is unknown.
    """
    names = _ALIASES | {_PREFIX + key.upper().replace(".", "_"): key for key in keys if key != "rules"}
    found: dict[str, tuple[object, str]] = {}
    for name, key in names.items():  # our own names come last and so win over the aliases
        if text := env.get(name, ""):
            found[key] = (_absolute(key, _parsed(name, key, text), cwd, env), f"env {name}")
    for name in sorted(env):
        if (
            name.startswith(_PREFIX)
            and not name.startswith(_TEST_PREFIX)
            and name not in names.keys() | _OTHER_VARIABLES
        ):
            raise SettingsError(_unknown_variable(name, names))
    return Layer(found)


def _parsed(name: str, key: str, text: str) -> object:
    if name == "STATE_DIRECTORY":
        return text.split(":")[0]  # systemd joins several
    if key == "roots":
        return [part for part in text.split(":") if part]
    if key in _LISTS:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _unknown_variable(name: str, names: Iterable[str]) -> str:
    if name == "LINEAGED_GRAPH_PASSWORD":
        return f"env {name}: {_PASSWORD}"
    near = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.5)
    return f"env {name}: unknown setting" + (f"; did you mean {near[0]}?" if near else "; see lineaged config show")


def file_layer(config: object, cwd: Path, env: Mapping[str, str]) -> Layer:
    """`config`, which must exist, else ./lineaged.yaml, else /etc/lineaged/lineaged.yaml, else nothing.

    Relative paths in the file start at its own folder. Raises `SettingsError` if it cannot be read or is no mapping.
    """
    if config:
        return _read_layer(cwd / Path(_expanded(str(config), env)), env)
    if is_seen(cwd / FILE_NAME):  # another user's home, say, is where a command of the service's user may be typed
        return _read_layer(cwd / FILE_NAME, env)
    return _read_layer(SYSTEM_FILE, env) if SYSTEM_FILE.is_file() else Layer()


def _read_layer(path: Path, env: Mapping[str, str]) -> Layer:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    return parse_layer(text, path, env)


def parse_layer(text: str, path: Path, env: Mapping[str, str]) -> Layer:
    """The YAML `text` of the file at `path` as a layer. Pure. Raises `SettingsError`."""
    shown = path.name if path.name == FILE_NAME else str(path)
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        value = loader.construct_document(node) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SettingsError(f"{shown}:{mark.line + 1 if mark else 1}: is not YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise SettingsError(f"{shown}: is not YAML: {str(error).splitlines()[0]}") from None
    if value is None:
        return Layer()
    if not isinstance(value, dict):
        raise SettingsError(f"{shown}:1: must be a mapping, such as `workers: 2`")
    lines = {loc: f"{shown}:{line}" for loc, line in _lines(node, (), shown)}
    if "graph_password" in value:
        raise SettingsError(f"{lines['graph_password',]}: graph_password: {_PASSWORD}")
    return Layer(_flattened(value, lines, path.parent, env), lines)


def _lines(node: Any, loc: tuple[int | str, ...], shown: str) -> list[tuple[tuple[int | str, ...], int]]:
    """The line of every key and list entry. Roots count by position, whichever way they are written."""
    out: list[tuple[tuple[int | str, ...], int]] = []
    if len(loc) == _DEPTH:
        return out
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for position, (key, child) in enumerate(node.value):
            line = key.start_mark.line + 1
            if key.tag != "tag:yaml.org,2002:str" or key.value in seen:
                raise SettingsError(
                    f"{shown}:{line}: key {key.value!r} {'stands twice' if key.value in seen else 'is no name'}"
                )
            seen.add(key.value)
            inner = (*loc, position if loc == ("roots",) else key.value)
            out += [(inner, line), *_lines(child, inner, shown)]
    elif isinstance(node, yaml.SequenceNode):
        for position, child in enumerate(node.value):
            out += [((*loc, position), child.start_mark.line + 1), *_lines(child, (*loc, position), shown)]
    return out


def _flattened(
    value: Mapping[str, object], lines: Mapping[tuple[int | str, ...], str], base: Path, env: Mapping[str, str]
) -> dict[str, tuple[object, str]]:
    found: dict[str, tuple[object, str]] = {}
    for key, said in value.items():
        if "." in key:
            section, _, leaf = key.partition(".")
            raise SettingsError(f"{lines[key,]}: unknown setting {key}; write `{leaf}:` indented below `{section}:`")
        parts = said if isinstance(said, dict) and key != "roots" else {"": said}
        for leaf, deep in parts.items():
            dotted, loc = (f"{key}.{leaf}", (key, leaf)) if leaf else (key, (key,))
            if deep is not None:
                found[dotted] = (_absolute(dotted, deep, base, env), lines[loc])
    return found


# --- paths -----------------------------------------------------------------------------------------------------------


def _absolute(key: str, value: object, base: Path, env: Mapping[str, str]) -> object:
    """Paths made absolute from `base`, `~` from HOME; everything else as it is."""
    if key == "roots":
        return [_absolute_root(entry, base, env) for entry in _root_entries(value)]
    if key == "graph" and isinstance(value, str) and re.match(r"sqlite:(?!//)[^:]", value):
        return f"sqlite:{base / _expanded(value.removeprefix('sqlite:'), env)}"
    if key in _PATHS and isinstance(value, str | os.PathLike) and str(value):
        return base / _expanded(str(value), env)
    return value


def _root_entries(value: object) -> list[object]:
    """A list of entries, from a list or from a mapping of names."""
    if isinstance(value, dict):
        return [{"name": name, **(said if isinstance(said, dict) else {"dir": said})} for name, said in value.items()]
    return list(value) if isinstance(value, list | tuple) else [value]


def _absolute_root(entry: object, base: Path, env: Mapping[str, str]) -> object:
    if isinstance(entry, str):
        name, folder = split_root(entry)
        entry = {"name": name, "dir": folder}
    if isinstance(entry, dict) and isinstance(entry.get("dir"), str) and entry["dir"]:
        return {**entry, "dir": base / _expanded(entry["dir"], env)}
    return entry


def split_root(text: str) -> tuple[str, str]:
    """`NAME=DIR` → (name, dir); `DIR` → ("", dir). A `=` after a `/` belongs to the folder."""
    name, equals, folder = text.partition("=")
    return (name, folder) if equals and name and folder and "/" not in name else ("", text)


def _expanded(path: str, env: Mapping[str, str]) -> str:
    home = env.get("HOME", "")
    return home + path[1:] if home and (path == "~" or path.startswith("~/")) else path
