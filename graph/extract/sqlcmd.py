"""Stage 4, core: sqlcmd's variables: `$(Name)`, given by `:setvar` lines, put in before a statement is parsed.

One that the file gives no value stays as it is: in the place of a name it is a name of its own (`[$(Db)].dbo.t`), which
is said; elsewhere nobody can tell what it would have been.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from graph.extract.dialects import Dialect
from graph.extract.lexer import lexicon, words

_NAME = r"\$\(([^\W\d][\w-]*+)\)"
_VARIABLE = re.compile(_NAME)
_SETVAR = re.compile(r"\s*+:(?i:setvar)[ \t]++([^\W\d][\w-]*+)(?:[ \t]++(\"(?:[^\"]++|\"\")*+\"|\S++))?")
_BEFORE_NAMES = words(
    "FROM JOIN INTO INSERT UPDATE DELETE MERGE USING USE TABLE VIEW PROCEDURE PROC FUNCTION TRIGGER DATABASE SCHEMA"
    " EXEC EXECUTE REFERENCES"
)


class Variables:
    """The variables of one file, as its `:setvar` lines go by."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def read(self, command: str) -> None:
        """A client's line: a `:setvar` sets its variable, or without a value forgets it; others change nothing."""
        found = read_setvar(command)
        if found is None:
            return
        name, value = found
        if value:
            self._values[name] = value
        else:
            self._values.pop(name, None)

    def put_into(self, text: str, dialect: Dialect) -> str:
        """The text with all values in it; a variable without one that stands for a name becomes a quoted name. Line
        numbers stay: a value has no line ends, because `:setvar` is a line."""
        if "$(" not in text:
            return text
        text = substitute_sqlcmd(text, self._values)
        return _quoted_names(text, dialect) if "$(" in text else text


def substitute_sqlcmd(text: str, variables: Mapping[str, str]) -> str:
    """`$(Name)` replaced by its value, found without case by its lower-case name; unknown ones stay as they are."""
    return _VARIABLE.sub(lambda found: variables.get(found[1].lower(), found[0]), text)


def read_setvar(command: str) -> tuple[str, str] | None:
    """(name in lower case, value) of a `:setvar` line; a line without a value gives "". None for another command."""
    found = _SETVAR.match(command)
    if found is None:
        return None
    value = found[2] or ""
    if value.startswith('"'):
        value = value[1:-1].replace('""', '"')
    return found[1].lower(), value


def undefined_variable(text: str, dialect: Dialect) -> tuple[str, bool] | None:
    """The first variable that is left outside of strings and comments, and whether it is part of a quoted name; one
    that is not comes before all that are. None if there is none."""
    if "$(" not in text:
        return None
    inside = ""
    for found in _pattern(dialect).finditer(text):
        if found["run"]:
            variable = _VARIABLE.search(found["run"])
            assert variable is not None
            return variable[1], False
        if found["name"] and not inside:
            variable = _VARIABLE.search(found["name"])
            inside = variable[1] if variable else ""
    return (inside, True) if inside else None


def _quoted_names(text: str, dialect: Dialect) -> str:
    """`$(Db).dbo.$(Prefix)_t` → `[$(Db)].dbo.[$(Prefix)_t]`, where a dot or a word says that it is a name."""

    def quoted(found: re.Match[str]) -> str:
        run = found["run"]
        if not run:
            return found[0]
        before = text[max(0, found.start() - 64) : found.start()].rstrip()
        after = text[found.end() : found.end() + 64].lstrip()
        last = re.search(r"(?<![\w@#$])[a-zA-Z]++\Z", before)
        named = before.endswith(".") or after.startswith(".") or (last is not None and last[0].upper() in _BEFORE_NAMES)
        return f"[{run}]" if named else run

    return _pattern(dialect).sub(quoted, text)


@lru_cache(maxsize=8)  # the dialects that sqlcmd reads
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    lex = lexicon(dialect, mending=True)
    names = "|".join(
        rf"{re.escape(opening)}[^{re.escape(closing)}]*+(?:{re.escape(closing)}|\Z)"
        for opening, closing in dialect.identifier_quotes
    )
    variable = r"\$\([^\W\d][\w-]*+\)"
    return re.compile(rf"(?P<run>[\w@#]*+(?:{variable}[\w@#]*+)++)|(?P<name>{names})|{lex.skip_source}|[\w@#]++", re.S)
