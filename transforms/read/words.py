"""One multi-pattern pass for the lexicon: which known words stand where in a text.

In: normalised text. Out: tokens, longest first from the left, that never overlap; each knows its frames (subjects it can name, by
dimension of the unit) and its roles. Offsets count characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from transforms.read.normalise import normalise
from transforms.seeds.files import SeedError, read_rows
from transforms.seeds.lexicon import words_of


@dataclass(frozen=True, slots=True)
class Frame:
    """One reading of a word as the subject of a number: the code it stands for and what must hold. Rows of lexicon/subjects.csv."""

    row: str
    code: str
    dimensions: frozenset[str]
    units: frozenset[str]
    cues: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    """Words of which one must stand in the phrase, the clause or the sentence; all three empty where none must."""
    without: tuple[str, ...]
    item: str
    exact: bool


@dataclass(slots=True)
class Word:
    """A known word with all its frames and roles; complete once the vocabulary is loaded."""

    text: str
    frames: list[Frame] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    is_light: bool = False
    """A function word or a verb."""


class Token:
    """A known word at its place. Made by the thousand: a plain class, which costs least where the reader is compiled."""

    __slots__ = ("end", "start", "word")

    def __init__(self, start: int, end: int, word: Word) -> None:
        self.start = start
        self.end = end
        self.word = word


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All known words and the automaton that finds them."""

    words: tuple[Word, ...]
    automaton: AhoCorasick
    by_text: dict[str, Word]


_ROLES: Final = ("func", "verb", "mod", "tailnoun")


@cache
def load_vocabulary() -> Vocabulary:
    """Words of lexicon/subjects.csv and words.csv, compiled; cached. Raises SeedError for an unknown word class."""
    words: dict[str, Word] = {}
    for row in read_rows("lexicon/subjects.csv", required=("id", "words", "code", "units")):
        frame = _frame(row)
        for text in expand_words(row):
            word = words.setdefault(normalise(text), Word(normalise(text)))
            if not any(f.row == frame.row for f in word.frames):
                word.frames.append(frame)
    for role in _ROLES:
        for text in map(normalise, words_of(role)):
            words.setdefault(text, Word(text)).roles.add(role)
    for word in words.values():
        word.is_light = not word.roles.isdisjoint({"func", "verb"})
    found = tuple(words.values())
    return Vocabulary(found, AhoCorasick([w.text for w in found], matchkind=MatchKind.LeftmostLongest), words)


@cache
def _classes() -> dict[str, list[str]]:
    return {row["class"]: row["words"].split("|") for row in read_rows("lexicon/classes.csv")}


def expand_words(row: dict[str, str]) -> list[str]:
    """The words of a row of lexicon/subjects.csv, those of its classes included. Raises SeedError for an unknown word class."""
    texts: list[str] = []
    for text in row["words"].split("|"):
        if text.startswith("@"):
            if text[1:] not in _classes():
                raise SeedError(f"seeds/lexicon/subjects.csv: {row['id']}: 没有词类 {text} · no such word class in classes.csv")
            texts += _classes()[text[1:]]
        else:
            texts.append(text)
    return texts


def _frame(row: dict[str, str]) -> Frame:
    def split(name: str) -> tuple[str, ...]:
        return tuple(part for part in row[name].split("|") if part)

    parts = split("units")
    return Frame(
        row["id"],
        row["code"],
        frozenset(p for p in parts if p.isascii()),
        frozenset(p for p in parts if not p.isascii()),
        _by_reach(split("with")),
        split("without"),
        row["item"],
        row["match"] == "exact",
    )


def _by_reach(cues: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Cues of the phrase (@), of the clause (no sign) and of the sentence (^)."""
    phrase, sentence = (tuple(cue[1:] for cue in cues if cue[0] == sign) for sign in "@^")
    return phrase, tuple(cue for cue in cues if cue[0] not in "@^"), sentence


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """One search for several words; compiled when first asked for."""
    return re.compile("|".join(map(re.escape, words)))


def find_words(text: str, low: int = 0, high: int | None = None) -> list[Token]:
    """Tokens of text[low:high] in order; their offsets count from the text's beginning."""
    vocabulary = load_vocabulary()
    words = vocabulary.words
    matches = vocabulary.automaton.find_matches_as_indexes(text[low:high])
    return [Token(low + start, low + end, words[index]) for index, start, end in matches]
