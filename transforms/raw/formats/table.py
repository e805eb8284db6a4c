"""Tables as sentences: every figure with its year, its indicator and its unit, as prose would give it.

In: rows of cells as text, and what stood above the table. Out: lines of pieces, each with the row and column it came from. A table of
words keeps its cells in rows. The reader of prose then reads 生产总值 | 亿元 | 32.1 as 生产总值32.1亿元, and the span leads to the cell.

Example:
    >>> rows = [["指标", "单位", "2020年", "2021年"], ["生产总值", "亿元", "30.2", "32.1"]]
    >>> ["".join(piece.words for piece in line) for line in table_lines(rows)]
    ['2020年生产总值30.2亿元，2021年生产总值32.1亿元。']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.raw.formats.document import Box, TextBuilder
from transforms.seeds.formats import format_pattern

MIN_FIGURES = 0.5
"""Share of figures among the cells right of the labels from which a table is one of data."""

_FIGURE = re.compile(r"[-+−]?\d[\d,，]*(?:\.\d+)?(?P<unit>%|‰|％)?")
_VALUE = re.compile(r"(?P<figure>[-+−]?\d[\d,，]*(?:\.\d+)?)(?P<unit>[^\d\s]{0,6})")
_NOTHING = frozenset("-—–/－…") | {"——", "--", "……", "\\"}
"""What stands in a cell that is empty."""
_BRACKETS = re.compile(r"[（(](?P<inside>[^（）()]{1,10})[)）]")
_UNIT_WORD = format_pattern("unit_word")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line; `row` and `column` count from 1, 0 for words that stand in no cell."""

    words: str
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class _Heading:
    """What a column's heading, or a row's label, says: when, what, in which unit."""

    period: str
    name: str
    unit: str
    measure: bool


def table_lines(rows: Sequence[Sequence[str]], above: str = "") -> list[list[Piece]]:
    """A table as lines. `above` is the line before it, where 单位：万元 may stand."""
    clean = [["" if cell.strip() in _NOTHING else " ".join(cell.split()) for cell in row] for row in rows]
    numbered = [(number, row) for number, row in enumerate(clean, 1) if any(row)]
    captions, body, unit = _captions(numbered, above)
    lines = [[Piece(words, number, 1)] for number, words in captions]
    if not _is_data(body):
        return lines + [list(_words(number, row)) for number, row in body]
    labels = _label_columns(body)
    heading_rows = _heading_rows(body, labels)
    headings = _headings([row for _, row in body[:heading_rows]], unit)
    for number, row in body[heading_rows:]:
        line = list(_sentence(number, row, headings, labels, unit))
        if line:
            lines.append(line)
    return lines


def _captions(rows: Sequence[tuple[int, list[str]]], above: str) -> tuple[list[tuple[int, str]], list[tuple[int, list[str]]], str]:
    """Rows of one cell above the headings: a title or a unit."""
    captions: list[tuple[int, str]] = []
    caption = format_pattern("unit_caption").search(above)
    unit = caption["unit"] if caption else ""
    body = list(rows)
    while len(body) > 1 and len({cell for cell in body[0][1] if cell}) == 1 and len(body[0][1]) > 1:
        number, row = body.pop(0)
        words = next(cell for cell in row if cell)
        if found := format_pattern("unit_caption").search(words):
            unit = found["unit"]
        else:
            captions.append((number, words))
    return captions, body, unit


def _is_data(rows: Sequence[tuple[int, list[str]]]) -> bool:
    if len(rows) < 2 or max(len(row) for _, row in rows) < 2:
        return False
    cells = [cell for _, row in rows[1:] for cell in row[1:] if cell]
    figures = sum(1 for cell in cells if _is_figure(cell))
    words = sum(1 for cell in cells if not _is_figure(cell) and not _UNIT_WORD.fullmatch(cell))
    return figures > 0 and figures >= MIN_FIGURES * (figures + words)


def _is_figure(cell: str) -> bool:
    match = _VALUE.fullmatch(cell)
    return bool(match) and (not match["unit"] or bool(_UNIT_WORD.fullmatch(match["unit"]))) and not _is_time(cell)  # type: ignore[index]


def _is_time(cell: str) -> bool:
    return bool(format_pattern("year_heading").match(cell) or format_pattern("period_heading").match(cell)) and "." not in cell


def _label_columns(rows: Sequence[tuple[int, list[str]]]) -> int:
    """How many columns on the left hold labels: those before the first column that is mostly figures."""
    width = max(len(row) for _, row in rows)
    for column in range(1, width):
        cells = [row[column] for _, row in rows[1:] if column < len(row) and row[column]]
        if cells and sum(1 for cell in cells if _is_figure(cell)) * 2 >= len(cells):
            return column
    return 1


def _heading_rows(rows: Sequence[tuple[int, list[str]]], labels: int) -> int:
    count = 0
    for _, row in rows:
        if any(_is_figure(cell) for cell in row[labels:] if cell):
            break
        count += 1
    return min(count, len(rows) - 1)


def _headings(rows: Sequence[Sequence[str]], unit: str) -> list[_Heading]:
    """One heading per column; of several heading rows the upper one comes first, and a merged cell holds to its right."""
    width = max((len(row) for row in rows), default=0)
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        last = ""
        for column in range(width):
            cell = row[column] if column < len(row) else ""
            last = cell or (last if column and rows.index(row) < len(rows) - 1 else "")
            if last and last not in columns[column]:
                columns[column].append(last)
    return [_heading(words, unit) for words in columns]


def _heading(words: Sequence[str], unit: str) -> _Heading:
    parts = [_split_unit(one) for one in words]
    periods = [one + "年" if one.isdigit() else one for one, _ in parts if _is_time(one)]
    name = "".join(one for one, _ in parts if not _is_time(one))
    own = next((found for _, found in parts if found), "")
    measure = bool(format_pattern("measure_column").search(name))
    if measure and not own:
        own = "%"
    if format_pattern("value_column").match(name):
        name = ""
    return _Heading("".join(periods), name, own or unit, measure)


def _split_unit(words: str) -> tuple[str, str]:
    """面积（亩） → 面积, 亩. Brackets that hold no unit stay."""
    for match in _BRACKETS.finditer(words):
        inside = match["inside"].removeprefix("单位").lstrip("：: ")
        if _UNIT_WORD.fullmatch(inside):
            return (words[: match.start()] + words[match.end() :]).strip(), inside.replace("％", "%")
    return words, ""


def _sentence(number: int, row: Sequence[str], headings: Sequence[_Heading], labels: int, unit: str) -> Iterator[Piece]:
    row_period, label, row_unit = _label(row[:labels], headings)
    started = False
    for column, cell in enumerate(row[labels:], labels):
        if not cell:
            continue
        heading = headings[column] if column < len(headings) else _Heading("", "", unit, False)
        if format_pattern("unit_column").match(heading.name):
            continue
        yield Piece("，" if started else "")
        started = True
        yield from _cell(number, column, cell, heading, row_period, label, row_unit)
    if started:
        yield Piece("。")


def _cell(number: int, column: int, cell: str, heading: _Heading, row_period: str, label: str, row_unit: str) -> Iterator[Piece]:
    subject = label + heading.name if label not in heading.name else heading.name
    yield Piece((heading.period or row_period) + subject)
    match = _VALUE.fullmatch(cell)
    unit = "" if match is None or match["unit"] else (heading.unit if heading.measure else row_unit or heading.unit)
    yield Piece(cell + unit if _is_figure(cell) else f"：{cell}", number, column + 1)


def _label(cells: Sequence[str], headings: Sequence[_Heading]) -> tuple[str, str, str]:
    """A row's labels: its period, its words and its unit, which may stand in a column of units."""
    unit, period, words = "", "", []
    for column, cell in enumerate(cells):
        heading = headings[column].name if column < len(headings) else ""
        if format_pattern("unit_column").match(heading):
            unit = cell
        elif _is_time(cell):
            period = cell + "年" if cell.isdigit() else cell
        elif cell and not re.fullmatch(r"\d{1,3}|序号", cell):
            words.append(cell)
    label, own = _split_unit("".join(words))
    if format_pattern("total_label").match(label):
        label = "全镇" if "镇" in label or "计" in label or "总" in label else label
    return period, label, unit or own


def _words(number: int, row: Sequence[str]) -> Iterator[Piece]:
    """A row of words: its cells side by side; a merged cell once."""
    last, started = "", False
    for column, cell in enumerate(row, 1):
        if cell and cell != last:
            yield Piece("　" if started else "")
            yield Piece(cell, number, column)
            last, started = cell, True


def put_table(
    builder: TextBuilder, rows: Sequence[Sequence[str]], above: str, number: int, page: int | None = None, box: Box | None = None
) -> None:
    """Add a table to the text; every cell that stands in it keeps its place: 表1第2行第3列."""
    for line in table_lines(rows, above):
        for piece in line:
            where = f"表{number}第{piece.row}行第{piece.column}列" if piece.row else ""
            builder.put(piece.words, where, page if piece.row else None, box if piece.row else None)
        builder.put("\n")
