"""Stage 4, core: single clauses of single dialects that sqlglot's grammar lacks, taken off or put into others' words
before parsing. Every change keeps the statement's meaning for lineage."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.algebra.writes.value_rows import one_row_of_each_shape

_HIVE = frozenset({"hive", "spark", "spark2", "databricks"})
_INLINE_VIEW = "inline view"
"""What an updatable query without an alias is called; no other name in a statement is spelled so."""


def respell_writes(names: NameReader) -> NameReader:
    """The statement in words that the grammar knows."""
    for needle, change in _CHANGES.get(names.word(0), ()):
        if needle in names.upper:
            tokens = change(names)
            if tokens is not None:
                names = names.of(tokens)
    return names


def _words(names: NameReader, at: int, count: int) -> tuple[str, ...]:
    return tuple(names.word(at + i) for i in range(count))


# --- INSERT --------------------------------------------------------------------------------------------------------


def _by_position(names: NameReader) -> list[Any] | None:
    """DuckDB: INSERT INTO t BY POSITION SELECT …"""
    if names.dialect != "duckdb":
        return None
    at = next((i for i in names.level(2) if _words(names, i, 2) == ("BY", "POSITION")), 0)
    return [*names.tokens[:at], *names.tokens[at + 2 :]] if at else None


def _logged_errors(names: NameReader) -> list[Any] | None:
    """Oracle: LOG ERRORS [INTO t] [(…)] [REJECT LIMIT …] keeps the rows that failed."""
    if names.dialect != "oracle":
        return None
    at = next((i for i in names.level(1) if _words(names, i, 2) == ("LOG", "ERRORS")), 0)
    return names.tokens[:at] if at else None


def _bare_values(names: NameReader) -> list[Any] | None:
    """Teradata: INSERT [INTO] t (1, 2)."""
    if names.dialect != "teradata":
        return None
    name, at = names.name(2 if names.word(1) == "INTO" else 1)
    if not name or names.word(at) != "(" or names.skip_brackets(at) < len(names.tokens):
        return None
    if names.word(at + 1) in ("SELECT", "SEL", "WITH"):
        return None
    return [*names.tokens[:at], new_token(names.tokens[at], TokenType.VALUES, "VALUES"), *names.tokens[at:]]


def _directory_format(names: NameReader) -> list[Any] | None:
    """Spark: INSERT OVERWRITE DIRECTORY 'path' USING format OPTIONS (…) SELECT …"""
    if names.dialect not in _HIVE or "DIRECTORY" not in _words(names, 2, 2):
        return None
    path = 4 if names.word(3) == "DIRECTORY" else 3
    if names.word(path + 1) != "USING":
        return None
    query = names.find(path + 1, "SELECT", "WITH", "FROM", "VALUES", "TABLE", "MAP")
    return [*names.tokens[: path + 1], *names.tokens[query:]] if query else None


def _inserted_query(names: NameReader) -> list[Any] | None:
    """Oracle: INSERT INTO (SELECT a, b FROM t …) …: these columns of the one table; None for any other query."""
    if _words(names, 1, 3) != ("INTO", "(", "SELECT"):
        return None
    end = names.skip_brackets(2)
    from_ = next((at for at in range(4, end) if names.word(at) == "FROM"), 0)
    name, behind = names.name(from_ + 1) if from_ else ((), 0)
    listed = names.tokens[4:from_]
    signs = [token.token_type in (TokenType.COMMA, TokenType.DOT) for token in listed]
    plain = all(token.token_type in _NAMED or str(token.text).isidentifier() for token in listed)
    apart = all(sign != following for sign, following in pairwise(signs))  # names and signs take turns
    joined = any(names.word(at) in (",", "JOIN") for at in range(behind, end))
    if not name or not listed or not plain or not apart or joined:
        return None
    ends = [*(one.token_type is TokenType.COMMA for one in listed[1:]), True]
    kept = [one for one, last in zip(listed, ends, strict=True) if last or one.token_type is TokenType.COMMA]
    columns = [names.tokens[2], *kept, names.tokens[end - 1]]
    return [*names.tokens[:2], *names.tokens[from_ + 1 : behind], *columns, *names.tokens[end:]]


_NAMED = frozenset({TokenType.VAR, TokenType.IDENTIFIER, TokenType.COMMA, TokenType.DOT})


# --- UPDATE --------------------------------------------------------------------------------------------------------


def _update_or(names: NameReader) -> list[Any] | None:
    """SQLite: UPDATE OR IGNORE t."""
    return [names.tokens[0], *names.tokens[3:]] if names.word(1) == "OR" else None


def _else_insert(names: NameReader) -> list[Any] | None:
    """Teradata: UPDATE … ELSE INSERT t VALUES (…): what is inserted are constants."""
    at = names.find(1, "ELSE") if names.dialect == "teradata" else 0
    return names.tokens[:at] if at and names.word(at + 1) in ("INSERT", "INS") else None


def _updated_query(names: NameReader) -> list[Any] | None:
    """Oracle: UPDATE (SELECT …) SET … is an update through a query in FROM."""
    if names.word(1) != "(":
        return None
    end = names.skip_brackets(1)
    set_ = names.find(end, "SET")
    if set_ not in (end, end + 1) or not set_:
        return None
    alias = names.tokens[end] if set_ == end + 1 else new_token(names.tokens[0], TokenType.IDENTIFIER, _INLINE_VIEW)
    rest = names.find(set_, "WHERE", "RETURNING") or len(names.tokens)
    from_ = new_token(names.tokens[0], TokenType.FROM, "FROM")
    middle = [*names.tokens[set_:rest], from_, *names.tokens[1:end], alias]
    return [names.tokens[0], alias, *middle, *names.tokens[rest:]]


# --- DELETE --------------------------------------------------------------------------------------------------------

_BARE_DELETE = frozenset({"oracle", "redshift", "bigquery", "snowflake", "databricks", "ansi", "teradata"})


def _bare_delete(names: NameReader) -> list[Any] | None:
    """DELETE t WHERE … gets its FROM."""
    if names.dialect not in _BARE_DELETE or names.word(1) == "FROM" or names.find(1, "FROM"):
        return None
    return [names.tokens[0], new_token(names.tokens[0], TokenType.FROM, "FROM"), *names.tokens[1:]]


def _deleted_query(names: NameReader) -> list[Any] | None:
    """Oracle: DELETE FROM (SELECT …) WHERE … is a delete through a query."""
    at = 2 if names.word(1) == "FROM" else 1
    if names.word(at) != "(":
        return None
    end = names.skip_brackets(at)
    has_alias = end < len(names.tokens) and names.word(end) not in ("WHERE", "RETURNING", ";")
    alias = names.tokens[end] if has_alias else new_token(names.tokens[0], TokenType.IDENTIFIER, _INLINE_VIEW)
    first = names.tokens[0]
    from_, using = new_token(first, TokenType.FROM, "FROM"), new_token(first, TokenType.USING, "USING")
    return [first, from_, alias, using, *names.tokens[at:end], alias, *names.tokens[end + has_alias :]]


def _deleted_stars(names: NameReader) -> list[Any] | None:
    """MySQL: DELETE a.*, b.* FROM …"""
    from_ = names.find(1, "FROM")
    stars = [at for at in range(2, from_) if _words(names, at - 1, 2) == (".", "*")]
    if not stars:
        return None
    gone = {at for star in stars for at in (star - 1, star)}
    return [token for at, token in enumerate(names.tokens) if at not in gone]


# --- MERGE, ALTER --------------------------------------------------------------------------------------------------


def _schema_evolution(names: NameReader) -> list[Any] | None:
    """Databricks: MERGE WITH SCHEMA EVOLUTION INTO …"""
    if _words(names, 1, 3) != ("WITH", "SCHEMA", "EVOLUTION"):
        return None
    return [names.tokens[0], *names.tokens[4:]]


def _delete_after_update(names: NameReader) -> list[Any] | None:
    """Oracle: … THEN UPDATE SET … DELETE WHERE c: of the updated rows those that fit go."""
    tokens, level = names.tokens, names.level(1)
    at = next((i for i in level if _words(names, i, 2) == ("DELETE", "WHERE")), 0)
    if not at:
        return None
    end = next((i for i in level if i > at + 1 and names.word(i) == "WHEN"), len(tokens))
    word = tokens[at]
    head = [
        new_token(word, TokenType.WHEN, "WHEN"),
        new_token(word, TokenType.VAR, "MATCHED"),
        new_token(word, TokenType.AND, "AND"),
        new_token(word, TokenType.L_PAREN, "("),
    ]
    tail = [new_token(word, TokenType.R_PAREN, ")"), new_token(word, TokenType.THEN, "THEN"), word]
    return [*tokens[:at], *head, *tokens[at + 2 : end], *tail, *tokens[end:]]


def _without_duplicates(names: NameReader) -> list[Any] | None:
    """Redshift: MERGE … REMOVE DUPLICATES puts the source's rows, by position, in the place of those that match."""
    tokens = names.tokens
    at = next((i for i in names.level(1) if _words(names, i, 2) == ("REMOVE", "DUPLICATES")), 0)
    if not at:
        return None
    word = tokens[at]
    made = [
        *(new_token(word, TokenType.WHEN, "WHEN"), new_token(word, TokenType.NOT, "NOT")),
        *(new_token(word, TokenType.VAR, "MATCHED"), new_token(word, TokenType.THEN, "THEN")),
        *(new_token(word, TokenType.INSERT, "INSERT"), new_token(word, TokenType.STAR, "*")),
    ]
    return [*tokens[:at], *made, *tokens[at + 2 :]]


def _mutation(names: NameReader) -> list[Any] | None:
    """ClickHouse: ALTER TABLE t [ON CLUSTER c] UPDATE a = e [IN PARTITION p] WHERE c."""
    if names.dialect != "clickhouse" or names.word(1) != "TABLE":
        return None
    name, end = names.name(2)
    at = end + 3 if _words(names, end, 2) == ("ON", "CLUSTER") else end
    if not name or names.word(at) != "UPDATE":
        return None
    where = names.find(at, "WHERE")
    until = next((i for i in names.level(at) if _words(names, i, 2) == ("IN", "PARTITION")), where)
    set_ = new_token(names.tokens[at], TokenType.SET, "SET")
    return [names.tokens[at], *names.tokens[2:end], set_, *names.tokens[at + 1 : until], *names.tokens[where:]]


def _cloned(names: NameReader) -> list[Any] | None:
    """CREATE TABLE t [DEEP] CLONE [AS] s: when of, and what of its rights, changes no name."""
    clone = names.find(1, "CLONE")
    if not clone or "TABLE" not in _words(names, 1, 5):
        return None
    begin = clone - 1 if names.word(clone - 1) in ("DEEP", "SHALLOW") else clone
    source = clone + 2 if names.word(clone + 1) == "AS" else clone + 1
    name, end = names.name(source)
    return [*names.tokens[:begin], names.tokens[clone], *names.tokens[source:end]] if name else None


def _clone_of(names: NameReader) -> list[Any] | None:
    """Fabric: CREATE TABLE t AS CLONE OF s [AT time]."""
    at = next((i for i in names.level(1) if _words(names, i, 3) == ("AS", "CLONE", "OF")), 0)
    name, end = names.name(at + 3) if at else ((), 0)
    return [*names.tokens[:at], names.tokens[at + 1], *names.tokens[at + 3 : end]] if name else None


def _binary(names: NameReader) -> list[Any] | None:
    """Postgres: COPY BINARY t FROM 'file'."""
    if names.word(1) != "BINARY" or names.word(2) in ("FROM", "TO", ".", "("):
        return None
    return [names.tokens[0], *names.tokens[2:]]


def _connection(names: NameReader) -> list[Any] | None:
    """BigQuery: CREATE EXTERNAL TABLE … WITH CONNECTION c."""
    at = next((i for i in names.level(1) if _words(names, i, 2) == ("WITH", "CONNECTION")), 0)
    if not at or names.dialect != "bigquery":
        return None
    return [*names.tokens[:at], *names.tokens[names.name(at + 2)[1] :]]


def _from_source(names: NameReader) -> list[Any] | None:
    """Materialize: CREATE TABLE t FROM SOURCE s (REFERENCE r)."""
    at = names.find(3, "FROM") if names.dialect == "materialize" else 0
    if not at or names.word(at + 1) != "SOURCE" or names.word(1) != "TABLE":
        return None
    like = names.tokens[at]
    query = [
        new_token(like, TokenType.ALIAS, "AS"),
        new_token(like, TokenType.SELECT, "SELECT"),
        new_token(like, TokenType.STAR, "*"),
    ]
    return [*names.tokens[:at], *query, like, *names.tokens[at + 2 : names.name(at + 2)[1]]]


def _lasting(names: NameReader) -> list[Any] | None:
    """Standard SQL: a GLOBAL TEMPORARY table is defined for all; only its rows are temporary."""
    if names.dialect != "ansi" or _words(names, 1, 2) != ("GLOBAL", "TEMPORARY"):
        return None
    return [names.tokens[0], *names.tokens[3:]]


def _replica(names: NameReader) -> list[Any] | None:
    """BigQuery: CREATE MATERIALIZED VIEW v AS REPLICA OF s."""
    at = next((i for i in names.level(1) if _words(names, i, 3) == ("AS", "REPLICA", "OF")), 0)
    if not at:
        return None
    like = names.tokens[at + 1]
    select = [new_token(like, TokenType.SELECT, "SELECT"), new_token(like, TokenType.STAR, "*")]
    return [*names.tokens[: at + 1], *select, new_token(like, TokenType.FROM, "FROM"), *names.tokens[at + 3 :]]


_Change: TypeAlias = Callable[[NameReader], list[Any] | None]
_CHANGES: dict[str, tuple[tuple[str, _Change], ...]] = {
    "INSERT": (
        ("VALUES", one_row_of_each_shape),
        ("(", _inserted_query),
        ("POSITION", _by_position),
        ("ERRORS", _logged_errors),
        ("(", _bare_values),
        ("DIRECTORY", _directory_format),
    ),
    "INS": (("(", _bare_values),),
    "UPDATE": (("ERRORS", _logged_errors), ("OR", _update_or), ("ELSE", _else_insert), ("(", _updated_query)),
    "UPD": (("ELSE", _else_insert),),
    "DELETE": (("ERRORS", _logged_errors), ("(", _deleted_query), ("*", _deleted_stars), ("", _bare_delete)),
    "DEL": (("", _bare_delete),),
    "MERGE": (
        ("ERRORS", _logged_errors),
        ("EVOLUTION", _schema_evolution),
        ("DUPLICATES", _without_duplicates),
        ("DELETE", _delete_after_update),
    ),
    "ALTER": (("UPDATE", _mutation),),
    "COPY": (("BINARY", _binary),),
    "CREATE": (
        ("CLONE", _clone_of),
        ("CLONE", _cloned),
        ("CONNECTION", _connection),
        ("REPLICA", _replica),
        ("GLOBAL", _lasting),
        ("SOURCE", _from_source),
    ),
}
"""By the statement's first word: what to look for in the text in upper case, and what to change then."""
