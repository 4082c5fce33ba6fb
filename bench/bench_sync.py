"""A cold `lineaged sync` against bare parsing of the same files, alternating in one run.

    python bench/bench_sync.py DIR [--rounds 3] [--workers 2] [--graph URL]

Bare: `sqlglot.parse` of every file in one process with Python's default settings, in the dialect that detection names;
files that it cannot parse count with the time until they fail. Ours: the installed command from an empty state
directory to a graph that is in step, its own start included. Prints files a second with minimum, median and maximum.
"""

import argparse
import contextlib
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlglot
from sqlglot.errors import SqlglotError

from graph.extract.detect import detect
from graph.extract.dialects import resolve_dialect
from graph.extract.registry import is_source, name_hint
from graph.extract.request import LimitExceeded
from graph.extract.text import decode


def _texts(folder: Path) -> list[tuple[str, str]]:
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and is_source(path):
            try:
                text = decode(path.read_bytes())
            except LimitExceeded:
                continue
            texts.append((text, resolve_dialect(detect(text, name_hint(path))[0]).sqlglot))
    return texts


def _bare_s(texts: list[tuple[str, str]]) -> float:
    began = time.perf_counter()
    for text, dialect in texts:
        with contextlib.suppress(SqlglotError, RecursionError):
            sqlglot.parse(text, dialect=dialect)
    return time.perf_counter() - began


def _ours_s(folder: Path, workers: int, graph: str | None) -> float:
    with tempfile.TemporaryDirectory(prefix="lineaged-bench-") as state:
        common = ["--state-dir", state, *(["--graph", graph] if graph else [])]
        lineaged = str(Path(sys.executable).with_name("lineaged"))
        began = time.perf_counter()
        done = subprocess.run(
            [lineaged, "sync", str(folder), "--workers", str(workers), *common], capture_output=True, check=False
        )
        took = time.perf_counter() - began
        if done.returncode > 1:
            sys.exit(done.stderr.decode())
        subprocess.run([lineaged, "forget", str(folder), *common], capture_output=True, check=False)
    return took


def main() -> None:
    """Alternate, then print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--graph")
    options = parser.parse_args()
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    texts = _texts(options.folder)
    bare, ours = [], []
    for _ in range(options.rounds):
        bare.append(len(texts) / _bare_s(texts))
        ours.append(len(texts) / _ours_s(options.folder, options.workers, options.graph))
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    print(f"{len(texts)} files, {options.workers} workers, {options.rounds} rounds")
    print(f"{'':<22}{'min':>10}{'median':>10}{'max':>10}")
    for name, values in (("bare parse, files/s", bare), ("sync, files/s", ours), ("sync / bare", ratios)):
        print(f"{name:<22}{min(values):>10.2f}{statistics.median(values):>10.2f}{max(values):>10.2f}")


if __name__ == "__main__":
    main()
