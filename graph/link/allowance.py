"""Stage 5, core: how much the queries of one file may collect. A leaf.

What decides about a query's rows is handed on to the queries that read it, and each of them holds all of it: a chain
of n queries that each add something holds n² of it. Real SQL stays far below the bound; what passes it is said.
"""

# Columns that queries collect, counted wherever one stands in what a query gives. Each costs some 50 bytes.
_ATOMS = 4_000_000
_ATOMS_PER_STATEMENT = 1_000


class TooComplex(Exception):
    """The statement would cost more than it may."""


class Allowance:
    """What all statements of a file may still collect."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = _ATOMS

    def share(self) -> int:
        """What one statement may: half of what is left, so that the others keep something, and what most need."""
        return self._left // 2 + _ATOMS_PER_STATEMENT

    def spend(self, atoms: int) -> None:
        """A statement has collected so many."""
        self._left = max(0, self._left - atoms)
