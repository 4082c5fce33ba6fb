"""Stage 5, core: the entries of a WITH RECURSIVE in an order in which each stands behind all that it reads."""

from collections.abc import Callable, Sequence

from graph.facts import Cte
from graph.link.components import components
from graph.link.scans import scanned_names


def groups(ctes: Sequence[Cte], key: Callable[[str], str]) -> list[list[Cte]]:
    """The entries, innermost first; several in one group read each other. `key`: a scanned name as an entry bears it.

    Where two entries have one name the later one shadows, so that the order written is kept."""
    by_name = {cte.name: cte for cte in ctes}
    if len(by_name) < len(ctes) or len(ctes) == 1:
        return [[cte] for cte in ctes]
    place = {cte.name: at for at, cte in enumerate(ctes)}
    done: set[str] = set()
    found: list[list[Cte]] = []

    def reads(cte: Cte) -> list[Cte]:
        names = {key(name) for name in scanned_names(cte.query)}
        return [by_name[name] for name in sorted(names & by_name.keys(), key=place.__getitem__) if name not in done]

    for cte in ctes:
        if cte.name in done:
            continue
        for members in components(cte, reads):
            done.update(member.name for member in members)
            found.append(sorted(members, key=lambda member: place[member.name]))
    return found
