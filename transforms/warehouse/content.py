"""What a database says, apart from when and where it was made: content hashes; and the copy from workshop to release.

In: a connection. Out: SHA-256 per table over its rows sorted by key, without run ids, times and paths (columns with hashed = no); and a
release's metrics.duckdb, made table by table in order of township and key with comments and views.

Example:
    hashes = table_hashes(con)                      # {"metrics.cell": "9f…", …}
    release_hash = content_hash(con)                # one for all
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from transforms.warehouse.connection import MEMORY_LIMIT, OFFLINE, WarehouseError, leftover_wal
from transforms.warehouse.failpoints import reach
from transforms.warehouse.registry import RUN_ID, Table, released_tables
from transforms.warehouse.schema import apply_release_schema, as_released, literal, quote

BATCH = 20_000
ROW_GROUP = 32_768
"""Rows of a release that are read or passed over together; with DuckDB's own 122,880 a question about one township reads much."""


def compared_tables() -> tuple[Table, ...]:
    """Released tables that say something about townships; ops tables tell about runs and are left out."""
    return tuple(table for table in released_tables() if table.layer != "ops")


def _row_text(table: Table) -> str:
    parts = [
        f"coalesce(replace(replace(CAST({quote(column.name)} AS VARCHAR), chr(92), chr(92)||chr(92)), chr(31), chr(92)||'u'), chr(92)||'N')"
        for column in table.columns
        if column.hashed and column.name != RUN_ID
    ]
    return " || chr(31) || ".join(parts)


def hash_table(con: duckdb.DuckDBPyConnection, table: Table) -> str:
    """SHA-256 of one table's rows in key order. Nulls, empty text and separators in text are told apart."""
    digest = hashlib.sha256()
    text = _row_text(table)
    sort = ", ".join(f"{quote(part)} NULLS FIRST" for part in table.key)
    found = con.execute(f"SELECT {text} || chr(30) AS row_text FROM {quote(table.name)} ORDER BY {sort}, row_text")
    for batch in found.to_arrow_reader(BATCH):
        digest.update(_text_bytes(batch.column(0)))
    return digest.hexdigest()


def _text_bytes(column: pa.StringArray) -> memoryview:
    """The texts of a column one after another, as Arrow holds them: a Python object per row would cost more than the hash."""
    if not len(column):
        return memoryview(b"")
    _, offsets, data = column.buffers()
    bounds = memoryview(offsets).cast("q" if pa.types.is_large_string(column.type) else "i")
    return memoryview(data)[bounds[column.offset] : bounds[column.offset + len(column)]]


def table_hashes(con: duckdb.DuckDBPyConnection, tables: Iterable[Table] | None = None) -> dict[str, str]:
    """Hash of every compared table by name."""
    return {table.name: hash_table(con, table) for table in (compared_tables() if tables is None else tables)}


def content_hash(con: duckdb.DuckDBPyConnection, tables: Iterable[Table] | None = None) -> str:
    """One hash for all compared tables: equal if and only if two databases say the same."""
    lines = [f"{name} {digest}" for name, digest in sorted(table_hashes(con, tables).items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def released_order(table: Table) -> tuple[str, ...]:
    """How a release's rows lie: by township where the key does not name it, else by key; what has no township by report.

    A report's id begins with its township: so questions about one township read little.
    """
    if "township_id" in table.column_names:
        return table.key if "township_id" in table.key else ("township_id", *table.key)
    near = ("report_id",) if "report_id" in table.column_names else ()
    return (*near, *(part for part in table.key if part not in near))


def copy_released(workshop: Path, target: Path, run_id: str | None = None, instead: Mapping[str, pl.DataFrame] | None = None) -> None:
    """Make `target` (must not exist) from the workshop's released tables, in `released_order`, with comments and Chinese views.

    Of ops tables only the rows of `run_id` are taken (all where it is None). `instead`: rows that take the place of a table's own; those
    never come into the file. Both files are closed when this returns.
    Raises WarehouseError where `target` exists or the workshop has a left-over .wal from a crash that it cannot replay.
    """
    if target.exists() or leftover_wal(target).exists():
        raise WarehouseError(f"{target}: 已存在，不改写发布文件 · exists; a released file is never written again")
    reach("content.before_copy")
    con = duckdb.connect(config={**OFFLINE, "memory_limit": MEMORY_LIMIT, "temp_directory": f"{target}.tmp"})
    try:
        con.execute(f"ATTACH {literal(str(target))} AS {quote(target.stem)} (ROW_GROUP_SIZE {ROW_GROUP})")
        con.execute(f"USE {quote(target.stem)}")
        con.execute("BEGIN TRANSACTION")  # hundreds of statements, each a write to the disk by itself
        apply_release_schema(con)
        con.execute("COMMIT")
        reach("content.after_schema")
        con.execute(f"ATTACH {literal(str(workshop))} AS workshop (READ_ONLY)")
        con.execute("BEGIN TRANSACTION")
        for table in released_tables():
            own_run = table.layer == "ops" and run_id is not None
            where = " WHERE run_id = ?" if own_run else ""
            sort = ", ".join(quote(part) for part in released_order(table))
            source = f"workshop.{quote(table.name)}"
            if instead and table.name in instead:
                con.register(source := "rows_instead", instead[table.name].to_arrow())
            con.execute(
                f"INSERT INTO {quote(as_released(table).name)} BY NAME SELECT * FROM {source}{where} ORDER BY {sort}",
                [run_id] if own_run else [],
            )
        con.execute("COMMIT")
        reach("content.after_rows")
        con.execute("DETACH workshop")
        con.execute("CHECKPOINT")
        con.execute("USE memory")
        con.execute(f"DETACH {quote(target.stem)}")
    finally:
        con.close()
    reach("content.after_copy")
