"""From observations to cells, blanks, growth, ranks, coverage and restatements: the whole layer on a small county."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from transforms.core.frames import choose, observe
from transforms.metrics.frames import Inputs, build_metrics, load_seeds, township_frame
from transforms.model import Township
from transforms.seeds.indicators import load_indicators
from transforms.seeds.units import load_units

NAMES = {"t1": "东镇", "t2": "西镇", "t3": "南乡", "t4": "北乡", "t5": "中街道"}
PLACES = [Township(key, f"99000100{key[1]}", name, "990001", "样县") for key, name in NAMES.items()]
GONE = Township("t6", "990001006", "旧乡", "990001", "样县", valid_from=None, valid_to=date(2020, 6, 30))


def report(township="t1", year=2022, **more):
    base = {
        "report_id": f"{township}:{year}",
        "sha256": f"{township}{year}",
        "place_kind": "township",
        "township_id": township,
        "township_code": "",
        "township": "",
        "county": "样县",
        "year": year,
        "year_kind": "reviewed",
        "report_date": date(year + 1, 1, 5),
        "kind": "annual",
        "superseded_by": None,
    }
    return base | more


def claim(indicator, value, unit, township="t1", year=2022, *, of=None, **more):
    period_year = of or year
    base = {
        "report_id": f"{township}:{year}",
        "indicator": indicator,
        "value": Decimal(str(value)),
        "value_high": None,
        "unit": unit,
        "bound": "=",
        "measure": "level",
        "status": "actual",
        "period_start": date(period_year, 1, 1),
        "period_end": date(period_year, 12, 31),
        "period_cue": "default",
        "variant": None,
        "item": None,
        "item_kind": "none",
        "scope": "township",
        "subject": "",
        "margin": 1.0,
        "quote": f"{value}{unit}",
        "sentence": f"{indicator} {value}{unit}。",
        "sentence_start": 0,
    }
    return base | more


class County:
    """Frames of a small county, in an order given by `seed`."""

    def __init__(self, reports, claims, *, places=PLACES, seed=0, held=None, quarantine=None, today=None, changes=None):
        for number, row in enumerate(claims):
            row |= {"claim_id": row.get("claim_id") or f"c{number:03}", "start": number * 10, "end": number * 10 + 5}
        schema = {"report_date": pl.Date, "superseded_by": pl.String}
        self.reports = pl.DataFrame(reports, schema_overrides=schema).sample(fraction=1, shuffle=True, seed=seed)
        exact = {
            "value": pl.Decimal(38, 9),
            "value_high": pl.Decimal(38, 9),
            "variant": pl.String,
            "item": pl.String,
            "period_start": pl.Date,
            "indicator": pl.String,
            "report_id": pl.String,
            "claim_id": pl.String,
            "sentence": pl.String,
        }
        rows = claims or [claim("gdp", 1, "元") | {"claim_id": "c", "start": 0, "end": 1}]
        self.claims = pl.DataFrame(rows, schema_overrides=exact, infer_schema_length=None)[: len(claims)].sample(
            fraction=1, shuffle=True, seed=seed
        )
        self.observations = observe(self.claims, self.reports, load_indicators(), load_units())
        self.candidates = choose(self.observations, self.reports, held)
        inputs = Inputs(self.observations, self.candidates, self.reports, self.claims, township_frame(places), changes, quarantine)
        self.tables = build_metrics(inputs, load_seeds(), today=today)
        self.cells = self.tables["metrics.cell"]

    def cell(self, indicator, township="t1", year=2022, variant=None, item=None):
        rows = [
            row
            for row in self.cells.iter_rows(named=True)
            if (row["indicator"], row["township_id"], row["year"], row["variant"], row["item"])
            == (indicator, township, year, variant, item)
        ]
        assert len(rows) == 1, rows
        return rows[0]

    def rows(self, table, key="cell_id"):
        return {row[key]: row for row in self.tables[f"metrics.{table}"].iter_rows(named=True)}

    def growth(self):
        return self.rows("growth")

    def ranks(self, per="total"):
        return {row["cell_id"]: row for row in self.tables["metrics.ranking"].iter_rows(named=True) if row["per"] == per}


def test_a_comparable_cell_leads_back_to_its_sentence():
    county = County([report()], [claim("tax_revenue", 2600000, "元")])
    cell = county.cell("tax_revenue")
    assert (cell["verdict"], cell["reasons"], cell["missing_reason"]) == ("comparable", "", None)
    assert (cell["claim_id"], cell["sentence"], cell["township"], cell["township_code"]) == (
        "c000",
        "tax_revenue 2600000元。",
        "东镇",
        "990001001",
    )


def test_conflict_makes_the_cell_not_comparable():
    county = County([report()], [claim("tax_revenue", 5, "元"), claim("tax_revenue", 7, "元")])
    assert (county.cell("tax_revenue")["verdict"], county.cell("tax_revenue")["reasons"]) == ("not_comparable", "conflict")


def test_part_year_and_caveats():
    half = {"period_end": date(2022, 6, 30), "period_cue": "part_year"}
    county = County([report()], [claim("tax_revenue", 5, "元", **half), claim("land_transfer_area", 3000, "亩", bound=">=")])
    assert county.cell("tax_revenue")["verdict"] == "not_comparable"
    assert county.cell("land_transfer_area")["verdict"] == "with_caveat"


def test_every_blank_says_why():
    quarantine = pl.DataFrame(
        {
            "sha256": ["zz", "t42021"],
            "stage": ["raw", "read"],
            "resolved_at": [None, None],
            "township_id": ["t3", None],
            "year": [2022, None],
        }
    )
    reports = [report("t1", 2021), report("t1"), report("t2", 2021), report("t3", 2021), report("t4", 2021), report("t6", 2019)]
    claims = [
        claim("tax_revenue", 5, "元", "t1", 2021),
        claim("gdp", 5, "元", "t1"),
        claim("gdp", 5, "元", "t2", 2021),
        claim("gdp", 5, "元", "t3", 2021),
    ]
    county = County(reports, claims, places=[*PLACES, GONE], quarantine=quarantine)
    why = {
        (row["township_id"], row["year"]): row["missing_reason"]
        for row in county.cells.filter(pl.col("indicator") == "tax_revenue").iter_rows(named=True)
    }
    assert why == {
        ("t1", 2021): None,
        ("t1", 2022): "not_in_report",
        ("t2", 2021): "not_in_report",
        ("t2", 2022): "report_missing",
        ("t3", 2021): "not_in_report",
        ("t3", 2022): "quarantined",
        ("t4", 2021): "extraction_failed",
        ("t4", 2022): "report_missing",
        ("t6", 2019): "extraction_failed",
        ("t6", 2020): "place_not_alive",
        ("t6", 2021): "place_not_alive",
        ("t6", 2022): "place_not_alive",
    }


def test_a_report_that_is_not_due_makes_no_blank():
    reports, claims = [report("t1"), report("t2", 2021)], [claim("tax_revenue", 5, "元")]
    early, late = (County(reports, claims, today=day).cells for day in (date(2023, 3, 30), date(2023, 3, 31)))
    missing = pl.col("missing_reason") == "report_missing"
    assert early.filter(missing).height == 0
    assert late.filter(missing).height > 0


def test_what_three_townships_report_is_expected_of_the_others():
    reports = [report(t) for t in NAMES]
    others = [claim("gdp", 5, "元", t) for t in NAMES]
    three = County(reports, [*others, *(claim("pig_stock", 100, "头", t) for t in ("t1", "t2", "t3"))])
    two = County(reports, [*others, *(claim("pig_stock", 100, "头", t) for t in ("t1", "t2"))])
    assert three.cell("pig_stock", "t4")["missing_reason"] == "not_in_report"
    assert two.cells.filter((pl.col("indicator") == "pig_stock") & pl.col("missing_reason").is_not_null()).height == 0


def test_net_income_is_expected_before_the_survey_reform_only():
    county = County([report(year=2012), report(year=2014)], [])
    wanted = county.cells.filter(pl.col("indicator").is_in(["rural_net_income", "rural_disposable_income"]))
    assert sorted(wanted.select("indicator", "year").rows()) == [
        ("rural_disposable_income", 2013),
        ("rural_disposable_income", 2014),
        ("rural_net_income", 2012),
        ("rural_net_income", 2013),
    ]


def test_held_rows_leave_a_marked_blank():
    held = pl.DataFrame({"claim_id": ["c000"], "check_name": ["unit_slip"]})
    cell = County([report()], [claim("pig_stock", 5, "头")], held=held).cell("pig_stock")
    assert (cell["missing_reason"], cell["reasons"], cell["value"]) == ("quarantined", "held:unit_slip", None)


GROWTH = [  # name, indicator, value before, value now, stated growth, outcome, reason, computed
    ("agrees", "tax_revenue", 100, 110, "10", "agrees", "", Decimal(10)),
    ("within its last digit", "tax_revenue", 300, 400, "33.3", "agrees", "", Decimal("33.3333")),
    ("contradicts", "tax_revenue", 100, 110, "25", "contradicts", "", Decimal(10)),
    ("constant prices", "gdp", 100, 110, "25", "not_testable", "price_basis:constant_price", Decimal(10)),
    ("no base", "tax_revenue", None, 110, "25", "not_testable", "no_base", None),
    ("computed only", "tax_revenue", 100, 90, None, "computed_only", "", Decimal(-10)),
]


@pytest.mark.parametrize(
    ("indicator", "before", "now", "stated", "outcome", "reason", "pct"), [c[1:] for c in GROWTH], ids=[c[0] for c in GROWTH]
)
def test_growth(indicator, before, now, stated, outcome, reason, pct):
    claims = [claim(indicator, now, "元")]
    if before is not None:
        claims.append(claim(indicator, before, "元", year=2021))
    if stated is not None:
        claims.append(claim(indicator, stated, "%", measure="yoy"))
    row = County([report(year=2021), report()], claims).growth()[f"{indicator}:::t1:2022"]
    assert (row["outcome"], row["reasons"], row["computed_pct"]) == (outcome, reason, pct)


def test_no_growth_across_a_break():
    claims = [claim("ads_industrial_output", 100, "元", year=2010), claim("ads_industrial_output", 150, "元", year=2011)]
    row = County([report(year=2010), report(year=2011)], claims).growth()["ads_industrial_output:::t1:2011"]
    assert (row["outcome"], row["reasons"], row["computed_pct"]) == ("not_testable", "break:ads_industry_2011", None)


def test_ranks_share_a_range_where_bounds_overlap():
    values = {"t1": (100, "="), "t2": (80, ">="), "t3": (90, "="), "t4": (70, "=")}
    claims = [claim("tax_revenue", value, "元", t, bound=bound) for t, (value, bound) in values.items()]
    county = County([report(t) for t in NAMES], claims)
    got = {row["township_id"]: (row["rank_low"], row["rank_high"], row["missing"]) for row in county.ranks().values()}
    assert got == {"t1": (1, 2, "中街道"), "t2": (1, 3, "中街道"), "t3": (2, 3, "中街道"), "t4": (4, 4, "中街道")}


def test_too_few_townships_are_not_ranked():
    county = County([report(t) for t in NAMES], [claim("tax_revenue", 5, "元", t) for t in ("t1", "t2")])
    assert county.ranks() == {}


def test_unknown_variants_and_incomparable_cells_are_not_ranked():
    part = {"period_end": date(2022, 6, 30), "period_cue": "part_year"}
    claims = [claim("population", 5, "人", t) for t in NAMES] + [claim("tax_revenue", 5, "元", t, **part) for t in NAMES]
    assert County([report(t) for t in NAMES], claims).ranks() == {}


RESTATED = [  # name, own report's claim, what the next year's report says of the year before, kind
    ("restated", dict(value=520, bound="="), dict(value=500), ["restatement"]),
    ("inside the bound", dict(value=500, bound=">="), dict(value=520), ["refinement"]),
    ("inside the rounding", dict(value=520000000, quote="5.2亿元"), dict(value=523400000, quote="52340万元"), ["refinement"]),
    ("the same", dict(value=500), dict(value=500), []),
    ("after an estimate", dict(value=500, status="estimate"), dict(value=520), ["settlement"]),
]


@pytest.mark.parametrize(("first", "second", "kinds"), [c[1:] for c in RESTATED], ids=[c[0] for c in RESTATED])
def test_restatement(first, second, kinds):
    first, second = ({"value": c.pop("value"), "more": c} for c in (dict(first), dict(second)))
    claims = [
        claim("tax_revenue", first["value"], "元", year=2021, **first["more"]),
        claim("tax_revenue", second["value"], "元", of=2021, **second["more"]),
    ]
    county = County([report(year=2021), report()], claims)
    assert county.tables["metrics.restatement"]["kind"].to_list() == kinds
    assert county.cell("tax_revenue", year=2021)["claim_id"] == "c000"


def test_a_year_to_date_is_completed_not_restated():
    claims = [claim("tax_revenue", 500, "元", year=2021), claim("tax_revenue", 620, "元", of=2021)]
    county = County([report(year=2021, report_date=date(2021, 11, 28)), report()], claims)
    assert county.tables["metrics.restatement"].height == 0
    assert county.cell("tax_revenue", year=2021)["reasons"] == "year_to_date:2021-11-28"


def test_coverage_counts_what_stands_and_what_is_blank():
    county = County([report()], [claim("tax_revenue", 5, "元")])
    row = county.rows("coverage", "township_id")["t1"]
    assert (row["state"], row["cells_filled"], row["cells_comparable"]) == ("reported", 1, 1)
    assert row["cells_expected"] > 5
    assert county.rows("coverage", "township_id")["t2"]["state"] == "missing"


def test_the_order_of_rows_changes_nothing():
    reports = [report(t, y) for t in NAMES for y in (2021, 2022)]
    claims = [claim("tax_revenue", n, "元", t, y) for n, (t, y) in enumerate((t, y) for t in NAMES for y in (2021, 2022))]
    one, two = (County(reports, [dict(c) for c in claims], seed=seed) for seed in (1, 2))
    assert one.candidates.equals(two.candidates)
    for name, table in one.tables.items():
        assert table.equals(two.tables[name]), name
