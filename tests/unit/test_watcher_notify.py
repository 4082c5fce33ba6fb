"""What systemd is told, over a real datagram socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from watcher.notify import Notifier, take_notifier


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def test_a_message_is_one_datagram_of_lines(manager: socket.socket) -> None:
    """S1."""
    assert Notifier(manager.getsockname()).send(READY=1, STATUS="12 files to go\nWATCHDOG=trigger")
    assert manager.recv(1024) == b"READY=1\nSTATUS=12 files to go WATCHDOG=trigger"


def test_the_abstract_name_space_is_understood() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0lineaged-test-{os.getpid()}")
        listening.settimeout(5)
        assert take_notifier({"NOTIFY_SOCKET": f"@lineaged-test-{os.getpid()}"}).send(STOPPING=1)
        assert listening.recv(1024) == b"STOPPING=1"


def test_nobody_listening_is_no_error(tmp_path: Path) -> None:
    assert Notifier().send(READY=1) is False
    assert Notifier(str(tmp_path / "nobody")).send(READY=1) is False


def test_children_do_not_inherit_the_socket() -> None:
    """S3."""
    environ = {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid()), "LANG": "C"}
    assert take_notifier(environ) == Notifier("/run/x", 30.0)
    assert environ == {"LANG": "C"}


@pytest.mark.parametrize(
    "environ", [{}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "5", "WATCHDOG_PID": "1"}]
)
def test_a_watchdog_that_is_not_ours_is_none(environ: dict[str, str]) -> None:
    """S2."""
    assert take_notifier(environ).watchdog_s is None
