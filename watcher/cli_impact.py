"""The door: `impact`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

from graph.model import NodeId
from graph.query.impact import Impact, impact
from graph.query.impact_text import impact_json, impact_text
from graph.query.render import Format, render
from graph.store.protocol import GraphStore
from watcher.cli_names import is_file, named, of_file
from watcher.cli_read import reading, recorded_roots
from watcher.cli_trace import check_options
from watcher.door import DONE, FINDINGS, Door, Stop, print_out
from watcher.roots import folder_of

BY_FILE = "files"
_FORMATS = (BY_FILE, *get_args(Format))


async def show(door: Door, arguments: Sequence[str], depth: int | None, via: str, form: str) -> int:
    """0; 1 if nothing, or more than one thing, bears one of the names."""
    check_options(depth, via, form, _FORMATS)
    settings = door.settings()
    folders = {name: folder_of(row.directory) for name, row in (await recorded_roots(settings)).items()}
    async with reading(door, settings) as store:
        starts = [start for one in arguments for start in await _starts(store, one, door.cwd, folders)]
        found = await impact(store, starts, depth=depth, influence=via == "all")
    if door.as_json or form == "json":
        print_out(json.dumps(impact_json(found), ensure_ascii=False))
    elif form == BY_FILE:
        print_out(impact_text(found, lambda file: path_from(file, door.cwd, folders)))
    else:
        print_out(_drawn(found, cast(Format, form)))
    return DONE


async def _starts(store: GraphStore, argument: str, cwd: Path, folders: Mapping[str, Path]) -> list[NodeId]:
    if is_file(argument, cwd):
        found = await of_file(store, argument, cwd, folders)
        if found is not None:
            return found
        if (cwd / argument).exists():
            raise Stop(FINDINGS, f"the graph holds no file {argument}; `lineaged sync` its folder first")
    return [await named(store, argument)]


def path_from(file: str, cwd: Path, folders: Mapping[str, Path]) -> str:
    """A file of the graph (root/path) as it can be opened from here; as it is where nobody knows its folder."""
    for root, folder in folders.items():
        if file.startswith(f"{root}/"):
            full = folder / file.removeprefix(f"{root}/")
            return str(full.relative_to(cwd) if full.is_relative_to(cwd) else full)
    return file


def _drawn(found: Impact, form: Format) -> str:
    """One picture; trees, which have one root, are drawn one after the other."""
    if form != "tree":
        return render(found.trace, form)
    return "\n".join(render(replace(found.trace, start=start), form) for start in found.starts)
