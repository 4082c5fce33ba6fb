"""Stage 4, core: where data lies outside the catalog: files, URLs, stages. Their names carry no secret, ever.

A place is named by its path or URL as written, without what may hold a secret: user and password in front of the host,
the query string (SAS tokens, signed URLs), parameters behind a semicolon. What still looks like a secret, or is known
at run time only, has no name: it is noted, and nothing is said of it.
"""

import re
from typing import TYPE_CHECKING

from graph.facts import Define
from graph.names import HIDDEN, OUTSIDE, Name

if TYPE_CHECKING:
    from graph.extract.algebra.context import Context

NOT_FOLLOWED = "file or remote dataset not followed"

_LONGEST = 1000
_SCHEME = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*:){1,4})/{1,3}")
_USER_WITHOUT_SCHEME = re.compile(r"[^@/]+:[^@]*@")
_CONTAINERS = frozenset({"abfs", "abfss", "wasb", "wasbs", "adl"})
"""There the word in front of the host is a container, no user."""
_KEYS = r"(?:pass(?:word|wd)?|pwd|secret|token|sig(?:nature)?|credential|access_?key|account_?key|api_?key|sas)\s*[=:]"
_SECRET = re.compile(
    rf"{_KEYS}"
    r"|AKIA[0-9A-Z]{12}|ASIA[0-9A-Z]{12}|\bsv=|\bse=",
    re.IGNORECASE,
)
_ARGUMENT = re.compile(
    rf"(?P<key>{_KEYS}\s*)?(?P<quote>['\"])(?P<text>(?:(?!(?P=quote)).)*)(?P=quote)", re.IGNORECASE | re.DOTALL
)
_AT_RUN_TIME = re.compile(r"\$\{|\{\{|%\(|\$\(|[\x00-\x1f]")


def clean_place(text: str) -> str:
    """The place without secrets; "" where it cannot be named."""
    text = text.strip()
    found = _SCHEME.match(text)
    if found:
        text = _without_secrets(text, found)
    elif _USER_WITHOUT_SCHEME.match(text):
        return ""
    if not text or len(text) > _LONGEST or _SECRET.search(text) or _AT_RUN_TIME.search(text):
        return ""
    return text


def may_hold_secret(name: str) -> bool:
    """Whether a quoted name is a URL or path that cannot be shown as it is."""
    return ("://" in name or "?" in name) and clean_place(name) != name.strip()


def without_secrets(spelled: str) -> str:
    """A call as a template spells it, without the values of its arguments that are or may hold a secret."""
    return _ARGUMENT.sub(_shown, spelled)


def _shown(argument: re.Match[str]) -> str:
    key, quote, text = argument["key"] or "", argument["quote"], argument["text"]
    if not key and not may_hold_secret(text) and not _SECRET.search(text):
        return argument[0]
    return f"{key}{quote}{'' if key else clean_place(text)}{HIDDEN}{quote}"


def _without_secrets(text: str, scheme: re.Match[str]) -> str:
    """An access key may hold slashes: whatever stands in front of the last `@` goes if a colon stands there too."""
    rest = re.split(r"[?#;]", text[scheme.end() :], maxsplit=1)[0]
    before, at, behind = rest.rpartition("@")
    if not at:
        return scheme.group() + rest
    if ":" in before or ("/" not in before and scheme[1].lower().rstrip(":") not in _CONTAINERS):
        rest = behind
    return scheme.group() + rest


def placed(ctx: "Context", text: str, *, stage: bool = False) -> Name:
    """The name of a place, which the statement then defines as one; `()`, and a note, where it cannot be named."""
    clean = clean_place(text)
    if not clean:
        ctx.note(NOT_FOLLOWED)
        return ()
    name = (OUTSIDE, _folded_stage(ctx, clean) if stage else clean)
    ctx.places[name] = Define(name, "stage" if stage else "file")
    return name


def _folded_stage(ctx: "Context", text: str) -> str:
    """`@db.stage/Path`: the stage's name folds like any other, the path does not."""
    named, slash, path = text[1:].partition("/")
    parts = re.findall(r'"(?:[^"]|"")*"|[^."]+', named)
    folded = [part[1:-1] if part[:1] == '"' else ctx.dialect.fold_table(part, False) for part in parts]
    return "@" + ".".join(folded) + slash + path
