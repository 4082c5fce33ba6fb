"""Stage 4, core: the statements of one text with holes, of which only what is certain is kept."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.dynamic.closing import Closing
from graph.extract.algebra.dynamic.holes import HOLE, HoleReader
from graph.extract.algebra.dynamic.text import MARK, Hole
from graph.extract.algebra.dynamic.unknown_names import NOTHING_KNOWN, any_open
from graph.extract.algebra.dynamic.worlds import Texts
from graph.extract.algebra.statement import StatementBuilder
from graph.facts import Assign, DefineRoutine, Drop, Op, Query, Use
from graph.names import OUTSIDE, Name

if TYPE_CHECKING:
    from graph.extract.algebra.dynamic.following import Dynamic

REASON = "dynamic SQL"


class DynamicBuilder(StatementBuilder):
    """Builds the statements of one text with holes. They see no variable of the body that runs it."""

    def __init__(
        self,
        outer: StatementBuilder,
        holes: Sequence[Hole],
        value: Callable[[int], Name],
        server: Name,
        number: int,
    ) -> None:
        super().__init__(outer.ctx.dialect, outer.reader)
        self.renamed: dict[str, Name] = {}
        self._holes = holes
        self._value = value
        self._values: dict[int, Name] = {}
        self._server = server
        self._suffix = f" {number}"
        self.is_routine = False  # T-SQL: it is one routine's definition, which has variables of its own
        self._database: Name | None = ()  # of a USE in the text; None: one that nobody knows
        self._behind_a_hole = False
        self.hole_reader = HoleReader(outer.reader, [at for at, hole in enumerate(holes) if hole.typed])
        self._reader = self.hole_reader

    def follow(self, dynamic: "Dynamic", depth: int) -> None:
        """Texts that the text runs are followed too."""
        self.dynamic = dynamic
        self.following = dynamic.beside(self, depth=depth)

    @property
    def texts_of(self) -> Texts:
        """What the text's own variables hold."""
        assert self.following is not None
        return self.following.texts

    def build(self, text: str) -> list[Built]:
        """See `StatementBuilder`."""
        self.hole_reader.uncertain = False
        found = [self._closed_one(one) for one in super().build(text)]
        self._behind_a_hole = MARK in text and HOLE.sub("", text).strip() == ""
        return found

    def condition(self, text: str) -> Query | None:
        """See `StatementBuilder`."""
        query = super().condition(text)
        return self._closing().query(query) if query is not None else None

    def inline_result(self, body: str) -> Query | None:
        """See `StatementBuilder`."""
        query = super().inline_result(body)
        return self._closing().query(query) if query is not None else None

    def outward(self, name: Name) -> Name:
        """See `StatementBuilder`."""
        return self._reference(name)

    def closed(self, ops: tuple[Op, ...]) -> tuple[Op, ...]:
        """See `StatementBuilder`."""
        return self._closing().ops(ops)

    def variable(self, name: str) -> Name:
        """The reference of one of the text's own variables."""
        if not self.ctx.dialect.go_batches or self.is_routine:
            return (name,)
        return self.renamed.get(name) or (name + self._suffix,)

    def known_routines(self, placed: list[Placed]) -> list[Placed]:
        """The routines that the text defines, under names that are certain; of others nothing is certain."""
        found = []
        if self._server and placed:
            return [replace(placed[0], built=Built(placed[0].built.kind, "refused", REASON), routine=())]
        for one in placed:
            routine = self._table(one.routine) if one.routine else ()
            if one.routine and not routine:
                continue
            ops = self.closed(one.built.ops) if one.defines else one.built.ops
            if one.defines and not any(isinstance(op, DefineRoutine) for op in ops):
                found.append(replace(one, built=Built(one.built.kind, "refused", REASON)))
                continue
            found.append(replace(one, built=replace(one.built, ops=ops), routine=routine))
        return found

    # --- what is certain of a statement ---

    def _closing(self) -> Closing:
        return Closing(self._table, self._reference)

    def _closed_one(self, built: Built) -> Built:
        before = self._databases(built.ops)
        closing = self._closing()
        ops = closing.ops(before)
        kind = "execute" if MARK in built.kind else built.kind
        uncertain = self.hole_reader.uncertain or closing.unknown
        if built.status == "refused" and (self._holes or MARK in (built.reason or "")):
            return Built(kind, "refused", REASON)
        if not uncertain:
            reason, status = built.reason, built.status
            if self._server and ops and status in ("parsed", "partial"):
                return Built(kind, "partial", "remote query read as standard SQL", ops)
            return Built(kind, status, reason, ops)
        if built.status in ("refused", "tables_only"):
            return Built(kind, "tables_only", REASON, ops) if ops else Built(kind, "refused", REASON)
        if all(_harmless(op) for op in before):
            return Built(kind)
        certain = closing.certain or any(isinstance(op, Assign) for op in ops)
        return Built(kind, "partial", REASON, ops) if ops and certain else Built(kind, "refused", REASON)

    def _databases(self, ops: tuple[Op, ...]) -> tuple[Op, ...]:
        """T-SQL: USE in a text ends with it."""
        if not self.ctx.dialect.go_batches:
            return ops
        for op in ops:
            if isinstance(op, Use):
                self._database = None if any_open((op.database,)) else (op.database,)
        return tuple(op for op in ops if not isinstance(op, Use))

    def _table(self, name: Name) -> Name:
        if any_open(name) or (self._behind_a_hole and len(name) == 1):
            return ()
        if name[-1][:1] == "@" and len(name) == 1:
            return name if name[0].startswith("@cursor ") else self._reference(name)
        if self._server:
            return name if name[0] == OUTSIDE else (OUTSIDE, *self._server, *name) if name[-1][:1] != "#" else ()
        if self._database != () and name[-1][:1] != "#" and name[0] != OUTSIDE and len(name) < 3:
            if self._database is None:
                return ()
            return (*self._database, *((self.ctx.dialect.default_schema,) if len(name) == 1 else ()), *name)
        return name

    def _reference(self, name: Name) -> Name:
        if len(name) == 1 and (found := HOLE.fullmatch(name[0])) is not None:
            number = int(found["number"])
            if not self.hole_reader.is_value(name[0]):
                return NOTHING_KNOWN
            if number not in self._values:
                self._values[number] = self._value(number)
            return self._values[number]
        if any_open(name):
            return NOTHING_KNOWN
        if name[0][:1] != "@" or not self.ctx.dialect.go_batches or name[0].startswith(("@dynamic ", "@cursor ")):
            return name
        return (*self.variable(name[0]), *name[1:])


def _harmless(op: Op) -> bool:
    """What moves no data whatever its name is."""
    if isinstance(op, Drop):
        return not ("table" in op.kind or "view" in op.kind or op.kind in ("", "external", "temp", "synonym"))
    return type(op).__name__ == "Alter" and not any(
        getattr(op, part) for part in ("added", "dropped", "renamed", "foreign_keys")
    )
