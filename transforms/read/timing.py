"""Which time a number speaks of: the period that governs it in its paragraph, else its section's, else the report's year.

In: a fact with its paragraph, its status and the period of the level it speaks of. Out: measure (a yearly growth on an older base is a
growth over a span), period and rule. Sources: docs/design.md, period_start and period_end; the annotation guide, rulings 2, 15 and 20.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from transforms.read.cues import cue
from transforms.read.facts import Fact
from transforms.read.named_period import Moment, governing
from transforms.read.period import Period, Stamp, months, whole_year, years
from transforms.seeds.indicators import codes_of
from transforms.seeds.lexicon import codes_with, pattern

_FROM: Final = cue("from_value")
_YEAR_ON_YEAR: Final = pattern("year_on_year_named")
_SAME_PERIOD: Final = cue("same_period_last_year")
_TAKEN: Final = pattern("period_taken")
_REACHED: Final = pattern("reached")
_MOVED_TO: Final = pattern("moved_to")
_LEVEL_NOW: Final = pattern("level_now")
_YEARLY: Final = pattern("yearly_figure")
_EVERY_YEAR: Final = pattern("every_year")
_WHOLE_YEAR: Final = pattern("whole_year")
_YEAR_TO_DATE: Final = cue("year_to_date")
_TO_DATE: Final = cue("to_date")
_CUMULATIVE: Final = cue("cumulative")
_DONE_WITH: Final = pattern("done_with")
_PAIR_BEFORE: Final = pattern("pair_before")
_ACCOMPLISHING: Final = pattern("accomplishing")
_THIS_YEAR: Final = pattern("this_year_named")
_YEAR_WHOLE: Final = pattern("year_whole")
_STATE_NOW: Final = pattern("state_now")
_OF_GROWTH: Final = pattern("span_of_growth")
_REST_OF_YEAR: Final = pattern("this_year_still")
_FLOW_VERB: Final = pattern("flow_verb")
_GROWN_TO: Final = pattern("grown_to")
_PROFILE: Final = pattern("place_profile")
_RATE_OF_WORK: Final = pattern("rate_of_work")
_TO: Final = ("到", "至")
_LOOK_BACK: Final = 40
"""Characters before the clause in which 今年以来 and 目前 still hold."""
Judged = tuple[Period, str]


def judge_period(moment: Moment) -> tuple[str, Period, str]:
    """Measure, period and rule of a number."""
    fact = moment.fact
    if not moment.paragraph.stamps:
        if fact.measure in ("yoy", "delta") and (span := _span_of_pair(moment)) is not None:
            return "growth" if fact.measure == "yoy" else "delta", span, "period.span"
        return fact.measure, *_without_stamps(moment)
    if fact.measure in ("yoy", "delta") and (span := _span_of_pair(moment)) is not None:
        return "growth" if fact.measure == "yoy" else "delta", span, "period.span"
    changes = fact.measure == "yoy" or (fact.measure == "delta" and fact.head is None)
    if changes and (base := _base_of(moment)) is not None:
        span = years(base, max(moment.paragraph.section.year, base + 1), "period.base_year")
        return "growth" if fact.measure == "yoy" else "delta", span, "period.base_year"
    if fact.measure == "growth" and fact.head is None and (since := _since_base(moment)) is not None:
        return "growth", since, "period.base_year"
    if fact.measure == "growth" and _is_on_year_before(moment):
        fact_period = moment.head or _default(moment)
        return "yoy", fact_period, "period.inherited" if moment.head else fact_period.rule
    return fact.measure, *(_base_value(moment) or _tail(moment) or _level(moment))


def _since_base(moment: Moment) -> Period | None:
    """火灾起数较2016年下降35%: growth that names its own base year is counted from it, whatever span the section is about."""
    section, fact = moment.paragraph.section, moment.fact
    if section.plan or _EVERY_YEAR.search(fact.near):
        return None
    near = moment.paragraph.stamps_between(fact.left, fact.start)
    bases = [s.period.start.year for s in near if s.base and s.period.cue != "span" and s.period.start.year < section.year - 1]
    return years(bases[-1], section.year, "period.base_year") if bases else None


def _span_of_pair(moment: Moment) -> Period | None:
    """五年来…由2亿元增长到4亿元，增长98%: growth after such a pair is over the span that the words stand in."""
    fact, head = moment.fact, moment.fact.head
    if head is None or _YEAR_ON_YEAR.search(fact.near) or not _is_pair_end(moment.text, head) or _base_of(moment) is not None:
        return None
    spans = [s.period for s in moment.paragraph.stamps_before(fact.start) if s.period.cue == "span" and not s.base]
    span = spans[-1] if spans else moment.paragraph.section.period
    return span if span is not None and span.cue == "span" else None


def _is_pair_end(text: str, fact: Fact) -> bool:
    """Is it the value that a change led to (由2亿元达到4亿元)?"""
    return _PAIR_BEFORE.search(text, fact.clause, fact.start) is not None or (
        _REACHED.search(fact.near) is not None and _PAIR_BEFORE.search(text, fact.sentence[0], fact.start) is not None
    )


def _is_on_year_before(moment: Moment) -> bool:
    """比2015年增长6% in a report on 2016 is growth on the year before."""
    fact = moment.fact
    if fact.quantity.dimension != "percent" or _EVERY_YEAR.search(fact.near):
        return False
    year = moment.head.end.year if moment.head else moment.paragraph.section.year
    bases = [s for s in moment.paragraph.stamps_between(fact.left, fact.start) if s.base and s.period.cue == "year"]
    return bool(bases) and bases[-1].period.start.year == year - 1


def _without_stamps(moment: Moment) -> Judged:
    if (value := _base_value(moment)) is not None:
        return value
    period = moment.head or _default(moment)
    if moment.head is None and _is_of_year_before(moment.fact):
        return _year_before(period)
    if moment.fact.measure == "growth":
        return _over_span(moment, period)
    return period, "period.inherited" if moment.head else period.rule


def _base_value(moment: Moment) -> Judged | None:
    """由2017年的1.3亿元增加到…: the value of the base year."""
    if not moment.fact.near_has(_FROM):
        return None
    bases = [stamp for stamp in moment.stamps if stamp.base]
    if bases:
        return bases[-1].period, "period.base_year"
    before = moment.paragraph.stamps_before(moment.fact.start)
    span = next((s.period for s in reversed(before) if s.period.cue == "span"), moment.paragraph.section.period)
    if moment.head is not None:
        return None
    if span is None and moment.paragraph.section.plan:
        return whole_year(moment.paragraph.section.year - 1, "year", "period.before_span"), "period.before_span"
    if span is None or span.cue != "span":
        return None
    return whole_year(span.start.year - 1, "year", "period.before_span"), "period.before_span"


def _base_of(moment: Moment) -> int | None:
    """The year that a growth is counted from, where the sentence names one before the year before (与2016年相比, 由2017年的…)."""
    fact, this_year = moment.fact, moment.paragraph.section.year
    bases = [s.period.start.year for s in moment.stamps if s.base and s.period.cue != "span" and s.period.start.year < this_year - 1]
    if not bases or fact.near_has(_FROM) or _YEAR_ON_YEAR.search(moment.text, fact.clause, fact.start):
        return None
    return bases[0]


def _tail(moment: Moment) -> Judged | None:
    """Growth, share and completion are of their level's time, unless they name another."""
    fact, head = moment.fact, moment.head
    if head is None:
        return None
    if fact.measure == "growth":
        return _over_span(moment, head)
    since = moment.paragraph.stamps_between(min(fact.origin, fact.clause), fact.start)
    if fact.measure == "delta" and (spans := [s for s in since if s.period.cue == "span" and not s.base]):
        return spans[-1].period, "period.span"
    if fact.measure == "delta" and fact.head is not None and _REACHED.search(fact.head.near) and not _YEAR_ON_YEAR.search(fact.near):
        since = moment.stamps  # 由2012年的8家增加到15家，净增7家: the change of the whole pair
    if fact.measure == "delta" and any(s.base and s.period.start.year < head.start.year - 1 for s in since):
        return _over_span(moment, head)
    if fact.measure == "level":
        near = [s for s in moment.paragraph.stamps_between(fact.left, fact.start) if not s.base]
        if near:
            return near[-1].period, near[-1].period.rule
    return head, "period.inherited"


def _level(moment: Moment) -> Judged:
    fact = moment.fact
    if (end := _pair_end(moment)) is not None:
        return end, end.rule
    stamp = governing(moment)
    if stamp is None or _is_beside_design(moment, stamp):
        default = _default(moment)
        if _is_of_year_before(fact):
            return _year_before(default)
        return _over_span(moment, default) if fact.measure == "growth" else (default, default.rule)
    period = stamp.period
    if (
        period.cue == "span"
        and fact.measure == "level"
        and (
            _REACHED.search(fact.near)
            or _is_pair_end(moment.text, fact)
            or _is_state_now(moment)
            or _stands(moment)
            or _is_beside_growth(moment, stamp)
        )
    ):
        return whole_year(period.end.year, "year", "period.span_end"), "period.span_end"
    if _is_of_year_before(fact):
        return _year_before(period)
    if fact.measure == "growth" and period.cue != "span":
        return _over_span(moment, period)
    return period, period.rule


def _is_beside_design(moment: Moment, stamp: Stamp) -> bool:
    """上半年新签项目8个，总投资4亿元: the design figures of a project are of no part of a year, nor of the plan's year."""
    fact, section = moment.fact, moment.paragraph.section
    if moment.status != "planned" or stamp.start >= fact.clause or stamp.period.end.year < section.year:
        return False
    ahead = section.plan or stamp.period.end.year > moment.report_year
    return stamp.period.cue == "part_year" or (ahead and stamp.start >= fact.sentence[0])


def _pair_end(moment: Moment) -> Period | None:
    """甲由2016年的2亿元增长到2020年的3亿元；乙由5亿元增长到6亿元: the second pair ends in the year of the first."""
    if not moment.stamps or not _MOVED_TO.search(moment.fact.near):
        return None
    for stamp in reversed(moment.stamps):
        if not stamp.base and stamp.start >= moment.fact.clause:
            return None
        if moment.text.endswith(_TO, 0, stamp.start) and _TAKEN.match(moment.text, stamp.end):
            return stamp.period
    return None


def _is_of_year_before(fact: Fact) -> bool:
    """Is it the value of 上年同期 itself, not the change since then?"""
    return fact.measure == "level" and fact.near_has(_SAME_PERIOD)


def _year_before(period: Period) -> Judged:
    """上年同期的3亿元: the same months of the year before."""
    rule = "period.same_period_last_year"
    return months(period.start.year - 1, period.start.month, period.end.month, rule), rule


def _default(moment: Moment) -> Period:
    """The period of the section, of the plan, or of the report."""
    section, fact = moment.paragraph.section, moment.fact
    if moment.status == "planned":
        return whole_year(moment.report_year if section.plan else min(section.year, moment.report_year), "default", "period.design")
    if moment.next_step:
        soon = _REST_OF_YEAR.search(moment.text, fact.sentence[0], fact.start) is not None and not moment.paragraph.turned_to_this_year
        soon = soon or moment.paragraph.plans_within_year
        return whole_year(section.year + (0 if soon else 1), "default", "period.next_step")
    if section.period is not None and (section.plan or moment.status != "target"):
        if (
            section.period.cue == "span"
            and fact.measure == "level"
            and (_is_level_now(moment) or _is_pair_end(moment.text, fact) or _stands(moment) or _is_yearly(moment))
        ):
            return whole_year(section.year, "default", "period.level_now")
        if not _is_profile(moment) and (section.period.cue != "part_year" or not _is_of_whole_year(moment)):
            return section.period
    cue = _to_date(moment)
    return whole_year(section.year, cue, f"period.{cue}")


def _is_of_whole_year(moment: Moment) -> bool:
    """Does 全年 stand before the number, in a review since the last semicolon (预计全年收入1.6万元；培训农民300人)?"""
    text, fact = moment.text, moment.fact
    if moment.paragraph.section.plan:
        return _WHOLE_YEAR.search(text, fact.sentence[0], fact.start) is not None
    return _YEAR_WHOLE.search(text, max(fact.sentence[0], text.rfind("；", 0, fact.start)), fact.start) is not None


def _is_profile(moment: Moment) -> bool:
    """X镇是…重镇，有鞋厂300家: what a title's months say of the year does not hold for what the place is."""
    section, fact = moment.paragraph.section, moment.fact
    if section.period is not section.title or fact.measure != "level":
        return False
    return _PROFILE.search(moment.text, section.start, fact.start) is not None


def _is_level_now(moment: Moment) -> bool:
    fact = moment.fact
    now = _LEVEL_NOW.search(fact.near) is not None or _THIS_YEAR.search(moment.text, fact.sentence[0], fact.start) is not None
    return now and _EVERY_YEAR.search(moment.text, fact.clause, fact.start) is None


def _is_state_now(moment: Moment) -> bool:
    """28个村中已有24个通油路: the state at the end of a span."""
    fact = moment.fact
    return _STATE_NOW.search(fact.near) is not None and _EVERY_YEAR.search(moment.text, fact.clause, fact.start) is None


def _stands(moment: Moment) -> bool:
    """Is it a rate, a yearly figure or a stock, which a span of years cannot add up (参合率98%, 年产值3亿元)?

    The rate of work done in the span (调解成功率) is the span's.
    """
    fact = moment.fact
    rate = fact.quantity.dimension == "percent"
    low = max(fact.sentence[0], moment.text.rfind("；", fact.sentence[0], fact.start)) if rate else fact.clause
    if _EVERY_YEAR.search(moment.text, low, fact.start):
        return False
    if rate:
        return _RATE_OF_WORK.search(fact.near) is None
    if _YEARLY.search(fact.near) is not None:
        return True
    if _GROWN_TO.search(moment.text, fact.clause, fact.start):
        own = moment.paragraph.stamps_between(fact.clause, fact.start)
        return not any(stamp.period.cue == "span" for stamp in own)
    if fact.code not in _standing_codes() or _FLOW_VERB.search(moment.text, fact.clause, fact.start):
        return False
    return _DONE_WITH.match(moment.text, fact.end) is None


def _is_beside_growth(moment: Moment, stamp: Stamp) -> bool:
    """五年年均增长15.3%，农民人均纯收入4386元: is the level one of a year, which the span does not add up?"""
    if stamp.end >= moment.fact.clause or not _is_yearly(moment):
        return False
    return _OF_GROWTH.match(moment.text, stamp.end) is not None or _ACCOMPLISHING.search(moment.fact.near) is None


def _is_yearly(moment: Moment) -> bool:
    """Is it a figure that statistics give for a year (总产值, 纯收入), and its clause does not say that years were added up?"""
    return moment.fact.code in codes_with("yearly") and not _EVERY_YEAR.search(moment.text, moment.fact.clause, moment.fact.start)


@cache
def _standing_codes() -> frozenset[str]:
    """Codes of what is there at a time and not made over a time: stocks, and the numbers of those insured or supported."""
    return codes_of("stock") | codes_with("standing")


def _to_date(moment: Moment) -> str:
    """今年以来, 截至目前 and 累计 keep the year, but are told apart."""
    text, fact = moment.text, moment.fact
    low = max(fact.sentence[0], fact.clause - _LOOK_BACK)
    if fact.may(_YEAR_TO_DATE) and _YEAR_TO_DATE.search(text, low, fact.start):
        return "year_to_date"
    if fact.may(_TO_DATE) and _TO_DATE.search(text, low, fact.start):
        return "to_date"
    return "cumulative" if fact.may(_CUMULATIVE) and _CUMULATIVE.search(text, fact.clause, fact.start) else "default"


def _over_span(moment: Moment, head: Period) -> Judged:
    """年均 and growth over a span: from the base year named, or the span itself, to the year of the level."""
    fact, section = moment.fact, moment.paragraph.section
    times = fact.quantity.dimension == "ratio"
    for stamp in reversed(moment.stamps):
        if stamp.period.cue == "span":
            return stamp.period, "period.span"
        if (stamp.base or (times and stamp.start >= fact.left)) and stamp.period.start.year < head.end.year:
            return years(stamp.period.start.year, head.end.year, "period.base_year"), "period.base_year"
    if section.plan and head.end.year > section.year:
        plan = head.end.year % 5 == 0 and _EVERY_YEAR.search(fact.near) is not None
        first = head.end.year - 4 if plan else section.year
        return years(first, head.end.year, "period.plan_span"), "period.plan_span"
    spans = [stamp for stamp in moment.paragraph.stamps_before(fact.start) if stamp.period.cue == "span"]
    return (spans[-1].period, "period.span") if spans else (head, "period.inherited")
