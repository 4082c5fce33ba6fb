"""Stage 5, core: what a query gives, as lineage: each output column with the data and the decisions behind it.

An *atom* is one permanent column, or a dataset's rows as such (column ""). A relation is closed (all columns known),
open (unknown columns of some dataset come out too) or partly open; the three need different look-ups.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple, TypeAlias

from graph.facts import ColumnDef, Influence
from graph.link.fields import Fields, decided, fields_of, typed_fields
from graph.names import Name

Atom: TypeAlias = tuple[Name, str]
Atoms: TypeAlias = frozenset[Atom]
Influences: TypeAlias = frozenset[tuple[Influence, Atom]]

NO_ATOMS: Atoms = frozenset()
NO_INFLUENCES: Influences = frozenset()


class Col(NamedTuple):
    """One column's lineage: whose data it holds, and what decided about it alone. `fields`: if it is a structure, or an
    array of them, and somebody knows what it is made of."""

    value: Atoms = NO_ATOMS
    influence: Influences = NO_INFLUENCES
    fields: Fields | None = None

    def atoms(self) -> Atoms:
        """Everything that stands behind it, whatever the kind."""
        return self.value | {atom for _, atom in self.influence} if self.influence else self.value


EMPTY = Col()


class Miss(Enum):
    """Why a look-up gave no column."""

    ABSENT = "unknown"
    AMBIGUOUS = "ambiguous"


class Found(NamedTuple):
    """A column; `direct`: it was read from a permanent dataset by this very statement."""

    col: Col
    direct: bool = False


class Open(NamedTuple):
    """Columns that nobody can list: those of `dataset`, or (None) of something whose every column is `fixed`.

    `at`: how many known outputs stand before it. `hidden`: names it does not give. `renamed`: outer name → inner name.
    """

    at: int
    dataset: Name | None = None
    hidden: frozenset[str] = frozenset()
    renamed: tuple[tuple[str, str], ...] = ()
    fixed: Col = EMPTY
    direct: bool = False

    def column(self, name: str) -> Found | None:
        """What it gives by that name, if it may give it at all."""
        for outer, inner in self.renamed:
            if outer == name:
                name = inner
                break
        else:
            if name in self.hidden:
                return None
        if self.dataset is None:
            return Found(self.fixed)
        return Found(Col(frozenset(((self.dataset, name),))), self.direct)

    def without(self, names: Iterable[str], renamed: Sequence[tuple[str, str]] = ()) -> "Open":
        """The same with more names hidden, and some renamed (old, new)."""
        inner = dict(self.renamed)
        moved = tuple((new, inner.get(old, old)) for old, new in renamed if old in inner or old not in self.hidden)
        hidden = self.hidden.union(names, (old for old, _ in renamed))
        kept = tuple((outer, old) for outer, old in self.renamed if outer not in hidden)
        return self._replace(hidden=hidden, renamed=kept + moved)


Output: TypeAlias = tuple[str, Col]


class Relation:
    """Outputs in order, what is open, and what decides about its rows. Immutable once built.

    `moved`: the datasets whose rows these are. `bulk`: datasets whose data is in here although no column says so.
    """

    __slots__ = ("_index", "_outputs", "bulk", "direct", "moved", "opens", "rows")

    def __init__(
        self,
        outputs: tuple[Output, ...] = (),
        opens: tuple[Open, ...] = (),
        rows: Influences = NO_INFLUENCES,
        moved: frozenset[Name] = frozenset(),
        bulk: frozenset[Name] = frozenset(),
    ) -> None:
        self._outputs = outputs
        self.opens = opens
        self.rows = rows
        self.moved = moved
        self.bulk = bulk
        self.direct = False
        self._index: dict[str, Col | None] | None = None  # None: several of that name

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The known columns in order; "" has no name."""
        return self._outputs

    def known(self, name: str) -> Found | Miss:
        """The column of that name among those that are known."""
        index = self._index
        if index is None:
            index = self._index = {}
            for output, col in self._outputs:
                index[output] = None if output in index and index[output] != col else col
        if name not in index:
            return Miss.ABSENT
        found = index[name]
        return Miss.AMBIGUOUS if found is None else Found(found, self.direct)

    def maybe(self, name: str) -> list[Found]:
        """What its open parts may give by that name."""
        return [found for part in self.opens if (found := part.column(name))] if self.opens else []

    def lookup(self, name: str) -> Found | Miss:
        """Known first, then the one open part that may have it."""
        found = self.known(name)
        if found is not Miss.ABSENT or not self.opens:
            return found
        parts = self.maybe(name)
        if not parts:
            return Miss.ABSENT
        return parts[0] if len({part.col for part in parts}) == 1 else Miss.AMBIGUOUS

    def key(self) -> object:
        """Equal keys are equal relations."""
        return (self.outputs, self.opens, self.rows, self.moved, self.bulk)


class Columns(dict[str, str]):
    """A table's columns by the name that the catalog has for them. Never changed, and kept for every statement of every
    file that scans the table."""

    __slots__ = ("_hidden", "_names", "_types", "declared")

    def __init__(self, declared: Sequence[ColumnDef]) -> None:
        super().__init__((column.name, column.name) for column in declared if column.name)
        self.declared = declared
        self._hidden: frozenset[str] | None = None
        self._names: frozenset[str] | None = None
        self._types: dict[str, str] | None = None

    def names(self) -> frozenset[str]:
        """Their names."""
        if self._names is None:
            self._names = frozenset(self)
        return self._names

    def hidden(self) -> frozenset[str]:
        """Those that no star gives."""
        if self._hidden is None:
            self._hidden = frozenset(column.name for column in self.declared if column.hidden)
        return self._hidden

    def type_of(self, name: str) -> str:
        """The type that DDL gives a column, as it is written, or that a query makes; "" where none is known."""
        if self._types is None:
            types = ((one.name, one.type or one.made) for one in reversed(self.declared))
            self._types = {name: text for name, text in types if text}
        return self._types.get(name, "")


class TableRelation(Relation):
    """A dataset as it is scanned; columns are made when they are asked for. `columns`: visible name → stored name.
    `stored`: the columns by the latter, with their types. `fold`: how the reader's dialect spells the fields that a
    type names; None: it has no structures."""

    __slots__ = ("_found", "columns", "fold", "name", "stored")

    def __init__(self, name: Name, columns: Mapping[str, str], *, is_open: bool, stored: Columns | None = None) -> None:
        opens: tuple[Open, ...] = ()
        if is_open:
            names = columns.names() if isinstance(columns, Columns) else frozenset(columns)
            opens = (Open(0, name, names, direct=True),)  # ALTER … ADD puts what is known behind what is not
        super().__init__((), opens, moved=frozenset((name,)))
        self.name = name
        self.columns = columns
        self.stored = stored
        self.direct = True
        self.fold: Callable[[str, bool], str] | None = None
        self._found: dict[str, Found] = {}  # what was looked up, by its name

    def _col(self, kept: str) -> Col:
        col = Col(frozenset(((self.name, kept),)))
        if self.fold is None:
            return col
        text = self.type_of(kept)
        if "<" not in text and "(" not in text:  # few columns have fields
            return col
        return col._replace(fields=typed_fields(text, col, self.fold))

    def type_of(self, stored: str) -> str:
        """The type that DDL gives a stored column, as it is written; "" where none is known."""
        return "" if self.stored is None else self.stored.type_of(stored)

    @property
    def outputs(self) -> tuple[Output, ...]:
        if not self._outputs and self.columns:
            hidden = self.stored.hidden() if self.stored is not None else ()
            self._outputs = tuple((seen, self._col(kept)) for seen, kept in self.columns.items() if kept not in hidden)
        return self._outputs

    def known(self, name: str) -> Found | Miss:
        found = self._found.get(name)
        if found is None:
            kept = self.columns.get(name)
            if kept is None:
                return Miss.ABSENT
            found = self._found[name] = Found(self._col(kept), True)
        return found


def merged(cols: Sequence[Col]) -> Col:
    """All their data and decisions together."""
    if not cols:
        return EMPTY
    if len(cols) == 1:
        return cols[0]
    return Col(NO_ATOMS.union(*(col.value for col in cols)), NO_INFLUENCES.union(*(col.influence for col in cols)))


def rows_of(datasets: Iterable[Name]) -> Atoms:
    """The rows of these datasets as such."""
    return frozenset((name, "") for name in datasets)


def with_via(via: Influence, atoms: Iterable[Atom]) -> set[tuple[Influence, Atom]]:
    """These atoms as influences of one kind."""
    return {(via, atom) for atom in atoms}


def renamed_by_position(relation: Relation, names: Sequence[str]) -> Relation:
    """`t(a, b)`: the first outputs get these names. Names past what is known hold unknown data of what is open."""
    if not names:
        return relation
    known = relation.outputs[: min((part.at for part in relation.opens), default=len(relation.outputs))]
    outputs = [(name, col) for name, (_, col) in zip(names, known, strict=False)]
    if len(names) > len(known) and relation.opens:
        unknown = Col(rows_of(part.dataset for part in relation.opens if part.dataset is not None))
        outputs += [(name, merged([unknown, *(p.fixed for p in relation.opens)])) for name in names[len(known) :]]
        return _as_direct(Relation(tuple(outputs), (), relation.rows, relation.moved, relation.bulk), relation)
    taken = frozenset(names)
    opens = tuple(part.without(taken) for part in relation.opens)
    outputs += relation.outputs[len(outputs) :]
    return _as_direct(Relation(tuple(outputs), opens, relation.rows, relation.moved, relation.bulk), relation)


def _as_direct(made: Relation, of: Relation) -> Relation:
    """What is made of a scan's columns is read by who names it, as they are."""
    made.direct = of.direct
    return made


def by_position_of(names: Sequence[str], relation: Relation) -> Relation:
    """The outputs under a table's names; where these are not known, nothing has a name any more."""
    known = relation.outputs[: min((part.at for part in relation.opens), default=len(relation.outputs))]
    cols = [col for _, col in known] if names else [col for _, col in relation.outputs]
    outputs = tuple((names[at] if at < len(names) else "", col) for at, col in enumerate(cols))
    return Relation(outputs, (), relation.rows, relation.moved, relation.bulk)


def value_of(relation: Relation) -> Col:
    """A subquery as a value: its outputs' data; what decides about its rows decides about that value. The fields are
    those of its one output."""
    col = merged([col for _, col in relation.outputs])
    value = col.value | rows_of(part.dataset for part in relation.opens if part.dataset is not None)
    value = value | rows_of(relation.bulk)
    influence = col.influence | relation.rows
    for part in relation.opens:
        value, influence = value | part.fixed.value, influence | part.fixed.influence
    fields = col.fields if not relation.opens else None
    if fields is not None and relation.rows:
        fields = decided(col, relation.rows).fields
    return Col(value or rows_of(relation.moved), influence, fields)


def row_of(relation: Relation) -> Fields | None:
    """Its outputs as the fields of one value."""
    outputs = [(name, decided(col, relation.rows)) for name, col in relation.outputs]
    return fields_of(outputs, relation.opens)


def all_atoms(relation: Relation) -> Atoms:
    """Everything that a subquery reads."""
    behind = value_of(relation).atoms()
    return behind | rows_of(relation.moved)
