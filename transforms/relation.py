"""SQL over named frames: how core and metrics compute without a workshop.

In: a query and polars frames under the names that the query uses. Out: a polars frame. In-memory DuckDB, no file, no network.
The same query runs in the workshop's own connection where the names are tables or views.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import duckdb
import polars as pl


def read_sql(package: str, name: str) -> str:
    """The text of `<package>/<name>.sql`, package data of a layer."""
    return files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def query_frames(
    sql: str, frames: Mapping[str, pl.DataFrame], parameters: Mapping[str, object] | None = None, *, prelude: str = ""
) -> pl.DataFrame:
    """The answer of `sql` over `frames`. Named parameters are `$name` in the query; `prelude` (macros) runs before it."""
    with duckdb.connect(":memory:") as con:
        if prelude:
            con.execute(prelude)
        for name, frame in frames.items():
            con.register(name, frame.to_arrow())
        return con.sql(sql, params=dict(parameters or {})).pl()
