"""Stage 4, core: what a file's name says. The one place that knows suffixes: a new kind of document is one more line.

Cheap to import and to ask: the watcher asks it for every path.
"""

from pathlib import PurePath
from types import MappingProxyType
from typing import Literal, TypeAlias

from graph.extract.dialects import ALIASES, DIALECTS

FileKind: TypeAlias = Literal["sql", "project"]

PROJECT_FILE = "dbt_project.yml"
"""What makes models of the files below its folder."""

KINDS: MappingProxyType[str, FileKind] = MappingProxyType(
    dict.fromkeys(
        (
            ".sql",
            ".ddl",
            ".dml",
            ".hql",
            ".bq",
            ".prc",
            ".pkb",
            ".pks",
            ".pls",
            ".plsql",
            ".tab",
            ".vw",
            ".viw",
            ".fnc",
            ".trg",
            ".psql",
            ".tsql",
            ".bteq",
        ),
        "sql",
    )
)
"""What a file is, by its suffix in lower case."""

SUFFIX_DIALECTS: MappingProxyType[str, str] = MappingProxyType(
    {
        ".hql": "hive",
        ".bq": "bigquery",
        ".pkb": "oracle",
        ".pks": "oracle",
        ".pls": "oracle",
        ".plsql": "oracle",
        ".psql": "postgres",
        ".tsql": "tsql",
        ".bteq": "teradata",
    }
)
"""Suffixes that speak of a dialect."""

# Second-last suffixes (`views.postgres.sql`): every name of a dialect but those that are as likely a subject.
_INNER = (DIALECTS.keys() | ALIASES.keys()) - {"", "sql", "fabric", "tableau", "drill", "druid", "dune"}


def kind_of(path: PurePath | str) -> FileKind | None:
    """What the file is to be read as; None if it is not for us."""
    return "project" if is_project(str(path)) else KINDS.get(PurePath(path).suffix.lower())


def is_project(path: str) -> bool:
    """Whether the file at this path (`/`-separated) describes a dbt project."""
    return path.endswith(PROJECT_FILE) and (path == PROJECT_FILE or path.endswith("/" + PROJECT_FILE))


def is_source(path: PurePath | str) -> bool:
    """Whether the file is read unless settings say otherwise. Folders and hidden names are not judged here."""
    return kind_of(path) is not None


def name_hint(path: PurePath | str) -> str:
    """The part of the name that is evidence of a dialect, in lower case: `.tsql`, `.postgres.sql`; "" if there is none.
    Of a project's file it is the whole name.

    Nothing else of a name may matter for detection, so that facts can be shared between files of equal content.
    """
    if is_project(str(path)):
        return PROJECT_FILE
    suffixes = PurePath(path).suffixes
    last = suffixes[-1].lower() if suffixes else ""
    inner = suffixes[-2].lower() if len(suffixes) > 1 else ""
    if inner[1:] in _INNER:
        return inner + last
    return last if last in SUFFIX_DIALECTS else ""
