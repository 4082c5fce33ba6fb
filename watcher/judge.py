"""Stage 3, core: what is asked of a file, and what its answer changes in the ledger and the catalog. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cache.state import Absorption, DeadLetter, FileRow, StatRow
from graph.extract.dialects import resolve_dialect
from graph.extract.registry import name_hint
from graph.extract.request import Extracted, ExtractRequest
from graph.link import declare
from graph.link.catalog import Catalog
from graph.link.linked import FileContext
from graph.names import Name, format_name
from watcher.ledger import Ledger
from watcher.roots import Root, rule_for

LINK_STAGE, TOO_MANY_ROWS = "link", "too_many_rows"
ANY_NAME = "any name"
"""Stands among the look-ups of a file that broke the linker: nobody knows what it depends on. No name of the catalog is
spelled like this, for one with a space in it stands in quotes."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is a dead letter. `strikes`: failures that count on this content (two are a quarantine)."""

    stage: str
    reason: str
    detail: str
    strikes: int = 0
    guilty_row: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A file's new state: read as `digest`, and understood (`extracted`) or not (`refused`).

    `renamed`: the ledger's row that lives on under this path.
    """

    root: str
    path: str
    key: StatRow | None
    hashed_ns: int
    digest: bytes | None
    facts_key: bytes | None = None
    extracted: Extracted | None = None
    refused: Refused | None = None
    renamed: FileRow | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a batch found out. `touched`: only the stat key is new."""

    judged: tuple[Judged, ...] = ()
    touched: tuple[FileRow, ...] = ()
    forgotten: tuple[FileRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.judged or self.touched or self.forgotten)


def request_for(root: Root, path: str, *, nesting: int, statements: int) -> ExtractRequest:
    """What the extractor is asked for this file: all that its answer may depend on besides the bytes."""
    dialect, _ = rule_for(root.settings, path)
    return ExtractRequest(dialect, name_hint(path), nesting, statements)


def facts_key(digest: bytes, request: ExtractRequest, version: str) -> bytes:
    """The parse cache's key: equal keys have equal facts."""
    state = hashlib.blake2b(digest, digest_size=20)
    state.update(f"{version}\0{request.dialect}\0{request.name_hint}\0{request.nesting}\0{request.statements}".encode())
    return state.digest()


def context_for(root: Root, path: str, dialect: str) -> FileContext:
    """What linking depends on besides facts and catalog. The default names and a rule's target fold by the dialect."""
    fold = resolve_dialect(dialect).fold_table
    _, target = rule_for(root.settings, path)
    return FileContext(
        root=root.name,
        path=path,
        dialect=dialect,
        default_database=fold(root.settings.default_database, False) if root.settings.default_database else "",
        default_schema=fold(root.settings.default_schema, False) if root.settings.default_schema else "",
        target=tuple(fold(part, False) for part in target),
    )


def still_true(changes: Changes, ledger: Ledger) -> Changes:
    """The changes without what the ledger has overtaken since they were found out: batches run beside each other, and
    two may have seen the same vanished path. A row that moved or went meanwhile is left as it is."""

    def same(row: FileRow) -> bool:
        now = ledger.get(row.id)
        return now is not None and not now.gone and now.path == row.path and now.digest == row.digest

    seen = {(one.root, one.path) for one in changes.judged} | {(row.root, row.path) for row in changes.touched}

    def may_move(row: FileRow, path: str) -> bool:
        """Not if its file was read first and moved then: the row stays with what was read."""
        return same(row) and (row.root, row.path) not in seen and path not in ledger.live(row.root)

    return Changes(
        judged=tuple(
            replace(one, renamed=None) if one.renamed and not may_move(one.renamed, one.path) else one
            for one in changes.judged
        ),
        touched=tuple(
            replace(
                now, key=row.key, hashed_ns=row.hashed_ns, dirty_seq=None
            )  # linked or refused meanwhile, it stays so
            for row in changes.touched
            if same(row) and (now := ledger.get(row.id))
        ),
        forgotten=tuple(row for row in changes.forgotten if same(row)),
    )


def absorb(
    changes: Changes,
    ledger: Ledger,
    catalog: Catalog,
    roots: dict[str, Root],
    *,
    seq: int,
    mint: Iterable[str],
    now: str,
    judged_by: Mapping[str, str],
) -> Absorption:
    """Put the changes into the catalog (in place) and say what the database has to store.

    `mint` gives ids for files never seen; `judged_by` names, by root, what a dead letter is valid for. The ledger is
    only asked, not changed.
    """
    changed: set[Name] = set()
    upserts: list[tuple[FileRow, bytes | None]] = []
    ids = iter(mint)
    for row in changes.forgotten:
        changed |= catalog.remove(row.root, row.path)
        upserts.append((replace(row, gone=True, facts_key=None, dirty_seq=seq), b""))
    for judged in changes.judged:
        if judged.renamed is not None:
            changed |= catalog.remove(judged.root, judged.renamed.path)
    for judged in changes.judged:
        changed |= _put(judged, catalog, roots[judged.root])
        known = judged.renamed or ledger.live(judged.root).get(judged.path)
        upserts.append((_row(judged, known, seq, ids), judged.extracted.declarations if judged.extracted else b""))
    upserts += [(row, None) for row in changes.touched]
    return Absorption(
        seq=seq,
        upserts=upserts,
        changed_names=[ANY_NAME, *(format_name(name) for name in catalog.affected(changed))] if changed else (),
        dead=[
            dead_letter(judged, judged.refused, judged_by[judged.root], now)
            for judged in changes.judged
            if judged.refused
        ],
        revived=[
            *((judged.root, judged.path) for judged in changes.judged if not judged.refused),
            *((judged.root, judged.renamed.path) for judged in changes.judged if judged.renamed),
            *((row.root, row.path) for row in changes.forgotten),
        ],
    )


def _put(judged: Judged, catalog: Catalog, root: Root) -> frozenset[Name]:
    if judged.extracted is None:
        return catalog.remove(judged.root, judged.path)
    context = context_for(root, judged.path, judged.extracted.summary.dialect)
    return catalog.put(context, declare.decode(judged.extracted.declarations))


def _row(judged: Judged, known: FileRow | None, seq: int, ids: Iterable[str]) -> FileRow:
    summary = judged.extracted.summary if judged.extracted else None
    return FileRow(
        id=known.id if known else next(iter(ids)),
        root=judged.root,
        path=judged.path,
        key=judged.key,
        hashed_ns=judged.hashed_ns,
        digest=judged.digest,
        facts_key=judged.facts_key,
        dialect=summary.dialect if summary else "",
        statuses=summary.statuses if summary else (0, 0, 0, 0),
        reason=judged.refused.reason if judged.refused else "",
        dirty_seq=seq,
        dirty_since=seq,
    )


def dead_letter(judged: Judged, refused: Refused, judged_by: str, now: str) -> DeadLetter:
    """As the ledger keeps it. `judged_by`: versions and settings that it is valid for."""
    return DeadLetter(
        root=judged.root,
        path=judged.path,
        digest=judged.digest,
        stage=refused.stage,
        reason=refused.reason,
        detail=refused.detail,
        guilty_row=refused.guilty_row,
        extractor=judged_by,
        strikes=refused.strikes,
        at=now,
    )
