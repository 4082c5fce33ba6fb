"""What it costs to decode a file, detect its dialect and cut it into statements, as a share of bare sqlglot.parse.

python bench/bench_split.py [--rounds 5] [--dialect tsql] FOLDER…

Both sides read every file in turn, in one process, with the same dialect: the detected one unless given. Files that
sqlglot does not parse are left out: it stops in them early.
"""

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import sqlglot
from sqlglot.errors import SqlglotError

from graph.extract.detect import detect
from graph.extract.dialects import Dialect, resolve_dialect
from graph.extract.piece import Piece
from graph.extract.registry import is_source, name_hint
from graph.extract.split import split
from graph.extract.templates import is_template
from graph.extract.text import decode

STAGES = ("decode", "detect", "split", "template")
MAX_BYTES = 4_000_000  # dumps of data would drown everything else


class Sample(NamedTuple):
    data: bytes
    hint: str
    text: str
    dialect: Dialect
    pieces: tuple[str, ...]


def main() -> None:
    """Read the folders, measure, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dialect", default="", help="instead of the detected one, for both sides")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # every fallback of the parser is one
    print("CPU time as share of that of sqlglot.parse, in %; stages: median")
    print(f"{'folder':<24} {'files':>6} {'MB':>6} {'parse s':>8} | {'min':>6} {'median':>6} {'max':>6} | ", end="")
    print(" ".join(f"{stage:>8}" for stage in STAGES))
    for folder in options.folders:
        samples = read(folder, options.dialect)
        if samples:
            report(folder, samples, [measure(samples) for _ in range(options.rounds)])


def read(folder: Path, dialect: str) -> list[Sample]:
    """The files of the folder that sqlglot parses."""
    samples = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and is_source(path)):
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            continue
        hint = name_hint(path.name)
        text = decode(data)
        chosen = resolve_dialect(dialect or detect(text, hint)[0])
        try:
            sqlglot.parse(text, dialect=chosen.sqlglot)
        except (SqlglotError, RecursionError):
            continue
        samples.append(Sample(data, hint, text, chosen, _statements(split(text, chosen))))
    return samples


def measure(samples: list[Sample]) -> tuple[float, dict[str, float]]:
    """(seconds of parsing, seconds of each stage) for all files once."""
    parsing, stages = 0.0, dict.fromkeys(STAGES, 0.0)
    for sample in samples:
        actions: dict[str, Callable[[Sample], object]] = {
            "decode": lambda one: decode(one.data),
            "detect": lambda one: detect(one.text, one.hint),
            "split": lambda one: split(one.text, one.dialect),
            "template": lambda one: [is_template(text, one.dialect) for text in one.pieces],
        }
        for stage, action in actions.items():
            began = time.process_time()
            action(sample)
            stages[stage] += time.process_time() - began
        began = time.process_time()
        sqlglot.parse(sample.text, dialect=sample.dialect.sqlglot)
        parsing += time.process_time() - began
    return parsing, stages


def report(folder: Path, samples: list[Sample], rounds: list[tuple[float, dict[str, float]]]) -> None:
    """One line of the table."""
    shares = [100 * sum(stages.values()) / parsing for parsing, stages in rounds]
    size = sum(len(sample.data) for sample in samples) / 1e6
    parsing = statistics.median(parsing for parsing, _ in rounds)
    line = f"{str(folder)[-24:]:<24} {len(samples):>6} {size:>6.2f} {parsing:>8.2f} | "
    line += f"{min(shares):>6.1f} {statistics.median(shares):>6.1f} {max(shares):>6.1f} | "
    for stage in STAGES:
        line += f"{statistics.median(100 * stages[stage] / parsing for parsing, stages in rounds):>8.1f} "
    print(line)


def _statements(pieces: list[Piece]) -> tuple[str, ...]:
    return tuple(piece.statement for piece in pieces if piece.kind in ("sql", "routine", "block"))


if __name__ == "__main__":
    main()
