"""Stage 4, core: what the expressions of a template are worth. What the file does not tell is `Unknown`."""

from collections.abc import Callable, Mapping

from graph.extract.jinja import expression as tree_of
from graph.extract.jinja.blocks import Macro
from graph.extract.jinja.expression import Tree, spelled
from graph.extract.jinja.lexer import NotATemplate
from graph.extract.jinja.values import (
    FILTERS,
    METHODS,
    Answer,
    Namespace,
    Relation,
    Unknown,
    Value,
    combined,
    printed,
    size,
    truth,
)
from graph.facts import Model

_RANGE = 1000
_QUIET = frozenset({"log", "print", "debug", "set_sql_header", "return_nothing"})
"""Functions that print nothing."""
_TESTS = frozenset({"none", "defined", "undefined", "string", "number", "mapping", "iterable", "sameas", "odd", "even"})


class Budget:
    """How much work one file may cause."""

    __slots__ = ("_left",)

    def __init__(self, chars: int) -> None:
        self._left = chars

    def spend(self, chars: int) -> None:
        """Raises `NotATemplate` when there is no more: the text then stays as it is."""
        self._left -= chars + 1
        if self._left < 0:
            raise NotATemplate


class Scope:
    """Variables by name, inner before outer. The macros of the file stand beside them."""

    def __init__(self, levels: list[dict[str, Value]], macros: dict[str, Macro]) -> None:
        self.levels = levels
        self.macros = macros

    def find(self, name: str) -> dict[str, Value] | None:
        """The level that has the variable."""
        return next((level for level in reversed(self.levels) if name in level), None)

    def inner(self) -> "Scope":
        """A scope inside this one."""
        return Scope([*self.levels, {}], self.macros)

    def copy(self) -> "Scope":
        """The same variables; setting them changes nothing here."""
        return Scope(
            [{name: _apart(value) for name, value in level.items()} for level in self.levels], dict(self.macros)
        )


class Evaluator:
    """Evaluates the expressions of one file. `model` is what its `config(…)` said so far; `notes` what was not certain
    in what was evaluated last: the caller takes them. `expand(macro, scope)` fills in a macro's body."""

    def __init__(self, budget: Budget, expand: Callable[[Macro, Scope], str]) -> None:
        self.model = Model()
        self.configured = False
        self.in_snapshot = False
        self.notes: list[str] = []
        self._budget = budget
        self._expand = expand
        self._depth = 0
        self._active: list[str] = []

    def value(self, tree: Tree, scope: Scope) -> Value:
        """What the expression is worth."""
        self._depth += 1
        if self._depth > 120:
            self._depth -= 1
            return Unknown("…")
        try:
            value = _HANDLERS[tree.__class__](self, tree, scope)
        finally:
            self._depth -= 1
        self._budget.spend(size(value))
        return value

    # --- one kind each ---

    def _constant(self, tree: tree_of.Const, scope: Scope) -> Value:
        return tree.value

    def _variable(self, tree: tree_of.Variable, scope: Scope) -> Value:
        level = scope.find(tree.name)
        if level is not None:
            return level[tree.name]
        if tree.name == "this":
            return Relation(this=True)
        if tree.name == "execute":
            return True
        return Unknown(tree.name)

    def _attribute(self, tree: tree_of.Attribute, scope: Scope) -> Value:
        of = self.value(tree.of, scope)
        if isinstance(of, Namespace):
            return of.values.get(tree.name, Unknown(spelled(tree)))
        if isinstance(of, dict) and tree.name in of:
            return of[tree.name]
        if isinstance(of, Relation) and not of.this and tree.name in ("identifier", "name", "table"):
            return of.parts[-1]
        return Unknown(spelled(tree))

    def _item(self, tree: tree_of.Item, scope: Scope) -> Value:
        of, key = self.value(tree.of, scope), self.value(tree.key, scope)
        if isinstance(of, tuple) and isinstance(key, int) and -len(of) <= key < len(of):
            return of[key]
        if isinstance(of, dict) and isinstance(key, str | int) and key in of:
            return of[key]
        return Unknown(spelled(tree))

    def _sequence(self, tree: tree_of.Sequence, scope: Scope) -> Value:
        return tuple(self.value(one, scope) for one in tree.items)

    def _mapping(self, tree: tree_of.Mapping, scope: Scope) -> Value:
        found: dict[str | int, Value] = {}
        for key_tree, value_tree in tree.items:
            key, value = self.value(key_tree, scope), self.value(value_tree, scope)
            if not isinstance(key, str | int):
                return Unknown(spelled(tree))
            found[key] = value
        return found

    def _conditional(self, tree: tree_of.Conditional, scope: Scope) -> Value:
        certain = truth(self.value(tree.condition, scope))
        if certain is not None:
            return self.value(tree.then if certain else tree.otherwise, scope)
        then, otherwise = self.value(tree.then, scope), self.value(tree.otherwise, scope)
        return then if then == otherwise else Unknown(spelled(tree))

    def _unary(self, tree: tree_of.Unary, scope: Scope) -> Value:
        value = self.value(tree.of, scope)
        if tree.sign == "not":
            certain = truth(value)
            if certain is None:
                return Unknown(spelled(tree), quiet=isinstance(value, Unknown) and value.quiet)
            return not certain
        if isinstance(value, int | float):
            return -value if tree.sign == "-" else value
        return Unknown(spelled(tree))

    def _binary(self, tree: tree_of.Binary, scope: Scope) -> Value:
        if tree.sign in ("and", "or"):
            return self._logical(tree, scope)
        left, right = self.value(tree.left, scope), self.value(tree.right, scope)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return Unknown(spelled(tree))
        if isinstance(left, str | tuple) and isinstance(right, str | tuple):
            self._budget.spend(len(left) + len(right))
        value = combined(tree.sign, left, right)
        return Unknown(spelled(tree)) if value is None else value

    def _logical(self, tree: tree_of.Binary, scope: Scope) -> Value:
        stops = tree.sign == "or"
        left = self.value(tree.left, scope)
        first = truth(left)
        if first is stops:
            return left
        right = self.value(tree.right, scope)
        if first is not None:
            return right
        second = truth(right)
        if second is stops:
            return stops
        quiet = isinstance(left, Unknown) and left.quiet and (second is not None or _is_quiet(right))
        return Unknown(spelled(tree), quiet=quiet)

    def _filter(self, tree: tree_of.Filter, scope: Scope) -> Value:
        of = self.value(tree.of, scope)
        if tree.test:
            return self._tested(tree, of)
        arguments = [self.value(one, scope) for one in tree.arguments]
        if tree.name in ("default", "d") and not isinstance(of, Unknown):
            return of
        function = FILTERS.get(tree.name)
        if function is None or isinstance(of, Unknown) or any(isinstance(one, Unknown) for one in arguments):
            return of if tree.name in _KEEPS and isinstance(of, Unknown) else Unknown(spelled(tree))
        return self._applied(tree, function, of, arguments)

    def _tested(self, tree: tree_of.Filter, of: Value) -> Value:
        if isinstance(of, Unknown) or tree.name not in _TESTS or tree.arguments:
            return Unknown(spelled(tree))
        match tree.name:
            case "none":
                return of is None
            case "defined":
                return True
            case "undefined":
                return False
            case "string":
                return isinstance(of, str)
            case "mapping":
                return isinstance(of, dict)
            case "iterable":
                return isinstance(of, str | tuple | dict)
        return Unknown(spelled(tree))

    def _applied(self, tree: Tree, function: Callable[..., Answer], of: Value, arguments: list[Value]) -> Value:
        self._budget.spend(size(of) + sum(size(one) for one in arguments))
        try:
            value = function(of, *arguments)
        except TypeError:  # another number of arguments than it takes
            value = None
        return Unknown(spelled(tree)) if value is None else value

    # --- calls ---

    def _call(self, tree: tree_of.Call, scope: Scope) -> Value:
        if isinstance(tree.of, tree_of.Attribute):
            return self._method(tree, tree.of, scope)
        if not isinstance(tree.of, tree_of.Variable):
            return Unknown(spelled(tree))
        name = tree.of.name
        arguments = [self.value(one, scope) for one in tree.arguments]
        named = {key: self.value(one, scope) for key, one in tree.named}
        if name in scope.macros:
            return self._expanded(scope.macros[name], arguments, named, scope)
        function = _FUNCTIONS.get(name)
        found = function(self, tree, arguments, named) if function is not None else None
        if found is not None:
            return found
        return Unknown(spelled(tree), macro="" if function is not None else name)

    def _method(self, tree: tree_of.Call, of: tree_of.Attribute, scope: Scope) -> Value:
        arguments = [self.value(one, scope) for one in tree.arguments]
        path = spelled(of)
        if path.startswith("exceptions."):
            return ""
        owner = self.value(of.of, scope)
        if of.name in ("append", "extend") and isinstance(of.of, tree_of.Variable) and len(arguments) == 1:
            return self._appended(of, owner, arguments[0], scope)
        if isinstance(owner, Relation) and of.name in ("include", "quote", "render"):
            return owner
        if isinstance(owner, Namespace | Relation):
            return Unknown(spelled(tree))
        if isinstance(owner, Unknown):
            # `dbt_utils.star()` is a macro; `execution_date.strftime()` cannot be told from one.
            return Unknown(spelled(tree), macro=path if isinstance(of.of, tree_of.Variable) else of.name)
        function = METHODS.get(of.name)
        if function is None or any(isinstance(one, Unknown) for one in arguments):
            return Unknown(spelled(tree))
        return self._applied(tree, function, owner, arguments)

    def _appended(self, of: tree_of.Attribute, owner: Value, value: Value, scope: Scope) -> Value:
        assert isinstance(of.of, tree_of.Variable)
        level = scope.find(of.of.name)
        if level is None:
            return Unknown(spelled(of))
        more = (value,) if of.name == "append" else value
        if isinstance(owner, tuple) and isinstance(more, tuple):
            self._budget.spend(len(owner))
            level[of.of.name] = (*owner, *more)
        else:
            level[of.of.name] = Unknown(of.of.name, local=True)
        return ""

    def _expanded(self, macro: Macro, arguments: list[Value], named: dict[str, Value], scope: Scope) -> Value:
        if len(self._active) >= _MACROS or macro.name in self._active or len(arguments) > len(macro.parameters):
            return Unknown(f"{macro.name}(…)", macro=macro.name)
        inner = Scope([scope.levels[0], {}], scope.macros)
        for place, (name, default) in enumerate(macro.parameters):
            if place < len(arguments):
                inner.levels[-1][name] = arguments[place]
            elif name in named:
                inner.levels[-1][name] = named[name]
            else:
                inner.levels[-1][name] = Unknown(name, local=True) if default is None else self.value(default, inner)
        self._active.append(macro.name)
        try:
            return self._expand(macro, inner)
        finally:
            self._active.pop()

    # --- functions of dbt ---

    def _ref(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        names = [one for one in arguments if isinstance(one, str)]
        if not names or len(names) != len(arguments) or len(names) > 2:
            return None
        version = named.get("v", named.get("version"))
        if version is None:
            return Relation((names[-1],))
        suffix = printed(version)
        return Relation((f"{names[-1]}_v{suffix}",)) if suffix is not None else None

    def _source(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        names = tuple(one for one in arguments if isinstance(one, str))
        return Relation(names) if len(names) == len(arguments) == 2 else None

    def _var(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        given = [*arguments[1:], *named.values()]
        return given[0] if given and not isinstance(given[0], Unknown) else None

    def _config(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        if self.in_snapshot:
            return ""
        self.configured = True
        said = {}
        for key in ("alias", "schema", "database", "materialized"):
            value = named.get(key)
            if isinstance(value, str):
                said[key] = value
            elif isinstance(value, Unknown) and key != "materialized":
                self.notes.append("template config")
        enabled = named.get("enabled")
        self.model = Model(
            said.get("alias", self.model.alias),
            said.get("schema", self.model.schema),
            said.get("database", self.model.database),
            said.get("materialized", self.model.materialized),
            enabled if isinstance(enabled, bool) else self.model.enabled,
        )
        return ""

    def _incremental(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        return Unknown("is_incremental()", quiet=True)

    def _range(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        numbers = [one for one in arguments if isinstance(one, int)]
        if not numbers or len(numbers) != len(arguments) or len(numbers) > 3 or 0 in numbers[2:]:
            return None
        found = range(*numbers)
        return tuple(found) if len(found) <= _RANGE else None

    def _namespace(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        return Namespace(dict(named))

    def _return(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        return arguments[0] if len(arguments) == 1 else None

    def _nothing(self, tree: Tree, arguments: list[Value], named: Mapping[str, Value]) -> Answer:
        return ""


_MACROS = 12
"""Macros inside of macros. One that calls itself is not followed."""
_KEEPS = frozenset({"string", "lower", "upper", "trim", "int", "float", "safe"})
"""Filters behind which an unknown value is as unknown as before."""


def _apart(value: Value) -> Value:
    return Namespace(dict(value.values)) if isinstance(value, Namespace) else value


def _is_quiet(value: Value) -> bool:
    return isinstance(value, Unknown) and value.quiet


_HANDLERS: dict[type, Callable[..., Value]] = {
    tree_of.Const: Evaluator._constant,
    tree_of.Variable: Evaluator._variable,
    tree_of.Attribute: Evaluator._attribute,
    tree_of.Item: Evaluator._item,
    tree_of.Call: Evaluator._call,
    tree_of.Filter: Evaluator._filter,
    tree_of.Unary: Evaluator._unary,
    tree_of.Binary: Evaluator._binary,
    tree_of.Conditional: Evaluator._conditional,
    tree_of.Sequence: Evaluator._sequence,
    tree_of.Mapping: Evaluator._mapping,
}

_FUNCTIONS: dict[str, Callable[..., Answer]] = {
    "ref": Evaluator._ref,
    "source": Evaluator._source,
    "var": Evaluator._var,
    "env_var": Evaluator._var,
    "config": Evaluator._config,
    "is_incremental": Evaluator._incremental,
    "range": Evaluator._range,
    "namespace": Evaluator._namespace,
    "return": Evaluator._return,
    **dict.fromkeys(_QUIET, Evaluator._nothing),
}
