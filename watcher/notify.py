"""The door: what systemd is told. The protocol is one datagram of NAME=value lines (sd_notify(3))."""

import os
import socket
from collections.abc import MutableMapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notifier:
    """Tells the service manager how we are; `address` "" = nobody wants to know. Never raises, never blocks."""

    address: str = ""
    watchdog_s: float | None = None  # we are restarted if WATCHDOG=1 stays away so long; None = no watchdog

    def send(self, **said: str | int) -> bool:
        """`send(READY=1, STATUS="12 files to go")`. True if it was handed over."""
        if not self.address:
            return False
        message = "\n".join(f"{name}={str(value).translate(_ONE_LINE)}" for name, value in said.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as out:
                out.sendto(message.encode("utf-8", "backslashreplace"), self.address)
        except OSError:  # the manager is restarting, or its queue is full: the next message says it again
            return False
        return True


_ONE_LINE = {ord("\n"): " ", ord("\r"): " "}


def take_notifier(environ: MutableMapping[str, str]) -> Notifier:
    """The notifier that the environment asks for. Takes its variables out, so that no child can speak for us."""
    address = environ.pop("NOTIFY_SOCKET", "")
    watchdog_us, watchdog_pid = environ.pop("WATCHDOG_USEC", ""), environ.pop("WATCHDOG_PID", "")
    ours = watchdog_us.isdigit() and watchdog_pid in ("", str(os.getpid()))
    if address.startswith("@"):  # the abstract name space
        address = "\0" + address[1:]
    return Notifier(address, int(watchdog_us) / 1e6 if ours and int(watchdog_us) else None)
