"""Stage 6, shell: the graph in Neo4j 5.26 or newer. Writes exactly what differs, and touches only what is ours.

One writer at a time, by a write lock on one node: what a transaction has compared stays so until it commits, although
Neo4j itself only promises to read what is committed.
"""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal

from graph.model import EdgeType, Label, NodeId
from graph.store import cypher, rows
from graph.store.dump import Names, edge_line, node_line
from graph.store.neo4j_rows import (
    Plan,
    edge_changes,
    edge_updates,
    edges_by_type,
    new_edges,
    node_changes,
    node_of,
    plan_of,
    said_of_edge,
    said_of_node,
    unsaid,
    version_refusal,
)
from graph.store.neo4j_session import ROWS_PER_UNWIND, SILENCE_S, Running, Sessions
from graph.store.offload import beside_the_loop
from graph.store.protocol import (
    Applied,
    FileStatements,
    Hop,
    Reading,
    SeqMismatch,
    SourceState,
    StoreConflict,
    StoreDataError,
    StoreTooLarge,
    StoreUnavailable,
    StoreUnfit,
    Transaction,
)
from graph.store.statements import file_statements, in_order, reading_of

_MIN_ROWS_PER_UNWIND = 100
_SINGLE_ROWS = 20_000  # a file of up to so many rows is written row by row to find the one that is refused
_FILES_PER_FORGET = 100
_FILES_PER_DUMP = 50  # a few thousand relationships a record
_NODES_PER_PAGE = 5_000
_FILES_PER_PAGE = 500  # with their statements that are not understood
_SPOOL_BYTES = 67_108_864  # a dump up to this size is kept in memory while the lock is held, then on disk


def _unobserved(text: str) -> None:
    """Nobody wants to know."""


class Neo4jGraph:
    """A `GraphStore` in a Neo4j database, which may hold other things too. Connects at first use.

    `observe` is told every query text before it is sent: always one of `cypher.QUERY_TEXTS`.
    `before_commit` is called when a transaction that writes is about to end. A transaction that lasts longer than
    `silence_s` goes on only as long as the server answers to others.
    """

    kind: Literal["sqlite", "neo4j"] = "neo4j"

    def __init__(
        self,
        uri: str,
        user: str | None = None,
        password: str | None = None,
        database: str | None = None,
        *,
        observe: Callable[[str], None] = _unobserved,
        before_commit: Callable[[], None] = lambda: None,
        silence_s: float = SILENCE_S,
    ) -> None:
        self._sessions = Sessions(uri, user, password, database, observe, before_commit, silence_s)
        self._rows = ROWS_PER_UNWIND
        self._prepared = False

    async def prepare(self) -> None:
        async with self._sessions.open(write=True) as tx:
            refusal = version_refusal({row["name"]: row["versions"][0] for row in await tx.read(cypher.VERSION)})
        if refusal:
            raise StoreUnfit(refusal)
        for text in cypher.SCHEMA:
            try:
                await self._sessions.alone(text)
            except StoreDataError as error:
                raise StoreUnfit(f"cannot make the constraint and indexes of lineaged: {error}") from None
        self._prepared = True

    @property
    def waited(self) -> int:
        return self._sessions.waited

    async def ping(self) -> None:
        async with self._sessions.open(write=True) as tx:
            await tx.run(cypher.PING)

    async def sources(self) -> dict[str, SourceState]:
        async with self._sessions.open(write=True, commit=False) as tx:
            await tx.run(cypher.LOCK, key=cypher.LOCK_KEY)  # a commit whose connection broke may be under way yet
            found = await tx.read(cypher.SOURCES)
        return {row["name"]: SourceState(row["owner"], row["seq"], row["nonce"]) for row in found}

    async def apply(self, transaction: Transaction) -> Applied:
        plan = await beside_the_loop(plan_of, sum(file.rows for file in transaction.files), transaction)
        try:
            return await self._apply(transaction, plan, self._rows)
        except StoreTooLarge:
            self._rows = max(self._rows // 2, _MIN_ROWS_PER_UNWIND)
            raise
        except StoreDataError as error:
            if len(transaction.files) > 1 or plan.size > _SINGLE_ROWS:
                raise
            return await self._apply_singly(transaction, plan, error)

    async def file_ids(self, root: str) -> set[str]:
        async with self._sessions.open(write=True) as tx:
            return set(await tx.found(cypher.FILE_IDS, key=_source_key(root)))

    async def forget(self, root: str) -> Applied:
        files = sorted(await self.file_ids(root))
        total = await self._forget_files(root, files)
        async with self._write() as tx:
            if await tx.read(cypher.SOURCE, key=_source_key(root)):
                await _bury(tx, {_source_key(root): ["owner", "seq", "nonce"]})
                total = _sum(total, Applied(1, 0))
        return total

    async def tidy(self) -> Applied:
        total, after = Applied(0, 0), cypher.FIRST_KEY
        async with self._write() as tx:
            known = {file_id for _, file_id, _ in await tx.found(cypher.FILES)}
            stray = sorted(set(await tx.found(cypher.FILES_OF_EDGES)) - known)
        for some in _parts(stray, _FILES_PER_FORGET):
            async with self._write() as tx:
                total = _sum(total, await _replace(tx, Plan(some, {}, {})))
        while after:
            async with self._write() as tx:
                page = await _page(tx, after)
                total = _sum(total, await _drop_unasserted(tx, [key for key, _, _ in page]))
            after = page[-1][0] if page else ""
        return total

    async def find(self, key: str, *, suffix: bool = False) -> list[NodeId]:
        tail = rows.reverse(rows.clean_text(key))
        text = cypher.FIND_SUFFIX if suffix else cypher.FIND
        async with self._sessions.open(write=False) as tx:
            found = await tx.found(text, tail=cypher.reversed_tail(tail))
        nodes = (node_of(*one) for one in found)
        return sorted(node for node in nodes if _found_by(rows.reverse(node.key), tail, suffix=suffix))

    async def neighbours(
        self, nodes: Sequence[NodeId], *, direction: Literal["upstream", "downstream"], influence: bool
    ) -> list[Hop]:
        keys = [cypher.merge_key(node) for node in nodes]
        async with self._sessions.open(write=False) as tx:
            found = await tx.found_each(cypher.NEIGHBOURS[direction, influence], keys)
            names = await _names_of(tx, (row[-1]["file"] for row in found))
        hops = [_hop(names, *row) for row in found]
        return sorted(hops, key=lambda hop: (hop.type, hop.source, hop.target, hop.file or ""))

    async def readers(self, nodes: Sequence[NodeId]) -> list[Reading]:
        async with self._sessions.open(write=False) as tx:
            found = await tx.found_each(cypher.READERS, [cypher.merge_key(node) for node in nodes])
            names = await _names_of(tx, (row[-1] for row in found))
        return in_order(
            reading_of(node_of(key, id), names.file(file), statement, props)
            for key, id, statement, props, file in found
        )

    async def written_by(self, root: str, path: str) -> list[NodeId] | None:
        async with self._sessions.open(write=False) as tx:
            files = await tx.found(cypher.FILES_AT, key=_source_key(root), path=rows.clean_text(path))
            found = await tx.found_each(cypher.WRITTEN_BY, files)
        return sorted({node_of(*one) for one in found}) if files else None

    async def alike(self, fragments: tuple[str, str], *, limit: int) -> list[NodeId]:
        tails = [rows.reverse(rows.clean_text(one)) for one in fragments]
        async with self._sessions.open(write=False) as tx:
            return sorted(node_of(*one) for one in await tx.found(cypher.ALIKE, tails=tails, limit=limit))

    async def statements(self) -> AsyncIterator[FileStatements]:
        """See the protocol. Not one snapshot, but each page of files is."""
        async with self._sessions.open(write=False) as tx:
            files = sorted(await tx.found(cypher.FILE_KEYS))
        for some in _parts(files, _FILES_PER_PAGE):
            async with self._sessions.open(write=False) as tx:
                found = await tx.found_each(cypher.STATEMENTS, some)
            for one in found:
                yield file_statements(*one)

    async def dump(self) -> AsyncIterator[str]:
        """See the protocol. Neo4j has no snapshots: the lines are collected under the lock that excludes every writer
        of ours, which is given back before the first of them is yielded, so that a slow reader holds up nobody."""
        with tempfile.SpooledTemporaryFile(_SPOOL_BYTES, "w+", encoding="utf-8", newline="\n") as spool:
            async with self._sessions.open(write=True, commit=False) as tx:
                await tx.run(cypher.LOCK, key=cypher.LOCK_KEY)
                async for line in _all_lines(tx):
                    spool.write(line + "\n")
            spool.seek(0)
            for line in spool:
                yield line.removesuffix("\n")

    async def counts(self) -> dict[str, int]:
        async with self._sessions.open(write=False) as tx:
            nodes = {row["name"]: row["total"] for row in await tx.read(cypher.COUNT_NODES)}
            edges = {str(kind): (await tx.read(text))[0]["total"] for kind, text in cypher.COUNT_EDGES.items()}
        return {**nodes, **{kind: total for kind, total in edges.items() if total}}

    async def close(self) -> None:
        await self._sessions.close()

    async def _apply(self, transaction: Transaction, plan: Plan, rows_per_unwind: int) -> Applied:
        async with self._write(rows_per_unwind) as tx:
            await self._compare_and_set(tx, transaction)
            return await _replace(tx, plan)

    async def _apply_singly(self, transaction: Transaction, plan: Plan, refused: StoreDataError) -> Applied:
        """Once more with one row a query, to learn which row the server refuses."""
        try:
            return await self._apply(transaction, plan, 1)
        except StoreDataError as error:
            raise StoreDataError(str(refused), row=error.row) from None

    async def _compare_and_set(self, tx: Running, transaction: Transaction) -> None:
        key, after = _source_key(transaction.root), transaction.after
        state = next((SourceState(*row.values()) for row in await tx.read(cypher.SOURCE, key=key)), None)
        if state != transaction.expected:
            self._prepared = state is not None and self._prepared  # emptied or another database: has it our schema?
            raise SeqMismatch(state)
        values = {"id": rows.clean_text(transaction.root), "owner": after.owner, "seq": after.seq, "nonce": after.nonce}
        await tx.run(cypher.SET_SOURCE, key=key, **values)

    async def _forget_files(self, root: str, files: list[str]) -> Applied:
        total = Applied(0, 0)
        for some in _parts(files, _FILES_PER_FORGET):
            async with self._write() as tx:
                await tx.run(cypher.LEAVE_SOURCE, key=_source_key(root), nonce="forgotten")
                total = _sum(total, await _replace(tx, Plan(some, {}, {})))
        return total

    @asynccontextmanager
    async def _write(self, rows_per_unwind: int = ROWS_PER_UNWIND) -> AsyncIterator[Running]:
        """A transaction that no other of ours runs beside. After an outage the schema is looked at again first: the
        server may be another one."""
        if not self._prepared:
            await self.prepare()
        try:
            async with self._sessions.open(write=True, rows=rows_per_unwind) as tx:
                await tx.run(cypher.LOCK, key=cypher.LOCK_KEY)
                yield tx
        except (StoreUnavailable, StoreConflict):
            self._prepared = False
            raise


async def _replace(tx: Running, plan: Plan) -> Applied:
    """Make the graph hold what the plan's files assert, and nothing else of theirs."""
    nodes = await _write_nodes(tx, plan)
    edges, released = await _write_edges(tx, plan)
    dropped = await _drop_unasserted(tx, released - plan.asserted)
    return _sum(_sum(nodes, edges), dropped)


async def _write_nodes(tx: Running, plan: Plan) -> Applied:
    if not plan.nodes:
        return Applied(0, 0)
    present = await tx.found_each(cypher.PRESENT_NODES, list(plan.nodes))
    changes = await beside_the_loop(node_changes, len(plan.nodes), plan, present)
    for label, some in changes.new.items():
        await tx.write_each(cypher.CREATE_NODES[label], some)
    for label, some in changes.changed.items():
        await tx.write_each(cypher.UPDATE_NODES[label], some)
    for kind, some in changes.contained.items():
        await tx.write_each(cypher.CONTAIN[kind], some, creates=True)
    written = (*changes.new.values(), *changes.changed.values())
    return Applied(sum(map(len, written)), sum(map(len, changes.contained.values())))


async def _write_edges(tx: Running, plan: Plan) -> tuple[Applied, set[str]]:
    """Rows written, and the merge keys of nodes that lost a relationship."""
    present = await tx.found(cypher.PRESENT_EDGES, files=plan.files)
    changes = await beside_the_loop(edge_changes, len(plan.edges), plan, present)
    for kind, ids in edges_by_type(changes.gone).items():
        await tx.write_each(cypher.DELETE_EDGES[kind], ids, files=plan.files)
    for kind, props in edge_updates(plan, changes.changed).items():
        await tx.write_each(cypher.UPDATE_EDGES[kind], list(props), files=plan.files, props=props)
    for kind, some in (await beside_the_loop(new_edges, len(changes.new), plan, changes.new)).items():
        await tx.write_each(cypher.CREATE_EDGES[kind], some, creates=True)
    released = {end for edge in changes.gone for end in edge[2:4]}
    return Applied(0, len(changes.gone) + len(changes.new) + len(changes.changed)), released


async def _drop_unasserted(tx: Running, candidates: Iterable[str]) -> Applied:
    """Of these nodes and what they lie in, bottom-up: those without relationship of a file and without child go, those
    that only have children keep nothing that was said of them."""
    nodes = edges = 0
    bare: dict[str, list[str]] = {}
    keys = sorted(candidates)
    while keys:
        found = await tx.found_each(cypher.UNASSERTED, keys)
        bare |= {key: said for key, said, child in found if child and said}
        dead = {key: said for key, said, child in found if not child}
        above = await _bury(tx, dead)
        bare = {key: said for key, said in bare.items() if key not in dead}
        nodes += len(dead)
        edges += len(above)
        keys = sorted(set(above))
    await tx.write_each(cypher.BARE, [unsaid(key, said) for key, said in bare.items()])
    return Applied(nodes + len(bare), edges)


async def _bury(tx: Running, said: dict[str, list[str]]) -> list[str]:
    """Remove nodes, by merge key with the names of our properties, from the graph; what somebody else's relationship
    hangs on only stops being ours. Returns the merge keys of what they lay in, one for each."""
    keys = list(said)
    above = await tx.found_each(cypher.UNCONTAIN, keys)
    held = await tx.found_each(cypher.DELETE_NODES, keys)
    await tx.write_each(cypher.LET_GO, [unsaid(key, said[key], wholly=True) for key in held])
    return above


async def _all_lines(tx: Running) -> AsyncIterator[str]:
    names = _names(await tx.found(cypher.FILES))
    long_names: dict[str, str] = {}
    after = cypher.FIRST_KEY
    while page := await _page(tx, after):
        after = page[-1][0]
        for key, props, parents in page:
            node = node_of(key, props["id"])
            if node != node_of(key):
                long_names[key] = node.key
            if names.shown(node):
                yield node_line(names, node, said_of_node(props))
            for parent in parents:
                yield edge_line(names, rows.containment(node), node_of(*parent), node, None, {})
    for some in _parts(sorted(set(await tx.found(cypher.FILES_OF_EDGES))), _FILES_PER_DUMP):
        for _, kind, source, target, props in await tx.found(cypher.PRESENT_EDGES, files=some):
            start, end = node_of(source, long_names.get(source)), node_of(target, long_names.get(target))
            yield edge_line(names, EdgeType(kind), start, end, props["file"], said_of_edge(props))


async def _page(tx: Running, after: str) -> list[Any]:
    """The next nodes in the order of their merge keys."""
    return await tx.found(cypher.PAGE_OF_NODES, after=after, limit=_NODES_PER_PAGE)


def _hop(names: Names, kind: str, source: str, source_id: str, target: str, target_id: str, props: Any) -> Hop:
    ends = node_of(source, source_id), node_of(target, target_id)
    return Hop(*ends, EdgeType(kind), names.file(props["file"]), rows.frozen(said_of_edge(props)))


async def _names_of(tx: Running, file_ids: Iterable[str]) -> Names:
    keys = {cypher.merge_key(NodeId(Label.FILE, file)) for file in file_ids}
    return _names(await tx.found_each(cypher.SOME_FILES, sorted(keys)))


def _found_by(name: str, tail: str, *, suffix: bool) -> bool:
    """Both last character first. The index knows no more than the end of a long name."""
    return name == tail or (suffix and name.startswith(f"{tail}."))


def _names(found: Iterable[Any]) -> Names:
    return Names({file_id: (root, path or file_id) for root, file_id, path in found})


def _source_key(root: str) -> str:
    return cypher.merge_key(NodeId(Label.SOURCE, rows.clean_text(root)))


def _sum(one: Applied, other: Applied) -> Applied:
    return Applied(one.nodes + other.nodes, one.edges + other.edges)


def _parts(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))
