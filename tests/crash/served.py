"""A Neo4j behind a proxy that can be cut, beside a check that is not asynchronous."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from neo4j import GraphDatabase

from tests.neo4j.cutting_proxy import CuttingProxy
from tests.neo4j_server import Neo4jServer


@dataclass
class Served:
    """`server` None: it is somebody's, and only its connections may break."""

    uri: str
    proxy: CuttingProxy
    server: Neo4jServer | None

    def wipe(self) -> None:
        """Empty the database."""
        with GraphDatabase.driver(self.uri) as driver:
            driver.execute_query("MATCH (n) DETACH DELETE n")


@contextmanager
def served(graph: str) -> Iterator[Served]:
    """`graph`: a URL, or "neo4j" for a server of our own."""
    with ExitStack() as stack:
        server = stack.enter_context(Neo4jServer()) if graph == "neo4j" else None
        uri = server.uri if server else graph
        proxy = stack.enter_context(_in_a_thread(CuttingProxy(uri)))
        yield Served(uri, proxy, server)


@contextmanager
def _in_a_thread(proxy: CuttingProxy) -> Iterator[CuttingProxy]:
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with proxy:
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), name="proxy")
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
