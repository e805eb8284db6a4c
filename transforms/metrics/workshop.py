"""The metrics layer in the workshop's own tables: all of it, or only what depends on some townships.

In: a connection to the workshop in which core.observation, core.candidate, read.report, read.claim and raw.quarantine are written; dated
township rows and place changes as frames; seeds. Out: the `metrics` tables, rewritten for the townships concerned. What is not
concerned is not touched, and the result is the same as that of a full rebuild: every figure depends on its own county alone.

First everything is computed beside what stands (`stage`), outside a transaction; then it takes its place in one (`put_in_place`).
A full rebuild computes several batches of counties at a time: each on a connection, and so with temporary tables, of its own.

Example:
    townships = related_townships(places, {"411426110"})   # the county of the township whose report arrived
    refresh(con, run_id, seeds, places, townships=townships)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from math import ceil
from queue import SimpleQueue

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

BATCH = 1_200_000
"""Observations computed at a time, at most, in a full rebuild: what bounds its memory."""
WORKERS = 3
"""Batches computed at the same time where there are two cores or more: while one waits for the file or the disk, two others compute."""
LOG_UNLIMITED = "1TB"
"""The log's size while batches are computed."""
NEXT = "__next"
"""Suffix of the tables in which a full rebuild stands until it takes the place of the one before."""
INPUTS = {
    "report": f"TABLE report AS SELECT {', '.join(REPORT_COLUMNS)} FROM read.report SEMI JOIN chosen_township USING (township_id)",
    "observation": "VIEW observation AS FROM core.observation SEMI JOIN chosen_township USING (township_id)",
    "candidate": "VIEW candidate AS FROM core.candidate SEMI JOIN report USING (report_id)",
    "claim": f"VIEW claim AS SELECT {', '.join(CLAIM_COLUMNS)} FROM read.claim SEMI JOIN report USING (report_id)",
    "township": "TABLE township AS FROM every_township SEMI JOIN chosen_township USING (township_id)",
}
"""What the steps read, for the chosen townships and their counties, in this order."""
BY_COUNTY = frozenset({"county_total"})
"""Tables whose rows are a county's own; those of all others are a township's."""


@dataclass(frozen=True, slots=True)
class Places:
    """Dated township rows (`township_frame`) and changes between years (PLACE_CHANGE_SCHEMA)."""

    townships: pl.DataFrame
    changes: pl.DataFrame | None = None


def county_groups(places: Places) -> list[list[str]]:
    """Places that belong together: townships that ever shared a county code or merged, and so on, with the codes of their counties.

    A county's code stands for its own report. Each group's figures stand alone.
    """
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
    for column, mark in (("township_id", "t"), ("county_code", "c")):
        for one in places.townships.get_column(column).unique():
            groups.setdefault(find(f"{mark}{one}"), []).append(one)
    return sorted(sorted(group) for group in groups.values())


def related_townships(places: Places, changed: set[str]) -> list[str]:
    """All townships and counties (by their codes) whose figures may depend on those changed."""
    return sorted(one for group in county_groups(places) if changed.intersection(group) for one in group)


@dataclass(frozen=True, slots=True)
class Staged:
    """What has been computed and not yet put in place: for these townships, or for all."""

    run_id: str
    townships: tuple[str, ...] | None
    catalogues: Mapping[str, pl.DataFrame]


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

    `today` is the run's business date; None = every report is due. For all or nothing: `stage`, then `put_in_place` in a transaction.
    """
    return put_in_place(con, stage(con, run_id, seeds, places, townships=townships, today=today))


def stage(
    con: duckdb.DuckDBPyConnection,
    run_id: str,
    seeds: Seeds,
    places: Places,
    *,
    townships: list[str] | None = None,
    today: date | None = None,
) -> Staged:
    """Compute beside what stands: in temporary tables for `townships`, else in tables named with NEXT. Call it outside a transaction."""
    frames = _frames(con, seeds, places)
    catalogues = catalogue_tables(seeds, places.townships, places.changes)
    if townships is not None:
        _register(con, frames)
        _choose(con, townships)
        compute(con, today)
        return Staged(run_id, tuple(townships), catalogues)
    for table in TABLES.values():
        con.execute(f"DROP TABLE IF EXISTS {table}{NEXT}")
        con.execute(_like(con, table))
    into = {name: _insert_into(f"{table}{NEXT}", run_id) for name, table in TABLES.items()}
    batches = _batches(con, places)
    with _workers(con, len(batches)) as workers:
        free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
        for worker in workers:
            _register(worker, frames)
            free.put(worker)

        def compute_batch(batch: list[str]) -> None:
            worker = free.get()
            try:
                _choose(worker, batch)
                compute(worker, today, into=into)
            finally:
                free.put(worker)

        with ThreadPoolExecutor(len(workers)) as pool:
            list(pool.map(compute_batch, batches))  # raises what a batch raised; batches not begun are left
    con.execute("CHECKPOINT")  # with all threads; left to a commit, it would be done by one
    return Staged(run_id, None, catalogues)


def put_in_place(con: duckdb.DuckDBPyConnection, staged: Staged) -> dict[str, int]:
    """What was staged in place of what stands; returns each table's rows. The caller opens the transaction."""
    for name, table in TABLES.items():
        if staged.townships is None:
            con.execute(f"DROP TABLE {table}")
            con.execute(f"ALTER TABLE {table}{NEXT} RENAME TO {table.partition('.')[2]}")
        else:
            own = "county_code" if name in BY_COUNTY else "township_id"
            con.execute(f"DELETE FROM {table} WHERE {own} IN (SELECT township_id FROM chosen_township)")
            con.execute(f"{_insert_into(table, staged.run_id)} FROM {name}")
    if staged.townships is not None:
        _forget(con)
    for table, frame in staged.catalogues.items():
        con.register("incoming_frame", frame.to_arrow())
        con.execute(f"DELETE FROM {table}")
        con.execute(f"INSERT INTO {table} BY NAME SELECT *, $run_id AS run_id FROM incoming_frame", {"run_id": staged.run_id})
        con.unregister("incoming_frame")
    return {table: _count(con, table) for table in TABLES.values()}


def _like(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """Statements that make `table` once more, empty, under the name with NEXT: columns, constraints and comments."""
    schema, _, name = table.partition(".")
    at = {"schema": schema, "name": name}
    of_table = "WHERE schema_name = $schema AND table_name = $name AND NOT internal"
    made, comment = con.execute(f"SELECT sql, comment FROM duckdb_tables() {of_table}", at).fetchone() or ("", None)
    columns = con.execute(f"SELECT column_name, comment FROM duckdb_columns() {of_table} AND comment IS NOT NULL", at).fetchall()
    _, _, body = made.partition("(")
    said = [f'COMMENT ON COLUMN {table}{NEXT}."{column}" IS {_literal(text)}' for column, text in columns]
    if comment:
        said.append(f"COMMENT ON TABLE {table}{NEXT} IS {_literal(comment)}")
    return ";\n".join([f"CREATE TABLE {table}{NEXT} ({body.rstrip().rstrip(';')}", *said])


def _choose(con: duckdb.DuckDBPyConnection, townships: list[str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE chosen_township AS SELECT unnest($ids::VARCHAR[]) AS township_id", {"ids": townships})
    for query in INPUTS.values():
        con.execute(f"CREATE OR REPLACE TEMP {query}")


def _forget(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the temporary relations."""
    for step in reversed(STEPS):
        con.execute(f"DROP {step.kept or 'TABLE'} IF EXISTS temp.{step.makes}")
    for query in reversed(INPUTS.values()):
        kind, name, _ = query.split(" ", 2)
        con.execute(f"DROP {kind} IF EXISTS temp.{name}")


@contextmanager
def _workers(con: duckdb.DuckDBPyConnection, batches: int) -> Iterator[list[duckdb.DuckDBPyConnection]]:
    """Connections that each compute a batch at a time.

    DuckDB's own threads are as many fewer, and its log is not written into the file meanwhile: one thread would do that while all others
    wait.
    """
    threads, log_limit = con.execute("SELECT current_setting('threads'), current_setting('wal_autocheckpoint')").fetchone() or (1, "")
    workers = [con.cursor() for _ in range(max(1, min(WORKERS if threads > 1 else 1, batches)))]
    con.execute(f"SET threads = {max(1, threads - len(workers) + 1)}")
    con.execute(f"SET wal_autocheckpoint = '{LOG_UNLIMITED}'")
    try:
        yield workers
    finally:
        for worker in workers:
            worker.close()
        con.execute(f"SET threads = {threads}")
        con.execute(f"SET wal_autocheckpoint = '{log_limit}'")


def _frames(con: duckdb.DuckDBPyConnection, seeds: Seeds, places: Places) -> dict[str, pl.DataFrame]:
    """What the steps read besides INPUTS."""
    return seed_frames(seeds) | {
        "every_township": places.townships,
        "place_change": fit(places.changes, PLACE_CHANGE_SCHEMA),
        "quarantine": fit(con.sql("FROM raw.quarantine").pl(), QUARANTINE_SCHEMA),
    }


def _register(con: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    for name, frame in frames.items():
        con.register("incoming_frame", frame.to_arrow())
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM incoming_frame")
        con.unregister("incoming_frame")


def _batches(con: duckdb.DuckDBPyConnection, places: Places) -> list[list[str]]:
    """Townships of all counties with a report, in batches of like size, as many as keep every worker busy to the end."""
    counts = dict(con.execute("SELECT township_id, count(*) FROM core.observation GROUP BY township_id").fetchall())
    reporting = {row[0] for row in con.execute("SELECT DISTINCT township_id FROM read.report").fetchall()} | counts.keys()
    observations = max(1, sum(counts.values()))
    number = ceil(observations / BATCH)
    enough = observations / (number if number == 1 else WORKERS * ceil(number / WORKERS))
    batches: list[list[str]] = []
    room = 0.0
    for group in county_groups(places):
        if not reporting.intersection(group):
            continue
        if room <= 0:
            batches.append([])
            room = enough
        batches[-1] += group
        room -= sum(counts.get(one, 0) for one in group)
    return batches


def _insert_into(table: str, run_id: str) -> str:
    """Head of an INSERT whose FROM clause gives the rows."""
    return f"INSERT INTO {table} BY NAME SELECT *, {_literal(run_id)} AS run_id"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
