"""Stage 4, core: the parts of a stored module's own statements: lists with commas, brackets around, OUT arguments."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from graph.extract.algebra.bodies.function_head import parts_between
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.facts import STATUSES, Op
from graph.names import Name

_CONSTANT = re.compile(r"(?i)\s*(?:[-+]?[\d.]+|'(?:[^'\\]|'')*'|null|true|false)\s*;?\s*")
_MAX_BRACKETS = 8  # around one expression; each costs a look at all of it


class Part(NamedTuple):
    """`targets = value` of a SET; `bracketed`: `(a, b) = …`."""

    targets: tuple[str, ...]
    value: str
    bracketed: bool = False


def constant(expression: str) -> bool:
    """Whether an expression is a literal."""
    return _CONSTANT.fullmatch(expression) is not None


def joined(kind: str, built: Sequence[Built]) -> Built:
    """Several statements that were written as one; the least understood gives the status."""
    worst = max(built, key=lambda one: STATUSES.index(one.status), default=Built(kind))
    ops: tuple[Op, ...] = tuple(op for one in built for op in one.ops)
    status = worst.status
    if status in ("refused", "tables_only") and len(built) > 1:
        status = "partial"
    return Built(kind, status, worst.reason, ops)


def unbracketed(read: Callable[[str], NameReader | None], text: str) -> str:
    """The text without the brackets (or STRUCT and its brackets) around all of it."""
    for _ in range(_MAX_BRACKETS):
        names = read(text)
        if names is None or not names.tokens:
            break
        last = len(names.tokens) - 1
        while last and names.word(last) == ";":
            last -= 1
        first = 1 if names.word(0) in ("STRUCT", "ROW") and names.word(1) == "(" else 0
        if names.word(first) != "(" or names.skip_brackets(first) != last + 1:
            break
        text = text[names.tokens[first].end + 1 : names.tokens[last].start]
    return text


def struct_fields(names: NameReader, at: int) -> tuple[str, ...]:
    """The fields of the type STRUCT<a int, b string> that stands at this token; `()` for any other."""
    if names.word(at) != "STRUCT" or names.word(at + 1) != "<":
        return ()
    fold = names.ctx.dialect.fold_column
    return tuple(fold(str(part[0].text), False) for part in parts_between(names, at + 1) if len(part) > 1)


def parts_of(names: NameReader, text: str, start: int) -> list[Part]:
    """The parts of a SET, from this token on."""
    found: list[Part] = []
    begin, sign, end = start, 0, start
    for at in names.level(start):
        word = names.word(at)
        if word in (",", ";"):
            found += [_part(names, text, begin, sign, at)] if sign > begin else []
            begin, sign = at + 1, 0
        elif word in ("=", ":=") and not sign:
            sign = at
        end = names.skip_brackets(at) if word == "(" else at + 1
    return [*found, _part(names, text, begin, sign, end)] if sign > begin else found


def _part(names: NameReader, text: str, begin: int, sign: int, end: int) -> Part:
    value = text[names.tokens[sign].end + 1 : names.tokens[end - 1].end + 1]
    written = text[names.tokens[begin].start : names.tokens[sign - 1].end + 1]
    if names.word(begin) == "(":
        return Part(tuple(one.strip() for one in written.strip("() \t\r\n").split(",")), value, True)
    return Part((written,), value)


def out_arguments(
    names: NameReader, start: int, end: int, target: Callable[[str], Name]
) -> tuple[tuple[int, Name], ...]:
    """The arguments that are variables alone: the routine may pass them back."""
    found: list[tuple[int, Name]] = []
    begin, number = start, 0
    for at in [*(at for at in names.level(start) if at < end and names.word(at) == ","), end]:
        if at > begin:
            first = next((i + 1 for i in range(begin, at) if names.word(i) in ("=>", ":=")), begin)
            written = names.text[names.tokens[first].start : names.tokens[at - 1].end + 1] if first < at else ""
            simple = re.fullmatch(r"[@:]?\s*(?:\w+|`[^`]+`|\"[^\"]+\")(?:\s*\.\s*\w+)?", written)
            if simple and (held := target(written)):
                found.append((number, held))
            number += 1
        begin = at + 1
    return tuple(found)
