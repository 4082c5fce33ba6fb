"""The door: `dead-letters`."""

import json
from collections.abc import Sequence

from cache.state import DeadLetter, open_state
from graph.names import visible
from watcher import cli_run
from watcher.dead_letters import dead_letter_json
from watcher.door import DONE, FINDINGS, USAGE, Door, Stop, print_out, run
from watcher.settings import Settings


def dead_letters(door: Door, action: str, ids: Sequence[int]) -> int:
    """`list`, `show ID`, `replay [ID]…` or `export`."""
    match action:
        case "list":
            return run(_list(door))
        case "show":
            if len(ids) != 1:
                raise Stop(USAGE, "dead-letters show: say which ID; `lineaged dead-letters` lists them")
            return run(_show(door, ids[0]))
        case "replay":
            return cli_run.replay(door, ids)
        case "export":
            return run(_export(door))
        case _:
            raise Stop(USAGE, f"dead-letters: no action {action!r}; say list, show, replay or export")


async def _list(door: Door) -> int:
    found = await _read(door.settings())
    lines = [f"{dead.id:>5}  {dead.reason:<14} {visible(f'{dead.root}/{dead.path}')}" for dead in found]
    door.answer({"dead_letters": [dead_letter_json(dead) for dead in found]}, "\n".join(lines) or "no dead letters")
    return DONE


async def _show(door: Door, wanted: int) -> int:
    dead = next((dead for dead in await _read(door.settings()) if dead.id == wanted), None)
    if dead is None:
        raise Stop(FINDINGS, f"no dead letter {wanted}; `lineaged dead-letters` lists them")
    values = dead_letter_json(dead)
    door.answer(
        values, "\n".join(f"{key:<8}{visible(str(value))}" for key, value in values.items() if value not in (None, ""))
    )
    return DONE


async def _export(door: Door) -> int:
    for dead in await _read(door.settings()):
        print_out(json.dumps(dead_letter_json(dead), ensure_ascii=False))
    return DONE


async def _read(settings: Settings) -> list[DeadLetter]:
    path = settings.state_dir / "state.db"
    if not path.exists():
        return []
    async with open_state(path, readonly=True) as state:
        return await state.dead_letters()
