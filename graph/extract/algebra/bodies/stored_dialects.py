"""Stage 4, core: what the languages of stored modules have of their own."""

import re
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from graph.extract.algebra.bodies.procedural_statements import CURSOR_OF_FOR
from graph.extract.algebra.bodies.procedural_words import FOR, NAME, PSM, SNOWFLAKE, Language
from graph.extract.algebra.bodies.stored import SHARED, StoredWalk
from graph.extract.algebra.bodies.stored_parts import Part, joined, parts_of
from graph.extract.algebra.built import Built
from graph.extract.algebra.variables import folded, rows_of_cursor
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.facts import Return
from graph.names import Name

_SYSTEM = words("GLOBAL SESSION LOCAL PERSIST PERSIST_ONLY")


class MySqlWalk(StoredWalk):
    """MySQL and MariaDB: variables win over columns; `@x` lives as long as its session."""

    def prepared(self, text: str) -> list[Built]:
        return [Built("prepare", "refused", "dynamic SQL")]

    def set_one(self, part: Part) -> Built | None:
        first = first_words(part.targets[0], 1) if part.targets else []
        return None if first and first[0] in _SYSTEM else super().set_one(part)

    own: ClassVar[Mapping[str, str]] = {**SHARED, "PREPARE": "prepared"}


class BigQueryWalk(StoredWalk):
    """BigQuery: columns win over variables."""

    def set_variables(self, text: str) -> list[Built]:
        """SET x = e; of `@@x` plain statements know enough."""
        return self.sql(text) if re.match(r"(?i)\s*set\s+@@", text) else super().set_variables(text)


class DatabricksWalk(StoredWalk):
    """Databricks and Spark: columns win over variables; a session's variables may be called `session.x`."""

    def target(self, written: str) -> Name:
        return super().target(re.sub(r"(?i)\A\s*(?:system\s*\.\s*)?session\s*\.\s*", "", written))

    def set_variables(self, text: str) -> list[Built]:
        """SET [VAR | VARIABLE] x = e"""
        return super().set_variables(re.sub(r"(?i)\A\s*set\s+(?:variable|var)\b", "SET", text, count=1))


class SnowflakeWalk(StoredWalk):
    """Snowflake: a variable needs no mark in an expression, and a colon inside of SQL."""

    def sql(self, text: str) -> list[Built]:
        ctx = self._builder.ctx
        bare = ctx.variables
        ctx.marked, ctx.variables = bare, {}
        try:
            return self._builder.build(text)
        finally:
            ctx.marked, ctx.variables = {}, bare

    def _plain_statement(self, text: str) -> list[Built]:
        """`x := e`, `x := (query)` of a result set, or SQL."""
        found = _ASSIGNED.match(text)
        if found is None:
            return self.query(text)
        name, value = found[1], text[found.end() :]
        if folded(self._builder.ctx, name) in self._result_sets:
            return self.result_set(name, value)
        target = self.target(found[1])
        return [self.assign((target,), value)] if target else [Built("set", "refused", "unknown variable")]

    def returns(self, text: str) -> list[Built]:
        """RETURN [TABLE (result set) | expression]"""
        table = re.fullmatch(rf"(?is)\s*return\s+table\s*\(\s*({NAME})\s*\)\s*;?\s*", text)
        if table is not None:
            rows = rows_of_cursor(folded(self._builder.ctx, table[1]))
            return [Built("return", ops=(Return(rows),))]
        return super().returns(text)

    def set_variables(self, text: str) -> list[Built]:
        """SET x = e: a variable of the session, read as `$x`."""
        names = self._builder.reader_of(text)
        if names is None:
            return [Built("set", "refused", "unterminated quote or comment")]
        built = [self._set_session(part) for part in parts_of(names, text, 1)]
        return [joined("set", built)]

    def _set_session(self, part: Part) -> Built:
        targets = tuple(("@" + one.strip().strip('"').lower(),) for one in part.targets)
        return self.assign(targets, part.value)


_ASSIGNED = re.compile(rf"\s*({NAME})\s*:=")


class SqliteWalk(StoredWalk):
    """SQLite: the statements of a trigger."""


class TeradataWalk(StoredWalk):
    """Teradata: columns win over variables unless a colon stands before them; OPEN runs a cursor again."""

    def calls(self, text: str) -> list[Built]:
        """CALL p(a); of DBC.SysExecSQL the argument is a statement."""
        if re.match(r"(?i)\s*call\s+dbc\s*\.\s*sysexecsql\b", text):
            return self.dynamic(text)
        return super().calls(text)

    def looped(self, text: str) -> list[Built]:
        """FOR r AS c CURSOR FOR query"""
        head = FOR.match(text)
        found = CURSOR_OF_FOR.match(text, head.end()) if head is not None else None
        if found is None:
            return super().looped(text)
        query = text[found.end() :]
        return [*self.cursor(found[1], query), *super().looped(f"{text[: found.start()]} {query}")]


class Stored(NamedTuple):
    """How a dialect's bodies are read. `script`: first words of a file's own statements that are a script's."""

    language: Language
    walk: type[StoredWalk]
    columns_win: bool
    script: frozenset[str] = frozenset()
    implicit: tuple[str, ...] = ()


_MYSQL = Stored(PSM, MySqlWalk, False, words("SET CALL PREPARE EXECUTE"))
_DATABRICKS = Stored(PSM, DatabricksWalk, True, words("DECLARE SET CALL EXECUTE"))
STORED: dict[str, Stored] = {
    "mysql": _MYSQL,
    "doris": _MYSQL,
    "starrocks": _MYSQL,
    "bigquery": Stored(PSM, BigQueryWalk, True, words("DECLARE SET CALL EXECUTE")),
    "databricks": _DATABRICKS,
    "spark": _DATABRICKS,
    "snowflake": Stored(SNOWFLAKE, SnowflakeWalk, True, words("SET CALL"), SNOWFLAKE.implicit),
    "teradata": Stored(PSM, TeradataWalk, True, implicit=("sqlcode", "sqlstate", "activity_count")),
    "sqlite": Stored(PSM, SqliteWalk, False),
}
"""By dialect."""
