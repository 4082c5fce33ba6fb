"""The door: commands that change something: `sync`, `watch`, `wait`, `repair`, `forget`, `dead-letters replay`.

Where a daemon holds the state directory they ask it; else they take its lock and work themselves.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from graph.names import visible
from watcher.cli_read import recorded_roots
from watcher.control import NoDaemon, StateDirHeld, ask, hold_state_dir
from watcher.door import DONE, FINDINGS, HELD, UNREACHABLE, USAGE, Door, Stop, run
from watcher.notify import take_notifier
from watcher.roots import Root, decode_root_settings, folder_of, folder_text
from watcher.session import Session
from watcher.settings import Settings, load_settings, select_roots


def sync(door: Door, dirs: Sequence[str], more: Mapping[str, object]) -> int:
    """One pass, or what `wait` does if a daemon watches these roots."""
    settings = door.settings(more, quietly=True)
    roots = _roots(settings, dirs, door)
    try:
        with hold_state_dir(settings.state_dir):
            return _sync_alone(door, settings, roots)
    except StateDirHeld:
        return _sync_by_daemon(door, settings, roots)


def _sync_alone(door: Door, settings: Settings, roots: Sequence[Root]) -> int:
    from watcher.one_pass import run_sync

    progress = show_progress if sys.stderr.isatty() and settings.verbosity >= 0 else None
    summary = run(run_sync(settings, roots, door.env, progress=progress))
    parsed, partial, tables_only, refused = summary.statements
    metrics = summary.metrics
    rows = int(metrics["nodes_written_total"] + metrics["edges_written_total"])
    text = (
        f"{summary.files} files in {summary.seconds:.1f} s: {metrics['files_parsed_total']} parsed, "
        f"{metrics['cache_hits_total']} from cache, {summary.dead_letters} dead letters\n"
        f"statements: {parsed} parsed, {partial} partial, {tables_only} tables only, {refused} refused\n"
        f"graph: {sum(summary.nodes.values())} nodes and edges, {rows} rows written"
    )
    door.answer(asdict(summary), text)
    if summary.problems:
        raise Stop(FINDINGS, "; ".join(f"root {name}: {why}" for name, why in sorted(summary.problems.items())))
    return FINDINGS if summary.dead_letters else DONE


def _sync_by_daemon(door: Door, settings: Settings, roots: Sequence[Root]) -> int:
    try:
        watched = set(ask(settings.state_dir, "status").get("roots", {}).values())
    except NoDaemon:
        raise Stop(HELD, f"another lineaged works on {settings.state_dir}; try again when it is done") from None
    if not {str(root.folder) for root in roots} <= watched:
        raise Stop(HELD, f"a daemon holds {settings.state_dir} and watches other roots; use another --state-dir")
    return wait(door, None)


def watch(door: Door, dirs: Sequence[str], more: Mapping[str, object]) -> int:
    """Until SIGTERM."""
    from watcher.daemon import run_watch

    settings = door.settings(more)
    roots = _roots(settings, dirs, door)
    env = dict(door.env)
    take_notifier(os.environ)  # children get the process's own environment, and none may speak for us

    def reload() -> Settings:
        return load_settings({**door.flags, **more}, door.env, door.cwd)

    with hold_state_dir(settings.state_dir):
        run(run_watch(settings, roots, env, reload=reload))
    return DONE


def wait(door: Door, timeout_s: float | None) -> int:
    """The barrier."""
    settings = door.settings()
    patience_s = None if timeout_s is None else timeout_s + 10  # the daemon itself keeps the time
    answer = _asked(settings, "wait", timeout_s=patience_s, timeout=timeout_s)
    door.answer(answer, "in step" if answer["in_step"] else f"{answer['backlog_files']} files to go")
    return DONE if answer["in_step"] else FINDINGS


def repair(door: Door, *, adopt: bool) -> int:
    """Assert everything again."""
    settings = door.settings(quietly=True)

    async def then(session: Session) -> None:
        await session.reassert(adopt_foreign=adopt)

    answer = _ask_or_do(door, settings, "repair", {"adopt": adopt}, then, adopt_foreign=adopt)
    door.answer(answer, f"repaired, {answer.get('rows', 0)} rows written")
    return DONE


def replay(door: Door, ids: Sequence[int]) -> int:
    """Try dead letters again; 1 if some are dead letters still."""
    settings = door.settings(quietly=True)
    chosen = sorted(ids) or None

    async def then(session: Session) -> None:
        await session.replay(None if chosen is None else set(chosen))

    answer = _ask_or_do(door, settings, "replay", {"ids": chosen}, then)
    left = answer.get("dead_letters", 0)
    door.answer(answer, f"{left} dead letters left")
    return FINDINGS if left else DONE


def forget(door: Door, folder: str) -> int:
    """Drop a root, named by its folder or its name."""
    settings = door.settings(quietly=True)
    recorded = run(recorded_roots(settings))
    path = folder_text((door.cwd / folder).resolve())
    name = next((row.name for row in recorded.values() if path == row.directory or folder == row.name), None)
    if name is None:
        known = ", ".join(row.directory for row in recorded.values()) or "none"
        raise Stop(FINDINGS, f"no root {folder} is recorded; there are: {known}")
    rootname = name

    async def then(session: Session) -> None:
        await session.forget(rootname)

    answer = _ask_or_do(door, settings, "forget", {"root": name}, then, without=name)
    door.answer(answer, f"root {visible(name)} forgotten")
    return DONE


async def show_progress(session: Session) -> None:
    """A bar on standard error: files in step of files found."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        most = 0
        while True:
            left = session.pipeline.backlog
            most = max(most, left)
            phase = "parsing" if len(session.batcher) else "writing"
            bar.update(task, description=phase, total=most, completed=most - left)
            await asyncio.sleep(0.1)


def _roots(settings: Settings, dirs: Sequence[str], door: Door) -> Sequence[Root]:
    roots = select_roots(settings, dirs, door.cwd)
    if not roots:
        raise Stop(USAGE, "no folder given and none in the settings; say `lineaged sync DIR` or set `roots`")
    for root in roots:
        if dirs and not root.folder.is_dir():
            raise Stop(USAGE, f"{root.folder} is no folder that can be seen; name an existing one")
    return roots


def _asked(settings: Settings, verb: str, *, timeout_s: float | None, **arguments: object) -> dict[str, Any]:
    answer = ask(settings.state_dir, verb, timeout_s=timeout_s, **arguments)
    if "error" in answer:
        raise Stop(UNREACHABLE, f"daemon: {answer['error']}")
    return answer


def _ask_or_do(
    door: Door,
    settings: Settings,
    verb: str,
    arguments: Mapping[str, object],
    then: Callable[[Session], Awaitable[None]],
    *,
    without: str = "",
    adopt_foreign: bool = False,
) -> dict[str, Any]:
    """Let the daemon do it, else take the lock, sync the recorded roots and do it."""
    from watcher.one_pass import run_sync

    try:
        return _asked(settings, verb, timeout_s=None, **arguments)
    except NoDaemon:
        pass
    with hold_state_dir(settings.state_dir):
        recorded = run(recorded_roots(settings))
        roots = [
            Root(name, folder_of(row.directory), decode_root_settings(row.settings))
            for name, row in recorded.items()
            if name != without
        ]
        summary = run(run_sync(settings, roots, door.env, then=then, adopt_foreign=adopt_foreign))
    rows = summary.metrics["nodes_written_total"] + summary.metrics["edges_written_total"]
    return {"ok": True, "rows": int(rows), "dead_letters": summary.dead_letters}
