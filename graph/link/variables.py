"""Stage 5, core: what the variables of one body hold at one place, as lineage. Follows its control flow by marks."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from graph.link.fields import at_path, decided
from graph.link.relation import EMPTY, Col, Found, Relation, merged, value_of
from graph.names import Name

_Held: TypeAlias = dict[Name, Relation]

# Rounds of a loop. What a variable holds grows with each round or stays; real loops settle in two.
_ROUNDS = 16


class Variables:
    """One body's variables. A name that was never given a value holds nothing."""

    __slots__ = ("_held", "_open")

    def __init__(self) -> None:
        self._held: _Held = {}
        self._open: list[tuple[_Held, list[_Held]]] = []  # what was held before the alternatives; after each of them

    def col(self, name: Name) -> Col:
        """What a variable (`("@x",)`) or a record's field (`("@r", "day")`) holds."""
        held = self._held.get(name)
        if held is not None:
            return value_of(held)
        row = self._held.get(name[:1]) if len(name) > 1 else None
        if row is None:
            return EMPTY
        found = row.lookup(name[1])
        if isinstance(found, Found):
            return at_path(decided(found.col, row.rows), name[2:])
        scalar = len(row.outputs) == 1 and not row.outputs[0][0]
        return at_path(value_of(row), name[1:]) if scalar else EMPTY

    def row(self, name: Name) -> Relation:
        """What it holds as columns: those of the row that was put into it, then fields that were set by themselves."""
        held = self._held.get(name, Relation())
        single = dict(self.fields(name[0])) if len(name) == 1 else {}
        outputs = [(field, decided(col, held.rows)) for field, col in held.outputs]
        outputs = [(field, single.pop(field, col)) for field, col in outputs]
        return Relation((*outputs, *single.items()), held.opens, held.rows, held.moved, held.bulk)

    def fields(self, record: str) -> list[tuple[str, Col]]:
        """The fields of a record that were given values one by one."""
        return [(name[1], value_of(held)) for name, held in self._held.items() if len(name) == 2 and name[0] == record]

    def assign(self, targets: Sequence[Name], relation: Relation, *, row: bool) -> None:
        """The targets take the relation's outputs by position, or the first one its whole row. Outputs that nobody can
        tell apart (of open relations) go into every target that is left."""
        if row or not targets:
            for target in targets[:1]:
                self._put(target, relation)
            return
        width = min((part.at for part in relation.opens), default=len(relation.outputs))
        rest = Relation(relation.outputs[width:], relation.opens, relation.rows)
        for at, target in enumerate(targets):
            if at < width:
                self._put(target, Relation((("", relation.outputs[at][1]),), (), relation.rows))
            else:
                self._put(target, rest if relation.opens else Relation())

    def _put(self, target: Name, relation: Relation) -> None:
        if len(target) == 1:
            for name in [name for name in self._held if len(name) > 1 and name[0] == target[0]]:
                del self._held[name]
        self._held[target] = relation

    def mark(self, sign: str) -> None:
        """One sign of a statement's `marks`; loops are run by `looped`."""
        if sign == "(":
            self._open.append((dict(self._held), []))
        elif sign == "|" and self._open:
            before, ends = self._open[-1]
            ends.append(self._held)
            self._held = dict(before)
        elif sign == ")" and self._open:
            _, ends = self._open.pop()
            for end in ends:
                self._held = _joined(self._held, end)

    def looped(self, body: Callable[[], None]) -> None:
        """Let hold what may be held at the head of a loop: `body` runs its assignments once."""
        depth = len(self._open)
        for _ in range(_ROUNDS):
            before = self._held
            self._held = dict(before)
            body()
            del self._open[depth:]
            after = _joined(before, self._held)
            self._held = after
            if _keys(after) == _keys(before):
                return


def _keys(held: _Held) -> dict[Name, object]:
    return {name: relation.key() for name, relation in held.items()}


def _joined(left: _Held, right: _Held) -> _Held:
    """What is held if either may have happened."""
    found = dict(left)
    for name, relation in right.items():
        other = found.get(name)
        found[name] = relation if other is None else either(other, relation)
    return found


def either(left: Relation, right: Relation) -> Relation:
    """The one or the other, column by column."""
    if left is right or left.key() == right.key():
        return left
    columns: dict[str, Col] = {}
    for name, col in (*left.outputs, *right.outputs):
        columns[name] = merged([columns[name], col]) if name in columns else col
    opens = tuple(dict.fromkeys((*left.opens, *right.opens)))
    opens = tuple(part._replace(at=len(columns)) for part in opens)
    return Relation(
        tuple(columns.items()), opens, left.rows | right.rows, left.moved | right.moved, left.bulk | right.bulk
    )
