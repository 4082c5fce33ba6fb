"""Stage 4, core: facts of a text with holes: every name that is not certain goes, and what it stood for stays unknown.

An unknown table is one whose columns nobody knows, so that no name is bound to its neighbours as if it were not there.
"""

from collections.abc import Callable

from msgspec.structs import replace

from graph.extract.algebra.dynamic.holes import COLUMNS, HOLE
from graph.extract.algebra.dynamic.text import MARK
from graph.facts import (
    UNKNOWN_COLUMNS,
    Cte,
    Derived,
    Field,
    Group,
    Invoke,
    Item,
    Join,
    Nested,
    Out,
    Pivot,
    Query,
    Record,
    Scan,
    Select,
    SetOp,
    Source,
    Star,
    TableFunction,
    Values,
    ValuesSource,
)
from graph.names import Name

NOTHING_KNOWN: Name = ("@",)
"""A reference that holds nothing: no variable bears this name."""
NO_DATA: Name = ("@ ",)
"""The same for a value that is known to hold no table's data."""
_NO_CTES: frozenset[str] = frozenset()


def is_open(text: str) -> bool:
    """Whether a hole is in it."""
    return MARK in text


def any_open(name: Name) -> bool:
    """Whether a hole is in any part of it."""
    return any(MARK in part for part in name)


class QueryClosing:
    """Takes what is not certain out of queries. `table` gives the name that a table's or routine's name means here,
    `()` where nobody knows; `reference` the same for references. `unknown` counts what was taken out, `certain` the
    tables that stayed."""

    def __init__(self, table: Callable[[Name], Name], reference: Callable[[Name], Name]) -> None:
        self._table = table
        self._reference = reference
        self.unknown = 0
        self.certain = 0

    def query(self, query: Query, visible: frozenset[str] = _NO_CTES) -> Query:
        """The query with unknown tables and columns where names are not certain. As deep as queries may nest."""
        inside = visible | {one.name for one in query.ctes}
        recursive = not isinstance(query, Values) and query.recursive
        ctes: list[Cte] = []
        for one in query.ctes:
            ctes.append(self._cte(one, inside if recursive else visible))
            visible |= {one.name}
        changed = replace(query, ctes=tuple(ctes)) if ctes else query
        if isinstance(changed, SetOp):
            return replace(changed, queries=tuple(self.query(one, inside) for one in changed.queries))
        refs = tuple(map(self._ref, changed.refs))
        subqueries = tuple(self._nested(one, inside) for one in changed.subqueries)
        if isinstance(changed, Values):
            return replace(changed, items=tuple(map(self._item, changed.items)), refs=refs, subqueries=subqueries)
        projection = tuple(self._output(one, changed.refs) for one in changed.projection)
        sources = tuple(self._source(one, inside) for one in changed.sources)
        return replace(changed, projection=projection, sources=sources, refs=refs, subqueries=subqueries)

    def name(self, name: Name) -> Name:
        """A table's or routine's name, counted."""
        found = self._table(name) if name else ()
        if found:
            self.certain += 1
        else:
            self.unknown += 1
        return found

    # --- parts of queries ---

    def _ref(self, name: Name) -> Name:
        found = self._reference(name)
        if found == NOTHING_KNOWN:
            self.unknown += 1
        return found

    def _text(self, text: str) -> str:
        if MARK not in text:
            return text
        self.unknown += 1
        return ""

    def _item(self, item: Item) -> Item:
        if MARK not in item.name:
            return item
        named = HOLE.fullmatch(item.name) is None  # else it is the name that a value without one gets
        return replace(item, name=self._text(item.name) if named else "")

    def _output(self, part: Out | Star, refs: tuple[Name, ...]) -> Out | Star:
        if isinstance(part, Out):
            value = part.item.value
            if len(value) == 1 and 0 <= value[0] < len(refs) and refs[value[0]] == (COLUMNS,):
                return Star(UNKNOWN_COLUMNS)
            return replace(part, item=self._item(part.item))
        if len(part.qualifier) == 1 and HOLE.fullmatch(part.qualifier[0]):  # the fields of a record
            held = self._reference(part.qualifier)
            if held not in (NOTHING_KNOWN, NO_DATA):
                return replace(part, qualifier=held)
        names = (*part.qualifier, *part.excluded, *(item.name for item in part.replaced), *sum(part.renamed, ()))
        return Star(UNKNOWN_COLUMNS) if any_open(names) else part

    def _nested(self, one: Nested, visible: frozenset[str]) -> Nested:
        if isinstance(one, Record):
            return replace(one, items=tuple(map(self._item, one.items)))
        if isinstance(one, Field):
            known = one.path[: next((at for at, part in enumerate(one.path) if MARK in part), len(one.path))]
            self.unknown += known != one.path
            return Field(self._item(one.of), known)
        if not isinstance(one, Invoke):
            return self.query(one, visible)
        name = () if any_open(one.name) else self._table(one.name)
        return replace(one, name=name, arguments=tuple(map(self._item, one.arguments)))

    def _cte(self, one: Cte, visible: frozenset[str]) -> Cte:
        query = self.query(one.query, visible)
        if any_open(one.columns):
            self.unknown += 1
            return Cte(one.name, Select((Star(UNKNOWN_COLUMNS),)))
        return Cte(self._text(one.name), query, one.columns)

    def _source(self, source: Source, visible: frozenset[str]) -> Source:
        join = self._join(source.join)
        alias = self._text(source.alias)
        pivots = tuple(map(self._pivot, source.pivots))
        columns = source.columns if isinstance(source, Scan | Derived) else ()
        if any(pivot is None for pivot in pivots) or any_open(columns):
            self.unknown += 1
            return TableFunction((), alias=alias, join=join)
        known = tuple(pivot for pivot in pivots if pivot is not None)
        if isinstance(source, Scan):
            return self._scan(source, alias, join, known, visible)
        changed = replace(source, alias=alias, join=join, pivots=known)
        if isinstance(changed, Derived):
            return replace(changed, query=self.query(changed.query, visible))
        if isinstance(changed, Group):
            return replace(changed, sources=tuple(self._source(one, visible) for one in changed.sources))
        if isinstance(changed, ValuesSource):
            return replace(changed, items=tuple(map(self._item, changed.items)))
        return self._function(changed)

    def _scan(
        self, source: Scan, alias: str, join: Join | None, pivots: tuple[Pivot, ...], visible: frozenset[str]
    ) -> Source:
        if len(source.name) == 1 and source.name[0] in visible and MARK not in source.name[0]:
            return replace(source, alias=alias, join=join, pivots=pivots)
        name = self.name(source.name)
        if name:
            return replace(source, name=name, alias=alias, join=join, pivots=pivots)
        return TableFunction(
            (), alias=alias or ("" if any_open(source.name[-1:]) else source.name[-1]), join=join, pivots=pivots
        )

    def _function(self, source: TableFunction) -> TableFunction:
        name = () if any_open(source.name) else self._table(source.name) if source.name else ()
        if any_open(source.outputs):
            self.unknown += 1
            return replace(source, name=name, outputs=(), closed=False)
        return replace(source, name=name, items=tuple(map(self._item, source.items)))

    def _join(self, join: Join | None) -> Join | None:
        if join is None or not any_open(join.using):
            return join
        self.unknown += 1
        return replace(join, using=tuple(name for name in join.using if MARK not in name))

    def _pivot(self, pivot: Pivot) -> Pivot | None:
        """None where nobody knows what comes out of it."""
        if any_open((*pivot.consumed, *pivot.columns)):
            return None
        kept = tuple(item for item in pivot.produced if MARK not in item.name)
        more = len(kept) < len(pivot.produced)
        self.unknown += more
        return replace(pivot, produced=kept, alias=self._text(pivot.alias), open=pivot.open or more)
