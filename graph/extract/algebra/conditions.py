"""Stage 4, core: functions whose arguments play different roles: which are data, and which only decide about it.

The rule: an argument is data if some of it may come out; it is a condition if it is only compared or tested. So of
`NULLIF(a, b)` a is data and b a condition, of `MAX_BY(a, b)` too, of `CHOOSE(i, a, b)` i is the condition, and all
arguments of COALESCE, GREATEST and their kin are data.
"""

from typing import TYPE_CHECKING, Any

from sqlglot import exp

if TYPE_CHECKING:
    from graph.extract.algebra.expressions import Walk

_FIRST_DECIDES = frozenset({"CHOOSE", "ELT"})


def nullif(walk: "Walk", node: Any) -> None:
    """`NULLIF(a, b)`."""
    walk.stack.append(node.args["this"])
    walk.conditions.append(node.args["expression"])


def arg_max(walk: "Walk", node: Any) -> None:
    """`MAX_BY(a, b)`, `ARG_MIN(a, b ORDER BY c)`."""
    walk.stack.append(node.args["this"])
    decides = node.args.get("expression")
    if decides.__class__ is exp.Order:
        walk.windows.extend(decides.args["expressions"])
        decides = decides.args.get("this")
    if decides is not None:
        walk.conditions.append(decides)


def count_if(walk: "Walk", node: Any) -> None:
    """`COUNT_IF(c)` counts rows."""
    walk.rows = True
    walk.conditions.append(node.args["this"])


def combined(walk: "Walk", node: Any) -> None:
    """ClickHouse's `sumIf(a, c)`, `quantileIf(0.9)(a, c)`, `argMax(a, b)` and what is combined with them."""
    name = str(node.args.get("this"))
    arguments = list(node.args.get("params") or node.args.get("expressions") or ())
    if "If" in name[1:] and len(arguments) > 1:
        walk.conditions.append(arguments.pop())
    if name.startswith(("argMax", "argMin")) and len(arguments) > 1:
        walk.conditions.append(arguments.pop())
    walk.stack.extend(arguments)


def by_name(walk: "Walk", name: str, arguments: list[Any]) -> bool:
    """A function that the parser does not know, by its name in upper case. False: it is none of these."""
    if name in _FIRST_DECIDES and arguments:
        walk.conditions.append(arguments[0])
        walk.stack.extend(arguments[1:])
    elif name == "MULTIIF" and len(arguments) > 2:
        paired = len(arguments) // 2 * 2
        walk.conditions.extend(arguments[0:paired:2])
        walk.stack.extend(arguments[1:paired:2])
        walk.stack.extend(arguments[paired:])
    else:
        return False
    return True


ACTIONS = {
    "Nullif": nullif,
    "ArgMax": arg_max,
    "ArgMin": arg_max,
    "CountIf": count_if,
    "CombinedAggFunc": combined,
    "CombinedParameterizedAgg": combined,
}
"""By the parser's name of the function."""
