"""Stage 4, core: what stands between commas in the statements around dynamic SQL, and the keys of variables there."""

from collections.abc import Iterator

from graph.extract.algebra.names_in_text import NameReader


def parts(names: NameReader, start: int, end: int) -> Iterator[NameReader]:
    """What stands between commas."""
    return (names.of(names.tokens[begin:stop]) for begin, stop in names.listed(start, end))


def variables(names: NameReader, start: int, end: int) -> Iterator[str]:
    """`a, b.c, @d` as keys of variables."""
    for part in parts(names, start, end):
        at = 1 if part.word(0) == "STRICT" else 0
        sign = part.ctx.sign if part.word(at) == "@" else "@"
        if part.word(at) in ("@", ":"):
            at += 1
        if at >= len(part.tokens) or part.word(at) in ("IN", ";"):
            continue
        yield sign + ".".join(variable_parts(part, at))


def variable_parts(part: NameReader, at: int) -> Iterator[str]:
    """The parts of the variable's name that begins at this token, folded."""
    fold = part.ctx.dialect.fold_column
    for token in part.tokens[at::2]:
        yield fold(str(token.text), str(token.token_type).endswith("IDENTIFIER"))
        if part.word(part.tokens.index(token) + 1) != ".":
            return
