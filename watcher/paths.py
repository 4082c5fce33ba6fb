"""Stage 0, core: a path's bytes as text that people can read and that gives the bytes back. Pure but for the
last function; a leaf.

Past the watcher every path is such a text, relative to its root and `/`-separated. Bytes that are not UTF-8 are shown
as `\\xNN`; a name that holds such a sequence literally has its backslash shown as `\\x5c`, so no two paths look alike.
"""

import re
from pathlib import Path

_LOOKS_ESCAPED = re.compile(rb"\\(?=x[0-9a-fA-F]{2})")
_ESCAPED = re.compile(rb"\\x([0-9a-fA-F]{2})")


def path_text(raw: bytes) -> str:
    """The readable form. Injective."""
    if b"\\x" in raw:
        raw = _LOOKS_ESCAPED.sub(rb"\\x5c", raw)
    return raw.decode("utf-8", "backslashreplace")


def path_bytes(text: str) -> bytes:
    """The path that `path_text` was given."""
    raw = text.encode("utf-8")
    return _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), raw) if b"\\x" in raw else raw


def is_seen(path: Path) -> bool:
    """Is it a file that this user can see? Where a folder on the way may not be searched, or the name can be none, it
    is not."""
    try:
        return path.is_file()
    except OSError:
        return False
