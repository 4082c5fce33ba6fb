"""Stage 4, core: T-SQL under SET QUOTED_IDENTIFIER OFF, where what stands in double quotes is a string."""

import re

from graph.extract.piece import Piece

_SETS = re.compile(r"(?i)\ASET\s+(?:\w+\s*,\s*)*+QUOTED_IDENTIFIER(?:\s*,\s*\w+)*+\s+(ON|OFF)\b")
_OFF = re.compile(r"\bQUOTED_IDENTIFIER(?:\s*,\s*\w+)*+\s+OFF\b")
_QUOTED = re.compile(
    r"--[^\n]*+|/\*.*?(?:\*/|\Z)|'[^']*+(?:'|\Z)|\[[^\]]*+(?:\]|\Z)|\"((?:[^\"]|\"\")*+)\"",
    re.S,
)
"""Comments, strings, names in brackets (of what is doubled in them, two halves), and what stands in double quotes."""


class QuotedIdentifiers:
    """What double quotes mean in the pieces of one text, piece by piece in order."""

    def __init__(self) -> None:
        self._off = False

    def read(self, piece: Piece, text: str) -> str:
        """The text of a piece, with strings in single quotes."""
        found = _SETS.match(text) if piece.kind == "sql" else None
        if found:
            self._off = found[1].upper() == "OFF"
        return _QUOTED.sub(_as_string, text) if self._off and '"' in text else text


def quoted_identifiers(text: str) -> QuotedIdentifiers | None:
    """None for a text that never turns them off."""
    return QuotedIdentifiers() if '"' in text and _OFF.search(text.upper()) else None


def _as_string(found: re.Match[str]) -> str:
    inner = found[1]
    if inner is None:
        return found[0]
    return "'" + inner.replace('""', '"').replace("'", "''") + "'"
