"""Stage 4, core: arrays of which it is known that their elements are plain values and no structures."""

from collections.abc import Iterable
from typing import Any

from sqlglot import exp

_GIVE_VALUES = tuple(
    getattr(exp, name)
    for name in (
        *("GenerateDateArray", "GenerateTimestampArray", "GenerateSeries", "Split", "StringToArray", "ToCodePoints"),
        *("RegexpExtractAll", "JSONKeysAtDepth", "JSONValueArray", "JSONExtractArray"),
    )
    if hasattr(exp, name)
)
"""Functions whose elements are numbers, texts, times or documents of JSON, which have no columns either."""
_GIVE_VALUES_BY_NAME = frozenset({"regexp_split_to_array", "generate_subscripts", "akeys", "avals"})
_SAME_ELEMENTS = frozenset(
    getattr(exp, name)
    for name in ("Paren", "Reverse", "ArrayReverse", "ArraySlice", "ArrayDistinct", "SafeFunc", "Coalesce")
    if hasattr(exp, name)
) | {exp.ArrayConcat}
"""What gives elements of its arguments alone."""
_VALUES = frozenset({exp.Literal, exp.Boolean, exp.Null, exp.RawString})
_NESTED = frozenset(exp.DataType.NESTED_TYPES) | {exp.DataType.Type.USERDEFINED, exp.DataType.Type.VARIANT}


def gives_values(array: Any) -> bool:
    """Whether the elements of what this expression gives are plain values. False: they may have fields."""
    todo = [array]
    while todo:
        node = todo.pop()
        if node.__class__ in _SAME_ELEMENTS:
            todo += _arguments(node)
        elif node.__class__ is exp.Cast:
            if not _of_values(node.args["to"]):
                return False
        elif node.__class__ is exp.Array:
            if not all(map(_is_value, node.args["expressions"])):
                return False
        elif node.__class__ is exp.Anonymous:
            if str(node.args["this"]).lower() not in _GIVE_VALUES_BY_NAME:
                return False
        elif not isinstance(node, _GIVE_VALUES):
            return False
    return True


def _arguments(node: Any) -> Iterable[Any]:
    """The arrays among the arguments: where an array begins or ends is a number."""
    if node.__class__ is exp.ArraySlice:
        return [node.args["this"]]
    return [node.args["this"], *(node.args.get("expressions") or ())]


def _of_values(to: Any) -> bool:
    """Whether it is the type of an array of plain values."""
    if to.__class__ is not exp.DataType or to.this != exp.DataType.Type.ARRAY:
        return False
    return [_plain(inner) for inner in to.expressions] == [True]


def _plain(to: Any) -> bool:
    return to.__class__ is exp.DataType and to.this not in _NESTED


def _is_value(node: Any) -> bool:
    if node.__class__ is exp.Neg:
        node = node.args["this"]
    return node.__class__ in _VALUES or (node.__class__ is exp.Cast and _plain(node.args["to"]))
