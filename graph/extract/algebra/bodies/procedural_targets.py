"""Stage 4, core: variables of procedural bodies as targets: of assignments, and of rows that go INTO them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from graph.extract.algebra.bodies.procedural_words import NAME
from graph.extract.algebra.bodies.walk import Walk
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.variables import NOTHING, assigned_from, folded
from graph.extract.algebra.words import first_words
from graph.facts import Assign, Read, Return
from graph.names import Name

CONSTANT = re.compile(
    r"(?i)\s*(?:[-+]?[\d.]+|'(?:[^']|'')*'(?:\s*::\s*\w+)?|null|true|false|sysdate|systimestamp)\s*;?\s*"
)
_PATH = re.compile(rf"(?s)\s*(:?{NAME})\s*((?:\([^()]*(?:\([^()]*\)[^()]*)*\)\s*|\[[^\]]*\]\s*)*)(\.)?")
_BEFORE_TABLES = frozenset(("INSERT", "MERGE", "OVERWRITE"))
_DML = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE"))
_ENDS_TARGETS = frozenset(("FROM", "LIMIT", "USING", "WHERE", ";"))


class Path(NamedTuple):
    """A variable or a part of it, as written. `element`: of a collection, of which others stay as they are."""

    parts: tuple[str, ...]
    element: bool = False


def read_path(written: str) -> Path | None:
    """`v`, `r.field`, `t(i).field`, `a[1]`; None for anything else."""
    parts, element, at = [], False, 0
    while True:
        found = _PATH.match(written, at)
        if found is None:
            return None
        parts.append(found[1])
        element = element or bool(found[2].strip())
        at = found.end()
        if not found[3]:
            return Path(tuple(parts), element) if not written[at:].strip() else None


class TargetWalk(Walk):
    """Statements of SQL whose rows go into variables, and assignments."""

    def _variable(self, written: str) -> Name:
        """A variable, or a record's field, as a target; `()` for what is none."""
        path = read_path(written)
        return self._named(path.parts) if path is not None else ()

    def _named(self, parts: tuple[str, ...]) -> Name:
        ctx = self._builder.ctx
        return ctx.target(tuple(folded(ctx, part) for part in parts)) or ()

    def _assignment(self, written: str, expression: str) -> Iterator[Built]:
        """`target := expression`. What an element gets does not end what the others hold."""
        path = read_path(written)
        target = self._named(path.parts) if path is not None else ()
        weak = path is not None and path.element
        self._marks += "(" if weak else ""
        yield from self._assigned((target,) if target else (), expression)
        self._marks += "|)" if weak else ""

    def _assigned(self, targets: tuple[Name, ...], expression: str) -> Iterator[Built]:
        if CONSTANT.fullmatch(expression):
            return iter([Built("set", ops=(Assign(targets, NOTHING),) if targets else ())])
        return (into(one, targets, "set") for one in self._builder.build("SELECT " + expression))

    # --- queries whose rows go into variables ---

    def _query(self, text: str) -> Iterator[Built]:
        """A statement of SQL; its rows may go into variables."""
        text, written = self._without_into(text)
        if not written:
            return iter(self._builder.build(text))
        targets = tuple(self._variable(one) for one in written)
        self._builder.ctx.takes_rows = True
        built = self._builder.build(text)
        self._builder.ctx.takes_rows = False
        if not all(targets):
            return (
                replace(one, status="partial", reason="target of INTO") if one.status == "parsed" else one
                for one in built
            )
        return self._into((into(one, targets, one.kind, row=len(targets) == 1) for one in built), written)

    def _into(self, built: Iterator[Built], written: list[str]) -> Iterator[Built]:
        """What elements of collections get does not end what the others hold."""
        paths = [read_path(one) for one in written]
        weak = any(path is not None and path.element for path in paths)
        self._marks += "(" if weak else ""
        yield from built
        self._marks += "|)" if weak else ""

    def _without_into(self, text: str) -> tuple[str, list[str]]:
        """`SELECT … [BULK COLLECT] INTO a, b FROM …`, `… RETURNING x INTO y`: variables take the row."""
        if not re.search(r"(?i)\binto\b", text):
            return text, []
        names = self._builder.reader_of(text)
        if names is None:
            return text, []
        gives = first_words(text, 1)[0] not in _DML
        for at in names.level(0):
            gives = gives or names.word(at) in ("RETURNING", "RETURN")
            if gives and is_into(names, at):
                written, end = self._listed_targets(names, at)
                stop = names.tokens[end].start if end < len(names.tokens) else len(text)
                return f"{text[: names.tokens[at].start]} {text[stop:]}", written
        return text, []

    def _listed_targets(self, names: NameReader, at: int) -> tuple[list[str], int]:
        """The targets behind INTO, as written, and the token behind them."""
        text = names.text
        at += 2 if names.word(at + 1) == "STRICT" else 1
        written: list[str] = []
        begin = at
        expects = True
        for end in names.level(at):
            word = names.word(end)
            if word == ",":
                written.append(text[names.tokens[begin].start : names.tokens[end - 1].end + 1])
                begin, expects = end + 1, True
            elif (word in _ENDS_TARGETS and not expects) or not (expects or word in (".", "(", "[", "]", ":")):
                if names.word(end - 1) != ".":
                    return [*written, text[names.tokens[begin].start : names.tokens[end - 1].end + 1]], end
            else:
                expects = word == ":"
        return [*written, text[names.tokens[begin].start : names.tokens[-1].end + 1]] if begin < len(
            names.tokens
        ) else written, len(names.tokens)


def is_into(names: NameReader, at: int) -> bool:
    """Whether this token is the INTO of variables."""
    if names.word(at) == "BULK":
        return names.word(at - 1) not in _BEFORE_TABLES
    return names.word(at) == "INTO" and names.word(at - 1) not in _BEFORE_TABLES


def into(built: Built, targets: tuple[Name, ...], kind: str, *, row: bool = False) -> Built:
    """The statement with its rows going into variables."""
    ops = tuple(assigned_from(built.ops, targets, row=row)) if targets else built.ops
    return replace(built, kind=kind, ops=ops)


def out(built: Built, kind: str) -> Built:
    """The statement with its rows going to the caller."""
    ops = tuple(Return(op.query) if isinstance(op, Read) else op for op in built.ops)
    return replace(built, kind=kind, ops=ops)
