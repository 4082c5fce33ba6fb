"""Stage 5, core: the schema of the module that a name stands in. SQL Server looks for a bare name there first.

So say the rules for static statements of views, functions, procedures and triggers (a trigger is in its table's
schema); see "Interoperability" under CREATE PROCEDURE. What nobody defines there is completed as outside of modules.
"""

from collections.abc import Iterable, Mapping

from graph.facts import Define, DefineRoutine, Op
from graph.names import Name

_VIEWS = frozenset({"view", "materialized_view"})


def schema_of_module(op: Op) -> str:
    """The schema that a definition puts its module into, "" if it does not say."""
    if isinstance(op, DefineRoutine):
        name = op.on if op.kind == "trigger" and len(op.name) == 1 else op.name
    elif isinstance(op, Define) and op.kind in _VIEWS:
        name = op.name
    else:
        return ""
    return name[-2] if len(name) > 1 else ""


def schemas_of_modules(ops: Iterable[Op]) -> dict[Name, str]:
    """By the routine's name as it is written, for routines whose name does not hold it."""
    return {op.name: schema_of_module(op) for op in ops if isinstance(op, DefineRoutine) and len(op.name) == 1}


def home_of(routine: Name, ops: Iterable[Op], known: Mapping[Name, str]) -> str:
    """The schema of the module that a statement stands in or defines."""
    if len(routine) > 1:
        return routine[-2]
    if routine:
        return known.get(routine, "")
    return next(filter(None, map(schema_of_module, ops)), "")
