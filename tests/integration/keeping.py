"""A folder that is kept in step by our own code in this process: real files, state, pool and embedded graph."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cache.state import DeadLetter, FileRow, State, open_state
from graph.store.dump import sorted_dump
from graph.store.open import open_store
from watcher.control import hold_state_dir
from watcher.one_pass import Summary, run_sync
from watcher.roots import Root, RootSettings
from watcher.session import Session, open_session
from watcher.settings import Settings, load_settings

PATIENCE_S = 20.0


@dataclass
class Keep:
    """`folder` is the root, `state_dir` what is known of it. Files are named by their path in the root."""

    folder: Path
    state_dir: Path
    flags: dict[str, object] = field(default_factory=dict)
    root_settings: RootSettings = field(default_factory=RootSettings)

    @property
    def root(self) -> Root:
        return Root(self.folder.name, self.folder, self.root_settings)

    def settings(self, **more: object) -> Settings:
        flags = {"state_dir": str(self.state_dir), "workers": 1, **self.flags, **more}
        return load_settings(flags, {}, self.folder.parent)

    # --- files -------------------------------------------------------------------------------------------------------

    def write(self, texts: Mapping[str, str | bytes]) -> None:
        for path, text in texts.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode() if isinstance(text, str) else text)

    def remove(self, *paths: str) -> None:
        for path in paths:
            (self.folder / path).unlink()

    def rename(self, old: str, new: str) -> None:
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / old).rename(self.folder / new)

    # --- our own code ------------------------------------------------------------------------------------------------

    async def sync(self, *more: "Keep", **flags: object) -> Summary:
        roots = [self.root, *(keep.root for keep in more)]
        with hold_state_dir(self.state_dir):
            async with asyncio.timeout(PATIENCE_S):
                return await run_sync(self.settings(**flags), roots, {})

    @asynccontextmanager
    async def session(self, *more: "Keep", **flags: object) -> AsyncIterator[Session]:
        """An open session whose pipeline runs."""
        roots = [self.root, *(keep.root for keep in more)]
        async with AsyncExitStack() as stack:
            stack.enter_context(hold_state_dir(self.state_dir))
            session = await stack.enter_async_context(open_session(self.settings(**flags), roots, {}, patience_s=None))
            running = asyncio.create_task(session.pipeline.run())
            try:
                yield session
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    @asynccontextmanager
    async def state(self) -> AsyncIterator[State]:
        async with open_state(self.state_dir / "state.db", readonly=True) as state:
            yield state

    async def rows(self) -> dict[str, FileRow]:
        """The ledger's live files by path."""
        async with self.state() as state:
            return {row.path: row for row in await state.files() if not row.gone}

    async def dead_letters(self) -> dict[str, DeadLetter]:
        """By path."""
        async with self.state() as state:
            return {letter.path: letter for letter in await state.dead_letters()}

    async def dump(self) -> list[str]:
        store = await open_store(f"sqlite:{self.state_dir / 'graph.db'}", readonly=True)
        try:
            return [line async for line in sorted_dump(store)]
        finally:
            await store.close()

    async def rebuilt(self, *more: "Keep") -> list[str]:
        """What a fresh sync of the same files dumps: the oracle."""
        number = len(list(self.state_dir.parent.glob("fresh-*")))
        fresh = Keep(self.folder, self.state_dir.parent / f"fresh-{number}", self.flags, self.root_settings)
        await fresh.sync(*more)
        return await fresh.dump()

    async def assert_in_step(self, *more: "Keep") -> None:
        assert await self.dump() == await self.rebuilt(*more)


def table_names(lines: list[str]) -> set[str]:
    """Keys of the tables in a dump."""

    return {line["key"] for line in map(json.loads, lines) if line.get("node") == "Table"}


def rows_written(summary: Summary) -> int:
    return int(summary.metrics["nodes_written_total"] + summary.metrics["edges_written_total"])


async def caught_up(session: Session) -> None:
    """Sweep and wait until everything on disk is applied, or fail after a while."""
    async with asyncio.timeout(PATIENCE_S):
        await session.catch_up()
        await session.until_idle()


async def until(condition: Callable[[], Any], seconds: float = PATIENCE_S) -> None:
    """Wait for a condition that others bring about."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - of the file system, or of another process
            await asyncio.sleep(0.01)
