"""The province's warehouse: releases of many counties in one DuckLake.

In: a county's finished release (its metrics.duckdb), and where the lake is: a catalog (PostgreSQL, or a file for one writer) and a folder
or S3 bucket for Parquet. Out: the same tables, comments, Chinese views and macros as in a release, with one column more, `workspace` (whose
release the row is of), by which the files are partitioned. One county's release is one transaction and one snapshot: a writer that dies
leaves nothing; readers and other counties' writers go on; an older snapshot can still be read.

The lake is attached under the name `metrics`, so `metrics.cell`, plain `cell` and `core.observation` read as in a release
(docs/decisions/0011-ducklake.md).

Example:
    with open_lake(place, writable=True) as con:
        publish_county(con, release / "metrics.duckdb", workspace="411426", release="20260101T…", digest=digest)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from transforms.relation import read_sql
from transforms.seeds.thresholds import load_thresholds
from transforms.warehouse.connection import OFFLINE
from transforms.warehouse.extensions import load_extensions
from transforms.warehouse.failpoints import reach, register
from transforms.warehouse.registry import Column, Table, released_tables
from transforms.warehouse.schema import (
    RELEASE_CATALOG,
    add_columns,
    as_released,
    existing_columns,
    literal,
    quote,
    release_macros,
    statements,
)
from transforms.warehouse.store import one_transaction
from transforms.warehouse.wide import wide_views

register("lake.before_rows", "lake.after_rows", "lake.before_commit", "lake.after_commit")

PREFIX = "ducklake:"
WORKSPACE = Column(
    "workspace", "VARCHAR", False, False, False, "", "工作区", "此行出自哪个县的发布版本（六位代码）", "county whose release holds the row"
)
EVERYBODY = ""
"""`workspace` of rows that are the same for all: indicators and breaks of the product's seeds."""
SHARED = ("main.indicator", "main.break")
TURN_KEY = 20_041_231
"""Name of the writers' lock among PostgreSQL's advisory locks."""
TURN_SECONDS = 300
"""How long a county waits for the others' publications."""


@dataclass(frozen=True, slots=True)
class LakePlace:
    """Where a lake is. `secret` never appears in a message."""

    catalog: str
    """`ducklake:postgres:…` or `ducklake:<file>`."""
    data: str
    """Folder, or s3://bucket/prefix/."""
    endpoint: str = ""
    """host:port of the S3 server; empty: no S3."""
    key: str = ""
    secret: str = ""
    tls: bool = True


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One publication as the lake remembers it."""

    number: int
    published_at: str
    workspace: str
    release: str
    content_hash: str


class LakeError(RuntimeError):
    """The lake cannot be used: says which, why and what to do."""


def lake_tables() -> tuple[Table, ...]:
    """A release's tables, each with the column `workspace` first."""
    return tuple(replace(table, columns=(WORKSPACE, *table.columns)) for table in map(as_released, released_tables()))


def extensions_of(catalog: str, data: str) -> Iterator[str]:
    """DuckDB's extensions that a lake with this catalog and these data needs."""
    yield "ducklake"
    if catalog.startswith(f"{PREFIX}postgres:"):
        yield "postgres_scanner"
    if data.startswith("s3://"):
        yield "httpfs"


def _options(place: LakePlace, writable: bool, version: int | None) -> Iterator[str]:
    yield f"DATA_PATH {literal(place.data)}"
    yield "DATA_INLINING_ROW_LIMIT 0"  # rows inlined in the catalog would make two counties' deletions conflict
    if not writable:
        yield "READ_ONLY"
    if version is not None:
        yield f"SNAPSHOT_VERSION {int(version)}"


@contextmanager
def open_lake(place: LakePlace, *, writable: bool = False, version: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the lake as its catalog `metrics`; `version` reads an older snapshot. Raises LakeError, MissingExtensionError."""
    con = duckdb.connect(config=dict(OFFLINE))
    try:
        load_extensions(con, *extensions_of(place.catalog, place.data))
        con.execute("SET TimeZone = 'UTC'")
        if place.endpoint:
            con.execute(
                "CREATE SECRET (TYPE s3, URL_STYLE 'path', REGION 'us-east-1', KEY_ID $key, SECRET $secret, ENDPOINT $at, USE_SSL $tls)",
                {"key": place.key, "secret": place.secret, "at": place.endpoint, "tls": place.tls},
            )
        try:
            con.execute(f"ATTACH {literal(place.catalog)} AS {RELEASE_CATALOG} ({', '.join(_options(place, writable, version))})")
        except duckdb.Error as error:
            raise LakeError(f"打不开省库，核对 warehouse 与 [lake] · the lake cannot be opened, check the settings: {error}") from error
        con.execute(f"USE {RELEASE_CATALOG}")
        with _turn(con, place) if writable else nullcontext():
            yield con
    finally:
        con.close()


@contextmanager
def _turn(con: duckdb.DuckDBPyConnection, place: LakePlace) -> Iterator[None]:
    """A writer's turn: to DuckLake a deletion from a table conflicts with every insertion into it, so publications follow each other.

    The turn is an advisory lock of PostgreSQL on a transaction of its own: it ends with the process, however that ends. A catalog in a file
    admits one writer anyway. Raises LakeError after `TURN_SECONDS`.
    """
    prefix = f"{PREFIX}postgres:"
    if not place.catalog.startswith(prefix):
        yield
        return
    con.execute(f"ATTACH {literal(place.catalog.removeprefix(prefix))} AS turn (TYPE postgres, READ_ONLY)")
    with con.cursor() as holder:
        holder.execute("BEGIN TRANSACTION")
        try:
            holder.execute(f"FROM postgres_query('turn', 'SELECT set_config(''lock_timeout'', ''{TURN_SECONDS}s'', true)')").fetchall()
            holder.execute(f"FROM postgres_query('turn', 'SELECT pg_advisory_xact_lock({TURN_KEY})::text')").fetchall()
        except duckdb.Error as error:
            raise LakeError(f"等了 {TURN_SECONDS} 秒，别县还在写 · another county writes since {TURN_SECONDS} s: {error}") from error
        yield
        holder.execute("ROLLBACK")


def prepare_lake(con: duckdb.DuckDBPyConnection, reference: Path) -> None:
    """Make tables, partitions, comments, views and macros; fill what is the same for all from a release. Harmless where it is there.

    A lake that an earlier version made gets the tables and columns that are new.
    """
    tables = lake_tables()
    _attach(con, reference)
    with one_transaction(con, "lake"):
        add_columns(con, tables)
        con.execute(";\n".join(_kept_by_a_lake(statements(tables, views=True), tables)))
        for table in tables:
            con.execute(f"ALTER TABLE {quote(table.name)} SET PARTITIONED BY ({WORKSPACE.name})")
        con.execute(release_macros())
        con.execute(";\n".join(_kept_by_a_lake(wide_views(), tables)))
        con.execute(read_sql("transforms.warehouse", "lake"))
        con.execute(rank_across())
        for name in SHARED:
            con.execute(f"DELETE FROM {quote(name)} WHERE workspace = ?", [EVERYBODY])
            con.execute(f"INSERT INTO {quote(name)} BY NAME SELECT *, {literal(EVERYBODY)} AS workspace FROM county.{quote(name)}")
        con.execute(f"CALL {RELEASE_CATALOG}.set_commit_message({literal('xianzhi')}, {literal('schema')})")


def _kept_by_a_lake(sql: Iterable[str], tables: Sequence[Table]) -> Iterator[str]:
    """Statements without comments on columns of views, which a lake of this version does not keep (it keeps those of tables)."""
    own = tuple(f"COMMENT ON COLUMN {quote(table.name)}." for table in tables)
    return (one for one in sql if not one.startswith("COMMENT ON COLUMN") or one.startswith(own))


def rank_across() -> str:
    """CREATE MACRO rank_across: the query of metrics.ranking, all counties of the lake taken for one; no county's figure is its total."""
    query = read_sql("transforms.metrics", "ranking").replace("$share", str(load_thresholds().ranked_share))
    _, _, steps = query.partition("WITH ")
    return f"""
        CREATE OR REPLACE MACRO rank_across(indicator_code, which_year) AS TABLE
        WITH filled AS (SELECT * REPLACE ('' AS county_code) FROM main.cell WHERE indicator = indicator_code AND year = which_year),
        derived AS (SELECT * FROM main.derived WHERE indicator = indicator_code AND year = which_year),
        place AS (SELECT year, alive, {{'county_code': '', 'name': township}} AS at_year FROM main.coverage WHERE year = which_year),
        county_total AS (FROM main.county_total WHERE false),
        {steps.rstrip().rstrip(";")}
    """


def is_prepared(con: duckdb.DuckDBPyConnection) -> bool:
    """Has the lake every table and column that this version writes?"""
    found = existing_columns(con)
    return all(found.get(table.name, set()).issuperset(table.column_names) for table in lake_tables())


def publish_county(con: duckdb.DuckDBPyConnection, database: Path, *, workspace: str, release: str, digest: str) -> None:
    """Put one release's rows in place of that county's former ones, in one snapshot."""
    told = json.dumps({"release": release, "content_hash": digest})
    _attach(con, database)
    with one_transaction(con, "lake"):
        _replace_county(con, workspace)
        con.execute(f"CALL {RELEASE_CATALOG}.set_commit_message({literal(workspace)}, {literal(release)}, extra_info => {literal(told)})")


def _replace_county(con: duckdb.DuckDBPyConnection, workspace: str) -> None:
    reach("lake.before_rows")
    for table in lake_tables():
        name = quote(table.name)
        con.execute(f"DELETE FROM {name} WHERE workspace = ?", [workspace])
        own = f"SELECT *, {literal(workspace)} AS workspace FROM county.{name}"
        if table.name in SHARED:  # a county's own indicators come beside the product's; what all have stands once
            keys = ", ".join(quote(key) for key in table.key)
            own += f" WHERE ({keys}) NOT IN (SELECT ({keys}) FROM {name})"
        con.execute(f"INSERT INTO {name} BY NAME {own}")
    reach("lake.after_rows")


def _attach(con: duckdb.DuckDBPyConnection, database: Path) -> None:
    """A release's file as the catalog `county`, for as long as the connection lives."""
    con.execute(f"ATTACH IF NOT EXISTS {literal(str(database))} AS county (READ_ONLY)")


def snapshots(con: duckdb.DuckDBPyConnection) -> list[Snapshot]:
    """All publications, oldest first."""
    rows = con.execute(
        "SELECT snapshot_id, snapshot_time, author, commit_message, commit_extra_info "
        f"FROM ducklake_snapshots({literal(RELEASE_CATALOG)}) WHERE commit_extra_info IS NOT NULL ORDER BY snapshot_id"
    ).fetchall()
    return [Snapshot(number, at.isoformat(), who, release, json.loads(told)["content_hash"]) for number, at, who, release, told in rows]
