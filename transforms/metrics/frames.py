"""Frames in, frames out: the metrics layer's public functions.

In: frames of core.observation, core.candidate, read.report, read.claim, places, seeds.
Out: frames with exactly the columns of the warehouse's `metrics` tables (without run_id), each sorted by its key.

Example:
    tables = build_metrics(Inputs(observations, candidates, reports, claims, townships), load_seeds())
    tables["metrics.cell"]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from transforms.metrics.steps import TABLES, compute
from transforms.model import Township
from transforms.seeds.breaks import Break, load_breaks
from transforms.seeds.county_whole import load_county_whole
from transforms.seeds.derived import DeriveRule, TargetCue, load_derive_rules, load_target_cues
from transforms.seeds.expected import Expectation, load_expected
from transforms.seeds.indicators import Indicator, load_indicators
from transforms.seeds.obs_status import StatusRule, load_status_rules

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
    "definition_zh": pl.String,
    "cell_rule": pl.String,
    "bare_variant": pl.String,
    "item_total": pl.Boolean,
    "growth_basis": pl.String,
    "additive": pl.Boolean,
    "better": pl.String,
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
    "resolved_at": pl.Datetime("us"),
    "township_id": pl.String,
    "year": pl.Int32,
}
PLACE_CHANGE_SCHEMA: Schema = {"township_id": pl.String, "from_year": pl.Int32, "kind": pl.String, "into_id": pl.String}
"""`into_id`: the township that one merged into; null for all other changes, and where it is not known."""
REPORT_COLUMNS = ("report_id", "sha256", "place_kind", "township_id", "county", "year", "year_kind", "report_date", "kind", "superseded_by")
CLAIM_COLUMNS = ("claim_id", "report_id", "start", "sentence", "sentence_start", "subject")


@dataclass(frozen=True, slots=True)
class Seeds:
    """What metrics know: by code and in file order."""

    indicators: Mapping[str, Indicator]
    breaks: tuple[Break, ...]
    expected: tuple[Expectation, ...]
    derive_rules: tuple[DeriveRule, ...]
    target_cues: tuple[TargetCue, ...]
    status_rules: tuple[StatusRule, ...]
    county_whole: frozenset[str]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Frames of the earlier layers. `townships` are dated rows (`township_frame`); `place_changes` is as PLACE_CHANGE_SCHEMA."""

    observations: pl.DataFrame
    candidates: pl.DataFrame
    reports: pl.DataFrame
    claims: pl.DataFrame
    townships: pl.DataFrame
    place_changes: pl.DataFrame | None = None
    quarantine: pl.DataFrame | None = None


def load_seeds(overlay: Path | None = None) -> Seeds:
    """The product's seeds with a county's laid over them."""
    return Seeds(
        load_indicators(overlay),
        load_breaks(overlay),
        load_expected(overlay),
        load_derive_rules(overlay),
        load_target_cues(overlay),
        load_status_rules(overlay),
        load_county_whole(overlay),
    )


def township_frame(townships: Iterable[Township]) -> pl.DataFrame:
    """Dated attribute rows of townships."""
    return pl.DataFrame([asdict(one) for one in townships], schema=TOWNSHIP_SCHEMA)


def indicator_frame(indicators: Mapping[str, Indicator]) -> pl.DataFrame:
    """Indicators as the queries need them."""
    return pl.DataFrame([{name: getattr(one, name) for name in INDICATOR_SCHEMA} for one in indicators.values()], schema=INDICATOR_SCHEMA)


def expected_frame(expected: Iterable[Expectation]) -> pl.DataFrame:
    """Expectations with their place in the file: the last that fits decides."""
    rows = [{"row_no": number, **{k: v for k, v in asdict(one).items() if k in EXPECTED_SCHEMA}} for number, one in enumerate(expected)]
    return pl.DataFrame(rows, schema=EXPECTED_SCHEMA)


def status_frame(rules: Iterable[StatusRule]) -> pl.DataFrame:
    """Rules of the observation status with their place in the file: the first that fits decides."""
    rows = [{"row_no": number, "field": one.field, "word": one.word, "code": one.code} for number, one in enumerate(rules)]
    return pl.DataFrame(rows, schema={"row_no": pl.Int32, "field": pl.String, "word": pl.String, "code": pl.String})


def seed_frames(seeds: Seeds) -> dict[str, pl.DataFrame]:
    """The relations that come from seeds, by the name the queries use."""
    rules = {field.name: pl.String for field in fields(DeriveRule)}
    return {
        "indicator": indicator_frame(seeds.indicators),
        "break_rule": pl.DataFrame([asdict(one) for one in seeds.breaks], schema=BREAK_SCHEMA),
        "expected": expected_frame(seeds.expected),
        "derive_rule": pl.DataFrame([asdict(one) for one in seeds.derive_rules], schema=rules),
        "target_kind": pl.DataFrame([asdict(one) for one in seeds.target_cues], schema={"cue": pl.String, "kind": pl.String}),
        "status_rule": status_frame(seeds.status_rules),
        "county_whole": pl.DataFrame({"indicator": sorted(seeds.county_whole)}, schema={"indicator": pl.String}),
    }


def fit(rows: pl.DataFrame | None, schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """A frame with exactly these columns: those that `rows` lacks are null."""
    if rows is None:
        return pl.DataFrame(schema=dict(schema))
    return rows.select(pl.col(n).cast(kind) if n in rows.columns else pl.lit(None, dtype=kind).alias(n) for n, kind in schema.items())


def build_metrics(inputs: Inputs, seeds: Seeds, *, today: date | None = None) -> dict[str, pl.DataFrame]:
    """All tables of the layer by their names in the warehouse. `today` is the run's business date; None = every report is due."""
    relations = seed_frames(seeds) | {
        "observation": inputs.observations,
        "candidate": inputs.candidates,
        "report": inputs.reports.select(REPORT_COLUMNS),
        "claim": inputs.claims.select(CLAIM_COLUMNS),
        "township": inputs.townships,
        "place_change": fit(inputs.place_changes, PLACE_CHANGE_SCHEMA),
        "quarantine": fit(inputs.quarantine, QUARANTINE_SCHEMA),
    }
    with duckdb.connect(":memory:") as con:
        for name, frame in relations.items():
            con.register(name, frame.to_arrow())
        compute(con, today)
        tables = {table: con.sql(f"FROM {name} ORDER BY ALL").pl() for name, table in TABLES.items()}
    return tables | catalogue_tables(seeds, inputs.townships, inputs.place_changes)


def catalogue_tables(seeds: Seeds, townships: pl.DataFrame, place_changes: pl.DataFrame | None) -> dict[str, pl.DataFrame]:
    """The tables that only repeat what seeds and places say, so that a release explains itself."""
    return {
        "metrics.indicator": indicator_table(seeds.indicators),
        "metrics.township": township_table(townships),
        "metrics.break": seed_frames(seeds)["break_rule"].sort("break_id", "indicator"),
        "metrics.place_change": fit(place_changes, PLACE_CHANGE_SCHEMA).sort("township_id", "from_year", "kind"),
    }


def indicator_table(indicators: Mapping[str, Indicator]) -> pl.DataFrame:
    """`metrics.indicator`: the catalogue as analysts see it."""
    return indicator_frame(indicators).sort("code")


def township_table(townships: pl.DataFrame) -> pl.DataFrame:
    """`metrics.township`: dated names and codes."""
    return townships.sort("township_id", "valid_from", nulls_last=False)
