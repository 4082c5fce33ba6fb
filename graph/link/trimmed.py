"""Stage 4, core: a query → what of it names its outputs, so that the catalog never needs a file's full facts."""

from collections.abc import Iterator

import msgspec

from graph.facts import (
    Cte,
    Derived,
    Field,
    Group,
    Invoke,
    Item,
    Join,
    Nested,
    Out,
    Pivot,
    Query,
    Record,
    Scan,
    Select,
    SetOp,
    Source,
    Star,
    TableFunction,
    Values,
    ValuesSource,
)
from graph.link.operands import inner_operands
from graph.link.scans import blocks


def static_names(query: Query) -> tuple[str, ...] | None:
    """The output names of a query without a star, "" for an unnamed one; None where only the catalog knows."""
    while isinstance(query, SetOp) and not query.by_name and query.queries:
        query = query.queries[0]
    if isinstance(query, Values):
        return tuple(item.name for item in query.items)
    if isinstance(query, SetOp) or not query.projection:
        return None
    if query.struct:
        return None
    names = [part.item.name for part in query.projection if isinstance(part, Out)]
    return tuple(names) if len(names) == len(query.projection) else None


def needs_fields(query: Query) -> bool:
    """Whether a star somewhere in it may be one of a structure, or of the elements of an array."""
    return any(_spreads(block) for block in blocks(query))


def _spreads(block: Select) -> bool:
    if block.struct:
        return True
    for part in block.projection:
        if isinstance(part, Star) and (part.of is not None or (part.qualifier and not _is_source(block, part))):
            return True
    stars = any(isinstance(part, Star) for part in block.projection)
    return stars and any(
        isinstance(one, Group) or (isinstance(one, TableFunction) and one.items) for one in block.sources
    )


def _is_source(block: Select, star: Star) -> bool:
    names = {one.alias or (one.name[-1] if isinstance(one, Scan) else "") for one in block.sources}
    return len(star.qualifier) == 1 and star.qualifier[0] in names


def makes_fields(query: Query) -> bool:
    """Whether what a function gives is a structure, or may be one."""
    return any(isinstance(block, Select) and any(item.fields for item in _items(block)) for block in blocks(query))


def makes_structures(query: Query) -> bool:
    """Whether a column of it may be a structure that is made in it: by STRUCT, or a source's row as a whole."""
    return any(
        any(isinstance(one, Record) for one in block.subqueries) or (isinstance(block, Select) and _gives_rows(block))
        for block in blocks(query)
    )


def _gives_rows(block: Select) -> bool:
    names = {
        one.alias or "".join(one.name[-1:] if isinstance(one, Scan) else ()) for one in block.sources if _has_rows(one)
    }
    refs = block.refs
    fields = (at for item in _items(block) for at in item.fields) if names else ()
    return any(0 <= at < len(refs) and len(refs[at]) == 1 and refs[at][0] in names for at in fields)


def _has_rows(source: Source) -> bool:
    return isinstance(source, Scan | Derived)


def trimmed(query: Query, depth: int, fields: bool) -> Query:
    """What names the outputs of a query that has a star somewhere, and nothing else. `fields`: those of structures are
    among them, so that what makes structures is kept."""
    if depth == 0:
        return Select((Star(),), (TableFunction(()),))
    names = None if fields else static_names(query)
    if names is not None:
        return Select(tuple(Out(Item(name)) for name in names))
    if isinstance(query, SetOp):
        queries = query.queries if query.by_name else query.queries[:1]
        branches = tuple(trimmed(branch, depth - 1, fields) for branch in queries)
        ctes = _ctes(query.ctes, depth, fields)
        return SetOp(query.kind, branches, query.by_name, ctes, query.recursive, query.keep, query.on)
    if isinstance(query, Values):
        return Values(tuple(Item(item.name) for item in query.items))
    projection = tuple(
        Out(_item(part.item, fields))
        if isinstance(part, Out)
        else msgspec.structs.replace(
            part,
            replaced=tuple(_item(item, fields) for item in part.replaced),
            through=None if part.through is None else Item(""),
            of=None if part.of is None else _item(part.of, fields),
        )
        for part in query.projection
    )
    sources = tuple(_source(source, depth, fields) for source in query.sources)
    ctes = _ctes(query.ctes, depth, fields)
    kept = Select(projection, sources, ctes=ctes, recursive=query.recursive, struct=query.struct)
    if not fields:
        return kept
    subqueries = _subqueries(kept, query.subqueries, depth)
    return msgspec.structs.replace(kept, refs=query.refs, subqueries=subqueries)


def _item(item: Item, fields: bool) -> Item:
    return Item(item.name, fields=item.fields) if fields else Item(item.name)


def _subqueries(block: Select, nested: tuple[Nested, ...], depth: int) -> tuple[Nested, ...]:
    """What the fields of a trimmed block hang on, trimmed; nothing in place of the rest."""
    todo = [at for item in _items(block) for at in item.fields]
    kept: dict[int, Nested] = {}
    while todo:
        at = todo.pop()
        if at >= 0 or at in kept or -at > len(nested):
            continue
        one = nested[-at - 1]
        if isinstance(one, Invoke):
            one = Invoke(one.name, tuple(_item(item, True) for item in one.arguments))
        elif isinstance(one, Record):
            one = Record(tuple(_item(item, True) for item in one.items), one.row)
        elif isinstance(one, Field):
            one = Field(_item(one.of, True), one.path)
        kept[at] = one if isinstance(one, Invoke | Record | Field) else trimmed(one, depth - 1, True)
        if isinstance(one, Invoke | Record | Field):
            todo += inner_operands(one)
    return tuple(kept.get(-at - 1, Select()) for at in range(len(nested)))


def _items(block: Select) -> Iterator[Item]:
    for part in block.projection:
        if isinstance(part, Out):
            yield part.item
        else:
            yield from part.replaced
            if part.of is not None:
                yield part.of
    todo = list(block.sources)
    while todo:
        source = todo.pop()
        if isinstance(source, Group):
            todo.extend(source.sources)
        elif isinstance(source, TableFunction | ValuesSource):
            yield from source.items


def _ctes(ctes: tuple[Cte, ...], depth: int, fields: bool) -> tuple[Cte, ...]:
    return tuple(Cte(cte.name, trimmed(cte.query, depth - 1, fields), cte.columns) for cte in ctes)


def _source(source: Source, depth: int, fields: bool) -> Source:
    join = _join(source.join)
    pivots = tuple(map(_pivot, source.pivots))
    if isinstance(source, Scan):
        return Scan(source.name, source.alias, source.columns, join, pivots)
    if isinstance(source, Derived):
        return Derived(trimmed(source.query, depth - 1, fields), source.alias, source.columns, join, pivots)
    if isinstance(source, Group):
        if depth <= 1:
            return TableFunction((), join=join)
        return Group(tuple(_source(inner, depth - 1, fields) for inner in source.sources), source.alias, join, pivots)
    if isinstance(source, ValuesSource):
        return ValuesSource(tuple(_item(item, fields) for item in source.items), source.alias, join, pivots)
    items = tuple(_item(item, True) for item in source.items) if fields else ()
    elements = source.name == ("unnest",) and len(source.arguments) == 1 and source.arguments[0] >= 0
    arguments = source.arguments if fields and elements else ()  # its type may say that they are plain values
    return TableFunction(
        source.name, arguments, source.alias, source.outputs, source.closed, source.scalar, join, pivots, items
    )


def _join(join: Join | None) -> Join | None:
    return None if join is None else Join(join.kind, (), join.using, join.natural)


def _pivot(pivot: Pivot) -> Pivot:
    produced = tuple(Item(item.name) for item in pivot.produced)
    return msgspec.structs.replace(pivot, produced=produced)
