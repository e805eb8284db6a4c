"""Tables as files: Parquet for programs, CSV for Excel and WPS.

In: an open release database, a table of the registry, a path. Out: the file. A CSV has a BOM, exact numbers without trailing zeros, and
text cells that a spreadsheet would take for a formula begin with ' (numbers stay numbers).

Example:
    write_csv(con, load_registry()["metrics.cell"], folder / "cell.csv")
"""

from __future__ import annotations

import codecs
import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from transforms.warehouse.registry import Column, Table
from transforms.warehouse.schema import as_released, literal, quote

FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


BETWEEN_RELEASES = ("metrics.change",)
"""Tables that tell about two releases: they do not count for the content hash and may name what this release has no more."""


def file_stem(table: Table) -> str:
    """`cell` for `metrics.cell`, `read.claim` as it is: the names SQL uses in a release."""
    return as_released(table).name.removeprefix("main.")


def guard_text(text: str) -> str:
    """A text cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA_START) else text


def _csv_expression(column: Column) -> str:
    name = quote(column.name)
    if column.type == "VARCHAR":
        starts = " OR ".join(f"starts_with({name}, chr({ord(mark)}))" for mark in FORMULA_START)
        return f"CASE WHEN {starts} THEN chr(39) || {name} ELSE {name} END AS {name}"
    if column.type.startswith("DECIMAL"):
        return f"rtrim(rtrim(CAST({name} AS VARCHAR), '0'), '.') AS {name}"
    return name


def _sorted_rows(table: Table, expressions: Iterable[str]) -> str:
    sort = ", ".join(f"t.{quote(part)} NULLS FIRST" for part in table.key)
    return f"SELECT {', '.join(expressions)} FROM {quote(as_released(table).name)} AS t ORDER BY {sort}"


def write_csv(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """One table as CSV: UTF-8 with BOM, CRLF as spreadsheets write it, rows in key order."""
    bare = path.with_name(f"{path.name}.part")
    rows = _sorted_rows(table, (_csv_expression(column) for column in table.columns))
    con.execute(f"COPY ({rows}) TO {literal(str(bare))} (FORMAT csv, HEADER true)")
    with path.open("wb") as out, bare.open("rb") as source:
        out.write(codecs.BOM_UTF8)
        shutil.copyfileobj(source, out, 1 << 20)
    bare.unlink()


def write_parquet(con: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """One table as Parquet, rows in key order."""
    rows = _sorted_rows(table, (quote(column.name) for column in table.columns))
    con.execute(f"COPY ({rows}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of text as CSV, guarded, with BOM."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([guard_text(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
