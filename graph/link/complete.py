"""Stage 5, core: a written name and where it stands → the keys it may have, best first. Nothing looser than that."""

from graph.extract.dialects import Dialect, UnknownDialect, resolve_dialect
from graph.facts import THIS, Use
from graph.link.linked import FileContext
from graph.names import OUTSIDE, Name

# Engines in which a database is what others call a schema: `USE x` completes `t` to `x.t`.
_TWO_LEVELS = frozenset({"mysql", "doris", "starrocks", "hive", "spark2", "clickhouse"})


def dialect_of(name: str) -> Dialect:
    """The dialect, or plain ANSI for a name that nobody knows."""
    try:
        return resolve_dialect(name)
    except UnknownDialect:
        return resolve_dialect("ansi")


MOST_SCHEMAS = 64
"""Of a search path. Every name is looked up in each of them."""


class Completer:
    """How names are completed at one place of a file. `use` moves on; `state` says where it stands."""

    __slots__ = ("_default", "_first", "_seen", "_this", "asked_this", "database", "dialect", "path")

    def __init__(self, context: FileContext, dialect: str, this: Name = ()) -> None:
        """`this`: the dataset that the file's text calls so."""
        self._this = this
        self.asked_this = False
        self.dialect = dialect_of(dialect)
        fold = self.dialect.fold_table
        self._default = self.dialect.default_schema
        self.database = fold(context.default_database, False) if context.default_database else ""
        self.path: Name = (fold(context.default_schema, False),) if context.default_schema else ()
        self._seen: dict[Name, tuple[Name, ...]] = {}
        self._flatten()
        self._first = self.state

    def _flatten(self) -> None:
        if self.database and self.dialect.name in _TWO_LEVELS:
            self.path = self.path or (self.database,)
            self.database = ""

    @property
    def this(self) -> Name:
        """The dataset of the file itself; whether anybody asked is remembered (`asked_this`)."""
        self.asked_this = True
        return self._this

    def use(self, op: Use) -> None:
        """Later names are completed by it."""
        if op.path == ("",):
            self.restore(self._first)
            return
        if op.database:
            self.database = op.database
            self.path = ()
        if op.path:
            self.path = op.path[:MOST_SCHEMAS]
        self._flatten()
        self._seen = {}

    @property
    def state(self) -> tuple[str, Name]:
        """Equal states complete equally."""
        return self.database, self.path

    def restore(self, state: tuple[str, Name]) -> None:
        """Stand where `state` was taken."""
        if state != self.state:
            self.database, self.path = state
            self._seen = {}

    def candidates(self, name: Name) -> tuple[Name, ...]:
        """The keys to try in order, unique, at least one. The first is the name as completed."""
        found = self._seen.get(name)
        if found is None:
            found = self._seen[name] = self._candidates(name)
        return found

    def at_home(self, name: Name, home: str) -> tuple[Name, ...]:
        """The keys that come before `candidates` in a module of the schema `home`: those of a bare name there."""
        if len(name) != 1 or not home or is_local(name) or (home == self._default and not self.path):
            return ()
        return self.candidates((home, *name))

    def _candidates(self, name: Name) -> tuple[Name, ...]:
        if name[:1] == (OUTSIDE,):
            return (name[1:],)
        completed = self._completed(self.this if name == THIS and self.this else name)
        keys = dict.fromkeys(completed)
        for key in completed:
            if other := self._other(key):
                keys.setdefault(other)
        return tuple(keys)

    def _completed(self, name: Name) -> list[Name]:
        head = (self.database,) if self.database else ()
        if len(name) == 1:
            if self.path:
                return [(*head, schema, *name) for schema in self.path]
            return [(*head, self._default, *name)] if head and self._default else [name]
        if len(name) == 2:
            return [(*head, *name)]
        if len(name) == 3 and not name[1] and self._default:  # db..table
            return [(name[0], self._default, name[2])]
        return [name]

    def _other(self, key: Name) -> Name | None:
        if not self._default:
            return None
        if len(key) == 1:
            return (self._default, *key)
        return key[1:] if len(key) == 2 and key[0] == self._default else None


def local_name(name: Name, dialect: Dialect) -> Name:
    """How a local table of that name is kept: without the schema that says that it is one."""
    if is_local(name) or (len(name) > 1 and name[0].lower() == dialect.temp_schema):
        return name[-1:]
    return name


def is_local(name: Name) -> bool:
    """`#t`, `@t`: temporary by its very name; and so is what has none."""
    return not name or (name[-1][:1] in ("#", "@") and name[0] != OUTSIDE)
