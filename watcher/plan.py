"""Stage 3, core: what was read against what is known → what has to be done. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from cache.state import FileRow
from watcher.stable_read import Gone, NotRegular, ReadFile, ReadResult, Unreadable, Unstable


@dataclass(frozen=True, slots=True)
class Plan:
    """Each path of the batch in exactly one field (of a rename, the old path may lie outside the batch).

    `judge`: facts are needed. `renamed`: new path → the row whose content moved there; facts are needed too, and are
    known as a rule. `touch`: same content, new stat key. `refuse`: cannot be read. `again`: was being written.
    """

    judge: tuple[str, ...] = ()
    renamed: Mapping[str, FileRow] = field(default_factory=dict)
    touch: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    forget: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()


def make_plan(
    read: Mapping[str, ReadResult],
    known: Mapping[str, FileRow],
    *,
    current: Callable[[str, ReadFile, FileRow], bool],
    moved_away: Mapping[bytes, Collection[FileRow]],
) -> Plan:
    """`known`: live ledger rows of the paths that were read. `current(path, read, row)`: are the row's facts those that
    this content would give today? `moved_away`: rows by digest whose paths are gone, in the batch or outside it."""
    judge: list[str] = []
    renamed: dict[str, FileRow] = {}
    fields: dict[str, list[str]] = {name: [] for name in ("touch", "refuse", "forget", "again", "nothing")}
    free = {digest: sorted(rows, key=lambda row: row.path) for digest, rows in moved_away.items()}
    for path in sorted(read):
        result, row = read[path], known.get(path)
        match result:
            case ReadFile():
                if row is not None:
                    same = row.digest == result.digest and current(path, result, row)
                    (fields["touch"] if same else judge).append(path)
                elif candidates := free.get(result.digest):
                    renamed[path] = candidates.pop(0)
                else:
                    judge.append(path)
            case Unreadable():
                fields["refuse"].append(path)
            case Unstable():
                fields["again"].append(path)
            case Gone() | NotRegular():
                fields["nothing" if row is None else "forget"].append(path)
    taken = {row.path for row in renamed.values()}
    forget = tuple(path for path in fields["forget"] if path not in taken)
    nothing = tuple(path for path in fields["forget"] if path in taken) + tuple(fields["nothing"])
    return Plan(
        judge=tuple(judge),
        renamed=renamed,
        touch=tuple(fields["touch"]),
        refuse=tuple(fields["refuse"]),
        forget=forget,
        again=tuple(fields["again"]),
        nothing=nothing,
    )
