"""Frames in, frames out: the metrics layer's public functions.

In: frames of core.observation, core.candidate, read.report, read.claim (claim_id, report_id, sentence), places, seeds.
Out: `metrics.cell`, `growth`, `ranking`, `coverage`, `restatement`, each sorted by its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import polars as pl

from transforms.model import Township
from transforms.relation import query_frames, read_sql
from transforms.seeds.breaks import Break
from transforms.seeds.expected import Expectation
from transforms.seeds.indicators import Indicator

PACKAGE = "transforms.metrics"
COMMON_FROM = 3
"""An indicator that this many townships of a county report in a year is expected of the others."""
RANKED_SHARE = "0.6"
"""A ranking needs cells from at least this share of the townships alive."""
Schema = dict[str, pl.DataType | type[pl.DataType]]
TOWNSHIP_SCHEMA: Schema = {
    "township_id": pl.String,
    "code": pl.String,
    "name": pl.String,
    "county_code": pl.String,
    "county": pl.String,
    "city": pl.String,
    "province": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
}
INDICATOR_SCHEMA: Schema = {
    "code": pl.String,
    "domain": pl.String,
    "name_zh": pl.String,
    "name_en": pl.String,
    "unit": pl.String,
    "kind": pl.String,
    "definition": pl.String,
    "cell_rule": pl.String,
    "bare_variant": pl.String,
    "item_total": pl.Boolean,
    "growth_basis": pl.String,
    "additive": pl.Boolean,
    "core": pl.Boolean,
}
BREAK_SCHEMA: Schema = {
    "break_id": pl.String,
    "indicator": pl.String,
    "variant": pl.String,
    "from_year": pl.Int32,
    "kind": pl.String,
    "effect": pl.String,
    "text_zh": pl.String,
    "text_en": pl.String,
    "source": pl.String,
}
EXPECTED_SCHEMA: Schema = {
    "row_no": pl.Int32,
    "indicator": pl.String,
    "township_id": pl.String,
    "from_year": pl.Int32,
    "to_year": pl.Int32,
    "due": pl.String,
    "expected": pl.Boolean,
}
QUARANTINE_SCHEMA: Schema = {
    "sha256": pl.String,
    "stage": pl.String,
    "resolved_at": pl.String,
    "township_id": pl.String,
    "year": pl.Int32,
}


def township_frame(townships: Iterable[Township]) -> pl.DataFrame:
    """Dated attribute rows of townships."""
    return pl.DataFrame([asdict(one) for one in townships], schema=TOWNSHIP_SCHEMA)


def indicator_frame(indicators: Mapping[str, Indicator]) -> pl.DataFrame:
    """Indicators as the queries and the release's `metrics.indicator` need them."""
    return pl.DataFrame([{name: getattr(one, name) for name in INDICATOR_SCHEMA} for one in indicators.values()], schema=INDICATOR_SCHEMA)


def break_frame(breaks: Iterable[Break]) -> pl.DataFrame:
    """Series breaks, one row per indicator."""
    return pl.DataFrame([asdict(one) for one in breaks], schema=BREAK_SCHEMA)


def expected_frame(expected: Iterable[Expectation]) -> pl.DataFrame:
    """Expectations with their place in the file: the last that fits decides."""
    rows = [{"row_no": number, **{k: v for k, v in asdict(one).items() if k in EXPECTED_SCHEMA}} for number, one in enumerate(expected)]
    return pl.DataFrame(rows, schema=EXPECTED_SCHEMA)


def quarantine_frame(rows: pl.DataFrame | None) -> pl.DataFrame:
    """`raw.quarantine` with the columns that blanks need; township_id and year are null where nobody could tell them."""
    if rows is None:
        return pl.DataFrame(schema=QUARANTINE_SCHEMA)
    have = [
        pl.col(name).cast(kind) if name in rows.columns else pl.lit(None, dtype=kind).alias(name)
        for name, kind in QUARANTINE_SCHEMA.items()
    ]
    return rows.select(have)


def fill_cells(observations: pl.DataFrame, candidates: pl.DataFrame, claims: pl.DataFrame, townships: pl.DataFrame) -> pl.DataFrame:
    """`metrics.cell` without blanks: winners with verdict and reasons, and cells that a check holds back."""
    frames = {
        "observation": observations,
        "candidate": candidates,
        "claim": claims.select("claim_id", "sentence"),
        "township": townships,
    }
    return _run("cell", "cell_id", frames)


def fill_blanks(
    cells: pl.DataFrame,
    expected: pl.DataFrame,
    townships: pl.DataFrame,
    reports: pl.DataFrame,
    claims: pl.DataFrame,
    indicators: pl.DataFrame,
    quarantine: pl.DataFrame | None = None,
    *,
    today: date | None = None,
    common_from: int = COMMON_FROM,
) -> pl.DataFrame:
    """`metrics.cell` with every expected cell that nothing fills, each with its missing reason.

    `today` is the run's business date: a report that is not due yet makes no blank. None = everything is due.
    """
    frames = {
        "cell": cells,
        "expected": expected,
        "township": townships,
        "report": reports.select("report_id", "sha256", "township_id", "year", "superseded_by"),
        "claim": claims.select("report_id"),
        "indicator": indicators,
        "quarantine": quarantine_frame(quarantine),
    }
    blanks = _run("blank", "cell_id", frames, {"common_from": common_from, "today": today})
    return pl.concat([cells, blanks.cast({n: cells.schema[n] for n in blanks.columns})], how="diagonal").sort("cell_id")


def growth(cells: pl.DataFrame, observations: pl.DataFrame, indicators: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """`metrics.growth`: growth as stated beside growth as computed, and whether they agree where that can be tested."""
    return _run("growth", "cell_id", {"cell": cells, "observation": observations, "indicator": indicators, "break_rule": breaks})


def rank(cells: pl.DataFrame, townships: pl.DataFrame, indicators: pl.DataFrame, *, share: str = RANKED_SHARE) -> pl.DataFrame:
    """`metrics.ranking`: places with ranges, where at least `share` of the townships alive can be compared."""
    sql = read_sql(PACKAGE, "ranking").replace("$share", f"{share}::DECIMAL(9, 6)")
    return _query(sql, "cell_id", {"cell": cells, "township": townships, "indicator": indicators})


def coverage(cells: pl.DataFrame) -> pl.DataFrame:
    """`metrics.coverage`: how much stands, by township and year, and why the rest is blank."""
    return _run("coverage", "township_id, year", {"cell": cells})


def restatements(observations: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """`metrics.restatement`: the same figure told twice: restated, refined or settled."""
    frames = {"observation": observations, "report": reports.select("report_id", "year", "report_date", "kind", "superseded_by")}
    return _run("restatement", "cell_id, period_start, period_end, later_claim_id", frames)


def _run(name: str, key: str, frames: Mapping[str, pl.DataFrame], parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    return _query(read_sql(PACKAGE, name), key, frames, parameters)


def _query(sql: str, key: str, frames: Mapping[str, pl.DataFrame], parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    return query_frames(f"FROM ({sql}\n) ORDER BY {key}", frames, parameters, prelude=read_sql(PACKAGE, "prelude"))
