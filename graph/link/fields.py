"""Stage 5, core: the fields of structures: what a value of several named parts is made of. An array counts as one of
its elements."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from graph.link.nested_types import element
from graph.link.nested_types import fields as typed

if TYPE_CHECKING:
    from graph.link.relation import Col, Influences, Open, Output

# Structures that hold themselves many times over grow without bound; beyond this nobody knows their fields.
_MOST = 2_000
_DEEPEST = 32
_MOST_WRITTEN = 500


class Fields:
    """The fields in order, and what is open as in a relation. Immutable; equal if all is equal."""

    __slots__ = ("_hash", "depth", "opens", "outputs", "weight")

    def __init__(self, outputs: "tuple[Output, ...]", opens: "tuple[Open, ...]", weight: int, depth: int) -> None:
        self.outputs = outputs
        self.opens = opens
        self.weight = weight
        self.depth = depth
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.outputs, self.opens))
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fields):
            return NotImplemented
        if self is other:
            return True
        return hash(self) == hash(other) and (self.outputs, self.opens) == (other.outputs, other.opens)

    def get(self, name: str) -> "Col | None":
        """The one field of that name; None if there is none, or may be several."""
        found = [col for field, col in self.outputs if field == name]
        return found[0] if len(found) == 1 else None


def fields_of(outputs: "Sequence[Output]", opens: "Sequence[Open]" = ()) -> Fields | None:
    """These as the fields of one value; None where there are none, or too many."""
    inner = [col.fields for _, col in outputs if col.fields is not None]
    weight = len(outputs) + sum(one.weight for one in inner)
    depth = 1 + max((one.depth for one in inner), default=0)
    if not (outputs or opens) or weight > _MOST or depth > _DEEPEST:
        return None
    return Fields(tuple(outputs), tuple(opens), weight, depth)


def at_path(col: "Col", path: Sequence[str]) -> "Col":
    """What a path into a value leads to; as far as its fields are known."""
    for name in path:
        inner = col.fields.get(name) if col.fields is not None else None
        if inner is None:
            return col._replace(fields=None)
        col = inner
    return col


def decided(col: "Col", influence: "Influences") -> "Col":
    """The column and all its fields, with this influence too."""
    if not influence:
        return col
    fields = col.fields
    if fields is not None:
        outputs = tuple((name, decided(inner, influence)) for name, inner in fields.outputs)
        fields = Fields(outputs, fields.opens, fields.weight, fields.depth)
    return col._replace(influence=col.influence | influence, fields=fields)


def typed_fields(text: str, col: "Col", fold: Callable[[str, bool], str], depth: int = 8) -> Fields | None:
    """The fields of a column that DDL gives this type; all of them are its value, for nobody keeps them apart."""
    while inner := element(text):
        text = inner
    outputs = [
        (fold(name, False), col._replace(fields=typed_fields(kind, col, fold, depth - 1) if depth > 1 else None))
        for name, kind in typed(text)
    ]
    return fields_of(outputs)


def as_type(fields: Fields | None) -> str:
    """The fields' names, written as a type that `typed_fields` reads; "" where not all of them are known."""
    if (
        fields is None
        or fields.opens
        or fields.weight > _MOST_WRITTEN
        or any(not name or "`" in name for name, _ in fields.outputs)
    ):
        return ""
    return f"STRUCT<{', '.join(f'`{name}` {as_type(col.fields)}' for name, col in fields.outputs)}>"


def either_fields(cols: "Sequence[Col]", merged: "Callable[[Sequence[Col]], Col]") -> Fields | None:
    """The fields of what will be one of these: the first names them, and they meet by position. What meets a value
    whose fields are not all known may be any part of that."""
    first = cols[0].fields
    if first is None or len(cols) == 1:
        return first
    outputs = []
    for at, (name, col) in enumerate(first.outputs):
        met = [col, *(_at(other, at, len(first.outputs)) for other in cols[1:])]
        inner = [one for one in met if one.fields is not None]
        outputs.append((name, merged(met)._replace(fields=either_fields(inner, merged) if inner else None)))
    return fields_of(outputs, first.opens)


def _at(col: "Col", at: int, width: int) -> "Col":
    fields = col.fields
    if fields is not None and not fields.opens and len(fields.outputs) == width:
        return fields.outputs[at][1]
    return col._replace(fields=None)
