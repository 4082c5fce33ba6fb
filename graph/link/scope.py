"""Stage 5, core: the range variables of one block, and which column a written reference means in them.

Order of the rules: range variable, full table name, column and field; inner block before outer. A name that an inner
open source *may* have and an outer source is *known* to have is ambiguous, and so is one that two open sources may
have, unless the block reads it of one of them by its alias: that one must have it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from graph.extract.dialects import Dialect
from graph.facts import Join
from graph.link.entry import MANY, Entry, EntryIndex
from graph.link.fields import at_path, fields_of
from graph.link.relation import EMPTY, Col, Found, Miss, Open, Output, Relation, merged, rows_of
from graph.names import Name, format_name

# Engines in which `a.b` may be field b of column a although no DDL says that a is a column.
_STRUCTS = frozenset(
    {"bigquery", "duckdb", "spark", "spark2", "databricks", "hive", "trino", "presto", "athena", "clickhouse"}
)
# Engines in which a bare name is a column, whatever a table beside it is called; elsewhere it may be that table's row.
_NO_ROWS = frozenset(
    {"tsql", "fabric", "mysql", "doris", "starrocks", "singlestore", "oracle", "sqlite", "teradata", "exasol"}
)
# What engines know without any table having it. Only looked at when no source is known to have the name.
_PSEUDO = {
    "oracle": frozenset({"ROWNUM", "ROWID", "LEVEL", "SYSDATE", "SYSTIMESTAMP", "USER", "CONNECT_BY_ISLEAF"}),
    "postgres": frozenset({"ctid", "xmin", "xmax", "tableoid", "current_user", "session_user", "user"}),
    "bigquery": frozenset({"_table_suffix", "_file_name"}),
    "sqlite": frozenset({"rowid", "oid", "_rowid_"}),
    "snowflake": frozenset({"LEVEL"}),
}

# No engine's tables have names of more parts.
_PARTS = 8

_POSITION = re.compile(r"\$\d{1,4}\Z")


class _Merge(NamedTuple):
    low: int
    end: int  # it holds from here on
    col: Found


class Scope:
    """Sources from left to right. A `View` of it is what a reference may see."""

    __slots__ = ("_index", "_leads", "_scanned", "cost", "dropped", "entries", "merges", "outer", "turned")

    def __init__(self, outer: "View | None") -> None:
        self.outer = outer
        self.entries: list[Entry] = []
        self.cost = 0  # of what merging by USING did to sources, and the columns that it collected
        self.merges: dict[str, list[_Merge]] = {}
        self._leads: list[list[Output]] = []  # merged columns that lead `*`, the first last
        self.dropped: dict[str, tuple[int, int]] = {}  # by merged column, the sources where that was dropped last
        self.turned: list[tuple[int, int]] = []  # (low, start): from `start` on they come before those from `low` on

        self._index: EntryIndex | None = None
        self._scanned: tuple[int, set[Name]] = (0, set())  # among how many sources

    @property
    def index(self) -> EntryIndex | None:
        """None: they are few."""
        if self._index is None and len(self.entries) > MANY:
            self._index = EntryIndex(self.entries)
        return self._index

    def cut(self, start: int) -> None:
        """The sources from `start` on become one, that is added next."""
        if self._index is not None:
            self._index.cut(start)
        self._scanned = (0, set())
        del self.entries[start:]

    def scanned(self) -> set[Name]:
        """The datasets among the sources."""
        count, names = self._scanned
        for at in range(count, len(self.entries)):
            if (relation := self.entries[at].relation).direct:
                names |= relation.moved
        self._scanned = len(self.entries), names
        return names

    def lead(self, merged_columns: list[Output]) -> None:
        """These lead `*`, before those that did so far."""
        if merged_columns:
            self._leads.append(merged_columns)

    def leading(self) -> list[Output]:
        """The merged columns that lead `*`, in order."""
        found: dict[str, Output] = {}
        for columns in reversed(self._leads):
            for output in columns:
                found.setdefault(output[0], output)
        return list(found.values())

    def whole(self) -> "View":
        """All sources."""
        return View(self, 0, len(self.entries))


class View(NamedTuple):
    """The sources `low` to `high` (exclusive) of a scope, then the outer ones."""

    scope: Scope
    low: int
    high: int
    weak: bool = False  # it is only asked for what nothing inside may have: a subquery in FROM that need not be lateral

    def levels(self) -> Sequence["View"]:
        """From the inside out."""
        outer = self.scope.outer
        if outer is None:
            return (self,)
        found = [self]
        while outer is not None:
            found.append(outer)
            outer = outer.scope.outer
        return found

    def entries(self) -> list[Entry]:
        """What unqualified names may mean."""
        return [entry for entry in self.scope.entries[self.low : self.high] if entry.visible]

    def known(self, name: str) -> Found | Miss:
        """The column of that name in the one source that is known to have it."""
        if self.scope.merges:
            for merge in reversed(self.scope.merges.get(name, ())):
                if merge.low >= self.low and merge.end <= self.high:
                    return merge.col
        found: Found | Miss = Miss.ABSENT
        for entry in self.holding(name):
            here = entry.relation.known(name)
            if here is Miss.ABSENT:
                continue
            if here is Miss.AMBIGUOUS or found is not Miss.ABSENT:
                return Miss.AMBIGUOUS
            found = here
        return found

    def shown(self, name: str) -> Found | Miss:
        """The column of that name in the one open source of which the block reads it by its alias: were the name
        another's too, the engine would refuse it without that alias."""
        index, every = self.scope.index, self.scope.entries
        shown = self.entries() if index is None else [every[at] for at in index.shown(name, self.low, self.high)]
        entries = [one for one in shown if one.visible and name in one.shown and len(self.variables(one.alias)) == 1]
        found = [here for entry in entries for here in entry.relation.maybe(name)]
        if not found:
            return Miss.ABSENT
        return found[0] if len({here.col for here in found}) == 1 and len(entries) == 1 else Miss.AMBIGUOUS

    def maybe(self, name: str) -> list[Found]:
        """What open sources may give by that name, as far as two that differ. An unnested value with an alias is
        reached through it, so that it counts only where no other source is open."""
        plain = _some(name, (entry for entry in self.opens() if not entry.scalar))
        return plain or _some(name, (entry for entry in self.opens() if entry.scalar))

    def may_have(self, name: str) -> bool:
        """Whether a source of which nobody knows all columns may have one of that name."""
        return any(entry.relation.maybe(name) for entry in self.opens() if not entry.scalar)

    def holding(self, name: str) -> list[Entry]:
        """Those that may be known to have a column of this name."""
        index, entries = self.scope.index, self.scope.entries
        if index is None:
            return self.entries()
        return [entries[at] for at in index.holding(name, self.low, self.high) if entries[at].visible]

    def opens(self) -> Iterator[Entry]:
        """Those with columns that nobody can list."""
        index, entries = self.scope.index, self.scope.entries
        if index is None:
            return (entry for entry in self.entries() if entry.relation.opens)
        return (entries[at] for at in index.opens(self.low, self.high) if entries[at].visible)

    def variables(self, alias: str) -> list[Entry]:
        """The range variables of that name."""
        index, entries = self.scope.index, self.scope.entries
        if index is None:
            return [entries[at] for at in range(self.low, self.high) if entries[at].alias == alias]
        return [entries[at] for at in index.named(alias, self.low, self.high)]

    def tables(self, parts: Name) -> list[Entry]:
        """Unaliased tables whose written name ends so (at least two parts)."""
        index, entries, size = self.scope.index, self.scope.entries, len(parts)
        if index is None:
            return [entry for entry in entries[self.low : self.high] if entry.parts[-size:] == parts]
        return [entries[at] for at in index.tables(parts, self.low, self.high)]


def _some(name: str, entries: Iterable[Entry]) -> list[Found]:
    found: list[Found] = []
    for entry in entries:
        for one in entry.relation.maybe(name):
            found.append(one)
            if one.col != found[0].col:
                return found
    return found


Resolution: TypeAlias = Found | str | None
"""What was found, or the problem in words; None: no column, and no problem."""


class Resolver:
    """Resolves references by the rules of one dialect."""

    __slots__ = ("_alias_first", "_by_position", "_pseudo", "_rows", "_structs")

    def __init__(self, dialect: Dialect) -> None:
        self._alias_first = dialect.alias_first
        self._by_position = dialect.name == "snowflake"
        self._structs = dialect.name in _STRUCTS
        self._rows = dialect.name not in _NO_ROWS
        self._pseudo = _PSEUDO.get(dialect.name, frozenset())

    def resolve(
        self, parts: Name, view: View, aliases: dict[str, Col] | None = None, *, alias_wins: bool = True
    ) -> Resolution:
        """The column that `parts` means in `view`. `aliases` (GROUP BY, HAVING, lateral ones) come after what is known
        of the sources; against an open source they win, or with `alias_wins` off leave the name ambiguous."""
        if parts and parts[-1] == "*":
            return _all_columns(parts, view)
        if self._by_position and parts and _POSITION.match(parts[-1]):
            return _by_place(parts, view)
        if len(parts) == 1:
            return self._unqualified(parts[0], view, aliases, alias_wins)
        return self._qualified(parts, view) if parts else "column without a name"

    def _unqualified(self, name: str, view: View, aliases: dict[str, Col] | None, alias_wins: bool) -> Resolution:
        first: Found | None = None
        for level in view.levels():
            if self._alias_first and aliases is not None and level is view and name in aliases:
                return Found(aliases[name])
            if level.weak and first is not None:
                continue
            known = level.known(name)
            if known is Miss.ABSENT and first is None:
                known = level.shown(name)
            if known is Miss.AMBIGUOUS or (first is not None and isinstance(known, Found)):
                return f"ambiguous column {format_name((name,))}"
            if isinstance(known, Found):
                return known
            if first is not None:
                continue
            if aliases is not None and level is view and name in aliases:
                if alias_wins or all(part.col == aliases[name] for part in level.maybe(name)):
                    return Found(aliases[name])
                return f"ambiguous column {format_name((name,))}"
            if self._rows and (rows := whole_rows(level.variables(name))) is not None:
                return rows
            if name in self._pseudo:
                return None
            parts = level.maybe(name)
            if len({part.col for part in parts}) > 1:
                return f"ambiguous column {format_name((name,))}"
            first = parts[0] if parts else None
        if first is not None or name in self._pseudo:
            return first
        return f"unknown column {format_name((name,))}"

    def _qualified(self, parts: Name, view: View) -> Resolution:
        for level in view.levels():
            if entries := level.variables(parts[0]):
                answer = _pick(entries, parts, 1)
                if not isinstance(answer, Found) and (named := _by_table(level, parts)) is not None:
                    return named
                return answer
            if (named := _by_table(level, parts)) is not None:
                return named
            known = level.known(parts[0])
            if isinstance(known, Found):
                return _inside(known, parts[1:])
        if self._structs:
            field = self._unqualified(parts[0], view, None, True)
            if isinstance(field, Found):
                return field
        return f"unknown column {format_name(parts)}"


def _by_table(level: View, parts: Name) -> Found | str | None:
    """None: no table is called so."""
    for size in range(min(len(parts) - 1, _PARTS), 1, -1):
        if entries := level.tables(parts[:size]):
            return _pick(entries, parts, size)
    return None


def _pick(entries: Sequence[Entry], parts: Name, at: int) -> Found | str:
    name = parts[at]
    found = []
    for entry in entries:
        relation = entry.relation
        if entry.scalar and len(entries) == 1 and relation.known(name) is Miss.ABSENT:
            own = relation.known(entry.alias)
            return _inside(own, parts[at:]) if isinstance(own, Found) else _whole_row(entry)
        here = relation.lookup(name)
        if isinstance(here, Found):
            found.append(here)
    if len(found) == 1 or len({here.col for here in found}) == 1:
        return _inside(found[0], parts[at + 1 :])
    return f"{'ambiguous' if found else 'unknown'} column {format_name(parts[: at + 1])}"


def _all_columns(parts: Name, view: View) -> Resolution:
    """`f(*)`: the rows of all sources as values; with a source's name in front (`*` alone stood there) those of it."""
    entries = view.variables(parts[0]) if len(parts) > 1 else view.entries()
    rows = [found for entry in entries if (found := whole_rows([entry])) is not None]
    return Found(merged([found.col for found in rows]), any(found.direct for found in rows))


def _by_place(parts: Name, view: View) -> Resolution:
    """`$2`, `t.$2`. What a staged file holds at a place is no column."""
    entries = view.variables(parts[0]) if len(parts) > 1 else view.entries()
    if not entries or any(_is_place(name) for entry in entries for name in entry.relation.moved):
        return None
    place = int(parts[-1][1:])
    relation = entries[0].relation
    known = min([len(relation.outputs), *(part.at for part in relation.opens)])
    if len(entries) > 1 or not 0 < place <= known:
        return f"unknown column {format_name(parts)}"
    return Found(relation.outputs[place - 1][1], relation.direct)


def _is_place(name: Name) -> bool:
    """A stage or a file, whose name is one part."""
    return len(name) == 1 and (name[0][:1] == "@" or "/" in name[0])


def whole_rows(entries: Sequence[Entry]) -> Found | None:
    """A range variable as a value: all its columns."""
    return _whole_row(entries[0]) if len(entries) == 1 else None


def _whole_row(entry: Entry) -> Found:
    relation = entry.relation
    col = merged([EMPTY, *(col for _, col in relation.outputs), *(part.fixed for part in relation.opens)])
    datasets = rows_of(part.dataset for part in relation.opens if part.dataset is not None)
    fields = fields_of(relation.outputs, relation.opens)
    return Found(Col(col.value | datasets, col.influence, fields), relation.direct)


def _inside(found: Found, path: Name) -> Found:
    """What a path into a column leads to."""
    return Found(at_path(found.col, path), found.direct) if path else found


def merge_using(scope: Scope, dialect: Dialect, join: Join, low: int, start: int, names: Sequence[str]) -> list[Found]:
    """Merge the columns `names` of the sources from `start` on with those left of them; returns all that was compared.

    The kept side is the value (FULL takes both). Where the merged column stands in `*` is the dialect's."""
    end = len(scope.entries)
    left, right = View(scope, low, start), View(scope, start, end)
    compared: list[Found] = []
    lead: list[Output] = []
    turned = join.kind == "right" and dialect.using_order == "merged_first"
    if turned:  # MySQL makes a LEFT JOIN of it, with the sides exchanged
        scope.turned.append((low, start))
        scope.cost += 1 if _is_chain(scope.turned[-2:]) else len(scope.turned)
    for name in _ordered(names, dialect, right if turned else left):
        sides = [_side(left, name), _side(right, name)]
        merges = scope.merges.setdefault(name, [])
        known = merges[-1].col if merges else None  # it was compared when it was merged
        compared += [side for side in sides if side is not None and side is not known]
        kept = _kept(join.kind, *sides)
        scope.cost += len(kept.col.value)
        merges.append(_Merge(low, end, kept))
        _place(scope, dialect, low, start, name, kept, lead)
    scope.lead(lead)
    return compared


def _side(view: View, name: str) -> Found | None:
    known = view.known(name)
    if known is Miss.ABSENT:
        known = view.shown(name)
    if isinstance(known, Found):
        return known
    parts = view.maybe(name) if known is Miss.ABSENT else []
    return parts[0] if len({part.col for part in parts}) == 1 else None


def _kept(kind: str, left: Found | None, right: Found | None) -> Found:
    if kind == "full":
        sides = [side for side in (left, right) if side is not None]
        return Found(merged([side.col for side in sides]), any(side.direct for side in sides))
    side = right if kind == "right" else left
    return side if side is not None else Found(EMPTY)


def _ordered(names: Sequence[str], dialect: Dialect, left: View) -> Sequence[str]:
    if dialect.using_order != "merged_first":
        return names
    order: dict[str, int] = {}
    for entry in left.entries() if len(names) > 1 else ():
        for name, _ in entry.relation.outputs:
            order.setdefault(name, len(order))
    return sorted(names, key=lambda name: order.get(name, len(order)))


def _place(scope: Scope, dialect: Dialect, low: int, start: int, name: str, kept: Found, lead: list[Output]) -> None:
    for entry in scope.entries[start:]:
        entry.dropped.add(name)
    if dialect.using_order == "in_place":
        for entry in View(scope, low, start).holding(name):
            if name not in entry.dropped and not isinstance(entry.relation.known(name), Miss):
                entry.replaced[name] = kept.col
                return
    _drop(scope, low, start, name)
    lead.append((name, kept.col))


def _drop(scope: Scope, low: int, start: int, name: str) -> None:
    """The sources from `low` to `start` give the column no more; most have lost it to an earlier merge."""
    before, until = scope.dropped.get(name, (low, low))
    left = View(scope, until if before <= low <= until else low, start)
    for entry in (*left.holding(name), *left.opens()):
        entry.dropped.add(name)
        scope.cost += 1
    scope.dropped[name] = (min(before, low) if low <= until else low, len(scope.entries))


def star_of(view: View) -> tuple[list[Output], list[Open]]:
    """The bare `*`: outputs in order and what stays open."""
    outputs: list[Output] = view.scope.leading() if view.low == 0 else []
    opens: list[Open] = []
    for at in _star_order(view):
        entry = view.scope.entries[at]
        if entry.visible:
            extend(outputs, opens, entry.relation, entry.dropped, entry.replaced)
    return outputs, opens


def _star_order(view: View) -> Sequence[int]:
    order: Sequence[int] = range(view.low, view.high)
    turned = [one for one in view.scope.turned if view.low <= one[0]]
    if len(turned) > 1 and _is_chain(turned):
        return _turned_in_turn(view, turned)
    for low, start in turned:
        front = [at for at in order if at < low]
        order = front + [at for at in order if at >= start] + [at for at in order if low <= at < start]
    return order


def _is_chain(turned: Sequence[tuple[int, int]]) -> bool:
    """Whether each begins where the others do, and reaches further than those before it."""
    return all(one[0] == other[0] and one[1] < other[1] for one, other in pairwise(turned))


def _turned_in_turn(view: View, turned: Sequence[tuple[int, int]]) -> list[int]:
    """What each of a chain has put in front stands before what those before it have."""
    low = turned[0][0]
    ends = [low, *(start for _, start in turned), view.high]
    order = list(range(view.low, low))
    for start, end in reversed([*pairwise(ends)]):
        order += range(start, min(end, view.high))
    return order


def extend(
    outputs: list[Output], opens: list[Open], relation: Relation, dropped: set[str], replaced: dict[str, Col]
) -> None:
    """Append what comes out of one relation. Open parts keep their place among the outputs."""
    for part in relation.opens:
        before = sum(1 for name, _ in relation.outputs[: part.at] if name not in dropped)
        opens.append(part.without(dropped)._replace(at=len(outputs) + before))
    if not dropped and not replaced:
        outputs.extend(relation.outputs)
        return
    outputs.extend((name, replaced.get(name, col)) for name, col in relation.outputs if name not in dropped)
