"""What publishing's files cost and whether they hold: workbook, data package, evidence.

    python -m benchmarks files

The workbook is made from the sample county's release, its townships repeated under other ids until the detail has 100,000 rows.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
from frictionless import validate

from transforms.publish.datapackage import PACKAGE, write_package
from transforms.publish.evidence import EVIDENCE, write_evidence
from transforms.publish.indicators import INDICATORS, write_indicators
from transforms.publish.manifest import read_manifest
from transforms.publish.workbook.write import WORKBOOK, write_workbook
from transforms.warehouse.promote import DATABASE

SECTION = "files"
TITLE = "发布的文件 · Files of a release"
ROOT = Path(__file__).parents[1]
DETAIL = int(os.environ.get("FILES_ROWS", "100000"))
ALLOWED = 40.0
"""Seconds for a workbook with 100,000 detail rows."""


def measure() -> str:
    """The section's Markdown."""
    with tempfile.TemporaryDirectory() as temporary:
        release = make_sample(Path(temporary) / "county")
        return "\n\n".join(
            (_outputs(release, Path(temporary)), _workbook(release, Path(temporary) / "large"), _package(release), _evidence(release))
        )


def make_sample(home: Path) -> Path:
    """The sample county's release."""
    environment = os.environ | {"XIANZHI_RUN__RUNNER": "plain"}
    subprocess.run([sys.executable, "-m", "flows.cli", "sample", "--home", str(home)], check=True, capture_output=True, env=environment)
    return (home / "releases" / "current").resolve()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def copy_database(release: Path, folder: Path) -> None:
    """metrics.duckdb alone, writable."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(release / DATABASE, folder / DATABASE)
    (folder / DATABASE).chmod(0o644)


def repeat_townships(path: Path, times: int) -> None:
    """Every township `times` over, with its cells and coverage."""
    with duckdb.connect(str(path)) as con:
        for table in ("cell", "coverage"):
            ids = ["township_id || '-' || n AS township_id", "township || n AS township"]
            ids += ["cell_id || '-' || n AS cell_id"] if table == "cell" else []
            con.execute(f"CREATE TEMP TABLE own AS FROM {table}")
            con.execute(f"INSERT INTO {table} BY NAME SELECT own.* REPLACE ({', '.join(ids)}) FROM own, range(1, {times}) AS r(n)")
            con.execute("DROP TABLE own")


def _outputs(release: Path, folder: Path) -> str:
    facts = read_manifest(release)
    lines = ["| 示例县 sample county | s | KB |", "|---|---|---|"]
    copy_database(release, folder / "own")
    for part in ("csv", "parquet"):
        shutil.copytree(release / part, folder / "own" / part)
    works: dict[str, Callable[[Path, Any], None]] = {
        WORKBOOK: write_workbook,
        INDICATORS: write_indicators,
        EVIDENCE: write_evidence,
        PACKAGE: write_package,
    }
    for name, write in works.items():
        clock, _ = timed(lambda write=write: write(folder / "own", facts))
        lines.append(f"| {name} | {clock:.2f} | {(folder / 'own' / name).stat().st_size // 1024:,} |")
    return "\n".join(lines)


def _workbook(release: Path, folder: Path) -> str:
    copy_database(release, folder)
    with duckdb.connect(str(folder / DATABASE)) as con:
        (own,) = con.execute("SELECT count(value) FROM cell").fetchone() or (0,)
    repeat_townships(folder / DATABASE, math.ceil(DETAIL / own))
    clock, processor = timed(lambda: write_workbook(folder, read_manifest(release)))
    book = openpyxl.load_workbook(folder / WORKBOOK, read_only=True)
    rows = sum(sheet.max_row - 1 for sheet in book.worksheets if sheet.title.startswith("明细"))
    size = (folder / WORKBOOK).stat().st_size / 1e6
    met = "未达到 not met"
    if rows >= 100_000 and clock < ALLOWED:
        met = "达到 met"
    elif rows >= 100_000 and processor < ALLOWED:
        met = f"处理器时间达到，时钟未达到（单线程；机器负载 load {os.getloadavg()[0]:.0f}） · met by processor time, not on the clock"
    return (
        f"工作簿，明细 {rows:,} 行 · workbook with {rows:,} detail rows: {clock:.1f} s（处理器 CPU {processor:.1f} s），{size:.1f} MB；"
        f"要求 demanded < {ALLOWED:.0f} s with 100,000 rows：{met}。"
    )


def _package(release: Path) -> str:
    box: list[Any] = []
    clock, _ = timed(lambda: box.append(validate(str(release / PACKAGE))))
    (report,) = box
    return f"`frictionless validate`: {'有效 valid' if report.valid else '无效 INVALID'}，{len(report.tasks)} resources, {clock:.1f} s。"


def _evidence(release: Path) -> str:
    """Figures whose sentence stands in the text where evidence.jsonl says."""
    texts = dict(pl.read_parquet(release / "parquet" / "read.text.parquet").select("report_id", "text").iter_rows())
    lines = [json.loads(line) for line in (release / EVIDENCE).read_text(encoding="utf-8").splitlines()]
    stands = {(line["kind"], line["id"]): all(_stands(claim, texts) for claim in line["claims"]) for line in lines}
    reached = 0
    for line in lines:
        cells = all(stands.get(("cell", cell), line["kind"] == "target") for cell in line["cells"])  # a target's cell may be blank
        reached += bool(line["claims"] or line["cells"]) and stands[line["kind"], line["id"]] and cells
    return f"每个数到原句，只凭文件 · figures that reach their sentence through the files alone: {reached:,} / {len(lines):,}。"


def _stands(claim: dict[str, Any], texts: dict[str, str]) -> bool:
    text, at = texts[claim["report_id"]], claim["sentence_start"]
    return text[claim["start"] : claim["end"]] == claim["quote"] and text[at : at + len(claim["sentence"])] == claim["sentence"]
