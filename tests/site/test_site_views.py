"""The page in Chromium, from a folder and a server: views, links, tables, downloads, evidence, hostile text, accessibility, print."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import openpyxl
import pdfplumber
import pytest
from site_views import CELL, HOSTILE, OVERFLOWING, VIEWS, served, visit, watch

from benchmarks.site import FACTS as LARGE
from benchmarks.site import first_bytes, make_release
from transforms.publish.site.data import read_words
from transforms.publish.site.page import write_site

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / ".venv" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
TEXTS = """() => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walk.nextNode()) { found.push(walk.currentNode.data.trim()); } return found; }"""

DIFFERENT = ("overview", "indicator", "township", "compare", "coverage", "evidence", "report", "quality")
"""Views that between them show every colour."""
LARGEST = """SELECT township_id, indicator, cell_id, report_id FROM cell WHERE value IS NOT NULL AND report_id IS NOT NULL
    ORDER BY count(*) OVER (PARTITION BY indicator) DESC, year DESC, indicator, township_id LIMIT 1"""
EMPTY_CHARTS = """() => [...document.querySelectorAll("figure.chart")].filter(
    e => !e.querySelector("svg rect, svg path") && !e.querySelector(".blank")).length"""


def rows_of(release: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(release / "metrics.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def walk(page, base: str, views=VIEWS, widths=(1280, 390)) -> None:
    """Visit views; nothing may complain, reach out, overflow, or show a key instead of a word."""
    seen, words = watch(page), read_words()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in views.items():
            visit(page, base, address)
            assert page.evaluate(OVERFLOWING) == [], (name, width)
            assert page.title(), name
            if width == 1280:
                assert [text for text in page.evaluate(TEXTS) if text in words] == [], name
                assert page.evaluate(EMPTY_CHARTS) == 0, name
    assert seen.complaints == []
    origin = base.rpartition("/")[0]
    assert [url for url in seen.requests if not url.startswith((origin, "blob:"))] == []


def test_every_view_from_a_folder(page, release):
    walk(page, (release / "site" / "index.html").as_uri())


def test_every_view_from_a_server(page, release):
    with served(release) as address:
        walk(page, f"{address}/site/index.html", widths=(1280,))


def test_hostile_text_is_text(page, hostile):
    report = rows_of(hostile, "SELECT report_id FROM read.report ORDER BY 1 LIMIT 1")[0][0]
    base = (hostile / "site" / "index.html").as_uri()
    walk(page, base, {**VIEWS, "report": f"#/report/{report}"}, widths=(1280,))
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script").count() == 0
    assert HOSTILE in page.locator("article").text_content()


def test_english(page, release):
    base = (release / "site" / "index.html").as_uri()
    visit(page, base, VIEWS["indicator"])
    page.click("[data-switch=lang]")
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert page.locator("h1").text_content().isascii()
    assert "million yuan" in page.locator("main").text_content()
    walk(page, base, widths=(1280,))


def test_deep_links_and_the_way_back(page, release):
    base = (release / "site" / "index.html").as_uri()
    visit(page, base, VIEWS["indicator"])
    page.locator(".bars .figure a").first.click()
    page.wait_for_selector("main.view-evidence blockquote")
    here = page.url
    page.go_back()
    page.wait_for_selector("main.view-indicator .bars")
    page.select_option("main select >> nth=0", "2020")
    page.wait_for_function("location.hash.includes('year=2020') && document.querySelector('figcaption').textContent.includes('2020')")
    page.goto("about:blank")
    page.goto(here)
    page.wait_for_selector("main.view-evidence blockquote")


def test_the_marked_sentence_is_the_claims(page, release):
    cells = rows_of(release, """SELECT c.cell_id, m.sentence, m.quote FROM cell c JOIN read.claim m USING (claim_id, report_id)
        ORDER BY hash(c.cell_id) LIMIT 15""")  # fmt: skip
    for cell_id, sentence, quote in cells:
        visit(page, (release / "site" / "index.html").as_uri(), f"#/evidence/{cell_id}")
        assert page.locator("blockquote.evidence").text_content() == sentence
        assert page.locator("blockquote.evidence mark").text_content() == quote
        assert page.locator(".context .here").text_content() == sentence
        assert page.locator(".context mark").text_content() == quote


def test_offsets_beyond_the_first_plane(page, hostile):
    """The texts begin with characters that a browser counts twice."""
    asked = f"SELECT m.sentence, m.quote FROM cell c JOIN read.claim m USING (claim_id, report_id) WHERE cell_id = '{CELL}'"
    sentence, quote = rows_of(hostile, asked)[0]
    visit(page, (hostile / "site" / "index.html").as_uri(), VIEWS["evidence"])
    assert page.locator(".context .here").text_content() == sentence
    assert page.locator(".context mark").text_content() == quote


def test_a_number_in_the_text_says_what_it_is(page, release):
    report, start = rows_of(
        release, f"SELECT report_id, start FROM cell JOIN read.claim USING (claim_id, report_id) WHERE cell_id = '{CELL}'"
    )[0]
    visit(page, (release / "site" / "index.html").as_uri(), f"#/report/{report}?at={start}")
    assert page.locator("article [aria-current]").text_content() == "3537万元"
    page.click(".panel a")
    page.wait_for_selector("main.view-evidence .big")
    assert page.locator(".big").text_content().startswith("3,537万元")


def downloaded(page, scope, suffix: str) -> bytes:
    with page.expect_download() as coming:
        scope.locator(f"[data-download={suffix}]").first.click()
    return Path(coming.value.path()).read_bytes()


def test_filters_and_downloads_give_the_same_rows(page, release):
    visit(page, (release / "site" / "index.html").as_uri(), VIEWS["indicator"])
    table = page.locator(".tabled").nth(1)
    table.locator("input").fill("石笋湾镇")
    table.locator("tbody tr").nth(5).wait_for(state="detached")
    wanted = rows_of(release, """SELECT year, rtrim(rtrim(value::VARCHAR, '0'), '.') AS v, sentence, cell_id FROM cell
        WHERE indicator = 'general_budget_revenue' AND township = '石笋湾镇' AND value IS NOT NULL ORDER BY year""")  # fmt: skip
    text = downloaded(page, table, "csv")
    assert text.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [(int(row["年份"]), row["数值（规范单位）"], row["原句"], row["单元格编号"]) for row in lines] == wanted
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(page, table, "xlsx"))).active
    heads, *cells = sheet.iter_rows(values_only=True)
    at = [heads.index(name) for name in ("年份", "数值（规范单位）", "原句", "单元格编号")]
    assert [(row[at[0]], float(row[at[1]]), row[at[2]], row[at[3]]) for row in cells] == [(y, float(v), s, c) for y, v, s, c in wanted]


def test_tables_sort(page, release):
    visit(page, (release / "site" / "index.html").as_uri(), VIEWS["indicators"])
    page.click("th button:has-text('乡镇数')")
    counts = [int(text) for text in page.locator("tbody tr td:nth-child(4)").all_text_contents()]
    assert counts == sorted(counts, reverse=True)
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_who_is_not_in_a_chart_is_named(page, release):
    visit(page, (release / "site" / "index.html").as_uri(), "#/indicator/general_budget_revenue?year=2022")
    missing = page.locator("figure.chart .not-reported").first.text_content()
    blank = rows_of(
        release, "SELECT DISTINCT township FROM cell WHERE indicator = 'general_budget_revenue' AND year = 2022 AND value IS NULL"
    )
    assert blank
    assert all(name in missing for (name,) in blank)
    assert page.locator("figure.chart .source").first.text_content().startswith("来源：汀禾县")


def test_townships_that_nobody_expects_to_tell_a_figure_are_named_too(page, release):
    """An indicator that few tell has no cells for the others: they are not reported all the same."""
    (code, year), *_ = rows_of(release, """SELECT indicator, year FROM cell WHERE value IS NOT NULL GROUP BY ALL
        HAVING count(DISTINCT township_id) = 1 AND year = 2018 ORDER BY 1""")  # fmt: skip
    visit(page, (release / "site" / "index.html").as_uri(), f"#/indicator/{code}?year={year}")
    assert page.locator("figure.chart .not-reported").first.locator("a").count() == 7


def test_nothing_is_drawn_across_a_break(page, release):
    """石笋湾镇 took another township in: 2020 and 2021 are not joined."""
    visit(page, (release / "site" / "index.html").as_uri(), "#/indicator/general_budget_revenue")
    own = page.locator(".multiples li", has_text="石笋湾镇")
    assert own.locator(".break").count() == 1
    assert [len(points.split()) for points in own.locator("polyline").evaluate_all("all => all.map(e => e.getAttribute('points'))")] == [
        3,
        2,
    ]


def test_search_finds_townships_indicators_and_texts(page, release):
    base = (release / "site" / "index.html").as_uri()
    visit(page, base, "#/")
    page.fill("[role=search] input", "石笋湾")
    page.press("[role=search] input", "Enter")
    page.wait_for_selector("main.view-search ul[data-done]")
    assert page.locator("main ul").first.text_content() == "石笋湾镇"
    assert page.locator("main blockquote mark").first.text_content() == "石笋湾"
    page.locator("main li:has(blockquote) a").first.click()
    page.wait_for_selector("main.view-report article")


def test_full_texts_stay_out_where_the_county_says_so(page, partial):
    text, report = rows_of(
        partial, "SELECT text, report_id FROM read.text JOIN read.report USING (report_id) WHERE superseded_by IS NULL ORDER BY 2 LIMIT 1"
    )[0]
    said = "".join(path.read_text(encoding="utf-8") for path in (partial / "site" / "data").rglob("*.js"))
    assert text.strip().replace("\n", "\\n")[:60] not in said
    base = (partial / "site" / "index.html").as_uri()
    visit(page, base, VIEWS["evidence"])
    sentence = rows_of(partial, f"SELECT sentence FROM cell WHERE cell_id = '{CELL}'")[0][0]
    assert page.locator(".context .here").text_content() == sentence
    visit(page, base, f"#/report/{report}")
    assert page.locator("article .passage").count() > 1


@pytest.mark.slow
def test_a_large_release_from_a_folder(page, tmp_path):
    """30 townships × 20 years: every kind of view, the bytes of the first one, every sentence where its offsets say."""
    release = make_release(tmp_path)
    write_site(release, LARGE)
    base = (release / "site" / "index.html").as_uri()
    assert first_bytes(release / "site") < 3_000_000
    township, indicator, cell, report = rows_of(release, LARGEST)[0]
    views = {
        "overview": "#/", "indicator": f"#/indicator/{indicator}", "township": f"#/township/{township}", "compare": "#/compare",
        "coverage": "#/coverage", "coverage-one": f"#/coverage/{indicator}", "evidence": f"#/evidence/{cell}",
        "report": f"#/report/{report}",
    }  # fmt: skip
    walk(page, base, views)
    visit(page, base, views["evidence"])
    assert page.locator(".context .here").text_content() == page.locator("blockquote.evidence").text_content()


def test_the_fullest_townships_print_on_one_page(page, release, tmp_path):
    base = (release / "site" / "index.html").as_uri()
    for township, year in rows_of(release, "SELECT township_id, year FROM coverage ORDER BY cells_filled DESC, township_id, year LIMIT 2"):
        visit(page, base, f"#/township/{township}?year={year}")
        page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True, print_background=True)
        with pdfplumber.open(tmp_path / "page.pdf") as pdf:
            assert len(pdf.pages) == 1, township


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core: make test installs it")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation_of_accessibility(chromium, release, scheme):
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page, source = context.new_page(), AXE.read_text(encoding="utf-8")
    report = rows_of(release, "SELECT report_id FROM read.report ORDER BY 1 LIMIT 1")[0][0]
    found = []
    visit(page, (release / "site" / "index.html").as_uri(), "#/")
    page.evaluate(source)
    views = {**VIEWS, "report": f"#/report/{report}?at=0"}
    for name, address in views.items() if scheme == "light" else [(name, views[name]) for name in DIFFERENT]:
        visit(page, (release / "site" / "index.html").as_uri(), address)
        result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        found += [
            (name, one["id"], one["nodes"][0]["html"][:120], one["nodes"][0].get("failureSummary", "")[:200])
            for one in result["violations"]
            if one["impact"] in ("serious", "critical")
        ]
    context.close()
    assert found == []


def test_keyboard_reaches_the_content(page, release):
    visit(page, (release / "site" / "index.html").as_uri(), "#/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    visit(page, (release / "site" / "index.html").as_uri(), "#/coverage")
    assert page.evaluate("document.activeElement.tagName") == "H1"
