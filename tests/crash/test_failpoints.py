"""N7: the command is killed at every numbered point of its way; the next one brings all in step, and one more writes
nothing. The points are passed on changes that follow each other on one ground, as they would in a life."""

import asyncio
import itertools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.command import COMMAND, Command
from tests.integration.keeping import Keep, rows_written
from watcher.failpoints import VARIABLE, Failpoint, arm, reached

pytestmark = pytest.mark.slow
PATIENCE_S = 60.0


class Ground(Command):
    """One root that is kept in step by commands, some of which are killed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.numbers = itertools.count(1)
        self.keep = Keep(folder / "sql", self.state_dir)
        self.write({"sql/view.sql": "CREATE VIEW stage.v AS SELECT * FROM raw.t;\n", "sql/poison.sql": b"\0\0binary"})
        self.change()
        self.sync()

    def change(self) -> None:
        """An edit whose readers follow, a new file, a rename, a deletion, a dead letter, and an edit of no account."""
        number = next(self.numbers)
        self.write(
            {
                "sql/raw.sql": f"CREATE TABLE raw.t (id int, c{number} int);\n",
                f"sql/new{number}.sql": f"INSERT INTO mart.m{number} (a) SELECT id FROM stage.v;\n",
                f"sql/bad{number}.sql": b"\0\0binary" + str(number).encode(),
                "sql/same.sql": f"-- {number}\nCREATE TABLE raw.same (id int);\n",
            }
        )
        if number > 2:
            self.keep.rename(f"new{number - 1}.sql", f"moved{number - 1}.sql")
            self.keep.remove(f"moved{number - 2}.sql" if number > 3 else f"new{number - 2}.sql", f"bad{number - 1}.sql")

    def sync(self) -> int:
        """In this process; returns the rows written."""
        return rows_written(asyncio.run(self.keep.sync()))

    def kill(self, point: Failpoint, count: int, *arguments: str) -> None:
        """Run a command that is killed at this point, and nowhere else."""
        environment = {**self.environment(), "LINEAGED_WRITE_FILES_PER_TX": "2", VARIABLE: f"{point.value}:{count}"}
        ended = subprocess.run(
            [COMMAND, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert ended.returncode == -signal.SIGKILL, f"{point} was not reached: {ended.returncode} {ended.stderr!r}"

    def assert_in_step(self) -> None:
        self.sync()
        asyncio.run(self.keep.assert_in_step())
        assert self.sync() == 0


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    yield Ground(tmp_path_factory.mktemp("ground"))


ON_A_CHANGE = (
    *((Failpoint.STATE_COMMIT, count) for count in range(1, 10)),
    *((Failpoint.GRAPH_COMMIT, count) for count in (1, 2, 3)),
    *(
        (point, 1)
        for point in (
            Failpoint.ROOT_RECORDED,
            Failpoint.SWEPT,
            Failpoint.FACTS_PARSED,
            Failpoint.FACTS_CACHED,
            Failpoint.ABSORBED,
            Failpoint.DEAD_LETTER_NOTED,
            Failpoint.LINKED,
            Failpoint.LINKS_RECORDED,
            Failpoint.INTENDED,
            Failpoint.GRAPH_APPLIED,
            Failpoint.COMMITTED,
            Failpoint.SETTLED,
        )
    ),
)
ON_THEIR_OWN = {
    Failpoint.ADOPTED,
    Failpoint.STRANGERS_REMOVED,
    Failpoint.TAKEN_OVER,
    Failpoint.TIDIED,
    Failpoint.FORGIVEN,
    Failpoint.FORGOTTEN_IN_GRAPH,
    Failpoint.FORGOTTEN_IN_STATE,
    Failpoint.DRAINED,
}


@pytest.mark.parametrize(("point", "count"), ON_A_CHANGE)
def test_n7_killed_on_a_change_the_next_pass_is_in_step(ground: Ground, point: Failpoint, count: int) -> None:
    ground.change()
    ground.kill(point, count, "sync", "sql")
    ground.assert_in_step()


def test_n7_killed_twice_at_two_points_of_one_change(ground: Ground) -> None:
    ground.change()
    ground.kill(Failpoint.GRAPH_APPLIED, 1, "sync", "sql")
    ground.change()
    ground.kill(Failpoint.INTENDED, 1, "sync", "sql")
    ground.assert_in_step()


def test_n7_killed_when_a_wiped_graph_was_adopted(ground: Ground) -> None:
    for path in ground.state_dir.glob("graph.db*"):
        path.unlink()
    ground.kill(Failpoint.ADOPTED, 1, "sync", "sql")
    ground.assert_in_step()


def test_n7_killed_when_files_that_only_the_graph_knew_are_gone(ground: Ground) -> None:
    old = ground.folder / "old.db"
    shutil.copy(ground.state_dir / "state.db", old)
    ground.change()
    ground.sync()
    shutil.copy(old, ground.state_dir / "state.db")
    ground.kill(Failpoint.STRANGERS_REMOVED, 1, "sync", "sql")
    ground.assert_in_step()


@pytest.mark.parametrize("point", [Failpoint.TAKEN_OVER, Failpoint.ADOPTED, Failpoint.TIDIED])
def test_n7_killed_while_a_graph_is_taken_over(ground: Ground, point: Failpoint) -> None:
    for path in ground.state_dir.glob("state.db*"):
        path.unlink()
    ground.complaint("sync", "sql", code=4)
    ground.kill(point, 1, "repair", "--adopt")
    ground.assert_in_step()


def test_n7_killed_while_dead_letters_are_tried_again(ground: Ground) -> None:
    ground.kill(Failpoint.FORGIVEN, 1, "dead-letters", "replay")
    ground.assert_in_step()


@pytest.mark.parametrize("point", [Failpoint.ABSORBED, Failpoint.FORGOTTEN_IN_GRAPH, Failpoint.FORGOTTEN_IN_STATE])
def test_n7_killed_while_a_root_is_forgotten(ground: Ground, point: Failpoint) -> None:
    ground.write({"other/a.sql": "CREATE VIEW other.v AS SELECT * FROM raw.t;\n"})
    ground.run("sync", "other")
    ground.kill(point, 1, "forget", "other")
    ground.run("forget", "other", code=1 if point is Failpoint.FORGOTTEN_IN_STATE else 0)
    ground.assert_in_step()


def test_n7_killed_at_the_end_of_the_drain(ground: Ground) -> None:
    ground.env[VARIABLE] = Failpoint.DRAINED.value
    with ground.watching("sql", "--realtime") as watch:
        del ground.env[VARIABLE]
        watch.in_step()
        ground.change()
        assert watch.end() == -signal.SIGKILL
    ground.assert_in_step()


def test_every_point_is_tried() -> None:
    assert {point for point, _ in ON_A_CHANGE} | ON_THEIR_OWN == {*Failpoint}


# --- the points themselves -------------------------------------------------------------------------------------------


def test_nothing_but_the_environment_arms_a_point_and_only_by_name() -> None:
    arm({})
    for point in Failpoint:
        reached(point)  # we are here still
    with pytest.raises(ValueError):
        arm({VARIABLE: "no such point"})


def test_a_point_ends_the_process_the_nth_time() -> None:
    text = (
        "from watcher.failpoints import Failpoint, arm, reached, VARIABLE\n"
        "arm({VARIABLE: 'swept:3'})\nreached(Failpoint.ABSORBED)\n"
        "for n in range(5):\n    print(n, flush=True)\n    reached(Failpoint.SWEPT)\n"
    )
    ended = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, env=os.environ, check=False)
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "0\n1\n2\n")
