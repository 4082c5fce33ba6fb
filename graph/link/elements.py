"""Stage 5, core: arrays of which DDL says that their elements are plain values and no structures."""

import re

from graph.link.nested_types import element
from graph.link.relation import Miss, TableRelation
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


def _type(relation: object, name: str) -> str:
    if not isinstance(relation, TableRelation):
        return ""
    return relation.type_of(relation.columns.get(name, ""))


def _is_plain(text: str) -> bool:
    return _PLAIN.match(text.strip()) is not None
