"""Stage 5, core: the items of one SELECT in an order in which each stands behind those whose aliases it reads."""

from collections.abc import Sequence

from graph.facts import Item
from graph.link.components import components
from graph.link.operands import operands_of
from graph.names import Name


class _Node:
    """An item by identity: equal items are several."""

    __slots__ = ("at", "item")

    def __init__(self, at: int, item: Item) -> None:
        self.at = at
        self.item = item


def in_order(items: Sequence[Item], refs: Sequence[Name]) -> tuple[list[int], set[str]]:
    """The places of the items, innermost first, and the aliases that read each other in a ring.

    An item that reads its own name means the column of that name. Of several items of one name the first counts."""
    nodes = [_Node(at, item) for at, item in enumerate(items)]
    by_name: dict[str, _Node] = {}
    for node in nodes:
        if node.item.name:
            by_name.setdefault(node.item.name, node)
    done: set[int] = set()

    def reads(node: _Node) -> list[_Node]:
        found: dict[int, _Node] = {}
        for operand in operands_of(node.item):
            ref = refs[operand] if 0 <= operand < len(refs) else ()
            other = by_name.get(ref[0]) if len(ref) == 1 else None
            if other is not None and other.item.name != node.item.name and other.at not in done:
                found[other.at] = other
        return list(found.values())

    order: list[int] = []
    rings: set[str] = set()
    for start in nodes:
        if start.at in done:
            continue
        for members in components(start, reads):
            order += sorted(member.at for member in members)
            done.update(member.at for member in members)
            if len(members) > 1:
                rings.update(member.item.name for member in members)
    return order, rings
