"""metrics: what can be compared.

In: the workshop's observations, candidates, reports, claims; the county's places and seeds; the current release.
Out: every table of the metrics schema, computed beside the old one and put in its place in one transaction, with what differs from the
current release.
"""

from __future__ import annotations

import duckdb
import polars as pl

from flows.night import Night
from flows.places import place_changes, workspace_townships
from flows.workspace import Workspace
from transforms.metrics.change import find_changes
from transforms.metrics.frames import load_seeds, township_frame
from transforms.metrics.workshop import Places, put_in_place, stage
from transforms.warehouse.connection import open_release, open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import replace_rows, transaction

register("metrics.before_build", "metrics.after_stage", "metrics.after_build")

CELLS = "SELECT * FROM cell"
REPORTS = "SELECT report_id, year, superseded_by, superseded_reason FROM read.report"


def changes_since(workspace: Workspace, con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What the workshop says otherwise than the current release; everything is new where there is none."""
    after, reports = con.sql("SELECT * FROM metrics.cell").pl(), con.sql(REPORTS).pl()
    if not workspace.released_database.is_file():
        return find_changes(after.clear(), after, reports.clear(), reports)
    with open_release(workspace.released_database) as release:
        return find_changes(release.sql(CELLS).pl(), after, release.sql(REPORTS).pl(), reports)


def build(night: Night) -> int:
    """Write the metrics tables anew. Returns the rows of metrics.cell."""
    reach("metrics.before_build")
    townships = workspace_townships(night)
    places = Places(township_frame(townships), place_changes(night, townships))
    with open_workshop(night.workspace.workshop, memory_limit=night.settings.run.memory_limit) as con:
        staged = stage(con, night.run_id, load_seeds(night.seeds), places, today=night.business_date)
        reach("metrics.after_stage")
        with transaction(con):
            written = put_in_place(con, staged)
            replace_rows(con, "metrics.change", changes_since(night.workspace, con), night.run_id)
    reach("metrics.after_build")
    return written["metrics.cell"]
