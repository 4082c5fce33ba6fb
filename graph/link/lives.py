"""Stage 5, core: which table a name means at one place of a file that renames tables.

A table that the file creates is known by the last name it gets; one that was there before keeps the name under which
the rest of the world knows it. Both rules follow renames through, so that no passing name ever appears.
"""

from bisect import bisect_right
from collections.abc import Iterable

from graph.facts import Define, Drop, Rename, Touch, Use
from graph.link.complete import Completer, is_local
from graph.link.declare import drops_dataset
from graph.names import Name


class _Life:
    __slots__ = ("created", "first", "last")

    def __init__(self, name: Name, *, created: bool) -> None:
        self.created = created
        self.first = self.last = name

    def final(self) -> Name:
        return self.last if self.created else self.first


class Lives:
    """Built once a file; empty, and free, for files without a rename."""

    __slots__ = ("_current", "_spans", "_temporary")

    def __init__(self, ops: Iterable[tuple[int, object]], completer: Completer) -> None:
        """`ops` in the file's order with their ordinals. The completer is left where it stood."""
        self._spans: dict[Name, list[tuple[int, _Life | None]]] = {}
        self._current: dict[Name, _Life] = {}
        self._temporary: set[Name] = set()
        ops = list(ops)
        if any(isinstance(op, Rename) for _, op in ops):
            state = completer.state
            for ordinal, op in ops:
                self._step(ordinal, op, completer)
            completer.restore(state)

    def final(self, completed: Name, key: Name, ordinal: int) -> Name | None:
        """The name that stands for `key` (canonical form of `completed`) at `ordinal`; None: it stands for itself."""
        spans = self._spans.get(key)
        if spans is None:
            return None
        at = bisect_right(spans, ordinal, key=lambda span: span[0]) - 1
        life = spans[at][1] if at >= 0 else None
        if life is None or life.final() == completed:
            return None
        return life.final()

    def _step(self, ordinal: int, op: object, completer: Completer) -> None:
        if isinstance(op, Use):
            completer.use(op)
        elif isinstance(op, Define) and op.name:
            if op.kind in ("temp", "table_variable") or is_local(op.name):
                self._temporary.add(op.name)
            elif not (op.if_not_exists and canonical(completer, op.name) in self._current):
                self._start(ordinal, op.name, _Life(completer.candidates(op.name)[0], created=True), completer)
        elif isinstance(op, Touch):
            for name in op.defines:
                self._start(ordinal, name, _Life(completer.candidates(name)[0], created=True), completer)
        elif isinstance(op, Drop) and drops_dataset(op):
            key = canonical(completer, op.name)
            if self._current.pop(key, None) is not None:
                self._spans.setdefault(key, []).append((ordinal + 1, None))
        elif isinstance(op, Rename) and op.name not in self._temporary and not is_local(op.name):
            self._rename(ordinal, op, completer)

    def _start(self, ordinal: int, name: Name, life: _Life, completer: Completer) -> None:
        key = canonical(completer, name)
        self._current[key] = life
        self._spans.setdefault(key, []).append((ordinal, life))

    def _rename(self, ordinal: int, op: Rename, completer: Completer) -> None:
        key = canonical(completer, op.name)
        life = self._current.pop(key, None) or _Life(completer.candidates(op.name)[0], created=False)
        self._spans.setdefault(key, []).append((ordinal + 1, None))
        new = renamed(op)
        life.last = completer.candidates(new)[0]
        self._start(ordinal + 1, new, life, completer)


def renamed(op: Rename) -> Name:
    """The new name in full: a bare one stays in the schema of the old."""
    return (*op.name[:-1], *op.new) if len(op.new) == 1 else op.new


def canonical(completer: Completer, name: Name) -> Name:
    """One form for `t` and `dbo.t`, to compare names within a file."""
    candidates = completer.candidates(name)
    return max(candidates[0], candidates[-1], key=len)
