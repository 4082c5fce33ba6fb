"""Stage 5, core: runs a routine's body for one call, statement by statement, and says what the arguments did there."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from graph.facts import Define, Return, Statement
from graph.link.body import run
from graph.link.calls import Budget, Given, Outcome, Program, positions, variable
from graph.link.catalog import CatalogView
from graph.link.effects import Effects, FlowMap, LocalTable, TableMap
from graph.link.relation import EMPTY, NO_INFLUENCES, Col, Relation, TableRelation, renamed_by_position
from graph.link.setops import by_position as stacked
from graph.link.statement import StatementLinker
from graph.link.symbols import Symbols
from graph.link.variables import Variables
from graph.names import Name

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

# Engines in which a plain SELECT of a procedure gives its rows to the caller.
_SELECT_RETURNS = frozenset({"tsql", "fabric", "mysql", "doris", "starrocks", "singlestore"})

_RETURN_IS_A_CODE = frozenset({"tsql", "fabric"})


class Routines:
    """Runs the routines that the statements of one file call. See `Calls`."""

    def __init__(self, symbols: Symbols, catalog: CatalogView) -> None:
        self._lookups = symbols.lookups
        self.allowance = symbols.allowance
        self._catalog = catalog
        self._budget = Budget()
        self._alone: dict[object, tuple[Outcome, Sequence[str]]] = {}  # and what was cut there
        self._known: dict[object, Outcome] = {}

    @property
    def cuts(self) -> Sequence[str]:
        """See `Calls`."""
        return self._budget.cuts

    def run(self, program: Program, given: Given) -> Outcome | None:
        """See `Calls`."""
        key = _key(program, given)
        known = self._known.get(key)
        if known is not None:
            self._budget.asked()
            return known
        if not self._budget.enter(program):
            return None
        refused = self._budget.refused
        try:
            outcome = self._followed(program, given)
        finally:
            self._budget.leave()
        if key is not None and refused == self._budget.refused:
            self._known[key] = outcome
        return outcome

    def _followed(self, program: Program, given: Given) -> Outcome:
        if not given.carries:
            return self._by_itself(program)._replace(flows={}, tables={})
        outcome = self._run(program, given)
        if not outcome.flows and not outcome.tables:
            return outcome
        alone = self._by_itself(program)
        return outcome._replace(
            flows=_without(outcome.flows, alone.flows), tables=_without(outcome.tables, alone.tables)
        )

    def _by_itself(self, program: Program) -> Outcome:
        """What the routine's own file says of it already."""
        key = _identity(program)
        found = self._alone.get(key)
        if found is not None:
            self._budget.cuts.extend(found[1])
            return found[0]
        before = len(self.cuts)
        outcome = self._run(program, Given())
        self._alone[key] = outcome, tuple(dict.fromkeys(self.cuts[before:]))
        return outcome

    def _run(self, program: Program, given: Given) -> Outcome:
        run_once = _Run(program, given, self._catalog, self._lookups, self)
        return run_once.outcome()


class _Run:
    def __init__(
        self, program: Program, given: Given, catalog: CatalogView, lookups: set[Name], routines: Routines
    ) -> None:
        self._program = program
        self._define = program.define
        self._symbols = Symbols(program.context, program.dialect, program.statements, catalog)
        self._symbols.lookups = lookups
        self._symbols.completer.restore(program.state)
        self._symbols.calls = routines
        self._symbols.allowance = routines.allowance
        self._flows: FlowMap = {}
        self._tables: TableMap = {}
        self._results: list[Relation] = []
        self._codes: list[Relation] | None = [] if self._returns_codes() else None
        self._complete = True
        self._row = given.row
        self._give(given)

    def _give(self, given: Given) -> None:
        define, name = self._define, self._define.name
        variables = self._symbols.variables(name)
        for at, position in positions(define.parameters, given.arguments).items():
            parameter = variable(define.parameters[position])
            variables.assign((parameter,), Relation((("", given.arguments[at][1]),)), row=False)
            if at in given.tables:
                self._symbols.add_local(parameter, name, given.tables[at])
        for temp, table in given.temps.items():
            self._symbols.add_local(temp, (), table)
        if given.row is not None:
            for row in ("@new", "@old"):
                variables.assign(((row,),), given.row, row=True)

    def outcome(self) -> Outcome:
        define = self._define
        if define.filled:
            shape = Define(define.filled, "table_variable", define.columns)
            self._statement(Statement(0, (0, 0), "declare", "parsed", ops=(shape,), routine=define.name))
        if define.result is not None:
            returned = Return(define.result)
            self._statement(Statement(0, (0, 0), "return", "parsed", ops=(returned,), routine=define.name))
        held = self._symbols.variables(define.name)
        held.watch([variable(name) for name in define.parameters])
        run(self._program.statements, self._symbols, self._statement, self._assign)
        for sign in define.marks:
            held.mark(sign)
        outs = tuple(held.end(variable(name)) for name in define.parameters)
        self._row_is_written(held)
        result = self._result(outs)
        code = self._stacked(self._codes) if self._codes else None if self._codes is None else Relation((("", EMPTY),))
        return Outcome(result, self._complete, self._flows, self._tables, outs, define.parameters, define.outs, code)

    def _row_is_written(self, held: Variables) -> None:
        """What a trigger's function put into NEW goes into the row."""
        row = self._row
        if not isinstance(row, TableRelation):
            return
        effects = Effects()
        for field, col in held.fields("@new"):
            if field in row.columns or row.opens:
                effects.column(row.name, row.columns.get(field, field), col)
        self._add(effects)

    def _statement(self, statement: Statement) -> None:
        linker = StatementLinker(self._symbols, statement, ())
        effects = linker.link()
        self._add(effects)
        (self._results if self._codes is None else self._codes).extend(linker.returned)
        if self._selects_return():
            self._results.extend(linker.read)
        if effects.problems or statement.status in ("refused", "tables_only", "partial"):
            self._complete = False

    def _add(self, effects: Effects) -> None:
        for key, atoms in effects.flows.items():
            self._flows.setdefault(key, set()).update(atoms)
        for pair, vias in effects.tables.items():
            self._tables.setdefault(pair, set()).update(vias)

    def _selects_return(self) -> bool:
        return self._define.kind == "procedure" and self._program.dialect in _SELECT_RETURNS

    def _returns_codes(self) -> bool:
        """Whether RETURN gives another thing than the rows that SELECT gives."""
        return self._define.kind == "procedure" and self._program.dialect in _RETURN_IS_A_CODE

    def _assign(self, statement: Statement) -> None:
        StatementLinker(self._symbols, statement, ()).link_assignments()

    def _result(self, outs: Sequence[Col]) -> Relation | None:
        define = self._define
        if define.filled:
            table = self._symbols.local(define.filled, define.name)
            return _indirect(table.relation()) if isinstance(table, LocalTable) else None
        if not self._results:
            if define.kind == "function" and define.outs:
                return Relation(tuple((define.parameters[at], outs[at]) for at in define.outs if at < len(outs)))
            return None
        names = [column.name for column in define.columns]
        return renamed_by_position(self._stacked(self._results), names)

    def _stacked(self, results: list[Relation]) -> Relation:
        """The one or the other of these rows."""
        moved = frozenset[Name]().union(*(one.moved for one in results))
        rows = NO_INFLUENCES.union(*(one.rows for one in results))
        bulk = frozenset[Name]().union(*(one.bulk for one in results))
        result, problem = stacked(results, rows, moved, bulk)
        if problem:
            self._complete = False
        return _indirect(result)


def _key(program: Program, given: Given) -> object:
    """Calls with equal keys do the same; None where that hangs on what else the caller holds."""
    if given.temps or given.row is not None or not all(table.empty for table in given.tables.values()):
        return None
    return _identity(program), tuple(given.arguments), tuple(given.tables)


def _identity(program: Program) -> object:
    return program.key, program.context.root, program.context.path, program.define.parameters


def _indirect(relation: Relation) -> Relation:
    """Columns that the routine read count as read there, not again at its caller."""
    opens = tuple(part._replace(direct=False) for part in relation.opens)
    return Relation(relation.outputs, opens, relation.rows, relation.moved, relation.bulk)


def _without(found: Mapping[_Key, set[_Value]], known: Mapping[_Key, set[_Value]]) -> dict[_Key, set[_Value]]:
    """What is in `found` and not in `known`."""
    rest = {key: values - known.get(key, set()) for key, values in found.items()}
    return {key: values for key, values in rest.items() if values}
