"""Stage 5, core: data goes into a table: which output into which column, and what decides about it."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from graph.facts import (
    Out,
    Select,
    Swap,
    Touch,
    Write,
)
from graph.link.meaning import Meaning, Target
from graph.link.relation import (
    NO_INFLUENCES,
    Output,
    Relation,
)
from graph.link.relation import Found as FoundColumn
from graph.names import Name, format_column, format_name

_CREATES_ROWS = ("insert", "copy")


class Mapping(NamedTuple):
    """Which output goes into which column."""

    pairs: list[Output]
    assumed: bool = False


class Writing(Meaning):
    """INSERT, UPDATE, DELETE, MERGE, COPY, swaps, and tables that are certain though the rest is not."""

    def _write(self, op: Write) -> None:
        relation = self._written(op) if op.query is not None else Relation()
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

    def _written(self, op: Write) -> Relation:
        """What is written. The columns that UPDATE and MERGE assign to are no aliases: `SET a = 1, b = a` reads the
        old `a`."""
        query = op.query
        assert query is not None
        aliased = self._symbols.completer.dialect.lateral_aliases
        if not aliased or op.mode not in ("update", "merge") or not isinstance(query, Select):
            return self._evaluator.evaluate(query)
        items = [out.item for out in query.projection if isinstance(out, Out)]
        if len(items) < max(2, len(query.projection)):
            return self._evaluator.evaluate(query)
        unnamed = tuple(Out(msgspec.structs.replace(item, name="")) for item in items)
        relation = self._evaluator.evaluate(msgspec.structs.replace(query, projection=unnamed))
        columns = [(item.name, col) for item, (_, col) in zip(items, relation.outputs, strict=True)]
        return Relation(tuple(columns), relation.opens, relation.rows, relation.moved, relation.bulk)

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
            columns = target.by_position()
            if len(known) > len(columns):
                self.effects.problem("more values than columns")
            return Mapping([(name, col) for name, (_, col) in zip(columns, known, strict=False)])
        if not relation.outputs:
            return Mapping([])
        if target.local is None and any(col.value or col.influence for _, col in known):
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


def _unmapped(mapping: Mapping, relation: Relation) -> frozenset[Name]:
    """Datasets whose data goes in although no named column of the target holds it."""
    held: set[Name] = {atom[0] for name, col in mapping.pairs if name for atom in col.value}
    return frozenset(atom[0] for _, col in relation.outputs for atom in col.value) - held
