"""The door: `parse`. Facts of files and folders, printed; nothing is stored."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cache.digest import format_digest
from graph.extract.dialects import resolve_dialect
from graph.extract.registry import KINDS
from graph.query.report import parse_report
from graph.version import extractor_version
from watcher.door import DONE, FINDINGS, USAGE, Door, Stop, print_out
from watcher.examine import FileLimits
from watcher.paths import path_text
from watcher.pool import Pool, open_pool
from watcher.rebuild import Understood, catalog_of, link, understand
from watcher.roots import Root, RootSettings, Rule
from watcher.session import memory_limits, pool_limits
from watcher.settings import Settings
from watcher.sweep import sweep_root


async def parse(door: Door, paths: Sequence[str], *, each: bool, dialect: str | None) -> int:
    """0; 1 if some file could not be understood at all."""
    chosen = resolve_dialect(dialect).name if dialect else None
    settings = door.settings({"dialect": chosen})
    failed = 0
    async with open_pool(
        workers=settings.workers, limits=pool_limits(settings), memory=memory_limits(settings)
    ) as pool:
        for group in [[path] for path in paths] if each else [list(paths)]:
            files = [file for path in group for file in await _files(path, settings, pool, door.cwd)]
            failed += sum(file.extracted is None for file in files)
            report = _report(files)
            print_out(json.dumps(report, ensure_ascii=False) if each or door.as_json else _text(report))
    return FINDINGS if failed else DONE


async def _files(path: str, settings: Settings, pool: Pool, cwd: Path) -> list[Understood]:
    # Nothing else runs on the loop yet, so it may be blocked for these few stats.
    full = cwd / path
    if not full.exists():
        raise Stop(USAGE, f"{path}: no such file or folder")
    folder = full if full.is_dir() else full.parent
    shown = path.rstrip("/") + "/" if full.is_dir() else path[: len(path) - len(full.name)]
    root = Root(shown, folder.resolve(), _settings(settings))
    names = sorted(sweep_root(root, KINDS).entries) if full.is_dir() else [path_text(os.fsencode(full.name))]
    limits = FileLimits(settings.limits.size_bytes, settings.limits.nesting, settings.limits.statements)
    return [file async for file in understand(root, names, pool, limits, {})]


def _settings(settings: Settings) -> RootSettings:
    rules = tuple(Rule(rule.match, rule.dialect, rule.target) for rule in settings.rules)
    return RootSettings(
        dialect=settings.dialect,
        default_database=settings.default_database,
        default_schema=settings.default_schema,
        include=settings.include,
        exclude=settings.exclude,
        follow_symlinks=settings.follow_symlinks,
        rules=rules,
    )


def _report(files: Sequence[Understood]) -> dict[str, Any]:
    catalog = catalog_of(files)
    digests = {(file.root.name, file.path): format_digest(file.digest) for file in files}
    report = parse_report([link(file, catalog) for file in files], digests, extractor_version())
    return _with_failures(report, files)


def _with_failures(report: dict[str, Any], files: Sequence[Understood]) -> dict[str, Any]:
    """A file that was not understood says why."""
    reasons = {file.root.name + file.path: (str(file.reason), file.detail) for file in files if file.extracted is None}
    for shown in report["files"]:
        if shown["path"] in reasons:
            shown["error"], shown["detail"] = reasons[shown["path"]]
    return report


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
    return "\n".join(lines)
