"""Stage 5, core: what a file's names mean at one statement: local tables, renames, altered columns, the catalog's word.

Every key that is asked for is recorded in `lookups`, found or not: a file's outcome hangs on the catalog in those
alone.
"""

from collections.abc import Iterable, Mapping, Sequence

from graph.facts import Alter, Rename, Statement, Use
from graph.link.allowance import Allowance
from graph.link.calls import Calls, Program
from graph.link.catalog import Bound, CatalogView
from graph.link.choice import Reader
from graph.link.complete import Completer, is_local, local_name
from graph.link.effects import LocalTable
from graph.link.history import History, Renames
from graph.link.home import home_of, schemas_of_modules
from graph.link.linked import FileContext
from graph.link.lives import Lives, canonical, renamed
from graph.link.relation import Columns
from graph.link.variables import Variables
from graph.names import Name


class Symbols:
    """One file's symbol table. It moves with the statements, in order."""

    def __init__(
        self, context: FileContext, dialect: str, statements: Sequence[Statement], catalog: CatalogView, this: Name = ()
    ) -> None:
        self.completer = Completer(context, dialect, this)
        self.lookups: set[Name] = set()
        self.routines: dict[Name, str] = {}
        self.calls: Calls | None = None
        self.allowance = Allowance()
        self._variables: dict[Name, Variables] = {}
        self._context = context
        self._dialect = dialect
        self._catalog = catalog
        self._locals: dict[tuple[Name, Name], LocalTable] = {}
        ops = [(statement.ordinal, op) for statement in statements for op in statement.ops]
        self._modules = schemas_of_modules(op for _, op in ops) if self.completer.dialect.go_batches else None
        self._lives = Lives(ops, self.completer)
        self._histories: dict[int, tuple[Columns, History | None]] = {}
        self._renames: dict[Name, Renames] = {}
        self._alters: dict[Name, list[tuple[int, Alter]]] = {}
        if any(isinstance(op, Alter) and (op.dropped or op.renamed) for _, op in ops):
            self._find_alters(statements)

    def _find_alters(self, statements: Sequence[Statement]) -> None:
        state = self.completer.state
        for statement in statements:
            for op in statement.ops:
                if isinstance(op, Use):
                    self.completer.use(op)
                elif isinstance(op, Alter) and (op.dropped or op.renamed) and not is_local(op.name):
                    self._alters.setdefault(self.bind(op.name, statement).name, []).append((statement.ordinal, op))
        self.completer.restore(state)

    # --- permanent datasets ---

    def reader(self, statement: Statement) -> Reader:
        """Who asks."""
        return Reader(self._context.root, self._context.path, self._context.dialect, statement.ordinal)

    def candidates(self, name: Name, statement: Statement) -> tuple[Name, ...]:
        """The keys that a name may have here, renames followed."""
        candidates = self.completer.candidates(name)
        final = self._lives.final(candidates[0], canonical(self.completer, name), statement.ordinal)
        return candidates if final is None else (final,)

    def bind(self, name: Name, statement: Statement) -> Bound:
        """What a name that is no local table means."""
        home = self._at_home(name, statement)
        if home:
            bound = self._catalog.bind(home, self.reader(statement))
            self.lookups |= bound.lookups
        if not home or (not bound.kind and bound.name == home[0]):
            bound = self._catalog.bind(self.candidates(name, statement), self.reader(statement))
            self.lookups |= bound.lookups
        self.lookups.add(bound.name)
        return bound

    def _at_home(self, name: Name, statement: Statement) -> tuple[Name, ...]:
        """Where a bare name is looked for first."""
        if self._modules is None or len(name) != 1:
            return ()
        return self.completer.at_home(name, home_of(statement.routine, statement.ops, self._modules))

    def defined(self, name: Name, statement: Statement) -> Name:
        """The key that a definition of `name` gets. Looking it up keeps co-definers in step."""
        key = self.candidates(name, statement)[0]
        self.lookups.add(key)
        return key

    def visible(self, bound: Bound, ordinal: int) -> Mapping[str, str]:
        """A dataset's known columns at this place of the file: name as it is here → name as the catalog has it."""
        if bound.name not in self._alters:
            return bound.columns
        cached = self._histories.get(id(bound.columns))
        if cached is None or cached[0] is not bound.columns:
            cached = self._histories[id(bound.columns)] = bound.columns, self._history(bound)
        return bound.columns if cached[1] is None else cached[1].at(ordinal)

    def _history(self, bound: Bound) -> History | None:
        """None: the file renames and drops none of its columns."""
        if not bound.own:
            return History(bound.columns, self._alters[bound.name], own=False)
        if bound.made is None:
            return None
        first, made = bound.made
        return History([column.name for column in first], made, own=True, later=bound.columns)

    def stored(self, name: Name, column: str, ordinal: int) -> str:
        """What a column of a dataset of this file, which may get another name later, is called at the end."""
        alters = self._alters.get(name)
        if not alters:
            return column
        if name not in self._renames:
            self._renames[name] = Renames(alters)
        return self._renames[name].last(column, ordinal)

    # --- routines ---

    def routine(self, name: Name, statement: Statement) -> Bound:
        """What a routine's name means."""
        bound = self._catalog.routine(self._called(name, statement), self.reader(statement))
        self.lookups |= bound.lookups
        if bound.kind:
            self.routines[bound.name] = bound.kind
        return bound

    def _called(self, name: Name, statement: Statement) -> tuple[Name, ...]:
        """The keys that a routine's name may have here."""
        candidates, home = self.completer.candidates(name), self._at_home(name, statement)
        if not home or not self._catalog.routine(home, self.reader(statement)).kind:
            return candidates
        return home

    def program(self, name: Name, statement: Statement, arguments: Sequence[str] = ()) -> Program | None:
        """The routine's body, if anybody defines one that can be followed. `arguments`: the parameters that a call
        names ("" where it names none)."""
        return self._catalog.program(self._called(name, statement), self.reader(statement), arguments)

    def is_overloaded(self, name: Name, statement: Statement) -> bool:
        """Whether several routines of that name stand beside each other."""
        return self._catalog.is_overloaded(self._called(name, statement), self.reader(statement))

    def forget_variables(self, routine: Name) -> None:
        """Another routine of the name begins."""
        self._variables.pop(routine, None)

    def variables(self, routine: Name) -> Variables:
        """The variables of a routine's body, or of the script (`()`)."""
        return self._variables.setdefault(routine, Variables())

    def defines_routine(self, name: Name, kind: str, statement: Statement) -> Name:
        """The key that a routine's definition gets."""
        key = self.completer.candidates(name)[0]
        self.lookups.add(key)
        bound = self._catalog.routine((key,), self.reader(statement))
        self.routines[key] = bound.kind or kind
        return key

    # --- local tables ---

    def local(self, name: Name, routine: Name) -> LocalTable | None:
        """The local table of that name: the routine's own, else the script's."""
        if not self._locals:
            return None
        name = local_name(name, self.completer.dialect)
        found = self._locals.get((routine, name))
        return found if found is not None else self._locals.get(((), name))

    def temps(self, names: Iterable[str], routine: Name) -> dict[Name, LocalTable]:
        """Those of these temporary tables (`#t`) that a routine called now would see."""
        found = (((name,), self.local((name,), routine)) for name in sorted(names))
        return {name: table for name, table in found if table is not None}

    def add_local(self, name: Name, routine: Name, table: LocalTable) -> LocalTable:
        """A new life of that name begins."""
        self._locals[routine, local_name(name, self.completer.dialect)] = table
        return table

    def drop_local(self, name: Name, routine: Name) -> bool:
        """Its life ends. False: there is no such local table."""
        for owner in (routine, ()):
            if self._locals.pop((owner, local_name(name, self.completer.dialect)), None) is not None:
                return True
        return False

    def rename_local(self, op: Rename, routine: Name) -> bool:
        """It goes on under another name. False: there is no such local table."""
        table = self.local(op.name, routine)
        if table is None:
            return False
        self.drop_local(op.name, routine)
        self.add_local(renamed(op), routine, table)
        return True
