"""The door: names and files as a person gives them → what the graph calls so."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from graph.model import NodeId
from graph.names import format_name, parse_name
from graph.query.near import nearest
from graph.query.trace import Ambiguous, NotFound, look_up
from graph.store.protocol import GraphStore
from watcher.door import FINDINGS, USAGE, Stop
from watcher.paths import is_seen, path_text

_SHOWN = 8  # of the names that may be meant


async def named(store: GraphStore, name: str) -> NodeId:
    """The one table or column of that name. Ends with one line if there is none or more than one."""
    _check(name)
    found = await look_up(store, name)
    match found:
        case NotFound():
            near = await nearest(store, name)
            hint = f"nearest: {', '.join(near)}" if near else "a name is schema.table or schema.table.column"
            raise Stop(FINDINGS, f"no table or column is called {name}; {hint}")
        case Ambiguous():
            keys = [node.key for node in found.candidates]
            more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
            raise Stop(FINDINGS, f"{name} may be any of {', '.join(keys[:_SHOWN])}{more}; say more of its name")
    return found


async def of_file(store: GraphStore, argument: str, cwd: Path, folders: Mapping[str, Path]) -> list[NodeId] | None:
    """The tables that a file writes or defines, if the graph holds a file of that path: on disk, below a root of
    `folders` (by root name), or as the graph names it (root/path)."""
    for root, path in _places(argument, cwd, folders, sorted(await store.sources())):
        found = await store.written_by(root, path)
        if found is not None:
            return found
    return None


def is_file(argument: str, cwd: Path) -> bool:
    """Whether the argument can only mean a file: what lies there does not read as a name that is written in quotes."""
    return not argument.startswith('"') and ("/" in argument or is_seen(cwd / argument))


def _places(argument: str, cwd: Path, folders: Mapping[str, Path], roots: Sequence[str]) -> list[tuple[str, str]]:
    full = (cwd / argument).resolve()
    below = [
        (root, path_text(os.fsencode(full.relative_to(folder))))
        for root, folder in folders.items()
        if full.is_relative_to(folder)
    ]
    prefixed = [(root, argument.removeprefix(f"{root}/")) for root in roots if argument.startswith(f"{root}/")]
    return [*below, *prefixed, *((root, argument) for root in roots)]


def _check(name: str) -> None:
    try:
        format_name(parse_name(name.strip()))
    except ValueError:
        raise Stop(
            USAGE, f"{name!r} is no name; write schema.table, and parts with dots or spaces in double quotes"
        ) from None
