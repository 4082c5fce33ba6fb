"""Stage 5, core: the operands of one block → lineage. Keeps what a statement read and what it did not understand."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Protocol, TypeAlias

from graph.facts import Field, Invoke, Item, Nested, Operands, Record
from graph.facts import Influence as Via
from graph.link.fields import Fields, at_path, decided, either_fields, fields_of
from graph.link.relation import (
    EMPTY,
    NO_ATOMS,
    NO_INFLUENCES,
    Atoms,
    Col,
    Found,
    Influences,
    Miss,
    Open,
    Output,
    Relation,
    all_atoms,
    merged,
    row_of,
    rows_of,
    value_of,
    with_via,
)
from graph.link.scope import Resolver, Scope, View
from graph.names import Name

Env: TypeAlias = dict[str, Relation]


class Outside(Protocol):
    """What names mean that no source of a block explains."""

    def variable(self, name: Name) -> Col:
        """What a variable (or a record's field) holds; nothing where nobody gave it a value."""

    def row(self, name: Name) -> Relation:
        """The same as columns: a record's fields, or all that a collection of records holds."""

    def routine(self, name: Name, arguments: Sequence[Output]) -> Relation | None:
        """What a routine makes of these arguments (each named by its parameter, or ""); None: nobody defines it."""


class Block:
    """One SELECT or VALUES while it is evaluated: its references and subqueries, resolved once for each view."""

    __slots__ = ("_shown", "cache", "env", "refs", "results", "scope", "subqueries")

    def __init__(self, refs: tuple[Name, ...], subqueries: tuple[Nested, ...], scope: Scope, env: Env) -> None:
        self.refs = refs
        self.subqueries = subqueries
        self.scope = scope
        self.env = env
        self.results: dict[int, Relation] = {}
        self.cache: dict[tuple[int, int, int], Col] = {}
        self._shown: dict[str, set[str]] | None = None

    def shown(self, alias: str) -> Collection[str]:
        """The columns that the block itself reads as `alias.column`, which shows that the source has them."""
        if self._shown is None:
            self._shown = defaultdict(set)
            for ref in self.refs:
                if len(ref) > 1:
                    self._shown[ref[0]].add(ref[1])
        return self._shown.get(alias, ())


class OperandResolver:
    """Resolves operands by the rules of one dialect, for one statement.

    `column_reads`: permanent columns read. `problems`: what was not understood, in order, unique.
    """

    def __init__(self, resolver: Resolver, outside: "Outside") -> None:
        self._resolver = resolver
        self._outside = outside
        self._counted: tuple[frozenset[Name], Atoms] = frozenset(), NO_ATOMS
        self.column_reads: set[tuple[Name, str]] = set()
        self.problems: dict[str, None] = {}

    def item(
        self, block: Block, item: Item, view: View, moved: frozenset[Name], aliases: dict[str, Col] | None = None
    ) -> Col:
        """One named output's lineage. `moved`: what a row count counts."""
        if len(item.value) == 1 and not item.influence and not item.rows:
            col = self.col(block, item.value[0], view, aliases, alias_wins=False)
            if item.fields == item.value or (col.fields is None and not item.fields):
                return col
            return col._replace(fields=self._fields(block, item, NO_INFLUENCES, view, aliases))
        cols = [self.col(block, operand, view, aliases, alias_wins=False) for operand in item.value]
        col = merged(cols)
        if item.rows:
            col = col._replace(value=col.value | self._rows(moved) if col.value else self._rows(moved))
        extra: set[tuple[Via, tuple[Name, str]]] = set()
        if item.influence:
            for via, operand in item.influence:
                extra |= with_via(via, self.atoms(block, operand, view, aliases, alias_wins=False))
            col = col._replace(influence=col.influence | extra)
        if item.fields or col.fields is not None:
            col = col._replace(fields=self._fields(block, item, frozenset(extra), view, aliases))
        return col

    def _rows(self, moved: frozenset[Name]) -> Atoms:
        """The rows of these, once for all that count them."""
        if self._counted[0] is not moved:
            self._counted = moved, rows_of(moved)
        return self._counted[1]

    def _fields(
        self, block: Block, item: Item, decisions: Influences, view: View, aliases: dict[str, Col] | None
    ) -> Fields | None:
        """What an item that is a structure is made of. What decides about the item decides about each field."""
        if not item.fields:
            return None
        found = either_fields([self.col(block, at, view, aliases, alias_wins=False) for at in item.fields], merged)
        return decided(Col(fields=found), decisions).fields if decisions else found

    def col(
        self, block: Block, operand: int, view: View, aliases: dict[str, Col] | None = None, *, alias_wins: bool = True
    ) -> Col:
        """An operand as a value."""
        if operand < 0:
            relation = block.results.get(operand)
            if relation is None:
                return self._computed(block, operand, view, aliases)
            return value_of(relation)
        key = (operand, view.low, view.high)
        col = block.cache.get(key)
        if col is not None:
            return col
        if operand >= len(block.refs):
            return EMPTY
        ref = block.refs[operand]
        if ref and ref[0][:1] == "@":
            if (held := self._variable(ref, view)) is not None:
                return held
            ref = (ref[0][2:].partition("~")[0], *ref[1:])
        answer = self._resolver.resolve(ref, view, aliases, alias_wins=alias_wins)
        if isinstance(answer, str):
            self.problem(answer)
        col = self.taken(answer) if isinstance(answer, Found) else EMPTY
        if aliases is None or len(block.refs[operand]) > 1:
            block.cache[key] = col
        return col

    def _variable(self, name: Name, view: View) -> Col | None:
        """What a variable holds. None: a column that is known to have the name is meant (`@?name`)."""
        if name[0][:2] == "@?":
            bare = name[0][2:].partition("~")[0]  # behind it: which of several variables of one name
            for level in view.levels():
                if level.known(bare) is not Miss.ABSENT or (len(name) > 1 and level.variables(bare)):
                    return None
            if len(name) == 1 and any(level.may_have(bare) for level in view.levels()):
                self.problem(f"column or variable {bare}")
            name = ("@" + name[0][2:], *name[1:])
        return self._outside.variable(name)

    def _computed(self, block: Block, operand: int, view: View, aliases: dict[str, Col] | None) -> Col:
        """What is computed of operands before it: a routine's call, a structure, a field of one."""
        node = block.subqueries[-operand - 1] if -operand <= len(block.subqueries) else None
        if not isinstance(node, Invoke | Record | Field) or any(inner <= operand for inner in inner_operands(node)):
            return EMPTY
        key = (operand, view.low, view.high)
        col = block.cache.get(key) if aliases is None else None
        if col is None:
            if isinstance(node, Invoke):
                col = self._invoked(block, node, view, aliases)
            elif isinstance(node, Field):
                moved = self._moved(view) if node.of.rows else frozenset[Name]()
                col = at_path(self.item(block, node.of, view, moved, aliases), node.path)
            else:
                col = self._record(block, node, view, aliases)
            if aliases is None:
                block.cache[key] = col
        return col

    def _invoked(self, block: Block, call: Invoke, view: View, aliases: dict[str, Col] | None) -> Col:
        """What the routine makes of its arguments, or all of them."""
        arguments = self.arguments(block, call.arguments, view, aliases)
        relation = self._outside.routine(call.name, arguments)
        if relation is None:
            return merged([col._replace(fields=None) for _, col in arguments])
        if len(relation.outputs) == 1 and not relation.outputs[0][0]:
            return value_of(relation)
        return value_of(relation)._replace(fields=row_of(relation))

    def _record(self, block: Block, node: Record, view: View, aliases: dict[str, Col] | None) -> Col:
        """A structure of its items, or the row of a subquery."""
        if node.row is not None:
            relation = block.results.get(node.row)
            return EMPTY if relation is None else value_of(relation)._replace(fields=row_of(relation))
        outputs = self.arguments(block, node.items, view, aliases)
        return merged([EMPTY, *(col for _, col in outputs)])._replace(fields=fields_of(outputs))

    def _moved(self, view: View) -> frozenset[Name]:
        return frozenset[Name]().union(*(entry.relation.moved for entry in view.entries()))

    def arguments(
        self, block: Block, items: tuple[Item, ...], view: View, aliases: dict[str, Col] | None = None
    ) -> list[Output]:
        """The arguments of a call, named where the call names them."""
        moved = self._moved(view) if any(item.rows for item in items) else frozenset[Name]()
        return [(item.name, self.item(block, item, view, moved, aliases)) for item in items]

    def taken(self, found: Found) -> Col:
        """A column that was found, noted as read."""
        col = found.col
        if found.direct:
            for atom in col.value:
                if atom[1]:
                    self.column_reads.add(atom)
        return col

    def atoms(
        self, block: Block, operand: int, view: View, aliases: dict[str, Col] | None = None, *, alias_wins: bool = True
    ) -> Atoms:
        """Everything that an operand reads."""
        if operand < 0:
            relation = block.results.get(operand)
            if relation is not None:
                return all_atoms(relation)
        return self.col(block, operand, view, aliases, alias_wins=alias_wins).atoms()

    def decide(
        self,
        rows: set[tuple[Via, tuple[Name, str]]],
        via: Via,
        block: Block,
        operands: Operands,
        view: View,
        aliases: dict[str, Col] | None = None,
        *,
        alias_wins: bool = True,
    ) -> None:
        """All that the operands read decides about rows."""
        for operand in operands:
            for atom in self.atoms(block, operand, view, aliases, alias_wins=alias_wins):
                rows.add((via, atom))

    def decide_by_output(
        self,
        rows: set[tuple[Via, tuple[Name, str]]],
        via: Via,
        block: Block,
        operands: Operands,
        view: View,
        aliases: dict[str, Col],
    ) -> None:
        """ORDER BY, and GROUP BY in some engines: an alias first, then the sources."""
        for operand in operands:
            name = block.refs[operand] if 0 <= operand < len(block.refs) else ()
            if len(name) == 1 and name[0] in aliases:
                rows |= with_via(via, aliases[name[0]].atoms())
            else:
                rows |= with_via(via, self.atoms(block, operand, view))

    def problem(self, text: str) -> None:
        """Something that was not understood."""
        self.problems.setdefault(text)


def decide_by_position(
    rows: set[tuple[Via, tuple[Name, str]]],
    via: Via,
    positions: tuple[int, ...],
    outputs: list[Output],
    opens: list[Open],
) -> None:
    """GROUP BY 2: positions point at outputs, as far as these are known."""
    width = min([len(outputs), *(part.at for part in opens)])
    for position in positions:
        if 0 < position <= width:
            rows |= with_via(via, outputs[position - 1][1].atoms())


def operands_of(item: Item) -> list[int]:
    """Every operand that an item names."""
    return [*item.value, *(operand for _, operand in item.influence), *item.fields]


def inner_operands(node: Invoke | Record | Field) -> list[int]:
    """Every operand that a computed value is made of."""
    if isinstance(node, Field):
        return operands_of(node.of)
    if isinstance(node, Record):
        return [
            *((node.row,) if node.row is not None else ()),
            *(at for item in node.items for at in operands_of(item)),
        ]
    return [at for item in node.arguments for at in operands_of(item)]
