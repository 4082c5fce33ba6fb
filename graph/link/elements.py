"""Stage 5, core: the elements of arrays in FROM: whether they are plain values, and what decides how many there are."""

import re

from graph.facts import Derived, Influence, Out, Select, Source, TableFunction
from graph.link.nested_types import element
from graph.link.relation import Atom, Miss, Output, TableRelation, value_of
from graph.link.scope import View
from graph.names import Name

NAMED_BY_ALIAS = frozenset({"bigquery", "postgres", "redshift"})
"""Where the alias of an unnested array of plain values is the name of its one column."""

_PLAIN = re.compile(
    r"(?:(?:tiny|small|big)?int(?:eger|\d{1,2})?|string|bytes|bytea|text|(?:var)?char|character(?: varying)?"
    r"|float\d{0,2}|double(?: precision)?|real|bool(?:ean)?|(?:big)?(?:numeric|decimal)|date|datetime|time"
    r"|timestamp(?:tz)?|interval|uuid|jsonb?|geography)(?:\([\d, ]{1,12}\))?\Z",
    re.IGNORECASE,
)


def holds_values(ref: Name, view: View) -> bool:
    """Whether `ref` is a column of a table, and an array of values without fields. False: nobody says so."""
    for level in view.levels():
        if len(ref) == 2 and (entries := level.variables(ref[0])):
            return len(entries) == 1 and _is_plain(element(_type(entries[0].relation, ref[1])))
        if len(ref) == 1 and level.known(ref[0]) is not Miss.ABSENT:
            return any(_is_plain(element(_type(entry.relation, ref[0]))) for entry in level.entries())
    return False


def counted_elements(
    query: Select, view: View, outputs: list[Output], rows: set[tuple[Influence, Atom]]
) -> list[Output]:
    """The outputs of a block that reads no table's rows: what counts rows counts the elements of its arrays. Where a
    block has no outputs, all that is asked is whether there are any, which goes to `rows`."""
    if not any(map(_gives_elements, query.sources)):
        return outputs
    atoms = frozenset(atom for entry in view.entries() for atom in value_of(entry.relation).atoms())
    if not query.projection:
        rows |= {("filter", atom) for atom in atoms}
    counts = [isinstance(part, Out) and part.item.rows for part in query.projection]
    if len(counts) != len(outputs) or not any(counts):
        return outputs
    return [
        (name, col._replace(value=col.value | atoms)) if counted else (name, col)
        for counted, (name, col) in zip(counts, outputs, strict=True)
    ]


def _gives_elements(source: Source) -> bool:
    if isinstance(source, Derived):
        return isinstance(source.query, Select) and any(map(_gives_elements, source.query.sources))
    return isinstance(source, TableFunction)


def _type(relation: object, name: str) -> str:
    if not isinstance(relation, TableRelation):
        return ""
    return relation.type_of(relation.columns.get(name, ""))


def _is_plain(text: str) -> bool:
    return _PLAIN.match(text.strip()) is not None
