"""Stage 4, core: texts that a body puts together, as far as they are known: literal pieces and holes.

`Evaluator` says which texts an expression may give where the variables hold what a `World` says. Where an expression
decides between texts (CASE, IIF), each comes with the conditions it hangs on, so that what belongs to different
branches is never put together.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlglot import exp

from graph.extract.algebra.context import Context
from graph.extract.lexer import words

MAX_TEXT = 262_144
"""Characters. A text beyond it is not known."""
MAX_ALTERNATIVES = 8
_MAX_DEPTH = 40  # calls inside calls; two frames each

MARK = "\ua66e"
"""A letter without case that no SQL is written with. A hole in a text to be parsed is its number between two of them,
which every dialect reads as one word."""


class Hole:
    """A part of a text that only run time tells. `node`: the expression that gives it, None if nobody can say. `typed`:
    it is a number, a date or the like, thus a literal wherever it stands. `read`: the variables in `node`, and which of
    their values it was made of. Compared by identity."""

    __slots__ = ("node", "read", "typed")

    def __init__(self, node: Any = None, typed: bool = False, read: tuple[tuple[str, int], ...] = ()) -> None:
        self.node = node
        self.typed = typed
        self.read = read


Text: TypeAlias = tuple[str | Hole, ...]
"""Literals and holes; no two literals side by side, and none that is empty."""


class Held(NamedTuple):
    """What a variable holds; `text` None: not known. `stamp` changes with every assignment."""

    text: Text | None
    stamp: int


class Fact(NamedTuple):
    """A condition that held, or did not: `key` as text; `equals`: the variable that it compares with a literal.
    `negated`: it says that what `key` says is not so."""

    key: str
    variables: tuple[str, ...]
    equals: str = ""
    negated: bool = False


Facts: TypeAlias = frozenset[tuple[Fact, bool]]
NO_FACTS: Facts = frozenset()


class World(NamedTuple):
    """One way that control may have come here: what the variables hold, and which conditions were true."""

    held: dict[str, Held]
    facts: Facts = NO_FACTS


def says(facts: Facts, fact: Fact) -> bool | None:
    """Whether the condition holds as far as other conditions tell."""
    for known, holds in facts:
        if known.key == fact.key:
            return holds != fact.negated
        if holds and fact.equals and known.equals == fact.equals:
            return fact.negated
    return None


def learned(facts: Facts, fact: Fact | None, holds: bool) -> Facts:
    """With what the condition's outcome tells."""
    return facts if fact is None else facts | {(fact._replace(negated=False), holds != fact.negated)}


def joined(left: Text, right: Text) -> Text:
    if left and right and isinstance(left[-1], str) and isinstance(right[0], str):
        return (*left[:-1], left[-1] + right[0], *right[1:])
    return left + right


def literal(text: str) -> Text:
    return (text,) if text else ()


def plain(text: Text) -> str | None:
    """The text where it has no hole."""
    if not text:
        return ""
    return text[0] if len(text) == 1 and isinstance(text[0], str) else None


def size(text: Text) -> int:
    return sum(len(piece) if isinstance(piece, str) else 8 for piece in text)


Found: TypeAlias = list[tuple[Text, Facts]]
"""The texts that an expression may give, each with the conditions it hangs on. Never empty."""

_TYPED_TYPES = frozenset(
    {
        *exp.DataType.NUMERIC_TYPES,
        *exp.DataType.TEMPORAL_TYPES,
        *(exp.DataType.Type.BOOLEAN, exp.DataType.Type.BIT, exp.DataType.Type.UUID, exp.DataType.Type.INTERVAL),
    }
)
_TYPED_NODES = (
    *(exp.Count, exp.Length, exp.DateAdd, exp.DateSub, exp.DateDiff, exp.Year, exp.Month, exp.Day, exp.Extract),
    *(exp.CurrentTimestamp, exp.CurrentDate, exp.Ceil, exp.Floor, exp.Round, exp.Boolean, exp.StrPosition),
)
_TYPED_CALLS = words(
    """GETDATE SYSDATETIME GETUTCDATE DATEPART DATEDIFF SCOPE_IDENTITY NEWID OBJECT_ID DB_ID SCHEMA_ID IDENT_CURRENT
    XACT_STATE STR SYSDATE SYSTIMESTAMP DATALENGTH"""
)
_TYPED_GLOBALS = words("ROWCOUNT IDENTITY SPID ERROR TRANCOUNT NESTLEVEL FETCH_STATUS PROCID")
_LASTING = words("SERVERPROPERTY DATABASEPROPERTYEX")
"""Functions that answer the same as long as a body runs."""
_WRAPPERS = (exp.Paren, exp.Cast, exp.TryCast, exp.Convert)
_CHARACTERS = frozenset({"CHAR", "NCHAR", "CHR"})


def _target_type(node: Any) -> Any:
    """What CAST or CONVERT makes of its operand."""
    return node.this if node.__class__ is exp.Convert else node.args["to"]


def typed_kind(kind: Any) -> bool:
    """Whether values of the type are literals however they are written."""
    return kind.__class__ is exp.DataType and kind.this in _TYPED_TYPES


class Evaluator:
    """Texts of expressions in one world. `typed` says of each variable known whether its type is one of numbers,
    dates and the like."""

    def __init__(self, ctx: Context, typed: dict[str, bool], holes: "Holes") -> None:
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
            found = self._texts(node, world) if self._depth <= _MAX_DEPTH else []
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
        if node.__class__ in _CONCATENATIONS:
            return self._concatenated(_parts_of(node, self._ctx.dialect.go_batches), world, node)
        handler = _HANDLERS.get(node.__class__)
        if handler is not None:
            return handler(self, node, world)
        if node.__class__ is exp.Dot:
            return self._texts_of_call(node.expression, world)
        return self._texts_of_call(node, world)

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
        for _ in range(_MAX_DEPTH):
            if node.__class__ not in _WRAPPERS:
                break
            if node.__class__ is not exp.Paren and typed_kind(_target_type(node)):
                return True
            node = node.expression if node.__class__ is exp.Convert else node.this
        name = self.variable(node)
        if name:
            return self._typed.get(name, False)
        if isinstance(node, _TYPED_NODES) or node.__class__ is exp.Neg:
            return True
        if node.__class__ is exp.Literal:
            return not node.is_string
        if node.__class__ in (exp.SessionParameter, exp.Parameter):
            return str(node.name).upper() in _TYPED_GLOBALS
        if node.__class__ in (exp.Sub, exp.Mul, exp.Div):
            return True
        if node.__class__ is exp.Add:
            return all(self._is_typed(part) for part in _parts_of(node, True)[:_MAX_DEPTH])
        if node.__class__ is exp.Anonymous:
            return str(node.name).upper() in _TYPED_CALLS
        if isinstance(node, exp.TimeToStr | exp.NumberToStr | exp.ToChar):
            return self._is_typed(node.this) if node.this is not None else False
        return False

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
            found = _unique(grown)
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
        kind = _target_type(node)
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
                return _unique(found)
            facts = learned(facts, fact, False)
        last = node.args.get("default") if node.__class__ is exp.Case else node.args.get("false")
        if last is None:
            return []
        return _unique([*found, *((text, facts | more) for text, more in self._under(last, world, facts))])

    def _replaced(self, node: Any, world: World) -> Found:
        old = self._one(node.args["expression"], world)
        whole = self.texts(node.this, world)
        new_node = node.args.get("replacement")
        if not old or len(whole) != 1:
            return []
        new = self.texts(new_node, world) if new_node is not None else [((), NO_FACTS)]
        flags = re.IGNORECASE if self._ctx.dialect.go_batches else re.NOFLAG
        pattern = re.compile(re.escape(old), flags)
        count = sum(len(pattern.findall(piece)) for piece in whole[0][0] if isinstance(piece, str))
        if size(whole[0][0]) + count * max(size(text) for text, _ in new) > MAX_TEXT:
            return []
        return [(_exchanged(whole[0][0], pattern, text), facts | whole[0][1]) for text, facts in new]

    def _one(self, node: Any, world: World) -> str | None:
        """The text of an expression that gives one known text."""
        found = self.texts(node, world)
        return plain(found[0][0]) if len(found) == 1 else None

    def _cased(self, node: Any, world: World) -> Found:
        change: Callable[[str], str] = str.upper if node.__class__ is exp.Upper else str.lower
        return [
            (tuple(change(piece) if isinstance(piece, str) else piece for piece in text), facts)
            for text, facts in self.texts(node.this, world)
        ]

    def _trimmed(self, node: Any, world: World) -> Found:
        if node.args.get("expression") is not None:
            return []
        found = []
        for text, facts in self.texts(node.this, world):
            side = str(node.args.get("position") or "").upper()
            if text and isinstance(text[0], str) and side != "TRAILING":
                text = (*literal(text[0].lstrip()), *text[1:])
            if text and isinstance(text[-1], str) and side != "LEADING":
                text = (*text[:-1], *literal(text[-1].rstrip()))
            found.append((text, facts))
        return found

    def _cut(self, node: Any, world: World) -> Found:
        """LEFT, RIGHT, SUBSTRING of a text that is known."""
        whole = self._one(node.this, world)
        if whole is None:
            return []
        if node.__class__ is exp.Substring:
            start = self._number(node.args.get("start"), world)
            length = self._number(node.args["length"], world) if node.args.get("length") else len(whole)
            if start is None or length is None or start < 1:
                return []
            return [(literal(whole[start - 1 : start - 1 + max(0, length)]), NO_FACTS)]
        count = self._number(node.expression, world)
        if count is None or count < 0:
            return []
        kept = whole[:count] if node.__class__ is exp.Left else whole[max(0, len(whole) - count) :]
        return [(literal(kept), NO_FACTS)]

    def _number(self, node: Any, world: World, depth: int = 0) -> int | None:
        cls = node.__class__
        if cls is exp.Literal and not node.is_string and node.name.isdecimal() and len(node.name) < 10:
            return int(node.name)
        if cls is exp.Length:
            found = self._one(node.this, world)
            if found is None:
                return None
            return len(found.rstrip(" ") if self._ctx.dialect.go_batches else found)
        if cls in (exp.Add, exp.Sub) and depth < 8:
            left = self._number(node.this, world, depth + 1)
            right = self._number(node.expression, world, depth + 1)
            if left is not None and right is not None:
                return left + right if cls is exp.Add else left - right
        return None

    def _repeated(self, node: Any, world: World) -> Found:
        spaces = node.__class__ is exp.Space
        text = " " if spaces else self._one(node.this, world)
        count = self._number(node.this if spaces else node.args.get("times"), world)
        if text is None or count is None or len(text) * count > MAX_TEXT:
            return []
        return [(literal(text * count), NO_FACTS)]

    def _character(self, node: Any, world: World) -> Found:
        number = self._number(node.expressions[0], world) if len(node.expressions) == 1 else None
        return [(literal(chr(number)), NO_FACTS)] if number is not None and 0 < number < 0xD800 else []

    def _formatted(self, node: Any, world: World) -> Found:
        """`format('… %I … %s …', …)`"""
        pattern = self._one(node.this, world)
        if pattern is None:
            return []
        return self._filled(pattern, [self.texts(one, world) for one in node.expressions])

    def _filled(self, pattern: str, arguments: list[Found]) -> Found:
        """A printf pattern with its arguments, as PostgreSQL and BigQuery have it."""
        if any(len(found) != 1 for found in arguments) or len(pattern) > MAX_TEXT:
            return []
        texts = [found[0][0] for found in arguments]
        whole: Text = ()
        end = at = 0
        for match in _DIRECTIVE.finditer(pattern):
            whole = joined(whole, literal(pattern[end : match.start()]))
            end = match.end()
            kind = match["kind"]
            if kind == "%":
                whole = joined(whole, ("%",))
                continue
            if match["place"]:
                at = int(match["place"][:-1]) - 1
            if not 0 <= at < len(texts):
                return []
            whole = joined(whole, self._directed(kind, texts[at]))
            at += 1
            if size(whole) > MAX_TEXT:
                return []
        facts = NO_FACTS.union(*(found[0][1] for found in arguments))
        return [(joined(whole, literal(pattern[end:])), facts)]

    def _directed(self, kind: str, text: Text) -> Text:
        if kind == "I":
            return quoted(text, *self._ctx.dialect.identifier_quotes[0])
        if kind in ("L", "T"):
            return quoted(text, "'", "'") if plain(text) is not None or kind == "L" else _as_value(text)
        return text

    def _called(self, node: Any, world: World) -> Found:
        return self._texts_of_call(node, world)

    def _texts_of_call(self, node: Any, world: World) -> Found:
        """Functions that the grammar has no class for."""
        if node.__class__ is not exp.Anonymous:
            return []
        name, arguments = str(node.name).upper(), node.expressions
        if name in _CHARACTERS:
            return self._character(node, world)
        if name == "FORMATMESSAGE" and len(arguments) > 1:
            pattern = self._one(arguments[0], world)
            return self._filled(pattern, [self.texts(one, world) for one in arguments[1:]]) if pattern else []
        quotes = self._quotes(name, arguments, world)
        if quotes is None:
            return []
        return [(quoted(text, *quotes), facts) for text, facts in self.texts(arguments[0], world)]

    def _quotes(self, name: str, arguments: Sequence[Any], world: World) -> tuple[str, str] | None:
        if name == "QUOTENAME" and arguments:
            mark = self._one(arguments[1], world) if len(arguments) > 1 else "["
            return {"[": ("[", "]"), "]": ("[", "]"), "'": ("'", "'"), '"': ('"', '"')}.get(mark or "")
        if len(arguments) != 1:
            return None
        if name in ("QUOTE_LITERAL", "QUOTE_NULLABLE", "QUOTE", "ENQUOTE_LITERAL"):
            return "'", "'"
        if name in ("QUOTE_IDENT", "ENQUOTE_NAME", "SIMPLE_SQL_NAME", "QUALIFIED_SQL_NAME"):
            known = self._one(arguments[0], world)
            if known is not None and (name.endswith("SQL_NAME") or known.isidentifier()):
                return "", ""  # it is written as it is, and folds
            return self._ctx.dialect.identifier_quotes[0]
        return None

    # --- conditions ---

    def condition(self, node: Any, world: World) -> tuple[Fact | None, bool | None]:
        """The condition as a fact (None where it reads more than variables), and whether it holds, if that is known."""
        try:
            return self._condition(node, world)
        except (AttributeError, KeyError, IndexError, TypeError):  # as above
            return None, None

    def _condition(self, node: Any, world: World) -> tuple[Fact | None, bool | None]:
        for _ in range(_MAX_DEPTH):
            if node.__class__ is not exp.Paren:
                break
            node = node.this
        known = self._compared(node, world)
        if known is not None:
            return None, known
        negated = False
        while node.__class__ in (exp.Not, exp.Paren):
            negated ^= node.__class__ is exp.Not
            node = node.this
        if node.__class__ is exp.NEQ:
            negated = not negated
            node = exp.EQ(this=node.this.copy(), expression=node.expression.copy())
        if any(
            one.__class__ is not exp.Anonymous or str(one.name).upper() not in _LASTING
            for one in node.find_all(exp.Query, exp.Anonymous)
        ):
            return None, None
        names: dict[str, None] = {}
        for one in node.find_all(exp.Parameter, exp.Placeholder, exp.Column):
            name = self.variable(one)
            if not name:
                return None, None
            names[name] = None
        if not names and not any(node.find_all(exp.Anonymous)):
            return None, None
        fact = Fact(node.sql(comments=False), tuple(names), self._equals(node), negated)
        return fact, says(world.facts, fact)

    def _equals(self, node: Any) -> str:
        if node.__class__ is exp.EQ and isinstance(node.expression, exp.Literal | exp.National):
            return self.variable(node.this)
        return ""

    def _compared(self, node: Any, world: World) -> bool | None:
        """Two known texts that are compared."""
        if node.__class__ not in (exp.EQ, exp.NEQ):
            return None
        left, right = self._one(node.this, world), self._one(node.expression, world)
        if left is None or right is None:
            return None
        if left != right and left.casefold().strip() == right.casefold().strip():
            return None  # whether case matters is the server's to say
        return (left == right) == (node.__class__ is exp.EQ)


class Holes:
    """Makes holes: for one expression over the same values always the same one."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[tuple[int, tuple[tuple[str, int], ...]], Hole] = {}

    def of(self, node: Any, typed: bool, read: tuple[tuple[str, int], ...]) -> Hole:
        key = (id(node), read)
        found = self._made.get(key)
        if found is None or found.node is not node:
            found = self._made[key] = Hole(node, typed, read)
        return found


def quoted(text: Text, opening: str, closing: str) -> Text:
    """The text between quotes; those inside are doubled."""
    pieces = tuple(
        piece.replace(closing, closing * 2) if isinstance(piece, str) and closing else piece for piece in text
    )
    return joined(joined(literal(opening), pieces), literal(closing))


def _as_value(text: Text) -> Text:
    return tuple(Hole(piece.node, True, piece.read) if isinstance(piece, Hole) else piece for piece in text)


def _unique(found: Found) -> Found:
    return list(dict.fromkeys(found))


def _exchanged(text: Text, pattern: re.Pattern[str], new: Text) -> Text:
    found: Text = ()
    for piece in text:
        if isinstance(piece, Hole):
            found = joined(found, (piece,))
            continue
        parts: list[Text] = []
        for at, part in enumerate(pattern.split(piece)):
            parts += [new, literal(part)] if at else [literal(part)]
        for one in parts:
            found = joined(found, one)
    return found


def _parts_of(node: Any, adds: bool) -> list[Any]:
    """The operands of a chain of concatenations, left to right. Chains may be long: no recursion."""
    parts: list[Any] = []
    stack = [node]
    while stack:
        one = stack.pop()
        if one.__class__ is exp.DPipe or (one.__class__ is exp.Add and adds):
            stack += [one.expression, one.this]
        elif one.__class__ is exp.Concat:
            stack += reversed(one.expressions)
        elif one.__class__ is exp.Paren and one.this.__class__ in _CONCATENATIONS:
            stack.append(one.this)
        else:
            parts.append(one)
    return parts


def _separated(self: Evaluator, node: Any, world: World) -> Found:
    """CONCAT_WS"""
    separator, *rest = node.expressions
    parts = [part for one in rest for part in (separator, one)][1:]
    return self._concatenated(parts, world, node)


_DIRECTIVE = re.compile(r"%(?P<place>\d{1,3}\$)?[-+ 0#]*\d*(?:\.\d+)?(?P<kind>[A-Za-z%])")
_CONCATENATIONS = frozenset({exp.DPipe, exp.Concat, exp.Add})
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
    exp.Replace: Evaluator._replaced,
    exp.Upper: Evaluator._cased,
    exp.Lower: Evaluator._cased,
    exp.Trim: Evaluator._trimmed,
    exp.Left: Evaluator._cut,
    exp.Right: Evaluator._cut,
    exp.Substring: Evaluator._cut,
    exp.Repeat: Evaluator._repeated,
    exp.Space: Evaluator._repeated,
    exp.Chr: Evaluator._character,
    exp.Format: Evaluator._formatted,
    exp.ConcatWs: _separated,
    exp.Anonymous: Evaluator._called,
}
