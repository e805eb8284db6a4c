"""One claim: canonical unit, period, what bars it, what it brings."""

from datetime import date
from decimal import Decimal

import pytest

NOVEMBER = {"report_date": date(2022, 11, 28)}
H1 = {"period_start": date(2022, 1, 1), "period_end": date(2022, 6, 30), "period_cue": "part_year"}
MARCH_ON = {"period_start": date(2022, 3, 1), "period_end": date(2022, 11, 28), "period_cue": "part_year"}

CASES = [  # name, claim, report, what the observation must be
    (
        "at least, November",
        dict(indicator="land_transfer_area", value=3000, unit="亩", bound=">=", period_cue="year_to_date"),
        NOVEMBER,
        dict(value=3000, unit="亩", excluded=None, reasons="bound:>=;year_to_date:2022-11-28", period_class="year_to_date"),
    ),
    (
        "since March",
        dict(indicator="people_screened", value=8823, unit="人") | MARCH_ON,
        NOVEMBER,
        dict(value=8823, excluded=None, reasons="part_year"),
    ),
    (
        "first half",
        dict(indicator="external_capital", value=1900000000, unit="元", variant="省外", quote="19亿元") | H1,
        NOVEMBER,
        dict(value=1900000000, variant="省外", reasons="part_year", rounding=50000000),
    ),
    (
        "a project never",
        dict(indicator="project_investment", value=600000000, unit="元", item="产业园", item_kind="entity", scope="enterprise_or_project"),
        NOVEMBER,
        dict(excluded="scope:enterprise_or_project"),
    ),
    ("the county's in a township's report", dict(indicator="gdp", value=9, unit="元", scope="county"), {}, dict(excluded="scope:county")),
    (
        "the county's in its own report",
        dict(indicator="gdp", value=9, unit="元", scope="county"),
        {"place_kind": "county"},
        dict(excluded=None, reasons=""),
    ),
    (
        "a township's in the county's report",
        dict(indicator="gdp", value=9, unit="元"),
        {"place_kind": "county"},
        dict(excluded="scope:township"),
    ),
    ("a site never", dict(indicator="site_area", value=100, unit="亩"), {}, dict(excluded="cell_rule:none")),
    ("January report of the year before", dict(indicator="tax_revenue", value=2600000, unit="元"), {}, dict(excluded=None, reasons="")),
    (
        "half-year report",
        dict(indicator="tax_revenue", value=2600000, unit="元"),
        {"report_date": date(2022, 7, 15), "kind": "half_year"},
        dict(reasons="part_year", period_class="part"),
    ),
    (
        "October is a part",
        dict(indicator="tax_revenue", value=1, unit="元", period_cue="year_to_date"),
        {"report_date": date(2022, 10, 31)},
        dict(reasons="part_year"),
    ),
    (
        "1 November is a year to date",
        dict(indicator="tax_revenue", value=1, unit="元"),
        {"report_date": date(2022, 11, 1)},
        dict(reasons="year_to_date:2022-11-01"),
    ),
    ("no date", dict(indicator="tax_revenue", value=1, unit="元"), {"report_date": None}, dict(reasons="date_unknown", as_of=None)),
    (
        "no date, year before",
        dict(indicator="tax_revenue", value=1, unit="元", period_start=date(2021, 1, 1), period_end=date(2021, 12, 31)),
        {"report_date": None},
        dict(reasons="", as_of=date(2021, 12, 31), year=2021),
    ),
    ("estimate for the year", dict(indicator="tax_revenue", value=1, unit="元", status="estimate"), NOVEMBER, dict(reasons="estimate")),
    ("target", dict(indicator="tax_revenue", value=1, unit="元", status="target"), {}, dict(excluded="status:target")),
    ("planned", dict(indicator="old_communities_renovated", value=3, unit="个", status="planned"), {}, dict(excluded="status:planned")),
    ("county's", dict(indicator="gdp", value=1, unit="元", scope="higher"), {}, dict(excluded="scope:higher")),
    (
        "growth is no level",
        dict(indicator="gdp", value="6.2", unit="%", measure="yoy"),
        {},
        dict(excluded="measure:yoy", unit="%", value=Decimal("6.2")),
    ),
    (
        "five years",
        dict(
            indicator="roads_built", value=12, unit="公里", period_start=date(2017, 1, 1), period_end=date(2021, 12, 31), period_cue="span"
        ),
        {},
        dict(excluded="span", year=None),
    ),
    (
        "cumulative flow",
        dict(indicator="street_lights", value=1182, unit="盏", period_cue="cumulative"),
        NOVEMBER,
        dict(excluded="cumulative"),
    ),
    (
        "stock in November",
        dict(indicator="ads_enterprises", value=12, unit="家", variant="规上工业"),
        NOVEMBER,
        dict(reasons="", as_of=date(2022, 11, 28)),
    ),
    (
        "stock in June",
        dict(indicator="ads_enterprises", value=12, unit="个", variant="规上工业") | H1,
        NOVEMBER,
        dict(reasons="as_of:2022-06-30", unit="家", period_class="stock"),
    ),
    ("unknown variant", dict(indicator="population", value=35000, unit="人"), {}, dict(reasons="variant_unknown")),
    ("one tax is a part", dict(indicator="tax_revenue", value=1, unit="元", item="国税", item_kind="part"), {}, dict(excluded="item:part")),
    (
        "crop by alias",
        dict(indicator="crop_area", value=300, unit="亩", item="美国大樱桃", item_kind="entity"),
        {},
        dict(item="樱桃", item_listed=True),
    ),
    (
        "part that is a listed crop",
        dict(indicator="grain_area", value=300, unit="亩", item="冬小麦", item_kind="part"),
        {},
        dict(item="小麦", excluded=None),
    ),
    (
        "unknown crop verbatim",
        dict(indicator="crop_area", value=300, unit="亩", item="仙草", item_kind="entity"),
        {},
        dict(item="仙草", item_listed=False),
    ),
    (
        "all grain is no item",
        dict(indicator="grain_output", value=300, unit="吨", item="粮食", item_kind="entity"),
        {},
        dict(item=None, excluded=None),
    ),
    ("batch", dict(indicator="land_reclaimed", value=18, unit="亩", item="第一批", item_kind="batch"), {}, dict(excluded="item:batch")),
    ("square metres", dict(indicator="land_transfer_area", value=2000, unit="平方米"), {}, dict(value=3, unit="亩")),
    (
        "a third, once",
        dict(indicator="illegal_area_demolished", value=1, unit="亩"),
        {},
        dict(value=Decimal("666.666666667"), unit="平方米"),
    ),
    ("jin to tonnes", dict(indicator="grain_output", value=3000, unit="斤"), {}, dict(value=Decimal("1.5"), unit="吨")),
    (
        "yield without denominator",
        dict(indicator="grain_yield", value=1200, unit="斤", bound="~"),
        {},
        dict(value=600, unit="公斤/亩", reasons="bound:~", low=575, high=625),
    ),
    (
        "dollars stay dollars",
        dict(indicator="exports", value=1000000, unit="美元"),
        {},
        dict(value=1000000, unit="美元", variant="美元", excluded=None),
    ),
    ("yuan of foreign capital", dict(indicator="foreign_capital_used", value=5, unit="元"), {}, dict(unit="元", variant="元")),
    (
        "person-times are not people",
        dict(indicator="people_trained", value=800, unit="人次"),
        {},
        dict(unit="人次", variant="人次", excluded=None),
    ),
    ("households are not people", dict(indicator="population", value=800, unit="户"), {}, dict(excluded="unit:户")),
    ("machine-times", dict(indicator="cleanup_machines", value=80, unit="台次"), {}, dict(unit="台次", variant="台次")),
    (
        "range",
        dict(indicator="projects_signed", value=3, value_high=5, unit="个"),
        {},
        dict(value=3, value_high=5, low=3, high=5, reasons="bound:range"),
    ),
    (
        "two decimals of 亿",
        dict(indicator="tax_revenue", value=523000000, unit="元", quote="5.23亿元"),
        {},
        dict(rounding=500000, low=523000000),
    ),
    ("plain count is exact", dict(indicator="admin_villages", value=34, unit="个", quote="34个"), {}, dict(rounding=0)),
    ("about 3000", dict(indicator="trees_planted", value=3000, unit="株", bound="~"), {}, dict(low=2500, high=3500, unit="棵")),
    ("vaccinated people", dict(indicator="vaccinations", value=3000, unit="人"), {}, dict(variant="人", unit="人")),
]


@pytest.mark.parametrize(("claim", "report", "want"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_observation(believe, claim, report, want):
    observations, _ = believe([claim], [report])
    (row,) = observations.values()
    assert {key: row[key] for key in want} == want


def test_claims_without_a_known_code_make_no_observation(believe):
    observations, _ = believe([dict(indicator=None, value=1, unit="个"), dict(indicator="no_such_code", value=1, unit="个")])
    assert observations == {}


def test_scanned_text_carries_its_caveat(believe):
    observations, _ = believe([dict(indicator="tax_revenue", value=1, unit="元")], [{"media_type": "image/png"}])
    assert [row["reasons"] for row in observations.values()] == ["source:ocr"]
