"""The truth: a plausible development of every series, and what each report says of it. Made before a word of prose is written.

In: bank/series.csv, the county, a seed. Out: `Fact` rows, in the order in which truth.csv keeps them. Levels move by a growth rate with
noise per township; what a report states is the level rounded as the report rounds it, and that rounded figure is the truth of the cell.

Example:
    B 2019 tax_revenue → stated "2316" 万元, value 23160000 元, bound "=", measure level
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tests.generator.bank import BANK, Bank
from tests.generator.county import TOWNSHIPS, ReportSpec, Township

MULTIPLIERS = {"": 1, "万": 10**4, "亿": 10**8}
IN_METRES = ("ditches_cleaned",)
COUNTED_AS = {
    "market_entities_new": "户",
    "projects_introduced": "个",
    "cooperatives": "家",
    "family_farms": "家",
    "toilets_renovated": "户",
    "jobs_created": "人",
    "people_trained": "人",
    "hazards_rectified": "处",
    "disputes_mediated": "件",
    "party_members_new": "名",
    "proposals_handled": "件",
}
"""The unit in which the catalogue counts a series that reports count in several."""
DIGITS = "零一二三四五六七八九"
STOCKS = frozenset({"ads_enterprises", "cooperatives", "family_farms", "population", "medical_insured", "dibao_population"})
DERIVED = {
    "medical_insured": ("population", 0.82, 0.95),
    "grain_output": ("grain_area", 0.36, 0.47),
    "tax_revenue": ("general_budget_revenue", 0.62, 0.88),
    "ads_enterprises_new": ("ads_enterprises", 0.06, 0.16),
}
"""Series that follow another one: share of it, drawn once per township, with a little noise per year."""
LOOSE = (
    (">=", "{n}余{u}"),
    (">=", "{n}多{u}"),
    (">=", "{n}{u}以上"),
    (">=", "超{n}{u}"),
    ("~", "近{n}{u}"),
    ("~", "约{n}{u}"),
    ("~", "{n}{u}左右"),
)
EXTRA = "gdpxc"


@dataclass(frozen=True, slots=True)
class Series:
    """How one indicator develops and is told. `forms`: the (multiplier, unit, decimals) in which reports state it."""

    code: str
    variant: str
    theme: str
    low: float
    high: float
    growth: float
    noise: float
    forms: tuple[tuple[str, str, int], ...]
    yoy: float
    often: float
    loose: float


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of a report as it truly is: a row of truth.csv. `surface` is how the report writes it."""

    report: str
    township: str
    year: int
    indicator: str
    variant: str
    item: str
    measure: str
    status: str
    scope: str
    value: Decimal
    unit: str
    bound: str
    surface: str
    slot: str
    planted: str = ""
    plain: bool = True
    value_high: Decimal | None = None
    """The upper end of a range."""
    group: str = ""
    """Joins the facts of one statement: a level and its growth."""


def read_series() -> dict[str, Series]:
    """The series of bank/series.csv by indicator code."""
    with (BANK / "series.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: _series(row) for row in csv.DictReader(stream)}


def _series(row: dict[str, str]) -> Series:
    return Series(
        row["code"],
        row["variant"],
        row["theme"],
        *(float(row[name]) for name in ("low", "high", "growth", "noise")),
        forms=tuple(_form(text) for text in row["forms"].split("|")),
        yoy=float(row["yoy"]),
        often=float(row["often"]),
        loose=float(row["loose"]),
    )


def _form(text: str) -> tuple[str, str, int]:
    unit, decimals = text.split(":")
    multiplier = unit[0] if unit[0] in MULTIPLIERS and len(unit) > 1 else ""
    return multiplier, unit[len(multiplier) :], int(decimals)


def develop(series: Series, years: Sequence[int], rng: random.Random, size: float = 1.0) -> dict[int, float]:
    """A level for every year and the one before the first: log-uniform start scaled by the township's size, growth with noise."""
    level = series.low * (series.high / series.low) ** min(1.0, max(0.0, rng.gauss(0.25 + 0.35 * size, 0.16)))
    trend = series.growth + rng.gauss(0, abs(series.growth) / 8)
    levels = {}
    for year in (years[0] - 1, *years):
        levels[year] = level
        level *= max(0.55, 1 + trend + rng.gauss(0, series.noise))
    return levels


def follow(source: dict[int, float], low: float, high: float, rng: random.Random) -> dict[int, float]:
    """Levels that are a share of another series."""
    share = rng.uniform(low, high)
    return {year: level * share * (1 + rng.gauss(0, 0.01)) for year, level in source.items()}


def round_to(level: float, form: tuple[str, str, int]) -> Decimal:
    """The number as stated in the form's unit; never below the least number that form can state."""
    multiplier, _, decimals = form
    step = Decimal(1).scaleb(-decimals)
    stated = (Decimal(repr(level)) / MULTIPLIERS[multiplier]).quantize(step, ROUND_HALF_UP)
    return max(stated, step)


def canonical(number: Decimal, form: tuple[str, str, int], code: str = "") -> tuple[Decimal, str]:
    """Value and unit as the catalogue counts them: multipliers out, 公里 of ditches become 米, people and jobs are 人."""
    value, unit = number * MULTIPLIERS[form[0]], form[1]
    if code in IN_METRES and unit == "公里":
        return value * 1000, "米"
    return value, COUNTED_AS.get(code, unit)


def percent(value: float) -> Decimal:
    """A percentage with one decimal."""
    return Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def choose_form(level: float, series: Series, rng: random.Random) -> tuple[str, str, int]:
    """A form in which the level reads well: no 0.03亿元 and no 12345678亩."""
    fitting = [
        form for form in series.forms if level / MULTIPLIERS[form[0]] >= (0.8 if form[0] else 0) and not (form[0] == "" and level >= 10**7)
    ]
    return rng.choice(fitting or list(series.forms))


def loosen(number: Decimal, rng: random.Random) -> tuple[str, Decimal, str]:
    """A bound, the round number nearest on its proper side, and the pattern of the surface."""
    bound, pattern = rng.choice(LOOSE)
    digits = max(0, number.adjusted() - 1)
    unit = Decimal(1).scaleb(digits)
    round_number = (number // unit) * unit
    if pattern.startswith("近"):
        round_number += unit
    return bound, round_number.normalize() + 0, pattern


def write_number(number: Decimal) -> str:
    """Digits without exponent."""
    return format(number, "f")


def write_numeral(number: int) -> str:
    """A count up to 99 in Chinese, as prose has it: 两家, 十二个, 二十三处."""
    tens, ones = divmod(number, 10)
    if number == 2:
        return "两"
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


@dataclass(frozen=True, slots=True)
class Habit:
    """How a township tells a series: whether it usually does, and in which form."""

    form: tuple[str, str, int]
    levels: dict[int, float]
    fond: bool


def settle_habits(
    seed: int, series: dict[str, Series], years: Sequence[int], townships: Sequence[Township]
) -> dict[tuple[str, str], Habit]:
    """Levels and habits of every township, from the seed alone."""
    habits = {}
    for township in townships:
        size = random.Random(f"{seed}:{township.key}:size").uniform(0.1, 1.0) if township.key != "H" else 0.05
        for code, one in series.items():
            rng = random.Random(f"{seed}:{township.key}:{code}")
            levels = develop(one, years, rng, size) if code not in DERIVED else {}
            habits[township.key, code] = Habit(("", "", 0), levels, rng.random() < one.often)
        for code, (source, low, high) in DERIVED.items():
            habits[township.key, code].levels.update(
                follow(habits[township.key, source].levels, low, high, random.Random(f"{seed}:{township.key}:{code}:share"))
            )
        for code, one in series.items():
            habit = habits[township.key, code]
            form = choose_form(habit.levels[years[0]], one, random.Random(f"{seed}:{township.key}:{code}:form"))
            habits[township.key, code] = Habit(form, habit.levels, habit.fond)
    _merge(habits, series, townships)
    return habits


def _merge(habits: dict[tuple[str, str], Habit], series: dict[str, Series], townships: Sequence[Township]) -> None:
    """From the year of a merger on, the absorbing township's totals hold the absorbed one's."""
    for gone in (township for township in townships if township.merged_on is not None):
        for code in series:
            if code in ("rural_disposable_income",):
                continue
            into, part = habits[gone.merged_into, code], habits[gone.key, code]
            for year in into.levels:
                if gone.merged_on is not None and year >= gone.merged_on.year:
                    into.levels[year] += part.levels[year]


def plan_report(spec: ReportSpec, series: dict[str, Series], habits: dict[tuple[str, str], Habit], bank: Bank, seed: int) -> list[Fact]:
    """What one report states of the series: levels, and for some of them growth, last year's level, increase or completion."""
    rng = random.Random(f"{seed}:{spec.township}:{spec.year}:plan")
    facts: list[Fact] = []
    for code, one in series.items():
        habit = habits[spec.township, code]
        chance = (0.97 if one.often >= 0.9 else 0.85) if habit.fond else 0.12
        if rng.random() < chance:
            facts += state_series(spec, one, habit, bank, rng)
    return facts


def state_series(spec: ReportSpec, series: Series, habit: Habit, bank: Bank, rng: random.Random) -> list[Fact]:
    """The facts of one statement about one series."""
    recalled = "pv" in bank.shapes(series.code)  # a later report repeats the figure: in the same form, or it would seem restated
    form = habit.form if recalled or rng.random() < 0.85 else choose_form(habit.levels[spec.year], series, rng)
    level, before = habit.levels[spec.year], habit.levels[spec.year - 1]
    if spec.form == "half_year" and series.code not in STOCKS:
        level, before = level * 0.47, before * 0.46
    if spec.form == "november" and series.code not in STOCKS:
        level, before = level * 0.9, before * 0.9
    number = round_to(level, form)
    group = f"{spec.slug}:{series.code}"
    extra = choose_extra(spec, series, level / before - 1, bank, rng)
    bound, surface = "=", f"{write_number(number)}{form[0]}{form[1]}"
    if not extra and rng.random() < series.loose and number >= 20:
        bound, number, pattern = loosen(number, rng)
        surface = (
            pattern.replace("{n}{u}", f"{write_number(number)}{form[0]}{form[1]}")
            .replace("{n}", write_number(number) + form[0])
            .replace("{u}", form[1])
        )
    elif not extra and form[0] == "" and form[2] == 0 and number <= 40 and rng.random() < 0.16:
        surface = write_numeral(int(number)) + form[1]
    value, unit = canonical(number, form, series.code)
    base = Fact(
        spec.slug,
        spec.township,
        spec.year,
        series.code,
        series.variant,
        "",
        "level",
        "actual",
        "township",
        value,
        unit,
        bound,
        surface,
        "v",
        group=group,
        plain=bound == "=",
    )
    return [base, *tell_extra(base, extra, level, before, form, rng)]


def choose_extra(spec: ReportSpec, series: Series, growth: float, bank: Bank, rng: random.Random) -> str:
    """Which companion the level gets: growth, decline, last year's level, increase, completion, or none."""
    shapes = bank.shapes(series.code)
    merged = any(gone.merged_into == spec.township and gone.merged_on and gone.merged_on.year == spec.year for gone in TOWNSHIPS)
    if merged or spec.form == "half_year":
        return ""
    direction = "g" if growth >= 0.001 else "d" if growth <= -0.001 else ""
    if rng.random() < series.yoy:
        return direction if direction and "".join(sorted("v" + direction)) in shapes else ""
    others = [
        slot
        for slot in "pxc"
        if "".join(sorted("v" + slot)) in shapes and (slot == "c" or growth > 0.01) and spec.form in ("congress", "meeting")
    ]
    return rng.choice(others) if others and rng.random() < 0.3 and spec.year > 2018 else ""


def tell_extra(base: Fact, extra: str, level: float, before: float, form: tuple[str, str, int], rng: random.Random) -> Iterable[Fact]:
    """The fact that accompanies a level."""
    if extra in ("g", "d"):
        if not form[0]:  # whole counts are exact: their growth follows from what is stated
            level, before = float(round_to(level, form)), float(round_to(before, form))
        value = percent((level / before - 1) * 100)
        if value == 0:
            value = Decimal("0.1") if extra == "g" else Decimal("-0.1")
        yield _beside(base, extra, "yoy", value, "%", f"{write_number(abs(value))}%")
    elif extra == "p":
        number = round_to(before, form)
        value, unit = canonical(number, form, base.indicator)
        yield _beside(base, "p", "level", value, unit, f"{write_number(number)}{form[0]}{form[1]}", year=base.year - 1)
    elif extra == "x":
        number = round_to(level, form) - round_to(before, form)
        if number > 0:
            value, unit = canonical(number, form, base.indicator)
            yield _beside(base, "x", "delta", value, unit, f"{write_number(number)}{form[0]}{form[1]}")
    elif extra == "c":
        value = percent(rng.uniform(94, 112))
        yield _beside(base, "c", "completion", value, "%", f"{write_number(value)}%")


def _beside(base: Fact, slot: str, measure: str, value: Decimal, unit: str, surface: str, year: int | None = None) -> Fact:
    return Fact(
        base.report,
        base.township,
        year or base.year,
        base.indicator,
        base.variant,
        base.item,
        measure,
        "actual",
        "township",
        value,
        unit,
        "=",
        surface,
        slot,
        group=base.group,
        plain=False,
    )
