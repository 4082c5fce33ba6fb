"""What settings say of a root and of its files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.roots import (
    Root,
    RootSettings,
    Rule,
    decode_root_settings,
    encode_root_settings,
    expand_target,
    is_included,
    is_pruned,
    matches,
    root_name,
    roots_problem,
    rule_for,
    target_problem,
)

_WORDS = st.text(max_size=8)
_RULES = st.builds(Rule, match=_WORDS, dialect=_WORDS, target=_WORDS)
_SETTINGS = st.builds(
    RootSettings,
    dialect=_WORDS,
    default_database=_WORDS,
    default_schema=_WORDS,
    include=st.lists(_WORDS).map(tuple),
    exclude=st.lists(_WORDS).map(tuple),
    follow_symlinks=st.booleans(),
    rules=st.lists(_RULES).map(tuple),
)


@given(_SETTINGS)
def test_settings_survive_the_ledger(settings: RootSettings) -> None:
    assert decode_root_settings(encode_root_settings(settings)) == settings


@given(_SETTINGS, _SETTINGS)
def test_equal_settings_have_equal_text_and_different_ones_do_not(one: RootSettings, other: RootSettings) -> None:
    assert (encode_root_settings(one) == encode_root_settings(other)) == (one == other)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("postgres/**", "postgres/a/b.sql", True),
        ("postgres/**", "old/postgres/a.sql", False),
        ("**/query.sql", "query.sql", True),
        ("**/query.sql", "a/b/query.sql", True),
        ("**/query.sql", "a/my_query.sql", False),
        ("*.sql", "a/b.sql", True),
        ("*.sql", "a/b.sqlx", False),
        ("a/*.sql", "a/b/c.sql", False),
        ("a/**/c.sql", "a/c.sql", True),
        ("staging", "a/staging/x.sql", True),
        ("staging/", "a/staging/x.sql", True),
        ("/staging", "a/staging/x.sql", False),
        ("/staging", "staging/x.sql", True),
        ("a/b?.sql", "a/bc.sql", True),
        ("a/b?.sql", "a/b/.sql", False),
        ("[!ab].sql", "c.sql", True),
        ("[!ab].sql", "a.sql", False),
        ("[a-c].sql", "b.sql", True),
        ("[.sql", "[.sql", True),
        ("A.sql", "a.sql", False),
        ("a+b.sql", "a+b.sql", True),
        ("**", "any/thing\nat all.sql", True),
    ],
)
def test_patterns_name_files_and_folders(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_a_pattern(pattern: str, path: str) -> None:
    assert matches(pattern, path) in (True, False)


def test_the_first_rule_that_says_it_counts() -> None:
    root = RootSettings(
        dialect="tsql",
        rules=(
            Rule("**/query.sql", target="{-3}.{-2}"),
            Rule("pg/**", dialect="postgres", target="never"),
            Rule("pg/**", dialect="mysql"),
        ),
    )
    assert rule_for(root, "pg/sales/query.sql") == ("postgres", ("pg", "sales"))
    assert rule_for(root, "other/a.sql") == ("tsql", ())


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("{-4}.{-3}.{-2}", "project/dataset/table/query.sql", ("project", "dataset", "table")),
        ("{-4}.{-3}.{-2}", "table/query.sql", ()),
        ("{-2}.{-1}", "dbo/sales.daily.sql", ("dbo", "sales.daily")),
        ("prod.{-2}_{-1}", "dbo/sales.sql", ("prod", "dbo_sales")),
        ("{-1}", "noext", ("noext",)),
        ("{-1}", ".sql", (".sql",)),
    ],
)
def test_a_target_is_spelt_from_the_end_of_the_path(pattern: str, path: str, expected: tuple[str, ...]) -> None:
    assert expand_target(pattern, path) == expected


@pytest.mark.parametrize("pattern", ["{0}", "{-0}", "{name}", "{-1", "a..b", "", "{-1}."])
def test_a_target_that_cannot_be_spelt_is_refused(pattern: str) -> None:
    assert target_problem(pattern)


def test_hidden_files_and_what_exclude_names_are_not_read() -> None:
    root = RootSettings(exclude=("archive", "*.bak.sql"))
    suffixes = (".sql", ".ddl")
    read = ["a.sql", "x/b.DDL"]
    unread = [".a.sql", "x/.git/a.sql", "archive/a.sql", "x/archive/a.sql", "a.bak.sql", "a.txt", "sql"]
    assert [path for path in [*read, *unread] if is_included(root, path, suffixes)] == read
    assert is_pruned(root, "x/archive")
    assert not is_pruned(root, "x")


def test_include_replaces_the_suffixes() -> None:
    root = RootSettings(include=("models/*.txt",))
    assert is_included(root, "models/a.txt", (".sql",))
    assert not is_included(root, "models/a.sql", (".sql",))


def test_roots_of_one_name_or_inside_each_other_are_refused() -> None:
    def root(folder: str, name: str) -> Root:
        return Root(name, Path(folder))

    assert roots_problem([root("/a", "a"), root("/b", "b"), root("/ab", "ab")]) is None
    assert "called 'x'" in str(roots_problem([root("/a/x", "x"), root("/b/x", "x")]))
    assert "'x' and 'y'" in str(roots_problem([root("/a", "x"), root("/a", "y")]))
    assert "inside" in str(roots_problem([root("/a/b/c", "c"), root("/a-b", "z"), root("/a", "a")]))


def test_a_root_is_named_after_its_folder_byte_by_byte() -> None:
    assert root_name(Path("/srv/sql")) == "sql"
    assert root_name(Path("/srv/caf\udce9")) == r"caf\xe9"


def test_a_project_is_read_whatever_is_included_but_not_if_it_is_excluded_or_hidden() -> None:
    root = RootSettings(include=("*.sql",), exclude=("old",))
    assert is_included(root, "dbt_project.yml", ()) and is_included(root, "a/dbt_project.yml", ())
    assert not is_included(root, "old/dbt_project.yml", ()) and not is_included(root, ".a/dbt_project.yml", ())
