"""Stage 4, core: how the items of a SELECT are written: their text, found by the places of what stands in them.

Trees keep the places of names, literals and most functions, but not where an expression begins and ends. That is read
off the tokens, once for a statement and only where somebody asks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlglot.tokenizer_core import TokenType

from graph.names import HIDDEN

_STRINGS = frozenset(
    {
        *(TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING, TokenType.UNICODE_STRING),
        *(TokenType.BYTE_STRING, TokenType.BIT_STRING, TokenType.HEX_STRING, TokenType.HEREDOC_STRING),
    }
)
_SHORT = 3  # characters
_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})
_ENDS = frozenset(
    {
        *("FROM", "INTO", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "INTERSECT", "MINUS", "WINDOW"),
        *("QUALIFY", "OFFSET", "FETCH", "EXCEPT", "FOR", "WITH", "ON", "CLUSTER", "DISTRIBUTE", "SORT", "LATERAL"),
    }
)
_NO_ENDS = frozenset({("DISTINCT", "FROM"), ("WITHIN", "GROUP")})
_BEFORE_ITEMS = frozenset({"DISTINCT", "ALL"})

# Lists that are looked at for one SELECT: those that begin next before its first name.
_NEAREST = 64


class _List(NamedTuple):
    """One SELECT's items: for each of them the first and the last place of its text."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]


class Written:
    """One statement's text and tokens."""

    __slots__ = ("_asked", "_begins", "_firsts", "_lists", "_named", "_places", "_text", "_tokens")

    def __init__(self, text: str, tokens: Sequence[Any]) -> None:
        self._text = text
        self._tokens = tokens
        self._lists: list[_List] | None = None
        self._firsts: list[int] = []
        self._begins: list[int] = []
        self._places: list[tuple[int, int]] = []
        self._asked: tuple[Sequence[Any], list[str]] = ((), [])  # the last answer: every item of a SELECT asks
        self._named: tuple[Sequence[Any], list[str]] = ((), [])

    def function(self, node: Any) -> str:
        """A function's name as it is written; "" where the tree does not say."""
        place = node._meta and node._meta.get("start")
        if place is None:
            return ""
        end = node._meta["end"] + 1
        name = self._text[place:end]
        return name if name.isidentifier() and self._text[end : end + 9].lstrip()[:1] == "(" else ""

    def items(self, nodes: Sequence[Any]) -> list[str]:
        """The texts of all items of one SELECT; [] where they cannot be found."""
        if self._asked[0] is not nodes:
            found = self._found(nodes)
            self._places = [*zip(*found, strict=True)] if found is not None else []
            self._asked = (nodes, [self._text[begin:end] for begin, end in self._places])
        return self._asked[1]

    def names(self, nodes: Sequence[Any]) -> list[str]:
        """The texts of all items as names: without what may be a secret, and as different as they are."""
        whole = self.items(nodes)
        if self._named[0] is not nodes:
            shown = [self._shown(begin, end) for begin, end in self._places]
            first = dict(zip(reversed(shown), reversed(whole), strict=True))
            pairs = enumerate(zip(shown, whole, strict=True), 1)
            self._named = (nodes, [text if first[text] == other else f"{text} {at}" for at, (text, other) in pairs])
        return self._named[1]

    def _shown(self, begin: int, end: int) -> str:
        """Without comments, and without the texts in it that are long enough to be a secret."""
        if not self._begins:
            self._begins = [token.start for token in self._tokens]
        parts = []
        place = begin
        for at in range(bisect_left(self._begins, begin), bisect_left(self._begins, end)):
            token = self._tokens[at]
            gap = self._text[place : token.start]
            parts.append(gap if not gap.strip() else " ")
            parts.append(_hidden(token, self._text[token.start : token.end + 1]))
            place = token.end + 1
        return "".join(parts)

    def _found(self, nodes: Sequence[Any]) -> _List | None:
        if self._lists is None:
            self._lists = _lists(self._tokens)
            self._firsts = [one.begins[0] for one in self._lists]
        places = [_places(node) for node in nodes]
        first = min((one[0] for one in places if one is not None), default=None)
        if first is None:
            return None
        end = bisect_right(self._firsts, first)
        for found in reversed(self._lists[max(0, end - _NEAREST) : end]):
            if len(found.begins) == len(nodes) and all(
                place is None or (begin <= place[0] and place[1] <= end)
                for place, begin, end in zip(places, *found, strict=True)
            ):
                return found
        return None


def _hidden(token: Any, text: str) -> str:
    if token.token_type not in _STRINGS or is_short(str(token.text)):
        return text
    return f"{text[0]}{HIDDEN}{text[-1]}" if text[0] == text[-1] else f"'{HIDDEN}'"


def is_short(text: str) -> bool:
    """Whether a text is too short to be a secret."""
    return len(text) <= _SHORT


def _places(node: Any) -> tuple[int, int] | None:
    """Where the first and the last thing in it stand that the tree knows the place of."""
    found = [one._meta["start"] for one in node.walk() if one._meta and "start" in one._meta]
    return (min(found), max(found)) if found else None


def _lists(tokens: Sequence[Any]) -> list[_List]:
    """The items of every SELECT, by their places."""
    found: list[_List] = []
    open_: list[tuple[int, list[int]]] = []  # depth, and the tokens at which items end
    depth = 0
    for at, token in enumerate(tokens):
        kind, word = token.token_type, str(token.text).upper()
        if kind in _OPENING:
            depth += 1
        elif kind in _CLOSING:
            depth -= 1
            while open_ and open_[-1][0] > depth:
                _close(found, open_.pop()[1], at, tokens)
        elif open_ and open_[-1][0] == depth and kind is TokenType.COMMA:
            open_[-1][1].append(at)
        elif open_ and open_[-1][0] == depth and word in _ENDS and _ends(tokens, at, word):
            _close(found, open_.pop()[1], at, tokens)
        if kind is TokenType.SELECT:
            open_.append((depth, [at]))
    while open_:
        _close(found, open_.pop()[1], len(tokens), tokens)
    return sorted(found)


def _ends(tokens: Sequence[Any], at: int, word: str) -> bool:
    """Whether this word ends the list; it may be part of an expression, or a quoted name."""
    before = str(tokens[at - 1].text).upper()
    if tokens[at].token_type is TokenType.IDENTIFIER or before in (".", "AS", ","):
        return False
    return (before, word) not in _NO_ENDS and not (word == "EXCEPT" and before == "*")


def _close(found: list[_List], bounds: list[int], end: int, tokens: Sequence[Any]) -> None:
    begins, ends = [], []
    for first, last in zip(bounds, [*bounds[1:], end], strict=True):
        first += 1
        while first < last and first == bounds[0] + 1 and str(tokens[first].text).upper() in _BEFORE_ITEMS:
            bounds[0] += 1
            first += 1
        if first >= last:
            return
        begins.append(tokens[first].start)
        ends.append(tokens[last - 1].end + 1)
    found.append(_List(tuple(begins), tuple(ends)))
