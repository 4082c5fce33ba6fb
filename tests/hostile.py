"""Files that nobody means well with, made from a seed when a test runs, and names and secrets to put into others.

`python -m tests.hostile FOLDER [--seed N] [--files N]` writes them for a look by hand.
"""

import argparse
import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

NAMES = (
    "a`) DETACH DELETE n //",
    "}) DETACH DELETE (n",
    "\\u0060) MATCH (m) DETACH DELETE m //",
    "'; DROP TABLE node; --",
    "' OR '1'='1",
    '{"$gt": ""}',
    "$rows",
    "?1",
    ":tail",
    'double "quoted"',
    "it's",
    "back\\slash\\",
    "line\nbreak\r\ttab",
    "dot.in.it",
    "nul\x00byte",
    "\x00outside",
    "bell\x07 and \x1b[31mred",
    "right\u202eto\u202cleft \u2066isolate\u2069",
    "zero\u200bwidth\u200d\ufeff",
    "combi\u0301ning Zalgo\u0335\u0321\u0489",
    "Turkish İIıi ß ſ ﬁ K",
    "emoji 👩‍👩‍👧 🜂",
    "next\x85line\u2028and\u2029paragraph",
    "private \ue000\uf8ff\U000ffffd",
    "nonchar \ufffe\uffff",
    "中文 العربية ไทย",
    "%s %(a)s {0} {a!r} ${HOME} $(x)",
    "../../etc/passwd",
    "-rf",
    " ",
    "NULL",
)
"""Names that a careless program takes for something else."""

LONE_SURROGATE = "lone \udc80 surrogate"
"""No file in UTF-8 has it, but a text in memory and the bytes of a path may."""

SECRET = "Hu6terCanary7f3a"
"""Stands for whatever must not be shown, wherever it stood in a file."""


def quoted(name: str, marks: str = '"') -> str:
    """As an identifier between such marks: `"`, a backtick, or `[]`."""
    return marks[0] + name.replace(marks[-1], marks[-1] * 2) + marks[-1]


def naming(name: str, marks: str = '"') -> str:
    """Statements with the name in every place that names have."""
    it = quoted(name, marks)
    return (
        f"CREATE TABLE {it}.{it} ({it} int, b int);\n"
        f"CREATE VIEW v{len(name)} AS SELECT x.{it} AS {it}, x.b FROM {it}.{it} AS x WHERE x.b > 0;\n"
        f"WITH {it} AS (SELECT {it}, b FROM {it}.{it}) "
        f"INSERT INTO {it} ({it}, b) SELECT {it}, sum(b) FROM {it} GROUP BY {it};\n"
        f"CREATE PROCEDURE {it}.{it}() AS BEGIN DELETE FROM {it} WHERE {it} IN (SELECT {it} FROM {it}.{it}); END;\n"
    )


# --- secrets ---------------------------------------------------------------------------------------------------------


SECRET_STATEMENTS = tuple(
    line.replace("{}", SECRET)
    for line in (Path(__file__).parent / "secret_statements.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)
"""Statements of many engines that hold one, a line each."""


# --- files -----------------------------------------------------------------------------------------------------------

_HONEST = """CREATE TABLE lost.sales (id int, amount decimal(10, 2), day date);
CREATE VIEW lost.daily AS SELECT day, sum(amount) AS total FROM lost.sales WHERE amount > 0 GROUP BY day;
INSERT INTO lost.report (day, total) SELECT d.day, d.total FROM lost.daily d JOIN lost.days x ON x.day = d.day;
CREATE PROCEDURE lost.load AS BEGIN UPDATE t SET a = s.a FROM lost.t t JOIN lost.s s ON s.id = t.id; END
GO
MERGE INTO lost.t USING (SELECT id, a FROM lost.s) s ON (lost.t.id = s.id) WHEN MATCHED THEN UPDATE SET a = s.a;
{{ config(materialized='view') }} select * from {{ ref('lost') }} where d > '{{ var("x") }}';
"""
_DEEP = (
    "(",
    "SELECT (",
    "CASE WHEN ",
    "/*",
    "BEGIN ",
    "[",
    "{{ (",
    "{% if x %}",
    "NOT ",
    "- ",
    "a.",
    "a + ",
    "f(",
    "<",
)
_DEEP_QUERIES = "SELECT * FROM ("
_SUFFIXES = (".sql", ".hql", ".pks", ".tsql", ".bteq", ".postgres.sql", ".SQL", ".ddl")


def _noise(rng: random.Random, most: int) -> bytes:
    return rng.randbytes(rng.randrange(1, 3_000))


def _any_text(rng: random.Random, most: int) -> bytes:
    """Every plane, controls and surrogates' neighbours included."""
    points = (
        rng.choice((rng.randrange(0x80), rng.randrange(0xD800), rng.randrange(0xE000, 0x110000))) for _ in range(400)
    )
    return "".join(map(chr, points)).encode(rng.choice(("utf-8", "utf-16", "utf-32", "utf-16-le")))


def _cut_off(rng: random.Random, most: int) -> bytes:
    data = (_HONEST * rng.randrange(1, 4)).encode(rng.choice(("utf-8", "utf-16", "utf-8-sig")))
    return data[rng.randrange(10) : rng.randrange(len(data))]


def _changed(rng: random.Random, most: int) -> bytes:
    data = bytearray(_HONEST.encode())
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(data))
        data[at : at + rng.randrange(3)] = rng.choice(
            (b"", b"'", b"(", b")", b"\0", b"--", b"/*", b"$$", b'"', b"\xff", b"{{")
        )
    return bytes(data)


def _deep(rng: random.Random, most: int) -> bytes:
    return b"SELECT a FROM t;\n" + rng.choice(_DEEP).encode() * min(most, rng.choice((400, 5_000, 100_000)))


def _deep_queries(rng: random.Random, most: int) -> bytes:
    depth = min(most // 10, rng.choice((50, 120, 450, 3_000)))
    return (_DEEP_QUERIES * depth + "SELECT a FROM t" + ") AS x" * depth).encode()


def _long_name(rng: random.Random, most: int) -> bytes:
    name = rng.choice("aÿ中🜂") * min(most, rng.choice((129, 5_000, 1_000_000)))
    return f"CREATE TABLE lost.{quoted(name)} (a int, {quoted(name)} int);\nSELECT {name} FROM lost.{name};\n".encode()


def _many(rng: random.Random, most: int) -> bytes:
    """Long lists: columns, sources, branches, rows."""
    number = min(most, rng.choice((2_000, 20_000)))
    return rng.choice(
        (
            "SELECT " + ", ".join(f"c{at}" for at in range(number)) + " FROM lost.wide;",
            "SELECT a FROM " + ", ".join(f"lost.t{at}" for at in range(number // 10)) + ";",
            " UNION ALL ".join(["SELECT a FROM lost.t"] * (number // 10)) + ";",
            "INSERT INTO lost.t VALUES " + ", ".join(["(1, 'x')"] * number) + ";",
            ";\n" * number,
        )
    ).encode()


def _named(rng: random.Random, most: int) -> bytes:
    names = rng.sample(NAMES, 3)
    return "".join(naming(name, rng.choice(('"', "`", "[]"))) for name in names).encode()


def _nul(rng: random.Random, most: int) -> bytes:
    return rng.choice((b"SELECT a\0 FROM lost.t\0;\n", b"\0" * 4_096, b"SELECT 'a\0b' AS \"c\0d\" FROM lost.t;\n"))


def _secret(rng: random.Random, most: int) -> bytes:
    return ";\n".join(rng.sample(SECRET_STATEMENTS, 12)).encode()


def _broken_secret(rng: random.Random, most: int) -> bytes:
    """In a text within a statement that cannot be read."""
    statement = rng.choice(
        ("SELECT ' {} ' a b c d FROM FROM", "INSERT INTO lost.t (( VALUES ('{}')", "ALTER '{}' FOO ) BAR")
    )
    return statement.replace("{}", SECRET).encode(rng.choice(("utf-8", "utf-16")))


def _template(rng: random.Random, most: int) -> bytes:
    part = (
        "{{ x }}",
        "{% for a in range(999999) %}",
        "{{ 'a' * 99999999 }}",
        "{% set a = a ~ a %}",
        "{{ [[[[",
        "${x}",
        "{#",
    )
    return "".join(rng.choice(part) for _ in range(200)).encode() + b" SELECT a FROM lost.t"


KINDS: dict[str, Callable[[random.Random, int], bytes]] = {
    "noise": _noise,
    "any_text": _any_text,
    "cut_off": _cut_off,
    "changed": _changed,
    "deep": _deep,
    "deep_queries": _deep_queries,
    "long_name": _long_name,
    "many": _many,
    "named": _named,
    "nul": _nul,
    "secret": _secret,
    "broken_secret": _broken_secret,
    "template": _template,
}


def hostile_files(seed: int, count: int, *, most: int = 2_000) -> Iterator[tuple[str, bytes]]:
    """Paths and contents: one seed gives the same files again. `most`: of anything that repeats. No path and no name in
    them has `honest` in it."""
    rng = random.Random(seed)
    kinds = list(KINDS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield f"{rng.choice(('', 'a/', 'a/b/'))}{kind}{number}{rng.choice(_SUFFIXES)}", KINDS[kind](rng, most)


HONEST = {
    "honest/ddl.sql": "CREATE TABLE honest_sales (id int, amount int, day int);\nCREATE TABLE honest_report (d int);\n",
    "honest/view.sql": "CREATE VIEW honest_daily AS SELECT day, sum(amount) AS n FROM honest_sales GROUP BY day;\n",
    "honest/load.sql": "INSERT INTO honest_report SELECT day FROM honest_daily WHERE n > 0;\n",
    "honest/part.sql": "SELECT id FROM honest_sales;\nSELECT FROM FROM honest_sales;\n",
    "honest/proc.tsql": "CREATE PROC honest_proc AS UPDATE r SET d = d.day FROM honest_report r, honest_daily d\n",
}
"""Files of somebody else beside them."""


def honest(lines: Iterable[str]) -> list[str]:
    """What a dump has of the honest files, and of what they name."""
    return [line for line in lines if "honest" in line]


def write_sparse(path: Path, size: int = 1 << 30) -> None:
    """A gigabyte that takes no room."""
    with path.open("wb") as file:
        file.truncate(size)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=200)
    asked = parser.parse_args()
    for path, data in hostile_files(asked.seed, asked.files, most=1_000_000):
        target = asked.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


if __name__ == "__main__":
    main()
