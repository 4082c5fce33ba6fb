"""Stage 4, core: what the evaluation of a template carries: variables by level, and how much work is left."""

from graph.extract.jinja.blocks import Macro
from graph.extract.jinja.lexer import NotATemplate
from graph.extract.jinja.values import Namespace, Value


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


def _apart(value: Value) -> Value:
    return Namespace(dict(value.values)) if isinstance(value, Namespace) else value
