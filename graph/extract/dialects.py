"""Stage 4, core: what the dialects of SQL do differently before and beside the grammar.

One frozen `Dialect` a name: how identifiers are folded, which schema goes without saying, and what the lexer meets.
The grammar itself is sqlglot's; this module imports nothing of it, so that it costs nothing to ask.

The rules are those of the engines' own manuals; where an engine leaves the rule to the server's settings (MySQL's
`lower_case_table_names`, SQL Server's collation), the setting that its installer chooses on Linux or by default counts.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal, TypeAlias

from graph.names import shortened

Fold: TypeAlias = Literal["lower", "upper", "insensitive", "exact"]
"""`lower`/`upper`: unquoted identifiers fold, quoted ones stay. `insensitive`: both are compared without case and are
kept in lower case. `exact`: both stay as written."""

UsingOrder: TypeAlias = Literal["using_list", "merged_first", "in_place"]
"""Where `SELECT *` puts the columns merged by USING: first, in the order of the USING list; first, in the order of the
left source; or each where it stands in the left source."""

Bodies: TypeAlias = Literal["none", "batch", "dollar", "block"]
"""How the body of a routine is written: `batch` up to the batch's end (T-SQL), `dollar` in a quoted string, mostly
`$$` (Postgres), `block` BEGIN … END with semicolons inside."""


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """Everything that splitting, folding and binding ask of a dialect. There is one of each, compared by identity:
    they are keys of caches that are asked for every statement."""

    name: str
    sqlglot: str  # the name under which sqlglot knows it; "" is its own default dialect
    table_fold: Fold = "lower"  # databases, schemas, tables, routines
    column_fold: Fold = "lower"  # columns, aliases, CTE names
    default_schema: str = ""  # folded; "" = none goes without saying
    identifier_quotes: tuple[tuple[str, str], ...] = (('"', '"'),)
    string_quotes: tuple[str, ...] = ("'",)
    triple_quotes: bool = False  # '''…''' and and the same of double quotes are strings
    backslash_escapes: bool = False  # in plain strings; E'…' strings have them wherever `escape_strings` is set
    escape_strings: bool = False
    raw_strings: bool = False  # r'…' ends at the next quote, whatever stands before it
    quote_operator: bool = False  # q'[ … ]'
    dollar_quotes: bool = False  # $$ … $$, $tag$ … $tag$
    nested_comments: bool = False
    hash_comments: bool = False
    slash_comments: bool = False  # // to the end of the line
    go_batches: bool = False
    delimiter_command: bool = False  # MySQL client's DELIMITER
    slash_lines: bool = False  # SQL*Plus: a line of "/" alone runs what stands before it
    client: str = ""  # whose commands may stand between statements
    bodies: Bodies = "none"
    scripting: bool = False  # IF, WHILE, LOOP, FOR as statements of a script
    temp_schema: str = ""  # `temp.t` is a temporary table
    lateral_aliases: bool = False  # a later item of a SELECT may read an earlier one's alias
    alias_first: bool = False  # an alias comes before a column of its name, wherever either stands
    group_by_alias: bool = False  # in GROUP BY an alias comes before a column of its name
    order_by_source: bool = False  # names inside an expression of ORDER BY are columns before they are aliases
    using_order: UsingOrder = "using_list"
    implicit_lateral: bool = False  # a subquery in FROM sees the sources to its left without LATERAL

    def fold_table(self, part: str, quoted: bool) -> str:
        """A part of a database, schema, table or routine name as it is compared."""
        return _fold(self.table_fold, part, quoted)

    def fold_column(self, part: str, quoted: bool) -> str:
        """A column's name, an alias or a CTE's name as it is compared."""
        return _fold(self.column_fold, part, quoted)


class UnknownDialect(ValueError):
    """No dialect of that name. The message names the nearest known one."""


def _fold(rule: Fold, part: str, quoted: bool) -> str:
    if rule == "insensitive":
        return shortened(part.lower())
    if quoted or rule == "exact":
        return shortened(part)
    return shortened(part.lower() if rule == "lower" else part.upper())


_DOUBLE = ('"', '"')
_TICK = ("`", "`")
_SQUARE = ("[", "]")


def _all() -> tuple[Dialect, ...]:
    return _family_ansi() + _family_postgres() + _family_microsoft() + _family_mysql() + _family_lake() + _others()


def _family_ansi() -> tuple[Dialect, ...]:
    # "ansi" is also what a file without any evidence gets, so it knows what most engines share.
    return (
        Dialect("ansi", "", dollar_quotes=True, nested_comments=True, client="db2", bodies="block"),
        Dialect("dremio", "dremio", nested_comments=True, slash_comments=True),
        Dialect("druid", "druid"),
        Dialect("drill", "drill", "exact", "insensitive", identifier_quotes=(_TICK,)),
        Dialect(
            "oracle",
            "oracle",
            "upper",
            "upper",
            quote_operator=True,
            slash_lines=True,
            client="sqlplus",
            bodies="block",
        ),
        Dialect("exasol", "exasol", "upper", "upper", identifier_quotes=(_DOUBLE, _SQUARE), slash_lines=True),
        Dialect(
            "teradata",
            "teradata",
            "insensitive",
            "insensitive",
            client="bteq",
            bodies="block",
            lateral_aliases=True,
        ),
        Dialect(
            "snowflake",
            "snowflake",
            "upper",
            "upper",
            "PUBLIC",
            backslash_escapes=True,
            dollar_quotes=True,
            slash_comments=True,
            client="snowsql",
            bodies="block",
            scripting=True,
            lateral_aliases=True,
            using_order="in_place",
        ),
    )


def _family_postgres() -> tuple[Dialect, ...]:
    def postgres(name: str, fold: Fold = "lower", *, redshift: bool = False) -> Dialect:
        return Dialect(
            name,
            name,
            fold,
            fold,
            "public",
            escape_strings=True,
            dollar_quotes=True,
            nested_comments=True,
            client="psql",
            bodies="dollar",
            temp_schema="pg_temp",
            backslash_escapes=redshift,
            lateral_aliases=redshift,
            order_by_source=True,
        )

    return (
        postgres("postgres"),
        postgres("redshift", "insensitive", redshift=True),
        postgres("materialize"),
        postgres("risingwave"),
        Dialect(
            "duckdb",
            "duckdb",
            "insensitive",
            "insensitive",
            "main",
            escape_strings=True,
            dollar_quotes=True,
            nested_comments=True,
            client="sqlite",
            temp_schema="temp",
            lateral_aliases=True,
            using_order="in_place",
            implicit_lateral=True,
        ),
        Dialect(
            "sqlite",
            "sqlite",
            "insensitive",
            "insensitive",
            "main",
            identifier_quotes=(_DOUBLE, _SQUARE, _TICK),
            client="sqlite",
            temp_schema="temp",
            bodies="block",
            using_order="in_place",
            order_by_source=True,
        ),
    )


def _family_microsoft() -> tuple[Dialect, ...]:
    def microsoft(name: str, fold: Fold) -> Dialect:
        return Dialect(
            name,
            name,
            fold,
            fold,
            "dbo",
            identifier_quotes=(_SQUARE, _DOUBLE),
            nested_comments=True,
            go_batches=True,
            client="sqlcmd",
            bodies="batch",
            scripting=True,
            order_by_source=True,
        )

    # Fabric's warehouses are made with a binary collation.
    return (microsoft("tsql", "insensitive"), microsoft("fabric", "exact"))


def _family_mysql() -> tuple[Dialect, ...]:
    def mysql(name: str, order: UsingOrder) -> Dialect:
        return Dialect(
            name,
            name,
            "exact",
            "insensitive",
            identifier_quotes=(_TICK,),
            string_quotes=("'", '"'),
            backslash_escapes=True,
            hash_comments=True,
            delimiter_command=True,
            client="mysql",
            bodies="block",
            using_order=order,
        )

    return (mysql("mysql", "merged_first"), mysql("doris", "merged_first"), mysql("starrocks", "using_list"))


def _family_lake() -> tuple[Dialect, ...]:
    def hive(name: str, *, lateral: bool, client: str = "hive") -> Dialect:
        return Dialect(
            name,
            name,
            "insensitive",
            "insensitive",
            "default",
            identifier_quotes=(_TICK,),
            string_quotes=("'", '"'),
            backslash_escapes=True,
            raw_strings=lateral,
            nested_comments=True,
            client=client,
            bodies="block",
            temp_schema="global_temp",
            lateral_aliases=lateral,
        )

    def trino(name: str) -> Dialect:
        return Dialect(name, name, "insensitive", "insensitive", bodies="block")

    return (
        hive("hive", lateral=False),
        hive("spark2", lateral=False),
        hive("spark", lateral=True),
        hive("databricks", lateral=True, client="notebook"),
        trino("trino"),
        trino("presto"),
        trino("dune"),
        Dialect("athena", "athena", "insensitive", "insensitive", identifier_quotes=(_DOUBLE, _TICK)),
        Dialect(
            "bigquery",
            "bigquery",
            "exact",
            "insensitive",
            identifier_quotes=(_TICK,),
            string_quotes=("'", '"'),
            triple_quotes=True,
            backslash_escapes=True,
            hash_comments=True,
            bodies="block",
            temp_schema="_session",
            scripting=True,
            group_by_alias=True,
        ),
    )


def _others() -> tuple[Dialect, ...]:
    return (
        Dialect(
            "clickhouse",
            "clickhouse",
            "exact",
            "exact",
            "default",
            identifier_quotes=(_DOUBLE, _TICK),
            backslash_escapes=True,
            dollar_quotes=True,
            nested_comments=True,
            hash_comments=True,
            lateral_aliases=True,
            alias_first=True,
        ),
        Dialect("solr", "solr", "insensitive", "insensitive", identifier_quotes=(_TICK,)),
        Dialect("tableau", "tableau", identifier_quotes=(_SQUARE, _DOUBLE), string_quotes=("'", '"')),
        Dialect("prql", "prql", identifier_quotes=(_TICK,), string_quotes=("'", '"')),
        Dialect("dax", "dax", identifier_quotes=(("'", "'"), _SQUARE), string_quotes=('"',), slash_comments=True),
    )


DIALECTS: MappingProxyType[str, Dialect] = MappingProxyType({dialect.name: dialect for dialect in _all()})
"""Every known dialect by its name."""

ALIASES: MappingProxyType[str, str] = MappingProxyType(
    {
        "": "ansi",
        "sql": "ansi",
        "postgresql": "postgres",
        "pg": "postgres",
        "greenplum": "postgres",
        "vertica": "postgres",
        "psql": "postgres",
        "mssql": "tsql",
        "sqlserver": "tsql",
        "t-sql": "tsql",
        "mariadb": "mysql",
        "plsql": "oracle",
        "bq": "bigquery",
        "sparksql": "spark",
        "hiveql": "hive",
        "impala": "hive",
        "db2": "ansi",
        "flink": "ansi",
        "sqlite3": "sqlite",
    }
)
"""Other names under which people know a dialect."""


def resolve_dialect(name: str) -> Dialect:
    """The dialect of that name or alias, in any case. Raises `UnknownDialect`."""
    key = name.strip().lower()
    dialect = DIALECTS.get(ALIASES.get(key, key))
    if dialect is None:
        near = get_close_matches(key, [*DIALECTS, *ALIASES], n=1, cutoff=0.5)
        hint = f"did you mean {ALIASES.get(near[0], near[0])!r}?" if near else "known: " + ", ".join(sorted(DIALECTS))
        raise UnknownDialect(f"unknown dialect {name!r}; {hint}")
    return dialect
