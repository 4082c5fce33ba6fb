"""`lineaged separate` as users run it."""

import json
from pathlib import Path

import pytest

from tests.integration.command import Command
from watcher.separated import decode_manifest, join

SCRIPTS: dict[str, str | bytes] = {
    "raw/shop.sql": (
        "-- orders\nCREATE TABLE dbo.orders (id int);\nGO\nINSERT INTO dbo.orders VALUES (1);\nGO\n"
        "CREATE PROC dbo.load AS SELECT 1\nGO\n"
    ),
    "raw/deep/views.sql": "CREATE VIEW [../../../evil] AS SELECT 1;\r\n",
    "raw/binary.sql": b"\0\0\xff binary",
    "raw/empty.sql": "",
    "raw/readme.txt": "not read",
}


@pytest.fixture
def command(tmp_path: Path) -> Command:
    made = Command(tmp_path)
    made.write(SCRIPTS)
    return made


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_objects_have_files_of_their_own_and_the_manifest_gives_the_scripts_back(command: Command) -> None:
    before = tree(command.folder)
    found = command.json("separate", "raw", "out", "--dialect", "tsql")
    assert found == {"sources": 4, "objects": 3, "outputs": 5, "written": 5, "removed": 0}
    out = tree(command.folder / "out")
    assert out.keys() == {
        "_/dbo/table/orders.sql", "_/dbo/procedure/load.sql", "_/dbo/view/%2E.%2F..%2F..%2Fevil.sql",
        "_script/shop.sql", "_script/binary.sql", "manifest.jsonl",
    }  # fmt: skip
    assert out["_/dbo/table/orders.sql"] == b"-- orders\nCREATE TABLE dbo.orders (id int);\nGO\n"
    manifest = decode_manifest(out["manifest.jsonl"])
    assert {f"raw/{one.source}": join(one, out.__getitem__) for one in manifest.sources} == {
        path: text.encode() if isinstance(text, str) else text
        for path, text in SCRIPTS.items()
        if path.endswith(".sql")
    }
    after = tree(command.folder)
    assert {path: after[path] for path in before} == before
    assert json.loads(out["manifest.jsonl"].splitlines()[0])["source"] == "binary.sql"


def test_twice_is_once_and_what_is_gone_from_the_scripts_goes(command: Command) -> None:
    command.run("separate", "raw", "out", "--dialect", "tsql")
    once = tree(command.folder / "out")
    assert command.json("separate", "raw", "out", "--dialect", "tsql")["written"] == 0
    assert tree(command.folder / "out") == once
    command.write({"raw/deep/views.sql": "CREATE VIEW v AS SELECT 2;", "out/mine.txt": "stays"})
    found = command.json("separate", "raw", "out", "--dialect", "tsql")
    assert (found["written"], found["removed"]) == (1, 1)
    command.run("separate", "raw", "fresh", "--dialect", "tsql")
    assert tree(command.folder / "out") == {**tree(command.folder / "fresh"), "mine.txt": b"stays"}


def test_what_is_not_ours_is_left_alone_and_nothing_is_written(command: Command) -> None:
    command.write({"out/_/dbo/table/orders.sql": "mine"})
    said = command.complaint("separate", "raw", "out", "--dialect", "tsql", code=2)
    assert "_/dbo/table/orders.sql" in said and "move them away" in said
    assert tree(command.folder / "out") == {"_/dbo/table/orders.sql": b"mine"}
    command.run("separate", "raw", "new", "--dialect", "tsql")
    command.write({"new/_/dbo/table/orders.sql": "edited"})
    before = tree(command.folder / "new")
    assert "were changed" in command.complaint("separate", "raw", "new", "--dialect", "tsql", code=2)
    assert tree(command.folder / "new") == before


def test_a_link_in_the_folder_leads_nowhere(command: Command) -> None:
    (command.folder / "out").mkdir()
    (command.folder / "elsewhere").mkdir()
    (command.folder / "out" / "_").symlink_to(command.folder / "elsewhere")
    assert "not ours" in command.complaint("separate", "raw", "out", "--dialect", "tsql", code=2)
    assert tree(command.folder / "elsewhere") == {}


@pytest.mark.parametrize(
    ("raw", "out", "says"), [("none", "out", "no folder"), ("raw", "raw/out", "inside"), ("raw", ".", "inside")]
)
def test_what_cannot_be_done_is_a_line(command: Command, raw: str, out: str, says: str) -> None:
    assert says in command.complaint("separate", raw, out, code=2)
    command.write({"theirs/manifest.jsonl": "{nonsense"})
    assert "no manifest of ours" in command.complaint("separate", "raw", "theirs", code=2)
