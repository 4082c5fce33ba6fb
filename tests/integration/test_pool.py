"""The pool with real processes: what a file does to its worker is that file's failure alone."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import msgspec
import psutil
import pytest

from graph.extract.request import Summary
from tests.integration.pool_work import SECRET, WORK
from tests.unit.test_watcher_backpressure import Memory
from watcher.backpressure import MemoryLimits, Reading
from watcher.pool import Pool, open_pool
from watcher.pool_task import Done, Failure, Limits, Parsed, PoolBroken, Priority, Reason, Task

LIMITS = Limits(wall_s=20, cpu_s=1, memory_bytes=1 << 30, size_bytes=1 << 20)
REPOSITORY = Path(__file__).parents[2]


class Endless(Memory):
    """A machine whose memory has no end."""

    def budget_bytes(self, limits: MemoryLimits) -> int:
        return 1 << 80


def task(text: str, priority: Priority = Priority.NORMAL) -> Task:
    return Task(text.encode(), None, priority, WORK)


def opened(workers: int = 2, limits: Limits = LIMITS) -> AbstractAsyncContextManager[Pool]:
    return open_pool(workers=workers, limits=limits, works=(WORK,), reader=Memory())


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    async with opened() as pool:
        yield pool


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Waits until the condition holds; a TimeoutError says that it did not."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # what is waited for is in other processes
            await asyncio.sleep(0.005)


async def answer(pool: Pool, text: str) -> object:
    done = await pool.call(task(text))
    assert isinstance(done, Done)
    return msgspec.msgpack.decode(done.value)


# -- P1, P2: one file fails, by name ------------------------------------------------------------------------------

POISONS = [
    ("segfault", Reason.CRASH, "the worker was killed by SIGSEGV"),
    ("kill SIGKILL", Reason.CRASH, "the worker was killed by SIGKILL"),
    ("kill SIGABRT", Reason.CRASH, "the worker was killed by SIGABRT"),
    ("exit 3", Reason.CRASH, "the worker exited with code 3"),
    ("exit 0", Reason.CRASH, "the worker exited without an answer"),
    ("loop", Reason.CPU, "more than 1 s of CPU time"),
    ("stuck", Reason.WALL, "not done after 1 s"),
    ("recurse", Reason.RECURSION, "recursion too deep at tests.integration.pool_work:"),
    ("allocate 1073741824", Reason.MEMORY, "the file needs more memory than a worker may have"),
]


@pytest.mark.parametrize(("poison", "reason", "detail"), POISONS)
async def test_p1_a_poison_file_fails_alone_and_the_pool_is_whole_again(
    poison: str, reason: Reason, detail: str
) -> None:
    wall_s = 1 if reason is Reason.WALL else LIMITS.wall_s
    async with opened(limits=replace(LIMITS, wall_s=wall_s)) as pool:
        await one_fails_alone(pool, poison, reason, detail)


async def one_fails_alone(pool: Pool, poison: str, reason: Reason, detail: str) -> None:
    tasks = [task(f"file {n}", Priority.BATCH) for n in range(60)]
    tasks.insert(20, task(poison, Priority.BATCH))
    answers = await asyncio.gather(*map(pool.call, tasks))
    failure = answers.pop(20)
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.strike) == (reason, True)
    assert failure.detail.startswith(detail)
    assert [one.value for one in answers if isinstance(one, Done)] == [
        msgspec.msgpack.encode(f"file {n}".encode()) for n in range(60)
    ]
    await until(lambda: len(pool.pids) == pool.workers and all(map(psutil.pid_exists, pool.pids)), seconds=2)
    figures = pool.metrics()
    assert (figures.done, figures.failures, figures.queued, figures.running) == (60, {reason: 1}, 0, 0)


async def test_p1_poison_on_all_workers_at_once_costs_only_the_poison(pool: Pool) -> None:
    texts = ["segfault", "exit 1", "kill SIGKILL", "recurse", "fine"] * 3
    answers = await asyncio.gather(*(pool.call(task(text)) for text in texts))
    assert [isinstance(one, Done) for one in answers] == [text == "fine" for text in texts]


async def test_p2_a_refusal_of_the_extractor_keeps_its_reason_and_is_no_strike(pool: Pool) -> None:
    for reason in (Reason.NESTING, Reason.STATEMENTS, Reason.BINARY):
        failure = await pool.call(task(f"refuse {reason}"))
        assert failure == Failure(reason, f"{reason} limit")
        assert isinstance(failure, Failure)
        assert failure.refused


async def test_p2_a_file_above_the_size_limit_never_reaches_a_worker(pool: Pool) -> None:
    failure = await pool.call(Task(b"x" * (LIMITS.size_bytes + 1), None, work=WORK))
    assert failure == Failure(Reason.SIZE, "1048577 bytes, 1048576 are allowed")
    assert pool.metrics().groups == 0


async def test_c4_a_bug_in_the_extractor_tells_its_place_but_no_text(pool: Pool) -> None:
    failure = await pool.call(task("raise"))
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.ERROR
    assert failure.detail.startswith("ValueError at tests.integration.pool_work:")
    failure = await pool.call(task("unencodable"))
    assert isinstance(failure, Failure)
    assert failure.detail.startswith("TypeError at ")


async def test_cpu_time_is_counted_for_each_file_by_itself() -> None:
    """RLIMIT_CPU counts over the life of a process: many files together may take more than one may."""
    async with opened(workers=1) as pool:
        for _ in range(4):
            assert isinstance(await pool.call(task("burn 0.5")), Done)
        assert pool.metrics().restarts == 0


# -- workers that end for no fault of a file ------------------------------------------------------------------------


async def test_p1_an_idle_worker_that_is_killed_is_replaced(pool: Pool) -> None:
    await until(lambda: len(pool.pids) == 2)
    before = set(pool.pids)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    await until(lambda: len(pool.pids) == 2 and not before & set(pool.pids), seconds=2)
    assert await answer(pool, "file") == b"file"
    assert not pool.metrics().failures


async def test_a_task_whose_worker_is_terminated_from_outside_is_run_again(pool: Pool, tmp_path: Path) -> None:
    running = asyncio.create_task(pool.call(task(f"wait {tmp_path}/go {tmp_path}/up")))
    await until((tmp_path / "up").exists)
    os.kill(int((tmp_path / "up").read_text()), signal.SIGTERM)
    (tmp_path / "go").touch()
    assert isinstance(await running, Done)


async def test_the_loss_of_the_fork_server_costs_no_file(pool: Pool, tmp_path: Path) -> None:
    running = asyncio.create_task(pool.call(task(f"wait {tmp_path}/go {tmp_path}/up")))
    await until((tmp_path / "up").exists)
    os.kill(psutil.Process(int((tmp_path / "up").read_text())).ppid(), signal.SIGKILL)
    (tmp_path / "go").touch()
    assert isinstance(await running, Done)


async def test_a_fork_server_that_stands_still_is_replaced() -> None:
    async with open_pool(workers=1, limits=LIMITS, works=(WORK,), reader=Memory(), start_s=1.0) as pool:
        assert await answer(pool, "file") == b"file"
        [worker] = pool.pids
        server = psutil.Process(worker).parent()
        assert server is not None
        server.suspend()
        os.kill(worker, signal.SIGKILL)
        await until(lambda: worker not in pool.pids)
        assert await answer(pool, "file") == b"file"
        assert not psutil.pid_exists(server.pid)


async def test_s4_a_pool_is_closed_while_its_fork_server_stands_still() -> None:
    async with open_pool(workers=1, limits=LIMITS, works=(WORK,), reader=Memory(), start_s=3_600) as pool:
        assert await answer(pool, "file") == b"file"
        [worker] = pool.pids
        server = psutil.Process(worker).parent()
        assert server is not None
        server.suspend()
        os.kill(worker, signal.SIGKILL)
        await until(lambda: worker not in pool.pids)
    assert server.status() == psutil.STATUS_ZOMBIE  # the next start would have reaped it


async def test_a_pool_that_cannot_start_workers_says_so() -> None:
    impossible = Limits(memory_bytes=1 << 70)
    async with open_pool(workers=1, limits=impossible, works=(WORK,), reader=Endless(), start_tries=2) as pool:
        with pytest.raises(PoolBroken, match="no worker can be started"):
            await pool.call(task("file"))
        with pytest.raises(PoolBroken):
            await pool.call(task("file"))
        await pool.room()


# -- order -----------------------------------------------------------------------------------------------------------


async def test_a_live_edit_overtakes_the_initial_load(tmp_path: Path) -> None:
    async with opened(workers=1) as pool:
        blocking = asyncio.create_task(pool.call(task(f"wait {tmp_path}/go {tmp_path}/up")))
        await until((tmp_path / "up").exists)
        ended: list[str] = []

        async def run(text: str, priority: Priority) -> None:
            assert isinstance(await pool.call(task(text, priority)), Done)
            ended.append(text)

        async with asyncio.TaskGroup() as group:
            for n in range(40):
                group.create_task(run(f"load {n}", Priority.BATCH))
            group.create_task(run("normal", Priority.NORMAL))
            group.create_task(run("edit", Priority.CRITICAL))
            await until(lambda: pool.metrics().queued == 42)
            (tmp_path / "go").touch()
        assert ended == ["edit", "normal", *(f"load {n}" for n in range(40))]
        await blocking


async def test_a_task_that_nobody_waits_for_any_more_is_not_run(tmp_path: Path) -> None:
    async with opened(workers=1) as pool:
        blocking = asyncio.create_task(pool.call(task(f"wait {tmp_path}/go {tmp_path}/up")))
        await until((tmp_path / "up").exists)
        unwanted = asyncio.create_task(pool.call(task(f"wait {tmp_path}/go {tmp_path}/ran")))
        await until(lambda: pool.metrics().queued == 1)
        unwanted.cancel()
        await until(lambda: pool.metrics().queued == 0)
        (tmp_path / "go").touch()
        await blocking
        assert await answer(pool, "file") == b"file"
        assert not (tmp_path / "ran").exists()


async def test_the_queue_has_room_again_when_work_was_handed_out(tmp_path: Path) -> None:
    async with opened(workers=1) as pool:
        blocking = asyncio.create_task(pool.call(task(f"wait {tmp_path}/go {tmp_path}/up")))
        await until((tmp_path / "up").exists)
        async with asyncio.TaskGroup() as group:
            for _ in range(1_000):
                group.create_task(pool.call(task("file")))
            await until(lambda: pool.metrics().queued == 1_000)
            room = group.create_task(pool.room())
            await asyncio.sleep(0)
            assert not room.done()
            (tmp_path / "go").touch()
            async with asyncio.timeout(5):
                await room
        await blocking


# -- back-pressure ---------------------------------------------------------------------------------------------------


async def test_p6_no_work_starts_above_the_limit_and_it_resumes_by_itself() -> None:
    memory = Memory(Reading(0.95, None, 0))
    async with open_pool(workers=2, limits=LIMITS, works=(WORK,), reader=memory) as pool:
        running = [asyncio.create_task(pool.call(task(f"file {n}"))) for n in range(10)]
        await until(lambda: pool.metrics().paused is not None)
        reads = memory.reads
        await until(lambda: memory.reads >= reads + 3)
        figures = pool.metrics()
        assert (figures.queued, figures.running, figures.done) == (10, 0, 0)
        memory.reading = Reading(0.5, None, 0)
        assert all(isinstance(one, Done) for one in await asyncio.gather(*running))
        assert pool.metrics().paused is None
        assert pool.metrics().paused_seconds > 0.1


# -- the end ---------------------------------------------------------------------------------------------------------


async def test_closing_lets_running_work_end_and_answers_the_rest(tmp_path: Path) -> None:
    async with opened(workers=1) as pool:
        running = asyncio.create_task(pool.call(task(f"wait {tmp_path}/go {tmp_path}/up")))
        await until((tmp_path / "up").exists)
        waiting = asyncio.create_task(pool.call(task("file")))
        await until(lambda: pool.metrics().queued == 1)
        closing = asyncio.create_task(pool.close(grace_s=5))
        stopped = await waiting
        assert isinstance(stopped, Failure)
        assert (stopped.reason, stopped.strike, stopped.transient) == (Reason.STOPPED, False, True)
        assert not running.done()
        (tmp_path / "go").touch()
        assert isinstance(await running, Done)
        await closing


async def test_closing_cuts_off_what_does_not_end_in_time(tmp_path: Path) -> None:
    async with opened(workers=2) as pool:
        running = asyncio.create_task(pool.call(task(f"wait {tmp_path}/never {tmp_path}/up")))
        await until((tmp_path / "up").exists)
        pids = pool.pids
        await pool.close(grace_s=0.05)
        stopped = await running
        assert isinstance(stopped, Failure)
        assert stopped.reason is Reason.STOPPED
        await until(lambda: not any(map(psutil.pid_exists, pids)))
        await pool.close(grace_s=0.05)
        late = await pool.call(task("file"))
        assert isinstance(late, Failure)
        assert late.reason is Reason.STOPPED


# -- what a worker is ------------------------------------------------------------------------------------------------


async def test_a_real_answer_is_decoded(pool: Pool) -> None:
    parsed = await pool.run(Task(b"facts", None, work="tests.integration.pool_work:facts"))
    assert isinstance(parsed, Parsed)
    assert (parsed.extracted.facts, parsed.extracted.summary) == (b"facts", Summary("tsql", (1, 0, 0, 0)))
    assert parsed.seconds >= 0


DAEMON = """
import asyncio, json, sys
import neo4j, typer
import msgspec
from watcher.pool import open_pool
from watcher.pool_task import Limits, Task

async def main():
    async with open_pool(workers=2, works=(WORK,), limits=Limits(wall_s=60, cpu_s=60)) as pool:
        for verb in VERBS:
            done = await pool.call(Task(verb, None, work=WORK))
            print(json.dumps(msgspec.msgpack.decode(done.value) if hasattr(done, "value") else str(done), default=repr))
        sys.stdout.flush()
        if STAY:
            stuck = asyncio.create_task(pool.call(Task(b"stuck", None, work=WORK)))
            while pool.metrics().running == 0 or len(pool.pids) < 2:
                await asyncio.sleep(0.01)
            print("stays", flush=True)
            await stuck

if __name__ in ("__main__", "__mp_main__"):
    if __name__ == "__mp_main__":
        raise SystemExit("the daemon's script ran in a worker")
    asyncio.run(main())
"""


def daemon(tmp_path: Path, *verbs: bytes, stay: bool = False) -> subprocess.Popen[str]:
    """A process with a pool, started like a console script, in a folder with a stranger's modules."""
    script = tmp_path / "bin" / "daemon"
    script.parent.mkdir()
    script.write_text(f"WORK, VERBS, STAY = {WORK!r}, {verbs!r}, {stay!r}\n{DAEMON}")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("graph", "watcher", "msgspec", "sqlglot"):
        (elsewhere / f"{name}.py").write_text(f"open({str(tmp_path / 'trap')!r}, 'w')")
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NOTIFY_SOCKET": "/run/systemd/notify"}
    return subprocess.Popen(
        [sys.executable, str(script)],
        cwd=elsewhere,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_worker_has_the_parser_but_nothing_of_the_daemon(tmp_path: Path) -> None:
    """S3 (NOTIFY_SOCKET), C4 (logs of the parser), and no module of whatever folder the daemon was started in."""
    process = daemon(tmp_path, b"modules", b"environ", b"log", b"raise", b"signals")
    output, _ = process.communicate(timeout=30)
    modules, environ, _, _, signals = map(json.loads, output.splitlines())
    assert {"watcher.pool_preload", "tests.integration.pool_work"} <= set(modules)
    assert not {"neo4j", "typer", "aiosqlite", "watcher.pool", "watcher.cli"} & set(modules)
    assert "NOTIFY_SOCKET" not in environ
    assert signals == [str(signal.SIG_IGN), str(signal.SIG_DFL)]
    assert SECRET not in output
    assert not (tmp_path / "trap").exists()


def test_kill_9_of_the_daemon_leaves_no_process(tmp_path: Path) -> None:
    """One worker is idle, the other hangs in compiled code; the fork server and all the rest go too."""
    process = daemon(tmp_path, b"modules", stay=True)
    assert process.stdout is not None
    while (line := process.stdout.readline()) != "stays\n":
        assert line, "the daemon ended early"
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 4, "two workers, fork server, resource tracker"
    process.kill()
    process.communicate(timeout=10)
    _, alive = psutil.wait_procs(children, timeout=5)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
