"""Which cells are expected, and when their report is due.

In: seeds/expected.csv. Out: `Expectation` rows in file order; the last one that fits decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.seeds.files import SeedError, read_rows

COLUMNS = ("indicator", "township_id", "from_year", "to_year", "due", "expected", "reason")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Expectation:
    """Is `indicator` expected of `township_id` (both "*" = any) from one year to another, inclusive? `due` is MM-DD of the year after."""

    indicator: str
    township_id: str
    from_year: int
    to_year: int
    due: str
    expected: bool
    reason: str


@cache
def load_expected(overlay: Path | None = None) -> tuple[Expectation, ...]:
    """All rows, the county's last. Raises SeedError for a due date that is no MM-DD."""
    rows = []
    for row in read_rows("expected.csv", overlay, COLUMNS):
        if not MONTH_DAY.fullmatch(row["due"]) or row["expected"] not in ("yes", "no"):
            raise SeedError(f"expected.csv: {row}: due 应为 MM-DD，expected 应为 yes/no · due is MM-DD, expected yes or no")
        first, last = int(row["from_year"] or 0), int(row["to_year"] or 9999)
        rows.append(Expectation(row["indicator"], row["township_id"], first, last, row["due"], row["expected"] == "yes", row["reason"]))
    return tuple(rows)
