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
    """One query: the relation it makes and the .sql it stands in. `read_on`: do later steps read it?"""

    makes: str
    sql: str
    read_on: bool = True


STEPS = (
    Step("place", "place"),
    Step("filled", "cell"),
    Step("stated", "blank"),
    Step("cell", "obs_status"),
    Step("linked", "linked"),
    Step("pair", "pair", read_on=False),
    Step("growth", "growth"),
    Step("boundary", "boundary"),
    Step("derived", "derived"),
    Step("ranking", "ranking", read_on=False),
    Step("restatement", "restatement", read_on=False),
    Step("target", "target", read_on=False),
    Step("coverage", "coverage", read_on=False),
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


def compute(con: duckdb.DuckDBPyConnection, today: date | None = None, *, into: Mapping[str, str] | None = None) -> None:
    """Run all steps, each into a temporary table of its name (replaced where it stands).

    `into` gives, by step, an INSERT statement's head: what no later step reads is written there at once, without a temporary table.
    """
    con.execute(read_sql(PACKAGE, "prelude"))
    for step in STEPS:
        sql = step_sql(step, today)
        if into is not None and not step.read_on:
            con.execute(f"{into[step.makes]} FROM (\n{sql}\n)")
        else:
            con.execute(f"CREATE OR REPLACE TEMP TABLE {step.makes} AS\n{sql}")
