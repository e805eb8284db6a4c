"""A picture of a page: its lines by OCR, offline.

In: bytes of a JPEG, PNG, TIFF, BMP or WebP. Out: `ReadDocument` marked `ocr`, so that its claims carry a caveat. OCR is an extra: without
it pictures are refused with the command that installs it. Measured (docs/formats.md): rapidocr with `use_cls=False`; with its default it
drops half-lines.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from io import BytesIO
from itertools import pairwise
from typing import Any

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.document import Limits, ReadDocument, TextBuilder, damaged, too_large
from transforms.raw.formats.layout import Line, glue, paragraphs

INSTALL = "make ocr"
HOW = f"安装文字识别：{INSTALL}"
MIN_SCORE = 0.5
"""Lines that the OCR itself believes less are left out."""
_SAME_LINE = 0.6


def is_installed() -> bool:
    """Is the OCR extra there?"""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def missing() -> UnreadableDocument:
    """The refusal of a picture where the extra is not installed."""
    hint = f"扫描件或图片，文字识别未安装：运行 {INSTALL}，再 xianzhi quarantine retry · a scan, OCR is missing: run it, then retry"
    return UnreadableDocument("ocr_missing", hint)


def read(data: bytes, media_type: str, limits: Limits) -> ReadDocument:
    """The picture's text. Raises UnreadableDocument: damaged · empty · ocr_missing · too_large."""
    from PIL import Image, ImageSequence

    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(BytesIO(data))
        frames = getattr(picture, "n_frames", 1)
    except Exception as error:  # Pillow raises whatever a broken file leads to
        raise damaged(media_type, type(error).__name__) from error
    if picture.width * picture.height > limits.max_pixels:
        size = picture.width * picture.height // 1_000_000
        raise too_large(f"{size} 百万像素，上限 {limits.max_pixels // 1_000_000} · megapixels, limit {limits.max_pixels // 1_000_000}")
    if frames > limits.max_scanned_pages:
        raise too_large(f"{frames} 页，上限 {limits.max_scanned_pages} · pages, limit {limits.max_scanned_pages}")
    if not is_installed():
        raise missing()
    import numpy

    builder = TextBuilder(limits)
    for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
        try:
            pixels = numpy.asarray(frame.convert("RGB"))
        except Exception as error:
            raise damaged(media_type, type(error).__name__) from error
        for paragraph in paragraphs(ocr_lines(pixels, number)):
            for at, line in enumerate(paragraph):
                builder.put(glue(paragraph[at - 1], line) if at else "")
                builder.put(line.words, f"第{number}页", number, (line.x0, line.top, line.x1, line.bottom))
            builder.put("\n")
    return builder.build(media_type, "", ocr=True)


def ocr_lines(pixels: Any, page: int = 1) -> list[Line]:
    """Lines of one page's pixels (height × width × colour), top to bottom; boxes in pixels."""
    result = _engine()(pixels, use_cls=False)
    if result.txts is None or result.boxes is None:
        return []
    found = []
    for words, box, score in zip(result.txts, result.boxes, result.scores, strict=True):
        if words.strip() and score >= MIN_SCORE:
            xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
            found.append(Line(words.strip(), min(xs), min(ys), max(xs), max(ys), page))
    return _side_by_side(found)


def _side_by_side(parts: list[Line]) -> list[Line]:
    """Parts of one line in order: the OCR cuts a line at wide gaps."""
    rows: list[list[Line]] = []
    for part in sorted(parts, key=lambda one: one.top + one.bottom):
        last = rows[-1][-1] if rows else None
        if last is not None and abs(last.top + last.bottom - part.top - part.bottom) < _SAME_LINE * min(last.height, part.height):
            rows[-1].append(part)
        else:
            rows.append([part])
    return [_merged(sorted(row, key=lambda one: one.x0)) for row in rows]


def _merged(row: list[Line]) -> Line:
    words = row[0].words
    for before, part in pairwise(row):
        words += (" " if part.x0 - before.x1 > 2 * part.height else "") + part.words
    return Line(words, row[0].x0, min(one.top for one in row), row[-1].x1, max(one.bottom for one in row), row[0].page)


@cache
def _engine() -> Any:
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})
