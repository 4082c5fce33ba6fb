"""Stage 5, core: which files are models of a dbt project, told by their paths and the `dbt_project.yml` above them."""

from collections.abc import Mapping
from typing import NamedTuple

from graph.facts import Model, Project
from graph.link.models import together
from graph.names import Name

PROJECT_FILE = "dbt_project.yml"


def is_project(path: str) -> bool:
    """Whether the file at this path (relative, `/`-separated) describes a dbt project."""
    return path == PROJECT_FILE or path.endswith("/" + PROJECT_FILE)


def folder_of(path: str) -> str:
    """The project's folder with a slash at its end; "" is the root."""
    return path[: len(path) - len(PROJECT_FILE)]


class ModelFile(NamedTuple):
    """`name`: by which other models refer to it. `said`: what the project says of it."""

    name: Name
    said: Model


def model_file(path: str, projects: Mapping[str, Project]) -> ModelFile | None:
    """What the file is as a model; None if it is none. `projects`: by folder (`folder_of`). The innermost counts."""
    at = len(path)
    while at >= 0 and projects:
        at = path.rfind("/", 0, at)
        folder = path[: at + 1]
        project = projects.get(folder)
        if project is not None:
            return _in_project(path[len(folder) :], project)
        if at < 0:
            return None
    return None


def _in_project(path: str, project: Project) -> ModelFile | None:
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
            return ModelFile(place[-1:], said)
    return None
