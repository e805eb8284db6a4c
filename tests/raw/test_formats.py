"""One report in every format: the same claims, and every span leads back to its place."""

from pathlib import Path

import pytest
from make_formats import Block, doc_of, docx_of, mht_of, page_of, pdf_of, zip_of

from transforms.raw.formats import ReadDocument, UnreadableDocument, read_document
from transforms.raw.formats.archive import unpack
from transforms.raw.formats.sniff import media_type_of
from transforms.read.reader import read_text

REPORT = Path(__file__).parent / "report.txt"
REAL = Path(__file__).parents[3] / "shared" / "reports" / "yangji-2022.txt"
WRITERS = {
    "html": lambda blocks: page_of(blocks, blocks[0]),
    "html without a known container": lambda blocks: page_of(blocks, blocks[0], 'class="whatever"'),
    "html declared gb2312": lambda blocks: page_of(blocks, blocks[0], charset="gb2312"),
    "html declared wrongly": lambda blocks: page_of(blocks, blocks[0], charset="utf-8").decode().replace("utf-8", "gb2312").encode(),
    "mht": lambda blocks: mht_of(page_of(blocks, blocks[0])),
    "docx": docx_of,
    "doc": doc_of,
    "wps": lambda blocks: doc_of(blocks, split=17),
    "pdf": pdf_of,
    "pdf in two columns": lambda blocks: pdf_of(blocks, columns=2),
}


def claims_of(text: str) -> list[tuple]:
    """What the claims say, in the order of the text."""
    found = sorted(read_text(text).claims, key=lambda one: one.start)
    return [
        (c.value, c.value_high, c.unit, c.bound, c.measure, c.status, c.period_start, c.period_end, c.indicator, c.variant, c.item, c.scope)
        for c in found
    ]


def check_positions(document: ReadDocument) -> None:
    """Positions lie in the text, in order, without overlap."""
    at = 0
    for one in document.positions:
        assert at <= one.start < one.end <= len(document.text)
        at = one.end


@pytest.mark.parametrize(
    "source", [REPORT, pytest.param(REAL, marks=pytest.mark.skipif(not REAL.is_file(), reason="the real report is not here"))]
)
@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_claims_of_the_text(name: str, source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    blocks: list[Block] = [line.strip() for line in text.splitlines() if line.strip()]
    document = read_document(WRITERS[name](blocks), "report." + name.split()[0])
    assert claims_of(document.text) == claims_of(text)
    assert not document.ocr
    check_positions(document)
    for claim in read_text(document.text).claims:
        assert document.text[claim.start : claim.end] == claim.quote
        assert document.position_of(claim.start) is not None


TABLE: list[Block] = [
    "柳河镇2022年工作总结",
    "主要指标完成情况如下。",
    [
        ["指标", "单位", "2021年", "2022年", "增长（%）"],
        ["地区生产总值", "亿元", "30.2", "32.1", "6.3"],
        ["粮食总产量", "吨", "12,000", "13,000", "8.3"],
    ],
    "以上数据以统计部门公布为准。",
]
AS_TEXT = (
    "2021年地区生产总值30.2亿元，2022年地区生产总值32.1亿元，地区生产总值增长6.3%。",
    "2021年粮食总产量12,000吨，2022年粮食总产量13,000吨，粮食总产量增长8.3%。",
)


@pytest.mark.parametrize("name", ["html", "mht", "docx", "doc", "pdf"])
def test_tables_become_sentences_in_their_place(name: str) -> None:
    document = read_document(WRITERS[name](TABLE), "table." + name)
    lines = document.text.splitlines()
    at = lines.index(AS_TEXT[0])
    assert lines[at - 1 : at + 3] == ["主要指标完成情况如下。", *AS_TEXT, "以上数据以统计部门公布为准。"]
    place = document.position_of(document.text.index("32.1"))
    assert place is not None
    assert place.where == "表1第2行第4列"
    check_positions(document)


def test_pages_and_boxes_of_a_pdf() -> None:
    document = read_document(pdf_of(REPORT.read_text(encoding="utf-8").splitlines() * 3), "report.pdf")
    pages = {one.page for one in document.positions}
    assert pages == set(range(1, max(pages) + 1))
    assert len(pages) > 1
    assert all(
        one.box is not None and 0 <= one.box[0] < one.box[2] <= 595 and 0 <= one.box[1] < one.box[3] <= 842 for one in document.positions
    )
    assert "文件汇编" not in document.text


def test_what_surrounds_an_article_is_left_out() -> None:
    document = read_document(WRITERS["html without a known container"](REPORT.read_text(encoding="utf-8").splitlines()), "page.html")
    for noise in ("12345", "99亿元", "77万株", "300万元", "4321", "打印", "备案", "首页"):
        assert noise not in document.text


def test_the_title_is_read_where_it_stands_outside_the_article() -> None:
    page = page_of(["完成投资3亿元。" * 20], "柳河镇2022年政府工作报告")
    assert read_document(page, "x.html").text.startswith("柳河镇2022年政府工作报告\n")


def test_type_is_told_from_content_not_from_the_name() -> None:
    assert read_document(docx_of(["完成投资3亿元。"]), "report.pdf").media_type.endswith("wordprocessingml.document")
    assert read_document(page_of(["完成投资3亿元。" * 9], "报告"), "report.doc").media_type == "text/html"
    assert read_document("完成投资3亿元。".encode(), "report.pdf").media_type == "text/plain"
    assert media_type_of(zip_of({"a.txt": b"x"})) == "application/zip"


def test_archives_give_their_documents() -> None:
    text = "完成投资3亿元。"
    inner = zip_of({"里/柳河镇.docx": docx_of([text]), "__MACOSX/x": b"1"})
    members = unpack(zip_of({"a/一.txt": text.encode("gb18030"), "二.zip": inner}), "报告.zip")
    assert [member.name for member in members] == ["一.txt", "柳河镇.docx"]
    assert all(member.problem is None and text in read_document(member.data, member.name).text for member in members)


def test_an_archive_is_not_a_document() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(zip_of({"a.txt": b"x"}), "a.zip")
    assert caught.value.reason == "archive"
