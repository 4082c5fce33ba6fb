"""Stage 5, core: what a call needs and gives: the routine as its callers see it, arguments by parameter, and limits.

A routine's own file says what the routine does by itself. What only a caller can know, because an argument carries its
data in or because the routine's result goes somewhere, is found by linking the body once more, as this caller runs it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from graph.facts import DefineRoutine, Statement
from graph.link.effects import FlowMap, LocalTable, TableMap
from graph.link.linked import FileContext
from graph.link.relation import Col, Output, Relation
from graph.names import Name

# Statements that the calls of one file may cost to link, and calls inside calls. Recursion ends at the first repeat.
_FUEL = 5_000
_BYTES = 256  # of facts, that cost as much as a statement: few have more
_DEPTH = 16


class Program(NamedTuple):
    """A routine as callers see it. `context` and `state` (see `Completer`) say how names in it are completed.
    `temps`: the temporary tables that it names; they may be its caller's. `size_bytes`: of its facts."""

    key: Name
    context: FileContext
    dialect: str
    state: tuple[str, Name]
    define: DefineRoutine
    statements: tuple[Statement, ...]
    temps: frozenset[str]
    size_bytes: int = 0


class Given(NamedTuple):
    """What a caller gives: arguments (named by their parameter or ""), tables among them by position, the rows that a
    trigger's function sees, and the caller's temporary tables."""

    arguments: Sequence[Output] = ()
    tables: Mapping[int, LocalTable] = {}
    row: Relation | None = None
    temps: Mapping[Name, LocalTable] = {}

    @property
    def carries(self) -> bool:
        """Whether any data comes in."""
        return bool(
            self.row
            or self.temps
            or any(col.value for _, col in self.arguments)
            or not all(table.empty for table in self.tables.values())
        )


class Outcome(NamedTuple):
    """What one call did. `result`: the rows it gave, None if it has none. `complete`: all of it was understood.
    `flows`, `tables`: what came of the arguments. `held`: what the parameters hold at the end, by position;
    `parameters`: their names; `outs`: positions of those that are passed back. `code`: what RETURN gave where that is
    another thing than the rows (T-SQL's procedures); None where `result` is all there is."""

    result: Relation | None
    complete: bool
    flows: FlowMap
    tables: TableMap
    held: tuple[Col, ...]
    parameters: tuple[str, ...]
    outs: tuple[int, ...] = ()
    code: Relation | None = None


class Calls(Protocol):
    """Runs routines for the statements of one file."""

    @property
    def cuts(self) -> Sequence[str]:
        """Why calls were not followed so far, in order; recursion excepted, which says nothing new."""

    def run(self, program: Program, given: Given) -> Outcome | None:
        """What the call does; None if it may not be followed (recursion, too deep, too much)."""


class Budget:
    """What the calls of one file may still cost, and which are being linked. `cuts`: see `Calls`; `refused`: how many
    were refused so far, for whatever reason."""

    __slots__ = ("_fuel", "_running", "cuts", "refused")

    def __init__(self) -> None:
        self._fuel = _FUEL
        self._running: list[Name] = []
        self.cuts: list[str] = []
        self.refused = 0

    def enter(self, program: Program) -> bool:
        """Whether the program may be run now; then `leave` ends it."""
        cost = max(len(program.statements) + 1, program.size_bytes // _BYTES)
        if program.key in self._running:
            self.refused += 1
            self.asked()
            return False
        if len(self._running) >= _DEPTH or cost > self._fuel:
            self.refused += 1
            self.asked()
            self.cuts.append("calls nested too deeply" if len(self._running) >= _DEPTH else "too many calls")
            return False
        self._fuel -= cost
        self._running.append(program.key)
        return True

    def asked(self) -> None:
        """A call of a routine that runs costs by itself, whatever comes of it."""
        if self._running:
            self._fuel -= 1

    def leave(self) -> None:
        self._running.pop()


def positions(parameters: Sequence[str], arguments: Sequence[Output]) -> dict[int, int]:
    """By argument the position of its parameter. What the routine has no parameter for is left out."""
    names = {variable(name)[0].lower(): at for at, name in enumerate(parameters)}
    found: dict[int, int] = {}
    for at, (name, _) in enumerate(arguments):
        position = names.get(variable(name)[0].lower()) if name else at
        if position is not None and position < len(parameters):
            found[at] = position
    return found


def variable(parameter: str) -> Name:
    """The reference by which a body reads a parameter."""
    return (parameter if parameter.startswith("@") else "@" + parameter,)
