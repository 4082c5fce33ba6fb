"""The door: commands that only read: `upstream`, `downstream`, `status`, `dump`. They work beside a running daemon."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cache.state import RootRow, open_state
from graph.store.dump import sorted_dump
from graph.store.open import open_store
from graph.store.protocol import GraphStore, StoreError
from watcher.control import NoDaemon, ask
from watcher.door import DONE, FINDINGS, Door, Stop, print_out, run
from watcher.settings import Settings, graph_url, read_graph_password


@asynccontextmanager
async def reading(door: Door, settings: Settings) -> AsyncIterator[GraphStore]:
    """The graph, to be read. An embedded one that is not there is said to be empty rather than made."""
    embedded = settings.graph.removeprefix("sqlite:") if settings.graph.startswith("sqlite:") else ""
    if embedded and not Path(embedded).exists():  # noqa: ASYNC240 - one stat, before anything else runs
        raise Stop(FINDINGS, f"there is no graph in {embedded}; make one with `lineaged sync DIR`")
    password = read_graph_password(settings, door.env)
    store = await open_store(
        graph_url(settings),
        user=settings.graph_user,
        password=password.get_secret_value() if password else None,
        readonly=True,
    )
    try:
        yield store
    finally:
        await store.close()


async def recorded_roots(settings: Settings) -> dict[str, RootRow]:
    """What the state directory knows; {} for one that does not exist."""
    path = settings.state_dir / "state.db"
    if not path.exists():
        return {}
    async with open_state(path, readonly=True) as state:
        return await state.roots()


async def dump(door: Door) -> int:
    """Canonical JSON Lines, sorted."""
    async with reading(door, door.settings()) as store:
        lines: list[str] = []
        async for line in sorted_dump(store):
            lines.append(line)
            if len(lines) == 5000:  # one write for many lines
                print_out("\n".join(lines))
                lines = []
        if lines:
            print_out("\n".join(lines))
    return DONE


def status(door: Door) -> int:
    """From the daemon, else from the state directory."""
    settings = door.settings()
    try:
        values = ask(settings.state_dir, "status")
    except NoDaemon:
        values = run(_offline(door, settings))
    door.answer(values, _status_text(values))
    return DONE


async def _offline(door: Door, settings: Settings) -> dict[str, Any]:
    path = settings.state_dir / "state.db"
    tracked = dead = backlog = 0
    if path.exists():
        async with open_state(path, readonly=True) as state:
            rows = await state.files()
        live = [row for row in rows if not row.gone]
        tracked, dead = len(live), sum(1 for row in live if row.reason)
        backlog = sum(1 for row in rows if row.dirty_seq is not None)
    return {
        "state": "stopped",
        "reasons": [],
        "pid": 0,
        "backlog_files": backlog,
        "lag_seconds": 0.0,
        "files": {"tracked": tracked, "dead_letters": dead},
        "store": {"kind": _kind(settings), "reachable": await _reachable(door, settings)},
        "last_sweep": {},
    }


def _kind(settings: Settings) -> str:
    return "sqlite" if settings.graph.startswith("sqlite:") else "neo4j"


async def _reachable(door: Door, settings: Settings) -> bool:
    try:
        async with reading(door, settings) as store:
            await store.ping()
    except (Stop, StoreError):
        return False
    return True


def _status_text(values: dict[str, Any]) -> str:
    files, store, swept = values["files"], values["store"], values["last_sweep"]
    lines = [
        f"state        {values['state']}" + (f" (pid {values['pid']})" if values["pid"] else ""),
        *(f"             {reason}" for reason in values["reasons"]),
        f"files        {files['tracked']} tracked, {files['dead_letters']} dead letters",
        f"backlog      {values['backlog_files']} files",
        f"lag          {values['lag_seconds']:.1f} s",
        f"graph        {store['kind']}, {'reachable' if store['reachable'] else 'not reachable'}",
    ]
    if swept:
        lines.append(f"last sweep   {swept['at']}: {swept['files']} files, {swept['news']} news, {swept['seconds']} s")
    if pool := values.get("pool"):
        failed = ", ".join(f"{count} {reason}" for reason, count in sorted(pool["failures"].items())) or "none"
        lines.append(f"pool         {pool['workers']} workers, {pool['running']} busy, {pool['queued']} queued")
        lines.append(f"             {pool['done']} done, failures: {failed}, {pool['restarts']} restarts")
    lines += [f"{name:<28}{value}" for name, value in values.get("metrics", {}).items()]
    return "\n".join(lines)
