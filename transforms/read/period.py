"""Which time a number speaks of: the dates and spans that the words name, and the one that governs a number.

In: normalised text and the year that relative words count from. Out: a `Period` (first and last day, kind of the words), and a `Stamp`
per place. Rules: docs/design.md, period_start and period_end; the annotation guide, rulings 2, 15 and 20.

Example:
    >>> named_period("1-10月", 2023, None).end.isoformat()
    '2023-10-31'
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from transforms.read.numbers import DIGIT
from transforms.seeds.lexicon import hint, pattern, words_of

PLANS: Final = {"八": 1991, "九": 1996, "十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026}
"""First years of the five-year plans."""
LONGEST_SPAN: Final = 30
"""Years."""
_FORMS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (form, pattern(f"period_{form}"), hint(f"period_{form}"))
    for form in (
        "year_span",
        "months",
        "quarter_span",
        "quarters",
        "front_months",
        "quarter",
        "first_half",
        "second_half",
        "since_month",
        "to_month",
        "that_month",
        "month",
        "five_year",
        "plan_headed",
        "span_years",
        "past_years",
        "year",
    )
)
"""How a period may be written, first come first served, each with what it cannot do without."""
_HEADED: Final = frozenset({"plan_headed"})
"""Forms that only headings use (“十一五”回顾): in a sentence “十四五”规划 is a name."""
_NOT_HEADED: Final = frozenset({"year", "to_month"})
_SPOKEN: Final = tuple(form for form in _FORMS if form[0] not in _HEADED)
_RELATIVE: Final = {"去年": -1, "上年": -1, "明年": 1, "来年": 1}
_LAST_YEARS: Final = ("去年", "上年")
_ENDS: Final = ("末", "期末")
_QUOTES: Final = ("“", '"')
_STAMP: Final = pattern("stamp")
_NEXT_YEAR: Final = pattern("next_year")
_LAST_YEAR: Final = pattern("last_year")
_NOT_AFTER: Final = pattern("no_period_after")
_EVENT: Final = pattern("event_year")
_TIMES: Final = pattern("times_base")
_SINCE: Final = pattern("since_year")
_BASE_BEFORE: Final = words_of("base_before")
_POINT_BEFORE: Final = words_of("point_before")
_POINT_AFTER: Final = words_of("point_after")


class Period(NamedTuple):
    """First and last day, both inclusive; `cue` as in model.Claim.period_cue; `rule` names what was read."""

    start: date
    end: date
    cue: str
    rule: str


@lru_cache(maxsize=1024)
def whole_year(year: int, cue: str = "default", rule: str = "period.default") -> Period:
    """1 January to 31 December."""
    return Period(date(year, 1, 1), date(year, 12, 31), cue, rule)


def years(first: int, last: int, rule: str) -> Period:
    """From the first day of one year to the last of another."""
    return Period(date(first, 1, 1), date(last, 12, 31), "span" if last > first else "year", rule)


def months(year: int, first: int, last: int, rule: str) -> Period:
    """Whole months of one year."""
    first, last = max(1, min(first, 12)), max(1, min(last, 12))
    if first > last:
        first = last
    cue = "year" if (first, last) == (1, 12) else "part_year"
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), cue, rule)


def _number(text: str) -> int:
    """12, 十二, 二十 or 元 (the first month) as a number; 0 where it is none."""
    if text.isascii():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return DIGIT.get(text, 0) if len(text) == 1 else 0
    return DIGIT.get(tens, 1) * 10 + DIGIT.get(ones, 0)


def named_period(text: str, year: int, report_date: date | None, *, heading: bool = False) -> Period | None:
    """The period that `text` names, relative words read against `year`; None where it names none."""
    for form, written, needed in _FORMS:
        if form in (_NOT_HEADED if heading else _HEADED):
            continue
        if needed.search(text) and (match := written.search(text)):
            return _resolve(form, match, year, report_date)
    return None


def _resolve(form: str, match: re.Match[str], year: int, report_date: date | None) -> Period | None:
    groups = {name: words or "" for name, words in match.groupdict().items()}
    base = _full_year(groups["year"]) if groups.get("year") else year + _RELATIVE.get(groups.get("word", ""), 0)
    rule = f"period.{form}"
    if form == "year":
        return years(base, base, rule)
    if form == "year_span":
        return years(int(groups["first"]), int(groups["last"]), rule)
    if form in ("five_year", "plan_headed", "span_years", "past_years"):
        return _resolve_span(form, groups, year, rule)
    return months(base, *_month_span(form, groups, base, report_date), rule)


def _full_year(digits: str) -> int:
    """04年 is 2004."""
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _month_span(form: str, groups: dict[str, str], year: int, report_date: date | None) -> tuple[int, int]:
    """First and last month."""
    if form == "first_half":
        return 1, 6
    if form == "second_half":
        return 7, 12
    if form == "quarter":
        which = _number(groups["which"])
        return 3 * which - 2, 3 * which
    if form == "quarter_span":
        return 3 * _number(groups["first"]) - 2, 3 * _number(groups["last"])
    if form in ("quarters", "front_months"):
        return 1, _number(groups["count"]) * (3 if form == "quarters" else 1)
    if form == "to_month":
        return 1, _number(groups["last"])
    first = _number(groups["first"])
    if form == "since_month":
        return first, report_date.month if report_date and report_date.year == year else 12
    return first, _number(groups["last"]) if form == "months" else first


def _resolve_span(form: str, groups: dict[str, str], year: int, rule: str) -> Period | None:
    """Five-year plans, and so many years back from the report's or ahead of it."""
    if form in ("five_year", "plan_headed"):
        first = PLANS.get(groups["plan"])
        if first is None:
            return None
        return years(first + 4, first + 4, rule) if groups.get("tail") in _ENDS else years(first, first + 4, rule)
    count = _number(groups["count"])
    if not 2 <= count <= LONGEST_SPAN:
        return None
    return years(year + 1, year + count, rule) if groups.get("ahead") else years(year - count + 1, year, rule)


class Stamp(NamedTuple):
    """A period named in the text at a place. `base` marks one that is only compared with (比2015年)."""

    start: int
    end: int
    period: Period
    base: bool
    depth: int
    """Brackets open there, counted from the paragraph's start."""
    point: bool = False
    """A point in time (2015年底), which governs nothing further on."""


def stamps(text: str, low: int, high: int, year: int, report_date: date | None) -> list[Stamp]:
    """Every period named in [low, high), relative words read against `year`."""
    found: list[Stamp] = []
    at, counted, depth = low, low, 0
    while (match := _STAMP.search(text, at, high)) is not None:
        begin = match.end("prefix")
        named = _named_at(text, match.start(), begin, high, year, report_date)
        if named is None:
            at = begin + 2
            continue
        start, at, period = named
        if period is not None:
            depth += text.count("(", counted, start) - text.count(")", counted, start)
            counted = start
            stamp = _stamp(text, (start, at), low, period, depth, year)
            found.append(_as_spoken(stamp, year, report_date) if text.startswith(_LAST_YEARS, start) else stamp)
    return found


def _as_spoken(stamp: Stamp, year: int, report_date: date | None) -> Stamp:
    """去年 on the lips of who reports in the next January is the report's own year, unless it is only compared with."""
    if stamp.base or report_date is None or report_date.year != year + 1 or stamp.period.start.year != year - 1:
        return stamp
    first, last = stamp.period.start.month, stamp.period.end.month
    return stamp._replace(period=months(year, first, last, stamp.period.rule))


def _named_at(text: str, prefix: int, begin: int, high: int, year: int, report_date: date | None) -> tuple[int, int, Period | None] | None:
    """Start, end and period of what is named at `begin`; None as period where the words only look like one, None where nothing is."""
    for form, written, _ in _SPOKEN:
        inner = written.match(text, prefix if form == "to_month" else begin, high)
        if inner is not None:
            period = _resolve(form, inner, year, report_date)
            return inner.start(), inner.end(), None if form in ("year", "month") and _is_no_period(text, inner.end()) else period
    ahead = _NEXT_YEAR.match(text, begin) is not None
    if ahead or _LAST_YEAR.match(text, begin):
        other = year + (1 if ahead else -1)
        return begin, begin + 2, years(other, other, "period.relative")
    return None


def _is_no_period(text: str, end: int) -> bool:
    """Is the year that ends here only an event's (2005年与石桥乡合并)?"""
    if _SINCE.match(text, end):
        return False
    return _NOT_AFTER.match(text, end) is not None or _EVENT.match(text, end) is not None


def _stamp(text: str, span: tuple[int, int], low: int, period: Period, depth: int, year: int) -> Stamp:
    start, end = span
    point = period.rule == "period.that_month" or text.startswith(_POINT_AFTER, end) or text.endswith(_POINT_BEFORE, low, start)
    since = period.cue == "year" and _SINCE.match(text, end) is not None
    before = start - text.startswith(_QUOTES, start - 1) if start > low else start
    base = not since and (text.endswith(_BASE_BEFORE, low, before) or _TIMES.match(text, end) is not None)
    if since and period.start.year < year:
        period = years(period.start.year, year, "period.since_year")
    return Stamp(start, end, period, base, depth, point)
