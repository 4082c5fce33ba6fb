"""Stage 5, core: what a star gives → what of it comes out, and under which name."""

from collections.abc import Iterable, Mapping

from graph.facts import Star
from graph.link.patterns import passes
from graph.link.relation import EMPTY, Col, Open, Output, merged, rows_of

MOST_COLUMNS = 10_000
"""Of one query. Each query may double what the one before it gives (`SELECT x.*, y.* FROM v x, v y`)."""


def as_unknown(gained: Iterable[Output], parts: Iterable[Open]) -> Open:
    """Columns that cannot be listed: any may hold what all of these do."""
    known = [col for _, col in gained]
    return Open(0, fixed=merged([EMPTY, *known, *(_through(part, EMPTY) for part in parts)]))


def narrowed(
    star: Star, gained: list[Output], parts: list[Open], *, fold: bool
) -> tuple[list[Output], list[Open]] | None:
    """The columns whose names pass the star's tests, and those that it names. None: a pattern is not understood.

    What is open stays open, but nobody can tell which of its columns come out: it gives its rows as such."""
    kept: list[Output] = []
    for name, col in gained:
        answers = [passes(kind, text, name, fold=fold) for kind, text in star.tests]
        if None in answers:
            return None
        if all(answers) and (not star.names or name in star.names):
            kept.append((name, col))
    unknown = [
        Open(len(kept), fixed=merged([part.fixed, Col(rows_of([part.dataset] if part.dataset else []))]))
        for part in parts
    ]
    return kept, unknown


def changed(
    star: Star, gained: list[Output], parts: list[Open], replaced: Mapping[str, Col]
) -> tuple[list[Output], list[Open]]:
    """EXCEPT, REPLACE and RENAME."""
    renamed = dict(star.renamed)
    gone = frozenset(star.excluded)
    before = [sum(1 for name, _ in gained[: part.at] if name not in gone) for part in parts]
    gained = [(renamed.get(name, name), replaced.get(name, col)) for name, col in gained if name not in gone]
    parts = [part.without(gone, star.renamed)._replace(at=at) for part, at in zip(parts, before, strict=True)]
    if parts and replaced:  # REPLACE names columns that must be among the unknown ones
        missing = [(name, col) for name, col in replaced.items() if all(name != known for known, _ in gained)]
        parts = [part.without(replaced) for part in parts]
        gained += missing
    return gained, parts


def gone_through(star: Star, gained: list[Output], parts: list[Open], beside: Col) -> tuple[list[Output], list[Open]]:
    """Each column through the star's expression, which reads `beside` too, under the name that its label makes."""
    named = [(_labelled(star.label, name), merged([col, beside])) for name, col in gained]
    through = [
        part._replace(dataset=None, hidden=frozenset(), renamed=(), fixed=_through(part, beside)) for part in parts
    ]
    return named, through


def _through(part: Open, beside: Col) -> Col:
    return merged([part.fixed, Col(rows_of([part.dataset] if part.dataset else [])), beside])


def _labelled(label: str, name: str) -> str:
    """`\\0` is the column's own name. Groups of a regular expression are not followed: such an output has no name."""
    if not label:
        return name
    made = label.replace("\\0", name)
    return "" if "\\" in made else made
