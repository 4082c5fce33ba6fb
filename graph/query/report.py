"""Stage 7, core: linked files → the one JSON object of `parse --json`. Names and edges are sorted and unique."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from graph.link.linked import DatasetInfo, Flow, LinkedFile, LinkedStatement, Ref
from graph.names import Name, format_column, format_name

Json: TypeAlias = dict[str, Any]


def parse_report(linked: Sequence[LinkedFile], digests: Mapping[tuple[str, str], str], extractor: str) -> Json:
    """The report over all files given. `digests`: hexadecimal SHA-256 by (root, path), with or without `sha256:`."""
    files = sorted(linked, key=lambda file: (file.context.path, file.context.root))
    return {
        "extractor": extractor,
        "files": [_file(file, digests.get((file.context.root, file.context.path), "")) for file in files],
        "datasets": _datasets(files),
        "lineage": {"tables": _tables(files), "columns": _columns(files)},
    }


def _file(file: LinkedFile, digest: str) -> Json:
    return {
        "path": file.context.path,
        "dialect": file.context.dialect,
        "digest": digest if not digest or digest.startswith("sha256:") else f"sha256:{digest}",
        "statements": [_statement(statement) for statement in file.statements],
    }


def _statement(statement: LinkedStatement) -> Json:
    return {
        "ordinal": statement.ordinal,
        "lines": list(statement.lines),
        "kind": statement.kind,
        "status": statement.status,
        "reason": statement.reason,
        "routine": format_name(statement.routine) if statement.routine else None,
        "reads": _names(statement.reads),
        "writes": _names((*statement.writes, *statement.defines)),
        "column_reads": _refs(statement.column_reads),
        "column_writes": _refs(statement.column_writes),
        "calls": _names(statement.calls),
        "flows": _flows(statement.flows),
    }


def _flows(flows: Sequence[Flow]) -> list[Json]:
    rows = [
        {"to": _ref(flow.to), "from": _refs(flow.sources), "via": flow.via}
        | ({"assumed": "position"} if flow.assumed else {})
        for flow in flows
    ]
    return sorted(rows, key=lambda row: (row["to"], row["via"], row["from"]))


def _datasets(files: Sequence[LinkedFile]) -> list[Json]:
    """Each once, as its first definer by (root, path) says."""
    first: dict[Name, tuple[tuple[str, str], DatasetInfo]] = {}
    for file in files:
        place = (file.context.root, file.context.path)
        for info in file.defined:
            if info.name not in first or place < first[info.name][0]:
                first[info.name] = (place, info)
    rows = [
        {
            "name": format_name(name),
            "kind": info.kind,
            "columns": [column.name for column in info.columns],
            "defined_in": place[1],
        }
        for name, (place, info) in first.items()
    ]
    return sorted(rows, key=lambda row: row["name"])


def _tables(files: Sequence[LinkedFile]) -> list[Json]:
    vias: dict[tuple[str, str], set[str]] = {}
    for file in files:
        for edge in file.tables:
            vias.setdefault((format_name(edge.source), format_name(edge.target)), set()).update(edge.via)
    return [{"from": source, "to": target, "via": sorted(via)} for (source, target), via in sorted(vias.items())]


def _columns(files: Sequence[LinkedFile]) -> list[Json]:
    assumed: dict[tuple[str, str, str], bool] = {}
    for file in files:
        for edge in file.columns:
            for via in edge.via:
                key = (_ref(edge.source), _ref(edge.target), via)
                assumed[key] = assumed.get(key, True) and edge.assumed
    return [
        {"from": source, "to": target, "via": via} | ({"assumed": "position"} if guess else {})
        for (source, target, via), guess in sorted(assumed.items())
    ]


def _ref(ref: Ref) -> str:
    return format_column(ref.dataset, ref.column) if ref.column else format_name(ref.dataset)


def _refs(refs: Sequence[Ref]) -> list[str]:
    return sorted({_ref(ref) for ref in refs})


def _names(names: Sequence[Name]) -> list[str]:
    return sorted({format_name(name) for name in names})
