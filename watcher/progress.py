"""Beside the way, core: does every part that has work do some of it (S2)? `now` (seconds, monotonic) is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass

STALL_S = 30.0
"""A part that has not moved for so long, with work before it, stands still: longer than any step of one that moves."""


@dataclass(frozen=True, slots=True)
class Part:
    """`at_work`: it has work, and waits for nobody else. `done`: figures of which one changes when it does some."""

    at_work: bool
    done: tuple[float, ...]


class Progress:
    """Remembers since when each part shows the same figures."""

    def __init__(self, stall_s: float = STALL_S) -> None:
        self._stall_s = stall_s
        self._seen: dict[str, tuple[tuple[float, ...], float]] = {}

    def standing(self, parts: Mapping[str, Part], now: float) -> list[str]:
        """Names of the parts that stand still. To be asked often: a part counts from the first look that sees it so."""
        for name, part in parts.items():
            if not part.at_work or name not in self._seen or self._seen[name][0] != part.done:
                self._seen[name] = (part.done, now)
        return [name for name, (_, since) in self._seen.items() if now - since >= self._stall_s]
