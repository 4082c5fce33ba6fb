"""Stage 4, shell: the gate before every hand-out. Asks the memory, and remembers what running work may still take."""

import asyncio
from collections.abc import Iterable

import structlog

from watcher.backpressure import MemoryLimits, MemoryReader, Reading, fits, need_bytes, pressure

READING_S = 0.1
"""A memory reading is valid this long."""

log = structlog.get_logger(__name__)


class Gate:
    """Of one pool."""

    def __init__(
        self, reader: MemoryReader, memory: MemoryLimits, worker_limit_bytes: int, *, reading_s: float = READING_S
    ) -> None:
        self._reader = reader
        self._memory = memory
        self._worker_limit_bytes = worker_limit_bytes
        self._reading_s = reading_s
        self._reading: Reading | None = None
        self._read_at = 0.0
        self._reserved = 0
        self._paused_at = 0.0
        self._paused_s = 0.0
        self.paused: str | None = None

    def admits(self, data_bytes: int, pids: Iterable[int]) -> bool:
        """Whether a task of that size may start now. Reads the memory at most every 100 ms."""
        now = asyncio.get_running_loop().time()
        if self._reading is None or now - self._read_at >= self._reading_s:
            self._reading = self._reader.read(pids)
            self._read_at = now
        self._turn(pressure(self._reading, self._memory), now)
        return self.paused is None and fits(
            self._reading, self._memory, need=self._need(data_bytes), reserved=self._reserved
        )

    def reserve(self, sizes: Iterable[int]) -> None:
        """Notes that a group starts."""
        self._reserved += sum(map(self._need, sizes))

    def release(self, sizes: Iterable[int]) -> None:
        """Notes that a group ended."""
        self._reserved -= sum(map(self._need, sizes))

    def paused_seconds(self) -> float:
        """How long no work could start for want of memory, so far."""
        since = asyncio.get_running_loop().time() - self._paused_at if self.paused else 0.0
        return self._paused_s + since

    def _need(self, data_bytes: int) -> int:
        return need_bytes(data_bytes, self._worker_limit_bytes)

    def _turn(self, why: str | None, now: float) -> None:
        if why is not None and self.paused is None:
            self._paused_at = now
            log.warning("work paused", reason=why)
        elif why is None and self.paused is not None:
            self._paused_s += now - self._paused_at
            log.info("work resumed", paused_s=round(now - self._paused_at, 1))
        self.paused = why
