"""Stage 4, core: expressions whose parts play different roles: which are data, and which only decide about it.

The rule: an argument is data if some of it may come out; it is a condition if it is only compared or tested. So of
`NULLIF(a, b)` a is data and b a condition, of `MAX_BY(a, b)` too, of `CHOOSE(i, a, b)` i is the condition, and all
arguments of COALESCE, GREATEST and their kin are data.
"""

from typing import Any

from sqlglot import exp

from graph.extract.algebra.expression_walk import Walk, put

_FIRST_DECIDES = frozenset({"CHOOSE", "ELT"})


def nullif(walk: Walk, node: Any) -> None:
    """`NULLIF(a, b)`."""
    walk.stack.append(node.args["this"])
    walk.conditions.append(node.args["expression"])


def arg_max(walk: Walk, node: Any) -> None:
    """`MAX_BY(a, b)`, `ARG_MIN(a, b ORDER BY c)`."""
    walk.stack.append(node.args["this"])
    decides = node.args.get("expression")
    if decides.__class__ is exp.Order:
        walk.windows.extend(decides.args["expressions"])
        decides = decides.args.get("this")
    if decides is not None:
        walk.conditions.append(decides)


def count_if(walk: Walk, node: Any) -> None:
    """`COUNT_IF(c)` counts rows."""
    walk.rows = True
    walk.conditions.append(node.args["this"])


def combined(walk: Walk, node: Any) -> None:
    """ClickHouse's `sumIf(a, c)`, `quantileIf(0.9)(a, c)`, `argMax(a, b)` and what is combined with them."""
    name = str(node.args.get("this"))
    arguments = list(node.args.get("params") or node.args.get("expressions") or ())
    if "If" in name[1:] and len(arguments) > 1:
        walk.conditions.append(arguments.pop())
    if name.startswith(("argMax", "argMin")) and len(arguments) > 1:
        walk.conditions.append(arguments.pop())
    walk.stack.extend(arguments)


def by_name(walk: Walk, name: str, arguments: list[Any]) -> bool:
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


def case(walk: Walk, node: Any) -> None:
    stack, conditions = walk.stack, walk.conditions
    for key, child in node.args.items():
        if key == "ifs":
            for one in child:
                args = one.args
                conditions.append(args["this"])
                stack.append(args["true"])
        elif child:
            (conditions if key == "this" else stack).append(child)


def if_(walk: Walk, node: Any) -> None:
    args = node.args
    walk.conditions.append(args["this"])
    walk.push(args.get("true"))
    walk.push(args.get("false"))


def decode(walk: Walk, node: Any) -> None:
    """`DECODE(x, search, result, …, default)`."""
    first, *rest = node.args["expressions"]
    paired = len(rest) // 2 * 2
    put(walk.conditions, [first, *rest[0:paired:2]])
    walk.push(rest[1:paired:2])
    walk.push(rest[paired:])


def filtered(walk: Walk, node: Any) -> None:
    walk.stack.append(node.args["this"])
    put(walk.conditions, node.args["expression"])


def having_max(walk: Walk, node: Any) -> None:
    """`ANY_VALUE(x HAVING MAX y)`."""
    walk.stack.append(node.args["this"])
    put(walk.conditions, node.args["expression"])


def window(walk: Walk, node: Any) -> None:
    walk.stack.append(node.args["this"])
    _window_spec(walk, node, 0)


def _window_spec(walk: Walk, node: Any, depth: int) -> None:
    args = node.args
    put(walk.windows, args.get("partition_by"))
    order = args.get("order")
    if order:
        put(walk.windows, order.args["expressions"])
    base = args.get("alias")
    if base and depth < 8:  # a window may name another one; a ring of them is nobody's intention
        named = walk.block.windows.get(walk.block.ctx.column_part(base))
        if named is not None:
            _window_spec(walk, named, depth + 1)


def ordered_argument(walk: Walk, node: Any) -> None:
    """ORDER BY inside an aggregate's brackets: decides, like a window's, about this column alone."""
    walk.push(node.args.get("this"))
    put(walk.windows, node.args["expressions"])


_ORDERED_SET = tuple(
    getattr(exp, name) for name in ("PercentileCont", "PercentileDisc", "Mode", "Median") if hasattr(exp, name)
)


def within_group(walk: Walk, node: Any) -> None:
    """Of PERCENTILE_CONT and its kin the ordered column is the value; of LISTAGG it only orders."""
    function = node.args["this"]
    walk.stack.append(function)
    order = node.args.get("expression")
    if isinstance(function, _ORDERED_SET):
        walk.push(order.args["expressions"] if order else None)
    else:
        put(walk.windows, order.args["expressions"] if order else None)


ACTIONS = {
    "Case": case,
    "If": if_,
    "Nvl2": if_,
    "DecodeCase": decode,
    "Filter": filtered,
    "HavingMax": having_max,
    "Window": window,
    "Order": ordered_argument,
    "WithinGroup": within_group,
    "Nullif": nullif,
    "ArgMax": arg_max,
    "ArgMin": arg_max,
    "CountIf": count_if,
    "CombinedAggFunc": combined,
    "CombinedParameterizedAgg": combined,
}
"""By the parser's name of the function."""
