"""The county's own report arrives in the sample county, with a city's and another county's; later it is retracted and read again."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from command_line import xianzhi

DATE = ("--date", "2023-04-10")
COUNTY = "990101"
REPORT = """政府工作报告
——2023年2月20日在汀禾县第九届人民代表大会第二次会议上
汀禾县人民政府县长  方明远

各位代表：
现在，我代表县人民政府，向大会报告工作，请予审议。
一、2022年工作回顾
2022年，全县户籍人口252788人，医保参保人数达到19.5万人。全县农村居民人均可支配收入23156元，增长7.8%。全市生产总值达到1260亿元。
税收收入完成2.6亿元，粮食总产量13万吨以上。石笋湾镇完成高标准农田建设2421亩。
二、2023年重点工作
全县一般公共预算收入达到6.5亿元。
"""
ELSEWHERE = {
    "city.txt": ("政府工作报告\n——2023年1月9日在澄陆市第五届人民代表大会第三次会议上\n全市粮食总产量120万吨。\n", "澄陆市"),
    "xiayi.txt": ("夏邑县人民政府工作报告\n——2023年1月9日在夏邑县第十六届人民代表大会第二次会议上\n全县粮食总产量103万吨。\n", "夏邑县"),
}
OF_TOWNSHIPS = ("cell", "pair", "growth", "derived", "target", "restatement", "coverage", "township")


def asked(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def nights(sample, tmp_path_factory):
    """The workspace after the night in which the reports arrived, and the release of the night before."""
    home = tmp_path_factory.mktemp("county") / "county"
    shutil.copytree(sample.home, home, symlinks=True, ignore=shutil.ignore_patterns("prefect"))
    before = (home / "releases/current").resolve()
    (home / "inbox" / "县政府工作报告2022.txt").write_text(REPORT, encoding="utf-8")
    for name, (text, _) in ELSEWHERE.items():
        (home / "inbox" / name).write_text(text, encoding="utf-8")
    done = xianzhi("nightly", "--home", home, *DATE, "--json")
    assert (done.returncode, json.loads(done.stdout)["outcome"]) == (0, "published"), done.stderr
    return home, before / "metrics.duckdb", (home / "releases/current").resolve()


def test_it_is_read_as_the_countys_own(nights):
    _, _, release = nights
    row = "SELECT place_kind, township_id, township, county, year, kind FROM read.report WHERE place_kind = 'county'"
    assert asked(release / "metrics.duckdb", row) == [("county", COUNTY, "汀禾县", "汀禾县", 2022, "annual")]
    scopes = "SELECT indicator, scope, item FROM read.claim SEMI JOIN (FROM read.report WHERE place_kind = 'county') USING (report_id)"
    told = set(asked(release / "metrics.duckdb", scopes))
    assert {("population", "county", "户籍"), ("gdp", "higher", None), ("high_standard_farmland", "township", "石笋湾镇")} <= told


def test_other_governments_reports_wait_with_a_clear_message(nights):
    home, _, _ = nights
    found = json.loads(xianzhi("quarantine", "list", "--home", home, "--json").stdout)
    listed = {row["file_name"]: row for row in found if row["file_name"] in ELSEWHERE}
    for name, (_, place) in ELSEWHERE.items():
        assert listed[name]["reason"] == "unknown_place"
        assert f"{place}政府的报告，不是本县的" in listed[name]["hint"]
    assert listed["xiayi.txt"]["candidates"] == "411426 河南省商丘市夏邑县"


def test_nothing_of_the_townships_changes_but_their_shares(nights):
    _, before, release = nights
    with duckdb.connect(str(release / "metrics.duckdb"), read_only=True) as con:
        con.execute(f"ATTACH '{before}' AS before (READ_ONLY)")
        for table in OF_TOWNSHIPS:
            one, other = (f"SELECT * EXCLUDE (run_id) FROM {where}.main.{table}" for where in ("metrics", "before"))
            both = f"(({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one}))"
            assert con.execute(f"SELECT count(*) FROM {both}").fetchone() == (0,), table
        rank = "* EXCLUDE (run_id, share_of_county_pct, share_basis)"
        assert con.execute(f"SELECT {rank} FROM metrics.main.ranking EXCEPT ALL SELECT {rank} FROM before.main.ranking").fetchall() == []
        assert con.execute("SELECT count(*) FROM change").fetchone() == (0,)


def test_its_figures_stand_beside_the_sum_of_its_townships(nights):
    _, _, release = nights
    sql = "SELECT indicator, value, sum_value, told, alive, outcome, outcome_reasons, verdict FROM county_total"
    rows = {row[0]: row[1:] for row in asked(release / "metrics.duckdb", sql)}
    assert rows["population"] == (Decimal(252788), Decimal(252788), 7, 7, "agrees", "", "comparable")
    assert rows["medical_insured"] == (Decimal(195000), Decimal(218722), 7, 7, "contradicts", "sum_exceeds", "with_caveat")
    assert rows["rural_disposable_income"][4:6] == ("not_testable", "not_additive")
    assert rows["tax_revenue"][4] == "not_testable" and rows["tax_revenue"][5].startswith("townships_missing:")
    assert rows.keys() == {"population", "medical_insured", "rural_disposable_income", "tax_revenue", "grain_output"}


def test_shares_say_which_denominator(nights):
    _, _, release = nights
    sql = "SELECT DISTINCT indicator, share_basis FROM ranking WHERE year = 2022 AND per = 'total' AND share_basis IS NOT NULL"
    basis = dict(asked(release / "metrics.duckdb", sql))
    assert basis["population"] == basis["tax_revenue"] == "county_report"
    assert basis["medical_insured"] == "county_contradicts;sum_of_townships:7/7"


def test_the_gate_tells_of_the_contradiction_and_holds_nothing(nights):
    _, _, release = nights
    checks = dict(asked(release / "metrics.duckdb", "SELECT check_id, outcome FROM ops.check_result WHERE layer = 'metrics'"))
    assert checks["county_total_agrees"] == "fail"
    assert checks["county_is_no_township"] == checks["county_figure_is_its_winner"] == "pass"
    sql = "SELECT indicator, held, detail, sentence FROM ops.failing_row WHERE check_id = 'county_total_agrees'"
    ((indicator, held, detail, sentence),) = asked(release / "metrics.duckdb", sql)
    assert (indicator, held, detail) == ("medical_insured", False, "全县 19.5万人，7 个乡镇之和 21.8722万人，大于全县")
    assert "医保参保人数达到19.5万人" in sentence


def test_a_figure_of_the_county_leads_back_to_its_sentence(nights):
    _, _, release = nights
    ((cell,),) = asked(release / "metrics.duckdb", "SELECT county_cell_id FROM county_total WHERE indicator = 'population'")
    ((quote, sentence, place),) = asked(release / "metrics.duckdb", f"SELECT quote, sentence, township FROM evidence('{cell}')")
    assert (quote, place) == ("252788人", "汀禾县")
    assert sentence.startswith("2022年，全县户籍人口252788人")
    lines = [json.loads(line) for line in (release / "evidence.jsonl").read_text(encoding="utf-8").splitlines()]
    (own,) = (line for line in lines if line["id"] == cell)
    assert (own["kind"], own["claims"][0]["quote"]) == ("county_total", "252788人")


def test_the_release_is_whole_and_shows_it(nights):
    home, _, release = nights
    assert xianzhi("verify", "--home", home).returncode == 0
    sheet = openpyxl.load_workbook(release / "county.xlsx", read_only=True)["全县"]
    rows = list(sheet.iter_rows(values_only=True))
    at = rows[0].index("核对")
    assert {row[at] for row in rows[1:] if row[at]} == {"一致", "矛盾", "不能核对"}
    assert '"counties":{"columns":["county_code","county"],"rows":[["990101","汀禾县"]]}' in (release / "site/data/index.js").read_text(
        "utf-8"
    )
    assert "252788" in (release / "site/data/county.js").read_text("utf-8")
    answer = xianzhi("query", "--home", home, "county_total", "2022")
    assert answer.returncode == 0 and "sum_exceeds" in answer.stdout


def test_retracted_and_read_again_it_counts_no_more(nights):
    home, before, _ = nights
    done = xianzhi("retract", "县政府工作报告2022.txt", "--reason", "试行稿", "--who", "王", "--home", home)
    assert done.returncode == 0, done.stderr
    done = xianzhi("backfill", "--from", "2022", "--to", "2022", "--reason", "核对", "--home", home, *DATE)
    assert done.returncode == 0, done.stderr
    release = home / "releases/current/metrics.duckdb"
    row = "SELECT place_kind, superseded_reason FROM read.report WHERE township_id = '990101'"
    assert asked(release, row) == [("county", "retracted")]
    assert asked(release, "SELECT count(*) FROM county_total") == [(0,)]
    shares = "SELECT * EXCLUDE (run_id) FROM ranking ORDER BY ALL"
    assert asked(release, shares) == asked(before, shares)
