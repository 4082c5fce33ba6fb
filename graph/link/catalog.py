"""Stage 5, core: what all files define, and which definition a name means to a reader. In memory, pure.

The answers depend only on the set of (context, declarations) that is in the catalog, never on the order or history of
calls: derived columns are computed when asked for, and a change drops the memo of whatever hangs on it.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import msgspec

from graph.extract.registry import is_project
from graph.facts import ColumnDef, Project
from graph.link.allowance import Allowance, TooComplex
from graph.link.calls import Program, positions, variable
from graph.link.choice import OVERLOADING, Nearest, Overloads, Reader, own_definition
from graph.link.complete import dialect_of
from graph.link.components import components
from graph.link.declare import BY_NAME, Declarations, decode_body
from graph.link.definitions import (
    LOCAL,
    UNKNOWN,
    Added,
    Candidates,
    Commented,
    Definition,
    FileDeclarations,
    Shape,
    altered,
    complete,
    with_columns,
)
from graph.link.evaluate import Evaluator
from graph.link.fields import as_type
from graph.link.history import Alters
from graph.link.linked import DatasetInfo, FileContext
from graph.link.models import ModelFile
from graph.link.projects import folder_of, lookup_of, model_file
from graph.link.relation import EMPTY, Col, Columns, Output, Relation, TableRelation
from graph.link.same_names import named_apart
from graph.link.variables import Variables
from graph.names import Name

# Synonyms of synonyms that are followed; engines allow one step, a longer chain is a mistake or a cycle.
_SYNONYM_STEPS = 8
# Functions that one definition's columns may cost to run, and how many may run in each other (or hang on each other).
_RUNS = 200
_DEEPEST = 16


class Bound(NamedTuple):
    """What a name means. `kind` "": nobody defines it. `columns`: known ones. `lookups`: every key that was tried."""

    name: Name
    kind: str
    columns: Columns
    open: bool
    lookups: frozenset[Name]
    own: bool = False  # defined by the reader's own file
    made: tuple[tuple[ColumnDef, ...], Alters] | None = None  # of such one: its first columns, and what changed them


class CatalogView(Protocol):
    """All that linking asks of a catalog."""

    def bind(self, candidates: Candidates, reader: Reader) -> Bound:
        """The first candidate that anybody defines (synonyms followed), else the first."""

    def info(self, name: Name) -> DatasetInfo:
        """What the catalog says of a dataset, the same for every reader."""

    def own(self, name: Name, reader: Reader) -> DatasetInfo | None:
        """What the reader's own file says of a name that it defines."""

    def model(self, context: FileContext) -> ModelFile | None:
        """What a file is in the dbt projects of its root; the look-up is `projects.lookup_of(root)`."""

    def routine(self, candidates: Candidates, reader: Reader) -> Bound:
        """The same as `bind` for routines; `columns` are those of its result."""

    def program(self, candidates: Candidates, reader: Reader, arguments: Sequence[str] = ()) -> Program | None:
        """The routine that `routine` finds, with its body; None where that cannot be followed. Of several that differ
        in their parameters it is the one that takes these arguments."""

    def is_overloaded(self, candidates: Candidates, reader: Reader) -> bool:
        """Whether several routines of that name, with other parameters, stand where `routine` finds one."""


class Catalog:
    """Definitions by key, and who hangs on whom."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str], FileDeclarations] = {}
        self._definitions: dict[Name, list[Definition]] = {}
        self._routines: dict[Name, list[Definition]] = {}
        self._notes: dict[Name, dict[tuple[str, str], list[Added | Commented]]] = {}
        self._dependents: dict[Name, dict[Name, int]] = {}
        self._known: dict[Name, set[Definition]] = {}  # those that have a memo; empty: they are gone, but had one
        self._synonyms: dict[Name, int] = {}  # how many there are
        self._near: dict[Name, Nearest[Definition]] = {}  # memos of names with several definitions
        self._near_routines: dict[Name, Nearest[Definition]] = {}
        self._rivals: dict[Name, dict[tuple[str, str], Overloads[Definition]]] = {}  # memos, by file
        self._infos: dict[Name, tuple[Shape, DatasetInfo]] = {}  # memos of names with notes that nobody defines
        self._projects: dict[str, dict[str, Project]] = {}  # by root and folder

    def __len__(self) -> int:
        return len(self._files)

    # --- changes ---

    def put(self, context: FileContext, declarations: Declarations) -> frozenset[Name]:
        """Set what a file declares; returns the keys whose definitions changed (none: no reader could tell)."""
        place = (context.root, context.path)
        old = self._files.get(place)
        if old is not None and old.context == context and old.declarations == declarations:
            return frozenset()
        changed = self._replace(place, old, complete(context, declarations, self.model(context)))
        return changed | self._set_project(context.root, context.path, declarations.project)

    def remove(self, root: str, path: str) -> frozenset[Name]:
        """Forget a file; returns the keys whose definitions changed. Unknown files change nothing."""
        changed = self._replace((root, path), self._files.get((root, path)), None)
        return changed | self._set_project(root, path, None)

    def _set_project(self, root: str, path: str, project: Project | None) -> frozenset[Name]:
        """What a project says changes what the files below it define."""
        if not is_project(path):
            return frozenset()
        projects, folder = self._projects.setdefault(root, {}), folder_of(path)
        if projects.get(folder) == project:
            return frozenset()
        projects.pop(folder, None)
        if project is not None:
            projects[folder] = project
        changed: set[Name] = {lookup_of(root)}
        for place, file in list(self._files.items()):
            if place[0] == root and place[1].startswith(folder) and file.declarations.ops:
                changed |= self._replace(
                    place, file, complete(file.context, file.declarations, self.model(file.context))
                )
        return frozenset(changed)

    def affected(self, keys: Iterable[Name]) -> frozenset[Name]:
        """The keys and, transitively, the keys of derived definitions that hang on them."""
        return frozenset(key for key in self._reach(keys) if key[:1] != (LOCAL,))

    def _reach(self, keys: Iterable[Name]) -> set[Name]:
        reached = set(keys)
        todo = list(reached)
        while todo:
            for key in self._dependents.get(todo.pop(), ()):
                if key not in reached:
                    reached.add(key)
                    todo.append(key)
        return reached

    def _replace(
        self, place: tuple[str, str], old: FileDeclarations | None, new: FileDeclarations | None
    ) -> frozenset[Name]:
        before = old.exports() if old is not None else {}
        after = new.exports() if new is not None else {}
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        defined = {key for key in changed if key in self._definitions}
        self._forget_memos(changed)
        if old is not None:
            self._unindex(place, old)
        if new is not None:
            self._files[place] = new
            self._index(place, new)
        else:
            self._files.pop(place, None)
        changed |= self._renoted({key for key in changed if (key in self._definitions) != (key in defined)})
        self._forget_memos(changed)
        return frozenset(key for key in changed if key[:1] != (LOCAL,))

    def _renoted(self, names: set[Name]) -> set[Name]:
        """A note (ALTER, COMMENT) moves between its candidates when one of them gains or loses its definition."""
        return {
            key
            for name in names
            for notes in self._notes.get(name, {}).values()
            for note in notes
            for key in note.candidates
        }

    def _forget_memos(self, changed: set[Name]) -> None:
        """A definition has a memo only while all that it was made of have theirs: nothing behind one that has none
        needs to be looked at. A synonym never has one."""
        seen = set(changed)
        todo = list(changed)
        while todo:
            key = todo.pop()
            self._infos.pop(key, None)
            known = self._known.pop(key, None)
            for definition in known or ():
                definition.memo = definition.info = None
            if known is not None or key in changed or key in self._synonyms:
                behind = self._dependents.get(key, {}).keys() - seen
                seen |= behind
                todo.extend(behind)

    def _index(self, place: tuple[str, str], file: FileDeclarations) -> None:
        for index, near, definitions in (
            (self._definitions, self._near, file.definitions),
            (self._routines, self._near_routines, file.routines),
        ):
            for definition in definitions:
                insort(index.setdefault(definition.key, []), definition, key=_place)
                self._rivals.pop(definition.key, None)
                if definition.key in near and not definition.temp:
                    near[definition.key].add(definition)
                if definition.kind == "synonym":
                    self._synonyms[definition.key] = self._synonyms.get(definition.key, 0) + 1
                for dependency in _dependencies(definition):
                    counts = self._dependents.setdefault(dependency, {})
                    counts[definition.key] = counts.get(definition.key, 0) + 1
        for note in file.notes():
            for key in note.candidates:
                self._notes.setdefault(key, {}).setdefault(place, []).append(note)

    def _unindex(self, place: tuple[str, str], file: FileDeclarations) -> None:
        for index, near, definitions in (
            (self._definitions, self._near, file.definitions),
            (self._routines, self._near_routines, file.routines),
        ):
            for definition in definitions:
                found = index[definition.key]
                del found[bisect_left(found, _place(definition), key=_place)]
                self._rivals.pop(definition.key, None)
                if definition.key in self._known:
                    self._known[definition.key].discard(definition)
                if definition.key in near and not definition.temp:
                    near[definition.key].remove(definition)
                if not found:
                    del index[definition.key]
                    near.pop(definition.key, None)
                if definition.kind == "synonym":
                    self._synonyms[definition.key] -= 1
                    if not self._synonyms[definition.key]:
                        del self._synonyms[definition.key]
                for dependency in _dependencies(definition):
                    counts = self._dependents[dependency]
                    counts[definition.key] -= 1
                    if not counts[definition.key]:
                        del counts[definition.key]
                    if not counts:
                        del self._dependents[dependency]
        for note in file.notes():
            for key in note.candidates:
                if self._notes.get(key, {}).pop(place, None) is not None and not self._notes[key]:
                    del self._notes[key]

    # --- answers ---

    def model(self, context: FileContext) -> ModelFile | None:
        """See `CatalogView`."""
        projects = self._projects.get(context.root)
        return model_file(context, projects) if projects else None

    def bind(self, candidates: Candidates, reader: Reader) -> Bound:
        """See `CatalogView`."""
        key, definition, lookups = self._find(candidates, reader)
        if definition is None:
            return Bound(key, "", self._undefined(key)[0].table, True, lookups)
        shape = self._shape(definition)
        own = (reader.root, reader.path) == definition.place[:2]
        made = (definition.base, definition.alters) if own and definition.alters else None
        return Bound(key, definition.kind, shape.table, shape.open, lookups, own, made)

    def routine(self, candidates: Candidates, reader: Reader) -> Bound:
        """See `CatalogView`."""
        candidates, reader, lookups = self._called(candidates, reader)
        for key in candidates:
            definition = self._routine(key, reader)
            if definition is not None:
                shape = self._shape(definition)
                kind = self._routines[key][0].kind  # a node says the same to every reader
                return Bound(key, kind, shape.table, shape.open, lookups)
        return Bound(candidates[0], "", UNKNOWN.table, True, lookups)

    def program(self, candidates: Candidates, reader: Reader, arguments: Sequence[str] = ()) -> Program | None:
        """See `CatalogView`."""
        candidates, reader, _ = self._called(candidates, reader)
        for key in candidates:
            found = self._routine(key, reader)
            if found is not None:
                rivals = self._overloads(key, found)
                chosen = rivals.fitting(arguments) if rivals is not None else found
                if chosen is None or not chosen.body:
                    return None
                return _program(key, chosen)
        return None

    def is_overloaded(self, candidates: Candidates, reader: Reader) -> bool:
        """See `CatalogView`."""
        candidates, reader, _ = self._called(candidates, reader)
        for key in candidates:
            found = self._routine(key, reader)
            if found is not None:
                return self._overloads(key, found) is not None
        return False

    def _called(self, candidates: Candidates, reader: Reader) -> tuple[Candidates, Reader, frozenset[Name]]:
        """What these names of a routine stand for: synonyms followed. With all names that were looked up."""
        lookups = frozenset(candidates)
        for _ in range(_SYNONYM_STEPS):
            key = next((key for key in candidates if key in self._definitions), None)
            if key is None or any(self._routine(one, reader) is not None for one in candidates):
                break
            definition = self._preferred(key, reader)
            if definition is None or definition.kind != "synonym":
                break
            candidates = definition.names.get(definition.target, (key,))
            lookups |= frozenset(candidates)
            reader = _reader(definition)
        return candidates, reader, lookups

    def _overloads(self, key: Name, found: Definition) -> Overloads[Definition] | None:
        """The routines of one name in one file, if their parameters differ and the language allows it."""
        if found.context.dialect not in OVERLOADING:
            return None
        known, place = self._rivals.setdefault(key, {}), found.place[:2]
        rivals = known.get(place)
        if rivals is None:
            rivals = known[place] = Overloads(self._files[place].routines_by_key[key])
        return rivals if rivals.differ else None

    def _routine(self, key: Name, reader: Reader) -> Definition | None:
        definitions = self._routines.get(key)
        if definitions is None:
            return None
        file = self._files.get((reader.root, reader.path))
        own = file.routines_by_key.get(key) if file is not None else None
        if own:
            return own_definition(own, reader.ordinal)
        near = self._near_routines.get(key)
        if near is None:
            near = self._near_routines[key] = Nearest([one for one in definitions if not one.temp])
        return near.to(reader)

    def info(self, name: Name) -> DatasetInfo:
        """See `CatalogView`."""
        definitions = self._definitions.get(name)
        return self._info(definitions[0]) if definitions else self._undefined(name)[1]

    def _undefined(self, name: Name) -> tuple[Shape, DatasetInfo]:
        """What is known of a name that nobody defines, or that the reader's file alone does and has dropped."""
        if name not in self._notes:
            return UNKNOWN, DatasetInfo(name)
        known = self._infos.get(name)
        if known is None:
            shape = self._with_added(UNKNOWN, name, None)
            known = self._infos[name] = shape, DatasetInfo(name, columns=shape.columns)
        return known

    def own(self, name: Name, reader: Reader) -> DatasetInfo | None:
        """See `CatalogView`."""
        own = self._own(name, reader)
        return self._info(own[0]) if own else None

    def datasets(self) -> Iterator[Name]:
        """Every key that somebody defines, in no order."""
        return (key for key in self._definitions if key[:1] != (LOCAL,))

    def _own(self, key: Name, reader: Reader) -> Sequence[Definition]:
        file = self._files.get((reader.root, reader.path))
        return file.by_key.get(key, ()) if file is not None else ()

    def _info(self, definition: Definition) -> DatasetInfo:
        if definition.info is None:
            definition.info = self._make_info(definition)
        return definition.info

    def _make_info(self, definition: Definition) -> DatasetInfo:
        shape = self._shape(definition)
        comments = self._comments(definition.key)
        columns = tuple(
            msgspec.structs.replace(column, comment=comments[column.name]) if column.name in comments else column
            for column in shape.columns
            if column.name
        )
        comment = comments.get("", definition.comment)
        return DatasetInfo(definition.key, definition.kind, columns, shape.open, comment)

    def _comments(self, name: Name) -> dict[str, str]:
        """By column ("": the dataset): the last word of the first file that has one."""
        found: dict[str, str] = {}
        notes = self._notes.get(name)
        for place in sorted(notes) if notes else ():
            here = {
                note.column: note.text
                for note in self._notes[name][place]
                if isinstance(note, Commented) and self._means(note.candidates, name)
            }
            for column, text in here.items():
                found.setdefault(column, text)
        return found

    def _means(self, candidates: Candidates, name: Name) -> bool:
        """Whether a note with these candidates is about this key."""
        return next((key for key in candidates if key in self._definitions), candidates[0]) == name

    def _find(self, candidates: Candidates, reader: Reader) -> tuple[Name, Definition | None, frozenset[Name]]:
        lookups = frozenset(candidates)
        for _ in range(_SYNONYM_STEPS):
            key = next((key for key in candidates if key in self._definitions), None)
            if key is None:
                return candidates[0], None, lookups
            definition = self._preferred(key, reader)
            if definition is None:
                return key, None, lookups
            if definition.kind != "synonym":
                return key, definition, lookups
            candidates = definition.names.get(definition.target, (key,))
            lookups |= frozenset(candidates)
            reader = _reader(definition)
        return candidates[0], None, lookups

    def _preferred(self, key: Name, reader: Reader) -> Definition | None:
        """Which definition a reader means. None: its own file alone has it, and has dropped it by then."""
        own, definitions = self._own(key, reader), self._definitions[key]
        if own:
            chosen = own_definition(own, reader.ordinal)
            if chosen is not None or len(own) == len(definitions):
                return chosen
        elif len(definitions) == 1:
            return definitions[0]
        near = self._near.get(key)
        if near is None:
            near = self._near[key] = Nearest(definitions)
        return near.to(reader)

    # --- columns ---

    def _shape(self, definition: Definition) -> Shape:
        if definition.memo is None:
            if definition.derived:
                self._derive(definition)
            else:
                self._remember(definition, Shape(definition.columns, not definition.closed))
        return definition.memo or UNKNOWN

    def _remember(self, definition: Definition, shape: Shape) -> None:
        definition.memo = self._finished(definition, shape)
        self._known.setdefault(definition.key, set()).add(definition)

    def _finished(self, definition: Definition, shape: Shape) -> Shape:
        if definition.alters:
            definition.base = shape.columns
            shape = altered(shape, definition.alters)
        if definition.key in self._notes:
            shape = self._with_added(shape, definition.key, (definition.context.root, definition.context.path))
        return shape

    def _with_added(self, shape: Shape, name: Name, own: tuple[str, str] | None) -> Shape:
        """ALTER … ADD of all files in path order; those of `own` are in the shape already."""
        notes = self._notes.get(name)
        if not notes:
            return shape
        added = (
            column
            for place in sorted(notes)
            if place != own
            for note in notes[place]
            if isinstance(note, Added) and self._means(note.candidates, name)
            for column in note.columns
        )
        return with_columns(shape, added)

    def _derive(self, start: Definition) -> None:
        """Compute the columns of `start` and of all that it hangs on, innermost first.

        Members of a cycle see each other as "columns unknown", whoever is asked first."""
        for members in components(start, self._successors):
            inside = {id(member) for member in members}
            shapes = [self._evaluated(member, inside) for member in members]
            for member, shape in zip(members, shapes, strict=True):
                self._remember(member, shape)

    def _successors(self, definition: Definition) -> list[Definition]:
        reader = _reader(definition)
        found = []
        for candidates in definition.names.values():
            for other in (self._find(candidates, reader)[1], *(self._routine(key, reader) for key in candidates)):
                if other is not None and other.derived and other.memo is None:
                    found.append(other)
        return found

    def _evaluated(self, definition: Definition, inside: set[int]) -> Shape:
        tables = _Shapes(self, definition, inside, [_RUNS])
        if definition.query is None:
            return tables.shape(definition.target)
        dialect = dialect_of(definition.context.dialect)
        try:
            relation = Evaluator(tables, dialect, Allowance()).evaluate(definition.query)
        except TooComplex:
            return UNKNOWN
        own = {column.name: column for column in definition.columns}
        outputs = named_apart(definition.context.dialect, relation, kept=definition.kept)
        made = {name: as_type(col.fields) for name, col in outputs if col.fields is not None}
        given = [name for name, _ in outputs]
        names = dict.fromkeys([*own, *given] if definition.context.dialect in BY_NAME else [*given, *own])
        columns = (own.get(name) or ColumnDef(name, made=made.get(name, "")) for name in names)
        return Shape(tuple(columns), bool(relation.opens))

    def _shape_for(self, definition: Definition, inside: set[int]) -> Shape:
        return UNKNOWN if id(definition) in inside else self._shape(definition)


class _Shapes:
    """What the trimmed query of a definition sees: columns only. `fuel`: how many functions it may still run; `held`:
    its parameters, if it is a function's."""

    def __init__(self, catalog: Catalog, definition: Definition, inside: set[int], fuel: list[int]) -> None:
        self._catalog = catalog
        self._definition = definition
        self._inside = inside
        self._fuel = fuel
        self.held = Variables()

    def shape(self, name: Name) -> Shape:
        candidates = self._definition.names.get(name)
        if candidates is None:
            return UNKNOWN
        key, found, _ = self._catalog._find(candidates, _reader(self._definition))
        if found is None:
            return self._catalog._undefined(key)[0]
        return self._catalog._shape_for(found, self._inside)

    def scan(self, name: Name) -> Relation:
        shape = self.shape(name)
        return TableRelation(name, shape.table, is_open=shape.open, stored=shape.table)

    def columns(self, name: Name) -> tuple[str, ...]:
        return ()  # only what a statement writes is named so, and no definition is made of it

    def variable(self, name: Name) -> Col:
        return self.held.col(name)

    def row(self, name: Name) -> Relation:
        return Relation()

    def routine(self, name: Name, arguments: Sequence[Output]) -> Relation | None:
        candidates = self._definition.names.get(name)
        if candidates is None:
            return None
        reader = _reader(self._definition)
        for key in candidates:
            if (found := self._catalog._routine(key, reader)) is not None:
                if found.query is not None and (result := self._run(found, arguments)) is not None:
                    return result
                names = [column.name for column in self._catalog._shape_for(found, self._inside).columns]
                return Relation(tuple((column, EMPTY) for column in names)) if names else None
        return None

    def _run(self, routine: Definition, arguments: Sequence[Output]) -> Relation | None:
        """What a function of one expression gives for these arguments."""
        if routine.query is None or id(routine) in self._inside or not self._fuel[0] or len(self._inside) > _DEEPEST:
            return None
        self._fuel[0] -= 1
        tables = _Shapes(self._catalog, routine, self._inside | {id(routine)}, self._fuel)
        for at, position in positions(routine.parameters, arguments).items():
            held = Relation((("", arguments[at][1]),))
            tables.held.assign((variable(routine.parameters[position]),), held, row=False)
        try:
            return Evaluator(tables, dialect_of(routine.context.dialect), Allowance()).evaluate(routine.query)
        except TooComplex:
            return None


def _program(key: Name, routine: Definition) -> Program:
    body, context = decode_body(routine.body), routine.context
    return Program(
        key,
        context,
        context.dialect,
        routine.state,
        body.define,
        body.statements,
        frozenset(body.temps),
        len(routine.body),
    )


def _place(definition: Definition) -> tuple[str, str, int]:
    return definition.place


def _reader(definition: Definition) -> Reader:
    context = definition.context
    return Reader(context.root, context.path, context.dialect, definition.ordinal)


def _dependencies(definition: Definition) -> set[Name]:
    return {key for candidates in definition.names.values() for key in candidates}
