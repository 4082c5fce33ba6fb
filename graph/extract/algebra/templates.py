"""Stage 4, core: whether a statement is a template: text that makes SQL, but is none yet."""

import re

_MARK = re.compile(r"\{\{|\{%|\{#|<%")
_STRING = re.compile(r"'(?:[^'\\]|''|\\.)*'|--[^\n]*|/\*.*?\*/", re.DOTALL)


def is_template(text: str) -> bool:
    """Whether jinja (or ERB) stands outside strings and comments; inside a string it changes a literal only.

    Some grammars read `{{ x }}` silently as a structure, so this must be asked before parsing.
    """
    return bool(_MARK.search(text)) and bool(_MARK.search(_STRING.sub("''", text)))
