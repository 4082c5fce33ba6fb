"""Stage 4, core: T-SQL's CREATE SCHEMA with the tables and views that it makes in the same statement.

Bare names in these elements are the new schema's; behind the batch all is again as it was.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.piece import Piece
from graph.facts import Op, Use


class SchemaElements:
    """Which schema the pieces of one text stand in, piece by piece in order."""

    def __init__(self, builder: StatementBuilder) -> None:
        self._builder = builder
        self._used = Use(path=("",))
        self._within = False
        self._next: Op | None = None

    def ended(self) -> None:
        """A batch ends."""
        if self._within:
            self._within, self._next = False, self._used

    def placed(self, piece: Piece, found: list[Placed]) -> list[Placed]:
        """The statements of a piece, the first of them with what says where bare names are."""
        if not found:
            return found
        if self._next is not None:
            first = found[0].built
            found = [replace(found[0], built=replace(first, ops=(self._next, *first.ops))), *found[1:]]
            self._next = None
        kind = found[-1].built.kind
        if kind == "use":
            self._used = _last_used(found[-1].built.ops) or self._used
        elif kind == "create_schema" and _takes_elements(piece):
            self._next = self._opened(piece.statement)
            self._within = self._next is not None
        return found

    def _opened(self, text: str) -> Use | None:
        names = self._builder.reader_of(text)
        if names is None:
            return None
        name, _ = names.name(3 if names.word(2) == "AUTHORIZATION" else 2)
        return Use(path=(*name, self._builder.ctx.dialect.default_schema)) if len(name) == 1 else None


def _takes_elements(piece: Piece) -> bool:
    """Whether it is the statement itself, and no semicolon ends it."""
    return piece.statement[:6].upper() == "CREATE" and ";" not in piece.text[piece.tail - piece.start :]


def _last_used(ops: Sequence[Op]) -> Use | None:
    return next((op for op in reversed(ops) if isinstance(op, Use) and op.database), None)
