"""The installed command: exit codes, one-line errors, one JSON object."""

import json
import socket
from pathlib import Path

import pytest

from tests.integration.command import Command
from watcher.control import hold_state_dir

FILES = {
    "sql/raw.sql": "CREATE TABLE raw.orders (id int, amount int);\n",
    "sql/mart.sql": "INSERT INTO mart.sales (total) SELECT amount FROM raw.orders;\n",
}


@pytest.fixture
def command(tmp_path: Path) -> Command:
    made = Command(tmp_path)
    made.write(FILES)
    return made


def test_sync_twice_writes_once_and_reading_commands_read_it(command: Command) -> None:
    first = command.run("sync", "sql")
    assert "2 files" in first.stdout and "0 dead letters" in first.stdout
    assert command.rows_written("sql") == 0
    lines = [json.loads(line) for line in command.run("dump").stdout.splitlines()]
    assert {"node": "Table", "key": "mart.sales"}.items() <= next(
        line for line in lines if line.get("key") == "mart.sales"
    ).items()
    assert "raw.orders" in command.run("upstream", "mart.sales").stdout
    status = command.json("status")
    assert (status["state"], status["files"], status["backlog_files"]) == (
        "stopped", {"tracked": 2, "dead_letters": 0}, 0,
    )  # fmt: skip
    assert command.run("upstream", "no.such", code=1).stdout == ""


def test_dead_letters_are_an_exit_code_are_listed_shown_exported_and_replayed(command: Command) -> None:
    command.write({"sql/bad.sql": b"\0\0 binary"})
    assert command.json("sync", "sql", code=1)["dead_letters"] == 1
    [letter] = command.json("dead-letters")["dead_letters"]
    assert (letter["path"], letter["reason"], letter["stage"]) == ("bad.sql", "binary", "extract")
    assert "binary" in command.run("dead-letters", "show", str(letter["id"])).stdout
    assert json.loads(command.run("dead-letters", "export").stdout) == letter
    assert "no dead letter 99" in command.complaint("dead-letters", "show", "99", code=1)
    assert command.json("dead-letters", "replay", code=1)["dead_letters"] == 1
    command.write({"sql/bad.sql": "SELECT 1;"})
    command.run("sync", "sql")
    assert command.json("dead-letters") == {"dead_letters": []}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["sync"], 2, "no folder given"),
        (["sync", "missing"], 2, "missing is no folder"),
        (["sync", "sql", "a=sql/"], 2, "sql"),
        (["sync", "sql", "--graph", "mysql://x"], 2, "graph"),
        (["sync", "sql", "--config", "none.yaml"], 2, "none.yaml"),
        (["sync", "sql", "--workers", "0"], 2, "workers"),
        (["wait"], 3, "lineaged watch DIR"),
        (["dump"], 1, "lineaged sync DIR"),
        (["verify"], 1, "lineaged sync DIR"),
        (["forget", "sql"], 1, "no root sql"),
        (["dead-letters", "nonsense"], 2, "list, show, replay or export"),
        (["config", "nonsense"], 2, "show or check"),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_one_line_and_its_exit_code(
    command: Command, arguments: list[str], code: int, says: str
) -> None:
    assert says in command.complaint(*arguments, code=code)


def test_an_unknown_setting_is_refused_with_the_nearest_known_one(command: Command) -> None:
    command.write({"lineaged.yaml": "roots: [sql]\nwrokers: 2\n"})
    assert "workers" in command.complaint("sync", code=2)


def test_a_corrupt_state_is_a_line_that_says_so_and_is_left_alone(command: Command) -> None:
    command.write({"state/state.db": b"not a database " * 100})
    assert "state.db is not a usable state database" in command.complaint("sync", "sql", code=2)
    assert (command.state_dir / "state.db").read_bytes() == b"not a database " * 100


@pytest.mark.slow
def test_n4_a_pass_waits_31_s_for_a_server_that_is_away_and_says_so_in_one_line(command: Command) -> None:
    """1 + 2 + 4 + 8 + 16, but for the jitter; nothing is a dead letter, and the next pass finds its work."""
    command.patience_s = 110.0
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, and nobody listens
        away = f"bolt://127.0.0.1:{closed.getsockname()[1]}"
        ended = command.run("sync", "sql", "--graph", away, code=3)
    assert ended.stdout == ""
    *waits, last = ended.stderr.splitlines()
    assert len(waits) in (5, 6) and all("graph is away; waiting" in line for line in waits)
    assert last.startswith("lineaged: the graph cannot be reached")
    status = command.json("status")
    assert status["files"]["dead_letters"] == 0
    command.run("sync", "sql")


def test_a_held_state_directory_is_exit_code_4(command: Command) -> None:
    """S5"""
    with hold_state_dir(command.state_dir):
        assert "works on" in command.complaint("sync", "sql", code=4)
        assert "holds" in command.complaint("watch", "sql", code=4)


def test_the_cache_has_figures_and_clearing_it_costs_no_truth(command: Command) -> None:
    """P4"""
    assert command.json("--cache-stats")["entries"] == 0
    command.run("sync", "sql")
    before = command.run("dump").stdout
    assert command.json("--cache-stats")["entries"] == 2
    assert command.json("--clear-cache") == {"removed": 2}
    assert command.rows_written("sql") == 0
    assert command.run("dump").stdout == before
    command.run("verify")


def test_the_caches_figures_are_read_without_a_touch_on_it(command: Command) -> None:
    command.run("sync", "sql")
    files = [path for path in command.state_dir.iterdir() if path.name.startswith("parse_cache")]
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
    assert command.json("--cache-stats")["misses"] == 2
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in files} == before
    command.write({"state/parse_cache.db": b"not a database " * 100})
    assert "--clear-cache" in command.complaint("--cache-stats", code=2)
    assert (command.state_dir / "parse_cache.db").read_bytes() == b"not a database " * 100
    command.run("--clear-cache")
    assert command.json("--cache-stats")["entries"] == 0


def test_settings_are_shown_with_their_origin_and_checked(command: Command) -> None:
    command.write({"lineaged.yaml": "roots: [sql, gone]\nwatch: {batch_size: 7}\n"})
    shown = command.json("config", "show")
    assert shown["watch.batch_size"]["value"] == 7 and "lineaged.yaml" in shown["watch.batch_size"]["origin"]
    assert shown["workers"] == {"value": 1, "origin": shown["workers"]["origin"]}
    assert "LINEAGED_WORKERS" in shown["workers"]["origin"]
    [problem] = command.json("config", "check", code=1)["problems"]
    assert "gone" in problem
    command.write({"gone/x.sql": ""})
    assert command.json("config", "check") == {"problems": []}


def test_forgetting_a_root_leaves_nothing_of_it(command: Command) -> None:
    command.write({"other/o.sql": "SELECT total FROM mart.sales;\n"})
    command.run("sync", "sql", "other")
    command.run("forget", "sql")
    dump = command.run("dump").stdout
    assert '"sql/' not in dump and '"other/o.sql"' in dump
    command.run("verify")
    assert "no root sql" in command.complaint("forget", "sql", code=1)


def test_version_and_help_are_there_without_any_state(command: Command) -> None:
    assert command.run("--version").stdout.startswith("lineaged ")
    assert "watch" in command.run("--help").stdout
    assert not command.state_dir.exists()


def test_parse_tells_files_of_one_name_apart_and_says_what_was_not_understood(command: Command) -> None:
    command.write({"a/x.sql": "CREATE TABLE t (c INT);", "b/x.sql": "CREATE VIEW v AS SELECT * FROM t;"})
    command.write({"b/bad.sql": b"\0\0 binary"})
    report = command.json("parse", "a/x.sql", "b", code=1)
    assert [(file["path"], file.get("error")) for file in report["files"]] == [
        ("a/x.sql", None),
        ("b/bad.sql", "binary"),
        ("b/x.sql", None),
    ]
    assert report["lineage"]["columns"] == [{"from": "t.c", "to": "v.c", "via": "value"}]
    assert [data["defined_in"] for data in report["datasets"]] == ["a/x.sql", "b/x.sql"]
    alone = command.json("parse", "b", code=1)
    assert [file["path"] for file in alone["files"]] == ["bad.sql", "x.sql"]
