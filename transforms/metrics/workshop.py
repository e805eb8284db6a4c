"""The metrics layer in the workshop's own tables: all of it, or only what depends on some townships.

In: a connection to the workshop in which core.observation, core.candidate, read.report, read.claim and raw.quarantine are written; dated
township rows and place changes as frames; seeds. Out: the `metrics` tables, rewritten for the townships concerned. What is not
concerned is not touched, and the result is the same as that of a full rebuild: every figure depends on its own county alone.

Example:
    townships = related_townships(places, {"411426110"})   # the county of the township whose report arrived
    refresh(con, run_id, seeds, places, townships=townships)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from transforms.metrics.frames import (
    CLAIM_COLUMNS,
    PLACE_CHANGE_SCHEMA,
    QUARANTINE_SCHEMA,
    REPORT_COLUMNS,
    Seeds,
    catalogue_tables,
    fit,
    seed_frames,
)
from transforms.metrics.steps import STEPS, TABLES, compute

BATCH = 1_500_000
"""Observations computed at a time in a full rebuild: what bounds its memory."""
INPUTS = {
    "report": f"SELECT {', '.join(REPORT_COLUMNS)} FROM read.report SEMI JOIN chosen_township USING (township_id)",
    "observation": "SELECT * EXCLUDE (run_id) FROM core.observation "
    "SEMI JOIN chosen_township USING (township_id) WHERE excluded IS NULL OR measure IN ('yoy', 'growth') OR status = 'target'",
    "candidate": "SELECT * EXCLUDE (run_id) FROM core.candidate SEMI JOIN report USING (report_id)",
    "claim": f"SELECT {', '.join(CLAIM_COLUMNS)} FROM read.claim SEMI JOIN report USING (report_id)",
    "township": "SELECT * FROM every_township SEMI JOIN chosen_township USING (township_id)",
}
"""What the steps read, for the chosen townships, in this order."""


@dataclass(frozen=True, slots=True)
class Places:
    """Dated township rows (`township_frame`) and changes between years (PLACE_CHANGE_SCHEMA)."""

    townships: pl.DataFrame
    changes: pl.DataFrame | None = None


def county_groups(places: Places) -> list[list[str]]:
    """Townships that belong together: those that ever shared a county code or merged, and so on. Each group's figures stand alone."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for township_id, county in places.townships.select("township_id", "county_code").unique(maintain_order=True).iter_rows():
        leader[find(f"t{township_id}")] = find(f"c{county}")
    for township_id, into_id in fit(places.changes, PLACE_CHANGE_SCHEMA).select("township_id", "into_id").drop_nulls().iter_rows():
        leader[find(f"t{township_id}")] = find(f"t{into_id}")
    groups: dict[str, list[str]] = {}
    for township_id in places.townships.get_column("township_id").unique().sort():
        groups.setdefault(find(f"t{township_id}"), []).append(township_id)
    return sorted(groups.values())


def related_townships(places: Places, changed: set[str]) -> list[str]:
    """All townships whose figures may depend on those changed."""
    return sorted(one for group in county_groups(places) if changed.intersection(group) for one in group)


def refresh(
    con: duckdb.DuckDBPyConnection,
    run_id: str,
    seeds: Seeds,
    places: Places,
    *,
    townships: list[str] | None = None,
    today: date | None = None,
) -> dict[str, int]:
    """Write the metrics tables anew for `townships` (related ones: see `related_townships`), or all; returns each table's rows afterwards.

    The caller opens the transaction. `today` is the run's business date; None = every report is due.
    """
    _register(con, seeds, places)
    if townships is None:
        for table in TABLES.values():
            con.execute(f"DELETE FROM {table}")
    for batch in _batches(con, places) if townships is None else [townships]:
        _choose_townships(con, batch)
        for name, query in INPUTS.items():
            con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        if townships is not None:
            for table in TABLES.values():
                con.execute(f"DELETE FROM {table} WHERE township_id IN (SELECT township_id FROM chosen_township)")
        compute(con, today, into={name: _insert_into(table, run_id) for name, table in TABLES.items()})
        for step in STEPS:
            if step.read_on and step.makes in TABLES:
                con.execute(f"{_insert_into(TABLES[step.makes], run_id)} FROM {step.makes}")
    _write_catalogues(con, run_id, seeds, places)
    written = {table: _count(con, table) for table in TABLES.values()}
    for name in (*INPUTS, *(step.makes for step in STEPS)):
        con.execute(f"DROP TABLE IF EXISTS temp.{name}")
    return written


def _register(con: duckdb.DuckDBPyConnection, seeds: Seeds, places: Places) -> None:
    quarantine = fit(con.sql("FROM raw.quarantine").pl(), QUARANTINE_SCHEMA)
    frames = seed_frames(seeds) | {
        "every_township": places.townships,
        "place_change": fit(places.changes, PLACE_CHANGE_SCHEMA),
        "quarantine": quarantine,
    }
    for name, frame in frames.items():
        con.register("incoming_frame", frame.to_arrow())
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM incoming_frame")
        con.unregister("incoming_frame")


def _choose_townships(con: duckdb.DuckDBPyConnection, townships: list[str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE chosen_township AS SELECT unnest($ids::VARCHAR[]) AS township_id", {"ids": townships})


def _batches(con: duckdb.DuckDBPyConnection, places: Places) -> Iterator[list[str]]:
    counts = dict(con.execute("SELECT township_id, count(*) FROM core.observation GROUP BY township_id").fetchall())
    reporting = {row[0] for row in con.execute("SELECT DISTINCT township_id FROM read.report").fetchall()} | counts.keys()
    batch: list[str] = []
    size = 0
    for group in county_groups(places):
        if not reporting.intersection(group):
            continue
        batch += group
        size += sum(counts.get(one, 0) for one in group)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _insert_into(table: str, run_id: str) -> str:
    """Head of an INSERT whose FROM clause gives the rows."""
    quoted = run_id.replace("'", "''")
    return f"INSERT INTO {table} BY NAME SELECT *, '{quoted}' AS run_id"


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _write_catalogues(con: duckdb.DuckDBPyConnection, run_id: str, seeds: Seeds, places: Places) -> None:
    for table, frame in catalogue_tables(seeds, places.townships, places.changes).items():
        con.register("incoming_frame", frame.to_arrow())
        con.execute(f"DELETE FROM {table}")
        con.execute(f"INSERT INTO {table} BY NAME SELECT *, $run_id AS run_id FROM incoming_frame", {"run_id": run_id})
        con.unregister("incoming_frame")
