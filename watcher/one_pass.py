"""`sync`: one pass over every root, until nothing is left to do. Shell."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from watcher.pool_task import Priority
from watcher.roots import Root
from watcher.session import Session, open_session
from watcher.settings import Settings

SYNC_PATIENCE_S = 31.0
"""1 + 2 + 4 + 8 + 16: how long `sync` waits for a graph that is away."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one pass did."""

    seconds: float
    files: int
    dead_letters: int
    statements: tuple[int, int, int, int]
    nodes: dict[str, int]
    metrics: dict[str, int | float]
    problems: dict[str, str]


async def run_sync(
    settings: Settings,
    roots: Sequence[Root],
    env: Mapping[str, str],
    *,
    progress: Callable[[Session], Coroutine[Any, Any, None]] | None = None,
    then: Callable[[Session], Awaitable[None]] | None = None,
    adopt_foreign: bool = False,
) -> Summary:
    """One pass: the graph follows the files. `then` runs afterwards on the open session (`repair`, `replay` …)."""
    began = time.perf_counter()
    async with (
        open_session(settings, roots, env, patience_s=SYNC_PATIENCE_S, adopt_foreign=adopt_foreign) as session,
        asyncio.TaskGroup() as group,
    ):
        pipeline = group.create_task(session.pipeline.run(), name="pipeline")
        shown = group.create_task(progress(session), name="progress") if progress else None
        try:
            await session.sweep(priority=Priority.BATCH)
            await session.until_idle()
            while not session.suspects.empty():
                session.suspects.get_nowait()
                await session.sweep(priority=Priority.BATCH)
                await session.until_idle()
            if then:
                await then(session)
        finally:
            if shown:
                shown.cancel()
            pipeline.cancel()
        return await summarise(session, time.perf_counter() - began)
    raise AssertionError  # a task group either ends or raises


async def summarise(session: Session, seconds: float) -> Summary:
    """The figures of a session."""
    live = [row for name in session.roots for row in session.ledger.live(name).values()]
    totals = [sum(row.statuses[place] for row in live) for place in range(4)]
    return Summary(
        seconds=seconds,
        files=len(live),
        dead_letters=sum(1 for row in live if row.reason),
        statements=(totals[0], totals[1], totals[2], totals[3]),
        nodes=await session.store.counts(),
        metrics=session.metrics.as_dict(),
        problems=dict(session.problems),
    )
