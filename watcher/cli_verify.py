"""The door: `verify`. The graph's dump against that of a rebuild from the files, line by line."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from cache.state import DeadLetter, open_state
from graph.extract.registry import KINDS
from graph.store.dump import sorted_dump
from graph.store.sqlite import SqliteGraph
from watcher.cli_read import reading, recorded_roots
from watcher.control import NoDaemon, ask
from watcher.door import DONE, FINDINGS, Door, Stop
from watcher.examine import FileLimits
from watcher.pool import Pool, open_pool
from watcher.rebuild import Understood, understand, write_rebuild
from watcher.roots import Root, decode_root_settings, folder_of
from watcher.session import max_rows_per_file, memory_limits, pool_limits
from watcher.settings import Settings
from watcher.sweep import sweep_root

_SAMPLES = 10  # lines of each kind that people are shown
_TRIES = 3  # beside a daemon: what changed while we looked is no drift


@dataclass(slots=True)
class Drift:
    """Lines that only one side has. `stale`: only the graph; `missing`: only the rebuild."""

    rows: int = 0
    stale: int = 0
    missing: int = 0
    samples: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


async def verify(door: Door) -> int:
    """0: the graph is what a rebuild would give. 1: it is not, and the difference is printed."""
    settings = door.settings()
    recorded = await recorded_roots_of(settings)
    if not recorded:
        raise Stop(FINDINGS, f"{settings.state_dir} knows no roots; make a graph with `lineaged sync DIR`")
    async with open_pool(
        workers=settings.workers, limits=pool_limits(settings), memory=memory_limits(settings)
    ) as pool:
        drift = await _compare(door, settings, recorded, pool)
        for _ in range(_TRIES - 1):
            if not (drift.stale or drift.missing) or not daemon_caught_up(settings):
                break
            drift = await _compare(door, settings, recorded, pool)
    in_step = not drift.stale and not drift.missing and not drift.problems
    text = [f"in step: {drift.rows} rows" if in_step else f"drift: {drift.stale} stale, {drift.missing} missing"]
    door.answer(
        {
            "in_step": in_step,
            "rows": drift.rows,
            "stale": drift.stale,
            "missing": drift.missing,
            "samples": drift.samples,
            "problems": drift.problems,
        },
        "\n".join([*text, *drift.samples, *drift.problems]),
    )
    return DONE if in_step else FINDINGS


def daemon_caught_up(settings: Settings) -> bool:
    """Ask a running daemon to catch up; False if there is none."""
    try:
        return bool(ask(settings.state_dir, "wait", timeout_s=None).get("in_step"))
    except NoDaemon:
        return False


async def recorded_roots_of(settings: Settings) -> list[Root]:
    """All recorded roots with the settings that they were written with."""
    rows = await recorded_roots(settings)
    return [Root(name, folder_of(row.directory), decode_root_settings(row.settings)) for name, row in rows.items()]


async def _compare(door: Door, settings: Settings, roots: Sequence[Root], pool: Pool) -> Drift:
    daemon_caught_up(settings)
    drift = Drift()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lineaged-verify-"))
        fresh = SqliteGraph(Path(folder) / "graph.db")
        stack.push_async_callback(fresh.close)
        live = await stack.enter_async_context(reading(door, settings))
        files = await _files(settings, roots, pool, drift)
        limits = {name: max_rows_per_file(row.written_by) for name, row in (await recorded_roots(settings)).items()}
        await write_rebuild(files, roots, fresh, max_rows=limits)
        await _merge(sorted_dump(live), sorted_dump(fresh), drift)
    return drift


async def _files(settings: Settings, roots: Sequence[Root], pool: Pool, drift: Drift) -> list[Understood]:
    async with open_state(settings.state_dir / "state.db", readonly=True) as state:
        letters = await state.dead_letters()
    limits = FileLimits(settings.limits.size_bytes, settings.limits.nesting, settings.limits.statements)
    files: list[Understood] = []
    for root in roots:
        swept = sweep_root(root, KINDS)
        drift.problems += [f"root {root.name}: {problem}" for problem in swept.problems]
        dead: dict[str, DeadLetter] = {letter.path: letter for letter in letters if letter.root == root.name}
        files += [file async for file in understand(root, sorted(swept.entries), pool, limits, dead)]
    return files


async def _merge(live: AsyncIterator[str], fresh: AsyncIterator[str], drift: Drift) -> None:
    """Both sides are sorted by code point."""
    left, right = await anext(live, None), await anext(fresh, None)
    while left is not None or right is not None:
        drift.rows += right is not None
        if left == right:
            left, right = await anext(live, None), await anext(fresh, None)
        elif right is None or (left is not None and left < right):
            drift.stale += 1
            _sample(drift, f"stale    {left}")
            left = await anext(live, None)
        else:
            drift.missing += 1
            _sample(drift, f"missing  {right}")
            right = await anext(fresh, None)


def _sample(drift: Drift, line: str) -> None:
    if len(drift.samples) < _SAMPLES:
        drift.samples.append(line)
