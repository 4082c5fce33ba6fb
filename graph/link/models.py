"""Stage 5, core: which dataset a file's only query makes and of what kind, by a rule or as a model of a dbt project."""

from typing import NamedTuple

from graph.facts import Model, TableKind
from graph.link.complete import dialect_of
from graph.link.linked import FileContext
from graph.names import Name

_TABLES = frozenset({"table", "incremental", "snapshot", "microbatch"})


class ModelFile(NamedTuple):
    """A file that is a model. `name`: by which other models refer to it. `said`: what its project says of it."""

    name: Name
    said: Model


def dataset_of(context: FileContext, model: ModelFile | None, said: Model | None) -> Name:
    """The dataset that the file's only query makes, not completed yet; `()` for none. `said`: by the file itself, which
    wins over its project. A configured schema stands as it is written: what dbt puts before it only a run can tell."""
    if model is None:
        return context.target
    both = together(model.said, said)
    if both.enabled is False:
        return ()
    fold = dialect_of(context.dialect).fold_table
    name = (fold(both.alias, False),) if both.alias else model.name
    if both.schema:
        name = (fold(both.schema, False), *name)
        if both.database:
            name = (fold(both.database, False), *name)
    return name


def kind_of_model(model: ModelFile | None, said: Model | None) -> TableKind:
    """Whether that dataset is a table or a view."""
    return "table" if model is not None and together(model.said, said).materialized in _TABLES else "view"


def together(project: Model, said: Model | None) -> Model:
    """What both say; the second wins."""
    if said is None:
        return project
    return Model(
        said.alias or project.alias,
        said.schema or project.schema,
        said.database or project.database,
        said.materialized or project.materialized,
        project.enabled if said.enabled is None else said.enabled,
    )
