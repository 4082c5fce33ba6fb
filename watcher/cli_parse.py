"""The door: `parse`. Facts of files and folders, printed; nothing is stored."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cache.digest import format_digest
from graph.extract.dialects import resolve_dialect
from graph.extract.registry import KINDS, PROJECT_FILE
from graph.link.linked import LinkedFile
from graph.names import visible
from graph.query.coverage import coverage, coverage_json, coverage_text, of_report
from graph.query.report import parse_report
from graph.version import extractor_version
from watcher.door import DONE, FINDINGS, USAGE, Door, Stop, print_out
from watcher.examine import FileLimits
from watcher.paths import is_seen, path_text
from watcher.pool import Pool, open_pool
from watcher.rebuild import Understood, catalog_of, link, understand
from watcher.session import memory_limits, pool_limits
from watcher.settings import Settings, plain_root
from watcher.sweep import sweep_root


async def parse(door: Door, paths: Sequence[str], *, each: bool, dialect: str | None, covered: bool) -> int:
    """0; 1 if some file could not be understood at all."""
    chosen = resolve_dialect(dialect).name if dialect else None
    settings = door.settings({"dialect": chosen})
    failed = 0
    async with open_pool(
        workers=settings.workers, limits=pool_limits(settings), memory=memory_limits(settings)
    ) as pool:
        for group in [[path] for path in paths] if each else [list(paths)]:
            alone = len(group) == 1
            files = [file for path in group for file in await _files(path, settings, pool, door.cwd, alone=alone)]
            failed += sum(one.file.extracted is None for one in files if one.shown)
            report = _report(files)
            if covered:
                found = coverage(of_report(report))
                _show(door, each, coverage_json(found), coverage_text(found))
            else:
                _show(door, each, report, _text(report))
    return FINDINGS if failed else DONE


class _Given(NamedTuple):
    """A file, and how it is shown: "" for one that is only there because others are read by what it says."""

    file: Understood
    shown: str


async def _files(path: str, settings: Settings, pool: Pool, cwd: Path, *, alone: bool) -> list[_Given]:
    """The files of one argument, shown as they were given; those of a folder given `alone`, relative to it. Inside of a
    dbt project they are its models, whatever part of it was given."""
    # Nothing else runs on the loop yet, so it may be blocked for these few stats.
    full = cwd / path
    if not full.exists():
        raise Stop(USAGE, f"{path}: no such file or folder")
    folder = full if full.is_dir() else full.parent
    above = path.rstrip("/") + "/" if full.is_dir() else path[: len(path) - len(full.name)]
    shown = "" if alone and full.is_dir() else above
    plain = plain_root(folder, settings)
    names = sorted(sweep_root(plain, KINDS).entries) if full.is_dir() else [path_text(os.fsencode(full.name))]
    project = None if settings.roots else _project_above(plain.folder)
    root, below = plain, ""
    if project is not None:
        root = plain_root(project, settings)
        below = path_text(os.fsencode(plain.folder.relative_to(project))) + "/"
    asked = [*([PROJECT_FILE] if project is not None else []), *(below + name for name in names)]
    limits = FileLimits(settings.limits.size_bytes, settings.limits.nesting, settings.limits.statements)
    files = [file async for file in understand(replace(root, name=above), asked, pool, limits, {})]
    return [_Given(file, _shown(file.path, below, shown)) for file in files]


def _project_above(folder: Path) -> Path | None:
    """The nearest folder above this one that holds a dbt project."""
    if is_seen(folder / PROJECT_FILE):
        return None
    return next((one for one in folder.parents if is_seen(one / PROJECT_FILE)), None)


def _shown(path: str, below: str, shown: str) -> str:
    return shown + path[len(below) :] if path.startswith(below) else ""


def _report(given: Sequence[_Given]) -> dict[str, Any]:
    """Of all these files against one catalog; a file that was not understood says why."""
    catalog = catalog_of([one.file for one in given])
    files = [one for one in given if one.shown]
    linked = [_as_given(link(one.file, catalog), one.shown) for one in files]
    report = parse_report(
        linked, {("", one.shown): format_digest(one.file.digest) for one in files}, extractor_version()
    )
    failed = {one.shown: one.file for one in files if one.file.extracted is None}
    for entry in report["files"]:
        if file := failed.get(entry["path"]):
            entry["error"], entry["detail"] = str(file.reason), file.detail
    return report


def _as_given(linked: LinkedFile, shown: str) -> LinkedFile:
    return replace(linked, context=replace(linked.context, root="", path=shown))


def _show(door: Door, each: bool, value: dict[str, Any], text: str) -> None:
    print_out(json.dumps(value, ensure_ascii=False) if each or door.as_json else text)


def _text(report: dict[str, Any]) -> str:
    lines = []
    for file in report["files"]:
        lines.append(f"{file['path']} ({file['dialect'] or file.get('error')})")
        for statement in file["statements"]:
            reason = f": {statement['reason']}" if statement["reason"] else ""
            lines.append(f"  {statement['lines'][0]:>5}  {statement['kind']}  {statement['status']}{reason}")
            lines += [
                f"           {flow['to']} ← {', '.join(flow['from'])} ({flow['via']})" for flow in statement["flows"]
            ]
    lines.append("")
    lines += [f"{edge['from']} → {edge['to']} ({', '.join(edge['via'])})" for edge in report["lineage"]["tables"]]
    return "\n".join(map(visible, lines))
