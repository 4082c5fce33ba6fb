"""Stage 6, seam: the few verbs that a graph store has. Never query text, never a driver's type."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from graph.model import FileGraph, NodeId, Props


class StoreError(Exception):
    """Root of what a store raises. Its text never holds secrets or a file's content."""


class StoreUnavailable(StoreError):
    """The server cannot be reached, or answers that it cannot serve now. Waiting may help."""


class StoreConflict(StoreError):
    """A deadlock or lock time-out: repeat the same transaction at once."""


class StoreTooLarge(StoreError):
    """The transaction needed more memory than the store gives. Never repeat it in the same size."""


class StoreDataError(StoreError):
    """The store refuses the data itself. `row` says which node or edge, where that is known."""

    def __init__(self, message: str, *, row: str | None = None) -> None:
        super().__init__(message)
        self.row = row


class StoreUnfit(StoreError):
    """Wrong version, missing rights, refused credentials: a person has to act. The text says how."""


class SeqMismatch(StoreError):
    """The root's Source node is not where the ledger believed it to be; nothing was written."""

    def __init__(self, found: "SourceState | None") -> None:
        super().__init__(f"graph and ledger disagree: the graph has {found}")
        self.found = found


@dataclass(frozen=True, slots=True)
class SourceState:
    """A root's Source node: who owns it, how many transactions it has seen, and the nonce of the last one."""

    owner: str
    seq: int
    nonce: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """Up to 100 whole files of one root. Applied only if the root's Source is at `expected` (None: not there yet)."""

    root: str
    expected: SourceState | None
    after: SourceState
    files: tuple[FileGraph, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """Rows that were really written (created, changed or deleted); 0 when the graph was as asked already.

    The Source node's own seq is not counted."""

    nodes: int
    edges: int


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge of a trace. `props` as stored (`via`, `ordinals`, `lines`), `file` as in the dump (root/path)."""

    source: NodeId
    target: NodeId
    type: str
    file: str | None
    props: Props


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement that reads a table or column. `file` as in the dump (root/path); `lines` 1-based and inclusive."""

    node: NodeId
    file: str
    ordinal: int
    lines: tuple[int, int]
    kind: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A statement that is not `parsed`."""

    ordinal: int
    lines: tuple[int, int]
    kind: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileStatements:
    """How well one file is understood. `status` and `reason` are the File node's own (`ok` or `dead_letter`), `parsed`
    counts the statements that are, `unclear` are all others in their order."""

    root: str
    path: str
    dialect: str
    status: str
    reason: str
    parsed: int
    unclear: tuple[Unclear, ...]


class GraphStore(Protocol):
    """A graph. One writer a root; any number of readers. All methods may raise `StoreUnavailable`.

    What a store asks of a `FileGraph` beyond its own contract: the File node carries `path` (its path in the root); a
    node lives by edges, so one that no edge of the file touches is kept only as long as it contains something, and
    what a file says of it is not kept.
    """

    kind: Literal["sqlite", "neo4j"]

    @property
    def waited(self) -> int:
        """Grows while a call waits for its turn at a server that is there: then nothing stands still."""

    async def prepare(self) -> None:
        """Check the version, create constraints and indexes. May be repeated. Raises `StoreUnfit`."""

    async def ping(self) -> None:
        """Return if the store answers now."""

    async def sources(self) -> dict[str, SourceState]:
        """All roots that the graph knows. Settles a commit whose outcome is unknown: a transaction that is still
        ending, even one whose writer has gone, is waited for, so that nothing late changes the answer."""

    async def apply(self, transaction: Transaction) -> Applied:
        """Write all files or none. Begins with compare-and-set on the Source node (`SeqMismatch`); then nodes sorted by
        key, then relationships sorted by (type, from, to), then the nodes that nothing asserts any more go.
        May be repeated: a second time raises `SeqMismatch` with `found == transaction.after`."""

    async def file_ids(self, root: str) -> set[str]:
        """Ids of the File nodes of a root."""

    async def forget(self, root: str) -> Applied:
        """Remove a root with its files and whatever only they asserted. May be repeated; broken off half-way it leaves
        the Source node at a seq that no ledger knows."""

    async def tidy(self) -> Applied:
        """Remove what no transaction would ever touch again: edges whose file the graph does not hold, and nodes that
        nothing asserts. A scan of the whole graph, for `repair`; 0 rows unless somebody else changed our graph."""

    async def find(self, key: str, *, suffix: bool = False) -> list[NodeId]:
        """Table and Column nodes of that key, compared without case; with `suffix`, also those whose key ends in
        `.key`. Sorted."""

    async def neighbours(
        self, nodes: Sequence[NodeId], *, direction: Literal["upstream", "downstream"], influence: bool
    ) -> list[Hop]:
        """Edges that touch `nodes`: FEEDS between tables, FLOWS_TO between columns, and with `influence` INFLUENCES.
        Sorted."""

    async def readers(self, nodes: Sequence[NodeId]) -> list[Reading]:
        """Statements that read one of these tables and columns. Sorted by node, file and ordinal."""

    async def written_by(self, root: str, path: str) -> list[NodeId] | None:
        """Tables that the statements of a file write or define, sorted; None if the graph holds no such file."""

    async def alike(self, fragments: tuple[str, str], *, limit: int) -> list[NodeId]:
        """Table and Column nodes whose key holds one of two texts, compared without case, sorted. If there are more
        than `limit`: those that hold both, tables before columns, short keys before long ones. Looks at
        every name, so it is for the text of an error."""

    def statements(self) -> AsyncIterator[FileStatements]:
        """Every file with its statements, in no particular order."""

    def dump(self) -> AsyncIterator[str]:
        """The whole graph as canonical JSON Lines in no particular order, one consistent snapshot. See
        `graph.store.dump` for the shape of a line."""

    async def counts(self) -> dict[str, int]:
        """Nodes by label and edges by type."""

    async def close(self) -> None:
        """Release everything. May be repeated."""
