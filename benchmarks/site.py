"""The page of a large release: 30 townships × 20 years. How long it takes to build, how much and how long the first view is.

python -m benchmarks site
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.metrics_scale import choose_all, fill, township_rows
from transforms.metrics.frames import load_seeds
from transforms.metrics.workshop import Places, refresh
from transforms.publish.site.page import SITE, write_site
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.content import copy_released
from transforms.warehouse.promote import DATABASE

SECTION = "site"
TITLE = "网页 · The page"
TOWNSHIPS = 30
FACTS: dict[str, Any] = {
    "release": "20230410T000000Z-large", "county": "大县", "business_date": "2023-04-10", "product_version": "bench", "reports": 600,
    "texts": True, "previous": None,
}  # fmt: skip
TEXTS = """
CREATE TEMP TABLE spot AS
    SELECT claim_id, report_id, sentence, value::BIGINT::VARCHAR AS said,
           (sum(length(sentence)) OVER (PARTITION BY report_id ORDER BY start, claim_id) - length(sentence))::INTEGER AS place
    FROM read.claim;
UPDATE read.claim c
    SET sentence_start = s.place, start = s.place + strpos(s.sentence, s.said) - 1,
        "end" = s.place + strpos(s.sentence, s.said) - 1 + length(s.said), "quote" = s.said
    FROM spot s WHERE s.claim_id = c.claim_id AND s.report_id = c.report_id;
INSERT INTO read.text BY NAME
    SELECT report_id, string_agg(sentence, '' ORDER BY place) AS text, sum(length(sentence))::INTEGER AS length, 'bench' AS run_id
    FROM spot GROUP BY report_id;
INSERT INTO read.mention BY NAME
    SELECT report_id, start, "end", "quote", 'claim' AS outcome, 'quantity' AS rule, 'bench' AS run_id FROM read.claim;
"""


def give_texts(con: duckdb.DuckDBPyConnection) -> None:
    """Reports that say what the generated claims say."""
    con.execute(TEXTS)


def make_release(folder: Path, townships: int = TOWNSHIPS) -> Path:
    """A release's folder with metrics.duckdb: so many townships, 20 years, 50 observations a report. Returns it."""
    workshop = folder / "workshop.duckdb"
    con = open_workshop(workshop, memory_limit="2GB", threads=2)
    fill(con, townships)
    give_texts(con)
    seeds, places = load_seeds(), Places(township_rows(townships))
    choose_all(con, None)
    refresh(con, "bench", seeds, places)
    con.close()
    release = folder / "release"
    release.mkdir()
    copy_released(workshop, release / DATABASE)
    return release


def first_bytes(site: Path) -> int:
    """Bytes that the first view loads."""
    return sum(path.stat().st_size for path in [site / "index.html", site / "data" / "index.js", *(site / "assets").iterdir()])


def first_view_seconds(site: Path) -> float | None:
    """Seconds from opening the page to the finished first view in Chromium; None where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        started = time.perf_counter()
        page.goto((site / "index.html").as_uri())
        page.wait_for_selector("main[aria-busy=false]")
        seconds = time.perf_counter() - started
        browser.close()
    return seconds


def measure() -> str:
    """Markdown with the figures."""
    folder = Path(tempfile.mkdtemp())
    try:
        release = make_release(folder)
        started = time.perf_counter()
        write_site(release, FACTS)
        built = time.perf_counter() - started
        site = release / SITE
        total = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
        first = first_bytes(site)
        seen = first_view_seconds(site)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows = [
        ("30 个乡镇 × 20 年，生成 · build", f"{built:.1f} s", "< 20 s"),
        ("首屏 · first view", "—" if seen is None else f"{seen:.2f} s", "< 1.5 s"),
        ("首屏字节 · bytes of the first view", f"{first / 1e6:.2f} MB", "< 3 MB"),
        ("全部 · all of it", f"{total / 1e6:.0f} MB", ""),
    ]
    return "\n".join(["| | 测得 measured | 目标 goal |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)])
