"""The sample county, read perfectly: what core and metrics make of the figures in truth.csv. The reader has no part in this."""

import csv
import hashlib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from test_cell import County

import seeds
from transforms.model import Township
from transforms.raw.decode import decode_text
from transforms.read.year import resolve_year

ROOT = Path(seeds.__file__).parent / "reports"
UPGRADED = date(2020, 6, 18)
CHANGES = pl.DataFrame(
    {
        "township_id": ["990101102", "990101203", "990101202"],
        "from_year": [2021, 2021, 2020],
        "kind": ["merged", "merged", "upgraded"],
        "into_id": [None, "990101102", None],
    }
)


def truth():
    return list(csv.DictReader((ROOT / "truth.csv").open(encoding="utf-8")))


def places():
    rows = csv.DictReader((ROOT / "seeds/places/townships.csv").open(encoding="utf-8"))
    towns = [Township(r["code"], r["code"], r["name"], r["county_code"], r["county"]) for r in rows]
    kept = [t for t in towns if t.name not in ("野鹤坪乡", "麻柳河镇")]
    kept.append(Township("990101203", "990101203", "野鹤坪乡", "990101", "汀禾县", valid_to=date(2021, 1, 19)))
    kept.append(Township("990101202", "990101202", "麻柳河乡", "990101", "汀禾县", valid_to=date(2020, 6, 17)))
    return [*kept, Township("990101202", "990101105", "麻柳河镇", "990101", "汀禾县", valid_from=UPGRADED)]


def reports(rows):
    made = {}
    for name in sorted({r["report"] for r in rows if r["report"]}):
        data = (ROOT / "inbox" / name).read_bytes()
        year = resolve_year(decode_text(data).text, name)
        township = next(r["township_id"] for r in rows if r["report"] == name)
        digest = hashlib.sha256(data).hexdigest()
        made[name] = {
            "report_id": f"{township}:{year.year}:{year.kind}:{digest[:8]}",
            "sha256": digest,
            "township_id": township,
            "year": year.year,
            "year_kind": year.year_kind,
            "report_date": year.report_date,
            "kind": year.kind,
            "place_kind": "township",
            "county": "",
            "superseded_by": None,
        }
    made["青禾坪镇2020年政府工作报告.txt"]["superseded_by"] = made["青禾坪镇2020年政府工作报告（更正稿）.txt"]["report_id"]
    return made


def to_claim(row, report):
    year = int(row["year"])
    half = "half_year" in row["fact"] and row["status"] != "target"
    end = date(year, 6, 30) if half else date(year, 12, 31)
    value = Decimal(row["value"])
    unit = row["unit"]
    return {
        "report_id": report["report_id"],
        "claim_id": row["fact"],
        "indicator": row["indicator"] or None,
        "value": value,
        "value_high": None,
        "unit": unit,
        "bound": row["bound"] or "=",
        "measure": row["measure"],
        "status": row["status"],
        "period_start": date(year, 1, 1),
        "period_end": end,
        "period_cue": "part_year" if half else "default",
        "variant": row["variant"] or None,
        "item": row["item"] or None,
        "item_kind": "part" if row["item"] else "none",
        "scope": row["scope"],
        "subject": "",
        "margin": 1.0,
        "quote": row["surface"],
        "sentence": row["surface"],
        "sentence_start": 0,
    }


@cache
def county():
    rows = truth()
    known = reports(rows)
    facts = [r for r in rows if r["report"] and r["value"]]
    return County(
        list(known.values()), [to_claim(r, known[r["report"]]) for r in facts], places=places(), today=date(2023, 4, 10), changes=CHANGES
    )


@cache
def table(name, key):
    return {row[key]: row for row in county().tables[f"metrics.{name}"].iter_rows(named=True)}


@cache
def candidates():
    return {row["claim_id"]: row for row in county().candidates.iter_rows(named=True)}


CELL_VERDICTS = ("comparable", "with_caveat", "not_comparable")


@pytest.mark.parametrize("row", [r for r in truth() if r["expected_verdict"] in CELL_VERDICTS], ids=lambda r: r["fact"])
def test_cell(row):
    candidate = candidates()[row["fact"]]
    cell = table("cell", "cell_id")[candidate["cell_id"]]
    assert cell["claim_id"] == row["fact"], candidate
    assert (cell["verdict"], cell["reasons"], cell["value"]) == (row["expected_verdict"], row["expected_reasons"], Decimal(row["value"]))


@pytest.mark.parametrize(
    "row", [r for r in truth() if r["expected_missing"] and not r["expected_reasons"].startswith("held:")], ids=lambda r: r["fact"]
)
def test_blank(row):
    cell_id = f"{row['indicator']}:::{row['township_id']}:{row['year']}"
    assert table("cell", "cell_id")[cell_id]["missing_reason"] == row["expected_missing"]


@pytest.mark.parametrize("row", [r for r in truth() if r["status"] == "target" and r["expected_verdict"]], ids=lambda r: r["fact"])
def test_target(row):
    assert table("target", "claim_id")[row["fact"]]["outcome"] == row["expected_verdict"]


@pytest.mark.parametrize("row", [r for r in truth() if r["expected_verdict"] in ("no_cell", "superseded")], ids=lambda r: r["fact"])
def test_no_cell(row):
    assert not candidates().get(row["fact"], {"won": False})["won"]


def test_growth_contradicts_where_planted_and_nowhere_else():
    said = {
        row["claim_id"]: row["outcome"]
        for row in county().tables["metrics.growth"].iter_rows(named=True)
        if row["outcome"] == "contradicts"
    }
    assert list(said) == [r["fact"] for r in truth() if r["expected_verdict"] == "contradicts"]


def test_restated_where_planted_and_nowhere_else():
    rows = [r for r in county().tables["metrics.restatement"].iter_rows(named=True) if r["kind"] == "restatement"]
    assert [r["later_claim_id"] for r in rows] == [r["fact"] for r in truth() if r["expected_verdict"] == "restatement"]


def test_the_merger_stands_between_the_years():
    pairs = [
        r for r in county().tables["metrics.pair"].iter_rows(named=True) if r["township_id"] == "990101102" and r["right_year"] == 2021
    ]
    assert pairs
    assert all("place:merged" in row["reasons"] and row["verdict"] == "not_comparable" for row in pairs)


def test_before_the_merger_the_parts_are_summed():
    sums = [r for r in county().tables["metrics.derived"].iter_rows(named=True) if r["kind"] == "boundaries"]
    cells = table("cell", "cell_id")
    assert sums
    for row in sums:
        parts = [cells[cell_id] for cell_id in row["inputs"].split(";")]
        assert {part["township_id"] for part in parts} == {"990101102", "990101203"}
        assert {part["year"] for part in parts} == {row["year"]}
        assert row["year"] < 2021
        assert row["value"] == sum(part["value"] for part in parts)
        assert (row["township_id"], row["verdict"]) == ("990101102", "with_caveat")
        assert "boundaries" in row["reasons"].split(";")


def test_a_renamed_township_has_one_history():
    pairs = [
        r for r in county().tables["metrics.pair"].iter_rows(named=True) if r["township_id"] == "990101202" and r["right_year"] == 2020
    ]
    assert any(row["verdict"] == "with_caveat" and "place:upgraded" in row["reasons"] for row in pairs)
    names = {r["year"]: r["township"] for r in county().cells.iter_rows(named=True) if r["township_id"] == "990101202"}
    assert (names[2019], names[2020]) == ("麻柳河乡", "麻柳河镇")
