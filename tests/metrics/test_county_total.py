"""The county's own figures beside the sum of its townships: what is tested, what contradicts, which denominator a share has."""

from decimal import Decimal

import polars as pl
import pytest
from test_cell import GONE, NAMES, PLACES, County, claim, report

COUNTY = "990001"
VALUES = {"t1": 30000, "t2": 25000, "t3": 20000, "t4": 15000, "t5": 10000}


def of_county(year=2022, **more):
    return report(COUNTY, year, place_kind="county", **more)


def told(indicator, value, unit, year=2022, **more):
    return claim(indicator, value, unit, COUNTY, year, scope="county", **more)


def county_with(own, *, indicator="population", unit="人", leave=(), values=VALUES, reports=(), **more):
    """Five townships with a figure each, but those in `leave`, and what the county says."""
    variant = {"variant": "户籍"} if indicator == "population" else {}
    claims = [claim(indicator, value, unit, town, **variant) for town, value in values.items() if town not in leave]
    every = [*(report(town) for town in NAMES), of_county(), *reports]
    return County(every, [*claims, *own], **more)


def total_of(county, indicator="population"):
    (row,) = (one for one in county.tables["metrics.county_total"].iter_rows(named=True) if one["indicator"] == indicator)
    return row


def shares(county):
    return {row["township_id"]: (row["share_of_county_pct"], row["share_basis"]) for row in county.ranks().values()}


PEOPLE = {"variant": "户籍"}


def test_a_sum_that_agrees():
    county = county_with([told("population", 100000, "人", **PEOPLE)])
    row = total_of(county)
    assert (row["outcome"], row["outcome_reasons"], row["verdict"]) == ("agrees", "", "comparable")
    assert (row["told"], row["alive"], row["missing"]) == (5, 5, "")
    assert (row["sum_value"], row["difference"]) == (Decimal(100000), Decimal(0))
    assert shares(county)["t1"] == (Decimal(30), "county_report")


def test_rounding_of_both_sides_is_not_a_contradiction():
    row = total_of(county_with([told("population", 100000, "人", quote="10万人", **PEOPLE)], values=VALUES | {"t1": 33000}))
    assert (row["outcome"], row["difference"]) == ("agrees", Decimal(-3000))


def test_a_sum_that_exceeds():
    county = county_with([told("population", 90000, "人", **PEOPLE)])
    row = total_of(county)
    assert (row["outcome"], row["outcome_reasons"]) == ("contradicts", "sum_exceeds")
    assert (row["verdict"], row["reasons"], row["difference"]) == ("with_caveat", "sum_exceeds", Decimal(-10000))
    assert shares(county)["t1"] == (Decimal(30), "county_contradicts;sum_of_townships:5/5")


def test_a_sum_that_falls_short_of_what_townships_are_all_of():
    row = total_of(county_with([told("population", 120000, "人", **PEOPLE)]))
    assert (row["outcome"], row["reasons"]) == ("contradicts", "sum_short")


def test_a_sum_that_falls_short_where_the_county_has_a_part_of_its_own():
    county = county_with([told("tax_revenue", 200000, "元")], indicator="tax_revenue", unit="元")
    row = total_of(county, "tax_revenue")
    assert (row["outcome"], row["outcome_reasons"], row["difference_pct"]) == ("agrees", "county_part", Decimal(50))
    assert shares(county)["t1"] == (Decimal(15), "county_report")


def test_one_township_missing():
    county = county_with([told("population", 100000, "人", **PEOPLE)], leave=("t4",))
    row = total_of(county)
    assert (row["outcome"], row["outcome_reasons"], row["missing"], row["difference"]) == (
        "not_testable",
        "townships_missing:1",
        "北乡",
        None,
    )
    assert (row["told"], row["sum_value"]) == (4, Decimal(85000))
    assert shares(county)["t1"] == (Decimal(30), "county_report")


def test_parts_that_exceed_make_no_share_even_where_one_is_missing():
    county = county_with([told("population", 60000, "人", **PEOPLE)], leave=("t4",))
    row = total_of(county)
    assert (row["outcome"], row["outcome_reasons"]) == ("not_testable", "sum_exceeds;townships_missing:1")
    assert shares(county)["t1"] == (None, None)


@pytest.mark.parametrize(
    ("bound", "value", "outcome", "reasons"),
    [
        ("~", 100000, "agrees", ""),
        ("~", 20000, "contradicts", "sum_exceeds"),
        (">=", 90000, "not_testable", "open_bound"),
        (">=", 120000, "contradicts", "sum_short"),
        ("<=", 120000, "not_testable", "open_bound"),
        ("<=", 90000, "contradicts", "sum_exceeds"),
    ],
)
def test_a_vague_figure_of_the_county(bound, value, outcome, reasons):
    county = county_with([told("population", value, "人", bound=bound, **PEOPLE)])
    row = total_of(county)
    assert (row["outcome"], row["outcome_reasons"]) == (outcome, reasons)
    assert shares(county)["t1"][0] == Decimal(30)
    assert shares(county)["t1"][1].endswith("sum_of_townships:5/5")


def test_a_vague_figure_of_a_township():
    county = county_with(
        [told("population", 100000, "人", **PEOPLE), claim("population", 15000, "人", "t4", bound="~", **PEOPLE)], leave=("t4",)
    )
    assert total_of(county)["outcome"] == "agrees"
    assert shares(county)["t1"] == (Decimal(30), "county_report")
    assert shares(county)["t4"] == (None, None)


def test_a_target_of_the_county_is_no_figure():
    county = county_with([told("population", 90000, "人", status="target", **PEOPLE)])
    assert county.tables["metrics.county_total"].is_empty()
    assert shares(county)["t1"] == (Decimal(30), "sum_of_townships:5/5")
    assert county.tables["metrics.target"].is_empty()


def test_a_half_year_of_the_county():
    half = told("tax_revenue", 50000, "元", period_cue="part_year")
    half["period_end"] = half["period_end"].replace(month=6, day=30)
    county = county_with([half], indicator="tax_revenue", unit="元")
    row = total_of(county, "tax_revenue")
    assert (row["verdict"], row["outcome"], row["outcome_reasons"]) == ("not_comparable", "not_testable", "part_year")
    assert shares(county)["t1"] == (Decimal(30), "sum_of_townships:5/5")


def test_an_estimate_of_the_county_is_not_tested():
    county = county_with([told("population", 90000, "人", status="estimate", **PEOPLE)])
    assert (total_of(county)["outcome"], total_of(county)["outcome_reasons"]) == ("not_testable", "estimate")
    assert shares(county)["t1"][1] == "sum_of_townships:5/5"


def test_an_indicator_that_may_not_be_summed():
    county = county_with([told("rural_disposable_income", 21000, "元")], indicator="rural_disposable_income", unit="元")
    row = total_of(county, "rural_disposable_income")
    assert (row["outcome"], row["outcome_reasons"], row["told"], row["sum_value"]) == ("not_testable", "not_additive", None, None)
    assert set(shares(county).values()) == {(None, None)}


def test_another_variant_is_another_quantity():
    county = county_with([told("population", 90000, "人", variant="常住")])
    assert (total_of(county)["outcome"], total_of(county)["outcome_reasons"]) == ("not_testable", "townships_missing:5")
    assert shares(county)["t1"][1] == "sum_of_townships:5/5"


def test_a_figure_that_a_check_holds_is_no_denominator():
    held = pl.DataFrame({"claim_id": ["own"], "check_name": ["value_in_range"]})
    county = county_with([told("population", 100000, "人", claim_id="own", **PEOPLE)], held=held)
    row = total_of(county)
    assert (row["missing_reason"], row["reasons"], row["value"]) == ("quarantined", "held:value_in_range", None)
    assert (row["outcome"], row["outcome_reasons"]) == ("not_testable", "held")
    assert shares(county)["t1"][1] == "sum_of_townships:5/5"


def test_a_township_that_is_gone_is_not_waited_for():
    county = county_with([told("population", 100000, "人", **PEOPLE)], places=[*PLACES, GONE])
    assert (total_of(county)["outcome"], total_of(county)["alive"]) == ("agrees", 5)


def test_the_county_is_nowhere_among_its_townships():
    own = [told("population", 100000, "人", **PEOPLE), told("gdp", 9e8, "元"), told("gdp", 8, "%", measure="yoy")]
    own += [told("gdp", 8e8, "元", of=2021), told("gdp", 7e8, "元", 2021), told("tax_revenue", 1e7, "元", of=2023, status="target")]
    own += [claim("tax_revenue", 5e6, "元", COUNTY, scope="township", item="东镇", item_kind="entity")]
    with_it = county_with(own, reports=[of_county(2021), of_county(2016)])
    without = county_with([])
    for name, frame in with_it.tables.items():
        if name == "metrics.county_total":
            assert set(zip(frame["indicator"], frame["year"], strict=True)) == {("population", 2022), ("gdp", 2022), ("gdp", 2021)}
        elif name != "metrics.ranking":
            hide = [one for one in ("claim_id", "inputs", "derived_id") if one in frame.columns]
            assert frame.drop(hide).equals(without.tables[name].drop(hide)), name
    assert COUNTY not in with_it.tables["metrics.ranking"]["township_id"].to_list()


def test_a_report_of_a_township_cannot_speak_for_the_county():
    county = county_with([claim("population", 90000, "人", "t1", scope="higher", **PEOPLE)])
    assert county.tables["metrics.county_total"].is_empty()
