"""A township's profile: its figures are the release's, every number has its sentence, hostile text is text, it fits one A4 page."""

from __future__ import annotations

import json
import shutil
import subprocess

import duckdb
import pypdfium2
import pytest
from selectolax.lexbor import LexborHTMLParser

from transforms.publish.profile import UnknownTownshipError, find_township, load_profile, render_profile
from transforms.warehouse.connection import open_release
from transforms.warehouse.promote import DATABASE

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def con(sample):
    with open_release((sample.home / "releases" / "current" / DATABASE).resolve()) as opened:
        yield opened


@pytest.mark.parametrize("who", ["石笋湾镇", "990101102"])
def test_a_township_is_found_by_name_and_by_id(con, who):
    assert find_township(con, who, 2022) == "990101102"


@pytest.mark.parametrize(("who", "year", "words"), [("石笋镇", 2022, "石笋湾镇"), ("石笋湾镇", 1999, "2018–2022")])
def test_what_is_not_there_is_said_with_what_is(con, who, year, words):
    with pytest.raises(UnknownTownshipError, match=words):
        find_township(con, who, year)


def test_several_of_a_name_are_listed(tmp_path, sample):
    shutil.copy(sample.home / "releases" / "current" / DATABASE, tmp_path / DATABASE)
    (tmp_path / DATABASE).chmod(0o644)
    with duckdb.connect(str(tmp_path / DATABASE)) as own:
        own.execute("UPDATE township SET name = '石笋湾镇' WHERE township_id = '990101101'")
        with pytest.raises(UnknownTownshipError, match="990101101"):
            find_township(own, "石笋湾镇", 2022)


def test_every_number_has_its_sentence(con):
    profile = load_profile(con, "990101102", 2022)
    sources = {one.number: one for one in profile.sources}
    assert len(profile.figures) > 15
    for row in (*profile.figures, *profile.targets):
        source = sources[row["note"]]
        assert source.quote == row["quote"]
        assert f"{source.before.lstrip('…')}{source.quote}{source.after.rstrip('…')}" in row["sentence"]
    assert all(one["result"] is None or one["result_note"] in sources for one in profile.targets)
    told = con.execute(
        "SELECT count(*) FROM cell WHERE township_id = '990101102' AND year = 2022 AND value IS NOT NULL AND item IS NULL"
    ).fetchone()
    assert len(profile.figures) + profile.left_out == told[0]


def test_medians_and_ranks_are_those_of_the_tables(con):
    profile = load_profile(con, "990101102", 2022)
    sql = (
        "SELECT median(value) FROM cell WHERE indicator = 'rural_disposable_income' AND year = 2022 AND value IS NOT NULL "
        "AND verdict <> 'not_comparable'"
    )
    (income,) = [one for one in profile.figures if one["name_zh"] == "农村居民人均可支配收入"]
    assert float(income["county_median"]) == float(con.execute(sql).fetchone()[0])
    rank = con.execute("SELECT rank_low, ranked FROM ranking WHERE cell_id = ? AND per = 'total'", [income["cell_id"]]).fetchone()
    assert (income["rank_low"], income["ranked"]) == rank
    assert profile.peers


def test_hostile_text_is_text(tmp_path, sample):
    shutil.copy(sample.home / "releases" / "current" / DATABASE, tmp_path / DATABASE)
    (tmp_path / DATABASE).chmod(0o644)
    with duckdb.connect(str(tmp_path / DATABASE)) as own:
        own.execute("UPDATE read.claim SET sentence = '<script>alert(1)</script>' || quote, sentence_start = start - 25")
        own.execute("UPDATE coverage SET township = '<img src=x onerror=alert(1)>' WHERE township_id = '990101102'")
        html = render_profile(load_profile(own, "990101102", 2022))
    page = LexborHTMLParser(html)
    assert not page.css("script")
    assert not page.css("img")
    assert "<script>alert(1)</script>" in page.css_first("ol.sources li").attributes["title"]
    assert "http" not in html.replace("http-equiv", "")


def test_the_command_writes_the_page_and_says_where(sample, tmp_path, run):
    path = tmp_path / "page.html"
    done = run("report", "石笋湾镇", "2022", "--home", sample.home, "--out", path)
    assert (done.returncode, done.stdout.strip()) == (0, str(path)), done.stderr
    assert "石笋湾镇" in path.read_text(encoding="utf-8")
    told = json.loads(run("report", "石笋湾镇", "2022", "--home", sample.home, "--json").stdout)
    assert told["township"] == "石笋湾镇"
    wrong = run("report", "没有镇", "2022", "--home", sample.home)
    assert (wrong.returncode, "石笋湾镇" in wrong.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="apt install chromium")
def test_every_profile_fits_one_page(con, tmp_path):
    pages = {}
    for township_id, year in con.execute(
        "SELECT township_id, year FROM coverage WHERE alive ORDER BY cells_filled DESC LIMIT 4"
    ).fetchall():
        path = tmp_path / f"{township_id}-{year}.html"
        path.write_text(render_profile(load_profile(con, township_id, year)), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={tmp_path / 'chromium'}"]
        subprocess.run([CHROMIUM, *options, f"--print-to-pdf={path.with_suffix('.pdf')}", path.as_uri()], check=True, capture_output=True)
        pages[path.stem] = len(pypdfium2.PdfDocument(path.with_suffix(".pdf")))
    assert pages == dict.fromkeys(pages, 1)
