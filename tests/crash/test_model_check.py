"""The promise under random changes and random faults, in a short form; `model_check` runs for as long as asked.

The case files are what once failed.
"""

import json
from pathlib import Path

import pytest

from tests.crash.changes import marked_names
from tests.crash.model_check import Case, keep_case, random_case, read_case, run, shrunk
from tests.crash.reader import halves

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("seed", "no_events"), [(11, False), (12, True)])
def test_whatever_happens_the_graph_is_that_of_a_rebuild(tmp_path: Path, seed: int, no_events: bool) -> None:
    """N1, N3, N7, N8, W1, W4, W7, P7: and a reader never sees half a file."""
    run(random_case(seed=seed, ops=50, no_events=no_events), tmp_path)


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.timeout(400)
def test_whatever_happens_a_servers_graph_is_that_of_a_rebuild(tmp_path: Path) -> None:
    """N1, N5, N6, N7, N8: the server is killed and stopped, and connections are cut."""
    run(random_case(seed=21, ops=40, graph="neo4j"), tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_what_once_failed_does_not(tmp_path: Path, path: Path) -> None:
    run(read_case(path), tmp_path)


# --- the check itself ------------------------------------------------------------------------------------------------


def test_a_case_shrinks_to_what_makes_it_fail() -> None:
    case = random_case(seed=3, ops=100)
    needed = {case.ops[10], case.ops[60]}

    def fails(smaller: Case) -> bool:
        assert smaller.ops[-1] == case.ops[-1], "it ends with all settled"
        return needed <= {*smaller.ops}

    assert {*shrunk(case, fails, runs=500).ops} == needed | {case.ops[-1]}
    assert needed <= {*shrunk(case, fails, runs=6).ops}


def test_a_case_is_kept_and_read_again(tmp_path: Path) -> None:
    case = random_case(seed=3, ops=10, graph="neo4j", no_events=True)
    assert read_case(keep_case(case, tmp_path)) == case


def lines(*names: str) -> list[str]:
    return [
        json.dumps({"edge": "READS", "file": "r/marked/1.sql", "from": [], "to": ["Table", name], "props": {}})
        for name in names
    ]


def test_the_reader_knows_a_whole_file_from_a_half_one_and_a_mixed_one() -> None:
    """N1"""
    whole = marked_names(1, 3)
    assert halves(lines(*whole)) == ({(1, 3)}, [])
    assert halves(lines(*list(whole)[1:]))[1]
    assert halves(lines(*whole, *marked_names(1, 4)))[1]
