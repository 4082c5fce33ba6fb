"""The door: `coverage`."""

from collections.abc import Sequence

from graph.query.coverage import coverage, coverage_json, coverage_text
from watcher.cli_impact import path_from
from watcher.cli_read import reading, recorded_roots
from watcher.door import DONE, FINDINGS, USAGE, Door, Stop
from watcher.roots import folder_of, matches

_SHOWN = 20  # of what is not understood, on a terminal: the worst, and room for the tables above


async def show(door: Door, patterns: Sequence[str], limit: int | None, fail_under: float | None) -> int:
    """0; 1 if less than `fail_under` percent of the statements are understood, or no file is meant."""
    if limit is not None and limit < 0:
        raise Stop(USAGE, f"--limit {limit}: say 0 or more")
    if fail_under is not None and not 0 <= fail_under <= 100:
        raise Stop(USAGE, f"--fail-under {fail_under:g}: say a percentage, 0 to 100")
    settings = door.settings()
    folders = {name: folder_of(row.directory) for name, row in (await recorded_roots(settings)).items()}
    async with reading(door, settings) as store:
        files = [file async for file in store.statements() if _is_meant(file.root, file.path, patterns)]
    if patterns and not files:
        raise Stop(FINDINGS, f"the graph holds no file that --path {' or '.join(patterns)} names")
    found = coverage(files)
    shown = _SHOWN if limit is None else limit
    door.answer(
        coverage_json(found, limit=limit),
        coverage_text(found, lambda file: path_from(file, door.cwd, folders), limit=shown),
    )
    return FINDINGS if fail_under is not None and found.whole.percent < fail_under else DONE


def _is_meant(root: str, path: str, patterns: Sequence[str]) -> bool:
    """A pattern may begin with the root's name."""
    return not patterns or any(matches(one, path) or matches(one, f"{root}/{path}") for one in patterns)
