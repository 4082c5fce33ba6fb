"""Stage 4, core: statements that sqlglot leaves as text, read from their tokens: calls, renames, switches, synonyms."""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlglot.tokenizer_core import Token, TokenType

from graph.extract.algebra.definitions.object_types import object_columns
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.outside import file_commands
from graph.extract.algebra.outside.copying import from_places
from graph.extract.algebra.outside.system_procedures import is_system_procedure
from graph.extract.algebra.query import single_output
from graph.extract.algebra.rewrite import inserted_call
from graph.extract.algebra.variables import arguments, fetch_command, with_into
from graph.extract.tsql_words import STARTERS
from graph.facts import (
    Alter,
    Assign,
    Call,
    Define,
    Drop,
    Item,
    Op,
    Out,
    Read,
    Rename,
    Scan,
    Select,
    Star,
    Swap,
    Synonym,
    Use,
    Write,
)
from graph.names import Name

Command: TypeAlias = tuple[str, list[Op]]
"""Kind and ops."""


def command(reader: NameReader) -> Command | None:
    """The statement, if its words are one of the forms known here."""
    handler = _HANDLERS.get(reader.word(0))
    found: Command | None = _bare_call(reader) if handler is None else handler(reader)
    return found


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


def _bare_call(reader: NameReader) -> Command | None:
    """T-SQL: `p @a = 1` and `sp_help 't'`, as the first statement of a batch may call a procedure."""
    if not reader.ctx.dialect.go_batches or not reader.tokens or reader.word(0) in _NO_CALL:
        return None
    first = reader.tokens[0]
    if first.token_type not in (TokenType.VAR, TokenType.IDENTIFIER):
        return None
    name, end = reader.name(0)
    behind = reader.tokens[end].token_type if end < len(reader.tokens) else TokenType.PARAMETER
    if not name or behind not in _BEGINS_ARGUMENT:
        return None
    return _execute(reader.of([Token(TokenType.EXECUTE, "EXEC", first.line, first.col, 0, 0), *reader.tokens]))


_NO_CALL = STARTERS | {"LINENO", "RECEIVE", "SEND", "MOVE", "GET", "ADD"}
_BEGINS_ARGUMENT = (TokenType.PARAMETER, TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.NUMBER)


def _text_column(reader: NameReader) -> Command | None:
    """T-SQL: `READTEXT t.a …`, and `WRITETEXT t.a …` and `UPDATETEXT t.a …`, which write into the column."""
    verb = reader.word(0)
    path, _ = reader.name(2 if reader.word(1) == "BULK" else 1)
    if len(path) < 2:
        return None
    scan = Scan(path[:-1])
    if verb == "READTEXT":
        return verb.lower(), [Read(Select((Out(Item("", (0,))),), (scan,), (path[-1:],)))]
    return verb.lower(), [Write("update", path[:-1], Select((Out(Item(path[-1])),), (scan,)), by_name=True)]


def cursor_query(reader: NameReader) -> int:
    """Where the query of `DECLARE c CURSOR … FOR` or `SET @c = CURSOR … FOR` begins; 0 for any other statement."""
    if reader.word(0) != "DECLARE" and [reader.word(at) for at in (0, 1, 3)] != ["SET", "@", "="]:
        return 0
    words = [reader.word(at) for at in range(min(20, len(reader.tokens)))]
    if "CURSOR" not in words:
        return 0
    begins = (at + 1 for at in range(words.index("CURSOR"), len(words) - 1) if words[at] == "FOR")
    return next((at for at in begins if words[at] in ("SELECT", "WITH", "(")), 0)


def cursor_query_end(reader: NameReader, start: int) -> int:
    """Where the query that begins here ends: before T-SQL's FOR READ ONLY or FOR UPDATE [OF …]."""
    ends = (at for at in reader.level(start) if reader.word(at) == "FOR")
    return next((at for at in ends if reader.word(at + 1) in ("READ", "READ_ONLY", "UPDATE")), len(reader.tokens))


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
    result = (("@" + str(reader.tokens[2].text).lower(),),) if at == 4 else ()
    plain = name[-1].lower()
    if plain == "sp_rename":
        return "exec", _sp_rename(reader, end)
    if plain == "sp_executesql":
        return None
    if plain == "sp_xml_preparedocument":
        return "exec", _prepared(reader, end)
    if is_system_procedure(name):
        return "exec", []
    if reader.word(end) == ";" and reader.word(end + 1).isdecimal():  # one of several procedures of the name
        end += 2
    stop = next((i for i in reader.level(end) if reader.word(i) in ("WITH", ";")), len(reader.tokens))
    given, outs = arguments(reader, end, stop)
    return "exec", [Call(name, arguments=given, outs=outs, result=result)]


def _prepared(reader: NameReader, at: int) -> list[Op]:
    """`sp_xml_preparedocument @h OUTPUT, @x`: the handle stands for the text."""
    given, outs = arguments(reader, at, len(reader.tokens))
    text = single_output(given, 1) if given is not None else None
    return [Assign((outs[0][1],), text)] if outs and text is not None else []


def _sp_rename(reader: NameReader, at: int) -> list[Op]:
    """`sp_rename 'schema.old', 'new'`; with 'COLUMN' or 'INDEX' behind it, something inside the table is renamed."""
    strings = [
        str(token.text)
        for token in reader.tokens[at:]
        if token.token_type in (TokenType.STRING, TokenType.NATIONAL_STRING)
    ]
    if len(strings) < 2 or not strings[1] or any(char in strings[0] + strings[1] for char in "'(@"):
        return []
    old = reader.parts(strings[0])
    new = reader.ctx.dialect.fold_table(strings[1], True)  # no SQL: all of it is the name
    if len(strings) > 2 and strings[2].upper() == "COLUMN":
        return [_renamed_column(old[:-1], old[-1], new)] if len(old) > 1 else []
    if not old or (len(strings) > 2 and strings[2].upper() != "OBJECT"):
        return []
    return [Rename(old, (*old[:-1], new))]


def _renamed_column(table: Name, old: str, new: str) -> Op:
    return Alter(table, renamed=((old, new),))


def _rename(reader: NameReader) -> Command | None:
    """MySQL: RENAME TABLE a TO b, …; Oracle: RENAME a TO b; Teradata: RENAME TABLE a AS b."""
    at = 2 if reader.word(1) in ("TABLE", "TABLES", "OBJECT", "VIEW", "DICTIONARY") else 1
    if (reader.word(at), reader.word(at + 1)) == ("IF", "EXISTS"):
        at += 2
    ops: list[Op] = []
    while True:
        old, at = reader.name(at)
        if not old or reader.word(at) not in ("TO", "AS"):
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
    """Partition switch and exchange: whole rows change their table. What a session's names mean from here on."""
    if reader.word(1) == "SESSION":  # Oracle
        at = next((i for i in range(len(reader.tokens)) if reader.word(i) == "CURRENT_SCHEMA"), 0)
        return "alter_session", _schema_from(reader, at + 2) if at else []
    if reader.word(1) == "SCHEMA":  # T-SQL: ALTER SCHEMA s TRANSFER [OBJECT::]t
        schema, at = reader.name(2)
        named, _ = reader.name(next((i + 1 for i in range(at, at + 4) if reader.word(i) in ("::",)), at + 1))
        if len(schema) != 1 or not named or reader.word(at) != "TRANSFER":
            return None
        return "alter", [Rename(named, (*named[:-2], *schema, named[-1]))]
    if reader.word(1) != "TABLE":
        return None
    at = 4 if reader.word(2) == "IF" else 3 if reader.word(2) == "ONLY" else 2
    name, at = reader.name(at)
    if (reader.word(at), reader.word(at + 1)) == ("ON", "CLUSTER"):
        at += 3
    words = [reader.word(i) for i in range(at, min(len(reader.tokens), at + 40))]
    if not name or not words:
        return None
    if words[0] == ",":
        return _renamed_together(reader)
    if words[0] == "SWITCH" and "TO" in words:
        other, _ = reader.name(at + words.index("TO") + 1)
        return ("alter", [Swap(name, other)]) if other else None
    if words[0] == "EXCHANGE" and "WITH" in words and words[words.index("WITH") + 1 :][:1] == ["TABLE"]:
        other, _ = reader.name(at + words.index("WITH") + 2)
        if not other:
            return None
        # Hive's PARTITION (day = '…'): there the partition moves
        one_way = reader.word(at + 2) == "(" or reader.dialect in ("hive", "spark", "spark2", "databricks")
        return "alter", [Swap(other, name) if one_way else Swap(name, other, True)]
    if (located := _located(reader, name, at, words)) is not None:
        return located
    if (moved := _moved(reader, name, at, words)) is not None:
        return moved
    if words[0] == "SET" and words[1:2] == ["SCHEMA"]:
        schema, _ = reader.name(at + 2)
        return ("alter", [Rename(name, (*schema, name[-1]))]) if len(schema) == 1 else None
    if words[0] in ("SET", "OWNER", "ENABLE", "DISABLE", "CLUSTER", "VALIDATE", "REBUILD", "CHECK", "NOCHECK"):
        return "alter", []
    if words[:2] in (["WITH", "CHECK"], ["WITH", "NOCHECK"]) and words[2:3] in (["CHECK"], ["NOCHECK"]):
        return "alter", []
    return None


def _renamed_together(reader: NameReader) -> Command | None:
    """Vertica: ALTER TABLE a, b RENAME TO c, d."""
    old, at = _names(reader, 2)
    if (reader.word(at), reader.word(at + 1)) != ("RENAME", "TO"):
        return None
    new, _ = _names(reader, at + 2)
    if len(old) != len(new):
        return None
    pairs = zip(old, new, strict=True)
    return "alter", [Rename(name, (*name[:-1], *to) if len(to) == 1 else to) for name, to in pairs]


def _located(reader: NameReader, name: Name, at: int, words: list[str]) -> Command | None:
    """Hive and its kin: ADD PARTITION (…) LOCATION 'path' …, SET LOCATION 'path': from there the rows are read."""
    if words[0] not in ("ADD", "PARTITION", "SET") or "LOCATION" not in words or reader.dialect not in _LOCATED:
        return None
    places = [reader.place(i + 1) for i in reader.level(at) if reader.word(i) == "LOCATION"]
    found = [place for place in places if place]
    return "alter", [Write("copy", name, from_places(found))] if found else []


_LOCATED = frozenset({"hive", "spark", "spark2", "databricks", "athena", "redshift", "ansi"})


def _moved(reader: NameReader, name: Name, at: int, words: list[str]) -> Command | None:
    """Whole rows, or the table itself, go elsewhere."""
    if words[0] == "RENAME" and words[1:2] == ["AS"]:  # MySQL
        new, _ = reader.name(at + 2)
        return ("alter", [Rename(name, (*name[:-1], *new) if len(new) == 1 else new)]) if new else None
    if words[:3] == ["REPLACE", "WITH", "TABLE"]:  # Doris: they change places, unless a property says otherwise
        other, end = reader.name(at + 3)
        both = not any("false" in str(token.text).lower() for token in reader.tokens[end:])
        return ("alter", [Swap(name, other, True) if both else Swap(other, name)]) if other else None
    if words[:2] == ["APPEND", "FROM"]:  # Redshift: all rows go from one to the other
        other, _ = reader.name(at + 2)
        return ("alter", [Swap(other, name)]) if other else None
    if words[:2] == ["ATTACH", "PARTITION"] and reader.dialect in ("postgres", "ansi"):
        other, _ = reader.name(at + 2)
        return ("alter", [Swap(other, name)]) if other else None
    if words[:2] == ["DETACH", "PARTITION"]:
        return "alter", []
    if reader.dialect in ("clickhouse", "ansi") and words[1:2] in (["PARTITION"], ["PART"]):
        to = reader.find(at, "TO", "FROM")
        begin = to + 2 if reader.word(to + 1) == "TABLE" else to + 1
        other = reader.name(begin)[0] if to and reader.word(to + 1) not in ("DISK", "VOLUME") else ()
        if words[0] == "MOVE":
            return "alter", [Swap(name, other)] if other else []
        if words[0] in ("ATTACH", "REPLACE"):
            return "alter", [Swap(other, name)] if other else []
    return None


def _create(reader: NameReader) -> Command | None:
    at = 1
    while reader.word(at) in ("OR", "REPLACE", "PUBLIC", "PRIVATE", "EDITIONABLE", "NONEDITIONABLE"):
        at += 1
    if reader.word(at) == "STREAM":
        return _stream(reader, at + 1)
    if [reader.word(at + i) for i in range(3)] == ["MATERIALIZED", "VIEW", "LOG"]:  # Oracle
        return "create_log", []
    if reader.word(at) in ("SYNONYM", "ALIAS", "NICKNAME"):  # Db2 calls it an alias, or a nickname
        name, at = reader.name(at + 4 if reader.word(at + 1) == "IF" else at + 1)
        target, _ = reader.name(at + 2 if reader.word(at + 1) == "TABLE" else at + 1)
        return ("create_synonym", [Synonym(name, target)]) if name and target and reader.word(at) == "FOR" else None
    if reader.word(at) == "TYPE" and (made := object_columns(reader)) is not None:
        reader.ctx.objects[made[0]] = made[1]
        return "create_type", []
    if reader.word(at) == "TYPE" and any(reader.word(i) == "OF" for i in range(at, at + 10)):
        return "create_type", []  # Oracle: a collection
    if reader.word(at) == "TYPE" and "TABLE" not in (reader.word(i) for i in range(at, at + 8)):
        return "create_type", []
    return None


def _stream(reader: NameReader, at: int) -> Command | None:
    """Snowflake: a stream shows the changed rows of its table, under the table's column names."""
    name, at = reader.name(at + 3 if reader.word(at) == "IF" else at)
    on = reader.find(at, "ON")
    if reader.word(on + 1) == "EXTERNAL":
        on += 1
    if not name or reader.word(on + 1) not in ("TABLE", "VIEW"):
        return None
    source, _ = reader.name(on + 2)
    query = Select((Star(),), (Scan(source),))
    return ("create_stream", [Define(name, "stream", query=query)]) if source else None


def _truncate(reader: NameReader) -> Command | None:
    """Oracle, Db2: TRUNCATE TABLE t with options behind it."""
    name, end = reader.name(2)
    if reader.dialect not in ("oracle", "ansi") or reader.word(1) != "TABLE" or not name or reader.word(end) == ",":
        return None
    return "truncate", [Write("truncate", name)]


def _drop(reader: NameReader) -> Command | None:
    if reader.word(1) == "TYPE":
        return "drop_type", []
    public = 1 if reader.word(1) == "PUBLIC" else 0
    if reader.word(1 + public) not in ("SYNONYM", "ALIAS"):
        return None
    at = (4 if reader.word(2 + public) == "IF" else 2) + public
    names, _ = _names(reader, at)
    return "drop", [Drop(name, "synonym") for name in names]


def _set(reader: NameReader) -> Command | None:
    """SET [SESSION | LOCAL] search_path = a, b; SET SCHEMA a; SET CURRENT SCHEMA = a."""
    at = 1
    while reader.word(at) in ("SESSION", "LOCAL", "CURRENT"):
        at += 1
    if reader.word(at) == "DATABASE" and reader.word(1) == "SESSION":  # Teradata
        name, _ = reader.name(at + 1)
        return ("use", [Use(path=name)]) if len(name) == 1 else None
    dataset = next((i for i in range(1, 5) if reader.word(i) in ("DATASET_ID", "@@DATASET_ID")), 0)
    if dataset and reader.dialect == "bigquery":
        return "set", _schema_from(reader, dataset + 2)
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
    default = not path and any(reader.word(i) == "DEFAULT" for i in range(at, len(reader.tokens)))
    used: Name = tuple(path) or (("",) if default else ())
    if used and reader.word(1) == "LOCAL":
        reader.ctx.ending_path = True
    elif used:
        reader.ctx.search_path, reader.ctx.ending_path = used, False
    return "set", [Use(path=used)] if used else []


def _schema_from(reader: NameReader, at: int) -> list[Op]:
    """The schema that this token names goes without saying from here on."""
    return [Use(path=reader.parts_of(token)) for token in reader.tokens[at : at + 1]]


def _reset(reader: NameReader) -> Command | None:
    """Postgres: RESET search_path, RESET ALL, DISCARD ALL."""
    words = reader.text.upper().replace(";", " ").split()  # the tokenizer reads what follows RESET as one string
    return "set", [Use(path=("",))] if words[1:2] in (["SEARCH_PATH"], ["ALL"]) else []


def _insert(reader: NameReader) -> Command | None:
    """T-SQL: INSERT t EXEC p; ClickHouse: INSERT INTO t FROM INFILE 'file'."""
    if reader.dialect == "clickhouse":
        return file_commands.insert_from_infile(reader)
    found = inserted_call(reader)
    if found is None:
        return None
    target, columns, at = found
    called = _execute(reader.of(reader.tokens[at:]))
    ops = called[1] if called else []
    if len(ops) == 1 and isinstance(ops[0], Call):
        return "insert", [with_into(ops[0], target, columns)]
    return None


def _select(reader: NameReader) -> Command | None:
    """Vertica: SELECT swap_partitions_between_tables('a', 'from', 'to', 'b') and its kin move whole rows."""
    both = _MOVERS.get(reader.word(1))
    if both is None or reader.word(2) != "(" or reader.skip_brackets(2) < len(reader.tokens):
        return None
    texts = [reader.parts(str(one.text)) for one in reader.tokens if one.token_type is TokenType.STRING]
    if len(texts) < 2 or not texts[0]:
        return None
    other = texts[1] if reader.word(1) == "COPY_TABLE" else texts[3] if len(texts) > 3 else ()
    return ("select", [Swap(texts[0], other, both)]) if other else None


_MOVERS = {
    "SWAP_PARTITIONS_BETWEEN_TABLES": True,
    "MOVE_PARTITIONS_TO_TABLE": False,
    "COPY_PARTITIONS_TO_TABLE": False,
    "COPY_TABLE": False,
}
"""Whether both tables get rows."""


def _print(reader: NameReader) -> Command | None:
    """T-SQL: PRINT e, which may call functions and keeps nothing."""
    if not reader.ctx.dialect.go_batches:
        return "other", []
    given, _ = arguments(reader, 1, len(reader.tokens))
    return "other", [Assign((), given)] if given is not None else []


def _fetch(reader: NameReader) -> Command | None:
    return ("fetch", fetch_command(reader)) if reader.ctx.dialect.go_batches else None


_HANDLERS: dict[str, Callable[[NameReader], Any]] = {
    "FETCH": _fetch,
    "PRINT": _print,
    "CALL": _call,
    "EXEC": _execute,
    "EXECUTE": _execute,
    "RENAME": _rename,
    "EXCHANGE": _exchange,
    "ALTER": _alter,
    "CREATE": _create,
    "DISCARD": _reset,
    "DROP": _drop,
    "RESET": _reset,
    "TRUNCATE": _truncate,
    "SELECT": _select,
    "SET": _set,
    "INSERT": _insert,
    **dict.fromkeys(("READTEXT", "WRITETEXT", "UPDATETEXT"), _text_column),
    **file_commands.HANDLERS,
}
