"""指标总表: a row per township and year, a column per quantity with its unit; the verdict is the cell's colour, the sentence its note.

In: an open release. Out: the sheet; and 覆盖情况, townships × years.

A figure that is only a bound is shown with it (≥3,000) and stays a number. A blank is grey, the darker the surer
that nothing can be there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from transforms.publish.workbook.book import (
    BAND,
    BLANK_FILL,
    LINE,
    OTHER_BLANK,
    VERDICT_FILL,
    Book,
    column_width,
    number_format,
    write_headings,
    write_text,
)
from transforms.seeds.labels import Labels
from transforms.warehouse.wide import WideWords

WIDE, COVERAGE = "指标总表", "覆盖情况"
KEYS = ("乡镇", "年份")
TOP = 2
"""Heading rows: domains, quantities."""
MOST_NOTES = 20_000
"""Notes in a workbook: more make it slow to open. Figures with a caveat have theirs first."""
NOTE_LENGTH = 600
QUANTITIES = """
    SELECT c.indicator, c.variant, c.unit, any_value(i.name_zh) AS name_zh,
            any_value(i.domain) AS domain, any_value(i.bare_variant) AS bare, count(*) AS cells
    FROM cell c JOIN indicator i ON i.code = c.indicator
    WHERE c.value IS NOT NULL AND c.item IS NULL GROUP BY c.indicator, c.variant, c.unit
"""
CELLS = """
    SELECT c.township_id, c.year, c.indicator, c.variant, c.unit, c.value, c.value_high, c.bound, c.verdict,
           c.reasons, c.missing_reason, c.sentence, r.file_name
    FROM cell c LEFT JOIN read.report r ON r.report_id = c.report_id WHERE c.item IS NULL
"""
ROWS = "SELECT township_id, township, year FROM coverage WHERE alive ORDER BY township_id, year"
STATES = "SELECT township_id, township, year, state, cells_expected, cells_filled FROM coverage ORDER BY township_id, year"
STATE_FILL = {"reported": "#C6E0B4", "half_year_only": "#FFE699", "missing": "#F8CBAD", "quarantined": "#FFE699"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A column of the big table."""

    indicator: str
    variant: str | None
    unit: str
    heading: str
    domain: str


def load_quantities(con: duckdb.DuckDBPyConnection, words: WideWords) -> list[Quantity]:
    """Quantities that have a figure: by domain, those that most townships tell first."""
    order = {domain: number for number, domain in enumerate(words.domains)}
    found = con.execute(QUANTITIES).fetchall()
    found.sort(key=lambda row: (order.get(row[4], len(order)), -row[6], row[0], row[1] or "", row[2]))
    quantities = []
    for indicator, variant, unit, name, domain, bare, _ in found:
        label = f"·{variant}" if variant else "·口径不明" if bare == "unknown" else ""
        quantities.append(Quantity(indicator, variant, unit, f"{name}{label}（{unit}）", words.domains.get(domain, domain)))
    return quantities


def note_text(cell: dict[str, Any], labels: Labels) -> str:
    """The note of a figure: its sentence, where it stands, why it is not simply comparable."""
    why = labels.reasons(cell["reasons"])
    lines = [
        cell["sentence"] or "",
        f"—— {cell['file_name']}" if cell["file_name"] else "",
        f"{labels.zh('verdict', cell['verdict'])}：{why}" if why else "",
    ]
    return "\n".join(filter(None, lines))[:NOTE_LENGTH]


def write_wide(book: Book, con: duckdb.DuckDBPyConnection, labels: Labels, words: WideWords) -> int:
    """指标总表. Returns how many figures have a note."""
    sheet = book.sheet(WIDE)
    quantities = load_quantities(con, words)
    places = {(one.indicator, one.variant, one.unit): number for number, one in enumerate(quantities, len(KEYS))}
    blank_places: dict[str, list[int]] = defaultdict(list)
    for one in quantities:
        blank_places[one.indicator].append(places[(one.indicator, one.variant, one.unit)])
    rows = {(township_id, year): number for number, (township_id, _, year) in enumerate(con.execute(ROWS).fetchall(), TOP)}
    _write_frame(book, sheet, con, quantities)
    widths: dict[int, list[Decimal]] = defaultdict(list)
    noted = []
    found = con.execute(CELLS)
    names = [column[0] for column in found.description or ()]
    for values in found.fetchall():
        cell = dict(zip(names, values, strict=True))
        row = rows.get((cell["township_id"], cell["year"]))
        if row is None:
            continue
        if cell["value"] is None:
            grey = BLANK_FILL.get(cell["missing_reason"], OTHER_BLANK)
            for column in blank_places[cell["indicator"]]:
                sheet.write_blank(row, column, None, book.format(bg_color=grey, border=4, border_color=LINE))
            continue
        column = places[(cell["indicator"], cell["variant"], cell["unit"])]
        look = {"num_format": number_format(cell["value"], cell["bound"], cell["value_high"]), "border": 4, "border_color": LINE}
        fill = VERDICT_FILL.get(cell["verdict"])
        sheet.write_number(row, column, float(cell["value"]), book.format(**look, **({"bg_color": fill} if fill else {})))
        widths[column].append(cell["value"])
        noted.append((cell["verdict"] == "comparable", row, column, cell))
    for column, own in widths.items():
        sheet.set_column(column, column, min(max(column_width("", own), 12), 18))
    return _write_notes(sheet, noted, labels)


def _write_frame(book: Book, sheet: Any, con: duckdb.DuckDBPyConnection, quantities: list[Quantity]) -> None:
    """Headings, keys, filter, frozen panes, print set-up."""
    write_headings(book, sheet, 1, [*KEYS, *(one.heading for one in quantities)])
    sheet.set_row(1, 58)
    sheet.set_column(0, 0, 13)
    sheet.set_column(1, 1, 7)
    band = book.format(bold=True, bg_color=BAND, align="left", border=1, border_color=LINE)
    for number, one in enumerate(quantities, len(KEYS)):
        first = number == len(KEYS) or quantities[number - len(KEYS) - 1].domain != one.domain
        sheet.write_string(0, number, one.domain if first else "", band)
    last = TOP
    for number, (_, township, year) in enumerate(con.execute(ROWS).fetchall(), TOP):
        write_text(book, sheet, number, 0, township, bold=True, border=4, border_color=LINE)
        sheet.write_number(number, 1, year, book.format(num_format="0", border=4, border_color=LINE))
        last = number
    sheet.autofilter(1, 0, last, len(KEYS) + len(quantities) - 1)
    sheet.freeze_panes(TOP, len(KEYS))
    sheet.repeat_rows(0, 1)
    sheet.repeat_columns(0, 1)
    sheet.fit_to_pages(0, 0)
    sheet.set_print_scale(60)


def _write_notes(sheet: Any, noted: list[tuple[bool, int, int, dict[str, Any]]], labels: Labels) -> int:
    """Notes, figures with a caveat first, then from above; `MOST_NOTES` at most. Returns how many."""
    noted.sort(key=lambda one: one[:3])
    for _, row, column, cell in noted[:MOST_NOTES]:
        text = note_text(cell, labels)
        sheet.write_comment(row, column, text, {"width": 320, "height": 20 + 18 * (2 + len(text) // 24), "author": "县志", "font_size": 9})
    return min(len(noted), MOST_NOTES)


def write_coverage(book: Book, con: duckdb.DuckDBPyConnection, labels: Labels) -> None:
    """覆盖情况: is there a report, and how many of the expected figures does it tell."""
    sheet = book.sheet(COVERAGE)
    rows = con.execute(STATES).fetchall()
    years = sorted({row[2] for row in rows})
    townships = dict.fromkeys(row[0] for row in rows)
    names = {row[0]: row[1] for row in rows}
    write_headings(book, sheet, 0, ["乡镇", *(f"{year}年" for year in years), "已报年数"])
    line = {township: number for number, township in enumerate(townships, 1)}
    for township, number in line.items():
        write_text(book, sheet, number, 0, names[township], bold=True)
        told = sum(row[3] == "reported" for row in rows if row[0] == township)
        sheet.write_number(number, len(years) + 1, told, book.format(align="center"))
    for township, _, year, state, expected, filled in rows:
        text = labels.zh("coverage", state) + (f" {filled}/{expected}" if state in ("reported", "half_year_only") else "")
        look = {"align": "center", "border": 1, "border_color": LINE, "bg_color": STATE_FILL.get(state, OTHER_BLANK)}
        write_text(book, sheet, line[township], years.index(year) + 1, text, **look)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, len(years) + 1, 13)
    sheet.autofilter(0, 0, max(len(line), 1), len(years) + 1)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    explained = "格中为：状态 有值格数/应有格数 · state, cells with a value / cells expected"
    write_text(book, sheet, len(line) + 2, 0, explained, font_color="#595959", italic=True)
