"""Stage 4, core: what a statement was found to be."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from graph.facts import Define, Op, Read, Return, Status
from graph.names import Name


class Built(msgspec.Struct, frozen=True):
    """What a statement was found to be. `reason` is None exactly if `status` is `parsed`."""

    kind: str
    status: Status = "parsed"
    reason: str | None = None
    ops: tuple[Op, ...] = ()


class Cursor(msgspec.Struct, frozen=True):
    """A declared cursor whose query is read again wherever it is opened: its parameters (folded), the query, and the
    variables that are seen where it is declared."""

    parameters: tuple[str, ...]
    query: str
    variables: dict[str, str]


def but(built: Built, reasons: Sequence[str]) -> Built:
    """The same, but for this. What does nothing lacks nothing."""
    if not built.ops or built.status not in ("parsed", "partial"):
        return built
    every = dict.fromkeys([*([built.reason] if built.reason else []), *reasons])
    return Built(built.kind, "partial", "; ".join(every), built.ops)


def returned(ops: list[Op]) -> list[Op]:
    """RETURN's ops: what it reads is what it gives."""
    return [Return(op.query) if isinstance(op, Read) else op for op in ops]


def declared_as(built: Built, cursor: Name) -> Built:
    """A cursor's declaration: the query that was read fills it."""
    ops = tuple(
        Define(cursor, "table_variable", query=op.query) if isinstance(op, Read) and cursor else op for op in built.ops
    )
    return replace(built, kind="declare", ops=ops)
