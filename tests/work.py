"""How much work an action is, without a clock: function calls, which no busy machine changes."""

import sys
from collections.abc import Callable
from types import FrameType


def calls(action: Callable[[], object]) -> int:
    """Python and C functions called while `action` runs, the second time (the first fills caches)."""
    action()
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return counted


def steps(action: Callable[[], object]) -> int:
    """Lines of Python executed while `action` runs, the second time: a comprehension counts each of its rounds."""
    action()
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> object:
        nonlocal counted
        counted += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        action()
    finally:
        sys.settrace(before)
    return counted
