"""Work for the pool's tests: what a file can do to its worker, by the words it is made of. Runs in the child."""

import ctypes
import os
import signal
import sys
import time

from graph.extract.request import Extracted, LimitExceeded, Summary

WORK = "tests.integration.pool_work:work"
SECRET = "canary-7f3a"  # noqa: S105  # a word that must not come out


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
        case b"wait":
            _wait_for(rest.decode())
        case b"modules":
            return sorted(sys.modules)
        case b"environ":
            return dict(os.environ)
        case b"pids":
            return [os.getpid(), os.getppid()]
        case b"log":
            import logging

            logging.getLogger("sqlglot").warning(SECRET)
            print(SECRET)
            sys.stdout.flush()
    return data


def facts(data: bytes, request: object) -> Extracted:
    """The shape of a real extraction's answer."""
    return Extracted(data, b"", Summary("tsql", (1, 0, 0, 0)))


def parse(data: bytes, request: object) -> int:
    """A bare parse, statement texts included."""
    import sqlglot

    try:
        return len(sqlglot.parse(data.decode("utf-8", "replace"), dialect=str(request)))
    except sqlglot.errors.SqlglotError:
        return -1


def _wait_for(path: str) -> None:
    while not os.path.exists(path):
        time.sleep(0.01)
