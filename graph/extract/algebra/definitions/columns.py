"""Stage 4, core: column definitions and keys of a table as DDL declares them."""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.expressions import operands
from graph.facts import ColumnDef, ForeignKey, Invoke, Operands
from graph.names import Name

DEFAULTS_READ = frozenset({"mysql", "clickhouse"})
"""Where a default may read other columns of the row."""


class TableParts:
    """What the brackets of a CREATE or ALTER TABLE declare, in order."""

    __slots__ = ("block", "columns", "copied", "foreign_keys", "like", "primary_key")

    def __init__(self, ctx: Context) -> None:
        self.block = Block(ctx)
        self.columns: list[ColumnDef] = []
        self.foreign_keys: list[ForeignKey] = []
        self.primary_key: set[str] = set()
        self.like: Name = ()
        self.copied: list[tuple[int, Name]] = []  # tables whose columns stand there too, before which of its own

    def add(self, nodes: Any) -> None:
        """Read column definitions, constraints and LIKE; other parts (indexes, periods) declare no columns."""
        for node in nodes or ():
            cls = node.__class__
            if cls is exp.ColumnDef:
                self._column(node)
            elif cls is exp.Identifier or cls is exp.Column:  # names only
                self.columns.append(ColumnDef(self.block.ctx.column_part(node)))
            elif cls is exp.Constraint or cls is exp.AddConstraint or cls is exp.Schema:
                self.add(node.args.get("expressions"))
            elif cls is exp.ForeignKey:
                self._foreign_key(node)
            elif cls is exp.PrimaryKey:
                self.primary_key.update(self.block.ctx.column_part(_key(part)) for part in node.expressions)
            elif cls is exp.ClusteredColumnConstraint or cls is exp.NonClusteredColumnConstraint:
                self._clustered(node, nodes)
            elif cls is exp.LikeProperty:
                self.like = self.block.ctx.table_name(node.this)
                self.copied.append((len(self.columns), self.like))
            else:
                calls_of(self.block, node)

    def finished(self) -> tuple[ColumnDef, ...]:
        """The columns, with table-level primary keys written back to them."""
        if not self.primary_key:
            return tuple(self.columns)
        return tuple(_keyed(one) if one.name in self.primary_key else one for one in self.columns)

    def _clustered(self, node: Any, siblings: Any) -> None:
        """T-SQL: PRIMARY KEY CLUSTERED (a) arrives as two constraints side by side."""
        if any(one.__class__ is exp.PrimaryKeyColumnConstraint for one in siblings):
            parts = node.this if isinstance(node.this, list) else []
            self.primary_key.update(self.block.ctx.column_part(_key(part)) for part in parts)

    def _column(self, node: Any) -> None:
        ctx = self.block.ctx
        this, kind = node.args["this"], node.args.get("kind")
        if _is_misread(this, kind):  # `INDEX i (a)`, `CONSTRAINT c FOREIGN KEY …` read as a column of that name
            self.add(part.args.get("kind") for part in node.args.get("constraints") or ())
            return
        name = ctx.column_part(this)
        nullable: bool | None = None
        comment, primary, filled, hidden = "", False, False, False
        generated: Operands = ()
        for constraint in node.args.get("constraints") or ():
            what = constraint.args.get("kind")
            cls = what.__class__
            if cls is exp.NotNullColumnConstraint:
                nullable = bool(what.args.get("allow_null"))
            elif cls is exp.PrimaryKeyColumnConstraint:
                primary, nullable = True, False
            elif cls is exp.CommentColumnConstraint:
                comment = _text(what.this)
            elif cls is exp.Reference:
                self.foreign_keys.append(_reference(ctx, (name,), what))
            elif cls is exp.ForeignKey:
                self._foreign_key(what, (name,))
            elif cls is exp.Properties:
                comment = described(what) or comment
            elif cls is exp.ComputedColumnConstraint or cls is exp.GeneratedAsIdentityColumnConstraint:
                generated = operands(self.block, what.args.get("this"), what.args.get("expression"))
                filled, hidden = ctx.dialect.go_batches, ctx.name == "clickhouse"
            elif cls is exp.AutoIncrementColumnConstraint:
                filled = ctx.dialect.go_batches
            elif cls is exp.DefaultColumnConstraint and ctx.name in DEFAULTS_READ:
                generated = operands(self.block, what.args.get("this"))
            elif cls is exp.InvisibleColumnConstraint or cls is exp.EphemeralColumnConstraint:
                hidden = True
            elif cls is exp.GeneratedAsRowColumnConstraint:
                hidden = bool(what.args.get("hidden"))
            else:
                calls_of(self.block, what)
        made = ColumnDef(name, type_text(ctx, kind), nullable, comment, primary, generated, filled, hidden=hidden)
        self.columns.append(made)

    def _foreign_key(self, node: Any, own: tuple[str, ...] = ()) -> None:
        ctx = self.block.ctx
        reference = node.args.get("reference")
        if not reference:
            return
        columns = tuple(ctx.column_part(part) for part in node.expressions) or own
        self.foreign_keys.append(_reference(ctx, columns, reference))


def calls_of(block: Block, node: Any) -> None:
    """Which routines a check or a default calls; what it reads is the table's own."""
    if block.ctx.dialect.go_batches and node is not None and node.find(exp.Dot):
        own = Block(block.ctx)
        operands(own, node)
        block.subqueries += (Invoke(one.name) for one in own.subqueries if isinstance(one, Invoke))


def _is_misread(this: Any, kind: Any) -> bool:
    return (
        this.__class__ is exp.Identifier
        and not this.args.get("quoted")
        and this.args["this"].upper() in ("INDEX", "CONSTRAINT", "PERIOD", "UNIQUE", "KEY", "FULLTEXT", "SPATIAL")
        and kind.__class__ is exp.DataType
        and kind.args.get("this") == exp.DType.USERDEFINED
    )


def _keyed(column: ColumnDef) -> ColumnDef:
    return replace(column, nullable=False, primary_key=True)


def _key(node: Any) -> Any:
    while node.__class__ is exp.Ordered or node.__class__ is exp.ColumnPrefix or node.__class__ is exp.Paren:
        node = node.args["this"]
    return node


def _reference(ctx: Context, columns: tuple[str, ...], node: Any) -> ForeignKey:
    this = node.this
    if this.__class__ is exp.Schema:
        names = tuple(ctx.column_part(_key(part)) for part in this.expressions)
        return ForeignKey(columns, ctx.table_name(this.this), names)
    if this.__class__ is not exp.Table:
        raise Unsupported("reference to no table")
    return ForeignKey(columns, ctx.table_name(this))


def _text(node: Any) -> str:
    return node.name if node.__class__ in (exp.Literal, exp.National, exp.RawString) else ""


def described(properties: Any) -> str:
    """The text of `OPTIONS(description = '…')` or `COMMENT '…'` among these properties, "" without one."""
    for one in properties.expressions if properties else ():
        if one.__class__ is exp.SchemaCommentProperty:
            return _text(one.this)
        if one.__class__ is exp.Property and str(getattr(one.this, "name", one.this)).lower() == "description":
            return _text(one.args.get("value"))
    return ""


def type_text(ctx: Context, node: Any) -> str:
    """The type in the dialect's own words, in upper case; "" where none is said. Types repeat, so they are kept."""
    if node.__class__ is not exp.DataType:
        return ""
    args = node.args
    key = (args["this"], args.get("nested"), *(_parameter(part) for part in args.get("expressions") or ()))
    if any(part is None for part in key[2:]) or args["this"] == exp.DType.USERDEFINED:
        return _generated(ctx, node)
    known = ctx.types.get(key)
    if known is None:
        known = ctx.types[key] = _generated(ctx, node)
    return known


def _generated(ctx: Context, node: Any) -> str:
    return str(node.sql(dialect=ctx.dialect.sqlglot, comments=False))


def _parameter(node: Any) -> Any:
    this = node.args.get("this") if node.__class__ is exp.DataTypeParam else None
    return str(this.args["this"]) if this.__class__ is exp.Literal else None
