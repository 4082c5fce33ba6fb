"""Beside the way, shell: places at which a test may have the process killed (N7). Armed by one variable of the
environment, which is read once, when the command starts; by nothing else, and without it nothing happens.

    LINEAGED_TEST_FAILPOINT=graph-applied:3     SIGKILL when that point is reached for the third time
"""

import os
import signal
from collections.abc import Mapping
from enum import Enum

VARIABLE = "LINEAGED_TEST_FAILPOINT"


class Failpoint(Enum):
    """In the order in which a change passes them. `…-commit`: within a transaction, as its last act."""

    ROOT_RECORDED = "root-recorded"
    SWEPT = "swept"
    FACTS_PARSED = "facts-parsed"
    FACTS_CACHED = "facts-cached"
    STATE_COMMIT = "state-commit"
    ABSORBED = "absorbed"
    DEAD_LETTER_NOTED = "dead-letter-noted"
    LINKED = "linked"
    LINKS_RECORDED = "links-recorded"
    INTENDED = "intended"
    GRAPH_COMMIT = "graph-commit"
    GRAPH_APPLIED = "graph-applied"
    COMMITTED = "committed"
    SETTLED = "settled"
    TAKEN_OVER = "taken-over"
    ADOPTED = "adopted"
    STRANGERS_REMOVED = "strangers-removed"
    TIDIED = "tidied"
    FORGIVEN = "forgiven"
    FORGOTTEN_IN_GRAPH = "forgotten-in-graph"
    FORGOTTEN_IN_STATE = "forgotten-in-state"
    DRAINED = "drained"


class _Fuse:
    """What is armed: nothing, in every process but a test's."""

    point: Failpoint | None = None
    left = 0


def arm(env: Mapping[str, str]) -> None:
    """Arm what the environment asks for. Raises ValueError for a point that there is not."""
    name, _, count = env.get(VARIABLE, "").partition(":")
    _Fuse.point = Failpoint(name) if name else None
    _Fuse.left = int(count or 1)


def reached(point: Failpoint) -> None:
    """The process ends here if a test wants it to."""
    if _Fuse.point is point:
        _Fuse.left -= 1
        if not _Fuse.left:
            os.kill(os.getpid(), signal.SIGKILL)
