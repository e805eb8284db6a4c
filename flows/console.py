"""How the command line speaks: results on stdout, progress and notes on stderr.

In: rows of plain values. Out: a Rich table, JSON or CSV on stdout.

Example:
    print_rows(["year", "value"], [(2022, Decimal("3000"))], Format.JSON)
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


WIDE = 10
"""More columns than these have no room for empty ones on a terminal."""


def stdout() -> Console:
    """Where results go. In a pipe lines are not wrapped at 80 columns."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, soft_wrap=False)


def stderr() -> Console:
    """Where progress and notes go."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def note(text: str) -> None:
    """One line for people, on stderr."""
    print(text, file=sys.stderr, flush=True)


def plain_number(value: Decimal) -> int | float:
    """A Decimal as the JSON number with the same digits: 3000 and 12.5, not 3000.000000000."""
    return int(value) if value == value.to_integral_value() else float(value)


def jsonable(value: Any) -> Any:
    """A value JSON has a form for."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [jsonable(part) for part in value]
    if isinstance(value, dict):
        return {str(key): jsonable(part) for key, part in value.items()}
    return value


def as_text(value: Any) -> str:
    """A value as people read it: no trailing zeros, thousands apart, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    if isinstance(value, Decimal):
        return f"{plain_number(value):,}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    print(json.dumps(jsonable(value), ensure_ascii=False, indent=2))


def print_rows(names: Sequence[str], rows: Iterable[Sequence[Any]], form: Format, title: str = "") -> None:
    """Rows on stdout, as a table for people, or JSON (a list of objects) or CSV for programs."""
    if form is Format.JSON:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    if form is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([jsonable(value) for value in row] for row in rows)
        return
    _print_table(names, rows, title)


def without_empty(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[list[str], list[list[Any]]]:
    """A table without the columns that have nothing in any row."""
    kept = [at for at, _ in enumerate(names) if any(row[at] not in (None, "") for row in rows)]
    return [names[at] for at in kept], [[row[at] for at in kept] for row in rows]


def _print_table(names: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> None:
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    if rows and len(names) > WIDE:
        told = names
        names, rows = without_empty(told, rows)
        if left_out := [name for name in told if name not in names]:
            note(f"全空的列未列出 · empty columns left out: {', '.join(left_out)}")
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(as_text(value), justify="right" if isinstance(value, (int, float, Decimal)) else "left") for value in row))
    stdout().print(table)
