"""Stage 4, core: the expressions inside of a template's tags, as trees. A bounded part of jinja's grammar."""

import re
from typing import TypeAlias

import msgspec

_DEPTH = 25  # brackets, calls and conditionals inside each other; some ten frames each
_CHAIN = 200  # operators, attributes or filters in a row

_TOKEN = re.compile(
    r"\s*+(?:(?P<number>\d++(?:\.\d++)?)|(?P<name>[^\W\d]\w*+)|(?P<string>'(?:[^'\\]++|\\.)*+'|\"(?:[^\"\\]++|\\.)*+\")"
    r"|(?P<sign>==|!=|<=|>=|//|\*\*|[-+*/%~<>()\[\]{},.:|=]))",
    re.S,
)
_ESCAPE = re.compile(r"\\(.)", re.S)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


class Malformed(Exception):
    """This is no expression."""


class Const(msgspec.Struct, frozen=True):
    value: str | int | float | bool | None


class Variable(msgspec.Struct, frozen=True):
    name: str


class Attribute(msgspec.Struct, frozen=True):
    of: "Tree"
    name: str


class Item(msgspec.Struct, frozen=True):
    of: "Tree"
    key: "Tree"


class Call(msgspec.Struct, frozen=True):
    of: "Tree"
    arguments: "tuple[Tree, ...]" = ()
    named: "tuple[tuple[str, Tree], ...]" = ()


class Filter(msgspec.Struct, frozen=True):
    """`x | name(arguments)`, or with `test` `x is name(arguments)`."""

    of: "Tree"
    name: str
    arguments: "tuple[Tree, ...]" = ()
    test: bool = False


class Unary(msgspec.Struct, frozen=True):
    sign: str
    of: "Tree"


class Binary(msgspec.Struct, frozen=True):
    sign: str
    left: "Tree"
    right: "Tree"


class Conditional(msgspec.Struct, frozen=True):
    then: "Tree"
    condition: "Tree"
    otherwise: "Tree"


class Sequence(msgspec.Struct, frozen=True):
    items: "tuple[Tree, ...]"


class Mapping(msgspec.Struct, frozen=True):
    items: "tuple[tuple[Tree, Tree], ...]"


Tree: TypeAlias = (
    Const | Variable | Attribute | Item | Call | Filter | Unary | Binary | Conditional | Sequence | Mapping
)

_WORDS = {"true": True, "false": False, "none": None, "True": True, "False": False, "None": None}
_RESERVED = frozenset(["if", "else", "and", "or", "not", "in", "is"])
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("not",),
    ("==", "!=", "<", ">", "<=", ">=", "in", "not in", "is"),
    ("+", "-"),
    ("~",),
    ("*", "/", "//", "%"),
)
_NOT = 2
_COMPARED = 3


def parse_expression(source: str) -> Tree:
    """The tree of a whole tag. Raises `Malformed`."""
    reader = Reader(source)
    tree = reader.tuple_or_expression()
    reader.end()
    return tree


class Reader:
    """Tokens of one tag from left to right; tags with words of their own read between the expressions."""

    def __init__(self, source: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        at = 0
        source = source.rstrip()
        while at < len(source):
            found = _TOKEN.match(source, at)
            if found is None:
                raise Malformed
            assert found.lastgroup is not None
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self._at = 0
        self._depth = 0

    # --- tokens ---

    def word(self) -> str:
        """The next word or sign; "" for anything else and at the end."""
        kind, text = self._peek()
        return text if kind in ("name", "sign") else ""

    def takes(self, word: str) -> bool:
        """Goes past this word or sign if it is the next."""
        if self.word() != word:
            return False
        self._at += 1
        return True

    def needs(self, word: str) -> None:
        if not self.takes(word):
            raise Malformed

    def name(self) -> str:
        kind, text = self._peek()
        if kind != "name" or text in _RESERVED:
            raise Malformed
        self._at += 1
        return text

    def end(self) -> None:
        """Raises `Malformed` if something is left."""
        if self._at < len(self._tokens):
            raise Malformed

    def _peek(self, ahead: int = 0) -> tuple[str, str]:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ("", "")

    # --- grammar ---

    def tuple_or_expression(self) -> Tree:
        """`a, b` is a sequence."""
        first = self.expression()
        if self.word() != ",":
            return first
        items = [first]
        while self.takes(","):
            if self._at == len(self._tokens):
                break
            items.append(self.expression())
        return Sequence(tuple(items))

    def expression(self) -> Tree:
        """`a if b else c`, or without the condition."""
        self._depth += 1
        if self._depth > _DEPTH:
            raise Malformed
        tree = self._level(0)
        if self.takes("if"):
            condition = self._level(0)
            otherwise = self.expression() if self.takes("else") else Const("")
            tree = Conditional(tree, condition, otherwise)
        self._depth -= 1
        return tree

    def without_condition(self) -> Tree:
        """An expression behind which `if` has a meaning of its own."""
        return self._level(0)

    def _level(self, level: int) -> Tree:
        if level == len(_LEVELS):
            return self._filtered()
        if level == _NOT:
            count = 0
            while self.takes("not"):
                count += 1
            tree = self._level(level + 1)
            return Unary("not", tree) if count % 2 else tree
        tree = self._level(level + 1)
        for _ in range(_CHAIN):
            sign = self._sign(level)
            if not sign:
                return tree
            tree = self._test(tree) if sign == "is" else Binary(sign, tree, self._level(level + 1))
        raise Malformed

    def _sign(self, level: int) -> str:
        sign = self.word()
        if level == _COMPARED and sign == "not" and self._peek(1)[1] == "in":
            self._at += 2
            return "not in"
        if sign in _LEVELS[level]:
            self._at += 1
            return sign
        return ""

    def _test(self, tree: Tree) -> Tree:
        negated = self.takes("not")
        kind, name = self._peek()
        if kind != "name":
            raise Malformed
        self._at += 1
        arguments = self._arguments()[0] if self.takes("(") else ()
        found = Filter(tree, name, arguments, test=True)
        return Unary("not", found) if negated else found

    def _filtered(self) -> Tree:
        if self.word() in ("-", "+"):
            sign = self.word()
            self._at += 1
            return Unary(sign, self._postfix())
        tree = self._postfix()
        for _ in range(_CHAIN):
            if not self.takes("|"):
                return tree
            name = self.name()
            while self.takes("."):
                name += "." + self.name()
            tree = Filter(tree, name, self._arguments()[0] if self.takes("(") else ())
        raise Malformed

    def _postfix(self) -> Tree:
        tree = self._primary()
        for _ in range(_CHAIN):
            if self.takes("."):
                kind, text = self._peek()
                self._at += 1
                if kind not in ("name", "number"):
                    raise Malformed
                tree = Attribute(tree, text) if kind == "name" else Item(tree, Const(int(float(text))))
            elif self.takes("["):
                tree = self._item(tree)
            elif self.takes("("):
                tree = Call(tree, *self._arguments())
            else:
                return tree
        raise Malformed

    def _item(self, tree: Tree) -> Tree:
        if self.word() == ":":
            return self._slice(tree)
        key = self.expression()
        if self.word() == ":":
            return self._slice(tree)
        self.needs("]")
        return Item(tree, key)

    def _slice(self, tree: Tree) -> Tree:
        """A part of a sequence: what it holds is not followed."""
        self.needs(":")
        if self.word() != "]":
            self.expression()
        self.needs("]")
        return Call(Attribute(tree, "slice"))

    def _arguments(self) -> "tuple[tuple[Tree, ...], tuple[tuple[str, Tree], ...]]":
        """Up to the closing bracket, the opening one being read."""
        plain: list[Tree] = []
        named: list[tuple[str, Tree]] = []
        while not self.takes(")"):
            if self._peek()[0] == "name" and self._peek(1) == ("sign", "="):
                name = self.name()
                self.needs("=")
                named.append((name, self.expression()))
            elif self.word() in ("*", "**"):
                raise Malformed
            else:
                plain.append(self.expression())
            if self.word() != ")":
                self.needs(",")
        return tuple(plain), tuple(named)

    def _primary(self) -> Tree:
        kind, text = self._peek()
        self._at += 1
        if kind == "number":
            return Const(float(text) if "." in text else int(text[:18]))
        if kind == "string":
            return Const(self._string(text))
        if kind == "name" and text not in _RESERVED:
            return Const(_WORDS[text]) if text in _WORDS else Variable(text)
        if text == "(":
            return self._bracket()
        if text == "[":
            return Sequence(self._items("]"))
        if text == "{":
            return self._mapping()
        raise Malformed

    def _string(self, text: str) -> str:
        value = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text[1:-1])
        while self._peek()[0] == "string":  # strings side by side are one
            value += _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), self._peek()[1][1:-1])
            self._at += 1
        return value

    def _bracket(self) -> Tree:
        if self.takes(")"):
            return Sequence(())
        first = self.expression()
        if self.takes(")"):
            return first
        self.needs(",")
        return Sequence((first, *self._items(")")))

    def _items(self, closing: str) -> "tuple[Tree, ...]":
        items: list[Tree] = []
        while not self.takes(closing):
            items.append(self.expression())
            if self.word() != closing:
                self.needs(",")
        return tuple(items)

    def _mapping(self) -> Tree:
        items: list[tuple[Tree, Tree]] = []
        while not self.takes("}"):
            key = self.expression()
            self.needs(":")
            items.append((key, self.expression()))
            if self.word() != "}":
                self.needs(",")
        return Mapping(tuple(items))


def spelled(tree: Tree, depth: int = 8) -> str:
    """The expression in one spelling, whatever its white space; `…` stands for what is too deep."""
    if depth == 0:
        return "…"
    match tree:
        case Const():
            return repr(tree.value)
        case Variable():
            return tree.name
        case Attribute():
            return f"{spelled(tree.of, depth - 1)}.{tree.name}"
        case Item():
            return f"{spelled(tree.of, depth - 1)}[{spelled(tree.key, depth - 1)}]"
        case Call():
            parts = [spelled(one, depth - 1) for one in tree.arguments]
            parts += [f"{name}={spelled(one, depth - 1)}" for name, one in tree.named]
            return f"{spelled(tree.of, depth - 1)}({', '.join(parts)})"
        case Filter():
            return f"{spelled(tree.of, depth - 1)} | {tree.name}"
        case Binary():
            return f"{spelled(tree.left, depth - 1)} {tree.sign} {spelled(tree.right, depth - 1)}"
        case Sequence():
            return f"[{', '.join(spelled(one, depth - 1) for one in tree.items)}]"
        case _:
            return "…"
