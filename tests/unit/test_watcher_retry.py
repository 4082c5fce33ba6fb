"""How long to wait, and how small to go."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.model import FileGraph, Label, Node, NodeId
from watcher.retry import DELAYS_S, LADDER, delay_s, into_transactions, split, step_below


def graph(number: int, rows: int) -> FileGraph:
    return FileGraph("r", str(number), tuple(Node(NodeId(Label.TABLE, f"t{row}")) for row in range(rows)))


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_a_delay_is_spread_around_its_step_and_never_beyond_the_last(attempt: int, jitter: float) -> None:
    step = DELAYS_S[min(attempt, 4)]
    assert 0.75 * step <= delay_s(attempt, jitter) <= 1.25 * step <= 20


def test_delays_double_from_one_second_to_sixteen() -> None:
    assert [delay_s(attempt, 0.5) for attempt in range(7)] == [1, 2, 4, 8, 16, 16, 16]


def test_the_ladder_is_100_50_10_1_and_then_the_file_alone() -> None:
    """N4"""
    steps, size = [], step_below(1_000)
    while size is not None:
        steps.append(size)
        size = step_below(size)
    assert tuple(steps) == LADDER == (100, 50, 10, 1)


@given(st.integers(1, 500))
def test_every_step_is_smaller_than_what_failed(count: int) -> None:
    """N4: never the same again."""
    step = step_below(count)
    assert step is None if count == 1 else step is not None and step < count


@given(st.lists(st.integers(), max_size=50), st.integers(1, 60))
def test_splitting_keeps_items_and_order(items: list[int], size: int) -> None:
    parts = split(items, size)
    assert [item for part in parts for item in part] == items
    assert all(0 < len(part) <= size for part in parts)
    assert all(len(part) == size for part in parts[:-1])


@given(st.lists(st.integers(0, 12), max_size=40), st.integers(1, 10), st.integers(1, 20))
def test_transactions_lose_nothing_keep_order_and_hold_their_bounds(sizes: list[int], files: int, rows: int) -> None:
    graphs = [graph(number, size) for number, size in enumerate(sizes)]
    parts = into_transactions(graphs, files=files, rows=rows)
    assert [one for part in parts for one in part] == graphs
    for part in parts:
        assert 0 < len(part) <= files
        assert len(part) == 1 or sum(one.rows for one in part) <= rows


@given(st.lists(st.integers(0, 12), max_size=40), st.integers(1, 10), st.integers(1, 20))
def test_no_transaction_could_have_taken_the_next_file_too(sizes: list[int], files: int, rows: int) -> None:
    parts = into_transactions([graph(number, size) for number, size in enumerate(sizes)], files=files, rows=rows)
    for part, following in pairwise(parts):
        full = len(part) == files
        assert full or sum(one.rows for one in part) + following[0].rows > rows
