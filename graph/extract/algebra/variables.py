"""Stage 4, core: where variables get their values: DECLARE, SET, SELECT @x = …, FETCH, and the arguments of calls."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace
from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.projection import item
from graph.extract.algebra.query import build_query, select_of
from graph.facts import Assign, Call, Item, Op, Out, Query, Read, Scan, Select, Star, Values, cursor_name
from graph.names import Name

NOTHING = Values((Item(""),))
"""What a variable holds that no table's data is in."""


def variable_of(ctx: Context, node: Any) -> Name:
    """`@x` as a reference; `()` for any other expression."""
    if node.__class__ is exp.Parameter:
        return (ctx.sign + ctx.bare_variables[str(node.name)],)
    return ()


def assigned_select(ctx: Context, node: Any) -> list[Op] | None:
    """T-SQL: `SELECT @x = a, @y = b FROM t`; None for a query that assigns nothing."""
    if node.__class__ is not exp.Select:
        return None
    expressions = node.args["expressions"]
    if not expressions or not all(_assigns(one) for one in expressions):
        return None
    targets = tuple(variable_of(ctx, one.args["this"]) for one in expressions)
    node.set("expressions", [one.args["expression"] for one in expressions])
    return [Assign(targets, build_query(ctx, node))]


def taken_on_the_way(ctx: Context, node: Any) -> list[Op]:
    """MySQL: `SELECT @x := a, b FROM t` is a query, and its `@x` takes what stands behind the sign."""
    if node.__class__ is not exp.Select or not any(map(_assigns_value, node.args["expressions"])):
        return []
    expressions = node.args["expressions"]
    values = [one.args["expression"] if _assigns_value(one) else one for one in expressions]
    targets = tuple(variable_of(ctx, one.args["this"]) for one in expressions if _assigns_value(one))
    node.set("expressions", [one.args["expression"] for one in expressions if _assigns_value(one)])
    assign = Assign(targets, build_query(ctx, node))
    node.set("expressions", values)
    return [Read(build_query(ctx, node)), assign]


def _assigns_value(node: Any) -> bool:
    return node.__class__ is exp.PropertyEQ and node.args["this"].__class__ is exp.Parameter


def _assigns(node: Any) -> bool:
    return node.__class__ in (exp.EQ, exp.PropertyEQ) and node.args["this"].__class__ is exp.Parameter


def assigned(ctx: Context, target: Name, node: Any) -> Op:
    """`target := expression`, outside any query."""
    block = Block(ctx)
    out = Out(item(block, "", node))
    return Assign((target,), select_of(block, (out,), ()))


def assigned_from(ops: Iterable[Op], targets: tuple[Name, ...], *, row: bool = False) -> list[Op]:
    """The ops of a query with its rows going into variables (`SELECT … INTO a, b`, `FOR r IN SELECT …`)."""
    return [Assign(targets, op.query, row) if isinstance(op, Read) else op for op in ops]


def folded(ctx: Context, written: str) -> str:
    """A variable's name, as written with or without quotes, as it is compared."""
    quote = written[:1]
    if quote in ('"', "`"):
        return ctx.dialect.fold_column(written[1:-1].replace(quote * 2, quote), True)
    return ctx.dialect.fold_column(written, False)


def rows_of_cursor(cursor: str) -> Query:
    """The rows of a cursor; `cursor` is its folded name."""
    return Select((Star(),), (Scan(cursor_name(cursor)),))


def row_of_text(targets: Iterable[str]) -> Query:
    """The row that a loop over a text's rows has at hand; `targets`: the loop's variables, folded."""
    return Select(refs=(loop_row(targets),), where=(0,))


def loop_row(targets: Iterable[str]) -> Name:
    """The reference that holds the row at hand of a loop over a text's rows, whatever becomes of its variables."""
    return ("@row of " + ",".join(targets),)


def fetched(cursor: str, targets: tuple[Name, ...], *, row: bool = False) -> Op:
    """`FETCH cursor INTO targets`; `cursor` is its folded name."""
    return Assign(targets, rows_of_cursor(cursor), row)


# --- T-SQL ---------------------------------------------------------------------------------------------------------


def fetch_command(reader: NameReader) -> list[Op]:
    """T-SQL: `FETCH [NEXT] [FROM] c INTO @a, @b`."""
    into = next((at for at in range(len(reader.tokens)) if reader.word(at) == "INTO"), 0)
    name, _ = reader.name(into - 1) if into > 1 else ((), 0)
    targets = tuple(_variables(reader, into + 1))
    return [fetched(name[-1], targets)] if name and targets else []


def _variables(reader: NameReader, at: int) -> Iterable[Name]:
    while reader.word(at) == "@" and at + 1 < len(reader.tokens):
        yield ("@" + str(reader.tokens[at + 1].text).lower(),)
        at += 3 if reader.word(at + 2) == "," else 2


def arguments(reader: NameReader, start: int, end: int) -> tuple[Query | None, tuple[tuple[int, Name], ...]]:
    """The arguments of a call, which stand between these tokens with commas between them, and the variables that they
    pass back (`OUTPUT`, `OUT`). None for the arguments if they cannot be read."""
    parts = [reader.of(reader.tokens[begin:stop]) for begin, stop in reader.listed(start, end)]
    names: list[str] = []
    values: list[list[Any] | None] = []
    outs: list[tuple[int, Name]] = []
    for at, part in enumerate(parts):
        named, begin = _parameter_name(part)
        last = len(part.tokens) - 1
        if reader.ctx.dialect.go_batches and part.word(last) in ("OUTPUT", "OUT") and last > begin:
            last -= 1
            target = next(iter(_variables(part, begin)), ())
            if target:
                outs.append((at, target))
        names.append(named)
        bare = begin == last and reader.ctx.dialect.go_batches and part.tokens[begin].token_type == TokenType.VAR
        values.append(None if bare else part.tokens[begin : last + 1])  # T-SQL: EXEC p abc, a string
    return _items(reader, names, values) if parts else None, tuple(outs)


def _parameter_name(part: NameReader) -> tuple[str, int]:
    """The parameter that `@p = x` or `p => x` names ("" for none), and where the value begins."""
    if part.word(0) == "@" and part.word(2) == "=":
        return "@" + str(part.tokens[1].text).lower(), 3
    if part.word(1) in ("=>", ":="):
        return part.parts_of(part.tokens[0])[-1], 2
    return "", 0


def _items(reader: NameReader, names: list[str], values: list[list[Any] | None]) -> Query | None:
    """None in place of a value's tokens: it is a constant."""
    block = Block(reader.ctx)
    items: list[Item] = []
    for named, tokens in zip(names, values, strict=True):
        if tokens is None:
            items.append(Item(named))
            continue
        node = reader.expression(tokens)
        if node is None:
            return None
        items.append(item(block, named, node))
    return select_of(block, tuple(map(Out, items)), ())


def with_into(call: Op, into: Name, columns: tuple[str, ...]) -> Op:
    """`INSERT t (columns) EXEC …`."""
    return replace(call, into=into, columns=columns) if isinstance(call, Call) else call
