"""Routines and blocks: which statements they hold, and under which conditions those run."""

import pytest

from graph.facts import Assign, Call, Define, DefineRoutine, Read, Select, Statement, Write
from tests.unit.extract_views import dotted, sources, statement, statements

PROCEDURE = """\
CREATE PROCEDURE dbo.Load @day date, @n int = 1 OUTPUT WITH EXECUTE AS OWNER AS
BEGIN
  SET NOCOUNT ON;
  IF EXISTS (SELECT 1 FROM dbo.flags f WHERE f.ready = 1)
  BEGIN
    INSERT INTO dbo.t (a) SELECT x FROM dbo.s WHERE d = @day
    WHILE @n > (SELECT COUNT(*) FROM dbo.w) UPDATE q SET a = 1 FROM dbo.q q
  END
  ELSE
    DELETE dbo.t WHERE a = 2
  BEGIN TRY EXEC dbo.other @a = 1 END TRY
  BEGIN CATCH THROW END CATCH
  SELECT @n = id FROM dbo.z
END
"""


def moving(sql: str) -> list[Statement]:
    return [one for one in statements(sql, "tsql") if one.ops]


def test_a_body_is_followed_statement_by_statement() -> None:
    define, insert, update, delete, call, read = moving(PROCEDURE)
    assert define.ops == (DefineRoutine(("dbo", "load"), "procedure", ("@day", "@n"), outs=(1,)),)
    assert (define.status, define.lines, define.routine) == ("parsed", (1, 14), ())
    assert {one.routine for one in (insert, update, delete, call, read)} == {("dbo", "load")}
    assert [one.lines for one in (insert, update, delete, call, read)] == [(6, 6), (7, 7), (10, 10), (11, 11), (13, 13)]
    (called,) = call.ops
    assert isinstance(called, Call)
    assert called.name == ("dbo", "other")


def test_conditions_guard_both_branches_and_add_up() -> None:
    _, insert, update, delete, call, _ = moving(PROCEDURE)
    assert [len(one.guards) for one in (insert, update, delete, call)] == [1, 2, 1, 0]
    guard = insert.guards[0]
    assert isinstance(guard, Select)
    assert sources(guard.subqueries[0]) == ["dbo.flags f"]
    assert delete.guards == insert.guards


def test_a_condition_guards_by_what_its_variables_hold() -> None:
    found = statement("IF @x = 1 DELETE t", "tsql")
    (guard,) = found.guards
    assert isinstance(guard, Select)
    assert (found.kind, guard.refs) == ("delete", (("@x",),))
    assert statement("IF 1 = 1 DELETE t", "tsql").guards == ()


def test_queries_inside_a_body_are_not_bare() -> None:
    _, _, read = statements("CREATE PROCEDURE p AS DECLARE @x int SELECT a FROM t", "tsql")
    (op,) = read.ops
    assert isinstance(op, Read)
    assert not op.bare


def test_rows_of_a_trigger_are_its_table() -> None:
    _, insert = statements(
        "CREATE TRIGGER tr ON dbo.t AFTER INSERT AS INSERT INTO dbo.log SELECT i.a FROM inserted i, deleted", "tsql"
    )
    write = insert.ops[0]
    assert isinstance(write, Write)
    assert write.query is not None
    assert sources(write.query) == ["dbo.t i", "dbo.t deleted"]
    after = statement("SELECT a FROM inserted", "tsql").ops[0]
    assert isinstance(after, Read)
    assert sources(after.query) == ["inserted"]


def test_an_inline_function_is_its_query() -> None:
    (routine,) = statement(
        "CREATE FUNCTION f (@x int) RETURNS TABLE AS RETURN (SELECT a FROM t WHERE b = @x)", "tsql"
    ).ops
    assert isinstance(routine, DefineRoutine)
    assert isinstance(routine.result, Select)
    assert dotted(routine.result, routine.result.where) == {"b", "@x"}


def test_a_function_that_fills_a_table_declares_it() -> None:
    first, insert, *_ = statements(
        "CREATE FUNCTION f () RETURNS @r TABLE (a int) AS BEGIN INSERT @r SELECT a FROM t; RETURN END", "tsql"
    )
    routine, table = first.ops
    assert isinstance(routine, DefineRoutine)
    assert [one.name for one in routine.columns] == ["a"]
    assert isinstance(table, Define)
    assert (table.name, table.kind) == (("@r",), "table_variable")
    assert isinstance(insert.ops[0], Write)


def test_what_a_variable_is_set_from_is_read() -> None:
    for sql in ("SET @x = (SELECT a FROM t)", "DECLARE @x int = (SELECT a FROM t)", "SET @x -= (SELECT a FROM t)"):
        assign = statement(sql, "tsql").ops[0]
        assert isinstance(assign, Assign)
        assert assign.targets == (("@x",),)
        assert isinstance(assign.query, Select)
        assert sources(assign.query.subqueries[0]) == ["t"]


def test_a_text_that_nobody_knows_is_refused_by_name() -> None:
    for sql in ("EXEC (@sql)", "EXEC sp_executesql @sql", "EXECUTE (@a + 'delete t')"):
        found = statement(sql, "tsql")
        assert (found.status, found.reason) == ("refused", "dynamic SQL")


def test_a_broken_statement_costs_no_neighbour_in_the_body() -> None:
    found = statements("CREATE PROC p AS SELECT a FROM WHERE; INSERT INTO t SELECT a FROM s;", "tsql")
    assert [one.status for one in found] == ["parsed", "refused", "parsed"]


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        (
            "postgres",
            "create function s.f(a int, out b text) returns text language plpgsql as $$ return 1; $$;",
            DefineRoutine(("s", "f"), "function", ("a", "b"), outs=(1,)),
        ),
        (
            "mysql",
            "create procedure p(in a int) begin delete from t; if end",
            DefineRoutine(("p",), "procedure", ("a",)),
        ),
    ],
)
def test_routines_that_are_not_followed_are_defined_all_the_same(
    dialect: str, sql: str, expected: DefineRoutine
) -> None:
    found = statement(sql, dialect)
    assert (found.status, found.reason) == ("tables_only", "routine body not followed")
    assert found.ops == (expected,)


def test_deep_blocks_are_refused_by_a_count() -> None:
    found = statements("IF @x = 1 BEGIN " * 150 + "DELETE t" + " END" * 150, "tsql")
    assert "blocks nested too deeply" in {one.reason for one in found}
