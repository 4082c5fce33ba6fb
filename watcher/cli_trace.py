"""The door: `upstream` and `downstream`."""

import json
from collections.abc import Sequence
from typing import cast, get_args

from graph.query.render import Format, as_json, render
from graph.query.trace import Direction, trace
from watcher.cli_names import named
from watcher.cli_read import reading
from watcher.door import DONE, USAGE, Door, Stop, print_out


async def show(door: Door, name: str, direction: Direction, depth: int | None, via: str, form: str) -> int:
    """0; 1 if nothing, or more than one thing, bears the name."""
    check_options(depth, via, form, get_args(Format))
    async with reading(door, door.settings()) as store:
        start = await named(store, name)
        found = await trace(store, start, direction, depth=depth, influence=via == "all")
    as_one = door.as_json or form == "json"
    print_out(json.dumps(as_json(found), ensure_ascii=False) if as_one else render(found, cast(Format, form)))
    return DONE


def check_options(depth: int | None, via: str, form: str, forms: Sequence[str]) -> None:
    """End with one line where an option says what it cannot."""
    if via not in ("value", "all"):
        raise Stop(USAGE, f"--via {via}: say value or all")
    if form not in forms:
        raise Stop(USAGE, f"--format {form}: say {', '.join(forms)}")
    if depth is not None and depth < 1:
        raise Stop(USAGE, f"--depth {depth}: say 1 or more")
