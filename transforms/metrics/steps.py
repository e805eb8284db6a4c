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

PACKAGE = "transforms.metrics"
COMMON_FROM = 3
"""An indicator that this many townships of a county report in a year is expected of the others."""
RANKED_SHARE = "0.6"
"""A ranking needs cells from at least this share of the townships alive."""


@dataclass(frozen=True, slots=True)
class Step:
    """One query: the temporary table it makes and the .sql it stands in."""

    makes: str
    sql: str


STEPS = (
    Step("place", "place"),
    Step("filled", "cell"),
    Step("cell", "blank"),
    Step("pair", "pair"),
    Step("growth", "growth"),
    Step("derived", "derived"),
    Step("ranking", "ranking"),
    Step("restatement", "restatement"),
    Step("target", "target"),
    Step("coverage", "coverage"),
)
TABLES: Mapping[str, str] = {
    name: f"metrics.{name}" for name in ("cell", "pair", "growth", "derived", "ranking", "restatement", "target", "coverage")
}
"""Temporary table → table of the warehouse."""


def step_sql(step: Step, today: date | None) -> str:
    """A step's query with its constants in place. `today` is the run's business date; None = every report is due."""
    constants = {
        "$today": f"DATE '{today.isoformat()}'" if today else "NULL::DATE",
        "$common_from": str(COMMON_FROM),
        "$share": f"{RANKED_SHARE}::DECIMAL(9, 6)",
    }
    sql = read_sql(PACKAGE, step.sql)
    for name, value in constants.items():
        sql = sql.replace(name, value)
    return sql


def compute(con: duckdb.DuckDBPyConnection, today: date | None = None) -> None:
    """Run all steps, each into a temporary table of its name (replaced where it stands)."""
    con.execute(read_sql(PACKAGE, "prelude"))
    for step in STEPS:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {step.makes} AS\n{step_sql(step, today)}")
