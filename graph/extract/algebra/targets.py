"""Stage 4, core: which table an UPDATE, DELETE or MERGE writes, and its sources with that table in front."""

from msgspec.structs import replace

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Unsupported
from graph.facts import Cte, Derived, Group, Join, Out, Scan, Select, Source
from graph.names import Name


def qualifier_of(one: Source) -> str:
    """The word in front of the dot that means this source; "" where only its columns do."""
    return one.alias or (one.name[-1] if isinstance(one, Scan) else "")


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


def base_of(name: Name, ctes: tuple[Cte, ...]) -> tuple[Name, dict[str, str]] | None:
    """The table behind an updatable CTE of that name, and how its columns are called there (only those renamed).

    None: no CTE of that name. Raises `Unsupported` where it is not simply one table's rows.
    """
    cte = next((one for one in reversed(ctes) if (one.name,) == name), None)
    if cte is None:
        return None
    query = cte.query
    if not isinstance(query, Select) or not query.sources or not isinstance(query.sources[0], Scan):
        raise Unsupported("target is a query")
    if len(query.sources) > 1 or cte.columns:
        raise Unsupported("target is a query over several tables")
    base = query.sources[0].name
    deeper = base_of(base, tuple(one for one in ctes if one is not cte))
    renamed = dict(_renamed(query))
    if deeper is None:
        return base, renamed
    return deeper[0], {name: deeper[1].get(old, old) for name, old in renamed.items()} | {
        name: old for name, old in deeper[1].items() if name not in renamed
    }


def _renamed(query: Select) -> list[tuple[str, str]]:
    return [
        (out.item.name, query.refs[out.item.value[0]][-1])
        for out in query.projection
        if isinstance(out, Out) and len(out.item.value) == 1 and out.item.value[0] >= 0 and not out.item.influence
    ]
