"""Stage 4, core: T-SQL scripts: batches between GO lines and sqlcmd's commands, then statements without semicolons."""

from collections.abc import Iterator

from graph.extract.dialects import Dialect
from graph.extract.lexer import Lexicon, lexicon
from graph.extract.piece import PieceKind, Pieces, stripped
from graph.extract.tsql_statements import Segment, batch


def split_tsql(pieces: Pieces, dialect: Dialect, *, mending: bool) -> None:
    """Cuts the whole text into `pieces`. Raises `OpenQuote` unless `mending`, and `LimitExceeded`."""
    text, lex = pieces.text, lexicon(dialect, mending=mending)
    while pieces.at < len(text):
        read = batch(text, pieces.at, dialect, mending=mending)
        for group in _groups(read.segments):
            _add(pieces, group)
        end = read.at if read.kind else len(text)
        if pieces.at < end:
            pieces.add("blank", pieces.at, end, end)
        if read.kind:
            head = _gap_end(lex, text, pieces.at)
            pieces.add(read.kind, head, stripped(text, head, read.end), read.end)


def _add(pieces: Pieces, group: list[Segment]) -> None:
    """Statements of one batch that belong together, as one piece."""
    first, last = group[0], group[-1]
    kind: PieceKind = "sql" if len(group) == 1 and first.kind == "plain" else "block"
    if first.kind in ("routine", "label"):
        kind = "routine" if first.kind == "routine" else "separator"
    brackets = max(segment.brackets for segment in group) if kind in ("sql", "block") else -1
    pieces.add(kind, first.head, last.tail, last.end, brackets)


def _gap_end(lex: Lexicon, text: str, at: int) -> int:
    found = lex.gap.match(text, at)
    return found.end() if found else at


def _groups(flat: list[Segment]) -> Iterator[list[Segment]]:
    """Statements of a batch: IF with its branches, WHILE with its body, BEGIN … END, TRY with its CATCH are one."""
    group: list[Segment] = []
    opened: list[str] = []
    for index, segment in enumerate(flat):
        group.append(segment)
        kind = segment.kind
        if kind in ("if", "while", "else", "begin"):
            opened.append(kind)
            continue
        if kind == "end":
            while opened and opened.pop() != "begin":
                pass
        following = flat[index + 1] if index + 1 < len(flat) else None
        if following is not None and following.catches:
            continue
        _complete(opened, following)
        if not opened and (following is None or following.kind != "else"):
            yield group
            group = []
    if group:
        yield group


def _complete(opened: list[str], following: Segment | None) -> None:
    """A statement is complete: so are those whose body it was, unless an ELSE follows."""
    while opened and opened[-1] != "begin":
        if opened.pop() == "if" and following is not None and following.kind == "else":
            return
