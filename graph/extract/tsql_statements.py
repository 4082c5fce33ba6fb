"""Stage 4, core: where T-SQL statements begin, although nothing need end them, and where batches end.

Every statement begins with one of a few words, most of them reserved; the work is to know where such a word stands for
something else: the SELECT of an INSERT, the UPDATE of a MERGE, a GRANT's permissions, ON DELETE, FOR UPDATE.
"""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from graph.extract.dialects import Dialect
from graph.extract.lexer import PAREN_LEVELS, words
from graph.extract.piece import stripped
from graph.extract.split_block import OpenQuote
from graph.extract.tsql_words import NOTED, client_line_at, patterns

_OBJECTS = words(
    "TABLE VIEW PROC PROCEDURE FUNCTION TRIGGER INDEX SCHEMA SEQUENCE SYNONYM TYPE USER ROLE LOGIN DATABASE "
    "STATISTICS DEFAULT RULE ASSEMBLY CERTIFICATE SECURITY EXTERNAL FULLTEXT XML EVENT PARTITION"
)


class Segment(NamedTuple):
    """A statement, or a word of control flow. `kind`: plain, routine, if, while, else, begin, end, label. The segment
    proper is `head:tail`, `end` is after its semicolon. `catches`: it is a BEGIN CATCH. `brackets`: an upper bound of
    how deep its round brackets nest, -1 where nobody counted. `scope`: the variables, as written, that a block
    declares. `label`: of a loop or block, in upper case. `walk` lists the kinds that other languages add."""

    kind: str
    head: int
    tail: int
    end: int
    catches: bool = False
    brackets: int = -1
    scope: tuple[str, ...] = ()
    label: str = ""


class Batch(NamedTuple):
    """The segments up to a client's line, and that line: `separator` (GO) or `meta` (a command of sqlcmd) from `at` to
    `end`, its line end included. `kind` "": the text ended instead."""

    segments: list[Segment]
    kind: Literal["", "separator", "meta"] = ""
    at: int = 0
    end: int = 0


def batch(text: str, start: int, dialect: Dialect, *, mending: bool) -> Batch:
    """The batch that begins at `start`. Raises `OpenQuote` unless `mending`."""
    reader = _Reader(text, start, len(text), dialect, mending=mending, lines=True)
    reader.read()
    return reader.batch()


def segments(text: str, start: int, end: int, dialect: Dialect, *, mending: bool) -> list[Segment]:
    """The segments of one batch, `text[start:end]`, in order. Raises `OpenQuote` unless `mending`."""
    reader = _Reader(text, start, end, dialect, mending=mending)
    reader.read()
    return reader.done


class _Reader:
    def __init__(
        self, text: str, start: int, end: int, dialect: Dialect, *, mending: bool, lines: bool = False
    ) -> None:
        self.done: list[Segment] = []
        self._text = text
        self._at = start
        self._end = end
        self._mending = mending
        self._lines = lines  # whether lines for the client end the batch
        self._line: re.Match[str] | None = None  # the one that did
        self._patterns = patterns(dialect, mending)
        self._head = -1  # where the segment being read begins; -1: between segments
        self._tail = start  # the end of the last token read
        self._reset("")

    def _reset(self, verb: str) -> None:
        self._verb = verb  # what the segment being read is: its first word, or the main one of a WITH
        self._depth = self._deepest = 0  # open parentheses, of those that the pattern does not skip
        self._cases = 0  # open CASEs outside of parentheses
        self._ready = False  # INSERT has its source, UPDATE its SET, GRANT its grantee

    def read(self) -> None:
        text, end, walk, gap = self._text, self._end, self._patterns.walk, self._patterns.gap
        while True:
            if self._head < 0:
                found = gap.match(text, self._at, end)
                self._at = found.end() if found else self._at
                if self._at >= end:
                    return
            found = walk.match(text, self._at, end)
            at = found.end() if found else self._at
            if found and found.end(1) > self._tail:
                self._begin_at(self._at, "")
                self._tail = stripped(text, self._at, found.end(1))
            self._at = at
            if at >= end or self._ends_batch(at):
                self._finish(self._tail)
                return
            self._event(at)

    def batch(self) -> Batch:
        """What was read."""
        if self._line is None:
            return Batch(self.done)
        at, end = self._line.start(1), self._line.end()
        return Batch(self.done, "separator" if self._line["go"] else "meta", at, end)

    def _ends_batch(self, at: int) -> bool:
        if self._lines and self._text[at] in "gG:!":
            self._line = client_line_at(self._text, at)
        return self._line is not None

    def _begin_at(self, head: int, verb: str) -> None:
        if self._head < 0:
            self._head = head
            self._reset(verb)

    def _event(self, at: int) -> None:
        mark = self._text[at]
        if mark == ";" and _NUMBER.match(self._text, at + 1, self._end):
            self._tail = at + 1  # EXEC p;2
        elif mark == ";":
            self._semicolon(at + 1)
        elif mark in "()":
            self._begin_at(at, "")
            self._depth = max(0, self._depth + (1 if mark == "(" else -1))
            self._deepest = max(self._deepest, self._depth)
            self._tail = at + 1
        elif mark in ":!":
            self._begin_at(at, "")
            self._tail = at + 1
            if mark == ":" and self._is_label(at):
                self._finish(at + 1, kind="label")
        else:
            found = self._patterns.keyword.match(self._text, at, self._end)
            if found is None:
                if not self._mending:
                    raise OpenQuote
                self._begin_at(at, "")
                self._tail = at + 1
            else:
                self._keyword(found[0].upper(), at, found.end())
                return
        self._at = at + 1

    def _semicolon(self, after: int) -> None:
        """Ends the segment being read; else belongs to the one before, if that has none of its own."""
        if self._head >= 0:
            self._finish(after)
        elif self.done and self.done[-1].end == self.done[-1].tail:
            self.done[-1] = self.done[-1]._replace(end=after)

    def _is_label(self, at: int) -> bool:
        """Whether the colon at `at` ends a label: a name that is all there is of the segment, or of its line. In the
        second case what stands before that line is finished."""
        text = self._text
        label = _LABEL.fullmatch(text, self._head, at + 1)
        if label is None and not self._depth:
            begin = max(text.rfind("\n", self._head, at), text.rfind("\r", self._head, at), at - _LABEL_CHARS) + 1
            label = _LABEL.fullmatch(text, begin, at + 1) if text[begin - 1] in "\r\n" else None
            if label:
                self._tail = stripped(text, self._head, begin)
                self._finish(self._tail)
                self._begin_at(label.start(1), "")
                self._tail = at + 1
        return label is not None

    def _keyword(self, word: str, at: int, after: int) -> None:
        self._at = after
        if word == "GO" or self._depth or self._inside(word) or (self._head >= 0 and self._continues(word, at, after)):
            self._begin_at(at, "")
            self._tail = after
            return
        self._finish(self._tail)
        self._begin_at(at, word)
        self._tail = after
        if word in _OPENINGS:
            _OPENINGS[word](self, at, after)

    def _inside(self, word: str) -> bool:
        """Words that begin no statement, or belong to a CASE."""
        if word == "CASE":
            self._cases += 1
        elif self._cases and word in ("END", "ELSE"):
            self._cases -= word == "END"
        elif word in NOTED:
            self._ready = self._ready or (word == "VALUES") == (self._verb == "INSERT")
        else:
            return False
        return True

    def _continues(self, word: str, at: int, after: int) -> bool:
        """Whether a word that can begin a statement belongs to the one being read."""
        verb = self._verb
        if verb in ("GRANT", "REVOKE", "DENY") and not self._ready:
            return True
        tail = self._tail  # what stands between it and the word is white space and comments
        previous = _LAST_WORD.search(self._text[max(self._head, tail - 80) : tail])
        rule = _RULES.get(word)
        return rule is not None and rule(self, previous[0].upper() if previous else "", after)

    def _next(self, after: int) -> str:
        found = self._patterns.gap.match(self._text, after, self._end)
        word = _WORD.match(self._text, found.end() if found else after, self._end)
        return word[0].upper() if word else ""

    # Rules: does the word continue the statement, given the word before it?

    def _main_verb(self, word: str) -> bool:
        if self._verb != "WITH":
            return False
        self._verb, self._ready = word, False
        return True

    def _select(self, previous: str, after: int) -> bool:
        if previous in ("EXCEPT", "INTERSECT", "AS", "FOR") or previous.startswith("UNION"):
            return True
        return self._source() or self._main_verb("SELECT")

    def _source(self) -> bool:
        """The source of an INSERT that has none yet."""
        if self._verb != "INSERT" or self._ready:
            return False
        self._ready = True
        return True

    def _insert(self, previous: str, after: int) -> bool:
        return previous in ("THEN", "BULK", "FOR") or self._event_of(previous) or self._main_verb("INSERT")

    def _update(self, previous: str, after: int) -> bool:
        if previous in ("THEN", "FOR") or self._event_of(previous):
            return True
        return _PAREN.match(self._text, after, self._end) is not None or self._main_verb("UPDATE")

    def _delete(self, previous: str, after: int) -> bool:
        return previous == "THEN" or self._event_of(previous) or self._main_verb("DELETE")

    def _event_of(self, previous: str) -> bool:
        """ON DELETE CASCADE, AFTER UPDATE: what a definition reacts to."""
        return previous in ("ON", "AFTER", "BEFORE") and self._verb in ("CREATE", "ALTER")

    def _merge(self, previous: str, after: int) -> bool:
        return self._next(after) == "JOIN" or self._main_verb("MERGE")

    def _with(self, previous: str, after: int) -> bool:
        if not _CTE.match(self._text, after, self._end):
            return True
        if previous in ("AS", "FOR"):
            self._verb, self._ready = "WITH", False
            return True
        return self._verb == "INSERT" and not self._ready

    def _set(self, previous: str, after: int) -> bool:
        if previous in ("UPDATE", "DELETE") and self._verb in ("CREATE", "ALTER"):
            return True
        if previous == "UPDATE" and self._verb == "MERGE":
            return True
        if self._verb == "UPDATE" or (self._verb == "ALTER" and not self._ready):
            first, self._ready = not self._ready, True
            return first and (self._verb == "UPDATE" or self._alters_set(after))
        return False

    def _alters_set(self, after: int) -> bool:
        """ALTER DATABASE … SET, and SET (…)."""
        return self._next(self._head + len("ALTER")) == "DATABASE" or _PAREN.match(self._text, after) is not None

    def _alter(self, previous: str, after: int) -> bool:
        return previous == "OR" or (self._verb == "ALTER" and self._next(after) == "COLUMN")

    def _drop(self, previous: str, after: int) -> bool:
        return self._verb == "ALTER" and self._next(after) not in _OBJECTS

    def _exec(self, previous: str, after: int) -> bool:
        return previous == "WITH" or self._source()

    def _if(self, previous: str, after: int) -> bool:
        return _IF_EXISTS.match(self._text, after, self._end) is not None

    def _enable(self, previous: str, after: int) -> bool:
        """As a statement of its own it says ON what; ALTER TABLE … DISABLE TRIGGER does not."""
        return _TRIGGER_ON.match(self._text, after, self._end) is None

    # What the first word of a segment decides at once.

    def _open_create(self, at: int, after: int) -> None:
        if _ROUTINE.match(self._text, at, self._end):
            self._rest_is_routine()

    def _open_update(self, at: int, after: int) -> None:
        self._ready = self._next(after) == "STATISTICS"

    def _open_else(self, at: int, after: int) -> None:
        self._finish(after)

    def _open_begin(self, at: int, after: int) -> None:
        word = self._next(after)
        if word in ("TRAN", "TRANSACTION", "DISTRIBUTED", "DIALOG", "CONVERSATION"):
            self._verb = "TRANSACTION"
        elif word in ("TRY", "CATCH"):
            self._finish_with(word, after, catches=word == "CATCH")
        elif word != "ATOMIC":
            self._finish(after)

    def _open_end(self, at: int, after: int) -> None:
        word = self._next(after)
        if word in ("TRY", "CATCH"):
            self._finish_with(word, after)
        elif word == "CONVERSATION":
            self._verb = "CONVERSATION"
        else:
            self._finish(after)

    def _finish_with(self, word: str, after: int, *, catches: bool = False) -> None:
        """The segment ends after the next word, which is `word`."""
        found = self._patterns.gap.match(self._text, after, self._end)
        self._at = self._tail = (found.end() if found else after) + len(word)
        self._finish(self._tail, catches=catches)

    def _rest_is_routine(self) -> None:
        """A routine takes the rest of its batch, up to the next one that begins a line."""
        text, everything = self._text, self._patterns.everything
        while True:
            found = everything.match(text, self._at, self._end)
            at = found.end() if found else self._at
            self._tail = max(self._tail, stripped(text, self._at, found.end(1) if found else -1))
            self._at = at
            if at == self._end or (self._lines and text[at] in "\r\n"):
                break
            if text[at] not in "\r\n" and not self._mending:
                raise OpenQuote
            self._at = self._tail = at + 1
        self._finish(self._tail, kind="routine")

    def _finish(self, end: int, *, kind: str = "", catches: bool = False) -> None:
        """The segment being read ends, if there is one."""
        if self._head < 0:
            return
        kind = kind or _KINDS.get(self._verb, "plain")
        brackets = -1 if kind == "routine" else self._deepest + PAREN_LEVELS
        self.done.append(Segment(kind, self._head, self._tail, max(end, self._tail), catches, brackets))
        self._head = -1


_LAST_WORD = re.compile(r"(?:(?<![\w@#$])(?i:UNION)\s++(?i:ALL)|[\w@#$]++)\Z")
_WORD = re.compile(r"[^\W\d]\w*+")
_TRIGGER_ON = re.compile(r"\s++(?i:TRIGGER)\s++(?:[\w$#@.]++|\[[^\]]++\]|\"[^\"]++\"|\s*+,\s*+)++\s++(?i:ON)\b")
_NUMBER = re.compile(r"\s*+\d")
_PAREN = re.compile(r"\s*+\(")
_LABEL = re.compile(r"[ \t]*+([^\W\d][\w@#$]*+)\s*+:")
_LABEL_CHARS = 140  # a name has up to 128
_THROWS = re.compile(r"\s*+(?:[\d@;]|\Z)|[ \t]*+[\r\n]")
_CTE = re.compile(
    r"\s++(?:XMLNAMESPACES\b|(?!(?i:SCHEMABINDING|ENCRYPTION|VIEW_METADATA|RECOMPILE|NATIVE_COMPILATION)\b)"
    r"(?:\[[^\]]++\]|\"[^\"]++\"|[\w@#$]++)\s*+(?:\([^()]*+\)\s*+)?(?i:AS)\s*+\()"
)
_IF_EXISTS = re.compile(r"\s++(?i:EXISTS)\s++[^\s(]")
_ROUTINE = re.compile(r"(?i:CREATE(?:\s++OR\s++ALTER)?|ALTER)\s++(?i:PROC|PROCEDURE|FUNCTION|TRIGGER)\b")
_RULES: dict[str, Callable[[_Reader, str, int], bool]] = {
    "SELECT": _Reader._select,
    "INSERT": _Reader._insert,
    "UPDATE": _Reader._update,
    "DELETE": _Reader._delete,
    "MERGE": _Reader._merge,
    "WITH": _Reader._with,
    "SET": _Reader._set,
    "ALTER": _Reader._alter,
    "DROP": _Reader._drop,
    "EXEC": _Reader._exec,
    "EXECUTE": _Reader._exec,
    "IF": _Reader._if,
    "ENABLE": _Reader._enable,
    "DISABLE": _Reader._enable,
    "TRUNCATE": lambda self, _, after: self._next(after) != "TABLE",
    "BULK": lambda self, _, after: self._next(after) != "INSERT",
    "SAVE": lambda self, _, after: not self._next(after).startswith("TRAN"),
    "THROW": lambda self, _, after: _THROWS.match(self._text, after, self._end) is None,
    "ROLLBACK": lambda _self, previous, _: previous == "WITH",
    "GRANT": lambda _self, previous, _: previous in ("WITH", "REVOKE"),
    "FETCH": lambda _self, previous, _: previous in ("ROW", "ROWS"),
    "END": lambda self, previous, _: previous == "ROW" and self._verb in ("ALTER", "CREATE"),
    "REVERT": lambda _self, previous, _: previous == "NO",
}
_OPENINGS: dict[str, Callable[[_Reader, int, int], None]] = {
    "CREATE": _Reader._open_create,
    "ALTER": _Reader._open_create,
    "UPDATE": _Reader._open_update,
    "ELSE": _Reader._open_else,
    "BEGIN": _Reader._open_begin,
    "END": _Reader._open_end,
}
_KINDS = {"IF": "if", "WHILE": "while", "ELSE": "else", "BEGIN": "begin", "END": "end"}
