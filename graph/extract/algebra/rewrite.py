"""Stage 4, core: spellings that sqlglot cannot read, put into ones that it can, before parsing.

Every change keeps the statement's meaning. What must be taken out (OUTPUT … INTO, EXEC as the rows of an INSERT) comes
back as ops of its own.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace
from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.block import Block
from graph.extract.algebra.bodies.plsql_spelling import plain_plsql
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.names_in_text import NameReader, new_token
from graph.extract.algebra.projection import projection
from graph.extract.algebra.query import select_of
from graph.extract.algebra.reading import Reader, Unreadable
from graph.extract.algebra.respell import respell
from graph.extract.algebra.respell_teradata import without_attributes
from graph.extract.algebra.respell_tsql import respell_tsql
from graph.extract.algebra.respell_writes import respell_writes
from graph.extract.algebra.writes.dml import WRITERS
from graph.extract.algebra.writes.merge import merge
from graph.facts import Define, Derived, Join, Op, Read, Scan, Select, Source, Write, cursor_name
from graph.names import Name

Finish: TypeAlias = Callable[[list[Op]], list[Op]]

_VERBS = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})
_OPERATORS = frozenset(
    {
        *(TokenType.PLUS, TokenType.DASH, TokenType.STAR, TokenType.SLASH, TokenType.MOD),
        *(TokenType.AMP, TokenType.PIPE, TokenType.CARET),
    }
)
_COMPOUND = re.compile(r"[-+*/%&|^]=")
_ENDS_OUTPUT = frozenset({"VALUES", "SELECT", "WITH", "EXEC", "EXECUTE", "DEFAULT", "FROM", "WHERE", ";", "OUTPUT", ""})


_REMOTE_TARGETS = frozenset({"OPENQUERY", "OPENROWSET", "OPENDATASOURCE"})


class Rewritten(msgspec.Struct, frozen=True):
    """The statement to parse. `finish` completes the ops that its tree gives, None if nothing was taken out."""

    tokens: list[Any]
    text: str
    finish: Finish | None = None


class _Output(msgspec.Struct, frozen=True):
    """`OUTPUT items INTO name (columns)`; without a name, the rows go to the caller."""

    items: tuple[Any, ...]
    into: Name
    columns: tuple[str, ...]


def rewrite(ctx: Context, reader: Reader, names: NameReader) -> Rewritten:
    """The statement itself where nothing must change. Raises `Unreadable` if what was taken out cannot be parsed."""
    names = respell_writes(respell(names))
    names = respell_tsql(names) if ctx.dialect.go_batches else plain_plsql(names)
    if names.word(0) == "REPLACE" and names.word(1) in ("INTO", "DELAYED", "LOW_PRIORITY"):  # MySQL
        return Rewritten([new_token(names.tokens[0], TokenType.INSERT, "INSERT"), *names.tokens[1:]], names.text)
    if ctx.name == "clickhouse" and names.word(0) == "INSERT":
        return _into_function(names)
    if names.word(0) in ("CREATE", "DROP"):  # BigQuery: CREATE [OR REPLACE] SNAPSHOT TABLE t CLONE s
        at = 3 if names.word(1) == "OR" else 1
        if names.word(at) == "SNAPSHOT":
            end = next((i for i in names.level(at) if names.word(i) in ("FOR", "OPTIONS")), len(names.tokens))
            return Rewritten([*names.tokens[:at], *names.tokens[at + 1 : end]], names.text)
        if names.word(at) == "MATERIALIZED":
            return Rewritten(_without_data_clause(names), names.text)
    if ctx.name == "teradata":
        return Rewritten(_teradata(names), names.text)
    if not ctx.dialect.go_batches:
        return Rewritten(names.tokens, names.text)
    if names.word(0) == "RETURN" or (names.word(0) == "SET" and names.word(1) == "@"):  # what a variable is read from
        names = names.of([new_token(names.tokens[0], TokenType.SELECT, "SELECT"), *names.tokens[1:]])
    if names.word(0) not in (*_VERBS, "WITH", "SELECT"):
        return Rewritten(names.tokens, names.text)
    return _Microsoft(ctx, reader, names).rewritten()


def _into_function(names: NameReader) -> Rewritten:
    """ClickHouse: `INSERT INTO [TABLE] FUNCTION f(…) [(columns)] …` without words unknown to the grammar."""
    at = 2 if names.word(1) == "INTO" else 1
    table = 1 if names.word(at) == "TABLE" else 0
    if names.word(at + table) != "FUNCTION" or names.word(at + table + 2) != "(":
        return Rewritten(names.tokens, names.text)
    end = names.skip_brackets(at + table + 2)
    listed = names.word(end) == "(" and names.word(end + 1) not in ("SELECT", "WITH", "(")
    columns, rest = names.columns(end) if listed else ((), end)
    tokens = [*names.tokens[:at], *names.tokens[at + table : end], *names.tokens[rest:]]
    return Rewritten(tokens, names.text, partial(_into_columns, columns) if columns else None)


def _into_columns(columns: tuple[str, ...], ops: list[Op]) -> list[Op]:
    return [replace(op, columns=columns, by_name=False) if isinstance(op, Write) else op for op in ops]


def _without_data_clause(names: NameReader) -> list[Any]:
    """A materialized view's `WITH [NO] DATA` says when it is filled, not whether."""
    end = len(names.tokens)
    for words in (("WITH", "NO", "DATA"), ("WITH", "DATA")):
        if tuple(names.word(at) for at in range(end - len(words), end)) == words:
            return names.tokens[: end - len(words)]
    return names.tokens


def _teradata(names: NameReader) -> list[Any]:
    """`LOCKING … SELECT …` without the lock; in `UPDATE t FROM s SET …` an alias for `s`, lest SET is read as one."""
    names = without_attributes(names)
    tokens = names.tokens
    if names.word(0) == "LOCKING":
        begins = (at for at in range(len(tokens)) if names.word(at) in ("SELECT", "SEL", "WITH", *_VERBS))
        return tokens[next(begins, 0) :]
    set_ = names.find(1, "SET")
    if names.word(0) not in ("UPDATE", "UPD") or names.word(set_ - 2) not in ("FROM", ",", "."):
        return tokens
    return [*tokens[:set_], tokens[set_ - 1], *tokens[set_:]]


def inserted_call(names: NameReader) -> tuple[Name, tuple[str, ...], int] | None:
    """T-SQL: `INSERT [INTO] t [(…)] EXEC …`: table, columns and where EXEC stands; None for any other statement."""
    if names.word(0) != "INSERT":
        return None
    name, at = names.name(2 if names.word(1) == "INTO" else 1)
    columns, at = names.columns(at)
    return (name, columns, at) if name and names.word(at) in ("EXEC", "EXECUTE") else None


class _Microsoft:
    """T-SQL's own spellings of INSERT, UPDATE, DELETE and MERGE."""

    def __init__(self, ctx: Context, reader: Reader, names: NameReader) -> None:
        self._ctx = ctx
        self._reader = reader
        self._names = names
        self._outputs: list[_Output] = []
        self._nested: list[Op] = []
        self._cursor: Name = ()

    def rewritten(self) -> Rewritten:
        if "OPENROWSET" in self._names.upper:
            self._name_bulk()
        if "OUTPUT" in self._names.upper:
            self._take_nested()
        verb = self._verb()
        if verb is None:
            if _COMPOUND.search(self._names.text):
                self._expand_compound(0)
            return Rewritten(self._names.tokens, self._names.text, self._finish if self._nested else None)
        if any(self._names.word(verb + at) in _REMOTE_TARGETS for at in (1, 2)):
            raise Unreadable("target is a remote query")
        self._drop_top(verb + 1)
        if "OUTPUT" in self._names.upper:
            self._take_outputs(verb)
        if "CURRENT" in self._names.upper:
            self._take_cursor(verb)
        if self._names.word(verb) == "DELETE":
            self._straighten_delete(verb)
        if self._names.word(verb) in ("UPDATE", "MERGE") and _COMPOUND.search(self._names.text):
            self._expand_compound(verb)
        taken = bool(self._outputs or self._nested or self._cursor)
        return Rewritten(self._names.tokens, self._names.text, self._finish if taken else None)

    def _verb(self) -> int | None:
        """Where the statement's verb stands: behind the CTEs."""
        at = 0
        while at < len(self._names.tokens):
            word = self._names.word(at)
            if word == "(":
                at = self._names.skip_brackets(at)
                continue
            if word in _VERBS:
                return at
            if word == "SELECT":
                return None
            at += 1
        return None

    def _name_bulk(self) -> None:
        """`OPENROWSET(BULK 'file', …)` becomes a function of its own over the file alone."""
        if "BULK" not in self._names.upper:
            return
        at = 0
        while at < len(self._names.tokens) - 3:
            words = [self._names.word(at + i) for i in range(3)]
            if words == ["OPENROWSET", "(", "BULK"]:
                end = self._names.skip_brackets(at + 1)
                path = at + 3
                while path < end - 1 and self._names.word(path) != ",":  # a string, or several in brackets
                    path = self._names.skip_brackets(path) if self._names.word(path) == "(" else path + 1
                if (self._names.word(end), self._names.word(end + 1)) == ("WITH", "("):  # its columns and their types
                    self._cut(end, self._names.skip_brackets(end + 1))
                self._cut(path, end - 1)
                self._cut(at + 2, at + 3)
                self._cut(at, at + 1, new_token(self._names.tokens[at], TokenType.VAR, "OPENROWSET_BULK"))
            at += 1

    def _cut(self, start: int, end: int, *instead: Any) -> None:
        tokens = self._names.tokens
        self._names = self._names.of([*tokens[:start], *instead, *tokens[end:]])

    def _drop_top(self, at: int) -> None:
        if self._names.word(at) != "TOP":
            return
        end = self._names.skip_brackets(at + 1) if self._names.word(at + 1) == "(" else at + 2
        self._cut(at, end + 1 if self._names.word(end) == "PERCENT" else end)

    def _take_outputs(self, verb: int) -> None:
        while True:
            start = next((at for at in self._names.level(verb) if self._names.word(at) == "OUTPUT"), None)
            if start is None:
                return
            rest = self._names.level(start + 1)
            # In INSERT … OUTPUT … (SELECT …) a bracket that begins a query ends the clause as well.
            end = next((at for at in rest if self._ends_output(at)), len(self._names.tokens))
            self._output(start + 1, end)
            self._cut(start, end)

    def _ends_output(self, at: int) -> bool:
        word = self._names.word(at)
        if word == "(":
            return self._names.word(at + 1) in ("SELECT", "WITH")
        return word in _ENDS_OUTPUT and bool(word)

    def _output(self, start: int, end: int) -> None:
        names = self._names
        into = next((at for at in self._names.level(start) if at < end and names.word(at) == "INTO"), None)
        target, at = ((), end) if into is None else names.name(into + 1)
        select = new_token(names.tokens[start - 1], TokenType.SELECT, "SELECT")
        trees = self._reader.trees([select, *names.tokens[start : end if into is None else into]], names.text)
        if (into is not None and not target) or len(trees) != 1 or trees[0].__class__ is not exp.Select:
            raise Unreadable("OUTPUT clause not understood")
        self._outputs.append(_Output(tuple(trees[0].expressions), target, names.columns(at)[0]))

    def _take_nested(self) -> None:
        """`FROM (MERGE … OUTPUT …) AS q (a, b)`: the write, and a table of its rows that is read in its place."""
        names = self._names
        for at in range(len(names.tokens) - 1, 1, -1):
            if names.word(at) not in _VERBS or (names.word(at - 2), names.word(at - 1)) != ("FROM", "("):
                continue
            end = names.skip_brackets(at - 1)
            inner = _Microsoft(self._ctx, self._reader, names.of(names.tokens[at : end - 1]))
            rows = ("@rows of a write",)
            self._nested = inner.written_rows(rows)
            self._cut(at - 1, end, new_token(names.tokens[at], TokenType.IDENTIFIER, rows[0]))
            return  # a statement may have one

    def written_rows(self, rows: Name) -> list[Op]:
        """The ops of this statement, with the table `rows` that holds what it gives back. Raises `Unreadable`."""
        changed = self.rewritten()
        (tree,) = self._reader.trees(changed.tokens, changed.text)
        handler = {**WRITERS, exp.Merge: merge}.get(tree.__class__)
        if handler is None or changed.finish is None:
            raise Unreadable("rows of a write not understood")
        try:
            ops = changed.finish(handler(self._ctx, tree))
        except Unsupported as error:
            raise Unreadable(error.reason) from error
        return [Define(rows, "table_variable", query=op.query) if isinstance(op, Read) else op for op in ops]

    def _take_cursor(self, verb: int) -> None:
        """`WHERE CURRENT OF c`: the row that the cursor stands on."""
        names = self._names
        for at in names.level(verb):
            if [names.word(at + i) for i in range(3)] == ["WHERE", "CURRENT", "OF"]:
                name, _ = names.name(next(i for i in range(at + 3, at + 6) if names.word(i) not in ("GLOBAL", "@")))
                self._cursor = cursor_name(name[-1]) if name else ()
                self._cut(at, next((i for i in names.level(at) if names.word(i) == "OPTION"), len(names.tokens)))
                return

    def _straighten_delete(self, verb: int) -> None:
        """`DELETE t WHERE …` gets its FROM; of `DELETE FROM a FROM …` the first one goes."""
        froms = [at for at in self._names.level(verb) if self._names.word(at) == "FROM"]
        if not froms:
            self._cut(verb + 1, verb + 1, new_token(self._names.tokens[verb], TokenType.FROM, "FROM"))
        elif froms[0] == verb + 1 and len(froms) > 1:
            self._cut(froms[0], froms[0] + 1)

    def _expand_compound(self, verb: int) -> None:
        """`x += e` → `x = x + e`."""
        at = verb
        while at + 1 < len(self._names.tokens):
            first, second = self._names.tokens[at], self._names.tokens[at + 1]
            if first.token_type in _OPERATORS and second.token_type is TokenType.EQ and first.end + 1 == second.start:
                start = self._name_start(at)
                name = self._names.tokens[start:at]
                self._cut(at, at + 2, second, *name, first)
                at += len(name)
            at += 1

    def _name_start(self, at: int) -> int:
        tokens = self._names.tokens
        at -= 1
        while at > 1 and tokens[at - 1].token_type is TokenType.DOT:
            at -= 2
        return at - 1 if tokens[at - 1].token_type is TokenType.PARAMETER else at

    def _finish(self, ops: list[Op]) -> list[Op]:
        """The statement's ops, and an insert or read for each OUTPUT: the written rows, as they were and are."""
        ops = [*self._nested, *(self._positioned(op) for op in ops)]
        written = next((op for op in reversed(ops) if isinstance(op, Write)), None)
        if written is None:
            return ops
        return [*ops, *(self._output_write(one, written) for one in self._outputs)]

    def _positioned(self, op: Op) -> Op:
        """The write with the cursor's rows beside it: what decides about them decides about the row it changes."""
        if not self._cursor or not isinstance(op, Write) or not isinstance(op.query, Select):
            return op
        row = Derived(Select((), (Scan(self._cursor),)), join=Join("cross"))
        return replace(op, query=replace(op.query, sources=(*op.query.sources, row)))

    def _output_write(self, output: _Output, written: Write) -> Op:
        block = Block(self._ctx)
        outputs = projection(block, output.items)
        words = {name[0] for name in block.refs if len(name) > 1}
        sources: list[Source] = [Scan(written.target, "inserted"), Scan(written.target, "deleted", join=Join("cross"))]
        if isinstance(written.query, Select):
            sources.extend(_beside(one) for one in written.query.sources if _word(one) in words)
            sources.append(_deciding(written))
        ctes = written.query.ctes if isinstance(written.query, Select) else ()
        query = select_of(block, outputs, tuple(sources), (), ctes)
        return Write("insert", output.into, query, output.columns) if output.into else Read(query)


def _deciding(written: Write) -> Source:
    """The statement's own rows without their columns: what decides about them decides about the rows of OUTPUT. Of a
    MERGE that is its join alone, for a branch's condition decides about that branch."""
    query = written.query
    assert isinstance(query, Select)
    where = () if written.mode == "merge" else query.where
    return Derived(replace(query, projection=(), where=where, order=(), order_positions=()), join=Join("cross"))


def _word(one: Source) -> str:
    if isinstance(one, Scan):
        return one.alias or one.name[-1]
    return one.alias if isinstance(one, Derived) else ""


def _beside(one: Source) -> Source:
    """The source without its join's conditions: they are operands of another block."""
    return replace(one, join=Join("cross"))
