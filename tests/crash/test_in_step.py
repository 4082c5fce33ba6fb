"""N7: the daemon killed at random moments between random changes. A few seeds; `in_step` runs for as long as asked.

W1: one of them sees nothing but what sweeps find.
"""

from pathlib import Path

import pytest

from tests.crash.ground import OutOfStep, compare, ground_in
from tests.crash.in_step import check


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "no_events"), [(3, False), (4, True)])
def test_n7_killed_at_random_moments_the_graph_is_that_of_a_rebuild(tmp_path: Path, seed: int, no_events: bool) -> None:
    with ground_in(tmp_path, no_events=no_events) as ground:
        check(ground, seed=seed, files=25, ops=40, kills=2)


def test_the_check_finds_what_only_one_side_has() -> None:
    compare([b"a", b"b"], [b"a", b"b"])
    with pytest.raises(OutOfStep, match=r"1 stale, 1 missing\nstale    b\nmissing  c"):
        compare([b"a", b"b"], [b"a", b"c"])
    with pytest.raises(OutOfStep):
        compare([b"a", b"a"], [b"a"])
