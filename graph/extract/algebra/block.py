"""Stage 4, core: the operand table of one query block. Interns; reads no trees."""

from typing import TYPE_CHECKING, TypeAlias

from graph.extract.algebra.context import Context
from graph.facts import Operand, Query
from graph.names import Name

if TYPE_CHECKING:
    from sqlglot import exp

Bag: TypeAlias = dict[Operand, None]
"""Operands in the order found, once each."""


class Block:
    """The references and expression subqueries of one query block, each interned once.

    `windows`: its named windows, by name, as parsed. `qualifier`: where it is set, one-part references get it in front
    (in places whose scope is one source although the block has more).
    """

    __slots__ = ("ctx", "qualifier", "refs", "subqueries", "windows")

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.refs: dict[Name, int] = {}
        self.subqueries: list[Query] = []
        self.windows: dict[str, exp.Expr] = {}
        self.qualifier: Name = ()

    def fork(self) -> "Block":
        """A copy that grows by itself: operands made so far mean the same in both."""
        twin = Block(self.ctx)
        twin.refs = dict(self.refs)
        twin.subqueries = list(self.subqueries)
        twin.windows = self.windows
        return twin

    def ref(self, name: Name) -> Operand:
        if self.qualifier and len(name) == 1:
            name = (*self.qualifier, *name)
        return self.refs.setdefault(name, len(self.refs))

    def subquery(self, query: Query) -> Operand:
        self.subqueries.append(query)
        return -len(self.subqueries)
