"""Which cues a sentence can hold at all: one pass over it answers for all of them, so that most need not be looked for by each number.

In: names of patterns, as modules load. Out: a `Cue` for each, and per sentence the cues that may stand in it, as bits. A cue may stand only
where one of the words does without which its pattern cannot match (transforms/seeds/guards.py): the answer "no" is always right.

Example:
    >>> cues_in("全镇完成投资3亿元。", 0, 11) & cue("cumulative").bit
    0
"""

from __future__ import annotations

import re
from functools import cache

from ahocorasick_rs import AhoCorasick

from transforms.seeds.lexicon import needed_words, pattern


class Cue:
    """A pattern of the lexicon with its bit."""

    __slots__ = ("bit", "finditer", "match", "search")

    def __init__(self, found: re.Pattern[str], bit: int) -> None:
        self.search, self.match, self.finditer = found.search, found.match, found.finditer
        self.bit = bit


_NAMES: list[str] = []


@cache
def cue(name: str) -> Cue:
    """The cue `name` of lexicon/patterns.csv. Raises SeedError for one that no row has."""
    _NAMES.append(name)
    _automaton.cache_clear()
    return Cue(pattern(name), 1 << len(_NAMES) - 1)


@cache
def _automaton() -> tuple[AhoCorasick, list[int], int]:
    """What finds the words of all cues, the bits of each word, and the bits of cues that need no word."""
    bits: dict[str, int] = {}
    always = 0
    for place, name in enumerate(_NAMES):
        words = needed_words(name)
        always |= 0 if words else 1 << place
        for word in words:
            bits[word] = bits.get(word, 0) | 1 << place
    return AhoCorasick(list(bits)), list(bits.values()), always


def cues_in(text: str, low: int, high: int) -> int:
    """Bits of the cues that may stand in text[low:high]."""
    automaton, bits, found = _automaton()
    for word, _, _ in automaton.find_matches_as_indexes(text[low:high], overlapping=True):
        found |= bits[word]
    return found
