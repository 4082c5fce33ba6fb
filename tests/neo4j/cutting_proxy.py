"""A TCP proxy that breaks its connections after a number of bytes, as a network may."""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class CuttingProxy:
    """Stands before one server. `uri` is its own address, `passed_bytes` what went through it in both directions."""

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._target = str(parts.hostname), parts.port or 7687
        self._left: float = float("inf")
        self.passed_bytes = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.uri = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.uri = f"bolt://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self._cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut_after(self, size_bytes: int) -> None:
        """Break all connections as soon as so many bytes, counted from now and in both directions, went through."""
        self._left = size_bytes

    def heal(self) -> None:
        """Let everything through again."""
        self._left = float("inf")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            there_reader, there_writer = await asyncio.open_connection(*self._target)
        except OSError:  # the server is down, and so is this side
            writer.transport.abort()
            return
        self._open |= {writer, there_writer}
        await asyncio.gather(self._pass(reader, there_writer), self._pass(there_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                part = data[: int(min(self._left, len(data)))]
                self._left -= len(part)
                self.passed_bytes += len(part)
                writer.write(part)
                await writer.drain()
                if self._left <= 0:
                    self._cut()
        except OSError:
            pass  # cut in the other direction
        finally:
            writer.close()

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()
