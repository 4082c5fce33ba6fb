"""Stage 7, core: an impact for people and for programs. Names are made visible: they come from files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from graph.model import Label, NodeId
from graph.names import visible
from graph.query.impact import Impact, Use

_LATER = "after influence"
_WIDEST = 60  # of a column of the text: what is wider pushes only itself to the right


def impact_json(impact: Impact) -> dict[str, Any]:
    """What was asked for, every use by file, and how many there are."""
    return {
        "starts": [_node(node) for node in impact.starts],
        "cut": impact.trace.cut,
        "files": [{"file": file, "uses": [_use(use) for use in uses]} for file, uses in impact.uses.items()],
        "reached": [
            {**_node(node), "depth": impact.trace.depths[node], "by": _by(by_value)}
            for node, by_value in impact.reached.items()
        ],
        "counts": counts(impact),
    }


def impact_text(impact: Impact, path_of: Callable[[str], str] = str) -> str:
    """By file, direct uses first; the last line counts. `path_of`: a file (root/path) as a person can open it."""
    lines = [f"{visible(node.key)}" for node in impact.starts]
    if not impact.uses:
        return "\n".join([*lines, "", "nothing depends on it" if len(lines) == 1 else "nothing depends on them"])
    for title, direct in (("direct", True), ("transitive", False)):
        some = {
            path_of(file): [use for use in uses if use.direct is direct]
            for file, uses in impact.uses.items()
            if any(use.direct is direct for use in uses)
        }
        if some:
            lines += ["", f"{title}, {_plural(len(some), 'file')}", *_section(some)]
    return "\n".join([*lines, "", _summary(impact)])


def counts(impact: Impact) -> dict[str, Any]:
    """Files by their nearest use; tables and columns by whether data reaches them."""
    direct = sum(1 for uses in impact.uses.values() if uses[0].direct)
    reached: dict[str, dict[str, int]] = {}
    for label, name in ((Label.TABLE, "tables"), (Label.COLUMN, "columns")):
        found = [by_value for node, by_value in impact.reached.items() if node.label is label]
        reached[name] = {"value": sum(found), "influence": len(found) - sum(found)}
    return {"files": {"direct": direct, "transitive": len(impact.uses) - direct}, **reached}


def _section(files: Mapping[str, Sequence[Use]]) -> Iterator[str]:
    """Each statement's place once, beside it all that it reaches."""
    rows: list[tuple[str, ...]] = []
    for file, uses in files.items():
        for (line, kind), some in groupby(uses, lambda use: (use.line, use.kind)):
            place = f"{visible(file)}:{line}" if line else visible(file)
            for reached in _by_target(some):
                rows.append((place, kind, *reached))
                place = kind = ""
    widths = [_width(column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(["", *(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))]).rstrip()


def _by_target(uses: Iterable[Use]) -> Iterator[tuple[str, str, str]]:
    """What a statement reaches, by what kinds, and which ways lead there."""
    seen: dict[str, list[Use]] = {}
    for use in uses:
        seen.setdefault(_target(use), []).append(use)
    for target, some in seen.items():
        kinds = {kind for use in some for kind in _kinds(use)}
        ways = sorted({visible(use.through.key) for use in some if use.through})
        shown = "" if not ways else f"through {ways[0]}" + (f" and {len(ways) - 1} more" if len(ways) > 1 else "")
        yield target, ", ".join(sorted(kinds, key=lambda kind: (kind != "value", kind == _LATER, kind))), shown


def _kinds(use: Use) -> tuple[str, ...]:
    return use.via if use.by_value or "value" not in use.via else (*use.via, _LATER)


def _target(use: Use) -> str:
    return f"reads {visible(use.source.key)}" if use.target is None else visible(use.target.key)


def _summary(impact: Impact) -> str:
    found = counts(impact)
    files, parts = found["files"], []
    for name in ("table", "column"):
        reached = found[f"{name}s"]
        parts += [f"{_plural(count, name)} by {by}" for by, count in reached.items() if count]
    cut = "; more lies further than the depth asked for" if impact.trace.cut else ""
    total = _plural(files["direct"] + files["transitive"], "file")
    return (
        f"{total}: {files['direct']} direct, {files['transitive']} transitive"
        + "".join(f"; {part}" for part in [", ".join(parts)] if part)
        + cut
    )


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _width(texts: Iterable[str]) -> int:
    return max((len(text) for text in texts if len(text) <= _WIDEST), default=0)


def _node(node: NodeId) -> dict[str, Any]:
    return {"label": node.label, "key": node.key}


def _use(use: Use) -> dict[str, Any]:
    return {
        "line": use.line or None,
        "statement": use.kind or None,
        "from": use.source.key,
        "to": use.target.key if use.target else None,
        "via": list(use.via),
        "by": None if use.target is None else _by(use.by_value),
        "direct": use.direct,
        "through": use.through.key if use.through else None,
    }


def _by(by_value: bool) -> str:
    return "value" if by_value else "influence"
