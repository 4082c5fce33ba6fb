"""Stage 4, core: the expectations of a Databricks pipeline's table, `CONSTRAINT c EXPECT (…) ON VIOLATION DROP ROW`."""

from typing import Any

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader, new_token


def without_expectations(names: NameReader) -> list[Any] | None:
    """The statement whose expectations that drop rows are a WHERE around its query, and all others gone; None where it
    has none."""
    tokens = names.tokens
    level = names.level(1)
    bracket = next((at for at in level if names.word(at) == "("), 0)
    as_ = next((at for at in level if at > bracket and names.word(at) == "AS"), 0)
    if names.dialect not in ("databricks", "spark") or "EXPECT" not in names.upper or not bracket or not as_:
        return None
    listed: list[list[Any]] = []
    dropping: list[Any] = []
    found = False
    for start, end in names.listed(bracket + 1, names.skip_brackets(bracket) - 1):
        if [names.word(at) for at in (start, start + 2)] != ["CONSTRAINT", "EXPECT"]:
            listed.append(tokens[start:end])
            continue
        found = True
        if names.word(end - 2) == "DROP":
            behind = names.skip_brackets(start + 3)
            dropping += [new_token(tokens[start], TokenType.AND, "AND"), *tokens[start + 3 : behind]]
    if not found:
        return None
    comma = new_token(tokens[bracket], TokenType.COMMA, ",")
    inside = [one for part in listed for one in (comma, *part)][1:]
    columns = [tokens[bracket], *inside, tokens[names.skip_brackets(bracket) - 1]] if inside else []
    head = [*tokens[:bracket], *columns, *tokens[names.skip_brackets(bracket) : as_ + 1]]
    return [*head, *_filtered(tokens[as_ + 1 :], dropping)]


def _filtered(query: list[Any], conditions: list[Any]) -> list[Any]:
    """`SELECT * FROM (query) AS expected WHERE conditions`; `conditions` each with AND in front."""
    if not conditions or not query:
        return query
    like = query[0]
    star = [(TokenType.SELECT, "SELECT"), (TokenType.STAR, "*"), (TokenType.FROM, "FROM"), (TokenType.L_PAREN, "(")]
    closed = [
        (TokenType.R_PAREN, ")"),
        (TokenType.ALIAS, "AS"),
        (TokenType.VAR, "expected"),
        (TokenType.WHERE, "WHERE"),
    ]
    return [
        *(new_token(like, *one) for one in star),
        *query,
        *(new_token(like, *one) for one in closed),
        *conditions[1:],
    ]
