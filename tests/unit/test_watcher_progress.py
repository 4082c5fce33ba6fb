"""S2: a part that stands still is told from one that moves, and from one that has nothing to do."""

from watcher.progress import STALL_S, Part, Progress


def test_s2_a_part_with_work_that_does_none_stands_still() -> None:
    progress = Progress()
    parts = {"pool": Part(True, (1,)), "writer": Part(True, (7,))}
    assert progress.standing(parts, 0.0) == []
    assert progress.standing({**parts, "pool": Part(True, (2,))}, STALL_S - 1) == []
    assert progress.standing({**parts, "pool": Part(True, (3,))}, STALL_S) == ["writer"], "whatever its neighbour does"
    assert progress.standing({**parts, "pool": Part(True, (3,)), "writer": Part(True, (8,))}, STALL_S + 1) == []


def test_s2_a_part_without_work_or_that_waits_by_design_stands_never() -> None:
    progress = Progress()
    assert progress.standing({"writer": Part(True, (1,))}, 0.0) == []
    assert progress.standing({"writer": Part(False, (1,))}, 100.0) == []
    assert progress.standing({"writer": Part(True, (1,))}, 100.0 + STALL_S - 1) == [], "counted from when it had work"
    assert progress.standing({"writer": Part(True, (1,))}, 100.0 + STALL_S) == ["writer"]
