"""Open the warehouse's files: the workshop to write, a release to read.

In: a path. Out: a DuckDB connection that never reaches for the network and tells time in UTC.

One process writes or many read. Within one process DuckDB refuses two connections to one file with different settings, so close the
workshop before the gate (expectations.gate) opens it read-only.

A release's file is called metrics.duckdb, so `metrics.cell` is its catalog and table (see schema.py). Table macros of a release name
tables without the catalog: `FROM cell`, `FROM core.observation`.

Example:
    with open_workshop(home / "work" / "workshop.duckdb") as con: ...
    with open_release(home / "releases" / "current" / "metrics.duckdb") as con: ...
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from transforms.warehouse.migrate import MigrationError, is_outdated, migrate

OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""Settings of every connection: a county's intranet has no extension server."""

MEMORY_LIMIT = "1GB"
"""Of DuckDB where the pipeline works and no other is set; beyond it rows go to the disk beside the file."""

CHECKPOINT_AT = "256MB"
"""Size of the workshop's log at which DuckDB writes it into the file in the middle of the work; closing does it anyway. At its usual 16 MB
every report that arrives would rewrite parts of eight large tables."""


class WarehouseError(RuntimeError):
    """A warehouse file cannot be used: says which, why and what to do."""


def leftover_wal(path: Path) -> Path:
    """Where DuckDB's write-ahead log of `path` would stand."""
    return path.with_name(path.name + ".wal")


def _connect(path: Path, *, read_only: bool, config: dict[str, str | bool | int | float | list[str]]) -> duckdb.DuckDBPyConnection:
    try:
        con = duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise WarehouseError(
            f"{path}: 打不开数据库 · cannot be opened: {error}. 请确认没有其他程序在使用，或从备份恢复 · close other programs or restore"
        ) from error
    con.execute("SET TimeZone = 'UTC'")
    return con


def open_workshop(path: Path, *, memory_limit: str | None = None, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open (or make) the pipeline's own database for writing, with all tables of the registry. Raises WarehouseError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {**OFFLINE, "memory_limit": memory_limit or MEMORY_LIMIT}
    config["checkpoint_threshold"] = CHECKPOINT_AT
    if threads:
        config["threads"] = threads
    con = _connect(path, read_only=False, config=config)
    try:
        return migrate(con, path, lambda: _connect(path, read_only=False, config=config)) if is_outdated(con) else con
    except MigrationError as error:
        con.close()
        raise WarehouseError(f"{path}: {error}") from error


def open_candidate(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a release in the making, read-only and within `MEMORY_LIMIT`. Raises WarehouseError as `open_release`."""
    return open_release(path, memory_limit=MEMORY_LIMIT)


def open_release(path: Path, *, sealed: bool = False, memory_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """Open a database read-only; with `sealed`, SQL on it can reach no other file (for SQL typed by people).

    Raises WarehouseError where the file is missing, or where a left-over .wal stands beside it: DuckDB 1.5.5 would apply it silently.
    """
    if not path.is_file():
        raise WarehouseError(f"{path}: 没有这个数据库 · no such database. 先运行 xianzhi nightly · run xianzhi nightly first")
    if leftover_wal(path).exists():
        raise WarehouseError(f"{leftover_wal(path)}: 残留日志，拒绝打开 · left-over log, refusing to open; xianzhi doctor")
    config: dict[str, str | bool | int | float | list[str]] = dict(OFFLINE)
    if memory_limit:
        config["memory_limit"] = memory_limit
    if sealed:
        config["enable_external_access"] = "false"
    con = _connect(path, read_only=True, config=config)
    if sealed:
        con.execute("SET lock_configuration = true")
    return con
