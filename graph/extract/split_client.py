"""Stage 4, core: lines of a script that are for the client that runs it (psql, SQL*Plus, mysql, sqlite, BTEQ, …)."""

import re
from dataclasses import dataclass

from graph.extract.dialects import Dialect
from graph.extract.lexer import DIRECTIVES, LINE_END, words
from graph.extract.piece import PieceKind

_SQLPLUS = words(
    "ACCEPT ACC APPEND BREAK BTITLE CLEAR COLUMN COL COMPUTE CONNECT CONN DEFINE DEF DESCRIBE DESC DISCONNECT EXECUTE "
    "EXEC EXIT QUIT GET HOST PASSWORD PAUSE PRINT PROMPT PRO REMARK REM REPHEADER SHOW SHO SPOOL SPO START STARTUP "
    "SHUTDOWN TIMING TTITLE UNDEFINE UNDEF VARIABLE VAR WHENEVER"
)
_SQLPLUS_SET = re.compile(r"(?i:SET\s++(?!ROLE\b|TRANSACTION\b|CONSTRAINTS?\b))\w")
_EXEC = re.compile(r"(?i:EXEC|EXECUTE)[ \t]++([\w.$#\"@]++[ \t]*+(?:\([^\r\n]*\)[ \t]*+)?);?[ \t]*+(?=[\r\n]|\Z)")
_MYSQL = frozenset(("SOURCE", "SYSTEM", "TEE", "NOTEE", "PROMPT", "PAGER", "NOPAGER", "WARNINGS", "NOWARNING"))
_MYSQL_USE = re.compile(r"(?i:USE)[ \t]++[^\s;]++[ \t]*+(?=[\r\n]++\s*+[^\s;]|\Z)")
_DELIMITER = re.compile(r"(?i:DELIMITER)[ \t]++(\S{1,16}+)")
_SLASH = re.compile(rf"/[ \t]*+{LINE_END}")
_HIVE = re.compile(r"(?:!|(?i:DFS|SOURCE)\b)[^;\r\n]*+;?")
_TERMINATOR = re.compile(DIRECTIVES["db2"] + r"\s*+(\S{1,16}+)")
_AT_ALONE = re.compile(r"(?:\A|[\r\n])[ \t]*+(?:(?i:END)[ \t]*+)?@[ \t]*+(?=[\r\n]|\Z)")
_REST = re.compile(r"[^\r\n]*+(?:\r\n?|\n)?")
_CONTINUED = re.compile(r"(?:[^\r\n-]++|-(?!\s*?[\r\n])|-[ \t]*+(?:\r\n?|\n))*+(?:\r\n?|\n)?")
_COPY_STDIN = re.compile(r"(?i:\\copy\b[^\r\n]*?\bfrom\s++p?stdin\b)")
_DATA_END = re.compile(r"(?:\A|(?<=[\r\n]))\\\.[ \t]*+(?:\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client's command up to `end`. `delimiter`: what ends statements from here on; `rows`: rows of data follow;
    `code`: what a parser should see of it, if it is a statement in other words."""

    kind: PieceKind
    end: int
    delimiter: str = ""
    rows: bool = False
    code: str = ""


def client_line(text: str, head: int, key: str, dialect: Dialect) -> ClientLine | None:
    """The client's command at `head`, whose first word (upper case) or character is `key`; None if there is none."""
    if key == "/":
        alone = dialect.slash_lines and _SLASH.match(text, head)
        return ClientLine("separator", _rest(text, head)) if alone else None
    if key == "DELIMITER" and dialect.delimiter_command:
        found = _DELIMITER.match(text, head)
        return ClientLine("separator", _rest(text, head), _usable(found[1])) if found else None
    read = _CLIENTS.get(dialect.client)
    return read(text, head, key) if read else None


def copy_data_end(text: str, at: int) -> int:
    """The position after the line `\\.` that ends the rows of COPY … FROM stdin; the end of the text without one."""
    start = _rest(text, at)
    found = _DATA_END.search(text, start)
    return found.end() if found else len(text)


def _usable(delimiter: str) -> str:
    """Quotes, letters and backslashes would end statements inside of words and strings."""
    return ";" if delimiter[0] in "'\"`\\" else delimiter


def _rest(text: str, at: int) -> int:
    found = _REST.match(text, at)
    return found.end() if found else at


def _psql(text: str, head: int, key: str) -> ClientLine | None:
    if key != "\\":
        return None
    if text.startswith("\\;", head):  # ends a statement without running it
        return ClientLine("separator", head + 2)
    return ClientLine("meta", _rest(text, head), rows=_COPY_STDIN.match(text, head) is not None)


def _dotted(text: str, head: int, key: str) -> ClientLine | None:
    if key == "." and text[head + 1 : head + 2].isalpha():
        return ClientLine("meta", _rest(text, head))
    return None


def _sqlplus(text: str, head: int, key: str) -> ClientLine | None:
    called = _EXEC.match(text, head) if key in ("EXEC", "EXECUTE") else None
    if called:
        return ClientLine("sql", _rest(text, head), code=f"CALL {called[1]}")
    if key in _SQLPLUS or key in ("@", "!", "$") or (key == "SET" and _SQLPLUS_SET.match(text, head)):
        found = _CONTINUED.match(text, head)
        return ClientLine("meta", max(head + 1, found.end() if found else 0))
    return None


def _mysql(text: str, head: int, key: str) -> ClientLine | None:
    if key == "\\" and text[head + 1 : head + 2] in ("g", "G"):  # runs what stands before it
        return ClientLine("separator", head + 2)
    if key in _MYSQL or key == "\\":
        return ClientLine("meta", _rest(text, head))
    if key == "USE":  # the client takes it without a semicolon
        found = _MYSQL_USE.match(text, head)
        return ClientLine("sql", found.end()) if found else None
    return None


def _hive(text: str, head: int, key: str) -> ClientLine | None:
    found = _HIVE.match(text, head) if key in ("!", "DFS", "SOURCE") else None
    return ClientLine("meta", found.end()) if found else None


def _snowsql(text: str, head: int, key: str) -> ClientLine | None:
    return ClientLine("meta", _rest(text, head)) if key == "!" else None


def _notebook(text: str, head: int, key: str) -> ClientLine | None:
    """What ends a cell of a notebook ends its last statement."""
    return ClientLine("separator", _rest(text, head)) if key == "-" and text.startswith("-- COMMAND", head) else None


def _db2(text: str, head: int, key: str) -> ClientLine | None:
    found = _TERMINATOR.match(text, head) if key == "-" else None
    return ClientLine("separator", _rest(text, head), _usable(found[1])) if found else None


def first_delimiter(text: str, dialect: Dialect) -> str:
    """What ends statements from the beginning: for DB2's client often told on its command line alone (`-td@`)."""
    return "@" if dialect.client == "db2" and "@" in text and _AT_ALONE.search(text) else ";"


_CLIENTS = {
    "psql": _psql,
    "sqlite": _dotted,
    "bteq": _dotted,
    "sqlplus": _sqlplus,
    "mysql": _mysql,
    "hive": _hive,
    "snowsql": _snowsql,
    "notebook": _notebook,
    "db2": _db2,
}
