"""Stage 4, core: the statements of Oracle's PL/SQL, put into SQL.

A name that is both a column and a variable is the column inside of SQL. What a trigger puts into `:new.c` is an update
of the trigger's table.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from msgspec.structs import replace

from graph.extract.algebra.bodies.procedural_cursors import key_text
from graph.extract.algebra.bodies.procedural_targets import CONSTANT, out, read_path
from graph.extract.algebra.bodies.procedural_walk import ProceduralWalk
from graph.extract.algebra.bodies.procedural_words import NAME
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import certain_names
from graph.extract.algebra.variables import folded, rows_of_cursor
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.extract.tsql_statements import Segment
from graph.facts import Assign, Item, Op, Out, Return, Select, Star, Write
from graph.names import Name

_QUIET = words("NULL RAISE GOTO EXIT CONTINUE CLOSE COMMIT ROLLBACK SAVEPOINT LOCK PRAGMA SET")
_SQL = words("SELECT INSERT UPDATE DELETE MERGE WITH TRUNCATE ALTER CREATE DROP")
_FORALL = re.compile(r"(?is)\s*forall\s+(\S+)\s+in\b(.*?)\b(insert|update|delete|merge|execute)\b")
_CALL = re.compile(
    rf"(?is)\s*(?:call\s+)?({NAME}(?:\s*\.\s*{NAME})*(?:\s*@\s*[\w.]+)?)\s*(?:\((.*)\))?\s*(?:\([^()]*\))?\s*\Z"
)
_CURSOR = re.compile(rf"(?is)\s*cursor\s+({NAME})")
_ROW = re.compile(r"(?is)\bset\s+row\s*=")
_HARMLESS = re.compile(
    r"(?i)(?:sys\.)?(?:dbms_(?!sql\b|utility\.exec)\w+|utl_\w+|htp|htf|owa\w*|apex_\w+|raise_application_error)\b"
)
_DYNAMIC = re.compile(r"(?i)(?:sys\.)?dbms_(?:sql\b|utility\.exec)")
_METHOD = re.compile(r"(?is)[^;]*\.\s*(?:extend|delete|trim)\s*(?:\([^()]*\))?\s*\Z")


class PlsqlWalk(ProceduralWalk):
    """One body. `on`: the table of the trigger that it belongs to."""

    on: Name = ()

    def _built(self, segment: Segment) -> Iterator[Built]:
        for one in super()._built(segment):
            yield self._with_row(one)

    def _with_row(self, built: Built) -> Built:
        """What is put into `:new.c` goes into the table."""
        if not self.on:
            return built
        ops: list[Op] = []
        for op in built.ops:
            ops.append(op)
            fields = op.targets if isinstance(op, Assign) else ()
            for target in fields:
                if target[0] == "@new" and len(target) == 2:
                    row = Select((Out(Item(target[1], (0,))),), refs=(target,))
                    ops.append(Write("update", self.on, row, by_name=True))
        return replace(built, ops=tuple(ops))

    def _declared(self, text: str) -> Iterator[Built]:
        found = _CURSOR.match(text)
        if found is not None:
            return self._declared_cursor(found[1], text[found.end() :])
        return super()._declared(text)

    def _plain_statement(self, text: str, first: str) -> Iterator[Built]:
        if first in _QUIET:
            return iter([Built("other")])
        if first in _SQL or first == "(":
            return self._sql(text)
        return self._called(text)

    def _sql(self, text: str) -> Iterator[Built]:
        if _ROW.search(text) and first_words(text, 1) == ["UPDATE"]:
            names = self._builder.reader_of(text)
            touched = certain_names(names) if names is not None else None
            yield Built("update", "tables_only", "record of all columns", (touched,) if touched else ())
            return
        ctx = self._builder.ctx
        ctx.sure_columns = self._set_columns(text)
        yield from self._query(text)
        ctx.sure_columns = frozenset()

    def _set_columns(self, text: str) -> frozenset[str]:
        """The columns that an UPDATE sets: its table has them, whatever else is known of it."""
        names = self._builder.reader_of(text) if first_words(text, 1) == ["UPDATE"] else None
        if names is None:
            return frozenset()
        level = names.level(0)
        begin = next((at for at in level if names.word(at) == "SET"), len(names.tokens))
        return frozenset(
            names.parts_of(names.tokens[at - 1])[-1]
            for at in level
            if at > begin and names.word(at) == "=" and names.word(at - 2) in ("SET", ",", ".")
        )

    def _executed(self, text: str) -> Iterator[Built]:
        return iter([Built("execute", "refused", "dynamic SQL")])

    def _for_all(self, text: str) -> Iterator[Built]:
        """FORALL i IN bounds INSERT …: the statement, once for each element."""
        found = _FORALL.match(text)
        if found is None:
            yield Built("other", "refused", "not understood")
            return
        if found[3].upper() == "EXECUTE":
            yield from self._executed(text)
            return
        ctx = self._builder.ctx
        outer = ctx.variables
        ctx.enter_scope((folded(ctx, found[1]),))
        yield from self._sql(text[found.start(3) :])
        ctx.variables = outer

    def _returns(self, text: str) -> Iterator[Built]:
        """RETURN; RETURN x; RETURN a cursor"""
        return self._given(re.sub(r"(?i)\A\s*return\b", "", text, count=1))

    def _pipes(self, text: str) -> Iterator[Built]:
        """PIPE ROW (x)"""
        found = re.match(r"(?is)\s*pipe\s+row\s*\((.*)\)\s*\Z", text)
        return self._given(found[1]) if found else iter([Built("other", "refused", "not understood")])

    def _given(self, expression: str) -> Iterator[Built]:
        if not expression.strip() or CONSTANT.fullmatch(expression):
            yield Built("return")
            return
        ctx = self._builder.ctx
        path = read_path(expression)
        if path is not None:
            name = tuple(folded(ctx, part) for part in path.parts)
            if len(name) == 1 and name[0] in self._builder.cursors:
                yield Built("return", ops=(Return(rows_of_cursor(name[0])),))
                return
            target = ctx.target(name)
            if target and name[0] not in ctx.foreign:
                yield Built("return", ops=(Return(Select((Star(target),))),))
                return
        made = self._made(expression)
        if made is not None:
            yield made
            return
        for one in self._builder.build("SELECT " + expression):
            yield out(one, "return")

    def _made(self, expression: str) -> Built | None:
        """`t_row (a, b)`: an object of a type that the file defines."""
        found = re.match(rf"(?s)\s*((?:{NAME}\s*\.\s*)?{NAME})\s*\((.*)\)\s*\Z", expression)
        columns = self._builder.ctx.objects.get(folded(self._builder.ctx, key_text(found[1]))) if found else None
        if found is None or columns is None:
            return None
        (built,) = [*self._builder.build("SELECT " + found[2])][:1] or (Built("return"),)
        ops = tuple(Return(_renamed(op.query, columns)) if isinstance(op, Return) else op for op in out(built, "").ops)
        return replace(built, kind="return", ops=ops)

    # --- calls ---

    def _called(self, text: str) -> Iterator[Built]:
        """`p;`, `p (a, b => c);`, `pkg.p (a);`"""
        found = _CALL.match(text)
        if found is None:
            quiet = _METHOD.match(text) is not None
            return iter([Built("call") if quiet else Built("other", "refused", "not understood")])
        if _DYNAMIC.match(found[1]):
            return iter([Built("execute", "refused", "dynamic SQL")])
        if _HARMLESS.match(found[1]) or _METHOD.match(text):
            return iter([Built("call")])
        return self._call(text, found[1], found[2])

    own: ClassVar[Mapping[str, Callable[[Any, str], Iterator[Built]]]] = {
        "EXECUTE": _executed,
        "FETCH": ProceduralWalk._fetches,
        "FOR": ProceduralWalk._loops,
        "FORALL": _for_all,
        "OPEN": ProceduralWalk._opens,
        "PIPE": _pipes,
        "RETURN": _returns,
    }


def _renamed(query: object, columns: tuple[str, ...]) -> Select:
    assert isinstance(query, Select)
    outs = tuple(
        Out(replace(part.item, name=columns[at])) if isinstance(part, Out) and at < len(columns) else part
        for at, part in enumerate(query.projection)
    )
    return replace(query, projection=outs)
