"""Stage 4, core: a statement inside another: CREATE TASK and PIPE, UNLOAD, SELECT … INTO OUTFILE; and CREATE … AS with
options that the grammar lacks. What stands around the inner statement is taken off, so that it can be parsed."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.algebra.outside.copying import into_places
from graph.extract.algebra.reading import Reader
from graph.extract.lexer import words
from graph.facts import Cte, Define, Op, Query, Read, Scan, Select, Star
from graph.names import Name

_STRINGS = frozenset({TokenType.STRING, TokenType.HEREDOC_STRING, TokenType.RAW_STRING})
_QUERY = frozenset({"SELECT", "SEL", "WITH", "VALUES", "FROM"})


class Inner(msgspec.Struct, frozen=True):
    """The statement inside. `kind`: that of the whole, "" = the inner one's. `places`: the files its rows go to."""

    names: NameReader
    kind: str = ""
    places: tuple[Name, ...] = ()

    def ops(self, ops: list[Op]) -> list[Op]:
        """A read whose rows go into files writes them."""
        if not self.places:
            return ops
        places = list(self.places)
        return [new for op in ops for new in (into_places(places, op.query) if isinstance(op, Read) else [op])]


def unwrapped(reader: Reader, names: NameReader) -> Inner | None:
    """The inner statement; None for one that is not wrapped. Raises `Unreadable` for a string that holds no tokens."""
    first = names.word(0)
    if first == "CREATE":
        return _scheduled(names)
    if first == "UNLOAD":
        return _unload(reader, names)
    if first == "INSERT" and names.word(2) == "FILES":
        return _into_files(names)
    if first == "EXPORT":
        return _exported(names)
    if first == "WAITFOR":  # T-SQL: WAITFOR (RECEIVE …), TIMEOUT 1000
        return Inner(names.of(names.tokens[2 : names.skip_brackets(1) - 1]))
    if first in ("SELECT", "WITH", "("):
        return _into_outfile(names)
    return None


def _scheduled(names: NameReader) -> Inner | None:
    """Snowflake: CREATE [OR REPLACE] TASK | PIPE … AS statement."""
    at = 3 if names.word(1) == "OR" else 1
    if names.word(at) not in ("TASK", "PIPE"):
        return None
    begin = next((i + 1 for i in names.level(at) if names.word(i) == "AS"), 0)
    if not begin:
        return None
    return Inner(names.of(names.tokens[begin:]), "create_" + names.word(at).lower())


def _unload(reader: Reader, names: NameReader) -> Inner | None:
    """Redshift: UNLOAD ('select …') TO 's3://…'; Athena has the query itself in the bracket."""
    end = names.skip_brackets(1)
    place = names.place(end + 1) if names.word(1) == "(" and names.word(end) == "TO" else ()
    if not place:
        return None
    if names.tokens[2].token_type not in _STRINGS:
        return Inner(names.of(names.tokens[2 : end - 1]), "unload", (place,))
    text = str(names.tokens[2].text)
    inner = names.of(reader.tokens(text))
    inner.text = text
    return Inner(inner, "unload", (place,))


def _into_files(names: NameReader) -> Inner | None:
    """StarRocks: INSERT INTO FILES ('path' = 's3://…', …) query."""
    if names.dialect != "starrocks" or names.word(3) != "(":
        return None
    end = names.skip_brackets(3)
    texts = [str(token.text).lower() for token in names.tokens[:end]]
    place = names.place(texts.index("path") + 2) if "path" in texts else ()
    return Inner(names.of(names.tokens[end:]), "insert", (place,) if place else ())


def _exported(names: NameReader) -> Inner | None:
    """Exasol: EXPORT (query) INTO … FILE 'file'; Vertica: EXPORT TO PARQUET (directory = 'folder') … AS query."""
    if names.word(1) == "(":
        end = names.skip_brackets(1)
        file = names.find(end, "FILE")
        place = names.place(file + 1) if file else ()
        return Inner(names.of(names.tokens[2 : end - 1]), "export", (place,) if place else ())
    if names.word(1) != "TO" or names.word(3) != "(":
        return None
    as_ = names.find(3, "AS")
    place = names.first_place(4, names.skip_brackets(3))
    return Inner(names.of(names.tokens[as_ + 1 :]), "export", (place,) if place else ()) if as_ else None


def _into_outfile(names: NameReader) -> Inner | None:
    """MySQL, ClickHouse: SELECT … INTO OUTFILE 'file' options; MySQL: SELECT … INTO @a, @b."""
    if names.dialect not in ("mysql", "doris", "starrocks", "clickhouse"):
        return None
    at = names.find(0, "INTO")
    if not at:
        return None
    into_file = names.word(at + 1) in ("OUTFILE", "DUMPFILE")
    if not into_file and names.word(at + 1) != "@":
        return None
    end = next((i for i in names.level(at) if names.word(i) in ("FROM", "FOR")), len(names.tokens))
    rest = names.of([*names.tokens[:at], *names.tokens[end:]])
    place = names.place(at + 2) if into_file else ()
    return Inner(rest, "select", (place,) if place else ())


class Straightened(msgspec.Struct, frozen=True):
    """`CREATE … AS query` without its options. `temporary`, `no_data`, `recursive`: what they said."""

    tokens: list[Any]
    temporary: bool = False
    no_data: bool = False
    recursive: bool = False

    def ops(self, ops: list[Op]) -> list[Op]:
        """The definition with what the options said of it."""
        return list(self._changed(ops))

    def _changed(self, ops: list[Op]) -> Iterator[Op]:
        for op in ops:
            if isinstance(op, Define) and op.kind not in ("file", "stage"):
                if self.temporary:
                    op = msgspec.structs.replace(op, kind="temp")
                if self.no_data:
                    op = msgspec.structs.replace(op, moves=False)
                if self.recursive and op.query is not None:
                    op = msgspec.structs.replace(op, query=_of_itself(op, op.query))
            yield op


def _of_itself(view: Define, query: Query) -> Query:
    """The query of a RECURSIVE view: inside of it the view's name is that of its own rows."""
    name = view.name[-1]
    return Select((Star(),), (Scan((name,)),), ctes=(Cte(name, query, view.names),), recursive=True)


_BEFORE_KIND = words(
    """OR REPLACE TEMP TEMPORARY GLOBAL LOCAL PRIVATE VOLATILE UNLOGGED MULTISET SET TRANSIENT SECURE RECURSIVE DYNAMIC
    HYBRID ICEBERG MATERIALIZED EXTERNAL FORCE NO EDITIONABLE NONEDITIONABLE STREAMING LIVE REFRESH IMMUTABLE"""
)


def straightened(names: NameReader) -> Straightened | None:
    """`CREATE kind name [(columns)] AS query` alone; None where that is what stands there, or nothing like it."""
    if names.word(0) not in ("CREATE", "REPLACE"):  # Teradata: REPLACE VIEW
        return None
    at = 1
    while names.word(at) in _BEFORE_KIND:
        at += 1
    before = {names.word(i) for i in range(1, at)}
    kind = at
    if names.word(kind) not in ("TABLE", "VIEW"):
        return None
    at = kind + 4 if [names.word(kind + i) for i in (1, 2, 3)] == ["IF", "NOT", "EXISTS"] else kind + 1
    name, end = names.name(at)
    if not name:
        return None
    head = end if names.word(end) != "(" else names.skip_brackets(end)
    as_ = next((i for i in names.level(head) if names.word(i) == "AS" and _begins_query(names, i + 1)), 0)
    if not as_:
        return None
    to = next((i for i in names.level(head) if names.word(i) == "TO" and i < as_), 0)
    elsewhere: list[Any] = []  # ClickHouse: where the rows go
    if names.dialect == "clickhouse" and to:
        elsewhere = names.tokens[to : names.name(to + 1)[1]]
    query, rest = names.tokens[as_:], []
    if names.word(as_ + 1) == "(":
        stop = names.skip_brackets(as_ + 1)
        query, rest = names.tokens[as_:stop], [names.word(i) for i in range(stop, len(names.tokens))]
        if rest and rest[0] in ("UNION", "EXCEPT", "INTERSECT", "MINUS"):
            query, rest = names.tokens[as_:], []
    materialized = [names.tokens[i] for i in range(1, kind) if names.word(i) == "MATERIALIZED"]
    create = new_token(names.tokens[0], TokenType.CREATE, "CREATE")
    tokens = [create, *materialized, names.tokens[kind], *names.tokens[at:head], *elsewhere, *query]
    if len(tokens) == len(names.tokens):
        return None
    lasting = "GLOBAL" in before and names.dialect in ("oracle", "teradata", "ansi")
    temporary = bool(before & {"TEMP", "TEMPORARY", "VOLATILE"}) and not lasting
    return Straightened(tokens, temporary, rest[:3] == ["WITH", "NO", "DATA"], "RECURSIVE" in before)


def _begins_query(names: NameReader, at: int) -> bool:
    while names.word(at) == "(":
        at += 1
    return names.word(at) in _QUERY
