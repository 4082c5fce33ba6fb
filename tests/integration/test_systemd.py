"""The unit as systemd reads it, and what its sandbox asks of our dependencies (S1-S4)."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "systemd" / "lineaged.service"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here: the unit was NOT checked"
)


def _analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def _unit() -> dict[str, list[str]]:
    """Every key of [Service] with its values in order; a key may stand several times."""
    said: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"(\w+)=(.*)", line):
            said.setdefault(match[1], []).append(match[2])
    return said


@needs_systemd
@pytest.mark.parametrize("drop_ins", [(), ("neo4j.conf",)])
def test_the_unit_is_clean(tmp_path: Path, drop_ins: tuple[str, ...]) -> None:
    """S3. The command's place differs from machine to machine, so a program that is surely there stands in for it."""
    text = UNIT.read_text(encoding="utf-8").replace("/opt/lineaged/bin/lineaged", "/bin/true")
    (tmp_path / UNIT.name).write_text(text, encoding="utf-8")
    (tmp_path / f"{UNIT.name}.d").mkdir()
    for name in drop_ins:
        shutil.copy(ROOT / "systemd" / "drop-ins" / name, tmp_path / f"{UNIT.name}.d")
    done = _analyze("verify", tmp_path / UNIT.name)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_systemd
def test_the_sandbox_leaves_little_exposed() -> None:
    """S3: at most 1.5 of 10."""
    done = _analyze("security", "--offline=true", "--threshold=15", UNIT)
    exposure = re.search(r"exposure level for lineaged.service: ([\d.]+)", done.stdout)
    assert exposure is not None, done.stdout + done.stderr
    assert float(exposure[1]) <= 1.5
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Type", "notify"),
        ("NotifyAccess", "main"),
        ("OOMPolicy", "continue"),
        ("KillMode", "mixed"),
        ("Restart", "always"),
        ("StateDirectory", "lineaged"),
        ("ExecReload", "/bin/kill -HUP $MAINPID"),
    ],
)
def test_the_unit_keeps_the_service_s_promises(key: str, value: str) -> None:
    """S1, S2, S4."""
    assert _unit()[key] == [value]


def test_the_unit_does_not_blind_back_pressure() -> None:
    """S3: ProcSubset=pid takes away /proc/meminfo, which psutil reads."""
    assert "ProcSubset" not in _unit()


def test_the_unit_gives_the_daemon_time_to_drain_and_a_watchdog() -> None:
    """S2, S4."""
    assert int(_unit()["TimeoutStopSec"][0]) > 10
    assert int(_unit()["WatchdogSec"][0]) >= 10


def test_the_drop_ins_are_sections_of_a_unit() -> None:
    for path in sorted((ROOT / "systemd" / "drop-ins").glob("*.conf")):
        parser = configparser.ConfigParser(strict=True)
        parser.read(path, encoding="utf-8")
        assert parser.sections() == ["Service"], path.name


def test_no_password_stands_in_anything_that_is_shipped() -> None:
    """C5."""
    for path in sorted((ROOT / "systemd").rglob("*")):
        if path.is_file():
            said = [line for line in path.read_text(encoding="utf-8").splitlines() if re.match(r"\s*[^#]", line)]
            assert not [line for line in said if re.search(r"password\s*[=:]\s*[^\s/]", line, re.IGNORECASE)], path.name


_DENY_WRITE_EXECUTE = """
import ctypes, multiprocessing, sys
libc = ctypes.CDLL(None, use_errno=True)
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
if libc.prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0):
    sys.exit(77)
import aiosqlite, msgspec, neo4j, pebble, psutil, pydantic_core, sqlglot, uvloop, watchdog.observers

async def five():
    return 5

if __name__ == "__main__":
    with pebble.ProcessPool(1, context=multiprocessing.get_context("forkserver")) as pool:
        assert pool.schedule(len, args=[[1, 2, 3]], timeout=30).result() == 3
    ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 1)()
    assert sqlglot.parse_one("SELECT a FROM t").sql() == "SELECT a FROM t"
    assert uvloop.run(five()) == 5
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_compiled_dependencies_live_without_writable_code(tmp_path: Path) -> None:
    """S3: what MemoryDenyWriteExecute= forbids, asked for by prctl(2)."""
    script = tmp_path / "deny.py"
    script.write_text(_DENY_WRITE_EXECUTE, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode == 77:
        pytest.skip("the kernel is older than 6.3: MemoryDenyWriteExecute was NOT tried")
    assert (done.returncode, done.stderr) == (0, "")
