"""Frames in, frames out: the core layer's two public functions.

In: `read.claim`, `read.report` (columns of the registry), seeds. Out: `core.observation`, `core.candidate`, sorted by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from transforms.core.observation import Knowledge, ReportFacts, observe_claim
from transforms.model import Claim, Observation
from transforms.relation import query_frames, read_sql
from transforms.seeds.indicators import Indicator
from transforms.seeds.items import ItemList, load_items
from transforms.seeds.units import Unit

EXACT = pl.Decimal(38, 9)
OBSERVATION_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "claim_id": pl.String,
    "report_id": pl.String,
    "indicator": pl.String,
    "variant": pl.String,
    "item": pl.String,
    "item_kind": pl.String,
    "scope": pl.String,
    "township_id": pl.String,
    "year": pl.Int32,
    "value": EXACT,
    "value_high": EXACT,
    "unit": pl.String,
    "bound": pl.String,
    "measure": pl.String,
    "status": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_cue": pl.String,
    "as_of": pl.Date,
    "correction_id": pl.String,
    "value_stated": EXACT,
    "unit_stated": pl.String,
    "rounding": EXACT,
    "low": EXACT,
    "high": EXACT,
    "reading": pl.String,
    "period_class": pl.String,
    "excluded": pl.String,
    "reasons": pl.String,
    "item_listed": pl.Boolean,
    "text_start": pl.Int32,
}
HELD_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {"claim_id": pl.String, "check_name": pl.String}


def observe(
    claims: pl.DataFrame,
    reports: pl.DataFrame,
    indicators: Mapping[str, Indicator],
    units: Mapping[str, Unit],
    items: Mapping[str, ItemList] | None = None,
) -> pl.DataFrame:
    """`core.observation` of the claims that have an indicator code. `claims` carries report_id; claims of unknown reports are an error.

    Raises KeyError naming the report_id that `reports` lacks.
    """
    knowledge = Knowledge(indicators, units, load_items() if items is None else items)
    facts = {row["report_id"]: report_facts(row) for row in reports.iter_rows(named=True)}
    coded = claims.filter(pl.col("indicator").is_not_null())
    rows = (observe_claim(to_claim(row), facts[row["report_id"]], knowledge) for row in coded.iter_rows(named=True))
    return observation_frame(row for row in rows if row is not None)


def choose(observations: pl.DataFrame, reports: pl.DataFrame, held: pl.DataFrame | None = None) -> pl.DataFrame:
    """`core.candidate`: who could fill which cell, who won, why the others lost. `held` has claim_id and check_name."""
    frames = {
        "observation": observations,
        "report": reports.select("report_id", "year", "kind", "superseded_by"),
        "held": pl.DataFrame(schema=HELD_SCHEMA) if held is None else held,
    }
    return query_frames(f"FROM ({read_sql('transforms.core', 'candidate')}) ORDER BY cell_id, claim_id", frames)


def report_facts(row: Mapping[str, Any]) -> ReportFacts:
    """A `read.report` row as an observation needs it. OCR text is known by its media type or a true `is_ocr`."""
    scanned = bool(row.get("is_ocr")) or str(row.get("media_type") or "").startswith("image/")
    return ReportFacts(row["report_id"], row["township_id"], row["year"], _as_date(row["report_date"]), scanned)


def to_claim(row: Mapping[str, Any]) -> Claim:
    """A `read.claim` row as a Claim."""
    return Claim(
        claim_id=row["claim_id"],
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        sentence=row["sentence"],
        sentence_start=row.get("sentence_start") or 0,
        value=_exact(row["value"]),
        value_high=None if row["value_high"] is None else _exact(row["value_high"]),
        unit=row["unit"] or "",
        bound=row["bound"],
        measure=row["measure"],
        status=row["status"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        period_cue=row.get("period_cue") or "default",
        indicator=row["indicator"],
        variant=row.get("variant") or None,
        item=row["item"] or None,
        item_kind=row["item_kind"] or "none",
        scope=row["scope"],
        subject=row.get("subject") or "",
        margin=row.get("margin") or 0.0,
    )


def observation_frame(observations: Iterable[Observation]) -> pl.DataFrame:
    """Observations as the table's frame, sorted by claim_id; reasons joined by ";"."""
    rows = [
        tuple(";".join(one.reasons) if name == "reasons" else getattr(one, name) for name in OBSERVATION_SCHEMA) for one in observations
    ]
    return pl.DataFrame(rows, schema=OBSERVATION_SCHEMA, orient="row").sort("claim_id")


def _exact(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _as_date(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value if isinstance(value, date) else None
