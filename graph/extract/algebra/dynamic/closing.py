"""Stage 4, core: ops of a text with holes, without what is not certain of them."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from graph.extract.algebra.dynamic.text import MARK
from graph.extract.algebra.dynamic.unknown_names import QueryClosing, any_open
from graph.facts import (
    Alter,
    Assign,
    Call,
    ColumnDef,
    Comment,
    Define,
    DefineRoutine,
    Drop,
    ForeignKey,
    Op,
    Read,
    Rename,
    Return,
    Swap,
    Synonym,
    Touch,
    Use,
    Write,
)


class Closing(QueryClosing):
    """Takes what is not certain out of ops, as `QueryClosing` does out of queries."""

    def ops(self, ops: tuple[Op, ...]) -> tuple[Op, ...]:
        """The ops that stay, changed where they must be."""
        return tuple(one for op in ops for one in _OPS[type(op)](self, op))

    def _read(self, op: Read) -> list[Op]:
        return [Read(self.query(op.query))]

    def _returned(self, op: Return) -> list[Op]:
        return [Return(self.query(op.query))]

    def _assigned(self, op: Assign) -> list[Op]:
        return [replace(op, targets=tuple(map(self._ref, op.targets)), query=self.query(op.query))]

    def _written(self, op: Write) -> list[Op]:
        query = self.query(op.query) if op.query is not None else None
        target = self.name(op.target)
        if not target:
            return [Read(query)] if query is not None else []
        columns = op.columns
        first = next((at for at, name in enumerate(columns) if MARK in name), None)
        if first is not None:  # a hole may be several columns: nobody knows which value goes into those behind it
            self.unknown += 1
            columns = (*columns[:first], "")
        return [replace(op, target=target, query=query, columns=columns)]

    def _defined(self, op: Define) -> list[Op]:
        query = self.query(op.query) if op.query is not None else None
        name = self.name(op.name)
        if not name:
            return [Read(query)] if query is not None else []
        columns = self._columns(op.columns)
        names = () if any_open(op.names) else op.names
        if names != op.names:
            self.unknown += 1
            query = None
        like = self.name(op.like) if op.like else ()
        keys = self._foreign_keys(op.foreign_keys)
        comment = self._text(op.comment)
        refs = tuple(map(self._ref, op.refs))
        return [
            replace(
                op,
                name=name,
                columns=columns,
                query=query,
                names=names,
                like=like,
                foreign_keys=keys,
                comment=comment,
                refs=refs,
            )
        ]

    def _foreign_keys(self, keys: tuple[ForeignKey, ...]) -> tuple[ForeignKey, ...]:
        """Those between columns that are known."""
        return tuple(
            replace(key, target=target)
            for key in keys
            if not any_open((*key.columns, *key.target_columns)) and (target := self.name(key.target))
        )

    def _columns(self, columns: tuple[ColumnDef, ...]) -> tuple[ColumnDef, ...]:
        """None at all where one is not known: then others may be there too."""
        if any(MARK in column.name for column in columns):
            self.unknown += 1
            return ()
        return tuple(replace(one, type=self._text(one.type), comment=self._text(one.comment)) for one in columns)

    def _touched(self, op: Touch) -> list[Op]:
        reads, writes, defines = (
            tuple(found for name in names if (found := self.name(name))) for names in (op.reads, op.writes, op.defines)
        )
        if not (reads or writes or defines):
            return []
        whole = (len(reads), len(writes)) == (len(op.reads), len(op.writes))
        return [Touch(reads, writes, defines, op.flow and whole)]

    def _called(self, op: Call) -> list[Op]:
        name = self.name(op.name)
        into = self.name(op.into) if op.into else ()
        if not name or any_open(op.columns):
            return [Touch(writes=(into,))] if into else []
        arguments = self.query(op.arguments) if op.arguments is not None else None
        outs = tuple((at, self._ref(target)) for at, target in op.outs)
        result = tuple(map(self._ref, op.result))
        rows_of = self.name(op.rows_of) if op.rows_of else ()
        return [replace(op, name=name, into=into, arguments=arguments, outs=outs, result=result, rows_of=rows_of)]

    def _altered(self, op: Alter) -> list[Op]:
        name = self.name(op.name)
        if not name:
            return []
        added = tuple(one for one in op.added if MARK not in one.name + one.type)
        dropped = tuple(one for one in op.dropped if MARK not in one)
        renamed = tuple(pair for pair in op.renamed if not any_open(pair))
        self.unknown += (len(added), len(dropped), len(renamed)) != (len(op.added), len(op.dropped), len(op.renamed))
        keys = self._foreign_keys(op.foreign_keys)
        return [Alter(name, added, dropped, renamed, keys)]

    def _dropped(self, op: Drop) -> list[Op]:
        name = self.name(op.name)
        return [replace(op, name=name)] if name else []

    def _pair(self, op: Any, first: str, second: str) -> list[Op]:
        left, right = self.name(getattr(op, first)), self.name(getattr(op, second))
        return [replace(op, **{first: left, second: right})] if left and right else []

    def _renamed(self, op: Rename) -> list[Op]:
        return self._pair(op, "name", "new")

    def _swapped(self, op: Swap) -> list[Op]:
        return self._pair(op, "name", "other")

    def _synonym(self, op: Synonym) -> list[Op]:
        return self._pair(op, "name", "target")

    def _commented(self, op: Comment) -> list[Op]:
        name = self.name(op.name)
        return [replace(op, name=name)] if name and MARK not in op.column + op.text else []

    def _used(self, op: Use) -> list[Op]:
        self.unknown += any_open((op.database, *op.path))
        return [] if any_open((op.database, *op.path)) else [op]

    def _routine(self, op: DefineRoutine) -> list[Op]:
        name = self.name(op.name)
        if not name or any_open(op.parameters):
            return []
        on = self.name(op.on) if op.on else ()
        result = self.query(op.result) if op.result is not None else None
        return [replace(op, name=name, columns=self._columns(op.columns), result=result, on=on)]


_OPS: dict[type, Callable[[Closing, Any], list[Op]]] = {
    Read: Closing._read,
    Return: Closing._returned,
    Assign: Closing._assigned,
    Write: Closing._written,
    Define: Closing._defined,
    Touch: Closing._touched,
    Call: Closing._called,
    Alter: Closing._altered,
    Drop: Closing._dropped,
    Rename: Closing._renamed,
    Swap: Closing._swapped,
    Synonym: Closing._synonym,
    Comment: Closing._commented,
    Use: Closing._used,
    DefineRoutine: Closing._routine,
}
