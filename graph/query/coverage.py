"""Stage 7, core: how well files are understood: statements by status and dialect, and what is not understood, worst
first."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.facts import STATUSES
from graph.names import visible
from graph.store.protocol import FileStatements, Unclear

DEAD = "dead_letter"
_WORST = (DEAD, *reversed(STATUSES))

# Where a reason holds a name. What is named differs from place to place; what is counted is the phrase.
_NAMED = re.compile(
    r"(parse error near|table or variable|macro"
    r"|(?:ambiguous|undefined|unknown) (?:temporary table|\w+)(?: of)?"
    r"|(?:columns|fields|result) of(?: record)?) (?!an? |of )(.+?)( unknown: named by position)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A statement that is not `parsed`, or a whole file that is a dead letter (`lines` None)."""

    root: str
    path: str
    dialect: str
    lines: tuple[int, int] | None
    kind: str
    status: str
    reason: str

    @property
    def file(self) -> str:
        return f"{self.root}/{self.path}" if self.root else self.path


@dataclass(frozen=True, slots=True)
class Share:
    """Of some files: how many, how many of them are dead letters, and their statements by status."""

    files: int
    dead_letters: int
    statements: dict[str, int]

    @property
    def percent(self) -> float:
        """Statements that are `parsed`, of all, 0–100. A dead letter counts as one that is not; of nothing, all is."""
        whole = sum(self.statements.values()) + self.dead_letters
        return 100 * self.statements["parsed"] / whole if whole else 100.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """`dialects`: shares by dialect ("" for files that were not read at all), sorted. `reasons`: how many statements
    are of a status for a reason, names left out, the commonest of the worst status first. `gaps`: worst first, then by
    file and line."""

    whole: Share
    dialects: dict[str, Share]
    reasons: tuple[tuple[str, str, int], ...]
    gaps: tuple[Gap, ...]


def coverage(files: Iterable[FileStatements]) -> Coverage:
    """Of these files, in any order."""
    every = sorted(files, key=lambda file: (file.root, file.path))
    dialects = sorted({file.dialect for file in every})
    gaps = sorted((gap for file in every for gap in _gaps(file)), key=lambda gap: _WORST.index(gap.status))
    reasons = Counter((gap.status, phrase) for gap in gaps for phrase in _phrases(gap.reason))
    ranked = sorted(reasons.items(), key=lambda item: (_WORST.index(item[0][0]), -item[1], item[0][1]))
    return Coverage(
        _share(every),
        {dialect: _share([file for file in every if file.dialect == dialect]) for dialect in dialects},
        tuple((status, phrase, count) for (status, phrase), count in ranked),
        tuple(gaps),
    )


def of_report(report: Mapping[str, Any]) -> list[FileStatements]:
    """The files of a `parse_report`; one with an `error` is a dead letter."""
    return [
        FileStatements(
            "",
            file["path"],
            file["dialect"],
            DEAD if "error" in file else "ok",
            file.get("error", ""),
            sum(one["status"] == "parsed" for one in file["statements"]),
            tuple(
                Unclear(one["ordinal"], tuple(one["lines"]), one["kind"], one["status"], one["reason"])
                for one in file["statements"]
                if one["status"] != "parsed"
            ),
        )
        for file in report["files"]
    ]


def _share(files: Sequence[FileStatements]) -> Share:
    counts = Counter(one.status for file in files for one in file.unclear)
    counts["parsed"] = sum(file.parsed for file in files)
    dead = sum(file.status == DEAD for file in files)
    return Share(len(files), dead, {status: counts[status] for status in STATUSES})


def _gaps(file: FileStatements) -> Iterator[Gap]:
    if file.status == DEAD:
        yield Gap(file.root, file.path, file.dialect, None, "", DEAD, file.reason)
    for one in file.unclear:
        yield Gap(file.root, file.path, file.dialect, one.lines, one.kind, one.status, one.reason)


def _phrases(reason: str) -> set[str]:
    """A reason's parts, `…` for names."""
    return {_phrase(part) for part in reason.split("; ")}


def _phrase(reason: str) -> str:
    found = _NAMED.fullmatch(reason)
    return f"{found[1]} …{found[3] or ''}" if found else reason


def coverage_json(found: Coverage, *, limit: int | None = None) -> dict[str, Any]:
    """`limit`: so many of what is not understood (None: all)."""
    return {
        **_share_json(found.whole),
        "dialects": [{"dialect": dialect or None, **_share_json(share)} for dialect, share in found.dialects.items()],
        "reasons": [{"status": status, "reason": reason, "count": count} for status, reason, count in found.reasons],
        "not_understood": [_gap_json(gap) for gap in found.gaps[:limit]],
    }


def _share_json(share: Share) -> dict[str, Any]:
    return {
        "files": share.files,
        "dead_letters": share.dead_letters,
        "statements": share.statements,
        "percent": _floor(share.percent),
    }


def _gap_json(gap: Gap) -> dict[str, Any]:
    return {
        "file": gap.file,
        "dialect": gap.dialect or None,
        "lines": list(gap.lines) if gap.lines else None,
        "kind": gap.kind or None,
        "status": gap.status,
        "reason": gap.reason,
    }


def coverage_text(found: Coverage, path_of: Callable[[str], str] = str, *, limit: int | None = None) -> str:
    """Tables for people. `path_of`: a file (root/path) as a person can open it."""
    head = ("", "files", *(status.replace("_", " ") for status in STATUSES), "dead letters", "understood")
    shares = [(dialect or "unknown", share) for dialect, share in found.dialects.items()]
    if len(shares) != 1:
        shares.append(("all", found.whole))
    lines = [*_table([head, *(_row(name, share) for name, share in shares)], left={0})]
    if found.reasons:
        rows = [(_shown(status), f"{count:,}", visible(reason)) for status, reason, count in found.reasons]
        lines += ["", "why", *_table(rows, left={0, 2})]
    if found.gaps and limit != 0:
        places = [
            (visible(path_of(gap.file)) + (f":{gap.lines[0]}" if gap.lines else ""), _shown(gap.status), gap.kind,
             visible(gap.reason))
            for gap in found.gaps[:limit]
        ]  # fmt: skip
        lines += ["", "not understood", *_table(places, left={0, 1, 2, 3})]
        if limit is not None and len(found.gaps) > limit:
            lines.append(f"  and {len(found.gaps) - limit:,} more")
    return "\n".join(lines)


def _row(name: str, share: Share) -> tuple[str, ...]:
    counts = (share.files, *(share.statements[status] for status in STATUSES), share.dead_letters)
    return (name, *(f"{count:,}" for count in counts), f"{_floor(share.percent)} %")


def _table(rows: Sequence[tuple[str, ...]], *, left: set[int]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  " + "  ".join(cells).rstrip()


def _shown(status: str) -> str:
    return status.replace("_", " ")


def _floor(percent: float) -> float:
    """One digit, never up: all is 100.0 only where it is all."""
    return int(percent * 10) / 10
