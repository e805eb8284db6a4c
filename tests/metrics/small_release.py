"""A release's database made from a County of test_cell, without reader, flows or promotion."""

from pathlib import Path

import duckdb
import polars as pl

from transforms.warehouse.schema import apply_release_schema, as_released, quote
from transforms.warehouse.store import fit_frame, table_of


def make_release(county, folder: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(str(folder / "metrics.duckdb"))
    apply_release_schema(con)
    claims = county.claims.with_columns(pl.lit(0).alias("end"), pl.lit("").alias("rules"))
    named = {name: pl.lit("") if name not in county.reports.columns else pl.col(name) for name in ("township_code", "township", "county")}
    reports = county.reports.with_columns(**named).with_columns(pl.lit("x").alias(n) for n in ("file_name", "media_type", "year_rule"))
    frames = dict(county.tables) | {"core.observation": county.observations, "core.candidate": county.candidates}
    for name, frame in (frames | {"read.claim": claims, "read.report": reports}).items():
        known = [column for column in table_of(name).column_names if column in frame.columns]
        con.register("incoming", fit_frame(name, frame.select(known), "run").to_arrow())
        con.execute(f"INSERT INTO {quote(as_released(table_of(name)).name)} BY NAME FROM incoming")
        con.unregister("incoming")
    return con
