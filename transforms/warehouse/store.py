"""Rows in and out of the warehouse, checked against the registry.

In: polars frames, or dataclasses, named tuples and dicts that `to_frame` turns into one. Out: rows in DuckDB; frames whose columns are
exactly the registry's. Writes are one transaction each. A float never becomes a DECIMAL; missing nullable columns are null; anything else
that does not fit raises StoreError before a row is touched.

Example:
    frame = to_frame("core.candidate", candidates, report_id=report_id)   # dataclasses + constants
    replace_rows(con, "core.candidate", frame, run_id, by="report_id", values=[report_id])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any

import duckdb
import polars as pl

from transforms.warehouse.failpoints import reach
from transforms.warehouse.registry import RUN_ID, Column, Table, load_registry
from transforms.warehouse.schema import quote

POLARS_TYPES: Mapping[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "INTEGER": pl.Int32(),
    "BIGINT": pl.Int64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
    "DECIMAL(38,9)": pl.Decimal(38, 9),
    "DOUBLE": pl.Float64(),
}
LIST_JOIN = ";"
AS_IT_IS = frozenset({type(None), int, bool, Decimal, date})
"""Types that go into a frame unchanged: most columns hold nothing else."""


class StoreError(ValueError):
    """A frame does not fit its table: says which table and column, what was found, what is wanted."""


def table_of(name: str) -> Table:
    """The registry's table. Raises StoreError for a name that is not in it."""
    table = load_registry().get(name)
    if table is None:
        raise StoreError(f"{name}: 登记簿中没有此表 · not in seeds/warehouse/tables.csv")
    return table


def frame_schema(name: str) -> dict[str, pl.DataType]:
    """Polars types of a table's columns, `run_id` included."""
    return {column.name: POLARS_TYPES[column.type] for column in table_of(name).columns}


def _plain(value: Any, column: Column) -> Any:
    if isinstance(value, (tuple, list, set, frozenset)):
        return LIST_JOIN.join(sorted(map(str, value)))
    if isinstance(value, Enum):
        return value.value
    if column.type == "TIMESTAMP" and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) - (moment.utcoffset() or moment - moment)
    return value


def _values(rows: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
    """Rows turned into columns: named tuples and dataclasses of one type, or mappings, which may lack a column."""
    if not rows:
        return {}
    kind = type(rows[0])
    if issubclass(kind, dict):
        return {name: [row.get(name) for row in rows] for name in {name: None for row in rows for name in row}}
    if hasattr(kind, "_fields"):
        return dict(zip(kind._fields, zip(*rows, strict=True), strict=True))
    if is_dataclass(kind):
        return {field.name: list(map(attrgetter(field.name), rows)) for field in fields(kind)}
    raise StoreError(f"行应为 dataclass、具名元组或字典 · a row must be a dataclass, a named tuple or a dict, not {kind.__name__}")


def to_frame(name: str, rows: Iterable[Any], **constants: Any) -> pl.DataFrame:
    """Dataclasses, named tuples or dicts, all of one kind, as a frame of the table's columns, `run_id` left out unless given.

    Lists become text joined by ";" (sorted), enums their value, ISO 8601 text a TIMESTAMP in UTC. Fields the table does not have are
    left out; `constants` fill a column for every row. Raises StoreError for values of the wrong type.
    """
    table = table_of(name)
    rows = list(rows)
    given = {**_values(rows), **{column: [value] * len(rows) for column, value in constants.items()}}
    data: dict[str, pl.Series] = {}
    for column in table.columns:
        if column.name == RUN_ID and RUN_ID not in given:
            continue
        values = given.get(column.name) or [None] * len(rows)
        short = AS_IT_IS if column.type == "TIMESTAMP" else AS_IT_IS | {str}
        if not short.issuperset(map(type, values)):
            values = [_plain(value, column) for value in values]
        try:
            data[column.name] = pl.Series(column.name, values, dtype=POLARS_TYPES[column.type], strict=True)
        except (TypeError, pl.exceptions.PolarsError, OverflowError) as error:
            raise StoreError(f"{name}.{column.name}: 类型应为 · must be {column.type}: {error}") from error
    return pl.DataFrame(data)


def _fit_column(frame: pl.DataFrame, column: Column, name: str) -> pl.Series:
    wanted = POLARS_TYPES[column.type]
    if column.name not in frame.columns:
        series = pl.Series(column.name, [None] * frame.height, dtype=wanted)
    else:
        series = frame.get_column(column.name)
        if series.dtype.is_float() and not wanted.is_float():
            raise StoreError(f"{name}.{column.name}: 浮点数不能存为 {column.type} · a float may not become {column.type}")
        if series.dtype == pl.String and wanted != pl.String and series.null_count() < series.len():
            raise StoreError(f"{name}.{column.name}: 文本不能存为 {column.type} · text may not become {column.type}; use to_frame")
        try:
            series = series.cast(wanted, strict=True)
        except pl.exceptions.PolarsError as error:
            raise StoreError(f"{name}.{column.name}: 类型应为 · must be {column.type}: {error}") from error
    if not column.nullable and series.null_count():
        raise StoreError(f"{name}.{column.name}: {series.null_count()} 行为空，此列不可为空 · null in a column that may not be null")
    return series


def fit_frame(name: str, frame: pl.DataFrame, run_id: str) -> pl.DataFrame:
    """The frame with exactly the table's columns and types, `run_id` filled in.

    Raises StoreError for an unknown column, a null where none may be, a float or text that would have to be turned into an exact type.
    """
    table = table_of(name)
    unknown = sorted(set(frame.columns) - set(table.column_names))
    if unknown:
        raise StoreError(f"{name}: 登记簿中没有这些列 · columns not in seeds/warehouse/columns.csv: {', '.join(unknown)}")
    if RUN_ID not in frame.columns:
        frame = frame.with_columns(pl.lit(run_id, dtype=pl.String).alias(RUN_ID))
    return pl.DataFrame([_fit_column(frame, column, name) for column in table.columns])


def _in_transaction(con: duckdb.DuckDBPyConnection) -> bool:
    """Two statements share a transaction id only within a transaction; asking with BEGIN would abort an open one."""
    first, second = (con.execute("SELECT txid_current()").fetchone() for _ in range(2))
    return first == second


@contextmanager
def one_transaction(con: duckdb.DuckDBPyConnection, room: str) -> Iterator[None]:
    """A transaction of its own: committed at the end, rolled back on an error. Failpoints: `room`.before_commit, `room`.after_commit."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
        reach(f"{room}.before_commit")
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.TransactionException):  # a failed COMMIT has rolled back already
            con.execute("ROLLBACK")
        raise
    reach(f"{room}.after_commit")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """`one_transaction` of the workshop; within an open one it is part of that one."""
    if _in_transaction(con):
        yield
    else:
        with one_transaction(con, "store"):
            yield


def _insert(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    if frame.is_empty():
        return
    con.register("incoming_rows", frame.to_arrow())
    try:
        con.execute(f"INSERT INTO {quote(name)} BY NAME SELECT * FROM incoming_rows")
    finally:
        con.unregister("incoming_rows")


def replace_rows(
    con: duckdb.DuckDBPyConnection,
    name: str,
    frame: pl.DataFrame,
    run_id: str,
    *,
    by: str | None = None,
    values: Sequence[object] | None = None,
) -> int:
    """Put `frame` in place of the table's rows, or of those whose column `by` is one of `values` (default: those in the frame).

    Returns the number of rows written. Raises StoreError before anything is touched.
    """
    fitted = fit_frame(name, frame, run_id)
    if by is not None:
        table_of(name).column(by)
    with transaction(con):
        if by is None:
            con.execute(f"DELETE FROM {quote(name)}")
        else:
            chosen = list(values) if values is not None else fitted.get_column(by).unique().to_list()
            con.execute(f"DELETE FROM {quote(name)} WHERE list_contains(?, {quote(by)})", [chosen])
        _insert(con, name, fitted)
    return fitted.height


def append_rows(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame, run_id: str) -> int:
    """Add rows. Returns how many. Raises StoreError before anything is touched."""
    fitted = fit_frame(name, frame, run_id)
    with transaction(con):
        _insert(con, name, fitted)
    return fitted.height


def upsert_rows(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame, run_id: str) -> int:
    """Put rows in place of those with the same key, and add the others. Returns how many. Raises StoreError for a key that stands twice."""
    fitted = fit_frame(name, frame, run_id)
    key = table_of(name).key
    if fitted.select(key).is_duplicated().any():
        raise StoreError(f"{name}: 键重复 · a key stands twice: {', '.join(key)}")
    match = " AND ".join(f"t.{quote(part)} IS NOT DISTINCT FROM s.{quote(part)}" for part in key)
    with transaction(con):
        con.register("incoming_keys", fitted.select(key).to_arrow())
        try:
            con.execute(f"DELETE FROM {quote(name)} AS t USING incoming_keys AS s WHERE {match}")
        finally:
            con.unregister("incoming_keys")
        _insert(con, name, fitted)
    return fitted.height


def read_frame(
    con: duckdb.DuckDBPyConnection,
    name: str,
    where: str = "",
    params: Sequence[object] = (),
    *,
    order: bool = True,
) -> pl.DataFrame:
    """Rows of a table as a frame of the registry's types, sorted by key. `where` is SQL of our own with ? for values; never user input."""
    table = table_of(name)
    columns = ", ".join(quote(column) for column in table.column_names)
    condition = f" WHERE {where}" if where else ""
    sort = f" ORDER BY {', '.join(quote(part) for part in table.key)}" if order else ""
    result = con.execute(f"SELECT {columns} FROM {quote(name)}{condition}{sort}", list(params))
    return pl.DataFrame(pl.from_arrow(result.to_arrow_table()), schema=frame_schema(name))
