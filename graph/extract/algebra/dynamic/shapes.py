"""Stage 4, core: what expressions of texts look like: chains of pieces; numbers, dates and the like."""

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from graph.extract.lexer import words

MAX_DEPTH = 40
"""Calls inside calls; two frames each."""
CONCATENATIONS = frozenset({exp.DPipe, exp.Concat, exp.Add})
_TYPED_TYPES = frozenset(
    {
        *exp.DataType.NUMERIC_TYPES,
        *exp.DataType.TEMPORAL_TYPES,
        *(exp.DataType.Type.BOOLEAN, exp.DataType.Type.BIT, exp.DataType.Type.UUID, exp.DataType.Type.INTERVAL),
    }
)
_TYPED_NODES = (
    *(exp.Count, exp.Length, exp.DateAdd, exp.DateSub, exp.DateDiff, exp.Year, exp.Month, exp.Day, exp.Extract),
    *(exp.CurrentTimestamp, exp.CurrentDate, exp.Ceil, exp.Floor, exp.Round, exp.Boolean, exp.StrPosition),
)
_TYPED_CALLS = words(
    """GETDATE SYSDATETIME GETUTCDATE DATEPART DATEDIFF SCOPE_IDENTITY NEWID OBJECT_ID DB_ID SCHEMA_ID IDENT_CURRENT
    XACT_STATE STR SYSDATE SYSTIMESTAMP DATALENGTH"""
)
_TYPED_GLOBALS = words("ROWCOUNT IDENTITY SPID ERROR TRANCOUNT NESTLEVEL FETCH_STATUS PROCID")
_ARITHMETIC = frozenset({exp.Neg, exp.Sub, exp.Mul, exp.Div})
_WRAPPERS = (exp.Paren, exp.Cast, exp.TryCast, exp.Convert)


def target_type(node: Any) -> Any:
    """What CAST or CONVERT makes of its operand."""
    return node.this if node.__class__ is exp.Convert else node.args["to"]


def typed_kind(kind: Any) -> bool:
    """Whether values of the type are literals however they are written."""
    return kind.__class__ is exp.DataType and kind.this in _TYPED_TYPES


def is_typed(node: Any, declared: Callable[[Any], bool | None]) -> bool:
    """Whether its values are numbers, dates and the like, thus literals wherever they stand. `declared` says it of a
    variable; None of any other expression."""
    for _ in range(MAX_DEPTH):
        if node.__class__ not in _WRAPPERS:
            break
        if node.__class__ is not exp.Paren and typed_kind(target_type(node)):
            return True
        node = node.expression if node.__class__ is exp.Convert else node.this
    known = declared(node)
    return _gives_typed(node, declared) if known is None else known


def _gives_typed(node: Any, declared: Callable[[Any], bool | None]) -> bool:
    cls = node.__class__
    if isinstance(node, _TYPED_NODES) or cls in _ARITHMETIC:
        return True
    if cls is exp.Literal:
        return not node.is_string
    if cls in (exp.SessionParameter, exp.Parameter):
        return str(node.name).upper() in _TYPED_GLOBALS
    if cls is exp.Add:
        return all(is_typed(part, declared) for part in parts_of(node, True)[:MAX_DEPTH])
    if cls is exp.Anonymous:
        return str(node.name).upper() in _TYPED_CALLS
    if isinstance(node, exp.TimeToStr | exp.NumberToStr | exp.ToChar):
        return is_typed(node.this, declared) if node.this is not None else False
    return False


def parts_of(node: Any, adds: bool) -> list[Any]:
    """The operands of a chain of concatenations, left to right. Chains may be long: no recursion."""
    parts: list[Any] = []
    stack = [node]
    while stack:
        one = stack.pop()
        if one.__class__ is exp.DPipe or (one.__class__ is exp.Add and adds):
            stack += [one.expression, one.this]
        elif one.__class__ is exp.Concat:
            stack += reversed(one.expressions)
        elif one.__class__ is exp.Paren and one.this.__class__ in CONCATENATIONS:
            stack.append(one.this)
        else:
            parts.append(one)
    return parts
