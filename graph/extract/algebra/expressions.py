"""Stage 4, core: which columns an expression reads, and in which role. One pass, no recursion but for subqueries.

An explicit stack survives chains of any length; a dict from class to action is the fastest dispatch there is. Where an
expression's parts play different roles (a CASE's conditions and its branches), the action puts each off to its own bag.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from sqlglot import exp

from graph.extract.algebra import conditions, structures
from graph.extract.algebra.block import Bag, Block
from graph.extract.algebra.context import Context, dotted
from graph.extract.algebra.existence import existence
from graph.extract.algebra.xquery import read_in_xquery
from graph.extract.lexer import words
from graph.facts import Influence, Invoke, Item, Operand, Operands, Out, Scan, Select
from graph.names import Name

_COLUMN = exp.Column
_IDENTIFIER = exp.Identifier

Action: TypeAlias = "Callable[[Walk, Any], None]"


class Walk:
    """One expression being read into `bag`. What plays another role waits in `conditions` and `windows`; where roles do
    not matter all three lists are one. `rows` becomes True where rows themselves are counted as a value."""

    __slots__ = ("bag", "block", "conditions", "rows", "stack", "windows")

    def __init__(self, block: Block, conditions: list[Any] | None = None, windows: list[Any] | None = None) -> None:
        self.block = block
        self.bag: Bag = {}
        self.rows = False
        self.stack: list[Any] = []
        self.conditions = self.stack if conditions is None else conditions
        self.windows = self.stack if windows is None else windows

    def push(self, nodes: Any) -> None:
        """Read `nodes` (one, several or none) in the present role."""
        put(self.stack, nodes)

    def drain(self) -> None:
        """Read everything on the stack."""
        stack, block, bag = self.stack, self.block, self.bag
        pop, append, actions = stack.pop, stack.append, ACTIONS
        while stack:
            node = pop()
            cls = node.__class__
            if cls is _COLUMN:
                operand = column_operand(block, node)
                if operand is not None:
                    bag[operand] = None
                continue
            action = actions.get(cls)
            if action is not _descend:
                if action is not None:
                    action(self, node)
                continue
            for child in node.args.values():
                kind = child.__class__
                if kind is _COLUMN:
                    operand = column_operand(block, child)
                    if operand is not None:
                        bag[operand] = None
                elif kind in actions:
                    append(child)
                elif kind is list:
                    for one in child:
                        if one.__class__ in actions:
                            append(one)


def put(stack: list[Any], nodes: Any) -> None:
    """Lay `nodes` (one, several or none) on a stack."""
    if nodes.__class__ is list:
        stack.extend(nodes)
    elif nodes:
        stack.append(nodes)


def operands(block: Block, *nodes: Any) -> Operands:
    """All that these expressions (or lists of them) read, whatever the role."""
    walk = None
    for node in nodes:
        if node:
            walk = walk or Walk(block)
            put(walk.stack, node)
    if walk is None:
        return ()
    walk.drain()
    return tuple(walk.bag)


def roles(block: Block, node: Any) -> tuple[Operands, tuple[tuple[Influence, int], ...], bool]:
    """`value`, `influence` and `rows` of the `Item` that this expression computes."""
    cls = node.__class__
    if cls is _COLUMN:
        operand = column_operand(block, node)
        return (() if operand is None else (operand,)), (), False
    if cls not in ACTIONS:
        return (), (), False
    conditions: list[Any] = []
    windows: list[Any] = []
    walk = Walk(block, conditions, windows)
    walk.stack.append(node)
    walk.drain()
    if not conditions and not windows:
        return tuple(walk.bag), (), walk.rows
    influence: list[tuple[Influence, int]] = [("condition", operand) for operand in operands(block, conditions)]
    influence.extend(("window", operand) for operand in operands(block, windows))
    return tuple(walk.bag), tuple(influence), walk.rows


def made(block: Block, name: str, node: Any) -> Item:
    """The item of that name which this expression computes."""
    if node.__class__ is _COLUMN:
        operand = column_operand(block, node)
        column: Operands = () if operand is None else (operand,)
        return Item(name, column, (), False, column if structures.are_told_apart(block) else ())
    value, influence, rows = roles(block, node)
    return Item(name, value, influence, rows, structures.fields(block, node, roles))


# --- names ---------------------------------------------------------------------------------------------------------


_OF_SEQUENCES = frozenset({"NEXTVAL", "CURRVAL", "nextval", "currval"})
_SEQUENCES = frozenset({"oracle", "snowflake", "exasol", "redshift"})
"""Where `s.NEXTVAL` is no column but a sequence's next number."""


def column_operand(block: Block, node: Any) -> Operand | None:
    """The operand of a `Column`; None for the dialect's words that only look like one."""
    args = node.args
    this = args["this"]
    if this.__class__ is not _IDENTIFIER:
        if this.__class__ is exp.Parameter:
            return _by_position(block, this, args.get("table"))
        if this.__class__ is exp.Literal and args.get("table") and not block.ctx.dialect.go_batches:
            # ClickHouse: `x.1`, a part of a tuple. In T-SQL `$20.00`, an amount of money, looks alike.
            return block.ref(tuple(block.ctx.column_part(part) for part in dotted(node)[:-1]))
        return _row(block, node) if this.__class__ is exp.Star else None
    ctx = block.ctx
    inner = this.args
    last = ctx.quoted_columns[inner["this"]] if inner.get("quoted") else ctx.bare_references[inner["this"]]
    table = args.get("table")
    if not last or (table is not None and last in _OF_SEQUENCES and ctx.name in _SEQUENCES):
        return None
    if table is None:
        name: Name = (last,)
        if ctx.variables and last in ctx.variables:
            return block.variable(name)
        if ctx.scalars and name in ctx.scalars:
            return _scalar(block, name)
    elif args.get("db") is None and table.__class__ is _IDENTIFIER and len(outer := table.args) == 2:
        name = ((ctx.quoted_columns if outer.get("quoted") else ctx.bare_columns)[outer["this"]], last)
        if ctx.variables and ctx.variable(name):
            return block.variable(name)
    else:
        name = ctx.column_name(node)
        if ctx.variables and ctx.variable(name):
            return block.variable(name)
    if block.qualifier:
        return block.ref(name)
    refs = block.refs
    return refs.setdefault(name, len(refs))


def _by_position(block: Block, node: Any, table: Any) -> Operand | None:
    """Snowflake's `$2` and `t.$2`: a column by its place. None for any other parameter."""
    number = node.args.get("this")
    if block.ctx.name != "snowflake" or number.__class__ is not exp.Literal:
        return None
    name = (f"${number.name}",)
    return block.ref(name if table is None else (block.ctx.column_part(table), *name))


def _scalar(block: Block, name: Name) -> Operand:
    """ClickHouse: `WITH e AS x`: what `x` stands for, as a query of its own (which sees this block's sources)."""
    value = block.ctx.scalars[name]
    return block.subquery(block.ctx.build_query(block.ctx, exp.Select(expressions=[value.copy()])))


def _descend(walk: Walk, node: Any) -> None:
    """All children in the present role. `drain` does the same in line."""
    for child in node.args.values():
        walk.push(child)


def _row(block: Block, node: Any) -> Operand | None:
    """`f(t.*)`: a reference of the range variable's name stands for its row as a whole."""
    name = tuple(block.ctx.source_part(part) for part in dotted(node)[:-1])
    return block.variable(name) if block.ctx.variables and block.ctx.variable(name) else block.plain_ref(name)


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


_XML_METHODS = frozenset({"value", "query", "exist", "nodes", "modify"})


def _dot(walk: Walk, node: Any) -> None:
    """A path into a structure, a function with a qualified name, or a method called on a value."""
    fields: list[Any] = []
    if is_columns_of(node):
        walk.block.spread.append(node)
        return
    if (operand := _computed_field(walk.block, node)) is not None:
        walk.bag[operand] = None
        return
    while node.__class__ is exp.Dot:
        right = node.args["expression"]
        if right.__class__ is exp.Identifier:
            fields.append(right)
        elif right.__class__ is not exp.Star:
            if _called_on_a_column(walk, node.args["this"], right):
                return
            walk.stack.append(right)
            fields.clear()
            if _is_method(right) and not is_dbo(node.args["this"]):
                walk.bag.update(dict.fromkeys(read_in_xquery(walk.block, right)))
            elif _only_identifiers(node.args["this"]):
                _qualified_call(walk, node.args["this"], right)
                return  # what stands before the function is its schema
        node = node.args["this"]
    while node.__class__ is exp.Paren:
        node = node.args["this"]
    if node.__class__ is exp.Column:
        _path(walk, node, fields)
    elif node.__class__ is exp.Identifier:
        _method_path(walk, node, fields)
    elif node.__class__ is exp.Placeholder and _marked(walk.block.ctx, node):
        name = (_marked(walk.block.ctx, node), *(walk.block.ctx.column_part(field) for field in reversed(fields)))
        walk.bag[walk.block.plain_ref(name)] = None
    else:
        walk.stack.append(node)


def _computed_field(block: Block, node: Any) -> Operand | None:
    """`f(x).a`: a field of what is computed; None for any other path."""
    whole, known = node, block.made.get(id(node))
    if known is not None and known[0] is node:
        return known[1]
    path: list[str] = []
    while node.__class__ is exp.Dot and node.args["expression"].__class__ is exp.Identifier:
        path.append(block.ctx.column_part(node.args["expression"]))
        node = node.args["this"]
    base = node
    while base.__class__ is exp.Paren:
        base = base.args["this"]
    if not path or base.__class__ in (exp.Column, exp.Identifier):
        return None
    operand = structures.field(block, node, tuple(reversed(path)), roles)
    if operand is not None:
        block.made[id(whole)] = (whole, operand)
    return operand


def _qualified_call(walk: Walk, schema: Any, call: Any) -> None:
    if call.__class__ is exp.Anonymous:
        parts = tuple(walk.block.ctx.table_part(part) for part in dotted(schema))
        if _invoked(walk, parts, call, call.args.get("expressions") or []):
            walk.stack.pop()


_GEOMETRY = re.compile(
    r"(ST[A-Z]\w+|Get(Level|Ancestor|Descendant|ReparentedValue)|IsDescendantOf|ToString|MakeValid|ReorientObject"
    r"|As(Gml|TextZM|BinaryZM)|BufferWith\w+|CurveToLineWithTolerance|ShortestLineTo|Envelope(Angle|Center)"
    r"|IsValidDetailed|Reduce|RingN|NumRings|InstanceOf|Has[MZ])\Z"
)
"""Methods of SQL Server's own types, which are case-sensitive."""


def _called_on_a_column(walk: Walk, target: Any, call: Any) -> bool:
    """`t.x.getClobVal()`: a method of what a source's column holds, told from a schema by the source's name."""
    if call.__class__ is not exp.Anonymous or not _only_identifiers(target):
        return False
    ctx = walk.block.ctx
    name = call.args["this"]
    geometry = ctx.dialect.go_batches and _GEOMETRY.match(name if isinstance(name, str) else name.name)
    if target.__class__ is exp.Identifier and (not geometry or target.name.lower() == "dbo"):
        return False
    path = tuple(ctx.column_part(part) for part in dotted(target))
    if not geometry and (len(path) < 2 or path[0] not in walk.block.names):
        return False
    if _is_method(call):
        return False
    walk.bag[walk.block.ref(path)] = None
    walk.stack.extend(call.args.get("expressions") or ())
    return True


def is_columns_of(node: Any) -> bool:
    """`t.COLUMNS('re')`."""
    call = node.args["expression"]
    return call.__class__ is exp.Anonymous and _name_of(call) == "columns"


def _name_of(call: Any) -> str:
    """An unknown function's name in lower case, "" where it is none that can be read off."""
    name = call.args["this"]
    return name.lower() if isinstance(name, str) else ""


def _path(walk: Walk, column: Any, fields: list[Any]) -> None:
    ctx = walk.block.ctx
    if not fields or column.args["this"].__class__ is not exp.Identifier:
        walk.stack.append(column)
        return
    name = (*ctx.column_name(column), *(ctx.column_part(field) for field in reversed(fields)))
    operand = walk.block.variable(name) if ctx.variables and ctx.variable(name) else walk.block.ref(name)
    walk.bag[operand] = None


def _parameter(walk: Walk, node: Any) -> None:
    """`@x`, `$1`: what a variable or a parameter holds."""
    this = node.args.get("this")
    if (place := _by_position(walk.block, node, None)) is not None:
        walk.bag[place] = None
    elif this is not None and not node.args.get("expression"):
        name = this if isinstance(this, str) else str(this.name)
        ctx = walk.block.ctx
        if ctx.positional and name.isdecimal() and 0 < int(name) <= len(ctx.positional):
            walk.bag[walk.block.plain_ref(("@" + ctx.positional[int(name) - 1],))] = None
            return
        walk.bag[walk.block.plain_ref((ctx.sign + ctx.bare_variables[name],))] = None


def _placeholder(walk: Walk, node: Any) -> None:
    """`:x`, where the body has a variable of that name; elsewhere a value that the client binds."""
    name = _marked(walk.block.ctx, node)
    if name:
        walk.bag[walk.block.plain_ref((name,))] = None


def _marked(ctx: Context, node: Any) -> str:
    """The first part of a reference to the variable behind a colon; "" if there is none of that name."""
    this = node.args.get("this")
    variables = ctx.marked or ctx.variables
    held = variables.get(ctx.bare_columns[this]) if isinstance(this, str) else None
    return "@" + held if held is not None else ""


def _method_path(walk: Walk, first: Any, fields: list[Any]) -> None:
    """`t.x.value(…)` (T-SQL). Identifiers with no method behind them are a lambda's parameter and its fields."""
    if walk.stack and _is_method(walk.stack[-1]):
        ctx = walk.block.ctx
        walk.bag[walk.block.ref(tuple(ctx.column_part(part) for part in (first, *reversed(fields))))] = None


def _is_method(node: Any) -> bool:
    return node.__class__ is exp.Anonymous and node.args["this"] in _XML_METHODS  # their case counts


def is_dbo(node: Any) -> bool:
    """A schema, whatever function of it is called."""
    return node.__class__ is exp.Identifier and str(node.name).lower() == "dbo"


def _only_identifiers(node: Any) -> bool:
    while node.__class__ is exp.Dot and node.args["expression"].__class__ is exp.Identifier:
        node = node.args["this"]
    return node.__class__ is exp.Identifier or node.__class__ is exp.Var


# --- roles ---------------------------------------------------------------------------------------------------------


def _case(walk: Walk, node: Any) -> None:
    stack, conditions = walk.stack, walk.conditions
    for key, child in node.args.items():
        if key == "ifs":
            for one in child:
                args = one.args
                conditions.append(args["this"])
                stack.append(args["true"])
        elif child:
            (conditions if key == "this" else stack).append(child)


def _if(walk: Walk, node: Any) -> None:
    args = node.args
    walk.conditions.append(args["this"])
    walk.push(args.get("true"))
    walk.push(args.get("false"))


def _decode(walk: Walk, node: Any) -> None:
    """`DECODE(x, search, result, …, default)`."""
    first, *rest = node.args["expressions"]
    paired = len(rest) // 2 * 2
    put(walk.conditions, [first, *rest[0:paired:2]])
    walk.push(rest[1:paired:2])
    walk.push(rest[paired:])


def _filter(walk: Walk, node: Any) -> None:
    walk.stack.append(node.args["this"])
    put(walk.conditions, node.args["expression"])


def _having_max(walk: Walk, node: Any) -> None:
    """`ANY_VALUE(x HAVING MAX y)`."""
    walk.stack.append(node.args["this"])
    put(walk.conditions, node.args["expression"])


def _window(walk: Walk, node: Any) -> None:
    walk.stack.append(node.args["this"])
    _window_spec(walk, node, 0)


def _window_spec(walk: Walk, node: Any, depth: int) -> None:
    args = node.args
    put(walk.windows, args.get("partition_by"))
    order = args.get("order")
    if order:
        put(walk.windows, order.args["expressions"])
    base = args.get("alias")
    if base and depth < 8:  # a window may name another one; a ring of them is nobody's intention
        named = walk.block.windows.get(walk.block.ctx.column_part(base))
        if named is not None:
            _window_spec(walk, named, depth + 1)


def _ordered_argument(walk: Walk, node: Any) -> None:
    """ORDER BY inside an aggregate's brackets: decides, like a window's, about this column alone."""
    walk.push(node.args.get("this"))
    put(walk.windows, node.args["expressions"])


_ORDERED_SET = tuple(
    getattr(exp, name) for name in ("PercentileCont", "PercentileDisc", "Mode", "Median") if hasattr(exp, name)
)


def _within_group(walk: Walk, node: Any) -> None:
    """Of PERCENTILE_CONT and its kin the ordered column is the value; of LISTAGG it only orders."""
    function = node.args["this"]
    walk.stack.append(function)
    order = node.args.get("expression")
    if isinstance(function, _ORDERED_SET):
        walk.push(order.args["expressions"] if order else None)
    else:
        put(walk.windows, order.args["expressions"] if order else None)


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
    _descend(walk, node)


# --- words that are no columns -------------------------------------------------------------------------------------


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


_UNIT_FIRST = frozenset(
    {
        *("DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATENAME", "DATEPART", "DATETRUNC", "DATE_BUCKET", "DATE_PART"),
        *("TIMESTAMPADD", "TIMESTAMPDIFF", "TIMEADD", "TIMEDIFF", "DATE_DIFF", "DATE_ADD"),
    }
)
_UNIT_LAST = frozenset({"DATE_TRUNC", "DATETIME_TRUNC", "TIMESTAMP_TRUNC", "TIME_TRUNC", "LAST_DAY", "NEXT_DAY"})


def _dictionary(walk: Walk, function: str, arguments: list[Any]) -> None:
    """ClickHouse: `dictGet('d', 'a', key)` is column `a` of the dictionary, in the row that the key decides."""
    ctx = walk.block.ctx
    name, attributes = arguments[0], arguments[1]
    listed = attributes.expressions if attributes.__class__ is exp.Tuple else [attributes]
    if not all(part.__class__ is exp.Literal for part in (name, *listed)):
        walk.stack.extend(arguments)
        return
    parts = tuple(ctx.table_part(part) for part in name.name.split("."))
    columns = [ctx.column_part(part) for part in listed]
    outs = tuple(Out(Item(column, (at,))) for at, column in enumerate(columns))
    query = Select(outs, (Scan(parts),), tuple((column,) for column in columns))
    walk.bag[walk.block.subquery(query)] = None
    walk.conditions.append(arguments[2])
    walk.stack.extend(arguments[3:] if "ORDEFAULT" in function else ())


def _anonymous(walk: Walk, node: Any) -> None:
    """A function that the parser does not know; those about dates take a bare unit, which reads like a column."""
    arguments = node.args.get("expressions") or []
    name = node.args["this"]
    upper = name.upper() if isinstance(name, str) else ""
    if arguments and upper in _UNIT_FIRST and _is_bare(arguments[0]):
        arguments = arguments[1:]
    elif arguments and upper in _UNIT_LAST and _is_bare(arguments[-1]):
        arguments = arguments[:-1]
    elif upper.startswith("DICTGET") and len(arguments) > 2 and walk.block.ctx.name == "clickhouse":
        _dictionary(walk, upper, arguments)
        return
    elif upper == "RAISE" and arguments and walk.block.ctx.name == "sqlite":
        arguments = arguments[1:]  # the first one is a word
    elif upper == "VALUES" and len(arguments) == 1:  # MySQL's ON DUPLICATE KEY UPDATE x = VALUES(x)
        column = walk.block.ctx.column_part(arguments[0])
        walk.bag[walk.block.ref(("excluded", column))] = None
        return
    elif upper == "FREETEXT" and walk.block.ctx.dialect.go_batches and arguments and arguments[0].is_star:
        walk.block.ctx.note(_INDEXED)
        arguments = arguments[1:]
    if not conditions.by_name(walk, upper, arguments) and not _invoked(walk, (), node, arguments):
        walk.stack.extend(arguments)


# Calls inside calls that are told apart; deeper ones pass their arguments' values on.
_MAX_CALLS = 16


def _invoked(walk: Walk, schema: Name, call: Any, arguments: list[Any]) -> bool:
    """A call of what may be somebody's routine, argument by argument."""
    block = walk.block
    ctx = block.ctx
    if not block.calls or ctx.call_depth >= _MAX_CALLS:
        return False
    if not schema and ctx.dialect.go_batches:  # T-SQL calls its own functions by two parts
        return False
    ctx.call_depth += 1
    items = call_items(block, arguments)
    ctx.call_depth -= 1
    walk.rows = walk.rows or any(one.rows for one in items)
    name = (*schema, *called_name(ctx, call.args["this"]))
    operand = block.invoke(Invoke(ctx.routine_name(name), items))
    block.made[id(call)] = (call, operand)
    walk.bag[operand] = None
    return True


def called_name(ctx: Context, name: Any) -> Name:
    """The name of a function that the parser does not know. BigQuery may quote all its parts at once."""
    if not isinstance(name, str) and ctx.name == "bigquery":
        return tuple(ctx.table_part(part) for part in str(name.name).split("."))
    return (ctx.table_part(name),)


def call_items(block: Block, arguments: Iterable[Any]) -> tuple[Item, ...]:
    """The arguments of a call one by one, each named by its parameter where the call names it."""
    items = []
    for argument in arguments:
        named, value = "", argument
        if argument.__class__ is exp.Kwarg or argument.__class__ is exp.PropertyEQ:
            named, value = block.ctx.column_part(argument.args["this"]), argument.args["expression"]
        items.append(made(block, named, value))
    return tuple(items)


def _is_bare(node: Any) -> bool:
    return node.__class__ is exp.Column and "table" not in node.args


def _without_unit(walk: Walk, node: Any) -> None:
    for key, child in node.args.items():
        if key != "unit":
            walk.push(child)


def _in(walk: Walk, node: Any) -> None:
    args = node.args
    field = args.get("field")
    if field.__class__ is exp.Column and walk.block.ctx.name == "clickhouse":
        table = exp.Table(this=field.args["this"], db=field.args.get("table"))
        walk.bag[walk.block.subquery(walk.block.ctx.build_query(walk.block.ctx, table))] = None
        walk.push(args["this"])
        return
    _descend(walk, node)


def _subquery(walk: Walk, node: Any) -> None:
    block = walk.block
    operand = block.subquery(block.ctx.build_query(block.ctx, node))
    block.made[id(node)] = (node, operand)
    walk.bag[operand] = None


_INDEXED = "columns of a full-text index"


def _contains(walk: Walk, node: Any) -> None:
    """T-SQL: `CONTAINS(*, 'word')` looks into whatever columns an index holds."""
    if walk.block.ctx.dialect.go_batches and node.args["this"].is_star:
        walk.block.ctx.note(_INDEXED)
    else:
        _descend(walk, node)


def _exists(walk: Walk, node: Any) -> None:
    asked = node.args["this"]
    if asked.__class__ in (exp.Select, exp.Union):
        query = existence(walk.block.ctx.build_query(walk.block.ctx, asked))
        walk.bag[walk.block.subquery(query)] = None
    else:
        _descend(walk, node)


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
    "Column": _descend,  # read in `drain`
    "Dot": _dot,
    "Star": _star,
    "Columns": _columns,
    "Alias": _alias,
    "Apply": _apply,
    **conditions.ACTIONS,
    "Case": _case,
    "If": _if,
    "Nvl2": _if,
    "DecodeCase": _decode,
    "Filter": _filter,
    "HavingMax": _having_max,
    "Window": _window,
    "Order": _ordered_argument,
    "WithinGroup": _within_group,
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
    "Anonymous": _anonymous,
    "Parameter": _parameter,
    "Placeholder": _placeholder,
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
            table[cls] = _without_unit if "unit" in cls.arg_types else _descend
            if name in _ACTIONS_BY_NAME:
                table[cls] = _ACTIONS_BY_NAME[name]
    return table


ACTIONS: dict[type, Action] = _table()
"""What to do with a node, by its class; a class that is missing is a leaf."""
