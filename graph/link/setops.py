"""Stage 5, core: relations of a set operation's branches → its own. Flat over any number of branches."""

from graph.link.fields import either_fields
from graph.link.relation import Col, Influences, Open, Relation, all_atoms, merged, with_via
from graph.names import Name


def by_position(
    branches: list[Relation], rows: Influences, moved: frozenset[Name], bulk: frozenset[Name]
) -> tuple[Relation, str]:
    """UNION: columns merge by position under the first branch's names. Also what could not be told, or ""."""
    first, problem = branches[0], ""
    same = all(branch.opens == first.opens for branch in branches) or not any(branch.opens for branch in branches)
    width = len(first.outputs)
    if not same:
        width = min(width, *(min([len(one.outputs), *(part.at for part in one.opens)]) for one in branches))
        unsure = {part.dataset for branch in branches[1:] for part in branch.opens if part.dataset is not None}
        bulk |= unsure | {name for branch in branches[1:] if branch.outputs[width:] for name in branch.moved}
        problem = "set operation over unknown columns"
    elif any(len(branch.outputs) != width for branch in branches):
        problem = "set operation of unequal widths"
        width = min(len(branch.outputs) for branch in branches)
    columns = zip(*(branch.outputs[:width] for branch in branches), strict=True)
    outputs = [(column[0][0], merged_unique([col for _, col in column])) for column in columns]
    return Relation((*outputs, *first.outputs[width:]), first.opens, rows, moved, bulk), problem


def merged_unique(cols: list[Col]) -> Col:
    """Like `merged`, cheap where thousands of branches share their lineage. Fields meet by position."""
    unique = list(dict.fromkeys(cols))
    if len(unique) == 1:
        return unique[0]
    return merged(unique)._replace(fields=either_fields(unique, merged))


def _wanted(branches: list[Relation], keep: str, on: tuple[str, ...]) -> set[str] | None:
    """The names that may come out; None for all."""
    if on:
        return set(on)
    first = branches[0]
    if keep == "first":
        return None if first.opens else {name for name, _ in first.outputs}
    if keep == "common":
        closed = [{name for name, _ in branch.outputs} for branch in branches if not branch.opens]
        return set.intersection(*closed) if closed else None
    return None


def decided_by(branches: list[Relation]) -> Relation:
    """EXCEPT, INTERSECT: the first branch's data; the others decide which rows stay."""
    first = branches[0]
    rows = set(first.rows)
    for branch in branches[1:]:
        rows |= branch.rows | with_via("filter", all_atoms(branch))
    return Relation(first.outputs, first.opens, frozenset(rows), first.moved, first.bulk)


def by_name(
    branches: list[Relation],
    rows: Influences,
    moved: frozenset[Name],
    bulk: frozenset[Name],
    keep: str = "all",
    on: tuple[str, ...] = (),
) -> Relation:
    """UNION BY NAME. See `SetOp` for `keep` and `on`."""
    cols: dict[str, list[Col]] = {}
    opens: list[Open] = []
    wanted = _wanted(branches, keep, on)
    for at, branch in enumerate(branches):
        if not on and not (at and keep == "first"):
            opens += branch.opens
        for name, col in branch.outputs:
            if wanted is None or name in wanted:
                cols.setdefault(name, []).append(col)
    outputs = tuple((name, merged_unique(found)) for name, found in cols.items())
    parts = tuple(part._replace(at=len(outputs)) for part in dict.fromkeys(opens))
    return Relation(outputs, parts, rows, moved, bulk)
