"""What may happen to files: what people, editors and tools do to them, clocks that are wrong, times put back, masses;
and files whose every version can be told from their lines in the graph."""

import contextlib
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from tests.crash.ground import Ground
from tests.crash.sql_files import FOLDERS, random_name, random_text

PAUSES_S = (0.0, 0.0, 0.01, 0.05, 0.3)
"""Between changes: within a batch, between batches, while it writes."""
MARKED = "marked"
"""The folder of files that say their version in every name."""
_MARKED_FILES = 6
_LATER_TICK_S = 0.02  # a few ticks of the clock that file times are taken from


def plain_files(ground: Ground) -> list[Path]:
    """All but the marked ones, which only `mark` touches."""
    return [path for path in ground.files() if path.parent.name != MARKED]


def make_files(ground: Ground, rng: random.Random, count: int) -> None:
    """The folder to begin with."""
    for folder in FOLDERS:
        (ground.root / folder).mkdir(parents=True, exist_ok=True)
    for _ in range(count):
        (ground.root / random_name(rng, next(ground.numbers))).write_text(random_text(rng))


def _edit(ground: Ground, rng: random.Random, path: Path) -> None:
    path.write_text(random_text(rng))


def _append(ground: Ground, rng: random.Random, path: Path) -> None:
    with path.open("a") as file:
        file.write(random_text(rng))


def _write_slowly(ground: Ground, rng: random.Random, path: Path) -> None:
    text = random_text(rng)
    with path.open("w") as file:
        file.write(text[: len(text) // 2])
        file.flush()
        time.sleep(rng.choice(PAUSES_S))
        file.write(text[len(text) // 2 :])


def _replace(ground: Ground, rng: random.Random, path: Path) -> None:
    aside = path.with_name(".being-written")
    aside.write_text(random_text(rng))
    aside.rename(path)


def _rename(ground: Ground, rng: random.Random, path: Path) -> None:
    path.rename(ground.root / random_name(rng, next(ground.numbers)))


def _rename_onto(ground: Ground, rng: random.Random, path: Path) -> None:
    path.rename(rng.choice(plain_files(ground)))


def _swap(ground: Ground, rng: random.Random, path: Path) -> None:
    other, aside = rng.choice(plain_files(ground)), path.with_name(".aside")
    path.rename(aside)
    other.rename(path) if other != path else None
    aside.rename(other)


def _copy(ground: Ground, rng: random.Random, path: Path) -> None:
    shutil.copyfile(path, ground.root / random_name(rng, next(ground.numbers)))


def _rename_folder(ground: Ground, rng: random.Random, path: Path) -> None:
    if path.parent != ground.root:
        path.parent.rename(path.parent.with_name(f"d{next(ground.numbers)}"))
        for folder in FOLDERS:
            (ground.root / folder).mkdir(parents=True, exist_ok=True)


def _delete(ground: Ground, rng: random.Random, path: Path) -> None:
    path.unlink()


def _delete_folder(ground: Ground, rng: random.Random, path: Path) -> None:
    if path.parent.name.startswith("d") and path.parent != ground.root:
        shutil.rmtree(path.parent)


def _create(ground: Ground, rng: random.Random, path: Path) -> None:
    make_files(ground, rng, rng.choice((1, 1, 3)))


def _make_binary(ground: Ground, rng: random.Random, path: Path) -> None:
    path.write_bytes(b"\x7fELF\0\0\0" + rng.randbytes(200))


def _touch(ground: Ground, rng: random.Random, path: Path) -> None:
    path.touch()


def _away_and_back(ground: Ground, rng: random.Random, path: Path) -> None:
    aside = ground.work / "aside"
    path.rename(aside)
    time.sleep(rng.choice(PAUSES_S))
    aside.rename(path)


# --- less usual -----------------------------------------------------------------------------------------------------


def marked_text(number: int, version: int) -> str:
    """`1 + version % 7` statements, all of whose names carry the version."""
    moved = f"INSERT INTO m{number}_{version}_{{0}} (a, b) SELECT a, b FROM s{number}_{version}_{{0}};\n"
    return "".join(moved.format(at) for at in range(1 + version % 7))


def marked_names(number: int, version: int) -> set[str]:
    """The tables that this version speaks of."""
    return {f"{letter}{number}_{version}_{at}" for letter in "ms" for at in range(1 + version % 7)}


def _mark(ground: Ground, rng: random.Random, _: Path) -> None:
    folder = ground.root / MARKED
    folder.mkdir(exist_ok=True)
    number = rng.randrange(_MARKED_FILES)
    text = marked_text(number, next(ground.numbers))
    path = folder / f"{number}.sql"
    if rng.random() < 0.5:
        path.write_text(text)
    else:
        aside = folder / f".{number}"
        aside.write_text(text)
        aside.rename(path)


def _chmod(_: Ground, rng: random.Random, path: Path) -> None:
    path.chmod(rng.choice((0o600, 0o644, 0o755)))


def _copy_many(ground: Ground, rng: random.Random, path: Path) -> None:
    for _ in range(30):
        shutil.copyfile(path, ground.root / random_name(rng, next(ground.numbers)))


def _delete_many(ground: Ground, rng: random.Random, _: Path) -> None:
    files = plain_files(ground)
    for path in rng.sample(files, max(0, len(files) - 60)):
        path.unlink()


def _wrong_clock(ground: Ground, rng: random.Random, path: Path) -> None:
    path.write_text(random_text(rng))
    moment = rng.choice((0, 1, time.time_ns() + 10**17, time.time_ns() - 10**15, time.time_ns() + 3 * 10**9))
    os.utime(path, ns=(moment, moment))


def _same_size(_: Ground, rng: random.Random, path: Path) -> None:
    """Other bytes, as many, with the old time put back; later than the clock's tick, as people are (W7)."""
    before, old = path.stat(), path.read_bytes()
    time.sleep(_LATER_TICK_S)
    digits = [at for at, byte in enumerate(old) if chr(byte).isdigit()]
    if digits:
        at = rng.choice(digits)
        with path.open("r+b") as file:
            file.seek(at)
            file.write(str((old[at] - 47) % 10).encode())
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _rename_top(ground: Ground, rng: random.Random, _: Path) -> None:
    """A folder with all that lies below it, and back in part."""
    folder = ground.root / rng.choice(FOLDERS)
    folder.rename(folder.with_name(f"d{next(ground.numbers)}"))
    for name in FOLDERS:
        (ground.root / name).mkdir(parents=True, exist_ok=True)


def _swap_folders(ground: Ground, rng: random.Random, _: Path) -> None:
    one, other = rng.sample([ground.root / name for name in FOLDERS if "/" not in name], 2)
    aside = ground.root / ".aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


Change = Callable[[Ground, random.Random, Path], None]
CHANGES: dict[str, tuple[int, Change]] = {
    "edit": (6, _edit),
    "append": (2, _append),
    "write slowly": (2, _write_slowly),
    "replace": (6, _replace),
    "rename": (5, _rename),
    "rename onto": (2, _rename_onto),
    "swap": (3, _swap),
    "copy": (3, _copy),
    "rename folder": (2, _rename_folder),
    "rename top": (1, _rename_top),
    "swap folders": (1, _swap_folders),
    "delete": (5, _delete),
    "delete folder": (1, _delete_folder),
    "delete many": (1, _delete_many),
    "create": (6, _create),
    "binary": (1, _make_binary),
    "touch": (2, _touch),
    "away and back": (1, _away_and_back),
    "chmod": (2, _chmod),
    "copy many": (1, _copy_many),
    "wrong clock": (2, _wrong_clock),
    "same size": (3, _same_size),
    "mark": (6, _mark),
}
"""Name → how often, what."""


def random_change(rng: random.Random) -> str:
    """The name of one, the usual ones more often."""
    return rng.choices([*CHANGES], [often for often, _ in CHANGES.values()])[0]


def change(ground: Ground, name: str, rng: random.Random) -> None:
    """One change. Does nothing where there is nothing to do it to."""
    files = plain_files(ground)
    if not files:
        make_files(ground, rng, 5)
        return
    with contextlib.suppress(FileNotFoundError, FileExistsError, NotADirectoryError):
        CHANGES[name][1](ground, rng, rng.choice(files))
