"""Stage 4, core: which columns an expression reads, and in which role: `operands`, `roles` and `made`, and the table of
what each kind of node does on the walk (`expression_walk`)."""

from typing import Any

from sqlglot import exp

from graph.extract.algebra import conditions
from graph.extract.algebra.called import INDEXED, anonymous, without_unit
from graph.extract.algebra.context import dotted
from graph.extract.algebra.existence import existence
from graph.extract.algebra.expression_walk import ACTIONS, Action, Walk, descend, made, operands, put, roles
from graph.extract.algebra.paths import dot, parameter, placeholder
from graph.extract.lexer import words

__all__ = ["made", "operands", "roles"]


def _star(walk: Walk, node: Any) -> None:
    """`f(*)`: all columns of all sources."""
    if any(node.args.values()):
        walk.block.ctx.note("star inside an expression")
    else:
        walk.bag[walk.block.ref(("*",))] = None


def _columns(walk: Walk, node: Any) -> None:
    """`f(COLUMNS(…))` stands for one item a column; with `*` in front of it, or in a condition, for all of them."""
    if walk.conditions is not walk.stack and not node.args.get("unpack"):
        walk.block.spread.append(node)
    elif node.args["this"].__class__ is exp.Star:
        _star(walk, node.args["this"])
    else:
        walk.block.ctx.note("star inside an expression")


def _alias(walk: Walk, node: Any) -> None:
    walk.stack.append(node.args["this"])
    if walk.block.ctx.dialect.alias_first and node.args.get("alias"):
        walk.block.named.append(node)


def _apply(walk: Walk, node: Any) -> None:
    walk.block.spread.append(node)


def _count(walk: Walk, node: Any) -> None:
    this = node.args.get("this")
    if (
        this is None
        or this.__class__ is exp.Star
        or this.__class__ is exp.Literal
        or (this.__class__ is exp.Column and this.args["this"].__class__ is exp.Star)
    ):
        walk.rows = True
    else:
        walk.push(this)
        walk.push(node.args.get("expressions"))


def _rows(walk: Walk, node: Any) -> None:
    """A ranking function: it numbers rows."""
    walk.rows = True
    descend(walk, node)


def _comprehension(walk: Walk, node: Any) -> None:
    """`[x + k FOR x IN list IF x > k]`: the variable is no column."""
    args = node.args
    variables = {walk.block.ctx.column_part(part) for part in (args.get("expression"), args.get("position")) if part}
    walk.push(args.get("iterator"))
    for key, stack in (("this", walk.stack), ("condition", walk.conditions)):
        if args.get(key):
            put(stack, _without_variables(walk.block.ctx, args[key], variables))


def _without_variables(ctx: Any, node: Any, variables: set[str]) -> Any:
    copy = exp.Paren(this=node.copy())
    for column in list(copy.find_all(exp.Column)):
        parts = dotted(column)
        if parts and parts[0].__class__ is exp.Identifier and ctx.column_part(parts[0]) in variables:
            column.replace(exp.Null())
    return copy


def _named_argument(walk: Walk, node: Any) -> None:
    walk.push(node.args["expression"])


def _this_only(walk: Walk, node: Any) -> None:
    walk.push(node.args.get("this"))


def _in(walk: Walk, node: Any) -> None:
    args = node.args
    field = args.get("field")
    if field.__class__ is exp.Column and walk.block.ctx.name == "clickhouse":
        table = exp.Table(this=field.args["this"], db=field.args.get("table"))
        walk.bag[walk.block.subquery(walk.block.ctx.build_query(walk.block.ctx, table))] = None
        walk.push(args["this"])
        return
    descend(walk, node)


def _subquery(walk: Walk, node: Any) -> None:
    block = walk.block
    operand = block.subquery(block.ctx.build_query(block.ctx, node))
    block.made[id(node)] = (node, operand)
    walk.bag[operand] = None


def _contains(walk: Walk, node: Any) -> None:
    """T-SQL: `CONTAINS(*, 'word')` looks into whatever columns an index holds."""
    if walk.block.ctx.dialect.go_batches and node.args["this"].is_star:
        walk.block.ctx.note(INDEXED)
    else:
        descend(walk, node)


def _exists(walk: Walk, node: Any) -> None:
    asked = node.args["this"]
    if asked.__class__ in (exp.Select, exp.Union):
        query = existence(walk.block.ctx.build_query(walk.block.ctx, asked))
        walk.bag[walk.block.subquery(query)] = None
    else:
        descend(walk, node)


# --- the dispatch table --------------------------------------------------------------------------------------------

_LEAVES = frozenset(
    getattr(exp, name)
    for name in words(
        """
    Literal Null Boolean Var Identifier DataType DataTypeParam SessionParameter
    Pseudocolumn JSONPath JSONPathKey JSONPathRoot Hint JoinHint NextValueFor WindowSpec National HexString
    BitString ByteString RawString UnicodeString Introducer CurrentDate CurrentTime CurrentTimestamp
    CurrentDatetime CurrentUser ColumnDef Property Properties Schema Table TableAlias WeekStart OnCondition
    IntervalSpan Heredoc ColumnConstraint Tag Semicolon
    """
    )
    if hasattr(exp, name)
)


_ACTIONS_BY_NAME: dict[str, Action] = {
    "Column": descend,  # read in `drain`
    "Dot": dot,
    "Star": _star,
    "Columns": _columns,
    "Alias": _alias,
    "Apply": _apply,
    **conditions.ACTIONS,
    "Count": _count,
    "RowNumber": _rows,
    "Rank": _rows,
    "DenseRank": _rows,
    "PercentRank": _rows,
    "CumeDist": _rows,
    "Ntile": _rows,
    "Kwarg": _named_argument,
    "PropertyEQ": _named_argument,
    "Collate": _this_only,
    "Cast": _this_only,
    "TryCast": _this_only,
    "Lambda": _this_only,
    "Comprehension": _comprehension,
    "OpenJSON": _this_only,
    "JSONTable": _this_only,
    "Anonymous": anonymous,
    "Parameter": parameter,
    "Placeholder": placeholder,
    "In": _in,
    "Exists": _exists,
    "Contains": _contains,
    "Subquery": _subquery,
    "Select": _subquery,
    "Union": _subquery,
    "Except": _subquery,
    "Intersect": _subquery,
    "Values": _subquery,
}


def _table() -> dict[type, Action]:
    """Every class of sqlglot's that is no leaf. What no action is named for passes its children's values on."""
    table: dict[type, Action] = {}
    for name, cls in vars(exp).items():
        if isinstance(cls, type) and issubclass(cls, exp.Expr) and cls not in _LEAVES:
            table[cls] = without_unit if "unit" in cls.arg_types else descend
            if name in _ACTIONS_BY_NAME:
                table[cls] = _ACTIONS_BY_NAME[name]
    return table


ACTIONS.update(_table())
