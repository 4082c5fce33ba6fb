"""Stage 4, core: the operand table of one query block. Interns; reads no trees."""

from typing import TYPE_CHECKING, Any, TypeAlias

from graph.extract.algebra.context import Context
from graph.facts import Field, Invoke, Nested, Operand, Record
from graph.names import Name

if TYPE_CHECKING:
    from sqlglot import exp

Bag: TypeAlias = dict[Operand, None]
"""Operands in the order found, once each."""


class Block:
    """The references, expression subqueries and calls of one query block, each interned once.

    `windows`: its named windows, by name, as parsed. `qualifier`: where it is set, one-part references get it in front
    (in places whose scope is one source although the block has more), or what `owners` has for that part. `calls`:
    whether calls are told apart from what their arguments read (not where the facts have room for references alone).
    `spread`: trees of stars that the item being read spreads over (`max(COLUMNS(*))`); `named`: trees of aliases inside
    expressions. `names`: what its sources are called, once they are known. `made`: subqueries and calls that were read,
    by the id of their tree (which is kept, so that no other takes its id).
    """

    __slots__ = (
        "_invoked",
        "calls",
        "ctx",
        "made",
        "named",
        "names",
        "owners",
        "qualifier",
        "refs",
        "spread",
        "subqueries",
        "windows",
    )

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.calls = True
        self._invoked: dict[Invoke | Record | Field, Operand] = {}
        self.refs: dict[Name, int] = {}
        self.subqueries: list[Nested] = []
        self.windows: dict[str, exp.Expr] = {}
        self.qualifier: Name = ()
        self.spread: list[Any] = []
        self.owners: dict[str, Name] = {}
        self.named: list[Any] = []
        self.made: dict[int, tuple[Any, Operand]] = {}
        self.names: frozenset[str] = frozenset()

    def fork(self) -> "Block":
        """A copy that grows by itself: operands made so far mean the same in both."""
        twin = Block(self.ctx)
        twin.refs = dict(self.refs)
        twin.subqueries = list(self.subqueries)
        twin.windows = self.windows
        twin._invoked = dict(self._invoked)
        return twin

    def ref(self, name: Name) -> Operand:
        if len(name) == 1 and (self.qualifier or self.owners):
            name = (*self.owners.get(name[0], self.qualifier), *name)
        return self.refs.setdefault(name, len(self.refs))

    def plain_ref(self, name: Name) -> Operand:
        """A reference that no qualifier goes in front of."""
        return self.refs.setdefault(name, len(self.refs))

    def variable(self, name: Name) -> Operand:
        """The reference of a path that begins at a variable."""
        return self.plain_ref(self.ctx.variable(name) or name)

    def invoke(self, call: Invoke | Record | Field) -> Operand:
        """A call, or a structure or field that is computed; equal ones are one operand."""
        operand = self._invoked.get(call)
        if operand is None:
            operand = self._invoked[call] = self.subquery(call)
        return operand

    def subquery(self, query: Nested) -> Operand:
        self.subqueries.append(query)
        return -len(self.subqueries)
