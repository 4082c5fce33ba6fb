"""Stage 6, shell: a graph's URL to its store. The driver of Neo4j is only loaded when a URL asks for it (0.3 s)."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from graph.store.protocol import GraphStore
from graph.store.sqlite import SqliteGraph

NEO4J_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


async def open_store(
    url: str,
    *,
    user: str | None = None,
    password: str | None = None,
    database: str | None = None,
    readonly: bool = False,
    before_commit: Callable[[], None] = lambda: None,
) -> GraphStore:
    """The store of `sqlite:PATH`, `bolt://HOST:PORT`, `neo4j+s://HOST/DATABASE` and so on. Connects to nothing yet:
    the first call does, and `prepare` is the writer's to call. `database`: of Neo4j, unless the URL names one; without
    either the user's own.

    `readonly` is for commands beside a daemon: an embedded graph is then never created or changed.
    `before_commit` is called when a transaction that writes is about to end.
    Raises ValueError that says how to mend the URL, and never repeats what may be a password in it.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "sqlite":
        return SqliteGraph(_path(rest), readonly=readonly, before_commit=before_commit)
    if scheme not in NEO4J_SCHEMES:
        raise ValueError(
            "unknown kind of graph: use sqlite:PATH, bolt://HOST:PORT or neo4j://HOST:PORT (or neo4j+s://)"
        )
    _check(url)
    from graph.store.neo4j import Neo4jGraph

    parts = urlsplit(url)
    address = parts._replace(path="").geturl()
    return Neo4jGraph(address, user, password, parts.path.strip("/") or database or None, before_commit=before_commit)


def _path(rest: str) -> Path:
    path = rest.removeprefix("//") if rest.startswith("///") else rest
    if not path or path.startswith("//"):
        raise ValueError("an embedded graph needs a path: sqlite:PATH, for instance sqlite:/var/lib/lineaged/graph.db")
    return Path(path).expanduser()


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "the graph's URL must hold no user or password: give them apart (LINEAGED_GRAPH_USER, "
            "LINEAGED_GRAPH_PASSWORD_FILE)"
        )
    if not parts.hostname:
        raise ValueError("the graph's URL names no host: for instance bolt://127.0.0.1:7687")
    if parts.path.count("/") > 1 and parts.path.strip("/").count("/"):
        raise ValueError("the graph's URL may end in one database name: neo4j://HOST:PORT/DATABASE")
