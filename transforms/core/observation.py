"""Claims in canonical terms: `core.observation`.

In: claims with the report they stand in, seeds (indicators, units, items). Out: one Observation per claim that has an indicator code:
canonical unit (rounded once), township, year, as_of, what bars it from a cell and which reasons it would bring to one.

Example:
    上半年共引进省外资金19亿元 → external_capital, variant 省外, 1,900,000,000 元, year 2022, reasons ("part_year",)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from transforms.core.conversion import Conversion, find_conversion, round_once
from transforms.core.period import Period, PeriodJudgement, judge_period
from transforms.core.precision import half_step, interval
from transforms.model import Bound, Claim, ItemKind, Measure, Observation, PlaceKind, Status
from transforms.seeds.indicators import Indicator
from transforms.seeds.items import ItemList
from transforms.seeds.units import Unit

VARIANT_JOIN = "·"
"""Between a variant of the words and one of the unit: 省外·美元."""
RATED = (Measure.YOY, Measure.GROWTH, Measure.SHARE, Measure.COMPLETION, Measure.RANK)
"""Measures that are not in the indicator's own unit."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What an observation needs to know of the report its claim stands in."""

    report_id: str
    township_id: str
    year: int
    report_date: date | None
    scanned: bool = False
    """Read by OCR: its cells carry the caveat `source:ocr`."""
    place_kind: str = PlaceKind.TOWNSHIP
    """Whose report it is: only figures of that scope are its own."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The seeds that turn claims into observations."""

    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    items: Mapping[str, ItemList]


@dataclass(frozen=True, slots=True)
class ItemJudgement:
    """An item under its canonical name, or what bars it."""

    item: str | None
    listed: bool = True
    excluded: str | None = None
    reasons: tuple[str, ...] = ()


def observe_claim(claim: Claim, report: ReportFacts, knowledge: Knowledge) -> Observation | None:
    """The observation that a claim makes; None where it has no indicator code that the seeds know."""
    indicator = knowledge.indicators.get(claim.indicator or "")
    if indicator is None:
        return None
    way = find_conversion(claim.unit, indicator, knowledge.units, same_quantity=claim.measure not in RATED and claim.unit != "个百分点")
    variant = join_variants(claim.variant, way.variant)
    item = judge_item(claim, indicator, knowledge.items)
    period = judge_period(
        Period(claim.period_start, claim.period_end, claim.period_cue),
        indicator.reading(claim.variant),
        report.report_date,
        report.year,
        estimate=claim.status == Status.ESTIMATE,
    )
    value, high = Fraction(claim.value), None if claim.value_high is None else Fraction(claim.value_high)
    low, top = interval(value, high, claim.bound)
    return Observation(
        claim_id=claim.claim_id,
        report_id=report.report_id,
        indicator=indicator.code,
        variant=variant,
        item=item.item,
        item_kind=claim.item_kind,
        scope=claim.scope,
        township_id=report.township_id,
        year=period.year,
        value=round_once(value * way.factor),
        value_high=None if high is None else round_once(high * way.factor),
        unit=way.unit,
        bound=claim.bound,
        measure=claim.measure,
        status=claim.status,
        period_start=claim.period_start,
        period_end=claim.period_end,
        period_cue=claim.period_cue,
        as_of=period.as_of,
        value_stated=claim.value,
        unit_stated=claim.unit,
        rounding=round_once(half_step(claim.quote, value, dimension_of(claim.unit, knowledge.units)) * way.factor),
        low=None if low is None else round_once(low * way.factor),
        high=None if top is None else round_once(top * way.factor),
        reading=indicator.reading(claim.variant),
        period_class=period.period_class,
        excluded=bar(claim, report, indicator, way, item, period),
        reasons=gather_reasons(claim, indicator, report, item, period),
        item_listed=item.listed,
        text_start=claim.start,
    )


def dimension_of(unit: str, units: Mapping[str, Unit]) -> str:
    """Dimension of a stated unit; a unit that the seeds do not know counts things."""
    return units[unit].dimension if unit in units else "count"


def join_variants(of_words: str | None, of_unit: str | None) -> str | None:
    """One variant code from that of the words and that of the unit; None where there is neither."""
    return VARIANT_JOIN.join(part for part in (of_words, of_unit) if part) or None


def judge_item(claim: Claim, indicator: Indicator, items: Mapping[str, ItemList]) -> ItemJudgement:
    """What the claim's item means to its indicator: canonical name, whether it bars the claim from a cell, what caveat it brings."""
    kind = claim.item_kind
    if kind == ItemKind.VARIANT or not claim.item or _names_variant(claim, indicator):
        return _without_item(claim, indicator)
    if kind == ItemKind.BATCH:
        return ItemJudgement(claim.item, listed=False, excluded="item:batch")
    known = items[indicator.items].resolve(claim.item) if indicator.items in items else None
    if known is not None and known.is_total:
        return ItemJudgement(None)
    if indicator.cell_rule != "by_item":
        return ItemJudgement(known.name if known else claim.item, listed=known is not None, excluded=f"item:{kind}")
    if known is not None:
        return ItemJudgement(known.name)
    return ItemJudgement(claim.item, listed=False, excluded="item:part" if kind == ItemKind.PART else None)


def _names_variant(claim: Claim, indicator: Indicator) -> bool:
    """市级龙头企业: the item's words only name the variant that is kept apart anyway."""
    words = next((variant.words for variant in indicator.variants if variant.code == claim.variant), ())
    return claim.item_kind == ItemKind.ENTITY and any(word in (claim.item or "") for word in words)


def _without_item(claim: Claim, indicator: Indicator) -> ItemJudgement:
    if not claim.item and claim.item_kind not in (ItemKind.NONE, ItemKind.VARIANT):
        return ItemJudgement(None, excluded=f"item:{claim.item_kind}")
    return ItemJudgement(None, reasons=() if indicator.item_total else ("item_unknown",))


def bar(
    claim: Claim, report: ReportFacts, indicator: Indicator, way: Conversion, item: ItemJudgement, period: PeriodJudgement
) -> str | None:
    """The first thing that bars an observation from every cell, None where it may fill one (docs/design.md, Who may fill a cell).

    The status comes last: `status:target` is said only of what could fill a cell if it were a result.
    """
    checks = (
        (claim.measure != Measure.LEVEL, f"measure:{claim.measure}"),
        (claim.scope != report.place_kind, f"scope:{claim.scope}"),
        (indicator.cell_rule == "none", "cell_rule:none"),
        (not way.fits, f"unit:{claim.unit}"),
        (item.excluded is not None, item.excluded),
        (period.excluded is not None, period.excluded),
        (claim.status not in (Status.ACTUAL, Status.ESTIMATE), f"status:{claim.status}"),
    )
    return next((reason for barred, reason in checks if barred), None)


def gather_reasons(
    claim: Claim, indicator: Indicator, report: ReportFacts, item: ItemJudgement, period: PeriodJudgement
) -> tuple[str, ...]:
    """Sorted reason codes that the observation brings to its cell."""
    reasons = [*period.reasons, *item.reasons]
    if claim.value_high is not None:
        reasons.append("bound:range")
    elif claim.bound != Bound.EXACT:
        reasons.append(f"bound:{claim.bound}")
    if claim.status == Status.ESTIMATE:
        reasons.append("estimate")
    if indicator.variants and not claim.variant and indicator.bare_variant == "unknown":
        reasons.append("variant_unknown")
    if report.scanned:
        reasons.append("source:ocr")
    return tuple(sorted(reasons))
