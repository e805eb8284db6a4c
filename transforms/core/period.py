"""What a claim's period means for a cell of one year.

In: the period as the words say, its cue, the report's date and year, how the indicator reads periods. Out: year, as_of, class, reasons.
The rules are docs/design.md, "From claim to cell", Period.

Example:
    >>> judge_period(Period(date(2022, 1, 1), date(2022, 12, 31), "year_to_date"), "flow", date(2022, 11, 28), 2022).reasons
    ('year_to_date:2022-11-28',)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

YEAR_TO_DATE_FROM = (11, 1)
"""A year to date that ends before 1 November is a part of a year."""
STOCK_CAVEAT_DAYS = 62
"""A stock taken more than two months before the year's end carries a caveat."""
OPEN_CUES = ("year_to_date", "to_date")


@dataclass(frozen=True, slots=True)
class Period:
    """What the words say. `cue` is read.claim's period_cue."""

    start: date
    end: date
    cue: str


@dataclass(frozen=True, slots=True)
class PeriodJudgement:
    """What it means: the calendar year (None for spans), as_of, class, what bars it from a cell, reasons for the cell."""

    year: int | None
    as_of: date | None
    period_class: str
    excluded: str | None = None
    reasons: tuple[str, ...] = ()


def resolve_as_of(period: Period, report_date: date | None, report_year: int) -> date | None:
    """The earlier of period end and report date; without a report date, the end of a year before the report's, else unknown."""
    if report_date is not None:
        return min(period.end, report_date)
    return period.end if period.end.year < report_year else None


def judge_period(period: Period, reading: str, report_date: date | None, report_year: int, *, estimate: bool = False) -> PeriodJudgement:
    """Year, as_of, class and reasons of a period. `reading` is flow or stock; an estimate for a whole year is not cut at the report."""
    as_of = resolve_as_of(period, report_date, report_year)
    if period.start.year != period.end.year:
        return PeriodJudgement(None, as_of, "span", excluded="span")
    year = period.start.year
    if reading == "stock":
        return PeriodJudgement(year, as_of, "stock", reasons=_stock_reasons(as_of, year))
    if period.cue == "cumulative":
        return PeriodJudgement(year, as_of, "whole", excluded="cumulative")
    if not _covers_year(period):
        return PeriodJudgement(year, as_of, "part", reasons=("part_year",))
    if as_of is None:
        return PeriodJudgement(year, None, "whole", reasons=("date_unknown",))
    return _whole_year(period, year, as_of, estimate=estimate)


def _covers_year(period: Period) -> bool:
    from_start = (period.start.month, period.start.day) == (1, 1)
    return from_start and (period.cue in OPEN_CUES or (period.end.month, period.end.day) == (12, 31))


def _whole_year(period: Period, year: int, as_of: date, *, estimate: bool) -> PeriodJudgement:
    if as_of >= date(year, 12, 31):
        return PeriodJudgement(year, as_of, "whole", reasons=("to_date",) if period.cue == "to_date" else ())
    if estimate:
        return PeriodJudgement(year, as_of, "whole")
    if as_of < date(year, *YEAR_TO_DATE_FROM):
        return PeriodJudgement(year, as_of, "part", reasons=("part_year",))
    return PeriodJudgement(year, as_of, "year_to_date", reasons=(f"year_to_date:{as_of.isoformat()}",))


def _stock_reasons(as_of: date | None, year: int) -> tuple[str, ...]:
    if as_of is None:
        return ("date_unknown",)
    if (date(year, 12, 31) - as_of).days > STOCK_CAVEAT_DAYS:
        return (f"as_of:{as_of.isoformat()}",)
    return ()
