"""Stage 4, core: what one statement's build shares, and how identifiers become names. Decides nothing about SQL."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlglot import exp

from graph.extract.algebra.outside.places import NOT_FOLLOWED, may_hold_secret, placed
from graph.extract.algebra.written import Written
from graph.extract.dialects import Dialect
from graph.names import Name

if TYPE_CHECKING:
    from graph.facts import Define, Op, Query

MAX_DEPTH = 64
"""Queries inside queries. The facts are encoded recursively (four levels a query, a thousand in all), and no person
writes half of it."""

MOST_PARTS = 16
"""Of a table's name; Dremio's spaces and folders are the deepest."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*){0,2}\Z")

_DUAL = frozenset({"oracle", "mysql", "exasol", "doris", "starrocks", "teradata", "ansi", "snowflake"})

_FORMATS = frozenset({"parquet", "delta", "csv", "json", "orc", "text", "avro", "iceberg", "binaryfile", "xml"})
_FORMAT_BEFORE_PATH = frozenset({"spark", "spark2", "databricks"})
"""There ``parquet.`/path` `` names a file."""

_HIVE_PSEUDO = frozenset({"INPUT__FILE__NAME", "BLOCK__OFFSET__INSIDE__FILE", "ROW__ID", "GROUPING__ID"})

_PSEUDO_COLUMNS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("hive", "spark", "spark2", "databricks"), _HIVE_PSEUDO),
    **dict.fromkeys(
        ("mysql", "doris", "starrocks"), frozenset({"UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP", "CURRENT_DATE"})
    ),
    **dict.fromkeys(("trino", "athena"), frozenset({"CURRENT_CATALOG", "CURRENT_SCHEMA", "CURRENT_PATH"})),
    "ansi": frozenset(
        {"CURRENT", "CURRENT_ROLE", "CURRENT_SCHEMA", "CURRENT_PATH", "SYSTEM_USER", "SYSDATE", "SYSTIMESTAMP"}
    ),
    "clickhouse": frozenset({"CURRENT_TIMESTAMP"}),
    "exasol": frozenset({"ROWNUM", "ROWID", "LEVEL", "SYSDATE", "SYSTIMESTAMP", "USER", "SESSION_USER"}),
    "oracle": frozenset({"ROWNUM", "LEVEL", "ROWID", "USER", "UID", "ORA_ROWSCN", "SYSTIMESTAMP", "SESSIONTIMEZONE"}),
    "snowflake": frozenset({"METADATA$FILENAME", "METADATA$FILE_ROW_NUMBER", "METADATA$ACTION", "METADATA$ISUPDATE"}),
    "bigquery": frozenset({"_TABLE_SUFFIX", "_PARTITIONTIME", "_PARTITIONDATE", "_FILE_NAME"}),
    "sqlite": frozenset({"ROWID", "OID", "_ROWID_"}),
    "duckdb": frozenset({"ROWID"}),
    "postgres": frozenset({"CTID", "XMIN", "XMAX", "CMIN", "CMAX", "TABLEOID", "SESSION_USER", "USER", "CURRENT_ROLE"}),
    "teradata": frozenset({"DATE", "TIME", "USER", "ROLE", "SESSION", "DATABASE"}),
    "tsql": frozenset({"$ACTION", "$PARTITION", "SYSTEM_USER", "USER"}),
}


_MONEY = re.compile(r"\$\d")  # T-SQL: `$20.00` is an amount; elsewhere no unquoted name begins so


class _References(dict[str, str]):
    """Unquoted last parts of column references, folded; "" for the dialect's words that are no columns."""

    def __init__(self, fold: Callable[[str, bool], str], not_columns: frozenset[str]) -> None:
        super().__init__()
        self._fold = fold
        self._not_columns = not_columns

    def __missing__(self, part: str) -> str:
        nothing = part.upper() in self._not_columns or _MONEY.match(part)
        folded = self[part] = "" if nothing else self._fold(part, False)
        return folded


class Unsupported(Exception):
    """The statement has a construct that has no facts. `reason` is a constant phrase."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Memo(dict[str, str]):
    """Folded spelling by spelling."""

    def __init__(self, fold: Callable[[str, bool], str], quoted: bool) -> None:
        super().__init__()
        self._fold = fold
        self._quoted = quoted

    def __missing__(self, part: str) -> str:
        folded = self[part] = self._fold(part, self._quoted)
        return folded


Builder: TypeAlias = "Callable[[Context, Any], Query]"


class Context:
    """One file's naming rules and one statement's findings (`reset` between statements).

    `notes`: reasons why the facts are partial, in the order found. `ops`: writes that a query itself does (CTEs that
    modify data; built by `build_returning`). `scalars`: expressions that a WITH names (ClickHouse), read wherever the
    name stands. `build_query` is how an expression's subquery is built; it is passed in, so that expressions need not
    know queries. `types`: type texts made so far. `transitions`: inside a trigger, INSERTED and DELETED and the table
    whose rows they are; not reset. `transition_aliases`: under which words the statement reads them. `variables`: the
    body's variables where the language gives them no sign of their own, by name; not reset. `collections`: those of
    them that hold many values. `foreign`: those that other routines set, so that nobody knows here what they hold.
    `routines`: full names of routines by the short ones that are known here. `objects`: attributes of the file's
    object types. `takes_rows`: what RETURNING gives goes into variables. `sure_columns`: names that are
    no variables in the statement at hand. `places`: files and stages that
    the statement names, with what defines them. `remote`: the text of another server's query is being read.
    `search_path`: what was last set for the session (see `facts.Use`); `ending_path`: whether another holds until the
    transaction ends. `written`: the statement as it is written; None where trees come from elsewhere.
    """

    __slots__ = (
        "_bare_tables",
        "_columns_win",
        "_ctes",
        "_depth",
        "_hidden",
        "_quoted_tables",
        "_routine",
        "bare_columns",
        "bare_references",
        "bare_variables",
        "build_query",
        "build_returning",
        "call_depth",
        "collections",
        "dialect",
        "enclosing",
        "ending_path",
        "fields",
        "foreign",
        "in_function",
        "marked",
        "name",
        "not_columns",
        "notes",
        "objects",
        "ops",
        "places",
        "positional",
        "quoted_columns",
        "remote",
        "routines",
        "same_fold",
        "scalars",
        "search_path",
        "sign",
        "sure_columns",
        "takes_rows",
        "transition_aliases",
        "transitions",
        "types",
        "variables",
        "written",
    )

    def __init__(self, dialect: Dialect, build_query: "Builder", build_returning: "Builder") -> None:
        self.dialect = dialect
        self.name = dialect.name
        self.build_query = build_query
        self.transitions: dict[str, Name] = {}
        self.in_function = False  # of T-SQL, where RETURN gives a value and no code
        self.types: dict[Any, str] = {}
        self.variables: dict[str, str] = {}
        self.collections: frozenset[str] = frozenset()
        self.foreign: frozenset[str] = frozenset()
        self.takes_rows = False
        self.sure_columns: frozenset[str] = frozenset()
        self.routines: dict[Name, Name] = {}
        self.objects: dict[str, tuple[str, ...]] = {}
        self.search_path: Name = ("",)
        self.ending_path = False
        self.remote = False
        self.written: Written | None = None
        self._hidden = 0
        self.positional: tuple[str, ...] = ()
        self.marked: dict[str, str] = {}  # variables that need a colon (Snowflake, inside of SQL)
        self.fields: dict[
            Name, tuple[str, ...]
        ] = {}  # of the variables declared as structs; () where no type says them
        self.sign = "@@" if dialect.delimiter_command else "@"  # MySQL's `@x` is another one than its `x`
        self._routine = ""
        self._columns_win = False
        self.build_returning = build_returning
        self.same_fold = dialect.table_fold == dialect.column_fold
        self.not_columns = _PSEUDO_COLUMNS.get(self.name, frozenset()) | {"DEFAULT"}
        self._bare_tables = _Memo(dialect.fold_table, False)
        self._quoted_tables = _Memo(dialect.fold_table, True)
        self.bare_columns = _Memo(dialect.fold_column, False)
        self.bare_references = _References(dialect.fold_column, self.not_columns)
        self.quoted_columns = _Memo(dialect.fold_column, True)
        self.bare_variables = _Memo(lambda part, _: part.lower(), False)  # `@x`: no engine tells their case apart
        self.reset()

    def reset(self) -> None:
        """Forget the statement before."""
        self.notes: list[str] = []
        self.ops: list[Op] = []
        self.places: dict[Name, Define] = {}
        self.scalars: dict[Name, Any] = {}
        self.enclosing: frozenset[str] = frozenset()
        self.transition_aliases: set[str] = set()
        self.call_depth = 0
        self._ctes: dict[str, int] = {}
        self._depth = 0

    def declare_variables(
        self, names: Iterable[str], routine: str, *, columns_win: bool = False, positional: tuple[str, ...] = ()
    ) -> None:
        """From here on these names (folded) are variables, also behind the routine's name and a dot. None: no more.
        `columns_win`: a column of that name that a source is known to have is meant instead. `positional`: what `$1`,
        `$2` … mean."""
        self.variables = {name: name for name in names}
        self.foreign = frozenset()
        self.positional = positional
        self.marked = {}
        self._hidden = 0
        self._routine = routine
        self._columns_win = columns_win

    def declared(self) -> tuple[dict[str, str], tuple[str, ...], int, str, bool]:
        """The variables as they are, for `restore`."""
        return self.variables, self.positional, self._hidden, self._routine, self._columns_win

    def restore(self, declared: tuple[dict[str, str], tuple[str, ...], int, str, bool]) -> None:
        """The variables of another body again."""
        self.variables, self.positional, self._hidden, self._routine, self._columns_win = declared
        self.marked = {}

    def enter_scope(self, names: Iterable[str]) -> None:
        """A block inside of the body declares these variables (folded). One that hides an outer one of its name is told
        apart from it. Put the old `variables` back to leave the scope."""
        self.variables = dict(self.variables)
        for name in names:
            self._hidden += name in self.variables
            self.variables[name] = f"{name}~{self._hidden}" if name in self.variables else name

    def variable(self, name: Name) -> Name | None:
        """The reference that a path means if it begins at a variable (`r`, `r.field`, `routine.v`), else None."""
        first = name[0]
        if len(name) == 1 and first in self.sure_columns:
            return None
        if first in self.variables:
            if first in self.foreign:
                self.note(f"variable {first} of another routine")
            sign = "@?" if self._columns_win else "@"
            return (sign + self.variables[first], *name[1:])
        if len(name) > 1 and first == self._routine and name[1] in self.variables:
            return ("@" + name[1], *name[2:])
        return None

    def may_be_variable(self, name: str) -> bool:
        """Whether a table or alias of that name cannot be told from a variable."""
        return name in self.variables and not self._columns_win

    def target(self, name: Name) -> Name:
        """The variable, or the field of a record, that a path means where a value is put into it; `()` for none."""
        first = name[0]
        if first in self.variables:
            return ("@" + self.variables[first], *name[1:2])
        if len(name) > 1 and first == self._routine and name[1] in self.variables:
            return ("@" + name[1], *name[2:3])
        return ()

    def routine_name(self, name: Name) -> Name:
        """The full name of a routine that is known here by a shorter one."""
        return self.routines.get(name, name)

    def note(self, reason: str) -> None:
        """The statement is understood but for this."""
        if reason not in self.notes:
            self.notes.append(reason)

    def deeper(self) -> None:
        """One query (or bracket of joins) deeper; `leave` ends it. Raises `Unsupported` beyond `MAX_DEPTH`."""
        if self._depth >= MAX_DEPTH:
            raise Unsupported(f"queries nested deeper than {MAX_DEPTH}")
        self._depth += 1

    def leave(self) -> None:
        self._depth -= 1

    def enter_cte(self, name: str) -> None:
        """From here on a one-part name of this spelling is the CTE."""
        self._ctes[name] = self._ctes.get(name, 0) + 1

    def leave_ctes(self, names: list[str]) -> None:
        for name in names:
            self._ctes[name] -= 1

    def column_part(self, node: Any) -> str:
        """A column's name or an alias, folded. Accepts identifiers, bare columns, variables and plain strings."""
        if node.__class__ is exp.Identifier:
            args = node.args
            return self.quoted_columns[args["this"]] if args.get("quoted") else self.bare_columns[args["this"]]
        if isinstance(node, str):
            return self.bare_columns[node]
        if node.__class__ is exp.Column or node.__class__ is exp.ColumnDef or node.__class__ is exp.Paren:
            return self.column_part(node.args["this"])
        if node.__class__ is exp.Literal:
            return self.quoted_columns[node.args["this"]]
        return self.bare_columns[node.name]

    def source_part(self, node: Any) -> str:
        """A source's name in front of a column's: `#t` keeps its sign, which the parser sets aside."""
        part, args = self.column_part(node), node.args
        if args.get("temporary"):
            return "#" + part
        return "##" + part if args.get("global_") else part

    def table_part(self, node: Any) -> str:
        """A part of a table's or routine's name, folded. Raises `Unsupported` if it may hold a secret."""
        if node.__class__ is exp.Identifier:
            args = node.args
            text: str = args["this"]
            if args.get("quoted") and may_hold_secret(text):
                self.note(NOT_FOLLOWED)
                raise Unsupported(NOT_FOLLOWED)
            folded = self._quoted_tables[text] if args.get("quoted") else self._bare_tables[text]
            if args.get("temporary"):
                return "#" + folded
            return "##" + folded if args.get("global_") else folded
        if isinstance(node, str):
            return self._bare_tables[node]
        if node.__class__ is exp.Parameter:
            return "@" + self._bare_tables[node.name]
        return self._bare_tables[node.name]

    def column_name(self, node: exp.Expression) -> Name:
        """A column reference as written, parts outermost first."""
        args = node.args
        last = self.column_part(args["this"])
        table = args.get("table")
        if table is None:
            return (last,)
        db = args.get("db")
        if db is None:
            return (self.source_part(table), last)
        catalog = args.get("catalog")
        if catalog is None:
            return (self.column_part(db), self.source_part(table), last)
        return (self.column_part(catalog), self.column_part(db), self.source_part(table), last)

    def column_path(self, node: exp.Expression) -> Name:
        """The parts of a `Table` of several parts, folded as columns; `()` for a plain name."""
        parts = [node.args[key] for key in ("catalog", "db", "this") if node.args.get(key)]
        flat = [piece for part in parts for piece in dotted(part)]
        plain = len(flat) > 1 and all(piece.__class__ is exp.Identifier for piece in flat)
        return tuple(self.column_part(piece) for piece in flat) if plain else ()

    def table_name(self, node: exp.Expression) -> Name:
        """The name of a `Table` (or `Schema` around one, or an identifier). Raises `Unsupported` if it has none."""
        if node.__class__ is exp.Schema:
            node = node.args["this"]
        if node.__class__ is not exp.Table:
            if node.__class__ is exp.Dot:
                return tuple(self.table_part(part) for part in _table_parts(node))
            return (self.table_part(node),)
        args = node.args
        this = args.get("this")
        if this.__class__ is exp.Identifier or this.__class__ is exp.Parameter:
            if self.name in _FORMAT_BEFORE_PATH and this.args.get("quoted") and (place := self._path(args)):
                return place
            last: Name = (self.table_part(this),)
        elif this.__class__ is exp.Dot:
            last = tuple(self.table_part(part) or self.dialect.default_schema for part in _table_parts(this))
        elif this.__class__ is exp.Literal or (this.__class__ is exp.Var and this.name.startswith("@")):
            return self.place(this)
        elif this.__class__ is exp.Var or this.__class__ is exp.Column:
            last = (self.table_part(this),)
        elif this.__class__ is exp.DynamicIdentifier and (named := _PLAIN_NAME.match(_text_of(this))):
            last = tuple(self._bare_tables[part] for part in named.group().split("."))
        else:
            raise Unsupported("table without a fixed name")
        db, catalog = args.get("db"), args.get("catalog")
        if not db and not catalog:
            return self._cte_or_table(last, this)
        first: Name = (self.table_part(catalog),) if catalog else ()
        schema = self.table_part(db) if db else ""
        name = (*first, schema or self.dialect.default_schema, *last)  # `db..t` (T-SQL) means the default schema
        return _linked(name) if self.name == "oracle" else name

    def place(self, node: Any) -> Name:
        """The file or stage that a literal names. Raises `Unsupported` where it has no name."""
        text = node.name
        found = placed(self, text, stage=self.name == "snowflake" and text.startswith("@"))
        if not found:
            raise Unsupported(NOT_FOLLOWED)
        return found

    def _path(self, args: dict[str, Any]) -> Name:
        """Spark: ``parquet.`/path` ``, and in COPY INTO a path alone; `()` for any other name."""
        text, format_ = args["this"].args["this"], args.get("db")
        if format_ is None:
            return self.place(args["this"]) if text.startswith("/") or "://" in text else ()
        return self.place(args["this"]) if "/" in text and format_.name.lower() in _FORMATS else ()

    def _cte_or_table(self, name: Name, this: Any) -> Name:
        if self.same_fold or len(name) > 1 or not self._ctes:
            return name
        column = self.column_part(this)
        return (column,) if self._ctes.get(column) else name

    def is_dual(self, name: Name) -> bool:
        """The one-row table that some engines want behind FROM."""
        return name[-1] in ("dual", "DUAL") and self.name in _DUAL and (len(name) == 1 or name[0] in ("sys", "SYS"))


def _linked(name: Name) -> Name:
    """Oracle: of `t@link.domain` all that follows the `@` is the link's."""
    at = next((at for at, part in enumerate(name) if "@" in part), len(name))
    return (*name[:at], ".".join(name[at:])) if at < len(name) - 1 else name


def _text_of(node: Any) -> str:
    """The text in `IDENTIFIER('t')`."""
    this = node.args.get("this")
    return str(this.name) if this.__class__ is exp.Literal else ""


def _table_parts(node: Any) -> list[Any]:
    """Raises `Unsupported` for more than any table's name has."""
    parts = dotted(node)
    if len(parts) > MOST_PARTS:
        raise Unsupported("name of too many parts")
    return parts


def dotted(node: Any) -> list[Any]:
    """The parts of a chain of dots, left to right; a `Column` at its left end gives its own parts."""
    parts = []
    while node.__class__ is exp.Dot:
        parts.append(node.args.get("expression") or "")  # db..f(x)
        node = node.args["this"]
    if node.__class__ is exp.Column:
        parts.extend(node.args[key] for key in ("this", "table", "db", "catalog") if node.args.get(key))
    else:
        parts.append(node)
    parts.reverse()
    return parts
