"""Stage 4, core: a `dbt_project.yml`: where the project's models lie, and what is said of them in plain words.

What cannot be read says nothing: then the folders are those that dbt takes by default.
"""

from typing import Any

import yaml

from graph.facts import FileFacts, Model, Project

_SIZE_CHARS = 1 << 18
_DEPTH = 20
_ENTRIES = 10_000
"""So many are read: anchors can make a few lines endless."""
_TEXTS = ("alias", "schema", "database", "materialized")


def project_facts(text: str) -> FileFacts:
    """The facts of the file: no statements, and the project. Never raises for what the text holds."""
    return FileFacts("ansi", (), "dbt project", project=_project(text))


def _project(text: str) -> Project:
    try:
        found = yaml.safe_load(text) if len(text) <= _SIZE_CHARS else None
    except (yaml.YAMLError, RecursionError, ValueError):
        found = None
    if not isinstance(found, dict):
        return Project()
    folders = found.get("model-paths", found.get("source-paths"))
    tree, name = found.get("models"), found.get("name")
    tree = tree if isinstance(tree, dict) else {}
    reader = _Entries()
    reader.read((), {key: value for key, value in tree.items() if not isinstance(value, dict)}, 0)
    own = tree.get(name) if isinstance(name, str) else None
    if isinstance(own, dict):
        reader.read((), own, 0)
    return Project(_folders(folders), tuple(sorted(reader.said, key=lambda one: len(one[0]))))


def _folders(value: Any) -> tuple[str, ...]:
    folders = tuple(one for one in value if isinstance(one, str) and one.strip("/.")) if isinstance(value, list) else ()
    return folders or ("models",)


class _Entries:
    """What the entries of the tree `models` say. The project's own keys may have a `+` before them."""

    def __init__(self) -> None:
        self.said: list[tuple[tuple[str, ...], Model]] = []
        self._left = _ENTRIES

    def read(self, place: tuple[str, ...], tree: dict[Any, Any], depth: int) -> None:
        """What a folder's or model's entry says, then those inside of it."""
        texts = {key: value for key in _TEXTS if isinstance(value := _plain(tree, key), str)}
        enabled = _plain(tree, "enabled")
        model = Model(**texts, enabled=enabled if isinstance(enabled, bool) else None)
        if model != Model():
            self.said.append((place, model))
        for key, inner in tree.items() if depth < _DEPTH else ():
            self._left -= 1
            if self._left < 0:
                return
            if isinstance(key, str) and isinstance(inner, dict) and not key.startswith("+"):
                self.read((*place, key), inner, depth + 1)


def _plain(tree: dict[Any, Any], key: str) -> Any:
    """A value that is no template."""
    value = tree.get("+" + key, tree.get(key))
    return None if isinstance(value, str) and "{{" in value else value
