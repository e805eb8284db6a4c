"""Files of a release: guards, dictionary, manifest."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from transforms.publish.dictionary import HEADINGS, dictionary_rows
from transforms.publish.files import csv_text, guard_text, write_csv, write_parquet
from transforms.publish.manifest import compare_folder, make_manifest, read_manifest, write_manifest
from transforms.publish.readme import readme_text
from transforms.warehouse.registry import load_registry, released_tables
from transforms.warehouse.schema import apply_release_schema
from transforms.warehouse.store import read_frame, replace_rows, to_frame

FACTS = {
    "release": "r",
    "run_id": "r",
    "county": "汀禾县",
    "business_date": "2023-04-10",
    "product_version": "0",
    **dict.fromkeys(("reports", "claims", "cells", "checks", "failed_checks"), 1),
}
GUARDED = {"=1+1": "'=1+1", "+86": "'+86", "-3": "'-3", "@sum": "'@sum", "\tx": "'\tx", "杨集镇": "杨集镇", "": "", "3=3": "3=3"}


@pytest.mark.parametrize("text", GUARDED)
def test_text_that_a_spreadsheet_would_run_is_guarded(text):
    assert guard_text(text) == GUARDED[text]


@pytest.fixture
def claims(tmp_path):
    """A release database with one claim whose texts are hostile and whose value is exact."""
    con = duckdb.connect(str(tmp_path / "metrics.duckdb"))
    apply_release_schema(con)
    table = load_registry()["read.claim"]
    row = {column.name: None for column in table.columns if column.nullable}
    row |= {column.name: "x" for column in table.columns if column.type == "VARCHAR"}
    row |= {column.name: 1 for column in table.columns if column.type == "INTEGER"}
    row |= {"value": Decimal("-3000.500000000"), "value_high": None, "quote": "=cmd()", "sentence": '+1, "引号"\n下一行', "margin": 0.5}
    row |= {"period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31)}
    replace_rows(con, "read.claim", to_frame("read.claim", [row]), "run")
    yield con
    con.close()


def test_csv_keeps_numbers_and_guards_text(claims, tmp_path):
    write_csv(claims, load_registry()["read.claim"], tmp_path / "claim.csv")
    data = (tmp_path / "claim.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    told = {key: row[key] for key in ("value", "value_high", "quote", "sentence")}
    assert told == {"value": "-3000.5", "value_high": "", "quote": "'=cmd()", "sentence": '\'+1, "引号"\n下一行'}
    assert not (tmp_path / "claim.csv.part").exists()


def test_parquet_keeps_exact_types(claims, tmp_path):
    write_parquet(claims, load_registry()["read.claim"], tmp_path / "claim.parquet")
    frame = pl.read_parquet(tmp_path / "claim.parquet")
    assert frame.schema["value"] == pl.Decimal(38, 9)
    assert frame["value"].to_list() == read_frame(claims, "read.claim")["value"].to_list()


def test_dictionary_names_every_released_column():
    rows = dictionary_rows(released_tables())
    named = {(row[0], row[2]) for row in rows if row[2]}
    assert named == {(table.name, column.name) for table in released_tables() for column in table.columns}
    assert all(row[8] and row[9] for row in rows)
    parsed = list(csv.reader(io.StringIO(csv_text(HEADINGS, rows).removeprefix("\ufeff"), newline="")))
    assert len(parsed) == len(rows) + 1


DAMAGES = {
    "missing": lambda folder: (folder / "a.txt").unlink(),
    "not in the manifest": lambda folder: (folder / "sub" / "new.txt").write_text("x"),
    "changed": lambda folder: (folder / "a.txt").write_text("b"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_manifest_knows_every_damage(tmp_path, damage):
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "sub/b.txt"):
        (tmp_path / name).write_text("a", encoding="utf-8")
    write_manifest(tmp_path, make_manifest(tmp_path, FACTS, {}, "hash"))
    manifest = read_manifest(tmp_path)
    assert compare_folder(tmp_path, manifest) == []
    DAMAGES[damage](tmp_path)
    (fault,) = compare_folder(tmp_path, manifest)
    assert damage in fault


@pytest.mark.parametrize("text", ["{}", "[]", '{"format": 99}'])
def test_a_foreign_manifest_is_refused(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"manifest\.json"):
        read_manifest(tmp_path)


def test_readme_says_the_facts():
    text = readme_text(FACTS)
    assert "汀禾县" in text
    assert "{" not in text
