"""Stage 5, core: what names mean to one statement: tables, routines, variables; and where data may go."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graph.facts import (
    THIS,
    ColumnDef,
    Statement,
    TableKind,
    cursor_name,
)
from graph.link.calls import Given, Outcome
from graph.link.catalog import Bound
from graph.link.complete import is_local
from graph.link.effects import Effects, LocalTable
from graph.link.evaluate import Evaluator
from graph.link.relation import (
    NO_INFLUENCES,
    Col,
    Influences,
    Output,
    Relation,
    TableRelation,
    merged,
)
from graph.link.symbols import Symbols
from graph.names import Name, format_name

_SYSTEM = frozenset({"sys", "information_schema", "$partition"})


def filled(columns: Sequence[ColumnDef]) -> frozenset[str]:
    """Those that an INSERT without a column list passes over."""
    return frozenset(column.name for column in columns if column.filled or column.hidden)


class Target(NamedTuple):
    """Where data goes: a local table, or a permanent dataset with its columns (visible name → stored name)."""

    name: Name
    local: LocalTable | None
    columns: Mapping[str, str]
    closed: bool
    filled: frozenset[str] = frozenset()  # stored names that an INSERT by position passes over

    def by_position(self) -> list[str]:
        """The columns that an INSERT without a column list fills, in order."""
        return [name for name, stored in self.columns.items() if stored not in self.filled]


class Meaning:
    """What the evaluator asks of a statement (see `Tables`), and what its operations share."""

    def __init__(self, symbols: Symbols, statement: Statement, target: Name, kind: TableKind = "view") -> None:
        """`target`: what a bare SELECT defines, as a dataset of this kind."""
        self._symbols = symbols
        self._target_kind = kind
        self._statement = statement
        self._target_rule = target
        self.effects = Effects()
        self._evaluator = Evaluator(self, symbols.completer.dialect, symbols.allowance)
        self._guards: Influences = NO_INFLUENCES
        self.returned: list[Relation] = []  # what Return gives
        self.read: list[Relation] = []  # what queries read whose rows go to the client
        self._scans: dict[Name, int] = {}
        self._own_scans: dict[Name, int] = {}  # those that an UPDATE, DELETE or MERGE makes of its target

    def scan(self, name: Name) -> Relation:
        """See `Tables`."""
        local = self._local(name)
        if local is not None:
            return local.relation()
        if name == THIS and not self._symbols.completer.this:
            self.effects.problem("name of this model unknown")
            return LocalTable(closed=False).relation()
        if is_local(name):
            last = name[-1] if name else ""
            cursor = last.removeprefix(*cursor_name(""))
            what = "temporary table" if cursor == last else "cursor"
            self.effects.problem(f"unknown {what} {format_name((*name[:-1], cursor))}")
            return LocalTable(closed=False).relation()
        bound = self._bind(name)
        self.effects.reads.add(bound.name)
        self._scans[bound.name] = self._scans.get(bound.name, 0) + 1
        columns = self._symbols.visible(bound, self._statement.ordinal)
        return TableRelation(bound.name, columns, is_open=bound.open, stored=bound.columns)

    def columns(self, name: Name) -> tuple[str, ...]:
        """See `Tables`."""
        local = self._local(name)
        if local is not None:
            return tuple(local.columns) if local.closed and not local.opens else ()
        bound = self._bind(name)
        return () if bound.open else tuple(self._symbols.visible(bound, self._statement.ordinal))

    def variable(self, name: Name) -> Col:
        """See `Outside`."""
        variables = self._symbols.variables(self._statement.routine)
        if variables.unsettled:
            self.effects.problem("loop does not settle")
        return variables.col(name)

    def row(self, name: Name) -> Relation:
        """See `Outside`."""
        return self._symbols.variables(self._statement.routine).row(name)

    def routine(self, name: Name, arguments: Sequence[Output]) -> Relation | None:
        """See `Outside`."""
        if not name:
            return None
        bound = self._symbols.routine(name, self._statement)
        if not bound.kind:
            if self._is_routine(name):
                self.effects.calls.add(bound.name)
            return None
        self.effects.calls.add(bound.name)
        outcome = self._run(name, Given(arguments))
        if outcome is not None:
            self.effects.called(outcome.flows, outcome.tables)
        if outcome is not None and outcome.result is not None:
            if not outcome.complete:
                self.effects.problem(f"result of {format_name(bound.name)}")
            return outcome.result
        columns = tuple(bound.columns)
        if not columns:
            return None
        col = merged([col for _, col in arguments])
        return Relation(tuple((column, col) for column in columns))

    def _is_routine(self, name: Name) -> bool:
        """Whether it must be somebody's: the functions of T-SQL that have a schema, but the system's."""
        return self._symbols.completer.dialect.go_batches and len(name) > 1 and name[-2].lower() not in _SYSTEM

    def _run(self, name: Name, given: Given, *, only_carrying: bool = False) -> Outcome | None:
        """What the routine's body does; None where nobody knows it, or (`only_carrying`) where no data comes in."""
        program = self._symbols.program(name, self._statement, [name for name, _ in given.arguments])
        if program is None and self._symbols.is_overloaded(name, self._statement):
            self.effects.problem(f"overloaded routine {format_name(name)}")
        if program is None or self._symbols.calls is None:
            return None
        if program.temps:
            given = given._replace(temps=self._symbols.temps(program.temps, self._statement.routine))
        if only_carrying and not given.carries:
            return None
        calls = self._symbols.calls
        before = len(calls.cuts)
        outcome = calls.run(program, given)
        for why in dict.fromkeys(calls.cuts[before:]):
            self.effects.problem(why)
        return outcome

    def _local(self, name: Name) -> LocalTable | None:
        return self._symbols.local(name, self._statement.routine)

    def _bind(self, name: Name) -> Bound:
        return self._symbols.bind(name, self._statement)

    def _target(self, name: Name) -> Target:
        local = self._local(name)
        if name == THIS and not self._symbols.completer.this:
            self.effects.problem("name of this model unknown")
            return Target(name, LocalTable(closed=False), {}, False)
        if local is None and is_local(name):
            local = self._symbols.add_local(name, self._statement.routine, LocalTable(closed=False))
        if local is not None:
            closed = local.closed and not local.opens
            return Target(name, local, {column: column for column in local.columns}, closed, local.filled)
        bound = self._bind(name)
        self.effects.writes.add(bound.name)
        return self._bound_target(bound)

    def _bound_target(self, bound: Bound) -> Target:
        columns = self._symbols.visible(bound, self._statement.ordinal)
        return Target(bound.name, None, columns, not bound.open, filled(bound.columns.declared))

    def _unknown_star(self, relation: Relation) -> None:
        for part in relation.opens:
            what = f" of {format_name(part.dataset)}" if part.dataset is not None else ""
            self.effects.problem(f"unknown columns{what}")

    def _row_of(self, name: Name) -> Relation:
        """A row of a table, as a trigger on it sees it."""
        bound = self._bind(name)
        columns = self._symbols.visible(bound, self._statement.ordinal)
        return TableRelation(bound.name, columns, is_open=bound.open, stored=bound.columns)
