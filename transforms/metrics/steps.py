"""The metrics layer as an ordered list of queries over named relations, on whatever DuckDB connection holds them.

In: a connection in which these relations exist (tables or views, temporary or not):
observation, candidate, report, claim, township, place_change, quarantine, and those of `seed_frames`.
Out: temporary tables named as in STEPS; `TABLES` says which of them are the warehouse's.

Every figure depends on its own county alone, so the steps may run for some counties at a time (see workshop.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from transforms.relation import read_sql
from transforms.seeds.thresholds import load_thresholds

PACKAGE = "transforms.metrics"


@dataclass(frozen=True, slots=True)
class Step:
    """One query: the relation it makes, the .sql it stands in, and how it is kept for later steps: TABLE, VIEW, or not at all."""

    makes: str
    sql: str
    kept: str = "TABLE"
    given: str = ""
    """Rows without which it makes none: where this gives nothing, the query is not run."""


STEPS = (
    Step("told", "told"),
    Step("readable", "readable"),
    Step("place", "place"),
    Step("filled", "filled"),
    Step("blank", "blank"),
    Step("stated", "stated", kept="VIEW"),
    Step("cell", "obs_status", kept=""),
    Step("linked", "linked"),
    Step("pair", "pair", kept=""),
    Step("growth", "growth"),
    Step("boundary", "boundary"),
    Step("derived", "derived"),
    Step("county_total", "county_total", given="FROM report WHERE place_kind = 'county'"),
    Step("ranking", "ranking", kept=""),
    Step("restatement", "restatement", kept=""),
    Step("target", "target", kept=""),
    Step("coverage", "coverage", kept=""),
)
TABLES: Mapping[str, str] = {
    name: f"metrics.{name}"
    for name in ("cell", "pair", "growth", "derived", "county_total", "ranking", "restatement", "target", "coverage")
}
"""Temporary table → table of the warehouse."""


def step_sql(step: Step, today: date | None) -> str:
    """A step's query with its constants in place. `today` is the run's business date; None = every report is due."""
    thresholds = load_thresholds()
    constants = {
        "$today": f"DATE '{today.isoformat()}'" if today else "NULL::DATE",
        "$common_from": str(thresholds.common_from),
        "$share": f"{thresholds.ranked_share}::DECIMAL(9, 6)",
    }
    sql = read_sql(PACKAGE, step.sql)
    for name, value in constants.items():
        sql = sql.replace(name, value)
    return sql


def compute(con: duckdb.DuckDBPyConnection, today: date | None = None, *, into: Mapping[str, str] | None = None) -> None:
    """Run all steps, each into a temporary table of its name (replaced where it stands).

    `into` gives, by table in TABLES, an INSERT statement's head: rows go there, after all steps that others read; what none reads gets no
    temporary table. Outside a transaction this is twice as fast: DuckDB has no statistics of rows that are not committed.
    """
    con.execute(read_sql(PACKAGE, "prelude"))
    for step in STEPS:
        if step.kept or into is None:
            rows = "" if not step.given or con.execute(f"{step.given} LIMIT 1").fetchone() else "\nLIMIT 0"
            con.execute(f"CREATE OR REPLACE TEMP {step.kept or 'TABLE'} {step.makes} AS\n{step_sql(step, today)}{rows}")
    for name, head in (into or {}).items():
        (step,) = (one for one in STEPS if one.makes == name)
        con.execute(f"{head} FROM {name}" if step.kept else f"{head} FROM (\n{step_sql(step, today)}\n)")
