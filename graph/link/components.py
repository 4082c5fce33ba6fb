"""Stage 5, core: strongly connected components of a graph, innermost first (Tarjan, on an explicit stack)."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Node = TypeVar("Node")


def components(start: Node, successors: Callable[[Node], Iterable[Node]]) -> Iterator[list[Node]]:
    """The components that `start` reaches, each after all that it leads to. Nodes are told apart by identity.

    `successors` is asked once a node, when the node is first met: it may leave out what an earlier component settled.
    """
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    waiting: list[Node] = []
    on_stack: set[int] = set()
    work: list[tuple[Node, Iterator[Node]]] = []

    def enter(node: Node) -> None:
        order[id(node)] = low[id(node)] = len(order)
        waiting.append(node)
        on_stack.add(id(node))
        work.append((node, iter(successors(node))))

    enter(start)
    while work:
        node, others = work[-1]
        for other in others:
            if id(other) not in order:
                enter(other)
                break
            if id(other) in on_stack:
                low[id(node)] = min(low[id(node)], order[id(other)])
        else:
            work.pop()
            if work:
                above = id(work[-1][0])
                low[above] = min(low[above], low[id(node)])
            if low[id(node)] == order[id(node)]:
                yield _popped(node, waiting, on_stack)


def _popped(root: Node, waiting: list[Node], on_stack: set[int]) -> list[Node]:
    at = next(at for at in range(len(waiting) - 1, -1, -1) if waiting[at] is root)
    members = waiting[at:]
    del waiting[at:]
    on_stack.difference_update(map(id, members))
    return members
