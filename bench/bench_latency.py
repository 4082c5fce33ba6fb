"""From closing a file to its change being visible in the graph, under an idle `watch --realtime`.

    python bench/bench_latency.py [--edits 200] [--files 200] [--graph URL]

One file after the other is rewritten with a column of a new name; a reader of its own asks the graph for that column's
lineage every two milliseconds. Prints one table. The graph given must be empty of a root called `bench-files`.
"""

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from graph.model import Label, NodeId
from graph.store.open import open_store
from graph.store.protocol import GraphStore


def _sql(number: int, column: str) -> str:
    return (
        f"CREATE TABLE bench.t{number} (id INT, {column} INT);\n"
        f"INSERT INTO bench.sum{number} (a, b)\nSELECT id, {column} FROM bench.t{number} WHERE id > 0;\n"
    )


async def _visible(store: GraphStore, key: str, deadline: float) -> float:
    while True:
        if await store.neighbours([NodeId(Label.COLUMN, key)], direction="downstream", influence=False):
            return time.perf_counter()
        if time.perf_counter() > deadline:
            raise TimeoutError(key)
        await asyncio.sleep(0.002)


async def _measure(folder: Path, graph: str, edits: int, files: int) -> list[float]:
    store = await open_store(graph, readonly=True)
    times_ms = []
    try:
        for edit in range(edits):
            number, column = edit % files, f"c{edit}_{os.getpid()}"
            path = folder / f"t{number}.sql"
            path.write_text(_sql(number, column))
            closed = time.perf_counter()
            seen = await _visible(store, f"bench.t{number}.{column}", closed + 20)
            times_ms.append((seen - closed) * 1000)
            await asyncio.sleep(0.05)
    finally:
        await store.close()
    return times_ms


def main() -> None:
    """Start a daemon on generated files, edit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--graph")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lineaged-bench-") as work:
        folder, state = Path(work) / "bench-files", Path(work) / "state"
        folder.mkdir()
        for number in range(options.files):
            (folder / f"t{number}.sql").write_text(_sql(number, "first"))
        graph = options.graph or f"sqlite:{state}/graph.db"
        common = ["--state-dir", str(state), "--graph", graph]
        lineaged = str(Path(sys.executable).with_name("lineaged"))
        daemon = subprocess.Popen([lineaged, "watch", str(folder), "--realtime", "-q", "-q", *common])
        try:
            while subprocess.run([lineaged, "wait", *common], capture_output=True, check=False).returncode:
                time.sleep(0.5)
            times_ms = asyncio.run(_measure(folder, graph, options.edits, options.files))
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
        subprocess.run([lineaged, "forget", str(folder), *common], capture_output=True, check=False)
    quantiles = statistics.quantiles(times_ms, n=100)
    print(f"{'edits':>6} {'min':>8} {'p50':>8} {'p95':>8} {'p99':>8} {'max':>8}   (ms)")
    figures = (min(times_ms), quantiles[49], quantiles[94], quantiles[98], max(times_ms))
    print(f"{len(times_ms):>6} " + " ".join(f"{value:>8.1f}" for value in figures))


if __name__ == "__main__":
    main()
