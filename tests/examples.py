"""The shipped examples, linked as `lineaged parse examples` links them: one catalog, without any setting."""

from pathlib import Path

from graph import facts
from graph.extract.registry import kind_of
from graph.extract.request import ExtractRequest
from graph.extract.sql import extract
from graph.link import declare
from graph.link.catalog import Catalog
from graph.link.file import link_file
from graph.link.linked import FileContext, LinkedFile

EXAMPLES = Path(__file__).parents[1] / "examples"


def linked_examples() -> list[LinkedFile]:
    """One for each file, in the order of their paths."""
    catalog, files = Catalog(), []
    for path in sorted(path for path in EXAMPLES.rglob("*") if kind_of(path)):
        extracted = extract(path.read_bytes(), ExtractRequest(name_hint=path.suffix))
        found = facts.decode(extracted.facts)
        context = FileContext("examples", path.relative_to(EXAMPLES).as_posix(), found.dialect)
        catalog.put(context, declare.decode(extracted.declarations))
        files.append((found, context))
    return [link_file(found, context, catalog) for found, context in files]
