"""Laws over any facts: linking never raises, and what it gives is well-formed."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph import facts as f
from graph.link.assemble import file_graph, outcome_digest
from graph.link.catalog import Catalog
from graph.link.declare import declare, decode, encode
from graph.link.file import link_file
from tests.unit.link_builders import context, ends_of

_part = st.sampled_from(["a", "b", "c", "t", "#t", "@a", ""])
_name = st.lists(_part, max_size=3).map(tuple)
_text = st.sampled_from(["", "a", "b", "c", "t"])
_texts = st.lists(_text, max_size=3).map(tuple)
_operands = st.lists(st.integers(-3, 4), max_size=3).map(tuple)
_via = st.sampled_from(["filter", "window", "condition"])
_item = st.builds(
    f.Item,
    _text,
    _operands,
    st.lists(st.tuples(_via, st.integers(-3, 4)), max_size=2).map(tuple),
    st.booleans(),
    _operands,
)
_items = st.lists(_item, max_size=3).map(tuple)
_pairs = st.lists(st.tuples(_text, _text), max_size=2).map(tuple)
_star = st.builds(f.Star, st.just(()) | _name, _texts, _items, _pairs, of=st.none() | _item)
_projection = st.lists(_star | st.builds(f.Out, _item), max_size=4).map(tuple)
_join = st.none() | st.builds(
    f.Join, st.sampled_from(["inner", "right", "full", "semi", "odd"]), _operands, _texts, st.booleans()
)
_pivots = st.lists(st.builds(f.Pivot, _texts, _items, _text, st.booleans(), st.booleans(), _texts), max_size=1).map(
    tuple
)
_plain = (
    st.builds(f.Scan, _name, _text, _texts, _join, _pivots)
    | st.builds(f.TableFunction, _name, _operands, _text, _texts, st.booleans(), st.booleans(), _join, _pivots, _items)
    | st.builds(f.ValuesSource, _items, _text, _join, _pivots)
)


def _queries(query: st.SearchStrategy[f.Query]) -> st.SearchStrategy[f.Query]:
    source = _plain | st.builds(f.Derived, query, _text, _texts, _join, _pivots, st.booleans())
    source = source | st.builds(f.Group, st.lists(source, max_size=2).map(tuple), _text, _join, _pivots)
    ctes = st.lists(st.builds(f.Cte, _text, query, _texts), max_size=2).map(tuple)
    names = st.lists(_name, max_size=4).map(tuple)
    made = st.builds(f.Record, _items, st.none() | st.integers(-3, 4)) | st.builds(f.Field, _item, _name)
    inner = st.lists(query | st.builds(f.Invoke, _name, _items) | made, max_size=3).map(tuple)
    select = st.builds(
        f.Select,
        _projection,
        st.lists(source, max_size=3).map(tuple),
        names,
        inner,
        _operands,
        _operands,
        st.lists(st.integers(0, 4), max_size=2).map(tuple),
        _operands,
        _operands,
        st.just((1,)),
        ctes,
        st.booleans(),
        st.booleans(),
        _operands,
        st.booleans(),
    )
    kinds = st.sampled_from(["union", "except", "intersect"])
    setop = st.builds(f.SetOp, kinds, st.lists(query, max_size=3).map(tuple), st.booleans(), ctes, st.booleans())
    return select | setop | st.builds(f.Values, _items, names, inner, ctes)


_query = st.recursive(st.builds(f.Values, _items) | st.builds(f.Select, _projection), _queries, max_leaves=8)
_column = st.builds(f.ColumnDef, _text, generated=_operands, primary_key=st.booleans())
_columns = st.lists(_column, max_size=3).map(tuple)
_keys = st.lists(st.builds(f.ForeignKey, _texts, _name, _texts), max_size=1).map(tuple)
_kinds = st.sampled_from(["table", "view", "temp", "table_variable", "type"])
_names = st.lists(_name, max_size=2).map(tuple)
_op = (
    st.builds(f.Define, _name, _kinds, _columns, st.none() | _query, _texts, _name, _text, _keys, _names, st.booleans())
    | st.builds(
        f.Write,
        st.sampled_from(["insert", "update", "merge", "delete", "truncate", "copy"]),
        _name,
        st.none() | _query,
        _texts,
        st.booleans(),
    )
    | st.builds(f.Read, _query, st.booleans())
    | st.builds(f.Touch, _names, _names, _names, st.booleans())
    | st.builds(f.Drop, _name)
    | st.builds(f.Rename, _name, _name)
    | st.builds(f.Swap, _name, _name, st.booleans())
    | st.builds(f.Alter, _name, _columns, _texts, _pairs, _keys)
    | st.builds(f.Comment, _name, _text, _text)
    | st.builds(f.Use, _text, _texts)
    | st.builds(f.Synonym, _name, _name)
    | st.builds(
        f.DefineRoutine,
        _name,
        st.sampled_from(["function", "procedure", "trigger"]),
        _texts,
        _columns,
        st.none() | _query,
        _name,
        st.lists(st.integers(0, 3), max_size=2).map(tuple),
        _name,
    )
    | st.builds(
        f.Call,
        _name,
        _name,
        _texts,
        st.none() | _query,
        st.lists(st.tuples(st.integers(0, 3), _name), max_size=2).map(tuple),
        _names,
        _name,
    )
    | st.builds(f.Assign, _names, _query, st.booleans())
    | st.builds(f.Return, _query)
)
_dialects = st.sampled_from(["tsql", "postgres", "bigquery", "duckdb", "mysql", "oracle", "no such dialect"])


@st.composite
def _files(draw: st.DrawFn) -> f.FileFacts:
    statements = []
    for at in range(1, draw(st.integers(1, 4)) + 1):
        ops = tuple(draw(st.lists(_op, max_size=2)))
        guards = tuple(draw(st.lists(_query, max_size=1)))
        routine = draw(st.just(()) | _name)
        marks = draw(st.text("()|[]<>{}!xc?~re^", max_size=4))
        statements.append(f.Statement(at, (at, at), "some", "parsed", None, ops, routine, guards, marks))
    return f.FileFacts(draw(_dialects), tuple(statements))


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(_files(), min_size=1, max_size=3))
def test_any_facts_link_to_a_well_formed_graph(files: list[f.FileFacts]) -> None:
    catalog = Catalog()
    contexts = [context(f"{at}.sql", dialect=one.dialect) for at, one in enumerate(files)]
    for here, one in zip(contexts, files, strict=True):
        declared = declare(one)
        assert decode(encode(declared)) == declared
        catalog.put(here, declared)
    for here, one in zip(contexts, files, strict=True):
        linked = link_file(one, here, catalog)
        assert [statement.ordinal for statement in linked.statements] == [
            statement.ordinal for statement in one.statements
        ]
        for statement in linked.statements:
            assert (statement.reason is None) == (statement.status == "parsed")
        assert ends_of(linked) <= {info.name for info in linked.datasets}
        graph = file_graph(linked, file_id="1")
        nodes = {node.id for node in graph.nodes}
        assert {end for edge in graph.edges for end in (edge.source, edge.target) if end.label != "Source"} <= nodes
        assert outcome_digest(graph) == outcome_digest(file_graph(link_file(one, here, catalog), file_id="1"))


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(_files(), min_size=2, max_size=4), st.integers(0, 3))
def test_a_file_that_looked_up_nothing_affected_links_as_before(files: list[f.FileFacts], which: int) -> None:
    """N3: whatever the facts, the look-ups name everything of the catalog that the outcome hangs on."""
    edited = which % len(files)
    catalog = Catalog()
    contexts = [context(f"{at}.sql", dialect=one.dialect) for at, one in enumerate(files)]
    for here, one in zip(contexts, files, strict=True):
        catalog.put(here, declare(one))
    before = [link_file(one, here, catalog) for here, one in zip(contexts, files, strict=True)]
    dirty = catalog.affected(catalog.remove("r", f"{edited}.sql"))
    for at, (here, one) in enumerate(zip(contexts, files, strict=True)):
        if at != edited and not before[at].lookups & dirty:
            assert link_file(one, here, catalog) == before[at]
