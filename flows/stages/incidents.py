"""incidents: what the checks of a run mean for problems that last.

In: the run's ops.check_result and ops.failing_row, ops.incident so far. Out: ops.incident rewritten; `Step` with the news.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from expectations.model import OPERATOR
from flows.night import Night, Outcome
from transforms.ops.incidents import RUN_ENDS, Incident, Step, advance, checks_that_ran, gather_findings, run_finding
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import read_frame, replace_rows, to_frame

register("incidents.before_write", "incidents.after_write")


def to_incident(row: dict[str, Any]) -> Incident:
    """A row of ops.incident as an Incident."""
    return Incident(**{field.name: row[field.name] for field in fields(Incident)})


def record_incidents(night: Night, outcome: Outcome) -> Step:
    """Advance every incident by this run and write them. Returns what is news."""
    reach("incidents.before_write")
    with open_workshop(night.workspace.workshop) as con:
        results = read_frame(con, "ops.check_result", "run_id = ?", [night.run_id]).to_dicts()
        rows = read_frame(con, "ops.failing_row", "run_id = ?", [night.run_id]).to_dicts()
        former = [to_incident(row) for row in read_frame(con, "ops.incident").to_dicts()]
        findings = gather_findings(results, rows) + run_finding(outcome.outcome, outcome.message, OPERATOR)
        step = advance(former, findings, checks_that_ran(results) | {RUN_ENDS}, night.business_date)
        replace_rows(con, "ops.incident", to_frame("ops.incident", step.incidents), night.run_id)
    reach("incidents.after_write")
    return step
