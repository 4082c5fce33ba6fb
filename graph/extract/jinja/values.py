"""Stage 4, core: what a template's expressions can be worth, and the filters and methods on it that are followed."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec


class Unknown(msgspec.Struct, frozen=True):
    """A value that the file does not tell. `spelled`: how it is written. `macro`: the macro that would give it.
    `quiet`: a condition (`is_incremental()`) both of whose outcomes are part of what the file does. `local`: a name
    that means something in this file alone."""

    spelled: str
    macro: str = ""
    quiet: bool = False
    local: bool = False


class Relation(msgspec.Struct, frozen=True):
    """A dataset that the template names. `this`: the one that the file itself defines."""

    parts: tuple[str, ...] = ()
    this: bool = False


class Namespace(msgspec.Struct):
    """`namespace(…)`: values that a loop may set."""

    values: "dict[str, Value]"


Value: TypeAlias = (
    "str | int | float | bool | tuple[Value, ...] | dict[Any, Value] | Unknown | Relation | Namespace | None"
)
Answer: TypeAlias = "Value | None"
"""None: not followed."""


def truth(value: Value) -> bool | None:
    """As a condition; None if nobody can tell."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Relation | Namespace):
        return True
    return bool(value)


def printed(value: Value) -> str | None:
    """What `{{ value }}` prints; None for what is not followed."""
    if isinstance(value, str):
        return value
    if value is None:
        return "None"
    if isinstance(value, bool | int | float):
        return str(value)
    return None


def size(value: Value) -> int:
    """What it counts against the budget."""
    if isinstance(value, str | tuple | dict):
        return len(value)
    return 1


def _text(function: Callable[[str], Value]) -> Callable[..., Answer]:
    def apply(value: Value, *arguments: Value) -> Answer:
        return function(value) if isinstance(value, str) and not arguments else None

    return apply


def _join(value: Value, separator: Value = "") -> Answer:
    parts = [printed(one) for one in value] if isinstance(value, tuple) else [None]
    if not isinstance(separator, str) or None in parts:
        return None
    return separator.join(part for part in parts if part is not None)


def _replaced(value: Value, old: Value = None, new: Value = None) -> Answer:
    if isinstance(value, str) and isinstance(old, str) and isinstance(new, str) and old:
        return value.replace(old, new)
    return None


def _length(value: Value) -> Answer:
    return len(value) if isinstance(value, str | tuple | dict) else None


def _at(place: int) -> Callable[..., Answer]:
    def apply(value: Value) -> Answer:
        return value[place] if isinstance(value, tuple) and value else None

    return apply


def _listed(value: Value) -> Answer:
    if isinstance(value, dict):
        return tuple(value)
    return value if isinstance(value, tuple) else None


def _int(value: Value) -> Answer:
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 18:
        return int(value)
    return int(value) if isinstance(value, bool | int) else None


def _unique(value: Value) -> Answer:
    if not isinstance(value, tuple) or not all(isinstance(one, str | int) for one in value):
        return None
    return tuple(dict.fromkeys(value))


def _sorted(value: Value) -> Answer:
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return tuple(sorted(str(one) for one in value))
    return None


def _split(value: Value, separator: Value = None) -> Answer:
    if not isinstance(value, str) or not (separator is None or (isinstance(separator, str) and separator)):
        return None
    return tuple(value.split(separator))


FILTERS: dict[str, Callable[..., Answer]] = {
    "lower": _text(str.lower),
    "upper": _text(str.upper),
    "trim": _text(str.strip),
    "title": _text(str.title),
    "capitalize": _text(str.capitalize),
    "string": lambda value: printed(value),
    "safe": lambda value: value,
    "as_text": lambda value: value,
    "as_native": lambda value: value,
    "join": _join,
    "replace": _replaced,
    "length": _length,
    "count": _length,
    "first": _at(0),
    "last": _at(-1),
    "list": _listed,
    "int": _int,
    "unique": _unique,
    "sort": _sorted,
}

METHODS: dict[str, Callable[..., Answer]] = {
    "lower": _text(str.lower),
    "upper": _text(str.upper),
    "strip": _text(str.strip),
    "title": _text(str.title),
    "replace": _replaced,
    "split": _split,
    "join": lambda separator, value: _join(value, separator),
    "startswith": lambda value, start=None: (
        value.startswith(start) if isinstance(value, str) and isinstance(start, str) else None
    ),
    "endswith": lambda value, end=None: (
        value.endswith(end) if isinstance(value, str) and isinstance(end, str) else None
    ),
    "keys": lambda value: tuple(value) if isinstance(value, dict) else None,
    "values": lambda value: tuple(value.values()) if isinstance(value, dict) else None,
    "items": lambda value: tuple(value.items()) if isinstance(value, dict) else None,
    "get": lambda value, key=None, default="": (
        value.get(key, default) if isinstance(value, dict) and isinstance(key, str | int) else None
    ),
}
"""Methods of strings and mappings."""


def combined(sign: str, left: Value, right: Value) -> Answer:
    """A binary operator on known values; None where it is not followed."""
    if sign == "~":
        first, second = printed(left), printed(right)
        return first + second if first is not None and second is not None else None
    if sign in ("==", "!="):
        return (left == right) is (sign == "==") if _plain(left) and _plain(right) else None
    if sign in ("in", "not in"):
        found = _contains(right, left)
        return None if found is None else found is (sign == "in")
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _calculated(sign, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right if sign == "+" else _compared(sign, left, right)
    if isinstance(left, tuple) and isinstance(right, tuple) and sign == "+":
        return left + right
    return None


def _plain(value: Value) -> bool:
    return isinstance(value, str | int | float | bool) or value is None


def _contains(container: Value, part: Value) -> bool | None:
    if isinstance(container, str) and isinstance(part, str):
        return part in container
    if isinstance(container, tuple | dict) and _plain(part) and all(_plain(one) for one in container):
        return part in container
    return None


def _calculated(sign: str, left: float, right: float) -> Answer:
    if max(abs(left), abs(right)) > 10**15:
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "%" if right:
            return left % right
        case "//" if right:
            return left // right
        case "/" if right:
            return left / right
    return _compared(sign, left, right)


def _compared(sign: str, left: Any, right: Any) -> bool | None:
    match sign:
        case "<":
            return bool(left < right)
        case ">":
            return bool(left > right)
        case "<=":
            return bool(left <= right)
        case ">=":
            return bool(left >= right)
    return None
