"""The core of a table's columns over its ALTERs, whatever these say."""

from hypothesis import example, given
from hypothesis import strategies as st

from graph.facts import Alter, ColumnDef
from graph.link.history import History

_NAMES = st.sampled_from(["a", "b", "c", ""])
_ALTERS = st.builds(
    lambda dropped, renamed, added: Alter(
        ("t",), added=tuple(map(ColumnDef, added)), dropped=tuple(dropped), renamed=tuple(renamed)
    ),
    st.lists(_NAMES, max_size=2),
    st.lists(st.tuples(_NAMES, _NAMES), max_size=2),
    st.lists(_NAMES, max_size=2),
)


@given(st.lists(_NAMES, max_size=4), st.lists(_ALTERS, max_size=5), st.booleans(), st.lists(_NAMES, max_size=2))
@example(["a", "a"], [Alter(("t",), dropped=("a",))], True, [])
@example(["a", "b"], [Alter(("t",), renamed=(("b", "a"),)), Alter(("t",), dropped=("a",))], False, [])
def test_at_every_place_each_column_is_there_once_and_is_found(
    columns: list[str], alters: list[Alter], own: bool, later: list[str]
) -> None:
    """Of tables that no engine would make too: a name twice, a name that is taken."""
    history = History(columns, list(enumerate(alters, 1)), own=own, later=later)
    for ordinal in range(len(alters) + 2):
        then = history.at(ordinal)
        names = list(then)
        assert len(names) == len({*names}) == len(then)
        assert "" not in names and all(then[name] for name in names)
