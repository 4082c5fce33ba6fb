"""Stage 4, core: a template of which nobody knows which branches stand: what each way of filling it in says.

A statement that a condition lies in does what it does in any of the ways, each with its own operations, so that
nothing of one is mixed with another's. Its status stays `partial`.
"""

from typing import TypeAlias

from msgspec.structs import replace

from graph.facts import Define, FileFacts, Statement, Write
from graph.names import Name

_Key: TypeAlias = tuple[str, tuple[Name, ...], int]
"""Kind, what it makes, and the line that it begins on, 0 for any."""

MAX_CHOICES = 8
"""More ways than that are left out."""

REASON = "template condition"


def with_alternatives(facts: FileFacts, other: FileFacts) -> FileFacts:
    """The facts with what the same file says in another way. A statement is the same one if it is of one kind and makes
    the same, being the only such, of all or of those that begin on its line; any other is one statement more."""
    places: dict[_Key, list[int]] = {}
    for at, statement in enumerate(facts.statements):
        for key in _keys(statement):
            places.setdefault(key, []).append(at)
    found = list(facts.statements)
    known = {one.ops for one in found}
    for statement in other.statements:
        if REASON not in (statement.reason or "") or statement.routine or not statement.ops:
            continue
        same = next((one for key in _keys(statement) if len(one := places.get(key, [])) == 1), None)
        if same is not None and not found[same[0]].routine:
            found[same[0]] = _both(found[same[0]], statement)
        elif statement.ops not in known:
            known.add(statement.ops)
            found.append(replace(statement, ordinal=len(found) + 1, marks=""))
    return replace(facts, statements=tuple(found))


def _keys(statement: Statement) -> tuple[_Key, _Key]:
    targets = tuple(
        op.name if isinstance(op, Define) else op.target for op in statement.ops if isinstance(op, Define | Write)
    )
    return (statement.kind, targets[:1], 0), (statement.kind, targets[:1], statement.lines[0])


def _both(one: Statement, other: Statement) -> Statement:
    more = tuple(op for op in other.ops if op not in one.ops)
    return replace(one, ops=(*one.ops, *more)) if more else one
