"""Which period named in the text governs a number, and how long a named period holds.

In: a fact with its paragraph. Out: the stamp that governs it, or None. Sources: docs/design.md, period_start and period_end; the
annotation guide, rulings 2, 15 and 20.
"""

from __future__ import annotations

from typing import Final

from transforms.read.facts import Fact
from transforms.read.paragraph import Paragraph
from transforms.read.period import Period, Stamp
from transforms.seeds.lexicon import codes_with, pattern

_TAKEN: Final = pattern("period_taken")
_REST: Final = pattern("sentence_rest")
_DIGIT: Final = pattern("any_digit")
_MOVED_TO: Final = pattern("moved_to")
_THAT_YEAR: Final = pattern("that_year")
_SAME_TIME: Final = pattern("same_time")
_THIS_YEAR: Final = pattern("this_year_named")
_YEAR_WHOLE: Final = pattern("year_whole")
_SENTENCE_ENDS: Final = ("。", "\n", "！", "？")
_BASE_NEAR: Final = 12
"""Characters between a base year and the level of that year."""


class Moment:
    """A fact whose period is asked for."""

    __slots__ = ("fact", "head", "next_step", "paragraph", "report_year", "status", "text")

    def __init__(
        self, text: str, fact: Fact, paragraph: Paragraph, status: str, next_step: bool, head: Period | None, report_year: int
    ) -> None:
        self.text = text
        self.fact = fact
        self.paragraph = paragraph
        self.status = status
        self.next_step = next_step
        self.head = head
        self.report_year = report_year

    @property
    def stamps(self) -> list[Stamp]:
        """Periods named in the fact's sentence before it."""
        return self.paragraph.stamps_between(self.fact.sentence[0], self.fact.start)


def governing(moment: Moment) -> Stamp | None:
    """The last period named before the number in its paragraph, unless it is only compared with, closed in brackets or turned away from."""
    fact, paragraph = moment.fact, moment.paragraph
    behind = paragraph.stamps_between(fact.start, fact.right) if fact.measure == "level" else []
    for stamp in reversed(behind):
        if _is_of_number_before(moment, stamp):
            return stamp
    before = paragraph.stamps_before(fact.start)
    depth = _depth(moment) if before else 0
    spanned = False
    for stamp in reversed(before):
        if _is_passed(moment, stamp, depth) or (spanned and stamp.period.end.year < paragraph.section.year):
            spanned = spanned or (stamp.period.cue == "span" and not stamp.base)
            continue
        return None if _is_turned(moment, stamp) else stamp
    return None


def _is_turned(moment: Moment, stamp: Stamp) -> bool:
    """Has a word since turned to another time: 目前 from a year, 今年 from a span, 预计全年 from months?"""
    text, fact, cue = moment.text, moment.fact, stamp.period.cue
    low = max(stamp.end, fact.sentence[0])
    if cue == "span":
        return _THIS_YEAR.search(text, low, fact.start) is not None
    if cue == "part_year" and _YEAR_WHOLE.search(text, low, fact.start):
        return True
    return moment.paragraph.resets_between(stamp.end, fact.start)


def _depth(moment: Moment) -> int:
    """Brackets open at the number in its sentence."""
    low, at = moment.fact.sentence[0], moment.fact.start
    return moment.text.count("(", low, at) - moment.text.count(")", low, at)


def _is_of_number_before(moment: Moment, stamp: Stamp) -> bool:
    """Does a period behind the number, in its own clause, date it (投资3亿元于2021年建成)?"""
    fact, text = moment.fact, moment.text
    if stamp.base or stamp.period.cue == "span" or stamp.end > max(fact.right, fact.end):
        return False
    return not text.startswith("的", stamp.end) and _MOVED_TO.search(text, fact.end, stamp.start) is None


def _is_passed(moment: Moment, stamp: Stamp, depth: int) -> bool:
    """Does the period say nothing of this number any more?"""
    fact, text = moment.fact, moment.text
    if stamp.depth > depth and text.find(")", stamp.end, fact.start) >= 0:
        return True
    if stamp.base:
        return fact.measure != "level" or stamp.end < fact.left or stamp.end + _BASE_NEAR < fact.start
    section = moment.paragraph.section
    if section.plan and stamp.period.end.year < section.year and stamp.end < fact.clause:
        return not _looks_back(moment, stamp)  # 在2021年建成2600亩的基础上，再建1800亩
    if stamp.end < fact.origin and _TAKEN.match(text, stamp.end):
        return True
    return stamp.start < fact.sentence[0] and not _holds_on(moment, stamp)


def _looks_back(moment: Moment, stamp: Stamp) -> bool:
    """2019年，全年拆除…: does a sentence of a plan begin with a year that is past, and nothing turn to the plan's own since?"""
    text, paragraph, at = moment.text, moment.paragraph, moment.fact.start
    before = text[paragraph.section.start : stamp.start].rstrip()
    opens = (not before or before.endswith(_SENTENCE_ENDS)) and text.startswith("，", stamp.end)
    turned = any(s.period.end.year >= paragraph.section.year for s in paragraph.stamps_between(stamp.end, at))
    return opens and not turned and not paragraph.resets_between(stamp.end, at)


def _holds_on(moment: Moment, stamp: Stamp) -> bool:
    """Does a period govern the sentences after its own? A named year does, months or a span from a sentence without figures.

    Months go on for what statistics report by the month, too. 去年 and 年底 do not, nor does a month of an earlier year
    (2006年5月与石桥乡合并).
    """
    text, fact = moment.text, moment.fact
    if stamp.period.rule == "period.relative" or stamp.point:
        return False
    if stamp.period.cue == "part_year":
        if stamp.period.end.year < moment.paragraph.section.year:
            return False
        if fact.code in codes_with("monthly") or _SAME_TIME.match(text, *fact.sentence):
            return True
    elif stamp.period.cue != "span":
        return not _is_in_span(moment, stamp)
    return _opens(text, stamp)


def _opens(text: str, stamp: Stamp) -> bool:
    """Is the period named in a sentence without figures, which speaks for those that follow?"""
    rest = _REST.match(text, stamp.end)
    return rest is not None and not _DIGIT.search(text, stamp.end, rest.end())


def _opens_with_span(moment: Moment, stamp: Stamp) -> bool:
    """Did a span open the paragraph before (这五年，是产业壮大的五年。)?"""
    before = moment.paragraph.stamps_before(stamp.start)
    return any(one.period.cue == "span" and not one.base and _opens(moment.text, one) for one in before)


def _is_in_span(moment: Moment, stamp: Stamp) -> bool:
    """Is the year named one of several that the section is about (五年来 … 2009年秋季搬进新校舍)? It governs its own sentence only."""
    section = moment.paragraph.section
    if _THAT_YEAR.search(moment.text, *moment.fact.sentence):
        return False
    in_span = any(s.period.cue == "span" for s in moment.paragraph.stamps_before(stamp.start))
    if (
        stamp.period.end.year == section.year
        and _opens_with_span(moment, stamp)
        and not moment.text.endswith(_SENTENCE_ENDS, 0, stamp.start)
    ):
        return True  # 这五年，…；2021年产鱼3万吨。改造鱼塘…: a year in the midst of a sentence is that sentence's
    if section.plan or stamp.period.end.year >= section.year or (not in_span and moment.text.endswith(_SENTENCE_ENDS, 0, stamp.start)):
        return False
    spans = [s.period for s in moment.paragraph.stamps_before(stamp.start) if s.period.cue == "span"]
    around = section.period if section.period is not None and section.period.cue == "span" else (spans[-1] if spans else None)
    return around is not None and around.start <= stamp.period.start and stamp.period.end <= around.end
