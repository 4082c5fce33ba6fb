"""Stage 4, core: what SET assigns: columns, and the items whose data they get."""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.projection import item
from graph.extract.algebra.query import build_query, single_output
from graph.extract.algebra.xquery import read_in_xquery
from graph.facts import Item


def assignment(block: Block, node: Any, qualifiers: tuple[str, ...]) -> list[tuple[str, Item]]:
    """`SET a = e`, `SET (a, b) = (…)`: pairs of the qualifier as written ("" = none) and the item of that column.

    `qualifiers`: words that mean a source; another word in front of a dot is a column, and the rest a field of it.
    """
    ctx = block.ctx
    if node.__class__ is exp.PropertyEQ or node.__class__ is exp.EQ:
        left, right = node.args["this"], node.args["expression"]
    elif node.__class__ is exp.Dot:  # T-SQL: column.WRITE(…), column.modify(…)
        name = ctx.column_part(node.args["this"]) if node.args["this"].__class__ is exp.Identifier else ""
        if not name:
            raise Unsupported("assignment by a method")
        own = block.ref((*qualifiers[:1], name)) if qualifiers[:1] != ("",) else block.ref((name,))
        one = item(block, name, node.args["expression"])
        return [("", replace(one, value=(own, *one.value, *read_in_xquery(block, node))))]
    else:
        raise Unsupported("assignment of unknown form")
    if left.__class__ is exp.Parameter:  # T-SQL: SET @v = e, SET @v = column = e
        if right.__class__ is exp.EQ and right.args["this"].__class__ is exp.Column:
            return assignment(block, right, qualifiers)
        return []
    if left.__class__ is exp.Tuple:
        return _row_assignment(block, left.args["expressions"], right, qualifiers)
    if left.__class__ is exp.Paren:
        return _row_assignment(block, [left.args["this"]], right, qualifiers)
    qualifier, name = _assigned(ctx, left, qualifiers)
    return [(qualifier, item(block, name, right))]


def _assigned(ctx: Context, left: Any, qualifiers: tuple[str, ...]) -> tuple[str, str]:
    while left.__class__ is exp.Bracket:  # an element of an array: the column is written
        left = left.args["this"]
    if left.__class__ is exp.Dot:
        while left.__class__ is exp.Dot:
            left = left.args["this"]
    if left.__class__ is not exp.Column:
        return "", ctx.column_part(left)
    name = ctx.column_name(left)
    if len(name) == 1:
        return "", name[0]
    for at in range(len(name) - 1, 0, -1):  # db.t.c: the longest path that means a source
        if name[at - 1] in qualifiers:
            return name[at - 1], name[at]
    return ("", name[0]) if qualifiers and len(name) == 2 and ctx.name == "bigquery" else (name[-2], name[-1])


def _row_assignment(block: Block, lefts: list[Any], right: Any, qualifiers: tuple[str, ...]) -> list[tuple[str, Item]]:
    targets = [_assigned(block.ctx, left, qualifiers) for left in lefts]
    if right.__class__ is exp.Subquery or right.__class__ is exp.Select:
        query = build_query(block.ctx, right)
        found = []
        for at, (qualifier, name) in enumerate(targets):
            single = single_output(query, at)
            if single is None:
                block.ctx.note("row assignment from a query with a star")
                return []
            found.append((qualifier, Item(name, (block.subquery(single),))))
        return found
    cells = [right]
    if right.__class__ is exp.Tuple or (right.__class__ is exp.Anonymous and right.name.upper() == "ROW"):
        cells = right.args["expressions"]
    elif right.__class__ is exp.Paren:
        cells = [right.args["this"]]
    return [(q, item(block, name, cell)) for (q, name), cell in zip(targets, cells, strict=False)]
