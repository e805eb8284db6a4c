"""What governs a number from further away: the section it stands in.

In: normalised text and the report's year. Out: one `Section` per line: review or plan, the section's year and its period.

Example:
    >>> sections("一、上半年工作\\n完成投资3亿元", 2024)[1].period_cue
    'part_year'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from transforms.read.period import Period, named_period
from transforms.seeds.lexicon import alternation

_HEADING = re.compile(
    r"[ ]*(?:(?P<one>[一二三四五六七八九十]{1,3}[、.])|(?P<two>[(][一二三四五六七八九十]{1,3}[)])|(?P<three>[0-9]{1,2}[、.])|(?P<part>第[一二三四]部分|——))?"
)


@dataclass(frozen=True, slots=True)
class Section:
    """What a line stands under."""

    start: int
    end: int
    plan: bool
    year: int
    period: Period | None
    heading: bool

    @property
    def period_cue(self) -> str:
        """Kind of the words that gave the section its period."""
        return self.period.cue if self.period else "default"


@cache
def _headings() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return re.compile(alternation("plan_heading")), re.compile(alternation("review_heading")), re.compile("((?:19|20)[0-9]{2}) ?年")


def sections(text: str, year: int, plan_only: bool = False, report_date: date | None = None) -> list[Section]:
    """One Section per line of `text`. `plan_only` reports (year_kind planned) are plan from the first line on."""
    current = Section(0, 0, plan_only, year, None, True)
    top, found, at, titles = current, [], 0, True
    for line in text.split("\n"):
        end = at + len(line)
        match = _HEADING.match(line)
        level = match.lastgroup if match else None
        body = line.strip()
        if level in ("one", "two") and len(body) > 40:
            body = re.split("[。：]", body, maxsplit=1)[0]
        is_heading = 0 < len(body) <= 40 and (level in ("one", "two") or not re.search("[，。；]", body)) and not body.startswith("各位")
        titles = titles and len(body) <= 40 and level != "one" and _is_title(body)
        if titles:
            current = top = replace(top, period=_title_period(body, year, report_date) or top.period)
        elif is_heading and level in ("one", "part", None) and len(body) > 2:
            top = current = _enter(body, top, year, plan_only, report_date)
        elif level == "two" and is_heading:
            current = _enter_sub(body, top, year, report_date)
        found.append(replace(current, start=at, end=end, heading=is_heading))
        at = end + 1
    return found


_TITLE = re.compile("报告|总结|小结|汇报|讲话|情况|概述|镇|乡|街道|年|会议|代表|[(]|^.{0,4}$|：$|届")


def _is_title(body: str) -> bool:
    """Does a line before the first numbered heading belong to the title (and not head a section itself)?"""
    return _TITLE.search(body) is not None and not re.match("下一步|下步|今后", body)


def _title_period(body: str, year: int, report_date: date | None) -> Period | None:
    """A title such as X镇2018年上半年经济指标完成情况 dates the whole report, one that also looks ahead does not."""
    plan_words, _, _ = _headings()
    if plan_words.search(body) or "半年" in body and body.count("半年") > 1:
        return None
    period = named_period(body, year, report_date, heading=True)
    return period if period is not None and period.cue in ("part_year", "span") else None


_LOOKS_BACK = re.compile("回顾|总结|完成情况|成效|实绩|回头看|进展")


def _enter(body: str, top: Section, year: int, plan_only: bool, report_date: date | None) -> Section:
    plan_words, review_words, years = _headings()
    planned, reviewed = plan_words.search(body), review_words.search(body)
    numbered = bool(re.match("[ ]*[一二三四五六七八九十]{1,3}[、.]", body))
    if planned and reviewed:
        plan = plan_only or (numbered and not _LOOKS_BACK.search(body))
    elif planned:
        plan = True
    elif reviewed or numbered:
        plan = plan_only
    else:
        plan = top.plan
    named = [int(y) for y in years.findall(body)]
    section_year = year + 1 if plan and not plan_only and "下半年" not in body else year
    if len(named) == 1 and abs(named[0] - year) <= 15 and (plan or not (planned and reviewed)):
        section_year = named[0]
        plan = plan or (named[0] > year and not reviewed)
    period = (
        None if (plan and "下半年" not in body) or (planned and reviewed) else named_period(body, section_year, report_date, heading=True)
    )
    return Section(0, 0, plan, section_year, period, True)


def _enter_sub(body: str, top: Section, year: int, report_date: date | None) -> Section:
    period = None if top.plan else named_period(body, top.year, report_date, heading=True)
    return replace(top, period=period or top.period)
