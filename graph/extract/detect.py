"""Stage 4, core: which dialect a text is written in, told from the text and the suffixes of its name alone.

Clues are weighed and added up; the strongest dialect wins. Neighbours are never asked: an edit next door must not
change what a file means.
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from graph.extract.clues import Clue, clues
from graph.extract.dialects import ALIASES
from graph.extract.registry import SUFFIX_DIALECTS

_SAMPLE_CHARS = 65_536  # scripts of a dialect show it early; bounds the cost for dumps
_THRESHOLD = 1.5  # less than this is an accident
_INNER_WEIGHT = 100.0  # somebody wrote the dialect's name
_SUFFIX_WEIGHT = 8.0
_NOISE = re.compile(
    r"--[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|#(?![\w\]])[^\r\n]*+"
    r"|'(?:[^'\\]++|\\.|'')*+(?:'|\Z)|\"[^\"\r\n]*+\"",
    re.S,
)
_WORD = re.compile(r"[a-z_]\w*+")
_TO_WORDS = bytes(code if chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256))
_RAW = (
    (re.compile(r"\A\s*-- Databricks notebook source"), "databricks", 20.0, "notebook header"),
    (re.compile(r"/\*!\d{5}"), "mysql", 10.0, "versioned comment"),
)


def detect(text: str, name_hint: str = "") -> tuple[str, str]:
    """(dialect, evidence): `("tsql", "GO line 3")`, `("hive", "suffix .hql")`, `("ansi", "")` where nothing speaks.

    `name_hint` is what `registry.name_hint` says of the file's name. The same arguments always give the same answer.
    """
    hints = _hints(name_hint)
    if hints and hints[0].weight >= _INNER_WEIGHT:
        return hints[0].dialect, hints[0].label
    sample = text[:_SAMPLE_CHARS]
    votes = hints + _votes(sample)
    scores: dict[str, float] = defaultdict(float)
    for vote in votes:
        scores[vote.dialect] += vote.weight
    best = max(scores, key=lambda name: (scores[name], name), default="ansi")
    if scores.get(best, 0.0) < _THRESHOLD:
        return "ansi", ""
    strongest = max((vote for vote in votes if vote.dialect == best), key=lambda vote: (vote.weight, -vote.line))
    return best, f"{strongest.label} line {strongest.line}" if strongest.line else strongest.label


class _Vote(NamedTuple):
    dialect: str
    weight: float
    label: str
    line: int  # 0: not in the text


def _hints(name_hint: str) -> list[_Vote]:
    inner, _, last = name_hint.rpartition(".")
    if inner:
        name = inner.lstrip(".")
        return [_Vote(ALIASES.get(name, name), _INNER_WEIGHT, f"suffix {name_hint}", 0)]
    dialect = SUFFIX_DIALECTS.get("." + last)
    return [_Vote(dialect, _SUFFIX_WEIGHT, f"suffix {name_hint}", 0)] if dialect else []


def _votes(sample: str) -> list[_Vote]:
    code = "\n" + _NOISE.sub(_emptied, sample).lower()
    votes = []
    for clue, pattern in _present(code):
        found = pattern.search(code)
        if found:
            line = code.count("\n", 0, found.start() + len(found[0]) - len(found[0].lstrip()))
            label = _label(clue, found[0])
            votes += [_Vote(dialect, weight, label, line) for dialect, weight in clue.votes.items()]
    for raw, dialect, weight, label in _RAW:
        seen = raw.search(sample)
        if seen:
            votes.append(_Vote(dialect, weight, label, sample.count("\n", 0, seen.end()) + 1))
    return votes


def _emptied(noise: re.Match[str]) -> str:
    """What stands for a comment or string: its line ends, and the quotes of a string."""
    text = noise[0]
    lines = "\n" * text.count("\n")
    return text[0] * 2 + lines if text[0] in "'\"" else lines or " "


def _present(code: str) -> list[tuple[Clue, re.Pattern[str]]]:
    """The clues whose word or characters occur, in their own order."""
    by_word, by_mark = _compiled()
    numbered = [entry for word in by_word.keys() & _words(code) for entry in by_word[word]]
    numbered += [entry for mark, entries in by_mark.items() if mark in code for entry in entries]
    return [(clue, pattern) for _, clue, pattern in sorted(numbered, key=lambda entry: entry[0])]


def _words(code: str) -> set[str]:
    """The distinct words; much cheaper on bytes. What Latin-1 lacks stands in no clue."""
    return {word.decode("latin-1") for word in set(code.encode("latin-1", "replace").translate(_TO_WORDS).split())}


def _label(clue: Clue, found: str) -> str:
    if clue.word == "`":
        return "backtick-quoted names"
    if clue.word == "[":
        return "bracket-quoted names"
    words = " ".join(found.split())[:24]
    return words.upper() if words[:1].isalpha() else words


_Entry = tuple[int, Clue, re.Pattern[str]]


@lru_cache(maxsize=1)
def _compiled() -> tuple[dict[str, list[_Entry]], dict[str, list[_Entry]]]:
    """Clues by word and by other characters; each with its number."""
    by_word: dict[str, list[_Entry]] = {}
    by_mark: dict[str, list[_Entry]] = {}
    for number, clue in enumerate(clues()):
        pattern = re.compile(clue.pattern or rf"\b{clue.word}\b")
        index = by_word if _WORD.fullmatch(clue.word) else by_mark
        index.setdefault(clue.word, []).append((number, clue, pattern))
    return by_word, by_mark
