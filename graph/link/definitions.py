"""Stage 5, core: one file's declarations, completed by its context: definitions under their keys.

Pure and local: looks at no other file. The catalog indexes what comes out.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

import msgspec

from graph.facts import (
    THIS,
    Alter,
    ColumnDef,
    Comment,
    Define,
    DefineRoutine,
    Drop,
    Query,
    Rename,
    Synonym,
    Use,
)
from graph.link.choice import own_place
from graph.link.complete import Completer, is_local, local_name
from graph.link.declare import Declarations, Declared
from graph.link.home import home_of, schemas_of_modules
from graph.link.linked import DatasetInfo, FileContext
from graph.link.lives import Lives, canonical, renamed
from graph.link.models import ModelFile, dataset_of, kind_of_model
from graph.link.relation import Columns
from graph.link.scans import scans
from graph.names import Name

Candidates: TypeAlias = tuple[Name, ...]

LOCAL = "\0local"  # first part of the key of what only its own file sees; no SQL name begins so


class Shape:
    """A definition's columns. `open`: there are more that nobody can name."""

    __slots__ = ("_table", "columns", "open")

    def __init__(self, columns: tuple[ColumnDef, ...] = (), open: bool = True) -> None:
        self.columns = columns
        self.open = open
        self._table: Columns | None = None

    @property
    def table(self) -> Columns:
        """The columns as a relation wants them."""
        if self._table is None:
            self._table = Columns(self.columns)
        return self._table


UNKNOWN = Shape()


def altered(shape: Shape, alters: Iterable[tuple[int, Alter]]) -> Shape:
    """The shape after these ALTER TABLEs, in their order."""
    columns: list[ColumnDef | None] = list(shape.columns)
    places: dict[str, list[int]] = {}
    for at, column in enumerate(shape.columns):
        places.setdefault(column.name, []).append(at)
    for _, alter in alters:
        for name in alter.dropped:
            for at in places.pop(name, ()):
                columns[at] = None
        moved = [(new, places.pop(old, [])) for old, new in dict(alter.renamed).items()]
        for new, found in moved:
            for at in found:
                if (renaming := columns[at]) is not None:
                    columns[at] = msgspec.structs.replace(renaming, name=new)
            if found:
                places.setdefault(new, []).extend(found)
        for column in alter.added:
            if column.name not in places:
                places[column.name] = [len(columns)]
                columns.append(column)
    return Shape(tuple(column for column in columns if column is not None), shape.open)


def with_columns(shape: Shape, columns: Iterable[ColumnDef]) -> Shape:
    """The shape with those of the columns that it does not have yet."""
    known = {column.name for column in shape.columns}
    new: dict[str, ColumnDef] = {}
    for column in columns:
        if column.name not in known:
            new.setdefault(column.name, column)
    return Shape((*shape.columns, *new.values()), shape.open) if new else shape


class Definition:
    """One definition of one name. Compared by identity; `export` says what others see of it."""

    __slots__ = (
        "alters",
        "base",
        "body",
        "closed",
        "columns",
        "comment",
        "context",
        "info",
        "kept",
        "key",
        "kind",
        "memo",
        "names",
        "ordinal",
        "own",
        "parameters",
        "query",
        "rank",
        "state",
        "target",
        "temp",
        "until",
    )

    def __init__(self, context: FileContext, key: Name, kind: str, ordinal: int, rank: int) -> None:
        self.context = context
        self.key = key
        self.kind = kind
        self.ordinal = ordinal
        self.rank = rank  # place among the file's definitions
        self.columns: tuple[ColumnDef, ...] = ()
        self.closed = False
        self.query: Query | None = None
        self.names: dict[Name, Candidates] = {}  # what the query scans → where to look
        self.target: Name = ()  # of LIKE or of a synonym; a key of `names`
        self.comment = ""
        self.parameters: tuple[str, ...] = ()  # of a routine
        self.body = b""  # of a routine: see `declare.Body`
        self.kept = False  # what a query gives, which a job stores
        self.temp = False  # of a routine: nobody else sees it
        self.state: tuple[str, Name] = ("", ())  # of the completer where the routine stands
        self.alters: list[tuple[int, Alter]] = []  # with their ordinals
        self.base: tuple[ColumnDef, ...] = ()  # beside the memo: its columns before them
        self.until: int | None = None  # dropped there; counts inside its own file only
        self.own: tuple[int, ...] = ()  # which of its own file's definitions it would bind to
        self.memo: Shape | None = None
        self.info: DatasetInfo | None = None  # another memo, forgotten with it

    @property
    def derived(self) -> bool:
        """Its columns hang on other definitions."""
        return self.query is not None or bool(self.target)

    @property
    def place(self) -> tuple[str, str, int]:
        """(root, path, rank): the order in which definers of one name stand."""
        return self.context.root, self.context.path, self.rank

    def export(self) -> object:
        """All that any reader could see of it, whatever the rest of the catalog."""
        return (
            self.kind,
            self.context.dialect,
            self.columns,
            self.closed,
            self.query,
            self.names,
            self.target,
            self.comment,
            [alter for _, alter in self.alters],
            self.own,
            self.parameters,
            self.kept,
            self.body,
            self.state,
            self.temp,
        )


class Added(NamedTuple):
    """ALTER … ADD, for every definer of the name."""

    candidates: Candidates
    columns: tuple[ColumnDef, ...]


class Commented(NamedTuple):
    """COMMENT ON."""

    candidates: Candidates
    column: str
    text: str


class FileDeclarations(NamedTuple):
    """What one file puts into the catalog."""

    context: FileContext
    declarations: Declarations
    definitions: tuple[Definition, ...]
    routines: tuple[Definition, ...]
    added: tuple[Added, ...]
    comments: tuple[Commented, ...]
    by_key: dict[Name, list[Definition]]  # definitions, in order
    routines_by_key: dict[Name, list[Definition]]

    def notes(self) -> "list[Added | Commented]":
        """What it says of names that may be others'."""
        return [*self.added, *self.comments]

    def exports(self) -> dict[Name, list[object]]:
        """By key, all that a reader could see of this file."""
        seen: dict[Name, list[object]] = {}
        for definition in self.definitions:
            seen.setdefault(definition.key, []).append(definition.export())
        for routine in self.routines:
            seen.setdefault(routine.key, []).append(("routine", routine.export()))
        for note in self.notes():
            for key in note.candidates:
                seen.setdefault(key, []).append(note)
        return seen


def complete(context: FileContext, declarations: Declarations, model: ModelFile | None = None) -> FileDeclarations:
    """The file's definitions under their completed keys. `model`: what the file is in its dbt project."""
    if not declarations.ops:
        return FileDeclarations(context, declarations, (), (), (), (), {}, {})
    return _Builder(context, declarations, model).build()


class _Builder:
    def __init__(self, context: FileContext, declarations: Declarations, model: ModelFile | None) -> None:
        self.context = context
        self.model = model
        self.declarations = declarations
        self.target = dataset_of(context, model, declarations.model)
        self.completer = Completer(context, declarations.dialect, self.target)
        self.modules = schemas_of_modules(one.op for one in declarations.ops)
        self.lives = Lives(((one.ordinal, one.op) for one in declarations.ops), self.completer)
        self.definitions: list[Definition] = []
        self.routines: list[Definition] = []
        self.added: list[tuple[Candidates, dict[str, ColumnDef]]] = []
        self.added_by: dict[tuple[Candidates, str], list[dict[str, ColumnDef]]] = {}  # of each column, the ALTERs
        self.comments: list[Commented] = []
        self.locals: dict[tuple[Name, Name], Name] = {}  # (routine, name) → key
        self.counts: dict[tuple[Name, Name], int] = {}
        self.by_key: dict[Name, list[Definition]] = {}
        self.routines_by_key: dict[Name, list[Definition]] = {}

    def build(self) -> FileDeclarations:
        for declared in self.declarations.ops:
            self._step(declared)
        for definition in self.definitions:
            if definition.derived:
                definition.own = tuple(_own_choice(self.by_key, definition))
        return FileDeclarations(
            self.context,
            self.declarations,
            tuple(self.definitions),
            tuple(self.routines),
            tuple(Added(candidates, tuple(columns.values())) for candidates, columns in self.added),
            tuple(self.comments),
            self.by_key,
            self.routines_by_key,
        )

    def _step(self, declared: Declared) -> None:
        op = declared.op
        if isinstance(op, Use):
            self.completer.use(op)
        elif isinstance(op, Define):
            self._define(declared, op)
        elif isinstance(op, Synonym):
            definition = self._new(self._candidates(op.name, declared)[0], "synonym", declared)
            self._look(definition, op.target, declared)
            definition.target = op.target
        elif isinstance(op, DefineRoutine):
            self._routine(declared, op)
        elif isinstance(op, Alter):
            self._alter(declared, op)
        elif isinstance(op, Comment):
            candidates = self._candidates(op.name, declared)
            if candidates[0][:1] != (LOCAL,):
                self.comments.append(Commented(candidates, op.column, op.text))
        elif isinstance(op, Drop):
            self._drop(declared, op)
        elif isinstance(op, Rename):
            key = self.locals.pop(self._local(declared.routine, op.name), None)
            if key is not None:
                self.locals[self._local(declared.routine, renamed(op))] = key

    def _new(self, key: Name, kind: str, declared: Declared) -> Definition:
        definition = Definition(self.context, key, kind, declared.ordinal, len(self.definitions))
        self.definitions.append(definition)
        self.by_key.setdefault(key, []).append(definition)
        return definition

    def _define(self, declared: Declared, op: Define) -> None:
        name = op.name or self.target
        if not name or (name == THIS and not self.target):
            return
        if not op.name:
            self._call_it(declared, name)
        local = op.kind in ("temp", "table_variable") or is_local(name)
        key = self._local_key(declared, name) if local else self._candidates(name, declared)[0]
        kind = op.kind if op.name else kind_of_model(self.model, self.declarations.model)
        definition = self._new(key, kind, declared)
        definition.columns = op.columns
        definition.closed = declared.closed
        definition.kept = not op.name
        definition.comment = op.comment
        if op.query is not None:
            definition.query = op.query
            self._look_at_all(definition, op.query, declared)
        elif op.like and not op.columns:
            definition.target = op.like
            self._look(definition, op.like, declared)
        if local:
            self.locals[self._local(declared.routine, name)] = key

    def _call_it(self, declared: Declared, name: Name) -> None:
        """Other models refer to a model by its file's name, whatever its dataset is called."""
        called = self.model.name if self.model is not None else name
        if called != name:
            synonym = self._new(self._candidates(called, declared)[0], "synonym", declared)
            self._look(synonym, name, declared)
            synonym.target = name

    def _routine(self, declared: Declared, op: DefineRoutine) -> None:
        routine = Definition(
            self.context, self.completer.candidates(op.name)[0], op.kind, declared.ordinal, len(self.routines)
        )
        routine.columns = op.columns
        routine.closed = bool(op.columns)
        routine.temp = op.temp
        routine.parameters = op.parameters
        routine.query = op.result
        if declared.body:
            routine.body, routine.state = declared.body, self.completer.state
        if op.result is not None:
            self._look_at_all(routine, op.result, declared)
        self.routines.append(routine)
        self.routines_by_key.setdefault(routine.key, []).append(routine)

    def _alter(self, declared: Declared, op: Alter) -> None:
        candidates = self._candidates(op.name, declared)
        definition = next((self.by_key[key][-1] for key in candidates if key in self.by_key), None)
        if definition is not None:
            definition.alters.append((declared.ordinal, op))
        if candidates[0][:1] == (LOCAL,):
            return
        for name in (*op.dropped, *(old for old, _ in op.renamed)):
            for columns in self.added_by.pop((candidates, name), ()):
                del columns[name]
        if op.added:
            columns = {column.name: column for column in op.added}
            self.added.append((candidates, columns))
            for name in columns:
                self.added_by.setdefault((candidates, name), []).append(columns)

    def _drop(self, declared: Declared, op: Drop) -> None:
        if self.locals.pop(self._local(declared.routine, op.name), None) is not None:
            return
        for key in self._candidates(op.name, declared):
            for definition in reversed(self.by_key.get(key, ())):
                if definition.until is not None:
                    break  # what dropped it dropped all before it
                definition.until = declared.ordinal

    def _local(self, routine: Name, name: Name) -> tuple[Name, Name]:
        return routine, local_name(name, self.completer.dialect)

    def _local_key(self, declared: Declared, name: Name) -> Name:
        place = (declared.routine, name)
        count = self.counts[place] = self.counts.get(place, 0) + 1
        return (LOCAL, self.context.root, self.context.path, str(count), *declared.routine, "", *name)

    def _look_at_all(self, definition: Definition, query: Query, declared: Declared) -> None:
        home = home_of(declared.routine, (declared.op,), self.modules) if self.completer.dialect.go_batches else ""
        for name in sorted(scans(query)):
            self._look(definition, name, declared)
            first = self.completer.at_home(name, home) if home else ()
            if first and definition.names[name][0][:1] != (LOCAL,):
                definition.names[name] = (*first, *definition.names[name])

    def _look(self, definition: Definition, name: Name, declared: Declared) -> None:
        if name:
            definition.names[name] = self._candidates(name, declared)

    def _candidates(self, name: Name, declared: Declared) -> Candidates:
        """Where to look for a name: a local's own key, or the completed keys with renames followed."""
        for routine in (declared.routine, ()):
            if (key := self.locals.get(self._local(routine, name))) is not None:
                return (key,)
        candidates = self.completer.candidates(name)
        final = self.lives.final(candidates[0], canonical(self.completer, name), declared.ordinal)
        return candidates if final is None else (final,)


def _own_choice(by_key: dict[Name, list[Definition]], definition: Definition) -> Iterator[int]:
    for candidates in definition.names.values():
        for key in candidates:
            yield own_place(by_key.get(key, ()), definition.ordinal)
