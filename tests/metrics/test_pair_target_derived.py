"""Pairs, targets and derived figures on a small county."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from test_cell import NAMES, County, claim, report

YEARS = [report(year=2021), report()]
HALF = {"period_end": date(2022, 6, 30), "period_cue": "part_year"}

PAIRS = [  # name, indicator, unit, years, more of the later claim, verdict, reasons
    ("plain", "tax_revenue", "元", (2021, 2022), {}, "comparable", ""),
    ("a gap of years", "tax_revenue", "元", (2019, 2022), {}, "comparable", ""),
    ("bound", "tax_revenue", "元", (2021, 2022), {"bound": ">="}, "with_caveat", "bound:>="),
    ("part year", "tax_revenue", "元", (2021, 2022), HALF, "not_comparable", "part_year;period_length"),
    ("tax reform is noted", "tax_revenue", "元", (2015, 2016), {}, "with_caveat", "note:vat_reform_2016"),
    ("threshold", "ads_industrial_output", "元", (2010, 2012), {}, "not_comparable", "break:ads_industry_2011"),
    ("land survey", "arable_land", "亩", (2018, 2019), {}, "not_comparable", "break:land_survey_2019"),
    ("after the break", "arable_land", "亩", (2019, 2020), {}, "comparable", ""),
    ("prices not stated", "rural_economic_income", "元", (2021, 2022), {}, "with_caveat", "price_basis"),
    ("unknown variant", "population", "人", (2021, 2022), {}, "not_comparable", "variant_unknown"),
]


@pytest.mark.parametrize(("indicator", "unit", "years", "more", "verdict", "reasons"), [c[1:] for c in PAIRS], ids=[c[0] for c in PAIRS])
def test_pair_of_years(indicator, unit, years, more, verdict, reasons):
    first, last = years
    claims = [claim(indicator, 100, unit, year=first), claim(indicator, 150, unit, year=last, **more)]
    (row,) = County([report(year=first), report(year=last)], claims).tables["metrics.pair"].iter_rows(named=True)
    assert (row["year"], row["right_year"], row["verdict"], row["reasons"]) == (first, last, verdict, reasons)
    assert (row["difference"], row["ratio"]) == (50, Decimal("1.5"))


def test_a_year_to_date_does_not_continue_a_whole_year():
    claims = [claim("tax_revenue", 100, "元", year=2021), claim("tax_revenue", 90, "元")]
    (row,) = County([report(year=2021), report(report_date=date(2022, 11, 28))], claims).tables["metrics.pair"].iter_rows(named=True)
    assert (row["verdict"], row["reasons"]) == ("not_comparable", "period_length;year_to_date:2022-11-28")


@pytest.mark.parametrize(("kind", "verdict"), [("merged", "not_comparable"), ("split", "not_comparable"), ("renamed", "with_caveat")])
def test_a_change_of_the_place_stands_between_two_years(kind, verdict):
    changes = pl.DataFrame({"township_id": ["t1"], "from_year": [2022], "kind": [kind]})
    claims = [claim("tax_revenue", 100, "元", year=2021), claim("tax_revenue", 90, "元")]
    (row,) = County(YEARS, claims, changes=changes).tables["metrics.pair"].iter_rows(named=True)
    assert (row["verdict"], row["reasons"]) == (verdict, f"place:{kind}")


TARGETS = [  # name, target claim (of the 2021 report), result claims, outcome
    ("met", dict(value=100), [dict(value=120)], "met"),
    ("missed", dict(value=100), [dict(value=90)], "missed"),
    ("met although the year is not over", dict(value=100), [dict(value=120, **HALF)], "met"),
    ("cannot be told before the year is over", dict(value=100), [dict(value=90, **HALF)], "not_decided"),
    ("at least decides", dict(value=100), [dict(value=100, bound=">=")], "met"),
    ("at least leaves open", dict(value=100), [dict(value=90, bound=">=")], "not_decided"),
    ("never mentioned again", dict(value=100), [], "not_mentioned"),
]


@pytest.mark.parametrize(("target", "results", "outcome"), [c[1:] for c in TARGETS], ids=[c[0] for c in TARGETS])
def test_target(target, results, outcome):
    claims = [claim("tax_revenue", target["value"], "元", year=2021, of=2022, status="target"), claim("gdp", 1, "元")]
    claims += [claim("tax_revenue", r.pop("value"), "元", **r) for r in (dict(x) for x in results)]
    county = County(YEARS, claims)
    (row,) = (r for r in county.tables["metrics.target"].iter_rows(named=True))
    assert (row["year"], row["kind"], row["outcome"]) == (2022, "own", outcome)


def test_without_a_later_report_nothing_was_missed():
    (row,) = (
        County([report(year=2021)], [claim("tax_revenue", 5, "元", year=2021, of=2022, status="target")])
        .tables["metrics.target"]
        .iter_rows(named=True)
    )
    assert row["outcome"] == "no_report"


def test_a_superiors_task_is_another_kind():
    task = claim("tax_revenue", 5, "元", year=2021, of=2022, status="target", sentence="全镇县里下达税收任务5元。", sentence_start=0)
    (row,) = County(YEARS, [claim("gdp", 1, "元"), task], seed=3).tables["metrics.target"].iter_rows(named=True)
    assert row["kind"] == "task"


def test_growth_targets_join_the_growth_of_their_year():
    claims = [claim("tax_revenue", "8", "%", year=2021, of=2022, status="target", measure="yoy"), claim("tax_revenue", 120, "元")]
    claims += [claim("tax_revenue", "10", "%", measure="yoy")]
    (row,) = County(YEARS, claims).tables["metrics.target"].iter_rows(named=True)
    assert (row["outcome"], row["result"]) == ("met", 10)


def test_spans_are_listed_not_scored():
    aim = claim(
        "roads_built",
        50,
        "公里",
        year=2021,
        status="target",
        period_start=date(2021, 1, 1),
        period_end=date(2025, 12, 31),
        period_cue="span",
    )
    (row,) = County(YEARS, [aim, claim("gdp", 1, "元")]).tables["metrics.target"].iter_rows(named=True)
    assert (row["year"], row["outcome"]) == (None, "span")


def test_fewer_accidents_are_better():
    claims = [claim("accidents", 3, "起", year=2021, of=2022, status="target"), claim("accidents", 2, "起")]
    (row,) = County(YEARS, claims).tables["metrics.target"].iter_rows(named=True)
    assert row["outcome"] == "met"


HEADS = [  # name, population claims, value, reasons
    ("resident, same year", [dict(value=20000, variant="常住"), dict(value=30000, variant="户籍")], Decimal(500), ""),
    ("registered, same year", [dict(value=25000, variant="户籍")], Decimal(400), "denominator:户籍"),
    ("another year's", [dict(value=20000, variant="常住", year=2021)], Decimal(500), "denominator:常住2021"),
    ("unknown population is no denominator", [dict(value=20000)], None, None),
]


@pytest.mark.parametrize(("people", "value", "reasons"), [c[1:] for c in HEADS], ids=[c[0] for c in HEADS])
def test_per_head(people, value, reasons):
    claims = [claim("tax_revenue", 10000000, "元"), *(claim("population", p.pop("value"), "人", **p) for p in (dict(x) for x in people))]
    rows = County(YEARS, claims).tables["metrics.derived"].to_dicts()
    got = [(r["value"], r["reasons"], r["unit"]) for r in rows if r["kind"] == "per_head"]
    assert got == ([] if value is None else [(value, reasons, "元/人")])


def test_ranks_stand_beside_ranks_per_head():
    claims = [claim("tax_revenue", 1000 * (n + 1), "元", t) for n, t in enumerate(NAMES)]
    claims += [claim("population", 100 * (n + 1) ** 2, "人", t, variant="常住") for n, t in enumerate(NAMES)]
    county = County([report(t) for t in NAMES], claims)
    total, per_head = county.ranks(), county.ranks("per_head")
    assert total["tax_revenue:::t5:2022"]["rank_low"] == 1
    assert per_head["tax_revenue:::t5:2022"]["rank_low"] == 5


MERGERS = pl.DataFrame(
    {"township_id": ["t1", "t2", "t3"], "from_year": [2022, 2022, 2021], "kind": ["merged"] * 3, "into_id": [None, "t1", "t2"]}
)
"""t3 went into t2, and t2 a year later into t1."""


def boundaries(claims):
    reports = [report(township, year) for township in ("t1", "t2", "t3") for year in (2020, 2021, 2022)]
    county = County(reports, claims, changes=MERGERS)
    return {
        row["year"]: (row["value"], row["low"], row["high"], row["verdict"], row["reasons"])
        for row in county.tables["metrics.derived"].iter_rows(named=True)
        if row["kind"] == "boundaries"
    }


def test_parts_are_summed_over_mergers_that_followed_each_other():
    taxes = [claim("tax_revenue", n, "元", town, year) for year in (2020, 2021, 2022) for n, town in ((100, "t1"), (20, "t2"), (3, "t3"))]
    assert boundaries(taxes) == {
        2020: (123, 123, 123, "with_caveat", "boundaries"),
        2021: (120, 120, 120, "with_caveat", "boundaries"),
    }


def test_a_silent_part_or_an_incomparable_one_makes_no_sum():
    silent = [claim("tax_revenue", 100, "元", "t1", 2021)]
    assert boundaries(silent) == {}
    half = [
        claim("tax_revenue", 100, "元", "t1", 2021),
        claim("tax_revenue", 9, "元", "t2", 2021, period_end=date(2021, 6, 30), period_cue="part_year"),
    ]
    assert boundaries(half) == {}
    incomes = [claim("rural_disposable_income", n, "元", town, 2021) for n, town in ((20000, "t1"), (15000, "t2"))]
    assert boundaries(incomes) == {}


def test_a_bound_of_a_part_is_a_bound_of_the_sum():
    more = [claim("tax_revenue", 100, "元", "t1", 2021, bound=">="), claim("tax_revenue", 9, "元", "t2", 2021)]
    assert boundaries(more) == {2021: (109, 109, None, "with_caveat", "bound:>=;boundaries")}
