"""Stage 4, core: what PL/SQL writes inside of SQL and expressions, put into what the parser reads.

An element of a collection is read as the collection (`t(i).a` as `t.a`), for nobody tells its elements apart; a
trigger's `:new.a` is a field of a variable that has the colon in its name; what is no data (attributes of cursors,
methods of collections, sequences, inquiry directives) becomes a number.
"""

from typing import Any

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.context import Context
from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.lexer import words

_ATTRIBUTES = words("ROWCOUNT FOUND NOTFOUND ISOPEN BULK_ROWCOUNT BULK_EXCEPTIONS")
_METHODS = words("COUNT FIRST LAST LIMIT EXISTS NEXT PRIOR")
_SEQUENCES = words("NEXTVAL CURRVAL")
_BEFORE_TABLES = words("INTO FROM JOIN UPDATE TABLE WITH")
_NAMES = frozenset((TokenType.VAR, TokenType.IDENTIFIER))


def plain_plsql(names: NameReader) -> NameReader:
    """The statement without PL/SQL's own spellings; itself where it has none."""
    if names.dialect != "oracle":
        return _with_cursors(names) if "CURRENT" in names.upper else names
    if not _suspicious(names):
        return names
    return names.of(_Spelling(names).tokens())


def _with_cursors(names: NameReader) -> NameReader:
    """`WHERE CURRENT OF c`, which other languages have too."""
    level = range(len(names.tokens))
    at = next((at for at in level if names.word(at) == "CURRENT" and names.word(at + 1) == "OF"), 0)
    if not at or names.word(at - 1) != "WHERE" or names.word(at + 2) in ("@", ":", "", "GLOBAL"):
        return names
    spelling = _Spelling(names)
    rows = spelling.current_rows(at)
    return names.of([*names.tokens[:at], *rows, *names.tokens[at + 3 :]])


def _suspicious(names: NameReader) -> bool:
    text = names.text
    return bool(names.ctx.variables) or any(sign in text for sign in ("%", "**", "$$")) or "VAL" in names.upper


def _number(like: Any) -> Any:
    return new_token(like, TokenType.NUMBER, "0")


def _without_path(tokens: list[Any]) -> list[Any]:
    """Without the dotted name at the end."""
    end = len(tokens) - 1
    while end >= 2 and tokens[end - 1].token_type is TokenType.DOT:
        end -= 2
    return tokens[:end]


class _Spelling:
    """One statement being put otherwise."""

    def __init__(self, names: NameReader) -> None:
        self._names = names
        self._ctx: Context = names.ctx
        self._done: list[Any] = []
        self._at = 0

    def tokens(self) -> list[Any]:
        while self._at < len(self._names.tokens):
            if not (self._sign() or self._word()):
                self._take()
        return self._done

    def _take(self) -> None:
        self._done.append(self._names.tokens[self._at])
        self._at += 1

    def _put_number(self, *, without_path: bool) -> None:
        like = self._names.tokens[min(self._at, len(self._names.tokens) - 1)]
        if without_path:
            self._done = _without_path(self._done)
        self._done.append(_number(like))

    def _skip_rest(self) -> None:
        """Brackets and fields behind something that is no data."""
        names = self._names
        while names.word(self._at) in ("(", "."):
            self._at = names.skip_brackets(self._at) if names.word(self._at) == "(" else self._at + 2

    def _sign(self) -> bool:
        names, at = self._names, self._at
        word, following = names.word(at), names.word(at + 1)
        if word == "%" and following in _ATTRIBUTES and self._done:
            self._at += 2
            self._skip_rest()
            self._put_number(without_path=True)
        elif word == "*" and following == "*":
            self._take()
            self._at += 1
        elif word == ":" and names.word(at + 2) == ".":
            name = ":" + self._ctx.dialect.fold_column(str(names.tokens[at + 1].text), False)
            if name not in self._ctx.variables:
                return False
            self._done.append(new_token(names.tokens[at + 1], TokenType.IDENTIFIER, name))
            self._at += 2
        elif word[:2] == "$$":
            self._put_number(without_path=False)
            self._at += 1
        else:
            return False
        return True

    def _word(self) -> bool:
        names, at = self._names, self._at
        word, before = names.word(at), names.word(at - 1)
        if word in _SEQUENCES and before == ".":
            self._at += 1
            self._done.append(names.tokens[at])
            self._put_number(without_path=True)
        elif word in _METHODS and before == "." and self._is_collection(at - 2):
            self._at += 1
            self._done.append(names.tokens[at])
            self._skip_rest()
            self._put_number(without_path=True)
        elif word == "NEW" and before not in (".", ":") and names.word(at + 2) in ("(", "."):
            self._at += 1
        elif word == "CURRENT" and names.word(at + 1) == "OF":
            self._done += self.current_rows(at)
            self._at += 3
        elif word == "TABLE" and names.word(at + 1) == "(" and self._is_variable(at + 2) and names.word(at + 3) == ")":
            self._rows(names.tokens[at + 2])
        elif word in ("MEMBER", "SUBMULTISET") and before not in (".", ""):
            self._done.append(new_token(names.tokens[at], TokenType.EQ, "="))
            self._at += 2 if names.word(at + 1) == "OF" else 1
        elif word == "MULTISET" and names.word(at + 1) in ("UNION", "INTERSECT", "EXCEPT"):
            self._done.append(new_token(names.tokens[at], TokenType.DPIPE, "||"))
            self._at += 3 if names.word(at + 2) in ("ALL", "DISTINCT") else 2
        elif word in ("EMPTY", "A") and before in ("IS", "NOT") and (word == "EMPTY" or names.word(at + 1) == "SET"):
            self._done.append(new_token(names.tokens[at], TokenType.NULL, "NULL"))
            self._at += 1 if word == "EMPTY" else 2
        elif word == "VALUES" and self._is_variable(at + 1) and names.word(0) in ("INSERT", "MERGE"):
            self._at += 1
            self._values()
        else:
            return self._element()
        return True

    def _element(self) -> bool:
        """`t(i)`, `r.t(i)(j)`: the collection."""
        names, at = self._names, self._at
        if names.word(at + 1) != "(" or not self._is_element(at):
            return False
        self._take()
        while names.word(self._at) == "(":
            self._at = names.skip_brackets(self._at)
        return True

    def _is_element(self, at: int) -> bool:
        names = self._names
        if names.word(at - 1) in _BEFORE_TABLES or names.tokens[at].token_type not in _NAMES:
            return self._is_variable(at) and names.word(at - 1) == "TABLE"
        end = names.skip_brackets(at + 1)
        if names.word(end) == "AS" and names.word(end + 1) == "(":
            return False  # a CTE with its columns
        first = at
        while names.word(first - 1) == ".":
            first -= 2
        return self._is_variable(first) and names.word(first - 1) not in _BEFORE_TABLES

    def _is_variable(self, at: int) -> bool:
        names = self._names
        if not 0 <= at < len(names.tokens) or names.tokens[at].token_type is TokenType.STRING:
            return False
        quoted = names.tokens[at].token_type is TokenType.IDENTIFIER
        return self._ctx.dialect.fold_column(str(names.tokens[at].text), quoted) in self._ctx.variables

    def _is_collection(self, at: int) -> bool:
        """Whether the name that ends before a method (with brackets or without) is that of a collection."""
        names = self._names
        if names.word(at) == ")":
            return True
        name = self._ctx.dialect.fold_column(str(names.tokens[at].text), False) if at >= 0 else ""
        return name in self._ctx.collections

    def current_rows(self, at: int) -> list[Any]:
        """`CURRENT OF c`: the rows that the cursor is at."""
        names = self._names
        like = names.tokens[at]
        written = names.tokens[min(at + 2, len(names.tokens) - 1)]
        cursor = self._ctx.dialect.fold_column(str(written.text), written.token_type is TokenType.IDENTIFIER)
        return [
            new_token(like, TokenType.EXISTS, "EXISTS"),
            new_token(like, TokenType.L_PAREN, "("),
            new_token(like, TokenType.SELECT, "SELECT"),
            new_token(like, TokenType.NUMBER, "1"),
            new_token(like, TokenType.FROM, "FROM"),
            new_token(like, TokenType.IDENTIFIER, "@cursor " + cursor),
            new_token(like, TokenType.R_PAREN, ")"),
        ]

    def _rows(self, variable: Any) -> None:
        """`TABLE(t)`: the rows of a collection."""
        like = self._names.tokens[self._at]
        scalar = "COLUMN_VALUE" in self._names.text.upper()
        self._done += [new_token(like, TokenType.L_PAREN, "("), *_selected(like, variable, scalar=scalar)]
        self._done.append(new_token(like, TokenType.R_PAREN, ")"))
        self._at += 4

    def _values(self) -> None:
        """`VALUES r`: the fields of a record."""
        like = self._names.tokens[self._at]
        self._done += _selected(like, like, scalar=False)
        self._at += 1
        while self._names.word(self._at) == "(":
            self._at = self._names.skip_brackets(self._at)


def _selected(like: Any, variable: Any, *, scalar: bool) -> list[Any]:
    """`SELECT v.*`, or `SELECT v AS COLUMN_VALUE`."""
    select = new_token(like, TokenType.SELECT, "SELECT")
    if scalar:
        alias = [new_token(like, TokenType.ALIAS, "AS"), new_token(like, TokenType.VAR, "COLUMN_VALUE")]
        return [select, variable, *alias]
    return [select, variable, new_token(like, TokenType.DOT, "."), new_token(like, TokenType.STAR, "*")]
