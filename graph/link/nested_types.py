"""Stage 5, core: the fields of a column's type as DDL wrote it. Reads the text level by level, never recursively."""

_OPEN, _CLOSE = "<([{", ">)]}"
_RECORDS = ("STRUCT", "ROW", "OBJECT", "TUPLE", "NESTED", "RECORD")
_LISTS = ("ARRAY", "LIST")
_LONGEST = 20_000


def fields(text: str) -> list[tuple[str, str]]:
    """Name and type of each field of `STRUCT<a INT64, b …>`, `ROW(a INT)`, `STRUCT<a: INT>`; of any other type none."""
    inside = _inside(text, _RECORDS)
    found = []
    for part in _parts(inside):
        name, rest = _name(part)
        if name:
            found.append((name, rest))
    return found


def element(text: str) -> str:
    """The type of an array's elements; "" for what is no array."""
    text = text.strip()
    if text.endswith("[]"):
        return text[:-2]
    return _inside(text, _LISTS)


def _inside(text: str, words: tuple[str, ...]) -> str:
    """What stands in the brackets of a type that is one of these words and brackets, and nothing else."""
    text = text.strip()
    at = next((at for at, char in enumerate(text) if char in "<("), -1)
    if at < 0 or len(text) > _LONGEST or text[:at].strip().upper() not in words or text[-1] not in ">)":
        return ""
    return text[at + 1 : -1]


def _parts(text: str) -> list[str]:
    """The parts between commas that stand in no brackets."""
    found, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
        elif char == "," and not depth:
            found.append(text[start:at])
            start = at + 1
    return [part for part in (*found, text[start:]) if part.strip()]


def _name(part: str) -> tuple[str, str]:
    """A field's name, without its quotes, and its type; no name where only a type stands."""
    part = part.strip()
    if part[0] in '"`':
        end = part.find(part[0], 1)
        return (part[1:end], part[end + 1 :].lstrip(": ")) if end > 0 else ("", part)
    for at, char in enumerate(part):
        if char in " :":
            return part[:at], part[at:].lstrip(": ")
        if char in _OPEN:
            break
    return "", part
