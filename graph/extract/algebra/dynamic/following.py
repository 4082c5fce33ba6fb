"""Stage 4, core: dynamic SQL: the texts that a body runs, read as if they stood there, as far as they are certain.

`Dynamic` belongs to one file and bounds what all its texts may cost. `Following` goes beside the statements of one
body or script: it is told of marks, conditions and statements in their order, and gives for a statement that runs a
text what that text does (`running.Run`). A text that is known is read like any other; a hole in it that may be more
than a value makes its statement partial, and what hangs on it unknown.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from msgspec.structs import replace

from graph.extract.algebra.bodies.walk import Placed
from graph.extract.algebra.built import Built
from graph.extract.algebra.dynamic.assigning import Assigned, assigned, leaves, lost, prepared, typed_names
from graph.extract.algebra.dynamic.forms import Execution, execution
from graph.extract.algebra.dynamic.loops import changed_in_loops
from graph.extract.algebra.dynamic.running import Item, Run, refused
from graph.extract.algebra.dynamic.text import MAX_ALTERNATIVES, Hole, Text, World, size
from graph.extract.algebra.dynamic.worlds import Texts
from graph.extract.algebra.statement import StatementBuilder
from graph.extract.algebra.words import first_words
from graph.extract.lexer import words
from graph.extract.tsql_statements import Segment
from graph.names import Name

_MAX_DEPTH = 4
_SPARE = 131_072

Place: TypeAlias = "Callable[[StatementBuilder, str], list[Placed]]"
"""Splits a text and reads its statements, with lines from 0."""

_STATEMENTS = words(
    "DECLARE SET SELECT EXEC EXECUTE INSERT FETCH UPDATE RETURN THROW BREAK CONTINUE PREPARE LET OPEN FOR FOREACH CALL "
    "RAISE SIGNAL RESIGNAL EXIT LEAVE ITERATE GET WITH VAR VARIABLE"
)
"""First words of statements that may run a text or give a variable a value. Others may where `:=` stands in them."""


class Dynamic:
    """What the texts of one file share. `to_read` and `to_make`: the characters that may still be read, and put
    together; small multiples of the file's own length, so that no file is worse than linear."""

    def __init__(self, length: int, place: Place) -> None:
        self.place = place
        self.to_read = 4 * length + _SPARE
        self.to_make = 64 * length + 16 * _SPARE
        self._numbers = 0

    def entered(
        self, builder: StatementBuilder, text: str, segments: Sequence[Segment], routine: Name
    ) -> "Following | None":
        """What goes beside a body that is about to be walked: the script's own in a script's block."""
        dialect = builder.ctx.dialect
        found = builder.following
        if found is None or routine or dialect.bodies == "dollar":
            found = Following(builder, self, depth=found.depth if found is not None else 0)
        found.enter(text, segments, text[: segments[0].head] if segments and routine else "")
        return found

    def beside(self, builder: StatementBuilder, *, depth: int) -> "Following":
        """What goes beside the statements of a text that `depth` texts run around each other."""
        return Following(builder, self, depth=depth)

    def number(self) -> int:
        """One that no other text or value of the file has."""
        self._numbers += 1
        return self._numbers


class Following:
    """One body's or script's texts. `depth`: texts that run texts around it."""

    def __init__(self, builder: StatementBuilder, dynamic: Dynamic, *, depth: int = 0) -> None:
        self.texts = Texts(builder.ctx)
        self.depth = depth
        self._builder = builder
        self._dynamic = dynamic
        self._body = False
        self._seen = 0

    def enter(self, text: str, segments: Sequence[Segment], header: str) -> None:
        """A body is about to be walked, of this text; `header` declares its parameters."""
        self._body = True
        key = self._key
        for name, typed in typed_names(header):
            self.texts.declare(key(name), typed)
        self.texts.changed_in_loops = changed_in_loops(text, segments, key)

    def _key(self, written: str) -> str:
        """A variable's key."""
        dialect = self._builder.ctx.dialect
        plain_name = written.lstrip("@:")
        return "@" + (plain_name.lower() if written[:1] == "@" else dialect.fold_column(plain_name, False))

    def marks(self, pending: str) -> None:
        """The marks before the next statement, of which some may have been told before."""
        for sign in pending[self._seen :]:
            self.texts.mark(sign)
        self._seen = len(pending)

    def taken(self) -> None:
        """The marks went with a statement."""
        self._seen = 0

    def condition(self, pending: str, text: str) -> None:
        """The condition of the alternative that begins behind these marks."""
        self.marks(pending)
        node = self._builder.expression(text) if len(text) <= 1000 else None
        if node is not None:
            self.texts.condition(node)

    def statement(self, text: str, *, declares: bool = False) -> list[Item] | None:
        """What the statement does if it runs a text; None for any other, whose assignments are noted."""
        try:
            return self._statement(text, declares=declares)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            # Tokens that break off where a form goes on, trees of other shapes: nothing is known from here on.
            self.texts.forget()
            return None

    def _statement(self, text: str, *, declares: bool) -> list[Item] | None:
        first = next(iter(first_words(text, 1)), "")
        if first not in _STATEMENTS and not declares and ":=" not in text and "=" not in text[:200]:
            return None
        names = self._builder.reader_of(text)
        if names is None or not names.tokens:
            return None
        found = execution(names, body=self._body)
        if found is not None:
            items = self._run(found, text)
            for name in (
                *map(self.target, found.into),
                *(self._variable(one.node) for one in found.arguments if one.out),
                *lost(names),
            ):
                self.texts.assign_unknown(name)
            return items
        if (kept := prepared(names)) is not None:
            self._dynamic.to_make -= self.texts.assign(kept.name, kept.node)
            return [Placed(Built("prepare"), (0, text.count("\n")))]
        if (way_out := leaves(names)) != "":
            self.texts.leaves(loop=way_out == "loop")
            return None
        given = assigned(names, self._builder.reader, declares=declares)
        if given is not None:
            self._assign(given)
            return None
        for name in lost(names):
            self.texts.assign_unknown(self.target(name))
        return None

    def target(self, name: str) -> str:
        """The key of a variable that is written so: one that hides another is told apart from it."""
        if self._builder.ctx.dialect.go_batches:
            return name
        return ".".join(self._builder.ctx.target(tuple(name[1:].split(".")))) or name

    def _assign(self, given: list[Assigned]) -> None:
        for one in given:
            one = replace(one, name=self.target(one.name))
            if one.typed is not None:
                self.texts.declare(one.name, one.typed)
            if one.node is None or self._dynamic.to_make <= 0:
                self.texts.assign_unknown(one.name)
            else:
                self._dynamic.to_make -= self.texts.assign(one.name, one.node, maybe=one.maybe)

    def _variable(self, node: Any) -> str:
        return self.texts.evaluator.variable(node)

    # --- running a text ---

    def _run(self, found: Execution, text: str) -> list[Item]:
        whole = (0, text.count("\n"))
        alternatives = self._alternatives(found) if self._dynamic.to_make > 0 else []
        self._dynamic.to_make -= sum(size(sql or ()) for sql, _ in alternatives)
        if not alternatives or self.depth >= _MAX_DEPTH:
            return [Placed(refused(found), whole)]
        items: list[Item] = []
        for at, (sql, world) in enumerate(alternatives):
            if len(alternatives) > 1:
                items.append("|" if at else "(")
            if sql is None:
                items.append(Placed(refused(found), whole))
                continue
            items += Run(self._builder, self._dynamic, self, found, world).items(sql, whole, self.depth)
        return [*items, ")"] if len(alternatives) > 1 else items

    def _alternatives(self, found: Execution) -> list[tuple[Text | None, World]]:
        """The texts that it may run, None for one that is not known; none where nothing is known of all of them."""
        texts: dict[tuple[object, ...], tuple[Text, World]] = {}
        for world in self.texts.worlds:
            if found.prepared:
                held = world.held.get(found.prepared)
                text = held.text if held is not None and held.text is not None else (Hole(),)
                texts.setdefault(_shape(text), (text, world))
                continue
            for text, facts in self.texts.evaluator.texts(found.node, world):
                texts.setdefault(_shape(text), (text, world._replace(facts=world.facts | facts)))
        if len(texts) > MAX_ALTERNATIVES or not any(_is_known(text) for text, _ in texts.values()):
            return []
        return [(text if _is_known(text) else None, world) for text, world in texts.values() if text]


def _shape(text: Text) -> tuple[object, ...]:
    """What tells texts apart: all but when the values in their holes were taken. Texts that nobody knows are alike."""
    if not _is_known(text):
        return (bool(text),)
    return tuple(piece if isinstance(piece, str) else id(piece.node) for piece in text)


def _is_known(text: Text) -> bool:
    """Whether more than holes is in it."""
    return any(isinstance(piece, str) and piece.strip() for piece in text)
