"""Stage 4, core: the second reading of CREATE, DECLARE and ALTER: options of single engines that say nothing of names,
and kinds of tables and views that are called otherwise elsewhere."""

from collections.abc import Callable
from typing import Any

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.expectations import without_expectations
from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.lexer import words

_PLACED = words("DISTRIBUTED SEGMENTED UNSEGMENTED KSAFE")


def _placed_rows(names: NameReader) -> list[Any] | None:
    """Greenplum's DISTRIBUTED BY, Vertica's SEGMENTED BY and KSAFE: where the rows of the new table lie."""
    at = names.find(3, *_PLACED)
    return names.tokens[:at] if at and "TABLE" in [names.word(i) for i in range(1, 7)] else None


def _kept_rows(names: NameReader) -> list[Any] | None:
    """MySQL: CREATE TABLE t … IGNORE | REPLACE [AS] SELECT."""
    at = names.find(3, "IGNORE", "REPLACE")
    if not at or names.word(at + 1) not in ("AS", "SELECT", "WITH", "("):
        return None
    return [*names.tokens[:at], *names.tokens[at + 1 :]]


def _projected(names: NameReader) -> list[Any] | None:
    """Vertica's CREATE PROJECTION p [(a, b)] AS SELECT … and Teradata's JOIN INDEX are kept as such views are."""
    if names.word(1) != "PROJECTION" and (names.word(1), names.word(2)) != ("JOIN", "INDEX"):
        return None
    at = 5 if names.word(2) == "IF" else 3 if names.word(2) == "INDEX" else 2
    _, end = names.name(at)
    as_ = names.find(end, "AS")
    if not as_:
        return None
    last = names.find(as_, *_PLACED) or len(names.tokens)
    kind = [new_token(names.tokens[1], *made) for made in ((TokenType.VAR, "MATERIALIZED"), _VIEW)]
    return [names.tokens[0], *kind, *names.tokens[at:end], *names.tokens[as_:last]]


_VIEW = (TokenType.VIEW, "VIEW")


def _declared_table(names: NameReader) -> list[Any] | None:
    """Db2: DECLARE GLOBAL TEMPORARY TABLE session.t (…) | LIKE s | AS (query) DEFINITION ONLY, and options."""
    if [names.word(at) for at in (1, 2, 3)] != ["GLOBAL", "TEMPORARY", "TABLE"]:
        return None
    _, end = names.name(4)
    if names.word(end) == "(":
        rest = names.tokens[end : names.skip_brackets(end)]
    elif names.word(end) == "LIKE":
        rest = names.tokens[end : names.name(end + 1)[1]]
    elif (names.word(end), names.word(end + 1)) == ("AS", "("):
        stop = names.skip_brackets(end + 1)
        rest = names.tokens[end:stop]
        if (names.word(stop), names.word(stop + 1)) == ("DEFINITION", "ONLY"):
            without = [(TokenType.WITH, "WITH"), (TokenType.VAR, "NO"), (TokenType.VAR, "DATA")]
            rest = [*rest, *(new_token(names.tokens[stop], *made) for made in without)]
    else:
        return None
    create = new_token(names.tokens[0], TokenType.CREATE, "CREATE")
    return [create, names.tokens[2], *names.tokens[3:end], *rest]


def _streamed(names: NameReader) -> list[Any] | None:
    """RisingWave, Materialize: CREATE SOURCE s (…) … is a table that something else fills; CREATE SINK s FROM v and
    CREATE SINK s AS query one that something else reads; CREATE SINK s INTO t FROM v an insert."""
    if names.word(1) not in ("SOURCE", "SINK"):
        return None
    name, end = names.name(5 if names.word(2) == "IF" else 2)
    head = [names.tokens[0], new_token(names.tokens[1], TokenType.TABLE, "TABLE"), *names.tokens[2:end]]
    if not name:
        return None
    if names.word(1) == "SOURCE":
        return [*head, *names.tokens[end : names.skip_brackets(end)]] if names.word(end) == "(" else None
    stop = next((at for at in names.level(end) if names.word(at) == "WITH" and names.word(at + 1) == "("), None)
    as_, from_ = names.find(end, "AS"), names.find(end, "FROM")
    if as_ and (not from_ or as_ < from_):
        return [*head, *names.tokens[as_:stop]]
    source, behind = names.name(from_ + 1) if from_ else ((), 0)
    if not source:
        return None
    words_ = ((TokenType.ALIAS, "AS"), (TokenType.SELECT, "SELECT"), (TokenType.STAR, "*"))
    query = [*(new_token(names.tokens[from_], *made) for made in words_), *names.tokens[from_:behind]]
    if names.word(end) == "INTO":
        insert = new_token(names.tokens[0], TokenType.INSERT, "INSERT")
        return [insert, *names.tokens[end:from_], *query[1:]]
    return [*head, *query]


def _altered_kind(names: NameReader) -> list[Any] | None:
    """ALTER MATERIALIZED VIEW and ALTER FOREIGN TABLE change what ALTER VIEW and ALTER TABLE change."""
    if names.word(1) not in _KINDS or names.word(2) not in ("VIEW", "TABLE"):
        return None
    return [names.tokens[0], *names.tokens[2:]]


_KINDS = words("MATERIALIZED FOREIGN EXTERNAL DYNAMIC ICEBERG HYBRID STREAMING")


def _on_schedule(names: NameReader) -> list[Any] | None:
    """Hive: CREATE SCHEDULED QUERY q CRON '…' AS statement; Databricks: CREATE FLOW f AS statement."""
    if names.word(1) != "FLOW" and (names.word(1), names.word(2)) != ("SCHEDULED", "QUERY"):
        return None
    at = names.find(2, "AS")
    return names.tokens[at + 1 :] if at else None


def _column_options(names: NameReader) -> list[Any] | None:
    """Vertica: CREATE FLEX TABLE, `(a ENCODING RLE)`, and LIMIT 1 OVER (…) behind the query."""
    made: list[Any] = []
    at = 0
    while at < len(names.tokens):
        word = names.word(at)
        if word in ("ENCODING", "ACCESSRANK") and at > 4:
            at += 2
        elif word == "FLEX" and at < 6:
            at += 1
        elif word == "LIMIT" and names.word(at + 2) == "OVER":
            at = names.skip_brackets(at + 3)
        else:
            made.append(names.tokens[at])
            at += 1
    return made if len(made) < len(names.tokens) else None


CREATED: tuple[Callable[[NameReader], list[Any] | None], ...] = (
    *(_on_schedule, _streamed, _projected, _placed_rows, _kept_rows),
    _column_options,
    without_expectations,
)
"""Of CREATE, in this order."""
ALTERED = (_altered_kind,)
DECLARED = (_declared_table,)
