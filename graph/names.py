"""Names of datasets and columns, and how they are written for people. Core; a leaf that imports nothing.

A dataset is a tuple of its known parts, outermost first: `("db", "dbo", "sales")`, `("dbo", "sales")`, `("sales",)`.
Parts are already normalised by their dialect's folding rules.
"""

import hashlib
import re

Name = tuple[str, ...]

OUTSIDE = "\0outside"
"""First part, in the facts alone, of a name that is complete as it stands: a file, a stage, a table of another server.
No default schema completes it. No SQL name begins so; linking drops it."""

HIDDEN = "…"
"""Stands in a name for what may be a secret, or is too long."""

_NEEDS_QUOTES = re.compile(r'[."\s]|\A\Z')


_LONGEST = 1_024  # characters of one part; the engines' longest names have as many
_KEPT = 1_000


def shortened(part: str) -> str:
    """One part, cut where it is longer than any engine's; a digest keeps different ones apart. A table's name stands in
    each of its columns' and their edges', so that a file of one long name would fill the graph."""
    if len(part) <= _LONGEST:
        return part
    return f"{part[:_KEPT]}{HIDDEN}{hashlib.blake2b(part.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def format_part(part: str) -> str:
    """One part: bare unless it is empty or holds a dot, a quote or white space; then quoted, inner quotes doubled."""
    return '"' + part.replace('"', '""') + '"' if _NEEDS_QUOTES.search(part) else part


def format_name(name: Name) -> str:
    """`("dbo", "my table")` → `dbo."my table"`. Injective: `parse_name` gives the parts back."""
    return ".".join(map(format_part, name))


def format_column(dataset: Name, column: str) -> str:
    """A column is its dataset plus one part."""
    return format_name((*dataset, column))


def visible(text: str) -> str:
    """Control characters and what reorders a line are shown as escapes, so that no name can draw on the terminal."""
    return "".join(char if char.isprintable() or char == " " else _escape(char) for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode() if char.isascii() else f"\\u{{{ord(char):x}}}"


def parse_name(text: str) -> Name:
    """The parts of a written name. Raises ValueError for an unbalanced quote or an empty bare part."""
    parts, at = [], 0
    while True:
        if text[at : at + 1] == '"':
            part, at = _quoted_part(text, at + 1)
        else:
            end = text.find(".", at)
            end = len(text) if end < 0 else end
            part, at = text[at:end], end
            if not part or _NEEDS_QUOTES.search(part):
                raise ValueError(f"not a name: {text!r}")
        parts.append(part)
        if at == len(text):
            return tuple(parts)
        if text[at] != ".":
            raise ValueError(f"not a name: {text!r}")
        at += 1


def _quoted_part(text: str, at: int) -> tuple[str, int]:
    out = []
    while True:
        end = text.find('"', at)
        if end < 0:
            raise ValueError(f"unbalanced quote: {text!r}")
        out.append(text[at:end])
        if text[end + 1 : end + 2] != '"':
            return "".join(out), end + 1
        out.append('"')
        at = end + 2
