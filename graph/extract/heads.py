"""Stage 4, core: what the first words of a statement say it does to which object. No parser: a few tokens are read.

For cutting scripts into files of one object each; lineage comes from the algebra, which reads all of a statement.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graph.extract.dialects import Dialect
from graph.extract.lexer import lexicon
from graph.names import Name

Action: TypeAlias = Literal["defines", "belongs", "drops", "sets", "uses", "other"]

_TOKENS = 40  # between CREATE and what is created, or GRANT and ON: options, hints, a DEFINER
_WORD = re.compile(r"[^\W\d][\w$#]*+")
_BARE = re.compile(r"[@#]*+[^\W\d][\w$#@]*+")
_DASHED = re.compile(r"[^\W\d][\w-]*+")  # a project of BigQuery
_KINDS = {
    "TABLE": "table",
    "VIEW": "view",
    "PROCEDURE": "procedure",
    "PROC": "procedure",
    "FUNCTION": "function",
    "TRIGGER": "trigger",
    "PACKAGE": "package",
    "TYPE": "type",
    "SEQUENCE": "sequence",
    "SYNONYM": "synonym",
    "MACRO": "macro",
    "EVENT": "event",
    "DOMAIN": "domain",
    "TASK": "task",
    "STREAM": "stream",
    "DICTIONARY": "dictionary",
}
_REDEFINED = frozenset(("PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "VIEW"))
"""What ALTER gives a new text in T-SQL."""
_PASSING = frozenset(("TEMP", "TEMPORARY", "VOLATILE"))


@dataclass(frozen=True, slots=True)
class Head:
    """`defines`, `belongs` (ALTER, COMMENT, an index, GRANT …) and `drops` are about the object `name`, whose parts are
    folded as tables are. `kind` is known for what is defined. `sets` changes the session, `uses` the current schema."""

    action: Action
    name: Name = ()
    kind: str = ""


def head_of(statement: str, dialect: Dialect) -> Head:
    """Of a statement proper. Objects that pass with the session are none: their statements are `other`."""
    reader = _Reader(statement, dialect)
    verb = reader.word()
    match verb:
        case "CREATE" | "REPLACE":
            return _created(reader)
        case "ALTER":
            return _altered(reader, redefines=dialect.go_batches)
        case "DROP":
            return Head("drops", reader.name()) if reader.until(_KINDS) and reader.skip_exists() else Head("other")
        case "COMMENT":
            return _commented(reader)
        case "GRANT" | "REVOKE" | "DENY":
            return Head("belongs", reader.named_object()) if reader.until({"ON": ""}) else Head("other")
        case "SET":
            return Head("sets")
        case "USE" | "DATABASE":
            return Head("uses")
    return Head("other")


def _created(reader: "_Reader") -> Head:
    passing = False
    word = ""
    for _ in range(_TOKENS):
        word = reader.word()
        passing = passing or word in _PASSING
        if word in ("INDEX", "STATISTICS"):
            return Head("belongs", reader.named_object()) if reader.until({"ON": ""}) else Head("other")
        if word in _KINDS or (not word and not reader.skip_token()):
            break
    kind = _KINDS.get(word, "")
    if kind == "view" and reader.seen("MATERIALIZED"):
        kind = "materialized_view"
    if kind == "table" and reader.accept("FUNCTION"):
        kind = "function"
    if kind in ("package", "type") and reader.accept("BODY"):
        kind += "_body"
    name = reader.name() if kind and reader.skip_exists() else ()
    if not name or passing or name[-1].startswith("#"):
        return Head("other")
    return Head("defines", name, kind)


def _altered(reader: "_Reader", *, redefines: bool) -> Head:
    word = reader.until(_KINDS)
    if not word or not reader.skip_exists():
        return Head("other")
    name = reader.name()
    if redefines and word in _REDEFINED and name:
        return Head("defines", name, _KINDS[word])
    return Head("belongs", name) if name else Head("other")


def _commented(reader: "_Reader") -> Head:
    if reader.word() != "ON":
        return Head("other")
    word = reader.until({**_KINDS, "COLUMN": ""})
    name = reader.name() if word and reader.skip_exists() else ()
    name = name[:-1] if word == "COLUMN" else name
    return Head("belongs", name) if name else Head("other")


class _Reader:
    """Goes from token to token; comments between them are skipped."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._text = text
        self._dialect = dialect
        self._gap = lexicon(dialect).gap
        self._quotes = dict(dialect.identifier_quotes)
        self._seen: set[str] = set()
        self._at = 0

    def word(self) -> str:
        """The next word in upper case, behind it; "" if something else stands here."""
        found = _WORD.match(self._text, self._skip_gap())
        if not found:
            return ""
        self._at = found.end()
        self._seen.add(found[0].upper())
        return found[0].upper()

    def accept(self, word: str) -> bool:
        """Step over the word if it stands here."""
        before = self._at
        if self.word() == word:
            return True
        self._at = before
        return False

    def seen(self, word: str) -> bool:
        """Whether the word was stepped over."""
        return word in self._seen

    def until(self, words: "dict[str, str]") -> str:
        """The next of these words, behind it; "" if it does not come soon."""
        for _ in range(_TOKENS):
            word = self.word()
            if word in words or (not word and not self.skip_token()):
                return word
        return ""

    def skip_exists(self) -> bool:
        """Step over IF [NOT] EXISTS, CONCURRENTLY and ONLY. Always True."""
        while any(self.accept(word) for word in ("IF", "NOT", "EXISTS", "CONCURRENTLY", "ONLY")):
            pass
        return True

    def named_object(self) -> Name:
        """Behind ON: a class and its mark (`OBJECT::`, `TABLE`), and the name."""
        self.skip_exists()
        for word in _KINDS:
            if self.accept(word):
                break
        name = self.name()
        if self._text.startswith("::", self._at):
            self._at += 2
            return self.name()
        return name

    def name(self) -> Name:
        """A name of any number of parts, folded; () if none stands here."""
        parts: list[str] = []
        while True:
            part = self._part()
            if part is None:
                return tuple(parts)
            parts += part
            before = self._at
            if not self._text.startswith(".", self._skip_gap()):
                self._at = before
                return tuple(parts)
            self._at += 1

    def skip_token(self) -> bool:
        """Step over something that is no word; False at the end."""
        at = self._skip_gap()
        if at == len(self._text):
            return False
        opening = self._text[at]
        closing = self._quotes.get(opening) or (opening if opening in self._dialect.string_quotes else "")
        end = self._text.find(closing, at + 1) + 1 if closing else 0
        self._at = end or at + 1
        return True

    def _part(self) -> list[str] | None:
        at = self._skip_gap()
        closing = self._quotes.get(self._text[at : at + 1])
        if closing:
            return self._quoted(at, closing)
        found = (_DASHED if self._dialect.name == "bigquery" else _BARE).match(self._text, at)
        if not found:
            return None
        self._at = found.end()
        return [self._dialect.fold_table(found[0], False)]

    def _quoted(self, at: int, closing: str) -> list[str] | None:
        start, end = at + 1, at + 1
        while True:
            end = self._text.find(closing, end)
            if end < 0:
                return None
            if not self._text.startswith(closing * 2, end):
                break
            end += 2
        self._at = end + 1
        text = self._text[start:end].replace(closing * 2, closing)
        parts = text.split(".") if self._dialect.name == "bigquery" else [text]
        return [self._dialect.fold_table(part, True) for part in parts]

    def _skip_gap(self) -> int:
        found = self._gap.match(self._text, self._at)
        if found:
            self._at = found.end()
        return self._at
