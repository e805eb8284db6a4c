"""Claims and reports as short rows: what a test does not say is the ordinary."""

from datetime import date
from decimal import Decimal

import polars as pl

REPORT = {
    "report_id": "t1:2022:annual:aa",
    "sha256": "aa",
    "township_id": "t1",
    "township_code": "411426001",
    "township": "杨集镇",
    "county": "夏邑县",
    "year": 2022,
    "year_kind": "reviewed",
    "report_date": date(2023, 1, 5),
    "kind": "annual",
    "superseded_by": None,
}
CLAIM = {
    "report_id": "t1:2022:annual:aa",
    "sentence": "",
    "value_high": None,
    "bound": "=",
    "measure": "level",
    "status": "actual",
    "period_start": date(2022, 1, 1),
    "period_end": date(2022, 12, 31),
    "period_cue": "default",
    "variant": None,
    "item": None,
    "item_kind": "none",
    "scope": "township",
    "subject": "",
    "margin": 1.0,
    "sentence_start": 0,
}
REPORT_SCHEMA = {"report_date": pl.Date, "superseded_by": pl.String, "year": pl.Int32}
CLAIM_SCHEMA = {
    "value": pl.Decimal(38, 9),
    "value_high": pl.Decimal(38, 9),
    "variant": pl.String,
    "item": pl.String,
    "indicator": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
}


def make_reports(*rows: dict) -> pl.DataFrame:
    return pl.DataFrame([REPORT | row for row in rows or ({},)], schema_overrides=REPORT_SCHEMA)


def make_claims(*rows: dict) -> pl.DataFrame:
    full = []
    for number, row in enumerate(rows):
        value = Decimal(str(row["value"]))
        high = None if row.get("value_high") is None else Decimal(str(row["value_high"]))
        quote = row.get("quote") or f"{row['value']}{row['unit']}"
        base = {"claim_id": f"c{number:03}", "start": number * 10, "end": number * 10 + len(quote), "quote": quote, "sentence": quote}
        full.append(CLAIM | base | row | {"value": value, "value_high": high})
    return pl.DataFrame(full, schema_overrides=CLAIM_SCHEMA)
