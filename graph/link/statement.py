"""Stage 5, core: one statement of a file against its symbols: operation by operation into `Effects`."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from graph.facts import (
    THIS,
    Alter,
    Assign,
    Call,
    Comment,
    Define,
    DefineRoutine,
    Drop,
    ForeignKey,
    Op,
    Out,
    Read,
    Rename,
    Return,
    Select,
    Statement,
    Swap,
    Synonym,
    TableKind,
    Touch,
    Use,
    Write,
)
from graph.link.calls import Given, Outcome, positions
from graph.link.catalog import Bound
from graph.link.complete import is_local
from graph.link.declare import drops_dataset
from graph.link.effects import Effects, LocalTable
from graph.link.evaluate import Evaluator, TooComplex
from graph.link.relation import (
    EMPTY,
    NO_INFLUENCES,
    Col,
    Influences,
    Output,
    Relation,
    TableRelation,
    all_atoms,
    merged,
    with_via,
)
from graph.link.relation import Found as FoundColumn
from graph.link.scope import Entry, Resolver, Scope
from graph.link.symbols import Symbols
from graph.names import Name, format_column, format_name

_CREATES_ROWS = ("insert", "copy")


class Target(NamedTuple):
    """Where data goes: a local table, or a permanent dataset with its columns (visible name → stored name)."""

    name: Name
    local: LocalTable | None
    columns: dict[str, str]
    closed: bool


class Mapping(NamedTuple):
    """Which output goes into which column."""

    pairs: list[Output]
    assumed: bool = False


class StatementLinker:
    """Links one statement. It is also what FROM means to the evaluator: `scan` and `function`."""

    def __init__(self, symbols: Symbols, statement: Statement, target: Name, kind: TableKind = "view") -> None:
        """`target`: what a bare SELECT defines, as a dataset of this kind."""
        self._symbols = symbols
        self._target_kind = kind
        self._statement = statement
        self._target_rule = target
        self.effects = Effects()
        self._evaluator = Evaluator(self, symbols.completer.dialect)
        self._guards: Influences = NO_INFLUENCES
        self.returned: list[Relation] = []  # what Return gives
        self.read: list[Relation] = []  # what queries read whose rows go to the client
        self._scans: dict[Name, int] = {}
        self._own_scans: dict[Name, int] = {}  # those that an UPDATE, DELETE or MERGE makes of its target

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
        """What its variables hold afterwards, and nothing else."""
        try:
            for op in self._statement.ops:
                if isinstance(op, Assign):
                    self._assign(op)
                elif isinstance(op, Call) and (op.outs or op.result):
                    self._call(op)
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

    # --- what names in FROM mean ---

    def scan(self, name: Name) -> Relation:
        """See `Tables`."""
        local = self._local(name)
        if local is not None:
            return local.relation()
        if name == THIS and not self._symbols.completer.this:
            self.effects.problem("name of this model unknown")
            return LocalTable(closed=False).relation()
        if is_local(name):
            self.effects.problem(f"unknown temporary table {format_name(name)}")
            return LocalTable(closed=False).relation()
        bound = self._bind(name)
        self.effects.reads.add(bound.name)
        self._scans[bound.name] = self._scans.get(bound.name, 0) + 1
        columns = self._symbols.visible(bound, self._statement.ordinal)
        return TableRelation(bound.name, columns, is_open=bound.open, declared=bound.columns)

    def columns(self, name: Name) -> tuple[str, ...]:
        """See `Tables`."""
        local = self._local(name)
        if local is not None:
            return tuple(local.columns) if local.closed and not local.opens else ()
        bound = self._bind(name)
        return () if bound.open else tuple(self._symbols.visible(bound, self._statement.ordinal))

    def variable(self, name: Name) -> Col:
        """See `Outside`."""
        return self._symbols.variables(self._statement.routine).col(name)

    def row(self, name: Name) -> Relation:
        """See `Outside`."""
        return self._symbols.variables(self._statement.routine).row(name)

    def routine(self, name: Name, arguments: Sequence[Output]) -> Relation | None:
        """See `Outside`."""
        if not name:
            return None
        bound = self._symbols.routine(name, self._statement)
        if not bound.kind:
            return None
        self.effects.calls.add(bound.name)
        outcome = self._run(name, Given(arguments))
        if outcome is not None:
            self.effects.called(outcome.flows, outcome.tables)
        if outcome is not None and outcome.result is not None:
            if not outcome.complete:
                self.effects.problem(f"result of {format_name(bound.name)}")
            return outcome.result
        columns = tuple(column.name for column in bound.columns if column.name)
        if not columns:
            return None
        col = merged([col for _, col in arguments])
        return Relation(tuple((column, col) for column in columns))

    def _run(self, name: Name, given: Given, *, only_carrying: bool = False) -> Outcome | None:
        """What the routine's body does; None where nobody knows it, or (`only_carrying`) where no data comes in."""
        program = self._symbols.program(name, self._statement, [name for name, _ in given.arguments])
        if program is None and self._symbols.is_overloaded(name, self._statement):
            self.effects.problem(f"overloaded routine {format_name(name)}")
        if program is None or self._symbols.calls is None:
            return None
        if program.temps:
            temps = self._symbols.temps()
            given = given._replace(temps={name: temps[name] for name in temps if name[-1] in program.temps})
        if only_carrying and not given.carries:
            return None
        return self._symbols.calls.run(program, given)

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
            return Target(name, local, {column: column for column in local.columns}, closed)
        bound = self._bind(name)
        self.effects.writes.add(bound.name)
        return Target(bound.name, None, self._symbols.visible(bound, self._statement.ordinal), not bound.open)

    # --- data ---

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

    def _unknown_star(self, relation: Relation) -> None:
        for part in relation.opens:
            what = f" of {format_name(part.dataset)}" if part.dataset is not None else ""
            self.effects.problem(f"unknown columns{what}")

    def _write(self, op: Write) -> None:
        relation = self._evaluator.evaluate(op.query) if op.query is not None else Relation()
        target = self._target(op.target)
        mapping = self._mapping(op, target, relation)
        self._put(target, mapping, relation, creates=op.mode in _CREATES_ROWS)
        if target.local is not None:
            return
        if not relation.outputs:
            self._named_columns(op, target)
        if op.mode in ("update", "merge", "delete"):
            self._target_is_read(target)
            self._decided(target, op.mode, relation)

    def _named_columns(self, op: Write, target: Target) -> None:
        for column in op.columns:
            self.effects.column_writes.add((target.name, target.columns.get(column, column)))

    def _mapping(self, op: Write, target: Target, relation: Relation) -> Mapping:
        width = min([len(relation.outputs), *(part.at for part in relation.opens)])
        known = relation.outputs[:width]
        if relation.opens:
            self._unknown_star(relation)
        if op.by_name:
            return Mapping(self._existing(target, relation.outputs))
        if op.columns:
            if len(known) > len(op.columns) or (
                len(known) < len(op.columns) and relation.outputs and not relation.opens
            ):
                self.effects.problem("columns and values differ in number")
            pairs = [(name, col) for name, (_, col) in zip(op.columns, known, strict=False)]
            return Mapping(self._existing(target, pairs))
        if target.closed:
            if len(known) > len(target.columns):
                self.effects.problem("more values than columns")
            return Mapping([(name, col) for name, (_, col) in zip(target.columns, known, strict=False)])
        if not relation.outputs:
            return Mapping([])
        if target.local is None:
            self.effects.problem(f"columns of {format_name(target.name)} unknown: named by position")
        return Mapping(list(known), assumed=True)

    def _existing(self, target: Target, pairs: Sequence[Output]) -> list[Output]:
        if not target.closed:
            return list(pairs)
        kept = []
        for name, col in pairs:
            if name in target.columns:
                kept.append((name, col))
            elif name:
                self.effects.problem(f"unknown column {format_column(target.name, name)}")
        return kept

    def _put(self, target: Target, mapping: Mapping, relation: Relation, *, creates: bool) -> None:
        rows = relation.rows | self._guards
        unknown = {part.dataset for part in relation.opens if part.dataset is not None}
        bulk = relation.bulk | unknown | {atom[0] for part in relation.opens for atom in part.fixed.value}
        values = {atom[0] for _, col in relation.outputs for atom in col.value}
        if creates and not values and not bulk:
            bulk = relation.moved
        if target.local is not None:
            pairs = [(name, col) for name, col in mapping.pairs if name]
            target.local.absorb(pairs, rows, relation.moved, (bulk - unknown) | _unmapped(mapping, relation))
            if relation.opens and not target.closed:
                target.local.open_with(relation.opens)
            elif unknown:
                target.local.absorb((), NO_INFLUENCES, frozenset(), frozenset(unknown))
            return
        for name, col in mapping.pairs:
            if name:
                stored = target.columns.get(name, name)
                self.effects.column_writes.add((target.name, stored))
                self.effects.column(target.name, stored, col, assumed=mapping.assumed)
        self.effects.rows(target.name, rows)
        self.effects.rows_from(target.name, values | bulk)

    def _target_is_read(self, target: Target) -> None:
        """The target of an UPDATE, DELETE or MERGE is a read only where its columns are read."""
        name = target.name
        own = self._own_scans[name] = self._own_scans.get(name, 0) + 1
        columns_read = any(dataset == name for dataset, _ in self._evaluator.operands.column_reads)
        if self._scans.get(name, 0) <= own and not columns_read:
            self.effects.reads.discard(target.name)

    def _decided(self, target: Target, mode: str, relation: Relation) -> None:
        """A source that nothing names still decides which rows are touched."""
        for name in relation.moved:
            if name != target.name and (name, target.name) not in self.effects.tables:
                self.effects.rows_from(target.name, (name,), "filter" if mode == "delete" else "join")

    # --- definitions ---

    def _define(self, op: Define) -> None:
        if op.kind in ("file", "stage"):  # says what it is, for the catalog; nothing makes it here
            return
        if op.name == THIS and not self._symbols.completer.this:
            self.effects.problem("name of this model unknown")
            return
        if op.kind in ("temp", "table_variable") or is_local(op.name):
            self._define_local(op)
            return
        relation = self._evaluator.evaluate(op.query) if op.query is not None else None
        name = self._symbols.defined(op.name, self._statement)
        if op.kind == "type":
            return
        self.effects.defines.add(name)
        stored = self._symbols.stored(name, self._statement.ordinal)
        columns = {column.name: stored.get(column.name, column.name) for column in op.columns if column.name}
        if op.like:
            self._copy(op, name)
        if relation is not None:
            self._unknown_star(relation)
            pairs = [(stored.get(column, column), col) for column, col in _named(op, relation) if column]
            columns |= {column: column for column, _ in pairs}
            if op.moves:
                self.effects.writes.add(name)
                target = Target(name, None, {}, False)
                self._put(target, Mapping(pairs), relation, creates=True)
        self.effects.column_defines |= {(name, column) for column in columns.values()}
        self._foreign_keys(name, op.foreign_keys)
        self._generated(op, name)

    def _define_local(self, op: Define) -> None:
        routine = self._statement.routine
        relation = self._evaluator.evaluate(op.query) if op.query is not None else None
        closed = relation is not None or bool(op.columns)
        table = LocalTable((column.name for column in op.columns), closed=closed)
        if op.like and not op.columns:
            shape = self._shape_of(op.like)
            table = LocalTable(shape.columns, closed=shape.closed)
            if op.moves:
                source = self.scan(op.like)
                table.absorb(source.outputs, source.rows, source.moved, source.bulk)
                table.open_with(source.opens)
        self._symbols.add_local(op.name, routine, table)
        if relation is not None:
            target = Target(op.name, table, {}, False)
            self._unknown_star(relation)
            if not op.moves:
                relation = _without_data(relation)
            self._put(target, Mapping(_named(op, relation)), relation, creates=True)

    def _shape_of(self, name: Name) -> Target:
        local = self._local(name)
        if local is not None:
            return Target(name, local, {column: column for column in local.columns}, local.closed)
        bound = self._bind(name)
        if bound.kind != "type":
            self.effects.reads.add(bound.name)
        return Target(bound.name, None, self._symbols.visible(bound, self._statement.ordinal), not bound.open)

    def _copy(self, op: Define, name: Name) -> None:
        """LIKE: structure; CLONE: all data too."""
        shape = self._shape_of(op.like)
        self.effects.column_defines |= {(name, column) for column in shape.columns}
        if not op.moves:
            return
        self.effects.writes.add(name)
        relation = self.scan(op.like)
        if relation.opens:
            self._unknown_star(relation)
        self.effects.column_reads |= (
            {atom for _, col in relation.outputs for atom in col.value} if relation.direct else set()
        )
        self._put(Target(name, None, {}, False), Mapping(list(relation.outputs)), relation, creates=True)

    def _foreign_keys(self, name: Name, keys: Sequence[ForeignKey]) -> None:
        for key in keys:
            bound = self._bind(key.target)
            targets = key.target_columns or tuple(column.name for column in bound.columns if column.primary_key)
            if len(targets) != len(key.columns):
                self.effects.problem(f"unknown key of {format_name(bound.name)}")
                continue
            known = self._symbols.visible(bound, self._statement.ordinal)
            for column, target in zip(key.columns, targets, strict=True):
                if bound.open or target in known:
                    self.effects.references.add(((name, column), (bound.name, known.get(target, target))))
                else:
                    self.effects.problem(f"unknown column {format_column(bound.name, target)}")

    def _generated(self, op: Define, name: Name) -> None:
        if not any(column.generated for column in op.columns):
            return
        own = {column.name: column.name for column in op.columns}
        scope = Scope(None)
        scope.entries.append(Entry(TableRelation(name, own, is_open=False), op.name[-1]))
        resolver = Resolver(self._symbols.completer.dialect)
        for column in op.columns:
            for operand in column.generated:
                if not 0 <= operand < len(op.refs):
                    continue
                answer = resolver.resolve(op.refs[operand], scope.whole())
                if isinstance(answer.found, FoundColumn):
                    self.effects.column(name, column.name, answer.found.col)
                elif answer.problem:
                    self.effects.problem(answer.problem)

    # --- everything else ---

    def _use(self, op: Use) -> None:
        self._symbols.completer.use(op)

    def _touch(self, op: Touch) -> None:
        for name in op.reads:
            self.scan(name)
        for name in op.defines:
            self.effects.defines.add(self._symbols.defined(name, self._statement))
        sources: set[Name] = set()
        for name in op.reads:
            local = self._local(name)
            sources |= local.relation().moved if local is not None else {self._bind(name).name}
        for name in op.writes:
            target = self._target(name)
            self._touch_one(target, frozenset(sources) if op.flow else frozenset())
        for name in op.defines if op.flow else ():
            target = Target(self._symbols.defined(name, self._statement), None, {}, False)
            self._touch_one(target, frozenset(sources))

    def _touch_one(self, target: Target, sources: frozenset[Name]) -> None:
        if target.local is not None:
            target.local.absorb((), self._guards, sources, sources)
            return
        self.effects.rows(target.name, self._guards)
        self.effects.rows_from(target.name, sources)

    def _drop(self, op: Drop) -> None:
        if not drops_dataset(op) or self._symbols.drop_local(op.name, self._statement.routine) or is_local(op.name):
            return
        self.effects.writes.add(self._bind(op.name).name)

    def _rename(self, op: Rename) -> None:
        if not self._symbols.rename_local(op, self._statement.routine):
            self.effects.writes.add(self._bind(op.name).name)

    def _alter(self, op: Alter) -> None:
        local = self._local(op.name)
        if local is not None:
            local.alter((column.name for column in op.added), op.dropped, op.renamed)
            return
        bound = self._bind(op.name)
        self.effects.writes.add(bound.name)
        stored = self._symbols.stored(bound.name, self._statement.ordinal)
        self.effects.column_defines |= {(bound.name, stored.get(column.name, column.name)) for column in op.added}
        self._foreign_keys(bound.name, op.foreign_keys)

    def _comment(self, op: Comment) -> None:
        if self._local(op.name) is None:
            self.effects.writes.add(self._bind(op.name).name)

    def _swap(self, op: Swap) -> None:
        left, right = self._target(op.name), self._target(op.other)
        self._swap_one(op.name, left, right)
        if op.both:
            self._swap_one(op.other, right, left)
        elif left.local is None:
            self.effects.writes.discard(left.name)

    def _swap_one(self, name: Name, source: Target, target: Target) -> None:
        relation = self.scan(name)
        known = [output for output in relation.outputs if not target.closed or output[0] in target.columns]
        if not relation.outputs and target.columns:
            known = [
                (column, found.col)
                for column in target.columns
                if isinstance(found := relation.lookup(column), FoundColumn)
            ]
        elif relation.opens:
            self._unknown_star(relation)
        if source.local is None:
            self.effects.column_reads |= {atom for _, col in known for atom in col.value if atom[1]}
        self._put(target, Mapping(known), relation, creates=True)

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

    def _row_of(self, name: Name) -> Relation:
        """A row of a table, as a trigger on it sees it."""
        bound = self._bind(name)
        columns = self._symbols.visible(bound, self._statement.ordinal)
        return TableRelation(bound.name, columns, is_open=bound.open, declared=bound.columns)

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
            result = outcome.result if outcome is not None else None
            variables.assign(op.result, result if result is not None else Relation(), row=False)


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


def _named(op: Define, relation: Relation) -> list[Output]:
    """A definition's columns: renamed by position where it lists names, else as the query names them."""
    names = op.names
    width = min([len(relation.outputs), *(part.at for part in relation.opens)])
    if not names:
        return list(relation.outputs)
    if relation.opens and len(names) > width:
        outputs = [(name, col) for name, (_, col) in zip(names, relation.outputs[:width], strict=False)]
        return [*outputs, *((name, EMPTY) for name in names[width:])]
    return [(name, col) for name, (_, col) in zip(names, relation.outputs, strict=False)]


def _without_data(relation: Relation) -> Relation:
    """WITH NO DATA: the columns, and nothing in them."""
    return Relation(tuple((name, EMPTY) for name, _ in relation.outputs), relation.opens)


def _unmapped(mapping: Mapping, relation: Relation) -> frozenset[Name]:
    """Datasets whose data goes in although no named column of the target holds it."""
    held: set[Name] = {atom[0] for name, col in mapping.pairs if name for atom in col.value}
    return frozenset(atom[0] for _, col in relation.outputs for atom in col.value) - held
