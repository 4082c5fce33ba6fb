"""Stage 5, core: a statement calls a routine: arguments in, what came of them, OUT parameters and rows back."""

from collections.abc import Sequence

from graph.facts import (
    Call,
    Out,
    Select,
    Write,
)
from graph.link.calls import Given, Outcome, positions
from graph.link.effects import LocalTable
from graph.link.relation import (
    EMPTY,
    Output,
    Relation,
)
from graph.link.writing import Writing
from graph.names import format_name


class Calling(Writing):
    """EXEC, CALL, PERFORM, INSERT … EXEC, a trigger that runs a function."""

    def _call(self, op: Call) -> None:
        self.effects.calls.add(self._symbols.routine(op.name, self._statement).name)
        arguments = self._evaluator.evaluate(op.arguments) if op.arguments is not None else Relation()
        row = self._row_of(op.rows_of) if op.rows_of else None
        takes = bool(op.into or op.outs or op.result)
        outcome = self._run(op.name, Given(arguments.outputs, self._given_tables(op), row), only_carrying=not takes)
        if outcome is not None:
            self.effects.called(outcome.flows, outcome.tables)
        result = outcome.result if outcome is not None else None
        if op.into:
            self._insert_result(op, result)
        if not self._is_complete(op, outcome) and not self._symbols.is_overloaded(op.name, self._statement):
            self.effects.problem(f"result of {format_name(op.name)}")
        self._take_back(op, outcome, arguments.outputs)

    def _is_complete(self, op: Call, outcome: Outcome | None) -> bool:
        """Whether all is known of what the call gives back. A routine that nobody defines may give back nothing."""
        if op.maybe_outs and not op.into and not op.result:
            if outcome is None:
                return not op.outs or (self._forgives() and not self._symbols.routine(op.name, self._statement).kind)
            return outcome.complete or not outcome.outs
        return (outcome is not None and outcome.complete) or not (op.into or op.outs or op.result)

    def _forgives(self) -> bool:
        """Whether a routine that nobody defines passes nothing back: in Oracle most are its own packages'."""
        return self._symbols.completer.dialect.name == "oracle"

    def _given_tables(self, op: Call) -> dict[int, LocalTable]:
        """The arguments that are table variables."""
        query = op.arguments
        if not isinstance(query, Select):
            return {}
        found: dict[int, LocalTable] = {}
        for at, part in enumerate(query.projection):
            value = part.item.value if isinstance(part, Out) else ()
            if len(value) == 1 and 0 <= value[0] < len(query.refs):
                table = self._local(query.refs[value[0]])
                if table is not None:
                    found[at] = table
        return found

    def _insert_result(self, op: Call, result: Relation | None) -> None:
        target = self._target(op.into)
        if result is not None:
            write = Write("insert", op.into, None, op.columns)
            self._put(target, self._mapping(write, target, result), result, creates=True)
        elif target.local is None:
            self._named_columns(Write("insert", op.into, None, op.columns), target)
            self.effects.rows(target.name, self._guards)

    def _take_back(self, op: Call, outcome: Outcome | None, arguments: Sequence[Output]) -> None:
        """OUT parameters and the result go into the caller's variables."""
        variables = self._symbols.variables(self._statement.routine)
        parameter = positions(outcome.parameters, arguments) if outcome is not None else {}
        for at, target in op.outs:
            if op.maybe_outs and (self._forgives() if outcome is None else parameter.get(at) not in outcome.outs):
                continue
            held = outcome.held[parameter[at]] if outcome is not None and at in parameter else EMPTY
            variables.assign((target,), Relation((("", held),)), row=False)
        if op.result:
            result = None if outcome is None else outcome.result if outcome.code is None else outcome.code
            variables.assign(op.result, result if result is not None else Relation(), row=False)
