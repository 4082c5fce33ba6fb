"""Stage 4, core: T-SQL's own spellings, put into ones that sqlglot can read, before parsing. What is taken out neither
moves data nor decides about it; what is put otherwise reads the same columns in the same roles."""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.algebra.respell_hints import CHANGES

Tokens: TypeAlias = list[Any]

_MONEY = re.compile(r"[$£¥€]\d*\Z")
_ASKED = re.compile(r"\)\s*\.")
_GRAPHS = frozenset({"NODE", "EDGE"})


def respell_tsql(names: NameReader) -> NameReader:
    """The statement as sqlglot can read it; itself where nothing must change."""
    upper = names.upper
    for needle, change in (*CHANGES, *_CHANGES):
        if needle in upper:
            tokens = change(names)
            if tokens is not None:
                names = names.of(tokens)
    return names


def _methods(names: NameReader) -> Tokens | None:
    """`(SELECT …).value('.', 'int')`, `f(x).STDistance(y)`: what a value is asked becomes `… + (arguments)`. The parser
    would take every column in front of the dot for a field."""
    if not _ASKED.search(names.text):
        return None
    tokens: Tokens = []
    at = 0
    while at < len(names.tokens):
        word = names.word(at)
        called = word == "." and names.word(at - 1) == ")" and names.word(at + 2) == "("
        if called and names.word(at + 1) != "NODES":
            tokens.append(new_token(names.tokens[at], TokenType.PLUS, "+"))
            at += 2
            if names.word(at + 1) == ")":
                tokens += (names.tokens[at], new_token(names.tokens[at], TokenType.NULL, "NULL"))
                at += 1
            continue
        tokens.append(names.tokens[at])
        at += 1
    return tokens


def _money(names: NameReader) -> Tokens | None:
    """`$19.99` is one number; the tokenizer takes `$19` for a name."""
    tokens: Tokens = []
    at = 0
    while at < len(names.tokens):
        one = names.tokens[at]
        if one.token_type is TokenType.VAR and _MONEY.match(str(one.text)) and names.word(at - 1) != ".":
            tokens.append(new_token(one, TokenType.NUMBER, str(one.text)[1:] or "0"))
            at += 3 if _is_fraction(names, at) else 1
            continue
        tokens.append(one)
        at += 1
    return tokens


def _is_fraction(names: NameReader, at: int) -> bool:
    return names.word(at + 1) == "." and names.word(at + 2)[:1].isdecimal()


def _namespaces(names: NameReader) -> Tokens | None:
    """`WITH XMLNAMESPACES (…), c AS (…)`: the prefixes are nothing but names."""
    tokens = names.tokens
    at = next((i for i in range(len(tokens)) if names.word(i) == "XMLNAMESPACES"), 0)
    if not at or names.word(at - 1) != "WITH" or names.word(at + 1) != "(":
        return None
    end = names.skip_brackets(at + 1)
    return [*tokens[:at], *tokens[end + 1 :]] if names.word(end) == "," else [*tokens[: at - 1], *tokens[end:]]


def _open_xml(names: NameReader) -> Tokens | None:
    """`OPENXML(@h, 'path', 2) WITH (a int '@a', …)` has its columns as OPENJSON has them."""
    tokens = list(names.tokens)
    for at in range(len(tokens) - 1, -1, -1):
        if names.word(at) != "OPENXML" or names.word(at + 1) != "(":
            continue
        end = names.skip_brackets(at + 1)
        if (names.word(end), names.word(end + 1)) == ("WITH", "("):
            commas = list(_commas(names, at + 2, end - 1))
            if len(commas) > 1:  # flags
                del tokens[commas[1] : end - 1]
            tokens[at] = new_token(tokens[at], TokenType.VAR, "OPENJSON")
    return tokens


def _commas(names: NameReader, at: int, end: int) -> Iterator[int]:
    while at < end:
        if names.word(at) == ",":
            yield at
        at = names.skip_brackets(at) if names.word(at) == "(" else at + 1


def _graph_table(names: NameReader) -> Tokens | None:
    """`CREATE TABLE t (…) AS NODE`: the columns that this makes, behind the declared ones."""
    if names.word(0) != "CREATE" or names.word(1) != "TABLE":
        return None
    as_ = next((at for at in names.level(2) if names.word(at) == "AS" and names.word(at + 1) in _GRAPHS), 0)
    if not as_:
        return None
    like, before, rest = names.tokens[as_], names.tokens[:as_], names.tokens[as_ + 2 :]
    own = ("$node_id",) if names.word(as_ + 1) == "NODE" else ("$edge_id", "$from_id", "$to_id")
    listed = names.word(as_ - 1) == ")"
    columns = [one for name in own for one in _column(like, name)][0 if listed else 1 :]
    if not listed:
        before = [*before, new_token(like, TokenType.L_PAREN, "(")]
        return [*before, *columns, new_token(like, TokenType.R_PAREN, ")"), *rest]
    return [*before[:-1], *columns, before[-1], *rest]


def _column(like: Any, name: str) -> Iterator[Any]:
    yield new_token(like, TokenType.COMMA, ",")
    yield new_token(like, TokenType.VAR, name)
    yield new_token(like, TokenType.NVARCHAR, "nvarchar")


def _connection(names: NameReader) -> Tokens | None:
    """`CONSTRAINT c CONNECTION (a TO b, …)`: which nodes an edge may join."""
    tokens = names.tokens
    at = next((i for i in range(len(tokens)) if names.word(i) == "CONNECTION" and names.word(i + 1) == "("), 0)
    if not at or names.word(0) != "CREATE":
        return None
    start = at - 2 if names.word(at - 2) == "CONSTRAINT" else at
    end = names.skip_brackets(at + 1)
    if names.word(end) == "ON":  # ON DELETE CASCADE
        end = next((i for i in range(end, len(tokens)) if names.word(i) in (",", ")")), len(tokens))
    if names.word(start - 1) == ",":
        return [*tokens[: start - 1], *tokens[end:]]
    if names.word(end) == ",":
        return [*tokens[:start], *tokens[end + 1 :]]
    return [*tokens[: start - 1], *tokens[end + 1 :]]  # the brackets held nothing else


def _match(names: NameReader) -> Tokens | None:
    """`MATCH(a-(e)->b)` joins an edge to the nodes at both ends; of a path of any length nothing is said."""
    tokens = list(names.tokens)
    for at in range(len(tokens) - 1, 0, -1):
        if names.word(at) == "MATCH" and names.word(at + 1) == "(" and names.word(at - 1) in ("WHERE", "AND", "ON"):
            end = names.skip_brackets(at + 1)
            tokens[at:end] = _joined(names, at + 2, end - 1)
    return tokens


def _joined(names: NameReader, start: int, end: int) -> Tokens:
    """The pattern's steps `a-(e)->b` and `a<-(e)-b` as comparisons."""
    like = names.tokens[start - 1]
    found = [new_token(like, TokenType.L_PAREN, "("), *(new_token(like, TokenType.NUMBER, "1") for _ in "1")]
    found += [new_token(like, TokenType.EQ, "="), new_token(like, TokenType.NUMBER, "1")]
    shortest = any(names.word(at) == "SHORTEST_PATH" for at in range(start, end))
    for at in range(start, 0 if shortest else end):
        if names.word(at) != "(" or names.skip_brackets(at) != at + 3 or names.word(at - 1) != "-":
            continue
        backwards = names.word(at - 2) == "<"
        left, right = at - 3 if backwards else at - 2, at + 4
        if backwards:
            left, right = right, left
        for node, column in ((left, "$from_id"), (right, "$to_id")):
            found.append(new_token(like, TokenType.AND, "AND"))
            found += _dotted(names.tokens[node], "$node_id")
            found.append(new_token(like, TokenType.EQ, "="))
            found += _dotted(names.tokens[at + 1], column)
    return [*found, new_token(like, TokenType.R_PAREN, ")")]


def _dotted(name: Any, column: str) -> Tokens:
    return [name, new_token(name, TokenType.DOT, "."), new_token(name, TokenType.VAR, column)]


def _receive(names: NameReader) -> Tokens | None:
    """`RECEIVE … FROM queue [INTO @t] [WHERE …]` is a query over the queue."""
    tokens = names.tokens
    if names.word(0) != "RECEIVE":
        return None
    query = [new_token(tokens[0], TokenType.SELECT, "SELECT"), *tokens[1:]]
    into = names.find(1, "INTO")
    if not into:
        return query
    target, end = names.name(into + 1)
    head = [new_token(tokens[0], TokenType.INSERT, "INSERT"), *tokens[into:end]]
    return [*head, *query[:into], *query[end:]] if target else query


def _language(names: NameReader) -> Tokens | None:
    """`CONTAINS(a, 'word', LANGUAGE 'English')`: which words are alike."""
    gone: set[int] = set()
    for at in range(len(names.tokens) - 1):
        if (names.word(at), names.word(at + 1)) == (",", "LANGUAGE") and _is_constant(names, at + 2):
            gone.update(range(at, at + (4 if names.word(at + 2) == "@" else 3)))
    return [one for at, one in enumerate(names.tokens) if at not in gone] if gone else None


_CONSTANTS = (TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.NUMBER, TokenType.PARAMETER)


def _is_constant(names: NameReader, at: int) -> bool:
    return at < len(names.tokens) and names.tokens[at].token_type in _CONSTANTS


def _unsaid_schema(names: NameReader) -> Tokens | None:
    """`db..t.a`: the grammar knows such a name in FROM alone. `tempdb..#t` is `#t`."""
    tokens: Tokens = []
    for at, one in enumerate(names.tokens):
        tokens.append(one)
        if names.word(at) != "." or names.word(at - 1) != "." or names.word(at - 2) == ".":
            continue
        if names.word(at + 1) == "#":
            del tokens[-3:]
        elif names.word(at + 1) != ".":
            tokens.insert(-1, new_token(one, TokenType.VAR, names.ctx.dialect.default_schema))
    return tokens


_NAMES_HERE = frozenset({"INTERVAL", "LATERAL", "QUALIFY", "REGEXP", "EXCLUDE", "LOCK"})
"""Words of other dialects, which are names like any other."""

_NAMES_BEFORE = frozenset([",", ")", "=", "<", ">", "+", "*", "/", "FROM", "AS", "IS", "IN"])
"""OFFSET, WINDOW and OUTPUT are names where one of these or nothing follows, or a dot goes before."""

_NAMES_AT_TIMES = frozenset({"OFFSET", "WINDOW", "OUTPUT"})


def _names_like_any_other(names: NameReader) -> Tokens | None:
    tokens = list(names.tokens)
    for at, one in enumerate(tokens):
        word = names.word(at)
        if word in _NAMES_HERE or (word in _NAMES_AT_TIMES and _is_name(names, at)):
            tokens[at] = new_token(one, TokenType.IDENTIFIER, str(one.text))
    return tokens


def _is_name(names: NameReader, at: int) -> bool:
    if names.word(at) == "OUTPUT" and names.word(at - 2) == "@":  # a variable that a procedure gives back
        return False
    return names.word(at - 1) == "." or names.word(at + 1) in _NAMES_BEFORE or at + 1 == len(names.tokens)


_CHANGES: tuple[tuple[str, Callable[[NameReader], Tokens | None]], ...] = (
    (")", _methods),
    *((sign, _money) for sign in "$£¥€"),
    ("XMLNAMESPACES", _namespaces),
    ("OPENXML", _open_xml),
    ("NODE", _graph_table),
    ("CONNECTION", _connection),
    ("EDGE", _graph_table),
    ("MATCH", _match),
    ("RECEIVE", _receive),
    ("LANGUAGE", _language),
    ("..", _unsaid_schema),
    *((word, _names_like_any_other) for word in sorted(_NAMES_HERE | _NAMES_AT_TIMES)),
)
"""What to look for in the text in upper case, and what to change then."""
