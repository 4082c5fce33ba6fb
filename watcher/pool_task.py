"""Stage 4, core: what the pool is given and what it answers. A leaf; every way to fail has a name here."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from graph.extract.request import Extracted

EXTRACT = "graph.extract.sql:extract"
"""The work of a task that names none: a file's bytes and an `ExtractRequest` to `Extracted`."""


class PoolBroken(Exception):
    """No worker can be started at all: ends the daemon."""


class Priority(IntEnum):
    """Order of hand-out; within one priority first come, first served."""

    CRITICAL = 0
    """An interactive edit; it travels alone and overtakes everything that has not been handed out."""
    NORMAL = 1
    BATCH = 2
    """The initial load."""


class Reason(StrEnum):
    """Why a task has no result. The value is what a dead letter says."""

    WALL = "wall"
    CPU = "cpu"
    MEMORY = "memory"
    RECURSION = "recursion"
    CRASH = "crash"
    SIZE = "size"
    NESTING = "nesting"
    STATEMENTS = "statements"
    BINARY = "binary"
    ERROR = "error"
    STOPPED = "stopped"


_STRIKES = frozenset({Reason.WALL, Reason.CPU, Reason.MEMORY, Reason.RECURSION, Reason.CRASH})
_TRANSIENT = frozenset({Reason.STOPPED})


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits per file (P2). A file that passes one fails by itself, with the reason of that name."""

    wall_s: float = 60.0
    cpu_s: float = 30.0
    """In whole seconds, rounded up."""
    memory_bytes: int = 1 << 30
    """Address space of a worker, interpreter and parser (60 MB) included."""
    size_bytes: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """One file (or one slice of linking) to be worked on in a child.

    `data`: the very bytes whose digest will be remembered. `request`: picklable plain data, the second argument of the
    work. `work`: `module:function`, importable in the child, `(bytes, request) -> msgspec-encodable`. `key`: for
    logs only.
    """

    data: bytes
    request: object
    priority: Priority = Priority.NORMAL
    work: str = EXTRACT
    key: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The work's result as msgpack, and the seconds of wall time it took in the child."""

    value: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's facts, and the seconds of wall time its extraction took in the child."""

    extracted: Extracted
    seconds: float


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result. `detail` is one line for a person, without any text of the file (C4)."""

    reason: Reason
    detail: str

    @property
    def strike(self) -> bool:
        """True if it counts towards quarantine: the second such failure of one digest ends its trials (P5)."""
        return self.reason in _STRIKES

    @property
    def transient(self) -> bool:
        """True if it says nothing of the file: the same task is to be given again."""
        return self.reason in _TRANSIENT

    @property
    def refused(self) -> bool:
        """True if the same bytes will fail again in the same way: a refusal, final for this digest and extractor."""
        return not self.strike and not self.transient
