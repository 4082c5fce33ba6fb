"""Versions of the extractor and the linker: what cached facts and written outcomes are valid for. Shell at the edge of
the core: it reads the package's own source once, so that nobody can forget to raise a number."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_EXTRACTOR = ("extract", "facts.py", "names.py", "link/declare.py")
_LINKER = ("link", "facts.py", "names.py", "model.py")


@cache
def extractor_version() -> str:
    """Changes with any line of the extractor or with the parser's version. Cached facts carry it in their key."""
    return f"{_digest(_EXTRACTOR)}+sqlglot{version('sqlglot')}"


@cache
def linker_version() -> str:
    """Changes with any line of the linker. The ledger holds it beside every outcome."""
    return _digest(_LINKER)


def _digest(places: tuple[str, ...]) -> str:
    state = hashlib.blake2b(digest_size=6)
    for place in places:
        for name, data in sorted(_sources(files("graph").joinpath(place))):
            state.update(f"{place}/{name}:{len(data)}\n".encode())
            state.update(data)
    return state.hexdigest()


def _sources(place: Traversable) -> list[tuple[str, bytes]]:
    if place.is_file():
        return [(place.name, place.read_bytes())]
    return [
        found for child in place.iterdir() if child.is_dir() or child.name.endswith(".py") for found in _sources(child)
    ]
