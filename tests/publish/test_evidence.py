"""Every published figure reaches its sentence through the files alone: CSV, evidence.jsonl and read.text, no database."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import polars as pl
import pytest

from transforms.warehouse.registry import released_tables

LEADS = {
    "cell": "cell_id",
    "pair": "left_cell_id right_cell_id",
    "growth": "cell_id base_cell_id claim_id",
    "target": "claim_id cell_id",
    "ranking": "cell_id",
    "restatement": "cell_id earlier_claim_id later_claim_id",
    "derived": "inputs",
    "county_total": "claim_id",
    "change": "cell_id",
}
"""Table → the columns that lead on from a row with a figure."""
COUNTS = ("coverage", "place_change", "indicator", "township", "break")
"""Tables without a figure of a report."""


@pytest.fixture(scope="module")
def release(sample):
    return (sample.home / "releases" / "current").resolve()


@pytest.fixture(scope="module")
def evidence(release):
    with (release / "evidence.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def cells(evidence):
    return {line["id"]: line for line in evidence if line["kind"] == "cell"}


@pytest.fixture(scope="module")
def claims(evidence):
    return {claim["claim_id"]: claim for line in evidence for claim in line["claims"]}


def rows(release, name):
    with (release / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def decimals(name):
    (table,) = [one for one in released_tables() if one.name == f"metrics.{name}"]
    return [column.name for column in table.columns if column.type.startswith("DECIMAL")]


def test_every_metrics_table_is_followed():
    metrics = {table.name.removeprefix("metrics.") for table in released_tables() if table.layer == "metrics"}
    assert metrics == {*LEADS, *COUNTS}
    assert not any(decimals(name) for name in COUNTS)


@pytest.mark.parametrize("name", LEADS)
def test_every_figure_leads_to_a_sentence(release, cells, claims, name):
    lost, followed = [], 0
    for row in rows(release, name):
        if not any(row[column] for column in decimals(name)):
            continue
        if name == "change" and not row["value_after"]:
            continue  # gone from this release: its evidence is in the one before
        ends = [part for column in LEADS[name].split() for part in row[column].split(";") if part]
        followed += 1
        if not ends or not all(end in cells or end in claims for end in ends):
            lost.append(row)
    assert lost == []
    assert followed or name == "county_total"  # the sample county has no report of its own: tests/flows/test_county_report.py


def test_every_line_has_a_sentence_or_cells_that_have_one(evidence, cells):
    assert {line["kind"] for line in evidence} == {"cell", "growth", "target", "restatement", "derived"}
    for line in evidence:
        assert line["claims"] or line["cells"], line["id"]
        assert all(cells[cell]["claims"] for cell in line["cells"] if cell in cells), line["id"]
        assert all(cell in cells for cell in line["cells"]) or line["kind"] == "target", line["id"]


def test_every_sentence_stands_in_the_text_where_it_is_said_to(release, evidence):
    texts = dict(pl.read_parquet(release / "parquet" / "read.text.parquet").select("report_id", "text").iter_rows())
    reports = {row["report_id"]: row for row in rows(release, "read.report")}
    checked = 0
    for line in evidence:
        for claim in line["claims"]:
            text = texts[claim["report_id"]]
            at = claim["sentence_start"]
            assert text[claim["start"] : claim["end"]] == claim["quote"]
            assert text[at : at + len(claim["sentence"])] == claim["sentence"]
            assert at <= claim["start"] < claim["end"] <= at + len(claim["sentence"])
            assert reports[claim["report_id"]]["sha256"] == claim["sha256"]
            assert reports[claim["report_id"]]["file_name"] == claim["file_name"]
            checked += 1
    assert checked > 1000


def test_the_figures_are_those_of_the_tables(release, cells):
    told = {row["cell_id"]: row for row in rows(release, "cell") if row["value"]}
    assert told.keys() == cells.keys()
    assert all(Decimal(row["value"]) == Decimal(cells[key]["value"]) for key, row in told.items())
    assert all(row["obs_status"] == cells[key]["obs_status"] for key, row in told.items())
