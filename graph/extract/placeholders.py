"""Stage 4, core: what stands for something that the file does not tell, put into words that a parser can read:
`${x}`, `{x}`, `@{x}`, `%(x)s`, `&x`, `<x>`, `:x`, and what is left of a template.

In a string or a comment it is left alone. As a value it becomes a literal: nothing is missing then. In a name it is a
visible part of the name (`"${db}".t`), the same in every file, and that is said. Where it may stand for columns, for a
condition or for a whole clause nobody knows what is missing, and that is said too.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from graph.extract.algebra.outside.places import without_secrets
from graph.extract.dialects import Dialect
from graph.extract.jinja.rendered import FIRST_MARK, LAST_MARK, Mark, Marks
from graph.extract.lexer import DollarQuotes, lexicon, words
from graph.names import shortened

IN_A_NAME = "placeholder in a name"
FOR_COLUMNS = "placeholder for columns"
FOR_A_CONDITION = "placeholder for a condition"
FOR_A_CLAUSE = "placeholder for a clause"
FOR_ROWS = "placeholder for a query"

_ANY_MARK = f"[{chr(FIRST_MARK)}-{chr(LAST_MARK)}]"
_MARKED = re.compile(_ANY_MARK)
_INNER = r"[^\W\d][\w.:\-]*+"
_FORMS = (
    rf"\$?\$\{{[ ]*+{_INNER}[ ]*+\}}",  # ${x}, ${hiveconf:x}, $${x}
    rf"@\{{{_INNER}\}}",
    r"(?<![$@{])\{[^\W\d][\w.]*+(?:\[[\w'\"]++\])?+\}(?!\})",  # {x}
    r"%\([^\W\d]\w*+\)s",
)
_AMPERSAND = r"&&?[^\W\d][\w$#]*+\.?"
_SIGNED = r"(?<![\w<:])(?:<[^\W\d]\w*+>|:[^\W\d]\w*+)"
_MAYBE_SIGNED = re.compile(r"[\s.][<:][^\W\d]")

_BEFORE_NAMES = words(
    "FROM JOIN INTO UPDATE TABLE VIEW EXISTS USE DATABASE SCHEMA FUNCTION PROCEDURE INDEX USING DESCRIBE TRUNCATE CALL"
    " OVERWRITE MERGE EXEC EXECUTE REFERENCES ONLY"
)
_ROWS = words("FROM JOIN USING")
_BEFORE_OPERANDS = words(
    "SELECT DISTINCT ALL WHERE AND OR NOT ON HAVING QUALIFY BY WHEN THEN ELSE CASE BETWEEN IN LIKE ILIKE RLIKE IS"
    " LIMIT OFFSET TOP FETCH FIRST NEXT INTERVAL RETURN RETURNS SET VALUES DATE TIMESTAMP DEFAULT PERCENT ROWS RANGE"
    " ESCAPE REGEXP SIMILAR TO FROM UNION EXCEPT INTERSECT MINUS AS VALUE TBLPROPERTIES OPTIONS DIV MOD XOR PARTITION"
)
_CLAUSES = words("SELECT FROM WHERE ON HAVING QUALIFY GROUP ORDER LIMIT VALUES SET PARTITION JOIN USING WHEN WINDOW")
_SET_OPERATIONS = words("UNION EXCEPT INTERSECT MINUS")
_NO_CALLS = words("IN VALUES AND OR NOT ON WHERE BY AS FROM JOIN SELECT LIMIT TOP ALL ANY SOME EXISTS USING OVER")
_SIZED = words("CHAR VARCHAR NCHAR NVARCHAR VARCHAR2 NVARCHAR2 DECIMAL NUMERIC NUMBER FLOAT BINARY VARBINARY BIT")
_BEFORE_CONDITIONS = words("WHERE AND OR NOT ON HAVING QUALIFY WHEN")
_BEGINS = words("SELECT WITH INSERT UPDATE DELETE MERGE CREATE DROP ALTER TRUNCATE FROM")
_OPERATORS = frozenset("=<>!+-*/%|~") | {"IN", "LIKE", "BETWEEN", "IS", "ILIKE", "RLIKE", "NOT"}


def may_hold_placeholders(text: str, dialect: Dialect) -> bool:
    """Whether a look at the single pieces is worth it. Cheap."""
    if "{" in text or "%(" in text:
        return True
    if "&" in text and dialect.client == "sqlplus":
        return True
    return (" :" in text or "<" in text or "\n:" in text) and _MAYBE_SIGNED.search(text) is not None


class Filled(NamedTuple):
    """A statement that can be parsed. `reasons`: why it is not all certain. `text` "": there is nothing but a
    placeholder, or nothing at all."""

    text: str
    reasons: tuple[str, ...] = ()


class Placeholders:
    """Those of one file, piece by piece. `marks` grow with them."""

    def __init__(self, dialect: Dialect, marks: Marks, *, rendered: bool) -> None:
        self.marks = marks
        self._dialect = dialect
        self._pattern = _pattern(dialect, rendered)

    def put_into(self, text: str, *, body: bool) -> Filled:
        """The text with words for its placeholders, on the same lines. `body`: dollar quotes hold statements."""
        tokens, comments = self._tokens(text, body=body)
        if not comments and not any(token.kind in _FILLED for token in tokens):
            return Filled(text)
        return _Filling(text, tokens, comments, self.marks).filled()

    def _tokens(self, text: str, *, body: bool) -> "tuple[list[_Token], list[_Token]]":
        """What is code, and comments with marks in them."""
        dollars, at = DollarQuotes(text), 0
        tokens: list[_Token] = []
        comments: list[_Token] = []
        for found in self._pattern.finditer(text):
            if found.start() < at:
                continue
            kind = found.lastgroup or "quoted"
            start, end = found.span()
            if kind == "dollar":
                if body:
                    continue
                end = at = max(end, dollars.end(start))
                kind = "quoted"
            if kind == "quoted":
                marked = _MARKED.search(text, start, end) is not None
                if found[0].startswith(("--", "/*", "//", "#")):
                    comments += [_Token("comment", start, end)] if marked else []
                    continue
                kind = "string" if marked else "literal"
            elif kind == "name" and not self._has_placeholder(found[0]):
                kind = "quote"
            tokens.append(_Token(kind, start, end))
        return tokens, comments

    def _has_placeholder(self, text: str) -> bool:
        return _MARKED.search(text) is not None or any(form.search(text) for form in _compiled_forms())


class _Token(NamedTuple):
    """`run`: a placeholder and the word that it is part of. `signed`: what may be one. `name`, `string`, `comment`: one
    with a placeholder in it; `quote`, `literal`: one without."""

    kind: str
    start: int
    end: int


_FILLED = frozenset({"run", "signed", "name", "string"})


class _Level(msgspec.Struct):
    """One level of brackets: the word before it, the clause that is open in it, whether it is a query or the like, and
    whether the AND at hand ends a BETWEEN."""

    before: str = ""
    clause: str = ""
    queried: bool = False
    between: bool = False
    bounded: bool = False


class _Filling:
    """One statement being filled."""

    def __init__(self, text: str, tokens: list[_Token], comments: list[_Token], marks: Marks) -> None:
        self._text = text
        self._tokens = tokens
        self._comments = comments
        self._marks = marks
        self._reasons: dict[str, None] = {}
        self._levels = [_Level()]
        self._first = self._word(0)
        self._queried = False

    def filled(self) -> Filled:
        changes = [(token.start, token.end, self._without_marks(token)) for token in self._comments]
        for place, token in enumerate(self._tokens):
            if token.kind in _FILLED:
                changes.append((token.start, token.end, self._put(place, token)))
            else:
                self._follow(place)
        if len(changes) == len(self._comments) + len(self._tokens) and not any(
            text.strip() for _, _, text in changes[len(self._comments) :]
        ):
            return Filled("", tuple(self._reasons))
        changes.sort()
        out: list[str] = []
        at = 0
        for start, end, text in changes:
            out += (self._text[at:start], text)
            at = end
        out.append(self._text[at:])
        return Filled("".join(out), tuple(self._reasons))

    def _put(self, place: int, token: _Token) -> str:
        text = self._text[token.start : token.end]
        if token.kind == "string":
            return self._without_marks(token)
        if token.kind == "name":
            return self._named(text)
        if token.kind == "signed" and not self._names_table(place, text):
            return text
        return self._run(place, text)

    def _without_marks(self, token: _Token) -> str:
        text = self._text[token.start : token.end]
        return _MARKED.sub(lambda found: _harmless(self._marks.of.get(found[0])), text)

    def _names_table(self, place: int, text: str) -> bool:
        """Whether `<x>` or `:x` stands where only a table's name can."""
        before = self._word(place - 1)
        if before == "." and text[0] == "<":
            return True
        if before == "INTO":
            return self._word(place - 2) in ("INSERT", "MERGE", "OVERWRITE")
        return before in ("FROM", "JOIN", "UPDATE") and (before != "FROM" or self._levels[-1].queried)

    # --- where we are ---

    def _word(self, place: int) -> str:
        """The token's word in upper case; a sign is its first character; "" beyond the ends."""
        if not 0 <= place < len(self._tokens):
            return ""
        token = self._tokens[place]
        return self._text[token.start : token.end].upper()

    def _follow(self, place: int) -> None:
        word = self._word(place)
        if word == "(":
            self._levels.append(_Level(self._word(place - 1)))
        elif word == ")":
            if len(self._levels) > 1:
                self._levels.pop()
        elif word in _CLAUSES and self._tokens[place].kind == "word":
            self._levels[-1].clause = word
        elif word in _SET_OPERATIONS:
            self._levels[-1].clause = ""
        elif word == "BETWEEN":
            self._levels[-1].between = True
        elif word == "AND":
            self._levels[-1].bounded, self._levels[-1].between = self._levels[-1].between, False
        if word in ("SELECT", "VALUES", "DELETE"):
            self._queried = self._levels[-1].queried = True

    # --- names ---

    def _named(self, text: str) -> str:
        """A quoted name with placeholders as parts of it."""
        for form in _compiled_forms():
            text = form.sub(lambda found: self._mark(found[0]), text)
        for char in _MARKED.findall(text):
            self._uncertain(self._marks.of[char])
        return text

    def _mark(self, written: str) -> str:
        spelled = written.rstrip(".") if written.startswith("&") else written
        spelled = "&" + spelled.lstrip("&") if spelled.startswith("&") else "".join(spelled.split())
        if spelled.startswith("$$"):  # what only is `${x}` once another tool has read it
            spelled = spelled[1:]
        return self._marks.put(Mark("value", spelled)) or "_"

    def _uncertain(self, mark: Mark) -> None:
        if mark.kind == "macro":
            self._reasons[f"macro {mark.made_by}"] = None
        elif mark.kind in ("value", "local"):
            self._reasons[IN_A_NAME] = None

    # --- placeholders in code ---

    def _run(self, place: int, written: str) -> str:
        text = _form_in_code().sub(lambda found: self._mark(found[0]), written)
        marks = [self._marks.of[char] for char in _MARKED.findall(text)]
        worst = next((mark for mark in marks if mark.kind == "macro"), None)
        worst = worst or next((mark for mark in marks if mark.kind in ("value", "local")), None)
        if worst is None:  # nothing but names that are known
            if len(text) > 1 and any(mark.kind == "this" for mark in marks):
                self._reasons[IN_A_NAME] = None
            return text
        before, after = self._word(place - 1), self._word(place + 1)
        alone = len(text) == len(marks)
        if self._is_name(place, before, after, alone):
            if alone and before in _ROWS and after != "." and worst.kind != "value":
                return self._rows(worst, text + "()")
            self._uncertain(worst)
            return text
        return self._unnamed(place, before, after, worst, text)

    def _is_name(self, place: int, before: str, after: str, alone: bool) -> bool:
        if before == "." or after == "." or before in _BEFORE_NAMES or not alone or after == "(":
            return True
        if before == "AS":
            return not (self._first in ("CREATE", "INSERT") and not self._queried)
        return after == "AS" and self._word(place + 2) == "("

    def _rows(self, mark: Mark, text: str) -> str:
        self._reasons[f"macro {mark.made_by}" if mark.kind == "macro" else FOR_ROWS] = None
        return text

    def _said(self, mark: Mark, reason: str, text: str) -> str:
        self._reasons[f"macro {mark.made_by}" if mark.kind == "macro" else reason] = None
        return text

    def _unnamed(self, place: int, before: str, after: str, mark: Mark, text: str) -> str:
        """A placeholder that stands alone, where no name is wanted."""
        level = self._levels[-1]
        if not before and (not after or after in _BEGINS):
            return self._said(mark, FOR_A_CLAUSE if after else FOR_ROWS, "")
        query = before == "(" and after == ")" and (level.before in ("AS", "FROM", "JOIN") or not level.before)
        query = query or before in _SET_OPERATIONS or (before == "ALL" and self._word(place - 2) in _SET_OPERATIONS)
        query = query or (before == "AS" and not after)
        query = query or (not after and self._first == "INSERT" and not self._queried)
        if query:
            return self._rows(mark, " ".join(("SELECT * FROM", text + "()")))
        if before == "(" and after == "FROM" and level.before not in _ROWS:
            return text  # EXTRACT(… FROM x)
        item = before in ("SELECT", "DISTINCT", "ALL", ",")
        if level.clause == "SELECT" and item and after in ("", ",", "FROM", ")", ";", "INTO"):
            return self._said(mark, FOR_COLUMNS, self._unknown_columns(mark))
        if not self._wants_operand(place):
            more = level.clause == "SELECT" and after in ("", ",", "FROM", ")")
            return self._said(mark, FOR_A_CLAUSE, f", {self._unknown_columns(mark)}" if more else "")
        return self._operand(place, before, after, mark, text)

    def _unknown_columns(self, mark: Mark) -> str:
        """The star of a source that is not there. It bears no arguments: they may be literals."""
        char = self._marks.put(Mark("local", f"{{{{ {mark.made_by} }}}}")) if mark.made_by else ""
        return (char or self._marks.put(mark) or "_") + ".*"

    def _wants_operand(self, place: int) -> bool:
        """Whether what stands before asks for something to follow."""
        if place == 0:
            return False
        token, word = self._tokens[place - 1], self._word(place - 1)
        if token.kind == "word":
            return word in _BEFORE_OPERANDS
        return token.kind == "sign" and word not in (")", "]", "*", "}", ";")

    def _operand(self, place: int, before: str, after: str, mark: Mark, text: str) -> str:
        level = self._levels[-1]
        if level.clause in ("GROUP", "ORDER", "PARTITION") and before in ("BY", ","):
            return self._said(mark, FOR_COLUMNS, "NULL")
        compared = after in _OPERATORS or after[:1] in _OPERATORS
        bound = before == "AND" and level.bounded
        if before in _BEFORE_CONDITIONS and level.clause and not bound:
            return self._said(mark, FOR_COLUMNS if compared else FOR_A_CONDITION, "NULL")
        called = before == "(" and after == ")" and level.before and level.before not in _NO_CALLS | _SIZED
        if called and level.before[:1].isalpha():
            return self._said(mark, FOR_COLUMNS, "NULL")
        if mark.kind == "macro":
            return self._said(mark, "", "NULL")
        return "(0)" if before == "IN" else "0"


def _harmless(mark: Mark | None) -> str:
    """A placeholder inside of a string or a comment: any text will do that does not end it."""
    return mark.spelled if mark and not set(mark.spelled) & set("'\"`\\*/\n\r$") else "{{ … }}"


@lru_cache(maxsize=1)
def _compiled_forms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form) for form in _FORMS)


@lru_cache(maxsize=1)
def _form_in_code() -> re.Pattern[str]:
    return re.compile("|".join((*_FORMS, _AMPERSAND, _SIGNED)))


@lru_cache(maxsize=64)  # one a dialect
def _pattern(dialect: Dialect, rendered: bool) -> re.Pattern[str]:
    lex = lexicon(dialect, mending=True)
    names = "|".join(
        rf"{re.escape(opening)}[^{re.escape(closing)}]*+(?:{re.escape(closing)}|\Z)"
        for opening, closing in dialect.identifier_quotes
        if opening not in dialect.string_quotes
    )
    ampersand = f"|{_AMPERSAND}" if dialect.client == "sqlplus" else ""
    one = "|".join(_FORMS) + ampersand + f"|{_ANY_MARK}"
    dollar = r"|(?P<dollar>(?<!\w)\$(?:[^\W\d]\w*+)?\$)" if dialect.dollar_quotes else ""
    return re.compile(
        rf"(?P<run>(?:[\w#]++|@(?!\{{))*+(?:(?:{one})(?:[\w#$]++|@(?!\{{))*+)++)|(?P<name>{names})|{lex.skip_source}{dollar}"
        rf"|(?P<signed>{_SIGNED})|(?P<word>[\w@#$]++)|(?P<sign>[^\s\w])",
        re.S,
    )


def _told(mark: Mark, dialect: Dialect) -> str:
    return dialect.fold_table(mark.spelled, False) if mark.kind == "name" else shortened(without_secrets(mark.spelled))


def restored(value: Any, marks: Marks, dialect: Dialect) -> Any:
    """Plain lists, tuples and strings with all marks replaced by what they stand for."""
    told = {char: _told(mark, dialect) for char, mark in marks.of.items()}
    if isinstance(value, str):
        return _MARKED.sub(lambda found: told.get(found[0], found[0]), value) if not value.isascii() else value
    top = list(value)
    todo = [top]
    while todo:
        items = todo.pop()
        for place, one in enumerate(items):
            if isinstance(one, str):
                if not one.isascii():
                    items[place] = _MARKED.sub(lambda found: told.get(found[0], found[0]), one)
            elif isinstance(one, list | tuple):
                items[place] = inner = list(one)
                todo.append(inner)
    return top
