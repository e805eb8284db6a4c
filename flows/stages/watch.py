"""watch: runs that nobody ended, and good runs that are overdue.

In: a workspace whose lock this process holds. Out: killed runs recorded as failed and told to the operator; the overdue good run likewise,
once, and once more when it is mended.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from expectations.model import OPERATOR
from flows.exit_codes import Exit
from flows.night import Night, Outcome
from flows.stages import alert, status
from flows.stages.incidents import to_incident
from transforms.ops.incidents import RUN_IS_RECENT, Finding, advance
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import read_frame, replace_rows, to_frame

register("watch.before_killed", "watch.after_killed", "watch.before_late", "watch.after_late")
KILLED = "中途被终止 · killed in mid-run"
MARK = """
    UPDATE ops.run SET outcome = 'failed', exit_code = 1, message = ? WHERE outcome = 'running' RETURNING run_id, business_date, started_at
"""


def note_killed(night: Night, why: str = KILLED) -> list[str]:
    """Record runs that never ended as failed and tell the operator. Returns their ids. The caller holds the lock, so none of them lives."""
    if not night.workspace.workshop.is_file():
        return []
    reach("watch.before_killed")
    with open_workshop(night.workspace.workshop) as con:
        killed = con.execute(MARK, [why]).fetchall()
    for run_id, day, started in killed:
        old = replace(night, run_id=run_id, business_date=day, started_at=started)
        outcome = Outcome(run_id, "failed", Exit.ERROR, message=f"{run_id}: {why}")
        alert.send_news(old, outcome, status.write_status(old, outcome))
    reach("watch.after_killed")
    return [row[0] for row in killed]


def last_good_run(folder: Path) -> datetime | None:
    """When the last good run began, as HOME/status/heartbeat.json says; None where there was none."""
    try:
        good = json.loads((folder / "heartbeat.json").read_text(encoding="utf-8")).get("last_good_run")
    except (FileNotFoundError, ValueError):
        return None
    return datetime.fromisoformat(good) if good else None


def is_late(last: datetime | None, now: datetime, hours: float) -> bool:
    """Is there no good run within the last `hours`?"""
    return last is None or last < now - timedelta(hours=hours)


def note_late(night: Night, hours: float, now: datetime | None = None) -> str:
    """Tell the operator that no run was good for `hours`, and that one is again. Returns what is wrong, "" for nothing."""
    last = last_good_run(night.workspace.status)
    late = is_late(last, now or datetime.now(UTC), hours)
    words = f"{hours:g} 小时内没有成功的运行，最近一次 · no good run for {hours:g} hours, the last one: {last or '—'}" if late else ""
    reach("watch.before_late")
    with open_workshop(night.workspace.workshop) as con:
        former = [to_incident(row) for row in read_frame(con, "ops.incident").to_dicts()]
        found = [Finding(RUN_IS_RECENT, None, None, "stop", OPERATOR, 1, words)] if late else []
        step = advance(former, found, {RUN_IS_RECENT}, night.business_date)
        replace_rows(con, "ops.incident", to_frame("ops.incident", step.incidents), night.run_id)
    outcome = Outcome(night.run_id, "failed" if late else "unchanged", Exit.ERROR if late else Exit.OK, message=words)
    alert.send_news(night, outcome, step)
    reach("watch.after_late")
    return words
