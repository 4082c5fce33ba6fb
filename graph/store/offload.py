"""Stage 6, shell: pure work beside the loop where it would hold the loop up."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_THREADED_ROWS = 1_000  # below this a thread costs more than the few milliseconds that it saves the loop

A = ParamSpec("A")
R = TypeVar("R")


async def beside_the_loop(work: Callable[A, R], size: int, *arguments: A.args, **named: A.kwargs) -> R:
    """`work(*arguments)` on about `size` rows; raises what it raises."""
    return work(*arguments, **named) if size < _THREADED_ROWS else await asyncio.to_thread(work, *arguments, **named)
