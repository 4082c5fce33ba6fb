"""Stage 4, core: which variables change inside of the loops of a body, read off its text before it is walked."""

import re
from collections.abc import Callable, Sequence

from graph.extract.lexer import words
from graph.extract.tsql_statements import Segment

_LOOPS = frozenset({"while", "for", "cursor", "repeat", "loop", "executed"})
_HEADS = frozenset({"if", "elif", "else", "case"})
_SETS = re.compile(
    r"(?P<name>[@:]?[^\W\d][\w$#]*)\s*(?P<sign>\+=|:=|=(?!=))\s*(?P<again>[@:]?[^\W\d][\w$#]*\s*(?:\+|\|\|))?"
)
_ENDS_TARGETS = words("FROM WHERE SELECT VALUES USING IN LOOP")
_TAKES = re.compile(r"(?i)\b(?:INTO|FOR|FOREACH)\s+((?:[@:]?[^\W\d][\w.$#]*\s*,?\s*)+)")


def changed_in_loops(text: str, segments: Sequence[Segment], key: Callable[[str], str]) -> dict[str, bool]:
    """The variables that get a value inside of any loop, and of each whether it is only ever added to."""
    found: dict[str, bool] = {}
    for segment in _in_loops(segments):
        part = text[segment.head : segment.tail]
        for match in _SETS.finditer(part):
            name = key(match["name"])
            again = match["again"]
            grows = match["sign"] == "+=" or (again is not None and key(again.rstrip("+| \t\r\n")) == name)
            found[name] = found.get(name, True) and grows
        for match in _TAKES.finditer(part):
            for word in re.findall(r"[@:]?[^\W\d][\w$#]*", match[1]):
                if word.upper() in _ENDS_TARGETS:
                    break
                found[key(word)] = False
    return found


def _in_loops(segments: Sequence[Segment]) -> list[Segment]:
    """The segments that some loop repeats."""
    found: list[Segment] = []
    blocks: list[bool] = []  # of every open block, whether a loop repeats it
    expects = last = False
    for segment in segments:
        kind = segment.kind
        inside = bool(blocks and blocks[-1]) or expects
        if kind in _LOOPS:
            expects = True
        elif kind in _HEADS:
            expects = expects or (kind != "if" and last)
        elif kind == "begin":
            blocks.append(inside)
            expects = False
        elif kind == "end":
            last = blocks.pop() if blocks else False
        else:
            last, expects = inside, False
            if inside:
                found.append(segment)
    return found
