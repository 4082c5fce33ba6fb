"""Stage 5, core: what the variables of one body hold at one place, as lineage. Follows its control flow by marks.

What is held is one table; alternatives and loops keep what they changed in it, so that neither copies the rest.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from graph.link.fields import at_path, decided
from graph.link.relation import EMPTY, NO_INFLUENCES, Col, Found, Relation, merged, value_of
from graph.names import Name

_Changes: TypeAlias = dict[Name, Relation | None]  # None: nothing is held

# Rounds of a loop. What a variable holds grows with each round or stays; real loops settle in two.
_ROUNDS = 16


UNTIL = "@until "
"""How the variables begin that collect which conditions some jump hangs on. What a jump leaves behind is theirs too."""

_OPENING = frozenset("([{<")
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}


class _Branches:
    """Alternatives, a loop or its round, or a block that are open. `sign`: that which opened it. `changed`: by what the
    present alternative changed, what was held before; `before`: the same of all ended ones; `ends`: what these left
    behind; `ended`: how many of them did not end in a jump. `every`: all values that are held in what is protected,
    until its first handler; `handled`: what those see. `dead`: whether the place where it was opened is never reached.
    Of loops and blocks `before` has all that changes inside."""

    __slots__ = ("before", "changed", "dead", "ended", "ends", "every", "handled", "jumps", "sign")

    def __init__(self, sign: str = "", *, dead: bool = False) -> None:
        self.sign = sign
        self.changed: _Changes = {}
        self.before: _Changes = {}
        self.ends: dict[Name, list[Relation | None]] = {}
        self.ended = 0
        self.handled: _Changes = {}
        self.dead = dead
        self.every: dict[Name, list[Relation | None]] | None = {} if sign == "{" else None  # None: nothing is protected
        self.jumps = {"x": _Jumped(), "c": _Jumped()} if sign in ("[", "<") else {}


class _Jumped:
    """What is held where jumps of one kind lead away from a loop or block: by what is changed inside, all values that
    it has at any of them. `pending`: what changed since the last one."""

    __slots__ = ("any", "held", "pending")

    def __init__(self) -> None:
        self.any = False
        self.held: dict[Name, list[Relation | None]] = {}
        self.pending: dict[Name, None] = {}

    def changes(self, name: Name, was: Relation | None, *, first: bool) -> None:
        """The name is about to hold something else."""
        if first and self.any:
            self.held[name] = [was]
        self.pending[name] = None

    def jump(self, held: Mapping[Name, Relation]) -> None:
        """One of them is here."""
        self.any = True
        for name in self.pending:
            self.held.setdefault(name, []).append(held.get(name))
        self.pending = {}


class Variables:
    """One body's variables. A name that was never given a value holds nothing. `unsettled`: a loop was given up."""

    __slots__ = (
        "_dead",
        "_fields",
        "_floor",
        "_held",
        "_jumped",
        "_open",
        "_outward",
        "_watched",
        "returned",
        "unsettled",
    )

    def __init__(self) -> None:
        self._held: dict[Name, Relation] = {}
        self._fields: dict[str, dict[Name, None]] = {}  # by record, those of its fields that are held by themselves
        self._open: list[_Branches] = []
        self._jumped: list[_Branches] = []  # those of them that may be left
        self._floor = 0  # what is open below belongs to whoever runs a loop
        self._outward = 0  # how much further out the next jump leads
        self._dead = False  # whether this place is never reached
        self._watched: Sequence[Name] = ()
        self.returned: dict[Name, list[Relation | None]] = {}  # what those watched hold where the routine is left
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
        if self._open:
            self._open[-1].changed.setdefault(name, self._held.get(name))
        for place in self._open if not self._dead else ():
            if place.every is not None:
                place.every.setdefault(name, [self._held.get(name)]).append(relation)
        self._hold(name, relation)

    def _hold(self, name: Name, relation: Relation | None) -> None:
        for place in self._jumped:
            first = name not in place.before
            was = place.before.setdefault(name, self._held.get(name))
            for jumped in place.jumps.values():
                jumped.changes(name, was, first=first)
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
        """One sign of a statement's `marks`; loops are run by `looped`, then walked once more."""
        if sign in _OPENING:
            self._enter(sign)
        elif sign in _CLOSING:
            self._leave(_CLOSING[sign])
        elif sign == "^":
            self._outward += 1
        elif sign in "xc?~re":
            self._jump(sign)
        elif len(self._open) > self._floor and self._open[-1].sign == ("(" if sign == "|" else "{"):
            self._end_branch(self._open[-1])
            if sign == "!":
                self._handle(self._open[-1])

    def watch(self, names: Sequence[Name]) -> None:
        """Keep in `returned` what these hold wherever the routine is left before its end."""
        self._watched = names

    def end(self, name: Name) -> Col:
        """What a name that is watched may hold when the routine is over."""
        every = [
            *self.returned.get(name, ()),
            *([] if self._dead and name in self.returned else [self._held.get(name)]),
        ]
        found = either([one for one in every if one is not None])
        return value_of(found) if found is not None else self.col(name)

    def _enter(self, sign: str) -> None:
        place = _Branches(sign, dead=self._dead)
        self._open.append(place)
        if place.jumps:
            self._jumped.append(place)

    def _leave(self, sign: str) -> None:
        """What this sign opened ends, and whatever is still open inside of it."""
        at = next((at for at in range(len(self._open) - 1, self._floor - 1, -1) if self._open[at].sign == sign), -1)
        while 0 <= at < len(self._open):
            place = self._open.pop()
            if place.jumps:
                self._jumped.remove(place)
                self._end_place(place)
            else:
                self._join(place)

    def _end_place(self, place: _Branches) -> None:
        """Behind a loop is what its jumps lead to; behind a block its end too."""
        self._remember(place.changed)
        out = place.jumps["x"]
        if not out.any:
            return
        falls = place.sign == "<" and not self._dead
        for name, was in place.before.items():
            values = [*out.held.get(name, [was]), *([self._held.get(name)] if falls or _collects(name) else [])]
            self._hold(name, either([one for one in values if one is not None]))
        self._dead = place.dead

    def _join(self, place: _Branches) -> None:
        """Behind alternatives any of them may have happened, but for those that ended in a jump."""
        before = {**place.changed, **place.before}
        self._remember(before)
        for name, was in before.items():
            self._hold(name, _after(place, self._held.get(name), name, was, dead=self._dead))
        self._dead = place.dead or (self._dead and not place.ended)

    def _jump(self, sign: str) -> None:
        outward, self._outward = self._outward, 0
        if self._dead:
            return
        if sign == "r":
            for name in self._watched:
                self.returned.setdefault(name, []).append(self._held.get(name))
        elif sign != "e" and len(self._jumped) > outward:
            self._jumped[-1 - outward].jumps["x" if sign in "x?" else "c"].jump(self._held)
        self._dead = sign in "xcre"

    def _end_branch(self, branches: _Branches) -> None:
        """The next alternative begins with what was held before the first."""
        for name, before in branches.changed.items():
            if not self._dead or _collects(name):
                branches.ends.setdefault(name, []).append(self._held.get(name))
            branches.before[name] = before
            self._hold(name, before)
        branches.changed = {}
        branches.ended += not self._dead
        self._dead = branches.dead

    def _handle(self, protected: _Branches) -> None:
        """An exception may have come after anything that happened in what is protected."""
        every, protected.every = protected.every, None
        if every is not None:
            found = {name: either([one for one in values if one is not None]) for name, values in every.items()}
            protected.handled = found
        for name, relation in protected.handled.items():
            self._set(name, relation)

    def _remember(self, before: _Changes) -> None:
        """What changed inside has changed outside too."""
        if self._open:
            outside = self._open[-1].changed
            for name, was in before.items():
                outside.setdefault(name, was)

    def looped(self, body: Callable[[], None]) -> None:
        """Let hold what may be held at the head of a loop: `body` runs its assignments once."""
        depth, floor, dead = len(self._open), self._floor, self._dead
        self._floor = depth + 1
        for _ in range(_ROUNDS):
            self._enter("[")
            body()
            news = self._end_round(depth)
            self._dead = dead
            if not news:
                break
        else:
            self.unsettled = True
        self._floor = floor

    def _end_round(self, depth: int) -> bool:
        """Join what was held before the round with what is held after it; whether the round brought anything."""
        while len(self._open) > depth + 1:  # what the body left open
            self._leave(self._open[-1].sign)
        round_ = self._open.pop()
        del self._jumped[self._jumped.index(round_) :]
        self._remember(round_.changed)
        again = round_.jumps["c"].held
        news = False
        for name, before in round_.changed.items():
            values = [
                before,
                *again.get(name, ()),
                *([] if self._dead and not _collects(name) else [self._held.get(name)]),
            ]
            joined = either([one for one in values if one is not None])
            self._hold(name, joined)
            news = news or (joined is not None and (before is None or joined.key() != before.key()))
        return news


def _collects(name: Name) -> bool:
    return bool(name) and name[0].startswith(UNTIL)


def _after(
    branches: _Branches, last: Relation | None, name: Name, before: Relation | None, *, dead: bool
) -> Relation | None:
    """What is held after alternatives: what the last one left, or any other, or (`before`) one that changed nothing."""
    ends = branches.ends.get(name, [])
    if _collects(name):
        return either([relation for relation in (last, *ends, before) if relation is not None])
    found = ends if dead else [last, *ends]
    if len(ends) < branches.ended or (dead and not branches.ended):
        found = [*found, before]
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
