"""Fields of structures: what a path leads to, and that nothing grows without bound."""

from graph.extract.sql import extract_facts
from graph.link.catalog import Catalog
from graph.link.declare import declare
from graph.link.fields import as_type, at_path, decided, either_fields, fields_of, typed_fields
from graph.link.file import link_file
from graph.link.linked import LinkedFile
from graph.link.relation import EMPTY, Col, merged
from tests.unit.link_builders import context

A = Col(frozenset({(("t",), "a")}))
B = Col(frozenset({(("t",), "b")}))


def linked(sql: str) -> LinkedFile:
    catalog, facts = Catalog(), extract_facts(sql, "bigquery")
    where = context("a.sql", dialect="bigquery")
    catalog.put(where, declare(facts))
    return link_file(facts, where, catalog)


def test_a_path_leads_to_its_field_and_an_unknown_one_to_all_of_it() -> None:
    inner = merged([A, B])._replace(fields=fields_of([("a", A), ("b", B)]))
    whole = inner._replace(fields=fields_of([("s", inner)]))
    assert at_path(whole, ("s", "b")) == B
    assert at_path(whole, ("s", "c")) == merged([A, B])


def test_what_decides_about_a_structure_decides_about_each_field() -> None:
    whole = decided(A._replace(fields=fields_of([("a", A)])), frozenset({("window", (("t",), "w"))}))
    assert at_path(whole, ("a",)).influence == whole.influence


def test_the_first_of_several_names_the_fields_and_they_meet_by_position() -> None:
    one, other = A._replace(fields=fields_of([("x", A)])), B._replace(fields=fields_of([("y", B)]))
    assert either_fields([one, other], merged) == fields_of([("x", merged([A, B]))])
    assert either_fields([B, one], merged) is None


def test_a_type_made_of_fields_is_read_as_the_same_fields() -> None:
    made = fields_of([("a", A), ("s", A._replace(fields=fields_of([("b c", A)])))])
    assert typed_fields(as_type(made), A, lambda name, _: name) == made


def test_structures_that_hold_themselves_twice_lose_their_innermost_fields() -> None:
    steps = "".join(f", c{at} as (select struct(s as a, s as b) as s from c{at - 1})" for at in range(1, 60))
    file = linked(f"create view v as with c0 as (select struct(x as y) as s from t){steps} select s.* from c59;")
    (view,) = [one for one in file.datasets if one.name == ("v",)]
    assert [column.name for column in view.columns] == ["a", "b"]
    assert all(len(column.made) < 10_000 for column in view.columns)


def test_many_fields_have_no_fields() -> None:
    assert fields_of([(str(at), EMPTY) for at in range(5_000)]) is None
