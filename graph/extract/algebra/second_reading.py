"""Stage 4, core: what a statement says that was not understood as it stands, once the clauses of single engines that
say nothing about names are taken off. Nothing here is asked of a statement that the grammar knows."""

from collections.abc import Callable
from typing import Any

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.algebra.second_reading_created import ALTERED, CREATED, DECLARED
from graph.extract.lexer import words

_ISOLATION = words("UR CS RS RR")


def reworded(names: NameReader) -> NameReader | None:
    """The statement in words that the grammar knows; None where nothing here changes it. What comes out is changed no
    more, so that reading it again ends."""
    found = names
    for change in (*_EVERYWHERE, *_CHANGES.get(names.word(0), ())):
        tokens = change(found)
        if tokens is not None:
            found = names.of(tokens)
    return found if found is not names else None


def _sampled(names: NameReader) -> list[Any] | None:
    """`TABLESAMPLE (…) [REPEATABLE (…)]`, `SAMPLE [BLOCK] (…) [SEED (…)]`: fewer rows of the same columns."""
    kept: list[Any] = []
    at = 0
    while at < len(names.tokens):
        end = _sample_end(names, at) if names.word(at) in ("TABLESAMPLE", "SAMPLE") else 0
        if not end:
            kept.append(names.tokens[at])
        at = end or at + 1
    return kept if len(kept) < len(names.tokens) else None


def _sample_end(names: NameReader, at: int) -> int:
    """Where the clause ends whose first word stands here; 0 if none does."""
    begin = at + 1 if names.word(at + 1) == "(" else at + 2
    if names.word(begin) != "(" or at == 0:
        return 0
    end = names.skip_brackets(begin)
    if names.word(end) in ("REPEATABLE", "SEED") and names.word(end + 1) == "(":
        end = names.skip_brackets(end + 1)
    return end


def _isolated(names: NameReader) -> list[Any] | None:
    """Db2: WITH UR at the end, and FOR READ ONLY before it."""
    end = len(names.tokens)
    if names.word(end - 2) == "WITH" and names.word(end - 1) in _ISOLATION:
        end -= 2
    if [names.word(end - at) for at in (3, 1)] == ["FOR", "ONLY"] and names.word(end - 2) in ("READ", "FETCH"):
        end -= 3
    return names.tokens[:end] if end < len(names.tokens) else None


def _db2_words(names: NameReader) -> list[Any] | None:
    """Db2: CURRENT DATE in two words, `3 DAYS` without INTERVAL, NEXTVAL FOR s."""
    made: list[Any] = []
    at = 0
    while names.dialect == "ansi" and at < len(names.tokens):
        one, word, following = names.tokens[at], names.word(at), names.word(at + 1)
        skip = 1
        if word == "CURRENT" and following in _REGISTERS:
            one, skip = new_token(one, TokenType.NULL, "NULL"), 2
        elif one.token_type is TokenType.NUMBER and following in _UNITS:
            skip = 2
        elif (word == "NEXTVAL" or word == "PREVVAL") and following == "FOR":
            one, skip = new_token(one, TokenType.NULL, "NULL"), names.name(at + 2)[1] - at
        made.append(one)
        at += max(skip, 1)
    return made if made and len(made) < len(names.tokens) else None


_REGISTERS = words("DATE TIME TIMESTAMP USER SCHEMA SQLID SERVER TIMEZONE PATH")


_UNITS = words("YEAR YEARS MONTH MONTHS DAY DAYS HOUR HOURS MINUTE MINUTES SECOND SECONDS MICROSECOND MICROSECONDS")


def _written_rows(names: NameReader) -> list[Any] | None:
    """Db2: `SELECT … FROM FINAL TABLE (INSERT …)` is, for what moves, the write that stands in the bracket."""
    from_ = names.find(1, "FROM")
    if names.word(from_ + 1) not in ("FINAL", "NEW", "OLD") or names.word(from_ + 2) != "TABLE":
        return None
    end = names.skip_brackets(from_ + 3)
    return names.tokens[from_ + 4 : end - 1] if names.word(from_ + 3) == "(" else None


def _labelled(names: NameReader) -> list[Any] | None:
    """Doris, StarRocks: INSERT INTO t … WITH LABEL name (…) SELECT …"""
    at = names.find(1, "LABEL")
    if not at or names.word(at - 1) != "WITH":
        return None
    return [*names.tokens[: at - 1], *names.tokens[at + 2 :]]


def _windows(names: NameReader) -> list[Any] | None:
    """Flink: `TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), …))` has the rows of `t` and the bounds of each one's window."""
    made: list[Any] = []
    at = 0
    while at < len(names.tokens):
        time = _window_time(names, at)
        if not time:
            made.append(names.tokens[at])
            at += 1
            continue
        _, end = names.name(at + 5)
        made += _bounded(names, names.tokens[at + 5 : end], names.tokens[time])
        at = names.skip_brackets(at + 1)
    return made if len(made) != len(names.tokens) else None


def _window_time(names: NameReader, at: int) -> int:
    """Where the column stands by which `TABLE(TUMBLE(…` cuts time; 0 for anything else."""
    if [names.word(at), names.word(at + 1), names.word(at + 3), names.word(at + 4)] != ["TABLE", "(", "(", "TABLE"]:
        return 0
    _, end = names.name(at + 5)
    time = end + 3 if names.word(at + 2) in _WINDOWS and names.word(end + 1) == "DESCRIPTOR" else 0
    return time if time and names.word(time + 1) == ")" else 0


def _bounded(names: NameReader, table: list[Any], time: Any) -> list[Any]:
    """`(SELECT *, ts AS window_start, ts AS window_end, ts AS window_time FROM t)`."""

    def word(kind: Any, text: str) -> Any:
        return new_token(time, kind, text)

    made = [word(TokenType.L_PAREN, "("), word(TokenType.SELECT, "SELECT"), word(TokenType.STAR, "*")]
    for bound in ("window_start", "window_end", "window_time"):
        made += [word(TokenType.COMMA, ","), time, word(TokenType.ALIAS, "AS"), word(TokenType.VAR, bound)]
    return [*made, word(TokenType.FROM, "FROM"), *table, word(TokenType.R_PAREN, ")")]


_WINDOWS = words("TUMBLE HOP CUMULATE SESSION")


def _prepared(names: NameReader) -> list[Any] | None:
    """Postgres: PREPARE p [(types)] AS statement; Trino: PREPARE p FROM statement."""
    at = 2 if names.word(2) in ("AS", "FROM") else names.skip_brackets(2)
    return names.tokens[at + 1 :] if names.word(at) in ("AS", "FROM") and names.tokens[at + 1 : at + 2] else None


def _upserted(names: NameReader) -> list[Any] | None:
    """Impala, CockroachDB: UPSERT INTO t."""
    if names.word(1) != "INTO":
        return None
    return [new_token(names.tokens[0], TokenType.INSERT, "INSERT"), *names.tokens[1:]]


def _changes_applied(names: NameReader) -> list[Any] | None:
    """Databricks: APPLY CHANGES INTO t FROM s …, AUTO CDC INTO t FROM s …: rows of `s`, column by column."""
    into, from_ = names.find(1, "INTO"), names.find(1, "FROM")
    target, end = names.name(into + 1) if into in (2, 3) else ((), 0)
    if not target or from_ != end or names.word(1) not in ("CHANGES", "CDC"):
        return None
    _, behind = names.name(from_ + 1)
    if names.word(behind) == "(":
        behind = names.skip_brackets(behind)
    like = names.tokens[0]
    by_name = ((TokenType.VAR, "BY"), (TokenType.VAR, "NAME"), (TokenType.SELECT, "SELECT"), (TokenType.STAR, "*"))
    head = [new_token(like, TokenType.INSERT, "INSERT"), *names.tokens[into:end]]
    return [*head, *(new_token(like, *one) for one in by_name), *names.tokens[from_:behind]]


def _hinted_joins(names: NameReader) -> list[Any] | None:
    """Impala: JOIN [SHUFFLE] t, INTO t [NOSHUFFLE] SELECT STRAIGHT_JOIN …"""
    gone = {
        i
        for at in range(len(names.tokens) - 2)
        if names.word(at) == "[" and names.word(at + 1) in _HINTS and names.word(at + 2) == "]"
        for i in (at, at + 1, at + 2)
    } | {
        at for at in range(1, len(names.tokens)) if (names.word(at - 1), names.word(at)) == ("SELECT", "STRAIGHT_JOIN")
    }
    return [one for at, one in enumerate(names.tokens) if at not in gone] if gone else None


_HINTS = words("SHUFFLE NOSHUFFLE BROADCAST CLUSTERED NOCLUSTERED")


def _commented(names: NameReader) -> list[Any] | None:
    """Teradata: COMMENT ON TABLE t [AS] 'text' without IS."""
    end = len(names.tokens) - 1
    if names.word(1) != "ON" or names.word(end - 1) == "IS" or names.tokens[end].token_type is not TokenType.STRING:
        return None
    start = end - 1 if names.word(end - 1) == "AS" else end
    return [*names.tokens[:start], new_token(names.tokens[end], TokenType.IS, "IS"), names.tokens[end]]


def _submitted(names: NameReader) -> list[Any] | None:
    """StarRocks: SUBMIT TASK [t] [PROPERTIES (…)] AS statement."""
    at = names.find(1, "AS")
    return names.tokens[at + 1 :] if at and names.word(1) == "TASK" else None


def _replaced(names: NameReader) -> list[Any] | None:
    """MySQL: REPLACE t … without INTO."""
    name, end = names.name(1)
    if not name or names.word(end) not in ("SELECT", "VALUES", "VALUE", "(", "SET", "TABLE", "WITH"):
        return None
    return [new_token(names.tokens[0], TokenType.INSERT, "INSERT"), *names.tokens[1:]]


_EVERYWHERE: tuple[Callable[[NameReader], list[Any] | None], ...] = (
    _sampled,
    _isolated,
    _windows,
    _db2_words,
    _hinted_joins,
)


_CHANGES: dict[str, tuple[Callable[[NameReader], list[Any] | None], ...]] = {
    "SELECT": (_written_rows,),
    "INSERT": (_labelled,),
    "CREATE": CREATED,
    "ALTER": ALTERED,
    "DECLARE": DECLARED,
    "PREPARE": (_prepared,),
    "REPLACE": (_replaced,),
    "COMMENT": (_commented,),
    "SUBMIT": (_submitted,),
    "UPSERT": (_upserted,),
    "APPLY": (_changes_applied,),
    "AUTO": (_changes_applied,),
}
"""By the statement's first word."""
