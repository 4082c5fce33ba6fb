"""Stage 5, core: the names that a table or view gets where its query gives one name twice, or none.

Most engines refuse such a query. Some number the names; a query whose rows BigQuery keeps gets names for all columns.
"""

import re
from collections.abc import Callable, Sequence

from graph.link.relation import Output, Relation

_NUMBERED = {"sqlite": ":{}", "duckdb": "_{}"}
"""What an engine puts behind a name that was there before."""

_SUFFIX = re.compile(r":\d+\Z")


def told_apart(dialect: str, names: Sequence[str], *, kept: bool = False) -> list[str]:
    """The names under which these outputs are stored. `kept`: they are the rows of a query, which a job stores."""
    if kept and "" in names and (called := _ANONYMOUS.get(dialect)) is not None:
        return called(names)
    pattern = _NUMBERED.get(dialect)
    if pattern is None or len(set(names)) == len(names):
        return list(names)
    taken = set(names)
    seen: set[str] = set()
    counts: dict[str, int] = {}
    found = []
    for name in names:
        if name and name in seen:
            name = _numbered(name, pattern, counts, taken)
        seen.add(name)
        found.append(name)
    return found


def named_apart(dialect: str, relation: Relation, *, kept: bool = False) -> list[Output]:
    """A query's outputs under the names that they are stored under."""
    if relation.opens and not (kept and dialect == "bigquery"):  # which numbers names without regard to others
        return list(relation.outputs)
    names = told_apart(dialect, [name for name, _ in relation.outputs], kept=kept)
    return [(name, col) for name, (_, col) in zip(names, relation.outputs, strict=True)]


def _numbered(name: str, pattern: str, counts: dict[str, int], taken: set[str]) -> str:
    stem = _SUFFIX.sub("", name) if pattern[0] == ":" else name
    while True:
        counts[stem] = counts.get(stem, 0) + 1
        made = stem + pattern.format(counts[stem])
        if made not in taken:
            taken.add(made)
            return made


def _anonymous(names: Sequence[str]) -> list[str]:
    """`f0_`, `f1_` …: counted among those without a name."""
    found, count = [], 0
    for name in names:
        found.append(name or f"f{count}_")
        count += not name
    return found


def _placed(names: Sequence[str]) -> list[str]:
    """`_col0`, `_col2` …: by their place."""
    return [name or f"_col{at}" for at, name in enumerate(names)]


_ANONYMOUS: dict[str, Callable[[Sequence[str]], list[str]]] = {
    "bigquery": _anonymous,
    **dict.fromkeys(("trino", "presto", "athena"), _placed),
}
"""What the columns of a query's rows are called that have no name; elsewhere they have none."""
