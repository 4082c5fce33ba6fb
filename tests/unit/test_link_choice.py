"""Which of several definitions of one name a reader means."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from graph.link.choice import Nearest, Reader, own_definition
from graph.link.linked import FileContext


class _Definition(NamedTuple):
    context: FileContext
    rank: int = 0
    ordinal: int = 1
    until: int | None = None

    @property
    def place(self) -> tuple[str, str, int]:
        return self.context.root, self.context.path, self.rank


_PATHS = st.lists(st.sampled_from(["a", "a-b", "a.b", "b", "c0"]), min_size=1, max_size=4).map("/".join)
_ROOTS, _DIALECTS = st.sampled_from("rs"), st.sampled_from(["tsql", "mysql"])
_DEFINITIONS = st.builds(_Definition, st.builds(FileContext, _ROOTS, _PATHS, _DIALECTS), st.integers(0, 2))


def _shared_folders(left: str, right: str) -> int:
    shared = 0
    for mine, other in zip(left.split("/")[:-1], right.split("/")[:-1], strict=False):
        if mine != other:
            break
        shared += 1
    return shared


@given(st.lists(_DEFINITIONS, max_size=12), st.builds(Reader, _ROOTS, _PATHS, _DIALECTS, st.just(1)))
def test_the_nearest_is_own_root_then_dialect_then_most_folders_then_first(
    definitions: list[_Definition], reader: Reader
) -> None:
    definitions = list(
        {(*one.place[:2], one.rank): one for one in sorted(definitions, key=lambda one: one.place)}.values()
    )
    dialects = {one.place[:2]: one.context.dialect for one in definitions}
    definitions = [one for one in definitions if one.context.dialect == dialects[one.place[:2]]]  # a file has one
    others = [one for one in definitions if one.place[:2] != (reader.root, reader.path)]

    def distance(one: _Definition) -> tuple[bool, bool, int, tuple[str, str, int]]:
        context = one.context
        near = _shared_folders(reader.path, context.path)
        return context.root != reader.root, context.dialect != reader.dialect, -near, one.place

    assert Nearest(definitions).to(reader) == min(others, key=distance, default=None)


def test_a_statement_means_the_nearest_definition_before_it_that_is_not_dropped() -> None:
    context = FileContext("r", "a.sql", "tsql")
    first, second = _Definition(context, 0, 2, until=5), _Definition(context, 1, 4, until=5)
    third = _Definition(context, 2, 8)
    every = [first, second, third]
    assert [own_definition(every, ordinal) for ordinal in (1, 3, 5, 6, 9)] == [first, first, second, third, third]
    assert own_definition(every[:2], 6) is None
