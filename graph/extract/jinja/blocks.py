"""Stage 4, core: a template's tags put into one another: conditions, loops, macros. Nothing has a value yet."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import msgspec

from graph.extract.jinja.expression import Malformed, Reader, Tree, parse_expression
from graph.extract.jinja.lexer import NotATemplate, Piece, pieces
from graph.extract.lexer import words

_DEPTH = 40
"""Blocks inside blocks. Three frames each when they are read, and again when they are filled in."""


class Text(msgspec.Struct, frozen=True):
    start: int
    end: int


class Output(msgspec.Struct, frozen=True):
    start: int
    end: int
    tree: Tree


class If(msgspec.Struct, frozen=True):
    """`branches` in order; the condition of an `else` is None."""

    branches: "tuple[tuple[Tree | None, Nodes], ...]"


class For(msgspec.Struct, frozen=True):
    names: tuple[str, ...]
    of: Tree
    condition: Tree | None
    body: "Nodes"
    otherwise: "Nodes" = ()


class Assign(msgspec.Struct, frozen=True):
    """`{% set a = … %}`, `{% set n.a = … %}`; without a value the body's text is it."""

    names: tuple[str, ...]
    value: Tree | None
    body: "Nodes" = ()


class Do(msgspec.Struct, frozen=True):
    tree: Tree


class Macro(msgspec.Struct, frozen=True):
    """`parameters`: names and defaults."""

    name: str
    parameters: tuple[tuple[str, Tree | None], ...]
    body: "Nodes"


class Snapshot(msgspec.Struct, frozen=True):
    start: int
    end: int
    name: str
    body: "Nodes"


class Lost(msgspec.Struct, frozen=True):
    """What is not followed: `reason` holds for whatever stands there."""

    start: int
    end: int
    reason: str


Node: TypeAlias = Text | Output | If | For | Assign | Do | Macro | Snapshot | Lost
Nodes: TypeAlias = tuple[Node, ...]

_ENDS = {
    "if": ("elif", "else", "endif"),
    "for": ("else", "endfor"),
    **{
        word: (f"end{word}",)
        for word in words(
            "set macro snapshot test data_test docs materialization unit_test call filter block with autoescape"
        )
    },
}
_DROPPED = frozenset({"test", "data_test", "docs", "materialization", "unit_test"})
"""Definitions of what has no place in the lineage of this file."""


LEFT_OUT = frozenset(f"template {word}" for word in words("include extends call filter block with autoescape"))
"""The reasons of what is not followed and may be anything: statements, or a part of one."""


def read_blocks(text: str) -> Nodes:
    """The template's nodes. Raises `NotATemplate` where tags do not fit together."""
    reader = _Blocks(text)
    nodes, closing = reader.body((), 0)
    assert closing is None
    return nodes


class _Blocks:
    def __init__(self, text: str) -> None:
        self._pieces: Iterator[Piece] = pieces(text)

    def body(self, ends: tuple[str, ...], depth: int) -> tuple[Nodes, Piece | None]:
        """Nodes up to a statement tag with one of these words, and that tag; None: the text's end."""
        if depth > _DEPTH:
            raise NotATemplate
        nodes: list[Node] = []
        for piece in self._pieces:
            if piece.kind == "text":
                nodes.append(Text(piece.start, piece.end))
            elif piece.kind == "expression":
                nodes.append(_output(piece))
            elif piece.word in ends:
                return tuple(nodes), piece
            else:
                nodes.extend(self._statement(piece, depth))
        if ends:
            raise NotATemplate
        return tuple(nodes), None

    def _inner(self, word: str, depth: int) -> tuple[Nodes, Piece]:
        nodes, closing = self.body(_ENDS[word], depth + 1)
        assert closing is not None
        return nodes, closing

    def _statement(self, tag: Piece, depth: int) -> Iterator[Node]:
        handler = _STATEMENTS.get(tag.word)
        try:
            if handler is not None:
                yield handler(self, tag, depth)
            elif tag.word in _DROPPED:
                self._inner(tag.word, depth)
            elif tag.word in _ENDS:  # call, filter, block, with: what their text becomes is not followed
                _, closing = self._inner(tag.word, depth)
                yield Lost(tag.start, closing.end, f"template {tag.word}")
            elif tag.word.startswith("end") or tag.word in ("elif", "else"):
                raise NotATemplate
            elif tag.word in ("include", "extends"):
                yield Lost(tag.start, tag.end, f"template {tag.word}")
        except Malformed:
            raise NotATemplate from None

    # --- one kind each ---

    def if_(self, tag: Piece, depth: int) -> Node:
        branches: list[tuple[Tree | None, Nodes]] = []
        condition: Tree | None = parse_expression(tag.source)
        while True:
            nodes, closing = self._inner("if", depth)
            branches.append((condition, nodes))
            if closing.word == "endif":
                return If(tuple(branches))
            if condition is None:
                raise NotATemplate
            condition = parse_expression(closing.source) if closing.word == "elif" else None

    def for_(self, tag: Piece, depth: int) -> Node:
        reader = Reader(tag.source)
        brackets = reader.takes("(")
        names = [reader.name()]
        while reader.takes(","):
            names.append(reader.name())
        if brackets:
            reader.needs(")")
        reader.needs("in")
        of = reader.without_condition()
        condition = reader.expression() if reader.takes("if") else None
        reader.takes("recursive")
        reader.end()
        body, closing = self._inner("for", depth)
        otherwise: Nodes = ()
        if closing.word == "else":
            otherwise, closing = self._inner("for", depth)
            if closing.word == "else":
                raise NotATemplate
        return For(tuple(names), of, condition, body, otherwise)

    def set_(self, tag: Piece, depth: int) -> Node:
        reader = Reader(tag.source)
        names = [reader.name()]
        while True:
            if reader.takes("."):
                names[-1] += "." + reader.name()
            elif reader.takes(","):
                names.append(reader.name())
            else:
                break
        if reader.takes("="):
            value = reader.tuple_or_expression()
            reader.end()
            return Assign(tuple(names), value)
        body, _ = self._inner("set", depth)
        return Assign(tuple(names), None, body)

    def macro(self, tag: Piece, depth: int) -> Node:
        reader = Reader(tag.source)
        name = reader.name()
        parameters: list[tuple[str, Tree | None]] = []
        reader.needs("(")
        while not reader.takes(")"):
            parameter = reader.name()
            parameters.append((parameter, reader.expression() if reader.takes("=") else None))
            if reader.word() != ")":
                reader.needs(",")
        reader.end()
        body, _ = self._inner("macro", depth)
        return Macro(name, tuple(parameters), body)

    def do(self, tag: Piece, depth: int) -> Node:
        return Do(parse_expression(tag.source))

    def snapshot(self, tag: Piece, depth: int) -> Node:
        reader = Reader(tag.source)
        name = reader.name()
        reader.end()
        body, closing = self._inner("snapshot", depth)
        return Snapshot(tag.start, closing.end, name, body)


_STATEMENTS: dict[str, Callable[[_Blocks, Piece, int], Node]] = {
    "if": _Blocks.if_,
    "for": _Blocks.for_,
    "set": _Blocks.set_,
    "macro": _Blocks.macro,
    "do": _Blocks.do,
    "snapshot": _Blocks.snapshot,
}


def _output(tag: Piece) -> Node:
    """What is no expression stands for itself: it may be an array in a string."""
    try:
        tree = parse_expression(tag.source)
    except Malformed:
        return Text(tag.start, tag.end)
    return Output(tag.start, tag.end, tree)
