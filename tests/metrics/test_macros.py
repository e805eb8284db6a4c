"""The macros of a release, asked on a small county."""

from decimal import Decimal

import polars as pl
import pytest
from small_release import make_release
from test_cell import NAMES, County, claim, report


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    reports = [report(t, y) for t in NAMES for y in (2009, 2010, 2011, 2012)]
    claims = [
        claim("ads_industrial_output", 100 * (n + 1) + y - 2009, "元", t, y) for n, t in enumerate(NAMES) for y in (2009, 2010, 2011, 2012)
    ]
    claims += [
        claim("tax_revenue", 60, "元", "t1", 2011),
        claim("tax_revenue", 90, "元", "t1", 2012, bound=">="),
        claim("tax_revenue", 50, "元", "t2", 2012),
    ]
    claims += [claim("tax_revenue", 70, "元", "t1", 2011, of=2012, status="target"), claim("tax_revenue", 55, "元", "t1", 2012, of=2011)]
    changes = pl.DataFrame({"township_id": ["t3"], "from_year": [2012], "kind": ["merged"]})
    county = County(reports, claims, changes=changes)
    con = make_release(county, tmp_path_factory.mktemp("release"))
    yield con
    con.close()


def rows(release, sql):
    return release.sql(sql).pl().to_dicts()


def test_compare_is_symmetric_and_reciprocal(release):
    forth = rows(release, "FROM compare('tax_revenue', 2011, 2012) WHERE township_id = 't1'")[0]
    back = rows(release, "FROM compare('tax_revenue', 2012, 2011) WHERE township_id = 't1'")[0]
    assert (forth["verdict"], forth["reasons"]) == (back["verdict"], back["reasons"]) == ("with_caveat", "bound:>=")
    assert (forth["ratio"], forth["difference"]) == (Decimal("1.5"), 30)
    assert (back["ratio"], back["difference"]) == (Decimal("0.666666667"), -30)


def test_compare_says_why_it_cannot(release):
    across = rows(release, "FROM compare('ads_industrial_output', 2010, 2011)")
    assert {row["verdict"] for row in across} == {"not_comparable"}
    assert {row["reasons"] for row in across} == {"break:ads_industry_2011"}
    after = {row["township_id"]: row for row in rows(release, "FROM compare('ads_industrial_output', 2011, 2012)")}
    assert (after["t1"]["verdict"], after["t3"]["verdict"], after["t3"]["reasons"]) == ("comparable", "not_comparable", "place:merged")
    missing = {row["township_id"]: row["reasons"] for row in rows(release, "FROM compare('tax_revenue', 2011, 2012)")}
    assert missing["t2"] == "no_value"


def test_townships_are_compared_by_any_name(release):
    (forth,) = rows(release, "FROM compare_townships('tax_revenue', 2012, '东镇', 't2')")
    (back,) = rows(release, "FROM compare_townships('tax_revenue', 2012, '西镇', '990001001')")
    assert (forth["value_a"], forth["value_b"], forth["verdict"], forth["reasons"]) == (90, 50, "with_caveat", "bound:>=")
    assert (back["value_a"], back["value_b"], back["verdict"], back["reasons"]) == (50, 90, "with_caveat", "bound:>=")


def test_a_series_is_cut_at_a_break(release):
    assert [row["segment"] for row in rows(release, "FROM series('东镇', 'ads_industrial_output')")] == [1, 1, 2, 2]
    assert [row["segment"] for row in rows(release, "FROM series('t3', 'ads_industrial_output')")] == [1, 1, 2, 3]


def test_ranking_names_share_and_median(release):
    first = rows(release, "FROM rank_townships('ads_industrial_output', 2012)")[0]
    assert (first["township"], first["rank_low"], first["ranked"], first["missing"]) == ("中街道", 1, 5, "")
    assert first["share_of_county_pct"] == Decimal("33.2013")


def test_evidence_shows_winner_and_losers(release):
    found = rows(release, "FROM evidence('tax_revenue:::t1:2011')")
    assert [(row["won"], row["reason"], row["value"]) for row in found] == [(True, "best", 60), (False, "other_report", 55)]
    assert found[0]["sentence"]


def test_coverage_and_targets(release):
    assert len(rows(release, "FROM coverage(2012)")) == 5
    (target,) = rows(release, "FROM targets('东镇')")
    assert (target["year"], target["value"], target["result"], target["outcome"]) == (2012, 70, 90, "met")
