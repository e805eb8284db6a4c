"""The steward's workbook goes out, comes back from the program that saved it, and the next night shows what was decided."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.io.desk import HEADINGS, DeskError, read_desk
from transforms.warehouse.connection import open_release

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
SAVED_BY = [pytest.param("openpyxl", marks=pytest.mark.slow), "libreoffice"] if OFFICE else ["openpyxl"]
"""One office saves in every run; the other way of saving is slow, and make test-all's where there is an office."""
NIGHT = ("--date", "2023-04-11")


def resave(path: Path, program: str) -> Path:
    """The workbook as another program saves it."""
    if program == "openpyxl":
        return path
    out = path.parent / "saved"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [
        str(OFFICE),
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return out / path.name


def fill(path: Path, answers: dict[str, tuple[str, str]], reason: str = "核对过原文") -> None:
    """Write decisions beside their items."""
    book = openpyxl.load_workbook(path)
    sheet = book["待办"]
    for row in sheet.iter_rows(min_row=2):
        given = answers.get(row[0].value)
        if given:
            for column, text in zip(range(9, 13), (*given, reason, "王"), strict=True):
                row[column].value = text
    book.save(path)


def queue_of(run: Callable[..., Any], home: Path) -> list[dict[str, Any]]:
    done = run("review", "list", "--home", home, "--json", "--limit", "1000")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def one_value(home: Path, sql: str) -> tuple[Any, ...] | None:
    with open_release(home / "work/workshop.duckdb") as con:
        return con.execute(sql).fetchone()


def choose_answers(queue: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Five decisions: the slip in the sample county put right, a figure kept, one subject named, two that are none of ours."""
    slip = next(item for item in queue if "scale=10000" in item["suggestions"])
    kept = next(item for item in queue if item["kind"] == "contradiction")
    subjects = [item for item in queue if item["kind"] == "subject"]
    named = next(item for item in subjects if item["unit"] == "次")
    others = [item for item in subjects if item is not named][:2]
    answers = {slip["item_id"]: ("乘以", "10000"), kept["item_id"]: ("原数无误", ""), named["item_id"]: ("对应指标", "安全检查次数")}
    return answers | {item["item_id"]: ("不是我们的指标", "") for item in others}


@pytest.mark.parametrize("program", SAVED_BY)
def test_five_decisions_become_seeds_and_the_next_night_shows_them(
    sample_copy: Path, run: Callable[..., Any], tmp_path: Path, program: str
) -> None:
    before = queue_of(run, sample_copy)
    answers = choose_answers(before)
    book = tmp_path / "desk.xlsx"
    assert run("review", "export", book, "--home", sample_copy).returncode == 0
    fill(book, answers)
    book = resave(book, program)
    preview = run("review", "apply", book, "--home", sample_copy)
    assert preview.returncode == 0, preview.stderr
    assert "预览：5 个决定" in preview.stderr
    assert not (sample_copy / "seeds/aliases.csv").exists()
    held = "SELECT value, missing_reason FROM metrics.cell WHERE contains(reasons, 'held:') AND indicator = 'fixed_asset_investment'"
    assert one_value(sample_copy, held) == (None, "quarantined")
    written = run("review", "apply", book, "--home", sample_copy, "--yes")
    assert written.returncode == 0, written.stderr
    with (sample_copy / "seeds/aliases.csv").open(encoding="utf-8") as handle:
        assert [row["indicator"] for row in csv.DictReader(handle) if row["who"] == "王"].count("safety_inspections") == 1
    night = run("nightly", "--home", sample_copy, *NIGHT)
    assert night.returncode in (0, 4), night.stderr
    assert one_value(sample_copy, held) is None
    mended = "SELECT value, reasons FROM metrics.cell WHERE correction_id IS NOT NULL AND indicator = 'fixed_asset_investment'"
    found = one_value(sample_copy, mended)
    assert found is not None
    assert found[0] == Decimal(360_000_000)
    assert "correction" in found[1]
    assert one_value(
        sample_copy, "SELECT count(*) > 0 FROM core.observation AS o JOIN read.claim AS c USING (claim_id) WHERE c.indicator IS NULL"
    ) == (True,)
    after = queue_of(run, sample_copy)
    assert not set(answers) & {item["item_id"] for item in after}
    assert len(after) <= len(before) - 5
    assert json.loads(run("review", "decisions", "--home", sample_copy, "--json").stdout)
    assert "safety_inspections" in run("review", "patch", "--home", sample_copy).stdout
    undo_and_look(sample_copy, run)


def undo_and_look(home: Path, run: Callable[..., Any]) -> None:
    """Every decision can be undone: the item comes back, the seed row no longer counts."""
    decisions = json.loads(run("review", "decisions", "--home", home, "--json").stdout)
    scale = next(one for one in decisions if one["action"] == "scale")
    undone = run("review", "undo", scale["decision_id"], "--who", "王", "--reason", "看错了", "--home", home)
    assert undone.returncode == 0, undone.stderr
    again = run("review", "undo", scale["decision_id"], "--who", "王", "--reason", "看错了", "--home", home)
    assert again.returncode == 2
    assert run("nightly", "--home", home, "--date", "2023-04-12").returncode in (0, 4)
    assert any("scale=10000" in item["suggestions"] for item in queue_of(run, home))


def test_wrong_decisions_are_refused_with_row_and_reason_and_nothing_is_written(
    sample_copy: Path, run: Callable[..., Any], tmp_path: Path
) -> None:
    queue = queue_of(run, sample_copy)
    subjects = [item for item in queue if item["kind"] == "subject"][:2]
    book = tmp_path / "desk.xlsx"
    run("review", "export", book, "--home", sample_copy)
    fill(book, {subjects[0]["item_id"]: ("对应指标", "没有这个指标"), subjects[1]["item_id"]: ("不是我们的指标", "")})
    done = run("review", "apply", book, "--home", sample_copy, "--yes")
    assert done.returncode == 2
    assert "没有指标“没有这个指标”" in done.stderr
    assert "一行也没有写入" in done.stderr
    assert not (sample_copy / "seeds/aliases.csv").exists()


def test_a_file_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "desk.xlsx"
    wrong.write_text("not a workbook", encoding="utf-8")
    with pytest.raises(DeskError, match="另存为"):
        read_desk(wrong)
    book = openpyxl.Workbook()
    book.save(wrong)
    with pytest.raises(DeskError, match="待办"):
        read_desk(wrong)
    book.active.title = "待办"
    book.active.append(HEADINGS[:3])
    book.save(wrong)
    with pytest.raises(DeskError, match="决定"):
        read_desk(wrong)
