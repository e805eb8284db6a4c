"""The workshop's schema through the years: numbered steps, forward only, backed up first.

In: an open workshop, migrations/NNNN-name.sql, the registry. Out: the workshop as this program wants it. New tables and columns come
from the registry by themselves; what changes or moves rows is a numbered step. A workshop made by a newer program is refused. Before
anything changes the file is copied to work/backup/, whole or not at all; step and number are one transaction.

Example:
    if is_outdated(con): con = migrate(con, path, connect)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import duckdb

from transforms.seeds.files import read_bytes
from transforms.warehouse.failpoints import reach
from transforms.warehouse.schema import apply_schema
from transforms.warehouse.store import one_transaction

BACKUPS = 5
"""The newest this many stay."""


class MigrationError(RuntimeError):
    """A workshop that this program cannot bring up to date: says why and what to do."""


@cache
def load_migrations() -> tuple[tuple[int, str], ...]:
    """Number and SQL of every step, ascending."""
    folder = files("transforms.warehouse").joinpath("migrations")
    steps = {int(one.name[:4]): one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".sql")}
    return tuple(sorted(steps.items()))


def newest_version() -> int:
    """The number of the last step."""
    return load_migrations()[-1][0]


@cache
def registry_version() -> str:
    """Hash of the registry: a workshop made by the same one needs no new tables or columns."""
    return sha256(read_bytes("warehouse/tables.csv") + read_bytes("warehouse/columns.csv")).hexdigest()


def _said(con: duckdb.DuckDBPyConnection, macro: str) -> str | None:
    try:
        row = con.execute(f"SELECT {macro}()").fetchone()
    except duckdb.CatalogException:
        return None
    return None if row is None else str(row[0])


def workshop_version(con: duckdb.DuckDBPyConnection) -> int:
    """The last step that the workshop has seen; 0 for one without a number."""
    return int(_said(con, "migration_version") or 0)


def is_outdated(con: duckdb.DuckDBPyConnection) -> bool:
    """Does the workshop need a step, or tables and columns? Raises MigrationError where it is newer than this program."""
    own = workshop_version(con)
    if own > newest_version():
        raise MigrationError(
            f"工作库版本 {own} 新于程序 {newest_version()}，不能倒退：请升级程序，或从 work/backup/ 恢复 · made by a newer program; "
            "there is no way back: upgrade the program, or restore from work/backup/"
        )
    return own < newest_version() or _said(con, "registry_version") != registry_version()


def is_empty(con: duckdb.DuckDBPyConnection) -> bool:
    """Is nothing in it yet?"""
    return con.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)


def back_up(path: Path, version: int) -> Path:
    """Copy a closed workshop to backup/ beside it, whole or not at all. Returns the copy; one of the same state is not made twice."""
    folder = path.parent / "backup"
    folder.mkdir(exist_ok=True)
    state = path.stat()
    copy = folder / f"{path.stem}-{version:04d}-{state.st_mtime_ns // 1_000_000}.duckdb"
    if copy.is_file():
        return copy
    part = copy.with_suffix(".part")
    reach("migrate.before_backup")
    shutil.copyfile(path, part)
    with part.open("rb") as handle:
        os.fsync(handle.fileno())
    part.replace(copy)
    reach("migrate.after_backup")
    for old in sorted(folder.glob(f"{path.stem}-*.duckdb"), key=lambda one: one.stat().st_mtime_ns)[:-BACKUPS]:
        old.unlink()
    return copy


def apply_steps(con: duckdb.DuckDBPyConnection) -> None:
    """Bring an open workshop up to date in one transaction: the steps it has not seen, then the registry's tables and columns."""
    own, empty = workshop_version(con), is_empty(con)
    with one_transaction(con, "migrate"):
        for number, sql in load_migrations():
            if number > own and not empty:
                con.execute(sql)
        apply_schema(con)
        con.execute(f"CREATE OR REPLACE MACRO registry_version() AS '{registry_version()}'")
        con.execute(f"CREATE OR REPLACE MACRO migration_version() AS {newest_version()}")


def migrate(con: duckdb.DuckDBPyConnection, path: Path, connect: Callable[[], duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    """Back up an outdated workshop and bring it up to date. `con` is closed where it has to be; returns the open one."""
    if not is_empty(con):
        version = workshop_version(con)
        reach("migrate.before_checkpoint")
        con.execute("CHECKPOINT")
        con.close()
        back_up(path, version)
        con = connect()
    apply_steps(con)
    return con
