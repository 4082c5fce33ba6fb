"""Stage 4, core: which texts an expression may give where the variables hold what a `World` says.

Where an expression decides between texts (CASE, IIF), each comes with the conditions it hangs on, so that what belongs
to different branches is never put together.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp

from graph.extract.algebra.context import Context
from graph.extract.algebra.dynamic import functions
from graph.extract.algebra.dynamic.conditions import judged
from graph.extract.algebra.dynamic.shapes import CONCATENATIONS, MAX_DEPTH, is_typed, parts_of, target_type, typed_kind
from graph.extract.algebra.dynamic.text import (
    MAX_ALTERNATIVES,
    MAX_TEXT,
    NO_FACTS,
    Fact,
    Facts,
    Found,
    Hole,
    Holes,
    World,
    joined,
    learned,
    literal,
    plain,
    size,
    unique,
)


class Evaluator:
    """Texts of expressions in one world. `typed` says of each variable known whether its type is one of numbers,
    dates and the like."""

    def __init__(self, ctx: Context, typed: dict[str, bool], holes: Holes) -> None:
        self.dialect = ctx.dialect
        self._ctx = ctx
        self._typed = typed
        self._holes = holes
        self._depth = 0

    def texts(self, node: Any, world: World) -> Found:
        """What `node` may give."""
        if node is None:
            return [((Hole(),), NO_FACTS)]
        self._depth += 1
        try:
            found = self._texts(node, world) if self._depth <= MAX_DEPTH else []
        except (AttributeError, KeyError, IndexError, TypeError):
            # Trees have no declared shape: a part that is missing where we expect it costs this text alone.
            found = []
        finally:
            self._depth -= 1
        if not found or len(found) > MAX_ALTERNATIVES or any(size(text) > MAX_TEXT for text, _ in found):
            return [((self._hole(node, world),), NO_FACTS)]
        return found

    def _hole(self, node: Any, world: World) -> Hole:
        try:
            return self._holes.of(node, self._is_typed(node), self.read(node, world))
        except (AttributeError, KeyError, IndexError, TypeError):  # as above
            return Hole()

    def _texts(self, node: Any, world: World) -> Found:
        """Nothing where only run time tells."""
        name = self.variable(node)
        if name:
            held = world.held.get(name)
            return [(held.text, NO_FACTS)] if held is not None and held.text is not None else []
        if node.__class__ in CONCATENATIONS:
            return self._concatenated(parts_of(node, self.dialect.go_batches), world, node)
        handler = _HANDLERS.get(node.__class__)
        if handler is not None:
            return handler(self, node, world)
        if node.__class__ is exp.Dot:
            return functions.called(self, node.expression, world)
        return functions.called(self, node, world)

    def variable(self, node: Any) -> str:
        """The key of the variable that an expression is; "" for any other."""
        cls = node.__class__
        if cls is exp.Parameter:
            this = node.args.get("this")
            if this is None or this.__class__ is exp.Parameter:  # `@@ROWCOUNT`
                return ""
            return self._ctx.sign + self._ctx.bare_variables[this if isinstance(this, str) else str(this.name)]
        if cls is exp.Placeholder:
            this = node.args.get("this")
            return "@" + self._ctx.bare_columns[this] if isinstance(this, str) else ""
        if cls is exp.Column and node.args["this"].__class__ is exp.Identifier:
            name = self._ctx.column_name(node)
            found = self._ctx.variable(name)
            if found is not None:
                return ".".join((found[0].replace("@?", "@"), *found[1:]))
            return "@" + name[0] if len(name) == 1 and "@" + name[0] in self._typed else ""
        return ""

    def read(self, node: Any, world: World) -> tuple[tuple[str, int], ...]:
        """The variables in an expression, and the stamps of what they hold."""
        found: dict[str, int] = {}
        for one in node.find_all(exp.Parameter, exp.Placeholder, exp.Column):
            name = self.variable(one)
            if name:
                held = world.held.get(name)
                found[name] = held.stamp if held is not None else 0
        return tuple(found.items())

    def _is_typed(self, node: Any) -> bool:
        return is_typed(node, self._declared)

    def _declared(self, node: Any) -> bool | None:
        name = self.variable(node)
        return self._typed.get(name, False) if name else None

    # --- what texts are made of ---

    def _concatenated(self, parts: Sequence[Any], world: World, node: Any) -> Found:
        if node.__class__ is exp.Add and not self._is_text(parts, world):
            return []
        found: Found = [((), NO_FACTS)]
        for part in parts:
            grown: Found = []
            for text, facts in found:
                for more, others in self._under(part, world, facts):
                    grown.append((joined(text, more), facts | others))
            found = unique(grown)
            if len(found) > MAX_ALTERNATIVES or size(found[0][0]) > MAX_TEXT:
                return []
        return found

    def _under(self, node: Any, world: World, facts: Facts) -> Found:
        return self.texts(node, world._replace(facts=world.facts | facts) if facts else world)

    def _is_text(self, parts: Sequence[Any], world: World) -> bool:
        """T-SQL: `+` adds numbers unless one side is a text."""
        return not all(self._is_typed(part) for part in parts)

    def _literal(self, node: Any, world: World) -> Found:
        return [(literal(str(node.args["this"])), NO_FACTS)]

    def _inner(self, node: Any, world: World) -> Found:
        return self.texts(node.this, world)

    def _cast(self, node: Any, world: World) -> Found:
        kind = target_type(node)
        inner = node.expression if node.__class__ is exp.Convert else node.this
        if typed_kind(kind) or self._is_typed(inner):
            return []
        length = next((part.name for part in kind.expressions), "") if kind.__class__ is exp.DataType else ""
        found = self.texts(inner, world)
        cut = length.isdecimal() and any(size(text) > int(length) for text, _ in found)
        return [] if cut else found

    def _coalesced(self, node: Any, world: World) -> Found:
        found = self.texts(node.this, world)
        return found if all(plain(text) is not None for text, _ in found) else []

    def _cases(self, node: Any, world: World) -> Found:
        whole = node.args.get("this")
        found: Found = []
        facts: Facts = NO_FACTS
        branches = node.args["ifs"] if node.__class__ is exp.Case else [node]
        for branch in branches:
            condition = (
                exp.EQ(this=whole.copy(), expression=branch.this.copy()) if whole and branch is not node else None
            )
            here = world._replace(facts=world.facts | facts)
            fact, holds = self.condition(condition or branch.this, here)
            if holds is not False:
                true = learned(facts, fact, True)
                found += [(text, true | more) for text, more in self._under(branch.args["true"], world, true)]
            if holds is True:
                return unique(found)
            facts = learned(facts, fact, False)
        last = node.args.get("default") if node.__class__ is exp.Case else node.args.get("false")
        if last is None:
            return []
        return unique([*found, *((text, facts | more) for text, more in self._under(last, world, facts))])

    def one(self, node: Any, world: World) -> str | None:
        """The text of an expression that gives one known text."""
        found = self.texts(node, world)
        return plain(found[0][0]) if len(found) == 1 else None

    def condition(self, node: Any, world: World) -> tuple[Fact | None, bool | None]:
        """The condition as a fact (None where it reads more than variables), and whether it holds, if that is known."""
        try:
            return judged(self, node, world)
        except (AttributeError, KeyError, IndexError, TypeError):  # as above
            return None, None


def _separated(self: Evaluator, node: Any, world: World) -> Found:
    """CONCAT_WS"""
    separator, *rest = node.expressions
    parts = [part for one in rest for part in (separator, one)][1:]
    return self._concatenated(parts, world, node)


_HANDLERS: dict[type, Callable[[Evaluator, Any, World], Found]] = {
    exp.Literal: Evaluator._literal,
    exp.National: Evaluator._literal,
    exp.RawString: Evaluator._literal,
    exp.ByteString: Evaluator._literal,
    exp.Paren: Evaluator._inner,
    exp.Cast: Evaluator._cast,
    exp.TryCast: Evaluator._cast,
    exp.Convert: Evaluator._cast,
    exp.Coalesce: Evaluator._coalesced,
    exp.Case: Evaluator._cases,
    exp.If: Evaluator._cases,
    exp.Replace: functions.replaced,
    exp.Upper: functions.cased,
    exp.Lower: functions.cased,
    exp.Trim: functions.trimmed,
    exp.Left: functions.cut,
    exp.Right: functions.cut,
    exp.Substring: functions.cut,
    exp.Repeat: functions.repeated,
    exp.Space: functions.repeated,
    exp.Chr: functions.character,
    exp.Format: functions.formatted,
    exp.ConcatWs: _separated,
    exp.Anonymous: functions.called,
}
