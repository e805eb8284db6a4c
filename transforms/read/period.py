"""Which time a number speaks of: the dates and spans that the words name, and the one that governs a number.

In: text, the dates that the scan found, a number's place and its section. Out: a `Period` (first and last day, kind of the words).
Rules: docs/design.md, period_start and period_end; the annotation guide, rulings 2, 15 and 20.

Example:
    >>> named_period("1-10月", 2023, None).end.isoformat()
    '2023-10-31'
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from transforms.seeds.lexicon import alternation

CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "元": 1}
FIVE_YEAR = {"八": 1991, "九": 1996, "十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026}


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both inclusive; `cue` as in model.Claim.period_cue; `rule` names what was read."""

    start: date
    end: date
    cue: str
    rule: str


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
    if text.isascii():
        return int(text)
    if text in CHINESE:
        return CHINESE[text]
    if text.startswith("十"):
        return 10 + CHINESE.get(text[1:], 0)
    return CHINESE.get(text[0], 0) * 10 + CHINESE.get(text[-1], 0) if "十" in text else 0


_N = "[0-9]{1,2}|[一二三四五六七八九十元]{1,2}"
_YEAR = r"(?:(?P<year>(?:19|20)[0-9]{2}) ?年(?:度)?)?(?P<word>今年|去年|上年|明年|本年)?"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("year_span", re.compile(r"(?P<first>(?:19|20)[0-9]{2}) ?年? ?(?:[-—~]{1,2}|至|到) ?(?P<last>(?:19|20)[0-9]{2})")),
    ("months", re.compile(rf"{_YEAR}(?P<first>{_N}) ?月?份? ?(?:[-—~]{{1,2}}|至|到) ?(?P<last>{_N}) ?月")),
    ("quarters", re.compile(rf"{_YEAR}前(?P<count>[一二三四1-4])个?季度")),
    ("front_months", re.compile(rf"{_YEAR}前(?P<count>{_N})个月")),
    ("quarter", re.compile(rf"{_YEAR}第?(?P<which>[一二三四1-4])季度")),
    ("first_half", re.compile(rf"{_YEAR}上半年")),
    ("second_half", re.compile(rf"{_YEAR}下半年")),
    ("since_month", re.compile(rf"{_YEAR}(?P<first>{_N}) ?月(?:份)?(?:以来|至今)")),
    ("to_month", re.compile(rf"(?:截至|截止|截止到|截至到|到|至){_YEAR}(?P<last>{_N}) ?月(?:份|底|末)")),
    ("month", re.compile(rf"(?P<year>(?:19|20)[0-9]{{2}}) ?年 ?(?P<first>{_N}) ?月(?:份)?(?![0-9底末初中上下至到]| ?[0-9])")),
    ("five_year", re.compile("“?(?P<plan>八|九|十[一二三四五]?)五”?(?P<tail>期间|时期|以来|末|这五年|五年|期末)")),
    (
        "span_years",
        re.compile(
            r"(?P<ahead>今后|未来|此后)?(?:的)?(?<![0-9])(?P<count>[二两三四五六七八九十0-9]{1,2})(?:个)?年(?:来|间|里|中|内|以来|(?=工作|年均|平均|累计|共|发|完|新|补|投|建|争))"
        ),
    ),
    ("past_years", re.compile(r"(?:过去|近|这|前|最近)(?:的)?(?P<count>[二两三四五六七八九十0-9]{1,2})(?:个)?年")),
    ("year", re.compile(r"(?P<year>(?:19|20)[0-9]{2}) ?年")),
)


def named_period(text: str, year: int, report_date: date | None, *, heading: bool = False) -> Period | None:
    """The period that `text` names, relative words read against `year`; None where it names none."""
    for name, pattern in _FORMS:
        if heading and name in ("year", "to_month"):
            continue
        if match := pattern.search(text):
            return _resolve(name, match, year, report_date)
    return None


_RELATIVE = {"去年": -1, "上年": -1, "明年": 1}


def _resolve(name: str, match: re.Match[str], year: int, report_date: date | None) -> Period | None:
    groups = match.groupdict()
    base = int(groups["year"]) if groups.get("year") else year + _RELATIVE.get(groups.get("word") or "", 0)
    rule = f"period.{name}"
    if name == "year_span":
        return years(int(groups["first"]), int(groups["last"]), rule)
    if name == "months":
        return months(base, _number(groups["first"]), _number(groups["last"]), rule)
    if name in ("quarters", "front_months"):
        return months(base, 1, _number(groups["count"]) * (3 if name == "quarters" else 1), rule)
    if name == "quarter":
        which = _number(groups["which"])
        return months(base, 3 * which - 2, 3 * which, rule)
    if name in ("first_half", "second_half"):
        return months(base, *((1, 6) if name == "first_half" else (7, 12)), rule)
    return _resolve_long(name, groups, base, year, report_date, rule)


def _resolve_long(name: str, groups: dict[str, str | None], base: int, year: int, report_date: date | None, rule: str) -> Period | None:
    if name == "since_month":
        last = report_date.month if report_date and report_date.year == base else 12
        return months(base, _number(str(groups["first"])), last, rule)
    if name == "to_month":
        return months(base, 1, _number(str(groups["last"])), rule)
    if name == "month":
        return months(base, _number(str(groups["first"])), _number(str(groups["first"])), rule)
    if name == "five_year":
        first = FIVE_YEAR.get(str(groups["plan"]))
        if first is None:
            return None
        return years(first + 4, first + 4, rule) if groups["tail"] in ("末", "期末") else years(first, first + 4, rule)
    if name in ("span_years", "past_years"):
        count = _number(str(groups["count"]))
        if not 2 <= count <= 30:
            return None
        return years(year + 1, year + count, rule) if groups.get("ahead") else years(year - count + 1, year, rule)
    return years(base, base, rule)


_EVENT = re.compile(
    "[^，。；]{0,8}(?:合并|建镇|建乡|撤乡|撤并|并入|设镇|改设|成立|命名|更名|建制|建场|荣获|被评)|设[一-龥]{1,6}(?:公社|乡|镇|县|区)"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A period named in the text at a place. `base` marks one that is only compared with (比2015年)."""

    start: int
    end: int
    period: Period
    base: bool
    depth: int
    point: bool = False


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(f"(?:{alternation('base_before')})$"),
        re.compile(f"(?:月(?:份|底|末)?)?(?:{alternation('not_period_after')})"),
        re.compile(alternation("reset_cue")),
        re.compile("(?:去年|(?<!新)上年)(?!同期|同|度?相比|增|提|多|少|下|产)"),
    )


_STAMP = re.compile(
    r"(?P<prefix>(?:截至|截止到?|到|至)?“?)(?:(?:19|20)[0-9]{2} ?(?:年|[-—~至到])|(?:今年|去年|上年|明年)?(?:上半年|下半年|前?[一二三四1-4]个?季度|前[0-9一二三四五六七八九十]{1,2}个月)"
    r"|(?:[0-9]{1,2}|元|[一二三四五六七八九十]{1,2}) ?月?份?(?:[-—~]{1,2}|至|到) ?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?月|[0-9一二三四五六七八九十]{1,2}月(?:份)?(?:以来|至今|底|末|份)"
    r"|(?:八|九|十[一二三四五]?)五”?(?:期间|时期|以来|末|这五年|五年|期末)|(?:过去|近|这|前|最近|今后|未来)?(?:的)?(?<![0-9])[二两三四五六七八九十0-9]{1,2}(?:个)?年(?:来|间|里|中|内|以来|(?=年均|平均|累计|共|发|完|新|补|投|建|争))|(?:过去|近|这|最近)(?:的)?[二两三四五六七八九十0-9]{1,2}(?:个)?年"
    r"|去年|上年|明年)[^，。；：、\n]{0,9}"
)


def stamps(text: str, low: int, high: int, year: int, report_date: date | None) -> list[Stamp]:
    """Every period named in [low, high), relative words read against `year`."""
    base_before, not_after, _, last_year = _cues()
    found = []
    at = low
    while (match := _STAMP.search(text, at, high)) is not None:
        at = match.start() + 2
        begin = match.start() + len(match["prefix"] or "")
        for form, pattern in _FORMS:
            inner = pattern.match(text, match.start() if form == "to_month" else begin, high)
            if inner is None:
                continue
            at = inner.end()
            period = _resolve(form, inner, year, report_date)
            if period is None or (
                form == "year"
                and not _SINCE.match(text, inner.end())
                and (not_after.match(text, inner.end()) or _EVENT.match(text, inner.end()))
            ):
                break
            found.append(_stamp(text, low, inner.start(), inner.end(), period, base_before, year))
            break
        else:
            at = begin + 2
            if text.startswith("明年", begin) or last_year.match(text, begin):
                other = year + (1 if text.startswith("明年", begin) else -1)
                found.append(_stamp(text, low, begin, at, years(other, other, "period.relative"), base_before, year))
    return found


def _stamp(text: str, low: int, start: int, end: int, period: Period, base_before: re.Pattern[str], year: int) -> Stamp:
    depth = text.count("(", low, start) - text.count(")", low, start)
    point = text[end : end + 1] in ("底", "末") or text.endswith(("截至", "截止", "截止到", "截至到"), low, start)
    since = period.cue == "year" and _SINCE.match(text, end) is not None
    base = (base_before.search(text, low, start) is not None or _TIMES.match(text, end) is not None) and not since
    if since and period.start.year < year:
        period = years(period.start.year, year, "period.since_year")
    return Stamp(start, end, period, base, depth, point)


_TIMES = re.compile("的[0-9.一二两三四五六七八九十点]+倍")
_SINCE = re.compile("[^，。；]{0,5}(?:到现在|以来|至今)|起[^。；]{0,10}累计")


def reset_between(text: str, low: int, high: int) -> bool:
    """Does a word stand there that turns back to the report's own time (目前, 今年)?"""
    return _cues()[2].search(text, low, high) is not None
