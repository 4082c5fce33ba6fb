"""Stage 5, core: one statement of a file against its symbols: operation by operation into `Effects`."""

from collections.abc import Callable
from typing import Any

from graph.facts import (
    Alter,
    Assign,
    Call,
    Comment,
    Define,
    DefineRoutine,
    Drop,
    Op,
    Read,
    Rename,
    Return,
    Swap,
    Synonym,
    Touch,
    Use,
    Write,
)
from graph.link.allowance import TooComplex
from graph.link.body import carries
from graph.link.calling import Calling
from graph.link.complete import MOST_SCHEMAS, is_local
from graph.link.declare import drops_dataset
from graph.link.defining import Defining
from graph.link.effects import Effects, LocalTable
from graph.link.relation import (
    Relation,
    all_atoms,
    with_via,
)


class StatementLinker(Defining, Calling):
    """Links one statement. It is also what FROM means to the evaluator."""

    def link(self) -> Effects:
        """All that the statement does. Never raises on any facts."""
        try:
            self._guard()
            for op in self._statement.ops:
                self._op(op)
        except TooComplex:
            self.effects.problem("too complex")
        self.effects.column_reads |= self._evaluator.operands.column_reads
        for text in self._evaluator.operands.problems:
            self.effects.problem(text)
        if () in self._symbols.lookups:
            self.effects.forget_nameless()
        return self.effects

    def link_assignments(self) -> None:
        """What its variables, and local tables that are there, hold afterwards, and nothing else."""
        try:
            for op in self._statement.ops:
                if isinstance(op, Assign):
                    self._assign(op)
                elif isinstance(op, Call) and (op.outs or op.result or (op.into and self._local(op.into))):
                    self._call(op)
                elif isinstance(op, Write) and carries(op) and self._local(op.target) is not None:
                    self._guard()
                    self._write(op)
        except TooComplex:
            return

    def _guard(self) -> None:
        found: set[Any] = set()
        for query in self._statement.guards:
            relation = self._evaluator.evaluate(query)
            found |= with_via("condition", all_atoms(relation) | {atom for _, atom in relation.rows})
        self._guards = frozenset(found)

    def _op(self, op: Op) -> None:
        _HANDLERS[type(op)](self, op)

    def _read(self, op: Read) -> None:
        if op.bare and self._target_rule:
            self._define(Define(self._target_rule, self._target_kind, query=op.query))
            return
        relation = self._evaluator.evaluate(op.query)
        self._unknown_star(relation)
        self.read.append(relation)

    def _assign(self, op: Assign) -> None:
        relation = self._evaluator.evaluate(op.query)
        self._symbols.variables(self._statement.routine).assign(op.targets, _moved_on(relation), row=op.row)

    def _return(self, op: Return) -> None:
        relation = self._evaluator.evaluate(op.query)
        self._unknown_star(relation)
        if self._guards:
            rows = relation.rows | self._guards
            relation = Relation(relation.outputs, relation.opens, rows, relation.moved, relation.bulk)
        self.returned.append(relation)

    def _use(self, op: Use) -> None:
        self._symbols.completer.use(op)
        if len(op.path) > MOST_SCHEMAS:
            self.effects.problem("search path of too many schemas")

    def _drop(self, op: Drop) -> None:
        if not drops_dataset(op) or self._symbols.drop_local(op.name, self._statement.routine) or is_local(op.name):
            return
        self.effects.writes.add(self._bind(op.name).name)

    def _rename(self, op: Rename) -> None:
        if not self._symbols.rename_local(op, self._statement.routine):
            self.effects.writes.add(self._bind(op.name).name)

    def _comment(self, op: Comment) -> None:
        if self._local(op.name) is None:
            self.effects.writes.add(self._bind(op.name).name)

    def _synonym(self, op: Synonym) -> None:
        self._symbols.defined(op.name, self._statement)
        self._bind(op.target)

    def _routine(self, op: DefineRoutine) -> None:
        self.effects.defines_routine = self._symbols.defines_routine(op.name, op.kind, self._statement)
        self._symbols.forget_variables(op.name)
        for parameter in op.parameters:
            if is_local((parameter,)):  # T-SQL: it may be a table, whose rows the caller knows
                self._symbols.add_local((parameter,), op.name, LocalTable(closed=False))
        if op.kind == "trigger" and op.on:
            row = self._row_of(op.on)
            for name in ("@new", "@old"):
                self._symbols.variables(op.name).assign(((name,),), row, row=True)
        if op.result is not None:
            self._evaluator.evaluate(op.result)


_HANDLERS: dict[type, Callable[[StatementLinker, Any], None]] = {
    Define: StatementLinker._define,
    Write: StatementLinker._write,
    Read: StatementLinker._read,
    Touch: StatementLinker._touch,
    Drop: StatementLinker._drop,
    Rename: StatementLinker._rename,
    Swap: StatementLinker._swap,
    Alter: StatementLinker._alter,
    Comment: StatementLinker._comment,
    Use: StatementLinker._use,
    Synonym: StatementLinker._synonym,
    DefineRoutine: StatementLinker._routine,
    Call: StatementLinker._call,
    Assign: StatementLinker._assign,
    Return: StatementLinker._return,
}


def _moved_on(relation: Relation) -> Relation:
    """Columns count as read where they were read, not where a variable that holds them is."""
    outputs = relation.outputs
    opens = tuple(part._replace(direct=False) for part in relation.opens)
    return Relation(outputs, opens, relation.rows, relation.moved, relation.bulk)
