"""seeds/measured.csv: the exactness that the benchmark of reading measured, as data for the README of every release.

In: rows of figures by set. Out: the file, its date with them.

    python -m benchmarks.measured       # the accuracy part of `python -m benchmarks reading` alone
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from transforms.seeds.measured import COLUMNS

FILE = Path(__file__).parents[1] / "seeds" / "measured.csv"


def write_measured(rows: Iterable[Sequence[str]], path: Path = FILE) -> None:
    """Write one row per set: name, then the figures in the order of `COLUMNS`."""
    today = datetime.now(UTC).date().isoformat()
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([*row, today] for row in rows)


if __name__ == "__main__":
    from benchmarks.reading import measure_accuracy

    write_measured(measure_accuracy()[0])
