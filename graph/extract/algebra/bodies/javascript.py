"""Stage 4, core: Snowflake's procedures in JavaScript: the SQL that stands in them as literals.

A string that is the whole text of a statement (`sqlText: "…"`, `execute("…")`) is SQL; one that is put together with
values of the run time is not known, and that is said."""

import re

from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.statement import StatementBuilder

_STRING = r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`"
_TOKEN = re.compile(
    rf"(?P<skip>//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))|(?P<text>{_STRING})|(?P<key>\bsqlText\s*:|\b(?:execute|createStatement)\s*\()"
    r"|(?P<sign>[^\s\w])|(?P<word>\w++)",
    re.S,
)
_ENDS = frozenset(",})];")
_ESCAPE = re.compile(r"\\(?s:(.))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\n": "\n"}


def javascript(builder: StatementBuilder, text: str) -> list[Placed]:
    """The literal statements of a body, with lines from 0."""
    placed: list[Placed] = []
    tokens = [one for one in _TOKEN.finditer(text) if one.lastgroup != "skip"]
    for at, token in enumerate(tokens[:-1]):
        value = tokens[at + 1]
        if token.lastgroup != "key" or (value.lastgroup != "text" and not _is_name(token[0], value)):
            continue
        lines = (text.count("\n", 0, value.start()), text.count("\n", 0, value.end()))
        behind = tokens[at + 2][0] if at + 2 < len(tokens) else ";"
        if value.lastgroup == "text" and behind in _ENDS and not _filled(value[0]):
            sql = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), value[0][1:-1])
            placed += [Placed(built, lines) for built in builder.build(sql)]
        else:
            placed.append(Placed(Built("execute", "refused", "dynamic SQL"), lines))
    return placed


def _is_name(key: str, value: re.Match[str]) -> bool:
    """`sqlText: command`, `execute(command)`; not `execute()` and `execute({`."""
    return value.lastgroup == "word" and (key.startswith("sqlText") or not key.startswith("execute"))


def _filled(text: str) -> bool:
    return text[0] == "`" and "${" in text
