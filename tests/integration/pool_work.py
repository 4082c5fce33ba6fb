"""Work for the pool's tests: what a file can do to its worker, by the words it is made of. Runs in the child."""

import ctypes
import logging
import os
import signal
import sys
import time
from pathlib import Path

import sqlglot

from graph.extract.request import Extracted, LimitExceeded, Summary

WORK = "tests.integration.pool_work:work"
SECRET = "canary-7f3a"
"""A word that must not come out."""


def work(data: bytes, request: object) -> object:
    """Does what the bytes say; otherwise answers with them."""
    verb, _, rest = data.partition(b" ")
    match verb:
        case b"segfault":
            ctypes.string_at(0)
        case b"exit":
            os._exit(int(rest))
        case b"kill":
            os.kill(os.getpid(), getattr(signal, rest.decode()))
            time.sleep(60)
        case b"loop":
            while True:
                pass
        case b"stuck":
            # Like compiled code: neither the interpreter's signal handlers nor its threads ever get a turn.
            ctypes.PyDLL(None).pause()
            while True:
                ctypes.PyDLL(None).pause()
        case b"recurse":
            return work(data, request)
        case b"allocate":
            return len(bytearray(int(rest)))
        case b"refuse":
            raise LimitExceeded(rest.decode(), f"{rest.decode()} limit")
        case b"raise":
            raise ValueError(SECRET)
        case b"unencodable":
            return object()
        case b"burn":
            until = time.process_time() + float(rest)
            while time.process_time() < until:
                pass
        case b"wait":
            _wait_for(*rest.decode().split())
        case b"modules":
            return sorted(sys.modules)
        case b"environ":
            return dict(os.environ)
        case b"signals":
            return [str(signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
        case b"log":
            logging.getLogger("sqlglot").warning(SECRET)
            print(SECRET)
            sys.stdout.flush()
    return data


def facts(data: bytes, request: object) -> Extracted:
    """The shape of a real extraction's answer."""
    return Extracted(data, b"", Summary("tsql", (1, 0, 0, 0)))


def parse(data: bytes, request: object) -> int:
    """A bare parse, statement texts included."""
    try:
        return len(sqlglot.parse(data.decode("utf-8", "replace"), dialect=str(request)))
    except sqlglot.errors.SqlglotError:
        return -1


def _wait_for(go: str, up: str) -> None:
    """Writes the pid to `up`, returns once there is `go`."""
    part = Path(f"{up}.part")
    part.write_text(str(os.getpid()))
    part.rename(up)
    while not Path(go).exists():
        time.sleep(0.005)
