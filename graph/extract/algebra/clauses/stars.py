"""Stage 4, core: `*`, `t.*` and `COLUMNS(…)` with what narrows, renames and replaces their columns."""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import dotted
from graph.extract.algebra.expressions import made
from graph.facts import Star
from graph.names import Name

_KINDS: dict[type, str] = {
    exp.Like: "like",
    exp.ILike: "ilike",
    exp.SimilarTo: "full",
    exp.RegexpLike: "regex",
    exp.RegexpFullMatch: "full",
}


def star(block: Block, node: Any, qualifier: tuple[str, ...]) -> Star:
    """A `Star` with what its ILIKE, EXCEPT, REPLACE and RENAME say."""
    ctx, args = block.ctx, node.args
    ilike = args.get("ilike")
    if ilike is not None and ilike.__class__ is not exp.Literal:
        ctx.note("star with a pattern")
        ilike = None
    if ctx.variables and qualifier:
        qualifier = ctx.variable(qualifier) or qualifier
    return Star(
        qualifier,
        tuple(ctx.column_part(part) for part in args.get("except_") or ()),
        tuple(
            made(block, ctx.column_part(alias.args["alias"]), alias.args["this"])
            for alias in args.get("replace") or ()
            if alias.__class__ is exp.Alias
        ),
        tuple(
            (ctx.column_part(alias.args["this"]), ctx.column_part(alias.args["alias"]))
            for alias in args.get("rename") or ()
            if alias.__class__ is exp.Alias
        ),
        (("ilike", ilike.name),) if ilike is not None else (),
    )


def star_with_test(block: Block, node: Any) -> Star | None:
    """`* LIKE 'a%'`, `* NOT SIMILAR TO 'x'` as a projection; None for any other expression."""
    inner = _positive(node)
    if type(inner) not in _KINDS:
        return None
    found = _plain_star(block, inner.args["this"])
    test = _test(node)
    if found is None or test is None:
        return None
    return replace(found, tests=(*found.tests, test))


def _positive(node: Any) -> Any:
    return node.args["this"] if node.__class__ is exp.Not else node


def _plain_star(block: Block, node: Any) -> Star | None:
    while node.__class__ is exp.Paren:
        node = node.args["this"]
    if node.__class__ is exp.Star:
        return star(block, node, ())
    if node.__class__ is exp.Column and node.args["this"].__class__ is exp.Star:
        qualifier = tuple(block.ctx.column_part(part) for part in dotted(node)[:-1])
        return star(block, node.args["this"], qualifier)
    return None


def _test(node: Any) -> tuple[str, str] | None:
    """The test that `x LIKE 'a%'` makes, whatever x is."""
    negated = bool(node.args.get("negate"))
    if node.__class__ is exp.Not:
        node, negated = node.args["this"], not negated
    kind, pattern = _KINDS.get(node.__class__), node.args.get("expression")
    if kind is None or pattern.__class__ is not exp.Literal or not pattern.args.get("is_string"):
        return None
    return f"not {kind}" if negated else kind, pattern.name


def columns_star(block: Block, node: Any, qualifier: Name = ()) -> Star | None:
    """`COLUMNS(…)`: of a star, a regular expression, a list of names, or a test of the name. None: not understood."""
    this = node.args.get("this")
    if this.__class__ is exp.Literal:
        return Star(qualifier, tests=(("regex", this.name),))
    if this.__class__ is exp.Lambda:
        return _tested(Star(qualifier), this.args["this"], this.args["expressions"][0])
    if this.__class__ is exp.Array:
        entries = this.args["expressions"]
        if len(entries) == 1 and entries[0].__class__ is exp.Comprehension:
            return _comprehended(block, entries[0])
        if entries and all(one.__class__ is exp.Literal for one in entries):
            return Star(qualifier, names=tuple(block.ctx.column_part(one.name) for one in entries))
        return None
    return star_with_test(block, this) or _plain_star(block, this)


def _comprehended(block: Block, node: Any) -> Star | None:
    """`[x for x in (*) if x LIKE 'a%']`."""
    found = _plain_star(block, node.args.get("iterator"))
    if found is None or node.args["this"].name != node.args["expression"].name:
        return None
    condition = node.args.get("condition")
    return _tested(found, condition, node.args["expression"]) if condition else found


def _tested(found: Star, condition: Any, variable: Any) -> Star | None:
    test = _test(condition)
    inner = _positive(condition)
    if test is None or inner.args["this"].name != variable.name:
        return None
    return replace(found, tests=(*found.tests, test))


def spread_star(block: Block, node: Any) -> Star | None:
    """The star of `COLUMNS(…)`, `t.COLUMNS(…)` or ClickHouse's `star APPLY(f)`; None where it is not understood."""
    label = "\\0" if node.__class__ is exp.Apply else ""
    while node.__class__ is exp.Apply:
        if node.args["expression"].__class__ is not exp.Var:
            return None
        label = label.replace("\\0", f"{node.args['expression'].name}(\\0)")
        node = node.args["this"]
    if node.__class__ is exp.Dot:
        qualifier = tuple(block.ctx.column_part(part) for part in dotted(node)[:-1])
        arguments = node.args["expression"].args.get("expressions") or [None]
        found = columns_star(block, exp.Columns(this=arguments[0]), qualifier)
    else:
        found = columns_star(block, node) if node.__class__ is exp.Columns else _plain_star(block, node)
    return replace(found, label=label) if found is not None and label else found
