"""Stage 4, core: names that are certain in a statement that does not parse, read off its tokens."""

from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.outside.places import placed
from graph.extract.algebra.reading import Reader, Unreadable
from graph.facts import Touch
from graph.names import Name

_STRINGS = frozenset({TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING})
_QUOTED = _STRINGS | {TokenType.IDENTIFIER}
_PARTS = frozenset({TokenType.VAR, TokenType.IDENTIFIER})
_SHORT_BRACKET = 40  # tokens that are looked at before all brackets of the statement are
_FUNCTIONS_WITH_FROM = frozenset({"EXTRACT", "TRIM", "SUBSTRING", "OVERLAY", "POSITION", "LTRIM", "RTRIM"})


_NO_TARGETS = frozenset({"openquery", "openrowset", "opendatasource", "function", "files"})
"""What may stand behind INSERT INTO and is no table."""


def new_token(like: Any, kind: Any, text: str) -> Any:
    """A token that was not written, at the place of another one."""
    return Token(kind, text, like.line, like.col, like.start, like.end)


class NameReader:
    """Reads names from tokens with the dialect's folding."""

    __slots__ = ("_ctx", "_ends", "_reader", "_words", "text", "tokens", "upper")

    def __init__(self, ctx: Context, reader: Reader, tokens: list[Any], text: str, upper: str | None = None) -> None:
        self._ctx = ctx
        self._reader = reader
        self.tokens = tokens
        self.text = text
        self.upper = text.upper() if upper is None else upper  # to see quickly that the text has not a certain word
        self._words: list[str | None] = [None] * len(tokens)
        self._ends: dict[int, int] | None = None  # behind which token an opening bracket is closed

    @property
    def dialect(self) -> str:
        return self._ctx.name

    @property
    def ctx(self) -> Context:
        return self._ctx

    def expression(self, tokens: list[Any]) -> Any:
        """The tree of these tokens as one expression; None if they are none. Nothing (DEFAULT) is `NULL`."""
        if not tokens or (len(tokens) == 1 and str(tokens[0].text).upper() == "DEFAULT"):
            return exp.null()
        select = Token(TokenType.SELECT, "SELECT", tokens[0].line, tokens[0].col, tokens[0].start, tokens[0].start)
        try:
            (tree,) = self._reader.trees([select, *tokens], self.text)
        except (Unreadable, ValueError):
            return None
        found = tree.args["expressions"] if tree.__class__ is exp.Select else []
        return found[0] if len(found) == 1 else None

    def trees(self, tokens: list[Any]) -> list[Any]:
        """The trees of these tokens. Raises `Unreadable`."""
        return self._reader.trees(tokens, self.text)

    def of(self, tokens: list[Any]) -> "NameReader":
        """The same for other tokens of the text."""
        return NameReader(self._ctx, self._reader, tokens, self.text, self.upper)

    def unmarked(self) -> "NameReader":
        """Without the token that Athena's tokenizer puts in front of what is Hive's SQL; its parser alone needs it."""
        if self.tokens and self.tokens[0].token_type is TokenType.HIVE_TOKEN_STREAM:
            return self.of(self.tokens[1:])
        return self

    def word(self, at: int) -> str:
        """The token's word in upper case (of `PRIMARY KEY` the first), "" behind the end and for what is quoted."""
        words = self._words
        if not 0 <= at < len(words):
            return ""
        word = words[at]
        if word is None:
            word = words[at] = self._word(self.tokens[at])
        return word

    @staticmethod
    def _word(token: Any) -> str:
        if token.token_type in _QUOTED:
            return ""
        text: str = token.text.upper()
        if text.isalnum():
            return text
        stripped = text.strip()
        return text.split()[0] if " " in stripped or "\n" in stripped else text

    def name(self, at: int) -> tuple[Name, int]:
        """The name that begins at this token and where it ends; `()` if none begins there."""
        end = self._end(at)
        if end == at:
            return (), at
        table = self._reader.table(self.tokens[at:end], self.text)
        try:
            return (self._ctx.table_name(table), end) if table is not None else ((), at)
        except Unsupported:
            return (), at

    def _end(self, at: int) -> int:
        tokens = self.tokens
        while at < len(tokens) and tokens[at].token_type in (TokenType.HASH, TokenType.PARAMETER):
            at += 1
        expects_part = True
        while at < len(tokens):
            if not expects_part and tokens[at].token_type is TokenType.DOT:
                expects_part = True
            elif expects_part and (tokens[at].token_type in _PARTS or str(tokens[at].text).isidentifier()):
                expects_part = False
            elif not (expects_part and tokens[at].token_type is TokenType.DOT):
                break
            at += 1
        return at

    def parts(self, text: str) -> Name:
        """The parts of a name that stands in a string. `()` if it is none."""
        try:
            table = self._reader.table(self._reader.tokens(text), text)
            return self._ctx.table_name(table) if table is not None else ()
        except (Unreadable, Unsupported):
            return ()

    def parts_of(self, token: Any) -> Name:
        """One token as a name of one part."""
        return (self._ctx.dialect.fold_table(str(token.text), token.token_type is TokenType.IDENTIFIER),)

    def place(self, at: int, prefix: str = "") -> Name:
        """The file that the string at this token names; `()` for anything else, and (noted) where it has no name."""
        if not 0 <= at < len(self.tokens) or self.tokens[at].token_type not in _STRINGS:
            return ()
        return placed(self._ctx, prefix + str(self.tokens[at].text))

    def first_place(self, start: int, end: int | None = None) -> Name:
        """The file that the first string from here on names."""
        last = len(self.tokens) if end is None else end
        return next((self.place(at) for at in range(start, last) if self.tokens[at].token_type in _STRINGS), ())

    def is_dual(self, name: Name) -> bool:
        return self._ctx.is_dual(name)

    def skip_brackets(self, at: int) -> int:
        """The token behind the bracket that opens at `at`."""
        if self._ends is None:
            if (end := self._near_end(at)) is not None:
                return end
            self._ends = self._bracketed()
        return self._ends.get(at, min(at + 1, len(self.tokens)))

    def _near_end(self, at: int) -> int | None:
        """The token behind a short bracket without others in it; None if it is not so."""
        tokens = self.tokens
        if at >= len(tokens) or tokens[at].token_type is not TokenType.L_PAREN:
            return None
        for end in range(at + 1, min(at + _SHORT_BRACKET, len(tokens))):
            kind = tokens[end].token_type
            if kind is TokenType.R_PAREN:
                return end + 1
            if kind is TokenType.L_PAREN:
                return None
        return None

    def _bracketed(self) -> dict[int, int]:
        """Brackets that nothing closes reach to the end."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for at, token in enumerate(self.tokens):
            kind = token.token_type
            if kind is TokenType.L_PAREN:
                opened.append(at)
            elif kind is TokenType.R_PAREN and opened:
                found[opened.pop()] = at + 1
        for at in opened:
            found[at] = len(self.tokens)
        return found

    def level(self, start: int) -> list[int]:
        """The tokens outside brackets from here on."""
        found, at = [], start
        while at < len(self.tokens):
            found.append(at)
            at = self.skip_brackets(at) if self.word(at) == "(" else at + 1
        return found

    def find(self, start: int, *words: str) -> int:
        """The first of these words outside brackets from here on; 0 if none stands there."""
        return next((at for at in self.level(start) if self.word(at) in words), 0)

    def listed(self, start: int, end: int) -> list[tuple[int, int]]:
        """Begin and end of what stands between the commas outside brackets; of nothing, nothing."""
        found, first, at = [], start, start
        while at < end:
            if self.word(at) == ",":
                found.append((first, at))
                first = at + 1
            at = self.skip_brackets(at) if self.word(at) == "(" else at + 1
        return [(begin, stop) for begin, stop in (*found, (first, end)) if begin < stop]

    def columns(self, at: int) -> tuple[tuple[str, ...], int]:
        """`(a, b)` at this token as column names, and where it ends; `()` if something else stands there."""
        if self.word(at) != "(":
            return (), at
        end = self.skip_brackets(at)
        parts = []
        for token in self.tokens[at + 1 : end - 1]:
            if token.token_type is TokenType.COMMA:
                continue
            if token.text == "=":  # options, as in WITH BROKER b ("password" = "…")
                return (), end
            quoted = token.token_type is TokenType.IDENTIFIER
            parts.append(self._ctx.dialect.fold_column(str(token.text), quoted))
        return tuple(parts), end


def certain_names(reader: NameReader) -> Touch | None:
    """Tables that the statement names behind FROM, JOIN, INTO, UPDATE …; None if there is none.

    Names of CTEs, functions' FROM, functions in FROM and what stands in comments or strings are not among them. With a
    single written table everything read feeds it."""
    reads: dict[Name, None] = {}
    writes: dict[Name, None] = {}
    ctes: set[Name] = set()
    brackets: list[str] = []
    queried = False
    at = 0
    while at < len(reader.tokens):
        word = reader.word(at)
        if word == "(":
            brackets.append(reader.word(at - 1))
        elif word == ")" and brackets:
            brackets.pop()
        elif word in ("WITH", ",") and reader.word(at + 2) == "AS" and reader.word(at + 3) == "(":
            ctes.add(reader.name(at + 1)[0])
        elif word in ("SELECT", "SEL"):
            queried = True
        elif queried and word in ("FROM", "JOIN") and not (brackets and brackets[-1] in _FUNCTIONS_WITH_FROM):
            if reader.word(at - 1) not in ("DISTINCT", "DELETE") or word == "JOIN":
                name, end = reader.name(at + 1)
                if name and _is_table(reader, name, end):
                    reads[name] = None
        elif word == "INTO" and reader.word(at - 1) in ("INSERT", "MERGE", "OVERWRITE", "REPLACE"):
            writes[reader.name(at + 1)[0]] = None
        at += 1
    if reader.word(0) == "UPDATE" and reader.word(reader.name(1)[1]) == "SET":
        target = reader.name(1)[0]
        if len(target) > 1 or not reads:  # otherwise it may be an alias
            writes[target] = None
    reads = {name: None for name in reads if name and name not in ctes}
    writes = {name: None for name in writes if name and name not in ctes and name[-1].lower() not in _NO_TARGETS}
    if not reads and not writes:
        return None
    return Touch(tuple(reads), tuple(writes), flow=len(writes) == 1)


def _is_table(reader: NameReader, name: Name, end: int) -> bool:
    """Whether the name behind FROM, which ends there, is that of a table; `FROM FINAL TABLE (…)` has none."""
    return reader.word(end) not in ("(", "TABLE") and not name[-1].startswith("@") and not reader.is_dual(name)
