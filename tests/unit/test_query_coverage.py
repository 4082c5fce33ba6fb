import json

import pytest

from graph.query.coverage import Share, _phrase, coverage, coverage_json, coverage_text
from graph.store.protocol import FileStatements, Unclear


def file(path: str, parsed: int, *unclear: Unclear, dialect: str = "tsql", status: str = "ok") -> FileStatements:
    return FileStatements("r", path, dialect, status, "binary" if status != "ok" else "", parsed, unclear)


def gap(line: int, status: str, reason: str) -> Unclear:
    return Unclear(line, (line, line + 1), "insert", status, reason)


FILES = [
    file("b.sql", 7, gap(9, "partial", "unknown column b"), gap(4, "refused", "dynamic SQL")),
    file("a.sql", 0, gap(2, "partial", "unknown column a; ambiguous column x")),
    file("dead.sql", 0, dialect="", status="dead_letter"),
    file("c.sql", 5, gap(1, "tables_only", "routine body not followed"), dialect="oracle"),
]


def test_what_is_not_understood_comes_worst_first_then_by_file_and_line() -> None:
    assert [(one.status, one.file, one.lines) for one in coverage(FILES).gaps] == [
        ("dead_letter", "r/dead.sql", None),
        ("refused", "r/b.sql", (4, 5)),
        ("tables_only", "r/c.sql", (1, 2)),
        ("partial", "r/a.sql", (2, 3)),
        ("partial", "r/b.sql", (9, 10)),
    ]


def test_statements_are_counted_by_dialect_and_in_all() -> None:
    found = coverage(FILES)
    assert found.dialects["tsql"] == Share(2, 0, {"parsed": 7, "partial": 2, "tables_only": 0, "refused": 1})
    assert found.dialects["oracle"].percent == pytest.approx(100 * 5 / 6)
    assert found.whole.files == 4 and found.whole.dead_letters == 1
    assert found.whole.percent == pytest.approx(100 * 12 / 17)


def test_a_dead_letter_counts_as_a_statement_and_nothing_at_all_is_understood() -> None:
    assert coverage([file("dead.sql", 0, status="dead_letter")]).whole.percent == 0
    assert coverage([]).whole.percent == 100


def test_reasons_are_counted_without_the_names_in_them() -> None:
    assert coverage(FILES).reasons == (
        ("dead_letter", "binary", 1),
        ("refused", "dynamic SQL", 1),
        ("tables_only", "routine body not followed", 1),
        ("partial", "unknown column …", 2),
        ("partial", "ambiguous column …", 1),
    )


@pytest.mark.parametrize(
    ("reason", "phrase"),
    [
        ("parse error near 'FROM'", "parse error near …"),
        ("columns of a.b unknown: named by position", "columns of … unknown: named by position"),
        ("unknown columns of a.b", "unknown columns of …"),
        ("unknown columns", "unknown columns"),
        ("unknown temporary table #t", "unknown temporary table …"),
        ("fields of record r", "fields of record …"),
        ("fields of a computed structure", "fields of a computed structure"),
        ('unknown column "a\nb"', "unknown column …"),
        ("set operation over unknown columns", "set operation over unknown columns"),
    ],
)
def test_a_reason_is_counted_by_its_phrase(reason: str, phrase: str) -> None:
    assert _phrase(reason) == phrase


def test_all_is_said_only_where_it_is_all() -> None:
    nearly = coverage([file("a.sql", 9_999, gap(1, "partial", "why"))])
    assert coverage_json(nearly)["percent"] == 99.9
    assert "100.0" not in coverage_text(nearly)


def test_the_text_names_places_and_says_how_many_more_there_are() -> None:
    text = coverage_text(coverage(FILES), lambda file: file.removeprefix("r/"), limit=2)
    assert "  b.sql:4   refused      insert  dynamic SQL\n  and 3 more" in text
    assert "not understood" not in coverage_text(coverage(FILES), limit=0)
    assert "c.sql" in coverage_text(coverage(FILES))


def test_the_object_says_all_unless_limited() -> None:
    found = coverage_json(coverage(FILES))
    json.dumps(found)
    assert len(found["not_understood"]) == 5 and len(coverage_json(coverage(FILES), limit=1)["not_understood"]) == 1
    assert found["not_understood"][0] == {
        "file": "r/dead.sql", "dialect": None, "lines": None, "kind": None, "status": "dead_letter", "reason": "binary",
    }  # fmt: skip
    assert [one["dialect"] for one in found["dialects"]] == [None, "oracle", "tsql"]
