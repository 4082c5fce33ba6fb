"""Stage 4, core: spellings that sqlglot cannot read, put into ones that it can, before parsing.

Every change keeps the statement's meaning; what it takes out (OUTPUT … INTO) comes back as ops of its own.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from graph.extract.algebra.context import Context
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.reading import Reader
from graph.facts import Op

Finish: TypeAlias = Callable[[list[Op]], list[Op]]


class Rewritten(msgspec.Struct, frozen=True):
    """The statement to parse. `finish` completes the ops that its tree gives, None if nothing was taken out."""

    tokens: list[Any]
    text: str
    finish: Finish | None = None


def rewrite(ctx: Context, reader: Reader, names: NameReader) -> Rewritten:
    """The statement itself where nothing must change."""
    return Rewritten(names.tokens, names.text)
