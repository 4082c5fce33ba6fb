"""Stage 4, core: CREATE, ALTER, DROP, COMMENT: what a statement defines or changes of the catalog."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.definitions.columns import DEFAULTS_READ, TableParts, described
from graph.extract.algebra.expressions import operands, roles
from graph.extract.algebra.outside.storage import dictionary, is_structure_alone, stored_in
from graph.extract.algebra.projection import item
from graph.extract.algebra.query import build_query, select_of
from graph.extract.algebra.variables import NOTHING, assigned, variable_of
from graph.facts import (
    Alter,
    Assign,
    ColumnDef,
    Comment,
    Define,
    Drop,
    Item,
    Op,
    Out,
    Query,
    Read,
    Rename,
    Scan,
    Select,
    Star,
    Swap,
    TableKind,
    Write,
)
from graph.names import Name

_NO_LINEAGE = frozenset({"INDEX", "SCHEMA", "DATABASE", "SEQUENCE", "EXTENSION", "ROLE", "USER", "WAREHOUSE", "STAGE"})

_BY_NAME = frozenset({"mysql", "doris", "starrocks"})


def create(ctx: Context, node: Any) -> list[Op]:
    """CREATE TABLE, VIEW and their kin. Kinds that hold no data give no ops. Raises `Unsupported` for the rest."""
    args = node.args
    kind = str(args["kind"]).upper()
    if kind in ("TABLE", "VIEW"):
        made = _table_or_view(ctx, node, kind)
        return [*_filled(ctx, node, made), *stored_in(ctx, args, made)]
    if kind == "DICTIONARY":
        return dictionary(ctx, args)
    if kind == "TYPE" and args.get("expression").__class__ is exp.Schema:
        parts = TableParts(ctx)
        parts.add(args["expression"].expressions)
        return [Define(ctx.table_name(args["this"]), "type", parts.finished())]
    if kind.split()[-1] in _NO_LINEAGE or kind == "TYPE":
        return []
    raise Unsupported(f"CREATE {kind}")


def create_kind(node: Any) -> str:
    """The statement's kind: `create_table`, `create_view`, `create_index`, …"""
    return "create_" + str(node.args["kind"]).lower().split()[-1]


def _table_or_view(ctx: Context, node: Any, kind: str) -> Define:
    args = node.args
    this = args["this"]
    properties = {one.__class__: one for one in args["properties"].expressions} if args.get("properties") else {}
    parts = TableParts(ctx)
    if this.__class__ is exp.Schema:
        parts.add(this.expressions)
    partitioned = properties.get(exp.PartitionedByProperty)
    if partitioned is not None and partitioned.this.__class__ is exp.Schema:  # Hive: PARTITIONED BY (ds string)
        known = {one.name for one in parts.columns}
        declared = [one for one in partitioned.this.expressions if one.__class__ is exp.ColumnDef]
        parts.add(one for one in declared if ctx.column_part(one.this) not in known)
    name = ctx.table_name(this)
    query = _query(ctx, args)
    columns = parts.finished()
    if exp.ExternalProperty in properties:  # Snowflake: computed of the file's rows, whose columns nobody names
        columns = tuple(replace(one, generated=()) for one in columns)
    # MySQL matches what CREATE TABLE lists to the query's columns by name, and adds the rest.
    by_position = query is not None and not (ctx.name in _BY_NAME and kind == "TABLE")
    names = tuple(one.name for one in columns) if by_position else ()
    like, moves = _like(ctx, args, properties, parts)
    if query is None and parts.copied and (columns or len(parts.copied) > 1):
        query, names, like, moves = _copied(parts, columns), (), (), False
    with_data = properties.get(exp.WithDataProperty)
    if with_data is not None:
        moves = not with_data.args.get("no") and (moves or exp.LikeProperty in properties)
    return Define(
        name,
        _kind(ctx, kind, name, properties),
        columns if query is None or parts.copied or any(one.type or one.comment for one in columns) else (),
        query,
        names,
        like,
        described(args.get("properties")),
        tuple(parts.foreign_keys),
        tuple(parts.block.refs),
        moves,
        bool(args.get("exists")),
        tuple(parts.block.subqueries),
    )


def _filled(ctx: Context, node: Any, made: Define) -> list[Op]:
    """ClickHouse: a materialized view `TO t` keeps no rows: those of its query go into `t`, matched by name."""
    properties = node.args["properties"].expressions if node.args.get("properties") else ()
    to = next((one.this for one in properties if one.__class__ is exp.ToTableProperty), None)
    if to is None or made.query is None:
        return [made]
    return [replace(made, moves=False), Write("insert", ctx.table_name(to), made.query, by_name=True)]


def _query(ctx: Context, args: dict[str, Any]) -> Query | None:
    expression = args.get("expression")
    if not expression or is_structure_alone(ctx, expression):
        return None
    query = build_query(ctx, expression)
    if args.get("with_"):
        raise Unsupported("WITH before CREATE")
    return query


def _like(ctx: Context, args: dict[str, Any], properties: dict[type, Any], parts: TableParts) -> tuple[Name, bool]:
    """The table whose columns are copied, and whether its rows are too."""
    clone = args.get("clone")
    if clone:
        return ctx.table_name(clone.this), True
    for cls in (exp.LikeProperty, exp.PartitionedOfProperty):
        if cls in properties:
            return ctx.table_name(properties[cls].this), False
    if is_structure_alone(ctx, args.get("expression")):
        return ctx.table_name(args["expression"]), False
    inherits = properties.get(exp.InheritsProperty)
    if inherits is not None:
        parents = [ctx.table_name(one) for one in inherits.expressions]
        parts.copied = [(0, one) for one in parents]
        return parents[0], False
    if exp.ExecuteAsProperty in properties and isinstance(properties[exp.ExecuteAsProperty].this, exp.Anonymous):
        ctx.note("rows of a prepared statement")
    if exp.UsingTemplateProperty in properties:
        ctx.note("columns known at run time only")
    return parts.like, not parts.like


def _copied(parts: TableParts, columns: Sequence[ColumnDef]) -> Query:
    """`(a int, LIKE s, b int)`, `(b int) INHERITS (s)`: the columns in their order, as a query whose rows stay away."""
    outputs: list[Out | Star] = [Out(Item(one.name)) for one in columns]
    for at, (place, _) in reversed(list(enumerate(parts.copied))):
        outputs.insert(place, Star((f"{at}",)))
    return Select(tuple(outputs), tuple(Scan(name, f"{at}") for at, (_, name) in enumerate(parts.copied)))


def _kind(ctx: Context, kind: str, name: Name, properties: dict[type, Any]) -> TableKind:
    if name[-1].startswith("#") and ctx.dialect.go_batches:
        return "temp"
    if len(name) > 1 and name[0].lower() == ctx.dialect.temp_schema:
        return "temp"
    lasting = ctx.name in ("oracle", "teradata") and kind == "TABLE"  # GLOBAL TEMPORARY: only the rows are temporary
    if exp.TemporaryProperty in properties and not lasting:
        return "temp"
    stability = properties.get(exp.StabilityProperty)  # Teradata
    if exp.VolatileProperty in properties or (stability is not None and stability.name.upper() == "VOLATILE"):
        return "temp"
    if kind == "VIEW":
        return "materialized_view" if exp.MaterializedProperty in properties else "view"
    return "external" if exp.ExternalProperty in properties else "table"


def select_into(ctx: Context, node: Any, query: Query) -> Define | None:
    """`SELECT … INTO t`: a table made of the query; None without INTO. In a chain it stands in the first branch."""
    while isinstance(node, exp.SetOperation) or node.__class__ is exp.Subquery:
        node = node.args["this"]
    into = node.args.get("into") if node.__class__ is exp.Select else None
    if not into or not into.args.get("this") or into.args["this"].__class__ is not exp.Table:
        return None
    name = ctx.table_name(into.args["this"])
    temp = bool(into.args.get("temporary")) or (ctx.dialect.go_batches and name[-1].startswith("#"))
    return Define(name, "temp" if temp else "table", query=query)


def drop(ctx: Context, node: Any) -> list[Op]:
    kind = str(node.args.get("kind") or "TABLE").lower()
    if kind not in ("table", "view", "procedure", "function", "trigger", "synonym", "type"):
        return []
    return [
        Drop(ctx.table_name(table), kind) for table in node.args.get("tables") or () if table.__class__ is exp.Table
    ]


def alter(ctx: Context, node: Any) -> list[Op]:
    """ALTER TABLE and VIEW. Actions that change no names are passed over."""
    args = node.args
    kind = str(args["kind"]).upper()
    if kind not in ("TABLE", "VIEW"):
        return []
    name = ctx.table_name(args["this"])
    parts = TableParts(ctx)
    dropped: list[str] = []
    renamed: list[tuple[str, str]] = []
    ops: list[Op] = []
    for action in args.get("actions") or ():
        cls = action.__class__
        if cls is exp.AlterRename:
            ops.append(Rename(name, _sibling(name, ctx.table_name(action.this))))
        elif cls is exp.RenameColumn:
            renamed.append((ctx.column_part(action.this), ctx.column_part(action.args["to"])))
        elif cls is exp.Drop and str(action.args.get("kind") or "COLUMN").upper() == "COLUMN":
            dropped.extend(ctx.column_part(_only_column(part)) for part in action.args.get("tables") or ())
        elif cls is exp.ModifyColumn:
            if action.args.get("rename_from"):
                renamed.append((ctx.column_part(action.args["rename_from"]), ctx.column_part(action.this.this)))
            ops.extend(_computed_anew(ctx, name, action.this.this, _generator(ctx, action.this)))
        elif cls is exp.AlterColumn and action.args.get("using"):
            ops.extend(_computed_anew(ctx, name, action.this, action.args["using"]))
        elif cls is exp.SwapTable:
            ops.append(Swap(name, ctx.table_name(action.this), True))
        elif cls is exp.ReplacePartition:
            ops.append(Swap(ctx.table_name(action.args["source"]), name))
        elif cls is exp.Delete:  # ClickHouse
            ops.append(_mutation(ctx, name, action))
        elif cls is exp.ReplaceColumns:  # Hive: from here on the table has these
            listed = TableParts(ctx)
            listed.add(action.expressions)
            ops.append(Define(name, "table", listed.finished()))
        elif cls is exp.Select or isinstance(action, exp.Query):  # T-SQL: ALTER VIEW v AS …
            ops.append(Define(name, "view", query=build_query(ctx, action)))
        else:
            parts.add(_added(action))
    block = parts.block
    if parts.columns or dropped or renamed or parts.foreign_keys or block.subqueries:
        names = tuple(parts.columns), tuple(dropped), tuple(renamed)
        ops.insert(0, Alter(name, *names, tuple(parts.foreign_keys), tuple(block.refs), tuple(block.subqueries)))
    return ops


def _mutation(ctx: Context, name: Name, action: Any) -> Op:
    """`ALTER TABLE t DELETE WHERE …`."""
    block = Block(ctx)
    where = operands(block, action.args.get("where"))
    return Write("delete", name, select_of(block, (), (Scan(name),), where))


def _generator(ctx: Context, column: Any) -> Any:
    """The expression that a column is generated from, or its default where that may read the row."""
    kinds = [one.args.get("kind") for one in column.args.get("constraints") or ()]
    found = (exp.ComputedColumnConstraint, *((exp.DefaultColumnConstraint,) if ctx.name in DEFAULTS_READ else ()))
    return next((kind.args.get("this") for kind in kinds if kind.__class__ in found), None)


def _computed_anew(ctx: Context, name: Name, column: Any, node: Any) -> Iterable[Op]:
    """What a column's change computes its values from: an update of all rows."""
    if node is None:
        return
    block = Block(ctx)
    computed = item(block, ctx.column_part(column), node)
    if computed.value or computed.influence:
        yield Write("update", name, select_of(block, (Out(computed),), (Scan(name),)), by_name=True)


def _added(action: Any) -> Iterable[Any]:
    if action.__class__ in (exp.ColumnDef, exp.AddConstraint, exp.Schema, exp.ForeignKey, exp.PrimaryKey):
        return [action]
    return ()


def _only_column(node: Any) -> Any:
    return node.this if node.__class__ is exp.Table else node


def _sibling(old: Name, new: Name) -> Name:
    """RENAME TO x keeps the schema of the old name."""
    return (*old[:-1], *new) if len(new) == 1 else new


def comment(ctx: Context, node: Any) -> list[Op]:
    args = node.args
    kind = str(args["kind"]).upper()
    text = args["expression"].name if args["expression"].__class__ in (exp.Literal, exp.National) else ""
    if kind in ("TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE"):
        return [Comment(ctx.table_name(args["this"]), text)]
    if kind == "COLUMN" and args["this"].args.get("table"):
        column = args["this"]
        table = exp.Table(this=column.args["table"], db=column.args.get("db"), catalog=column.args.get("catalog"))
        return [Comment(ctx.table_name(table), text, ctx.column_part(column.this))]
    return []


def declared_tables(ctx: Context, node: Any) -> list[Op]:
    """DECLARE @t TABLE (…), DECLARE @x int = …"""
    ops: list[Op] = []
    for declared in node.expressions:
        default, kind = declared.args.get("default"), declared.args.get("kind")
        variables = declared.this if isinstance(declared.this, list) else [declared.this]
        names = [variable_of(ctx, one) for one in variables]
        if default and not all(names):
            ops.extend(read_expression(ctx, default))
        elif kind.__class__ is not exp.Schema:
            ops.extend(assigned(ctx, name, default) if default else Assign((name,), NOTHING) for name in names if name)
        typed = _users_type(ctx, kind)
        if typed:  # of a table, as the linker may know
            ops.extend(Define(name, "table_variable", like=typed, moves=False) for name in names if name)
        if kind.__class__ is exp.Schema:
            parts = TableParts(ctx)
            parts.add(kind.expressions)
            for variable in variables:
                refs, calls = tuple(parts.block.refs), tuple(parts.block.subqueries)
                name = (ctx.table_part(variable),)
                ops.append(Define(name, "table_variable", parts.finished(), refs=refs, subqueries=calls))
    return ops


_OWN_TYPES = frozenset({"cursor", "sysname", "hierarchyid", "geography", "geometry"})


def _users_type(ctx: Context, kind: Any) -> Name:
    """T-SQL: the user's type of a variable; `()` for the engine's own ones."""
    named = kind.args.get("kind") if kind.__class__ is exp.DataType and ctx.dialect.go_batches else None
    if not isinstance(named, str) or kind.this != exp.DType.USERDEFINED or named.lower() in _OWN_TYPES:
        return ()
    return tuple(ctx.dialect.fold_table(part, True) for part in named.split("."))


def read_expression(ctx: Context, node: Any) -> list[Op]:
    """What an expression outside any query reads: nothing, unless it has subqueries."""
    block = Block(ctx)
    value, influence, rows = roles(block, node)
    if not block.subqueries:
        return []
    return [Read(select_of(block, (Out(Item("", value, influence, rows)),), ()))]


def set_variables(ctx: Context, node: Any) -> list[Op]:
    """`SET x = (SELECT …)`."""
    ops: list[Op] = []
    for part in node.expressions:
        this = part.args.get("this")
        if this.__class__ is exp.EQ:
            target = variable_of(ctx, this.args["this"])
            if target:
                ops.append(assigned(ctx, target, this.args["expression"]))
            else:
                ops.extend(read_expression(ctx, this.args["expression"]))
    return ops


def cached(ctx: Context, node: Any) -> list[Op]:
    """Spark: CACHE TABLE t AS …"""
    expression = node.args.get("expression")
    if not expression:
        return []
    return [Define(ctx.table_name(node.this), "temp", query=build_query(ctx, expression))]
