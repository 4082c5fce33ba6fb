"""Stage 4, core: Oracle's object types, whose constructors make rows."""

from graph.extract.algebra.names_in_text import NameReader


def object_columns(names: NameReader) -> tuple[str, tuple[str, ...]] | None:
    """`CREATE TYPE t AS OBJECT (a number, b date)`: its name and attributes."""
    at = next((at for at in range(min(8, len(names.tokens))) if names.word(at) == "TYPE"), 0)
    name, after = names.name(at + 1) if at else ((), 0)
    begin = next((i for i in names.level(after) if names.word(i) == "OBJECT" and names.word(i + 1) == "("), 0)
    if not name or not begin:
        return None
    found, expects = [], True
    end = names.skip_brackets(begin + 1) - 1
    for i in names.level(begin + 2):
        if i >= end:
            break
        if expects and names.word(i) not in ("MEMBER", "STATIC", "CONSTRUCTOR", "MAP", "ORDER", "OVERRIDING"):
            found.append(names.parts_of(names.tokens[i])[-1])
        expects = names.word(i) == ","
    return name[-1], tuple(found)
