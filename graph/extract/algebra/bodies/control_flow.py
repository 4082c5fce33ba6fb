"""Stage 4, core: routines and control-flow blocks: which language their body is in, and T-SQL's own."""

import msgspec

from graph.extract.algebra.bodies import plpgsql, plsql
from graph.extract.algebra.bodies.header import Header, read_header
from graph.extract.algebra.bodies.sql_function import sql_function
from graph.extract.algebra.bodies.stored_routines import stored_block, stored_routine
from graph.extract.algebra.bodies.walk import Placed, Walk
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.dialects import Dialect
from graph.extract.split_block import OpenQuote
from graph.extract.tsql_header import routine_head
from graph.extract.tsql_statements import Segment, segments
from graph.facts import Define, DefineRoutine, Op


def routine(builder: StatementBuilder, text: str) -> list[Placed]:
    """The definition of a routine, then the statements of its body where that is followed."""
    dialect = builder.ctx.dialect
    head = routine_head(text, dialect) if dialect.go_batches else text
    names = builder.reader_of(head)
    placed: list[Placed] | None = None
    if names is not None and dialect.name == "oracle":
        placed = plsql.routine(builder, names)
        if placed is not None:
            return placed
    if names is not None and not dialect.go_batches:
        placed = sql_function(builder, names) or stored_routine(builder, names)
        if placed is not None:
            return placed
    header = read_header(names) if names is not None else None
    whole = (0, text.count("\n"))
    if names is None or header is None:
        return [Placed(Built("routine", "refused", "routine body not followed"), whole)]
    if header.body < 0 and len(head) < len(text):
        header = msgspec.structs.replace(header, body=len(head))
    define = DefineRoutine(header.name, header.kind, header.parameters, on=header.on, outs=header.outs)
    if dialect.bodies == "dollar":
        placed = plpgsql.routine(builder, names, header)
    elif dialect.go_batches and header.body >= 0:
        placed = _followed(builder, names, text, header, define)
    if placed is not None:
        return placed
    return [Placed(Built(header.kind, "tables_only", "routine body not followed", (define,)), whole)]


def block(builder: StatementBuilder, text: str) -> list[Placed]:
    """The statements of a control-flow statement that stands alone."""
    dialect = builder.ctx.dialect
    placed = None
    if dialect.go_batches:
        placed = list(Walk(builder, text, _segments(text, 0, dialect), ()).placed())
    elif dialect.bodies == "dollar":
        placed = plpgsql.block(builder, text)
    elif dialect.name == "oracle":
        placed = plsql.block(builder, text)
    else:
        placed = stored_block(builder, text)
    return placed or [Placed(Built("block", "refused", "block not followed"), (0, text.count("\n")))]


def _followed(
    builder: StatementBuilder, names: NameReader, text: str, header: Header, define: DefineRoutine
) -> list[Placed]:
    """`names` reads the head of `text` alone."""
    whole = (0, text.count("\n"))
    ops: list[Op] = [define]
    if header.kind == "trigger" and header.on:
        builder.ctx.transitions = {"inserted": header.on, "deleted": header.on}
    builder.ctx.in_function = header.kind == "function"
    try:
        result = builder.inline_result(text[header.body :]) if header.kind == "function" else None
        if result is not None:
            ops = [msgspec.structs.replace(define, result=result)]
            return [Placed(Built(header.kind, "parsed", None, tuple(ops)), whole)]
        returned = builder.returned_table(names)
        if isinstance(returned, Define):
            ops = [msgspec.structs.replace(define, columns=returned.columns, filled=returned.name), returned]
        body = list(Walk(builder, text, _segments(text, header.body, builder.ctx.dialect), header.name).placed())
    finally:
        builder.ctx.transitions = {}
        builder.ctx.in_function = False
    return [Placed(Built(header.kind, "parsed", None, tuple(ops)), whole), *body]


def _segments(text: str, start: int, dialect: Dialect) -> list[Segment]:
    try:
        return segments(text, start, len(text), dialect, mending=False)
    except OpenQuote:
        return segments(text, start, len(text), dialect, mending=True)
