"""Stage 4, core: a script's bytes → which of them define which object. Every byte belongs to exactly one part.

What belongs to an object goes with it: comments before it, what ends it, SET before it, a DROP of it before it, and
what the same script says of it later (ALTER, COMMENT, indexes, GRANT). All else is the script's own.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract.algebra.statement import StatementBuilder
from graph.extract.detect import detect
from graph.extract.dialects import Dialect, resolve_dialect
from graph.extract.heads import Head, head_of
from graph.extract.request import ExtractRequest, LimitExceeded
from graph.extract.split import Piece, split
from graph.extract.sqlcmd import Variables
from graph.extract.text import decode
from graph.facts import Use
from graph.names import Name

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252", "latin-1")
_USE_CHARS = 1_000  # a longer statement does not only change the current schema


@dataclass(frozen=True, slots=True, order=True)
class ScriptObject:
    """What one file is made for. `database` and `schema` "" where nobody says them."""

    database: str
    schema: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `start` to `end` of the file. `object` None: the script's own."""

    start: int
    end: int
    object: ScriptObject | None


def separate(data: bytes, request: ExtractRequest, *, database: str = "", schema: str = "") -> tuple[Part, ...]:
    """The parts in order, without gaps; none for an empty file. `database` and `schema` complete names that do not say
    them. A file that is no text, passes a limit of the request, or whose text does not give its bytes again is one
    part of its own."""
    whole = (Part(0, len(data), None),) if data else ()
    try:
        text = decode(data)
        name = request.dialect or detect(text, request.name_hint)[0]
        dialect = resolve_dialect(name)
        pieces = split(text, dialect, nesting=request.nesting, statements=request.statements)
    except LimitExceeded:
        return whole
    place = _place(data, text)
    if place is None or not pieces:
        return whole
    mark, encoding = place
    owners = _Owners(dialect, database, schema).of(pieces)
    return tuple(_parts(pieces, owners, mark, encoding))


def _place(data: bytes, text: str) -> tuple[int, str] | None:
    """How many bytes stand before the text and in which encoding it gives the rest; None if in none."""
    for mark in _MARKS:
        if not data.startswith(mark):
            continue
        for encoding in _ENCODINGS:
            try:
                if text.encode(encoding) == data[len(mark) :]:
                    return len(mark), encoding
            except UnicodeEncodeError:
                continue
    return None


def _parts(pieces: Sequence[Piece], owners: Sequence[ScriptObject | None], mark: int, encoding: str) -> Iterator[Part]:
    start, end = 0, mark
    for at, piece in enumerate(pieces):
        end += len(piece.text.encode(encoding))
        if at + 1 == len(pieces) or owners[at + 1] != owners[at]:
            yield Part(start, end, owners[at])
            start = end


class _Owners:
    """Decides piece by piece; what waits for the next one (SET, DROP, DELIMITER) is decided with it."""

    def __init__(self, dialect: Dialect, database: str, schema: str) -> None:
        self._dialect = dialect
        self._builder = StatementBuilder(dialect)
        self._variables = Variables() if dialect.client == "sqlcmd" else None
        self._database = database
        self._schema = schema or dialect.default_schema
        self._known: dict[tuple[str, str, str], ScriptObject] = {}
        self._owners: list[ScriptObject | None] = []
        self._waiting: list[tuple[int, Head]] = []

    def of(self, pieces: Sequence[Piece]) -> list[ScriptObject | None]:
        for at, piece in enumerate(pieces):
            self._owners.append(None)
            if self._variables is not None and piece.kind == "meta":
                self._variables.read(piece.statement)
            if piece.kind in ("sql", "routine", "block"):
                self._statement(at, piece)
            elif (piece.kind == "separator" and _begins_delimiter(piece)) or self._waiting:
                self._waiting.append((at, Head("sets")))
            elif piece.kind != "meta":
                self._owners[at] = self._owners[at - 1] if at else None
        return self._owners

    def _statement(self, at: int, piece: Piece) -> None:
        text = self._variables.put_into(piece.statement, self._dialect) if self._variables else piece.statement
        head = head_of(text, self._dialect) if piece.kind != "block" else Head("other")
        if head.action in ("sets", "drops"):
            self._waiting.append((at, head))
        if head.action in ("sets", "uses"):
            self._use(text, certain=head.action == "uses")
        if head.action in ("sets", "drops"):
            return
        if head.action == "defines":
            self._define(at, head)
        elif head.action == "belongs":
            self._owners[at] = self._known.get(self._complete(head.name))
        self._waiting = []

    def _define(self, at: int, head: Head) -> None:
        full = self._complete(head.name)
        found = ScriptObject(full[0], full[1], head.kind, full[2])
        self._known[full] = self._owners[at] = found
        if all(self._complete(one.name) == full for _, one in self._waiting if one.action == "drops"):
            for before, _ in self._waiting:
                self._owners[before] = found

    def _complete(self, name: Name) -> tuple[str, str, str]:
        if not name:
            return "", "", ""
        schema = name[-2] if len(name) > 1 else self._schema
        return (name[-3] if len(name) > 2 else self._database), schema, name[-1]

    def _use(self, statement: str, *, certain: bool) -> None:
        """`certain`: it changes the current schema. If nobody can tell to which, none is known from here on."""
        uses = [
            op
            for built in (self._builder.build(statement) if len(statement) <= _USE_CHARS else ())
            for op in built.ops
            if isinstance(op, Use) and "$(" not in "".join((op.database, *op.path))
        ]
        if certain and not uses:
            self._database, self._schema = "", self._dialect.default_schema
        for op in uses:
            self._database = op.database or self._database
            own = self._dialect.default_schema if op.database else self._schema
            self._schema = op.path[0] if op.path else own


def _begins_delimiter(piece: Piece) -> bool:
    words = piece.statement.split()
    return len(words) > 1 and words[0].upper() == "DELIMITER" and words[1] != ";"
