"""Reports of every format through a night: one report each, claims with their place in the document, the same text once."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from transforms.warehouse.connection import open_release

LINES = ("夏邑县{0}2022年政府工作报告", "一、2022年工作回顾", "全年新建公厕17座，新增就业213人。")
PAGE = "<html><head><meta charset='utf-8'><title>{0}</title></head><body><div id='zoom'>{1}</div></body></html>"


def text_of(township: str) -> str:
    return "\n".join(LINES).format(township)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A workspace whose inbox holds a text, its copy, a web page, an archive with a report and a broken file, and junk."""
    from conftest import xianzhi

    home = tmp_path_factory.mktemp("formats") / "home"
    xianzhi("init", home, "--county", "夏邑县")
    inbox = home / "inbox"
    (inbox / "杨集镇.txt").write_text(text_of("杨集镇"), encoding="utf-8")
    (inbox / "杨集镇副本.txt").write_bytes(text_of("杨集镇").encode("gb18030"))
    paragraphs = "".join(f"<p>{line}</p>" for line in text_of("会亭镇").splitlines())
    (inbox / "会亭镇.html").write_text(PAGE.format("会亭镇", paragraphs), encoding="utf-8")
    members = {"马头镇.txt": text_of("马头镇").encode(), "坏.pdf": b"%PDF-1.4 broken"}
    (inbox / "各镇.zip").write_bytes(zipped(members))
    (inbox / "空.txt").write_bytes(b"")
    done = xianzhi("ingest", "--home", home, "--json")
    assert done.returncode == 0, done.stderr
    return home


def ask(home, sql):
    with open_release(home / "work/workshop.duckdb") as con:
        return con.execute(sql).fetchall()


def test_every_document_is_accounted_for(home):
    told = dict(ask(home, "SELECT file_name, outcome FROM raw.document"))
    ends = {name.rpartition("/")[2]: outcome for name, outcome in told.items()}
    assert ends.pop("杨集镇.txt") != ends.pop("杨集镇副本.txt")
    assert ends == {"会亭镇.html": "report", "各镇.zip": "archive", "马头镇.txt": "report", "坏.pdf": "quarantine", "空.txt": "quarantine"}


def test_the_same_words_in_another_encoding_are_one_report(home):
    assert ask(home, "SELECT township, count(*) FROM read.report GROUP BY 1 ORDER BY 1") == [("会亭镇", 1), ("杨集镇", 1), ("马头镇", 1)]


def test_claims_are_the_same_in_every_format(home):
    rows = ask(home, "SELECT r.township, c.value::INTEGER, c.unit FROM read.claim c JOIN read.report r USING (report_id) ORDER BY ALL")
    assert rows == [(township, value, unit) for township in ("会亭镇", "杨集镇", "马头镇") for value, unit in ((17, "座"), (213, "人"))]


def test_text_of_a_web_page_knows_where_it_stood(home):
    assert ask(home, "SELECT count(*) > 0 FROM read.position p JOIN read.report r USING (report_id) WHERE r.media_type = 'text/html'") == [
        (True,)
    ]


def test_quarantine_says_what_to_do(home, run):
    rows = json.loads(run("quarantine", "list", "--home", home, "--json").stdout)
    assert {row["file_name"].rpartition("/")[2] for row in rows} == {"坏.pdf", "空.txt"}
    assert all("·" in row["hint"] for row in rows)


def test_nothing_is_read_twice(home, run):
    assert json.loads(run("ingest", "--home", home, "--json").stdout)["documents"] == 0
