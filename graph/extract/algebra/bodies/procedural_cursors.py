"""Stage 4, core: cursors of procedural bodies as local tables: declared, opened, fetched from, looped over."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from graph.extract.algebra.bodies.plsql_spelling import plain_plsql
from graph.extract.algebra.bodies.procedural_targets import TargetWalk, is_into
from graph.extract.algebra.bodies.procedural_words import NAME
from graph.extract.algebra.built import Built, Cursor
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.variables import arguments, fetched, folded
from graph.extract.algebra.words import first_words
from graph.facts import Assign, Define, Op, Out, Query, Read, Select, cursor_name
from graph.names import Name


class CursorWalk(TargetWalk):
    """Statements about cursors."""

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
