"""Stage 4, core: the grammars of near dialects, for a statement that the file's own grammar does not know.

People name the dialect next door, and a file without any evidence is read as standard SQL. What one of the neighbours'
grammars reads has one meaning; names, folding and everything else stay those of the file's dialect."""

import re
from collections.abc import Iterator

from graph.extract.algebra.reading import Reader, shared_reader
from graph.extract.dialects import Dialect, resolve_dialect
from graph.extract.lexer import words

_IN_BACKTICKS = re.compile(r"`([^`]*)`")
_STANDARD = ("", "spark")  # the second one for names in backticks
_NEAR: dict[str, tuple[str, ...]] = {
    "ansi": (
        "postgres",
        "spark",
        "mysql",
        "snowflake",
        "oracle",
        "bigquery",
        "clickhouse",
        "trino",
        "duckdb",
        "sqlite",
        "teradata",
    ),
    "postgres": ("redshift", "duckdb", "", "spark"),
    "redshift": ("postgres", "", "spark"),
    "hive": ("spark", "databricks", ""),
    "spark2": ("databricks", ""),
    "spark": ("databricks", ""),
    "databricks": ("spark", ""),
    "trino": ("athena", "", "spark"),
    "athena": ("trino", "hive", "", "spark"),
    "mysql": ("starrocks", "doris", ""),
    "doris": ("starrocks", "mysql", ""),
    "starrocks": ("doris", "mysql", ""),
    "materialize": ("postgres", "risingwave", ""),
    "risingwave": ("postgres", "materialize", ""),
}
_FIRST_WORDS = words("SELECT WITH INSERT UPDATE DELETE MERGE CREATE REPLACE FROM COPY ALTER SEL INS UPD DEL") | {"("}
_MOST = 300
"""How many readings by other grammars a file may ask for: a script in a language of its own has none that fits."""


class NearGrammars:
    """Those of one file."""

    def __init__(self, dialect: Dialect) -> None:
        near = () if dialect.go_batches else _NEAR.get(dialect.name, _STANDARD)
        self._own = dialect
        self._near = tuple(resolve_dialect(name) for name in near)
        self._left = _MOST

    def readers(self, first_word: str, text: str) -> Iterator[Reader]:
        """One after the other, for a statement that begins with this word. Whoever sees other quotes and comments in
        the text is not among them."""
        for other in self._near if first_word in _FIRST_WORDS else ():
            if not self._left:
                return
            if not _alike(self._own, other, text):
                continue
            self._left -= 1
            yield shared_reader(other.sqlglot)


def _alike(own: Dialect, other: Dialect, text: str) -> bool:
    """Whether both mean the same by the quotes and signs of this text. In BigQuery's backticks a dot parts names; who
    has no backticks of their own does not say what it means."""
    if (
        "`" in text
        and ("`", "`") not in own.identifier_quotes
        and any("." in part for part in _IN_BACKTICKS.findall(text))
    ):
        return False
    for sign in ('"', "`", "["):
        if sign in text and (sign in own.string_quotes) != (sign in other.string_quotes):
            return False
    differs = (
        ("\\", own.backslash_escapes != other.backslash_escapes),
        ("#", own.hash_comments != other.hash_comments),
        ("//", own.slash_comments != other.slash_comments),
        ("$$", own.dollar_quotes != other.dollar_quotes),
    )
    return not any(sign in text and unlike for sign, unlike in differs)
