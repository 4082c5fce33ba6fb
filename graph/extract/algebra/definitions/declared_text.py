"""Stage 4, core: T-SQL's DECLARE read item by item from its tokens, where the grammar lacks what one item says."""

from itertools import pairwise

from sqlglot import exp

from graph.extract.algebra.context import Context
from graph.extract.algebra.definitions.ddl import declared_tables
from graph.extract.algebra.definitions.table_text import TableText
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.reading import Reader, Unreadable
from graph.facts import Op


def declared_items(ctx: Context, reader: Reader, names: NameReader) -> list[Op] | None:
    """What `DECLARE @a int = 1, @t TABLE (…)` declares; None for anything else, or if an item is not understood."""
    if names.word(0) != "DECLARE" or names.word(1) != "@" or not ctx.dialect.go_batches:
        return None
    ops: list[Op] = []
    bounds = [0, *(at for at in names.level(1) if names.word(at) == ","), len(names.tokens)]
    for start, end in pairwise(bounds):
        made = _item(ctx, reader, names.of([names.tokens[0], *names.tokens[start + 1 : end]]))
        if made is None:
            return None
        ops += made
    return ops


def _item(ctx: Context, reader: Reader, names: NameReader) -> list[Op] | None:
    name, at = names.name(1)
    at += names.word(at) == "AS"
    if names.word(at) == "TABLE":
        table = TableText(ctx, reader, names).bracketed(name, "table_variable", at + 1)
        return None if table is None else [table]
    try:
        (tree,) = reader.trees(names.tokens, names.text)
    except (Unreadable, ValueError):
        return None
    return declared_tables(ctx, tree) if tree.__class__ is exp.Declare else None
