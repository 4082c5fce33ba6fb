"""Stage 4, core: statements that sqlglot leaves as text, read from their tokens: calls, renames, switches, synonyms."""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlglot.tokenizer_core import TokenType

from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.rewrite import inserted_call
from graph.facts import Alter, Call, Drop, Op, Rename, Swap, Synonym, Use, Write
from graph.names import Name

Command: TypeAlias = tuple[str, list[Op]]
"""Kind and ops."""


def command(reader: NameReader) -> Command | None:
    """The statement, if its words are one of the forms known here."""
    handler = _HANDLERS.get(reader.word(0))
    return handler(reader) if handler is not None else None


def _names(reader: NameReader, at: int) -> tuple[list[Name], int]:
    """Names with commas between them."""
    found: list[Name] = []
    while True:
        name, at = reader.name(at)
        if not name:
            return found, at
        found.append(name)
        if reader.word(at) != ",":
            return found, at
        at += 1


def _call(reader: NameReader) -> Command | None:
    name, end = reader.name(1)
    return ("call", [Call(name)]) if name and reader.word(end) in ("(", "", ";") else None


def cursor_query(reader: NameReader) -> int:
    """Where the query of `DECLARE c CURSOR … FOR` begins; 0 for any other statement."""
    words = [reader.word(at) for at in range(min(16, len(reader.tokens)))]
    if words[:1] != ["DECLARE"] or "CURSOR" not in words:
        return 0
    begins = (at + 1 for at in range(words.index("CURSOR"), len(words) - 1) if words[at] == "FOR")
    return next((at for at in begins if words[at] in ("SELECT", "WITH", "(")), 0)


def _execute(reader: NameReader) -> Command | None:
    """T-SQL: EXEC [@result =] name …; Snowflake and others: EXECUTE IMMEDIATE is left to the caller."""
    at = 1
    if reader.word(1) in ("IMMEDIATE", "(", "AS"):
        return None
    if reader.word(1) == "@" and reader.word(3) == "=":
        at = 4
    name, end = reader.name(at)
    if not name or name[-1].startswith("@") or reader.word(end) == "(":
        return None
    plain = name[-1].lower()
    if plain == "sp_rename":
        return "exec", _sp_rename(reader, end)
    if plain == "sp_executesql":
        return None
    return "exec", [] if plain.startswith("sp_") or name[0].lower() == "sys" else [Call(name)]


def _sp_rename(reader: NameReader, at: int) -> list[Op]:
    """`sp_rename 'schema.old', 'new'`; with 'COLUMN' or 'INDEX' behind it, something inside the table is renamed."""
    strings = [
        str(token.text)
        for token in reader.tokens[at:]
        if token.token_type in (TokenType.STRING, TokenType.NATIONAL_STRING)
    ]
    if len(strings) < 2 or any(char in strings[0] + strings[1] for char in "'(@"):
        return []
    if len(strings) > 2 and strings[2].upper() == "COLUMN":
        *table, column = reader.parts(strings[0])
        return [_renamed_column(tuple(table), column, reader.parts(f"[{strings[1]}]")[0])] if table else []
    if len(strings) > 2 and strings[2].upper() != "OBJECT":
        return []
    old = reader.parts(strings[0])
    return [Rename(old, (*old[:-1], reader.parts(f"[{strings[1]}]")[0]))]


def _renamed_column(table: Name, old: str, new: str) -> Op:
    return Alter(table, renamed=((old, new),))


def _rename(reader: NameReader) -> Command | None:
    """MySQL: RENAME TABLE a TO b, …; Oracle: RENAME a TO b."""
    at = 2 if reader.word(1) in ("TABLE", "OBJECT") else 1
    ops: list[Op] = []
    while True:
        old, at = reader.name(at)
        if not old or reader.word(at) != "TO":
            return None
        new, at = reader.name(at + 1)
        if not new:
            return None
        ops.append(Rename(old, (*old[:-1], *new) if len(new) == 1 else new))
        if reader.word(at) != ",":
            return "rename", ops
        at += 1


def _exchange(reader: NameReader) -> Command | None:
    """ClickHouse: EXCHANGE TABLES a AND b."""
    first, at = reader.name(2)
    second, _ = reader.name(at + 1)
    if reader.word(1) != "TABLES" or reader.word(at) != "AND" or not first or not second:
        return None
    return "exchange", [Swap(first, second, True)]


def _alter(reader: NameReader) -> Command | None:
    """Partition switch and exchange: whole rows change their table."""
    if reader.word(1) != "TABLE":
        return None
    name, at = reader.name(2)
    words = [reader.word(i) for i in range(at, min(len(reader.tokens), at + 40))]
    if not name or not words:
        return None
    if words[0] == "SWITCH" and "TO" in words:
        other, _ = reader.name(at + words.index("TO") + 1)
        return ("alter", [Swap(name, other)]) if other else None
    if words[0] == "EXCHANGE" and "WITH" in words and words[words.index("WITH") + 1 :][:1] == ["TABLE"]:
        other, _ = reader.name(at + words.index("WITH") + 2)
        if not other:
            return None
        moved = reader.dialect in ("hive", "spark", "spark2", "databricks")  # there the partition moves, one way
        return "alter", [Swap(other, name) if moved else Swap(name, other, True)]
    if words[0] == "SET" and words[1:2] == ["SCHEMA"]:
        schema, _ = reader.name(at + 2)
        return ("alter", [Rename(name, (*schema, name[-1]))]) if len(schema) == 1 else None
    if words[0] in ("SET", "OWNER", "ENABLE", "DISABLE", "CLUSTER", "VALIDATE", "REBUILD", "CHECK", "NOCHECK"):
        return "alter", []
    if words[:2] in (["WITH", "CHECK"], ["WITH", "NOCHECK"]) and words[2:3] in (["CHECK"], ["NOCHECK"]):
        return "alter", []
    return None


def _create(reader: NameReader) -> Command | None:
    at = 1
    while reader.word(at) in ("OR", "REPLACE", "PUBLIC", "PRIVATE", "EDITIONABLE", "NONEDITIONABLE"):
        at += 1
    if reader.word(at) == "SYNONYM":
        name, at = reader.name(at + 1)
        target, _ = reader.name(at + 1)
        return ("create_synonym", [Synonym(name, target)]) if name and target and reader.word(at) == "FOR" else None
    if reader.word(at) == "TYPE" and "TABLE" not in (reader.word(i) for i in range(at, at + 8)):
        return "create_type", []
    return None


def _drop(reader: NameReader) -> Command | None:
    if reader.word(1) != "SYNONYM":
        return None
    at = 4 if reader.word(2) == "IF" else 2
    names, _ = _names(reader, at)
    return "drop", [Drop(name, "synonym") for name in names]


def _set(reader: NameReader) -> Command | None:
    """SET [SESSION | LOCAL] search_path = a, b; SET SCHEMA a; SET CURRENT SCHEMA = a."""
    at = 1
    while reader.word(at) in ("SESSION", "LOCAL", "CURRENT"):
        at += 1
    if reader.word(at) not in ("SEARCH_PATH", "SCHEMA", "CURRENT_SCHEMA"):
        return None
    at += 1
    if reader.word(at) in ("TO", "="):
        at += 1
    path: list[str] = []
    for token in reader.tokens[at:]:
        if token.token_type is TokenType.STRING:
            path.extend(part.strip() for part in str(token.text).split(",") if part.strip())
        elif token.token_type in (TokenType.VAR, TokenType.IDENTIFIER) or str(token.text).isidentifier():
            path.extend(reader.parts_of(token))
    path = [part for part in path if part.lower() not in ("$user", "default", "pg_catalog")]
    return "set", [Use(path=tuple(path))] if path else []


def _bulk(reader: NameReader) -> Command | None:
    """T-SQL: BULK INSERT t FROM 'file'."""
    name, _ = reader.name(2)
    return ("copy", [Write("copy", name)]) if reader.word(1) == "INSERT" and name else None


def _insert(reader: NameReader) -> Command | None:
    """T-SQL: INSERT t EXEC p."""
    found = inserted_call(reader)
    if found is None:
        return None
    target, columns, at = found
    called = _execute(reader.of(reader.tokens[at:]))
    ops = called[1] if called else []
    if len(ops) == 1 and isinstance(ops[0], Call):
        return "insert", [Call(ops[0].name, target, columns)]
    return None


def _copy(reader: NameReader) -> Command | None:
    """MonetDB: COPY 10 OFFSET 2 RECORDS INTO t FROM 'file'."""
    if not reader.word(1).isdecimal():
        return None
    into = next((at for at in range(2, min(8, len(reader.tokens))) if reader.word(at) == "INTO"), 0)
    name, end = reader.name(into + 1) if into else ((), 0)
    return ("copy", [Write("copy", name, columns=reader.columns(end)[0])]) if name else None


def _import(reader: NameReader) -> Command | None:
    """HANA: IMPORT FROM CSV FILE 'file' INTO t."""
    into = next((at for at in range(1, len(reader.tokens)) if reader.word(at) == "INTO"), 0)
    name, _ = reader.name(into + 1) if into else ((), 0)
    return ("copy", [Write("copy", name)]) if name else None


def _load(reader: NameReader) -> Command | None:
    """MySQL and Hive: LOAD DATA … INTO TABLE t."""
    for at in range(len(reader.tokens) - 1):
        if reader.word(at) == "INTO" and reader.word(at + 1) == "TABLE":
            name, end = reader.name(at + 2)
            columns, _ = _loaded_columns(reader, end)
            return ("copy", [Write("copy", name, columns=columns)]) if name else None
    return None


def _loaded_columns(reader: NameReader, at: int) -> tuple[tuple[str, ...], int]:
    while at < len(reader.tokens):
        if reader.word(at) == "(" and reader.word(at - 1) not in ("BY", "PARTITION"):
            end = reader.skip_brackets(at)
            if any(reader.word(i) == "@" for i in range(at, end)):
                return (), end
            return reader.columns(at)
        at += 1
    return (), at


_HANDLERS: dict[str, Callable[[NameReader], Any]] = {
    "CALL": _call,
    "EXEC": _execute,
    "EXECUTE": _execute,
    "RENAME": _rename,
    "EXCHANGE": _exchange,
    "ALTER": _alter,
    "CREATE": _create,
    "DROP": _drop,
    "SET": _set,
    "INSERT": _insert,
    "BULK": _bulk,
    "COPY": _copy,
    "IMPORT": _import,
    "LOAD": _load,
}
