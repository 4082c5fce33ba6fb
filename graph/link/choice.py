"""Stage 5, core: which of several definitions of one name a reader means."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from graph.link.linked import FileContext

OVERLOADING = frozenset({"oracle", "postgres", "redshift", "materialize", "risingwave", "snowflake"})
"""Engines in which several routines of one name may differ in their parameters."""


class Placed(Protocol):
    """What choosing asks of a definition."""

    context: FileContext
    ordinal: int
    until: int | None

    @property
    def place(self) -> tuple[str, str, int]:
        """(root, path, rank)."""


Chosen = TypeVar("Chosen", bound=Placed)


class Reader(NamedTuple):
    """Who asks: a statement of a file."""

    root: str
    path: str
    dialect: str
    ordinal: int


class Nearest(Generic[Chosen]):
    """Definitions of one name, by where they stand: own root, own dialect, longest common folder, then (root, path,
    place in it)."""

    def __init__(self, definitions: Sequence[Chosen]) -> None:
        """`definitions`: sorted by place."""
        self._groups: dict[tuple[str, str], tuple[list[str], list[Chosen]]] = {}  # by root and dialect, sorted by path
        for one in definitions:
            paths, found = self._group(one)
            paths.append(one.context.path)
            found.append(one)

    def _group(self, one: Chosen) -> tuple[list[str], list[Chosen]]:
        return self._groups.setdefault((one.context.root, one.context.dialect), ([], []))

    def add(self, one: Chosen) -> None:
        """One more."""
        paths, found = self._group(one)
        at = bisect_left(found, one.place, key=_place)
        paths.insert(at, one.context.path)
        found.insert(at, one)

    def remove(self, one: Chosen) -> None:
        """One of them is no more."""
        paths, found = self._group(one)
        at = bisect_left(found, one.place, key=_place)
        del paths[at], found[at]
        if not found:
            del self._groups[(one.context.root, one.context.dialect)]

    def to(self, reader: Reader) -> Chosen | None:
        """The nearest outside of the reader's own file."""
        prefixes = _prefixes(reader.path)
        ranked: dict[tuple[bool, bool], list[tuple[int, tuple[str, str, int], Chosen]]] = {}
        for (root, dialect), (paths, found) in self._groups.items():
            own = reader.path if root == reader.root else ""
            near, at = _nearest(paths, prefixes, own)
            if at >= 0:
                far = root != reader.root, dialect != reader.dialect
                ranked.setdefault(far, []).append((-near, found[at].place, found[at]))
        return min(ranked[min(ranked)], key=lambda one: one[:2])[2] if ranked else None


def _prefixes(path: str) -> list[str]:
    """The folders that a path lies in, outermost first, as paths below them begin."""
    return ["", *(path[: at + 1] for at, sign in enumerate(path) if sign == "/")]


def _nearest(paths: Sequence[str], prefixes: Sequence[str], own: str) -> tuple[int, int]:
    """(folders shared, where) of the first of the sorted paths that shares most folders; -1: none but `own`."""
    for depth in range(len(prefixes) - 1, -1, -1):
        prefix = prefixes[depth]
        at = bisect_left(paths, prefix)
        if at < len(paths) and paths[at] == own:
            at = bisect_right(paths, own)
        if at < len(paths) and paths[at].startswith(prefix):
            return depth, at
    return 0, -1


class Overload(Protocol):
    """What choosing between routines of one name asks of them."""

    parameters: tuple[str, ...]


Chosable = TypeVar("Chosable", bound=Overload)


class Overloads(Generic[Chosable]):
    """Routines of one name in one file."""

    def __init__(self, routines: Sequence[Chosable]) -> None:
        self._takes = [(one, frozenset(_bare(name) for name in one.parameters)) for one in routines]
        self._by_count: dict[int, list[Chosable]] = {}
        self._by_name: dict[str, list[int]] = {}
        for at, (one, names) in enumerate(self._takes):
            self._by_count.setdefault(len(one.parameters), []).append(one)
            for name in names:
                self._by_name.setdefault(name, []).append(at)
        self._counts = sorted(self._by_count)
        self.differ = len({one.parameters for one in routines}) > 1
        """Whether any two differ in their parameters."""

    def fitting(self, arguments: Sequence[str]) -> Chosable | None:
        """The one that takes these arguments (the parameters that they name, or ""): with as many parameters, or the
        only one with more of them, which have defaults then. None: types would have to tell."""
        named = {_bare(one) for one in arguments if one}
        exact, fit = self._with(named, len(arguments)) if named else self._of_size(len(arguments))
        chosen = exact or fit
        return chosen[0] if len(chosen) == 1 else None

    def _with(self, named: set[str], size: int) -> tuple[list[Chosable], list[Chosable]]:
        """(with as many parameters, with at least so many) that have these names."""
        rarest = min((self._by_name.get(name, []) for name in named), key=len)
        fit = [self._takes[at][0] for at in rarest if named <= self._takes[at][1]]
        fit = [one for one in fit if len(one.parameters) >= size]
        return [one for one in fit if len(one.parameters) == size], fit

    def _of_size(self, size: int) -> tuple[list[Chosable], list[Chosable]]:
        """The same of any names, as far as two."""
        more = self._counts[bisect_left(self._counts, size) :][:2]
        return self._by_count.get(size, []), [one for count in more for one in self._by_count[count][:2]]


def _bare(parameter: str) -> str:
    return parameter.lower().lstrip("@")


def own_definition(definitions: Sequence[Chosen], ordinal: int) -> Chosen | None:
    """Which of its own file's definitions of one name (in order) a statement means: the nearest before it that was
    not dropped, else the first after it; None where all that came before are dropped."""
    at = own_place(definitions, ordinal)
    return None if at < 0 else definitions[at]


def own_place(definitions: Sequence[Chosen], ordinal: int) -> int:
    """Where in `definitions` the one that `own_definition` chooses stands; -1: none.

    A DROP ends all that came before it, so that if the nearest is gone, all before it are."""
    after = bisect_left(definitions, ordinal, key=_ordinal)
    if after:
        nearest = definitions[after - 1]
        if nearest.until is None or nearest.until >= ordinal:
            return after - 1
    return after if after < len(definitions) else -1


def _place(one: Placed) -> tuple[str, str, int]:
    return one.place


def _ordinal(one: Placed) -> int:
    return one.ordinal
