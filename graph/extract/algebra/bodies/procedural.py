"""Stage 4, core: procedural bodies of any language, cut into segments of control flow and plain statements.

One recursive descent for all languages of blocks: PL/SQL, PL/pgSQL, the standard's stored modules (MySQL, BigQuery,
Databricks, Teradata, DB2) and Snowflake's scripting. Its depth is limited, it swallows no text, and what it does not
know raises `NotFollowed`. What it reads:

    [label] [DECLARE declarations] BEGIN statements [EXCEPTION WHEN … THEN statements …] END [label]
    IF c THEN … [ELSIF c THEN …] [ELSE …] END IF          CASE [x] WHEN c THEN … [ELSE …] END CASE
    LOOP … END LOOP     WHILE c LOOP | DO … END LOOP | WHILE     REPEAT … UNTIL c END REPEAT
    FOR … LOOP | DO … END LOOP | FOR                       DECLARE … HANDLER FOR … statement
    DECLARE x …; LET x …;    PROCEDURE | FUNCTION p … IS declarations BEGIN … END     all else up to its semicolon

A new language needs a `Language` in `procedural_words` (what is declared where, which words begin loops), then a `Walk`
(see there) whose `_built` puts the language's own statements into SQL; `plpgsql` is the model:

    body = read_block(text, start, end, dialect, MY_LANGUAGE)     # or read_script for statements without BEGIN … END
    walk = MyWalk(builder, text, body.segments, routine_name)     # Walk makes guards, marks and scopes of the segments

Segments carry the text that a walk needs: `if`, `elif`, `while` and `repeat` begin with their word and end before THEN,
LOOP or DO; `case` is what stands between CASE and the first WHEN; a FOR gives a `plain` segment with its whole head
(the walk says what it assigns), then `for` with the query it loops over, `cursor` with the cursor, `executed` with the
head again (over the rows of a text), or `loop`. A `declare` segment begins with what is declared: `x int := 0`,
`c CURSOR FOR …`. `handler` stands before what an exception runs, behind the block's body.
"""

from typing import NamedTuple

from graph.extract.algebra.bodies.procedural_statements import MAX_DEPTH, TIMINGS, StatementReader
from graph.extract.algebra.bodies.procedural_words import Language, NotFollowed, Token, read_tokens
from graph.extract.dialects import Dialect
from graph.extract.tsql_statements import Segment

_ROUTINES = frozenset(("PROCEDURE", "FUNCTION"))
_DIRECTIVES = frozenset(("$IF", "$ELSIF", "$ELSE", "$END"))
_ROUTINE_WORDS = ("MEMBER", "STATIC", "CONSTRUCTOR", "MAP", "ORDER", "OVERRIDING", "FINAL", "INSTANTIABLE", "NOT")


class Subprogram(NamedTuple):
    """A procedure or function inside of declarations. Its header is `head:header_end` (up to IS or AS, or the semicolon
    of a mere announcement), its text `head:tail`."""

    head: int
    header_end: int
    tail: int
    body: "Body | None"


class Body(NamedTuple):
    """What was read. `names`: the variables, as written, that are declared outside of all segments. `columns_win`: the
    body says that a name which is both is the column."""

    segments: list[Segment]
    names: tuple[str, ...] = ()
    routines: tuple[Subprogram, ...] = ()
    columns_win: bool = False


def read_block(text: str, start: int, end: int, dialect: Dialect, language: Language) -> Body:
    """The one block `text[start:end]`, with or without a semicolon behind it. Raises `NotFollowed`."""
    reader = BodyReader(text, read_tokens(text, start, end, dialect), language)
    reader.block(0)
    return reader.finished()


def read_declared(text: str, start: int, end: int, dialect: Dialect, language: Language) -> Body:
    """Declarations, then a block: what follows IS or AS. Raises `NotFollowed`."""
    reader = BodyReader(text, read_tokens(text, start, end, dialect), language)
    reader.block(0, declares=True)
    return reader.finished()


def read_script(text: str, start: int, end: int, dialect: Dialect, language: Language) -> Body:
    """Statements one after the other, the last one with or without a semicolon. Raises `NotFollowed`."""
    reader = BodyReader(text, read_tokens(text, start, end, dialect), language)
    reader.script()
    return reader.finished()


def read_package(text: str, start: int, end: int, dialect: Dialect, language: Language) -> Body:
    """What follows IS or AS of a package, its body or a type's body. Raises `NotFollowed`."""
    reader = BodyReader(text, read_tokens(text, start, end, dialect), language)
    reader.package()
    return reader.finished()


def read_compound(text: str, start: int, end: int, dialect: Dialect, language: Language) -> Body:
    """What follows COMPOUND TRIGGER: declarations, then a block for each timing point. Raises `NotFollowed`."""
    reader = BodyReader(text, read_tokens(text, start, end, dialect), language)
    reader.compound()
    return reader.finished()


class BodyReader(StatementReader):
    """Recursive descent over the tokens of one body."""

    def __init__(self, text: str, tokens: list[Token], language: Language) -> None:
        super().__init__(text, tokens, language)
        self._handlers: list[Segment] = []  # of the block at hand
        self._routines: list[Subprogram] = []
        self._columns_win = False

    def finished(self) -> Body:
        """What was read. Raises `NotFollowed` if anything is left."""
        while self._word() == ";":
            self._at += 1
        if self._at < len(self._tokens):
            raise NotFollowed
        return Body(self._done, tuple(self._names), tuple(self._routines), self._columns_win)

    def script(self) -> None:
        self._open_end = True
        while self._at < len(self._tokens):
            self._statement(0)
        self._done += self._handlers

    # --- blocks ---

    def block(self, depth: int, *, declares: bool = False) -> None:
        """[label] [DECLARE declarations] BEGIN … END [label]. `declares`: the declarations need no word."""
        if depth > MAX_DEPTH:
            raise NotFollowed
        outer = self._names, self._handlers
        self._names, self._handlers = [], []
        while self._word() == "#" and self._language.directives and depth == 0:
            self._columns_win = self._columns_win or self._word(2) == "USE_COLUMN"
            self._at += 3
        self._label()
        opening = len(self._done)
        self._mark("begin")
        if self._word() == "DECLARE":
            self._at += 1
            declares = True
        if declares:
            self._declarations(depth)
        self._expect("BEGIN")
        while self._word() in ("NOT", "ATOMIC"):
            self._at += 1
        self._statements(depth)
        self._exceptions(depth)
        self._done += self._handlers
        self._done[opening] = self._done[opening]._replace(scope=tuple(self._names))
        self._names, self._handlers = outer
        self._close()

    def _exceptions(self, depth: int) -> None:
        if self._word() != "EXCEPTION":
            return
        self._at += 1
        while self._word() == "WHEN":
            self._mark("handler")
            self._until("THEN")
            self._at += 1
            self._statements(depth)

    # --- declarations ---

    def _declarations(self, depth: int) -> None:
        while self._word() != "BEGIN":
            word = self._word()
            if word == "DECLARE":
                self._at += 1
            elif word in _DIRECTIVES:
                self._directive_word(word)
            elif self._language.routines and word in _ROUTINES:
                self._subprogram(depth)
            else:
                self._declaration()

    def _directive_word(self, word: str) -> None:
        """Whatever a directive between declarations decides, all its branches count as declared."""
        self._at += 1
        if word in ("$IF", "$ELSIF"):
            self._until("$THEN")
            self._at += 1

    def _declaration(self) -> None:
        """`x int := 0;`, `a, b int;`, `c CURSOR FOR …;`, `CURSOR c IS …;`, `TYPE …;`, `PRAGMA …;`"""
        first = self._at
        word = self._word()
        if not word:
            raise NotFollowed
        if word not in ("TYPE", "SUBTYPE", "PRAGMA") or not self._language.routines:
            if word != "CURSOR" or not self._language.routines:
                self._declared_names()
            self._emit("declare", first, self._until(";"))
        self._until(";")
        self._at += 1

    def _declared_names(self) -> None:
        while True:
            if not self._is_name():
                raise NotFollowed
            token = self._tokens[self._at]
            self._names.append(self._text[token.head : token.tail])
            if self._word(1) != ",":
                return
            self._at += 2

    def _subprogram(self, depth: int) -> None:
        """PROCEDURE p (…) IS … BEGIN … END p; or the announcement of one."""
        if depth > MAX_DEPTH:
            raise NotFollowed
        first = self._at
        header_end = self._until(";", "IS", "AS")
        head, header_tail = self._tokens[first].head, self._tokens[header_end - 1].tail
        body: Body | None = None
        self._at += 1
        if self._tokens[header_end].word != ";":
            if self._word() in ("LANGUAGE", "EXTERNAL"):
                self._until(";")
                self._at += 1
            else:
                outer = self._done, self._routines
                self._done, self._routines = [], []
                self.block(depth + 1, declares=True)
                body = Body(self._done, (), tuple(self._routines))
                self._done, self._routines = outer
        self._routines.append(Subprogram(head, header_tail, self._tokens[self._at - 1].tail, body))

    def package(self) -> None:
        """Declarations and subprograms [BEGIN statements [EXCEPTION …]] END [name]. The statements are a block."""
        while self._word() not in ("BEGIN", "END"):
            word = self._word()
            if self._language.routines and word in _ROUTINE_WORDS:
                self._at += 1
            elif self._language.routines and word in _ROUTINES:
                self._subprogram(0)
            elif word in _DIRECTIVES:
                self._directive_word(word)
            else:
                self._declaration()
        if self._word() == "BEGIN":
            self._at += 1
            self._mark("begin")
            self._statements(0)
            self._exceptions(0)
            self._close()
        else:
            self._mark("begin")
            self._close()

    def compound(self) -> None:
        """Declarations, then AFTER EACH ROW IS … END AFTER EACH ROW; and the like, END [name]"""
        self._mark("begin")
        while self._word() != "END":
            if self._word() in TIMINGS and self._word(1) in ("STATEMENT", "EACH", "OF"):
                self._until("IS")
                self._at += 1
                self.block(1, declares=True)
            elif self._word() in _ROUTINES:
                self._subprogram(0)
            else:
                self._declaration()
        self._done[0] = self._done[0]._replace(scope=tuple(self._names))
        self._names = []
        self._close()

    def _declare(self, depth: int) -> None:
        """DECLARE x …; DECLARE … HANDLER FOR … statement"""
        self._at += 1
        if self._language.handlers and self._word(1) == "HANDLER":
            self._handler(depth)
            return
        while self._word() in ("OR", "REPLACE", "VARIABLE") and self._word(1) not in (";", ","):
            self._at += 1
        self._declaration()

    def _handler(self, depth: int) -> None:
        self._at += 2
        self._expect("FOR")
        while True:
            if self._word() == "SQLSTATE":
                self._at += 2 if self._word(1) == "VALUE" else 1
            elif self._word() == "NOT":
                self._at += 1
            self._at += 1
            if self._word() != ",":
                break
            self._at += 1
        outer, self._done = self._done, []
        self._mark("handler")
        self._statement(depth + 1)
        self._handlers += self._done
        self._done = outer
