"""retract: a report that should not count, on a person's word.

In: the workshop, which report, why, who. Out: a record in ops.review_decision (kind `report`, subject: the document's sha256), so that it
outlives a new reading; `settle` of the next run takes the report out, and its cells stand under changes with cause `retraction`. It is
taken back like any decision: `xianzhi review undo`.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from flows.exit_codes import UsageProblem
from flows.night import Night
from transforms.ops.decisions import Decision, decision_id
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.store import to_frame, upsert_rows

RETRACTED = "SELECT subject FROM ops.review_decision WHERE kind = 'report' AND action = 'retract' AND undone_by IS NULL"
FIND = """
    SELECT report_id, sha256, file_name FROM read.report
    WHERE report_id = $which OR file_name = $which OR (length($which) >= 6 AND starts_with(sha256, $which)) ORDER BY report_id
"""


@dataclass(frozen=True, slots=True)
class Retraction:
    """What was recorded."""

    report_id: str
    file_name: str
    decision_id: str


def retracted_documents(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Hashes of the documents whose reports were retracted."""
    return {row[0] for row in con.execute(RETRACTED).fetchall()}


def mark_retracted(con: duckdb.DuckDBPyConnection) -> None:
    """Mark the reports of retracted documents, and no others, as such."""
    con.execute("UPDATE read.report SET superseded_by = NULL, superseded_reason = NULL WHERE superseded_reason = 'retracted'")
    con.execute(f"UPDATE read.report SET superseded_by = 'retracted', superseded_reason = 'retracted' WHERE sha256 IN ({RETRACTED})")


def retract_report(night: Night, which: str, reason: str, who: str) -> Retraction:
    """Record that a report is retracted.

    Args:
        night: the workspace and its business date.
        which: the report's id, its file name, or the beginning of its hash.
        reason: why, in the steward's words.
        who: who says so.

    Raises:
        UsageProblem: no such report, several, or it is retracted already.
    """
    with open_workshop(night.workspace.workshop) as con:
        found = con.execute(FIND, {"which": which}).fetchall()
        if len(found) != 1:
            listed = "; ".join(row[0] for row in found[:9])
            raise UsageProblem(f"{which}: {f'不止一份 · several: {listed}' if found else '没有这份报告 · no such report'}")
        report_id, digest, file_name = found[0]
        if digest in retracted_documents(con):
            raise UsageProblem(f"{report_id}: 已经撤回 · retracted already")
        item = f"report:{digest}"
        identity = decision_id(item, "retract", reason, night.business_date)
        decision = Decision(identity, item, "report", digest, "retract", report_id, who, night.business_date, reason)
        upsert_rows(con, "ops.review_decision", to_frame("ops.review_decision", [decision]), night.run_id)
    return Retraction(report_id, file_name, identity)
