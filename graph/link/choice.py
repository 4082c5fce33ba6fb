"""Stage 5, core: which of several definitions of one name a reader means."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

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


def preferred(definitions: Sequence[Chosen], own: Sequence[Chosen], reader: Reader) -> Chosen | None:
    """Own file, own root, own dialect, longest common folder, then (root, path, place in it). None: the reader's file
    alone has it, and has dropped it by then."""
    if own:
        chosen = own_definition(own, reader.ordinal)
        if chosen is not None:
            return chosen
        definitions = [one for one in definitions if one not in own]
        if not definitions:
            return None
    if len(definitions) == 1:
        return definitions[0]
    folders = reader.path.split("/")[:-1]

    def distance(one: Chosen) -> tuple[bool, bool, int, tuple[str, str, int]]:
        context = one.context
        near = common_folders(folders, context.path.split("/")[:-1])
        return context.root != reader.root, context.dialect != reader.dialect, -near, one.place

    return min(definitions, key=distance)


class Overload(Protocol):
    """What choosing between routines of one name asks of them."""

    parameters: tuple[str, ...]


Chosable = TypeVar("Chosable", bound=Overload)


def fitting(routines: Sequence[Chosable], arguments: Sequence[str]) -> Chosable | None:
    """The one that takes these arguments (the parameters that they name, or ""): with as many parameters, or the only
    one with more of them, which have defaults then. None: types would have to tell."""
    named = {one.lower().lstrip("@") for one in arguments if one}
    fit = [
        one
        for one in routines
        if len(one.parameters) >= len(arguments) and named <= {name.lower().lstrip("@") for name in one.parameters}
    ]
    exact = [one for one in fit if len(one.parameters) == len(arguments)]
    chosen = exact or fit
    return chosen[0] if len(chosen) == 1 else None


def common_folders(left: list[str], right: list[str]) -> int:
    """How many leading folders two paths share."""
    count = 0
    for mine, other in zip(left, right, strict=False):
        if mine != other:
            break
        count += 1
    return count


def own_definition(definitions: Sequence[Chosen], ordinal: int) -> Chosen | None:
    """Which of its own file's definitions of one name (in order) a statement means: the nearest before it that was
    not dropped, else the first after it; None where all that came before are dropped."""
    before = [one for one in definitions if one.ordinal < ordinal]
    alive = [one for one in before if one.until is None or one.until >= ordinal]
    if alive:
        return alive[-1]
    after = [one for one in definitions if one.ordinal >= ordinal]
    return after[0] if after else None
