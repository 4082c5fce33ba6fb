"""Stage 4, core: which dialect a text is written in, told from the text and the suffixes of its name alone.

Clues are weighed and added up; the strongest dialect wins. Neighbours are never asked: an edit next door must not
change what a file means.
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from graph.extract.clues import Clue, clues
from graph.extract.dialects import ALIASES, DIALECTS
from graph.extract.registry import SUFFIX_DIALECTS

_SAMPLE_CHARS = 65_536  # scripts of a dialect show it early; bounds the cost for dumps
_THRESHOLD = 1.5  # less than this is an accident
_SUFFIX_WEIGHT = 8.0
_NOISE = re.compile(
    r"--[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|#(?![\w\]])[^\r\n]*+"
    r"|'(?:[^'\\]++|\\.|'')*+(?:'|\Z)|\"[^\"\r\n]*+\"",
    re.S,
)
_WORD = re.compile(r"[a-z_]\w*+")
_TO_WORDS = bytes(code if chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256))
_COMMENTS = (  # comments that are evidence
    ("-- Databricks notebook source", "databricks", 20.0, "notebook header"),
    ("/*!40", "mysql", 10.0, "versioned comment"),
)


class _Seen(NamedTuple):
    votes: dict[str, float]
    label: str  # "" = the word itself, which is still to be found in the text
    at: int  # in the code; of a word: -1
    word: str


def detect(text: str, name_hint: str = "") -> tuple[str, str]:
    """(dialect, evidence): `("tsql", "GO line 3")`, `("hive", "suffix .hql")`, `("ansi", "")` where nothing speaks.

    `name_hint` is what `registry.name_hint` says of the file's name. The same arguments always give the same answer.
    """
    inner, _, last = name_hint.rpartition(".")
    named = ALIASES.get(inner.lstrip("."), inner.lstrip("."))
    if inner and named in DIALECTS:  # somebody wrote the dialect's name
        return named, f"suffix {name_hint}"
    sample = text[:_SAMPLE_CHARS]
    code = "\n" + _NOISE.sub(_emptied, sample).lower()
    seen = [_Seen({dialect: weight}, label, 0, "") for mark, dialect, weight, label in _COMMENTS if mark in sample]
    seen += _clues_in(code)
    suffix = SUFFIX_DIALECTS.get("." + last)
    if suffix:
        seen.append(_Seen({suffix: _SUFFIX_WEIGHT}, f"suffix {name_hint}", 0, ""))
    scores: dict[str, float] = defaultdict(float)
    for one in seen:
        for dialect, weight in one.votes.items():
            scores[dialect] += weight
    best = max(scores, key=lambda name: (scores[name], name), default="ansi")
    if scores.get(best, 0.0) < _THRESHOLD:
        return "ansi", ""
    return best, _evidence(max(seen, key=lambda one: one.votes.get(best, 0.0)), code)


def _clues_in(code: str) -> list[_Seen]:
    """The clues that are there, in their own order."""
    seen = []
    for clue, pattern in _possible(code):
        if pattern is None:
            seen.append(_Seen(clue.votes, "", -1, clue.word))
            continue
        found = pattern.search(code)
        if found:
            lead = len(found[0]) - len(found[0].lstrip())
            seen.append(_Seen(clue.votes, _label(clue, found[0]), found.start() + lead, ""))
    return seen


def _emptied(noise: re.Match[str]) -> str:
    """What stands for a comment or string: its line ends, and the quotes of a string."""
    text = noise[0]
    lines = "\n" * text.count("\n")
    return text[0] * 2 + lines if text[0] in "'\"" else lines or " "


def _possible(code: str) -> list[tuple[Clue, re.Pattern[str] | None]]:
    """The clues whose word or characters occur, in their own order."""
    by_word, by_mark = _compiled()
    # The words are cut out as bytes, many times faster; what Latin-1 lacks stands in no clue.
    present = by_word.keys() & code.encode("latin-1", "replace").translate(_TO_WORDS).split()
    numbered = [entry for word in present for entry in by_word[word]]
    for mark, entries in by_mark.items():
        if mark in code:
            numbered += entries
    return [(clue, pattern) for _, clue, pattern in sorted(numbered, key=lambda entry: entry[0])]


def _label(clue: Clue, found: str) -> str:
    if clue.word == "`":
        return "backtick-quoted names"
    if clue.word == "[":
        return "bracket-quoted names"
    words = " ".join(found.split())[:24]
    return words.upper() if words[:1].isalpha() else words


def _evidence(strongest: _Seen, code: str) -> str:
    label, at = strongest.label or strongest.word.upper(), strongest.at
    if at < 0:
        found = re.search(rf"\b{strongest.word}\b", code)
        at = found.start() if found else 0
    return f"{label} line {code.count(chr(10), 0, at)}" if at else label


_Entry = tuple[int, Clue, re.Pattern[str] | None]


@lru_cache(maxsize=1)
def _compiled() -> tuple[dict[bytes, list[_Entry]], dict[str, list[_Entry]]]:
    """Clues by word and by other characters; each with its number."""
    by_word: dict[bytes, list[_Entry]] = {}
    by_mark: dict[str, list[_Entry]] = {}
    for number, clue in enumerate(clues()):
        entry = (number, clue, re.compile(clue.pattern) if clue.pattern else None)
        if _WORD.fullmatch(clue.word):
            by_word.setdefault(clue.word.encode(), []).append(entry)
        else:
            by_mark.setdefault(clue.word, []).append(entry)
    return by_word, by_mark
