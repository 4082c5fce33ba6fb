"""Stage 4, core: bodies that are statements of SQL, one after the other, without control flow (PostgreSQL and its kin).

The last one's rows are the function's result."""

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from graph.extract.algebra.bodies.function_head import FunctionHead
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.words import first_words
from graph.extract.split import Piece, split
from graph.facts import DefineRoutine, Read, Return

_RETURNING = re.compile(r"(?i)\breturning\b")


def sql_body(
    builder: StatementBuilder, names: NameReader, head: FunctionHead, define: DefineRoutine
) -> list[Placed] | None:
    """The definition and the statements of a body in quotes, or between BEGIN ATOMIC and END."""
    text, start = _inner(names, head)
    if not text.strip():
        return None
    first = names.text.count("\n", 0, start)
    pieces = [piece for piece in split(text, builder.ctx.dialect) if piece.kind in ("sql", "routine", "block")]
    if any(piece.kind != "sql" for piece in pieces):
        return None
    ctx = builder.ctx
    outer = ctx.declared()
    ctx.declare_variables(head.parameters, head.name[-1], columns_win=True, positional=head.parameters)
    try:
        placed = list(_placed(builder, pieces, head, first))
    finally:
        ctx.restore(outer)
    return [Placed(Built(head.kind, ops=(define,)), (0, names.text.count("\n"))), *placed]


def _inner(names: NameReader, head: FunctionHead) -> tuple[str, int]:
    """The statements, and where in the text they begin."""
    token = names.tokens[head.body]
    if head.begins == "BEGIN":
        last = next((at for at in range(len(names.tokens) - 1, head.body, -1) if names.word(at) == "END"), 0)
        begin = token.end + 1
        return (names.text[begin : names.tokens[last].start], begin) if last else ("", begin)
    return str(token.text), token.start


def _placed(builder: StatementBuilder, pieces: list[Piece], head: FunctionHead, first: int) -> Iterator[Placed]:
    for number, piece in enumerate(pieces, 1):
        gives = number == len(pieces) and head.kind == "function"
        lines = (first + piece.first_line - 1, first + piece.last_line - 1)
        for built in builder.build(_with_rows(piece.statement) if gives else piece.statement):
            ops: Any = tuple(_returned(op, gives=gives) for op in built.ops)
            yield Placed(replace(built, ops=ops), lines, head.name)


def _with_rows(text: str) -> str:
    """`INSERT … RETURNING …` as a query of the rows that it returns."""
    if first_words(text, 1)[:1] not in (["INSERT"], ["UPDATE"], ["DELETE"]) or not _RETURNING.search(text):
        return text
    return "".join(("WITH returned_rows AS (", text.rstrip().rstrip(";"), "\n) SELECT * FROM returned_rows"))


def _returned(op: Any, *, gives: bool) -> Any:
    if not isinstance(op, Read):
        return op
    return Return(op.query) if gives else replace(op, bare=False)
