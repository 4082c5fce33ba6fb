"""Stage 5, core: what linking one file gives. Values only; `parse`, `FileGraph` and `coverage` are made from them."""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from graph.facts import ColumnDef, Status
from graph.names import Name


class Ref(NamedTuple):
    """A permanent dataset (`column` "") or one column of it. Both completed and normalised."""

    dataset: Name
    column: str = ""


ref_of = partial(tuple.__new__, Ref)
"""A (dataset, column) pair as a `Ref`: without the constructor, for there are very many."""


@dataclass(frozen=True, slots=True)
class FileContext:
    """What linking a file depends on besides its facts and the catalog.

    `path` is relative to the root, `/`-separated, displayable. `target`: the dataset that a bare SELECT defines by a
    rule of the root's settings, `()` for none.
    """

    root: str
    path: str
    dialect: str
    default_database: str = ""
    default_schema: str = ""
    target: Name = ()


class Flow(NamedTuple):
    """`sources` (sorted) reach `to` by `via` (`value` or an influence). `assumed`: targets named by position."""

    to: Ref
    sources: tuple[Ref, ...]
    via: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class LinkedStatement:
    """One statement with its names bound. Lists are sorted and unique and hold permanent datasets only."""

    ordinal: int
    lines: tuple[int, int]
    kind: str
    status: Status
    reason: str | None
    routine: Name = ()
    reads: tuple[Name, ...] = ()
    writes: tuple[Name, ...] = ()
    defines: tuple[Name, ...] = ()
    column_reads: tuple[Ref, ...] = ()
    column_writes: tuple[Ref, ...] = ()
    flows: tuple[Flow, ...] = ()
    calls: tuple[Name, ...] = ()
    defines_routine: Name = ()
    references: tuple[tuple[Ref, Ref], ...] = ()  # foreign keys: (column, referenced column)
    column_defines: tuple[Ref, ...] = ()  # columns that it declares

    @property
    def touched(self) -> int:
        """How many tables, columns and routines: each is a row of the graph."""
        tables = len(self.reads) + len(self.writes) + len(self.defines)
        columns = len(self.column_reads) + len(self.column_writes) + len(self.column_defines)
        return tables + columns + len(self.calls)


class TableEdge(NamedTuple):
    """Between permanent datasets, end to end through temps. `via`, `ordinals`, `lines` (first lines) sorted, unique."""

    source: Name
    target: Name
    via: tuple[str, ...]
    ordinals: tuple[int, ...]
    lines: tuple[int, ...]


class ColumnEdge(NamedTuple):
    """Value: column to column. Influence: column to column, or to a dataset (`target.column` "")."""

    source: Ref
    target: Ref
    via: tuple[str, ...]
    ordinals: tuple[int, ...]
    lines: tuple[int, ...]
    assumed: bool = False


@dataclass(frozen=True)
class DatasetInfo:
    """What the catalog says of a dataset, the same for every file that touches it. `kind` "" and no columns: nobody
    defines it. `open`: it has columns that nobody can name."""

    name: Name
    kind: str = ""
    columns: tuple[ColumnDef, ...] = ()
    open: bool = True
    comment: str = ""

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each column stands in `columns`."""
        return {column.name: at for at, column in enumerate(self.columns)}


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """One file against the catalog. It depends on the catalog in `lookups` alone: the completed names it asked for,
    found or not (every candidate that was tried, and the name of whatever it defines itself)."""

    context: FileContext
    statements: tuple[LinkedStatement, ...]
    tables: tuple[TableEdge, ...]
    columns: tuple[ColumnEdge, ...]
    datasets: tuple[DatasetInfo, ...]  # every dataset touched, sorted by name
    lookups: frozenset[Name]
    defined: tuple[DatasetInfo, ...] = ()  # what this file itself defines (`parse`'s datasets), sorted by name
    routines: tuple[tuple[Name, str], ...] = ()  # routines touched: (name, kind, "" unknown)
