"""How exact the product was when it was last measured.

In: seeds/measured.csv, which `python -m benchmarks reading` writes. Out: `Measured` rows, one per set of annotated reports.

Example:
    load_measured()[0].exact_f1             # Decimal("0.915")
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from transforms.seeds.files import read_rows

FILE = "measured.csv"
COLUMNS = ("set", "reports", "facts", "detect_f1", "quantity_f1", "indicator_f1", "cell_f1", "exact_f1", "measured_on")


@dataclass(frozen=True, slots=True)
class Measured:
    """One set: how many reports and facts, F1 of finding a figure, of its value and unit, of its indicator, of all of it, of the cells."""

    set: str
    reports: int
    facts: int
    detect_f1: Decimal
    quantity_f1: Decimal
    indicator_f1: Decimal
    cell_f1: Decimal
    exact_f1: Decimal
    measured_on: date


def to_measured(row: dict[str, str]) -> Measured:
    """One row of the file."""
    return Measured(
        set=row["set"],
        reports=int(row["reports"]),
        facts=int(row["facts"]),
        detect_f1=Decimal(row["detect_f1"]),
        quantity_f1=Decimal(row["quantity_f1"]),
        indicator_f1=Decimal(row["indicator_f1"]),
        cell_f1=Decimal(row["cell_f1"]),
        exact_f1=Decimal(row["exact_f1"]),
        measured_on=date.fromisoformat(row["measured_on"]),
    )


@cache
def load_measured() -> tuple[Measured, ...]:
    """All sets, in the benchmark's order. Raises ValueError for a figure that is none."""
    return tuple(to_measured(row) for row in read_rows(FILE, required=COLUMNS))
