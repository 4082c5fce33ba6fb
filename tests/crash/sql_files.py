"""Random folders of SQL whose files hang on each other: definitions, views over them, loads, temp tables, poison."""

import random
from collections.abc import Callable

FOLDERS = ("raw", "stage", "stage/daily", "mart", "reports")
_SCHEMAS = ("raw", "stage", "mart")
_COLUMNS = ("id", "day", "amount", "name", "kind", "customer_id", "price")
_TABLES = 8  # few, so that files share tables and define the same ones


def random_text(rng: random.Random) -> str:
    """One file's text. Most of what it names, other files define, or will, or did."""
    return "".join(rng.choice(_KINDS)(rng) for _ in range(rng.choice((1, 1, 2, 4))))


def random_name(rng: random.Random, number: int) -> str:
    """A path that is not taken, as long as `number` is not."""
    suffix = rng.choice((".sql", ".sql", ".sql", ".ddl", ".tsql"))
    return f"{rng.choice(FOLDERS)}/f{number}{rng.choice(('', ' x', 'ü'))}{suffix}"


def _table(rng: random.Random) -> str:
    return f"{rng.choice(_SCHEMAS)}.t{rng.randrange(_TABLES)}"


def _columns(rng: random.Random) -> list[str]:
    return rng.sample(_COLUMNS, rng.randrange(2, len(_COLUMNS)))


def _define(rng: random.Random) -> str:
    columns = ", ".join(f"{name} {rng.choice(('int', 'varchar(20)'))}" for name in _columns(rng))
    return f"CREATE TABLE {_table(rng)} ({columns});\n"


def _alter(rng: random.Random) -> str:
    return f"ALTER TABLE {_table(rng)} ADD COLUMN {rng.choice(_COLUMNS)} int;\n"


def _view(rng: random.Random) -> str:
    return f"CREATE VIEW {_table(rng)} AS SELECT * FROM {_table(rng)};\n"


def _joined_view(rng: random.Random) -> str:
    one, other = _columns(rng)[:2]
    return (
        f"CREATE VIEW {_table(rng)} AS SELECT a.*, b.{one} AS other_{one}, {other}\n"
        f"FROM {_table(rng)} a JOIN {_table(rng)} b ON a.id = b.id WHERE a.day > 3;\n"
    )


def _load(rng: random.Random) -> str:
    names = _columns(rng)
    return f"INSERT INTO {_table(rng)} ({', '.join(names)}) SELECT {', '.join(names)} FROM {_table(rng)};\n"


def _load_all(rng: random.Random) -> str:
    return f"INSERT INTO {_table(rng)} SELECT * FROM {_table(rng)} WHERE kind IN (SELECT id FROM {_table(rng)});\n"


def _through_temp(rng: random.Random) -> str:
    return (
        f"CREATE TEMP TABLE work AS SELECT * FROM {_table(rng)};\n"
        f"INSERT INTO {_table(rng)} SELECT id, amount FROM work GROUP BY id, amount;\nDROP TABLE work;\n"
    )


def _update(rng: random.Random) -> str:
    return f"UPDATE {_table(rng)} SET amount = s.amount FROM {_table(rng)} s WHERE s.id = 1;\n"


def _routine(rng: random.Random) -> str:
    return (
        f"CREATE FUNCTION mart.p{rng.randrange(4)}() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  "
        f"{_load(rng)}END $$;\n"
    )


def _broken(rng: random.Random) -> str:
    return f"SELEKT {rng.random()} FRM nothing (;\n{_load(rng)}"


def _poison(_: random.Random) -> str:
    return f"SELECT {'(' * 600}1{')' * 600};\n"


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    *(_define,) * 4,
    _alter,
    *(_view,) * 3,
    *(_joined_view,) * 2,
    *(_load,) * 3,
    *(_load_all,) * 2,
    _through_temp,
    _update,
    _routine,
    _broken,
    _poison,
)
