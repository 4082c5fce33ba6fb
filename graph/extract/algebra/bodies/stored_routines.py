"""Stage 4, core: routines, triggers, events, tasks and scripts of stored modules: where the body stands."""

import re
from typing import Any, NamedTuple

from msgspec.structs import replace

from graph.extract.algebra.bodies.function_head import FunctionHead, is_string, read_head
from graph.extract.algebra.bodies.javascript import javascript
from graph.extract.algebra.bodies.procedural import Body, read_script
from graph.extract.algebra.bodies.procedural_words import NotFollowed
from graph.extract.algebra.bodies.stored_dialects import STORED, Stored
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.names_in_text import NameReader
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.variables import folded
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.facts import ColumnDef, DefineRoutine, Query
from graph.names import Name

_NOT_FOLLOWED = "routine body not followed"
_DOLLARS = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_ROWS = ("new", "old")
_ORDER = words("FOLLOWS PRECEDES")
_CLAUSES = {  # how many words each of MySQL's characteristics takes
    **dict.fromkeys(words("DETERMINISTIC UNSIGNED ZEROFILL"), 1),
    **dict.fromkeys(words("NOT LANGUAGE COMMENT CONTAINS NO CHARSET COLLATE"), 2),
    **dict.fromkeys(words("SQL READS MODIFIES CHARACTER"), 3),
}


class _Source(NamedTuple):
    """The text that the body stands in, where, and its first line in the statement."""

    text: str
    start: int
    end: int
    first_line: int = 0


def stored_routine(builder: StatementBuilder, names: NameReader) -> list[Placed] | None:
    """The definition and the statements of the body; None for what is no routine of these dialects."""
    stored = STORED.get(builder.ctx.name)
    if stored is None:
        return None
    kind = next((names.word(at) for at in range(min(8, len(names.tokens))) if names.word(at) in _OTHERS), "")
    if kind:
        return _OTHERS[kind](builder, names, stored)
    head = read_head(names)
    if head is None:
        return None
    define = DefineRoutine(
        head.name, head.kind, head.parameters, tuple(map(ColumnDef, head.columns)), outs=head.outs, temp=head.temp
    )
    if head.language.upper() not in ("", "SQL"):
        return _foreign(builder, names, head, define)
    source = _body(names, head)
    if source is None:
        return None
    return _followed(builder, names, stored, source, define, head.parameters)


def _followed(
    builder: StatementBuilder,
    names: NameReader,
    stored: Stored,
    source: _Source,
    define: DefineRoutine,
    variables: tuple[str, ...],
    guards: tuple[Query, ...] = (),
) -> list[Placed]:
    whole = (0, names.text.count("\n"))
    body = _read(builder, stored, source)
    if body is None:
        return [Placed(Built(define.kind, "tables_only", _NOT_FOLLOWED, (define,)), whole)]
    placed = _walked(builder, stored, source, body, define.name, variables, define.on, guards)
    return [Placed(Built(define.kind, ops=(define,)), whole), *placed]


def _read(builder: StatementBuilder, stored: Stored, source: _Source) -> Body | None:
    try:
        return read_script(source.text, source.start, source.end, builder.ctx.dialect, stored.language)
    except NotFollowed:
        return None


def _walked(
    builder: StatementBuilder,
    stored: Stored,
    source: _Source,
    body: Body,
    name: Name,
    variables: tuple[str, ...],
    trigger: Name = (),
    guards: tuple[Query, ...] = (),
) -> list[Placed]:
    """The statements, with variables of their own."""
    ctx = builder.ctx
    outer = ctx.declared()
    last = name[-1] if name else ""
    ctx.declare_variables((*variables, *stored.implicit), last, columns_win=stored.columns_win)
    ctx.enter_scope(folded(ctx, one) for one in body.names)
    try:
        walk = stored.walk(builder, source.text, body.segments, name)
        walk.first_line, walk.trigger, walk.guards = source.first_line, trigger, guards
        return list(walk.placed())
    finally:
        ctx.restore(outer)


# --- where the body stands -----------------------------------------------------------------------------------------


def _body(names: NameReader, head: FunctionHead) -> _Source | None:
    text = names.text
    if names.ctx.dialect.delimiter_command:
        begin = _behind_clauses(names, head)
        return _Source(text, names.tokens[begin].start, len(text)) if begin < len(names.tokens) else None
    if head.begins == "BEGIN":
        return _Source(text, names.tokens[head.body - 1].start, len(text))
    if head.begins != "AS" or head.body >= len(names.tokens):
        return None
    token = names.tokens[head.body]
    return _quoted(names, token) if is_string(token) else _Source(text, token.start, len(text))


def _quoted(names: NameReader, token: Any) -> _Source:
    """A body in a string; between dollars it is the text itself."""
    text = names.text
    dollars = _DOLLARS.match(text, token.start)
    if dollars is not None:
        return _Source(text, dollars.end(), token.end + 1 - len(dollars[0]))
    inner = str(token.text)
    return _Source(inner, 0, len(inner), text.count("\n", 0, token.start))


def _behind_clauses(names: NameReader, head: FunctionHead) -> int:
    """MySQL: the first token behind the parameters, RETURNS and the characteristics."""
    at = next((i for i in range(head.at, len(names.tokens)) if names.word(i) == "("), len(names.tokens))
    at = names.skip_brackets(at)
    while at < len(names.tokens):
        word = names.word(at)
        if word == "RETURNS":
            at = names.skip_brackets(at + 2) if names.word(at + 2) == "(" else at + 2
        elif word in _CLAUSES:
            at = _behind_words(names, at, _CLAUSES[word])
        else:
            break
    return at


def _behind_words(names: NameReader, at: int, count: int) -> int:
    """The token behind so many words; some tokens hold two."""
    while count > 0 and at < len(names.tokens):
        token = names.tokens[at]
        count -= 1 if is_string(token) else len(str(token.text).split())
        at += 1
    return at


def _foreign(
    builder: StatementBuilder, names: NameReader, head: FunctionHead, define: DefineRoutine
) -> list[Placed] | None:
    language = head.language.lower()
    define = replace(define, language=language)
    whole = (0, names.text.count("\n"))
    if language == "javascript" and head.body < len(names.tokens) and is_string(names.tokens[head.body]):
        source = _quoted(names, names.tokens[head.body])
        found = javascript(builder, source.text[source.start : source.end])
        first = source.first_line + source.text.count("\n", 0, source.start)
        return [
            Placed(Built(head.kind, ops=(define,)), whole),
            *(replace(one, lines=(one.lines[0] + first, one.lines[1] + first), routine=head.name) for one in found),
        ]
    return [Placed(Built(head.kind, "partial", f"body in {language}", (define,)), whole)]


# --- triggers, events, tasks ---------------------------------------------------------------------------------------


def _trigger(builder: StatementBuilder, names: NameReader, stored: Stored) -> list[Placed] | None:
    """CREATE TRIGGER t … ON table [FOR EACH ROW] [FOLLOWS x] [WHEN condition] body"""
    at = next(i for i in range(len(names.tokens)) if names.word(i) == "TRIGGER") + 1
    while names.word(at) in ("IF", "NOT", "EXISTS"):
        at += 1
    name, at = names.name(at)
    at = names.find(at, "ON")
    on, at = names.name(at + 1) if at else ((), 0)
    if not name or not on:
        return None
    if [names.word(at + i) for i in range(3)] == ["FOR", "EACH", "ROW"]:
        at += 3
    if names.word(at) == "REFERENCING":
        return None
    if names.word(at) in _ORDER:
        _, at = names.name(at + 1)
    define = DefineRoutine(name, "trigger", on=on)
    outer = builder.ctx.declared()
    builder.ctx.declare_variables(_ROWS, name[-1])
    guards: tuple[Query, ...] = ()
    if names.word(at) == "WHEN":
        begin = next((i for i in names.level(at) if names.word(i) == "BEGIN"), len(names.tokens))
        end = names.tokens[begin].start if begin < len(names.tokens) else len(names.text)
        condition = builder.condition(names.text[names.tokens[at].end + 1 : end])
        guards = (condition,) if condition is not None else ()
        at = begin
    builder.ctx.restore(outer)
    if at >= len(names.tokens):
        return None
    source = _Source(names.text, names.tokens[at].start, len(names.text))
    return _followed(builder, names, stored, source, define, _ROWS, guards)


def _event(builder: StatementBuilder, names: NameReader, stored: Stored) -> list[Placed] | None:
    """MySQL: CREATE EVENT e ON SCHEDULE … DO body"""
    at = names.find(1, "DO")
    return _unnamed(builder, names, stored, "create_event", at + 1) if at else None


def _task(builder: StatementBuilder, names: NameReader, stored: Stored) -> list[Placed] | None:
    """Snowflake: CREATE TASK t … [WHEN condition] AS statement"""
    at = next((i for i in names.level(1) if names.word(i) == "AS" and names.word(i - 1) != "EXECUTE"), 0)
    return _unnamed(builder, names, stored, "create_task", at + 1) if at else None


def _unnamed(builder: StatementBuilder, names: NameReader, stored: Stored, kind: str, at: int) -> list[Placed] | None:
    """What runs by itself: nobody can call it."""
    if at >= len(names.tokens):
        return None
    token = names.tokens[at]
    source = _quoted(names, token) if is_string(token) else _Source(names.text, token.start, len(names.text))
    body = _read(builder, stored, source)
    whole = (0, names.text.count("\n"))
    if body is None:
        return [Placed(Built(kind, "refused", _NOT_FOLLOWED), whole)]
    return [Placed(Built(kind), whole), *_walked(builder, stored, source, body, (), ())]


_OTHERS = {"TRIGGER": _trigger, "EVENT": _event, "TASK": _task}


# --- scripts -------------------------------------------------------------------------------------------------------


def stored_block(builder: StatementBuilder, text: str) -> list[Placed] | None:
    """A block, a control-flow statement or a script's own statement of a file. What it declares, the rest of the file
    knows. None where it is not followed."""
    stored = STORED.get(builder.ctx.name)
    if stored is None:
        return None
    ctx = builder.ctx
    source = _Source(text, 0, len(text))
    body = _read(builder, stored, source)
    if body is None:
        return None
    if not ctx.variables:
        ctx.declare_variables(stored.implicit, "", columns_win=stored.columns_win)
    ctx.variables.update((name, name) for one in body.names if (name := folded(ctx, one)) not in ctx.variables)
    return list(stored.walk(builder, text, body.segments, ()).placed())


def script_statement(builder: StatementBuilder, text: str) -> list[Placed] | None:
    """A statement of a file that only scripts have; None for plain SQL."""
    stored = STORED.get(builder.ctx.name)
    if stored is None:
        return None
    found = first_words(text, 4)
    first = found[0] if found else ""
    if first == "CREATE" and "TASK" in found:
        names = builder.reader_of(text)
        return stored_routine(builder, names) if names is not None else None
    if first == "EXECUTE" and found[1:2] == ["IMMEDIATE"]:
        return _immediate(builder, stored, text)
    own = first in stored.script and found[1:3] != ["@", "@"]
    if first == "SET" and builder.ctx.name in ("databricks", "spark"):
        own = found[1:2] in (["VAR"], ["VARIABLE"])
    elif first == "SELECT" and builder.ctx.dialect.delimiter_command:
        own = re.search(r"(?i)\binto\s+@", text) is not None
    return stored_block(builder, text) if own else None


def _immediate(builder: StatementBuilder, stored: Stored, text: str) -> list[Placed] | None:
    """EXECUTE IMMEDIATE $$ block $$: the text is there."""
    names = builder.reader_of(text)
    if names is None or len(names.tokens) < 3 or not is_string(names.tokens[2]):
        return stored_block(builder, text)
    source = _quoted(names, names.tokens[2])
    if first_words(source.text[source.start : source.end], 1) not in (["BEGIN"], ["DECLARE"]):
        return stored_block(builder, text)
    body = _read(builder, stored, source)
    return None if body is None else _walked(builder, stored, source, body, (), ())
