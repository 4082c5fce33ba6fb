"""CPU time of a sweep that finds nothing new.

python bench/bench_sweep.py [--files 100000] [--rounds 5]
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from cache.state import FileRow
from graph.extract.registry import KINDS
from watcher.roots import Root
from watcher.sweep import compare, sweep_root


def main() -> None:
    """Make the files, sweep, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lineaged-bench-") as work:
        for number in range(options.files):
            folder = Path(work) / f"d{number // 100}"
            folder.mkdir(exist_ok=True)
            (folder / f"f{number}.sql").touch()
        root = Root("bench", Path(work))
        entries = sweep_root(root, KINDS).entries
        known = {path: FileRow(path, "bench", path, key, key[2] + 10**10, b"", None) for path, key in entries.items()}
        seconds = []
        for _ in range(options.rounds):
            began = time.process_time()
            assert not len(compare(sweep_root(root, KINDS), known))
            seconds.append(time.process_time() - began)
    print(f"{'files':>8} {'min':>8} {'median':>8} {'max':>8}   (s of CPU)")
    print(f"{len(known):>8} {min(seconds):>8.2f} {statistics.median(seconds):>8.2f} {max(seconds):>8.2f}")


if __name__ == "__main__":
    main()
