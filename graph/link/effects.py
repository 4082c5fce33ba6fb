"""Stage 5, core: what linking one statement finds; and local tables, which carry lineage between statements."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from graph.facts import Influence, Statement, Status
from graph.link.linked import Flow, LinkedStatement, Ref, ref_of
from graph.link.relation import (
    EMPTY,
    Atom,
    Atoms,
    Col,
    Influences,
    Open,
    Output,
    Relation,
    merged,
)
from graph.names import Name

# Problems that a statement's reason spells out; the first ones say enough.
_REASONS = 3


FlowMap: TypeAlias = dict[tuple[Atom, str, bool], set[Atom]]
"""(target, via, assumed) → sources."""
TableMap: TypeAlias = dict[tuple[Name, Name], set[str]]
"""(source, target) → vias."""


class LocalTable:
    """A temp table or table variable: the lineage of what has been put into it so far. Put together when it is read."""

    __slots__ = ("_bulk", "_cols", "_computed", "_moved", "_relation", "_rows", "closed", "filled", "opens")

    def __init__(self, columns: Iterable[str] = (), *, closed: bool, filled: frozenset[str] = frozenset()) -> None:
        self.filled = filled  # columns that an INSERT by position passes over
        self._cols: dict[str, list[Col]] = {name: [] for name in columns}
        self._computed: dict[str, tuple[str, ...]] = {}  # of which of its columns a column is made
        self._rows: set[tuple[Influence, Atom]] = set()
        self._moved: set[Name] = set()
        self._bulk: set[Name] = set()
        self.closed = closed
        self.opens: tuple[Open, ...] = ()
        self._relation: Relation | None = None

    @property
    def columns(self) -> Sequence[str]:
        """Known columns in order."""
        return tuple(self._cols)

    def absorb(self, pairs: Iterable[Output], rows: Influences, moved: frozenset[Name], bulk: frozenset[Name]) -> None:
        """Data goes in. Columns that were not known become known."""
        for name, col in pairs:
            cols = self._cols.setdefault(name, [])
            if not cols or cols[-1] != col:
                cols.append(col)
        self._rows |= rows
        self._moved |= moved
        self._bulk |= bulk
        self._relation = None

    def compute(self, column: str, parts: Iterable[str]) -> None:
        """The column is always made of these."""
        self._computed[column] = (*self._computed.get(column, ()), *parts)
        self._relation = None

    def open_with(self, opens: Iterable[Open]) -> None:
        """Unknown columns go in too. They count as read where they were read, not again here."""
        self.opens = tuple(dict.fromkeys((*self.opens, *(part._replace(direct=False) for part in opens))))
        self._relation = None

    @property
    def empty(self) -> bool:
        """Whether nothing has been put into it."""
        held = self._moved or self._bulk or self._rows or self.opens
        return not held and not any(col.value for cols in self._cols.values() for col in cols)

    def alter(self, added: Iterable[str], dropped: Iterable[str], renamed: Iterable[tuple[str, str]]) -> None:
        """ALTER TABLE on it."""
        names = dict(renamed)
        gone = set(dropped)
        self._cols = {names.get(name, name): cols for name, cols in self._cols.items() if name not in gone}
        for name in added:
            self._cols.setdefault(name, [])
        self._relation = None

    def relation(self) -> Relation:
        """What a reader sees now."""
        if self._relation is None:
            opens = self.opens
            if not self.closed and not opens:
                opens = (Open(len(self._cols), fixed=EMPTY),)
            opens = tuple(part._replace(at=len(self._cols)) for part in opens)
            for cols in self._cols.values():
                cols[:] = [merged(cols)]
            made = {
                name: [col for part in parts for col in self._cols.get(part, ())]
                for name, parts in self._computed.items()
            }
            outputs = tuple((name, merged([*cols, *made.get(name, ())])) for name, cols in self._cols.items())
            rest = frozenset(self._rows), frozenset(self._moved), frozenset(self._bulk)
            self._relation = Relation(outputs, opens, *rest)
        return self._relation


class Effects:
    """Collects what one statement does to permanent datasets."""

    def __init__(self) -> None:
        self.reads: set[Name] = set()
        self.writes: set[Name] = set()
        self.defines: set[Name] = set()
        self.column_reads: set[Atom] = set()
        self.column_writes: set[Atom] = set()
        self.column_defines: set[Atom] = set()
        self.calls: set[Name] = set()
        self.defines_routine: Name = ()
        self.references: set[tuple[Atom, Atom]] = set()
        self.problems: dict[str, None] = {}
        self.flows: FlowMap = {}
        self.tables: TableMap = {}

    def problem(self, text: str) -> None:
        """Something that was not understood; the statement is partial."""
        self.problems.setdefault(text)

    def column(self, target: Name, name: str, col: Col, *, assumed: bool = False) -> None:
        """Data and decisions reach one column."""
        to = (target, name)
        if col.value:
            self._flow(to, "value", col.value, assumed)
        for via, atom in col.influence:
            self._flow(to, via, (atom,), assumed)

    def rows(self, target: Name, influences: Influences) -> None:
        """Decisions reach all rows."""
        for via, atom in influences:
            self._flow((target, ""), via, (atom,), False)

    def rows_from(self, target: Name, datasets: Iterable[Name], via: str = "value") -> None:
        """Whole datasets reach a dataset, without columns to name."""
        for name in datasets:
            self.tables.setdefault((name, target), set()).add(via)

    def called(self, flows: FlowMap, tables: TableMap) -> None:
        """What a called routine did with the data it was given."""
        for key, atoms in flows.items():
            self.flows.setdefault(key, set()).update(atoms)
        for pair, vias in tables.items():
            self.tables.setdefault(pair, set()).update(vias)

    def _flow(self, to: Atom, via: str, atoms: Atoms | tuple[Atom, ...], assumed: bool) -> None:
        key, target, tables = (to, via, assumed), to[0], self.tables
        found = self.flows.get(key)
        for atom in atoms:
            dataset, column = atom
            if column:
                if found is None:
                    found = self.flows[key] = set()
                found.add(atom)
            vias = tables.get((dataset, target))
            if vias is None:
                tables[(dataset, target)] = {via}
            else:
                vias.add(via)

    def forget_columns(self, why: str) -> None:
        """Keep the flows between tables alone."""
        self.flows = {}
        self.problem(why)

    def forget_tables(self, why: str) -> None:
        """Keep only the names of what it reads and writes."""
        self.forget_columns(why)
        self.tables = {}

    def forget_nameless(self) -> None:
        """Drop what is said of a dataset whose name has no parts: no node could stand for it. Only facts that no
        extractor makes have one."""
        none: Name = ()
        for names in (self.reads, self.writes, self.defines, self.calls):
            names.discard(none)
        for atoms in (self.column_reads, self.column_writes, self.column_defines):
            atoms -= {atom for atom in atoms if not atom[0] or not atom[1]}
        self.references = {
            (left, right) for left, right in self.references if left[0] and left[1] and right[0] and right[1]
        }
        self.tables = {pair: vias for pair, vias in self.tables.items() if all(pair)}
        flows = {key: {atom for atom in atoms if atom[0]} for key, atoms in self.flows.items() if key[0][0]}
        self.flows = {key: atoms for key, atoms in flows.items() if atoms}

    def linked(self, statement: Statement) -> LinkedStatement:
        """The finished value: sorted, unique."""
        status, reason = self._verdict(statement)
        return LinkedStatement(
            statement.ordinal,
            statement.lines,
            statement.kind,
            status,
            reason,
            statement.routine,
            tuple(sorted(self.reads)),
            tuple(sorted(self.writes)),
            tuple(sorted(self.defines)),
            _columns(self.column_reads),
            _columns(self.column_writes),
            tuple(
                Flow(ref_of(to), _refs(sources), via, assumed)
                for (to, via, assumed), sources in sorted(self.flows.items(), key=lambda flow: flow[0])
            ),
            tuple(sorted(self.calls)),
            self.defines_routine,
            tuple((ref_of(left), ref_of(right)) for left, right in sorted(self.references)),
            _columns(self.column_defines),
        )

    def _verdict(self, statement: Statement) -> tuple[Status, str | None]:
        if not self.problems or statement.status in ("refused", "tables_only"):
            return statement.status, statement.reason
        reasons = ([statement.reason] if statement.reason else []) + list(self.problems)[:_REASONS]
        return "partial", "; ".join(dict.fromkeys(reasons))


def _refs(atoms: set[Atom]) -> tuple[Ref, ...]:
    return tuple(map(ref_of, sorted(atoms))) if atoms else ()


def _columns(atoms: set[Atom]) -> tuple[Ref, ...]:
    return tuple([ref_of(atom) for atom in sorted(atoms) if atom[1]]) if atoms else ()
