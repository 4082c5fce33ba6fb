"""Stage 4, core: what an extraction is asked and what it answers. A leaf; plain data that crosses the pool."""

import msgspec


class ExtractRequest(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Text to facts: everything the answer may depend on besides the bytes themselves.

    `dialect`: the one asked for, "" = detect. `name_hint`: the part of the file's name that may matter for detection
    (`name_hint()` in `registry`). Limits: `nesting` bracket/block depth, `statements` per file.
    """

    dialect: str = ""
    name_hint: str = ""
    nesting: int = 500
    statements: int = 50_000


class LimitExceeded(Exception):
    """A limit of the request was passed. `reason` is the dead letter's reason: `nesting`, `statements` or `binary`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Summary(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the daemon must know of a file's facts without decoding them.

    `statuses`: statement count by status, in the order of `facts.STATUSES`.
    """

    dialect: str
    statuses: tuple[int, int, int, int]


class Extracted(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An extraction's answer. `facts` is `facts.encode(...)`; `declarations` is `link.declare.encode(...)`: what the
    file defines and which names its definitions hang on, for the catalog."""

    facts: bytes
    declarations: bytes
    summary: Summary
