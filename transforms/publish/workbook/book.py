"""How sheets look: formats, number formats, widths, filters, print set-up. Text is text: nothing in a report becomes a formula or a link.

In: rows of plain values. Out: cells of an XlsxWriter worksheet.

Example:
    book = Book(path, title="汀禾县", created=date(2023, 4, 10))
    write_table(book, "增长", frame)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from transforms.publish.files import FORMULA_START

VERDICT_FILL = {"with_caveat": "#FFF2CC", "not_comparable": "#F8CBAD"}
"""Colours of verdicts, apart for colour-blind readers by brightness; the verdict stands in words beside."""
BLANK_FILL = {"place_not_alive": "#BFBFBF", "report_missing": "#D9D9D9"}
OTHER_BLANK = "#EDEDED"
HEAD, BAND, LINE = "#1F4E79", "#DDEBF7", "#BFBFBF"
PREFIX = {">=": "≥", "<=": "≤", "~": "约"}
WIDEST, NARROWEST = 60, 7
SAMPLED = 300
"""Rows whose width decides a column's."""
UNPRINTED = ("编号", "代码", "文件")
"""Columns for looking things up stand last and are not printed."""
WRAPPED_ROWS = 2_000
"""In a list no longer than this, long texts are wrapped; in a longer one rows keep their height."""
ROW_HEIGHT = 14.5
"""Points per line; LibreOffice does not find the height of wrapped rows by itself."""
A4 = 9


@dataclass(slots=True)
class Book:
    """An open workbook and the formats made so far: each kind of cell has one."""

    workbook: Any
    county: str
    release: str
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format(self, **properties: Any) -> Any:
        """The format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({"font_name": "等线", "font_size": 10, "valign": "vcenter", **properties})
        return self.formats[key]

    def sheet(self, name: str, *, landscape: bool = True, colour: str = HEAD) -> Any:
        """A new sheet, set up for printing on A4: one page wide, page numbers, whose it is."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(colour)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{self.county} · {name}&C&P / &N&R{self.release}".replace("&&", "&"))
        sheet.hide_gridlines(2)
        return sheet


def open_book(path: Path, county: str, release: str, created: date) -> Book:
    """A new workbook. Its dates are the business date's, so that the same release gives the same bytes."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_properties(
        {
            "title": f"{county} 乡镇指标",
            "company": "县志 Xianzhi",
            "comments": release,
            "created": datetime(created.year, created.month, created.day),
        }
    )
    workbook.set_size(2400, 1400)
    return Book(workbook, county, release)


def decimals(value: Decimal) -> int:
    """How many decimals a figure shows: as many as it has, four at most."""
    exponent = value.normalize().as_tuple().exponent
    return min(max(-exponent, 0), 4) if isinstance(exponent, int) else 0


def number_format(value: Decimal, bound: str | None = "=", high: Decimal | None = None) -> str:
    """How a figure is shown: thousands apart, its decimals, its bound before it; the cell's value stays the number.

    Example:
        >>> number_format(Decimal("3000"), ">=")
        '"≥"#,##0'
    """
    places = decimals(value)
    text = "#,##0" + ("." + "0" * places if places else "")
    after = f'"–{high.normalize():,f}"' if high is not None else ""
    prefix = PREFIX.get(bound or "=", "")
    return (f'"{prefix}"' if prefix else "") + text + after


def text_width(text: str) -> int:
    """Width in digits: a Chinese character is two."""
    return sum(2 if ord(mark) > 0x2E7F or mark in "–—‘’“”…≥≤" else 1 for mark in text)


def column_width(heading: str, values: Sequence[Any]) -> float:
    """Width of a column by its heading and its first values."""
    widest = max(
        (
            text_width(f"{value:,f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else str(value))
            for value in values
            if value is not None
        ),
        default=0,
    )
    return min(max(widest + 2, text_width(heading) + 4, NARROWEST), WIDEST)


def write_value(book: Book, sheet: Any, row: int, column: int, value: Any, **look: Any) -> None:
    """One cell by the type of its value; nothing for null."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", book.format(**look))
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), book.format(num_format=number_format(value), **look))
    elif isinstance(value, int):
        sheet.write_number(row, column, value, book.format(num_format="0", **look))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), book.format(num_format="yyyy-mm-dd", **look))
    else:
        write_text(book, sheet, row, column, str(value), indent=1 if column else 0, **look)


def write_text(book: Book, sheet: Any, row: int, column: int, text: str, **look: Any) -> None:
    """Text as text. What looks like a formula is marked as text for whoever edits the cell later."""
    if text.startswith(FORMULA_START):
        look["quote_prefix"] = True
    sheet.write_string(row, column, text, book.format(**look))


def write_column(book: Book, sheet: Any, column: int, values: Sequence[Any]) -> None:
    """A column of a long list, as `write_value` has its cells; the format of plain texts, which are most of them, is looked up once."""
    plain = book.format(indent=1 if column else 0)
    for row, value in enumerate(values, 1):
        if type(value) is str and not value.startswith(FORMULA_START):
            sheet.write_string(row, column, value, plain)
        elif value is not None:
            write_value(book, sheet, row, column, value)


def write_headings(book: Book, sheet: Any, row: int, headings: Sequence[str]) -> None:
    """The heading row."""
    look = book.format(
        bold=True, font_color="#FFFFFF", bg_color=HEAD, text_wrap=True, valign="vcenter", align="center", border=1, border_color=LINE
    )
    sheet.set_row(row, 32)
    for column, heading in enumerate(headings):
        sheet.write_string(row, column, heading, look)


def write_table(book: Book, name: str, frame: pl.DataFrame, *, frozen: int = 2, verdict: str = "") -> Any:
    """A frame as a sheet: filter, frozen panes, widths, rows coloured by the words in the column `verdict`. Returns the sheet."""
    sheet = book.sheet(name)
    write_headings(book, sheet, 0, frame.columns)
    wraps, heights = frame.height <= WRAPPED_ROWS, dict[int, int]()
    for column, heading in enumerate(frame.columns):
        values = frame.get_column(heading)
        sheet.set_column(column, column, column_width(heading, values.head(SAMPLED).to_list()))
        if not wraps:
            write_column(book, sheet, column, values.to_list())
            continue
        for row, value in enumerate(values.to_list(), 1):
            lines = -(-text_width(value) // (WIDEST - 4)) if isinstance(value, str) else 1
            heights[row] = max(heights.get(row, 1), lines)
            write_value(book, sheet, row, column, value, **({"text_wrap": True} if lines > 1 else {}))
    for row, lines in heights.items():
        if lines > 1:
            sheet.set_row(row, ROW_HEIGHT * lines)
    last = max(frame.height, 1)
    sheet.autofilter(0, 0, last, frame.width - 1)
    sheet.freeze_panes(1, frozen)
    sheet.repeat_rows(0)
    printed = max(number for number, heading in enumerate(frame.columns) if not heading.endswith(UNPRINTED))
    sheet.print_area(0, 0, last, printed)
    if verdict and frame.height:
        colour_rows(book, sheet, frame, verdict)
    return sheet


def colour_rows(book: Book, sheet: Any, frame: pl.DataFrame, heading: str) -> None:
    """Colour rows by the verdict in words."""
    from transforms.seeds.labels import load_labels

    letter = xlsxwriter.utility.xl_col_to_name(frame.columns.index(heading))
    for code, fill in VERDICT_FILL.items():
        words = load_labels().zh("verdict", code)
        rule = {"type": "formula", "criteria": f'=${letter}2="{words}"', "format": book.workbook.add_format({"bg_color": fill})}
        sheet.conditional_format(1, 0, frame.height, frame.width - 1, rule)
