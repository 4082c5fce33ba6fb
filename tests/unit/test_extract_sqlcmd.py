"""sqlcmd's variables are read and put in; what nobody gives a value is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.extract.dialects import resolve_dialect
from graph.extract.sqlcmd import Variables, read_setvar, substitute_sqlcmd, undefined_variable

TSQL = resolve_dialect("tsql")


@pytest.mark.parametrize(
    ("command", "read"),
    [
        (':setvar DatabaseName "Adventure ""Works"""', ("databasename", 'Adventure "Works"')),
        ("  :SETVAR Path C:\\x\\ \n", ("path", "C:\\x\\")),
        (":setvar Empty", ("empty", "")),
        (":r .\\other.sql", None),
        (":setvars a b", None),
    ],
)
def test_setvar_lines_are_read(command: str, read: tuple[str, str] | None) -> None:
    assert read_setvar(command) == read


def test_known_variables_are_put_in_without_case_and_unknown_ones_stay() -> None:
    text = "SELECT * FROM [$(DB)].dbo.t, $(Other).u, $$(x), $(1)"
    assert substitute_sqlcmd(text, {"db": "Sales"}) == "SELECT * FROM [Sales].dbo.t, $(Other).u, $$(x), $(1)"


@given(st.text(max_size=50))
def test_nothing_known_changes_nothing(text: str) -> None:
    assert substitute_sqlcmd(text, {}) == text


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("use $(Db)", "use [$(Db)]"),
        ("select a from x.$(S).t, $(T).u", "select a from x.[$(S)].t, [$(T)].u"),
        ("select a from $(Prefix)_t_$(N)", "select a from [$(Prefix)_t_$(N)]"),
        ("select a from [$(Db)].dbo.t", "select a from [$(Db)].dbo.t"),
        ("select $(N) from t where a = '$(X)' -- from $(Y)", "select $(N) from t where a = '$(X)' -- from $(Y)"),
    ],
)
def test_a_variable_without_a_value_becomes_a_name_where_a_name_must_be(text: str, becomes: str) -> None:
    assert Variables().put_into(text, TSQL) == becomes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select a from [$(Db)].dbo.t where b < $(N)", ("N", False)),
        ("select a from [x_$(Db)].dbo.t", ("Db", True)),
        ("print '$(Db)' -- $(X)\n/* $(Y) */", None),
        ("select 1", None),
    ],
)
def test_what_is_left_is_told_apart(text: str, found: tuple[str, bool] | None) -> None:
    assert undefined_variable(text, TSQL) == found


def test_a_variable_has_its_value_from_its_line_until_the_next() -> None:
    variables = Variables()
    assert variables.put_into("$(A).t", TSQL) == "[$(A)].t"
    variables.read(':setvar a "x"')
    variables.read(":r other.sql")
    assert variables.put_into("$(A).t", TSQL) == "x.t"
    variables.read(":setvar A")
    assert variables.put_into("$(A).t", TSQL) == "[$(A)].t"


@given(st.text(alphabet="$()[]'\"-/*a.@ \n", max_size=60))
def test_line_numbers_stay(text: str) -> None:
    assert Variables().put_into(text, TSQL).count("\n") == text.count("\n")
