"""county.xlsx read back cell by cell: what it says is what the tables say; text stays text; it is set up for reading and printing."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from decimal import Decimal

import duckdb
import openpyxl
import polars as pl
import pytest

from transforms.publish.manifest import hash_file, read_manifest
from transforms.publish.workbook import tables, wide
from transforms.publish.workbook.book import number_format, text_width
from transforms.publish.workbook.tables import add_words, detail_sheets, rows_of
from transforms.publish.workbook.write import WORKBOOK, write_workbook
from transforms.seeds.labels import load_labels
from transforms.warehouse.connection import open_release
from transforms.warehouse.promote import DATABASE
from transforms.warehouse.wide import load_words

SHEETS = ["说明", "图表", "指标总表", "明细", "增长", "目标完成", "覆盖情况", "变更", "指标说明"]
LISTS = {"明细": "detail", "增长": "growth", "目标完成": "target", "变更": "change", "指标说明": "indicator"}
HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(1)", "\tx", '<script>alert("x")</script>', "http://example.invalid/", "\u202eabc")


@pytest.fixture(scope="module")
def release(sample):
    return (sample.home / "releases" / "current").resolve()


@pytest.fixture(scope="module")
def book(release):
    return openpyxl.load_workbook(release / WORKBOOK)


@pytest.fixture(scope="module")
def con(release):
    with open_release(release / DATABASE) as opened:
        add_words(opened, load_labels())
        yield opened


def same(told: object, wanted: object) -> bool:
    """Is a cell of the sheet the value of the table?"""
    if isinstance(wanted, Decimal):
        return isinstance(told, (int, float)) and Decimal(repr(told)) == wanted
    if isinstance(wanted, bool):
        return told == ("是" if wanted else "否")
    if isinstance(wanted, date):
        return isinstance(told, datetime) and told.date() == wanted
    return told == wanted


def test_the_sheets(book):
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("name", LISTS)
def test_every_cell_of_a_list_is_the_tables(book, con, name):
    frame, sheet = rows_of(con, LISTS[name]), book[name]
    if "领域" in frame.columns:
        frame = frame.with_columns(pl.col("领域").replace(load_words().domains))
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == frame.columns
    assert len(rows) == frame.height + 1
    wrong = [
        (number, heading, told, wanted)
        for number, (row, own) in enumerate(zip(rows[1:], frame.iter_rows(), strict=True), 2)
        for heading, told, wanted in zip(frame.columns, row, own, strict=True)
        if not same(told, wanted)
    ]
    assert wrong == []


def test_every_cell_of_the_big_table_is_the_tables(book, con):
    sheet = book["指标总表"]
    quantities = wide.load_quantities(con, load_words())
    headings = [sheet.cell(2, column).value for column in range(1, sheet.max_column + 1)]
    assert headings == ["乡镇", "年份", *(one.heading for one in quantities)]
    assert len(set(headings)) == len(headings)
    assert all(f"（{one.unit}）" in one.heading for one in quantities)
    keys = con.execute(wide.ROWS).fetchall()
    found = con.execute(wide.CELLS + " AND c.value IS NOT NULL").fetchall()
    wanted = {(row[0], row[1], row[2], row[3], row[4]): row for row in found}
    seen = 0
    for number, (township_id, township, year) in enumerate(keys, 3):
        assert (sheet.cell(number, 1).value, sheet.cell(number, 2).value) == (township, year)
        for column, one in enumerate(quantities, 3):
            cell = sheet.cell(number, column)
            row = wanted.get((township_id, year, one.indicator, one.variant, one.unit))
            if row is None:
                assert cell.value is None
                continue
            seen += 1
            assert Decimal(repr(cell.value)) == row[5]
            assert cell.number_format == number_format(row[5], row[7], row[6])
            assert row[11] in cell.comment.text, "the note is the sentence"
            fill = {"with_caveat": "FFFFF2CC", "not_comparable": "FFF8CBAD"}.get(row[8], "00000000")
            assert cell.fill.fgColor.rgb == fill
    assert seen == len(wanted) > 500


def test_blanks_are_grey_by_their_reason(book, con):
    sheet = book["指标总表"]
    fills = {cell.fill.fgColor.rgb for row in sheet.iter_rows(min_row=3, min_col=3) for cell in row if cell.value is None}
    assert {"FFD9D9D9", "FFEDEDED"} <= fills


def test_coverage_says_what_the_table_says(book, con):
    sheet, labels = book["覆盖情况"], load_labels()
    rows = list(sheet.iter_rows(values_only=True))
    years = [int(heading.removesuffix("年")) for heading in rows[0][1:-1]]
    townships = list(dict.fromkeys(row[0] for row in con.execute(wide.STATES).fetchall()))
    for township_id, _, year, state, expected, filled in con.execute(wide.STATES).fetchall():
        told = rows[1 + townships.index(township_id)][1 + years.index(year)]
        assert told.startswith(labels.zh("coverage", state))
        assert state != "reported" or told.endswith(f" {filled}/{expected}")


def test_filters_frozen_panes_and_print_setup(book):
    for name in SHEETS[2:]:
        sheet = book[name]
        assert sheet.auto_filter.ref, name
        assert sheet.freeze_panes, name
        assert sheet.print_title_rows, name
    for sheet in book:
        assert sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9
        assert "&P / &N" in (sheet.oddFooter.center.text or "")
        assert sheet.oddFooter.left.text.startswith("汀禾县")


def test_charts_have_titles_and_name_who_is_missing(book):
    charts = book["图表"]._charts
    assert len(charts) >= 4
    titles = ["".join(run.t for part in chart.title.tx.rich.p for run in part.r or ()) for chart in charts]
    assert all(titles)
    assert any("（" in title for title in titles), "units in the titles"


def test_nothing_is_a_formula_or_a_link_out(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                assert not (cell.hyperlink and cell.hyperlink.target), cell.coordinate


def test_every_word_of_the_release_has_a_label(con):
    labels = load_labels()
    vocabularies = {
        "verdict": "SELECT DISTINCT verdict FROM cell",
        "missing_reason": "SELECT DISTINCT missing_reason FROM cell",
        "status": "SELECT DISTINCT status FROM cell",
        "bound": "SELECT DISTINCT bound FROM cell",
        "growth": "SELECT DISTINCT outcome FROM growth",
        "price_basis": "SELECT DISTINCT growth_basis FROM indicator WHERE growth_basis <> ''",
        "target": "SELECT DISTINCT outcome FROM target",
        "target_kind": "SELECT DISTINCT kind FROM target",
        "measure": "SELECT DISTINCT measure FROM read.claim",
        "coverage": "SELECT DISTINCT state FROM coverage",
        "kind": "SELECT DISTINCT kind FROM indicator",
        "reason": "SELECT DISTINCT split_part(unnest(string_split(reasons, ';')), ':', 1) FROM ("
        + " UNION ALL ".join(f"SELECT reasons FROM {table}" for table in ("cell", "growth", "target", "pair", "derived"))
        + ")",
    }
    unsaid = [
        (field, word)
        for field, sql in vocabularies.items()
        for (word,) in con.execute(sql).fetchall()
        if word and (field, word) not in labels.by_word
    ]
    assert unsaid == []


def test_reasons_in_words():
    assert load_labels().reasons("bound:>=;year_to_date:2022-11-25") == "非确数（≥）；截至（2022-11-25）"
    assert load_labels().reasons("price_basis:same_sample") == "价格口径（可比口径）"
    assert load_labels().reasons("") == ""


@pytest.mark.parametrize(
    ("value", "bound", "high", "shown"),
    [
        ("3000", "=", None, "#,##0"),
        ("3000", ">=", None, '"≥"#,##0'),
        ("10.25", "~", None, '"约"#,##0.00'),
        ("3", "=", "5", '#,##0"–5"'),
        ("0.123456789", "=", None, "#,##0.0000"),
    ],
)
def test_number_formats(value, bound, high, shown):
    assert number_format(Decimal(value), bound, Decimal(high) if high else None) == shown


def test_a_chinese_character_is_two_wide():
    assert text_width("镇a") == 3


def test_long_detail_is_split_by_year():
    frame = pl.DataFrame({"年份": [2021, 2021, 2021, 2022], "数值": [1, 2, 3, 4]})
    assert [(name, rows.height) for name, rows in detail_sheets(frame, most=4)] == [("明细", 4)]
    assert [(name, rows.height) for name, rows in detail_sheets(frame, most=3)] == [("明细 2021", 3), ("明细 2022", 1)]
    assert [name for name, _ in detail_sheets(frame, most=3, fits=2)] == ["明细 2021", "明细 2021 (2)", "明细 2022"]
    assert tables.MOST_ROWS == 200_000


@pytest.fixture
def hostile(release, tmp_path):
    """A release whose texts are hostile, in a workbook split by year."""
    path = tmp_path / DATABASE
    shutil.copy(release / DATABASE, path)
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:
        texts = list(HOSTILE)
        con.execute("UPDATE cell SET sentence = $t[1 + (hash(cell_id) % len($t))::INTEGER] WHERE value IS NOT NULL", {"t": texts})
        con.execute("UPDATE cell SET item = $t[1 + (hash(cell_id) % len($t))::INTEGER] WHERE item IS NOT NULL", {"t": texts})
        con.execute("UPDATE read.report SET file_name = '=1+1.txt'")
        con.execute("UPDATE coverage SET township = '=HYPERLINK(\"x\")' WHERE township_id = '990101001'")
    write_workbook(tmp_path, read_manifest(release), most=100)
    return tmp_path / WORKBOOK


def test_hostile_text_stays_text_and_years_have_sheets(hostile):
    book = openpyxl.load_workbook(hostile)
    assert [name for name in book.sheetnames if name.startswith("明细")] == [f"明细 {year}" for year in range(2018, 2023)]
    test_nothing_is_a_formula_or_a_link_out(book)
    told = {cell.value for row in book["明细 2022"].iter_rows() for cell in row}
    assert {"=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "=1+1.txt"} <= told
    assert book["指标总表"]["A3"].value == '=HYPERLINK("x")'


def test_the_same_release_gives_the_same_bytes(release, tmp_path):
    shutil.copy(release / DATABASE, tmp_path / DATABASE)
    write_workbook(tmp_path, read_manifest(release))
    assert hash_file(tmp_path / WORKBOOK) == hash_file(release / WORKBOOK)
