"""Frames in, frames out: the core layer's public functions.

In: `read.claim`, `read.report` (columns of the registry), seeds.
Out: `core.observation`, `core.correction`, `core.candidate`, sorted by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from transforms.core.correction import HELD_CHECK, Key, Placed, Plan, apply_change, plan_corrections
from transforms.core.observation import Knowledge, ReportFacts, observe_claim
from transforms.model import Claim, Observation, PlaceKind
from transforms.relation import query_frames, read_sql
from transforms.seeds.corrections import Correction
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

CORRECTION_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "correction_id": pl.String,
    "township_id": pl.String,
    "year": pl.Int32,
    "kind": pl.String,
    "indicator": pl.String,
    "quote": pl.String,
    "action": pl.String,
    "expect": pl.String,
    "claim_id": pl.String,
    "before": EXACT,
    "after": EXACT,
    "outcome": pl.String,
    "reason": pl.String,
    "who": pl.String,
    "decided_on": pl.Date,
}


@dataclass(frozen=True, slots=True)
class CoreTables:
    """`core.observation` and `core.correction`."""

    observations: pl.DataFrame
    corrections: pl.DataFrame


def observe(
    claims: pl.DataFrame,
    reports: pl.DataFrame,
    indicators: Mapping[str, Indicator],
    units: Mapping[str, Unit],
    items: Mapping[str, ItemList] | None = None,
) -> pl.DataFrame:
    """`core.observation` of the claims that have an indicator code, uncorrected.

    `claims` carries report_id. Raises KeyError naming the report_id that `reports` lacks.
    """
    return observe_corrected(claims, reports, Knowledge(indicators, units, load_items() if items is None else items), ()).observations


def observe_corrected(claims: pl.DataFrame, reports: pl.DataFrame, knowledge: Knowledge, corrections: Sequence[Correction]) -> CoreTables:
    """`core.observation` with corrections applied, and `core.correction` with what came of each."""
    facts = {row["report_id"]: report_facts(row) for row in reports.iter_rows(named=True)}
    live = {row["report_id"]: row["kind"] for row in reports.iter_rows(named=True) if row.get("superseded_by") is None}
    plan = plan_corrections(_placed(claims, facts, live), corrections) if corrections else Plan({}, ())
    added = {key for key, changes in plan.changes.items() if any(one.action == "add" for one in changes)}
    observations, before = [], {}
    for row in claims.iter_rows(named=True):
        key = (row["claim_id"], row["report_id"])
        if row["indicator"] is None and key not in added:
            continue
        claim, report = to_claim(row), facts[row["report_id"]]
        read = observe_claim(claim, report, knowledge)
        changes = plan.changes.get(key)
        believed = correct_claim(claim, report, knowledge, changes) if changes else read
        if changes:
            before[key] = (read, believed)
        if believed is not None:
            observations.append(believed)
    return CoreTables(observation_frame(observations), correction_frame(plan, before))


def held_by_corrections(corrections: pl.DataFrame, observations: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Claims that failed corrections hold back (claim_id, check_name).

    The one whose guard failed; where a correction matched nothing, all of its township, report year and indicator.
    """
    guarded = corrections.filter(pl.col("outcome") == "guard_failed").select("claim_id")
    lost = corrections.filter(pl.col("outcome") == "no_match").select("township_id", "indicator", pl.col("year").alias("report_year"))
    told = observations.join(reports.select("report_id", pl.col("year").alias("report_year")), on="report_id")
    spoken_of = told.join(lost, on=["township_id", "indicator", "report_year"], how="semi").select("claim_id")
    return pl.concat([guarded, spoken_of]).unique().sort("claim_id").with_columns(check_name=pl.lit(HELD_CHECK))


def correct_claim(claim: Claim, report: ReportFacts, knowledge: Knowledge, changes: Sequence[Correction]) -> Observation | None:
    """The observation of a claim after its corrections, marked with the last one's id."""
    for change in changes:
        claim = apply_change(claim, change)
    seen = observe_claim(claim, report, knowledge)
    if seen is None:
        return None
    marks = tuple(f"{'flag' if change.action == 'flag' else 'correction'}:{change.correction_id}" for change in changes)
    dropped = "correction:drop" if any(change.action == "drop" for change in changes) else seen.excluded
    return replace(seen, reasons=tuple(sorted({*seen.reasons, *marks})), excluded=dropped, correction_id=changes[-1].correction_id)


def correction_frame(plan: Plan, before: Mapping[Key, tuple[Observation | None, Observation | None]]) -> pl.DataFrame:
    """`core.correction`: each record with its outcome, and its claim's canonical value before and after."""
    rows = []
    for one in plan.outcomes:
        first, last = before.get(one.key, (None, None)) if one.key else (None, None)
        c = one.correction
        rows.append(
            {
                "correction_id": c.correction_id,
                "township_id": c.township_id,
                "year": c.year,
                "kind": c.kind,
                "indicator": c.indicator,
                "quote": c.quote,
                "action": c.action,
                "expect": ";".join(f"{name}={value}" for name, value in c.expect),
                "claim_id": one.key[0] if one.key else None,
                "before": first.value if first else None,
                "after": last.value if last else None,
                "outcome": one.outcome,
                "reason": c.reason,
                "who": c.who,
                "decided_on": c.decided_on,
            }
        )
    return pl.DataFrame(rows, schema=CORRECTION_SCHEMA).sort("correction_id")


def _placed(claims: pl.DataFrame, facts: Mapping[str, ReportFacts], live: Mapping[str, str]) -> Iterator[Placed]:
    for row in claims.iter_rows(named=True):
        if row["report_id"] in live:
            report = facts[row["report_id"]]
            yield Placed(to_claim(row), report.report_id, report.township_id, report.year, live[report.report_id])


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
    kind = row.get("place_kind") or PlaceKind.TOWNSHIP
    return ReportFacts(row["report_id"], row["township_id"], row["year"], _as_date(row["report_date"]), scanned, kind)


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
