"""Stage 4, core: the walk over an expression. One pass, no recursion but for subqueries.

An explicit stack survives chains of any length; a dict from class to action is the fastest dispatch there is. Where an
expression's parts play different roles (a CASE's conditions and its branches), the action puts each off to its own bag.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlglot import exp

from graph.extract.algebra import structures
from graph.extract.algebra.block import Bag, Block
from graph.extract.algebra.operand_names import column_operand
from graph.facts import Influence, Item, Operands

_COLUMN = exp.Column


Action: TypeAlias = "Callable[[Walk, Any], None]"

ACTIONS: dict[type, Action] = {}
"""What to do with a node, by its class; a class that is missing is a leaf. `expressions` fills it."""


class Walk:
    """One expression being read into `bag`. What plays another role waits in `conditions` and `windows`; where roles do
    not matter all three lists are one. `rows` becomes True where rows themselves are counted as a value."""

    __slots__ = ("bag", "block", "conditions", "rows", "stack", "windows")

    def __init__(self, block: Block, conditions: list[Any] | None = None, windows: list[Any] | None = None) -> None:
        self.block = block
        self.bag: Bag = {}
        self.rows = False
        self.stack: list[Any] = []
        self.conditions = self.stack if conditions is None else conditions
        self.windows = self.stack if windows is None else windows

    def push(self, nodes: Any) -> None:
        """Read `nodes` (one, several or none) in the present role."""
        put(self.stack, nodes)

    def drain(self) -> None:
        """Read everything on the stack."""
        stack, block, bag = self.stack, self.block, self.bag
        pop, append, actions = stack.pop, stack.append, ACTIONS
        while stack:
            node = pop()
            cls = node.__class__
            if cls is _COLUMN:
                operand = column_operand(block, node)
                if operand is not None:
                    bag[operand] = None
                continue
            action = actions.get(cls)
            if action is not descend:
                if action is not None:
                    action(self, node)
                continue
            for child in node.args.values():
                kind = child.__class__
                if kind is _COLUMN:
                    operand = column_operand(block, child)
                    if operand is not None:
                        bag[operand] = None
                elif kind in actions:
                    append(child)
                elif kind is list:
                    for one in child:
                        if one.__class__ in actions:
                            append(one)


def descend(walk: Walk, node: Any) -> None:
    """All children in the present role. `drain` does the same in line."""
    for child in node.args.values():
        walk.push(child)


def put(stack: list[Any], nodes: Any) -> None:
    """Lay `nodes` (one, several or none) on a stack."""
    if nodes.__class__ is list:
        stack.extend(nodes)
    elif nodes:
        stack.append(nodes)


def operands(block: Block, *nodes: Any) -> Operands:
    """All that these expressions (or lists of them) read, whatever the role."""
    walk = None
    for node in nodes:
        if node:
            walk = walk or Walk(block)
            put(walk.stack, node)
    if walk is None:
        return ()
    walk.drain()
    return tuple(walk.bag)


def roles(block: Block, node: Any) -> tuple[Operands, tuple[tuple[Influence, int], ...], bool]:
    """`value`, `influence` and `rows` of the `Item` that this expression computes."""
    cls = node.__class__
    if cls is _COLUMN:
        operand = column_operand(block, node)
        return (() if operand is None else (operand,)), (), False
    if cls not in ACTIONS:
        return (), (), False
    conditions: list[Any] = []
    windows: list[Any] = []
    walk = Walk(block, conditions, windows)
    walk.stack.append(node)
    walk.drain()
    if not conditions and not windows:
        return tuple(walk.bag), (), walk.rows
    influence: list[tuple[Influence, int]] = [("condition", operand) for operand in operands(block, conditions)]
    influence.extend(("window", operand) for operand in operands(block, windows))
    return tuple(walk.bag), tuple(influence), walk.rows


def made(block: Block, name: str, node: Any) -> Item:
    """The item of that name which this expression computes."""
    if node.__class__ is _COLUMN:
        operand = column_operand(block, node)
        column: Operands = () if operand is None else (operand,)
        return Item(name, column, (), False, column if structures.are_told_apart(block) else ())
    value, influence, rows = roles(block, node)
    return Item(name, value, influence, rows, structures.fields(block, node, roles))
