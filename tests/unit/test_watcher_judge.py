"""What a batch found out, and what it changes in ledger and catalog."""

from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.digest import digest_of
from cache.state import Absorption, FileRow
from graph.extract.request import Extracted, ExtractRequest
from graph.extract.sql import extract
from graph.link import declare
from graph.link.catalog import Catalog
from watcher.judge import Changes, Judged, Refused, absorb, context_for, facts_key, request_for, still_true
from watcher.ledger import Ledger
from watcher.roots import Root, RootSettings, Rule

ROOT = Root("r", Path("/files"))
KEY = (10, 2, 3, 4)
DDL = "CREATE TABLE t (id int);"
OTHER_DDL = "CREATE TABLE t (id int, amount int);"
VIEW = "CREATE VIEW v AS SELECT * FROM t;"


@cache
def extracted(text: str) -> Extracted:
    return extract(text.encode(), ExtractRequest(dialect="postgres"))


def judged(path: str, text: str, *, renamed: FileRow | None = None) -> Judged:
    digest = digest_of(text.encode())
    return Judged("r", path, KEY, 5, digest, facts_key=digest, extracted=extracted(text), renamed=renamed)


def refused(path: str, *, renamed: FileRow | None = None) -> Judged:
    return Judged("r", path, KEY, 5, b"digest", refused=Refused("extract", "binary", "no text"), renamed=renamed)


class Books:
    """Ledger and catalog, kept as the engine keeps them."""

    def __init__(self, root: Root = ROOT) -> None:
        self.ledger, self.catalog, self.seq = Ledger(), Catalog(), 0
        self._root = root
        self._ids = (f"id{number}" for number in count())

    def absorb(self, *found: Judged, forgotten: tuple[str, ...] = (), touched: tuple[FileRow, ...] = ()) -> Absorption:
        rows = tuple(self.row(path) for path in forgotten)
        return self.take(Changes(found, touched, rows))

    def take(self, changes: Changes) -> Absorption:
        self.seq += 1
        change = absorb(
            still_true(changes, self.ledger),
            self.ledger,
            self.catalog,
            {"r": self._root},
            seq=self.seq,
            mint=self._ids,
            now="now",
            judged_by={"r": "v1"},
        )
        for row, _ in change.upserts:
            self.ledger.merge(row)
        return change

    def row(self, path: str) -> FileRow:
        return self.ledger.live("r")[path]


# --- what is asked ---------------------------------------------------------------------------------------------------


def test_equal_keys_mean_equal_questions_about_equal_bytes() -> None:
    digest, request = digest_of(b"x"), ExtractRequest("tsql", ".sql", 500, 9)
    keys = {
        facts_key(digest, request, "v1"),
        facts_key(digest_of(b"y"), request, "v1"),
        facts_key(digest, request, "v2"),
        facts_key(digest, ExtractRequest("", ".sql", 500, 9), "v1"),
        facts_key(digest, ExtractRequest("tsql", ".ddl", 500, 9), "v1"),
        facts_key(digest, ExtractRequest("tsql", ".sql", 499, 9), "v1"),
        facts_key(digest, ExtractRequest("tsql", ".sql", 500, 8), "v1"),
    }
    assert len(keys) == 7
    assert facts_key(digest, ExtractRequest("tsql", ".sql", 500, 9), "v1") in keys


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_no_two_questions_run_together_in_one_key(one: tuple[str, str], other: tuple[str, str]) -> None:
    same = [(pair[0].replace("\0", ""), pair[1].replace("\0", "")) for pair in (one, other)]
    keys = [facts_key(b"d", ExtractRequest(dialect, hint), "v") for dialect, hint in same]
    assert (keys[0] == keys[1]) == (same[0] == same[1])


def test_the_question_holds_what_the_roots_rules_say_and_nothing_of_the_folder() -> None:
    root = replace(ROOT, settings=RootSettings(dialect="tsql", rules=(Rule("pg/**", dialect="postgres"),)))
    asked = request_for(root, "pg/a.sql", nesting=7, statements=8)
    assert (asked.dialect, asked.nesting, asked.statements) == ("postgres", 7, 8)
    assert request_for(root, "a.sql", nesting=7, statements=8).dialect == "tsql"
    asked = request_for(root, "x/a.sql", nesting=7, statements=8)
    assert asked == request_for(root, "y/b.sql", nesting=7, statements=8)


def test_default_names_fold_by_the_files_dialect() -> None:
    root = replace(
        ROOT,
        settings=RootSettings(default_database="Shop", default_schema="Dbo", rules=(Rule("**", target="X.{-1}"),)),
    )
    postgres, snowflake = context_for(root, "Q.sql", "postgres"), context_for(root, "Q.sql", "snowflake")
    assert (postgres.default_database, postgres.default_schema, postgres.target) == ("shop", "dbo", ("x", "q"))
    assert (snowflake.default_database, snowflake.default_schema) == ("SHOP", "DBO")
    bare = context_for(ROOT, "q.sql", "postgres")
    assert (bare.default_database, bare.default_schema, bare.target) == ("", "", ())


# --- what an absorption holds ----------------------------------------------------------------------------------------


def test_a_new_file_gets_an_id_a_mark_and_its_declarations() -> None:
    books = Books()
    change = books.absorb(judged("a.sql", DDL))
    [(row, declarations)] = change.upserts
    assert (row.id, row.path, row.dirty_seq, row.dirty_since, row.gone) == ("id0", "a.sql", 1, 1, False)
    assert declarations == extracted(DDL).declarations and row.statuses == (1, 0, 0, 0)
    assert (change.dead, change.revived) == ([], [("r", "a.sql")])


def test_a_known_file_keeps_its_id() -> None:
    books = Books()
    books.absorb(judged("a.sql", DDL))
    books.absorb(judged("a.sql", OTHER_DDL))
    assert {row.id for row in books.ledger.rows()} == {"id0"}


@pytest.mark.parametrize("change", ["new columns", "gone", "refused", "moved", "second definer"])
def test_a_changed_definition_reaches_all_who_look_it_up_through_views_too(change: str) -> None:
    books = Books()
    books.absorb(judged("a.sql", DDL), judged("b.sql", VIEW))
    match change:
        case "new columns":
            made = books.absorb(judged("a.sql", OTHER_DDL))
        case "gone":
            made = books.absorb(forgotten=("a.sql",))
        case "refused":
            made = books.absorb(refused("a.sql"))
        case "moved":
            made = books.absorb(judged("z.sql", DDL, renamed=books.row("a.sql")))
        case _:
            made = books.absorb(judged("0.sql", OTHER_DDL))
    assert {"t", "v"} <= set(made.changed_names)


def test_what_nobody_defines_changes_no_name() -> None:
    books = Books()
    assert not books.absorb(judged("a.sql", "INSERT INTO x SELECT id FROM y;")).changed_names
    assert not books.absorb(judged("a.sql", "INSERT INTO x SELECT name FROM y;")).changed_names


def test_the_same_definition_again_changes_no_name() -> None:
    books = Books()
    books.absorb(judged("a.sql", DDL))
    assert not books.absorb(judged("a.sql", f"{DDL}\n-- more of the same\n")).changed_names


def test_a_refused_file_is_a_dead_letter_without_facts_or_declarations() -> None:
    books = Books()
    books.absorb(judged("a.sql", DDL))
    change = books.absorb(refused("a.sql"))
    [(row, declarations)] = change.upserts
    assert (row.facts_key, row.reason, declarations) == (None, "binary", b"")
    [letter] = change.dead
    assert (letter.path, letter.stage, letter.reason, letter.extractor, letter.at) == (
        "a.sql", "extract", "binary", "v1", "now",
    )  # fmt: skip
    assert not change.revived


def test_a_rename_moves_the_row_and_ends_the_old_paths_dead_letter() -> None:
    books = Books()
    books.absorb(refused("a.sql"))
    change = books.absorb(judged("b.sql", DDL, renamed=books.row("a.sql")))
    assert [row.id for row, _ in change.upserts] == ["id0"]
    assert set(change.revived) == {("r", "a.sql"), ("r", "b.sql")}
    assert set(books.ledger.live("r")) == {"b.sql"}


def test_a_touched_file_is_not_dirty() -> None:
    books = Books()
    books.absorb(judged("a.sql", DDL))
    row = replace(books.row("a.sql"), key=(9, 9, 9, 9), dirty_seq=None)
    change = books.absorb(touched=(row,))
    assert change.upserts == [(row, None)] and not change.changed_names


def test_a_touch_brings_nothing_back_but_the_stat_key() -> None:
    """What was linked or refused since the file was looked at stays."""
    books = Books()
    books.absorb(judged("a.sql", DDL))
    seen = replace(books.row("a.sql"), key=(9, 9, 9, 9), hashed_ns=99, dirty_seq=None)
    books.ledger.linked("id0", b"links", (0, 1, 0, 0))
    [(row, _)] = books.absorb(touched=(seen,)).upserts
    assert (row.key, row.hashed_ns, row.statuses) == ((9, 9, 9, 9), 99, (0, 1, 0, 0))
    buried = replace(books.row("a.sql"), reason="too_many_rows", facts_key=None)
    books.ledger.put(buried)
    [(row, _)] = books.absorb(touched=(seen,)).upserts
    assert (row.reason, row.facts_key) == ("too_many_rows", None)


# --- batches beside each other ---------------------------------------------------------------------------------------


def test_of_two_batches_that_claim_one_vanished_row_the_second_gets_a_row_of_its_own() -> None:
    books = Books()
    books.absorb(judged("a.sql", DDL))
    vanished = books.row("a.sql")
    books.absorb(judged("b.sql", DDL, renamed=vanished))
    books.absorb(judged("c.sql", DDL, renamed=vanished))
    assert {row.path: row.id for row in books.ledger.rows()} == {"b.sql": "id0", "c.sql": "id1"}


def test_a_row_that_was_renamed_meanwhile_is_neither_forgotten_nor_touched_back() -> None:
    books = Books()
    books.absorb(judged("a.sql", DDL))
    seen = books.row("a.sql")
    books.absorb(judged("b.sql", DDL, renamed=seen))
    books.take(Changes(forgotten=(seen,), touched=(replace(seen, dirty_seq=None),)))
    assert set(books.ledger.live("r")) == {"b.sql"}


def test_a_row_that_was_judged_anew_meanwhile_is_not_forgotten() -> None:
    books = Books()
    books.absorb(judged("a.sql", DDL))
    seen = books.row("a.sql")
    books.absorb(judged("a.sql", OTHER_DDL))
    books.take(Changes(forgotten=(seen,)))
    assert not books.row("a.sql").gone


@pytest.mark.parametrize("kind", ["judged", "touched"])
def test_a_file_that_went_while_its_batch_was_read_keeps_its_row_and_no_other_path_gets_it(kind: str) -> None:
    """Read under its old path, moved, and found under its new one: both in one batch."""
    books = Books()
    books.absorb(judged("a.sql", DDL))
    row = books.row("a.sql")
    moved = judged("b.sql", DDL, renamed=row)
    if kind == "judged":
        change = books.absorb(judged("a.sql", OTHER_DDL), moved)
    else:
        change = books.absorb(moved, touched=(replace(row, dirty_seq=None),))
    assert len({row.id for row, _ in change.upserts}) == 2
    assert set(books.ledger.live("r")) == {"a.sql", "b.sql"}


TEXTS = (DDL, OTHER_DDL, VIEW, "CREATE TABLE u AS SELECT * FROM v;")
PATHS = ("a.sql", "b.sql", "c.sql", "d.sql")


@given(st.data())
def test_the_catalog_is_that_of_the_ledgers_files_whatever_batches_claim(data: st.DataObject) -> None:
    """Changes that were found out against older states of the ledger, in any order: nothing stays in the catalog of a
    path that is no file, and no row stands for two."""
    books, texts, older = Books(), dict[str, str](), list[FileRow]()
    for _ in range(data.draw(st.integers(1, 6))):
        older += [row for row in books.ledger.rows() if not row.gone]
        found: list[Judged] = []
        forgotten: list[FileRow] = []
        for path in data.draw(st.lists(st.sampled_from(PATHS), unique=True, min_size=1)):
            if data.draw(st.booleans()):
                text = data.draw(st.sampled_from(TEXTS))
                claimed = {one.renamed.id for one in found if one.renamed}
                renamed = data.draw(st.sampled_from([None, *(row for row in older if row.id not in claimed)]))
                found.append(judged(path, text, renamed=renamed))
            elif older:
                forgotten.append(data.draw(st.sampled_from(older)))
        unclaimed = {one.renamed.id for one in found if one.renamed} | {one.path for one in found}
        gone = {row.id: row for row in forgotten if row.id not in unclaimed and row.path not in unclaimed}
        change = books.take(Changes(tuple(found), (), tuple(gone.values())))
        ids = [row.id for row, _ in change.upserts]
        assert len(ids) == len(set(ids)), "one row, two fates"
        texts |= {one.path: one.digest.hex() for one in found if one.digest}
    live = books.ledger.live("r")
    fresh = Catalog()
    for path, row in live.items():
        text = next(text for text in TEXTS if digest_of(text.encode()) == row.digest)
        assert texts[path] == digest_of(text.encode()).hex()
        fresh.put(context_for(ROOT, path, row.dialect), declare.decode(extracted(text).declarations))
    assert len(books.catalog) == len(live)
    for name in (("t",), ("u",), ("v",)):
        assert books.catalog.info(name) == fresh.info(name)
