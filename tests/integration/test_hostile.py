"""Files that nobody means well with, beside honest ones, all the way through the installed command and both stores."""

import ast
import json
import os
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.hostile import (
    HONEST,
    NAMES,
    SECRET,
    SECRET_STATEMENTS,
    honest,
    hostile_files,
    naming,
    write_sparse,
)
from tests.integration.command import Command
from tests.integration.keeping import Keep
from tests.integration.store_graphs import cypher

# By hand: LINEAGED_TEST_HOSTILE_FILES=2000 LINEAGED_TEST_HOSTILE_SEED=5 python -m pytest --timeout 900 …
FILES = int(os.environ.get("LINEAGED_TEST_HOSTILE_FILES", "39"))
SEED = int(os.environ.get("LINEAGED_TEST_HOSTILE_SEED", "11"))


def crowd(count: int) -> dict[str, bytes]:
    """So many hostile files by path, and every name and every secret."""
    found = dict(hostile_files(SEED, count, most=1_000_000 if FILES > 200 else 2_000))
    found |= {f"names/{at}.sql": naming(name).encode() for at, name in enumerate(NAMES)}
    found["names/long.sql"] = f"CREATE TABLE {'n' * 1_000_000} (a int);".encode()
    found |= {f"secrets/{at}.sql": part for at, part in enumerate(secret_scripts())}
    return found


def secret_scripts() -> Iterable[bytes]:
    for marks in ("-- GO\nGO\n", "SELECT a::int;\n", "SELECT `a`;\n", "SELECT NVL(a, b) FROM dual;\n"):
        for at in range(0, len(SECRET_STATEMENTS), 60):
            yield (marks + ";\n".join(SECRET_STATEMENTS[at : at + 60])).encode()


def files_of(dump: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The properties of File nodes by path."""
    nodes = (json.loads(line) for line in dump if '"node":"File"' in line)
    return {node["props"]["path"]: node["props"] for node in nodes}


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def graph(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment that names the store, which is empty."""
    if request.param == "sqlite":
        return {}
    uri = request.getfixturevalue("neo4j_uri")
    await cypher(uri, "MATCH (n) DETACH DELETE n")
    return {"LINEAGED_GRAPH": uri}


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_p1_hostile_files_cost_themselves_alone_and_show_no_secret(tmp_path: Path, graph: dict[str, str]) -> None:
    """P1, P2, P3, C1, C4: neighbours have the graph that they have alone; each hostile file is in the graph or a dead
    letter with its reason; no output and no file of ours holds a secret."""
    alone = Command(tmp_path / "alone")
    alone.write({f"r/{path}": text for path, text in HONEST.items()})
    alone.run("sync", "r")
    expected = alone.run("dump").stdout.splitlines()

    both = Command(tmp_path / "both", env={"LINEAGED_WORKERS": "2", **graph}, patience_s=110)
    hostile = crowd(FILES // 3 if graph else FILES)  # a server takes its time
    both.write({f"r/{path}": text for path, text in (HONEST | hostile).items()})
    write_sparse(both.folder / "r/sparse.sql")
    synced = both.run("sync", "r", "-v", "--log-format", "json", code=1)
    dumped = both.run("dump")
    found = dumped.stdout.splitlines()
    assert honest(found) == honest(expected)
    assert {*expected} <= {*found}

    files = files_of(found)
    assert files.keys() == {*HONEST, *hostile, "sparse.sql"}
    assert all(one["status"] == "ok" or one["reason"] for one in files.values())
    listed, covered = both.run("dead-letters", "list", "--json"), both.run("coverage", "--json")
    letters = {one["path"]: one["reason"] for one in json.loads(listed.stdout)["dead_letters"]}
    assert letters == {path: one["reason"] for path, one in files.items() if one["status"] != "ok"}
    assert {*letters.values()} <= {"binary", "nesting", "size", "statements"}

    shown = "".join(one.stdout + one.stderr for one in (synced, dumped, listed, covered))
    assert SECRET.lower() not in shown.lower()
    assert_not_stored(both.state_dir)
    assert both.rows_written("r", code=1) == 0


def test_c4_a_report_of_secrets_shows_none(tmp_path: Path) -> None:
    """Nor what is said on the way."""
    command = Command(tmp_path)
    command.write({f"{at}.sql": part for at, part in enumerate(secret_scripts())})
    ended = command.run("parse", *sorted(path.name for path in tmp_path.glob("*.sql")), "--json", "-vv")
    assert SECRET.lower() not in (ended.stdout + ended.stderr).lower()


def assert_not_stored(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            assert SECRET.lower().encode() not in path.read_bytes().lower(), path.name


# --- texts that SQLite is sent ---------------------------------------------------------------------------------------


def closed_texts() -> frozenset[str]:
    """Every text that stands in the modules that speak SQL, put together of constants alone as they are loaded."""
    import cache.disposable
    import cache.parse_cache
    import cache.parse_cache_schema
    import cache.state
    import cache.state_schema
    import graph.store.sqlite
    import graph.store.sqlite_connection
    import graph.store.sqlite_rows

    modules = (
        *(cache.disposable, cache.parse_cache, cache.parse_cache_schema, cache.state, cache.state_schema),
        *(graph.store.sqlite, graph.store.sqlite_connection, graph.store.sqlite_rows),
    )
    found: set[str] = set()
    for module in modules:
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        found |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        for value in vars(module).values():
            texts = (one for one in (value.values() if isinstance(value, dict) else [value]) if isinstance(one, str))
            found |= {part for text in texts for part in (text, *text.split(";\n"))}
    return frozenset(found)


_MARKS = re.compile(r"(\?,)*\?(?=\))")
_PRAGMA = re.compile(r"PRAGMA \w+(\s*=\s*-?\w+|\(\w+\))?")


class Observed(sqlite3.Connection):
    """Remembers the texts that it is sent, without their parameters."""

    sent: ClassVar[set[str]] = set()

    def execute(self, text: str, *more: Any) -> sqlite3.Cursor:
        self.sent.add(text)
        return super().execute(text, *more)

    def executemany(self, text: str, *more: Any) -> sqlite3.Cursor:
        self.sent.add(text)
        return super().executemany(text, *more)

    def executescript(self, text: str) -> sqlite3.Cursor:
        self.sent.add(text)
        return super().executescript(text)


async def test_c1_the_texts_that_sqlite_is_sent_are_a_closed_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of graph, state and cache, whatever names and contents files have."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, factory=Observed, **named))
    Observed.sent = set()
    keep = Keep(tmp_path / "r'`", tmp_path / "state")
    keep.write(HONEST | {f"names/{at}.sql": naming(name) for at, name in enumerate(NAMES)} | {"bad.sql": b"\0" * 99})
    keep.write({f"{name.replace('/', '')[:80]}.sql": naming(name) for name in NAMES if "\0" not in name})
    await keep.sync()
    keep.rename("names/1.sql", "names/renamed.sql")
    keep.remove("names/2.sql", "bad.sql")
    await keep.sync()
    await keep.dump()
    closed = closed_texts()
    sent = {text if text in closed else _MARKS.sub("{}", text) for text in Observed.sent}
    assert len(sent) > 40
    assert {text for text in sent - closed if not _PRAGMA.fullmatch(text)} == set()


# --- names of folders and files --------------------------------------------------------------------------------------


def test_w10_a_root_of_any_name_is_kept_and_nothing_draws_on_the_terminal(tmp_path: Path) -> None:
    """Bytes that are not UTF-8, line ends and escapes, in the names of a root and its files and in their SQL."""
    command = Command(tmp_path)
    root = os.fsdecode(b"r\xff\n\x1b[31m")
    path = root + os.fsdecode(b"/f\xe9\n\x1b[2J.sql")
    command.write({path: 'insert into "x\ny\x1b[31m" select a from s;\n', f"{root}/bad\x1b[31m.sql": b"\0" * 99})
    said = [command.run("sync", root, code=1), command.run("parse", path), command.run("dead-letters")]
    said += [command.run("coverage"), command.run("impact", path), command.run("forget", f"{root}x", code=1)]
    assert command.rows_written(root, code=1) == 0
    said.append(command.run("forget", root))
    assert "\x1b" not in "".join(one.stdout + one.stderr for one in said)
    assert "UTF-8" in command.complaint("sync", os.fsdecode(b"n\xff=") + root, code=2)
