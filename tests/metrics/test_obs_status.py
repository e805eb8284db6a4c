"""The SDMX observation status: every row of its seed is reached by a cell that fits it and nothing above it."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

from transforms.metrics.frames import status_frame
from transforms.relation import read_sql
from transforms.seeds.obs_status import load_status_rules

SCHEMA = {
    "cell_id": pl.String,
    "indicator": pl.String,
    "variant": pl.String,
    "year": pl.Int32,
    "verdict": pl.String,
    "reasons": pl.String,
    "missing_reason": pl.String,
}
BREAK = {"indicator": "broken", "variant": "", "from_year": 2011, "effect": "not_comparable"}
BLANK = {"cell_id": "a", "indicator": "gdp", "variant": None, "year": 2022, "verdict": None, "reasons": "", "missing_reason": None}


def status_of(**cell: object) -> str:
    with duckdb.connect(":memory:") as con:
        frames = {
            "stated": pl.DataFrame([BLANK | cell], schema=SCHEMA),
            "break_rule": pl.DataFrame([BREAK]),
            "status_rule": status_frame(load_status_rules()),
        }
        for name, frame in frames.items():
            con.register(name, frame.to_arrow())
        (row,) = con.sql(read_sql("transforms.metrics", "obs_status")).pl().to_dicts()
    return str(row["obs_status"])


def cell_for(field: str, word: str) -> dict[str, object]:
    if field == "missing_reason":
        return {"missing_reason": word, "reasons": "held:magnitude_of_the_years" if word == "quarantined" else ""}
    if field == "break":
        return {"indicator": "broken", "year": 2011, "verdict": "comparable"}
    if field == "reason":
        return {"verdict": "with_caveat", "reasons": f"{word}:2022-11-25"}
    return {"verdict": word}


@pytest.mark.parametrize("rule", load_status_rules(), ids=lambda rule: f"{rule.field}:{rule.word}")
def test_every_row_decides_for_the_cell_that_fits_it(rule):
    assert status_of(**cell_for(rule.field, rule.word)) == rule.code


def test_the_first_row_that_fits_decides():
    assert status_of(verdict="with_caveat", reasons="bound:>=;year_to_date:2022-11-25") == "P"
    assert status_of(verdict="not_comparable", reasons="part_year", indicator="broken", year=2011) == "B"
    assert status_of(verdict="with_caveat", reasons="something_new") == "U"
    assert status_of(indicator="broken", year=2011, missing_reason="not_in_report") == "O"
