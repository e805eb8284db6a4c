"""Put county.xlsx together.

In: a release's folder with a closed metrics.duckdb, facts about the run. Out: county.xlsx, the same bytes for the same release.

Example:
    write_workbook(folder, facts)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from transforms.publish.workbook.book import open_book
from transforms.publish.workbook.cover import COVER, write_charts, write_cover
from transforms.publish.workbook.tables import AFTER, LISTS, MOST_ROWS, add_words, write_county, write_detail, write_lists
from transforms.publish.workbook.wide import write_coverage, write_wide
from transforms.seeds.labels import load_labels
from transforms.warehouse.connection import open_candidate
from transforms.warehouse.promote import DATABASE
from transforms.warehouse.wide import load_words

WORKBOOK = "county.xlsx"


def write_workbook(folder: Path, facts: Mapping[str, Any], *, most: int = MOST_ROWS) -> None:
    """Write county.xlsx. `most`: detail rows on one sheet before it is split by year."""
    labels, words = load_labels(), load_words()
    book = open_book(folder / WORKBOOK, facts.get("county") or "全国", facts["release"], date.fromisoformat(facts["business_date"]))
    book.sheet(COVER, landscape=False)
    with open_candidate(folder / DATABASE) as con:
        add_words(con, labels)
        write_charts(book, con, labels)
        notes = write_wide(book, con, labels, words)
        write_detail(book, con, most)
        write_county(book, con, words)
        write_lists(book, con, LISTS, words)
        write_coverage(book, con, labels)
        write_lists(book, con, AFTER, words)
    write_cover(book, facts, labels, [sheet.get_name() for sheet in book.workbook.worksheets()], notes)
    book.workbook.close()
