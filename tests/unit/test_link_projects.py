"""What a project makes of the files below it depends on what is there, never on the order in which it came."""

from itertools import permutations

from graph.extract.dbt_project import project_facts
from graph.extract.sql import extract_facts
from graph.facts import FileFacts
from graph.link.catalog import Catalog
from graph.link.declare import declare
from graph.link.file import link_file
from graph.link.linked import FileContext
from graph.link.projects import lookup_of

INNER = project_facts("name: inner\nmodels: {inner: {+schema: in}}")
FILES = {
    "dbt_project.yml": project_facts("name: outer\nmodel-paths: [p/models, more]"),
    "p/dbt_project.yml": INNER,
    "p/models/a.sql": extract_facts("select id from t", "ansi"),
    "more/b.sql": extract_facts("{{ config(alias='c') }} select * from {{ ref('a') }}", "ansi"),
    "v.sql": extract_facts("create view v as select * from b", "ansi"),
}


def context(path: str) -> FileContext:
    return FileContext("r", path, "ansi")


def outcome(catalog: Catalog, files: dict[str, FileFacts]) -> dict[str, object]:
    return {path: link_file(facts, context(path), catalog) for path, facts in sorted(files.items())}


def filled(files: dict[str, FileFacts]) -> Catalog:
    catalog = Catalog()
    for path, facts in files.items():
        catalog.put(context(path), declare(facts))
    return catalog


def test_any_order_gives_the_same_graph() -> None:
    expected = outcome(filled(FILES), FILES)
    for order in permutations(FILES):
        assert outcome(filled({path: FILES[path] for path in order}), FILES) == expected


def test_models_are_found_by_ref_under_whatever_name_they_have() -> None:
    linked = link_file(FILES["v.sql"], context("v.sql"), filled(FILES))
    assert [(edge.source.dataset, edge.source.column) for edge in linked.columns] == [(("c",), "id")]


def test_a_project_that_goes_leaves_nothing_and_says_whom_it_concerns() -> None:
    catalog = filled(FILES)
    rest = {path: facts for path, facts in FILES.items() if path != "p/dbt_project.yml"}
    changed = catalog.remove("r", "p/dbt_project.yml")
    assert {lookup_of("r"), ("in", "a"), ("a",)} <= changed
    assert outcome(catalog, rest) == outcome(filled(rest), rest)
    assert catalog.put(context("p/dbt_project.yml"), declare(INNER)) >= {lookup_of("r")}
    assert catalog.put(context("p/dbt_project.yml"), declare(INNER)) == frozenset()
    assert outcome(catalog, FILES) == outcome(filled(FILES), FILES)


def test_a_file_that_may_be_a_model_has_looked_that_up_and_no_other() -> None:
    catalog = filled(FILES)
    concerned = {path for path in FILES if lookup_of("r") in link_file(FILES[path], context(path), catalog).lookups}
    assert concerned == {"p/models/a.sql", "more/b.sql"}
