"""The unit as it is shipped, under a real service manager (S1-S5, N7): what systemd does belongs to the promise."""

import json
from collections.abc import Iterator

import pytest

from tests.service_manager import FILES, ROOT, UNIT, NoManager, ServiceManager

DDL = "CREATE TABLE raw.orders (id int, amount int);\n"
VIEW = "CREATE VIEW stage.orders{0} AS SELECT id, amount + {0} AS amount FROM raw.orders;\n"
SOON = "[Service]\nRestartSec=0.1\nWatchdogSec=3\n"
MANY = f"for n in $(seq 400); do echo 'INSERT INTO mart.m SELECT id FROM raw.orders;' > {FILES}/load$n.sql; done"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def machine() -> Iterator[ServiceManager]:
    try:
        manager = ServiceManager().__enter__()
    except NoManager as error:
        pytest.skip(f"the service was NOT tried under a service manager: {error}")
    try:
        manager.write(f"/etc/systemd/system/{UNIT}.d/soon.conf", SOON)
        manager.systemctl("daemon-reload")
        yield manager
    finally:
        manager.close()


@pytest.fixture
def manager(machine: ServiceManager) -> Iterator[ServiceManager]:
    """The service is stopped, and there is one file."""
    machine.run("sh", "-c", f"rm -rf {FILES}/*")
    machine.write(f"{FILES}/raw.sql", DDL)
    yield machine
    machine.systemctl("stop", UNIT)
    machine.systemctl("reset-failed", code=None)


def in_step(manager: ServiceManager) -> None:
    """All that is on disk is in the graph, and nothing else is."""
    manager.until("ActiveState", "active")
    manager.lineaged("wait", "--timeout", "60")
    manager.lineaged("verify")


def nothing_left_to_write(manager: ServiceManager) -> bool:
    """Once the service has ended, a pass by hand writes no row."""
    said = manager.lineaged("sync", FILES, "--json")
    metrics = json.loads(said.splitlines()[-1])["metrics"]
    return bool(metrics["nodes_written_total"] + metrics["edges_written_total"] == 0)


def signal(manager: ServiceManager, name: str) -> None:
    manager.run("kill", f"-{name}", manager.show("MainPID"))


def test_s1_it_is_active_when_it_is_ready_and_says_what_it_does(manager: ServiceManager) -> None:
    manager.systemctl("start", UNIT)
    assert manager.show("ActiveState") == "active"
    assert "files to go" in manager.show("StatusText")
    in_step(manager)
    assert "raw.orders" in manager.lineaged("downstream", "raw.orders")


def test_s3_it_works_in_its_sandbox(manager: ServiceManager) -> None:
    manager.systemctl("start", UNIT)
    in_step(manager)
    said = manager.run("cat", f"/proc/{manager.show('MainPID')}/status")
    shown = dict(line.split(":\t", 1) for line in said.splitlines() if ":\t" in line)
    assert (shown["NoNewPrivs"], shown["Seccomp"], int(shown["CapEff"], 16)) == ("1", "2", 0)
    assert not shown["Uid"].startswith("0")


def test_n7_what_is_killed_comes_back_and_is_in_step(manager: ServiceManager) -> None:
    manager.systemctl("start", UNIT)
    in_step(manager)
    manager.write(f"{FILES}/view.sql", VIEW.format(1))
    signal(manager, "KILL")
    manager.until("NRestarts", "1")
    in_step(manager)
    assert "stage.orders1" in manager.lineaged("downstream", "raw.orders")
    manager.systemctl("stop", UNIT)
    assert nothing_left_to_write(manager)


def test_restarts_without_end_are_harmless(manager: ServiceManager) -> None:
    """Killed as soon as it is there, under changes: the manager never gives up, and nothing is lost."""
    manager.systemctl("start", UNIT)
    for number in range(8):
        manager.write(f"{FILES}/view{number}.sql", VIEW.format(number))
        signal(manager, "KILL")
        manager.until("NRestarts", str(number + 1))
        manager.until("ActiveState", "active")
    in_step(manager)
    manager.systemctl("stop", UNIT)
    assert manager.show("Result") == "success"
    assert nothing_left_to_write(manager)


def test_s2_what_stands_still_is_restarted(manager: ServiceManager) -> None:
    manager.systemctl("start", UNIT)
    in_step(manager)
    signal(manager, "STOP")
    manager.until("NRestarts", "1")
    in_step(manager)


def test_s4_it_ends_in_order_under_load_and_loses_nothing(manager: ServiceManager) -> None:
    manager.systemctl("start", UNIT)
    manager.run("sh", "-c", MANY)
    manager.systemctl("stop", UNIT)
    assert (manager.show("Result"), manager.show("ExecMainStatus")) == ("success", "0")
    manager.systemctl("start", UNIT)
    in_step(manager)
    manager.systemctl("stop", UNIT)
    assert nothing_left_to_write(manager)


def test_s4_a_reload_reads_the_settings_and_sweeps(manager: ServiceManager) -> None:
    manager.systemctl("start", UNIT)
    pid = manager.show("MainPID")
    manager.systemctl("reload", UNIT)
    in_step(manager)
    assert manager.show("MainPID") == pid
    assert "settings reloaded" in manager.journal()


def test_s5_a_second_service_on_the_state_is_refused_and_not_tried_again(manager: ServiceManager) -> None:
    manager.systemctl("start", UNIT)
    second = "second.service"
    manager.run("sh", "-c", f"cp -r /etc/systemd/system/{UNIT} /etc/systemd/system/{second}")
    manager.systemctl("daemon-reload")
    manager.systemctl("start", second, code=1)
    shown = manager.systemctl("show", second, "--property", "ActiveState,NRestarts,ExecMainStatus")
    assert sorted(shown.split()) == ["ActiveState=failed", "ExecMainStatus=4", "NRestarts=0"]
    in_step(manager)


def test_s1_c5_it_is_ready_while_the_graph_is_away_and_shows_its_password_to_nobody(manager: ServiceManager) -> None:
    settings, drop_in = "/etc/lineaged/lineaged.env", f"/etc/systemd/system/{UNIT}.d/neo4j.conf"
    before = manager.run("cat", settings)
    manager.write("/etc/lineaged/graph-password", "canary-in-a-credential")
    manager.run("chmod", "0600", "/etc/lineaged/graph-password")
    manager.write(drop_in, (ROOT / "systemd" / "drop-ins" / "neo4j.conf").read_text())
    manager.write(settings, before + "LINEAGED_GRAPH=neo4j://127.0.0.1:7687\n")
    manager.systemctl("daemon-reload")
    manager.systemctl("start", UNIT)
    said = manager.lineaged("status")
    assert "degraded" in said and "graph cannot be reached" in said
    process = f"/proc/{manager.show('MainPID')}"
    told = manager.run("cat", f"{process}/environ", f"{process}/cmdline")
    assert "CREDENTIALS_DIRECTORY" in told
    assert "canary" not in told + said + manager.journal()
    manager.run("rm", drop_in, "/etc/lineaged/graph-password")
    manager.write(settings, before)
    manager.systemctl("daemon-reload")


def test_a_wrong_setting_ends_it_until_somebody_acts(manager: ServiceManager) -> None:
    right = manager.run("cat", "/etc/lineaged/lineaged.env")
    manager.write("/etc/lineaged/lineaged.env", right + "LINEAGED_WORKERS=none\n")
    manager.systemctl("start", UNIT, code=1)
    assert (manager.show("ActiveState"), manager.show("NRestarts")) == ("failed", "0")
    assert "LINEAGED_WORKERS" in manager.journal()
    manager.write("/etc/lineaged/lineaged.env", right)
    manager.systemctl("start", UNIT)
    in_step(manager)
