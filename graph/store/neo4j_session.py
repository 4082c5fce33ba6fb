"""Stage 6, shell: one explicit transaction of the driver at a time, in constant texts and batches of bounded size."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncResult, AsyncTransaction, Record
from neo4j.exceptions import DriverError, Neo4jError

from graph.store.neo4j_errors import translated
from graph.store.neo4j_rows import describe
from graph.store.protocol import StoreConflict, StoreDataError, StoreUnavailable

ROWS_PER_UNWIND = 5_000  # measured: 1,000 halve the rate, more buy nothing and cost memory
_TX_S = 600.0  # the server ends a transaction of ours after this, so that a lost client cannot hold the lock for ever
_END_S = 30.0  # later than that it is no longer the server that a transaction waits for
_CONNECT_S = 5.0
_ACQUIRE_S = 15.0
SILENCE_S = 10.0
"""A transaction that lasts longer asks, again and again, whether the server is there: one that was stopped, or is cut
off by a network that refuses nothing, leaves a connection that stands and says nothing. With two tries, this is less
than the half minute after which a part that does not move counts as dead."""
_TRIES, _AGAIN_S = 2, 1.0  # a long pause of the server's memory management costs one
_LAST_ANSWER_S = 0.5
_ANSWER_S = 6.0  # the driver's own time for a connection and a little; an old connection knows no time
_IDLE_S = 10.0  # a connection idle for longer is tried before it is used: a restarted server costs no failed write


class Running:
    """An open transaction. `rows` rows go in one UNWIND."""

    def __init__(self, tx: AsyncTransaction, observe: Callable[[str], None], rows: int) -> None:
        self._tx = tx
        self._observe = observe
        self._rows = rows

    async def read(self, text: str, **parameters: Any) -> list[Record]:
        """All records of one query."""
        result = await self._send(text, parameters)
        return [record async for record in result]

    async def found(self, text: str, **parameters: Any) -> list[Any]:
        """The items of all records' `found`, one list."""
        return [item for record in await self.read(text, **parameters) for item in record["found"]]

    async def run(self, text: str, **parameters: Any) -> None:
        """A query whose records do not matter."""
        await self.read(text, **parameters)

    async def found_each(self, text: str, rows: Sequence[Any]) -> list[Any]:
        """The same as `found` for a query that begins with `UNWIND $rows`, over any number of rows."""
        return [item for batch in self._batches(rows) for item in await self.found(text, rows=batch)]

    async def write_each(self, text: str, rows: Sequence[Any], *, creates: bool = False, **parameters: Any) -> None:
        """Write any number of rows by a query on `$rows`. `creates`: each row is one relationship,
        and a row that finds no node to hang it on is an error. Raises `StoreDataError` that names the batch, or the
        row itself if the batch has but one."""
        for batch in self._batches(rows):
            try:
                await self._write(text, {**parameters, "rows": batch}, expected=len(batch) if creates else None)
            except StoreDataError as error:
                first, last = describe(batch[0]), describe(batch[-1])
                raise StoreDataError(str(error), row=first if len(batch) == 1 else f"{first} … {last}") from None

    async def _write(self, text: str, parameters: dict[str, Any], expected: int | None) -> None:
        with translated():
            counters = (await (await self._send(text, parameters)).consume()).counters
        if expected not in (None, counters.relationships_created):
            raise StoreConflict("Neo4j: a node went away while its relationships were written")

    async def _send(self, text: str, parameters: dict[str, Any]) -> AsyncResult:
        self._observe(text)
        try:
            return await self._tx.run(text, parameters)
        except (ValueError, OverflowError, TypeError) as error:  # raised while packing, before anything is sent
            raise StoreDataError(f"Neo4j driver: {type(error).__name__}: a value that cannot be sent") from None

    def _batches(self, rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
        return (rows[at : at + self._rows] for at in range(0, len(rows), self._rows))


class Sessions:
    """The driver, connected at first use, and transactions on it. No retries: those are the caller's.

    `observe` is told every query text before it is sent, `before_commit` is called before what writes commits."""

    def __init__(
        self,
        uri: str,
        user: str | None,
        password: str | None,
        database: str | None,
        observe: Callable[[str], None],
        before_commit: Callable[[], None],
        silence_s: float,
    ) -> None:
        self._before_commit = before_commit
        self._silence_s = silence_s
        self._uri = uri
        self._auth = None if user is None else (user, password or "")
        self._database = database
        self._observe = observe
        self._driver: AsyncDriver | None = None
        self._asking: set[asyncio.Task[None]] = set()
        self.waited = 0

    @asynccontextmanager
    async def open(self, *, write: bool, rows: int = ROWS_PER_UNWIND, commit: bool = True) -> AsyncIterator[Running]:
        """A transaction that commits at the end of the block unless something is raised in it. An error of the commit
        itself leaves the outcome unknown."""
        access = WRITE_ACCESS if write else READ_ACCESS
        with translated():
            async with (
                self._while_it_answers(),
                self._connected().session(database=self._database, default_access_mode=access) as session,
                await session.begin_transaction(timeout=_TX_S) as tx,
            ):
                yield Running(tx, self._observe, rows)
                if commit:
                    if write:
                        self._before_commit()
                    with translated(committing=True):
                        await tx.commit()

    @asynccontextmanager
    async def _while_it_answers(self) -> AsyncIterator[None]:
        """Raises `StoreUnavailable` in the block once the server no longer answers."""
        bound, over = asyncio.timeout(None), asyncio.Event()
        try:
            async with bound:
                asking = asyncio.create_task(self._ask_again(bound, over), name="is the server there")
                self._asking.add(asking)
                asking.add_done_callback(self._asking.discard)
                try:
                    yield
                finally:
                    over.set()  # not cancelled: the driver leaves its socket open if a connection is begun and given up
        except TimeoutError:
            if bound.expired():
                raise StoreUnavailable("Neo4j: the server no longer answers") from None
            raise

    async def _ask_again(self, bound: asyncio.Timeout, over: asyncio.Event) -> None:
        failures, until = 0, asyncio.get_running_loop().time() + _TX_S + _END_S
        while failures < _TRIES:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), self._silence_s if failures == 0 else _AGAIN_S)
            if over.is_set():
                return
            failures = 0 if await self._answers() else failures + 1
            if not failures and asyncio.get_running_loop().time() < until:
                self.waited += 1
        if not over.is_set():
            bound.reschedule(0.0)

    async def _answers(self) -> bool:
        """Does the server greet a new connection, or know an old one?"""
        try:
            async with asyncio.timeout(_ANSWER_S):
                await self._connected().verify_connectivity()
        except (DriverError, OSError):
            return False
        except Neo4jError:
            return True  # it says so
        return True

    async def alone(self, text: str) -> None:
        """One query in a transaction of its own, as changes of the schema want it."""
        async with self.open(write=True) as running:
            await running.run(text)

    async def close(self) -> None:
        if self._asking:
            _, late = await asyncio.wait(self._asking, timeout=_LAST_ANSWER_S)
            for asking in late:
                asking.cancel()
        if self._driver:
            with translated():
                await self._driver.close()
        self._driver = None

    def _connected(self) -> AsyncDriver:
        if not self._driver:
            # The driver reports each broken connection by itself, with whatever the error quotes; ours are told once,
            # by whoever handles them, and without quotations (C4).
            logging.getLogger("neo4j").setLevel(logging.CRITICAL)
            self._driver = AsyncGraphDatabase.driver(
                self._uri,
                auth=self._auth,
                max_transaction_retry_time=0,
                connection_timeout=_CONNECT_S,
                connection_acquisition_timeout=_ACQUIRE_S,
                liveness_check_timeout=_IDLE_S,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="lineaged",
            )
        return self._driver
