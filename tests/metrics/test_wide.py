"""Wide views: every unit has a suffix, every column its quantity, nothing incomparable shows."""

from datetime import date

import pytest
from small_release import make_release
from test_cell import County, claim, report

from transforms.seeds.indicators import load_indicators
from transforms.warehouse.wide import load_words, wide_columns


def test_every_unit_and_domain_has_a_word():
    words = load_words()
    for indicator in load_indicators().values():
        assert indicator.domain in words.domains
        for column in wide_columns(indicator, words):
            assert column.unit in words.suffixes, column


def test_columns_are_unique():
    words = load_words()
    names = [column.name for indicator in load_indicators().values() for column in wide_columns(indicator, words)]
    assert len(names) == len(set(names))


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    half = {"period_end": date(2022, 6, 30), "period_cue": "part_year"}
    claims = [claim("tax_revenue", 5, "元"), claim("general_budget_revenue", 7, "元", **half)]
    claims += [claim("population", 30000, "人", variant="户籍"), claim("exports", 9, "美元")]
    con = make_release(County([report()], claims), tmp_path_factory.mktemp("wide"))
    yield con
    con.close()


def test_a_row_per_township_and_year(release):
    (fiscal,) = release.execute("SELECT tax_revenue_yuan, general_budget_revenue_yuan FROM wide_fiscal").fetchall()
    assert fiscal == (5, None)
    assert release.execute("SELECT population_户籍_persons, population_常住_persons FROM wide_population").fetchall() == [(30000, None)]
    assert release.execute("SELECT exports_yuan, exports_美元_usd FROM wide_economy").fetchall() == [(None, 9)]


def test_headings_in_chinese(release):
    assert release.execute('SELECT 乡镇, 年份, "税收收入（元）" FROM 宽表_财政').fetchall() == [("东镇", 2022, 5)]


def test_every_view_and_column_is_explained(release):
    bare = release.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL").fetchall()
    columns = release.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL").fetchall()
    assert (bare, columns) == ([], [])
