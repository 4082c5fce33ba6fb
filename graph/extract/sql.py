"""Stage 4, core: a SQL file's bytes to its facts. Pure: the answer depends on the request and the bytes alone."""

from collections.abc import Iterator

from graph.extract.algebra.control_flow import block, routine
from graph.extract.algebra.statement import Built, StatementBuilder
from graph.extract.algebra.walk import Placed
from graph.extract.detect import detect
from graph.extract.dialects import Dialect, resolve_dialect
from graph.extract.request import Extracted, ExtractRequest, Summary
from graph.extract.split import Piece, split
from graph.extract.sqlcmd import Variables
from graph.extract.templates import is_template
from graph.extract.text import decode
from graph.facts import STATUSES, FileFacts, Statement, encode
from graph.link import declare

_WITH_STATEMENTS = frozenset({"sql", "routine", "block"})


def extract(data: bytes, request: ExtractRequest) -> Extracted:
    """The facts of a SQL file, its declarations and a summary, encoded.

    Raises `LimitExceeded` where the file passes a limit of the request, `UnknownDialect` for an unknown dialect.
    """
    text = decode(data)
    facts = extract_facts(
        text, request.dialect, request.name_hint, nesting=request.nesting, statements=request.statements
    )
    return Extracted(encode(facts), declare.encode(declare.declare(facts)), summary_of(facts))


def extract_facts(
    text: str, dialect: str = "", name_hint: str = "", *, nesting: int = 500, statements: int = 50_000
) -> FileFacts:
    """The facts of a text. `dialect` "": detected. One statement that is not understood costs no other. Raises as
    `extract` does."""
    if dialect:
        chosen, evidence = resolve_dialect(dialect), "setting"
    else:
        name, evidence = detect(text, name_hint)
        chosen = resolve_dialect(name)
    pieces = split(text, chosen, nesting=nesting, statements=statements)
    return FileFacts(chosen.name, tuple(_statements(pieces, chosen)), evidence)


def _statements(pieces: list[Piece], dialect: Dialect) -> Iterator[Statement]:
    builder = StatementBuilder(dialect)
    variables = Variables() if dialect.client == "sqlcmd" else None
    ordinal = 0
    for piece in pieces:
        if piece.kind not in _WITH_STATEMENTS:
            if variables is not None and piece.kind == "meta":
                variables.read(piece.statement)
            continue
        text = piece.statement if variables is None else variables.put_into(piece.statement, dialect)
        for placed in _placed(builder, piece, text, dialect):
            ordinal += 1
            built = placed.built
            lines = (piece.first_line + placed.lines[0], piece.first_line + placed.lines[1])
            yield Statement(
                ordinal,
                lines,
                built.kind,
                built.status,
                built.reason,
                built.ops,
                placed.routine,
                placed.guards,
                placed.marks,
            )


def _placed(builder: StatementBuilder, piece: Piece, text: str, dialect: Dialect) -> list[Placed]:
    whole = (0, piece.last_line - piece.first_line)
    if is_template(text, dialect):
        return [Placed(Built("template", "refused", "template"), whole)]
    if piece.kind == "sql":
        return [Placed(built, whole, marks=builder.take_marks()) for built in builder.build(text)]
    if piece.kind == "routine":
        return _by_itself(builder, text)
    return block(builder, text)


def _by_itself(builder: StatementBuilder, text: str) -> list[Placed]:
    """A routine has variables of its own."""
    marks = builder.take_marks()
    placed = routine(builder, text)
    builder.marks = marks
    return placed


def summary_of(facts: FileFacts) -> Summary:
    """What the daemon must know of these facts without decoding them."""
    counts = dict.fromkeys(STATUSES, 0)
    for statement in facts.statements:
        counts[statement.status] += 1
    return Summary(facts.dialect, (counts["parsed"], counts["partial"], counts["tables_only"], counts["refused"]))
