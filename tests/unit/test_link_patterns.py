"""What a star's test of column names lets through."""

import pytest

from graph.link.patterns import passes


@pytest.mark.parametrize(
    ("kind", "text", "name", "answer"),
    [
        ("like", "a%b_", "axxbz", True),
        ("like", "a_", "abc", False),
        ("not like", "a%", "ba", True),
        ("ilike", "A%", "ab", True),
        ("full", "a.", "abc", False),
        ("regex", "a.", "xabc", True),
        ("regex", "^[a-c]+$", "abcd", False),
        ("regex", r"(id|nums?)\d{2,3}$", "num123", True),
        ("regex", r"(id|nums?)\d{2,3}$", "num1", False),
        ("not regex", "[^x]", "xx", True),
        ("regex", r"\w+?_\D", "a_b", True),
    ],
)
def test_a_name_passes_as_in_the_engines(kind: str, text: str, name: str, answer: bool) -> None:
    assert passes(kind, text, name, fold=False) is answer


@pytest.mark.parametrize("text", ["(?<=a)b", r"(a)\1", "a{1000}", "[[:alpha:]]", "(", "a)", "*", "((((a))))"])
def test_what_is_not_understood_is_said(text: str) -> None:
    assert passes("regex", text, "ab", fold=False) is None


def test_case_counts_only_where_names_have_it() -> None:
    assert passes("like", "A%", "ab", fold=True)
    assert not passes("like", "A%", "ab", fold=False)


def test_no_pattern_makes_the_matcher_go_back_and_forth() -> None:
    assert passes("full", "((a*)*)*" * 3, "a" * 60 + "b", fold=False) is False
