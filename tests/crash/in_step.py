"""N7: is the graph in step with the files, whatever is done to them while the daemon is killed at random moments?

    python -m tests.crash.in_step --ops 500 --kills 20 --seed 7 [--graph URL] [--no-events] [--files 60] [--keep]

Makes a folder of SQL from the seed, watches it, changes it at random, kills the daemon with SIGKILL now and then. At
the end the graph must be what a fresh rebuild gives, `verify` must say so, and one more `sync` must have nothing to
write. A graph that is named must be empty; it is written to. `model_check` does much worse things.
"""

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.changes import PAUSES_S, change, make_files, random_change
from tests.crash.ground import Ground, OutOfStep, compare, ground_in


def check(ground: Ground, *, seed: int, files: int, ops: int, kills: int) -> str:
    """Do it. Returns a line that says what was compared. Raises `OutOfStep`."""
    rng = random.Random(seed)
    make_files(ground, rng, files)
    killed_before = set(rng.sample(range(ops), min(kills, ops)))
    ground.start()
    for number in range(ops):
        if number in killed_before:
            time.sleep(rng.random() * rng.choice((0.1, 1.0, 2.0)))
            ground.end(signal.SIGKILL)
            ground.start()
        change(ground, random_change(rng), rng)
        time.sleep(rng.choice(PAUSES_S))
    ground.in_step()
    ground.run("verify")
    live = ground.run("dump").splitlines()
    if (code := ground.end(signal.SIGTERM)) != 0:
        raise OutOfStep(f"the daemon ended with {code}\n{ground.log_tail()}")
    ground.run("sync", str(ground.root), state=ground.work / "fresh", allowed=(0, 1))
    compare(live, ground.run("dump", state=ground.work / "fresh").splitlines())
    again = json.loads(ground.run("sync", str(ground.root), "--json", allowed=(0, 1)))
    rows = again["metrics"]["nodes_written_total"] + again["metrics"]["edges_written_total"]
    if rows:
        raise OutOfStep(f"one more sync wrote {rows} rows")
    return f"in step: {len(live)} rows of {len(ground.files())} files after {ops} changes and {kills} kills"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ops", type=int, default=300)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--graph", default="")
    parser.add_argument("--no-events", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the folder behind, also after success")
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="in-step-"))
    try:
        with ground_in(work, graph=given.graph, no_events=given.no_events) as ground:
            print(check(ground, seed=given.seed, files=given.files, ops=given.ops, kills=given.kills))
    except OutOfStep as failed:
        print(f"seed {given.seed}: {failed}\nsee {work}", file=sys.stderr)
        return 1
    if not given.keep:
        shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
