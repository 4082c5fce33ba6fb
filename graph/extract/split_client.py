"""Stage 4, core: lines of a script that are for the client that runs it (psql, SQL*Plus, mysql, sqlite, BTEQ)."""

import re
from dataclasses import dataclass

from graph.extract.dialects import Dialect
from graph.extract.lexer import words
from graph.extract.piece import PieceKind

_SQLPLUS = words(
    "ACCEPT ACC APPEND BREAK BTITLE CLEAR COLUMN COL COMPUTE CONNECT CONN DEFINE DEF DESCRIBE DESC DISCONNECT EXECUTE "
    "EXEC EXIT QUIT GET HOST PASSWORD PAUSE PRINT PROMPT PRO REMARK REM REPHEADER SHOW SHO SPOOL SPO START STARTUP "
    "SHUTDOWN TIMING TTITLE UNDEFINE UNDEF VARIABLE VAR WHENEVER"
)
_SQLPLUS_SET = re.compile(r"(?i:SET\s++(?!ROLE\b|TRANSACTION\b|CONSTRAINTS?\b))\w")
_MYSQL = frozenset(("SOURCE", "SYSTEM", "TEE", "NOTEE", "PROMPT", "PAGER", "NOPAGER", "WARNINGS", "NOWARNING"))
_MYSQL_USE = re.compile(r"(?i:USE)[ \t]++[^\s;]++[ \t]*+(?=[\r\n]++\s*+[^\s;]|\Z)")
_DELIMITER = re.compile(r"(?i:DELIMITER)[ \t]++(\S{1,16}+)")
_REST = re.compile(r"[^\r\n]*+(?:\r\n?|\n)?")
_CONTINUED = re.compile(r"(?:[^\r\n-]++|-(?!\s*?[\r\n])|-[ \t]*+(?:\r\n?|\n))*+(?:\r\n?|\n)?")
_COPY_STDIN = re.compile(r"(?i:\\copy\b[^\r\n]*?\bfrom\s++p?stdin\b)")
_DATA_END = re.compile(r"(?:\A|(?<=[\r\n]))\\\.[ \t]*+(?:\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client's command up to `end`. `delimiter`: what ends statements from here on; `rows`: rows of data follow."""

    kind: PieceKind
    end: int
    delimiter: str = ""
    rows: bool = False


def client_line(text: str, head: int, key: str, dialect: Dialect) -> ClientLine | None:
    """The client's command at `head`, whose first word (upper case) or character is `key`; None if there is none."""
    if key == "/":
        return ClientLine("separator", _rest(text, head)) if dialect.slash_lines else None
    if key == "DELIMITER" and dialect.delimiter_command:
        found = _DELIMITER.match(text, head)
        return ClientLine("separator", _rest(text, head), _usable(found[1])) if found else None
    read = _CLIENTS.get("mysql" if dialect.delimiter_command else dialect.client)
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
    return ClientLine("meta", _rest(text, head), rows=_COPY_STDIN.match(text, head) is not None)


def _dotted(text: str, head: int, key: str) -> ClientLine | None:
    if key == "." and text[head + 1 : head + 2].isalpha():
        return ClientLine("meta", _rest(text, head))
    return None


def _sqlplus(text: str, head: int, key: str) -> ClientLine | None:
    if key in _SQLPLUS or key == "@" or (key == "SET" and _SQLPLUS_SET.match(text, head)):
        found = _CONTINUED.match(text, head)
        return ClientLine("meta", max(head + 1, found.end() if found else 0))
    return None


def _mysql(text: str, head: int, key: str) -> ClientLine | None:
    if key in _MYSQL or key == "\\":
        return ClientLine("meta", _rest(text, head))
    if key == "USE":  # the client takes it without a semicolon
        found = _MYSQL_USE.match(text, head)
        return ClientLine("sql", found.end()) if found else None
    return None


_CLIENTS = {"psql": _psql, "sqlite": _dotted, "bteq": _dotted, "sqlplus": _sqlplus, "mysql": _mysql}
