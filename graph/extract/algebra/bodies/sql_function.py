"""Stage 4, core: functions whose body is one expression or query of SQL, in every dialect's spelling.

Their result is a query over the parameters, which are variables: what a call gives is what that query makes of its
arguments. A body in another language reads nothing but its arguments; where such a body could ask the server, that is
said. Bodies with control flow are not for this module.
"""

from typing import Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.extract.algebra.bodies.declared_structure import declared_structure
from graph.extract.algebra.bodies.function_head import FunctionHead, is_string, read_head
from graph.extract.algebra.bodies.sql_body import sql_body
from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.context import Unsupported
from graph.extract.algebra.names_in_text import NameReader, certain_names
from graph.extract.algebra.projection import item
from graph.extract.algebra.query import build_query, select_of
from graph.extract.algebra.reading import Unreadable
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.facts import ColumnDef, DefineRoutine, Op, Out, Query

_COLUMNS_WIN = words("postgres redshift materialize risingwave bigquery snowflake databricks spark spark2 ansi")
_CLASSES = words("hive spark spark2")
_ASKS_THE_SERVER = words("postgres materialize risingwave")
_ASKS_NOBODY = words("C INTERNAL")
_ELSEWHERE = words("SONAME REMOTE EXTERNAL")
_QUERY = words("SELECT WITH VALUES FROM")
_BLOCK = words("BEGIN DECLARE")


def sql_function(builder: StatementBuilder, names: NameReader) -> list[Placed] | None:
    """The definition, and the statements where the body has several. None where the statement defines no function, or
    one whose body is for another reader."""
    head = read_head(names)
    if head is None:
        return None
    language = head.language.upper()
    if language == "PLPGSQL" or (language == "JAVASCRIPT" and head.kind == "procedure"):
        return None
    if language not in ("", "SQL"):
        return _foreign(builder, head, names)
    if head.body >= len(names.tokens):
        elsewhere = any(names.word(at) in _ELSEWHERE for at in names.level(1))
        return _one(names, Built(head.kind, ops=(_define(head),))) if elsewhere else None
    if head.begins == "BEGIN":
        return sql_body(builder, names, head, _define(head)) if names.word(head.body) == "ATOMIC" else None
    if head.kind != "function" and builder.ctx.dialect.bodies != "dollar":
        return None
    if head.begins == "AS" and is_string(names.tokens[head.body]):
        return _quoted(builder, names, head)
    return _one(names, _followed(builder, names, head, names.tokens[head.body :]))


def _one(names: NameReader, built: Built) -> list[Placed]:
    return [Placed(built, (0, names.text.count("\n")))]


def _define(head: FunctionHead) -> DefineRoutine:
    columns = tuple(map(ColumnDef, head.columns))
    return DefineRoutine(head.name, head.kind, head.parameters, columns, outs=head.outs, temp=head.temp)


def _foreign(builder: StatementBuilder, head: FunctionHead, names: NameReader) -> list[Placed]:
    """A body in another language: its value is made of the arguments."""
    define = replace(_define(head), language=head.language.lower())
    asks = builder.ctx.name in _ASKS_THE_SERVER and head.language.upper() not in _ASKS_NOBODY
    if asks or head.kind == "procedure":
        return _one(names, Built(head.kind, "partial", f"body in {head.language.lower()}", (define,)))
    return _one(names, Built(head.kind, ops=(replace(define, result=declared_structure(names, head)),)))


def _quoted(builder: StatementBuilder, names: NameReader, head: FunctionHead) -> list[Placed] | None:
    """The body stands in a string."""
    ctx = builder.ctx
    text = str(names.tokens[head.body].text)
    if ctx.dialect.bodies == "dollar":
        return sql_body(builder, names, head, _define(head))
    if ctx.name in _CLASSES:
        return _one(names, Built(head.kind, ops=(replace(_define(head), language="java"),)))
    if any(names.word(at) == "EXTERNAL" for at in range(head.at)):
        return _one(names, Built(head.kind, ops=(replace(_define(head), language="remote"),)))
    if set(first_words(text, 1)) & _BLOCK:
        return None
    inner = builder.reader_of(text)
    if inner is None:
        return None
    return _one(names, _followed(builder, inner, head, inner.tokens))


def _followed(builder: StatementBuilder, names: NameReader, head: FunctionHead, tokens: list[Any]) -> Built:
    """The function with the query that is its body."""
    ctx = builder.ctx
    define = _define(head)
    if head.tables:
        return Built(head.kind, "tables_only", "table parameter", (define,))
    body, parameters = _body(names, head, tokens)
    if body is None:
        return Built(head.kind, "partial", "overloaded macro", (define,))
    if parameters is not None:
        define = replace(define, parameters=parameters)
    outer = ctx.declared()
    wins = ctx.name in _COLUMNS_WIN
    ctx.declare_variables(define.parameters, head.name[-1], columns_win=wins, positional=define.parameters)
    ctx.reset()
    try:
        query = _result(names, head, body)
    except (Unreadable, Unsupported) as error:
        return Built(head.kind, "tables_only", error.reason, _certain(define, names))
    except (AttributeError, KeyError, IndexError, TypeError):
        return Built(head.kind, "tables_only", "tree of unexpected shape", _certain(define, names))
    finally:
        ctx.restore(outer)
    if ctx.ops:
        return Built(head.kind, "tables_only", "query that writes", _certain(define, names))
    define = replace(define, result=query)
    if ctx.notes:
        return Built(head.kind, "partial", ctx.notes[0], (define,))
    return Built(head.kind, ops=(define,))


def _certain(define: DefineRoutine, names: NameReader) -> tuple[Op, ...]:
    touched = certain_names(names)
    return (define, touched) if touched is not None else (define,)


def _body(names: NameReader, head: FunctionHead, tokens: list[Any]) -> tuple[list[Any] | None, tuple[str, ...] | None]:
    """The tokens of the expression or query alone, None of several macros in one; and a lambda's parameters."""
    inner = names.of(tokens)
    level = inner.level(0)
    end = len(tokens)
    while end and inner.word(end - 1) == ";":
        end -= 1
    for at in level:
        word = inner.word(at)
        if word == "OPTIONS" and inner.word(at + 1) == "(" and names.dialect == "bigquery" and at:
            end = min(end, at)
        elif word == "," and head.macro and inner.word(at + 1) == "(":
            return None, None
    if names.dialect == "clickhouse":
        arrow = next((at for at in level if inner.word(at) == "->"), 0)
        if arrow:
            return tokens[arrow + 1 : end], tuple(names.parts_of(token)[-1] for token in _lambda(tokens[:arrow]))
    return tokens[:end], None


def _lambda(tokens: list[Any]) -> list[Any]:
    return [token for token in tokens if str(token.text) not in ("(", ")", ",")]


def _result(names: NameReader, head: FunctionHead, tokens: list[Any]) -> Query:
    """The query that the body is. Raises `Unreadable` or `Unsupported`."""
    inner = names.of(tokens)
    begin = 0
    while inner.word(begin) == "(":
        begin += 1
    if inner.word(begin) in _QUERY and (begin == 0 or head.returns_rows):
        trees = names.trees(tokens)
        if len(trees) != 1:
            raise Unreadable("not understood")
        return build_query(names.ctx, trees[0])
    node = names.expression(tokens)
    if node is None or not tokens:
        raise Unreadable("not understood")
    block = Block(names.ctx)
    return select_of(block, (Out(item(block, "", _plain(node))),), ())


def _plain(node: Any) -> Any:
    return node.args["this"] if node.__class__ is exp.Alias else node
