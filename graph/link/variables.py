"""Stage 5, core: what the variables of one body hold at one place, as lineage. Follows its control flow by marks.

What is held is one table; alternatives and loops keep what they changed in it, so that neither copies the rest.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from graph.link.fields import at_path, decided
from graph.link.relation import EMPTY, NO_INFLUENCES, Col, Found, Relation, merged, value_of
from graph.names import Name

_Changes: TypeAlias = dict[Name, Relation | None]  # None: nothing is held

# Rounds of a loop. What a variable holds grows with each round or stays; real loops settle in two.
_ROUNDS = 16


class _Branches:
    """Alternatives, or a loop's round, that are open. `changed`: by what the present one changed, what was held before;
    `before`: the same of all ended ones; `ends`: what these left behind; `ended`: how many they are."""

    __slots__ = ("before", "changed", "ended", "ends")

    def __init__(self) -> None:
        self.changed: _Changes = {}
        self.before: _Changes = {}
        self.ends: dict[Name, list[Relation | None]] = {}
        self.ended = 0


class Variables:
    """One body's variables. A name that was never given a value holds nothing. `unsettled`: a loop was given up."""

    __slots__ = ("_fields", "_floor", "_held", "_open", "_tried", "unsettled")

    def __init__(self) -> None:
        self._held: dict[Name, Relation] = {}
        self._fields: dict[str, dict[Name, None]] = {}  # by record, those of its fields that are held by themselves
        self._open: list[_Branches] = []
        self._tried: list[dict[Name, list[Relation]]] = []  # by TRY that is open, what was held in it before
        self._floor = 0  # what is open below belongs to whoever runs a loop
        self.unsettled = False

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
        return [(name[1], value_of(self._held[name])) for name in self._fields.get(record, ()) if len(name) == 2]

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
            for name in tuple(self._fields.get(target[0], ())):
                self._set(name, None)
        self._set(target, relation)

    def _set(self, name: Name, relation: Relation | None) -> None:
        """Hold it, and remember in the innermost open alternative what was held."""
        before = self._held.get(name) if self._open or self._tried else None
        if self._open:
            self._open[-1].changed.setdefault(name, before)
        if self._tried:
            was = self._tried[-1].setdefault(name, [])
            if before is not None:
                was.append(before)
        self._hold(name, relation)

    def _hold(self, name: Name, relation: Relation | None) -> None:
        if relation is not None:
            self._held[name] = relation
            if len(name) > 1:
                self._fields.setdefault(name[0], {})[name] = None
        elif self._held.pop(name, None) is not None and len(name) > 1:
            fields = self._fields[name[0]]
            del fields[name]
            if not fields:
                del self._fields[name[0]]

    def mark(self, sign: str) -> None:
        """One sign of a statement's `marks`; loops are run by `looped`."""
        if sign == "(":
            self._open.append(_Branches())
        elif sign == "{":
            self._tried.append({})
        elif sign == "}":
            self._fail()
        elif len(self._open) <= self._floor:
            return
        elif sign == "|":
            self._end_branch(self._open[-1])
        elif sign == ")":
            branches = self._open.pop()
            before = {**branches.changed, **branches.before}
            self._remember(before)
            for name, was in before.items():
                self._hold(name, _after(branches, self._held.get(name), name, was))

    def _fail(self) -> None:
        """A TRY may have broken off anywhere: its CATCH begins with all that its variables held meanwhile."""
        for name, before in (self._tried.pop() if self._tried else {}).items():
            if self._tried:
                self._tried[-1].setdefault(name, []).extend(before)
            last = self._held.get(name)
            self._set(name, either([*before, *([last] if last is not None else [])]))

    def _end_branch(self, branches: _Branches) -> None:
        """The next alternative begins with what was held before the first."""
        for name, before in branches.changed.items():
            branches.ends.setdefault(name, []).append(self._held.get(name))
            branches.before[name] = before
            self._hold(name, before)
        branches.changed = {}
        branches.ended += 1

    def _remember(self, before: _Changes) -> None:
        """What changed inside has changed outside too."""
        if self._open:
            outside = self._open[-1].changed
            for name, was in before.items():
                outside.setdefault(name, was)

    def looped(self, body: Callable[[], None]) -> None:
        """Let hold what may be held at the head of a loop: `body` runs its assignments once."""
        depth, floor, tried = len(self._open), self._floor, len(self._tried)
        self._floor = depth + 1
        for _ in range(_ROUNDS):
            self._open.append(_Branches())
            body()
            del self._tried[tried:]
            if not self._end_round(depth):
                break
        else:
            self.unsettled = True
        self._floor = floor

    def _end_round(self, depth: int) -> bool:
        """Join what was held before the round with what is held after it; whether the round brought anything."""
        while len(self._open) > depth + 1:  # alternatives that the body left open
            inner = self._open.pop()
            self._remember({**inner.changed, **inner.before})
        round_ = self._open.pop()
        self._remember(round_.changed)
        news = False
        for name, before in round_.changed.items():
            now = self._held.get(name)
            joined = either([one for one in (before, now) if one is not None])
            self._hold(name, joined)
            news = news or (joined is not None and (before is None or joined.key() != before.key()))
        return news


def _after(branches: _Branches, last: Relation | None, name: Name, before: Relation | None) -> Relation | None:
    """What is held after alternatives: what the last one left, or any other, or (`before`) one that changed nothing."""
    ends = branches.ends.get(name, [])
    found = [last, *ends]
    if len(ends) < branches.ended:
        found.append(before)
    return either([relation for relation in found if relation is not None])


def either(relations: Sequence[Relation]) -> Relation | None:
    """The one or the other of them, column by column; None of nothing."""
    if not relations:
        return None
    first = relations[0]
    others = [one for one in relations if one is not first]
    if not others:
        return first
    different = list({one.key(): one for one in (first, *others)}.values())
    if len(different) == 1:
        return first
    columns: dict[str, list[Col]] = {}
    for one in different:
        for name, col in one.outputs:
            columns.setdefault(name, []).append(col)
    width = len(columns)
    return Relation(
        tuple((name, merged(cols)) for name, cols in columns.items()),
        tuple(dict.fromkeys(part._replace(at=width) for one in different for part in one.opens)),
        NO_INFLUENCES.union(*(one.rows for one in different)),
        frozenset[Name]().union(*(one.moved for one in different)),
        frozenset[Name]().union(*(one.bulk for one in different)),
    )
