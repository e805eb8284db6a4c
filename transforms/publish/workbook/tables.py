"""The sheets that are lists: 明细, 全县, 增长, 目标完成, 变更, 指标说明.

In: an open release whose connection has `say` (see `add_words`). Out: sheets; the detail is split by year where it is long.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import polars as pl

from transforms.publish.workbook.book import Book, write_table
from transforms.relation import read_sql
from transforms.seeds.labels import Labels
from transforms.warehouse.wide import WideWords

PACKAGE = "transforms.publish.workbook"
DETAIL = "明细"
MOST_ROWS = 200_000
"""Detail rows on one sheet; beyond it every year has its own."""
SHEET_ROWS = 1_000_000
"""What a sheet holds at most (Excel: 1,048,576 with the heading)."""
LISTS = (("增长", "growth", 2, "可比性"), ("目标完成", "target", 2, ""))
COUNTY = ("全县", "county", 3, "可比性")
"""The county's own figures; a sheet only where there are some."""
AFTER = (("变更", "change", 2, ""), ("指标说明", "indicator", 1, ""))


def add_words(con: duckdb.DuckDBPyConnection, labels: Labels) -> None:
    """Macros `say(field, word)` and `say_reasons(reasons)`: codes in Chinese, as `Labels` has them."""
    rows = [(field, word, zh) for (field, word), (zh, _) in labels.by_word.items()]
    con.register("label_rows", pl.DataFrame(rows, schema=["field", "word", "zh"], orient="row").to_arrow())
    con.execute("CREATE TEMP TABLE label AS FROM label_rows")
    con.execute("SET VARIABLE labels = (SELECT map_from_entries(list((field || ' ' || word, zh))) FROM label)")
    con.execute("CREATE TEMP MACRO say(field, word) AS coalesce(getvariable('labels')[field || ' ' || word], word)")
    told_by = (
        "reasons FROM cell",
        "reasons FROM growth",
        "reasons FROM target",
        "reasons FROM county_total",
        "outcome_reasons FROM county_total",
    )
    every = " UNION ".join(f"SELECT {one}" for one in told_by)
    known = [row[0] for row in con.execute(f"{every} ORDER BY reasons").fetchall()]
    told = pl.DataFrame({"reasons": known, "zh": [labels.reasons(one) for one in known]}, schema={"reasons": pl.String, "zh": pl.String})
    con.register("told_rows", told.to_arrow())
    con.execute("SET VARIABLE reasons = (SELECT map_from_entries(list((reasons, zh))) FROM told_rows)")
    con.execute("CREATE TEMP MACRO say_reasons(reasons) AS getvariable('reasons')[reasons]")


def rows_of(con: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    """The rows of a list; texts that are empty are blank."""
    frame = con.sql(read_sql(PACKAGE, name)).pl()
    return frame.with_columns(pl.col(pl.String).replace("", None))


def detail_sheets(detail: pl.DataFrame, most: int = MOST_ROWS, fits: int = SHEET_ROWS) -> Iterator[tuple[str, pl.DataFrame]]:
    """Name and rows of each sheet of the detail: one, or one a year, or several of a year that no sheet holds."""
    if detail.height <= most:
        yield DETAIL, detail
        return
    for (year,), rows in detail.group_by("年份", maintain_order=True):
        for number, start in enumerate(range(0, rows.height, fits), 1):
            yield f"{DETAIL} {year}" + (f" ({number})" if number > 1 else ""), rows.slice(start, fits)


def write_detail(book: Book, con: duckdb.DuckDBPyConnection, most: int = MOST_ROWS) -> int:
    """明细. Returns its rows."""
    detail = rows_of(con, "detail")
    for name, rows in detail_sheets(detail, most):
        write_table(book, name, rows, frozen=3, verdict="可比性")
    return detail.height


def write_county(book: Book, con: duckdb.DuckDBPyConnection, words: WideWords) -> None:
    """全县, where the county's own report says something."""
    if con.execute("SELECT 1 FROM county_total LIMIT 1").fetchone():
        write_lists(book, con, (COUNTY,), words)


def write_lists(book: Book, con: duckdb.DuckDBPyConnection, lists: tuple[tuple[str, str, int, str], ...], words: WideWords) -> None:
    """Lists by their SQL; domains in Chinese."""
    for name, sql, frozen, verdict in lists:
        frame = rows_of(con, sql)
        if "领域" in frame.columns:
            frame = frame.with_columns(pl.col("领域").replace(words.domains))
        write_table(book, name, frame, frozen=frozen, verdict=verdict)
