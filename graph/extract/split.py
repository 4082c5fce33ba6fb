"""Stage 4, core: a text is cut into statements and what stands between them, losing no character.

Knows how the dialect's clients read a script, not its grammar: where a statement ends, and what its first words say it
is. Linear in the text, whatever the text is.
"""

from graph.extract.dialects import Dialect
from graph.extract.nesting import check_nesting
from graph.extract.piece import Piece, PieceKind, Pieces
from graph.extract.plain import plain
from graph.extract.split_block import OpenQuote
from graph.extract.split_script import split_script
from graph.extract.split_tsql import split_tsql

__all__ = ["Piece", "PieceKind", "split"]


def split(text: str, dialect: Dialect, *, nesting: int = 500, statements: int = 50_000) -> list[Piece]:
    """The pieces of the text in order; joined they are the text. Every text can be split.

    A text with a quote or comment that is never closed is read a second time with strings that end where a statement
    clearly does, so that the stray quote costs only the statements it stands in.

    Raises `LimitExceeded` with the reason `statements` or `nesting`.
    """
    code = plain(text, dialect)
    cut = split_tsql if dialect.go_batches else split_script
    mending = False
    pieces = Pieces(code, statements=statements, written=text)
    try:
        cut(pieces, dialect, mending=mending)
    except OpenQuote:
        mending = True
        pieces = Pieces(code, statements=statements, written=text)
        cut(pieces, dialect, mending=mending)
    check_nesting(pieces, dialect, nesting, mending=mending)
    return pieces.done
