"""Calls that call: what is followed, what is not, and that this is said."""

from graph.link.linked import LinkedFile, LinkedStatement
from tests.unit.test_scale_link import growth, linked


def _chain(length: int, calls: int = 1) -> list[str]:
    last = length - 1
    bodies = ("".join(f"exec dbo.p{i + 1} @a;\n" * calls) if i < last else "" for i in range(length))
    routines = [
        f"create procedure dbo.p{i} @a int as begin\ninsert into dbo.o{i} (a) values (@a);\n{body}end"
        for i, body in enumerate(bodies)
    ]
    return [*routines, "declare @b int;\nselect @b = a from dbo.src;\nexec dbo.p0 @b;"]


def _call(file: LinkedFile) -> LinkedStatement:
    return file.statements[-1]


def _targets(file: LinkedFile) -> set[str]:
    return {edge.target.dataset[-1] for edge in file.columns if edge.via == ("value",)}


def test_data_is_followed_through_a_chain_of_calls() -> None:
    script = linked(_chain(12), "tsql")[-1]
    assert _targets(script) == {f"o{i}" for i in range(12)}
    assert _call(script).status == "parsed"


def test_a_chain_that_is_too_long_is_said() -> None:
    script = linked(_chain(20), "tsql")[-1]
    assert {"o0", "o15"} <= _targets(script)
    assert (_call(script).status, _call(script).reason) == ("partial", "calls nested too deeply")


def test_more_calls_than_one_file_may_cost_are_said() -> None:
    mesh = [
        f"create procedure dbo.p{i} @a int as begin\ninsert into dbo.o{i} (a) values (@a);\n"
        + "".join(f"exec dbo.p{j} @a;\n" for j in range(8) if j != i)
        + "end"
        for i in range(8)
    ]
    script = linked([*mesh, "declare @b int;\nselect @b = a from dbo.src;\nexec dbo.p0 @b;"], "tsql")[-1]
    assert _targets(script) == {f"o{i}" for i in range(8)}
    assert (_call(script).status, _call(script).reason) == ("partial", "too many calls")


def test_calls_by_many_ways_cost_their_number() -> None:
    assert growth(lambda n: _chain(n, calls=3), "tsql", 7) < 2.3
