"""Stage 4, core: which table an UPDATE, DELETE or MERGE writes, and its sources with that table in front."""

from collections.abc import Iterable

from msgspec.structs import replace

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Unsupported
from graph.facts import Cte, Derived, Group, Join, Out, Scan, Select, Source, Star
from graph.names import Name


def qualifier_of(one: Source) -> str:
    """The word in front of the dot that means this source; "" where only its columns do."""
    return one.alias or (one.name[-1] if isinstance(one, Scan) else "")


def queried_target(block: Block, target: Scan, listed: tuple[Source, ...]) -> Cte | None:
    """The subquery in FROM that an UPDATE or DELETE names as its target, as if WITH had named it; None if it is no
    subquery."""
    if len(target.name) != 1 or target.alias:
        return None
    words = (target.name[0], block.ctx.column_part(target.name[0]))
    found = next((one for one in listed if isinstance(one, Derived) and one.alias in words), None)
    return Cte(target.name[0], found.query, found.columns) if found is not None else None


def place_target(block: Block, target: Scan, listed: tuple[Source, ...]) -> tuple[Scan, tuple[Source, ...]]:
    """The scan that is written, and all sources with it in front.

    `listed` are the sources of FROM. A target that names one of them (its alias; T-SQL also its table) is that one;
    otherwise it stands beside them.
    """
    at = _position(block, target, listed)
    if at is None:
        nested = _nested(target, listed)
        if nested is not None:
            return nested, listed
        rest = (replace(listed[0], join=listed[0].join or Join("inner")), *listed[1:]) if listed else ()
        return target, (target, *rest)
    found = listed[at]
    assert isinstance(found, Scan)
    return found, _in_front(listed, at)


def _position(block: Block, target: Scan, listed: tuple[Source, ...]) -> int | None:
    scans = [(at, one) for at, one in enumerate(listed) if isinstance(one, (Scan, Derived))]
    if len(target.name) == 1:
        for at, one in scans:
            if one.alias and one.alias == block.ctx.column_part(target.name[0]) and target.alias == "":
                if isinstance(one, Derived):
                    raise Unsupported("target is a subquery")
                return at
    same = [at for at, one in scans if isinstance(one, Scan) and one.name == target.name and not one.alias]
    if not same and block.ctx.dialect.go_batches:  # T-SQL: the one scan of that table, whatever its alias
        rows = block.ctx.transition_aliases  # INSERTED and DELETED are never what a trigger's statement writes
        same = [
            at
            for at, one in scans
            if isinstance(one, Scan) and _suffix(one.name, target.name) and one.alias not in rows
        ]
    return same[0] if len(same) == 1 else None


def _suffix(long: Name, short: Name) -> bool:
    n = min(len(long), len(short))
    return long[-n:] == short[-n:]


def _nested(target: Scan, listed: tuple[Source, ...]) -> Scan | None:
    for one in listed:
        if isinstance(one, Group):
            for inner in one.sources:
                if isinstance(inner, Scan) and len(target.name) == 1 and qualifier_of(inner) == target.name[0]:
                    return inner
    return None


def _in_front(listed: tuple[Source, ...], at: int) -> tuple[Source, ...]:
    """`listed` with its `at`-th source first. A join's condition moves to the place where all of it is in scope."""
    if at == 0:
        return listed
    target, before = listed[at], listed[at - 1]
    moved = target.join or Join("cross")
    first = replace(listed[0], join=Join("cross"))
    head = [replace(target, join=None), first, *listed[1:at]]
    kept = before.join if at > 1 and before.join else Join("inner")
    using = tuple(dict.fromkeys((*kept.using, *moved.using)))
    kind = "inner" if kept.kind == "cross" else kept.kind
    head[-1] = replace(before, join=Join(kind, (*kept.on, *moved.on), using, kept.natural or moved.natural))
    return (*head, *listed[at + 1 :])


def base_of(name: Name, ctes: tuple[Cte, ...], written: Iterable[str] = ()) -> tuple[Name, dict[str, str]] | None:
    """The table behind an updatable CTE of that name, and how its columns are called there (only those renamed).

    Of several tables it is the one that all columns in `written` come from. None: no CTE of that name. Raises
    `Unsupported` where the text does not say which table that is.
    """
    cte = next((one for one in reversed(ctes) if (one.name,) == name), None)
    if cte is None:
        return None
    query = cte.query
    if not isinstance(query, Select) or not query.sources:
        raise Unsupported("target is a query")
    query = _named(query, cte.columns)
    base = _behind(query, written)
    renamed = dict(_renamed(query))
    inner = tuple(renamed.get(one, one) for one in written)
    deeper = base_of(base, tuple(one for one in (*ctes, *query.ctes) if one is not cte), inner)
    if deeper is None:
        return base, renamed
    return deeper[0], {name: deeper[1].get(old, old) for name, old in renamed.items()} | {
        name: old for name, old in deeper[1].items() if name not in renamed
    }


def _named(query: Select, names: tuple[str, ...]) -> Select:
    """The query with its outputs called so by position."""
    if not names:
        return query
    outs = [one for one in query.projection if isinstance(one, Out)]
    if len(outs) != len(query.projection) or len(outs) != len(names):
        raise Unsupported("target is a query")
    renamed = (Out(replace(out.item, name=name)) for out, name in zip(outs, names, strict=True))
    return replace(query, projection=tuple(renamed))


def _behind(query: Select, written: Iterable[str]) -> Name:
    if len(query.sources) == 1:
        if not isinstance(query.sources[0], Scan):
            raise Unsupported("target is a query")
        return query.sources[0].name
    scans = {qualifier_of(one): one for one in query.sources if isinstance(one, Scan)}
    words = {_owner(query, column) for column in written}
    if len(words) != 1 or not words <= scans.keys() or any(isinstance(one, Group) for one in query.sources):
        raise Unsupported("target is a query over several tables")
    return scans[words.pop()].name


def _owner(query: Select, column: str) -> str:
    """The word in front of the dot that the query reads this output by; "" where it has none, or is computed."""
    found = [out.item for out in query.projection if isinstance(out, Out) and out.item.name == column]
    if found:
        value = found[0].value
        plain = len(found) == 1 and len(value) == 1 and value[0] >= 0 and not found[0].influence
        return query.refs[value[0]][-2] if plain and len(query.refs[value[0]]) > 1 else ""
    stars = [one for one in query.projection if isinstance(one, Star)]
    return stars[0].qualifier[-1] if len(stars) == 1 and stars[0].qualifier else ""


def _renamed(query: Select) -> list[tuple[str, str]]:
    return [
        (out.item.name, query.refs[out.item.value[0]][-1])
        for out in query.projection
        if isinstance(out, Out) and len(out.item.value) == 1 and out.item.value[0] >= 0 and not out.item.influence
    ]
