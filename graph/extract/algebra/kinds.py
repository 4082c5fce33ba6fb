"""Stage 4, core: what each kind of tree does: its ops."""

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import Context
from graph.extract.algebra.definitions import ddl
from graph.extract.algebra.outside import copying
from graph.extract.algebra.query import build_query
from graph.extract.algebra.variables import assigned_select, taken_on_the_way
from graph.extract.algebra.writes import dml
from graph.extract.algebra.writes.merge import merge
from graph.extract.algebra.writes.multi_insert import multitable
from graph.facts import Op, Read, Use


def _query(ctx: Context, node: Any) -> list[Op]:
    if ctx.dialect.go_batches and (assigns := assigned_select(ctx, node)) is not None:
        return assigns
    if ctx.dialect.delimiter_command and (taken := taken_on_the_way(ctx, node)):
        return taken
    query = build_query(ctx, node)
    into = ddl.select_into(ctx, node, query)
    return [into if into is not None else Read(query, bare=not ctx.ops)]


def _use(ctx: Context, node: Any) -> list[Op]:
    kind = node.args.get("kind")
    word = kind.name.upper() if kind else ""
    if word in ("WAREHOUSE", "ROLE", "SECONDARY ROLES") or not node.this:
        return []
    name = ctx.table_name(node.this)
    if word == "SCHEMA":
        return [Use(name[0] if len(name) > 1 else "", name[-1:])]
    if word in ("DATABASE", "CATALOG") or (len(name) == 1 and _use_names_databases(ctx)):
        return [Use(name[-1])]
    return [Use(name[0] if len(name) > 1 else "", name[-1:])]


def _use_names_databases(ctx: Context) -> bool:
    """Whether `USE x` switches the database. In MySQL, Hive and their kin what `USE` names is the schema of a name."""
    return ctx.dialect.go_batches or ctx.name == "snowflake"


def returning(ctx: Context, node: Any) -> list[Op]:
    """A write and the rows that it gives back."""
    return [Read(dml.returning_query(ctx, node))]


def _nothing(ctx: Context, node: Any) -> list[Op]:
    return []


def _locked(ctx: Context, node: Any) -> list[Op]:
    """Teradata: LOCKING … FOR ACCESS SELECT …"""
    return _query(ctx, node.expression)


HANDLERS: dict[type, tuple[str, Callable[[Context, Any], list[Op]]]] = {
    exp.Select: ("select", _query),
    exp.Union: ("select", _query),
    exp.Except: ("select", _query),
    exp.Intersect: ("select", _query),
    exp.Subquery: ("select", _query),
    exp.Values: ("select", _query),
    exp.Pivot: ("select", _query),
    exp.Insert: ("insert", dml.insert),
    exp.Update: ("update", dml.update),
    exp.Delete: ("delete", dml.delete),
    exp.Merge: ("merge", merge),
    exp.MultitableInserts: ("insert", multitable),
    exp.TruncateTable: ("truncate", dml.truncate),
    exp.Copy: ("copy", copying.copy),
    exp.LoadData: ("copy", copying.load_data),
    exp.Create: ("create", ddl.create),
    exp.Drop: ("drop", ddl.drop),
    exp.Alter: ("alter", ddl.alter),
    exp.Comment: ("comment", ddl.comment),
    exp.Declare: ("declare", ddl.declared_tables),
    exp.Set: ("set", ddl.set_variables),
    exp.Cache: ("create_table", ddl.cached),
    exp.Use: ("use", _use),
    exp.Export: ("export", copying.exported),
    exp.LockingStatement: ("select", _locked),
    **dict.fromkeys(
        (
            *(exp.Grant, exp.Revoke, exp.Analyze, exp.Transaction, exp.Commit, exp.Rollback, exp.Describe),
            *(exp.Show, exp.Pragma, exp.Kill, exp.Uncache, exp.Refresh, exp.Attach, exp.Detach, exp.Install),
            *(exp.Summarize, exp.AlterSession, exp.Undrop, exp.Put, exp.Get, exp.Semicolon),
        ),
        ("other", _nothing),
    ),
}
"""Kind of the statement and what makes its ops, by the tree's class."""
