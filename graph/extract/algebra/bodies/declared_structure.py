"""Stage 4, core: the structure that a function of another language says it returns, as a query over its parameters.

Nobody can tell which field is made of which parameter: each is made of all."""

from typing import Any

from graph.extract.algebra.block import Block
from graph.extract.algebra.bodies.function_head import FunctionHead, parts_between
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.query import select_of
from graph.facts import Item, Operands, Out, Query, Record

_HAVE = frozenset({"bigquery"})
_DEEPEST = 10
_MOST = 500


def declared_structure(names: NameReader, head: FunctionHead) -> Query | None:
    """`RETURNS [ARRAY<]STRUCT<a INT64, …>`; None for any other type."""
    if names.dialect not in _HAVE or not head.returns:
        return None
    block = Block(names.ctx)
    value = tuple(block.ref(("@" + name,)) for name in head.parameters)
    fields = _Structure(names, block, value).of(names.tokens[head.returns : head.body], _DEEPEST)
    return select_of(block, (Out(Item("", value, fields=fields)),), ()) if fields else None


class _Structure:
    def __init__(self, names: NameReader, block: Block, value: Operands) -> None:
        self._names = names
        self._block = block
        self._value = value
        self._count = 0

    def of(self, tokens: list[Any], depth: int) -> Operands:
        """The structure that this type is, or is an array of; `()` for any other."""
        part = self._names.of(tokens)
        if not depth or part.word(1) != "<":
            return ()
        inside = [one for one in parts_between(part, 1) if one]
        if part.word(0) == "ARRAY" and len(inside) == 1:
            return self.of(inside[0], depth - 1)
        if part.word(0) != "STRUCT" or any(len(one) < 2 or str(one[1].text) == "<" for one in inside):
            return ()  # fields without names
        self._count += len(inside)
        if self._count > _MOST:
            return ()
        items = tuple(
            Item(self._names.ctx.column_part(str(one[0].text)), self._value, fields=self.of(one[1:], depth - 1))
            for one in inside
        )
        return (self._block.invoke(Record(items)),)
