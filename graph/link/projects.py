"""Stage 5, core: which files are models of a dbt project, told by their paths and the `dbt_project.yml` above them."""

from collections.abc import Mapping

from graph.extract.registry import PROJECT_FILE
from graph.facts import Model, Project
from graph.link.complete import dialect_of
from graph.link.linked import FileContext
from graph.link.models import ModelFile, together
from graph.names import Name


def folder_of(path: str) -> str:
    """The folder that the project's file at this path describes, with a slash at its end."""
    return path[: len(path) - len(PROJECT_FILE)]


def lookup_of(root: str) -> Name:
    """The key that stands among a file's look-ups for whatever makes models of the root's files."""
    return ("dbt projects", root)


def model_file(context: FileContext, projects: Mapping[str, Project]) -> ModelFile | None:
    """What the file is as a model; None if it is none. `projects`: those of its root by folder. The innermost counts; a
    rule of the settings that names a target comes before all."""
    path, at = context.path, len(context.path)
    while projects and not context.target and at >= 0:
        at = path.rfind("/", 0, at)
        project = projects.get(path[: at + 1])
        if project is not None:
            return _in_project(path[at + 1 :], project, context.dialect)
    return None


def _in_project(path: str, project: Project, dialect: str) -> ModelFile | None:
    stem, dot, suffix = path.rpartition(".")
    if not dot or suffix.lower() != "sql":
        return None
    for folder in project.models:
        below = folder.strip("/") + "/"
        if path.startswith(below):
            place = tuple(stem[len(below) :].split("/"))
            said = Model()
            for prefix, model in project.said:
                if place[: len(prefix)] == prefix:
                    said = together(said, model)
            return ModelFile((dialect_of(dialect).fold_table(place[-1], False),), said)
    return None
