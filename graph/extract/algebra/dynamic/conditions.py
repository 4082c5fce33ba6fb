"""Stage 4, core: conditions between texts and variables: what is remembered of one, and whether it is known to hold."""

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from graph.extract.algebra.dynamic.shapes import MAX_DEPTH
from graph.extract.algebra.dynamic.text import Fact, World, says
from graph.extract.lexer import words

if TYPE_CHECKING:
    from graph.extract.algebra.dynamic.evaluator import Evaluator

_LASTING = words("SERVERPROPERTY DATABASEPROPERTYEX")
"""Functions that answer the same as long as a body runs."""


def judged(evaluator: "Evaluator", node: Any, world: World) -> tuple[Fact | None, bool | None]:
    """See `Evaluator.condition`. A tree of unexpected shape raises what a missing part raises."""
    for _ in range(MAX_DEPTH):
        if node.__class__ is not exp.Paren:
            break
        node = node.this
    known = _compared(evaluator, node, world)
    if known is not None:
        return None, known
    negated = False
    while node.__class__ in (exp.Not, exp.Paren):
        negated ^= node.__class__ is exp.Not
        node = node.this
    if node.__class__ is exp.NEQ:
        negated = not negated
        node = exp.EQ(this=node.this.copy(), expression=node.expression.copy())
    if any(
        one.__class__ is not exp.Anonymous or str(one.name).upper() not in _LASTING
        for one in node.find_all(exp.Query, exp.Anonymous)
    ):
        return None, None
    names: dict[str, None] = {}
    for one in node.find_all(exp.Parameter, exp.Placeholder, exp.Column):
        name = evaluator.variable(one)
        if not name:
            return None, None
        names[name] = None
    if not names and not any(node.find_all(exp.Anonymous)):
        return None, None
    fact = Fact(node.sql(comments=False), tuple(names), _equals(evaluator, node), negated)
    return fact, says(world.facts, fact)


def _equals(evaluator: "Evaluator", node: Any) -> str:
    if node.__class__ is exp.EQ and isinstance(node.expression, exp.Literal | exp.National):
        return evaluator.variable(node.this)
    return ""


def _compared(evaluator: "Evaluator", node: Any, world: World) -> bool | None:
    """Two known texts that are compared."""
    if node.__class__ not in (exp.EQ, exp.NEQ):
        return None
    left, right = evaluator.one(node.this, world), evaluator.one(node.expression, world)
    if left is None or right is None:
        return None
    if left != right and left.casefold().strip() == right.casefold().strip():
        return None  # whether case matters is the server's to say
    return (left == right) == (node.__class__ is exp.EQ)
