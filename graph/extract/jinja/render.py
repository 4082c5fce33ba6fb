"""Stage 4, core: a template's text filled in as far as the file itself tells.

Where a condition's outcome is not known, one branch that has text stands, and if another has other text that is noted;
`choice` says which, so that each branch stands in one of the `choices`. A loop over what is not known goes round once,
and that is noted.
"""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from graph.extract.jinja.blocks import Assign, Do, For, If, Lost, Macro, Nodes, Output, Snapshot, Text, read_blocks
from graph.extract.jinja.evaluate import Evaluator
from graph.extract.jinja.lexer import NotATemplate
from graph.extract.jinja.rendered import Mark, MarkKind, Marks, Rendered
from graph.extract.jinja.scope import Budget, Scope
from graph.extract.jinja.values import Namespace, Relation, Unknown, Value, printed, truth
from graph.facts import THIS, Model

_GROWTH = 8
_FREE = 1 << 20
"""A template may become so many times its length, and so many characters more."""
_SNAPSHOT_BEFORE = (
    ";\nCREATE TABLE ? AS SELECT dbt_rows.*, NULL AS dbt_scd_id, NULL AS dbt_updated_at, NULL AS dbt_valid_from,"
    " NULL AS dbt_valid_to FROM ("
)
_SNAPSHOT_AFTER = "\n) dbt_rows;\n"


class Template(msgspec.Struct, frozen=True):
    """A template filled in. `model`: what it says of the dataset that it defines. `choices`: in how many ways the
    branches of its open conditions may be chosen until each has stood once."""

    rendered: Rendered
    marks: Marks
    model: Model | None
    choices: int = 1


def render(text: str, choice: int = 0) -> Template | None:
    """None for what is no template, or one that costs too much."""
    try:
        nodes = read_blocks(text)
        if sum(node.end - node.start for node in nodes if isinstance(node, Text)) == len(text):
            return None
        return _Renderer(text, choice).template(nodes)
    except (NotATemplate, RecursionError):
        return None


class _Branch(NamedTuple):
    """A branch filled in, the variables behind it, its text whatever the white space, and its own choices."""

    out: Rendered
    scope: Scope
    told: str
    choices: int


class _Renderer:
    def __init__(self, text: str, choice: int) -> None:
        self._text = text
        self._choice = choice
        self._choices = 1  # of what has been filled in
        self._marks = Marks()
        self._budget = Budget(_FREE + _GROWTH * len(text))
        self._evaluator = Evaluator(self._budget, self._expand)
        self._everywhere: list[str] = []  # reasons that cannot be placed

    def template(self, nodes: Nodes) -> Template:
        out = Rendered()
        self._fill(nodes, Scope([{}], {}), out)
        for reason in dict.fromkeys(self._everywhere):
            out.note(0, reason)
        evaluator = self._evaluator
        return Template(out, self._marks, evaluator.model if evaluator.configured else None, self._choices)

    def _fill(self, nodes: Nodes, scope: Scope, out: Rendered) -> None:
        for node in nodes:
            self._budget.spend(0)
            _FILLERS[node.__class__](self, node, scope, out)

    # --- text and values ---

    def text(self, node: Text, scope: Scope, out: Rendered) -> None:
        self._budget.spend(node.end - node.start)
        out.add(self._text[node.start : node.end], node.start, node.end, verbatim=True)

    def output(self, node: Output, scope: Scope, out: Rendered) -> None:
        value = self._evaluator.value(node.tree, scope)
        at = out.length
        out.add(self._shown(value), node.start, node.end)
        for reason in self._taken():
            out.note(at, reason)

    def _shown(self, value: Value) -> str:
        if isinstance(value, Relation):
            if value.this:
                return self._mark(Mark("this", THIS[-1]))
            return ".".join(self._mark(Mark("name", part)) for part in value.parts)
        if isinstance(value, Unknown):
            kind: MarkKind = "macro" if value.macro else "local" if value.local else "value"
            return self._mark(Mark(kind, f"{{{{ {' '.join(value.spelled.split())} }}}}", value.macro))
        text = printed(value)
        return self._mark(Mark("local", "{{ … }}")) if text is None else text

    def _mark(self, mark: Mark) -> str:
        char = self._marks.put(mark)
        if not char:
            raise NotATemplate
        return char

    def _taken(self) -> list[str]:
        notes, self._evaluator.notes = self._evaluator.notes, []
        return notes

    def lost(self, node: Lost, scope: Scope, out: Rendered) -> None:
        out.add(" ", node.start, node.end)
        out.note(out.length - 1, node.reason)

    # --- conditions and loops ---

    def condition(self, node: If, scope: Scope, out: Rendered) -> None:
        possible: list[Nodes] = []
        quiet = True
        for condition, body in node.branches:
            value = self._evaluator.value(condition, scope) if condition is not None else True
            certain = truth(value)
            if certain is not False:
                possible.append(body)
            if certain is True:
                break
            quiet = quiet and (certain is False or (isinstance(value, Unknown) and value.quiet))
        else:
            possible.append(())
        if len(possible) == 1:
            self._fill(possible[0], scope, out)
        else:
            self._one_of(possible, scope, out, quiet=quiet)

    def _one_of(self, possible: list[Nodes], scope: Scope, out: Rendered, *, quiet: bool) -> None:
        """Each branch with variables of its own; what they leave different is unknown from there on."""
        branches = [self._branch(body, scope, 0) for body in possible]
        told: dict[str, int] = {}  # the branches with other texts than those before
        for at, one in enumerate(branches):
            if not one.out.is_blank():
                told.setdefault(one.told, at)
        chosen = branches[0]
        left = min(self._choice, sum(branches[at].choices for at in told.values()) - 1)
        for at in told.values():
            chosen = branches[at]
            if left < chosen.choices:
                chosen = self._branch(possible[at], scope, left) if left > 0 else chosen
                break
            left -= chosen.choices
        start = out.length
        out.extend(chosen.out)
        if len({one.told for one in branches}) > (2 if quiet and any(not one.told for one in branches) else 1):
            out.note(start, "template condition")
        self._choices = max(self._choices, sum(branches[at].choices for at in told.values()))
        _merge(scope, [one.scope for one in branches])

    def _branch(self, body: Nodes, scope: Scope, choice: int) -> "_Branch":
        outer = self._choice, self._choices
        self._choice, self._choices = choice, 1
        out, inside = Rendered(), scope.copy()
        self._budget.spend(sum(len(level) for level in scope.levels))
        self._fill(body, inside, out)
        choices = self._choices
        self._choice, self._choices = outer
        return _Branch(out, inside, " ".join(out.text.split()), choices)

    def loop(self, node: For, scope: Scope, out: Rendered) -> None:
        of = self._evaluator.value(node.of, scope)
        if isinstance(of, dict):
            of = tuple(of)
        at = out.length
        if isinstance(of, tuple):
            items = [one for one in of if self._passes(node, one, scope)]
            for place, item in enumerate(items):
                self._round(node, item, scope, out, place, len(items))
            if not items:
                self._fill(node.otherwise, scope, out)
            return
        self._round(node, None, scope, out, 0, 1, known=False)
        if out.length > at:
            out.note(at, "template loop")

    def _passes(self, node: For, item: Value, scope: Scope) -> bool:
        self._budget.spend(1)
        if node.condition is None:
            return True
        inner = scope.inner()
        _bind(node.names, item, inner.levels[-1])
        certain = truth(self._evaluator.value(node.condition, inner))
        if certain is None:
            self._everywhere.append("template condition")
        return certain is not False

    def _round(
        self, node: For, item: Value, scope: Scope, out: Rendered, place: int, count: int, *, known: bool = True
    ) -> None:
        inner = scope.inner()
        level = inner.levels[-1]
        if known:
            _bind(node.names, item, level)
        else:
            level.update({name: Unknown(name, local=True) for name in node.names})
        level["loop"] = {
            "index": place + 1,
            "index0": place,
            "first": place == 0,
            "last": place == count - 1,
            "length": count,
            "revindex": count - place,
        }
        self._fill(node.body, inner, out)

    # --- variables and macros ---

    def assign(self, node: Assign, scope: Scope, out: Rendered) -> None:
        if node.value is not None:
            value = self._evaluator.value(node.value, scope)
        else:
            inside = Rendered()
            self._fill(node.body, scope.inner(), inside)
            self._everywhere += [note.reason for note in inside.notes]
            value = inside.text
        self._everywhere += self._taken()
        if len(node.names) == 1:
            _set(node.names[0], value, scope)
        elif isinstance(value, tuple) and len(value) == len(node.names):
            for name, one in zip(node.names, value, strict=True):
                _set(name, one, scope)
        else:
            for name in node.names:
                _set(name, Unknown(name, local=True), scope)

    def do(self, node: Do, scope: Scope, out: Rendered) -> None:
        self._evaluator.value(node.tree, scope)
        self._everywhere += self._taken()

    def macro(self, node: Macro, scope: Scope, out: Rendered) -> None:
        scope.macros[node.name] = node

    def _expand(self, macro: Macro, scope: Scope) -> str:
        inside = Rendered()
        self._fill(macro.body, scope, inside)
        self._evaluator.notes += [note.reason for note in inside.notes]
        return inside.text

    def snapshot(self, node: Snapshot, scope: Scope, out: Rendered) -> None:
        """A table of the query's rows and the columns that dbt adds."""
        self._evaluator.in_snapshot = True
        inside = Rendered()
        self._fill(node.body, scope.inner(), inside)
        self._evaluator.in_snapshot = False
        body = inside.text.strip().rstrip(";")
        if not body:
            return
        out.add(_SNAPSHOT_BEFORE.replace("?", self._mark(Mark("name", node.name))), node.start, node.end)
        out.extend(inside)
        out.add(_SNAPSHOT_AFTER, node.end - 1, node.end)


def _bind(names: tuple[str, ...], item: Value, level: dict[str, Value]) -> None:
    if len(names) == 1:
        level[names[0]] = item
    elif isinstance(item, tuple) and len(item) == len(names):
        level.update(zip(names, item, strict=True))
    else:
        level.update({name: Unknown(name, local=True) for name in names})


def _set(name: str, value: Value, scope: Scope) -> None:
    """`n.a = …` sets a namespace's value."""
    first, _, rest = name.partition(".")
    if not rest:
        scope.levels[-1][name] = value
        return
    level = scope.find(first)
    space = level[first] if level is not None else None
    if isinstance(space, Namespace):
        space.values[rest] = value


def _merge(scope: Scope, outcomes: list[Scope]) -> None:
    """Back to one scope: what the outcomes say differently nobody knows."""
    for place, level in enumerate(scope.levels):
        for name in dict.fromkeys(name for outcome in outcomes for name in outcome.levels[place]):
            said = [outcome.levels[place].get(name, Unknown(name, local=True)) for outcome in outcomes]
            level[name] = said[0] if all(one == said[0] for one in said[1:]) else Unknown(name, local=True)
    for outcome in outcomes:
        scope.macros.update(outcome.macros)


_FILLERS: dict[type, Callable[..., None]] = {
    Text: _Renderer.text,
    Output: _Renderer.output,
    If: _Renderer.condition,
    For: _Renderer.loop,
    Assign: _Renderer.assign,
    Do: _Renderer.do,
    Macro: _Renderer.macro,
    Snapshot: _Renderer.snapshot,
    Lost: _Renderer.lost,
}
