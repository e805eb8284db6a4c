"""Reports from web sites, three nights in a row: fetched, unchanged, changed; what gives nothing is a question and loses nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from awkward_site import AWKWARD, PAGE, Site, answer, conditional
from command_line import xianzhi

from transforms.warehouse.connection import open_release

RAW = Path(__file__).parents[1] / "raw"
sys.path.append(str(RAW))

from make_formats import docx_of  # noqa: E402

REPORT = (RAW / "report.txt").read_text(encoding="utf-8").replace("柳河", "{0}")


def blocks_of(stem: str) -> list[str]:
    return [line.strip() for line in REPORT.replace("{0}", stem).replace(f"{stem}县", "夏邑县").splitlines() if line.strip()]


def page_of(stem: str, more: str = "") -> str:
    body = "".join(f"<p>{one}</p>" for one in blocks_of(stem)) + more
    return PAGE.format(title=f"{stem}镇政府工作报告", body=body)


MISSING = PAGE.format(title="提示", body="<p>您访问的页面不存在或已被移动，请返回首页。</p>")
SOURCES = [
    ("杨集镇", "2022", "/yangji.html"),
    ("会亭镇", "2022", "/huiting.html"),
    ("马头镇", "2022", "/matou.html"),
    ("411426110", "2022", "/report.docx"),
    ("济阳镇", "2022", "/soft404.html"),
    ("李集镇", "2021", "/liji.html"),
    ("车站镇", "2022", "/gone.html"),
    ("太平镇", "2022", "/private/report.html"),
    ("柳林镇", "2022", "/liulin.html"),
    ("杨集镇", "二〇二二", "/year.html"),
]


class Nights:
    """A workspace whose reports stand on a web site."""

    def __init__(self, home: Path, site: Site) -> None:
        self.home, self.site = home, site
        xianzhi("init", home, "--county", "夏邑县")
        rows = [",".join((township, year, f"http://{site.place}{path}")) for township, year, path in SOURCES]
        (home / "seeds/sources.csv").write_text("\n".join(["township,year,url", *rows, ""]), encoding="utf-8")

    def run(self) -> None:
        done = xianzhi(
            "ingest",
            "--home",
            self.home,
            "--json",
            XIANZHI_FETCH__NETWORKS='["127.0.0.0/8"]',
            XIANZHI_FETCH__PAUSE="0",
            XIANZHI_FETCH__EVERY_DAYS="0",
        )
        assert done.returncode == 0, done.stderr

    def ask(self, sql: str) -> list[tuple]:
        with open_release(self.home / "work/workshop.duckdb") as con:
            return con.execute(sql).fetchall()

    def outcomes(self) -> dict[str, str]:
        rows = self.ask("SELECT url, arg_max(outcome, requested_at) FROM raw.fetch GROUP BY url")
        return {url.partition(self.site.place)[2]: outcome for url, outcome in rows}

    def count(self, sql: str) -> int:
        return self.ask(f"SELECT count(*) FROM {sql}")[0][0]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    site = Site()
    site.answers |= {
        "/yangji.html": conditional(page_of("杨集"), '"1"'),
        "/huiting.html": answer(
            page_of("会亭", "<p>访问量：1024次</p>").replace("访问量", "<span hidden>访问量").replace("次", "次</span>")
        ),
        "/matou.html": answer(page_of("马头")),
        "/report.docx": answer(docx_of(blocks_of("火店"))),
        "/soft404.html": answer(MISSING),
        "/liji.html": answer(page_of("李集")),
    }
    made = Nights(tmp_path_factory.mktemp("sources") / "home", site)
    made.run()
    yield made
    site.close()


def test_what_came_is_a_report_with_its_address_and_headers(nights: Nights) -> None:
    rows = nights.ask("SELECT township, year, source_url FROM read.report ORDER BY ALL")
    assert {(township, year) for township, year, _ in rows} == {(f"{one}镇", 2022) for one in ("杨集", "会亭", "马头", "李集", "火店")}
    assert all(nights.site.place in url for *_, url in rows)
    ((digest, name, headers),) = nights.ask("SELECT sha256, file_name, headers FROM raw.fetch WHERE url LIKE '%yangji%'")
    assert name == "夏邑县杨集镇2022年政府工作报告.html"
    assert json.loads(headers)["etag"] == '"1"'
    assert sha256((nights.home / "archive" / digest[:2] / digest).read_bytes()).hexdigest() == digest


def test_what_gave_nothing_says_why(nights: Nights) -> None:
    assert nights.outcomes() == {
        "/yangji.html": "fetched",
        "/huiting.html": "fetched",
        "/matou.html": "fetched",
        "/report.docx": "fetched",
        "/soft404.html": "fetched",
        "/liji.html": "fetched",
        "/gone.html": AWKWARD["/gone.html"][1],
        "/private/report.html": "robots",
        "/liulin.html": "bad_row",
        "/year.html": "bad_row",
    }
    assert nights.ask("SELECT reason FROM raw.quarantine") == [("not_a_report",)]
    asked = "SELECT check_id, outcome, failing FROM ops.check_result WHERE check_id LIKE 'source_%' ORDER BY ALL"
    assert nights.ask(asked) == [("source_answers", "fail", 4), ("source_report_agrees", "fail", 1)]
    ((detail,),) = nights.ask("SELECT detail FROM ops.failing_row WHERE check_id = 'source_report_agrees'")
    assert detail.startswith("李集镇 2022 ≠ 李集镇 2021")


def test_the_next_nights_take_only_what_is_new(nights: Nights) -> None:
    """After the tests above: the site changes, and the county with it, but for what was only dressed up anew or has gone."""
    site, before = nights.site, nights.count("raw.document")
    site.asked.clear()
    site.answers["/huiting.html"] = answer(page_of("会亭", "<p>\n</p>"))
    corrected = page_of("马头").replace("1.2亿元", "1.3亿元").replace("。</p>", "。以此为准。</p>", 1)
    site.answers["/matou.html"] = answer(corrected)
    site.answers["/liji.html"] = answer(MISSING.replace("您", "你"))
    nights.run()
    found = nights.outcomes()
    assert (found["/yangji.html"], found["/huiting.html"], found["/report.docx"]) == ("not_modified", "same_words", "same_bytes")
    assert (found["/matou.html"], found["/liji.html"]) == ("fetched", "fetched")
    assert nights.count("raw.document") == before + 2
    superseded = "read.report WHERE superseded_by IS NOT NULL AND township = '{}'"
    assert (nights.count(superseded.format("马头镇")), nights.count(superseded.format("李集镇"))) == (1, 0)
    site.answers["/yangji.html"] = answer("", "500 Internal Server Error")
    site.answers["/liji.html"] = answer(page_of("李集"))
    nights.run()
    assert (nights.outcomes()["/yangji.html"], nights.count("raw.document")) == ("server_error", before + 2)
    assert nights.count("read.report WHERE superseded_by IS NULL") == 5
