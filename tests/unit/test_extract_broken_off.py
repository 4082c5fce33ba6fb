"""Statements that break off: every handler of tokens ends where the tokens end."""

import re
from pathlib import Path

import pytest

from graph.extract.sql import extract_facts

CASES = Path(__file__).parent.parent / "cases"


@pytest.mark.parametrize(
    "dialect", sorted(path.name for path in CASES.iterdir() if path.is_dir() and path.name[0] != "_")
)
def test_a_statement_may_break_off_anywhere(dialect: str) -> None:
    for path in sorted((CASES / dialect).glob("*.sql")):
        lines = path.read_text(encoding="utf-8").splitlines()
        tokens = re.findall(r"\s+|\w+|'[^']*'|.", "\n".join(line for line in lines if not line.startswith("--")))
        for end in range(0, len(tokens), max(len(tokens) // 8, 1)):
            extract_facts("".join(tokens[:end]), dialect)
