"""Every promise has a test that carries its id, so that none is dropped unheard; `docs/reliability.md` has them all."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PROMISES = (
    *(f"W{number}" for number in range(1, 11)),
    *(f"P{number}" for number in range(1, 8)),
    *(f"N{number}" for number in range(1, 11)),
    *(f"S{number}" for number in range(1, 6)),
    *("C1", "C4", "C5"),
)
_ID = re.compile(r"(?<![A-Za-z0-9])([WPNSC]\d+)(?![A-Za-z0-9])")
_ID_IN_NAME = re.compile(r"_([wpnsc]\d+)(?=_)")


def carried(path: Path) -> Iterator[str]:
    """Ids in the names and docstrings of a module's tests."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield from (found.upper() for found in _ID_IN_NAME.findall(node.name))
            yield from _ID.findall(ast.get_docstring(node) or "")


@pytest.fixture(scope="module")
def tried() -> set[str]:
    """A module's docstring does not count: it promises for tests that may have gone."""
    return {promise for path in sorted(TESTS.rglob("test_*.py")) for promise in carried(path)}


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_is_tried_by_a_test_that_carries_its_id(tried: set[str], promise: str) -> None:
    assert promise in tried


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_is_written_down(promise: str) -> None:
    page = (TESTS.parent / "docs/reliability.md").read_text(encoding="utf-8")
    assert re.search(rf"^### {promise}\b", page, re.MULTILINE)


def test_no_test_carries_the_id_of_a_promise_that_is_not_made(tried: set[str]) -> None:
    assert tried <= {*PROMISES}
