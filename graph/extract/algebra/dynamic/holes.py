"""Stage 4, core: reads text with holes: what a hole leaves open is left open in the tokens and trees.

A hole inside a string, or one that is surely a number or a date, is a value and harmless. Any other may be a column, a
list of them, or a whole clause; so behind an operand it becomes what it might be at worst: more tables in FROM, more
columns in SELECT, nothing that matters in WHERE.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.dynamic.text import MARK
from graph.extract.algebra.names_in_text import new_token
from graph.extract.algebra.reading import Reader
from graph.extract.lexer import words

COLUMNS = f"{MARK}{MARK}1"
"""Columns that nobody knows, as many as there may be."""
_TABLES = f"{MARK}{MARK}2"
HOLE = re.compile(rf"{MARK}(?P<number>\d+){MARK}(?P<value>(?:{MARK}(?!\d))?)")
"""A hole; with `value` it is known to be one. No letter that has case: names fold."""

_STRINGS = frozenset(
    {TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING, TokenType.BYTE_STRING, TokenType.UNICODE_STRING}
    | {TokenType.HEREDOC_STRING}
)
_ENDS_OPERAND = _STRINGS | {
    *(TokenType.VAR, TokenType.IDENTIFIER, TokenType.NUMBER, TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.END),
    *(TokenType.NULL, TokenType.TRUE, TokenType.FALSE),
}
_NO_OPERAND = words("TOP OUTPUT APPLY PERCENT RETURNING TO SEL DELETED INSERTED ON AS EXEC CALL")
_CLAUSES = {
    "SELECT": "select",
    "FROM": "from",
    "JOIN": "from",
    "INTO": "insert",
    "UPDATE": "dml",
    "DELETE": "delete",
    "MERGE": "dml",
    **dict.fromkeys(words("WHERE GROUP HAVING ORDER WINDOW QUALIFY LIMIT SET VALUES UNION EXCEPT INTERSECT USING"), ""),
}
_VALUE_PLACES = (
    *(exp.Tuple, exp.Select, exp.Alias, exp.Binary, exp.Cast, exp.TryCast, exp.Convert, exp.Coalesce, exp.Concat),
    *(exp.In, exp.Between, exp.Paren, exp.Case, exp.If, exp.Anonymous, exp.PropertyEQ, exp.Trim, exp.Upper, exp.Lower),
)


class HoleReader(Reader):
    """Reads as `reader` does, text with holes in it. `typed`: the numbers of those that are surely values. `uncertain`:
    the statement at hand has another one outside of strings."""

    __slots__ = ("_typed", "uncertain")

    def __init__(self, reader: Reader, typed: Iterable[int]) -> None:
        self._tokenizer, self._parser = reader._tokenizer, reader._parser
        self._typed = frozenset(typed)
        self.uncertain = False

    def tokens(self, text: str) -> list[Any]:
        """See `Reader`."""
        tokens = super().tokens(text)
        return tokens if MARK not in text else self._loosened(tokens)

    def trees(self, tokens: Sequence[Any], text: str) -> list[Any]:
        """See `Reader`."""
        trees = super().trees(tokens, text)
        if MARK in text:
            for tree in trees:
                self._open(tree)
        return trees

    def is_value(self, word: str) -> bool:
        """Whether the word is one hole that is surely a value."""
        found = HOLE.fullmatch(word)
        return found is not None and (bool(found["value"]) or int(found["number"]) in self._typed)

    # --- tokens ---

    def _loosened(self, tokens: list[Any]) -> list[Any]:
        found: list[Any] = []
        clauses = [""]
        openings: list[bool] = []  # of every open bracket, whether it is that of TOP (…)
        no_operand = False  # the token before stands for no operand although it looks like one
        for at, token in enumerate(tokens):
            text = str(token.text)
            if MARK in text and token.token_type not in _STRINGS:
                certain = self.is_value(text) and token.token_type is not TokenType.IDENTIFIER
                self.uncertain |= not certain
                behind = at > 0 and not no_operand and self._ends_operand(tokens, at - 1)
                if behind and token.token_type is not TokenType.IDENTIFIER and HOLE.fullmatch(text):
                    self.uncertain = True
                    found += _anything(token, clauses[-1])
                    continue
            word = text.upper()
            if token.token_type is TokenType.L_PAREN:
                openings.append(at > 0 and str(tokens[at - 1].text).upper() == "TOP")
                clauses.append("")
            elif token.token_type is TokenType.R_PAREN and openings:
                no_operand = openings.pop()
                clauses.pop()
                found.append(token)
                continue
            elif token.token_type not in _STRINGS and word in _CLAUSES:
                delete = word == "FROM" and clauses[-1] == "delete"
                into = word == "INTO" and clauses[-1] == "select"
                clauses[-1] = "" if into else clauses[-1] if delete else _CLAUSES[word]
            elif token.token_type is TokenType.SEMICOLON:
                clauses = [""]
            no_operand = token.token_type is TokenType.NUMBER and at > 0 and str(tokens[at - 1].text).upper() == "TOP"
            found.append(token)
        return found

    def _ends_operand(self, tokens: list[Any], at: int) -> bool:
        token = tokens[at]
        before = tokens[at - 1].token_type if at else None
        if token.token_type is TokenType.STAR:
            return before in (TokenType.SELECT, TokenType.COMMA, TokenType.DOT)
        if before is TokenType.DOT:
            return True
        return token.token_type in _ENDS_OPERAND and str(token.text).upper() not in _NO_OPERAND

    # --- trees ---

    def _open(self, tree: Any) -> None:
        for node in list(tree.walk()):
            cls = node.__class__
            if cls is exp.Select:
                self._open_projection(node)
            elif cls in (exp.Table, exp.Subquery):
                self._open_alias(node)
            elif cls is exp.Tuple and node.parent.__class__ is exp.Values:
                self._open_values(node)
            elif cls in (exp.Literal, exp.National) and MARK in str(node.this) and self._is_value_place(node):
                node.replace(_values_in(str(node.this)))

    def _is_value_place(self, node: Any) -> bool:
        return isinstance(node.parent, _VALUE_PLACES) and node.arg_key in (
            "expressions",
            "this",
            "expression",
            "true",
            "default",
            "false",
            "low",
            "high",
        )

    def _open_projection(self, select: Any) -> None:
        items: list[Any] = []
        for item in select.args["expressions"]:
            alias = item.args.get("alias") if item.__class__ is exp.Alias else None
            if alias.__class__ is exp.Identifier and MARK in alias.name and not alias.args.get("quoted"):
                items += [item.this, _column(COLUMNS)]  # an alias, or more columns
            elif self._is_list(item):
                items.append(_column(COLUMNS))
            else:
                items.append(item)
        select.set("expressions", items)

    def _open_alias(self, node: Any) -> None:
        alias = node.args.get("alias")
        if (
            alias is None
            or MARK not in alias.name
            or alias.this.__class__ is not exp.Identifier
            or alias.this.args.get("quoted")
        ):
            return
        node.set("alias", None)
        select = node.find_ancestor(exp.Select)
        if select is not None:
            select.append("joins", exp.Join(this=exp.Table(this=exp.to_identifier(_TABLES)), kind="CROSS"))

    def _open_values(self, row: Any) -> None:
        """Behind a hole that may be several values nobody knows which value is which."""
        at = next((at for at, one in enumerate(row.expressions) if self._is_list(one)), None)
        if at is not None:
            row.set("expressions", [*row.expressions[:at], *(exp.null() for _ in row.expressions[at:])])

    def _is_list(self, item: Any) -> bool:
        """Whether a hole in it, outside of brackets, may hold a comma."""
        stack = [item]
        while stack:
            node = stack.pop()
            if node.__class__ is exp.Identifier:
                if MARK in node.name and not node.args.get("quoted") and not self.is_value(node.name):
                    return True
            elif (
                isinstance(node, exp.Binary | exp.Unary | exp.Column | exp.Alias | exp.Dot)
                and node.__class__ is not exp.Paren
            ):
                stack += [one for key, one in node.args.items() if isinstance(one, exp.Expression) and key != "alias"]
        return False


def _anything(like: Any, clause: str) -> list[Any]:
    """What a hole behind an operand may be at worst."""
    if clause == "select":
        return [new_token(like, TokenType.COMMA, ","), new_token(like, TokenType.VAR, COLUMNS)]
    if clause == "from":
        words_ = ((TokenType.CROSS, "CROSS"), (TokenType.JOIN, "JOIN"), (TokenType.VAR, _TABLES))
        return [new_token(like, kind, text) for kind, text in words_]
    if clause == "insert":
        signs = ((TokenType.L_PAREN, "("), (TokenType.VAR, COLUMNS), (TokenType.R_PAREN, ")"))
        return [new_token(like, kind, text) for kind, text in signs]
    return []


def _column(name: str) -> Any:
    return exp.Column(this=exp.Identifier(this=name, quoted=False))


def _values_in(text: str) -> Any:
    """The values that a string is made of."""
    found: Iterator[str] = (match["number"] for match in HOLE.finditer(text))
    columns = [_column(f"{MARK}{number}{MARK}{MARK}") for number in found]
    return columns[0] if len(columns) == 1 else exp.Concat(expressions=columns)
