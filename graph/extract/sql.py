"""Stage 4, core: a SQL file's bytes to its facts. Pure: the answer depends on the request and the bytes alone."""

from collections.abc import Iterator

from msgspec.structs import replace

from graph.extract.algebra.bodies.control_flow import block, routine
from graph.extract.algebra.bodies.stored_routines import script_statement
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built, but
from graph.extract.algebra.dynamic.following import Dynamic, Following
from graph.extract.algebra.dynamic.forms import runs_text
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.alternatives import MAX_CHOICES, with_alternatives
from graph.extract.dbt_project import project_facts
from graph.extract.detect import detect
from graph.extract.dialects import Dialect, resolve_dialect
from graph.extract.jinja.render import Template
from graph.extract.registry import PROJECT_FILE
from graph.extract.request import Extracted, ExtractRequest, Summary
from graph.extract.split import Piece, split
from graph.extract.sqlcmd import Variables
from graph.extract.templates import Source, filled_in, is_template
from graph.extract.text import decode
from graph.extract.tsql_quotes import quoted_identifiers
from graph.extract.tsql_schema import SchemaElements
from graph.facts import STATUSES, DefineRoutine, FileFacts, Statement, encode
from graph.link import declare
from graph.names import Name

_WITH_STATEMENTS = frozenset({"sql", "routine", "block"})


def extract(data: bytes, request: ExtractRequest) -> Extracted:
    """The facts of a SQL file, its declarations and a summary, encoded.

    Raises `LimitExceeded` where the file passes a limit of the request, `UnknownDialect` for an unknown dialect.
    """
    text = decode(data)
    if request.name_hint == PROJECT_FILE:
        facts = project_facts(text)
    else:
        facts = extract_facts(
            text, request.dialect, request.name_hint, nesting=request.nesting, statements=request.statements
        )
    return Extracted(encode(facts), declare.encode(declare.declare(facts)), summary_of(facts))


def extract_facts(
    text: str, dialect: str = "", name_hint: str = "", *, nesting: int = 500, statements: int = 50_000
) -> FileFacts:
    """The facts of a text. `dialect` "": detected. One statement that is not understood costs no other. Raises as
    `extract` does."""
    chosen, evidence = _dialect(text, dialect, name_hint)
    template = filled_in(text, chosen)
    if template is not None and not dialect:
        chosen, evidence = _dialect(template.rendered.text, dialect, name_hint)
    found = _facts(text, template, chosen, evidence, nesting, statements)
    for choice in range(1, min(template.choices, MAX_CHOICES) if template is not None else 1):
        other = _facts(text, filled_in(text, chosen, choice), chosen, evidence, nesting, statements)
        found = with_alternatives(found, other)
    return found


def _facts(
    text: str, template: Template | None, dialect: Dialect, evidence: str, nesting: int, statements: int
) -> FileFacts:
    """The facts of a text, or of a template as it is filled in."""
    source = Source(text, template, dialect)
    pieces = split(source.text, dialect, nesting=nesting, statements=statements)
    found = [*_statements(_builder(source.text, dialect), source, pieces, dialect)]
    found += _missing(source, pieces, len(found))
    return source.finished(FileFacts(dialect.name, tuple(found), evidence))


def _missing(source: Source, pieces: list[Piece], count: int) -> Iterator[Statement]:
    """What a template leaves out between statements may be any."""
    written = (piece for piece in pieces if piece.kind in _WITH_STATEMENTS)
    for ordinal, (line, reason) in enumerate(source.missing(written), count + 1):
        yield Statement(ordinal, (line, line), "template", "partial", reason)


def _dialect(text: str, asked: str, name_hint: str) -> tuple[Dialect, str]:
    """The dialect and why it is that one."""
    if asked:
        return resolve_dialect(asked), "setting"
    name, evidence = detect(text, name_hint)
    return resolve_dialect(name), evidence


def _builder(text: str, dialect: Dialect) -> StatementBuilder:
    """What builds the statements of this text."""
    builder = StatementBuilder(dialect)
    if runs_text(text):
        builder.dynamic = Dynamic(len(text), _script)
        builder.following = Following(builder, builder.dynamic)
    return builder


def _statements(
    builder: StatementBuilder, source: Source, pieces: list[Piece], dialect: Dialect
) -> Iterator[Statement]:
    variables = Variables() if dialect.client == "sqlcmd" else None
    elements = SchemaElements(builder) if dialect.go_batches else None
    quotes = quoted_identifiers(source.text) if dialect.go_batches else None
    ordinal = 0
    for piece in pieces:
        if piece.kind not in _WITH_STATEMENTS:
            if variables is not None and piece.kind == "meta":
                variables.read(piece.statement)
            if builder.following is not None and piece.kind == "separator" and dialect.go_batches:
                builder.following.texts.forget()  # a batch has variables of its own
            if elements is not None and piece.kind == "separator":
                elements.ended()
            continue
        filled = source.statement(piece)
        if not filled.text.strip() and not filled.reasons:
            continue
        text = filled.text if variables is None else variables.put_into(filled.text, dialect)
        if quotes is not None:
            text = quotes.read(piece, text)
        found = _placed(builder, piece, text, filled.reasons, dialect)
        for placed in found if elements is None else elements.placed(piece, found):
            ordinal += 1
            built = _but(placed.built, filled.reasons) if filled.reasons else placed.built
            lines = source.lines(piece, placed.lines)
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


def _call(reasons: tuple[str, ...]) -> Built:
    """Nothing but calls of macros, as a CALL is one: what they do is missing. Another placeholder may be anything."""
    if all(reason.startswith("macro ") for reason in reasons):
        return Built("macro", "partial", "; ".join(reasons))
    return Built("template", "refused", reasons[0])


def _but(built: Built, reasons: tuple[str, ...]) -> Built:
    """Not understood for these reasons rather than for what the parser says of the words in their place."""
    if built.status in ("tables_only", "refused"):
        return Built(built.kind, built.status, reasons[0], built.ops)
    return but(built, reasons)


def _placed(
    builder: StatementBuilder, piece: Piece, text: str, reasons: tuple[str, ...], dialect: Dialect
) -> list[Placed]:
    whole = (0, piece.last_line - piece.first_line)
    if not text.strip():
        return [Placed(_call(reasons), whole)]
    if is_template(text, dialect):
        return [Placed(Built("template", "refused", "template"), whole)]
    if piece.kind == "sql":
        return _statement(builder, text, whole)
    if piece.kind == "routine":
        return _by_itself(builder, text)
    return block(builder, text)


def _statement(builder: StatementBuilder, text: str, whole: tuple[int, int]) -> list[Placed]:
    """One statement, or those of the text that it runs."""
    script = script_statement(builder, text)
    if script is not None:
        return script
    following = builder.following
    items: list[Placed | str] | None = None
    if following is not None:
        following.marks(builder.marks)
        items = following.statement(text)
    found = []
    for item in items if items is not None else [Placed(built, whole) for built in builder.build(text)]:
        if isinstance(item, str):
            builder.marks += item
        elif item.routine:
            found.append(item)
        else:
            found.append(replace(item, marks=builder.take_marks() + item.marks))
            if following is not None:
                following.taken()
    return found


def _script(builder: StatementBuilder, text: str) -> list[Placed]:
    """The statements of a text that another statement runs. Raises `LimitExceeded`."""
    found = []
    dialect = builder.ctx.dialect
    for piece in split(text, dialect):
        if piece.kind in _WITH_STATEMENTS:
            first = piece.first_line - 1
            for one in _placed(builder, piece, piece.statement, (), dialect):
                found.append(replace(one, lines=(one.lines[0] + first, one.lines[1] + first)))
    return found


def _by_itself(builder: StatementBuilder, text: str) -> list[Placed]:
    """A routine has variables of its own."""
    marks = builder.take_marks()
    placed = routine(builder, text)
    ending, builder.marks = builder.marks, marks
    return [_ended(one, placed[-1].routine, ending) for one in placed] if ending else placed


def _ended(placed: Placed, name: Name, marks: str) -> Placed:
    """The definition of the routine that ends with these marks has them."""
    ops = tuple(
        replace(op, marks=marks) if isinstance(op, DefineRoutine) and op.name == name else op for op in placed.built.ops
    )
    return replace(placed, built=replace(placed.built, ops=ops)) if ops != placed.built.ops else placed


def summary_of(facts: FileFacts) -> Summary:
    """What the daemon must know of these facts without decoding them."""
    counts = dict.fromkeys(STATUSES, 0)
    for statement in facts.statements:
        counts[statement.status] += 1
    return Summary(facts.dialect, (counts["parsed"], counts["partial"], counts["tables_only"], counts["refused"]))
