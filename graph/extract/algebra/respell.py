"""Stage 4, core: clauses of queries that sqlglot cannot read, put into ones that it can, before parsing.

What is taken out here neither moves data nor decides about it (WITH CHECK OPTION, a last LIMIT in numbers); what is put
otherwise keeps its meaning. Nothing is looked for unless the text has its word."""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.algebra.respell_bigquery import partition_columns, tables_handed
from graph.extract.algebra.respell_pipes import respell_pipes

Respelling: TypeAlias = Callable[[NameReader], NameReader]

_PIVOTS = frozenset({"PIVOT", "UNPIVOT", "PIVOT_WIDER", "PIVOT_LONGER"})
_SHORT = {"PIVOT_WIDER": TokenType.PIVOT, "PIVOT_LONGER": TokenType.UNPIVOT}
_VIEW_ATTRIBUTES = frozenset({"SCHEMABINDING", "VIEW_METADATA", "ENCRYPTION"})
_CHECK_OPTION = (
    ("WITH", "CHECK", "OPTION"),
    ("WITH", "CASCADED", "CHECK", "OPTION"),
    ("WITH", "LOCAL", "CHECK", "OPTION"),
    ("WITH", "READ", "ONLY"),
)


def respell(names: NameReader) -> NameReader:
    """The statement as sqlglot can read it; itself where nothing must change."""
    upper = names.upper
    for needle, dialects, action in _RESPELLINGS:
        if needle in upper and (not dialects or names.dialect in dialects):
            names = action(names)
    return names


def _view_options(names: NameReader) -> NameReader:
    """What stands behind a view's query, and T-SQL's attributes in front of it."""
    if names.word(0) not in ("CREATE", "ALTER", "REPLACE"):
        return names
    tokens = names.tokens
    for words in _CHECK_OPTION:
        if tuple(names.word(at) for at in range(len(tokens) - len(words), len(tokens))) == words:
            tokens = tokens[: -len(words)]
            break
    names = names.of(tokens)
    start = next((at for at in range(min(len(tokens), 64)) if names.word(at) == "WITH"), 0)
    if (
        start
        and names.word(start + 1) in _VIEW_ATTRIBUTES
        and (names.word(start + 2) == "," or names.word(0) == "ALTER")
    ):
        end = next((at for at in range(start, min(len(tokens), start + 8)) if names.word(at) == "AS"), 0)
        tokens = [*tokens[:start], *tokens[end:]] if end else tokens
    return names.of(tokens)


def _stored_as(names: NameReader) -> NameReader:
    """HANA: `CREATE [… TEMPORARY] COLUMN TABLE t` says how the table is stored."""
    if names.word(0) != "CREATE":
        return names
    at = next((at for at in range(1, min(len(names.tokens), 6)) if names.word(at) == "TABLE"), 0)
    if at and names.word(at - 1) in ("COLUMN", "ROW"):
        return names.of([*names.tokens[: at - 1], *names.tokens[at:]])
    return names


def _pivot_statements(names: NameReader) -> NameReader:
    """DuckDB: `PIVOT t ON …` where a query may stand becomes `SELECT * FROM (PIVOT t ON …)`."""
    tokens: list[Any] = []
    closing: dict[int, Any] = {}
    for at, one in enumerate(names.tokens):
        if at in closing:
            tokens.append(closing.pop(at))
        word = names.word(at)
        if word in _PIVOTS and (at == 0 or names.word(at - 1) in ("AS", "(")):
            select = [(TokenType.SELECT, "SELECT"), (TokenType.STAR, "*"), (TokenType.FROM, "FROM")]
            tokens += [new_token(one, *made) for made in (*select, (TokenType.L_PAREN, "("))]
            end = _pivot_end(names, at)
            closing[end] = new_token(one, TokenType.R_PAREN, ")")
            one = new_token(one, _SHORT.get(word, one.token_type), one.text)
        tokens.append(one)
    tokens += closing.values()
    return names.of(tokens)


def _pivot_end(names: NameReader, start: int) -> int:
    at = start + 1
    while at < len(names.tokens):
        word = names.word(at)
        if word in (")", "ORDER", "LIMIT", "OFFSET", ";"):
            return at
        at = names.skip_brackets(at) if word == "(" else at + 1
    return at


def _offset_of_a_path(names: NameReader) -> NameReader:
    """BigQuery: `t.items AS i WITH OFFSET` becomes `UNNEST(t.items) AS i WITH OFFSET`."""
    tokens = list(names.tokens)
    for at in range(len(tokens) - 2, 1, -1):
        if names.word(at) != "WITH" or names.word(at + 1) != "OFFSET":
            continue
        end = at
        if names.word(end - 2) == "AS":
            end -= 2
        elif tokens[end - 2].token_type is not TokenType.DOT and names.word(end - 2) not in (",", "JOIN", ")"):
            end -= 1
        start = end
        while start > 1 and tokens[start - 2].token_type is TokenType.DOT:
            start -= 2
        start -= 1
        if end - start >= 3 and names.word(end - 1) != ")":
            opened = [(TokenType.UNNEST, "UNNEST"), (TokenType.L_PAREN, "(")]
            path = [*(new_token(tokens[start], *one) for one in opened), *tokens[start:end]]
            tokens[start:end] = [*path, new_token(tokens[end - 1], TokenType.R_PAREN, ")")]
    return names.of(tokens)


def _joined_name(names: NameReader) -> NameReader:
    """Postgres: `USING (k) AS j`: the alias of the merged columns is left out."""
    tokens = list(names.tokens)
    for at in range(len(tokens) - 1, -1, -1):
        if names.word(at) == "USING" and names.word(at + 1) == "(":
            end = names.skip_brackets(at + 1)
            if names.word(end) == "AS":
                del tokens[end : end + 2]
    return names.of(tokens)


def _second_limit(names: NameReader) -> NameReader:
    """ClickHouse: `LIMIT 1 BY k LIMIT 5`: the parser reads one of them; the last, in numbers, decides by no column."""
    limits = [at for at in names.level(0) if names.word(at) == "LIMIT"]
    if len(limits) < 2 or not any(names.word(at) == "BY" for at in range(limits[0], limits[1])):
        return names
    end = limits[1] + 2
    if end == len(names.tokens) and names.tokens[end - 1].token_type is TokenType.NUMBER:
        return names.of(names.tokens[: limits[1]])
    return names


_OPERATORS = frozenset({"PRIOR", "CONNECT_BY_ROOT"})
_MODIFIERS = frozenset(
    {"SQL_CALC_FOUND_ROWS", "SQL_NO_CACHE", "SQL_CACHE", "SQL_BUFFER_RESULT", "SQL_SMALL_RESULT", "SQL_BIG_RESULT"}
)


def _hierarchies(names: NameReader) -> NameReader:
    """Snowflake: `PRIOR x` and `CONNECT_BY_ROOT x` are x of another row."""
    if not any(names.word(at) == "CONNECT" for at in range(len(names.tokens))):
        return names
    return names.of([one for at, one in enumerate(names.tokens) if names.word(at) not in _OPERATORS])


def _select_modifiers(names: NameReader) -> NameReader:
    """MySQL: words behind SELECT about how it is run."""
    tokens = names.tokens
    return names.of([one for at, one in enumerate(tokens) if names.word(at) not in _MODIFIERS or not at])


_RESPELLINGS: tuple[tuple[str, frozenset[str], Respelling], ...] = (
    ("OPTION", frozenset(), _view_options),
    ("ONLY", frozenset({"oracle"}), _view_options),
    ("SCHEMABINDING", frozenset({"tsql", "fabric"}), _view_options),
    ("VIEW_METADATA", frozenset({"tsql", "fabric"}), _view_options),
    ("ENCRYPTION", frozenset({"tsql", "fabric"}), _view_options),
    ("TABLE", frozenset({"ansi"}), _stored_as),
    ("PIVOT", frozenset({"duckdb"}), _pivot_statements),
    ("OFFSET", frozenset({"bigquery"}), _offset_of_a_path),
    ("USING", frozenset({"postgres"}), _joined_name),
    ("LIMIT", frozenset({"clickhouse"}), _second_limit),
    ("PRIOR", frozenset({"snowflake"}), _hierarchies),
    ("CONNECT_BY_ROOT", frozenset({"snowflake"}), _hierarchies),
    ("SELECT SQL_", frozenset({"mysql"}), _select_modifiers),
    ("TABLE", frozenset({"bigquery"}), tables_handed),
    ("PARTITION COLUMNS", frozenset({"bigquery"}), partition_columns),
    ("|>", frozenset({"bigquery", "spark", "databricks"}), respell_pipes),
)
