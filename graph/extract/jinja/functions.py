"""Stage 4, core: the functions that dbt gives to templates. They answer None where the file does not tell."""

from collections.abc import Callable, Mapping

from graph.extract.jinja.expression import Tree
from graph.extract.jinja.values import Answer, Namespace, Relation, Unknown, Value, printed
from graph.facts import Model

_RANGE = 1000
_QUIET = frozenset({"log", "print", "debug", "set_sql_header", "return_nothing"})
"""Functions that print nothing."""


class Configured:
    """What the `config(…)` of one file said so far: `model`; `notes` what was not certain in it."""

    def __init__(self) -> None:
        self.model = Model()
        self.configured = False
        self.in_snapshot = False
        self.notes: list[str] = []


def _ref(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    names = [one for one in arguments if isinstance(one, str)]
    if not names or len(names) != len(arguments) or len(names) > 2:
        return None
    version = named.get("v", named.get("version"))
    if version is None:
        return Relation((names[-1],))
    suffix = printed(version)
    return Relation((f"{names[-1]}_v{suffix}",)) if suffix is not None else None


def _source(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    names = tuple(one for one in arguments if isinstance(one, str))
    return Relation(names) if len(names) == len(arguments) == 2 else None


def _var(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    given = [*arguments[1:], *named.values()]
    return given[0] if given and not isinstance(given[0], Unknown) else None


def _config(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    if file.in_snapshot:
        return ""
    file.configured = True
    said = {}
    for key in ("alias", "schema", "database", "materialized"):
        value = named.get(key)
        if isinstance(value, str):
            said[key] = value
        elif isinstance(value, Unknown) and key != "materialized":
            file.notes.append("template config")
    enabled = named.get("enabled")
    file.model = Model(
        said.get("alias", file.model.alias),
        said.get("schema", file.model.schema),
        said.get("database", file.model.database),
        said.get("materialized", file.model.materialized),
        enabled if isinstance(enabled, bool) else file.model.enabled,
    )
    return ""


def _incremental(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    return Unknown("is_incremental()", quiet=True)


def _range(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    numbers = [one for one in arguments if isinstance(one, int)]
    if not numbers or len(numbers) != len(arguments) or len(numbers) > 3 or 0 in numbers[2:]:
        return None
    found = range(*numbers)
    return tuple(found) if len(found) <= _RANGE else None


def _namespace(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    return Namespace(dict(named))


def _return(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    return arguments[0] if len(arguments) == 1 else None


def _nothing(file: Configured, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
    return ""


FUNCTIONS: dict[str, Callable[[Configured, Tree, list[Value], Mapping[str, Value]], Answer]] = {
    "ref": _ref,
    "source": _source,
    "var": _var,
    "env_var": _var,
    "config": _config,
    "is_incremental": _incremental,
    "range": _range,
    "namespace": _namespace,
    "return": _return,
    **dict.fromkeys(_QUIET, _nothing),
}
