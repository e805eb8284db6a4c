"""Fill a release's folder.

In: a folder that holds metrics.duckdb (closed by everybody), facts about the run. Out: the folder complete, manifest.json written last.

Example:
    manifest = fill_release(candidate, facts)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from transforms.publish.dictionary import HEADINGS, dictionary_rows
from transforms.publish.files import BETWEEN_RELEASES, csv_text, file_stem, write_csv, write_parquet
from transforms.publish.manifest import make_manifest, write_manifest
from transforms.publish.outputs import write_outputs
from transforms.publish.readme import readme_text
from transforms.seeds.measured import load_measured
from transforms.warehouse.connection import open_candidate
from transforms.warehouse.content import compared_tables, hash_table
from transforms.warehouse.promote import DATABASE
from transforms.warehouse.registry import Table, released_tables
from transforms.warehouse.schema import as_released, quote

CSV_LAYERS = ("metrics",)
CSV_TABLES = ("read.report", "read.claim", "core.candidate")
"""Tables that also come as CSV: all of metrics, and these."""


def hashed_tables() -> tuple[Table, ...]:
    """Tables whose content says what a release says."""
    return tuple(table for table in compared_tables() if table.name not in BETWEEN_RELEASES)


def wants_csv(table: Table) -> bool:
    """Does the table also come as CSV?"""
    return table.layer in CSV_LAYERS or table.name in CSV_TABLES


def count_rows(con: duckdb.DuckDBPyConnection, name: str) -> int:
    """Rows of a table."""
    row = con.execute(f"SELECT count(*) FROM {quote(name)}").fetchone()
    return int(row[0]) if row else 0


def describe_tables(con: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> dict[str, dict[str, Any]]:
    """Rows and hash of every table by its name in the registry."""
    described = {}
    for table in tables:
        own = as_released(table)
        described[table.name] = {"rows": count_rows(con, own.name), "sha256": hash_table(con, own)}
    return described


def fill_release(folder: Path, facts: Mapping[str, Any], content_hash: str) -> dict[str, Any]:
    """Write Parquet, CSV, dictionary, the other outputs, README and manifest beside metrics.duckdb. Returns the manifest.

    Outputs that could not be written are named in the manifest's `faults`; nothing else depends on them.
    """
    for name in ("parquet", "csv"):
        (folder / name).mkdir()
    tables = released_tables()
    with open_candidate(folder / DATABASE) as con:
        for table in tables:
            write_parquet(con, table, folder / "parquet" / f"{file_stem(table)}.parquet")
            if wants_csv(table):
                write_csv(con, table, folder / "csv" / f"{file_stem(table)}.csv")
        described = describe_tables(con, tables)
    (folder / "dictionary.csv").write_text(csv_text(HEADINGS, dictionary_rows(tables)), encoding="utf-8", newline="")
    faults = write_outputs(folder, facts)
    (folder / "README.md").write_text(readme_text(facts, load_measured(), faults), encoding="utf-8")
    manifest = make_manifest(folder, {**facts, "faults": list(faults)}, described, content_hash)
    write_manifest(folder, manifest)
    return manifest
