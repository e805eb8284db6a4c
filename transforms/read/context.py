r"""What governs a number from further away: the section it stands in.

In: normalised text and the report's year. Out: one `Section` per line that is not blank: review or plan, the section's year and its period.

Example:
    >>> sections("一、上半年工作\n完成投资3亿元", 2024)[1].period.cue
    'part_year'
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from transforms.read.period import Period, named_period
from transforms.seeds.lexicon import pattern

LONGEST_HEADING: Final = 40
"""Characters."""
FARTHEST_YEAR: Final = 15
"""Years between a report and a year that a heading of it may name."""
_LEVEL: Final = pattern("list_heading")
_NUMBERED: Final = pattern("numbered_heading")
_HEADING_END: Final = pattern("heading_end")
_RUNNING: Final = pattern("running_text")
_TITLE: Final = pattern("title_line")
_NOT_TITLE: Final = pattern("not_title")
_ADDRESSED: Final = pattern("addressed")
_PLAN: Final = pattern("heading_plans")
_REVIEW: Final = pattern("heading_reviews")
_LOOKS_BACK: Final = pattern("looks_back")
_ACTS: Final = pattern("heading_acts")
_AHEAD: Final = pattern("heading_ahead")
_DATE_LINE: Final = pattern("date_line")
_ONE_YEAR: Final = pattern("heading_one_year")
_TROUBLES: Final = pattern("heading_troubles")
_BEYOND: Final = pattern("beyond_year")
_YEAR: Final = pattern("heading_year")
_SECOND_HALF: Final = pattern("second_half_named")
_LOOKS_ON: Final = pattern("title_looks_on")
_AND: Final = pattern("joined_words")
_SAME_YEAR: Final = pattern("rest_of_year")
_OF_MORE: Final = frozenset({"period.past_years", "period.span_years", "period.plan_headed"})
"""Spans that do not govern a section whose heading names one year beside them (2020年工作和“十三五”回顾)."""
_LAST_PART_MONTH: Final = 9
"""A report on the months up to September plans for the rest of its own year."""
_LAST_MONTH_TO_PLAN: Final = 10
"""A report given later in its year plans for the next."""
_TOP_LEVELS: Final = frozenset({"one", "part", None})
_SUB_LEVELS: Final = frozenset({"one", "two"})
_PART_PERIODS: Final = frozenset({"part_year", "span"})
_OF_SECTIONS: Final = "period.plan_headed"
"""A title that names a five-year plan (“十一五”回顾) says what the report is on, not what each figure is of."""


class Section(NamedTuple):
    """What a line stands under."""

    start: int
    end: int
    plan: bool
    year: int
    period: Period | None
    heading: bool
    title: Period | None = None
    """The period that the report's title gives to all of it."""


class _Report(NamedTuple):
    year: int
    plan_only: bool
    date: date | None


def sections(text: str, year: int, plan_only: bool = False, report_date: date | None = None) -> list[Section]:
    """One Section per line of `text` that is not blank. `plan_only` reports (year_kind planned) are plan from the first line on."""
    report = _Report(year, plan_only, report_date)
    current = top = Section(0, 0, plan_only, year, None, True)
    found: list[Section] = []
    at, titles = 0, True
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        body = line.strip()
        if not body:
            continue
        level, body, is_heading = _heading(line, body)
        titles = titles and level != "one" and len(body) <= LONGEST_HEADING and _is_title(body)
        if titles:
            period = _title_period(body, report) or top.title
            current = top = top._replace(period=period, title=period)
        elif is_heading and level in _TOP_LEVELS and len(body) > 2:
            current = top = _enter(body, top, report)
        elif is_heading and level == "two":
            current = _enter_sub(body, top, report)
        found.append(Section(start, at - 1, current.plan, current.year, current.period, is_heading, current.title))
    return found


def _heading(line: str, body: str) -> tuple[str | None, str, bool]:
    """Level and words of a line, and whether it is a heading; a numbered one may run into its paragraph."""
    match = _LEVEL.match(line)
    level = match.lastgroup if match else None
    if level in _SUB_LEVELS and len(body) > LONGEST_HEADING:
        body = _HEADING_END.split(body, maxsplit=1)[0]
    if not 0 < len(body) <= LONGEST_HEADING or _ADDRESSED.match(body):
        return level, body, False
    return level, body, level in _SUB_LEVELS or not _RUNNING.search(body)


def _is_title(body: str) -> bool:
    """Does a line before the first numbered heading belong to the title (and not head a section itself)?"""
    return _TITLE.search(body) is not None and not _NOT_TITLE.match(body) and "。" not in body


def _title_period(body: str, report: _Report) -> Period | None:
    """A title such as X镇2018年上半年经济指标完成情况 dates the whole report; of …上半年工作总结和下半年打算 the first half does."""
    if ahead := _LOOKS_ON.search(body):
        body = body[: ahead.start()]
    if _plans(body) or _DATE_LINE.fullmatch(body):
        return None
    joined = _AND.search(body)
    if joined and named_period(body[: joined.start()], report.year, report.date, heading=True) is None:
        return None
    period = named_period(body, report.year, report.date, heading=True)
    return period if period is not None and period.cue in _PART_PERIODS and period.rule != _OF_SECTIONS else None


def _enter(body: str, top: Section, report: _Report) -> Section:
    """The section that a heading of the first level opens."""
    planned, reviewed = _plans(body), _REVIEW.search(body) is not None or _TROUBLES.search(body) is not None
    plan = _is_plan(body, planned, reviewed, top, report)
    second_half = _SECOND_HALF.search(body) is not None
    part = top.title is not None and top.title.cue == "part_year" and top.title.end.month <= _LAST_PART_MONTH
    within = is_within_year(report.date, report.year) and _BEYOND.search(body) is None
    same_year = report.plan_only or part or within or _SAME_YEAR.search(body) is not None
    year = report.year + 1 if plan and not same_year else report.year
    named = [int(digits) for digits in _YEAR.findall(body)]
    if len(named) == 1 and abs(named[0] - report.year) <= FARTHEST_YEAR and (plan or not (planned and reviewed)):
        year = named[0]
        plan = plan or (named[0] > report.year and not reviewed)
    if (plan and not second_half) or (planned and reviewed):
        return Section(0, 0, plan, year, None if plan else top.title, True, top.title)
    period = named_period(body, year, report.date, heading=True)
    if period is not None and period.rule in _OF_MORE and (named or _ONE_YEAR.search(body)) and _AND.search(body):
        period = None
    return Section(0, 0, plan, year, period or (None if plan else top.title), True, top.title)


def is_within_year(day: date | None, year: int) -> bool:
    """Was the report given while its year still had months to plan for?"""
    return day is not None and day.year == year and day.month <= _LAST_MONTH_TO_PLAN


def _plans(body: str) -> bool:
    """Does a heading name plans? 创新思路，发展农业 does not: there the plan's word is the object of a verb that opens the heading."""
    return _PLAN.search(body) is not None and not (_ACTS.match(body) and not _AHEAD.search(body))


def _is_plan(body: str, planned: bool, reviewed: bool, top: Section, report: _Report) -> bool:
    """By its cues a heading plans or reviews; with both the numbered one that does not look back plans; with none it goes on."""
    numbered = _NUMBERED.match(body) is not None
    if planned and _TROUBLES.search(body) and not report.plan_only:
        return False
    if planned and reviewed:
        return report.plan_only or (numbered and not _LOOKS_BACK.search(body))
    ahead = None if planned or reviewed else named_period(body, report.year, report.date, heading=True)
    if planned or (ahead is not None and ahead.start.year > report.year):
        return True
    return report.plan_only if reviewed or numbered else top.plan


def _enter_sub(body: str, top: Section, report: _Report) -> Section:
    period = None if top.plan else named_period(body, top.year, report.date, heading=True)
    return top._replace(period=period or top.period)
