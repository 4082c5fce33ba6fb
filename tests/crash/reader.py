"""N1: reads a graph again and again, and looks whether every marked file in it is whole and of one version.

    python -m tests.crash.reader URL

Until SIGTERM; then prints one JSON object: how often it read, how many versions it saw, and what was wrong.
"""

import asyncio
import json
import re
import signal
import sys
from collections import defaultdict
from collections.abc import Iterable

from graph.store.open import open_store
from graph.store.protocol import StoreConflict, StoreUnavailable, StoreUnfit
from tests.crash.changes import MARKED, marked_names

_NAME = re.compile(r"[ms](\d+)_(\d+)_\d+")
_PAUSE_S = 0.02


def halves(lines: Iterable[str]) -> tuple[set[tuple[int, int]], list[str]]:
    """From one snapshot: (file, version) that are whole, and what is said of those that are not."""
    tables: dict[str, set[str]] = defaultdict(set)
    for line in map(json.loads, lines):
        file = line.get("file") or ""
        if line.get("edge") in ("READS", "WRITES") and f"/{MARKED}/" in file and line["to"][0] == "Table":
            tables[file].add(line["to"][1])
    whole, wrong = set(), []
    for file, names in tables.items():
        found = {(int(m[1]), int(m[2])) for name in names if (m := _NAME.fullmatch(name))}
        version = min(found)
        if len(found) == 1 and names == marked_names(*version):
            whole.add(version)
        else:
            wrong.append(f"{file}: {sorted(names)}")
    return whole, wrong


async def poll(url: str, stop: asyncio.Event) -> dict[str, object]:
    seen: set[tuple[int, int]] = set()
    wrong: list[str] = []
    polls = away = 0
    store = await open_store(url, readonly=True)
    try:
        while not stop.is_set():
            try:
                whole, broken = halves([line async for line in store.dump()])
            except (StoreUnavailable, StoreConflict, StoreUnfit):  # wiped, or its server is away: no reading
                away += 1
            else:
                polls += 1
                seen |= whole
                wrong += broken
            await asyncio.sleep(_PAUSE_S)
    finally:
        await store.close()
    return {"polls": polls, "away": away, "versions": len(seen), "wrong": wrong[:20]}


async def main(url: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("reading", flush=True)
    print(json.dumps(await poll(url, stop)), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
