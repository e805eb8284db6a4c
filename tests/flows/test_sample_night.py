"""The sample county's first and second night, and what lies in a release."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from transforms.publish.files import FORMULA_START
from transforms.warehouse.connection import open_release

DATE = ("--date", "2023-04-10")


def releases(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "releases").iterdir() if path.name != "current")


def rows(path: Path, sql: str, *values: object) -> list[tuple]:
    with open_release(path) as con:
        return con.execute(sql, list(values)).fetchall()


def test_first_night_tells_what_it_did(sample):
    for words in ("报告 reports read", "numbers found", "claims", "cells", "checks", "release", "可比 comparable", "xianzhi query"):
        assert words in sample.stdout, words
    assert "双槐渡镇" in sample.stdout


def test_prefect_kept_its_state_in_the_workspace(sample):
    assert (sample.home / "work" / "prefect").is_dir()


def test_second_night_changes_nothing(sample_copy, run):
    before = releases(sample_copy)
    done = run("nightly", "--home", sample_copy, *DATE, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["outcome"], told["documents"]) == (0, "unchanged", 0), done.stderr
    assert releases(sample_copy) == before
    recorded = rows(sample_copy / "work/workshop.duckdb", "SELECT count(*) FROM ops.check_result WHERE run_id = ?", told["run_id"])
    assert recorded[0][0] > 100


def test_release_is_whole(sample, run):
    done = run("verify", "--home", sample.home)
    assert done.returncode == 0, done.stdout


def test_every_released_column_is_commented(sample):
    path = sample.home / "releases/current/metrics.duckdb"
    bare = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
    assert rows(path, bare) == []
    assert rows(path, 'SELECT count(*) FROM "指标单元格"') == rows(path, "SELECT count(*) FROM cell")


@pytest.mark.parametrize("name", ["cell", "ranking", "coverage", "read.claim"])
def test_csv_is_safe_for_spreadsheets(sample, name):
    data = (sample.home / f"releases/current/csv/{name}.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    text = [value for row in table for key, value in row.items() if key not in ("value", "value_high", "low", "high", "difference")]
    assert [value for value in text if value.startswith(FORMULA_START) and not value.lstrip("+-").replace(".", "").isdigit()] == []


def test_parquet_agrees_with_the_database(sample):
    folder = sample.home / "releases/current"
    path = folder / "metrics.duckdb"
    for name, rows_stated in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["tables"].items():
        stem = name.removeprefix("metrics.")
        counted = rows(path, f"SELECT count(*) FROM '{folder / 'parquet' / stem}.parquet'")
        assert counted[0][0] == rows_stated["rows"], name


def test_every_number_leads_to_its_sentence(sample):
    path = sample.home / "releases/current/metrics.duckdb"
    lost = """
        SELECT cell_id FROM cell c LEFT JOIN read.claim k USING (claim_id) LEFT JOIN read.text t ON t.report_id = k.report_id
        WHERE c.value IS NOT NULL AND (t.text IS NULL OR substring(t.text, k.start + 1, k."end" - k.start) <> k.quote)
    """
    assert rows(path, lost) == []


def test_status_says_what_came_of_it(sample):
    heartbeat = json.loads((sample.home / "status/heartbeat.json").read_text(encoding="utf-8"))
    assert (heartbeat["outcome"], heartbeat["exit_code"]) == ("published", 0)
    assert "已发布" in (sample.home / "status/index.html").read_text(encoding="utf-8")


def test_a_new_report_makes_a_new_release_and_only_it_is_read(sample_copy, run):
    text = sample_copy / "inbox/2022年石笋湾镇政府工作报告.txt"
    corrected = text.with_name(text.stem + "（更正稿）.txt")
    corrected.write_bytes(text.read_bytes() + "\n附：本稿更正，新建厕所17座。\n".encode())
    done = run("nightly", "--home", sample_copy, *DATE, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["outcome"], told["documents"]) == (0, "published", 1), done.stderr
    assert len(releases(sample_copy)) == 2
    superseded = rows(
        sample_copy / "releases/current/metrics.duckdb", "SELECT superseded_reason FROM read.report WHERE file_name = ?", text.name
    )
    assert superseded == [("corrected",)]
    older, newer = releases(sample_copy)
    done = run("releases", "diff", older, newer, "--home", sample_copy, "--json")
    assert {row["township"] for row in json.loads(done.stdout)} <= {"石笋湾镇"}, done.stderr
