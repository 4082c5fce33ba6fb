"""The door: `upstream` and `downstream`."""

import json
from typing import cast, get_args

from graph.names import format_name, parse_name
from graph.query.render import Format, as_json, render
from graph.query.trace import Ambiguous, Direction, NotFound, look_up, trace
from watcher.cli_read import reading
from watcher.door import DONE, FINDINGS, USAGE, Door, Stop, print_out


async def show(door: Door, name: str, direction: Direction, depth: int | None, via: str, form: str) -> int:
    """0; 1 if nothing, or more than one thing, bears the name."""
    if via not in ("value", "all"):
        raise Stop(USAGE, f"--via {via}: say value or all")
    if form not in get_args(Format):
        raise Stop(USAGE, f"--format {form}: say {', '.join(get_args(Format))}")
    if depth is not None and depth < 1:
        raise Stop(USAGE, f"--depth {depth}: say 1 or more")
    _check(name)
    async with reading(door, door.settings()) as store:
        start = await look_up(store, name)
        match start:
            case NotFound():
                raise Stop(
                    FINDINGS, f"no table or column is called {name}; a name is schema.table or schema.table.column"
                )
            case Ambiguous():
                meant = ", ".join(node.key for node in start.candidates)
                raise Stop(FINDINGS, f"{name} may be any of {meant}; say more of its name")
        found = await trace(store, start, direction, depth=depth, influence=via == "all")
    as_one = door.as_json or form == "json"
    print_out(json.dumps(as_json(found), ensure_ascii=False) if as_one else render(found, cast(Format, form)))
    return DONE


def _check(name: str) -> None:
    try:
        format_name(parse_name(name))
    except ValueError:
        raise Stop(
            USAGE, f"{name!r} is no name; write schema.table, and parts with dots or spaces in double quotes"
        ) from None
