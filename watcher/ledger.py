"""Stages 3 to 6, core: the ledger in memory, a mirror of `state.db`'s file rows. Values in, values out; no I/O.

The mirror is changed only after the database was, by the same values; so it may be thrown away and read again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from cache.state import FileRow, Outcome, Statuses


class Ledger:
    """File rows by id, by root and path, and by digest; and which of them are dirty."""

    def __init__(self, rows: Iterable[FileRow] = ()) -> None:
        self._rows: dict[str, FileRow] = {}
        self._live: dict[str, dict[str, FileRow]] = {}
        self._ids_by_digest: dict[tuple[str, bytes], set[str]] = {}
        self._dirty: dict[str, int] = {}
        for row in rows:
            self.put(row)

    # --- questions ---------------------------------------------------------------------------------------------------

    def live(self, root: str) -> Mapping[str, FileRow]:
        """Rows of the files that exist, by path."""
        return self._live.get(root, {})

    def get(self, file_id: str) -> FileRow | None:
        return self._rows.get(file_id)

    def rows(self) -> Collection[FileRow]:
        """All rows, those of vanished files that the graph still holds included."""
        return self._rows.values()

    def same_content(self, root: str, digest: bytes) -> list[FileRow]:
        """Live files of a root with this content, by path."""
        ids = self._ids_by_digest.get((root, digest), ())
        return sorted((self._rows[i] for i in ids), key=lambda row: row.path)

    @property
    def dirty(self) -> Mapping[str, int]:
        """File id → newest change that touches it, in the order in which they first became dirty."""
        return self._dirty

    def oldest_mark(self) -> int | None:
        """The oldest change that some file has not been applied for, or None when nothing is dirty."""
        return min((self._rows[i].dirty_since or 0 for i in self._dirty), default=None)

    def ids(self, root: str) -> set[str]:
        """Ids of a root's files, vanished ones included."""
        return {row.id for row in self._rows.values() if row.root == root}

    # --- changes, after the database made them -----------------------------------------------------------------------

    def put(self, row: FileRow) -> None:
        """Add or replace a row; outcome and marks are taken as they are."""
        self._unindex(row.id)
        self._rows[row.id] = row
        if not row.gone:
            self._live.setdefault(row.root, {})[row.path] = row
            if row.digest is not None:
                self._ids_by_digest.setdefault((row.root, row.digest), set()).add(row.id)
        if row.dirty_seq is None:
            self._dirty.pop(row.id, None)
        else:
            self._dirty[row.id] = row.dirty_seq

    def merge(self, row: FileRow) -> None:
        """Like the database's upsert: outcome, links and oldest mark of the present row stay."""
        old = self._rows.get(row.id)
        if old is not None:
            seq = old.dirty_seq if row.dirty_seq is None else row.dirty_seq
            since = old.dirty_since if old.dirty_since is not None else row.dirty_seq
            row = replace(row, outcome=old.outcome, links=old.links, dirty_seq=seq, dirty_since=since)
        self.put(row)

    def mark(self, file_ids: Iterable[str], seq: int) -> None:
        """These became dirty by change `seq`."""
        for row in [self._rows[i] for i in file_ids if i in self._rows]:
            since = seq if row.dirty_since is None else row.dirty_since
            self.put(replace(row, dirty_seq=seq, dirty_since=since))

    def linked(self, file_id: str, links: bytes, statuses: Statuses) -> None:
        """The look-ups of this file are stored under this digest, and its statements counted."""
        if row := self._rows.get(file_id):
            self.put(replace(row, links=links, statuses=statuses))

    def judged(self, file_id: str, reason: str) -> None:
        """Linking it was refused for this reason; "": it no longer is."""
        if row := self._rows.get(file_id):
            self.put(replace(row, reason=reason))

    def settle(self, outcomes: Iterable[Outcome]) -> None:
        """The graph has these outcomes; a mark newer than their linking stays."""
        for outcome in outcomes:
            row = self._rows.get(outcome.file_id)
            if row is None:
                continue
            clean = row.dirty_seq is None or row.dirty_seq <= outcome.linked_at
            if clean and row.gone and outcome.digest is None:
                self._unindex(row.id)
                del self._rows[row.id]
                self._dirty.pop(row.id, None)
                continue
            since = None if clean else max(row.dirty_since or 0, outcome.linked_at + 1)
            seq = None if clean else row.dirty_seq
            self.put(replace(row, outcome=outcome.digest, dirty_seq=seq, dirty_since=since))

    def adopt(self, root: str, seq: int) -> None:
        """The graph's content of this root is unknown: everything is to be asserted again."""
        for row in [row for row in self._rows.values() if row.root == root]:
            since = seq if row.dirty_since is None else row.dirty_since
            self.put(replace(row, outcome=None, dirty_seq=seq, dirty_since=since))

    def look_again(self, file_ids: Iterable[str]) -> None:
        """The next sweep judges these anew."""
        for row in [self._rows[i] for i in file_ids if i in self._rows]:
            self.put(replace(row, key=None, facts_key=None))

    def judge_again(self, root: str, seq: int) -> None:
        """The whole root is judged and linked anew, because of change `seq`."""
        for row in [row for row in self._rows.values() if row.root == root]:
            since = seq if row.dirty_since is None else row.dirty_since
            self.put(replace(row, key=None, dirty_seq=seq, dirty_since=since))

    def drop_root(self, root: str) -> None:
        for row in [row for row in self._rows.values() if row.root == root]:
            self._unindex(row.id)
            del self._rows[row.id]
            self._dirty.pop(row.id, None)
        self._live.pop(root, None)

    def _unindex(self, file_id: str) -> None:
        old = self._rows.get(file_id)
        if old is None or old.gone:
            return
        live = self._live[old.root]
        if live.get(old.path) is old:
            del live[old.path]
        if old.digest is not None:
            ids = self._ids_by_digest[(old.root, old.digest)]
            ids.discard(file_id)
            if not ids:
                del self._ids_by_digest[(old.root, old.digest)]
