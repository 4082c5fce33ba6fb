"""A real Neo4j for the tests: the server given by LINEAGED_TEST_NEO4J_URI, else one of our own from its jars.

`Neo4jServer` is a context manager with `stop()`, `start()` and `kill()` for outage tests. By hand:
`python -m tests.neo4j_server --port N` runs one in the foreground until SIGTERM or SIGINT.
"""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

VERSION = "5.26.16"
_START_S = 90.0  # 6 s on an idle machine; tests share theirs
_STOP_S = 30.0
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>lineaged.tests</groupId><artifactId>neo4j</artifactId><version>1</version>
<dependencies><dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version>
</dependency></dependencies></project>
"""
_CONF = """dbms.security.auth_enabled={auth}
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=256m
dbms.usage_report.enabled=false
db.tx_log.preallocate=false
{extra}
"""
_JAVA = (
    *("-Xms512m", "-Xmx1g", "-XX:+UseG1GC", "-Dlog4j2.disable.jmx=true"),
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")),
)
_QUICK = "-XX:TieredStopAtLevel=1"  # tests run each query few times: a third of the time, start included


class NoServer(Exception):
    """This machine cannot run Neo4j; the text says what is missing."""


class Neo4jServer:
    """One server of our own, with data in a temporary home that goes with it. `auth`: users must log in (`neo4j`, whose
    first password `neo4j` has to be changed before anything else). `conf`: further lines of neo4j.conf. `quick`: up
    soon and slower in the long run."""

    def __init__(self, *, port: int | None = None, auth: bool = False, conf: str = "", quick: bool = True) -> None:
        self.port = port or _free_port()
        self.uri = f"bolt://127.0.0.1:{self.port}"
        self._conf = _CONF.format(port=self.port, auth=str(auth).lower(), extra=conf)
        self._java_options = (*_JAVA, *([_QUICK] if quick else []))
        self._home = Path(tempfile.mkdtemp(prefix="lineaged-neo4j-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._guardian: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._settle()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Of the server's process. For SIGSTOP and SIGCONT."""
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def start(self) -> None:
        """Start and return once it answers. Data from before a stop or kill is there again."""
        command = [_java(), *self._java_options, "-cp", f"{_jars()}/*", "org.neo4j.server.CommunityEntryPoint"]
        command += [f"--home-dir={self._home}", f"--config-dir={self._home / 'conf'}", "--console-mode"]
        with (self._home / "console.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self._guardian = _guard(self._process.pid)
        deadline = time.monotonic() + _START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise NoServer(f"Neo4j did not start:\n{(self._home / 'console.log').read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it in order (SIGTERM), and by force if that takes too long."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would (SIGKILL)."""
        self._end(signal.SIGKILL)

    def copy_data(self, place: Path) -> None:
        """What its disk holds now. To be taken while it is down; after a `kill` it is what a crash leaves."""
        shutil.copytree(self._home / "data", place)

    def restore_data(self, place: Path) -> None:
        """Go back to a copy. While it is down."""
        shutil.rmtree(self._home / "data")
        shutil.copytree(place, self._home / "data")

    def close(self) -> None:
        """Kill it and remove its data. May be repeated."""
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGCONT)  # a test may have stopped it
        self._process.send_signal(number)
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        if self._guardian is not None:
            self._guardian.kill()
            self._guardian.communicate()

    def _settle(self) -> None:
        conf = self._home / "conf"
        conf.mkdir()
        (conf / "neo4j.conf").write_text(self._conf)

    def _answers(self) -> bool:
        """The Bolt handshake is answered, which is the last thing that a start brings up."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as bolt:
                bolt.settimeout(5)
                bolt.sendall(bytes.fromhex("6060b01700000005000000000000000000000000"))
                return len(bolt.recv(4)) == 4
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _guard(pid: int) -> subprocess.Popen[bytes]:
    """Kills `pid` once this process is gone, however it went: then nobody holds the other end of its input."""
    return subprocess.Popen(["sh", "-c", f"cat; kill -9 {pid}"], stdin=subprocess.PIPE, start_new_session=True)


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        raise NoServer("no `java` on the PATH (17 or newer), and LINEAGED_TEST_NEO4J_URI is not set")
    return java


def _jars() -> Path:
    """The server's jars, fetched once by Maven and kept in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    jars = cache / "lineaged-tests" / f"neo4j-{VERSION}"
    if not jars.is_dir():
        _fetch(jars)
    return jars


def _fetch(jars: Path) -> None:
    if shutil.which("mvn") is None:
        raise NoServer(f"no Neo4j jars in {jars}, and no `mvn` on the PATH to fetch them")
    jars.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=jars.parent) as work:
        (Path(work) / "pom.xml").write_text(_POM)
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime"]
        command += [f"-DoutputDirectory={work}/lib"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True)
        if done.returncode:
            raise NoServer(f"mvn cannot fetch Neo4j: {done.stdout[-1000:]}")
        with contextlib.suppress(OSError):  # somebody else was first: theirs is as good
            (Path(work) / "lib").rename(jars)


def pytest_configure(config: pytest.Config) -> None:
    """With xdist, tests of one group share one worker, and so one server."""
    if getattr(config.option, "dist", None) == "load":
        config.option.dist = "loadgroup"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"neo4j_uri", "neo4j_server"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("neo4j")
        if item.get_closest_marker("neo4j"):
            item.add_marker(pytest.mark.xdist_group("neo4j"))


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """The server of this test run, our own: it may be stopped if it is started again. Skips where none can run."""
    try:
        server = Neo4jServer().__enter__()
    except NoServer as error:
        pytest.skip(f"no Neo4j: {error}")
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def neo4j_uri(request: pytest.FixtureRequest) -> str:
    """Where the tests' Neo4j answers. Its default database is emptied by the tests."""
    given = os.environ.get("LINEAGED_TEST_NEO4J_URI")
    return given or str(request.getfixturevalue("neo4j_server").uri)


def main() -> None:
    """Run a server in the foreground until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m tests.neo4j_server", description=main.__doc__)
    parser.add_argument("--port", type=int, help="of Bolt; a free one if not given")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        with Neo4jServer(port=parser.parse_args().port, quick=False) as server:
            print(server.uri, flush=True)
            ended.wait()
    except NoServer as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
