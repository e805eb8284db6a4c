"""Quantities on their way to claims, each with its sentence and clause.

In: normalised text and what the scan found. Out: a `Layout` of clauses and sentences, and one `Fact` per quantity. No clause or sentence
is longer than a person would read back: an endless one is cut, so that every later look-back is bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from transforms.read.cues import Cue
from transforms.read.mentions import Found
from transforms.read.numbers import Quantity
from transforms.seeds.lexicon import pattern, words_of

LONGEST_CLAUSE: Final = 400
"""Characters; the longest clause of the development reports has 68."""
LONGEST_SENTENCE: Final = 2000
"""Characters; a longer one is cut between clauses."""

_BOUNDARY: Final = pattern("boundary")
_GLOSS: Final = pattern("gloss")
_SENTENCE_END: Final = pattern("sentence_end")


class Fact:
    """A quantity on its way to a claim: the passes of the reader fill it in, then it is frozen into a Claim."""

    __slots__ = (
        *("quantity", "start", "end", "sentence", "clause", "left", "right", "origin", "behind", "near", "phrase", "measure", "negative"),
        *("code", "row", "item", "item_kind", "subject", "margin", "head", "rules", "cues"),
    )

    def __init__(
        self, quantity: Quantity, start: int, end: int, sentence: tuple[int, int], clause: int, left: int, right: int, near: str
    ) -> None:
        self.quantity = quantity
        self.start = start
        self.end = end
        self.sentence = sentence
        self.clause = clause
        self.left = left
        """Where the words before the number begin: its clause, or the number before it."""
        self.right = right
        """Where the words behind it end."""
        self.origin = left
        """`left` as it was before a neighbour took words away."""
        self.behind = end
        """End of the last of several numbers that touch (3亿元5000万元): the noun stands behind it."""
        self.near = near
        """The words before the number: text[left:start]."""
        self.phrase: tuple[int, int] | None = None
        """The noun phrase behind the number (92扇 防火门)."""
        self.measure = "level"
        self.negative = False
        self.code = ""
        self.row = ""
        self.item = ""
        self.item_kind = "none"
        self.subject = (0, 0)
        self.margin = 1.0
        self.head: Fact | None = None
        """The level that a growth, share or completion speaks of."""
        self.rules: tuple[str, ...] = ()
        self.cues = 0
        """Bits of the cues that may stand in its sentence (cues.py)."""

    def move_left(self, text: str, left: int) -> None:
        """Give the words before `left` away to the number before."""
        self.left = left
        self.near = text[left : self.start]

    def may(self, cue: Cue) -> bool:
        """Can the cue stand in its sentence at all?"""
        return self.cues & cue.bit != 0

    def near_has(self, cue: Cue) -> bool:
        """Does the cue stand in the words before the number?"""
        return self.cues & cue.bit != 0 and cue.search(self.near) is not None

    def near_find(self, cue: Cue) -> re.Match[str] | None:
        """Where the cue stands in the words before the number, counted from `left`."""
        return cue.search(self.near) if self.cues & cue.bit else None


class Layout:
    """Where clauses and sentences of a text begin."""

    __slots__ = ("boundaries", "length", "sentences")

    def __init__(self, boundaries: list[int], sentences: list[int], length: int) -> None:
        self.boundaries = boundaries
        self.sentences = sentences
        self.length = length

    def clause_start(self, at: int) -> int:
        """Start of the clause that holds `at`."""
        return self.boundaries[bisect_right(self.boundaries, at) - 1]

    def clause_end(self, at: int) -> int:
        """Position of the boundary that ends the clause of `at`."""
        k = bisect_right(self.boundaries, at)
        return self.boundaries[k] - 1 if k < len(self.boundaries) else self.length

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence that holds `at`, half-open."""
        k = bisect_right(self.sentences, at)
        return self.sentences[k - 1], self.sentences[k] if k < len(self.sentences) else self.length


def lay_out(text: str) -> Layout:
    """Clause and sentence starts of normalised `text`; a gloss such as （GDP） is part of the words it stands in."""
    glosses = {at for m in _GLOSS.finditer(text) for at in (m.start() + 1, m.end())}
    boundaries = [0, *(m.end() for m in _BOUNDARY.finditer(text))]
    if glosses:
        boundaries = [at for at in boundaries if at not in glosses]
    sentences = [0] + [m.end() for m in _SENTENCE_END.finditer(text)]
    long = [(low, high) for low, high in pairwise([*sentences, len(text)]) if high - low > LONGEST_CLAUSE]
    if long:
        boundaries = sorted({*boundaries, *_clause_cuts(boundaries, long)})
        sentences = sorted({*sentences, *_sentence_cuts(boundaries, long)})
    return Layout(boundaries, sentences, len(text))


def _inside(boundaries: list[int], low: int, high: int) -> list[int]:
    return boundaries[bisect_left(boundaries, low) : bisect_left(boundaries, high)]


def _clause_cuts(boundaries: list[int], long: Iterable[tuple[int, int]]) -> Iterator[int]:
    for low, high in long:
        for start, end in pairwise([low, *_inside(boundaries, low, high), high]):
            yield from range(start + LONGEST_CLAUSE, end, LONGEST_CLAUSE)


def _sentence_cuts(boundaries: list[int], long: Iterable[tuple[int, int]]) -> Iterator[int]:
    for low, high in long:
        for at in _inside(boundaries, low, high):
            if at - low > LONGEST_SENTENCE:
                yield at
                low = at


def make_facts(text: str, found: Iterable[Found], layout: Layout) -> list[Fact]:
    """A Fact for every quantity of `found`, with the words before and behind it."""
    facts: list[Fact] = []
    people = words_of("person_noun")
    floor = 0
    for item in found:
        quantity = item.quantity
        if quantity is None:
            continue
        start, end = item.start, item.end
        if not quantity.unit and quantity.multiplied and text.startswith(people, end):
            quantity = quantity.counted_in("人", "person")
        clause = layout.clause_start(start)
        left = max(floor, clause)
        if facts and facts[-1].right > start:
            facts[-1].right = start
        facts.append(Fact(quantity, start, end, layout.sentence(start), clause, left, layout.clause_end(end), text[left:start]))
        floor = end
    for fact, following in reversed(list(pairwise(facts))):
        if following.start == fact.end:
            fact.behind, fact.right = following.behind, following.right
    return facts
