"""The lineage algebra: what one file says by itself, before any other file is known. Core; a leaf but for `names`.

`extract/` makes these values from text, `link/` turns them into edges against the catalog, and nothing else reads
them. They are the "object files" of the compiler picture: a few KB, encoded as MessagePack arrays, and independent of
every other file. Names in them are normalised by the dialect's folding rules but not yet completed or bound.

How to read a block: a `Select` holds its column references once, in `refs` (as written, parts outermost first), and its
expression subqueries and calls of routines once, in `subqueries`; everything else names them by *operand*: `i >= 0` is
`refs[i]`, `i < 0` is `subqueries[-i - 1]`. `Values` and `TableFunction` share the operands of the block that encloses
them. One operand may be used in several places; each place resolves it in its own scope.

Spelling: tables and routines fold by the dialect's rule for tables, all else by that for columns: columns, aliases, CTE
names (a `Scan` of a CTE bears its name as its `Cte` does) and every part of a reference. Where the two rules differ, a
`Scan` without an alias gets its last part, folded as columns are, for one. A reference of one part that names a source
is that source's row as a whole (`f(t)`, `f(t.*)`); the part `*` alone is that of all sources (`f(*)`), and `$2`,
where the dialect has it, the second column of its source.

Variables and parameters of a body are references whose first part is `@` and the name (`("@total",)`; of a record's
field `("@rec", "day")`), in every language, and never mean a column. What they hold is what `Assign` put there before.
A cursor is a local table of the name `cursor_name(c)`: DECLARE defines it, FETCH assigns from a `Scan` of it.
"""

from typing import Literal, TypeAlias

import msgspec

from graph.names import Name

Operand: TypeAlias = int
Operands: TypeAlias = tuple[int, ...]

Influence: TypeAlias = Literal["filter", "join", "group", "order", "window", "condition"]
Status: TypeAlias = Literal["parsed", "partial", "tables_only", "refused"]
STATUSES: tuple[Status, ...] = ("parsed", "partial", "tables_only", "refused")


class _Fact(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Common shape: arrays, immutable, not tracked by the garbage collector."""


# --- relations -------------------------------------------------------------------------------------------------------


class Item(_Fact, frozen=True):
    """One named output of a projection.

    `value`: operands whose data moves into it. A subquery operand gives the values of its outputs, and its own row
    influences become influences of this item. `influence`: operands that decide about this one column (`condition`
    for CASE/IF/FILTER conditions and a PIVOT's key, `window` for PARTITION BY/ORDER BY of an OVER and for ORDER BY in
    an aggregate's brackets); all that a subquery reads counts.
    `rows`: it counts rows (`count(*)`, `row_number()`): data of no column, but of the sources as a whole.
    `fields`: operands whose fields are its fields, if it is a structure (or an array of them, which counts alike): a
    column that is passed on, `ANY_VALUE(s)`, both branches of an IF. The first names them; they meet by position.
    """

    name: str  # "" = the expression has no name
    value: Operands = ()
    influence: tuple[tuple[Influence, Operand], ...] = ()
    rows: bool = False
    fields: Operands = ()


UNKNOWN_COLUMNS: Name = ("",)
"""The qualifier of a star that is no star: columns of which only run time tells what and how many they are."""


class Star(_Fact, frozen=True, tag="*"):
    """`*`, `t.*`, `s.t.*`: `qualifier` is `()` for the bare star. EXCEPT, REPLACE and RENAME apply in this order.

    `tests`: what a column's name must pass to come out, as kind and pattern (see `graph/link/patterns.py`); `names`:
    the only ones that do. `through`: what each column goes through beside itself (`max(COLUMNS(*))`);
    `label`: how its output is named then, with `\\0` for its own name ("" = that name).
    `of`: the star is of this computed structure (`ANY_VALUE(s).*`); there is no qualifier then."""

    qualifier: Name = ()
    excluded: tuple[str, ...] = ()
    replaced: tuple[Item, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # (old, new)
    tests: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    through: Item | None = None
    label: str = ""
    of: Item | None = None


class Out(_Fact, frozen=True, tag="i"):
    """An `Item` standing in a projection (a wrapper, because a projection mixes items and stars)."""

    item: Item


Projection: TypeAlias = tuple[Out | Star, ...]


class Join(_Fact, frozen=True):
    """How a source is joined to those on its left. `on` resolves in the *partial* scope: what stands to the left of it,
    and itself. `kind`: inner, left, right, full, cross, semi, anti (semi and anti sources give no columns)."""

    kind: str = "inner"
    on: Operands = ()
    using: tuple[str, ...] = ()
    natural: bool = False


class Scan(_Fact, frozen=True, tag="t"):
    """A name read in FROM: table, view, CTE, temp table (`#t`), table variable (`@t`). The linker decides which."""

    name: Name
    alias: str = ""  # "" = none; then the last part of the name (or the full name) qualifies its columns
    columns: tuple[str, ...] = ()  # t(a, b): renames by position
    join: Join | None = None
    pivots: "tuple[Pivot, ...]" = ()


class Derived(_Fact, frozen=True, tag="d"):
    """A subquery in FROM; `lateral` ones (and CROSS/OUTER APPLY) see the sources to their left. `like`: a table whose
    columns name the outputs by position (the rows that an INSERT without a column list was to insert)."""

    query: "Query"
    alias: str = ""
    columns: tuple[str, ...] = ()
    join: Join | None = None
    pivots: "tuple[Pivot, ...]" = ()
    lateral: bool = False
    like: Name = ()


class TableFunction(_Fact, frozen=True, tag="f"):
    """UNNEST, FLATTEN, generate_series, OPENJSON, a table-valued routine, `VALUES` excepted.

    `arguments` (operands of the enclosing block, resolved in the partial scope) give the value of every output column.
    `outputs`: the column names where they are known (from an alias list or the function's own definition); with
    `closed` these are all it has. UNNEST's alias is range variable and column at once: `scalar=True` says so.
    `items`: the arguments one by one (as `Invoke` has them), where the function may be anybody's, or what they hold has
    fields.
    """

    name: Name
    arguments: Operands = ()
    alias: str = ""
    outputs: tuple[str, ...] = ()
    closed: bool = False
    scalar: bool = False
    join: Join | None = None
    pivots: "tuple[Pivot, ...]" = ()
    items: tuple[Item, ...] = ()


class Group(_Fact, frozen=True, tag="g"):
    """A join tree in parentheses: its sources see each other; from outside they are seen as if they stood alone."""

    sources: "tuple[Source, ...]"
    alias: str = ""
    join: Join | None = None
    pivots: "tuple[Pivot, ...]" = ()


class ValuesSource(_Fact, frozen=True, tag="v"):
    """`(VALUES …) AS t(a, b)` in FROM: one item a column, over all rows. Operands are the enclosing block's, resolved
    in the partial scope. UNNEST of several arrays side by side is one too."""

    items: tuple[Item, ...]
    alias: str = ""
    join: Join | None = None
    pivots: "tuple[Pivot, ...]" = ()


Source: TypeAlias = Scan | Derived | TableFunction | Group | ValuesSource


class Pivot(_Fact, frozen=True):
    """PIVOT or UNPIVOT over one source: its columns without `consumed`, then `produced`.

    The operands of `produced` are the enclosing block's refs, but resolve against the source alone. `keep=False`: only
    `produced` comes out. `open`: columns whose names only run-time data tell come out too. `spread`: the columns that
    this star gives are consumed as well, and are the value of the last of `produced` (`UNPIVOT t ON COLUMNS(…)`).
    `first`: what is produced comes before what is kept.
    """

    consumed: tuple[str, ...] = ()
    produced: tuple[Item, ...] = ()
    alias: str = ""
    keep: bool = True
    open: bool = False
    columns: tuple[str, ...] = ()
    spread: Star | None = None
    first: bool = False


class Cte(_Fact, frozen=True):
    """One WITH entry. It sees the entries before it (in a recursive WITH: all and itself) and shadows tables."""

    name: str
    query: "Query"
    columns: tuple[str, ...] = ()


class Select(_Fact, frozen=True, tag="s"):
    """One SELECT block. An empty projection with sources is legal (DELETE, conditions): it moves rows, no columns."""

    projection: Projection = ()
    sources: tuple[Source, ...] = ()
    refs: tuple[Name, ...] = ()
    subqueries: "tuple[Nested, ...]" = ()
    where: Operands = ()
    group: Operands = ()  # source first, then alias
    group_positions: tuple[int, ...] = ()  # GROUP BY 2: 1-based position in the output
    having: Operands = ()  # HAVING and QUALIFY: counts as filter; alias allowed
    order: Operands = ()  # alias first, then source
    order_positions: tuple[int, ...] = ()
    ctes: tuple[Cte, ...] = ()
    recursive: bool = False
    group_all: bool = False  # GROUP BY ALL: every item that is no aggregate
    distinct_on: Operands = ()
    struct: bool = False  # SELECT AS VALUE: rows are the one item's value, whatever fields it has
    order_expressions: Operands = ()  # source first, then alias
    named: tuple[
        Item, ...
    ] = ()  # what bears an alias inside another expression: no output, but other items may read it


class SetOp(_Fact, frozen=True, tag="u"):
    """UNION, EXCEPT, INTERSECT over any number of branches (n-ary: thousands of UNION branches stay flat).

    `kind` is that of all joints; a mixed chain is nested. Outputs take the first branch's names; for `except` and
    `intersect` the later branches decide about rows (filter) and move no data. With `by_name`, `keep` says which
    columns come out: those of all branches, of the first, or those that all have; `on` names the only ones that do.
    """

    kind: Literal["union", "except", "intersect"]
    queries: "tuple[Query, ...]"
    by_name: bool = False
    ctes: tuple[Cte, ...] = ()
    recursive: bool = False
    keep: Literal["all", "first", "common"] = "all"
    on: tuple[str, ...] = ()


class Values(_Fact, frozen=True, tag="w"):
    """A stand-alone VALUES: one item a column; its operands are its own `refs` and `subqueries`."""

    items: tuple[Item, ...]
    refs: tuple[Name, ...] = ()
    subqueries: "tuple[Nested, ...]" = ()
    ctes: tuple[Cte, ...] = ()


class Invoke(_Fact, frozen=True, tag="c"):
    """A call of a routine as a value: `f(x)` where `f` may be anybody's. One `Item` an argument, in order, of operands
    of the block that holds the call; its name is the parameter's where the call names it, else "". If nobody defines
    `f`, its value is that of all arguments."""

    name: Name
    arguments: tuple[Item, ...] = ()


class Record(_Fact, frozen=True, tag="r"):
    """A structure that an expression makes: `STRUCT(a, b AS c)`, or (`row`) the row of the subquery that is this
    operand. `items` are of operands of the block that holds it."""

    items: tuple[Item, ...] = ()
    row: Operand | None = None


class Field(_Fact, frozen=True, tag="p"):
    """A field of a computed structure: `f(x).a.b`. Where its fields are not known it is all of it."""

    of: Item
    path: Name


Query: TypeAlias = Select | SetOp | Values
Nested: TypeAlias = Query | Invoke | Record | Field
"""What stands in `subqueries`."""


# --- what a statement does -------------------------------------------------------------------------------------------


class ColumnDef(_Fact, frozen=True):
    """A column as DDL declares it. `nullable` None: not said."""

    name: str
    type: str = ""  # as written, normalised in case and space
    nullable: bool | None = None
    comment: str = ""
    primary_key: bool = False
    generated: Operands = ()  # operands of the Define or Alter that a generated column is computed from
    filled: bool = False  # the engine makes its values: an INSERT without a column list passes it over
    made: str = ""  # the fields of a structure that a query makes, as a type of which only the names are known
    hidden: bool = False  # no star gives it, and an INSERT without a column list passes it over


class ForeignKey(_Fact, frozen=True):
    """`columns` of the defining table reference `target(target_columns)`; empty target columns = its primary key."""

    columns: tuple[str, ...]
    target: Name
    target_columns: tuple[str, ...] = ()


TableKind: TypeAlias = Literal[
    "table",
    "view",
    "materialized_view",
    "external",
    "temp",
    "table_variable",
    "type",
    "file",
    "stage",
    "dictionary",
    "stream",
]


class Define(_Fact, frozen=True, tag="D"):
    """CREATE TABLE / VIEW … AS, SELECT INTO, DECLARE @t TABLE. With a `query` its outputs are the columns and data
    moves into them; `names` renames them by position (`CREATE VIEW v(x, y)`). `like`: columns copied from a table.

    A `file` or `stage` is defined by whatever reads or writes it: its name begins with `OUTSIDE`, and it has no columns
    but those that are named."""

    name: Name
    kind: TableKind
    columns: tuple[ColumnDef, ...] = ()
    query: Query | None = None
    names: tuple[str, ...] = ()
    like: Name = ()
    comment: str = ""
    foreign_keys: tuple[ForeignKey, ...] = ()
    refs: tuple[Name, ...] = ()
    moves: bool = True  # False: structure only (WITH NO DATA, LIKE); True with `like`: CLONE, all columns move
    if_not_exists: bool = False
    subqueries: "tuple[Nested, ...]" = ()  # the calls of computed columns, checks and defaults


class Write(_Fact, frozen=True, tag="W"):
    """Data goes into a table that exists. `columns` names the targets of the query's outputs by position; empty = by
    position into the table's own columns (or `by_name`). For UPDATE and MERGE every output has its target's name and
    `by_name` is set; the sources of the query start with the target itself where its columns can be read.
    For DELETE the projection is empty: only influences reach the target.

    FROM may list the target elsewhere: it is moved to the front, and its join's conditions to the source that then
    comes last of those they name. Through an updatable CTE `target` is the table behind it; the query reads the CTE.
    ON CONFLICT … UPDATE is a second Write: sources target and `excluded`, the rows that were to be inserted. A MERGE is
    one Write a branch (mode `delete` for DELETE). `OUTPUT … INTO t` is an insert into `t` from two scans of the written
    table, `inserted` and `deleted`; inside a trigger, both scan the trigger's table."""

    mode: Literal["insert", "update", "merge", "delete", "truncate", "copy"]
    target: Name
    query: Query | None = None
    columns: tuple[str, ...] = ()
    by_name: bool = False


class Read(_Fact, frozen=True, tag="R"):
    """A query whose rows go nowhere. `bare`: the statement is this query alone (a `target` rule may name it)."""

    query: Query
    bare: bool = False


class Touch(_Fact, frozen=True, tag="T"):
    """Names that are certain although the rest was not understood (status `tables_only`): table edges at most."""

    reads: tuple[Name, ...] = ()
    writes: tuple[Name, ...] = ()
    defines: tuple[Name, ...] = ()
    flow: bool = False  # True: each read feeds each write at table level


class Drop(_Fact, frozen=True, tag="X"):
    name: Name
    kind: str = "table"


class Rename(_Fact, frozen=True, tag="N"):
    name: Name
    new: Name


class Swap(_Fact, frozen=True, tag="S"):
    """Whole tables change places or contents: partition switch, EXCHANGE, SWAP WITH. Value, column by column.
    `both` False: data moves from `name` to `other` only."""

    name: Name
    other: Name
    both: bool = False


class Alter(_Fact, frozen=True, tag="A"):
    """ALTER TABLE: columns added (counted across files in path order), dropped or renamed (inside this file only)."""

    name: Name
    added: tuple[ColumnDef, ...] = ()
    dropped: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    refs: tuple[Name, ...] = ()
    subqueries: "tuple[Nested, ...]" = ()  # as `Define` has them


class Comment(_Fact, frozen=True, tag="C"):
    """COMMENT ON: `column` "" = on the table itself."""

    name: Name
    text: str
    column: str = ""


class Use(_Fact, frozen=True, tag="U"):
    """USE / SET search_path / SET SCHEMA: how later unqualified names in this file are completed.

    `database` "" and `path` () mean: unchanged. `path` holds schemas in search order; `("",)`:
    all is again as it was where the file begins."""

    database: str = ""
    path: tuple[str, ...] = ()


class Synonym(_Fact, frozen=True, tag="Y"):
    name: Name
    target: Name


class DefineRoutine(_Fact, frozen=True, tag="P"):
    """CREATE PROCEDURE / FUNCTION / TRIGGER. Its body's statements are the statements behind it that carry `routine`.

    `parameters`: in order, names without `@` unless the language writes it. `outs`: positions (from 0) of those that
    are passed back (OUT, INOUT, OUTPUT). `result`: the query of an inline table function, or of a function that is one
    expression (then one unnamed output). `columns`: declared result columns. `filled`: the table variable that holds
    the result. `on`: a trigger's table. `language`: in lower case where it is not the dialect's own (javascript …).
    `temp`: only its own file sees it. `marks`: control flow that ends behind the body's last statement."""

    name: Name
    kind: Literal["procedure", "function", "trigger"]
    parameters: tuple[str, ...] = ()
    columns: tuple[ColumnDef, ...] = ()
    result: Query | None = None
    on: Name = ()
    outs: tuple[int, ...] = ()
    filled: Name = ()
    language: str = ""
    temp: bool = False
    marks: str = ""


class Call(_Fact, frozen=True, tag="K"):
    """EXEC, CALL, PERFORM: a routine runs. `into`: INSERT … EXEC (the callee's result goes there).

    `arguments`: a query of one row that holds them, each output named by the parameter or "". `outs`: (position of the
    argument from 0, variable that takes it back); `result`: the variables that take the callee's result (`x := CALL
    f()`, `CALL … INTO`). `rows_of`: the table whose rows the callee knows as `@new` and `@old` (a trigger that runs a
    function). `maybe_outs`: `outs` are those that may be passed back, for the language does not say it at the call."""

    name: Name
    into: Name = ()
    columns: tuple[str, ...] = ()
    arguments: Query | None = None
    outs: tuple[tuple[int, Name], ...] = ()
    result: tuple[Name, ...] = ()
    rows_of: Name = ()
    maybe_outs: bool = False


class Assign(_Fact, frozen=True, tag="V"):
    """Variables take the outputs of a query, by position: `SET @x = …`, `SELECT … INTO a, b`, FETCH … INTO, DECLARE
    with or without a default (then an unnamed item without operands: what was there before is gone).

    A target is a variable (`("@x",)`) or a record's field (`("@r", "day")`). `row`: the one target takes the whole row,
    its fields named by the outputs (`FOR r IN SELECT …`, `SELECT * INTO r`)."""

    targets: tuple[Name, ...]
    query: Query
    row: bool = False


class Return(_Fact, frozen=True, tag="Q"):
    """Rows, or the one value, that a routine gives its caller: RETURN x, RETURN QUERY, RETURN NEXT. In a procedure of
    T-SQL or MySQL a plain SELECT (`Read`) does the same."""

    query: Query


Op: TypeAlias = (
    Define
    | Write
    | Read
    | Touch
    | Drop
    | Rename
    | Swap
    | Alter
    | Comment
    | Use
    | Synonym
    | DefineRoutine
    | Call
    | Assign
    | Return
)


def cursor_name(name: str) -> Name:
    """The local table that stands for the cursor of this (folded) name."""
    return ("@cursor " + name,)


class Statement(_Fact, frozen=True):
    """One statement of a file. `ordinal` counts from 1, `lines` are 1-based and inclusive.

    `reason` is None exactly if `status` is `parsed`. Reasons are short constant phrases with at most one name in them
    ("dynamic SQL", "parse error near 'FOO'"), never SQL literals. `routine`: the routine whose body it stands in.
    `guards`: conditions (IF EXISTS …, WHILE …) that decide whether it runs: everything they read is `condition`
    influence on what the statement writes. `marks`: control flow that lies before it, for what variables hold: `(`
    begins alternatives, `|` the next one, `)` ends them (an IF without ELSE is `( … |)`); `[` and `]` enclose what a
    loop repeats, `<` and `>` a block that may be left. `x` leaves the innermost of either, `?` may leave it; `c` begins
    the loop's next round, `~` may; each `^` before means one further out; `r` leaves the routine, `e` by an exception.
    `{` begins what is protected, `!` what handles its exceptions, `}` ends that: one may come anywhere in between."""

    ordinal: int
    lines: tuple[int, int]
    kind: str  # select, insert, update, merge, delete, create_table, create_view, drop, alter, procedure, call, …
    status: Status
    reason: str | None = None
    ops: tuple[Op, ...] = ()
    routine: Name = ()
    guards: tuple[Query, ...] = ()
    marks: str = ""


THIS: Name = ("{{ this }}",)
"""The dataset that a dbt model defines, as its own text names it; the linker knows which it is."""


class Model(_Fact, frozen=True):
    """What `config(…)` or a project says of the dataset that a model's query makes. "" and None: nothing."""

    alias: str = ""
    schema: str = ""
    database: str = ""
    materialized: str = ""
    enabled: bool | None = None


class Project(_Fact, frozen=True):
    """A `dbt_project.yml`: in the folders `models` below its own every file with one query is a model. `said`: by the
    path below such a folder (`()`: all), outermost first."""

    models: tuple[str, ...] = ("models",)
    said: tuple[tuple[Name, Model], ...] = ()


class FileFacts(_Fact, frozen=True):
    """All that one file says. `evidence`: why this dialect was chosen ("setting", "suffix .tsql", "GO line 3")."""

    dialect: str
    statements: tuple[Statement, ...] = ()
    evidence: str = ""
    model: Model | None = None
    project: Project | None = None


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(FileFacts)


def encode(facts: FileFacts) -> bytes:
    """MessagePack; equal facts give equal bytes."""
    return _ENCODER.encode(facts)


def decode(data: bytes) -> FileFacts:
    """The facts again. Raises `msgspec.DecodeError` or `msgspec.ValidationError` on bytes that are no facts."""
    return _DECODER.decode(data)
