"""ops: what a run leaves behind about itself.

In: a Night, results of stages and checks. Out: ops.run, ops.run_stage, ops.check_result, ops.failing_row.
"""

from __future__ import annotations

import resource
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import duckdb

from expectations.model import GateResult
from flows.knowledge import reader_version
from flows.night import Night, Outcome
from transforms.warehouse.connection import open_workshop
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.store import append_rows, replace_rows, to_frame, transaction, upsert_rows

register("ops.before_begin", "ops.after_begin", "ops.before_end", "ops.after_end")
COUNTS = {
    "reports": "SELECT count(*) FROM read.report WHERE superseded_by IS NULL AND superseded_reason IS NULL",
    "mentions": "SELECT count(*) FROM read.mention",
    "claims": "SELECT count(*) FROM read.claim",
    "cells": "SELECT count(*) FROM metrics.cell WHERE value IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long a stage took. `started_at` is UTC without zone."""

    stage: str
    started_at: datetime
    seconds: float
    rows: int | None
    outcome: str
    peak_mb: float
    """Largest memory of the process when the stage ended."""


def utc_now() -> datetime:
    """Now, UTC without zone, as the TIMESTAMP columns hold it."""
    return datetime.now(UTC).replace(tzinfo=None)


def product_version(night: Night) -> str:
    """Version of the program and of what it knows."""
    return f"{version('xianzhi')}+{reader_version()}"


def peak_mb() -> float:
    """Largest memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def begin_run(night: Night) -> None:
    """Record that the run goes."""
    reach("ops.before_begin")
    with open_workshop(night.workspace.workshop, memory_limit=night.settings.run.memory_limit) as con, transaction(con):
        row = {
            "run_id": night.run_id,
            "business_date": night.business_date,
            "started_at": night.started_at,
            "outcome": "running",
            "product_version": product_version(night),
        }
        upsert_rows(con, "ops.run", to_frame("ops.run", [row]), night.run_id)
    reach("ops.after_begin")


def count_all(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Reports that count, numbers, claims, filled cells of the workshop."""
    counts = {}
    for name, sql in COUNTS.items():
        row = con.execute(sql).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def count_checks(con: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, int]:
    """Checks of this run, and how many of them failed or could not run."""
    row = con.execute(
        "SELECT count(*), count(*) FILTER (outcome IN ('fail', 'error')) FROM ops.check_result WHERE run_id = ?", [run_id]
    ).fetchone()
    return {"checks": int(row[0]), "failed_checks": int(row[1])} if row else {"checks": 0, "failed_checks": 0}


def with_counts(night: Night, outcome: Outcome) -> Outcome:
    """The outcome with the workshop's counts."""
    with open_workshop(night.workspace.workshop) as con:
        return replace(outcome, **count_all(con), **count_checks(con, night.run_id))


def record_checks(night: Night, result: GateResult) -> None:
    """Write one suite's results and failing rows."""
    with open_workshop(night.workspace.workshop) as con, transaction(con):
        con.execute("DELETE FROM ops.check_result WHERE run_id = ? AND layer = ?", [night.run_id, result.layer])
        rows = [asdict(one) | {"run_id": night.run_id, "failing": one.failing or 0} for one in result.results]
        append_rows(con, "ops.check_result", to_frame("ops.check_result", rows), night.run_id)
        failing = [asdict(one) | {"run_id": night.run_id} for one in result.failing_rows]
        upsert_rows(con, "ops.failing_row", to_frame("ops.failing_row", failing), night.run_id)


def record_stages(night: Night, times: list[StageTime]) -> None:
    """Write how long the stages took."""
    rows = [asdict(one) | {"run_id": night.run_id} for one in times]
    with open_workshop(night.workspace.workshop) as con:
        upsert_rows(con, "ops.run_stage", to_frame("ops.run_stage", rows), night.run_id)


def end_run(night: Night, outcome: Outcome) -> None:
    """Record what came of the run."""
    reach("ops.before_end")
    known: dict[str, Any] = {key: value for key, value in asdict(outcome).items() if key not in ("release", "exit_code")}
    row = known | {
        "run_id": night.run_id,
        "business_date": night.business_date,
        "started_at": night.started_at,
        "ended_at": utc_now(),
        "exit_code": int(outcome.exit_code),
        "release": outcome.release.name if outcome.release else None,
        "product_version": product_version(night),
    }
    with open_workshop(night.workspace.workshop) as con:
        replace_rows(con, "ops.run", to_frame("ops.run", [row]), night.run_id, by="run_id", values=[night.run_id])
    reach("ops.after_end")
