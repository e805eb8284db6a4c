"""What a paragraph and a sentence hold for all their numbers, found once: periods named, words that turn to the plan, cues of status.

In: normalised text and the section of a line. Out: a `Paragraph`, asked by position, and a `Clues` per sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import Final, NamedTuple

from transforms.read.context import Section, is_within_year
from transforms.read.period import Stamp, stamps, years
from transforms.seeds.lexicon import pattern

MOST_STAMPS: Final = 32
"""Periods back to which a reader still looks within one paragraph."""
_RESET: Final = pattern("reset")
_NEXT_STEP: Final = pattern("next_step")
_AIMS: Final = pattern("aims")
_NUMBER: Final = pattern("number_not_year")
_HINT: Final = pattern("status_hint")


class Paragraph:
    """One line of the text with its section."""

    def __init__(self, text: str, section: Section, report_date: date | None) -> None:
        self.text = text
        self.section = section
        found = stamps(text, section.start, section.end, section.year, report_date)
        self.stamps = [_ahead(stamp, section.year) for stamp in found] if section.plan else found
        self._starts = [stamp.start for stamp in self.stamps]
        turned = None if section.plan else _NEXT_STEP.search(text, max(section.start - 1, 0), section.end)
        self.plans_within_year = is_within_year(report_date, section.year) and not (turned and "年" in turned[0])
        self._next_step = turned.end() if turned else section.end
        self._resets: list[int] | None = None  # found when first asked for; a cached_property is none where the reader is compiled
        self.turned_to_this_year = turned is not None and "今年" in turned[0]
        """再说今年 after last year's results: 今年 and 年内 are the plan's year."""

    def is_next_step(self, at: int) -> bool:
        """Has 下一步 inside a paragraph of the review turned the rest of it into plan?"""
        return at >= self._next_step

    def stamps_between(self, low: int, high: int) -> list[Stamp]:
        """The last periods that begin in [low, high)."""
        last = bisect_left(self._starts, high)
        return self.stamps[max(bisect_left(self._starts, low), last - MOST_STAMPS) : last]

    def stamps_before(self, at: int) -> list[Stamp]:
        """The last periods that begin before `at`."""
        last = bisect_left(self._starts, at)
        return self.stamps[max(0, last - MOST_STAMPS) : last]

    def resets_between(self, low: int, high: int) -> bool:
        """Does a word stand there that turns back to the report's own time (目前, 今年)?"""
        if self._resets is None:
            self._resets = [match.start() for match in _RESET.finditer(self.text, self.section.start, self.section.end)]
        k = bisect_left(self._resets, low)
        return k < len(self._resets) and _RESET.match(self.text, self._resets[k], high) is not None


def _ahead(stamp: Stamp, first: int) -> Stamp:
    """五年 in a plan are the plan's year and those after it."""
    if stamp.period.rule != "period.span_years":
        return stamp
    count = stamp.period.end.year - stamp.period.start.year
    return stamp._replace(period=years(first, first + count, stamp.period.rule))


class Clues(NamedTuple):
    """What a sentence says for all its numbers."""

    sentence: tuple[int, int]
    hinted: bool
    """Does any word of status stand in it? Without one its figures are facts."""
    aims: int
    """Where 主要目标是 ends, if no figure stands before it; else the sentence's end."""


def read_clues(text: str, sentence: tuple[int, int]) -> Clues:
    """The clues of a sentence."""
    low, high = sentence
    hinted = _HINT.search(text, low, high) is not None
    aims = _AIMS.search(text, low, high) if hinted else None
    if aims is None or _NUMBER.search(text, low, aims.start()):
        return Clues(sentence, hinted, high)
    return Clues(sentence, hinted, aims.end())
