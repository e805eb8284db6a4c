"""Scans: refused with the command that installs OCR, read and marked where it is there."""

import io
from importlib.util import find_spec
from pathlib import Path

import pytest
from make_formats import pdf_of, scan_pdf_of
from PIL import Image, ImageDraw, ImageFont

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats import image, read_document
from transforms.raw.formats.layout import Line
from transforms.read.reader import read_text

REPORT = Path(__file__).parent / "report.txt"
WIDTH, HEIGHT, MARGIN = 1654, 2339, 200
"""A4 at 200 dpi."""


def encoded(page: Image.Image, form: str) -> bytes:
    sink = io.BytesIO()
    page.save(sink, form)
    return sink.getvalue()


BLANK = Image.new("RGB", (WIDTH, HEIGHT), "white")
LINES = [
    Line("　　完成投资3亿元，增长6%，其中工业投", 280, 200, 1450, 240),
    Line("资1亿元。", 200, 270, 420, 310),
    Line("— 1 —", 800, 2250, 860, 2280),
]


@pytest.fixture
def fake_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "is_installed", lambda: True)
    monkeypatch.setattr(image, "ocr_lines", lambda _pixels, page=1: [Line(o.words, o.x0, o.top, o.x1, o.bottom, page) for o in LINES])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "WEBP"])
def test_without_ocr_a_picture_names_the_command(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(image, "is_installed", lambda: False)
    with pytest.raises(UnreadableDocument) as caught:
        read_document(encoded(BLANK, form), "scan.doc")
    assert caught.value.reason == "ocr_missing"
    assert image.INSTALL in caught.value.hint


def test_without_ocr_a_scanned_pdf_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "is_installed", lambda: False)
    with pytest.raises(UnreadableDocument) as caught:
        read_document(scan_pdf_of([encoded(BLANK, "JPEG")], WIDTH, HEIGHT), "scan.pdf")
    assert caught.value.reason == "ocr_missing"


def test_a_scanned_pdf_is_marked_and_keeps_pages_and_boxes(fake_ocr: None) -> None:
    document = read_document(scan_pdf_of([encoded(BLANK, "JPEG")] * 2, WIDTH, HEIGHT), "scan.pdf")
    assert document.ocr
    assert document.text.splitlines() == ["　　完成投资3亿元，增长6%，其中工业投资1亿元。"] * 2
    place = document.position_of(document.text.index("1亿元"))
    assert place is not None
    assert (place.page, place.where) == (1, "第1页")
    assert place.box is not None
    assert place.box[2] < 595


def test_a_picture_is_marked(fake_ocr: None) -> None:
    document = read_document(encoded(BLANK, "PNG"), "scan.png")
    assert document.ocr
    assert "工业投资1亿元。" in document.text
    assert read_text("柳河镇2022年工作总结\n" + document.text).claims


def test_a_tiff_of_several_pages(fake_ocr: None) -> None:
    sink = io.BytesIO()
    BLANK.save(sink, "TIFF", save_all=True, append_images=[BLANK, BLANK])
    document = read_document(sink.getvalue(), "scan.tif")
    assert {one.page for one in document.positions} == {1, 2, 3}


def test_a_pdf_with_text_needs_no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "ocr_lines", lambda *_: pytest.fail("not needed"))
    assert not read_document(pdf_of(["完成投资3亿元。" * 9]), "a.pdf").ocr


def printed(text: str, font: str) -> list[Image.Image]:
    """Pages of the text at 200 dpi."""
    face = ImageFont.truetype(font, 40)
    pages: list[Image.Image] = []
    y = HEIGHT
    for words in text.splitlines():
        indent = 80
        while words:
            fit = 1
            while fit < len(words) and face.getlength(words[: fit + 1]) <= WIDTH - 2 * MARGIN - indent:
                fit += 1
            if y + 70 > HEIGHT - MARGIN:
                pages.append(Image.new("RGB", (WIDTH, HEIGHT), (250, 250, 247)))
                y = MARGIN
            ImageDraw.Draw(pages[-1]).text((MARGIN + indent, y), words[:fit], font=face, fill=(25, 25, 30))
            y, words, indent = y + 70, words[fit:], 0
    return pages


@pytest.mark.slow
def test_a_200_dpi_scan_gives_98_percent_of_the_claims() -> None:
    spec = find_spec("mplfonts")
    assert image.is_installed(), f"make test-all installs it: {image.INSTALL}"
    assert spec is not None
    assert spec.origin is not None
    font = str(Path(spec.origin).parent / "fonts" / "SimHei.ttf")
    text = REPORT.read_text(encoding="utf-8")
    pages = [encoded(page, "JPEG") for page in printed(text, font)]
    document = read_document(scan_pdf_of(pages, WIDTH, HEIGHT), "scan.pdf")

    def facts(words: str) -> list[tuple]:
        return [
            (c.value, c.value_high, c.unit, c.bound, c.measure, c.status, c.period_start, c.period_end, c.indicator, c.item)
            for c in read_text(words).claims
        ]

    wanted, found = facts(text), facts(document.text)
    assert document.ocr
    assert sum(1 for one in wanted if one in found) >= 0.98 * len(wanted)
    assert len(found) <= 1.02 * len(wanted)
