"""Stage 5, core: queries of the algebra → relations. Works on an explicit stack, so that no nesting overflows.

Each step is a generator that yields the steps it needs and returns its result; `run` drives them.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol, TypeAlias

import msgspec

from graph.extract.algebra.structures import HAVE_STRUCTURES
from graph.extract.dialects import Dialect
from graph.facts import (
    UNKNOWN_COLUMNS,
    Cte,
    Derived,
    Field,
    Group,
    Invoke,
    Join,
    Out,
    Pivot,
    Query,
    Record,
    Scan,
    Select,
    SetOp,
    Source,
    Star,
    TableFunction,
    Values,
    ValuesSource,
)
from graph.facts import Influence as Via
from graph.link.aliases import in_order
from graph.link.allowance import Allowance, TooComplex
from graph.link.elements import NAMED_BY_ALIAS, counted_elements, holds_values
from graph.link.entry import Entry
from graph.link.fields import Fields
from graph.link.operands import Block, Env, OperandResolver, Outside, decide_by_position, inner_operands, operands_of
from graph.link.recursion import groups
from graph.link.relation import (
    EMPTY,
    Col,
    Found,
    Miss,
    Open,
    Output,
    Relation,
    TableRelation,
    by_position_of,
    merged,
    renamed_by_position,
    rows_of,
    with_via,
)
from graph.link.scans import scanned_names
from graph.link.scope import Resolver, Scope, View, extend, merge_using, star_of
from graph.link.setops import by_name, by_position, decided_by
from graph.link.stars import MOST_COLUMNS, as_unknown, changed, gone_through, narrowed
from graph.names import Name, format_name

Step: TypeAlias = Generator[Any, Any, Relation]
Work: TypeAlias = Generator[Any, Any, None]

# An array of structures in FROM has their fields.
_SPREADS = frozenset({"bigquery", "spark", "databricks", "hive", "trino", "presto", "athena"})

# Queries that one statement may cost to evaluate. Recursion nested in recursion multiplies; real SQL stays far below.
_FUEL = 50_000
# Rounds of a recursive CTE. Lineage moves one step a round, so real ones settle in two or three.
_ROUNDS = 64

_RECURSIVE_ANYWAY = frozenset({"tsql", "fabric", "oracle", "snowflake", "sqlite"})  # RECURSIVE need not be said


class Tables(Outside, Protocol):
    """What names mean outside of a query; in FROM CTEs excepted."""

    def scan(self, name: Name) -> Relation:
        """The relation of a dataset or local table."""

    def columns(self, name: Name) -> tuple[str, ...]:
        """All columns of a dataset or local table in order; () where they are not all known. Reads nothing."""


class Evaluator:
    """Evaluates the queries of one statement. Notes in `operands` what they read and what was not understood."""

    def __init__(self, tables: Tables, dialect: Dialect, allowance: Allowance) -> None:
        """`allowance`: that of the file, which what the queries collect is taken from."""
        self._allowance = allowance
        self._share = allowance.share()
        self._tables = tables
        self._dialect = dialect
        self._resolver = Resolver(dialect)
        self._fold_cte = dialect.column_fold == "insensitive" and dialect.table_fold != "insensitive"
        self._has_structures = dialect.name in HAVE_STRUCTURES
        self._fuel = _FUEL
        self.operands = OperandResolver(self._resolver, tables)

    def evaluate(self, query: Query) -> Relation:
        """The relation of a statement's query. Raises `TooComplex`."""
        return _run(self._query(query, {}, None), self._spend)

    def _spend(self, relation: Relation) -> None:
        """Pay for what a query has collected."""
        self._pay(len(relation.rows) + sum([len(col.value) + len(col.influence) for _, col in relation.outputs]))

    def _pay(self, atoms: int) -> None:
        self._allowance.spend(atoms)
        self._share -= atoms
        if self._share < 0:
            raise TooComplex

    # --- queries ---

    def _query(self, query: Query, env: Env, outer: View | None) -> Step:
        self._fuel -= 1
        if self._fuel < 0:
            raise TooComplex
        if isinstance(query, Select):
            return self._select(query, env, outer)
        if isinstance(query, SetOp):
            return self._set_op(query, env, outer)
        return self._values(query, env, outer)

    def _with(self, ctes: tuple[Cte, ...], recursive: bool, env: Env, outer: View | None) -> Generator[Any, Any, Env]:
        if not ctes:
            return env
        env = dict(env)
        for members in groups(ctes, self._cte_key) if recursive else [[cte] for cte in ctes]:
            if len(members) > 1:
                yield from self._mutual(members, env, outer)
                continue
            cte = members[0]
            recursive = recursive or self._dialect.name in _RECURSIVE_ANYWAY
            if recursive and isinstance(cte.query, SetOp) and cte.query.queries:
                env[cte.name] = yield self._recursive(cte, cte.query, env, outer)
            else:
                relation = yield self._query(cte.query, env, outer)
                env[cte.name] = renamed_by_position(relation, cte.columns)
        return env

    def _cte_key(self, name: str) -> str:
        return name.lower() if self._fold_cte else name

    def _mutual(self, members: list[Cte], env: Env, outer: View | None) -> Work:
        """Entries that read each other: those branches first that read none of them, then all until nothing changes."""
        names = {cte.name for cte in members}
        for cte in members:
            anchor = _anchor(cte.query, names, self._cte_key)
            relation = Relation() if anchor is None else (yield self._query(anchor, env, outer))
            env[cte.name] = renamed_by_position(relation, cte.columns)
        for _ in range(_ROUNDS):
            before = [env[cte.name].key() for cte in members]
            for cte in members:
                again = yield self._query(cte.query, env, outer)
                env[cte.name] = _without_opens_of_itself(renamed_by_position(again, cte.columns))
            if before == [env[cte.name].key() for cte in members]:
                return
        self.operands.problem("recursive query does not settle")

    def _recursive(self, cte: Cte, query: SetOp, env: Env, outer: View | None) -> Step:
        """The anchor, then all branches until nothing changes."""
        if not self._reads_itself(cte, query):
            return renamed_by_position((yield self._query(query, env, outer)), cte.columns)
        inner = yield from self._with(query.ctes, query.recursive, env, outer)
        anchor = yield self._query(query.queries[0], inner, outer)
        relation = renamed_by_position(anchor, cte.columns)
        for _ in range(_ROUNDS):
            own = dict(env)
            own[cte.name] = _without_opens_of_itself(relation)
            again = renamed_by_position((yield self._query(query, own, outer)), cte.columns)
            if again.key() == relation.key():
                return again
            relation = again
        self.operands.problem("recursive query does not settle")
        return relation

    def _reads_itself(self, cte: Cte, query: SetOp) -> bool:
        names = {self._cte_key(name) for branch in query.queries[1:] for name in scanned_names(branch)}
        return cte.name in names

    def _set_op(self, query: SetOp, env: Env, outer: View | None) -> Step:
        env = yield from self._with(query.ctes, query.recursive, env, outer)
        branches: list[Relation] = []
        for branch in query.queries:
            branches.append((yield self._query(branch, env, outer)))
        if not branches:
            return Relation()
        if query.kind != "union":
            return decided_by(branches)
        moved = frozenset[Name]().union(*(branch.moved for branch in branches))
        rows = frozenset[tuple[Via, tuple[Name, str]]]().union(*(branch.rows for branch in branches))
        bulk = frozenset[Name]().union(*(branch.bulk for branch in branches))
        if query.by_name:
            return by_name(branches, rows, moved, bulk, query.keep, query.on)
        relation, problem = by_position(branches, rows, moved, bulk)
        if problem:
            self.operands.problem(problem)
        return relation

    def _values(self, query: Values, env: Env, outer: View | None) -> Step:
        env = yield from self._with(query.ctes, False, env, outer)
        block = Block(query.refs, query.subqueries, Scope(outer), env)
        view = block.scope.whole()
        yield from self._prepare(block, range(-1, -len(query.subqueries) - 1, -1), view)
        return Relation(tuple((item.name, self.operands.item(block, item, view, frozenset())) for item in query.items))

    def _select(self, query: Select, env: Env, outer: View | None) -> Step:
        if query.ctes:
            env = yield from self._with(query.ctes, query.recursive, env, outer)
        scope = Scope(outer)
        block = Block(query.refs, query.subqueries, scope, env)
        rows: set[tuple[Via, tuple[Name, str]]] = set()
        for source in query.sources:
            yield from self._source(block, source, 0, rows)
        view = scope.whole()
        if query.subqueries:
            yield from self._prepare(block, range(-1, -len(query.subqueries) - 1, -1), view)
        moved, bulk = self._inherit(scope, rows)
        outputs, opens, aliases = self._projection(block, query, view, moved)
        if not moved:
            outputs = counted_elements(query, view, outputs, rows)
        lateral = aliases if self._dialect.lateral_aliases else None
        if query.where:
            self.operands.decide(rows, "filter", block, query.where, view, lateral, alias_wins=False)
        if query.having:
            self.operands.decide(rows, "filter", block, query.having, view, aliases)
        self._decide_groups(block, query, view, aliases, rows)
        if query.order:
            self.operands.decide_by_output(rows, "order", block, query.order, view, aliases)
        if query.order_expressions:
            self.operands.decide(rows, "order", block, query.order_expressions, view, aliases)
        if query.group_positions:
            decide_by_position(rows, "group", query.group_positions, outputs, opens)
        if query.order_positions:
            decide_by_position(rows, "order", query.order_positions, outputs, opens)
        if query.struct:
            bulk |= {part.dataset for part in opens if part.dataset is not None}
            outputs, opens = self._spread(
                outputs[0][1] if len(outputs) == 1 and not opens else merged([EMPTY, *(col for _, col in outputs)])
            )
        return Relation(tuple(outputs), tuple(opens), frozenset(rows), moved, bulk)

    def _decide_groups(
        self, block: Block, query: Select, view: View, aliases: dict[str, Col], rows: set[tuple[Via, tuple[Name, str]]]
    ) -> None:
        if query.group and self._dialect.group_by_alias:
            self.operands.decide_by_output(rows, "group", block, query.group, view, aliases)
        elif query.group:
            self.operands.decide(rows, "group", block, query.group, view, aliases)
        elif query.group_all and not query.group_positions:
            self.operands.problem("GROUP BY ALL not followed")
        if query.distinct_on:
            self.operands.decide(rows, "group", block, query.distinct_on, view, aliases)

    def _inherit(
        self, scope: Scope, rows: set[tuple[Via, tuple[Name, str]]]
    ) -> tuple[frozenset[Name], frozenset[Name]]:
        moved: set[Name] = set()
        bulk: set[Name] = set()
        for entry in scope.entries:
            relation = entry.relation
            rows |= relation.rows
            if entry.visible:
                moved |= relation.moved
                bulk |= relation.bulk
            else:
                rows |= with_via("join", rows_of(relation.moved))
        return frozenset(moved), frozenset(bulk)

    # --- sources ---

    def _source(self, block: Block, source: Source, low: int, rows: set[Any]) -> Work:
        scope = block.scope
        start = len(scope.entries)
        if isinstance(source, Group):
            for inner in source.sources:
                yield self._group_member(block, inner, start, rows)
            if source.alias or source.pivots:
                outputs, opens = star_of(View(scope, start, len(scope.entries)))
                _, bulk = self._inherit_slice(scope, start, rows)
                moved = frozenset[Name]().union(*(e.relation.moved for e in scope.entries[start:] if e.visible))
                scope.cut(start)
                self._add(
                    block, source.pivots, Relation(tuple(outputs), tuple(opens), moved=moved, bulk=bulk), source.alias
                )
        else:
            relation, alias, parts = yield from self._relation(block, source, low)
            self._add(block, source.pivots, relation, alias, parts, isinstance(source, TableFunction) and source.scalar)
        if source.join is not None:
            yield from self._join(block, source.join, low, start, rows)

    def _group_member(self, block: Block, source: Source, low: int, rows: set[Any]) -> Work:
        yield from self._source(block, source, low, rows)

    def _inherit_slice(self, scope: Scope, start: int, rows: set[Any]) -> tuple[None, frozenset[Name]]:
        bulk: set[Name] = set()
        for entry in scope.entries[start:]:
            rows |= entry.relation.rows
            bulk |= entry.relation.bulk
        return None, frozenset(bulk)

    def _add(
        self,
        block: Block,
        pivots: tuple[Pivot, ...],
        relation: Relation,
        alias: str,
        parts: Name = (),
        scalar: bool = False,
    ) -> None:
        for pivot in pivots:
            relation = self._pivot(block, relation, pivot, alias)
            alias, parts = pivot.alias or alias, () if pivot.alias else parts
        shown = block.shown(alias) if relation.opens else ()
        block.scope.entries.append(Entry(relation, alias, parts, scalar=scalar, shown=shown))

    def _relation(
        self, block: Block, source: Scan | Derived | TableFunction | ValuesSource, low: int
    ) -> Generator[Any, Any, tuple[Relation, str, Name]]:
        scope = block.scope
        if isinstance(source, Scan):
            relation = renamed_by_position(self._scan(source.name, block.env), source.columns)
            if source.alias:
                return relation, source.alias, ()
            parts = tuple(map(str.lower, source.name)) if self._fold_cte else source.name
            return relation, parts[-1] if parts else "", parts
        if isinstance(source, Derived):
            outer = View(scope, low, len(scope.entries)) if source.lateral else scope.outer
            if self._dialect.implicit_lateral and not source.lateral and len(scope.entries) > low:
                outer = View(scope, low, len(scope.entries), weak=True)
            relation = yield self._query(source.query, block.env, outer)
            if source.like:
                relation = by_position_of(self._tables.columns(source.like), relation)
            return renamed_by_position(relation, source.columns), source.alias, ()
        view = View(scope, low, len(scope.entries))
        if isinstance(source, ValuesSource):
            for item in source.items:
                yield from self._prepare(block, operands_of(item), view)
            outputs = tuple((item.name, self.operands.item(block, item, view, frozenset())) for item in source.items)
            return Relation(outputs), source.alias, ()
        yield from self._prepare(
            block, [*source.arguments, *(at for one in source.items for at in operands_of(one))], view
        )
        return self._function(block, source, view), source.alias, ()

    def _scan(self, name: Name, env: Env) -> Relation:
        if len(name) == 1 and env:
            known = env.get(name[0].lower() if self._fold_cte else name[0])
            if known is not None:
                return known
        found = self._tables.scan(name)
        if isinstance(found, TableRelation) and self._has_structures:
            found.fold = self._dialect.fold_column
        return found

    def _function(self, block: Block, source: TableFunction, view: View) -> Relation:
        if source.name and (called := self._routine(block, source, view)) is not None:
            value = [name for name, _ in called.outputs] == [""] and not called.opens and source.alias
            return renamed_by_position(called, source.outputs or ((source.alias,) if value else ()))
        arguments = [self.operands.col(block, at, view) for at in source.arguments]
        col = merged([EMPTY, *arguments])
        rows: set[tuple[Via, tuple[Name, str]]] = set()
        for operand in source.arguments:
            if operand in block.results:
                rows |= block.results[operand].rows
        outputs = tuple((name, col) for name in source.outputs)
        fields = self._element_fields(block, source, view)
        if fields is not None:
            beside = tuple((name, col) for name in source.outputs[1:])
            return Relation((*fields.outputs, *beside), fields.opens, frozenset(rows))
        if self._of_values(block, source, view):
            unnamed = "unnest" if self._dialect.name == "postgres" else ""
            named = (source.alias or unnamed,) if not outputs else ()
            return Relation((*outputs, *((name, col) for name in named)), (), frozenset(rows))
        if source.items and source.scalar:
            element = self.operands.item(block, source.items[0], view, frozenset())
            outputs = tuple((name, element if name == source.alias else col) for name in source.outputs)
        if outputs and not outputs[0][0] and not source.closed:  # an element without a name: it may be a structure
            return Relation(outputs[1:], (Open(0, fixed=col),), frozenset(rows))
        opens = () if source.closed else (Open(len(outputs), fixed=col),)
        return Relation(outputs, opens, frozenset(rows))

    def _of_values(self, block: Block, source: TableFunction, view: View) -> bool:
        """Whether it unnests an array whose elements have no fields."""
        if source.name != ("unnest",) or source.closed or self._dialect.name not in NAMED_BY_ALIAS:
            return False
        if len(source.arguments) != 1 or not 0 <= source.arguments[0] < len(block.refs):
            return False
        return holds_values(block.refs[source.arguments[0]], view)

    def _element_fields(self, block: Block, source: TableFunction, view: View) -> Fields | None:
        """What an array's elements have for columns, where they are structures."""
        if source.name not in (("unnest",), ("inline",)) or len(source.items) != 1 or source.closed:
            return None
        if self._dialect.name not in _SPREADS:
            return None
        return self.operands.item(block, source.items[0], view, frozenset()).fields

    def _routine(self, block: Block, source: TableFunction, view: View) -> Relation | None:
        """What a routine that somebody defines gives as a table."""
        arguments = self.operands.arguments(block, source.items, view)
        if not source.items:
            arguments = [("", self.operands.col(block, at, view)) for at in source.arguments]
        return self._tables.routine(source.name, arguments)

    def _pivot(self, block: Block, relation: Relation, pivot: Pivot, alias: str) -> Relation:
        scope = Scope(block.scope.outer)
        scope.entries.append(Entry(relation, alias))
        inside = Block(block.refs, block.subqueries, scope, block.env)
        inside.results = block.results
        view = scope.whole()
        produced = [(item.name, self.operands.item(inside, item, view, relation.moved)) for item in pivot.produced]
        consumed = frozenset(pivot.consumed)
        if pivot.spread is not None:
            gained, _ = self._tested(pivot.spread, list(relation.outputs), [])
            gained = [output for output in gained if output[0] not in pivot.spread.excluded]
            self._star_reads([col for _, col in gained], view)
            consumed |= {name for name, _ in gained}
            produced[-1] = (produced[-1][0], merged([EMPTY, *(col for _, col in gained)]))
            if relation.opens:
                self.operands.problem("UNPIVOT of unknown columns")
        outputs = [output for output in relation.outputs if output[0] not in consumed] if pivot.keep else []
        opens = []
        if pivot.keep and pivot.spread is None:
            hidden = consumed | {name for name, _ in produced}
            opens = [part.without(hidden)._replace(at=min(part.at, len(outputs))) for part in relation.opens]
        if pivot.open:
            read = [self._source_col(relation, name) for name in pivot.consumed]
            opens.append(
                Open(len(outputs) + len(produced), fixed=merged([EMPTY, *(col for _, col in produced), *read]))
            )
        if pivot.first:
            opens = [part._replace(at=part.at + len(produced)) for part in opens]
            outputs, produced = produced, outputs
        result = Relation((*outputs, *produced), tuple(opens), relation.rows, relation.moved, relation.bulk)
        result = renamed_by_position(result, pivot.columns)
        result.direct = relation.direct  # of a table, what passes through is read by who names it
        return result

    def _source_col(self, relation: Relation, name: str) -> Col:
        found = relation.lookup(name)
        return self.operands.taken(found) if isinstance(found, Found) else EMPTY

    def _join(self, block: Block, join: Join, low: int, start: int, rows: set[Any]) -> Work:
        scope = block.scope
        view = View(scope, low, len(scope.entries))
        if block.subqueries:
            yield from self._prepare(block, join.on, view)
        self.operands.decide(rows, "join", block, join.on, view)
        names: Sequence[str] = join.using
        if join.natural:
            names = self._natural(scope, low, start)
        if names:
            cost = scope.cost
            for found in merge_using(scope, self._dialect, join, low, start, names):
                rows |= with_via("join", self.operands.taken(found).atoms())
            self._pay(scope.cost - cost)
        if join.kind in ("semi", "anti"):
            for entry in scope.entries[start:]:
                entry.visible = False

    def _natural(self, scope: Scope, low: int, start: int) -> list[str]:
        if next(View(scope, low, len(scope.entries)).opens(), None) is not None:
            self.operands.problem("natural join over unknown columns")
        left = View(scope, low, start)
        right = dict.fromkeys(name for e in scope.entries[start:] for name, _ in e.relation.outputs if name)
        common = [name for name in right if left.known(name) is not Miss.ABSENT]
        if len(common) > 1:
            self._pay(sum([len(entry.relation.outputs) for entry in scope.entries[low:start]]))
            places = {name: at for at, (name, _) in enumerate(star_of(left)[0])}
            common.sort(key=lambda name: places.get(name, len(places)))
        return common

    # --- projection ---

    def _projection(
        self, block: Block, query: Select, view: View, moved: frozenset[Name]
    ) -> tuple[list[Output], list[Open], dict[str, Col]]:
        outputs: list[Output] = []
        opens: list[Open] = []
        aliases: dict[str, Col] = {}
        lateral = aliases if self._dialect.lateral_aliases else None
        named = self._named(block, query, view, moved) if self._dialect.alias_first else {}
        aliases |= named
        inside = {item.name for item in query.named}
        for part in query.projection:
            if isinstance(part, Out):
                name = part.item.name
                hidden = aliases.pop(name, None) if name in named and name not in inside else None
                col = self.operands.item(block, part.item, view, moved, lateral)
                if hidden is not None:
                    aliases[name] = hidden
                outputs.append((part.item.name, col))
                aliases.setdefault(part.item.name, col)
            else:
                self._star(block, part, view, moved, outputs, opens)
        return outputs, opens, aliases

    def _named(self, block: Block, query: Select, view: View, moved: frozenset[Name]) -> dict[str, Col]:
        """What each alias stands for, where items may read those behind them."""
        items = [*query.named, *(part.item for part in query.projection if isinstance(part, Out))]
        order, rings = in_order(items, query.refs)
        aliases: dict[str, Col] = {}
        for at in order:
            if items[at].name and items[at].name not in aliases:
                aliases[items[at].name] = self.operands.item(block, items[at], view, moved, aliases)
        if rings:
            self.operands.problem(f"aliases that read each other: {format_name((min(rings),))}")
        return aliases

    def _star(
        self, block: Block, star: Star, view: View, moved: frozenset[Name], outputs: list[Output], opens: list[Open]
    ) -> None:
        if star.of is not None:
            gained, parts = self._spread(self.operands.item(block, star.of, view, moved))
        else:
            gained, parts = self._starred(star.qualifier, view)
        if star.tests or star.names:
            gained, parts = self._tested(star, gained, parts)
        self._star_reads([col for name, col in gained if name not in star.excluded], view)
        if star.excluded or star.replaced or star.renamed:
            replaced = {item.name: self.operands.item(block, item, view, moved) for item in star.replaced}
            gained, parts = changed(star, gained, parts, replaced)
        if "\\" in star.label.replace("\\0", ""):  # a group of the regular expression
            self.operands.problem("names made by a pattern")
        if star.through is not None:
            beside = self.operands.item(block, star.through, view, moved)
            gained, parts = gone_through(star, gained, parts, beside)
        if len(outputs) + len(gained) + len(opens) + len(parts) > MOST_COLUMNS:
            self.operands.problem("too many columns")
            gained, parts = [], [as_unknown(gained, parts)]
        opens += [part._replace(at=part.at + len(outputs)) for part in parts]
        outputs += gained

    def _tested(self, star: Star, gained: list[Output], parts: list[Open]) -> tuple[list[Output], list[Open]]:
        fold = self._dialect.column_fold == "insensitive"
        answer = narrowed(star, gained, parts, fold=fold)
        if answer is None:
            self.operands.problem("star with a pattern")
            return [], [as_unknown(gained, ()), *parts]
        return answer

    def _starred(self, qualifier: Name, view: View) -> tuple[list[Output], list[Open]]:
        if not qualifier:
            return star_of(view)
        if qualifier == UNKNOWN_COLUMNS:
            return [], [Open(0)]
        if qualifier[0][:1] == "@":
            held = qualifier[0].removeprefix("@").removeprefix("?")
            bare = held.partition("~")[0]
            if len(qualifier) > 1 or not any(level.variables(bare) for level in view.levels()):
                row = self._tables.row(("@" + held, *qualifier[1:]))
                return list(row.outputs), list(row.opens)
            qualifier = (bare,)
        for level in view.levels():
            entries = level.variables(qualifier[0]) if len(qualifier) == 1 else level.tables(qualifier)
            if entries:
                outputs: list[Output] = []
                opens: list[Open] = []
                extend(outputs, opens, entries[0].relation, set(), {})
                return outputs, opens
        field = self._resolver.resolve(qualifier, view)
        if isinstance(field, Found):
            return self._spread(self.operands.taken(field))
        if not qualifier[0].startswith("{{"):  # a placeholder, which was said to be one
            self.operands.problem(f"unknown source {format_name(qualifier)}")
        return [], [Open(0)]

    def _spread(self, col: Col) -> tuple[list[Output], list[Open]]:
        """The fields of one value."""
        if col.fields is not None:
            return list(col.fields.outputs), list(col.fields.opens)
        return [], [Open(0, fixed=col)]

    def _star_reads(self, cols: Sequence[Col], view: View) -> None:
        direct = view.scope.scanned()
        if direct:
            reads = self.operands.column_reads
            for col in cols:
                reads.update(atom for atom in col.value if atom[0] in direct and atom[1])

    # --- operands ---

    def _prepare(self, block: Block, operands: Sequence[int], view: View) -> Work:
        """Evaluate the subqueries among the operands, once each, where they may be evaluated first."""
        todo = [operand for operand in reversed(operands) if operand < 0]
        while todo:
            operand = todo.pop()
            if operand not in block.results and -operand <= len(block.subqueries):
                query = block.subqueries[-operand - 1]
                if isinstance(query, Invoke | Record | Field):
                    todo.extend(inner for inner in inner_operands(query) if operand < inner < 0)
                else:
                    block.results[operand] = yield self._query(query, block.env, view)


def _run(step: Step, done: Callable[[Relation], None]) -> Relation:
    """`done` is called with each query's relation."""
    stack: list[Generator[Any, Any, Any]] = [step]
    value: Any = None
    while stack:
        try:
            child = stack[-1].send(value)
        except StopIteration as end:
            stack.pop()
            value = end.value
            if value is not None:
                done(value)
        else:
            stack.append(child)
            value = None
    result: Relation = value
    return result


def _anchor(query: Query, names: set[str], key: Callable[[str], str]) -> Query | None:
    """What of a query reads none of these entries; None if nothing does."""
    branches = query.queries if isinstance(query, SetOp) else (query,)
    free = tuple(one for one in branches if not names & set(map(key, scanned_names(one))))
    if not free:
        return None
    return msgspec.structs.replace(query, queries=free) if isinstance(query, SetOp) else free[0]


def _without_opens_of_itself(relation: Relation) -> Relation:
    unique = tuple(dict.fromkeys(relation.opens))
    return Relation(relation.outputs, unique, relation.rows, relation.moved, relation.bulk)
