"""Stage 5, core: the operands of one block → lineage. Keeps what a statement read and what it did not understand."""

from typing import TypeAlias

from graph.facts import Influence as Via
from graph.facts import Item, Operands, Query
from graph.link.relation import (
    EMPTY,
    Atoms,
    Col,
    Found,
    Open,
    Output,
    Relation,
    all_atoms,
    merged,
    rows_of,
    value_of,
    with_via,
)
from graph.link.scope import Resolver, Scope, View
from graph.names import Name

Env: TypeAlias = dict[str, Relation]


class Block:
    """One SELECT or VALUES while it is evaluated: its references and subqueries, resolved once for each view."""

    __slots__ = ("cache", "env", "refs", "results", "scope", "subqueries")

    def __init__(self, refs: tuple[Name, ...], subqueries: tuple[Query, ...], scope: Scope, env: Env) -> None:
        self.refs = refs
        self.subqueries = subqueries
        self.scope = scope
        self.env = env
        self.results: dict[int, Relation] = {}
        self.cache: dict[tuple[int, int, int], Col] = {}


class OperandResolver:
    """Resolves operands by the rules of one dialect, for one statement.

    `column_reads`: permanent columns read. `problems`: what was not understood, in order, unique.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.column_reads: set[tuple[Name, str]] = set()
        self.problems: dict[str, None] = {}

    def item(
        self, block: Block, item: Item, view: View, moved: frozenset[Name], aliases: dict[str, Col] | None = None
    ) -> Col:
        """One named output's lineage. `moved`: what a row count counts."""
        if len(item.value) == 1 and not item.influence and not item.rows:
            return self.col(block, item.value[0], view, aliases, alias_wins=False)
        cols = [self.col(block, operand, view, aliases, alias_wins=False) for operand in item.value]
        col = merged(cols)
        if item.rows:
            col = col._replace(value=col.value | rows_of(moved))
        if item.influence:
            extra: set[tuple[Via, tuple[Name, str]]] = set()
            for via, operand in item.influence:
                extra |= with_via(via, self.atoms(block, operand, view, aliases, alias_wins=False))
            col = col._replace(influence=col.influence | extra)
        return col

    def col(
        self, block: Block, operand: int, view: View, aliases: dict[str, Col] | None = None, *, alias_wins: bool = True
    ) -> Col:
        """An operand as a value."""
        if operand < 0:
            relation = block.results.get(operand)
            return value_of(relation) if relation is not None else EMPTY
        key = (operand, view.low, view.high)
        col = block.cache.get(key)
        if col is not None:
            return col
        if operand >= len(block.refs):
            return EMPTY
        answer = self._resolver.resolve(block.refs[operand], view, aliases, alias_wins=alias_wins)
        if answer.problem:
            self.problem(answer.problem)
        col = self.taken(answer.found) if answer.found is not None else EMPTY
        if aliases is None or len(block.refs[operand]) > 1:
            block.cache[key] = col
        return col

    def taken(self, found: Found) -> Col:
        """A column that was found, noted as read."""
        if found.direct:
            self.column_reads.update(atom for atom in found.col.value if atom[1])
        return found.col

    def atoms(
        self, block: Block, operand: int, view: View, aliases: dict[str, Col] | None = None, *, alias_wins: bool = True
    ) -> Atoms:
        """Everything that an operand reads."""
        if operand < 0:
            relation = block.results.get(operand)
            return all_atoms(relation) if relation is not None else frozenset()
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
            rows |= with_via(via, self.atoms(block, operand, view, aliases, alias_wins=alias_wins))

    def decide_by_output(
        self,
        rows: set[tuple[Via, tuple[Name, str]]],
        block: Block,
        operands: Operands,
        view: View,
        aliases: dict[str, Col],
    ) -> None:
        """ORDER BY: an alias first, then the sources."""
        for operand in operands:
            name = block.refs[operand] if 0 <= operand < len(block.refs) else ()
            if len(name) == 1 and name[0] in aliases:
                rows |= with_via("order", aliases[name[0]].atoms())
            else:
                rows |= with_via("order", self.atoms(block, operand, view))

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
    return [*item.value, *(operand for _, operand in item.influence)]
