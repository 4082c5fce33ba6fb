"""Stage 5, core: the columns of a table that ALTER TABLE renames, drops and adds, at every place of one file.

Built once a table; a look-up at one place costs no more than a search in it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.facts import Alter

Alters = Sequence[tuple[int, Alter]]
"""ALTER TABLEs of one table, in order, with the ordinals of their statements."""


class _Column:
    """One column: its names from step to step (None: there is no such column then), and the one that is kept."""

    __slots__ = ("names", "steps", "stored")

    def __init__(self, step: int, name: str, stored: str) -> None:
        self.steps = [step]
        self.names: list[str | None] = [name]
        self.stored = stored

    def at(self, step: int) -> str | None:
        """Its name after so many ALTERs."""
        place = bisect_right(self.steps, step) - 1
        return self.names[place] if place >= 0 else None

    def becomes(self, step: int, name: str | None) -> None:
        self.steps.append(step)
        self.names.append(name)


class History:
    """What a table's columns are called after each of its ALTERs.

    Of a table that the file makes (`own`) columns are known by their last names, and those that it adds count as
    there from the beginning. Any other table's keep the names that the catalog has for them."""

    def __init__(self, columns: Iterable[str], alters: Alters, *, own: bool, later: Iterable[str] = ()) -> None:
        """`columns`: before the ALTERs; `later`: those that other files add."""
        self._own = own
        self._ordinals = [ordinal for ordinal, _ in alters]
        self._columns = [_Column(0, name, name) for name in dict.fromkeys(columns) if name]
        self._by_name: dict[str, tuple[list[int], list[_Column]]] = {}  # from which step on who bears it
        for column in self._columns:
            self._bears(column, 0, column.names[0] or "")
        alive = {column.names[0]: column for column in self._columns}
        for step, (_, alter) in enumerate(alters, 1):
            self._alter(step, alter, alive)
        for name in later:
            if name and name not in self._by_name:
                self._new(0, name)
        self._counts = self._counted(len(self._ordinals) + 1)

    def _bears(self, column: _Column, step: int, name: str) -> None:
        steps, columns = self._by_name.setdefault(name, ([], []))
        steps.append(step)
        columns.append(column)

    def _alter(self, step: int, alter: Alter, alive: dict[str | None, _Column]) -> None:
        for name in alter.dropped:
            if (gone := alive.pop(name, None)) is not None:
                gone.becomes(step, None)
        moved = [(new, alive.pop(old, None)) for old, new in dict(alter.renamed).items()]
        for new, column in moved:
            if column is not None:
                self._rename(step, column, new, alive)
        for added in alter.added if self._own else ():
            if added.name and added.name not in alive:
                alive[added.name] = self._new(step if added.name in self._by_name else 0, added.name)

    def _rename(self, step: int, column: _Column, new: str, alive: dict[str | None, _Column]) -> None:
        """A column that bears the name already is gone; no name is none."""
        if (taken := alive.pop(new, None)) is not None:
            taken.becomes(step, None)
        column.becomes(step, new or None)
        if not new:
            return
        alive[new] = column
        self._bears(column, step, new)
        if self._own:
            column.stored = new

    def _new(self, step: int, name: str) -> _Column:
        column = _Column(step, name, name)
        self._columns.append(column)
        self._bears(column, step, name)
        return column

    def _counted(self, steps: int) -> list[int]:
        changes = [0] * (steps + 1)
        for column in self._columns:
            before = False
            for step, name in zip(column.steps, column.names, strict=True):
                changes[step] += (name is not None) - before
                before = name is not None
        counts, total = [], 0
        for change in changes[:steps]:
            total += change
            counts.append(total)
        return counts

    def at(self, ordinal: int) -> "ColumnsThen":
        """As a statement finds them."""
        place = bisect_right if self._own else bisect_left
        return ColumnsThen(self, place(self._ordinals, ordinal))

    def stored(self, name: str, step: int) -> str | None:
        """Under which name the column that is called so then is kept."""
        steps, columns = self._by_name.get(name, ((), ()))
        place = bisect_right(steps, step) - 1
        return columns[place].stored if place >= 0 and columns[place].at(step) == name else None

    def count(self, step: int) -> int:
        """How many columns there are."""
        return self._counts[step]

    def names(self, step: int) -> Iterator[str]:
        """All of them in order."""
        for column in self._columns:
            if (name := column.at(step)) is not None:
                yield name


class ColumnsThen(Mapping[str, str]):
    """A table's columns at one place: name there → name that is kept."""

    __slots__ = ("_history", "_step")

    def __init__(self, history: History, step: int) -> None:
        self._history = history
        self._step = step

    def __getitem__(self, name: str) -> str:
        found = self._history.stored(name, self._step)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return self._history.names(self._step)

    def __len__(self) -> int:
        return self._history.count(self._step)


class Renames:
    """The last names of a table's columns, from any place of the file on."""

    def __init__(self, alters: Alters) -> None:
        self._by_old: dict[str, tuple[list[int], list[str]]] = {}  # ordinals backwards, last names
        following: dict[str, str] = {}
        for ordinal, alter in reversed(alters):
            last = [(old, following.get(new, new)) for old, new in alter.renamed]
            for old, name in last:
                following[old] = name
                ordinals, names = self._by_old.setdefault(old, ([], []))
                ordinals.append(-ordinal)
                names.append(name)

    def last(self, name: str, ordinal: int) -> str:
        """What the column that a statement calls so is called at the end."""
        found = self._by_old.get(name)
        if found is None:
            return name
        place = bisect_right(found[0], -ordinal) - 1
        return found[1][place] if place >= 0 else name
