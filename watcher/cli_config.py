"""The door: `config show` and `config check`."""

import json

from watcher.door import DONE, FINDINGS, USAGE, Door, Stop
from watcher.settings import explain_settings, settings_problems


def config(door: Door, action: str) -> int:
    """`show` or `check`."""
    if action not in ("show", "check"):
        raise Stop(USAGE, f"config: no action {action!r}; say show or check")
    return show(door) if action == "show" else check(door)


def show(door: Door) -> int:
    """One line a setting: key, value, origin."""
    explained = explain_settings(door.flags, door.env, door.cwd)
    values = {one.key: {"value": _plain(one.value), "origin": one.origin} for one in explained}
    width = max(len(key) for key in values)
    lines = [
        f"{key:<{width}}  {json.dumps(said['value'], ensure_ascii=False)}  ({said['origin']})"
        for key, said in values.items()
    ]
    door.answer(values, "\n".join(lines))
    return DONE


def check(door: Door) -> int:
    """Problems that loading alone does not find, one a line."""
    problems = settings_problems(door.settings(), door.env, door.cwd)
    door.answer({"problems": problems}, "\n".join(problems) or "no problems found")
    return FINDINGS if problems else DONE


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    dumped = getattr(value, "model_dump", None)
    return _plain_map(dumped()) if dumped else str(value)


def _plain_map(values: dict[str, object]) -> dict[str, object]:
    return {key: _plain(value) for key, value in values.items() if value not in (None, (), "")}
