"""Stage 6, core: how long to wait, and how small to go. Pure; randomness and clocks are arguments."""

from collections.abc import Sequence
from typing import TypeVar

from graph.model import FileGraph

DELAYS_S = (1.0, 2.0, 4.0, 8.0, 16.0)
LADDER = (100, 50, 10, 1)  # files in a transaction, after failures that the data or its size caused

T = TypeVar("T")


def delay_s(attempt: int, jitter: float) -> float:
    """Seconds to wait before attempt `attempt` + 1 (from 0); `jitter` in 0..1 spreads it over 75–125 %."""
    return DELAYS_S[min(attempt, len(DELAYS_S) - 1)] * (0.75 + jitter / 2)


def step_below(count: int) -> int | None:
    """The next smaller number of files a transaction, or None after a file failed alone."""
    return next((step for step in LADDER if step < count), None)


def split(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """`items` in order, in parts of at most `size`."""
    return [items[at : at + size] for at in range(0, len(items), size)]


def into_transactions(graphs: Sequence[FileGraph], *, files: int, rows: int) -> list[list[FileGraph]]:
    """`graphs` in order, cut so that no part has more than `files` files or, unless one file alone has, `rows` rows."""
    parts: list[list[FileGraph]] = []
    room = 0
    for graph in graphs:
        if not parts or len(parts[-1]) >= files or graph.rows > room:
            parts.append([])
            room = rows
        parts[-1].append(graph)
        room -= graph.rows
    return parts
