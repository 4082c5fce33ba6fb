"""Stage 4, core: which dialect a text is written in, told from the text and the suffixes of its name alone.

Clues are weighed and added up; the strongest dialect wins. Neighbours are never asked: an edit next door must not
change what a file means.
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from graph.extract.clues import Clue, clues
from graph.extract.dialects import ALIASES, DIALECTS
from graph.extract.registry import SUFFIX_DIALECTS

_SAMPLE_CHARS = 65_536  # scripts of a dialect show it early; bounds the cost for dumps
_FIRST_CHARS = 8192  # of a longer text, looked at before the rest of the sample
_THRESHOLD = 1.5  # less than this is an accident
_LEAD = 0.5  # less than this before the next dialect tells nobody which of the two it is
_DECISIVE = 12.0  # a lead that the rest would not turn
_SUFFIX_WEIGHT = 8.0
_NOISE = re.compile(
    r"--[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|#(?![\w\]])[^\r\n]*+"
    r"|'(?:[^'\\]++|\\.|'')*+(?:'|\Z)|\"\"\"(?:[^\"\\]++|\\.|\"(?!\"\"))*+(?:\"\"\"|\Z)"
    r"|\"[^\"\r\n]*+\"",  # no group: it would be searched for many times slower
    re.S,
)
_WORD = re.compile(r"[a-z_]\w*+")
_LETTERS = re.compile(r"[a-z_]{2,}+(?![?*+{])")
_IN_BRACKETS = re.compile(r"\((?:[^()\\]|\\.)*\)")
_TO_WORDS = bytes(code if code > 127 or chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256))
_COMMENTS = (  # comments that are evidence
    ("-- Databricks notebook source", "databricks", 20.0, "notebook header"),
    ("-- COMMAND ----------", "databricks", 12.0, "notebook cell"),
    ("/*!40", "mysql", 10.0, "versioned comment"),
    ("/*!50", "mysql", 10.0, "versioned comment"),
    ('"""', "bigquery", 2.0, "triple-quoted string"),
)


class _Seen(NamedTuple):
    votes: dict[str, float]
    label: str  # "" = what was found, or the word itself, which is still to be found in the code
    word: str = ""
    found: re.Match[str] | None = None


def detect(text: str, name_hint: str = "") -> tuple[str, str]:
    """(dialect, evidence): `("tsql", "GO line 3")`, `("hive", "suffix .hql")`, `("ansi", "")` where nothing speaks.

    `name_hint` is what `registry.name_hint` says of the file's name. The same arguments always give the same answer.
    """
    inner, _, last = name_hint.rpartition(".")
    named = ALIASES.get(inner.lstrip("."), inner.lstrip("."))
    if inner and named in DIALECTS:  # somebody wrote the dialect's name
        return named, f"suffix {name_hint}"
    suffix = SUFFIX_DIALECTS.get("." + last)
    first = [_Seen({suffix: _SUFFIX_WEIGHT}, f"suffix {name_hint}")] if suffix else []
    if len(text) > 2 * _FIRST_CHARS:
        scores, seen, code = _weighed(text[:_FIRST_CHARS], first)
        if _lead(scores) >= _DECISIVE:
            return _answer(scores, seen, code)
    return _answer(*_weighed(text[:_SAMPLE_CHARS], first))


_Scores: TypeAlias = dict[str, float]


def _weighed(sample: str, first: list[_Seen]) -> tuple[_Scores, list[_Seen], str]:
    """The scores of the dialects, the clues seen, and the code that they stand in."""
    code = "\n" + _NOISE.sub(_emptied, sample).lower()
    seen = [*first]
    seen += [_Seen({dialect: weight}, label) for mark, dialect, weight, label in _COMMENTS if mark in sample]
    scores: _Scores = defaultdict(float)
    for one in seen:
        _count(scores, one.votes)
    for entry in _possible(code):  # the weightiest first
        found = None
        if entry.pattern is not None:
            found = _found(entry.pattern, entry.literal, code)
            if found is None:
                continue
        votes = entry.clue.votes
        seen.append(_Seen(votes, "", entry.clue.word, found))
        _count(scores, votes)
        if scores[entry.strongest] >= _DECISIVE and _lead(scores) >= _DECISIVE:
            break
    return scores, seen, code


def _count(scores: _Scores, votes: dict[str, float]) -> None:
    for dialect, weight in votes.items():
        scores[dialect] += weight


def _lead(scores: _Scores) -> float:
    """How far the strongest dialect is before the next."""
    best, next_best, *_ = (*sorted(scores.values(), reverse=True), 0.0, 0.0)
    return best - next_best


def _answer(scores: _Scores, seen: list[_Seen], code: str) -> tuple[str, str]:
    best = max(scores, key=lambda name: (scores[name], name), default="ansi")
    if scores.get(best, 0.0) < _THRESHOLD or _lead(scores) < _LEAD:
        return "ansi", ""
    return best, _evidence(max(seen, key=lambda one: one.votes.get(best, 0.0)), code)


def _emptied(noise: re.Match[str]) -> str:
    """What stands for a comment or string: its line ends, and the quotes of a string."""
    text = noise[0]
    lines = "\n" * text.count("\n")
    return text[0] * 2 + lines if text[0] in "'\"" else lines or " "


def _possible(code: str) -> "list[_Entry]":
    """The clues whose word or characters occur, the weightiest first."""
    entries, by_word, by_mark = _compiled()
    # The words are cut out as bytes, many times faster; what is not ASCII stands in no clue.
    present = by_word.keys() & code.encode("utf-8", "replace").translate(_TO_WORDS).split()
    numbers = [number for word in present for number in by_word[word]]
    for rarest, mark, more in by_mark:
        if rarest in code and mark in code:
            numbers += more
    numbers.sort()
    return [entries[number] for number in numbers]


def _label(word: str, found: str) -> str:
    if word == "`":
        return "backtick-quoted names"
    if word == "[":
        return "bracket-quoted names"
    words = " ".join(found.split())[:24]
    return words.upper() if words[:1].isalpha() else words


def _evidence(strongest: _Seen, code: str) -> str:
    if strongest.label:
        return strongest.label
    label = strongest.word.upper()
    found = strongest.found
    at = 0
    if found is not None:
        label = _label(strongest.word, found[0])
        at = found.start() + len(found[0]) - len(found[0].lstrip())
    else:
        word = re.search(rf"\b{strongest.word}\b", code)
        at = word.start() if word else 0
    return f"{label} line {code.count(chr(10), 0, at)}"


class _Entry(NamedTuple):
    clue: Clue
    pattern: re.Pattern[str] | None
    literal: str  # what every match begins with
    strongest: str  # for which dialect it speaks most


_Words: TypeAlias = dict[bytes, list[int]]
_Marks: TypeAlias = list[tuple[str, str, list[int]]]


@lru_cache(maxsize=1)
def _compiled() -> tuple[list[_Entry], _Words, _Marks]:
    """The clues, the weightiest first; their numbers by word; by other characters, with the rarest one of these."""
    entries: list[_Entry] = []
    by_word: _Words = {}
    by_mark: dict[str, list[int]] = {}
    for clue in sorted(clues(), key=lambda clue: -max(clue.votes.values())):
        if _WORD.fullmatch(clue.word):
            by_word.setdefault(clue.word.encode(), []).append(len(entries))
        else:
            by_mark.setdefault(clue.word, []).append(len(entries))
        strongest = max(clue.votes, key=lambda dialect: clue.votes[dialect])
        pattern = re.compile(clue.pattern) if clue.pattern else None
        entries.append(_Entry(clue, pattern, _literal(clue.pattern), strongest))
    return entries, by_word, [(min(mark, key="\n.='(".find), mark, numbers) for mark, numbers in by_mark.items()]


def _literal(pattern: str) -> str:
    """The letters that every match of the pattern begins with; "" where that cannot be told."""
    found = _LETTERS.match(pattern)
    return found[0] if found and "|" not in _IN_BRACKETS.sub("", _IN_BRACKETS.sub("", pattern)) else ""


def _found(pattern: re.Pattern[str], literal: str, code: str) -> re.Match[str] | None:
    """The first match; letters are found many times faster than a pattern."""
    if not literal:
        return pattern.search(code)
    at = code.find(literal)
    while at >= 0:
        found = pattern.match(code, at)
        if found:
            return found
        at = code.find(literal, at + 1)
    return None
