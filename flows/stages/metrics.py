"""metrics: what can be compared.

In: the workshop's observations, candidates, reports, claims; the county's places and seeds. Out: every table of the metrics schema, written anew in
one transaction.
"""

from __future__ import annotations

from flows.night import Night
from flows.places import place_changes, workspace_townships
from transforms.metrics.frames import load_seeds, township_frame
from transforms.metrics.workshop import Places, refresh
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import transaction

register("metrics.before_build", "metrics.after_build")


def build(night: Night) -> int:
    """Write the metrics tables anew. Returns the rows of metrics.cell."""
    reach("metrics.before_build")
    townships = workspace_townships(night)
    places = Places(township_frame(townships), place_changes(night, townships))
    with open_workshop(night.workspace.workshop, memory_limit=night.settings.run.memory_limit) as con, transaction(con):
        written = refresh(con, night.run_id, load_seeds(night.seeds), places, today=night.business_date)
    reach("metrics.after_build")
    return written["metrics.cell"]
