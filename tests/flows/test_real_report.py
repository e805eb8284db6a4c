"""The real report of a township: what everything must handle. Skipped where ../shared is not there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

REPORT = Path(__file__).resolve().parents[3] / "shared" / "reports" / "yangji-2022.txt"
pytestmark = pytest.mark.skipif(not REPORT.is_file(), reason="the real report is not here (../shared)")
WANTED = {
    "land_transfer_area": ("3000", "亩", ">=", None, "with_caveat", "year_to_date:2022-11-28", "土地流转3000亩以上"),
    "people_screened": ("8823", "人", "=", None, "not_comparable", "part_year", "排查外地返乡人员8823人"),
    "external_capital": ("1900000000", "元", "=", "省外", "not_comparable", "part_year", "引进省外资金19亿元"),
}


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    from command_line import xianzhi

    home = tmp_path_factory.mktemp("real") / "home"
    assert xianzhi("init", home, "--county", "夏邑县").returncode == 0
    shutil.copy(REPORT, home / "inbox")
    done = xianzhi("nightly", "--home", home)
    assert done.returncode == 0, done.stderr
    return home


def cells(run, home, indicator):
    columns = "value::VARCHAR AS value, unit, bound, variant, verdict, reasons, sentence"
    sql = f"SELECT {columns} FROM metrics.cell WHERE indicator = '{indicator}' AND value IS NOT NULL"
    return json.loads(run("query", "--home", home, sql, "--json").stdout)


@pytest.mark.parametrize("indicator", WANTED)
def test_cells_of_the_real_report(night, run, indicator):
    value, unit, bound, variant, verdict, reason, words = WANTED[indicator]
    (cell,) = cells(run, night, indicator)
    assert cell["value"].split(".")[0] == value
    assert [cell[key] for key in ("unit", "bound", "variant", "verdict")] == [unit, bound, variant, verdict]
    assert reason in cell["reasons"].split(";")
    assert words in cell["sentence"]


def test_project_figures_make_no_cell(night, run):
    assert cells(run, night, "project_investment") == []


@pytest.mark.parametrize(("county", "reason"), [("", "ambiguous_place"), ("110105", "unknown_place")])
def test_elsewhere_it_waits(tmp_path, run, county, reason):
    home = tmp_path / "home"
    run("init", home, *(("--county", county) if county else ()))
    shutil.copy(REPORT, home / "inbox")
    assert run("nightly", "--home", home).returncode == 6
    assert [row["reason"] for row in json.loads(run("quarantine", "list", "--home", home, "--json").stdout)] == [reason]
