"""A PDF: its text in reading order, without running heads and page numbers, lines joined into paragraphs, tables as sentences.

In: PDF bytes. Out: `ReadDocument` whose positions give page and box of every line. Pages that are only pictures go to OCR; where it is not
installed, a PDF that is all pictures is refused with the command that installs it, and one with some such pages says so in its notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.document import Box, Limits, ReadDocument, TextBuilder, damaged, locked, too_large
from transforms.raw.formats.layout import Line, Margins, column_gap, glue, in_reading_order, margins_of, paragraphs, without_running_heads
from transforms.raw.formats.table import put_table

MIN_CHARACTERS = 12
"""A page with fewer characters and a picture is a scan."""
MIN_PICTURE = 0.3
"""Share of the page that the picture covers."""
MAX_UNMAPPED = 0.1
"""Share of characters without a Unicode value above which the text layer is worth nothing."""
SCAN_DPI = 200
_LINE_SHIFT = 0.5
_SPACE = 0.35


@dataclass(frozen=True, slots=True)
class _Table:
    rows: list[list[str]]
    box: Box


@dataclass(slots=True)
class _Page:
    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    scanned: bool = False


def read(data: bytes, media_type: str, limits: Limits) -> ReadDocument:
    """The document's text. Raises UnreadableDocument: damaged · empty · ocr_missing · password_protected · too_large."""
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            count = len(pdf.pages)
            if count > limits.max_pages:
                raise too_large(f"{count} 页，上限 {limits.max_pages} · pages, limit {limits.max_pages}")
            pages = [_page(page) for page in pdf.pages]
    except UnreadableDocument:
        raise
    except MemoryError:
        raise
    except Exception as error:  # pdfminer raises whatever a broken file leads to
        if "password" in f"{type(error).__name__} {error!r}".lower():
            raise locked(media_type) from error
        raise damaged(media_type, type(error).__name__) from error
    if not pages:
        raise damaged(media_type, "0 pages")
    return _build(data, pages, media_type, limits)


def _build(data: bytes, pages: list[_Page], media_type: str, limits: Limits) -> ReadDocument:
    scans = [page.number for page in pages if page.scanned]
    notes: list[str] = []
    if scans:
        _read_scans(data, pages, scans, limits, notes)
    bodies = without_running_heads([page.lines for page in pages], [page.height for page in pages])
    margins = margins_of([line for lines in bodies for line in lines])
    builder = TextBuilder(limits)
    flow: list[Line] = []
    tables = 0
    for page, lines in zip(pages, bodies, strict=True):
        waiting = sorted(page.tables, key=lambda one: one.box[1])
        for line in lines:
            while waiting and waiting[0].box[1] < line.top:
                tables += 1
                _put_lines(builder, flow, margins)
                put_table(builder, waiting[0].rows, flow[-1].words if flow else "", tables, page.number, waiting[0].box)
                waiting.pop(0)
                flow = []
            flow.append(line)
        for table in waiting:
            tables += 1
            _put_lines(builder, flow, margins)
            put_table(builder, table.rows, flow[-1].words if flow else "", tables, page.number, table.box)
            flow = []
    _put_lines(builder, flow, margins)
    return builder.build(media_type, "", ocr=bool(scans) and not notes, notes=tuple(notes))


def _put_lines(builder: TextBuilder, flow: list[Line], margins: Margins) -> None:
    for paragraph in paragraphs(flow, margins):
        for number, line in enumerate(paragraph):
            if number:
                builder.put(glue(paragraph[number - 1], line))
            box = (round(line.x0, 1), round(line.top, 1), round(line.x1, 1), round(line.bottom, 1))
            builder.put(line.words, f"第{line.page}页", line.page, box)
        builder.put("\n")


def _page(page: Any) -> _Page:
    found = _Page(page.page_number, float(page.width), float(page.height))
    chars = [char for char in page.dedupe_chars().chars if char["text"].strip() and char.get("upright", True)]
    unmapped = sum(1 for char in chars if char["text"].startswith("(cid:"))
    if len(chars) < MIN_CHARACTERS or unmapped > MAX_UNMAPPED * len(chars):
        pictures = sum(abs(one["x1"] - one["x0"]) * abs(one["bottom"] - one["top"]) for one in page.images)
        found.scanned = pictures > MIN_PICTURE * found.width * found.height or unmapped > 0
        if found.scanned:
            page.close()
            return found
    found.tables = [one for one in _tables(page) if one.rows]
    outside = [char for char in chars if not any(_inside(char, one.box) for one in found.tables)]
    gap = column_gap([(char["x0"], char["x1"], char["top"]) for char in outside], found.width)
    found.lines = in_reading_order(list(_lines(outside, page.page_number, gap)), gap)
    page.close()
    return found


def _tables(page: Any) -> Iterator[_Table]:
    if len(page.lines) + len(page.rects) < 4:
        return
    for table in page.find_tables():
        rows = [[(cell or "").replace("\n", "") for cell in row] for row in table.extract()]
        if len(rows) > 1 and max(len(row) for row in rows) > 1:
            yield _Table(rows, tuple(round(float(side), 1) for side in table.bbox))  # type: ignore[arg-type]


def _inside(char: dict[str, Any], box: Box) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _lines(chars: list[dict[str, Any]], page: int, gap: tuple[float, float] | None) -> Iterator[Line]:
    """Characters to lines: those of one height side by side, cut where a line jumps over the gap between columns."""
    rows: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda one: (one["bottom"], one["x0"])):
        height = max(1.0, char["bottom"] - char["top"])
        if rows and abs(rows[-1][-1]["bottom"] - char["bottom"]) <= _LINE_SHIFT * height and _overlap(rows[-1][-1], char):
            rows[-1].append(char)
        else:
            rows.append([char])
    for row in rows:
        row.sort(key=lambda one: one["x0"])
        yield from _cut_at(row, page, gap)


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 0)


def _cut_at(row: list[dict[str, Any]], page: int, gap: tuple[float, float] | None) -> Iterator[Line]:
    if gap is not None and not any(one["x0"] < gap[1] and one["x1"] > gap[0] for one in row):
        for part in ([one for one in row if one["x1"] <= gap[0]], [one for one in row if one["x0"] >= gap[1]]):
            if part:
                yield _line(part, page, 1 if part[-1]["x1"] <= gap[0] else 2)
    else:
        yield _line(row, page, 0)


def _line(row: list[dict[str, Any]], page: int, column: int) -> Line:
    words = row[0]["text"]
    for before, char in pairwise(row):
        space = char["x0"] - before["x1"] > _SPACE * max(1.0, char["size"])
        chinese = "\u4e00" <= before["text"][-1] <= "\u9fff" or "\u4e00" <= char["text"][0] <= "\u9fff"
        wide = char["x0"] - before["x1"] > 2 * char["size"]
        words += (" " if (space and not chinese) or wide else "") + char["text"]
    top, bottom = float(min(one["top"] for one in row)), float(max(one["bottom"] for one in row))
    return Line(words, float(row[0]["x0"]), top, float(row[-1]["x1"]), bottom, page, column)


def _read_scans(data: bytes, pages: list[_Page], scans: list[int], limits: Limits, notes: list[str]) -> None:
    from transforms.raw.formats import image

    if len(scans) > limits.max_scanned_pages:
        raise too_large(f"{len(scans)} 页扫描件，上限 {limits.max_scanned_pages} · scanned pages, limit {limits.max_scanned_pages}")
    if not image.is_installed():
        if len(scans) < len(pages) / 2:
            notes.append(f"第 {'、'.join(map(str, scans))} 页是图片，未读：{image.HOW} · pages that are pictures were not read")
            return
        raise image.missing()
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for number in scans:
            page, at = pages[number - 1], document[number - 1]
            dots = page.width * page.height * (SCAN_DPI / 72) ** 2
            scale = SCAN_DPI / 72 * min(1.0, (limits.max_pixels / max(1.0, dots)) ** 0.5)
            picture = at.render(scale=scale).to_numpy()
            page.lines = [
                Line(one.words, one.x0 / scale, one.top / scale, one.x1 / scale, one.bottom / scale, number)
                for one in image.ocr_lines(picture)
            ]
    finally:
        document.close()
