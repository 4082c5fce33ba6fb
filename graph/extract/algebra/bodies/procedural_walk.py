"""Stage 4, core: what the statements of procedural languages have in common, put into SQL: cursors, INTO, loops, calls.

A language's own walk adds to `own` what its statements begin with, and says in `_plain_statement` what else there is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from msgspec.structs import replace

from graph.extract.algebra.bodies.plsql_spelling import plain_plsql
from graph.extract.algebra.bodies.procedural import FOR
from graph.extract.algebra.bodies.procedural_words import NAME
from graph.extract.algebra.bodies.walk import Walk
from graph.extract.algebra.context import Context
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import Built, Cursor
from graph.extract.algebra.variables import NOTHING, arguments, assigned_from, fetched, folded
from graph.extract.algebra.words import first_words
from graph.extract.tsql_statements import Segment
from graph.facts import Assign, Call, Define, Op, Out, Query, Read, Return, Select, cursor_name
from graph.names import Name

CONSTANT = re.compile(
    r"(?i)\s*(?:[-+]?[\d.]+|'(?:[^']|'')*'(?:\s*::\s*\w+)?|null|true|false|sysdate|systimestamp)\s*;?\s*"
)
_PATH = re.compile(rf"(?s)\s*(:?{NAME})\s*((?:\([^()]*(?:\([^()]*\)[^()]*)*\)\s*|\[[^\]]*\]\s*)*)(\.)?")
_ASSIGNED = re.compile(
    rf"(?s):?{NAME}\s*(?:\.\s*{NAME}\s*|\([^()]*(?:\([^()]*\)[^()]*)*\)\s*|\[[^\]]*\]\s*)*:?=(?![=>])"
)
_CURSOR_USE = re.compile(rf"(?s)\s*({NAME}(?:\s*\.\s*{NAME})*)\s*(?:\((.*)\))?\s*\Z")
_CALL = re.compile(rf"(?is)\s*call\s+({NAME}(?:\s*\.\s*{NAME})*)\s*(?:\((.*)\))?\s*;?\s*\Z")
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


class ProceduralWalk(Walk):
    """Statements of a procedural body."""

    own: ClassVar[Mapping[str, Callable[[Any, str], Iterator[Built]]]] = {}

    def _built(self, segment: Segment) -> Iterator[Built]:
        text = self._text[segment.head : segment.tail]
        if segment.kind == "declare":
            return self._declared(text)
        first = next(iter(first_words(text, 1)), "")
        handler = self.own.get(first)
        if handler is not None:
            return handler(self, text)
        found = _ASSIGNED.match(text)
        if found is not None:
            return self._assignment(found[0].rstrip("=: \t\r\n"), text[found.end() :])
        return self._plain_statement(text, first)

    def _plain_statement(self, text: str, first: str) -> Iterator[Built]:
        return self._query(text)

    # --- variables ---

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

    def _declared(self, text: str) -> Iterator[Built]:
        """`name type := expression`, `name CURSOR FOR query`"""
        name = re.match(rf"\s*({NAME})", text)
        if name is None:
            return iter(())
        cursor = re.match(r"(?is)\s*(?:(?:no\s+)?\w+\s+)?cursor\b", text[name.end() :])
        if cursor is not None:
            return self._declared_cursor(name[1], text[name.end() + cursor.end() :])
        names = self._builder.reader_of(text)
        levels = names.level(1) if names is not None else []
        at = next((at for at in levels if names and names.word(at) in (":=", "=", "DEFAULT")), 0)
        if names is None or not at:
            return iter(())
        expression = text[names.tokens[at].end + 1 :]
        target = self._variable(name[1])
        return iter(()) if CONSTANT.fullmatch(expression) else self._assigned((target,) if target else (), expression)

    # --- cursors ---

    def _declared_cursor(self, name: str, rest: str) -> Iterator[Built]:
        """`[(parameters)] … FOR | IS query`, behind the word CURSOR and the name."""
        names = self._builder.reader_of(rest)
        if names is None:
            return iter([Built("declare", "refused", "unterminated quote or comment")])
        at = 0
        parameters: tuple[str, ...] = ()
        if names.word(0) == "(":
            at = names.skip_brackets(0)
            parameters = self._cursor_parameters(names, at)
        begin = next((i for i in names.level(at) if names.word(i) in ("FOR", "IS", "AS")), -1)
        if begin < 0:
            return iter(())
        query = rest[names.tokens[begin].end + 1 :]
        key = folded(self._builder.ctx, name)
        if first_words(query, 1) not in (["SELECT"], ["WITH"], ["("], ["SEL"]):
            return iter(())  # the name of a prepared statement
        self._builder.cursors[key] = Cursor(parameters, query, self._builder.ctx.variables)
        return self._defined_cursor(key, "declare", ())

    def _cursor_parameters(self, names: NameReader, end: int) -> tuple[str, ...]:
        found, expects = [], True
        for at in names.level(1):
            if at >= end - 1:
                break
            if expects:
                token = names.tokens[at]
                found.append(folded(self._builder.ctx, names.text[token.start : token.end + 1]))
            expects = names.word(at) == ","
        return tuple(found)

    def _defined_cursor(self, key: str, kind: str, first: tuple[Op, ...]) -> Iterator[Built]:
        """The cursor holds its query's rows, `first` done before."""
        cursor = self._builder.cursors[key]
        ctx = self._builder.ctx
        outer = ctx.variables
        ctx.variables = cursor.variables | {name: f"{key}.{name}" for name in cursor.parameters}
        built = self._builder.build(cursor.query)
        ctx.variables = outer
        for one in built:
            ops = tuple(
                Define(cursor_name(key), "table_variable", query=op.query) if isinstance(op, Read) else op
                for op in one.ops
            )
            yield replace(one, kind=kind, ops=(*first, *ops))

    def _opened_cursor(self, name: str, given: str, kind: str) -> Iterator[Built]:
        """OPEN c (arguments): parameters get their values, and the query is what it is then."""
        key = folded(self._builder.ctx, name)
        cursor = self._builder.cursors.get(key)
        if cursor is None:
            return iter([Built(kind)])
        names = self._builder.reader_of(f"({given})") if given.strip() else None
        values = values_of(plain_plsql(names)) if names is not None else []
        if values is None:
            partial = self._defined_cursor(key, kind, ())
            return (replace(one, status="partial", reason="arguments of a cursor") for one in partial)
        first = [
            Assign((("@" + f"{key}.{parameter or cursor.parameters[at]}",),), query)
            for at, (parameter, query) in enumerate(values)
            if parameter or at < len(cursor.parameters)
        ]
        return self._defined_cursor(key, kind, tuple(first))

    def _looped_cursor(self, name: str, given: str, targets: tuple[Name, ...]) -> Iterator[Built]:
        """FOR r IN c (arguments): opened, and each row fetched."""
        key = folded(self._builder.ctx, name.split(".")[-1].strip())
        row = fetched(key, targets, row=len(targets) == 1)
        if key not in self._builder.cursors:
            yield Built("fetch", ops=(row,))
            return
        for one in self._opened_cursor(key_text(name), given, "fetch"):
            yield replace(one, ops=(*one.ops, row))

    def _opens(self, text: str) -> Iterator[Built]:
        """OPEN c; OPEN c (arguments); OPEN c FOR query"""
        found = re.match(rf"(?is)\s*open\s+({NAME}(?:\s*\.\s*{NAME})*|:{NAME})\s*(.*)\Z", text)
        if found is None:
            return iter([Built("other")])
        opened = re.match(r"(?i)(?:(?:no\s+)?scroll\s+)?for\b", found[2])
        if opened is None:
            given = re.match(r"(?s)\((.*)\)\s*\Z", found[2])
            return self._opened_cursor(key_text(found[1]), given[1] if given else "", "open")
        query = found[2][opened.end() :]
        if first_words(query, 1) not in (["SELECT"], ["WITH"], ["("], ["SEL"]):
            return iter([Built("execute", "refused", "dynamic SQL")])
        key = folded(self._builder.ctx, key_text(found[1]).lstrip(":"))
        self._builder.cursors[key] = Cursor((), query, self._builder.ctx.variables)
        return self._defined_cursor(key, "open", ())

    def _fetches(self, text: str) -> Iterator[Built]:
        """FETCH [direction [FROM | IN]] cursor [BULK COLLECT] INTO a, b [LIMIT n]"""
        names = self._builder.reader_of(text)
        at = next((at for at in names.level(0) if is_into(names, at)), 0) if names is not None else 0
        if names is None or not at:
            return iter([Built("other")])
        written, _ = self._listed_targets(names, at)
        targets = tuple(map(self._variable, written))
        token = names.tokens[at - 1]
        cursor = folded(self._builder.ctx, text[token.start : token.end + 1])
        if not targets or not all(targets):
            return iter([Built("fetch", "partial", "target of FETCH")])
        return self._into(iter([Built("fetch", ops=(fetched(cursor, targets, row=len(targets) == 1),))]), written)

    # --- loops ---

    def _loops(self, text: str) -> Iterator[Built]:
        """FOR target IN query, a cursor, a range; FOREACH target IN ARRAY expression"""
        found = FOR.match(text)
        if found is None:
            return iter(())
        targets = tuple(self._variable(part) for part in re.findall(NAME, found[1]))
        rest = text[found.end() :].strip()
        first = next(iter(first_words(rest.lstrip("( \t\r\n"), 1)), "")
        if not all(targets):
            return iter([Built("other", "partial", "target of a loop")])
        if first == "EXECUTE":
            return iter([Built("execute", "refused", "dynamic SQL", (Assign(targets, NOTHING),))])
        if first in ("SELECT", "WITH", "SEL"):
            return (into(one, targets, "select", row=len(targets) == 1) for one in self._builder.build(rest))
        cursor = _CURSOR_USE.match(rest)
        if cursor is not None and ".." not in rest:
            return self._looped_cursor(cursor[1], cursor[2] or "", targets)
        if first == "ARRAY":
            return self._assigned(targets, re.sub(r"(?i)\A\s*array\b", "", rest, count=1))
        return iter([Built("set", ops=(Assign(targets, NOTHING),))])

    # --- calls ---

    def _calls(self, text: str) -> Iterator[Built]:
        """CALL p (a, b => c)"""
        found = _CALL.match(text)
        if found is None:
            return iter(self._builder.build(text))
        return self._call(text, found[1], found[2])

    def _call(self, text: str, called: str, arguments_text: str | None) -> Iterator[Built]:
        """A call of the routine `called`, whose arguments stand in the first brackets of the text."""
        ctx = self._builder.ctx
        name = tuple(_folded(ctx, part) for part in re.findall(rf"{NAME}|@[\w.\s]+", called))
        if ctx.target(name):
            return iter([Built("other", "refused", "not understood")])
        names = self._builder.reader_of(text)
        if names is None:
            return iter([Built("call", "refused", "unterminated quote or comment")])
        name = ctx.routine_name(name)
        given, outs = None, self._outs(arguments_text or "")
        if arguments_text:
            names = plain_plsql(names)
            begin = next(at for at in range(len(names.tokens)) if names.word(at) == "(")
            given, _ = arguments(names, begin + 1, names.skip_brackets(begin) - 1)
        return iter([Built("call", ops=(Call(name, arguments=given, outs=outs, maybe_outs=True),))])

    def _outs(self, given: str) -> tuple[tuple[int, Name], ...]:
        """The arguments that are variables: the callee may pass values back in them."""
        names = self._builder.reader_of(f"({given})")
        if names is None:
            return ()
        found: list[tuple[int, Name]] = []
        begin, position = 1, 0
        last = len(names.tokens) - 1
        for at in [*(at for at in names.level(1) if at < last and names.word(at) == ","), last]:
            begin += 2 if names.word(begin + 1) in ("=>", ":=") else 0
            if begin < at:
                text = names.text[names.tokens[begin].start : names.tokens[at - 1].end + 1]
                target = self._variable(text)
                if target and target[0][1:] != "new":
                    found.append((position, target))
            begin, position = at + 1, position + 1
        return tuple(found)

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


def key_text(written: str) -> str:
    """The last part of a cursor's name, as written."""
    return str(re.findall(NAME, written)[-1])


def values_of(names: NameReader) -> list[tuple[str, Query]] | None:
    """The arguments in brackets one by one, each with the parameter that it names ("" for none)."""
    query, _ = arguments(names, 1, names.skip_brackets(0) - 1)
    if query is None:
        return None
    if not isinstance(query, Select):
        return []
    return [
        (part.item.name, replace(query, projection=(Out(replace(part.item, name="")),)))
        for part in query.projection
        if isinstance(part, Out)
    ]


def into(built: Built, targets: tuple[Name, ...], kind: str, *, row: bool = False) -> Built:
    """The statement with its rows going into variables."""
    ops = tuple(assigned_from(built.ops, targets, row=row)) if targets else built.ops
    return replace(built, kind=kind, ops=ops)


def out(built: Built, kind: str) -> Built:
    """The statement with its rows going to the caller."""
    ops = tuple(Return(op.query) if isinstance(op, Read) else op for op in built.ops)
    return replace(built, kind=kind, ops=ops)


def _folded(ctx: Context, part: str) -> str:
    """A part of a routine's name; a link to another database stays as it is."""
    quoted = part.startswith('"')
    return ctx.dialect.fold_table(part[1:-1].replace('""', '"') if quoted else part, quoted)
