"""Corrections: matched, guarded, applied, recorded; what fails holds its cells."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from core_rows import make_claims, make_reports

from transforms.core.frames import choose, held_by_corrections, observe_corrected
from transforms.core.observation import Knowledge
from transforms.seeds.corrections import load_corrections
from transforms.seeds.files import SeedError
from transforms.seeds.indicators import load_indicators
from transforms.seeds.items import load_items
from transforms.seeds.units import load_units
from transforms.warehouse.store import fit_frame

HEAD = "correction_id,township_id,year,kind,indicator,quote,occurrence,action,field,value,expect,reason,who,date,status\n"
CLAIMS = [
    dict(indicator="fixed_asset_investment", value=35600, unit="元", quote="3.56万元"),
    dict(indicator="tax_revenue", value=70000, unit="元", quote="7万元"),
    dict(indicator="tax_revenue", value=70000, unit="元", quote="7万元"),
    dict(indicator=None, value=12, unit="家", quote="12家"),
]
CASES = [  # name, row after township and year, outcome, observation checked, its fields
    (
        "scale a unit slip",
        ",fixed_asset_investment,3.56万元,,scale,,10000,value=35600",
        "applied",
        "c000",
        dict(value=356000000, reasons="correction:x"),
    ),
    (
        "override a field",
        ",fixed_asset_investment,3.56万元,1,override,value,356000000,",
        "applied",
        "c000",
        dict(value=356000000, correction_id="x"),
    ),
    ("override the scope", "annual,tax_revenue,7万元,1,override,scope,village,", "applied", "c001", dict(excluded="scope:village")),
    ("the second of two", ",tax_revenue,7万元,2,drop,,,", "applied", "c002", dict(excluded="correction:drop", value=70000)),
    ("drop", ",tax_revenue,7万元,1,drop,,,", "applied", "c001", dict(excluded="correction:drop")),
    ("flag", ",tax_revenue,7万元,1,flag,,,", "applied", "c001", dict(value=70000, reasons="flag:x")),
    ("add an indicator", ",,12家,,add,,hightech_enterprises,", "applied", "c003", dict(indicator="hightech_enterprises", value=12)),
    (
        "the text has healed",
        ",fixed_asset_investment,3.56万元,,scale,,10000,value=356",
        "guard_failed",
        "c000",
        dict(value=35600, reasons=""),
    ),
    ("nothing there", ",fixed_asset_investment,4万元,,scale,,10000,", "no_match", "c000", dict(value=35600)),
    ("another kind of report", "half_year,fixed_asset_investment,3.56万元,,scale,,10000,", "no_match", "c000", dict(value=35600)),
]


def corrected(tmp_path: Path, *rows: str):
    (tmp_path / "corrections.csv").write_text(HEAD + "\n".join(rows), encoding="utf-8")
    knowledge = Knowledge(load_indicators(), load_units(), load_items())
    return observe_corrected(make_claims(*CLAIMS), make_reports(), knowledge, load_corrections(tmp_path))


def held(tables):
    keep_back = held_by_corrections(tables.corrections, tables.observations, make_reports())
    chosen = choose(tables.observations, make_reports(), keep_back).to_dicts()
    assert all(row["reason"] == "held:correction" for row in chosen if not row["won"] and row["claim_id"] in set(keep_back["claim_id"]))
    return {row["claim_id"] for row in chosen if row["reason"] == "held:correction"}


@pytest.mark.parametrize(("row", "outcome", "claim_id", "want"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_correction(tmp_path, row, outcome, claim_id, want):
    tables = corrected(tmp_path, f"x,t1,2022,{row},why,某人,2023-05-01,active")
    (record,) = tables.corrections.to_dicts()
    assert record["outcome"] == outcome
    seen = {r["claim_id"]: r for r in tables.observations.iter_rows(named=True)}[claim_id]
    assert {key: seen[key] for key in want} == want
    fit_frame("core.correction", tables.corrections, "run")


def test_before_and_after_are_kept(tmp_path):
    (record,) = corrected(
        tmp_path, "x,t1,2022,,fixed_asset_investment,3.56万元,,scale,,10000,,why,某人,2023-05-01,active"
    ).corrections.to_dicts()
    assert (record["before"], record["after"], record["who"], record["decided_on"]) == (35600, 356000000, "某人", date(2023, 5, 1))


def test_a_failed_guard_holds_its_cell(tmp_path):
    tables = corrected(tmp_path, "x,t1,2022,,fixed_asset_investment,3.56万元,,scale,,10000,value=1,why,某人,2023-05-01,active")
    assert held(tables) == {"c000"}


def test_one_that_matches_nothing_holds_what_it_speaks_of(tmp_path):
    assert held(corrected(tmp_path, "x,t1,2022,,tax_revenue,8万元,,scale,,10000,,why,某人,2023-05-01,active")) == {"c001", "c002"}


def test_an_inactive_correction_does_nothing(tmp_path):
    tables = corrected(tmp_path, "x,t1,2022,,fixed_asset_investment,3.56万元,,drop,,,,why,某人,2023-05-01,inactive")
    assert tables.corrections["outcome"].to_list() == ["inactive"]
    assert tables.observations.filter(pl.col("excluded").is_not_null()).height == 0


@pytest.mark.parametrize(
    "row",
    [
        "x,t1,2022,,tax_revenue,7万元,,erase,,,,why,某人,2023-05-01,active",
        "x,t1,2022,,tax_revenue,7万元,,scale,,0,,why,某人,2023-05-01,active",
        "x,t1,next,,tax_revenue,7万元,,drop,,,,why,某人,2023-05-01,active",
        "x,t1,2022,,tax_revenue,7万元,,drop,,,colour=red,why,某人,2023-05-01,active",
        "x,t1,2022,,tax_revenue,7万元,,drop,,,,,某人,2023-05-01,active",
    ],
)
def test_a_file_that_does_not_parse_stops(tmp_path, row):
    with pytest.raises(SeedError, match=r"corrections\.csv: x"):
        corrected(tmp_path, row)
