"""Lines on pages to paragraphs: columns, running heads, page numbers, and lines that belong together.

In: `Line`s with their boxes, from a PDF or from OCR. Out: lines in reading order, then paragraphs. Units are those of the boxes (points or
pixels); thresholds are multiples of the line's own height.

Example:
    >>> a, b = Line("完成投资3", 0, 0, 100, 10), Line("亿元。", 0, 12, 30, 22)
    >>> ["".join(line.words for line in one) for one in paragraphs([a, b])]
    ['完成投资3亿元。']
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.seeds.formats import format_pattern

MARGIN = 0.1
"""Share of a page's height at top and bottom in which running heads stand."""
FULL = 1.7
"""A line that ends this near to the right margin, in line heights, runs on."""
INDENT = 1.2
"""A line that begins further in than this, in line heights, begins a paragraph."""
MIN_COLUMN = 0.04
"""Share of a page's characters that each of two columns must hold."""
MAX_CROSSING = 0.15
"""Share of lines that may cross the gap between columns (headings)."""

Margins = dict[int, tuple[float, float]]
"""Column → left and right margin."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or the part of it in one column. Boxes count from the page's upper left corner."""

    words: str
    x0: float
    top: float
    x1: float
    bottom: float
    page: int = 1
    column: int = 0
    """0 over the whole width, 1 left, 2 right."""

    @property
    def height(self) -> float:
        """Height of the line, at least 1."""
        return max(1.0, self.bottom - self.top)


def without_running_heads(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Pages without page numbers and without lines that return in the margin of at least half of the pages (two at the least)."""
    seen: Counter[str] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        seen.update({_shape(line) for line in lines if _in_margin(line, height)})
    often = {shape for shape, times in seen.items() if times >= 2 and times * 2 >= len(pages)}
    return [
        [line for line in lines if not (_in_margin(line, height) and (_shape(line) in often or _is_page_number(line)))]
        for lines, height in zip(pages, heights, strict=True)
    ]


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.words.replace(" ", ""))


def _is_page_number(line: Line) -> bool:
    return bool(format_pattern("page_line").match(line.words.strip()))


def in_reading_order(lines: Sequence[Line], gap: tuple[float, float] | None) -> list[Line]:
    """Lines from top to bottom; where the page has two columns, left before right between two lines that cross the gap."""
    ordered = sorted(lines, key=lambda line: (round(line.top, 1), line.x0))
    if gap is None:
        return ordered
    found: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in ordered:
        if line.x0 < gap[0] and line.x1 > gap[1]:
            found += [*left, *right, line]
            left, right = [], []
        elif line.x0 < gap[0]:
            left.append(line)
        else:
            right.append(line)
    return [*found, *left, *right]


def column_gap(boxes: Sequence[tuple[float, float, float]], width: float) -> tuple[float, float] | None:
    """The white band between two columns, or None. `boxes` are x0, x1 and top of the page's characters."""
    if len(boxes) < 40:
        return None
    size = sum(x1 - x0 for x0, x1, _ in boxes) / len(boxes)
    rows = {round(top / max(1.0, size)) for _, _, top in boxes}
    best: tuple[float, float] | None = None
    step = max(2.0, size / 2)
    at = 0.3 * width
    while at < 0.7 * width:
        crossing = {round(top / max(1.0, size)) for x0, x1, top in boxes if x0 < at < x1}
        beside = sum(1 for x0, x1, _ in boxes if x1 <= at)
        balanced = MIN_COLUMN * len(boxes) <= beside <= (1 - MIN_COLUMN) * len(boxes)
        if balanced and len(crossing) <= MAX_CROSSING * len(rows):
            best = (best[0] if best and at - best[1] <= step * 1.01 else at, at)
            if best[1] - best[0] >= size:
                return best
        at += step
    return None


def paragraphs(lines: Iterable[Line], margins: Margins | None = None) -> list[list[Line]]:
    """Lines joined into paragraphs: a line that reaches the right margin runs on, unless the next is indented or begins like a list.

    Args:
        lines: in reading order.
        margins: of each column, from `margins_of` all lines of the document; those of `lines` themselves where not given.
    """
    found: list[list[Line]] = []
    whole = list(lines)
    margins = margins if margins is not None else margins_of(whole)
    for line in whole:
        if found and _runs_on(found[-1][-1], line, margins):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def margins_of(lines: Sequence[Line]) -> Margins:
    """Left and right margin of each column."""
    return {column: _margins([line for line in lines if line.column == column]) for column in {line.column for line in lines}}


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Where most long lines begin and end."""
    longest = max(line.x1 - line.x0 for line in lines)
    body = [line for line in lines if line.x1 - line.x0 > 0.6 * longest] or list(lines)
    return min(line.x0 for line in body), sorted(line.x1 for line in body)[int(0.9 * (len(body) - 1))]


def _runs_on(line: Line, following: Line, margins: Margins) -> bool:
    if format_pattern("list_start").match(following.words):
        return False
    if following.x0 > margins[following.column][0] + INDENT * following.height or (line.column == 0) != (following.column == 0):
        return False
    if abs(line.height - following.height) > 0.35 * max(line.height, following.height):
        return False
    return line.x1 > margins[line.column][1] - FULL * line.height


def glue(line: Line, following: Line) -> str:
    """What stands between two joined lines: a space between Latin words, nothing in Chinese."""
    return (
        " "
        if line.words[-1:].isascii() and line.words[-1:].isalpha() and following.words[:1].isascii() and following.words[:1].isalpha()
        else ""
    )
