"""Stage 5, core: one file's facts + the catalog → its lineage, end to end between permanent datasets."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from graph.facts import FileFacts, Statement
from graph.link.body import run
from graph.link.catalog import CatalogView
from graph.link.choice import Reader
from graph.link.declare import sole_query
from graph.link.effects import Effects
from graph.link.linked import ColumnEdge, DatasetInfo, FileContext, LinkedFile, LinkedStatement, TableEdge, ref_of
from graph.link.models import dataset_of, kind_of_model
from graph.link.projects import lookup_of
from graph.link.relation import Atom
from graph.link.routines import Routines
from graph.link.statement import StatementLinker
from graph.link.symbols import Symbols
from graph.names import Name

# A file of some thousand columns through fifty views has 250,000.
_FLOWS = 300_000
_FLOWS_PER_STATEMENT = 100


class TooManyRows(Exception):
    """The file's graph has more rows than it may. `lookups`: what this depends on, as in a `LinkedFile`."""

    def __init__(self, lookups: frozenset[Name]) -> None:
        super().__init__("too many rows")
        self.lookups = lookups


def link_file(
    facts: FileFacts, context: FileContext, catalog: CatalogView, *, max_rows: int | None = None
) -> LinkedFile:
    """Bind every name and follow every column. Depends on the catalog in the result's `lookups` alone; never raises on
    any facts but `TooManyRows`: what is not understood makes its statement `partial`. The catalog should hold this
    file's declarations. `max_rows`: of its graph. Not all that have more are found here, but those that have very many
    are, before they are made.
    """
    model = catalog.model(context)
    this = dataset_of(context, model, facts.model)
    sole = sole_query(facts.statements) if this else None
    kind = kind_of_model(model, facts.model)
    symbols = Symbols(context, facts.dialect, facts.statements, catalog, this)
    edges = _Edges()
    budget = Budget(_FLOWS + _FLOWS_PER_STATEMENT * len(facts.statements))
    linked: list[LinkedStatement] = []
    symbols.calls = Routines(symbols, catalog)
    touched = 0

    def count(one: LinkedStatement) -> None:
        nonlocal touched
        touched += one.touched
        if max_rows is not None and touched + len(edges) > max_rows:
            raise TooManyRows(frozenset(symbols.lookups))

    def link(statement: Statement) -> None:
        if not statement.ops and not statement.guards:
            linked.append(_quiet(statement))
            return
        effects = StatementLinker(symbols, statement, this if statement is sole else (), kind).link()
        budget.pay(effects)
        edges.add(statement, effects)
        linked.append(effects.linked(statement))
        count(linked[-1])

    def assign(statement: Statement) -> None:
        StatementLinker(symbols, statement, ()).link_assignments()

    run(facts.statements, symbols, link, assign)
    if symbols.completer.asked_this or (_is_one_query(facts) and not context.target):
        symbols.lookups.add(lookup_of(context.root))
    statements = _with_bodies(linked)
    datasets = _datasets(statements, symbols, edges, catalog)
    return LinkedFile(
        context,
        statements,
        edges.table_edges(),
        edges.column_edges(),
        datasets,
        frozenset(symbols.lookups),
        _defined(statements, context, catalog),
        tuple(sorted(symbols.routines.items())),
    )


def _quiet(statement: Statement) -> LinkedStatement:
    """A statement that touches nothing."""
    return LinkedStatement(
        statement.ordinal,
        statement.lines,
        statement.kind,
        statement.status,
        statement.reason,
        statement.routine,
    )


def _is_one_query(facts: FileFacts) -> bool:
    """Whether a project would make a model of the file."""
    return sole_query(facts.statements) is not None


class Budget:
    """How many flows a file may have. Statements that all read what all before them have collected have more than any
    store should hold; they keep their table edges, up to as many."""

    def __init__(self, flows: int) -> None:
        self._left = self._tables_left = flows

    def pay(self, effects: Effects) -> None:
        """Pay for this statement's flows; it forgets those that are too many."""
        self._left -= sum(map(len, effects.flows.values()))
        if self._left < 0:
            effects.forget_columns("too many flows")
        self._tables_left -= len(effects.tables)
        if self._tables_left < 0:
            effects.forget_tables("too many flows")


class _Edges:
    """Edges of the file, over its statements. Value and influence between two columns are two edges."""

    def __init__(self) -> None:
        self._tables: dict[tuple[Name, Name], tuple[set[str], set[int], set[int]]] = {}
        self._columns: dict[tuple[Atom, Atom, bool], tuple[set[str], set[int], set[int], list[bool]]] = {}

    def add(self, statement: Statement, effects: Effects) -> None:
        """One statement's flows."""
        ordinal, line = statement.ordinal, statement.lines[0]
        for pair, vias in effects.tables.items():
            found = self._tables.setdefault(pair, (set(), set(), set()))
            found[0].update(vias)
            found[1].add(ordinal)
            found[2].add(line)
        for (to, via, assumed), sources in effects.flows.items():
            for source in sources:
                key = (source, to, via == "value")
                edge = self._columns.get(key)
                if edge is None:
                    self._columns[key] = {via}, {ordinal}, {line}, [assumed]
                    continue
                edge[0].add(via)
                edge[1].add(ordinal)
                edge[2].add(line)
                edge[3].append(assumed)

    def __len__(self) -> int:
        return len(self._tables) + len(self._columns)

    def names(self) -> set[Name]:
        """Every dataset at an end of an edge. Of a called routine, columns may be told whose tables it tells itself."""
        tables = {name for pair in self._tables for name in pair}
        return tables.union(*((source[0], target[0]) for source, target, _ in self._columns))

    def table_edges(self) -> tuple[TableEdge, ...]:
        """Sorted by (source, target)."""
        return tuple(
            TableEdge(source, target, tuple(sorted(vias)), tuple(sorted(ordinals)), tuple(sorted(lines)))
            for (source, target), (vias, ordinals, lines) in sorted(self._tables.items(), key=lambda edge: edge[0])
        )

    def column_edges(self) -> tuple[ColumnEdge, ...]:
        """Sorted by (source, target), influence before value. Assumed only where every statement assumed it."""
        return tuple(
            ColumnEdge(
                ref_of(source),
                ref_of(target),
                tuple(sorted(vias)),
                tuple(sorted(ordinals)),
                tuple(sorted(lines)),
                all(assumed),
            )
            for (source, target, _), (vias, ordinals, lines, assumed) in sorted(
                self._columns.items(), key=lambda edge: edge[0]
            )
        )


def _with_bodies(statements: Sequence[LinkedStatement]) -> tuple[LinkedStatement, ...]:
    """The statement that defines a routine lists what its body touches."""
    bodies: dict[Name, list[LinkedStatement]] = {}  # by the routine's name as it is written
    definers: dict[Name, list[int]] = {}  # of one name: their ordinals
    for statement in statements:
        if statement.defines_routine:
            definers.setdefault(statement.defines_routine, []).append(statement.ordinal)
        elif statement.routine:
            bodies.setdefault(statement.routine, []).append(statement)
    if not bodies:
        return tuple(statements)
    called_alike: dict[str, list[Name]] = {}
    for routine in bodies:
        called_alike.setdefault(routine[-1], []).append(routine)
    return tuple(
        _with_body(statement, _own_part(statement, body, definers[statement.defines_routine]))
        if statement.defines_routine and (body := _body(statement, bodies, called_alike)) is not None
        else statement
        for statement in statements
    )


def _own_part(
    statement: LinkedStatement, body: Sequence[LinkedStatement], definers: Sequence[int]
) -> Sequence[LinkedStatement]:
    """Where several routines have the same name: what stands behind this one, up to the next."""
    if len(definers) == 1:
        return body
    at = bisect_left(definers, statement.ordinal)
    low = bisect_left(body, statement.ordinal, key=_ordinal) if at else 0
    high = bisect_left(body, definers[at + 1], key=_ordinal) if at + 1 < len(definers) else len(body)
    return body[low:high]


def _ordinal(statement: LinkedStatement) -> int:
    return statement.ordinal


def _body(
    statement: LinkedStatement, bodies: dict[Name, list[LinkedStatement]], called_alike: dict[str, list[Name]]
) -> list[LinkedStatement] | None:
    name = statement.defines_routine
    if name in bodies:
        return bodies[name]
    for routine in called_alike.get(name[-1], ()):
        if routine == name[-len(routine) :] or name == routine[-len(name) :]:
            return bodies[routine]
    return None


def _with_body(statement: LinkedStatement, body: Sequence[LinkedStatement]) -> LinkedStatement:
    every = (statement, *body)
    return replace(
        statement,
        reads=tuple(sorted({name for one in every for name in one.reads})),
        writes=tuple(sorted({name for one in every for name in (*one.writes, *one.defines)})),
        column_reads=tuple(sorted({ref for one in every for ref in one.column_reads})),
        column_writes=tuple(sorted({ref for one in every for ref in one.column_writes})),
        calls=tuple(sorted({name for one in every for name in one.calls})),
    )


def _datasets(
    statements: Sequence[LinkedStatement], symbols: Symbols, edges: _Edges, catalog: CatalogView
) -> tuple[DatasetInfo, ...]:
    touched = edges.names()
    for one in statements:
        touched.update(one.reads, one.writes, one.defines)
        touched.update(ref.dataset for pair in one.references for ref in pair)
    symbols.lookups |= touched
    return tuple(catalog.info(name) for name in sorted(touched))


def _defined(
    statements: Sequence[LinkedStatement], context: FileContext, catalog: CatalogView
) -> tuple[DatasetInfo, ...]:
    reader = Reader(context.root, context.path, context.dialect, 0)
    names = sorted({name for one in statements for name in one.defines})
    return tuple(info for name in names if (info := catalog.own(name, reader)) is not None)
