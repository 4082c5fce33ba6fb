"""The catalog: which definition a name means, what columns follow, and that history never shows."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.facts import (
    Alter,
    ColumnDef,
    Comment,
    Define,
    DefineRoutine,
    Derived,
    Drop,
    FileFacts,
    Op,
    Rename,
    Select,
    Star,
    Synonym,
    TableFunction,
    Use,
)
from graph.link.catalog import Catalog
from graph.link.choice import Reader
from graph.link.declare import Declarations, declare, decode, encode
from graph.link.file import link_file
from graph.link.linked import FileContext, LinkedFile
from graph.names import Name
from tests.unit.link_builders import context, facts, insert, name, scan, select, table, temp, view


def filled(files: dict[str, FileFacts], roots: Sequence[str] = ("r",)) -> Catalog:
    catalog = Catalog()
    for root in roots:
        for path, one in files.items():
            catalog.put(context(path, root=root, dialect=one.dialect), declare(one))
    return catalog


def columns(catalog: Catalog, text: str, reader: Reader | None = None) -> list[str]:
    bound = catalog.bind((name(text),), reader or Reader("r", "reader.sql", "ansi", 1))
    return list(bound.columns) + (["…"] if bound.open else [])


# --- which definition ---


def test_own_root_comes_before_others() -> None:
    catalog = Catalog()
    catalog.put(context("a.sql", root="a"), declare(facts(table("t", "theirs"))))
    catalog.put(context("z.sql", root="r"), declare(facts(table("t", "ours"))))
    assert columns(catalog, "t") == ["ours"]


def test_own_dialect_comes_before_nearer_folders() -> None:
    catalog = filled({"x/a.sql": facts(table("t", "near"), dialect="mysql"), "a.sql": facts(table("t", "same"))})
    assert columns(catalog, "t", Reader("r", "x/b.sql", "ansi", 1)) == ["same"]


def test_the_longest_common_folder_comes_before_the_first_path() -> None:
    catalog = filled({"a/t.sql": facts(table("t", "far")), "x/y/t.sql": facts(table("t", "near"))})
    assert columns(catalog, "t", Reader("r", "x/y/z.sql", "ansi", 1)) == ["near"]
    assert columns(catalog, "t", Reader("r", "q/z.sql", "ansi", 1)) == ["far"]


def test_the_readers_own_file_comes_first_and_in_it_the_nearest_before() -> None:
    catalog = filled({"a.sql": facts(table("t", "other")), "f.sql": facts(table("t", "one"), table("t", "two"))})
    found = [columns(catalog, "t", Reader("r", "f.sql", "ansi", at)) for at in (1, 2, 3)]
    assert found == [["one"], ["one"], ["two"]]


def test_a_drop_ends_a_definition_inside_its_file_only() -> None:
    catalog = filled({"f.sql": facts(table("t", "a"), Drop(("t",)))})
    assert columns(catalog, "t", Reader("r", "f.sql", "ansi", 3)) == ["…"]
    assert columns(catalog, "t") == ["a"]


def test_what_a_dataset_says_of_itself_is_its_first_definers_word() -> None:
    catalog = filled({"b.sql": facts(table("t", "b")), "a.sql": facts(table("t", "a"))})
    assert [column.name for column in catalog.info(("t",)).columns] == ["a"]


def test_the_first_defined_candidate_is_meant_and_all_are_looked_up() -> None:
    catalog = filled({"a.sql": facts(table("dbo.t", "a"))})
    bound = catalog.bind((("t",), ("dbo", "t")), Reader("r", "z.sql", "tsql", 1))
    assert (bound.name, bound.lookups) == (("dbo", "t"), {("t",), ("dbo", "t")})
    nothing = catalog.bind((("u",), ("dbo", "u")), Reader("r", "z.sql", "tsql", 1))
    assert (nothing.name, nothing.kind, nothing.open) == (("u",), "", True)


def test_synonyms_mean_their_target() -> None:
    catalog = filled({"a.sql": facts(table("t", "a")), "b.sql": facts(Synonym(("y",), ("t",)))})
    bound = catalog.bind((("y",),), Reader("r", "z.sql", "ansi", 1))
    assert (bound.name, bound.lookups) == (("t",), {("y",), ("t",)})
    assert catalog.affected({("t",)}) == {("t",), ("y",)}


def test_synonyms_in_a_circle_mean_nothing() -> None:
    catalog = filled({"a.sql": facts(Synonym(("x",), ("y",)), Synonym(("y",), ("x",)))})
    assert columns(catalog, "x") == ["…"]


# --- columns ---


def test_views_on_views_follow_stars_across_files() -> None:
    files = {
        "c.sql": facts(view("c", select("*", "z=b.k", frm=["b"]))),
        "b.sql": facts(view("b", select("a.*", frm=["a"]))),
        "a.sql": facts(table("a", "i", "k")),
    }
    assert columns(filled(files), "c") == ["i", "k", "z"]


def test_a_view_over_an_unknown_table_is_open() -> None:
    assert columns(filled({"a.sql": facts(view("v", select("*", "z", frm=["unknown"])))}), "v") == ["z", "…"]


def test_members_of_a_cycle_see_each_other_as_unknown() -> None:
    files = {
        "a.sql": facts(view("a", select("*", "x", frm=["b"]))),
        "b.sql": facts(view("b", select("*", "y", frm=["a"]))),
        "c.sql": facts(view("c", select("*", frm=["a"]))),
    }
    forward, backward = filled(files), filled(files)
    asked = [columns(forward, text) for text in "abc"]
    assert asked == [["x", "…"], ["y", "…"], ["x", "…"]]
    assert [columns(backward, text) for text in "cba"] == asked[::-1]


def test_a_view_that_replaces_itself_sees_itself_as_unknown() -> None:
    assert columns(filled({"a.sql": facts(view("v", select("*", "x", frm=["v"])))}), "v") == ["x", "…"]


def test_a_table_that_is_built_from_itself_twice_sees_the_earlier_life() -> None:
    catalog = filled({"f.sql": facts(table("t", "a"), view("t", select("*", "b", frm=["t"])))})
    assert columns(catalog, "t", Reader("r", "f.sql", "ansi", 9)) == ["a", "b"]


def test_temps_give_columns_to_what_is_built_of_them_and_are_not_in_the_catalog() -> None:
    ops = (temp("#w", query=select("*", frm=["t"])), view("v", select("*", "z", frm=["#w"])))
    catalog = filled({"a.sql": facts(*ops), "b.sql": facts(table("t", "a"))})
    assert columns(catalog, "v") == ["a", "z"]
    assert set(catalog.datasets()) == {("v",), ("t",)}
    assert ("v",) in catalog.affected({("t",)})


def test_like_copies_columns() -> None:
    catalog = filled({"a.sql": facts(Define(("t",), "table", like=("s",))), "b.sql": facts(table("s", "a", "b"))})
    assert columns(catalog, "t") == ["a", "b"]


def test_added_columns_count_across_files_in_path_order() -> None:
    def add(column: str) -> FileFacts:
        return facts(Alter(("t",), (ColumnDef(column),)))

    catalog = filled({"z.sql": add("z"), "m.sql": facts(table("t", "a")), "b.sql": add("b"), "y.sql": add("a")})
    assert columns(catalog, "t") == ["a", "b", "z"]


def test_columns_added_to_what_nobody_defines_are_known_and_others_may_be() -> None:
    assert columns(filled({"a.sql": facts(Alter(("t",), (ColumnDef("x"),)))}), "t") == ["x", "…"]


def test_an_addition_follows_its_name_when_that_gets_a_definition() -> None:
    alter = facts(Alter(("t",), (ColumnDef("x"),)), dialect="tsql")
    catalog = filled({"a.sql": alter, "b.sql": facts(table("dbo.t", "a"), dialect="tsql")})
    assert columns(catalog, "dbo.t") == ["a", "x"]
    changed = catalog.put(context("c.sql", dialect="tsql"), declare(facts(table("t", "q"), dialect="tsql")))
    assert changed == {("t",), ("dbo", "t")}
    assert (columns(catalog, "dbo.t"), columns(catalog, "t")) == (["a"], ["q", "x"])


def test_dropped_and_renamed_columns_count_in_the_defining_file_only() -> None:
    own = facts(table("t", "a", "b", "c"), Alter(("t",), (), ("a",), (("b", "z"),)))
    assert columns(filled({"a.sql": own, "b.sql": facts(Alter(("t",), (), ("c",)))}), "t") == ["z", "c"]


def test_a_renamed_table_is_defined_under_its_last_name() -> None:
    catalog = filled({"a.sql": facts(table("s.new", "a"), Rename(("s", "new"), ("t",)))})
    assert set(catalog.datasets()) == {("s", "t")}


def test_comments_of_the_first_file_win_and_there_the_last() -> None:
    ops = (table("t", "a"), Comment(("t",), "old"), Comment(("t",), "new"), Comment(("t",), "col", "a"))
    catalog = filled({"a.sql": facts(*ops), "b.sql": facts(Comment(("t",), "late"))})
    info = catalog.info(("t",))
    assert (info.comment, info.columns[0].comment) == ("new", "col")


def test_use_completes_what_a_file_defines() -> None:
    catalog = filled({"a.sql": facts(Use(path=("s",)), table("t", "a"), Use(database="d"), table("x.u", "a"))})
    assert set(catalog.datasets()) == {("s", "t"), ("d", "x", "u")}


def test_a_target_rule_makes_a_bare_select_a_view() -> None:
    from graph.facts import Read

    catalog = Catalog()
    bare = facts(Read(select("*", frm=["t"]), bare=True))
    catalog.put(FileContext("r", "query.sql", "ansi", target=("p", "v")), declare(bare))
    catalog.put(context("t.sql"), declare(facts(table("t", "a"))))
    assert columns(catalog, "p.v") == ["a"]
    catalog.put(context("query.sql"), declare(bare))
    assert catalog.info(("p", "v")).kind == ""


def test_the_result_of_a_table_function_is_known_to_its_readers() -> None:
    routine = DefineRoutine(("f",), "function", result=select("*", frm=["t"]))
    reading = Select((Star(),), (TableFunction(("f",)),))
    catalog = filled({"a.sql": facts(routine), "t.sql": facts(table("t", "a")), "v.sql": facts(view("v", reading))})
    assert columns(catalog, "v") == ["a"]
    assert ("v",) in catalog.affected({("t",)})


def test_a_function_that_reads_itself_ends() -> None:
    routine = DefineRoutine(("f",), "function", result=Select((Star(),), (TableFunction(("f",)),)))
    catalog = filled({"a.sql": facts(routine)})
    assert catalog.routine((("f",),), Reader("r", "z", "ansi", 1)).open


def test_chains_of_ten_thousand_views_do_not_overflow() -> None:
    ops = [table("v0", "a")] + [view(f"v{at}", select("*", frm=[f"v{at - 1}"])) for at in range(1, 10_000)]
    catalog = Catalog()
    for at, op in enumerate(ops):
        catalog.put(context(f"{at}.sql"), declare(facts(op)))
    assert columns(catalog, "v9999") == ["a"]


# --- changes ---


def test_nothing_changes_when_only_what_no_reader_sees_does() -> None:
    catalog = Catalog()
    catalog.put(context("a.sql"), declare(facts(table("t", "a"))))
    assert catalog.put(context("a.sql"), declare(facts(table("t", "a")))) == frozenset()
    moved_down = facts(insert("x", select("a", frm=["t"])), table("t", "a"))
    assert catalog.put(context("a.sql"), declare(moved_down)) == frozenset()
    assert catalog.put(context("a.sql"), declare(facts(table("t", "b")))) == {("t",)}
    assert catalog.remove("r", "a.sql") == {("t",)}
    assert catalog.remove("r", "a.sql") == frozenset()
    assert len(catalog) == 0


def test_declarations_survive_encoding() -> None:
    declared = declare(facts(table("t", "a"), view("v", select("*", frm=[Derived(select("*", frm=["t"]), "d")]))))
    assert decode(encode(declared)) == declared


def test_a_file_that_defines_nothing_declares_nothing() -> None:
    assert declare(facts(Use(database="d"), insert("t", select("*", frm=["s"])), Drop(("t",)))) == Declarations("ansi")


@pytest.mark.parametrize("depth", [10, 500])
def test_deep_stars_are_declared_without_overflow(depth: int) -> None:
    query = select("*", frm=["t"])
    for _ in range(depth):
        query = select("*", frm=[Derived(query, "d")])
    declared = declare(facts(view("v", query)))
    assert decode(encode(declared)) == declared


# --- laws ---

NAMES = ("a", "b", "c", "d")
_columns = st.lists(st.sampled_from(["x", "y", "z"]), max_size=3, unique=True)
_names = st.sampled_from(NAMES)


@st.composite
def _ops(draw: st.DrawFn) -> Op:
    kind = draw(st.integers(0, 9))
    target = draw(_names)
    if kind < 3:
        return table(target, *draw(_columns))
    if kind < 6:
        star = draw(st.booleans())
        sources = draw(st.lists(_names, min_size=1, max_size=2))
        query = select(
            *(["*"] if star else draw(_columns)), frm=[scan(f"{one} s{at}") for at, one in enumerate(sources)]
        )
        return draw(st.sampled_from([view(target, query), temp(target, query=query), insert(target, query)]))
    if kind == 6:
        return Alter((target,), tuple(map(ColumnDef, draw(_columns))), tuple(draw(_columns)[:1]))
    if kind == 7:
        return draw(st.sampled_from([Drop((target,)), Synonym((target,), (draw(_names),)), Comment((target,), "text")]))
    if kind == 8:
        return Rename((target,), (draw(_names),))
    return Use(path=("dbo",)) if draw(st.booleans()) else Define(("dbo", target), "table", (ColumnDef("w"),))


_PLACES = [("r", "a.sql"), ("r", "m/b.sql"), ("r", "m/c.sql"), ("q", "a.sql")]
_files = st.lists(_ops(), max_size=4).map(lambda ops: facts(*ops, dialect="tsql"))
_programs = st.dictionaries(st.sampled_from(_PLACES), _files, min_size=1)
_edits = st.lists(st.tuples(st.sampled_from(_PLACES), st.none() | _files), max_size=6)


def _context(place: tuple[str, str]) -> FileContext:
    return context(place[1], root=place[0], dialect="tsql")


def _built(program: dict[tuple[str, str], FileFacts]) -> Catalog:
    catalog = Catalog()
    for place, one in program.items():
        catalog.put(_context(place), declare(one))
    return catalog


def _outcomes(program: dict[tuple[str, str], FileFacts], catalog: Catalog) -> dict[tuple[str, str], LinkedFile]:
    return {place: link_file(one, _context(place), catalog) for place, one in sorted(program.items())}


def _answers(catalog: Catalog) -> list[object]:
    keys: list[Name] = [(part,) for part in NAMES] + [("dbo", part) for part in NAMES]
    return [catalog.info(key) for key in keys] + [
        catalog.bind((key,), Reader(*place, "tsql", at)) for key in keys for place in _PLACES for at in (1, 9)
    ]


@settings(max_examples=120, deadline=None)
@given(_programs, st.randoms(use_true_random=False), _edits)
def test_answers_depend_on_the_set_of_files_alone(program, random, edits) -> None:  # type: ignore[no-untyped-def]
    straight = _answers(_built(program))
    places = list(program)
    random.shuffle(places)
    catalog = Catalog()
    for place, one in edits:
        if one is None:
            catalog.remove(*place)
        else:
            catalog.put(_context(place), declare(one))
        _answers(catalog)
    for place in {place for place, _ in edits} - program.keys():
        catalog.remove(*place)
    for place in places:
        catalog.put(_context(place), declare(program[place]))
    assert _answers(catalog) == straight


@settings(max_examples=200, deadline=None)
@given(_programs, _edits)
def test_re_linking_what_looked_up_something_affected_equals_a_rebuild(program, edits) -> None:  # type: ignore[no-untyped-def]
    """N3: after each edit, the edited file and exactly those whose look-ups are affected are linked again."""
    live = dict(program)
    catalog = _built(live)
    outcomes = _outcomes(live, catalog)
    for place, one in edits:
        changed = catalog.remove(*place) if one is None else catalog.put(_context(place), declare(one))
        live.pop(place, None)
        outcomes.pop(place, None)
        if one is not None:
            live[place] = one
        dirty = catalog.affected(changed)
        for other, text in live.items():
            if other == place or outcomes[other].lookups & dirty:
                outcomes[other] = link_file(text, _context(other), catalog)
        assert dict(sorted(outcomes.items())) == _outcomes(live, _built(live))


def test_a_view_that_now_binds_to_another_definition_of_its_own_file_has_changed() -> None:
    one, two, star = table("t", "a"), table("t", "b"), view("v", select("*", frm=["t"]))
    catalog = filled({"f.sql": facts(one, star, two)})
    assert columns(catalog, "v") == ["a"]
    assert catalog.put(context("f.sql"), declare(facts(one, two, star))) == {("v",)}
    assert columns(catalog, "v") == ["b"]
