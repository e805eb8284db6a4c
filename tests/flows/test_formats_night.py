"""One night whose inbox holds a good report in every format, beside every hostile file: the good are published, the rest is set aside.

The night runs once; the tests look at what it left, and at last retract a report and run once more.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from transforms.warehouse.connection import open_release

RAW = Path(__file__).parents[1] / "raw"
sys.path.append(str(RAW))

from hostile_files import ARCHIVES, CASES, LIMITS  # noqa: E402
from make_formats import doc_of, docx_of, mht_of, page_of, pdf_of, zip_of  # noqa: E402

REPORT = (RAW / "report.txt").read_text(encoding="utf-8").replace("柳河", "{0}")
TABLE = [["指标", "单位", "2021年", "2022年"], ["旅游综合收入", "万元", "310", "345"]]
NOWHERE = {"unknown_place", "ambiguous_place", "unknown_year"}
"""How a hostile file that can be read ends: its township is none of this county, or it names no year."""


def blocks_of(stem: str) -> list[str]:
    return [line.strip() for line in REPORT.replace("{0}", stem).splitlines() if line.strip()]


def web_page(stem: str) -> bytes:
    return page_of(blocks_of(stem), f"{stem}镇政府工作报告").decode().replace("柳河县", "夏邑县").encode()


def text_of(stem: str, encoding: str = "utf-8") -> bytes:
    return REPORT.replace("{0}", stem).encode(encoding)


GOOD = {
    "杨集": ("杨集镇.txt", "text/plain", lambda s: text_of(s)),
    "会亭": ("会亭镇.txt", "text/plain", lambda s: text_of(s, "gb18030")),
    "马头": ("马头镇.html", "text/html", web_page),
    "济阳": ("济阳镇.mht", "multipart/related", lambda s: mht_of(web_page(s))),
    "李集": ("李集镇.docx", "wordprocessingml", lambda s: docx_of([*blocks_of(s), TABLE])),
    "车站": ("车站镇.doc", "application/msword", lambda s: doc_of(blocks_of(s))),
    "太平": ("太平镇.wps", "application/msword", lambda s: doc_of(blocks_of(s), split=17)),
    "罗庄": ("罗庄镇.pdf", "application/pdf", lambda s: pdf_of(blocks_of(s), heads=False)),
    "火店": ("火店镇.docx", "wordprocessingml", lambda s: docx_of(blocks_of(s))),
    "北岭": ("北岭镇", "text/plain", lambda s: text_of(s)),
}
"""Stem of the township → file name, media type, writer. The last two come in archives."""


def settings() -> str:
    mega = 1024 * 1024
    return (
        f"\n[limits]\nunpacked_megabytes = {LIMITS.max_unpacked // mega}\npages = {LIMITS.max_pages}\n"
        f"characters = {LIMITS.max_characters}\nmemory_megabytes = {LIMITS.memory_bytes // mega}\nseconds = {LIMITS.seconds}\n"
    )


def fill(inbox: Path) -> dict[str, tuple[str, bytes]]:
    """Write everything; returns the hostile files by their case."""
    files = {name: make(stem) for stem, (name, _, make) in GOOD.items()}
    files["各镇.zip"] = zip_of({"里/火店镇.docx": files.pop("火店镇.docx"), "坏.pdf": b"%PDF-1.4 broken"})
    files["北岭镇.gz"] = gzip.compress(files.pop("北岭镇"))
    files["杨集镇副本.txt"] = text_of("杨集", "gb18030")
    hostile = {case: (f"{number:02}-{name}", make()) for number, (case, make, name, _) in enumerate(CASES)}
    hostile |= {case: (f"a{number:02}.zip", make()) for number, (case, make, _) in enumerate(ARCHIVES)}
    for name, data in [*files.items(), *hostile.values()]:
        (inbox / name).write_bytes(data)
    return hostile


class Night:
    """The workspace after its night."""

    def __init__(self, home: Path) -> None:
        from command_line import xianzhi

        self.home = home
        xianzhi("init", home, "--county", "夏邑县")
        with (home / "xianzhi.toml").open("a", encoding="utf-8") as out:
            out.write(settings())
        self.hostile = fill(home / "inbox")
        self.before = {path.name: path.read_bytes() for path in (home / "inbox").iterdir()}
        self.done = xianzhi("nightly", "--home", home, "--date", "2023-04-01", "--json")
        with open_release(home / "work/workshop.duckdb") as con:
            self.documents = dict(con.execute("SELECT sha256, outcome FROM raw.document").fetchall())
            self.aside = con.execute("SELECT sha256, file_name, reason, hint FROM raw.quarantine WHERE resolved_at IS NULL").fetchall()

    def ask(self, sql: str) -> list[tuple]:
        with open_release(self.home / "releases/current/metrics.duckdb") as con:
            return con.execute(sql).fetchall()

    def reasons(self, digest: str) -> set[str]:
        return {reason for sha, _, reason, _ in self.aside if sha == digest}


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    made = Night(tmp_path_factory.mktemp("formats") / "home")
    assert made.done.returncode == 0, made.done.stderr
    return made


def test_every_good_report_is_published_once(night):
    rows = night.ask("SELECT township, media_type FROM read.report ORDER BY ALL")
    assert sorted(township for township, _ in rows) == sorted(f"{stem}镇" for stem in GOOD)
    for township, media_type in rows:
        assert GOOD[township.removesuffix("镇")][1] in media_type


def test_every_format_says_the_same(night):
    claims = "SELECT r.township, value, unit, bound, measure, status, indicator, item FROM read.claim c JOIN read.report r"
    said: dict[str, list[tuple]] = {}
    for township, *claim in night.ask(
        f"{claims} USING (report_id) WHERE c.sentence NOT LIKE '%旅游综合收入%' ORDER BY r.township, c.start"
    ):
        said.setdefault(township, []).append((*claim[:-1], (claim[-1] or "").replace(township[:2], "")))
    assert len(said["杨集镇"]) > 40
    assert [township for township, one in said.items() if one != said["杨集镇"]] == []


@pytest.mark.parametrize(("case", "outcome"), [(case, outcome) for case, _, _, outcome in CASES])
def test_a_hostile_file_waits_with_its_reason(night, case, outcome):
    _, data = night.hostile[case]
    digest = sha256(data).hexdigest()
    expected = set(outcome.replace("archive", "damaged").split("-"))
    readable = NOWHERE if "text" in expected else set()
    assert night.documents[digest] in ({"quarantine", "duplicate"} if readable else {"quarantine"})
    assert night.reasons(digest) <= expected | readable
    assert night.reasons(digest) or night.documents[digest] == "duplicate"


@pytest.mark.parametrize(("case", "outcome"), [(case, outcome) for case, _, outcome in ARCHIVES])
def test_an_archive_loses_no_member(night, case, outcome):
    name, data = night.hostile[case]
    digest = sha256(data).hexdigest()
    if isinstance(outcome, str):
        assert (night.documents[digest], night.reasons(digest)) == ("quarantine", {outcome})
        return
    assert night.documents[digest] == "archive"
    found = {(file.rpartition("/")[2], reason) for _, file, reason, _ in night.aside if file.startswith(f"{name}/")}
    assert {(member, reason) for member, reason in outcome if reason} <= found


def test_what_is_set_aside_says_what_to_do(night):
    assert all("·" in hint for *_, hint in night.aside)
    assert {file for _, file, reason, _ in night.aside if reason == "damaged" and file.startswith("各镇")} == {"各镇.zip/坏.pdf"}


def test_nothing_is_lost_and_the_inbox_is_as_it_was(night):
    assert {path.name: path.read_bytes() for path in (night.home / "inbox").iterdir()} == night.before
    for data in night.before.values():
        digest = sha256(data).hexdigest()
        assert digest in night.documents
    for digest in night.documents:
        assert sha256((night.home / "archive" / digest[:2] / digest).read_bytes()).hexdigest() == digest


def test_the_same_words_in_another_encoding_are_one_report(night):
    ends = [night.documents[sha256(night.before[name]).hexdigest()] for name in ("杨集镇.txt", "杨集镇副本.txt")]
    assert sorted(ends) == ["duplicate", "report"]


def test_a_table_is_read_and_knows_its_cell(night):
    (row,) = night.ask("""
        SELECT c.value, c.unit, c.period_start, p.stood_at FROM read.claim c JOIN read.report r USING (report_id)
        JOIN read.position p ON p.report_id = c.report_id AND c.start >= p.start AND c.start < p."end"
        WHERE r.township = '李集镇' AND c.quote LIKE '345%'
    """)
    assert (int(row[0]), row[1], row[2].year, row[3]) == (345, "万元", 2022, "表1第2行第4列") or (int(row[0]), row[1]) == (3450000, "元")


def test_figures_of_a_pdf_lead_to_page_and_box(night):
    left, right, page = night.ask("""
        SELECT min(p.box_left), max(p.box_right), max(p.page) FROM read.position p JOIN read.report r USING (report_id)
        WHERE r.media_type = 'application/pdf'
    """)[0]
    assert 0 < left < right < 595
    assert page >= 1


def test_extract_opens_archives(night, run):
    done = run("extract", night.home / "inbox/各镇.zip", "--county", "411426")
    sources = {json.loads(line)["source"].rpartition("/")[2] for line in done.stdout.splitlines()}
    assert (done.returncode, sources) == (1, {"火店镇.docx"})
    assert "坏.pdf" in done.stderr


def test_a_retracted_report_leaves_the_next_release(night, run, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(night.home, home, symlinks=True)
    assert run("retract", "没有.txt", "--reason", "x", "--home", home).returncode == 2
    done = run("retract", "马头镇.html", "--reason", "送错了 sent by mistake", "--home", home, "--who", "王")
    assert done.returncode == 0, done.stderr
    again = run("nightly", "--home", home, "--date", "2023-04-02", "--json")
    assert (again.returncode, json.loads(again.stdout)["outcome"]) == (0, "published"), again.stderr
    with open_release(home / "releases/current/metrics.duckdb") as con:
        filled = "SELECT count(*) FROM metrics.cell WHERE township = '马头镇' AND value IS NOT NULL"
        assert con.execute(filled).fetchone() == (0,)
        assert con.execute("SELECT superseded_reason FROM read.report WHERE township = '马头镇'").fetchall() == [("retracted",)]
        changes = con.execute("SELECT DISTINCT township, change, cause FROM metrics.change WHERE change = 'removed'").fetchall()
        assert ("马头镇", "removed", "retraction") in changes
