"""Stage 4, core: what the expressions of a template are worth. What the file does not tell is `Unknown`."""

from collections.abc import Callable

from graph.extract.jinja import expression as tree_of
from graph.extract.jinja.blocks import Macro
from graph.extract.jinja.expression import Tree, spelled
from graph.extract.jinja.functions import FUNCTIONS, Configured
from graph.extract.jinja.scope import Budget, Scope
from graph.extract.jinja.values import (
    FILTERS,
    METHODS,
    Answer,
    Namespace,
    Relation,
    Unknown,
    Value,
    combined,
    size,
    truth,
)

_TESTS = frozenset({"none", "defined", "undefined", "string", "number", "mapping", "iterable", "sameas", "odd", "even"})
_MACROS = 12
"""Macros inside of macros. One that calls itself is not followed."""
_KEEPS = frozenset({"string", "lower", "upper", "trim", "int", "float", "safe"})
"""Filters behind which an unknown value is as unknown as before."""


class Evaluator(Configured):
    """Evaluates the expressions of one file. `model` is what its `config(…)` said so far; `notes` what was not certain
    in what was evaluated last: the caller takes them. `expand(macro, scope)` fills in a macro's body."""

    def __init__(self, budget: Budget, expand: Callable[[Macro, Scope], str]) -> None:
        super().__init__()
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
        function = FUNCTIONS.get(name)
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
