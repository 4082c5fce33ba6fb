"""P6: above 80 % no new work starts, and it resumes by itself."""

import os
from pathlib import Path
from resource import getpagesize

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.backpressure import (
    Cgroup,
    MemoryLimits,
    MemoryReader,
    Reading,
    default_workers,
    fits,
    need_bytes,
    pressure,
    worker_limit_bytes,
)
from watcher.pool_gate import Gate

GIB = 1 << 30
CALM = Reading(0.3, None, GIB)


class Memory(MemoryReader):
    """A memory that is as full as it is told."""

    def __init__(self, reading: Reading = CALM) -> None:
        super().__init__()
        self.reading = reading
        self.reads = 0

    def read(self, pids: object = ()) -> Reading:
        self.reads += 1
        return self.reading


def test_p6_work_starts_while_there_is_memory() -> None:
    assert pressure(CALM, MemoryLimits(max_bytes=2 * GIB)) is None


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (Reading(0.81, None, GIB), "the machine's memory is 81% used"),
        (Reading(0.3, Cgroup(85, 100), GIB), "the service's memory is 85% used"),
        (Reading(0.3, None, int(1.8 * GIB)), "our own memory is 90% of memory_max"),
    ],
)
def test_p6_above_80_percent_of_any_limit_no_work_starts(reading: Reading, why: str) -> None:
    assert pressure(reading, MemoryLimits(max_bytes=2 * GIB)) == why


def test_p6_exactly_80_percent_is_not_above() -> None:
    assert pressure(Reading(0.8, Cgroup(80, 100), 80), MemoryLimits(max_bytes=100)) is None


def test_p6_large_files_do_not_start_together_if_they_could_pass_the_budget() -> None:
    limits = MemoryLimits(max_bytes=2 * GIB)
    reading = Reading(0.3, None, GIB // 2)
    assert fits(reading, limits, need=GIB, reserved=GIB // 4)
    assert not fits(reading, limits, need=GIB, reserved=GIB)


def test_p6_the_tightest_limit_decides() -> None:
    limits = MemoryLimits(max_bytes=8 * GIB)
    assert not fits(Reading(0.3, Cgroup(GIB, 2 * GIB), GIB), limits, need=GIB, reserved=GIB)
    assert not fits(Reading(0.3, Cgroup(0, 8 * GIB), GIB), MemoryLimits(max_bytes=2 * GIB), need=GIB, reserved=GIB)


def test_a_file_that_could_never_fit_starts_alone() -> None:
    assert fits(Reading(0.3, None, GIB), MemoryLimits(max_bytes=GIB), need=GIB, reserved=0)


def test_without_any_limit_everything_fits() -> None:
    assert fits(CALM, MemoryLimits(), need=99 * GIB, reserved=99 * GIB)


@given(st.integers(0, 1 << 40))
def test_no_file_needs_more_than_its_worker_may_have(size: int) -> None:
    assert 0 <= need_bytes(size, GIB) <= GIB


@pytest.mark.parametrize(
    ("cores", "budget", "workers"), [(2, 64 * GIB, 2), (16, 64 * GIB, 4), (16, 3 * GIB, 2), (8, GIB // 2, 1)]
)
def test_workers_are_four_at_most_and_fit_cores_and_memory(cores: int, budget: int, workers: int) -> None:
    assert default_workers(cores, budget, GIB) == workers


@pytest.mark.parametrize(("budget", "limit"), [(64 * GIB, GIB), (GIB, GIB - (256 << 20)), (GIB // 4, 256 << 20)])
def test_p6_one_worker_and_the_daemon_fit_into_the_budget(budget: int, limit: int) -> None:
    assert worker_limit_bytes(GIB, budget) == limit


# -- the reader ----------------------------------------------------------------------------------------------------


def files(root: Path, **contents: str) -> None:
    root.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (root / name.replace("__", ".")).write_text(content)


def system(tmp_path: Path, cgroup_line: str) -> tuple[Path, Path]:
    files(tmp_path / "proc/self", cgroup=cgroup_line + "\n", statm="100 10 5 1 0 20 0")
    files(tmp_path / "proc/77", statm="100 30 5 1 0 20 0")
    return tmp_path / "proc", tmp_path / "cgroup"


def v2(folder: Path, used: int, limit: str, inactive: int = 0) -> None:
    files(
        folder,
        memory__current=f"{used}\n",
        memory__max=f"{limit}\n",
        memory__stat=f"anon 1\ninactive_file {inactive}\nfile 3\n",
    )


def test_cgroup_v2_without_the_page_cache_that_can_be_given_back(tmp_path: Path) -> None:
    proc, cgroups = system(tmp_path, "0::/system.slice/lineaged.service")
    v2(cgroups / "system.slice/lineaged.service", 900, "1000", inactive=600)
    assert MemoryReader(proc, cgroups).read().cgroup == Cgroup(300, 1000)


def test_the_parent_with_the_least_room_counts(tmp_path: Path) -> None:
    proc, cgroups = system(tmp_path, "0::/a/b")
    v2(cgroups / "a/b", 100, "max")
    v2(cgroups / "a", 900, "1000")
    v2(cgroups, 900, "2000")
    assert MemoryReader(proc, cgroups).read().cgroup == Cgroup(900, 1000)


def test_the_limit_from_which_the_kernel_slows_us_down_counts_too(tmp_path: Path) -> None:
    proc, cgroups = system(tmp_path, "0::/")
    v2(cgroups, 100, "1000")
    files(cgroups, memory__high="600")
    assert MemoryReader(proc, cgroups).read().cgroup == Cgroup(100, 600)


def test_cgroup_v1(tmp_path: Path) -> None:
    proc, cgroups = system(tmp_path, "4:cpu,memory:/box\n0::/")
    files(
        cgroups / "memory/box",
        memory__usage_in_bytes="700",
        memory__limit_in_bytes="1000",
        memory__stat="inactive_file 1\ntotal_inactive_file 200",
    )
    assert MemoryReader(proc, cgroups).read().cgroup == Cgroup(500, 1000)


def test_in_a_container_the_root_is_our_own(tmp_path: Path) -> None:
    proc, cgroups = system(tmp_path, "0::/../../elsewhere")
    v2(cgroups, 100, "1000")
    assert MemoryReader(proc, cgroups).read().cgroup == Cgroup(100, 1000)


@pytest.mark.parametrize("limit", ["max", str(1 << 62), "nonsense"])
def test_a_limit_that_is_none_is_ignored(tmp_path: Path, limit: str) -> None:
    proc, cgroups = system(tmp_path, "0::/")
    v2(cgroups, 100, limit)
    assert MemoryReader(proc, cgroups).read().cgroup is None


def test_a_system_without_control_groups_is_read_too(tmp_path: Path) -> None:
    reading = MemoryReader(tmp_path, tmp_path).read()
    assert reading.cgroup is None
    assert 0 < reading.system_used < 1


def test_our_own_memory_is_that_of_daemon_and_children(tmp_path: Path) -> None:
    proc, cgroups = system(tmp_path, "0::/")
    reader = MemoryReader(proc, cgroups)
    assert reader.read([77, 77, 4_000]).own_bytes == 40 * getpagesize()


def test_the_real_figures_agree_with_psutil() -> None:
    ours = MemoryReader().read([os.getpid()]).own_bytes / 2
    theirs = psutil.Process().memory_info().rss
    assert 0.9 < ours / theirs < 1.1


def test_the_budget_is_the_least_of_all_limits(tmp_path: Path) -> None:
    proc, cgroups = system(tmp_path, "0::/")
    v2(cgroups, 0, str(300 << 20))
    reader = MemoryReader(proc, cgroups)
    assert reader.budget_bytes(MemoryLimits()) == 300 << 20
    assert reader.budget_bytes(MemoryLimits(max_bytes=200 << 20)) == 200 << 20


# -- the gate ------------------------------------------------------------------------------------------------------


async def test_p6_the_gate_says_why_it_is_shut_and_opens_by_itself() -> None:
    memory = Memory(Reading(0.9, None, GIB))
    gate = Gate(memory, MemoryLimits(), GIB, reading_s=0.0)
    assert not gate.admits(10, ())
    assert gate.paused == "the machine's memory is 90% used"
    memory.reading = CALM
    assert gate.admits(10, ())
    assert gate.paused is None
    assert gate.paused_seconds() > 0


async def test_the_memory_is_not_read_at_every_hand_out() -> None:
    memory = Memory()
    gate = Gate(memory, MemoryLimits(), GIB, reading_s=60.0)
    for _ in range(100):
        assert gate.admits(10, ())
    assert memory.reads == 1


async def test_p6_what_runs_keeps_its_memory_reserved_until_it_ends() -> None:
    gate = Gate(Memory(Reading(0.3, None, GIB)), MemoryLimits(max_bytes=2 * GIB), GIB)
    large = 8 << 20
    assert gate.admits(large, ())
    gate.reserve([large])
    assert not gate.admits(large, ())
    assert gate.paused is None, "it waits for its neighbour, not for the machine"
    gate.release([large])
    assert gate.admits(large, ())
