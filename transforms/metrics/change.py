"""What a new release says otherwise than the one before.

In: cells and reports of both. Out: `metrics.change`, one row per cell whose value or verdict differs, with its cause.
"""

from __future__ import annotations

import polars as pl

from transforms.metrics.frames import fit
from transforms.relation import query_frames, read_sql

CELL_COLUMNS = (
    "cell_id",
    "indicator",
    "variant",
    "item",
    "township_id",
    "township",
    "year",
    "unit",
    "value",
    "verdict",
    "reasons",
    "report_id",
    "correction_id",
)
REPORT_COLUMNS = ("report_id", "year", "superseded_by", "superseded_reason")


def find_changes(
    cells_before: pl.DataFrame, cells_after: pl.DataFrame, reports_before: pl.DataFrame, reports_after: pl.DataFrame
) -> pl.DataFrame:
    """`metrics.change`, sorted by cell. Only published differences: of values and verdicts, not of why a blank is blank.

    A release made before a column was introduced may lack it: it is null there.
    """
    cells, reports = cells_after.select(CELL_COLUMNS), reports_after.select(REPORT_COLUMNS)
    frames = {
        "cell_before": fit(cells_before, dict(cells.schema)),
        "cell_after": cells,
        "report_before": fit(reports_before, dict(reports.schema)),
        "report_after": reports,
    }
    return query_frames(f"FROM ({read_sql('transforms.metrics', 'change')}) ORDER BY cell_id", frames)
