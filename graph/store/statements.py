"""Stage 6, core: Statement and File nodes as a store has them → what is asked of them. The same for every store."""

from collections.abc import Iterable, Mapping
from typing import Any

from graph.model import NodeId
from graph.store.protocol import FileStatements, Reading, Unclear

_OK = "ok"


def reading_of(node: NodeId, file: str, key: str, props: Mapping[str, Any]) -> Reading:
    """`key` and `props` are the Statement node's."""
    return Reading(node, file, _ordinal(key), _lines(props), str(props.get("kind", "")))


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """By node, file and ordinal."""
    return sorted(readings, key=lambda one: (one.node, one.file, one.ordinal))


def file_statements(
    root: str, file_id: str, props: Mapping[str, Any], parsed: int, others: Iterable[tuple[str, Mapping[str, Any]]]
) -> FileStatements:
    """`props` are the File node's, `others` the Statement nodes (key, properties) that are not parsed."""
    unclear = sorted((_unclear(key, said) for key, said in others), key=lambda one: one.ordinal)
    return FileStatements(
        root,
        str(props.get("path", file_id)),
        str(props.get("dialect", "")),
        str(props.get("status", _OK)),
        str(props.get("reason", "")),
        parsed,
        tuple(unclear),
    )


def _unclear(key: str, props: Mapping[str, Any]) -> Unclear:
    kind, status, reason = (str(props.get(name, "")) for name in ("kind", "status", "reason"))
    return Unclear(_ordinal(key), _lines(props), kind, status, reason)


def _ordinal(key: str) -> int:
    return int(key.rpartition(":")[2])


def _lines(props: Mapping[str, Any]) -> tuple[int, int]:
    first = int(props.get("line_from", 0))
    return first, int(props.get("line_to", first))
