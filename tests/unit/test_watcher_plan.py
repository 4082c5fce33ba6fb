"""From what was read and what is known to what has to be done."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from cache.digest import digest_of
from cache.state import FileRow
from watcher.plan import Plan, make_plan
from watcher.stable_read import Gone, NotRegular, ReadFile, ReadResult, Unreadable, Unstable

KEY = (1, 2, 3, 4)


def row(path: str, content: bytes, *, reason: str = "") -> FileRow:
    return FileRow("id-" + path, "r", path, KEY, 0, digest_of(content), b"facts", reason=reason)


def read(content: bytes) -> ReadFile:
    return ReadFile(content, digest_of(content), KEY, 0)


def plan(
    seen: Mapping[str, ReadResult], known: Mapping[str, FileRow], *, current: bool = True, away: tuple[str, ...] = ()
) -> Plan:
    """`away`: known paths outside the batch that are gone."""
    gone = {path for path, result in seen.items() if isinstance(result, Gone)} | set(away)
    moved_away: dict[bytes, list[FileRow]] = {}
    for path, one in known.items():
        if path in gone and one.digest:
            moved_away.setdefault(one.digest, []).append(one)
    in_batch = {path: one for path, one in known.items() if path in seen}
    return make_plan(seen, in_batch, current=lambda *_: current, moved_away=moved_away)


def test_new_and_changed_content_is_judged() -> None:
    made = plan({"new": read(b"1"), "old": read(b"2")}, {"old": row("old", b"1")})
    assert made == Plan(judge=("new", "old"))


def test_the_same_content_only_refreshes_the_stat_key() -> None:
    assert plan({"a": read(b"1")}, {"a": row("a", b"1")}) == Plan(touch=("a",))


def test_the_same_content_under_other_versions_or_settings_is_judged() -> None:
    assert plan({"a": read(b"1")}, {"a": row("a", b"1")}, current=False) == Plan(judge=("a",))


def test_gone_is_forgotten_if_it_was_known() -> None:
    assert plan({"a": Gone(), "b": Gone()}, {"a": row("a", b"1")}) == Plan(forget=("a",), nothing=("b",))


def test_a_file_that_became_a_link_or_a_fifo_is_forgotten() -> None:
    assert plan({"a": NotRegular()}, {"a": row("a", b"1")}) == Plan(forget=("a",))


def test_content_at_a_new_path_while_the_old_is_gone_is_a_rename() -> None:
    old = row("old", b"1")
    assert plan({"new": read(b"1"), "old": Gone()}, {"old": old}) == Plan(renamed={"new": old}, nothing=("old",))


def test_a_rename_is_seen_though_only_the_new_path_is_in_the_batch() -> None:
    old = row("old", b"1")
    assert plan({"new": read(b"1")}, {"old": old}, away=("old",)) == Plan(renamed={"new": old})


def test_a_copy_is_no_rename() -> None:
    known = {"old": row("old", b"1")}
    assert plan({"new": read(b"1"), "old": read(b"1")}, known) == Plan(judge=("new",), touch=("old",))


def test_a_move_over_a_known_file_changes_that_file() -> None:
    known = {"a": row("a", b"1"), "b": row("b", b"2")}
    assert plan({"a": Gone(), "b": read(b"1")}, known) == Plan(judge=("b",), forget=("a",))


def test_of_equal_candidates_the_first_by_path_moves_to_the_first() -> None:
    known = {path: row(path, b"1") for path in ("x", "y", "z")}
    made = plan({"b": read(b"1"), "a": read(b"1"), "z": Gone(), "y": Gone(), "x": Gone()}, known)
    assert {new: old.path for new, old in made.renamed.items()} == {"a": "x", "b": "y"}
    assert made.forget == ("z",)


def test_what_cannot_be_read_is_refused_and_what_is_being_written_is_read_again() -> None:
    seen = {"a": Unreadable("unreadable", "no", None, 0), "b": Unstable()}
    known = {"a": row("a", b"1"), "b": row("b", b"1")}
    assert plan(seen, known) == Plan(refuse=("a",), again=("b",))


_PATHS = st.sampled_from("abcdef")
_CONTENTS = st.sampled_from([b"1", b"2", b"3"])
_RESULTS = st.one_of(
    _CONTENTS.map(read),
    st.just(Gone()),
    st.just(NotRegular()),
    st.just(Unstable()),
    st.just(Unreadable("size", "", None, 0)),
)


@given(st.dictionaries(_PATHS, _RESULTS), st.dictionaries(_PATHS, _CONTENTS), st.booleans())
def test_each_path_is_in_exactly_one_field(
    seen: dict[str, ReadResult], contents: dict[str, bytes], current: bool
) -> None:
    known = {path: row(path, content) for path, content in contents.items()}
    made = plan(seen, known, current=current)
    fields = [made.judge, tuple(made.renamed), made.touch, made.refuse, made.forget, made.again, made.nothing]
    assert sorted(path for field in fields for path in field) == sorted(seen)
    moved = [old.path for old in made.renamed.values()]
    assert len(moved) == len(set(moved))
    assert not set(moved) & set(made.forget)
    assert all(isinstance(seen[path], Gone) for path in moved)


@given(st.dictionaries(_PATHS, _CONTENTS), st.dictionaries(_PATHS, _CONTENTS))
def test_carrying_a_plan_out_leaves_nothing_to_do(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    known = {path: row(path, content) for path, content in before.items()}
    seen = {path: read(after[path]) if path in after else Gone() for path in before.keys() | after.keys()}
    made = plan(seen, known)
    for path in (*made.forget, *(old.path for old in made.renamed.values())):
        del known[path]
    for path in (*made.judge, *made.renamed):
        known[path] = row(path, after[path])
    second = plan({path: read(content) for path, content in after.items()}, known)
    assert second == Plan(touch=tuple(sorted(after)))
