"""A data source of Great Expectations for DuckDB. Importing this module imports Great Expectations (2.8 s): only engine.py does.

In: a connection string. Out: an execution engine that keeps one connection, and the type that registers `add_duckdb`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):  # type: ignore[misc]
    """Keeps one connection: DuckDB's results are gone once their connection is back in the pool."""

    _kept: Any = None

    @contextmanager
    def get_connection(self) -> Iterator[Any]:
        """The connection that stays open until `close_connection`."""
        if self._kept is None:
            self._kept = self.engine.connect()
        yield self._kept

    def raw_connection(self) -> Any:
        """DuckDB's own connection below SQLAlchemy's."""
        with self.get_connection() as connection:
            return connection.connection.dbapi_connection

    def close_connection(self) -> None:
        """Close the kept connection and the pool."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self.engine.dispose()


class DuckDBDatasource(SQLDatasource):  # type: ignore[misc]
    """SQL data source whose engine is the one above."""

    type: Literal["duckdb"] = "duckdb"

    @property
    def execution_engine_type(self) -> Any:
        """The engine's class."""
        return DuckDBExecutionEngine
