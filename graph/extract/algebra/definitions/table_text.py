"""Stage 4, core: CREATE and ALTER TABLE read from tokens, for options of engines that sqlglot's grammar lacks.

The outline of a table is the same everywhere: brackets, commas, and in each part a column or a constraint. Options that
say nothing about names are passed over; a part that fits neither makes the whole unreadable.
"""

from msgspec.structs import replace
from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.block import Block
from graph.extract.algebra.context import Context
from graph.extract.algebra.definitions.columns import DEFAULTS_READ
from graph.extract.algebra.expressions import operands
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.reading import Reader
from graph.extract.lexer import words
from graph.facts import Alter, ColumnDef, Define, ForeignKey, Invoke, Operands, TableKind
from graph.names import Name

_NO_COLUMN = words("UNIQUE CHECK INDEX KEY FULLTEXT SPATIAL PERIOD EXCLUDE SUPPLEMENTAL PARTITION PROJECTION SHARD")
_ENDS_TYPE = words(
    """NOT NULL DEFAULT PRIMARY UNIQUE REFERENCES CHECK CONSTRAINT IDENTITY AS GENERATED COLLATE COMMENT ROWGUIDCOL
    SPARSE MASKED ENCRYPTED AUTO_INCREMENT CHARACTER CHARSET ENCODE DISTKEY SORTKEY ON VIRTUAL STORED PERSISTED
    INVISIBLE VISIBLE ENABLE DISABLE KEY HIDDEN FILESTREAM TITLE FORMAT COMPRESS CODEC TTL MATERIALIZED ALIAS EPHEMERAL
    OPTIONS SIGNED UNSIGNED ZEROFILL FIRST AFTER WITH INDEX FOREIGN INLINE"""
)
_UNSEEN = words("MATERIALIZED ALIAS EPHEMERAL")
_CONSTRAINTS = words("CONSTRAINT PRIMARY FOREIGN UNIQUE CHECK KEY INDEX FULLTEXT SPATIAL PARTITION SUPPLEMENTAL PERIOD")


_MODIFIERS = words("OR REPLACE GLOBAL LOCAL TEMP TEMPORARY COLUMN ROW UNLOGGED FOREIGN EXTERNAL READABLE WRITABLE WEB")


_ENDS_COMPUTED = frozenset({",", ")", "PERSISTED", "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "NOT", "REFERENCES"})


class TableText:
    """Reads one statement's tokens. `columns`, `foreign_keys` and `refs` grow as parts are read."""

    def __init__(self, ctx: Context, reader: Reader, names: NameReader) -> None:
        self._ctx = ctx
        self._reader = reader
        self._names = names
        self._block = Block(ctx)
        self._columns: list[ColumnDef] = []
        self._foreign_keys: list[ForeignKey] = []
        self._keys: set[str] = set()

    def created(self) -> Define | None:
        """`CREATE [TEMP] TABLE t (…) …` and `CREATE TYPE t AS TABLE (…)`; None if it is not of this form."""
        names = self._names
        at = 1
        while names.word(at) in _MODIFIERS:
            at += 1
        foreign = any(names.word(i) in ("FOREIGN", "EXTERNAL") for i in range(1, at))
        lasting = self._ctx.name == "oracle" or (self._ctx.name == "ansi" and names.word(1) == "GLOBAL")
        temporary = any(names.word(i) in ("TEMP", "TEMPORARY") for i in range(1, at)) and not lasting
        what = names.word(at)
        if what not in ("TABLE", "TYPE"):
            return None
        exists = names.word(at + 1) == "IF"
        name, at = names.name(at + 4 if exists else at + 1)
        if what == "TYPE" and (names.word(at), names.word(at + 1)) == ("AS", "TABLE"):
            at += 2
        elif what == "TYPE":
            return None
        if not name or names.word(at) != "(":
            return None
        end = names.skip_brackets(at)
        if any(names.word(i) in ("AS", "SELECT", "INHERITS") for i in range(end, len(names.tokens))):
            return None
        temporary = temporary or (self._ctx.dialect.go_batches and name[-1].startswith("#"))
        foreign = foreign or [names.word(end), names.word(end + 1)] == ["ORGANIZATION", "EXTERNAL"]
        kind: TableKind = "type" if what == "TYPE" else "temp" if temporary else "external" if foreign else "table"
        found = self.bracketed(name, kind, at)
        return replace(found, if_not_exists=exists) if found is not None else None

    def bracketed(self, name: Name, kind: TableKind, at: int) -> Define | None:
        """The table of that name whose columns stand in the bracket at this token; None if there is no such bracket."""
        if self._names.word(at) != "(":
            return None
        bounds = self._names.listed(at + 1, self._names.skip_brackets(at) - 1)
        if not all(self._part(*part) for part in bounds):
            return None
        keys = tuple(self._foreign_keys)
        self._note_calls(at + 1, self._names.skip_brackets(at) - 1)
        refs, calls = tuple(self._block.refs), tuple(self._block.subqueries)
        return Define(name, kind, self._finished(), foreign_keys=keys, refs=refs, subqueries=calls)

    def _note_calls(self, start: int, end: int) -> None:
        """Which routines checks and defaults call: in T-SQL a name with its schema and a bracket behind it."""
        names = self._names
        known = {one.name for one in self._block.subqueries if isinstance(one, Invoke)}
        dots = (at for at in range(start, end) if names.word(at) == "." and names.word(at - 2) != ".")
        for at in dots if self._ctx.dialect.go_batches else ():
            name, behind = names.name(at - 1)
            if name and names.word(behind) == "(" and names.word(at - 2) != "REFERENCES" and name not in known:
                known.add(name)
                self._block.subquery(Invoke(name))

    def altered(self) -> Alter | None:
        """`ALTER TABLE t ADD …, DROP …, CHANGE …`; None where an action is of another kind."""
        names = self._names
        if (names.word(0), names.word(1)) != ("ALTER", "TABLE"):
            return None
        at = 2
        while names.word(at) in ("IF", "EXISTS", "ONLY"):
            at += 1
        name, at = names.name(at)
        while names.word(at) in ("WITH", "CHECK", "NOCHECK"):
            at += 1
        dropped: list[str] = []
        renamed: list[tuple[str, str]] = []
        verb = ""
        for start, end in self._names.listed(at, len(names.tokens)) if name else []:
            if names.word(start) in ("ADD", "DROP", "CHANGE", "MODIFY", "ALTER", "RENAME"):
                verb = names.word(start)
                start += 1
            if not self._action(verb, start, end, dropped, renamed):
                return None
        if not name or not verb:
            return None
        self._note_calls(at, len(names.tokens))
        refs, calls = tuple(self._block.refs), tuple(self._block.subqueries)
        return Alter(name, self._finished(), tuple(dropped), tuple(renamed), tuple(self._foreign_keys), refs, calls)

    def _action(self, verb: str, start: int, end: int, dropped: list[str], renamed: list[tuple[str, str]]) -> bool:
        names = self._names
        word = names.word(start)
        if verb == "ADD":
            if word == "(":
                return all(
                    self._part(*bounds) for bounds in self._names.listed(start + 1, names.skip_brackets(start) - 1)
                )
            return self._part(start + 1 if word == "COLUMN" else start, end)
        if verb == "DROP":
            if word in _CONSTRAINTS and word != "COLUMN":
                return True
            start = start + 1 if word == "COLUMN" else start
            dropped.append(self._column_name(start + 2 if names.word(start) == "IF" else start))
            return True
        if verb == "CHANGE":
            start = start + 1 if word == "COLUMN" else start
            renamed.append((self._column_name(start), self._column_name(start + 1)))
            return True
        if verb == "RENAME" and word == "COLUMN" and names.word(start + 2) == "TO":
            renamed.append((self._column_name(start + 1), self._column_name(start + 3)))
            return True
        if verb in ("MODIFY", "ALTER") and self._computes(start, end):
            self._ctx.note("changed column not followed")
        return verb in ("MODIFY", "ALTER")

    def _computes(self, start: int, end: int) -> bool:
        """Whether what a column becomes is computed from others."""
        names = self._names
        for at in range(start, end):
            if names.word(at) == "AS" and names.word(at + 1) == "(":
                return True
            if names.word(at) in ("DEFAULT", "MATERIALIZED", "ALIAS") and self._ctx.name in DEFAULTS_READ:
                node = names.expression(names.tokens[at + 1 : end])
                return node is None or bool(operands(Block(self._ctx), node))
        return False

    def _part(self, start: int, end: int) -> bool:
        names = self._names
        word = names.word(start)
        if word == "CONSTRAINT":
            return self._part(start + 2, end)
        if word == "FOREIGN" or word == "PRIMARY":
            return self._key(word, start, end)
        if word in _NO_COLUMN or word == "LIKE":
            return word != "LIKE"
        return self._column(start, end)

    def _key(self, word: str, start: int, end: int) -> bool:
        names = self._names
        at = next((i for i in range(start, end) if names.word(i) == "("), end)
        columns, at = names.columns(at)
        if not columns:
            return False
        if word == "PRIMARY":
            self._keys.update(one for one in columns if one.upper() not in ("ASC", "DESC"))
            return True
        return names.word(at) == "REFERENCES" and self._reference(at, columns)

    def _reference(self, at: int, columns: tuple[str, ...]) -> bool:
        target, at = self._names.name(at + 1)
        if target:
            self._foreign_keys.append(ForeignKey(columns, target, self._names.columns(at)[0]))
        return bool(target)

    def _column(self, start: int, end: int) -> bool:
        names = self._names
        name = self._column_name(start)
        if not name:
            return False
        at = start + 1
        while at < end and names.word(at) not in _ENDS_TYPE:
            at = names.skip_brackets(at) if names.word(at) == "(" else at + 1
        column = ColumnDef(name, self._type(start + 1, at))
        while at < end:
            column, at = self._option(column, at)
        self._columns.append(column)
        return True

    def _option(self, column: ColumnDef, at: int) -> tuple[ColumnDef, int]:
        """The column with the option at this token, and where the next one begins."""
        names = self._names
        word = names.word(at)
        if word == "(":
            return column, names.skip_brackets(at)
        if word == "NOT" and names.word(at + 1) == "NULL":
            return replace(column, nullable=False), at + 2
        if word == "NULL" and names.word(at - 1) not in ("DEFAULT", "SET"):
            return replace(column, nullable=True), at + 1
        if word == "PRIMARY":
            return replace(column, primary_key=True, nullable=False), at + 1
        if word == "REFERENCES":
            self._reference(at, (column.name,))
            return column, names.name(at + 1)[1]
        if word == "COMMENT" and names.tokens[at + 1 : at + 2]:
            token = names.tokens[at + 1]
            return replace(column, comment=str(token.text) if token.token_type is TokenType.STRING else ""), at + 2
        if word == "AS" and (names.word(at + 1) == "(" or self._expects(at)):
            end = self._computed_end(at + 1)
            filled = self._ctx.dialect.go_batches
            return replace(column, generated=self._computed(at + 1, end), filled=filled), end
        if word in ("HIDDEN", "INVISIBLE") or (word in _UNSEEN and names.dialect == "clickhouse"):
            return replace(column, hidden=True), at + 1
        if word == "IDENTITY" and self._ctx.dialect.go_batches:
            return replace(column, filled=True), at + 1
        return column, at + 1

    def _expects(self, at: int) -> bool:
        """Whether the AS at this token begins a computed column of T-SQL (not GENERATED ALWAYS AS ROW START)."""
        return self._ctx.dialect.go_batches and self._names.word(at - 1) != "ALWAYS"

    def _computed_end(self, at: int) -> int:
        """Where the expression of a computed column ends: behind its bracket, else (T-SQL) before the next option."""
        names = self._names
        if not self._ctx.dialect.go_batches:
            return names.skip_brackets(at)
        while at < len(names.tokens) and names.word(at) not in _ENDS_COMPUTED:
            at = names.skip_brackets(at) if names.word(at) == "(" else at + 1
        return at

    def _computed(self, start: int, end: int) -> Operands:
        node = self._names.expression(self._names.tokens[start:end])
        if node is None:
            self._ctx.note("computed column not understood")
            return ()
        return operands(self._block, node)

    def _column_name(self, at: int) -> str:
        tokens = self._names.tokens
        if at >= len(tokens) or tokens[at].token_type is TokenType.STRING:
            return ""
        token = tokens[at]
        quoted = token.token_type is TokenType.IDENTIFIER
        text = str(token.text)
        return self._ctx.dialect.fold_column(text, quoted) if quoted or text.replace("$", "_").isidentifier() else ""

    def _type(self, start: int, end: int) -> str:
        text = ""
        for token in self._names.tokens[start:end]:
            part = str(token.text)
            tight = not text or part in ("(", ")", ",", ".", "]", "[") or text[-1] in "(.["
            text += part if tight else " " + part
        return text.upper()

    def _finished(self) -> tuple[ColumnDef, ...]:
        return tuple(
            replace(one, primary_key=True, nullable=False) if one.name in self._keys else one for one in self._columns
        )


def table_from_text(ctx: Context, reader: Reader, names: NameReader) -> tuple[str, Define | Alter] | None:
    """Kind and op of the statement if it is a CREATE TABLE, CREATE TYPE … AS TABLE or ALTER TABLE that can be read."""
    text = TableText(ctx, reader, names)
    created = text.created()
    if created is not None:
        return ("create_type" if created.kind == "type" else "create_table"), created
    altered = TableText(ctx, reader, names).altered()
    return ("alter", altered) if altered is not None else None
