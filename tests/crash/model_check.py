"""The promise, tried by whatever wants to break it: graph = f(files), after any changes and any faults.

    python -m tests.crash.model_check --ops 300 --seed 7 [--graph neo4j | --graph bolt://HOST:PORT] [--long]
    python -m tests.crash.model_check --case FILE        once more what failed

Random changes of files and random faults of daemon, disk and server, in rounds. After each round the daemon is waited
for, `verify` must find no drift, and one more look must write nothing; while it runs, a reader looks whether it sees
half a file (N1). What fails is shrunk: changes are left out as long as it goes on failing, and what is left is kept as
a case file. A graph that is named must be empty.
"""

import argparse
import contextlib
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tests.crash.changes import CHANGES, PAUSES_S, change, make_files, random_change
from tests.crash.faults import Field, fault, random_fault, small_volume
from tests.crash.ground import OutOfStep, environment
from tests.crash.served import served
from watcher.control import NoDaemon, ask

_ROUND = 25  # operations between two looks at whether all is in step
_FAULTS = 0.2  # so many of them are faults
_LONG_OPS = 10_000
_SHRINK_RUNS = 12
_STOP_EVERY = 4  # rounds, after which the daemon is ended in order and `sync` has its turn
_SAY_EVERY = 20  # rounds
_SETTLE_S = 120.0
_SETTINGS = {"LINEAGED_LIMITS_WALL_S": "5", "LINEAGED_WORKERS": "1", "LINEAGED_WATCH_SWEEP_INTERVAL_S": "1"}

Op = tuple[str, int]
"""Name of a change, a fault or "settle", and the seed of its own chances: leaving one out changes no other."""


@dataclass(frozen=True)
class Case:
    """All that a run depends on, but for the moments at which things happen."""

    seed: int
    ops: tuple[Op, ...]
    files: int = 30
    graph: str = ""
    no_events: bool = False


def random_case(*, seed: int, ops: int, graph: str = "", no_events: bool = False) -> Case:
    """`ops` operations in rounds, the last of which ends with all settled."""
    rng = random.Random(seed)
    made: list[Op] = []
    for number in range(ops):
        name = random_fault(rng, server=bool(graph)) if rng.random() < _FAULTS else random_change(rng)
        made.append((name, number))
        if number % _ROUND == _ROUND - 1:
            made.append(("settle", number))
    return Case(seed, (*made, ("settle", ops)), graph=graph, no_events=no_events)


# --- one run ---------------------------------------------------------------------------------------------------------


def run(case: Case, work: Path) -> str:
    """Do it in this folder. Returns some lines of figures; raises `OutOfStep`."""
    began = time.monotonic()
    with ground_of(case, work) as ground, reading(ground) as reader:
        make_files(ground, random.Random(case.seed), case.files)
        rounds = 0
        for at, op in enumerate(case.ops):
            try:
                rounds += step(ground, case.seed, op)
                if op[0] == "settle" and rounds % _STOP_EVERY == 0:
                    second_sync(ground)
            except OutOfStep as failed:
                failed.after = at
                raise
            if op[0] == "settle" and rounds % _SAY_EVERY == 0:
                print(f"in step {rounds} times, {time.monotonic() - began:.0f} s", flush=True)
        seen = reader()
    faults = Counter(name for name, _ in case.ops if name not in CHANGES and name != "settle")
    return (
        f"in step {rounds} times in {time.monotonic() - began:.0f} s, no difference: {len(case.ops) - rounds} "
        f"operations, {len(ground.files())} files; the reader saw {seen['versions']} versions in {seen['polls']} "
        f"readings\n{faults.total()} faults: {', '.join(f'{name} {count}' for name, count in faults.most_common())}"
    )


def step(ground: Field, seed: int, op: Op) -> int:
    """Do one operation. Returns how many rounds it ends."""
    name, number = op
    if name == "settle":
        settle(ground)
        return 1
    ground.started()
    rng = random.Random(f"{seed} {number}")
    if name in CHANGES:
        change(ground, name, rng)
    else:
        fault(ground, name, rng)
    time.sleep(rng.choice(PAUSES_S))
    return 0


@contextmanager
def ground_of(case: Case, work: Path) -> Iterator[Field]:
    """With its server and its small volume; nothing of it outlives the block."""
    with ExitStack() as stack:
        server = stack.enter_context(served(case.graph)) if case.graph else None
        ground = Field(work, server.proxy.uri if server else "", case.no_events, settings=_SETTINGS, served=server)
        ground.small_volume = stack.enter_context(small_volume(ground.state))
        stack.callback(ground.end, signal.SIGKILL)
        yield ground


def settle(ground: Field) -> None:
    """The end of a round: no fault is left, and all is in step within some time."""
    if ground.served:
        ground.served.proxy.heal()
    wait(ground)
    ground.run("verify")
    before = rows_written(ground)
    wait(ground)
    if rows := rows_written(ground) - before:
        raise OutOfStep(f"one more look wrote {rows} rows\n{ground.log_tail()}")
    ground.keep_copy()


def wait(ground: Field) -> None:
    """Until the daemon says that it is in step. A failpoint that is armed still may end it meanwhile."""
    deadline = time.monotonic() + _SETTLE_S
    while True:
        ground.started()
        with contextlib.suppress(NoDaemon, TimeoutError):
            if ask(ground.state, "wait", timeout_s=_SETTLE_S, timeout=_SETTLE_S).get("in_step"):
                return
        if time.monotonic() > deadline:
            raise OutOfStep(f"not in step after {_SETTLE_S:.0f} s: {status(ground)}\n{ground.log_tail()}")
        time.sleep(0.1)


def status(ground: Field) -> dict[str, Any]:
    try:
        return ask(ground.state, "status")
    except (NoDaemon, TimeoutError) as error:
        return {"error": str(error)}


def rows_written(ground: Field) -> int:
    metrics = status(ground).get("metrics", {})
    return int(metrics.get("nodes_written_total", 0) + metrics.get("edges_written_total", 0))


def second_sync(ground: Field) -> None:
    """N7: by another process, once the daemon has ended in order."""
    if (code := ground.end(signal.SIGTERM)) not in (0, -signal.SIGKILL):
        raise OutOfStep(f"the daemon ended with {code}\n{ground.log_tail()}")
    metrics = json.loads(ground.run("sync", str(ground.root), "--json", allowed=(0, 1)))["metrics"]
    if rows := metrics["nodes_written_total"] + metrics["edges_written_total"]:
        raise OutOfStep(f"one more sync wrote {rows} rows")


@contextmanager
def reading(ground: Field) -> Iterator[Any]:
    """The reader of N1 runs beside the block; what is yielded ends it and gives its figures."""
    url = ground.served.uri if ground.served else f"sqlite:{ground.state / 'graph.db'}"
    command = [sys.executable, "-m", "tests.crash.reader", url]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())

    def end() -> dict[str, Any]:
        reader.terminate()
        said, complaint = reader.communicate(timeout=60)
        if reader.returncode:
            raise OutOfStep(f"the reader failed\n{complaint[-3000:]}")
        seen: dict[str, Any] = json.loads(said.splitlines()[-1])
        if seen["wrong"]:
            raise OutOfStep("the reader saw half a file\n" + "\n".join(seen["wrong"]))
        return seen

    try:
        assert reader.stdout and reader.stdout.readline()
        yield end
    finally:
        reader.kill()
        reader.wait()


# --- shrinking -------------------------------------------------------------------------------------------------------


def failure(case: Case) -> str:
    """What is wrong with it, "" if nothing. Leaves no folder behind."""
    with tempfile.TemporaryDirectory(prefix="model-check-") as work:
        try:
            run(case, Path(work))
        except OutOfStep as failed:
            return str(failed)
    return ""


def shrunk(case: Case, fails: Any, *, runs: int = _SHRINK_RUNS) -> Case:
    """Fewer operations that fail too, after at most so many tries. What depends on chance may hardly shrink."""
    parts = 2
    while runs > 0 and len(case.ops) > 1:
        size = max(1, len(case.ops) // parts)
        for at in range(0, len(case.ops), size):
            kept = case.ops[:at] + case.ops[at + size :]
            smaller = replace(case, ops=(*(op for op in kept if op != case.ops[-1]), case.ops[-1]))
            runs -= 1
            if len(smaller.ops) < len(case.ops) and fails(smaller):
                case, parts = smaller, max(2, parts - 1)
                break
            if runs <= 0:
                return case
        else:
            if size == 1:
                return case
            parts *= 2
    return case


def keep_case(case: Case, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seed-{case.seed}.json"
    path.write_text(json.dumps(asdict(case)) + "\n")
    return path


def read_case(path: Path) -> Case:
    said = json.loads(path.read_text())
    return Case(**{**said, "ops": tuple((name, number) for name, number in said["ops"])})


# --- the command -----------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ops", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--graph", default="", help='"neo4j" for a server of our own, or the URL of an empty one')
    parser.add_argument("--no-events", action="store_true")
    parser.add_argument("--long", action="store_true", help=f"{_LONG_OPS} operations")
    parser.add_argument("--case", type=Path, help="a case file, instead of a seed")
    parser.add_argument("--cases", type=Path, default=Path("model-check-cases"), help="where failing cases are kept")
    parser.add_argument("--shrink", type=int, default=_SHRINK_RUNS, help="tries to make a failing case smaller")
    given = parser.parse_args(arguments)
    case = (
        read_case(given.case)
        if given.case
        else random_case(
            seed=given.seed, ops=_LONG_OPS if given.long else given.ops, graph=given.graph, no_events=given.no_events
        )
    )
    print(f"seed {case.seed}, {len(case.ops)} operations", flush=True)
    work = Path(tempfile.mkdtemp(prefix="model-check-"))
    try:
        print(run(case, work))
    except OutOfStep as failed:
        print(f"seed {case.seed}: {failed}\nsee {work}", file=sys.stderr, flush=True)
        if failed.after is not None:
            case = replace(case, ops=(*case.ops[: failed.after + 1], case.ops[-1]))
        case = shrunk(case, failure, runs=given.shrink)
        print(f"kept as {keep_case(case, given.cases)}, {len(case.ops)} operations", file=sys.stderr)
        return 1
    shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
