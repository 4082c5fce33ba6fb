"""Linking costs at most n log n: twice the input, at most a little more than twice the steps."""

from collections.abc import Callable, Sequence

import pytest

from graph import facts
from graph.extract.request import ExtractRequest
from graph.extract.sql import extract
from graph.link import declare
from graph.link.assemble import file_graph
from graph.link.catalog import Catalog
from graph.link.choice import Reader
from graph.link.effects import Effects
from graph.link.file import Budget, TooManyRows, link_file
from graph.link.linked import FileContext, LinkedFile
from tests.work import calls, steps

Files = Sequence[str]


def _facts(files: Files, dialect: str) -> list[tuple[FileContext, facts.FileFacts, declare.Declarations]]:
    found = []
    for at, text in enumerate(files):
        one = extract(text.encode(), ExtractRequest(dialect=dialect))
        context = FileContext("r", f"{at:05}.sql", one.summary.dialect)
        found.append((context, facts.decode(one.facts), declare.decode(one.declarations)))
    return found


def _linked(files: Sequence[tuple[FileContext, facts.FileFacts, declare.Declarations]]) -> list[LinkedFile]:
    catalog = Catalog()
    for context, _, declarations in files:
        catalog.put(context, declarations)
    linked = [link_file(one, context, catalog) for context, one, _ in files]
    for at, one in enumerate(linked):
        file_graph(one, file_id=str(at))
    return linked


def linked(files: Files, dialect: str) -> list[LinkedFile]:
    """The files against a catalog of them all."""
    return _linked(_facts(files, dialect))


def growth(make: Callable[[int], Files], dialect: str, size: int) -> float:
    """How many times the calls, or the steps, that twice the input costs, from the catalog to the file's graph."""
    small, large = _facts(make(size), dialect), _facts(make(2 * size), dialect)
    return max(count(lambda: _linked(large)) / count(lambda: _linked(small)) for count in (calls, steps))


def _in_procedure(body: str) -> list[str]:
    return [f"create procedure p as begin\n{body}\ninsert into o (a) select @x1; end"]


def _variables_in_alternatives(n: int) -> Files:
    return _in_procedure("".join(f"if @x{i} > 1 begin set @x{i} = (select a from t); end\n" for i in range(n)))


def _variables_in_one_loop(n: int) -> Files:
    return _in_procedure("while @y > 1 begin " + "".join(f"set @x{i + 1} = @x{i};\n" for i in range(n)) + "end")


def _many_loops(n: int) -> Files:
    return _in_procedure("".join(f"while @x{i} > 1 begin set @x{i + 1} = @x{i}; end\n" for i in range(n)))


def _many_alternatives(n: int) -> Files:
    branches = " else ".join(f"if @y = {i} set @x{i} = (select a from t)" for i in range(n))
    return _in_procedure(branches)


@pytest.mark.parametrize(
    "make",
    [_variables_in_alternatives, _variables_in_one_loop, _many_loops],
)
def test_what_variables_hold_costs_no_more_than_what_changes(make: Callable[[int], Files]) -> None:
    assert growth(make, "tsql", 40) < 2.3


def _columns_added_by_files(n: int) -> Files:
    return ["create table t (a int);", *(f"alter table t add column c{i} int;" for i in range(n))]


def _comments_by_files(n: int) -> Files:
    columns = ",".join(f"c{i} int" for i in range(n))
    return [f"create table t ({columns});", *(f"comment on column t.c{i} is 'x';" for i in range(n))]


def _inserts_by_files_that_add(n: int) -> Files:
    return [f"alter table t add column c{i} int;\ninsert into t (c{i}) select a from u;" for i in range(n)]


def _columns_added(n: int) -> Files:
    return ["create table t (a int);" + "".join(f"alter table t add column c{i} int;" for i in range(n))]


def _columns_renamed(n: int) -> Files:
    return ["create table t (c0 int);" + "".join(f"alter table t rename column c{i} to c{i + 1};" for i in range(n))]


def _columns_dropped_and_read(n: int) -> Files:
    columns = ",".join(f"c{i} int" for i in range(n + 1))
    drops = (f"alter table t drop column c{i}; insert into o select c{n} from t;" for i in range(n))
    return [f"create table t ({columns});" + "".join(drops)]


def _one_table_again_and_again(n: int) -> Files:
    return ["".join(f"drop table if exists t; create table t as select a from s{i};" for i in range(n))]


def _definers_and_readers(n: int) -> Files:
    makers = [f"create table t (a int, c{i} int);" for i in range(n)]
    return makers + [f"insert into o{i} select a from t;" for i in range(n)]


def _views_of_one_table(n: int) -> Files:
    return ["create table t (a int, b int);", *(f"create view v{i} as select * from t;" for i in range(n))]


def _chain_of_views(n: int) -> Files:
    return ["create table v0 (a int, b int);", *(f"create view v{i + 1} as select * from v{i};" for i in range(n))]


@pytest.mark.parametrize(
    "make",
    [
        _columns_added_by_files,
        _comments_by_files,
        _inserts_by_files_that_add,
        _columns_added,
        _columns_renamed,
        _columns_dropped_and_read,
        _one_table_again_and_again,
        _definers_and_readers,
        _views_of_one_table,
        _chain_of_views,
    ],
)
def test_definitions_and_notes_cost_their_number(make: Callable[[int], Files]) -> None:
    assert growth(make, "postgres", 40) < 2.3


def _change_one(
    catalog: Catalog, versions: Sequence[tuple[FileContext, facts.FileFacts, declare.Declarations]]
) -> None:
    """Change a definer and ask what its name means, there and back."""
    reader = Reader("r", "reader.sql", "postgres", 1)
    for context, _, declarations in versions:
        catalog.put(context, declarations)
        catalog.bind((("t",),), reader)


@pytest.mark.parametrize("statement", ["create table t (a int, c{} int);", "create view t as select c{} from u;"])
def test_a_change_costs_the_same_however_many_files_define_the_name(statement: str) -> None:
    def cost(n: int) -> int:
        catalog = Catalog()
        found = _facts([statement.format(i) for i in range(n + 1)], "postgres")
        for context, _, declarations in found[:n]:
            catalog.put(context, declarations)
        there = (found[0][0], *found[n][1:])
        return steps(lambda: _change_one(catalog, [there, found[0]]))

    assert cost(200) < 1.2 * cost(50)


def _tables(n: int) -> str:
    return "".join(f"create table t{i} (id int, k{i} int, a{i} int);" for i in range(n))


def _join_by_on(n: int) -> Files:
    joins = "".join(f" join t{i} on k{i} = k{i - 1}" for i in range(1, n))
    return [
        f"{_tables(n)}create view v as select {', '.join(f'a{i}, t{i}.id as i{i}' for i in range(n))} from t0{joins}"
    ]


def _join_by_using(n: int) -> Files:
    return [f"{_tables(n)}create view v as select * from t0{''.join(f' join t{i} using (id)' for i in range(1, n))}"]


def _join_of_unknown(n: int) -> Files:
    return [f"create view v as select {', '.join(f'a{i}' for i in range(n))} from t0{_joined_by_key(n)}"]


def _joined_by_key(n: int) -> str:
    return "".join(f" join t{i} on t{i}.k = t{i - 1}.k" for i in range(1, n))


def _natural_join(n: int) -> Files:
    return [f"{_tables(n)}create view v as select * from t0{''.join(f' natural join t{i}' for i in range(1, n))}"]


def _stars(n: int) -> Files:
    joins = "".join(f" join t{i} on k{i} = k{i - 1}" for i in range(1, n))
    return [f"{_tables(n)}create view v as select {', '.join(f't{i}.*' for i in range(n))} from t0{joins}"]


def _unions(n: int) -> Files:
    return ["create view v as " + " union all ".join(f"select a, b from t{i}" for i in range(n))]


def _ctes(n: int) -> Files:
    chain = ",".join(f"c{i + 1} as (select a, b from c{i} where b > {i})" for i in range(n))
    return [f"create view v as with c0 as (select a, b from t),{chain} select * from c{n}"]


def _columns(n: int) -> Files:
    columns = ", ".join(f"case when x > {i} then a{i} else b end as c{i}" for i in range(n))
    return [f"create view v as select {columns} from t order by {', '.join(f'c{i}' for i in range(n))}"]


@pytest.mark.parametrize(
    "make", [_join_by_on, _join_of_unknown, _join_by_using, _natural_join, _stars, _unions, _ctes, _columns]
)
def test_a_query_costs_its_size(make: Callable[[int], Files]) -> None:
    assert growth(make, "postgres", 40) < 2.3


def _right_join_by_using(n: int) -> Files:
    return [
        f"{_tables(n)}create view v as select * from t0{''.join(f' right join t{i} using (id)' for i in range(1, n))}"
    ]


def test_the_columns_of_a_chain_of_right_joins_cost_their_number() -> None:
    assert growth(_right_join_by_using, "mysql", 40) < 2.3


def test_right_joins_put_what_they_join_in_front() -> None:
    found = linked(_right_join_by_using(4), "mysql")[0].datasets
    columns = next([one.name for one in info.columns] for info in found if info.name == ("v",))
    assert columns == ["id", "k3", "a3", "k2", "a2", "k1", "a1", "k0", "a0"]


def _full_join_by_using(n: int) -> Files:
    return [
        f"{_tables(n)}create view v as select * from t0{''.join(f' full join t{i} using (id)' for i in range(1, n))}"
    ]


def test_what_full_joins_compare_is_counted_once() -> None:
    assert growth(_full_join_by_using, "postgres", 40) < 2.3


def test_a_name_of_thousands_of_parts_costs_its_length() -> None:
    def parts(n: int) -> Files:
        return [f"create view v as select {'.'.join(f'a{i}' for i in range(n))} as x from t"]

    assert growth(parts, "postgres", 200) < 2.3


def test_joins_by_keys_of_unknown_tables_that_are_too_many_are_said() -> None:
    joins = "".join(f" join t{i} using (k{i})" for i in range(1, 2100))
    found = linked([f"create view v as select a from t0{joins}"], "postgres")[0].statements[0]
    assert (found.status, found.reason) == ("partial", "too complex")


def _overloads(n: int) -> Files:
    routines = "".join(
        f"create function f(k int, a{i} int) returns int language sql as $$ select a{i} $$;" for i in range(n)
    )
    return [routines + "".join(f"insert into o (a) select f(k => 1, a{i} => b) from t;" for i in range(n))]


def test_which_of_many_overloads_is_called_costs_the_same_however_many_they_are() -> None:
    assert growth(_overloads, "postgres", 40) < 2.3
    assert {one.status for one in linked(_overloads(3), "postgres")[0].statements} == {"parsed"}


def _overloaded_bodies(n: int) -> Files:
    return [
        "".join(
            f"create procedure f(a{i} int) returns int language sql as $$ begin insert into o{i} values (1); end $$;\n"
            for i in range(n)
        )
    ]


def test_overloads_list_what_their_own_bodies_touch() -> None:
    assert growth(_overloaded_bodies, "snowflake", 40) < 2.3
    statements = linked(_overloaded_bodies(3), "snowflake")[0].statements
    assert [one.writes for one in statements if one.defines_routine] == [(("O0",),), (("O1",),), (("O2",),)]


def test_functions_that_all_call_each_other_cost_a_caller_no_more_than_calls_may() -> None:
    def cost(n: int) -> int:
        mesh = [
            f"create function p{i}(x int) returns int language sql as $$ select "
            + " + ".join(f"p{j}(x)" for j in range(n) if j != i)
            + " $$;"
            for i in range(n)
        ]
        found = _facts([*mesh, "insert into o (a) select p0(a) from t;"], "postgres")
        catalog = Catalog()
        for context, _, declarations in found:
            catalog.put(context, declarations)
        context, caller, _ = found[-1]
        return steps(lambda: link_file(caller, context, catalog))

    assert cost(24) < 1.5 * cost(12)


def test_a_search_path_of_more_schemas_than_names_are_looked_up_in_is_said() -> None:
    path = ", ".join(f"s{i}" for i in range(200))
    text = f"set search_path = {path}; insert into o (a) select a from t;"
    made = "create table s3.t (a int); create table s3.o (a int);"
    file = linked([text, made], "postgres")[0]
    assert (file.statements[0].status, file.statements[0].reason) == ("partial", "search path of too many schemas")
    assert [edge.source for edge in file.tables] == [("s3", "t")]


def _fields_of_calls(n: int) -> Files:
    return [f"create view v as select {', '.join(f'f(t{i}.x).a as c{i}' for i in range(n))} from t0{_joined_by_key(n)}"]


def test_fields_of_what_calls_give_cost_their_number() -> None:
    assert growth(_fields_of_calls, "bigquery", 100) < 2.3


def _temp_from_many(n: int) -> Files:
    return ["create table #t (a int, b int);" + "".join(f"insert #t select a, b from u{i};\n" for i in range(n))]


def _temp_from_itself(n: int) -> Files:
    inserts = "insert #t select a, b from #t;\n" * n
    return [f"create table #t (a int, b int);insert #t select a, b from u;{inserts}insert o (a) select a from #t;"]


def _routines(n: int) -> Files:
    return [
        "".join(f"create procedure dbo.p{i} as begin insert into o (a) select a from t; end\ngo\n" for i in range(n))
    ]


@pytest.mark.parametrize("make", [_temp_from_many, _temp_from_itself, _routines])
def test_statements_cost_their_number(make: Callable[[int], Files]) -> None:
    assert growth(make, "tsql", 40) < 2.3


def _collecting(n: int) -> str:
    """Each entry filters by columns of its own, so that what decides about its rows grows from one to the next."""
    first = "select a from t where " + " and ".join(f"c{i} = 1" for i in range(n))
    chain = ",".join(f"q{i + 1} as (select a from q{i})" for i in range(n))
    return f"create view v as with q0 as ({first}), {chain} select a from q{n};"


def test_more_than_queries_may_collect_is_said_and_leaves_the_rest_alone() -> None:
    fits, exceeds, simple = linked(
        [_collecting(500), _collecting(1500), "insert into o (a) select a from t;"], "postgres"
    )
    assert (fits.statements[0].status, len(fits.columns)) == ("parsed", 501)
    assert (exceeds.statements[0].status, exceeds.statements[0].reason) == ("partial", "too complex")
    assert simple.statements[0].status == "parsed"


def test_a_statement_that_is_too_complex_leaves_its_file_enough() -> None:
    text = _collecting(1500) + "insert into o (a) select a from t;"
    assert [one.status for one in linked([text], "postgres")[0].statements] == ["partial", "parsed"]


def test_more_flows_than_a_file_may_have_are_said() -> None:
    """Every column from every column: what statements collect and read over and over comes to, too."""
    names = [f"c{i}" for i in range(700)]
    text = f"""insert into few (c) select c0 from t;
        insert into many ({", ".join(names)})
        select {", ".join("every" for _ in names)} from (select {" || ".join(names)} as every from t) x"""
    few, many = linked([text], "postgres")[0].statements
    assert (few.status, many.status, many.reason) == ("parsed", "partial", "too many flows")
    assert linked([text], "postgres")[0].tables[-1].target == ("many",)


def test_more_flows_between_tables_than_a_file_may_have_are_said() -> None:
    budget, few, many = Budget(3), Effects(), Effects()
    few.rows_from(("o",), [("t",), ("u",)])
    many.rows_from(("o",), [("t",), ("u",)])
    many.reads |= {("t",), ("u",)}
    budget.pay(few)
    budget.pay(many)
    assert (len(few.tables), list(few.problems)) == (2, [])
    assert (len(many.tables), list(many.problems), len(many.reads)) == (0, ["too many flows"], 2)


def test_a_file_of_far_too_many_rows_is_given_up_before_they_are_made() -> None:
    """P6: a hundred statements or a thousand that each take all columns of a wide table: no more work, no more rows."""
    wide = f"CREATE TABLE wide ({', '.join(f'c{number} int' for number in range(100))});"

    def work(statements: int) -> int:
        files = _facts([wide, "\n".join(f"INSERT INTO t{at} SELECT * FROM wide;" for at in range(statements))], "mysql")
        catalog = Catalog()
        for context, _, declarations in files:
            catalog.put(context, declarations)
        context, one, _ = files[1]

        def refused() -> None:
            with pytest.raises(TooManyRows) as error:
                link_file(one, context, catalog, max_rows=5_000)
            assert ("wide",) in error.value.lookups

        return calls(refused)

    assert work(1_000) < 1.5 * work(100)
