"""Stage 5, core: what a file's names mean at one statement: local tables, renames, altered columns, the catalog's word.

Every key that is asked for is recorded in `lookups`, found or not: a file's outcome hangs on the catalog in those
alone.
"""

from collections.abc import Sequence

from graph.facts import Alter, ColumnDef, Rename, Statement, Use
from graph.link.calls import Calls, Program
from graph.link.catalog import Bound, CatalogView, names_of
from graph.link.choice import Reader
from graph.link.complete import Completer, is_local, local_name
from graph.link.effects import LocalTable
from graph.link.linked import FileContext
from graph.link.lives import Lives, canonical, renamed
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
        self._variables: dict[Name, Variables] = {}
        self._context = context
        self._dialect = dialect
        self._catalog = catalog
        self._locals: dict[tuple[Name, Name], LocalTable] = {}
        ops = [(statement.ordinal, op) for statement in statements for op in statement.ops]
        self._lives = Lives(ops, self.completer)
        self._columns: dict[int, tuple[tuple[ColumnDef, ...], dict[str, str]]] = {}
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
        bound = self._catalog.bind(self.candidates(name, statement), self.reader(statement))
        self.lookups |= bound.lookups
        self.lookups.add(bound.name)
        return bound

    def defined(self, name: Name, statement: Statement) -> Name:
        """The key that a definition of `name` gets. Looking it up keeps co-definers in step."""
        key = self.candidates(name, statement)[0]
        self.lookups.add(key)
        return key

    def visible(self, bound: Bound, ordinal: int) -> dict[str, str]:
        """A dataset's known columns at this place of the file: name as it is here → name as the catalog has it."""
        cached = self._columns.get(id(bound.columns))
        if cached is None or cached[0] is not bound.columns:
            cached = (bound.columns, dict(names_of(bound.columns)))
            self._columns[id(bound.columns)] = cached
        alters = self._alters.get(bound.name)
        if not alters:
            return cached[1]
        columns = dict(cached[1])
        if bound.own:
            for at, alter in reversed(alters):
                if at > ordinal:
                    columns = _undone(columns, alter)
        else:
            for at, alter in alters:
                if at < ordinal:
                    columns = _done(columns, alter)
        return columns

    def stored(self, name: Name, ordinal: int) -> dict[str, str]:
        """Columns of a dataset of this file that get another name later: name here → last name."""
        names: dict[str, str] = {}
        for at, alter in self._alters.get(name, ()):
            if at >= ordinal:
                for old, new in alter.renamed:
                    first = next((before for before, after in names.items() if after == old), old)
                    names[first] = new
        return names

    # --- routines ---

    def routine(self, name: Name, statement: Statement) -> Bound:
        """What a routine's name means."""
        bound = self._catalog.routine(self.completer.candidates(name), self.reader(statement))
        self.lookups |= bound.lookups
        if bound.kind:
            self.routines[bound.name] = bound.kind
        return bound

    def program(self, name: Name, statement: Statement, arguments: Sequence[str] = ()) -> Program | None:
        """The routine's body, if anybody defines one that can be followed. `arguments`: the parameters that a call
        names ("" where it names none)."""
        return self._catalog.program(self.completer.candidates(name), self.reader(statement), arguments)

    def is_overloaded(self, name: Name, statement: Statement) -> bool:
        """Whether several routines of that name stand beside each other."""
        return self._catalog.is_overloaded(self.completer.candidates(name), self.reader(statement))

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

    def temps(self) -> dict[Name, LocalTable]:
        """The temporary tables (`#t`) that a routine called now would see."""
        return {name: table for (_, name), table in self._locals.items() if name and name[-1][:1] == "#"}

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


def _undone(columns: dict[str, str], alter: Alter) -> dict[str, str]:
    """As it was before: later names under earlier ones, dropped columns there again."""
    before = {new: old for old, new in alter.renamed}
    columns = {before.get(name, name): stored for name, stored in columns.items()}
    for name in alter.dropped:
        columns.setdefault(name, name)
    return columns


def _done(columns: dict[str, str], alter: Alter) -> dict[str, str]:
    names = dict(alter.renamed)
    return {names.get(name, name): stored for name, stored in columns.items() if name not in alter.dropped}
