"""Stage 4, core: a file's facts → what it defines, for the catalog. Pure; runs beside extraction.

Only what another file can see is kept: names are left uncompleted (the root's settings complete them), with the USE,
rename and drop facts that they hang on. A definition whose columns follow from the file alone carries them; any other
carries its query, trimmed to what names columns, so that the catalog never needs the file's full facts.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

import msgspec

from graph.facts import (
    Alter,
    Assign,
    ColumnDef,
    Comment,
    Define,
    DefineRoutine,
    Derived,
    Drop,
    FileFacts,
    Model,
    Op,
    Project,
    Query,
    Read,
    Rename,
    Return,
    Select,
    Star,
    Statement,
    Synonym,
    Touch,
    Use,
)
from graph.link.same_names import told_apart
from graph.link.trimmed import makes_fields, makes_structures, needs_fields, static_names, trimmed
from graph.names import Name

# Deeper nests of stars under stars are declared "columns unknown": comparing, hashing and decoding recurse in C.
_DEPTH = 60

# Bytes. A body beyond it is linked in its own file alone.
_MAX_BODY = 262_144

DeclaredOp: TypeAlias = Define | Drop | Rename | Alter | Comment | Use | Synonym | DefineRoutine | Read


class Declared(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One declaring operation. `closed`: the columns of its Define are all there are. `body`: of a routine that can be
    followed, encoded (`decode_body`), for few of them are ever called from elsewhere."""

    ordinal: int
    op: DeclaredOp
    routine: Name = ()
    closed: bool = False
    body: bytes = b""


class Body(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What the callers of a routine must know of it. `temps`: the temporary tables (`#t`) that it names."""

    define: DefineRoutine
    statements: tuple[Statement, ...] = ()
    temps: tuple[str, ...] = ()


class Declarations(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What a file declares, in its order."""

    dialect: str
    ops: tuple[Declared, ...] = ()
    model: Model | None = None
    project: Project | None = None


_FIRST_ONES = frozenset({"postgres", "redshift", "materialize", "risingwave", "duckdb"})
"""Where a view may name the first of its columns alone."""

BY_NAME = frozenset({"mysql", "doris", "starrocks"})
"""Where the columns that a CREATE TABLE lists meet those of its query by name."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Declarations)
_PREPARING = (DefineRoutine, Assign, Use)
_TEMP = re.compile(rb'"(#[^"\\]*)"')
_BODY_ENCODER = msgspec.msgpack.Encoder()
_BODY_DECODER = msgspec.msgpack.Decoder(Body)


def encode(declarations: Declarations) -> bytes:
    """MessagePack; equal declarations give equal bytes."""
    return _ENCODER.encode(declarations)


def decode(data: bytes) -> Declarations:
    """The declarations again. Raises `msgspec.DecodeError` or `msgspec.ValidationError` on other bytes."""
    return _DECODER.decode(data)


def declare(facts: FileFacts) -> Declarations:
    """What the file defines. A file of one bare SELECT declares that query: a `target` rule may name it."""
    sole = sole_query(facts.statements)
    bodies = dict(_bodies(facts.statements))
    returned = _returned(facts.statements)
    ops = [
        declared
        for statement in facts.statements
        for op in statement.ops
        for declared in _declared(facts.dialect, statement, op, statement is sole, bodies, returned)
    ]
    if not any(isinstance(one.op, Define | Alter | Comment | Synonym | DefineRoutine | Read) for one in ops):
        ops = []
    return Declarations(facts.dialect, tuple(ops), facts.model, facts.project)


def sole_query(statements: tuple[Statement, ...]) -> Statement | None:
    """The bare SELECT of a file that holds one, beside nothing but what prepares it: functions, variables, USE."""
    found = None
    for statement in statements:
        if statement.routine:
            continue
        if any(isinstance(op, Read) and op.bare for op in statement.ops):
            if found is not None:
                return None
            found = statement
        elif statement.status in ("refused", "tables_only") or not all(
            isinstance(op, _PREPARING) for op in statement.ops
        ):
            return None
    return found


def _bodies(statements: tuple[Statement, ...]) -> Iterator[tuple[int, bytes]]:
    """By the ordinal of the defining statement, the routine as a caller sees it."""
    for at, statement in enumerate(statements):
        define = next((op for op in statement.ops if isinstance(op, DefineRoutine)), None)
        if define is None or statement.routine or statement.status in ("refused", "tables_only"):
            continue
        end = at + 1
        while end < len(statements) and statements[end].routine == define.name:
            end += 1
        if end > at + 1 or define.result is not None:
            inside = statements[at + 1 : end]
            body = _BODY_ENCODER.encode(Body(define, inside, _temps(inside)))
            if len(body) <= _MAX_BODY:
                yield statement.ordinal, body


def _returned(statements: tuple[Statement, ...]) -> dict[Name, Query]:
    """By function the rows that its body returns first, where these are all columns of something: `SETOF t`."""
    found: dict[Name, Query] = {}
    for statement in statements:
        for op in statement.ops if statement.routine else ():
            if isinstance(op, Return) and _gives_all(op.query):
                found.setdefault(statement.routine, op.query)
    return found


def _gives_all(query: Query) -> bool:
    return isinstance(query, Select) and bool(query.sources) and all(isinstance(out, Star) for out in query.projection)


def _temps(statements: tuple[Statement, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(map(bytes.decode, _TEMP.findall(msgspec.json.encode(statements))))))


@lru_cache(maxsize=256)  # a body is decoded for every call of it
def decode_body(data: bytes) -> Body:
    """The body again."""
    return _BODY_DECODER.decode(data)


def _declared(
    dialect: str,
    statement: Statement,
    op: Op,
    alone: bool,
    bodies: Mapping[int, bytes],
    returned: Mapping[Name, Query],
) -> Iterator[Declared]:
    at, routine = statement.ordinal, statement.routine
    if isinstance(op, Define):
        define, closed = _trimmed_define(op, dialect)
        yield Declared(at, define, routine, closed)
    elif isinstance(op, Touch):
        kind = "view" if "view" in statement.kind else "table"
        for name in op.defines:
            yield Declared(at, Define(name, "view" if kind == "view" else "table"), routine)
    elif isinstance(op, Drop):
        if drops_dataset(op):
            yield Declared(at, op, routine)
    elif isinstance(op, Alter):
        if op.added or op.dropped or op.renamed:
            added = tuple(map(_plain, op.added))
            yield Declared(at, Alter(op.name, added, op.dropped, op.renamed), routine)
    elif isinstance(op, DefineRoutine):
        columns = tuple(map(_plain, op.columns))
        result = None
        if op.result is not None and not columns:
            columns, result = _columns_or_query(op.result, dialect)
            if [column.name for column in columns] == [""] and makes_fields(op.result):
                columns, result = (), trimmed(op.result, _DEPTH, True)
        elif not columns and not op.filled and op.name in returned:
            columns, result = _columns_or_query(returned[op.name], dialect)
        seen = DefineRoutine(op.name, op.kind, op.parameters, columns, result, temp=op.temp)
        yield Declared(at, seen, routine, body=bodies.get(at, b""))
    elif isinstance(op, Rename | Comment | Use | Synonym):
        yield Declared(at, op, routine)
    elif isinstance(op, Read) and op.bare and alone:
        columns, query = _columns_or_query(op.query, dialect, kept=True)
        yield Declared(at, Define((), "view", columns, query), routine, bool(columns))


def drops_dataset(op: Drop) -> bool:
    """Not an index, a routine or the like."""
    return "table" in op.kind or "view" in op.kind or op.kind in ("", "external", "temp", "synonym")


def _plain(column: ColumnDef) -> ColumnDef:
    return msgspec.structs.replace(column, generated=()) if column.generated else column


def _trimmed_define(op: Define, dialect: str) -> tuple[Define, bool]:
    declared = tuple(map(_plain, op.columns))
    columns, query = declared, None
    closed = bool(declared)
    if op.query is not None:
        outputs, query = _columns_or_query(op.query, dialect)
        if query is not None and op.names and not declared and dialect in _FIRST_ONES:
            query = Select((Star(),), (Derived(query, columns=op.names),))
        elif op.names or (declared and op.moves and dialect not in BY_NAME):
            named = declared or tuple(map(ColumnDef, op.names))
            enough = not outputs or len(named) >= len(outputs)
            columns = named if enough else (*named, *outputs[len(named) :])
            query, closed = None, True
        elif query is None:
            own = {column.name for column in declared}
            columns = (*declared, *(column for column in outputs if column.name not in own))
            closed = True
        else:
            closed = False
    kept = Define(
        op.name, op.kind, columns, query, (), op.like if not columns else (), op.comment, (), (), op.moves, False
    )
    return kept, closed


def _columns_or_query(query: Query, dialect: str, *, kept: bool = False) -> tuple[tuple[ColumnDef, ...], Query | None]:
    """The columns where the text alone says them; else () and the query that does, trimmed."""
    names = static_names(query)
    if names is not None and not makes_structures(query):
        return tuple(ColumnDef(name) for name in told_apart(dialect, names, kept=kept)), None
    return (), trimmed(query, _DEPTH, names is not None or needs_fields(query))
