import re

from hypothesis import example, given
from hypothesis import strategies as st

from graph.model import EdgeType, Label, NodeId
from graph.store.cypher import FIRST_KEY, LOCK_KEY, OWNED, QUERY_TEXTS, SCHEMA, merge_key

keys = st.tuples(st.sampled_from(Label), st.text()).map(lambda pair: NodeId(*pair))


@given(keys, keys)
@example(NodeId(Label.TABLE, "x" * 5_000 + "a"), NodeId(Label.TABLE, "x" * 5_000 + "b"))
@example(NodeId(Label.TABLE, "ü" * 999 + "a"), NodeId(Label.COLUMN, "ü" * 999 + "a"))
def test_merge_keys_are_unique_and_fit_an_index(one: NodeId, other: NodeId) -> None:
    assert (merge_key(one) == merge_key(other)) == (one == other)
    assert len(merge_key(one).encode()) < 1_100


@given(keys)
def test_the_lock_is_no_node_and_pages_begin_behind_it(node: NodeId) -> None:
    assert LOCK_KEY < FIRST_KEY < merge_key(node)


def test_every_text_names_only_labels_types_and_properties_of_ours() -> None:
    """C1: texts come from the closed enums alone."""
    known = {*Label, *EdgeType, "Lineaged"}
    for text in QUERY_TEXTS:
        assert "`" not in text and "%" not in text
        assert set(re.findall(r"(?<=[:|&])([A-Z][A-Za-z_]+)\b", text)) <= known


def test_each_type_that_files_own_has_its_index() -> None:
    indexed = {match[1] for text in SCHEMA if (match := re.search(r"\[r:(\w+)\]", text))}
    assert indexed == set(map(str, OWNED))
