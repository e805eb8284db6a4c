"""Great Expectations on DuckDB, read-only, with one connection that stays open.

In: a database file and, per table, expectations that carry their check's id in `meta`. Out: for each id whether it held, what was seen, or
why it could not be computed.

`add_sql("duckdb:///…")` does not work: results are fetched after the connection has gone back to the pool, and most expectations then say
success=False without raising. So the execution engine here keeps its connection, and the data source is a type of its own.
Great Expectations costs 1.6 s to import (2.5 s without `later`): only the functions below do.

Example:
    with open_session(path) as session:
        session.validate("core.observation", [session.rows_expectation("ordered", "SELECT … FROM {batch} …")])
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from expectations.model import Native, Rule
from transforms.warehouse.connection import OFFLINE, WarehouseError, leftover_wal

META = "check_id"
SELDOM = frozenset({"altair", "scipy.stats"})
"""Libraries that Great Expectations imports for expectations and pictures that no rule here uses: a third of its start."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Great Expectations said of one expectation. `error` where it could not be computed: then `success` means nothing."""

    check_id: str
    success: bool
    error: str | None = None
    unexpected: int | None = None


class _Later:
    """Finds the modules `SELDOM` so that each is loaded when first used, not when imported."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """A module's spec with a lazy loader; None for every other module."""
        spec = PathFinder.find_spec(name, path, target) if name in SELDOM and name not in sys.modules else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def later() -> Iterator[None]:
    """Within it, importing what is seldom used costs nothing yet.

    Classes and modules stay for good: the garbage collector does not look through them while they are made, nor ever after.
    """
    finder = _Later()
    sys.meta_path.insert(0, finder)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        sys.meta_path.remove(finder)


@cache
def _quiet_library() -> Any:
    """Great Expectations, imported once, without analytics, banners and chatter."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with later(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return great_expectations


@cache
def _source_type() -> type[Any]:
    """The data source type for DuckDB; defining it registers `add_duckdb`."""
    from expectations.datasource import DuckDBDatasource

    return DuckDBDatasource


def rows_expectation(check_id: str, query: str) -> Any:
    """An expectation that `query` (with `{batch}`) returns no row."""
    gx = _quiet_library()
    return gx.expectations.UnexpectedRowsExpectation(unexpected_rows_query=query, meta={META: check_id})


def native_expectation(check_id: str, native: Native) -> Any:
    """One of Great Expectations' own, by class name. Raises AttributeError for a name it does not have."""
    gx = _quiet_library()
    return getattr(gx.expectations, native.name)(**native.arguments, meta={META: check_id})


def to_expectation(rule: Rule) -> Any:
    """A rule as an expectation."""
    return native_expectation(rule.check_id, rule.native) if rule.native else rows_expectation(rule.check_id, rule.failing)


def _error_text(info: Mapping[str, Any]) -> str | None:
    if "raised_exception" in info:
        return str(info.get("exception_message")) if info["raised_exception"] else None
    messages = [str(part.get("exception_message")) for part in info.values() if isinstance(part, Mapping) and part.get("raised_exception")]
    return "; ".join(dict.fromkeys(messages)) or None


def to_verdict(result: Any) -> Verdict:
    """One validation result as a Verdict. success=False with an exception is an error, not a failure."""
    error = _error_text(result.exception_info or {})
    body = result.result or {}
    unexpected = body.get("unexpected_count", body.get("observed_value"))
    return Verdict(
        check_id=result.expectation_config.meta[META],
        success=bool(result.success),
        error=error,
        unexpected=unexpected if isinstance(unexpected, int) else None,
    )


class Session:
    """A database under examination: Great Expectations and plain SQL on the same read-only connection."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises WarehouseError where it is missing or a .wal stands beside it."""
        if not path.is_file():
            raise WarehouseError(f"{path}: 没有这个数据库 · no such database")
        if leftover_wal(path).exists():
            raise WarehouseError(f"{leftover_wal(path)}: 残留日志 · left-over log: close the writer first")
        gx = _quiet_library()
        _source_type()
        self._context: Any = gx.get_context(mode="ephemeral")
        self._context._save_project_config = lambda: None  # nothing is kept, so the project need not be written down for every table
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self._context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        self._source: Any = self._context.data_sources.add_duckdb(
            name="staged",
            connection_string=f"duckdb:///{path}",
            create_temp_table=False,
            kwargs={"connect_args": {"read_only": True, "config": dict(OFFLINE)}},
        )
        self._engine: Any = self._source.get_execution_engine()
        self.connection: Any = self._engine.raw_connection()
        """The DuckDB connection itself, for plain SQL and temporary tables."""

    def validate(self, table: str, expectations: Iterable[Any]) -> list[Verdict]:
        """Judge one table. What cannot be computed comes back with `error`; so does all of a missing table."""
        gx = _quiet_library()
        chosen = list(expectations)
        ids = [one.meta[META] for one in chosen]
        try:
            asset = self._source.add_table_asset(name=f"{table}:{len(self._source.assets)}", table_name=table)
            batch = asset.add_batch_definition_whole_table("all").get_batch()
        except Exception as error:
            return [Verdict(check_id, False, f"{type(error).__name__}: {error}") for check_id in ids]
        suite = gx.ExpectationSuite(name=asset.name, expectations=chosen)
        results = batch.validate(suite, result_format="BASIC").results
        return [to_verdict(result) for result in results]

    def close(self) -> None:
        """Close every connection, so that the file can be opened for writing again."""
        self._engine.close_connection()
        self._source.get_engine().dispose()


@contextmanager
def open_session(path: Path) -> Iterator[Session]:
    """A session that is closed at the end, whatever happens."""
    session = Session(path)
    try:
        yield session
    finally:
        session.close()
