"""Stage 4, core: what the statements of procedural languages have in common, put into SQL: cursors, INTO, loops, calls.

A language's own walk adds to `own` what its statements begin with, and says in `_plain_statement` what else there is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from graph.extract.algebra.bodies.plsql_spelling import plain_plsql
from graph.extract.algebra.bodies.procedural_cursors import CursorWalk
from graph.extract.algebra.bodies.procedural_targets import CONSTANT, into
from graph.extract.algebra.bodies.procedural_words import FOR, NAME
from graph.extract.algebra.built import Built
from graph.extract.algebra.context import Context
from graph.extract.algebra.variables import NOTHING, arguments
from graph.extract.algebra.words import first_words
from graph.extract.tsql_statements import Segment
from graph.facts import Assign, Call
from graph.names import Name

_ASSIGNED = re.compile(
    rf"(?s):?{NAME}\s*(?:\.\s*{NAME}\s*|\([^()]*(?:\([^()]*\)[^()]*)*\)\s*|\[[^\]]*\]\s*)*:?=(?![=>])"
)
_CURSOR_USE = re.compile(rf"(?s)\s*({NAME}(?:\s*\.\s*{NAME})*)\s*(?:\((.*)\))?\s*\Z")
_CALL = re.compile(rf"(?is)\s*call\s+({NAME}(?:\s*\.\s*{NAME})*)\s*(?:\((.*)\))?\s*;?\s*\Z")


class ProceduralWalk(CursorWalk):
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


def _folded(ctx: Context, part: str) -> str:
    """A part of a routine's name; a link to another database stays as it is."""
    quoted = part.startswith('"')
    return ctx.dialect.fold_table(part[1:-1].replace('""', '"') if quoted else part, quoted)
