"""Stage 5, core: which dataset a file's only query makes and of what kind, by a rule or as a model of a dbt project."""

from graph.facts import Model, TableKind
from graph.link.complete import dialect_of
from graph.link.linked import FileContext
from graph.names import Name

_TABLES = frozenset({"table", "incremental", "snapshot", "microbatch"})


def dataset_of(context: FileContext, said: Model | None) -> Name:
    """The dataset that the file's only query makes, not completed yet; `()` for none. `said`: by the file itself, which
    wins over its project. A configured schema stands as it is written: what dbt puts before it only a run can tell."""
    if context.model is None or not context.target:
        return context.target
    model = together(context.model, said)
    if model.enabled is False:
        return ()
    fold = dialect_of(context.dialect).fold_table
    name = (fold(model.alias, False),) if model.alias else context.target
    if model.schema:
        name = (fold(model.schema, False), *name)
        if model.database:
            name = (fold(model.database, False), *name)
    return name


def kind_of_model(context: FileContext, said: Model | None) -> TableKind:
    """Whether that dataset is a table or a view."""
    if context.model is None:
        return "view"
    return "table" if together(context.model, said).materialized in _TABLES else "view"


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
