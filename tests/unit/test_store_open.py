import subprocess
import sys
from pathlib import Path

import pytest

from graph.store.open import open_store
from graph.store.protocol import StoreUnavailable
from graph.store.sqlite import SqliteGraph


async def test_sqlite_urls_take_relative_and_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url, path in (
        ("sqlite:graph.db", tmp_path / "graph.db"),
        (f"sqlite:{tmp_path}/a b/g?.db", tmp_path / "a b" / "g?.db"),
        (f"sqlite://{tmp_path}/x.db", tmp_path / "x.db"),
    ):
        store = await open_store(url)
        assert isinstance(store, SqliteGraph) and store.kind == "sqlite"
        await store.prepare()
        await store.close()
        reader = await open_store(url, readonly=True)
        assert await reader.counts() == {}
        await reader.close()
        assert path.exists()


async def test_a_reader_creates_nothing(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:{tmp_path}/none/graph.db", readonly=True)
    with pytest.raises(StoreUnavailable, match="lineaged sync"):
        await store.counts()
    await store.close()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"])
async def test_neo4j_urls_connect_to_nothing_by_themselves(scheme: str) -> None:
    store = await open_store(f"{scheme}://nowhere.invalid:7687/mydb", user="u", password="p")
    assert store.kind == "neo4j"
    await store.close()


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("postgres://host/db", "use sqlite:PATH"),
        ("graph.db", "use sqlite:PATH"),
        ("", "use sqlite:PATH"),
        ("sqlite:", "needs a path"),
        ("sqlite://relative.db", "needs a path"),
        ("bolt://", "names no host"),
        ("bolt://neo4j:hunter2@host", "no user or password"),
        ("neo4j://host/one/two", "one database"),
    ],
)
async def test_a_wrong_url_is_refused_with_its_remedy_and_without_its_password(url: str, remedy: str) -> None:
    """C4, C5"""
    with pytest.raises(ValueError, match=remedy) as refused:
        await open_store(url)
    assert "hunter2" not in str(refused.value)


def test_an_embedded_graph_loads_no_driver() -> None:
    code = "import sys, graph.store.open; sys.exit('neo4j' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == 0
