"""The cold road without writing against bare parsing of the same files, alternating in one run, in one process.

    python bench/bench_road.py DIR [--rounds 5] [--workers N]

Bare: `sqlglot.parse` of every file with its own and Python's default settings, in the dialect that detection names;
files that it cannot parse count with the time until they fail. Ours: decode, detect, split, parse, extract, encode,
decode, catalog and link of the same files, with the garbage collector as the workers set it. Prints files a second
with minimum, median and maximum, and where ours spent its time. `--workers`: ours extracts in that many processes of
the pool, started beforehand, and links in its own.
"""

import argparse
import asyncio
import contextlib
import gc
import logging
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import sqlglot
from sqlglot.errors import SqlglotError

from graph import facts as facts_module
from graph.extract.algebra.reading import IMPLICIT_UNNEST
from graph.extract.detect import detect
from graph.extract.dialects import resolve_dialect
from graph.extract.registry import is_source, name_hint
from graph.extract.request import ExtractRequest, LimitExceeded
from graph.extract.sql import extract
from graph.extract.text import decode
from graph.link import declare
from graph.link.catalog import Catalog
from graph.link.file import link_file
from graph.link.linked import FileContext
from watcher.pool import Pool, open_pool
from watcher.pool_task import Parsed, Priority, Task


def read(folder: Path) -> list[tuple[Path, bytes, str, str]]:
    """(path, bytes, text, the parser's name of its dialect) of every source file that can be decoded."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and is_source(path):
            data = path.read_bytes()
            with contextlib.suppress(LimitExceeded):
                text = decode(data)
                found.append((path, data, text, resolve_dialect(detect(text, name_hint(path))[0]).sqlglot))
    return found


def bare_s(files: list[tuple[Path, bytes, str, str]]) -> float:
    """Seconds of bare parsing."""
    with default_parsers():
        return _bare_s(files)


@contextlib.contextmanager
def default_parsers() -> Iterator[None]:
    """The parser as it comes, without the one switch that ours turns off (see `graph.extract.algebra.reading`)."""
    for parser in IMPLICIT_UNNEST:
        parser.SUPPORTS_IMPLICIT_UNNEST = True
    try:
        yield
    finally:
        for parser in IMPLICIT_UNNEST:
            parser.SUPPORTS_IMPLICIT_UNNEST = False


def _bare_s(files: list[tuple[Path, bytes, str, str]]) -> float:
    gc.enable()
    gc.unfreeze()
    gc.collect()
    began = time.perf_counter()
    for _, _, text, dialect in files:
        with contextlib.suppress(SqlglotError, RecursionError):
            sqlglot.parse(text, dialect=dialect)
    return time.perf_counter() - began


def road_s(files: list[tuple[Path, bytes, str, str]], spent: dict[str, float]) -> float:
    """Seconds of the whole road. `spent`: seconds by stage, added to."""
    gc.collect()
    gc.freeze()
    gc.disable()
    began = last = time.perf_counter()

    def passed(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        spent[stage] += now - last
        last = now

    catalog = Catalog()
    encoded = []
    for path, data, _, _ in files:
        with contextlib.suppress(LimitExceeded):
            found = extract(data, ExtractRequest(name_hint=name_hint(path)))
            context = FileContext("bench", str(path), found.summary.dialect)
            encoded.append((context, found.facts, found.declarations))
            gc.collect(0)
    passed("extract")
    for context, _, declarations in encoded:
        catalog.put(context, declare.decode(declarations))
    passed("catalog")
    for context, facts, _ in encoded:
        link_file(facts_module.decode(facts), context, catalog)
        gc.collect(0)
    passed("link")
    return last - began


async def pooled_s(files: list[tuple[Path, bytes, str, str]], pool: Pool, spent: dict[str, float]) -> float:
    """As `road_s`, extracted in the pool's processes."""
    gc.collect()
    gc.freeze()
    gc.disable()
    began = time.perf_counter()
    tasks = [Task(data, ExtractRequest(name_hint=name_hint(path)), Priority.BATCH) for path, data, _, _ in files]
    answers = await asyncio.gather(*map(pool.run, tasks))
    extracted = time.perf_counter() - began
    spent["extract"] += extracted
    catalog = Catalog()
    encoded = []
    for (path, *_), answer in zip(files, answers, strict=True):
        if isinstance(answer, Parsed):
            found = answer.extracted
            context = FileContext("bench", str(path), found.summary.dialect)
            encoded.append((context, found.facts))
            catalog.put(context, declare.decode(found.declarations))
    for context, facts in encoded:
        link_file(facts_module.decode(facts), context, catalog)
        gc.collect(0)
    took = time.perf_counter() - began
    spent["link"] += took - extracted
    return took


async def main() -> None:
    """Alternate, then print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=0, help="0: all in one process")
    options = parser.parse_args()
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    files = read(options.folder)
    bare, ours = [], []
    spent: dict[str, float] = defaultdict(float)
    bare_s(files)
    async with open_pool(workers=max(1, options.workers), lazy=True) as pool:
        if options.workers:
            await pooled_s(files[:20], pool, defaultdict(float))  # they are up
        for _ in range(options.rounds):
            bare.append(len(files) / bare_s(files))
            took = await pooled_s(files, pool, spent) if options.workers else road_s(files, spent)
            ours.append(len(files) / took)
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    print(f"{len(files)} files, {options.rounds} rounds, {options.workers or 'no'} workers")
    print(f"{'':<22}{'min':>10}{'median':>10}{'max':>10}")
    for name, values in (("bare parse, files/s", bare), ("road, files/s", ours), ("road / bare", ratios)):
        print(f"{name:<22}{min(values):>10.2f}{statistics.median(values):>10.2f}{max(values):>10.2f}")
    total = sum(spent.values())
    print("   ".join(f"{stage} {seconds / total:.0%}" for stage, seconds in spent.items()))


if __name__ == "__main__":
    asyncio.run(main())
