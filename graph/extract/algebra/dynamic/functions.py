"""Stage 4, core: which texts functions give whose arguments are known. Each gives nothing where only run time tells."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from graph.extract.algebra.dynamic.text import (
    MAX_TEXT,
    NO_FACTS,
    Found,
    Text,
    World,
    as_value,
    exchanged,
    joined,
    literal,
    plain,
    quoted,
    size,
)

if TYPE_CHECKING:
    from graph.extract.algebra.dynamic.evaluator import Evaluator

_CHARACTERS = frozenset({"CHAR", "NCHAR", "CHR"})
_DIRECTIVE = re.compile(r"%(?P<place>\d{1,3}\$)?[-+ 0#]*\d*(?:\.\d+)?(?P<kind>[A-Za-z%])")


def replaced(evaluator: "Evaluator", node: Any, world: World) -> Found:
    """REPLACE, of one text, by all that the new one may be."""
    old = evaluator.one(node.args["expression"], world)
    whole = evaluator.texts(node.this, world)
    new_node = node.args.get("replacement")
    if not old or len(whole) != 1:
        return []
    new = evaluator.texts(new_node, world) if new_node is not None else [((), NO_FACTS)]
    flags = re.IGNORECASE if evaluator.dialect.go_batches else re.NOFLAG
    pattern = re.compile(re.escape(old), flags)
    count = sum(len(pattern.findall(piece)) for piece in whole[0][0] if isinstance(piece, str))
    if size(whole[0][0]) + count * max(size(text) for text, _ in new) > MAX_TEXT:
        return []
    return [(exchanged(whole[0][0], pattern, text), facts | whole[0][1]) for text, facts in new]


def cased(evaluator: "Evaluator", node: Any, world: World) -> Found:
    """UPPER and LOWER."""
    change: Callable[[str], str] = str.upper if node.__class__ is exp.Upper else str.lower
    return [
        (tuple(change(piece) if isinstance(piece, str) else piece for piece in text), facts)
        for text, facts in evaluator.texts(node.this, world)
    ]


def trimmed(evaluator: "Evaluator", node: Any, world: World) -> Found:
    """TRIM, LTRIM, RTRIM of white space."""
    if node.args.get("expression") is not None:
        return []
    found = []
    for text, facts in evaluator.texts(node.this, world):
        side = str(node.args.get("position") or "").upper()
        if text and isinstance(text[0], str) and side != "TRAILING":
            text = (*literal(text[0].lstrip()), *text[1:])
        if text and isinstance(text[-1], str) and side != "LEADING":
            text = (*text[:-1], *literal(text[-1].rstrip()))
        found.append((text, facts))
    return found


def cut(evaluator: "Evaluator", node: Any, world: World) -> Found:
    """LEFT, RIGHT, SUBSTRING of a text that is known."""
    whole = evaluator.one(node.this, world)
    if whole is None:
        return []
    if node.__class__ is exp.Substring:
        start = _number(evaluator, node.args.get("start"), world)
        length = _number(evaluator, node.args["length"], world) if node.args.get("length") else len(whole)
        if start is None or length is None or start < 1:
            return []
        return [(literal(whole[start - 1 : start - 1 + max(0, length)]), NO_FACTS)]
    count = _number(evaluator, node.expression, world)
    if count is None or count < 0:
        return []
    kept = whole[:count] if node.__class__ is exp.Left else whole[max(0, len(whole) - count) :]
    return [(literal(kept), NO_FACTS)]


def _number(evaluator: "Evaluator", node: Any, world: World, depth: int = 0) -> int | None:
    cls = node.__class__
    if cls is exp.Literal and not node.is_string and node.name.isdecimal() and len(node.name) < 10:
        return int(node.name)
    if cls is exp.Length:
        found = evaluator.one(node.this, world)
        if found is None:
            return None
        return len(found.rstrip(" ") if evaluator.dialect.go_batches else found)
    if cls in (exp.Add, exp.Sub) and depth < 8:
        left = _number(evaluator, node.this, world, depth + 1)
        right = _number(evaluator, node.expression, world, depth + 1)
        if left is not None and right is not None:
            return left + right if cls is exp.Add else left - right
    return None


def repeated(evaluator: "Evaluator", node: Any, world: World) -> Found:
    """REPEAT, REPLICATE, SPACE."""
    spaces = node.__class__ is exp.Space
    text = " " if spaces else evaluator.one(node.this, world)
    count = _number(evaluator, node.this if spaces else node.args.get("times"), world)
    if text is None or count is None or len(text) * count > MAX_TEXT:
        return []
    return [(literal(text * count), NO_FACTS)]


def character(evaluator: "Evaluator", node: Any, world: World) -> Found:
    """CHAR, CHR."""
    number = _number(evaluator, node.expressions[0], world) if len(node.expressions) == 1 else None
    return [(literal(chr(number)), NO_FACTS)] if number is not None and 0 < number < 0xD800 else []


def formatted(evaluator: "Evaluator", node: Any, world: World) -> Found:
    """`format('… %I … %s …', …)`"""
    pattern = evaluator.one(node.this, world)
    if pattern is None:
        return []
    return _filled(evaluator, pattern, [evaluator.texts(one, world) for one in node.expressions])


def _filled(evaluator: "Evaluator", pattern: str, arguments: list[Found]) -> Found:
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
        whole = joined(whole, _directed(evaluator, kind, texts[at]))
        at += 1
        if size(whole) > MAX_TEXT:
            return []
    facts = NO_FACTS.union(*(found[0][1] for found in arguments))
    return [(joined(whole, literal(pattern[end:])), facts)]


def _directed(evaluator: "Evaluator", kind: str, text: Text) -> Text:
    if kind == "I":
        return quoted(text, *evaluator.dialect.identifier_quotes[0])
    if kind in ("L", "T"):
        return quoted(text, "'", "'") if plain(text) is not None or kind == "L" else as_value(text)
    return text


def called(evaluator: "Evaluator", node: Any, world: World) -> Found:
    """Functions that the grammar has no class for."""
    if node.__class__ is not exp.Anonymous:
        return []
    name, arguments = str(node.name).upper(), node.expressions
    if name in _CHARACTERS:
        return character(evaluator, node, world)
    if name == "FORMATMESSAGE" and len(arguments) > 1:
        pattern = evaluator.one(arguments[0], world)
        return _filled(evaluator, pattern, [evaluator.texts(one, world) for one in arguments[1:]]) if pattern else []
    quotes = _quotes(evaluator, name, arguments, world)
    if quotes is None:
        return []
    return [(quoted(text, *quotes), facts) for text, facts in evaluator.texts(arguments[0], world)]


def _quotes(evaluator: "Evaluator", name: str, arguments: Sequence[Any], world: World) -> tuple[str, str] | None:
    if name == "QUOTENAME" and arguments:
        mark = evaluator.one(arguments[1], world) if len(arguments) > 1 else "["
        return {"[": ("[", "]"), "]": ("[", "]"), "'": ("'", "'"), '"': ('"', '"')}.get(mark or "")
    if len(arguments) != 1:
        return None
    if name in ("QUOTE_LITERAL", "QUOTE_NULLABLE", "QUOTE", "ENQUOTE_LITERAL"):
        return "'", "'"
    if name in ("QUOTE_IDENT", "ENQUOTE_NAME", "SIMPLE_SQL_NAME", "QUALIFIED_SQL_NAME"):
        known = evaluator.one(arguments[0], world)
        if known is not None and (name.endswith("SQL_NAME") or known.isidentifier()):
            return "", ""  # it is written as it is, and folds
        return evaluator.dialect.identifier_quotes[0]
    return None
