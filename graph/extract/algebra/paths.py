"""Stage 4, core: what stands behind a dot or a sign in an expression: paths into structures, methods of values,
functions under their schema, parameters and placeholders."""

import re
from typing import Any

from sqlglot import exp

from graph.extract.algebra import structures
from graph.extract.algebra.block import Block
from graph.extract.algebra.called import invoked
from graph.extract.algebra.context import Context, dotted
from graph.extract.algebra.expression_walk import Walk, roles
from graph.extract.algebra.operand_names import by_position
from graph.extract.algebra.xquery import read_in_xquery
from graph.facts import Operand

_XML_METHODS = frozenset({"value", "query", "exist", "nodes", "modify"})


def dot(walk: Walk, node: Any) -> None:
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
        if invoked(walk, parts, call, call.args.get("expressions") or []):
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


def parameter(walk: Walk, node: Any) -> None:
    """`@x`, `$1`: what a variable or a parameter holds."""
    this = node.args.get("this")
    if (place := by_position(walk.block, node, None)) is not None:
        walk.bag[place] = None
    elif this is not None and not node.args.get("expression"):
        name = this if isinstance(this, str) else str(this.name)
        ctx = walk.block.ctx
        if ctx.positional and name.isdecimal() and 0 < int(name) <= len(ctx.positional):
            walk.bag[walk.block.plain_ref(("@" + ctx.positional[int(name) - 1],))] = None
            return
        walk.bag[walk.block.plain_ref((ctx.sign + ctx.bare_variables[name],))] = None


def placeholder(walk: Walk, node: Any) -> None:
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
