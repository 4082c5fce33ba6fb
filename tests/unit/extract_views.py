"""Short forms of facts, so that a test reads like the rule it holds."""

from graph.extract.sql import extract_facts
from graph.facts import (
    Define,
    Derived,
    Field,
    Group,
    Invoke,
    Item,
    Out,
    Query,
    Read,
    Scan,
    Select,
    SetOp,
    Source,
    Star,
    Statement,
    TableFunction,
    Values,
    Write,
)


def statements(sql: str, dialect: str = "postgres") -> tuple[Statement, ...]:
    return extract_facts(sql, dialect).statements


def statement(sql: str, dialect: str = "postgres") -> Statement:
    found = statements(sql, dialect)
    assert len(found) == 1, found
    return found[0]


def op(sql: str, dialect: str = "postgres") -> object:
    found = statement(sql, dialect)
    assert found.status == "parsed", found.reason
    assert len(found.ops) == 1, found.ops
    return found.ops[0]


def query(sql: str, dialect: str = "postgres") -> Query:
    found = op(sql, dialect)
    assert isinstance(found, (Read, Write, Define))
    assert found.query is not None
    return found.query


def select(sql: str, dialect: str = "postgres") -> Select:
    found = query(sql, dialect)
    assert isinstance(found, Select), found
    return found


def dotted(query: Select | Values, operands: tuple[int, ...]) -> set[str]:
    """The references behind these operands, `#n` for the n-th subquery, for a call what its arguments read, for a
    field all that it may be part of."""
    found: set[str] = set()
    for at in operands:
        nested = query.subqueries[-at - 1] if at < 0 else None
        if isinstance(nested, Invoke):
            found.update(*(dotted(query, one.value) for one in nested.arguments))
        elif isinstance(nested, Field):
            found |= dotted(query, nested.of.value)
        else:
            found.add(".".join(query.refs[at]) if at >= 0 else f"#{-at - 1}")
    return found


def value(query: Select | Values, item: Item) -> set[str]:
    return dotted(query, item.value)


def influence(query: Select | Values, item: Item) -> set[str]:
    return {f"{kind} {name}" for kind, at in item.influence for name in dotted(query, (at,))}


def items(query: Query) -> dict[str, set[str]]:
    """Output name → what its value is read from; unnamed outputs are numbered."""
    assert isinstance(query, (Select, Values))
    if isinstance(query, Values):
        return {one.name or str(at): value(query, one) for at, one in enumerate(query.items)}
    outs = [out.item for out in query.projection if isinstance(out, Out)]
    return {one.name or str(at): value(query, one) for at, one in enumerate(outs)}


def item(query: Query, name: str) -> Item:
    assert isinstance(query, Select)
    return next(out.item for out in query.projection if isinstance(out, Out) and out.item.name == name)


def stars(query: Query) -> list[Star]:
    assert isinstance(query, Select)
    return [out for out in query.projection if isinstance(out, Star)]


def sources(query: Query) -> list[str]:
    """Each source as a word: a table's name with its alias, `(…)` for what is nested."""
    assert isinstance(query, Select)
    return [_source(one) for one in query.sources]


def _source(one: Source) -> str:
    alias = f" {one.alias}" if one.alias else ""
    if isinstance(one, Scan):
        return ".".join(one.name) + alias
    if isinstance(one, Derived):
        return ("lateral " if one.lateral else "") + "(query)" + alias
    if isinstance(one, TableFunction):
        return ".".join(one.name) + "()" + alias
    if isinstance(one, Group):
        return "(" + ", ".join(map(_source, one.sources)) + ")" + alias
    return "values" + alias


def branches(query: Query) -> tuple[Query, ...]:
    assert isinstance(query, SetOp), query
    return query.queries
