"""Stage 5, core: one range variable of a block, and an index over many of them."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

from graph.link.relation import Col, Relation, TableRelation
from graph.names import Name

MANY = 16
"""From so many range variables on a block is worth an index."""


class Entry:
    """One range variable. `parts`: its name as written where no alias hides it. `shown`: names that the block reads
    of it by its alias; where it is open, it must have them."""

    __slots__ = ("alias", "dropped", "parts", "relation", "replaced", "scalar", "shown", "visible")

    def __init__(
        self, relation: Relation, alias: str, parts: Name = (), *, scalar: bool = False, shown: Collection[str] = ()
    ) -> None:
        self.relation = relation
        self.alias = alias
        self.parts = parts
        self.scalar = scalar
        self.shown = shown
        self.visible = True  # False: a semi or anti join gives no columns outside its own ON
        self.dropped: set[str] = set()  # merged by USING: does not come out of `*` here
        self.replaced: dict[str, Col] = {}  # merged by USING: comes out of `*` with this lineage


class EntryIndex:
    """Where the range variables of a block stand, by what may be asked of them. Places are ascending."""

    __slots__ = ("_by_alias", "_by_column", "_by_shown", "_by_table", "_entries", "_opens", "_read")

    def __init__(self, entries: Sequence[Entry]) -> None:
        """`entries` may grow, and lose what stands at its end (`cut`)."""
        self._entries = entries
        self._read = 0
        self._by_alias: dict[str, list[int]] = {}
        self._by_column: dict[str, list[int]] = {}
        self._by_shown: dict[str, list[int]] = {}
        self._by_table: dict[Name, list[int]] = {}
        self._opens: list[int] = []

    def _lists(self, at: int) -> Iterable[list[int]]:
        """All that an entry stands in."""
        entry = self._entries[at]
        relation = entry.relation
        yield self._by_alias.setdefault(entry.alias, [])
        names = relation.columns if isinstance(relation, TableRelation) else {name for name, _ in relation.outputs}
        for name in names:
            yield self._by_column.setdefault(name, [])
        for name in set(entry.shown):
            yield self._by_shown.setdefault(name, [])
        for size in range(2, len(entry.parts) + 1):
            yield self._by_table.setdefault(entry.parts[-size:], [])
        if relation.opens:
            yield self._opens

    def _catch_up(self) -> None:
        for at in range(self._read, len(self._entries)):
            for places in self._lists(at):
                places.append(at)
        self._read = len(self._entries)

    def cut(self, start: int) -> None:
        """The entries from `start` on are about to go."""
        for at in range(self._read - 1, start - 1, -1):
            for places in self._lists(at):
                places.pop()
        self._read = min(self._read, start)

    def named(self, alias: str, low: int, high: int) -> Sequence[int]:
        """Those of this alias."""
        self._catch_up()
        return self._between(self._by_alias.get(alias), low, high)

    def holding(self, column: str, low: int, high: int) -> Sequence[int]:
        """Those that are known to have a column of this name."""
        self._catch_up()
        return self._between(self._by_column.get(column), low, high)

    def shown(self, name: str, low: int, high: int) -> Sequence[int]:
        """Those of which the block reads this name by their alias."""
        self._catch_up()
        return self._between(self._by_shown.get(name), low, high)

    def tables(self, parts: Name, low: int, high: int) -> Sequence[int]:
        """Unaliased tables whose written name ends so (at least two parts)."""
        self._catch_up()
        return self._between(self._by_table.get(parts), low, high)

    def opens(self, low: int, high: int) -> Sequence[int]:
        """Those with columns that nobody can list."""
        self._catch_up()
        return self._between(self._opens, low, high)

    def _between(self, places: list[int] | None, low: int, high: int) -> Sequence[int]:
        if not places:
            return ()
        if low == 0 and high >= self._read:
            return places
        return places[bisect_left(places, low) : bisect_left(places, high)]
