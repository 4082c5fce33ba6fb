"""Stage 5, core: a statement defines or changes a table, permanent or local, with the data that it is made of."""

from collections.abc import Iterator, Sequence

from graph.facts import (
    THIS,
    Alter,
    ColumnDef,
    Define,
    ForeignKey,
    Invoke,
    Operands,
)
from graph.link.complete import is_local
from graph.link.effects import LocalTable
from graph.link.entry import Entry
from graph.link.meaning import Target, filled
from graph.link.operands import Block, OperandResolver
from graph.link.relation import (
    EMPTY,
    Output,
    Relation,
    TableRelation,
)
from graph.link.same_names import named_apart
from graph.link.scope import Resolver, Scope
from graph.link.writing import Mapping, Writing
from graph.names import Name, format_column, format_name


class Defining(Writing):
    """CREATE, SELECT INTO, DECLARE @t TABLE, CLONE, ALTER."""

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
        stored, ordinal = self._symbols.stored, self._statement.ordinal
        columns = {column.name: stored(name, column.name, ordinal) for column in op.columns if column.name}
        if op.like:
            self._copy(op, name)
        if relation is not None:
            self._unknown_star(relation)
            named = self._named(op, relation)
            pairs = [(stored(name, column, ordinal), col) for column, col in named if column]
            columns |= {column: column for column, _ in pairs}
            if op.moves:
                self.effects.writes.add(name)
                target = Target(name, None, {}, False)
                self._put(target, Mapping(pairs), relation, creates=True)
        self.effects.column_defines |= {(name, column) for column in columns.values()}
        self._foreign_keys(name, op.foreign_keys)
        self._generated(op, name, op.columns, {column.name: column.name for column in op.columns})

    def _define_local(self, op: Define) -> None:
        routine = self._statement.routine
        typed = op.kind == "table_variable" and op.like and not op.moves
        if typed and self._bind(op.like).kind != "type":  # a variable of a user's type that is no table
            return
        relation = self._evaluator.evaluate(op.query) if op.query is not None else None
        closed = relation is not None or bool(op.columns)
        table = LocalTable((column.name for column in op.columns), closed=closed, filled=filled(op.columns))
        if op.like and not op.columns:
            shape = self._shape_of(op.like)
            table = LocalTable(shape.columns, closed=shape.closed, filled=shape.filled)
            if op.moves:
                source = self.scan(op.like)
                table.absorb(source.outputs, source.rows, source.moved, source.bulk)
                table.open_with(source.opens)
        for column in op.columns:
            if column.generated:
                table.compute(column.name, _parts(op, column.generated))
        self._symbols.add_local(op.name, routine, table)
        if relation is not None:
            target = Target(op.name, table, {}, False)
            self._unknown_star(relation)
            if not op.moves:
                relation = _without_data(relation)
            self._put(target, Mapping(self._named(op, relation)), relation, creates=True)

    def _named(self, op: Define, relation: Relation) -> list[Output]:
        """A definition's columns: renamed by position where it lists names, else as the query names them."""
        names = op.names
        width = min([len(relation.outputs), *(part.at for part in relation.opens)])
        if not names:
            kept = op.name == self._target_rule
            named = named_apart(self._symbols.completer.dialect.name, relation, kept=kept)
            if any(not name for name, _ in named):
                self.effects.problem("column without a name")
            return named
        if relation.opens and len(names) > width:
            outputs = [(name, col) for name, (_, col) in zip(names, relation.outputs[:width], strict=False)]
            return [*outputs, *((name, EMPTY) for name in names[width:])]
        renamed = [(name, col) for name, (_, col) in zip(names, relation.outputs, strict=False)]
        return renamed if relation.opens else [*renamed, *relation.outputs[len(names) :]]

    def _shape_of(self, name: Name) -> Target:
        local = self._local(name)
        if local is not None:
            return Target(name, local, {column: column for column in local.columns}, local.closed, local.filled)
        bound = self._bind(name)
        if bound.kind != "type":
            self.effects.reads.add(bound.name)
        return self._bound_target(bound)

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
            targets = key.target_columns or tuple(
                column.name for column in bound.columns.declared if column.primary_key
            )
            if len(targets) != len(key.columns):
                self.effects.problem(f"unknown key of {format_name(bound.name)}")
                continue
            known = self._symbols.visible(bound, self._statement.ordinal)
            for column, target in zip(key.columns, targets, strict=True):
                if bound.open or target in known:
                    self.effects.references.add(((name, column), (bound.name, known.get(target, target))))
                else:
                    self.effects.problem(f"unknown column {format_column(bound.name, target)}")

    def _generated(
        self,
        op: Define | Alter,
        name: Name,
        columns: Sequence[ColumnDef],
        own: dict[str, str],
        *,
        is_open: bool = False,
    ) -> None:
        """Computed `columns`, from the table's `own` ones, and what else the definition calls."""
        if not op.subqueries and not any(column.generated for column in columns):
            return
        scope = Scope(None)
        scope.entries.append(Entry(TableRelation(name, own, is_open=is_open), "".join(op.name[-1:])))
        block, view = Block(op.refs, op.subqueries, scope, {}), scope.whole()
        operands = OperandResolver(Resolver(self._symbols.completer.dialect), self)
        for column in columns:
            for operand in column.generated:
                self.effects.column(name, own.get(column.name, column.name), operands.col(block, operand, view))
        for at in range(len(op.subqueries)):
            operands.col(block, -at - 1, view)
        for problem in operands.problems:
            self.effects.problem(problem)

    def _alter(self, op: Alter) -> None:
        local = self._local(op.name)
        if local is not None:
            local.alter((column.name for column in op.added), op.dropped, op.renamed)
            return
        bound = self._bind(op.name)
        self.effects.writes.add(bound.name)
        ordinal = self._statement.ordinal
        added = {column.name: self._symbols.stored(bound.name, column.name, ordinal) for column in op.added}
        self.effects.column_defines |= {(bound.name, name) for name in added.values()}
        self._foreign_keys(bound.name, op.foreign_keys)
        if op.subqueries or any(column.generated for column in op.added):
            own = dict(self._symbols.visible(bound, ordinal + 1))
            self._generated(op, bound.name, op.added, own | added, is_open=bound.open)


def _parts(op: Define, generated: Operands) -> Iterator[str]:
    """The columns that a computed one is made of. A call's result is made of its arguments."""
    for operand in generated:
        if 0 <= operand < len(op.refs):
            yield from op.refs[operand][-1:]
        elif 0 < -operand <= len(op.subqueries):
            call = op.subqueries[-operand - 1]
            items = call.arguments if isinstance(call, Invoke) else ()
            inner = [one for item in items for one in item.value]
            yield from (part for one in inner if 0 <= one < len(op.refs) for part in op.refs[one][-1:])


def _without_data(relation: Relation) -> Relation:
    """WITH NO DATA: the columns, and nothing in them."""
    return Relation(tuple((name, EMPTY) for name, _ in relation.outputs), relation.opens)
