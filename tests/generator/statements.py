"""What every report says: statements of figures, targets, figures without an indicator, and the planted difficulties.

In: figures (levels and habits), the bank, the county's calendar. Out: for each report a list of `Statement`: a theme, the facts of one
clause and, where the difficulty needs fixed words, the clause itself. Nothing here is prose yet but those.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tests.generator.bank import NUMBER_SLOT, Bank, counts_in
from tests.generator.county import REPORTS, ReportSpec
from tests.generator.figures import (
    MULTIPLIERS,
    Fact,
    Habit,
    Series,
    canonical,
    percent,
    plan_report,
    round_to,
    write_number,
)

COUNT_UNIT = re.compile(
    r"万?(?:家次|台套|平方米|公斤|人次|亩次|批次|千米|公里|个|间|座|条|项|家|名|批|次|册|架|支|部|具|株|卷|宗|场|方|台|处|吨|件|份|张|户|幢|块|米|支|套|具|人|辆|头)"
)
THEMES = ("econ", "proj", "agri", "env", "life", "safe", "gov")
Habits = dict[tuple[str, str], Habit]


@dataclass(frozen=True, slots=True)
class Statement:
    """One clause to be: `words` are fixed where the difficulty needs them, else the writer chooses a phrasing."""

    theme: str
    facts: tuple[Fact, ...]
    words: str = ""
    section: str = "review"

    @property
    def alone(self) -> bool:
        """Does it need a sentence of its own, because it speaks of a firm, a village, the county or another year?"""
        others = any(fact.scope != "township" or fact.planted == "restated" for fact in self.facts)
        return others or "{co}" in self.words


def build_statements(bank: Bank, seed: int, series: dict[str, Series], habits: Habits) -> dict[str, list[Statement]]:
    """All reports' statements by slug, before the planted difficulties. Of two deliveries the corrected one is the report."""
    usage: dict[str, int] = {}
    built = {}
    for spec in REPORTS:
        if spec.planted == "redelivered":
            continue
        built[spec.slug] = list(state_report(spec, series, habits, bank, usage, seed))
    return built


def state_report(
    spec: ReportSpec, series: dict[str, Series], habits: Habits, bank: Bank, usage: dict[str, int], seed: int
) -> Iterator[Statement]:
    """One report's statements: its series, its targets, its figures without an indicator."""
    rng = random.Random(f"{seed}:{spec.slug}:statements")
    yield from gather(plan_report(spec, series, habits, bank, seed), series)
    if spec.form != "half_year":
        yield from set_targets(spec, series, habits, bank, rng)
    yield from choose_plain(spec, bank, rng, usage)


def gather(facts: Iterable[Fact], series: dict[str, Series]) -> list[Statement]:
    """Facts of one group become one statement of the series' theme."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    return [Statement(series[group[0].indicator].theme, tuple(group)) for group in groups.values()]


def set_targets(spec: ReportSpec, series: dict[str, Series], habits: Habits, bank: Bank, rng: random.Random) -> Iterable[Statement]:
    """Two to four targets for the year after, of series that the township is fond of."""
    groups = [name for name in bank.plan if name.startswith("target:")]
    fond = [name for name in groups if habits[spec.township, name[7:]].fond]
    for name in rng.sample(fond, min(len(fond), rng.randint(2, 4))):
        code = name[7:]
        habit = habits[spec.township, code]
        words = rng.choice([words for words in bank.plan[name] if counts_in(words, habit.form[1])])
        yield Statement(series[code].theme, (aim(spec, series[code], habit, words, rng),), words, "plan")


def aim(spec: ReportSpec, series: Series, habit: Habit, words: str, rng: random.Random) -> Fact:
    """The fact of one target: a level a little above this year's, or a growth."""
    bound = ">=" if re.search(r"(突破|不低于)\{v\}|\{[vg]\}以上", words) else "="
    if "{g}" in words:
        rate = percent(max(1.0, series.growth * 100 + rng.uniform(-1.5, 2))).quantize(Decimal(1 if rng.random() < 0.5 else "0.5"))
        return make(
            spec,
            series.code,
            rate,
            "%",
            f"{write_number(rate)}%",
            "g",
            measure="yoy",
            variant=series.variant,
            year=spec.year + 1,
            status="target",
            bound=bound,
        )
    number = round_to(habit.levels[spec.year] * (1 + max(series.growth, 0) + rng.uniform(-0.02, 0.05)), habit.form)
    value, unit = canonical(number, habit.form, series.code)
    surface = f"{write_number(number)}{habit.form[0]}{habit.form[1]}"
    return make(spec, series.code, value, unit, surface, "v", variant=series.variant, year=spec.year + 1, status="target", bound=bound)


def make(spec: ReportSpec, code: str, value: Decimal, unit: str, surface: str, slot: str, **more: object) -> Fact:
    """A fact of a report; `more` overrides the usual (actual, level, township, exact, plain)."""
    usual = {
        "report": spec.slug,
        "township": spec.township,
        "year": spec.year,
        "variant": "",
        "item": "",
        "measure": "level",
        "status": "actual",
        "scope": "township",
        "bound": "=",
        "plain": False,
        "group": f"{spec.slug}:{code}:{slot}:{surface}",
    }
    return Fact(indicator=code, value=value, unit=unit, surface=surface, slot=slot, **(usual | more))  # type: ignore[arg-type]


def choose_plain(spec: ReportSpec, bank: Bank, rng: random.Random, usage: dict[str, int]) -> Iterable[Statement]:
    """About ten figures without an indicator, spread over the themes, the least used first; a plan sentence or two with one."""
    themes = [*THEMES, *rng.sample(THEMES, 4)]
    for theme in themes:
        ranked = sorted(bank.plain[theme], key=lambda words: (usage.get(words, 0), rng.random()))
        words = ranked[0]
        usage[words] = usage.get(words, 0) + 1
        yield settle_numbers(spec, theme, words, rng, "review")
    if spec.form != "half_year":
        numbered = [(theme, words) for theme in THEMES for words in bank.plan[f"plan:{theme}"] if "{n:" in words]
        theme, words = rng.choice(numbered)
        yield settle_numbers(spec, theme, words, rng, "plan")


def settle_numbers(spec: ReportSpec, theme: str, words: str, rng: random.Random, section: str) -> Statement:
    """Draw the numbers of a clause without an indicator; each becomes a fact whose item is the clause's own words."""
    facts = []
    while slot := NUMBER_SLOT.search(words):
        low, high, step = (Decimal(part or "1") for part in slot.groups()[1:])
        number = low + step * rng.randint(0, int((high - low) / step))
        top = number + 1 if slot.group(1) == "m" else None
        written = write_number(number) + (rng.choice(("—", "至", "-")) + write_number(top) if top is not None else "")
        rest = words[slot.end() :]
        unit = (COUNT_UNIT.match(rest) or re.match("", rest)).group()  # type: ignore[union-attr]
        multiplier = unit[:1] if unit[:1] in MULTIPLIERS and unit[:1] else ""
        surface = written + unit
        name = re.sub(r"\{[^}]*\}|[，“”]", "", words[: slot.start()])[-12:]
        period = {"year": spec.year + 1, "status": "target"} if section == "plan" else {}
        value = number * MULTIPLIERS[multiplier]
        facts.append(make(spec, "", value, unit[len(multiplier) :], surface, "n", item=name, value_high=top, **period))
        words = words[: slot.start()] + written + rest
    return Statement(theme, tuple(facts), words, section)
