"""The shape of `parse --json`: exactly the documented keys, everything sorted and unique."""

from graph.facts import DefineRoutine, Statement
from graph.query.report import parse_report
from tests.unit.link_builders import facts, insert, program, select, table, temp

FILES = {
    "etl/load.sql": facts(
        DefineRoutine(("dbo", "load_sales"), "procedure"),
        Statement(
            2,
            (3, 14),
            "insert",
            "parsed",
            ops=(insert("dbo.sales", select("s.amount", frm=["stage.sales s"], where=["s.day"]), "amount"),),
            routine=("dbo", "load_sales"),
        ),
        dialect="tsql",
    ),
    "ddl/sales.sql": facts(table("dbo.sales", "id", "amount"), dialect="tsql"),
    "again/sales.sql": facts(temp("#t", "x"), table("dbo.odd name", "a.b"), dialect="tsql"),
}


def report() -> dict[str, object]:
    linked = list(program(FILES).values())
    return parse_report(linked, {("r", "etl/load.sql"): "ab" * 32}, "1+x")


def test_the_statement_is_reported_as_documented() -> None:
    files = report()["files"]
    assert isinstance(files, list)
    assert [file["path"] for file in files] == sorted(FILES)
    assert files[2]["digest"] == "sha256:" + "ab" * 32
    assert files[2]["dialect"] == "tsql"
    assert files[2]["statements"][1] == {
        "ordinal": 2,
        "lines": [3, 14],
        "kind": "insert",
        "status": "parsed",
        "reason": None,
        "routine": "dbo.load_sales",
        "reads": ["stage.sales"],
        "writes": ["dbo.sales"],
        "column_reads": ["stage.sales.amount", "stage.sales.day"],
        "column_writes": ["dbo.sales.amount"],
        "calls": [],
        "flows": [
            {"to": "dbo.sales", "from": ["stage.sales.day"], "via": "filter"},
            {"to": "dbo.sales.amount", "from": ["stage.sales.amount"], "via": "value"},
        ],
    }
    assert files[2]["statements"][0]["reads"] == ["stage.sales"]


def test_datasets_are_what_the_files_define() -> None:
    assert report()["datasets"] == [
        {"name": 'dbo."odd name"', "kind": "table", "columns": ["a.b"], "defined_in": "again/sales.sql"},
        {"name": "dbo.sales", "kind": "table", "columns": ["id", "amount"], "defined_in": "ddl/sales.sql"},
    ]


def test_lineage_is_end_to_end_between_permanent_datasets() -> None:
    assert report()["lineage"] == {
        "tables": [{"from": "stage.sales", "to": "dbo.sales", "via": ["filter", "value"]}],
        "columns": [
            {"from": "stage.sales.amount", "to": "dbo.sales.amount", "via": "value"},
            {"from": "stage.sales.day", "to": "dbo.sales", "via": "filter"},
        ],
    }


def test_an_edge_of_several_files_is_one_entry_and_assumed_only_if_all_assume_it() -> None:
    sure = facts(insert("x", select("a", frm=["t"]), "a"))
    guess = facts(insert("x", select("a", frm=["t"], order=["a"])))
    both = parse_report(list(program({"a.sql": guess, "b.sql": sure}).values()), {}, "1")
    assert both["lineage"]["tables"] == [{"from": "t", "to": "x", "via": ["order", "value"]}]
    assert both["lineage"]["columns"] == [
        {"from": "t.a", "to": "x", "via": "order"},
        {"from": "t.a", "to": "x.a", "via": "value"},
    ]
    alone = parse_report(list(program({"a.sql": guess}).values()), {}, "1")
    assert alone["lineage"]["columns"][1] == {"from": "t.a", "to": "x.a", "via": "value", "assumed": "position"}


def test_the_order_of_files_does_not_show() -> None:
    linked = list(program(FILES).values())
    assert parse_report(linked, {}, "1") == parse_report(linked[::-1], {}, "1")
